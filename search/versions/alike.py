"""A paragraph → those of the index whose text is the same, or nearly.

How alike two texts are is 2 L / (the length of both): L is the length of the longest sequence of
characters that they have in common, in folded texts without the number they begin with. Each
paragraph that is LEAST alike is found. For of the |a| - 1 pairs of neighbours of a text a another,
b, has all but two for each character of a that it has not, and one for each character that it
has beside them: |a| - 1 - 2 (|a| - L) - (|b| - L), at least (1.5 LEAST - 1) (|a| + |b|) - 1.
The index tells which paragraphs have so many, and which have L of the characters. Only the texts of
these are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import floor

import numpy as np
from numpy.typing import NDArray

from indexer.record import Record
from search.answers import DocumentFacts
from search.forward import texts_of
from search.paragraphs import Numbers
from search.postings import Postings
from search.versions.edits import similarity
from search.versions.leading import LONGEST_NUMBER, number_length
from search.versions.outcomes import Alike, Similar
from search.versions.runs import Wording, change, rounded

__all__ = ["LEAST", "LONGEST", "MOST_CELLS", "MOST_COMPARED", "similar_to"]

LEAST = 0.7
"""So alike, at least, are paragraphs that are nearly the same."""

LONGEST = 16_384
"""So many characters of a paragraph are compared, the first of them."""

MOST_COMPARED = 100_000
"""So many paragraphs are compared, those first that have most pairs in common."""

MOST_CELLS = 3 * 10**9
"""So many pairs of characters are compared, all paragraphs together."""

AT_ONCE = 1_024
"""The texts of so many paragraphs are read together."""

FIELD = "text_grams"

NOT_ALL = (
    "{left:,} of {count:,} paragraphs that may be alike were not compared: it would take too long."
)

Likenesses = list[tuple[float, int]]
"""How alike paragraphs are, and which."""


def similar_to(postings: Postings, doc: int, limit: int) -> Similar:
    """Return the paragraphs most alike to one, which is not among them."""
    with postings.telling_damage:
        own = postings.record(doc)
        wording = Wording(own.paragraph.text)
        candidates = _candidates(postings, wording.body[:LONGEST])
        candidates = candidates[candidates != doc]
        found, compared = _compared(postings, wording.body[:LONGEST], candidates)
        best = _in_order(postings, found)[:limit]
        alike = tuple(_shown(postings.record(at), share, wording) for share, at in best)
    left = len(candidates) - compared
    notices = (NOT_ALL.format(left=left, count=len(candidates)),) if left else ()
    return Similar(own.id, own.paragraph.text, len(found), alike, notices)


# ---- which may be alike


def _candidates(postings: Postings, body: str) -> Numbers:
    """Return the paragraphs that may be alike, those first that have most in common."""
    if not body:
        return np.empty(0, dtype=np.intp)
    longest = np.minimum(_lengths(postings), LONGEST)
    shortest = np.maximum(longest - LONGEST_NUMBER, 0)
    reach = (2 - LEAST) / LEAST
    may_be = (longest * reach >= len(body)) & (shortest <= len(body) * reach)
    both = len(body) + np.maximum(shortest, floor(len(body) / reach))
    in_common = LEAST * both / 2
    pairs = _shared(postings, map("".join, pairwise(body)))
    may_be &= pairs >= np.floor(3 * in_common - both - 1)
    may_be &= _shared(postings, body) >= np.floor(in_common)
    found = np.flatnonzero(may_be)
    ordered: Numbers = found[np.argsort(-pairs[found], kind="stable")]
    return ordered


def _lengths(postings: Postings) -> Numbers:
    """Return how long the folded text of each paragraph is, a paragraph having one."""
    lengths = [np.diff(segment.starts(FIELD).astype(np.intp)) - 1 for segment in postings.segments]
    return np.concatenate([np.empty(0, dtype=np.intp), *lengths])


def _shared(postings: Postings, grams: Iterable[str]) -> NDArray[np.int64]:
    """Return how many of some grams each paragraph has: all of those that it has once."""
    shared = np.zeros(postings.count, dtype=np.int64)
    for gram, times in Counter(grams).items():
        for segment in postings.segments:
            shared[segment.gram(FIELD, gram)] += times
    return shared


# ---- which are


def _compared(postings: Postings, body: str, candidates: Numbers) -> tuple[Likenesses, int]:
    """Return the paragraphs that are alike, and how many were compared."""
    found: Likenesses = []
    compared = cells = 0
    for doc, text in _texts(postings, candidates[:MOST_COMPARED]):
        other = text[number_length(text) :][:LONGEST]
        cells += len(body) * len(other)
        if cells > MOST_CELLS:
            break
        compared += 1
        share = similarity(body, other)
        if share >= LEAST:
            found.append((share, doc))
    return found, compared


def _texts(postings: Postings, docs: Numbers) -> Iterator[tuple[int, str]]:
    """Yield paragraphs with their folded texts, some read together."""
    for at in range(0, len(docs), AT_ONCE):
        some = np.sort(docs[at : at + AT_ONCE])
        yield from zip(some.tolist(), texts_of(postings, FIELD, some), strict=True)


def _in_order(postings: Postings, found: Likenesses) -> Likenesses:
    """Return the most alike first, those that are equally so by document and place."""
    shares = np.array([share for share, _ in found])
    docs = np.array([doc for _, doc in found], dtype=np.intp)
    order = np.lexsort((*postings.ranks(docs), -shares)) if found else ()
    return [found[at] for at in order]


def _shown(record: Record, share: float, own: Wording) -> Alike:
    facts, paragraph = record.document, record.paragraph
    document = (facts[name] for name in ("key", "symbol", "title", "date", "source"))
    changed = change(own, Wording(paragraph.text))
    return Alike(
        record.id,
        rounded(share),
        DocumentFacts(*document),
        paragraph.paged_label,
        paragraph.text,
        changed.runs,
    )
