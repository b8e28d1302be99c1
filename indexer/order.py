"""Numbers → their order, where equal ones stay as they are; and what, in order, they come to."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.compiled import COMPILED

if COMPILED:
    from indexer.compiled import order as compiled

__all__ = ["Occurrences", "begins", "occurrences_in", "stable_order"]

DIGIT = 16
"""The bits that are sorted by at once: of so many numpy sorts by counting, not by comparing."""


class Occurrences(NamedTuple):
    """What occurrences in order come to: which are the first of a term, and the terms' postings.

    Those of term i begin at `starts[i]`; the last start is where all end. `docs` has the paragraph
    of each posting, `counts` how often the term is there.
    """

    firsts: NDArray[np.int64]
    starts: NDArray[np.uint64]
    docs: NDArray[np.uint32]
    counts: NDArray[np.uint32]


def stable_order(numbers: NDArray[Any]) -> NDArray[np.int64]:
    """Return the places of the numbers in ascending order; equal ones stay as they are."""
    if COMPILED and numbers.dtype.itemsize <= np.dtype(np.uint32).itemsize:
        found = compiled.stable_order(numbers.astype(np.uint32, copy=False))
        return np.frombuffer(found, dtype=np.int64)
    order: NDArray[np.int64] = numbers.astype(np.uint16).argsort(kind="stable")
    most = int(numbers.max(initial=0))
    for shift in range(DIGIT, most.bit_length(), DIGIT):
        digits = (numbers >> numbers.dtype.type(shift)).astype(np.uint16)
        order = order[digits[order].argsort(kind="stable")]
    return order


def begins(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where another value begins than the one before."""
    found = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def occurrences_in(
    places: NDArray[np.uint32], numbers: NDArray[np.uint32], docs: NDArray[np.uint32], width: int
) -> Occurrences:
    """Return what the occurrences at some places come to.

    They are in order: by term, which is `numbers[place : place + width]`, then by paragraph, which
    is `docs[place]`.
    """
    if COMPILED:
        types = (np.int64, np.uint64, np.uint32, np.uint32)
        parts = compiled.postings(places, numbers, docs, width)
        return Occurrences(*map(np.frombuffer, parts, types))
    is_other = begins(numbers[places])
    for step in range(1, width):
        is_other |= begins(numbers[places + np.uint32(step)])
    firsts = np.flatnonzero(is_other | begins(docs[places]))
    starts = np.append(np.flatnonzero(is_other[firsts]), len(firsts)).astype(np.uint64)
    counts = np.diff(firsts, append=len(places)).astype(np.uint32)
    return Occurrences(np.flatnonzero(is_other), starts, docs[places[firsts]], counts)
