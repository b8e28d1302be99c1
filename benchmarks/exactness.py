"""Are this project's answers those that a plain reading of all texts gives?

The reading knows neither grams nor postings: it folds every text and looks into it. A word is in a
text where it stands in it, a phrase likewise; a question where it stands in it, or where one of
its words is one of the text's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

import search
from benchmarks.building import Site
from benchmarks.corpus import Corpus
from benchmarks.figures import Exactness
from benchmarks.queries import Query
from indexer.folding import fold
from indexer.segmenter import Segmenter
from search.leaves import PARTICLES

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
    held = {query: _parts(query, segmenter) for query in queries}
    asked = {word for query in queries if query.kind == "question" for word in held[query][1:]}
    found: dict[Query, set[str]] = {query: set() for query in queries}
    for paragraph in corpus:
        folded = fold(paragraph.text)
        words = {token.text for token in segmenter.tokens(folded)} & asked if asked else asked
        for query, parts in held.items():
            if _answers(query, parts, folded, words):
                found[query].add(paragraph.id)
    return found


def wrong(index: search.Index, truth: Mapping[Query, set[str]]) -> list[Query]:
    """Return the queries whose answers are others, or counted otherwise, than the reading's."""
    return [query for query, ids in truth.items() if not _is_right(index, query, ids)]


def _parts(query: Query, segmenter: Segmenter) -> list[str]:
    """Return what is looked for: the words of a query, or a question and the words within it."""
    if query.kind != "question":
        return list(map(fold, query.plain.split()))
    whole = fold(query.plain)
    words = dict.fromkeys(token.text for token in segmenter.tokens(whole))
    return [whole, *(word for word in words if word not in PARTICLES)]


def _answers(query: Query, parts: Sequence[str], folded: str, words: AbstractSet[str]) -> bool:
    if query.kind == "question":
        return parts[0] in folded or not words.isdisjoint(parts[1:])
    return (any if query.kind == "or" else all)(part in folded for part in parts)


def _is_right(index: search.Index, query: Query, ids: set[str]) -> bool:
    found: set[str] = set()
    for offset in range(0, max(len(ids), 1), PAGE):
        ranked = index.rank(query.ours, limit=PAGE, offset=offset)
        found.update(id_.rpartition("#")[2] for id_ in ranked.ids)
        if ranked.total != len(ids):
            return False
    return found == ids
