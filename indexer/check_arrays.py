"""Is what an array must be true of all its numbers? It is looked at piece by piece.

What is wrong is told as flaws: the name of the array, and one line that says what, where first, and
in how many other places.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.segment_file import Array, SegmentFile

__all__ = [
    "Flaws",
    "ascending",
    "below",
    "bounds",
    "lists",
    "places",
    "stretches",
    "terms_in_order",
    "walk_terms",
    "wrong",
]

Flaws = Iterator[tuple[str, str]]

NUMBERS_AT_ONCE = 1 << 20
"""So many numbers of an array are looked at together."""

TERMS_AT_ONCE = 1 << 16
BYTES_AT_ONCE = 1 << 22
"""So many terms, and bytes of them, are in memory together; one that is longer is alone."""


def stretches(start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield the beginning and the end of each piece of an array, as far as it is looked at."""
    for at in range(start, stop, NUMBERS_AT_ONCE):
        yield at, min(at + NUMBERS_AT_ONCE, stop)


def places(first: int, count: int) -> str:
    """Say where something is: at its first place, and in how many others."""
    others = f" and {count - 1:,} other places" if count > 1 else ""
    return f"at {first:,}{others}"


def wrong(
    name: str,
    what: str,
    start: int,
    stop: int,
    is_wrong: Callable[[int, int], NDArray[np.bool_]],
) -> Flaws:
    """Yield the flaw that some numbers are wrong: `is_wrong` says which from one on to another."""
    first, count = -1, 0
    for low, high in stretches(start, stop):
        found = np.flatnonzero(is_wrong(low, high))
        if len(found) and not count:
            first = low + int(found[0])
        count += len(found)
    if count:
        yield name, f"{what} {places(first, count)}"


def ascending(
    name: str, numbers: Array, *, restarts: Array | None = None, strictly: bool = True
) -> Flaws:
    """Yield a flaw where numbers do not ascend, save where a list restarts."""

    def falls(start: int, stop: int) -> NDArray[np.bool_]:
        before, own = numbers[start - 1 : stop - 1], numbers[start:stop]
        found: NDArray[np.bool_] = own <= before if strictly else own < before
        if restarts is not None:
            ends = np.array((start, stop), dtype=restarts.dtype)
            low, high = restarts.searchsorted(ends)
            found[restarts[low:high].astype(np.int64) - start] = False
        return found

    return wrong(name, "does not ascend", 1, len(numbers), falls)


def below(name: str, numbers: Array, limit: int) -> Flaws:
    """Yield a flaw where numbers are not below the limit."""
    # A limit that no number of the type can reach is none.
    most = min(limit, np.iinfo(numbers.dtype).max)
    if limit <= most:
        yield from wrong(
            name,
            f"is not below {limit:,}",
            0,
            len(numbers),
            lambda start, stop: numbers[start:stop] >= numbers.dtype.type(most),
        )


def bounds(name: str, numbers: Array, end: int, *, strictly: bool = True) -> Flaws:
    """Yield a flaw where numbers do not lead from 0 to the end, ascending."""
    if not len(numbers) or int(numbers[0]) != 0 or int(numbers[-1]) != end:
        yield name, f"does not lead from 0 to {end:,}"
    yield from ascending(name, numbers, strictly=strictly)


def lists(starts_name: str, starts: Array, name: str, numbers: Array, limit: int) -> Flaws:
    """Yield the flaws of lists: each has numbers, which ascend and are below the limit."""
    found = list(bounds(starts_name, starts, len(numbers)))
    yield from found
    yield from below(name, numbers, limit)
    if not found:
        yield from ascending(name, numbers, restarts=starts[1:-1])


def walk_terms(segment: SegmentFile, field: str) -> Iterator[tuple[int, list[bytes]]]:
    """Yield the terms of a field, some at a time, each time with the number of the first.

    Where they end must ascend.
    """
    data, ends = segment.pieces(f"{field}/terms"), segment.pieces(f"{field}/ends")
    number = start = 0
    while number < len(ends):
        some = ends[number : number + TERMS_AT_ONCE].tolist()
        some = some[: max(1, bisect_right(some, start + BYTES_AT_ONCE))]
        terms = data[start : some[-1]].tobytes()
        cuts = pairwise([start, *some])
        yield number, [terms[low - start : high - start] for low, high in cuts]
        number, start = number + len(some), some[-1]


def terms_in_order(segment: SegmentFile, field: str) -> Flaws:
    """Yield the flaws of a field's terms: they are UTF-8, each greater than the one before."""
    before = b""
    for number, terms in walk_terms(segment, field):
        try:
            b"\n".join(terms).decode("utf-8", errors="surrogatepass")
        except UnicodeDecodeError:
            yield f"{field}/terms", f"is not UTF-8 within {len(terms):,} terms from {number:,} on"
        falls = [at for at, (one, next_) in enumerate(pairwise([before, *terms])) if one >= next_]
        if falls:
            where = places(number + falls[0], len(falls))
            yield f"{field}/terms", f"are not in order {where}"
        before = terms[-1]
