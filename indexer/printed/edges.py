"""Lines of pages → those at their edges that belong to the page and not to its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from indexer.furniture import find_furniture
from indexer.printed.sheet import APART, SetLine, Sheet
from indexer.source import Line

__all__ = ["edges_of"]

ONE_ROW = 0.3
"""Lines whose baselines differ by less than this share of the usual distance are one row."""


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands side by side on a page, whatever its columns: as one line, and the lines."""

    line: Line
    own: tuple[Line, ...]


def edges_of(sheet: Sheet) -> frozenset[Line]:
    """Return the lines that recur at the edges of pages and stand apart from the text there."""
    pages = [
        list(_rows(list(page), sheet.measures.leading))
        for _, page in groupby(sheet.lines, key=lambda line: line.printed.page)
    ]
    found = set(find_furniture([row.line for row in chain.from_iterable(pages)]))
    return frozenset(
        line
        for page in pages
        for at, row in enumerate(page)
        if row.line in found and _stands_apart(at, [row.line for row in page], found)
        for line in row.own
    )


def _rows(lines: Sequence[SetLine], leading: float) -> Iterator[_Row]:
    """Yield the rows of a page from its top to its foot, a number left out where one is apart."""
    number, above = 0, float("inf")
    for row in _side_by_side(lines, ONE_ROW * leading):
        baseline = row[0].printed.baseline
        number += 2 if above - baseline > APART * leading else 1
        above = baseline
        text = "  ".join(line.text for line in row)
        line = Line(number, row[0].line.start, text, row[0].printed.page)
        yield _Row(line, tuple(line.line for line in row))


def _side_by_side(lines: Sequence[SetLine], reach: float) -> list[list[SetLine]]:
    """Return the lines from the top of their page down, those side by side from left to right."""
    rows: list[list[SetLine]] = []
    for line in sorted(lines, key=lambda line: -line.printed.baseline):
        if rows and rows[-1][0].printed.baseline - line.printed.baseline < reach:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.printed.left) for row in rows]


def _stands_apart(at: int, page: Sequence[Line], found: set[Line]) -> bool:
    """Say whether room is left between a line and the text of its page, or no text is beside it."""
    text = [place for place, line in enumerate(page) if line not in found]
    if not text or text[0] < at < text[-1]:
        return True
    nearest = text[0] if at < text[0] else text[-1]
    return abs(page[nearest].number - page[at].number) > abs(nearest - at)
