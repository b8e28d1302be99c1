"""Query text → what an index answers: understood, ranked, shown.

All that this needs is loaded with it; so it is only imported when an index is opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

from indexer.record import Record
from indexer.segmenter import Segmenter
from search.answers import Answer, DocumentFacts, Hit, ParagraphFacts, Ranking
from search.leaves import MAX_SEGMENTED, Cutting, Lexicon, place_of
from search.otherwise import with_others
from search.postings import LEADS_NOWHERE, Postings, damaged
from search.query import parse
from search.ranking import Page, rank
from search.snippets import Needles, excerpt, footnotes_shown, needles_of
from search.synonyms import Synonyms
from search.tree import (
    Article,
    Leaf,
    Node,
    describe,
    lookups,
    positive_leaves,
    relax,
    without_lookup,
)

__all__ = ["Asking"]

NO_PAGE = Page(0, (), ())


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How a query was understood in the end, and what it found."""

    interpreted: str
    relaxed: bool
    notices: tuple[str, ...]
    page: Page
    words: Mapping[Leaf, tuple[str, ...]]


class Asking:
    """Asks one index. Safe to share between threads."""

    def __init__(self, postings: Postings, segmenter: Segmenter, synonyms: Synonyms) -> None:
        self.postings = postings
        self._synonyms = synonyms
        self._segmenter = segmenter
        self._cutting = Cutting(segmenter)
        self._lexicon = Lexicon(postings)

    def answer(self, text: str, limit: int, offset: int) -> Answer:
        """Return what is found, with what is shown of it."""
        started = perf_counter()
        outcome = self._outcome(text, limit, offset)
        return Answer(
            query=text,
            interpreted=outcome.interpreted,
            total=outcome.page.total,
            relaxed=outcome.relaxed,
            offset=offset,
            notices=outcome.notices,
            hits=self._hits(outcome),
            took_ms=_milliseconds(started),
        )

    def ranking(self, text: str, limit: int, offset: int) -> Ranking:
        """Return what is found, by ids alone."""
        started = perf_counter()
        outcome = self._outcome(text, limit, offset)
        try:
            ids = tuple(map(self.postings.id, outcome.page.docs))
        except LEADS_NOWHERE as error:
            raise damaged(self.postings.directory, error) from error
        return Ranking(
            query=text,
            interpreted=outcome.interpreted,
            total=outcome.page.total,
            relaxed=outcome.relaxed,
            offset=offset,
            notices=outcome.notices,
            ids=ids,
            scores=tuple([round(score, 6) for score in outcome.page.scores]),
            took_ms=_milliseconds(started),
        )

    # ---- finding

    def _outcome(self, text: str, limit: int, offset: int) -> _Outcome:
        """Return what a query finds, relaxed where nothing has all that is asked for."""
        query = parse(text)
        if query.tree is None:
            return _Outcome(query.interpreted, False, query.notices, NO_PAGE, {})
        try:
            tree, unknown = self._with_known_places(query.tree)
            tree = with_others(tree, self._synonyms)
            words, cut = self._cutting.words_of(positive_leaves(tree))
            tree, relaxed, page = self._page(tree, words, limit, offset)
        except LEADS_NOWHERE as error:
            raise damaged(self.postings.directory, error) from error
        interpreted = query.interpreted if tree is query.tree else describe(tree)
        notices = (*query.notices, *unknown, *_length_notice(cut))
        return _Outcome(interpreted, relaxed, notices, page, words)

    def _with_known_places(self, tree: Node) -> tuple[Node, tuple[str, ...]]:
        """Return the tree with lookups of places that there are not made words, and notices."""
        notices = []
        for lookup in lookups(tree):
            names_place = isinstance(lookup, Article) or lookup.place is not None
            if names_place and not len(place_of(lookup, self.postings)):
                tree = without_lookup(tree, lookup)
                if not isinstance(lookup, Article):
                    notices.append(
                        f"{lookup.key} has no paragraph {lookup.place} in this index; "
                        f"{lookup.text} was searched as plain text."
                    )
        return tree, tuple(notices)

    def _page(
        self, tree: Node, words: Mapping[Leaf, tuple[str, ...]], limit: int, offset: int
    ) -> tuple[Node, bool, Page]:
        """Return what was searched in the end, whether that is relaxed, and what it found."""
        page = rank(tree, self._lexicon, words, offset, limit)
        looser = None if page.total else relax(tree)
        if looser is not None:
            second = rank(looser, self._lexicon, words, offset, limit)
            if second.total:
                return looser, True, second
        return tree, False, page

    # ---- showing

    def _hits(self, outcome: _Outcome) -> tuple[Hit, ...]:
        needles = needles_of(outcome.words)
        try:
            records = list(map(self.postings.record, outcome.page.docs))
        except LEADS_NOWHERE as error:
            raise damaged(self.postings.directory, error) from error
        return tuple(
            self._hit(record, score, needles)
            for record, score in zip(records, outcome.page.scores, strict=True)
        )

    def _hit(self, record: Record, score: float, needles: Needles) -> Hit:
        paragraph, facts = record.paragraph, record.document
        notes = footnotes_shown(record.footnotes, needles, self._segmenter)
        return Hit(
            id=record.id,
            score=round(score, 6),
            document=DocumentFacts(
                facts["key"], facts["symbol"], facts["title"], facts["date"], facts["source"]
            ),
            paragraph=ParagraphFacts(
                paragraph.anchor,
                paragraph.number,
                paragraph.label,
                paragraph.kind,
                paragraph.ordinal,
                paragraph.page,
            ),
            snippet=excerpt(paragraph, notes, needles, self._segmenter),
            footnotes=notes,
            citations=paragraph.cited_keys,
        )


def _length_notice(cut: bool) -> tuple[str, ...]:
    if not cut:
        return ()
    return (
        f"Only the first {MAX_SEGMENTED:,} characters of the query were also searched "
        "word by word.",
    )


def _milliseconds(started: float) -> float:
    return round((perf_counter() - started) * 1000, 3)
