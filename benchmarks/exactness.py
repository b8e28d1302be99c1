"""Are this project's answers those that a plain reading of all texts gives?

The reading knows neither grams nor postings: it folds every text and looks into it. A word is in a
text where it stands in it, or another way to write it stands there by itself, as 7日 for 七日; a
phrase where it stands in it; a question as a word is, or where one of its words is one of the
text's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import search
from benchmarks.building import Site
from benchmarks.corpus import Corpus
from benchmarks.figures import Exactness
from benchmarks.queries import Query
from indexer.folding import fold
from indexer.segmenter import Segmenter
from search.leaves import PARTICLES
from search.numerals import numerals_otherwise
from search.phrases import identifier_places
from search.synonyms import Synonyms, read_synonyms

__all__ = ["counted", "expected", "wrong", "wrong_answers"]

PAGE = 10_000


def wrong_answers(site: Site, queries: Sequence[Query]) -> list[Query]:
    """Return the queries that our index at a site answers wrongly."""
    truth = expected(site.corpus, queries)
    with search.open_index(site.directory) as index:
        return wrong(index, truth)


def counted(queries: Sequence[Query], failed: Sequence[Query], paragraphs: int) -> list[Exactness]:
    """Return for each kind of query how many of the answers are wrong."""
    asked, wrongly = (Counter(query.kind for query in each) for each in (queries, failed))
    today = date.today().isoformat()
    return [
        Exactness(kind, paragraphs, number, wrongly[kind], today) for kind, number in asked.items()
    ]


def expected(corpus: Corpus, queries: Sequence[Query]) -> dict[Query, set[str]]:
    """Return the ids of the paragraphs that answer each query."""
    segmenter = Segmenter()
    synonyms = read_synonyms()
    held = {query: _parts(query, synonyms) for query in queries}
    words_of = {query: _words(query, segmenter) for query in queries}
    asked = set().union(*words_of.values())
    found: dict[Query, set[str]] = {query: set() for query in queries}
    for paragraph in corpus:
        folded = fold(paragraph.text)
        words = {token.text for token in segmenter.tokens(folded)} & asked if asked else asked
        for query, parts in held.items():
            if _answers(query, parts, folded) or not words.isdisjoint(words_of[query]):
                found[query].add(paragraph.id)
    return found


def wrong(index: search.Index, truth: Mapping[Query, set[str]]) -> list[Query]:
    """Return the queries whose answers are others, or counted otherwise, than the reading's."""
    return [query for query, ids in truth.items() if not _is_right(index, query, ids)]


def _parts(query: Query, synonyms: Synonyms) -> list[tuple[str, tuple[str, ...]]]:
    """Return what is looked for, and the other ways to write each: a phrase has none."""
    if "phrase" in query.kind:
        return [(fold(query.plain), ())]
    typed = [query.plain] if query.kind == "question" else query.plain.split()
    return [(part, (*numerals_otherwise(part), *synonyms.of(part))) for part in map(fold, typed)]


def _words(query: Query, segmenter: Segmenter) -> set[str]:
    """Return the words any of which is enough: those of a question."""
    if query.kind != "question":
        return set()
    return {token.text for token in segmenter.tokens(fold(query.plain))} - PARTICLES


def _answers(query: Query, parts: Sequence[tuple[str, tuple[str, ...]]], folded: str) -> bool:
    stand = (
        part in folded or any(_stands_apart(folded, other) for other in others)
        for part, others in parts
    )
    return (any if query.kind == "or" else all)(stand)


def _stands_apart(folded: str, other: str) -> bool:
    return next(identifier_places(folded, other), None) is not None


def _is_right(index: search.Index, query: Query, ids: set[str]) -> bool:
    found: set[str] = set()
    for offset in range(0, max(len(ids), 1), PAGE):
        ranked = index.rank(query.ours, limit=PAGE, offset=offset)
        found.update(id_.rpartition("#")[2] for id_ in ranked.ids)
        if ranked.total != len(ids):
            return False
    return found == ids
