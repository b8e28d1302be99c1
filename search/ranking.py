"""Query tree → a page of the paragraphs it matches, best first.

What the words of a query add to a score, and what a leaf adds that is held verbatim, is summed;
each word counts once, in however many leaves it is. Paragraphs of one score are in the order of
their documents' keys, then of their places in the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from search.bm25f import Scored, Scores
from search.leaves import Leaves, Lexicon
from search.matching import Matcher
from search.maxscore import leaders
from search.paragraphs import Numbers
from search.postings import MAX_PLACES_RANKED, Postings
from search.tree import Leaf, Node, Term

__all__ = ["Page", "rank", "ranked"]


MANY_TIES = MAX_PLACES_RANKED
"""More paragraphs of one score than this are not sorted: the first are told from the others."""


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a ranking: `total` paragraphs were found, these are some of them, best first."""

    total: int
    docs: tuple[int, ...]
    scores: tuple[float, ...]


def rank(
    tree: Node, lexicon: Lexicon, words: Mapping[Leaf, tuple[str, ...]], offset: int, limit: int
) -> Page:
    """Return `limit` of the paragraphs that match, after the first `offset`.

    `words` has the words of every leaf of the tree that no NOT stands over.
    """
    leaves = Leaves(lexicon, words)
    matcher = Matcher(tree, leaves)
    return ranked(matcher, leaves, matcher.count(), offset, limit)


def ranked(matcher: Matcher, leaves: Leaves, total: int, offset: int, limit: int) -> Page:
    """Return `limit` of the `total` that a matcher finds, after the first `offset`."""
    postings = leaves.lexicon.postings
    end = min(offset + limit, total)
    if offset >= end:
        return Page(total, (), ())
    finding, adding = _lists(matcher, leaves)
    matched = None if matcher.is_any else matcher.paragraphs
    docs, scores = leaders(postings.space, finding, adding, end, matched)
    return Page(total, *_page(docs, scores, postings, offset, end))


def _lists(matcher: Matcher, leaves: Leaves) -> tuple[list[Scored], list[Scored]]:
    """Return the lists whose paragraphs match any leaf, and those that only add to scores."""
    finding: list[Scored] = []
    adding: list[Scored] = []
    terms = [leaf for leaf in matcher.asked if isinstance(leaf, Term)]
    in_terms = {word for leaf in terms for word in leaves.words[leaf]}
    counted: set[str] = set()
    for leaf in matcher.asked:
        own, single = leaves.words[leaf], leaves[leaf].single
        fresh = [word for word in own if word not in counted] if counted else own
        words = [leaves.lexicon.word(word) for word in fresh]
        for each in words:
            adding += each.title
        if single is not None and len(fresh) == len(own):
            finding += (single,) if len(single) else ()
        else:
            for name, each in zip(fresh, words, strict=True):
                (finding if name in in_terms else adding).extend(each.body)
            finding += leaves.bonuses(leaf)
        counted.update(fresh)
    return finding, adding


def _page(
    docs: Numbers, scores: Scores, postings: Postings, offset: int, end: int
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return the paragraphs from the one that `offset` are better than to the one before `end`."""
    above = 0
    if len(docs) > end:
        high, low = len(docs) - 1 - offset, len(docs) - end
        parted = np.partition(scores, (low, high))
        above = int(np.count_nonzero(scores > parted[high]))
        chosen = ((scores >= parted[low]) & (scores <= parted[high])).nonzero()[0]
        chosen = _without_late_ties(chosen, docs, scores, postings, end - above)
        docs, scores = docs[chosen], scores[chosen]
    order = np.lexsort((*postings.ranks(docs), -scores))[offset - above : end - above]
    return tuple(docs[order].tolist()), tuple(scores[order].tolist())


def _without_late_ties(
    chosen: Numbers, docs: Numbers, scores: Scores, postings: Postings, count: int
) -> Numbers:
    """Return at least the first `count` of the places chosen; of many that tie, the first alone."""
    surplus = len(chosen) - count
    if surplus <= MANY_TIES:
        return chosen
    is_lowest = scores[chosen] == scores[chosen].min()
    tied = chosen[is_lowest]
    ranks = postings.ranks(docs[tied])[-1]
    kept = np.argpartition(ranks, len(tied) - surplus - 1)[: len(tied) - surplus]
    return np.concatenate((chosen[~is_lowest], tied[kept]))
