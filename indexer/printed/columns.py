"""Stretches of a page → the order in which they are read: columns one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from indexer.printed.baselines import SAME_BASELINE, Stretch

__all__ = ["Row", "rows_in_order"]

FEWEST_ROWS = 6
"""So many lines must stand side by side for a page to have columns."""

SHARE_OF_ROWS = 0.6
"""At least this share of the lines between the first and the last of them stand side by side."""

FILLED = 0.7
"""Lines of columns fill at least this share of theirs, as cells of a table do not."""

NARROWEST_COLUMN = 0.2
"""A column takes at least this share of the width of the text."""

STEP = 2.0
"""The points between two places that are tried for the gap between columns."""

MOST_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """The stretches side by side on one baseline of one column, from left to right."""

    column: int
    stretches: tuple[Stretch, ...]


def rows_in_order(stretches: Sequence[Stretch]) -> list[Row]:
    """Return the rows of a page in the order in which they are read; none is left out."""
    return list(_ordered(_rows(stretches), 0, MOST_COLUMNS))


def _rows(stretches: Sequence[Stretch]) -> list[tuple[Stretch, ...]]:
    """Return the stretches by baseline, from the top down, each row from left to right."""
    rows: list[list[Stretch]] = []
    for stretch in sorted(stretches, key=lambda stretch: -stretch.baseline):
        if rows and rows[-1][0].baseline - stretch.baseline <= SAME_BASELINE * stretch.size:
            rows[-1].append(stretch)
        else:
            rows.append([stretch])
    return [tuple(sorted(row, key=lambda stretch: stretch.left)) for row in rows]


def _ordered(rows: Sequence[tuple[Stretch, ...]], column: int, most: int) -> Iterator[Row]:
    """Yield the rows; where a gap divides them into columns, the left one before the right."""
    gap = _gap_of(rows) if most > 1 else None
    if gap is None:
        yield from (Row(column, row) for row in rows)
        return
    beside: list[tuple[Stretch, ...]] = []
    for row in rows:
        if _crosses(row, gap):
            yield from _side_by_side(beside, gap, column, most)
            beside = []
            yield Row(column, row)
        else:
            beside.append(row)
    yield from _side_by_side(beside, gap, column, most)


def _side_by_side(
    rows: Sequence[tuple[Stretch, ...]], gap: float, column: int, most: int
) -> Iterator[Row]:
    left = [tuple(stretch for stretch in row if stretch.right <= gap) for row in rows]
    right = [tuple(stretch for stretch in row if stretch.right > gap) for row in rows]
    yield from _ordered([row for row in left if row], 2 * column + 1, most // 2)
    yield from _ordered([row for row in right if row], 2 * column + 2, most // 2)


def _gap_of(rows: Sequence[tuple[Stretch, ...]]) -> float | None:
    """Return where a gap between two columns runs down the page, None where none does."""
    if len(rows) < FEWEST_ROWS:
        return None
    left = min(row[0].left for row in rows)
    right = max(row[-1].right for row in rows)
    least = (right - left) * NARROWEST_COLUMN
    steps = int((right - left - 2 * least) / STEP)
    places = (left + least + STEP * step for step in range(min(steps, 1_000) + 1))
    best = max(
        (_rows_beside(rows, place), -abs(place - (left + right) / 2), place) for place in places
    )
    return best[2] if best[0] and _has_columns(rows, best[2], left, right) else None


def _rows_beside(rows: Sequence[tuple[Stretch, ...]], place: float) -> int:
    return sum(_is_beside(row, place) for row in rows)


def _is_beside(row: tuple[Stretch, ...], place: float) -> bool:
    """Say whether a row has text on both sides of a place, and none over it."""
    return row[0].right <= place <= row[-1].left and not _crosses(row, place)


def _crosses(row: tuple[Stretch, ...], place: float) -> bool:
    return any(stretch.left < place < stretch.right for stretch in row)


def _has_columns(
    rows: Sequence[tuple[Stretch, ...]], place: float, left: float, right: float
) -> bool:
    """Say whether the rows beside a place are lines of columns, not cells of a table."""
    at = [index for index, row in enumerate(rows) if _is_beside(row, place)]
    beside = [rows[index] for index in at]
    if len(beside) < FEWEST_ROWS or len(beside) < SHARE_OF_ROWS * (at[-1] - at[0] + 1):
        return False
    ends = max(stretch.right for row in beside for stretch in row if stretch.right <= place)
    begins = min(stretch.left for row in beside for stretch in row if stretch.left >= place)
    filled_left = median(
        sum(s.right - s.left for s in row if s.right <= place) / (ends - left) for row in beside
    )
    filled_right = median(
        sum(s.right - s.left for s in row if s.left >= place) / (right - begins) for row in beside
    )
    return filled_left >= FILLED and filled_right >= FILLED
