"""Characters of a page by baseline → regions in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from math import ceil
from typing import NamedTuple

from indexer.printed.page import Glyph

__all__ = ["Gap", "Level", "Region", "Regions", "regions_of"]

Level = Sequence[Glyph]
"""The characters on one baseline, from left to right."""

FEWEST_LEVELS, FEWEST_BESIDE = 12, 6
"""So many lines together must leave a gap free for it to divide columns, so many on either side."""

HANG = 0.6
"""So many sizes left of a column its first characters may begin."""

ONE_EDGE = 2.0
"""Lines of a column begin within so many points."""

FILLED = 0.55
"""Lines of columns fill at least this share of theirs, as cells of a table do not."""

NEARLY_ALL = 0.98
"""A gap is as wide as all the places that this share of the lines leaves free."""

A_MARK = 9.0
"""What is no wider, in points, may be a mark, a bullet or the number of a page."""

REACHING, SHORT = 0.4, 15.0
"""This share of them at least ends within so many points of the right edge of the column."""

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

MOST_CROSSING = 9
"""So many lines across the gap, for each that begins behind it, show that a page has none."""

MOST_SIDE_BY_SIDE = 3
"""More stretches than these side by side are the cells of a row."""

LEADERS = frozenset(".．·…⋯")
FEWEST_LEADERS = 4
"""So many dots in a row lead from a title to the number of its page."""

MOST_STEPS = 400
MOST_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page read from its top to its foot; `column` is 0 where it has but one."""

    column: int
    levels: tuple[Level, ...]


class Gap(NamedTuple):
    """Where columns are divided: a place between them, and where the right one begins."""

    place: float
    begins: float


class Regions(NamedTuple):
    """The regions of a page, and where columns are divided on it or on the pages before."""

    regions: tuple[Region, ...]
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class _Covered:
    """The stretches of a line that leave no gap, those that may be marks or bullets aside."""

    spans: tuple[tuple[float, float], ...]

    def covers(self, place: float) -> bool:
        """Say whether the line has text at a place."""
        for left, right in self.spans:  # noqa: SIM110 - asked thousands of times a page
            if left < place < right:
                return True
        return False

    def width_between(self, left: float, right: float) -> float:
        """Return how much of a stretch of the page the line fills."""
        return sum(max(0.0, min(end, right) - max(start, left)) for start, end in self.spans)


def regions_of(levels: Sequence[Level], known: Gap | None = None) -> Regions:
    """Return the regions of a page in the order in which they are read; none is left out.

    Where another page of the document has columns, `known`, a single line that begins where its
    right column does is one of that column.
    """
    covered = [_covered(level) for level in levels]
    gap = _gap_of(covered)
    if gap is not None:
        return Regions(tuple(_divided_at(levels, gap, 0, MOST_COLUMNS)), gap)
    if known is not None and _goes_on(covered, known):
        regions = _divided_at(levels, known, 0, MOST_COLUMNS, fewest=(1, 1))
        return Regions(tuple(regions), known)
    return Regions((Region(0, tuple(levels)),), known)


def _goes_on(covered: Sequence[_Covered], known: Gap) -> bool:
    """Say whether a page has the columns of the pages before.

    A page of nothing but a table may have a cell where the right column begins, and others.
    """
    beginning = [line for line in covered if _begins_at(line, known.begins)]
    crossing = sum(line.covers(known.place) for line in covered)
    rows = sum(len(line.spans) > MOST_SIDE_BY_SIDE for line in beginning)
    is_table = len(covered) < FEWEST_LEVELS and 2 * rows >= len(beginning)
    return 0 < len(beginning) * MOST_CROSSING >= crossing and not is_table


def _begins_at(line: _Covered, place: float) -> bool:
    return any(abs(start - place) < ONE_EDGE for start, _ in line.spans)


def _divided(levels: Sequence[Level], column: int, most: int) -> Iterator[Region]:
    """Yield the regions; where a gap divides lines into columns, the left one before the right."""
    gap = _gap_of([_covered(level) for level in levels]) if most > 1 else None
    if gap is None:
        yield Region(column, tuple(levels))
    else:
        yield from _divided_at(levels, gap, column, most)


def _divided_at(
    levels: Sequence[Level],
    gap: Gap,
    column: int,
    most: int,
    fewest: tuple[int, int] = (FEWEST_LEVELS, FEWEST_BESIDE),
) -> Iterator[Region]:
    beside = _beside([_covered(level) for level in levels], gap.place, fewest)
    for is_beside, group in groupby(zip(levels, beside, strict=True), key=lambda pair: pair[1]):
        part = [level for level, _ in group]
        if not is_beside:
            yield Region(column, tuple(part))
            continue
        for right in (False, True):
            own = _side(part, gap.begins, right=right)
            yield from _divided(own, 2 * column + 1 + right, most // 2)


def _side(levels: Sequence[Level], begins: float, *, right: bool) -> list[Level]:
    """Return what of the lines stands in the column that begins there, or left of it.

    Marks and punctuation may hang over the edge of the left one, opening brackets over that of the
    right one.
    """
    sides = [
        [glyph for glyph in level if (glyph.left >= begins - HANG * glyph.size) is right]
        for level in levels
    ]
    return [side for side in sides if side]


def _covered(level: Level) -> _Covered:
    if _has_leaders(level):
        return _Covered(((_ink(level[0])[0], max(_ink(glyph)[1] for glyph in level)),))
    spans = [_ink(level[0])]
    for before, after in pairwise(level):
        left, right = spans[-1]
        start, end = _ink(after)
        if start - right > GAP * max(before.size, after.size):
            spans.append((start, end))
        else:
            spans[-1] = left, max(right, end)
    return _Covered(tuple((left, right) for left, right in spans if right - left > A_MARK))


def _has_leaders(level: Level) -> bool:
    """Say whether dots lead from one part of a line to another, so that no gap divides them."""
    run = 0
    for glyph in level:
        run = run + 1 if glyph.text in LEADERS else 0
        if run == FEWEST_LEADERS:
            return True
    return False


def _ink(glyph: Glyph) -> tuple[float, float]:
    """Return the edges of what is drawn: half the square of Han punctuation is blank."""
    if glyph.text in OPENING:
        return glyph.left + glyph.width / 2, glyph.right
    if glyph.text in CLOSING:
        return glyph.left, glyph.right - glyph.width / 2
    return glyph.left, glyph.right


def _gap_of(covered: Sequence[_Covered]) -> Gap | None:
    if len(covered) < FEWEST_LEVELS:
        return None
    spans = [span for line in covered for span in line.spans]
    if not spans:
        return None
    left, right = min(start for start, _ in spans), max(end for _, end in spans)
    free = [(place, sum(_beside(covered, place))) for place in _places(covered, left, right)]
    most = max((lines for _, lines in free), default=0)
    if not most:
        return None
    gap = _widest([place for place, lines in free if lines >= NEARLY_ALL * most])
    place = gap[len(gap) // 2]
    if not _are_filled(covered, place):
        return None
    starts = (start for line in covered for start, _ in line.spans if start >= place)
    return Gap(place, min(starts))


def _widest(places: Sequence[float]) -> list[float]:
    """Return the longest run of neighbouring places."""
    runs: list[list[float]] = []
    for place in places:
        if runs and place - runs[-1][-1] < 1.5 * STEP:
            runs[-1].append(place)
        else:
            runs.append([place])
    return max(runs, key=len)


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
        beside += [not crosses and _are_beside(run, place, fewest)] * len(run)
    return beside


def _are_beside(run: Sequence[_Covered], place: float, fewest: tuple[int, int]) -> bool:
    """Say whether so many lines stand together, and so many of them on either side of a place."""
    if len(run) < fewest[0]:
        return False
    left = sum(any(start < place for start, _ in line.spans) for line in run)
    right = sum(any(end > place for _, end in line.spans) for line in run)
    return min(left, right) >= fewest[1]


def _are_filled(covered: Sequence[_Covered], place: float) -> bool:
    """Say whether the lines on both sides of a place are those of columns."""
    own = [
        line for line, is_beside in zip(covered, _beside(covered, place), strict=True) if is_beside
    ]
    spans = [span for line in own for span in line.spans]
    left = min(start for start, _ in spans), max(end for _, end in spans if end <= place)
    right = min(start for start, _ in spans if start >= place), max(end for _, end in spans)
    narrowest = NARROWEST_COLUMN * (right[1] - left[0])
    return all(
        end - start >= narrowest and _are_lines(own, start, end) for start, end in (left, right)
    )


def _are_lines(lines: Sequence[_Covered], left: float, right: float) -> bool:
    """Say whether what stands between two edges are lines of text: many reach the right one."""
    ends = [
        max(end for start, end in line.spans if start < right)
        for line in lines
        if line.width_between(left, right) > 0
    ]
    widths = [line.width_between(left, right) for line in lines]
    filled = sum(widths) >= FILLED * len(ends) * (right - left)
    return filled and sum(end > right - SHORT for end in ends) >= REACHING * len(ends)
