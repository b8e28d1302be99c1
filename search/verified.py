"""A leaf that is told by looking at texts → the paragraphs that hold it.

Grams say where it may be; only the folded texts of those paragraphs are looked at.
"""

from __future__ import annotations

import numpy as np

from indexer.folding import is_letter
from search.forward import laid_out
from search.paragraphs import Numbers, Paragraphs
from search.phrases import holding, holding_any
from search.postings import Postings
from search.spans import spans_of
from search.tree import Fuzzy, Held, Near, Pattern, Phrase
from search.wildcards import pieces_of

__all__ = ["BATCH", "DENSE", "verified"]

BATCH = 1 << 20
"""Texts of so many characters are looked at together, or one that is longer."""

DENSE = 4
"""Where one in so many paragraphs may hold a leaf, all are read: they lie one behind another."""


def verified(postings: Postings, field: str, leaf: Held) -> Paragraphs:
    """Return the paragraphs one of whose texts in a field of grams holds the leaf."""
    candidates = _candidates(postings, field, leaf)
    if isinstance(leaf, Pattern) and leaf.folded == f"{_only_han(leaf.folded)}*":
        return candidates
    docs = candidates.numbers
    if len(docs) * DENSE > postings.count:
        docs = np.arange(postings.count)
    totals = np.cumsum(postings.text_lengths(docs, field))
    kept = []
    while len(docs):
        end = max(1, int(totals.searchsorted(totals[0] + BATCH)))
        kept.append(_holding(postings, field, leaf, docs[:end]))
        docs, totals = docs[end:], totals[end:]
    return postings.space.of(np.concatenate(kept)) if kept else postings.space.none


def _only_han(folded: str) -> str:
    """Return a pattern without its last sign, if it is nothing but characters not written apart."""
    literal = folded[:-1]
    return literal if not any(map(is_letter, literal)) and literal.isalpha() else ""


def _holding(postings: Postings, field: str, leaf: Held, docs: Numbers) -> Numbers:
    """Return those of some paragraphs that hold the leaf."""
    laid = laid_out(postings, field, docs)
    starts = spans_of(leaf, laid.codes).starts
    places = np.unique(np.cumsum(laid.lengths).searchsorted(starts, side="right"))
    found: Numbers = docs[places]
    return found


def _candidates(postings: Postings, field: str, leaf: Held) -> Paragraphs:
    """Return the paragraphs that may hold the leaf, and all that do among them."""
    space = postings.space
    if isinstance(leaf, Near):
        return space.all_of(
            [_candidates(postings, field, each) for each in (leaf.left, leaf.right)]
        )
    if isinstance(leaf, Pattern):
        literals = dict.fromkeys(pieces_of(leaf.folded).literals)
        return space.all_of([holding(postings, field, literal) for literal in literals])
    if isinstance(leaf, Fuzzy):
        return _slips(postings, field, leaf.folded)
    others = () if isinstance(leaf, Phrase) else leaf.others
    return holding_any(postings, field, leaf.folded, others)


def _slips(postings: Postings, field: str, string: str) -> Paragraphs:
    """Return the paragraphs that may hold a string with one slip.

    A slip leaves one half of it intact, and of the other all characters but one, at least; or it is
    where the halves meet.
    """
    space, half = postings.space, len(string) // 2
    first, second = string[:half], string[half:]
    found = [holding(postings, field, first[:-1] + second[0] + first[-1] + second[1:])]
    for intact, other in ((first, second), (second, first)):
        beside = [postings.gram(field, character) for character in other[:2]]
        some = [space.any_of(beside)] if len(other) > 1 else []
        found.append(space.all_of([holding(postings, field, intact), *some]))
    return space.any_of(found)
