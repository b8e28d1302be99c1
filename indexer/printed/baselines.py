"""Characters of a page → stretches of a line: what is on one baseline, or raised above it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.printed.page import Glyph

__all__ = ["SAME_BASELINE", "Stretch", "levels_of", "stretches_of"]

SAME_BASELINE = 0.18
"""Baselines that differ by less than this share of the size are one."""

WIDE_GAP = 1.0
"""A gap of this many sizes divides two stretches: it is a column's, a cell's, or an indent."""

SMALLER = 0.93
"""Characters under this share of a line's size may be raised above it, or lowered."""

HIGHEST_RAISED, LOWEST_LOWERED = 0.8, 0.5
"""How far above or below the baseline they may stand, in sizes of the line."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters from left to right without a wide gap; `baseline` is that of the large ones."""

    glyphs: tuple[Glyph, ...]
    baseline: float
    size: float

    @property
    def left(self) -> float:
        """Return where the first character stands."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Return where the last character ends."""
        return max(glyph.right for glyph in self.glyphs[-3:])


def stretches_of(levels: Iterable[Sequence[Glyph]]) -> list[Stretch]:
    """Return the stretches from the top of the page to its foot; each character is in one."""
    return _with_raised([stretch for level in levels for stretch in _divided(level)])


def _left(glyph: Glyph) -> float:
    return glyph.left


def levels_of(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Yield the characters that share a baseline, from left to right, from the top down."""
    level: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.baseline):
        if level and level[0].baseline - glyph.baseline > SAME_BASELINE * glyph.size:
            yield sorted(level, key=_left)
            level = []
        level.append(glyph)
    if level:
        yield sorted(level, key=_left)


def _divided(level: Sequence[Glyph]) -> Iterator[Stretch]:
    """Yield the stretches of a level: wide gaps, and another size of type, divide it."""
    start = 0
    for at, (before, after) in enumerate(pairwise(level), start=1):
        if after.left - before.right > WIDE_GAP * max(before.size, after.size):
            yield _stretch(level[start:at])
            start = at
    yield _stretch(level[start:])


def _stretch(glyphs: Sequence[Glyph]) -> Stretch:
    largest = max(glyphs, key=lambda glyph: glyph.size)
    return Stretch(tuple(glyphs), largest.baseline, largest.size)


def _with_raised(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches, small ones made part of the line that they are raised above."""
    heights = [-stretch.baseline for stretch in stretches]
    if len(stretches) > MOST_STRETCHES:
        return list(stretches)
    hosts = {
        at: host
        for at, stretch in enumerate(stretches)
        if (host := _host(at, stretch, stretches, heights)) is not None
    }
    hosted: dict[int, list[Glyph]] = {}
    for at in hosts:
        hosted.setdefault(_line_of(at, hosts), []).extend(stretches[at].glyphs)
    return [
        _joined(stretch, hosted[at]) if at in hosted else stretch
        for at, stretch in enumerate(stretches)
        if at not in hosts
    ]


def _line_of(at: int, hosts: dict[int, int]) -> int:
    """Return the line that something is raised above, or that what it is raised above is.

    A host is larger than its guest, so that this comes to an end.
    """
    while at in hosts:
        at = hosts[at]
    return at


def _joined(host: Stretch, guests: Sequence[Glyph]) -> Stretch:
    return replace(host, glyphs=tuple(sorted((*host.glyphs, *guests), key=_left)))


MOST_STRETCHES = 20_000
"""On a page of more nothing is taken to be raised: no page of text has so many."""

MOST_NEIGHBOURS = 200
"""So many stretches on either side of a small one are looked at for the line it belongs to."""


def _host(
    at: int, guest: Stretch, stretches: Sequence[Stretch], heights: Sequence[float]
) -> int | None:
    """Return the place of the line that a small stretch is raised above, the nearest one."""
    reach = guest.size / SMALLER * 2
    low = max(bisect_left(heights, -guest.baseline - reach), at - MOST_NEIGHBOURS)
    high = min(bisect_right(heights, -guest.baseline + reach), at + MOST_NEIGHBOURS)
    hosts = [
        (abs(stretches[place].baseline - guest.baseline), place)
        for place in range(low, high)
        if _can_host(stretches[place], guest)
    ]
    return min(hosts)[1] if hosts else None


def _can_host(host: Stretch, guest: Stretch) -> bool:
    above = guest.baseline - host.baseline
    beside = guest.right + host.size > host.left and guest.left - host.size < host.right
    return (
        guest.size < SMALLER * host.size
        and -LOWEST_LOWERED * host.size < above < HIGHEST_RAISED * host.size
        and abs(above) > SAME_BASELINE / 2 * host.size
        and beside
    )
