"""Characters of a page by baseline → regions in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from math import ceil
from typing import NamedTuple

from indexer.printed.page import Glyph

__all__ = ["Level", "Region", "Regions", "regions_of"]

Level = Sequence[Glyph]
"""The characters on one baseline, from left to right."""

FEWEST_LEVELS, FEWEST_BESIDE = 12, 6
"""So many lines together must leave a gap free for it to divide columns, so many on either side."""

A_FEW = (3, 1)
"""The same where another page of the document has columns there."""

FILLED = 0.55
"""Lines of columns fill at least this share of theirs, as cells of a table do not."""

NARROWEST_COLUMN = 0.2
"""A column takes at least this share of the width of the text."""

GAP = 0.5
"""Characters this many sizes apart leave a gap between them."""

STEP = 3.0
"""The points between two places that are tried for the gap between columns."""

OPENING = frozenset("（《「『“‘〈【［〔")
CLOSING = frozenset("，。、；：！？）》」』”’〉】］〕．")

MOSTLY_FREE = 0.6
"""A place that a greater share of the lines has text at is no gap between columns."""

MOST_STEPS = 400
MOST_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page read from its top to its foot; `column` is 0 where it has but one."""

    column: int
    levels: tuple[Level, ...]


class Regions(NamedTuple):
    """The regions of a page, and where columns are divided on it or on the pages before."""

    regions: tuple[Region, ...]
    gap: float | None


@dataclass(frozen=True, slots=True)
class _Covered:
    """The stretches of a line that leave no gap."""

    spans: tuple[tuple[float, float], ...]

    def covers(self, place: float) -> bool:
        """Say whether the line has text at a place."""
        return any(left < place < right for left, right in self.spans)

    def width_between(self, left: float, right: float) -> float:
        """Return how much of a stretch of the page the line fills."""
        return sum(max(0.0, min(end, right) - max(start, left)) for start, end in self.spans)


def regions_of(levels: Sequence[Level], known: float | None = None) -> Regions:
    """Return the regions of a page in the order in which they are read; none is left out.

    Where columns are divided at a `known` place on another page, a few lines beside each other are
    columns there on this one too.
    """
    covered = [_covered(level) for level in levels]
    gap = _gap_of(covered)
    if gap is not None:
        return Regions(tuple(_divided_at(levels, gap, 0, MOST_COLUMNS)), gap)
    if known is not None and _are_filled(covered, known, A_FEW):
        return Regions(tuple(_divided_at(levels, known, 0, MOST_COLUMNS, A_FEW)), known)
    return Regions((Region(0, tuple(levels)),), known)


def _divided(levels: Sequence[Level], column: int, most: int) -> Iterator[Region]:
    """Yield the regions; where a gap divides lines into columns, the left one before the right."""
    gap = _gap_of([_covered(level) for level in levels]) if most > 1 else None
    if gap is None:
        yield Region(column, tuple(levels))
    else:
        yield from _divided_at(levels, gap, column, most)


def _divided_at(
    levels: Sequence[Level],
    gap: float,
    column: int,
    most: int,
    fewest: tuple[int, int] = (FEWEST_LEVELS, FEWEST_BESIDE),
) -> Iterator[Region]:
    beside = _beside([_covered(level) for level in levels], gap, fewest)
    for is_beside, group in groupby(zip(levels, beside, strict=True), key=lambda pair: pair[1]):
        part = [level for level, _ in group]
        if not is_beside:
            yield Region(column, tuple(part))
            continue
        for right in (False, True):
            own = _side(part, gap, right=right)
            yield from _divided(own, 2 * column + 1 + right, most // 2)


def _side(levels: Sequence[Level], gap: float, *, right: bool) -> list[Level]:
    """Return what of the lines stands right of a gap, or left of it."""
    sides = [[glyph for glyph in level if (_middle(glyph) > gap) is right] for level in levels]
    return [side for side in sides if side]


def _middle(glyph: Glyph) -> float:
    return (glyph.left + glyph.right) / 2


def _covered(level: Level) -> _Covered:
    spans = [_ink(level[0])]
    for before, after in pairwise(level):
        left, right = spans[-1]
        start, end = _ink(after)
        if start - right > GAP * max(before.size, after.size):
            spans.append((start, end))
        else:
            spans[-1] = left, max(right, end)
    return _Covered(tuple(spans))


def _ink(glyph: Glyph) -> tuple[float, float]:
    """Return the edges of what is drawn: half the square of Han punctuation is blank."""
    if glyph.text in OPENING:
        return glyph.left + glyph.width / 2, glyph.right
    if glyph.text in CLOSING:
        return glyph.left, glyph.right - glyph.width / 2
    return glyph.left, glyph.right


def _gap_of(covered: Sequence[_Covered]) -> float | None:
    if len(covered) < FEWEST_LEVELS:
        return None
    left = min(line.spans[0][0] for line in covered)
    right = max(line.spans[-1][1] for line in covered)
    middle = (left + right) / 2
    free = [
        (sum(_beside(covered, place)), -abs(place - middle), place)
        for place in _places(covered, left, right)
    ]
    levels, _, place = max(free, default=(0, 0.0, 0.0))
    return place if levels and _are_filled(covered, place) else None


def _places(covered: Sequence[_Covered], left: float, right: float) -> list[float]:
    """Return the places between two edges, those of narrow columns aside, that most lines leave."""
    steps = min(int((right - left) / STEP), MOST_STEPS)
    changes = [0] * (steps + 2)
    for line in covered:
        for start, end in line.spans:
            changes[min(steps, max(0, int((start - left) / STEP) + 1))] += 1
            changes[min(steps + 1, max(0, ceil((end - left) / STEP)))] -= 1
    narrow = round(steps * NARROWEST_COLUMN)
    return [
        left + STEP * step
        for step, covering in enumerate(accumulate(changes[:-1]))
        if narrow <= step <= steps - narrow and covering <= MOSTLY_FREE * len(covered)
    ]


def _beside(
    covered: Sequence[_Covered],
    place: float,
    fewest: tuple[int, int] = (FEWEST_LEVELS, FEWEST_BESIDE),
) -> list[bool]:
    """Say of each line whether it is one of many together that leave the place free."""
    beside: list[bool] = []
    for crosses, group in groupby(covered, key=lambda line: line.covers(place)):
        run = list(group)
        left = sum(line.spans[0][0] < place for line in run)
        right = sum(line.spans[-1][1] > place for line in run)
        enough = len(run) >= fewest[0] and min(left, right) >= fewest[1]
        beside += [not crosses and enough] * len(run)
    return beside


def _are_filled(
    covered: Sequence[_Covered],
    place: float,
    fewest: tuple[int, int] = (FEWEST_LEVELS, FEWEST_BESIDE),
) -> bool:
    """Say whether the lines on both sides of a place are those of columns."""
    own = [
        line
        for line, is_beside in zip(covered, _beside(covered, place, fewest), strict=True)
        if is_beside
    ]
    if not own:
        return False
    spans = [span for line in own for span in line.spans]
    left = min(start for start, _ in spans), max(end for _, end in spans if end <= place)
    right = min(start for start, _ in spans if start >= place), max(end for _, end in spans)
    return all(_share_filled(own, *side) >= FILLED for side in (left, right))


def _share_filled(lines: Sequence[_Covered], left: float, right: float) -> float:
    widths = [width for line in lines if (width := line.width_between(left, right)) > 0]
    return sum(widths) / (len(widths) * (right - left)) if widths and right > left else 0.0
