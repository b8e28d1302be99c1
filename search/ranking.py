"""Query tree → a page of the paragraphs it matches, best first.

What the words of a query add to a score, and what a leaf adds that is held verbatim, is summed;
each word counts once, in however many leaves it is. The best `POOL` of them then gain by how close
they come to leaves that are more than a word (`closeness.py`). Paragraphs of one score are in the
order of their documents' keys, then of their places in the document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from search.bm25f import Scored, Scores
from search.compiled import COMPILED
from search.leaves import Leaves, Lexicon, most_of
from search.matching import Matcher
from search.maxscore import leaders
from search.paragraphs import Numbers
from search.postings import MAX_PLACES_RANKED, Postings
from search.sums import upper
from search.tree import Leaf, Node, Term

if COMPILED:
    from search.compiled import order as compiled

__all__ = ["Page", "compared_by", "gains_of", "rank", "ranked"]


POOL = 128
"""So many paragraphs, the best by words, are compared with the leaves of a query."""

POOL_CHARACTERS = 1 << 18
"""So many characters of texts are compared: fewer paragraphs where these are very long."""

MOST_COMPARED = 8
"""With so many leaves of a query paragraphs are compared, the first of them."""

FEW = 2_048
"""So many paragraphs are put in order one and all."""

MANY_TIES = MAX_PLACES_RANKED
"""More paragraphs of one score than this are not sorted: the first are told from the others."""


class Page(NamedTuple):
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
    compared = compared_by(matcher, leaves)
    count = max(end, POOL) if compared else end
    docs, scores = leaders(postings.space, finding, adding, min(count, total), matched)
    if compared:
        docs, scores = _with_closeness(docs, scores, compared, leaves)
    return Page(total, *_page(docs, scores, postings, offset, end))


def compared_by(matcher: Matcher, leaves: Leaves) -> list[Term]:
    """Return the leaves that paragraphs are compared with: words that are several to an index."""
    terms = [leaf for leaf in matcher.asked if isinstance(leaf, Term) and leaf.field is None]
    several = (leaf for leaf in terms if leaves[leaf].single is None)
    return list(islice(several, MOST_COMPARED))


def _with_closeness(
    docs: Numbers, scores: Scores, compared: Sequence[Term], leaves: Leaves
) -> tuple[Numbers, Scores]:
    """Return the paragraphs with their scores: the best have what they gain by closeness, too."""
    pool = _pool(docs, scores, leaves.lexicon.postings)
    own, scores = docs[pool], scores.copy()
    for leaf in compared:
        scores[pool] += gains_of(leaf, own, leaves)
    return docs, scores


def _pool(docs: Numbers, scores: Scores, postings: Postings) -> Numbers:
    """Return the places of the paragraphs that are compared, in the order of their numbers."""
    lengths = postings.text_lengths(docs)
    if COMPILED and len(docs) <= FEW:
        ranks = postings.document_and_ordinal
        found = compiled.pool(docs, scores, *ranks, lengths, POOL, POOL_CHARACTERS)
        return np.frombuffer(found, dtype=np.intp)
    best = _places(docs, scores, postings, 0, min(POOL, len(docs)))
    fitting = np.cumsum(lengths[best]) <= POOL_CHARACTERS
    fitting[:1] = True
    chosen: Numbers = best[fitting]
    return chosen[docs[chosen].argsort()]


def gains_of(leaf: Term, docs: Numbers, leaves: Leaves) -> Scores:
    """Return what each of some paragraphs, ascending, gains by how close it comes to a leaf."""
    found, most = leaves[leaf], most_of(map(leaves.lexicon.word, leaves.words[leaf]))
    return leaves.lexicon.closeness.gains(leaf.folded, docs, found.text, found.notes, most)


def _lists(matcher: Matcher, leaves: Leaves) -> tuple[list[Scored], list[Scored]]:
    """Return the lists whose paragraphs match any leaf, and those that only add to scores."""
    finding: list[Scored] = []
    adding: list[Scored] = []
    terms = [leaf for leaf in matcher.asked if isinstance(leaf, Term)]
    in_terms = {word for leaf in terms for word in leaves.words[leaf]}
    counted: set[str] = set()
    for leaf in matcher.asked:
        own, single = leaves.words[leaf], leaves[leaf].single
        words = list(map(leaves.lexicon.word, own))
        fresh = [each for each in zip(own, words, strict=True) if each[0] not in counted]
        for _, word in fresh:
            adding += word.title
        if single is not None and len(fresh) == len(own):
            finding += (single,) if len(single) else ()
        else:
            for name, word in fresh:
                (finding if name in in_terms else adding).extend(word.body)
            finding += leaves.bonuses(leaf, words)
        counted.update(own)
    return finding, adding


def _page(
    docs: Numbers, scores: Scores, postings: Postings, offset: int, end: int
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return the paragraphs from the one that `offset` are better than to the one before `end`."""
    if COMPILED and len(docs) <= FEW:
        return compiled.page(docs, scores, *postings.document_and_ordinal, offset, end)
    places = _places(docs, scores, postings, offset, end)
    return tuple(docs[places].tolist()), tuple(scores[places].tolist())


def _places(docs: Numbers, scores: Scores, postings: Postings, offset: int, end: int) -> Numbers:
    """Return the places of these paragraphs, best first."""
    above = 0
    chosen = np.arange(len(docs))
    if len(docs) > end:
        best = scores[upper(scores, end)]
        high, low = len(best) - 1 - offset, len(best) - end
        parted = np.partition(best, (low, high))
        above = int(np.count_nonzero(scores > parted[high]))
        chosen = ((scores >= parted[low]) & (scores <= parted[high])).nonzero()[0]
        chosen = _without_late_ties(chosen, docs, scores, postings, end - above)
    order = np.lexsort((*postings.ranks(docs[chosen]), -scores[chosen]))
    places: Numbers = chosen[order[offset - above : end - above]]
    return places


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
