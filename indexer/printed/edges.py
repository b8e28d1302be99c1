"""Lines of pages → those at their edges that belong to the page and not to its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from indexer.furniture import find_furniture, is_of_the_page
from indexer.marks import BARE_NUMBER
from indexer.printed.sheet import APART, SetLine, Sheet
from indexer.shapes import SYMBOL_LINE, ends_unit
from indexer.source import Line

__all__ = ["edges_of"]

HEAD_ROWS = 2
"""So many rows at the top of a page may hold the symbol of the document."""

FEWEST_COUNTED = 3
"""So many pages at least must show by how much their printed numbers differ from their count."""

ONE_ROW = 0.3
"""Lines whose baselines differ by less than this share of the usual distance are one row."""


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands side by side on a page, whatever its columns: as one line, and the lines.

    `cells` are its parts, divided by wide gaps.
    """

    line: Line
    own: tuple[Line, ...]
    cells: tuple[str, ...]


def edges_of(sheet: Sheet) -> frozenset[Line]:
    """Return the lines that recur at the edges of pages and stand apart from the text there."""
    pages = [
        list(_rows(list(page), sheet.measures.leading))
        for _, page in groupby(sheet.lines, key=lambda line: line.printed.page)
    ]
    found = set(find_furniture([row.line for row in chain.from_iterable(pages)]))
    found |= set(_known_by_their_cells(pages))
    return frozenset(
        line
        for page in pages
        for at, row in enumerate(page)
        if row.line in found and _stands_apart(at, [row.line for row in page], found)
        for line in row.own
    )


def _known_by_their_cells(pages: Sequence[Sequence[_Row]]) -> Iterator[Line]:
    """Yield the rows at edges that a number of their page, or the document's symbol, gives away.

    A head that names its chapter changes with it, but the number beside it counts pages. A number
    alone is told by its page, on the only one too.
    """
    offset = _offset_of(pages)
    symbols = _recurring_symbols(pages)
    for at, page in enumerate(pages):
        for row in dict.fromkeys((page[0], page[-1])):
            counted = {row.line.page, (row.line.page or 0) + offset}
            numbers = [_number_of(cell) in counted for cell in row.cells]
            apart = [
                is_number or is_of_the_page(cell) or (at > 0 and cell in symbols)
                for is_number, cell in zip(numbers, row.cells, strict=True)
            ]
            names_a_part = len(row.cells) > 1 and (numbers[0] or numbers[-1])
            if all(apart) or (names_a_part and not any(map(ends_unit, row.cells))):
                yield row.line


def _offset_of(pages: Sequence[Sequence[_Row]]) -> int:
    """Return by how much the numbers printed at the edges of most pages differ from their count."""
    offsets = Counter(
        number - (row.line.page or 0)
        for page in pages
        for row in dict.fromkeys((page[0], page[-1]))
        for cell in {row.cells[0], row.cells[-1]}
        if (number := _number_of(cell)) is not None
    )
    offset, times = offsets.most_common(1)[0] if offsets else (0, 0)
    return offset if times >= max(FEWEST_COUNTED, len(pages) / 2) else 0


def _number_of(cell: str) -> int | None:
    number = BARE_NUMBER.match(cell)
    return int(number["number"]) if number else None


def _recurring_symbols(pages: Sequence[Sequence[_Row]]) -> frozenset[str]:
    """Return the symbols of documents that stand in the heads of two pages, as the masthead's."""
    times = Counter(
        symbol
        for page in pages
        for symbol in {cell for row in page[:HEAD_ROWS] for cell in row.cells}
        if SYMBOL_LINE.match(symbol)
    )
    return frozenset(symbol for symbol, count in times.items() if count > 1)


def _rows(lines: Sequence[SetLine], leading: float) -> Iterator[_Row]:
    """Yield the rows of a page from its top to its foot, a number left out where one is apart.

    Rows of small type are apart where less room is between them.
    """
    number, above, scale_above = 0, float("inf"), 1.0
    for row in _side_by_side(lines, ONE_ROW * leading):
        baseline, scale = row[0].printed.baseline, max(line.scale for line in row)
        usual = leading * min(1.0, max(scale, scale_above))
        number += 2 if above - baseline > APART * usual else 1
        above, scale_above = baseline, scale
        text = "  ".join(line.text for line in row)
        line = Line(number, row[0].line.start, text, row[0].printed.page)
        cells = tuple(cell for cell in text.split("  ") if cell)
        yield _Row(line, tuple(line.line for line in row), cells)


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
    """Say whether room is left between a line and the text of its page, if there is text at all.

    A rule and a job number are furniture wherever they stand.
    """
    text = [place for place, line in enumerate(page) if line not in found]
    if not text or is_of_the_page(page[at].text):
        return True
    if text[0] < at < text[-1]:
        return False
    nearest = text[0] if at < text[0] else text[-1]
    return abs(page[nearest].number - page[at].number) > abs(nearest - at)
