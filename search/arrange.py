"""Paragraphs found → one page of them by date, by symbol, or as they stand in their documents.

What has no date, or no symbol, comes last in either direction. Where two are equal, the key of the
document decides, and then the place in it.
"""

from __future__ import annotations

import re

import numpy as np

from search.names import Names
from search.paragraphs import Numbers, Paragraphs
from search.postings import Postings
from search.wanted import ORDERS

__all__ = ["arranged"]

# the numbers in a symbol: 63 and 49 in A/RES/63/49
DIGITS = re.compile(r"([0-9]+)")


def arranged(
    postings: Postings, found: Paragraphs, order: str, offset: int, limit: int
) -> tuple[int, ...]:
    """Return `limit` of the paragraphs in an order, after `offset` others.

    Errors: `ValueError` for an order that is none of `ORDERS` but relevance; `IndexDamaged`.
    """
    if order not in ORDERS[1:]:
        raise ValueError(f"an order is one of {', '.join(ORDERS[1:])}")
    if not len(found):
        return ()
    with postings.telling_damage:
        places = postings.once(f"places by {order}", lambda: _places(postings, order))
        return _page(found, places, offset, limit)


def _page(found: Paragraphs, places: Numbers, offset: int, limit: int) -> tuple[int, ...]:
    """Return the paragraphs whose places are the next: only those before the page's end sorted."""
    docs, end = found.numbers, offset + limit
    own = places.take(docs)
    if end < len(docs):
        first = np.argpartition(own, end)[:end]
        docs, own = docs[first], own[first]
    return tuple(docs[np.argsort(own)[offset:end]].tolist())


def _places(postings: Postings, order: str) -> Numbers:
    """Return the place of each paragraph of the index in an order."""
    every = np.arange(postings.count)
    ranks = postings.ranks(every)
    ranked = np.lexsort(ranks if order == "document" else (*ranks, _first(postings, order)))
    places = np.empty(postings.count, dtype=np.intp)
    places[ranked] = every
    return places


def _first(postings: Postings, order: str) -> Numbers:
    """Return what each paragraph is ordered by before all else; more than any other for none."""
    names = postings.names("symbol" if order == "symbol" else "date")
    values = np.arange(len(names) + 1)
    if order == "-date":
        values[:-1] = values[:-1][::-1].copy()
    elif order == "symbol":
        values[_by_numbers(names)] = np.arange(len(names))
    return values.take(names.numbers)


def _by_numbers(names: Names) -> list[int]:
    """Return the numbers of symbols in order: A/RES/63/9 stands before A/RES/63/49."""
    forms = [_form(symbol) for symbol in names.texts]
    return sorted(range(len(names)), key=forms.__getitem__)


def _form(symbol: str) -> tuple[str | tuple[int, str], ...]:
    """Return what sorts a symbol: its letters and numbers in turn, each number by its value."""
    letters, *rest = DIGITS.split(symbol)
    numbers = (part.lstrip("0") for part in rest[::2])
    pairs = (((len(each), each), after) for each, after in zip(numbers, rest[1::2], strict=True))
    return letters, *(part for pair in pairs for part in pair)
