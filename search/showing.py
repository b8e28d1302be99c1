"""Paragraphs that were found → hits: what is shown of each, with its notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, repeat

from indexer.record import Record
from indexer.segmenter import Segmenter
from search.answers import (
    DocumentFacts,
    Hit,
    LinkedFootnote,
    ParagraphFacts,
    Snippet,
    told_score,
)
from search.listing import Listing
from search.postings import Postings
from search.snippets import Needles, excerpts, footnotes_shown
from search.wanted import Wanted
from search.windows import Frame

__all__ = ["Showing", "hit_of"]

AT_ONCE = 256
"""So many paragraphs are read before the first of them is shown."""


class Showing:
    """Shows paragraphs of an index, with what was sought in them highlighted."""

    def __init__(
        self, postings: Postings, segmenter: Segmenter, needles: Needles, wanted: Wanted
    ) -> None:
        self._postings = postings
        self._segmenter = segmenter
        self._needles = needles
        self._frame = Frame(wanted.windows, wanted.width)

    def hits(self, listing: Listing) -> Iterator[Hit]:
        """Yield the hits of a listing in its order, reading some of them at a time."""
        docs = iter(listing.docs)
        places = zip(listing.scores, listing.others or repeat(None), strict=False)
        while records := self._records(islice(docs, AT_ONCE)):
            for record, (score, others) in zip(records, places, strict=False):
                yield self._hit(record, score, others)

    def _records(self, docs: Iterator[int]) -> list[Record]:
        with self._postings.telling_damage:
            return list(map(self._postings.record, docs))

    def _hit(self, record: Record, score: float, others: int | None) -> Hit:
        paragraph = record.paragraph
        notes = footnotes_shown(record.footnotes, self._needles, self._segmenter)
        shown = excerpts(paragraph, notes, self._needles, self._segmenter, self._frame)
        return hit_of(record, shown, notes, score, others)


def hit_of(
    record: Record,
    shown: Sequence[Snippet],
    notes: tuple[LinkedFootnote, ...],
    score: float = 0.0,
    others: int | None = None,
) -> Hit:
    """Return a paragraph as a hit, with the excerpts and the notes that are shown of it."""
    first, *further = shown
    return Hit(
        id=record.id,
        score=told_score(score),
        document=DocumentFacts.of(record.document),
        paragraph=ParagraphFacts.of(record.paragraph),
        snippet=first,
        footnotes=notes,
        citations=record.paragraph.cited_keys,
        further=tuple(further),
        others=others,
    )
