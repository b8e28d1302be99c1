"""Can what is shown of paragraphs be unpacked and read, and is each under its own id?"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from indexer.check_arrays import Flaws, ascending, below, bounds
from indexer.codes import NONE
from indexer.errors import IndexDamaged
from indexer.record import Record, record_from_json
from indexer.segment_file import SegmentFile
from indexer.stored import StoredTexts

__all__ = ["check_stored", "read_record"]

MOST_SHOWN = 200
"""So many characters of an id are shown."""


def check_stored(segment: SegmentFile) -> Flaws:
    """Yield what is wrong with the stored paragraphs of a segment."""
    firsts, ends = segment.array("stored/firsts"), segment.array("stored/ends")
    paragraphs = segment.facts["paragraphs"]
    found = [
        *bounds("stored/ends", np.append(np.uint64(0), ends), len(segment.pieces("stored/data"))),
        *ascending("stored/firsts", firsts),
        *below("stored/firsts", firsts, paragraphs),
    ]
    if bool(len(firsts)) != bool(paragraphs) or (len(firsts) and firsts[0] != 0):
        found.append(("stored/firsts", "does not begin with the first paragraph"))
    yield from found
    if not found:
        yield from _records(segment)


def read_record(text: bytes) -> Record:
    """Return the record of a stored text, which has an id. Errors: `IndexDamaged`."""
    try:
        record = record_from_json(text.decode("utf-8", errors="surrogatepass"))
        record.id.encode(errors="surrogatepass")
    except (KeyError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"a stored paragraph cannot be read: {error}") from None
    return record


def _records(segment: SegmentFile) -> Flaws:
    """Yield what is wrong with the paragraphs themselves."""
    ids, ordinals = _Ids(segment), segment.pieces("ordinals")
    texts = StoredTexts(segment)
    firsts = [*segment.array("stored/firsts").tolist(), segment.facts["paragraphs"]]
    for block, (first, end) in enumerate(pairwise(firsts)):
        try:
            found = texts.block(block)
            if len(found) != end - first:
                raise ValueError(f"it has {len(found):,} paragraphs, not {end - first:,}")
        except (IndexDamaged, ValueError) as error:
            yield "stored/data", f"block {block:,}: {error}"
            continue
        for number, text in enumerate(found, first):
            try:
                record = read_record(text)
                if record.id.encode(errors="surrogatepass") != ids.of(number):
                    raise IndexDamaged(f"it is {record.id[:MOST_SHOWN]}, which is not its id")
                if record.paragraph.ordinal != ordinals.number(number):
                    raise IndexDamaged("its place in the document is another")
            except IndexDamaged as error:
                yield "stored/data", f"paragraph {number:,}: {error}"


class _Ids:
    """The ids of a segment's paragraphs."""

    def __init__(self, segment: SegmentFile) -> None:
        self._terms, self._ends, self._numbers = (
            segment.pieces(f"id/{name}") for name in ("terms", "ends", "numbers")
        )

    def of(self, paragraph: int) -> bytes:
        """Return the id of a paragraph; none where it has none."""
        number = self._numbers.number(paragraph)
        if number == NONE:
            return b""
        start = self._ends.number(number - 1) if number else 0
        return self._terms[start : self._ends.number(number)].tobytes()
