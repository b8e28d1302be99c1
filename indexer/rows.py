"""Lines → rows: what is not blank, and what stands between each and the one before."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from indexer.furniture import VISIBLE_RULE
from indexer.marks import BARE_NUMBER, BARE_NUMBERS
from indexer.source import Line

__all__ = ["Row", "numbers_around", "rows_of", "touches"]

# 11, of a line 11, 12
MARK_AMONG_OTHERS = re.compile(r"(?P<number>[0-9]{1,3})[ \t\u3000\u00a0]{0,3}[,，、]?")

RULE_COLUMNS = 20
"""A line of at least so many spaces is the rule above the notes of a page, as PDF text shows it."""

MOST_MARKS_TOGETHER = 3
"""How many marks may stand one below the other at one place."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line with something in it, and what stands between it and the line before.

    `mark` is the number of a note where the line is nothing but its raised mark; `region` counts
    the note blocks before it.
    """

    line: Line
    blanks: int
    after_rule: bool
    new_page: bool
    region: int = 0
    mark: str | None = None

    @property
    def text(self) -> str:
        """Return what can be seen of the line."""
        return self.line.text.strip()

    @property
    def number(self) -> str | None:
        """Return the number where the line is nothing but a number."""
        bare = BARE_NUMBER.match(self.line.text)
        return bare["number"] if bare else None


def rows_of(lines: Sequence[Line], furniture: Collection[Line]) -> list[Row]:
    """Return the lines that are neither blank nor furniture, with what stands before each."""
    aside = frozenset(furniture)
    rows: list[Row] = []
    blanks, after_rule, page = 0, False, None
    for line in lines:
        if line.is_blank or line in aside:
            blanks += 1
            after_rule = after_rule or _is_rule(line)
            continue
        rows += _divided(Row(line, blanks, after_rule, bool(rows) and line.page != page))
        blanks, after_rule, page = 0, False, line.page
    return rows


def _divided(row: Row) -> list[Row]:
    """Return the row, or one for each mark where its line is nothing but marks: 11, 12."""
    line = row.line
    numbers = list(MARK_AMONG_OTHERS.finditer(line.text)) if BARE_NUMBERS.match(line.text) else []
    values = [int(number["number"]) for number in numbers]
    if not values or values != list(range(values[0], values[0] + len(values))):
        return [row]
    lines = [
        replace(line, start=line.start + number.start(), text=number.group()) for number in numbers
    ]
    return [replace(row, line=lines[0]), *(Row(other, 0, False, False) for other in lines[1:])]


def _is_rule(line: Line) -> bool:
    return len(line.text) >= RULE_COLUMNS if line.is_blank else bool(VISIBLE_RULE.match(line.text))


def touches(rows: Sequence[Row], index: int) -> bool:
    """Say whether the row, its fellows aside, stands right above or below text, as marks do."""
    first, last = numbers_around(rows, index)
    above = first > 0 and rows[first].blanks == 0
    below = last + 1 < len(rows) and rows[last + 1].blanks == 0
    return above or below


def numbers_around(rows: Sequence[Row], index: int) -> tuple[int, int]:
    """Return the first and the last of the numbers alone on lines around a row, at most a few."""
    first = last = index
    while first > 0 and index - first < MOST_MARKS_TOGETHER and rows[first - 1].number:
        first -= 1
    while last + 1 < len(rows) and last - index < MOST_MARKS_TOGETHER and rows[last + 1].number:
        last += 1
    return first, last
