"""Query text → what an index answers: understood, found, listed, shown.

All that this needs is loaded with it; so it is only imported when an index is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from indexer.segmenter import Segmenter
from search.answers import Answer, Counts, Hit, Ranking, Stream, told_score
from search.finding import Finding, found_by
from search.leaves import Lexicon
from search.listing import NOTHING, Listing, all_of, page_of
from search.postings import Postings
from search.showing import Showing
from search.snippets import needles_of
from search.synonyms import Synonyms
from search.tree import describe
from search.understand import Understanding, Understood
from search.wanted import Wanted

if TYPE_CHECKING:
    from search.explained import Explanation, Why
    from search.suggest import Suggester

__all__ = ["Asking"]

Choice = Callable[[Finding, Wanted], Listing]
"""Which of the paragraphs found are wanted: a page of them, or all."""


class _Outcome(NamedTuple):
    """How a query was understood, what it found, and which of that is wanted.

    `finding` is None where the query has nothing that can be searched.
    """

    understood: Understood
    finding: Finding | None
    listing: Listing
    facets: Mapping[str, Counts]

    def told(self) -> dict[str, Any]:
        """Return what is told of it, whatever is shown, by the names that answers have for it."""
        finding = self.finding
        relaxed = finding is not None and finding.relaxed
        return {
            "interpreted": describe(finding.tree)
            if finding and relaxed
            else self.understood.interpreted,
            "total": finding.total if finding else 0,
            "relaxed": relaxed,
            "notices": self.understood.notices,
        }

    def answered(self) -> dict[str, Any]:
        """Return what is told beside hits."""
        return {**self.told(), "documents": self.listing.documents, "facets": self.facets}


class Asking:
    """Asks one index. Safe to share between threads."""

    def __init__(self, postings: Postings, segmenter: Segmenter, synonyms: Synonyms) -> None:
        self.postings = postings
        self.synonyms = synonyms
        self._segmenter = segmenter
        self._lexicon = Lexicon(postings)
        self._understanding = Understanding(postings, segmenter, synonyms)

    def answer(self, text: str, wanted: Wanted) -> Answer:
        """Return what is found, with what is shown of it."""
        started = perf_counter()
        outcome = self._outcome(text, wanted, page_of)
        hits = tuple(self._hits(outcome, wanted))
        suggestions = self._suggested(text, wanted, outcome)
        return Answer(
            query=text,
            offset=wanted.offset,
            hits=hits,
            suggestions=suggestions,
            took_ms=_milliseconds(started),
            **outcome.answered(),
        )

    def stream(self, text: str, wanted: Wanted) -> Stream:
        """Return all that is found, each hit made when it is asked for."""
        started = perf_counter()
        outcome = self._outcome(text, wanted, all_of)
        suggestions = self._suggested(text, wanted, outcome)
        return Stream(
            query=text,
            offset=0,
            hits=self._hits(outcome, wanted),
            suggestions=suggestions,
            took_ms=_milliseconds(started),
            **outcome.answered(),
        )

    def ranking(self, text: str, wanted: Wanted) -> Ranking:
        """Return what is found, by ids alone."""
        started = perf_counter()
        outcome = self._outcome(text, wanted, page_of)
        with self.postings.telling_damage:
            ids = self.postings.ids_of(outcome.listing.docs)
        return Ranking(
            query=text,
            offset=wanted.offset,
            ids=ids,
            scores=tuple(map(told_score, outcome.listing.scores)),
            took_ms=_milliseconds(started),
            **outcome.told(),
        )

    def explanation(self, text: str, wanted: Wanted) -> Explanation:
        """Return how a query is understood, and how the scores of a page come about."""
        from search.explain import branch_of, scoring_of
        from search.explained import Explanation

        outcome = self._outcome(text, wanted, page_of)
        finding, listing = outcome.finding, outcome.listing
        with self.postings.telling_damage:
            scored = zip(listing.docs, listing.scores, strict=True)
            hits = [scoring_of(finding, doc, score) for doc, score in scored if finding]
            tree = branch_of(finding, finding.tree) if finding else None
        return Explanation(query=text, tree=tree, hits=tuple(hits), **outcome.told())

    def why(self, text: str, doc: int, wanted: Wanted) -> Why:
        """Return why a query finds a paragraph, or why not."""
        from search.explain import scoring_of
        from search.explained import Why
        from search.why import verdict_of

        outcome = self._outcome(text, wanted, all_of)
        finding, listing = outcome.finding, outcome.listing
        with self.postings.telling_damage:
            place = listing.docs.index(doc) if doc in listing.docs else None
            verdict = verdict_of(finding, doc) if finding else None
            scoring = (
                scoring_of(finding, doc, listing.scores[place])
                if finding and place is not None
                else None
            )
            id_ = self.postings.id(doc)
        return Why(
            id=id_,
            query=text,
            found=place is not None,
            rank=None if place is None else place + 1,
            scoring=scoring,
            verdict=verdict,
            **outcome.told(),
        )

    def _outcome(self, text: str, wanted: Wanted, choice: Choice) -> _Outcome:
        with self.postings.telling_damage:
            understood = self._understanding.of(text, wanted.where)
            finding = found_by(understood, self._lexicon)
            listing = choice(finding, wanted) if finding and finding.total else NOTHING
            facets = self._counts(finding, wanted) if wanted.facets else {}
        return _Outcome(understood, finding, listing, facets)

    def _suggested(self, text: str, wanted: Wanted, outcome: _Outcome) -> tuple[str, ...]:
        """Return queries that find something within what is wanted, where one finds nothing."""
        finding = outcome.finding
        if finding is None or finding.total or not text.strip():
            return ()

        def finds(other: str) -> bool:
            found = found_by(self._understanding.of(other, wanted.where), self._lexicon)
            return found is not None and found.total > 0

        with self.postings.telling_damage:
            return self._suggester.suggestions(text, finding.tree, finding.leaves, finds)

    @cached_property
    def _suggester(self) -> Suggester:
        """Knows what was perhaps meant; few searches ask it."""
        from search.suggest import Suggester

        return Suggester(self.postings)

    def _counts(self, finding: Finding | None, wanted: Wanted) -> Mapping[str, Counts]:
        """Return the facets that are wanted of what was found."""
        # Few searches count, and what they count by is read for them alone.
        from search.facets import count

        found = finding.matcher.paragraphs if finding else self.postings.space.none
        return count(self.postings, found, wanted.facets)

    def _hits(self, outcome: _Outcome, wanted: Wanted) -> Iterator[Hit]:
        needles = needles_of(outcome.understood.words)
        return Showing(self.postings, self._segmenter, needles, wanted).hits(outcome.listing)


def _milliseconds(started: float) -> float:
    return round((perf_counter() - started) * 1000, 3)
