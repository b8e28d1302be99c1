"""Query tree → the best paragraphs, with scores.

The words of a query score by BM25F as Whoosh computes it,

    idf * f * (K1 + 1) / (f + K1 * (1 - B + B * length / average))    idf = log(N / (n + 1)) + 1

for each word and field (f: occurrences, n: paragraphs with it, N: all paragraphs), summed with
the weights of the fields. To that comes a bonus for what is held verbatim. With U the most that
the words of a leaf can score, or 1 where none of them scores, a paragraph gains 2 U where its text
holds the leaf and U where only a note does: text before note before words, whatever the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from search.matching import LeafMatch, Matcher
from search.postings import DocumentNumbers, Postings
from search.tree import Article, Leaf, Lookup, Node, positive_leaves

__all__ = [
    "FIELD_WEIGHTS",
    "K1",
    "B",
    "Page",
    "bm25f",
    "rank",
]

K1 = 1.2
"""How soon further occurrences of a word stop to count: BM25's term frequency saturation."""

B = 0.75
"""How much a long field counts against a word in it, from 0 to 1."""

FIELD_WEIGHTS: Mapping[str, float] = {"text": 1.0, "footnotes": 0.5, "title": 0.3}
"""What a word counts in each field: a note says less of a paragraph than its text does."""

MAX_PLACES_READ = 500
"""To order more paragraphs than this by document, the order of all is read once and kept."""

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a ranking: `total` paragraphs were found, these are some of them, best first."""

    total: int
    docs: tuple[int, ...]
    scores: tuple[float, ...]


def rank(
    tree: Node, postings: Postings, words: Mapping[Leaf, tuple[str, ...]], offset: int, limit: int
) -> Page:
    """Return `limit` of the paragraphs that match, after the first `offset`.

    They are ordered by score, then by their document's key, then by their place in the document.
    `words` has the words of every leaf of the tree.
    """
    matcher = Matcher(postings, words)
    docs = matcher.paragraphs(tree)
    leaves = positive_leaves(tree)
    scores = _scores(leaves, matcher, postings, words)[docs]
    best = _best(docs, scores, postings, offset + limit)[offset:]
    return Page(len(docs), tuple(docs[best].tolist()), tuple(scores[best].tolist()))


def bm25f(postings: Postings, field: str, word: str) -> Scores:
    """Return a word's score in one field for each paragraph of its posting, field weight aside."""
    posting = postings.posting(field, word)
    relative = posting.lengths / postings.average_length(field)
    weights = posting.weights.astype(np.float64)
    saturated = weights * (K1 + 1) / (weights + K1 * (1 - B + B * relative))
    return _idf(postings, field, word) * saturated


def _idf(postings: Postings, field: str, word: str) -> float:
    return log(postings.count / (postings.document_frequency(field, word) + 1)) + 1


def _scores(
    leaves: Iterable[Leaf],
    matcher: Matcher,
    postings: Postings,
    words: Mapping[Leaf, tuple[str, ...]],
) -> Scores:
    """Return a score for every paragraph number: zero where nothing is found."""
    scores = np.zeros(postings.count, dtype=np.float64)
    scored: set[str] = set()
    for leaf in leaves:
        for word in words[leaf]:
            if word not in scored:
                scored.add(word)
                _add_word(scores, postings, word)
        _add_bonus(scores, leaf, matcher.leaf(leaf), _most(postings, words[leaf]))
    return scores


def _add_word(scores: Scores, postings: Postings, word: str) -> None:
    for field, weight in FIELD_WEIGHTS.items():
        docs = postings.posting(field, word).docs
        if len(docs):
            scores[docs] += weight * bm25f(postings, field, word)


def _most(postings: Postings, words: Iterable[str]) -> float:
    """Return more than what the words can score together; 1 where none of them scores."""
    most = sum(
        weight * (K1 + 1) * _idf(postings, field, word)
        for word in words
        for field, weight in FIELD_WEIGHTS.items()
        if postings.document_frequency(field, word)
    )
    return most or 1.0


def _add_bonus(scores: Scores, leaf: Leaf, found: LeafMatch, most: float) -> None:
    """Add what verbatim places are worth; what was looked up comes before all that cites it."""
    in_text, in_note = found.text, found.notes
    if isinstance(leaf, Lookup | Article):
        scores[found.first] += 4 * most
        in_text = np.union1d(found.text, found.citing)
        in_text = np.setdiff1d(in_text, found.first, assume_unique=True)
    scores[in_text] += 2 * most
    scores[np.setdiff1d(in_note, in_text, assume_unique=True)] += most


def _best(
    docs: DocumentNumbers, scores: Scores, postings: Postings, count: int
) -> NDArray[np.intp]:
    """Return the places of the `count` best of `docs`, best first."""
    chosen = np.arange(len(docs) if count else 0)
    if 0 < count < len(docs):
        least = np.partition(scores, len(docs) - count)[len(docs) - count]
        chosen = np.flatnonzero(scores >= least)
    order = np.lexsort((_order(docs[chosen], postings), -scores[chosen]))
    return chosen[order][:count]


def _order(docs: DocumentNumbers, postings: Postings) -> NDArray[np.int64]:
    """Return ranks of the paragraphs by document and place: of few read one by one, else of all."""
    if len(docs) > MAX_PLACES_READ:
        return postings.order[docs]
    places = [postings.place(doc) for doc in docs.tolist()]
    ranks = np.empty(len(docs), dtype=np.int64)
    ranks[sorted(range(len(docs)), key=places.__getitem__)] = np.arange(len(docs))
    return ranks
