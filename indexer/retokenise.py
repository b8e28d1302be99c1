"""Stored paragraphs → collected again, as a build does: is that what the segment holds?

What comes of them must be in the lists of the segment, each posting with all that it says; and the
lists must hold no more of these paragraphs than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indexer.check_arrays import Flaws
from indexer.check_stored import read_record
from indexer.collect import Collector, Columns
from indexer.confine import SORTING_LIMITS
from indexer.errors import IndexDamaged
from indexer.found_again import FoundAgain
from indexer.ingest import why_too_long
from indexer.schema import Prepared, prepare
from indexer.segment_file import SegmentFile
from indexer.segmenter import Segmenter
from indexer.stored import StoredTexts

__all__ = ["retokenise"]

CHARACTERS_AT_ONCE = 1 << 18
"""So many characters, and the paragraph at hand, are given to be collected at once."""


def retokenise(segment: SegmentFile, numbers: range, segmenter: Segmenter) -> Flaws:
    """Yield where some paragraphs of a segment, collected again, are not as the segment has them.

    Nothing is wrong with the segment otherwise.
    """
    again = FoundAgain(segment, numbers)
    collector = Collector(segmenter, SORTING_LIMITS.megabytes)
    own: list[int] = []
    for some in _prepared(segment, numbers):
        if isinstance(some, IndexDamaged):
            yield "stored/data", str(some)
            return
        collector.add(Columns.of_prepared([prepared for _, prepared in some]))
        own += [number for number, _ in some]
        if collector.is_full:
            yield from again.compare(collector.arrays()[0], own)
            own = []
    if own:
        yield from again.compare(collector.arrays()[0], own)
    yield from again.left_over()


def _prepared(
    segment: SegmentFile, numbers: Iterable[int]
) -> Iterator[list[tuple[int, Prepared]] | IndexDamaged]:
    """Yield some paragraphs at a time, each with its number; or why one of them cannot be read."""
    texts = StoredTexts(segment)
    some: list[tuple[int, Prepared]] = []
    characters = 0
    for number in numbers:
        try:
            prepared = prepare(read_record(texts.text(number)))
            characters += _length(prepared)
        except (AttributeError, IndexDamaged, KeyError, TypeError, ValueError) as error:
            yield IndexDamaged(f"paragraph {number:,} cannot be collected: {error}")
            return
        some.append((number, prepared))
        if characters >= CHARACTERS_AT_ONCE:
            yield some
            some, characters = [], 0
    yield some


def _length(prepared: Prepared) -> int:
    """Return how many characters are collected. Errors: `ValueError` for more than there can be."""
    total = 0
    for texts in ((prepared.title,), (prepared.text, *prepared.notes)):
        length = sum(map(len, texts))
        if reason := why_too_long(length, texts):
            raise ValueError(reason)
        total += length
    return total
