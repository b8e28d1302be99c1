"""Lines of the text → paragraphs, by what the page shows: gaps, indents, and ends of lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.printed.sheet import Measures, SetLine
from indexer.shapes import (
    NUMBERED,
    ends_sentence,
    ends_unit,
    is_bare_article,
    stands_alone,
    starts_unit,
)

__all__ = ["BULLETS", "Unwrapped", "unwrap"]

WIDER_GAP = 1.3
"""Lines further apart than this share of the usual distance are of two paragraphs."""

OTHER_SIZE = 0.07
"""Sizes of type that differ by more than this share are those of two paragraphs."""

INDENT = 0.8
"""A line that begins so many sizes further right begins a paragraph."""

ROOM_TO_SPARE, ROOM_IN_MID_SENTENCE = 0.3, 2.5
"""A word fits on a line where so many sizes are left beside it; more where no stop ends it."""

SAME_EDGE = 1.5
"""Lines whose left edges are within so many points have one right edge."""

FULL_LINES, FULL_SHARE = 2, 0.1
"""So many lines, and such a share of them, end within a character of where the right edge is."""

ALIGNED = 3.0
"""Cells of a column begin within so many points."""

MOST_BLANKS, OFF_THE_GRID = 4, 0.08
"""Lines of one listing are so many usual distances apart at most, and a whole number of them."""

WIDEST_WITHIN = 1.8
"""A full line that no punctuation ends may stand so far above the next one of its paragraph."""

FORMULA_GAP = 1.6
"""The lines of a formula are at most so many usual distances apart."""

# 𝑣(𝑦) = min 𝑓(𝑥)    𝑥∈𝑋: signs of mathematics among what is not Han
FORMULA = re.compile(
    r"(?=[^\U0001d400-\U0001d7ff=<>≤≥∈∑∏∫√±→∞∘⋅×÷]{0,40}[\U0001d400-\U0001d7ff=<>≤≥∈∑∏∫√±→∞∘⋅×÷])"
    r"[^\u2e80-\u9fff]{1,200}\Z"
)

LOWERED, OVERLAP = 0.2, 0.75
"""Lines closer than text is ever set, and yet not side by side, are parts of one formula."""

NARROWER, NARROW_LINES, NARROW_SHARE = 4.0, 5, 0.3
"""An edge so many sizes left of the usual one is one only where so many lines show it."""

# What stands before the items of a list.
BULLETS = frozenset("•●○◦▪■□‣⁃∙·–—-*◆◇→")


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The lines of each paragraph, and the lines that were joined against some evidence."""

    paragraphs: tuple[tuple[SetLine, ...], ...]
    doubtful: tuple[SetLine, ...]


def unwrap(lines: Sequence[SetLine], measures: Measures) -> Unwrapped:
    """Return the lines as paragraphs; none is left out."""
    edges = _Edges(lines)
    rows = _table_rows(lines)
    paragraphs: list[list[SetLine]] = []
    doubtful: list[SetLine] = []
    for at, line in enumerate(lines):
        if not paragraphs or _begins(at, lines, paragraphs[-1], edges, measures, rows):
            paragraphs.append([])
        elif _is_doubtful(paragraphs[-1][-1], line):
            doubtful.append(line)
        paragraphs[-1].append(line)
    return Unwrapped(tuple(map(tuple, paragraphs)), tuple(doubtful))


class _Edges:
    """Where lines that begin at one left edge would end if they were full."""

    def __init__(self, lines: Sequence[SetLine]) -> None:
        self._rights: dict[int, list[float]] = {}
        self._usual: dict[int, float] = {}
        self._edges: dict[tuple[int, int, int], float | None] = {}
        columns: dict[int, Counter[int]] = {}
        for line in lines:
            printed = line.printed
            if printed.fixed_pitch:
                continue
            self._rights.setdefault(round(printed.left / SAME_EDGE), []).append(printed.right)
            columns.setdefault(printed.column, Counter())[round(printed.right)] += 1
        for column, rights in columns.items():
            self._usual[column] = max((count, right) for right, count in rights.items())[1]

    def right_of(self, line: SetLine) -> float:
        """Return the right edge of the lines that begin where this one does."""
        printed = line.printed
        usual = self._usual.get(printed.column, printed.right)
        place = round(printed.left / SAME_EDGE), round(printed.size), round(usual)
        if place not in self._edges:
            self._edges[place] = self._edge(*place)
        edge = self._edges[place]
        return max(usual, printed.right) if edge is None else edge

    def _edge(self, left: int, size: float, usual: float) -> float | None:
        """Return where enough lines of one left edge end, None where nothing shows it."""
        near = [right for at in (left - 1, left, left + 1) for right in self._rights.get(at, ())]
        near.sort(reverse=True)
        few = max(FULL_LINES, round(FULL_SHARE * len(near)))
        many = max(NARROW_LINES, round(NARROW_SHARE * len(near)))
        for at, widest in enumerate(near[: 1 - few]):
            needed = many if widest < usual - NARROWER * size else few
            edge = near[at : at + needed]
            if len(edge) == needed and widest - edge[-1] <= size:
                return widest
        return None


def _begins(
    at: int,
    lines: Sequence[SetLine],
    paragraph: Sequence[SetLine],
    edges: _Edges,
    measures: Measures,
    rows: frozenset[int],
) -> bool:
    """Say whether a paragraph begins with a line."""
    above, line = lines[at - 1], lines[at]
    if line.is_mark:
        return False
    flows_on = (
        above.printed.page != line.printed.page or above.printed.column != line.printed.column
    )
    step = above.printed.baseline - line.printed.baseline
    if not flows_on and LOWERED * line.printed.size < step < OVERLAP * measures.leading:
        return False
    if above.printed.fixed_pitch and line.printed.fixed_pitch:
        return not flows_on and not _is_on_the_grid(step, measures)
    if at in rows or at - 1 in rows:
        return not (at in rows and at - 1 in rows and _continues_row(above, line))
    if FORMULA.match(above.text) and FORMULA.match(line.text) and not flows_on:
        return step > FORMULA_GAP * measures.leading
    if _differs(above, line) or stands_alone(above.unmarked) or is_bare_article(above.unmarked):
        return True
    room = _has_room(above, line, edges)
    usual = WIDEST_WITHIN if not room and not ends_unit(above.unmarked) else WIDER_GAP
    if not flows_on and _is_apart(above, line, measures, usual * max(1.0, line.scale)):
        return True
    if room or _counts_on(paragraph[0], line):
        return True
    return _begins_by_place(paragraph, above, line, flows_on=flows_on)


def _begins_by_place(
    paragraph: Sequence[SetLine],
    above: SetLine,
    line: SetLine,
    *,
    flows_on: bool,
) -> bool:
    """Say whether a paragraph begins, by the indent of its line and the way it begins."""
    if line.text[0] in BULLETS and line.text[1:2] == " " and line.text[0] not in "–—-*":
        return True
    first = paragraph[0]
    indent = line.printed.left - above.printed.left
    size = line.printed.size
    if flows_on and (above.printed.column != line.printed.column or indent):
        return starts_unit(line.text, above.unmarked) and ends_sentence(above.unmarked)
    hangs = above is first and _is_item(first)
    if indent > INDENT * size and not hangs:
        return True
    if indent < -INDENT * size and above is not first:
        return True
    return starts_unit(line.text, above.unmarked) and (
        abs(line.printed.left - first.printed.left) < INDENT * size or ends_sentence(above.unmarked)
    )


def _counts_on(first: SetLine, line: SetLine) -> bool:
    """Say whether the line has the number behind that of the paragraph, at the same left edge."""
    number, following = NUMBERED.match(first.text), NUMBERED.match(line.text)
    return (
        number is not None
        and following is not None
        and int(following["number"]) == int(number["number"]) + 1
        and abs(line.printed.left - first.printed.left) < ALIGNED
    )


def _is_item(line: SetLine) -> bool:
    return line.text[0] in BULLETS or starts_unit(line.text, "。")


def _differs(above: SetLine, line: SetLine) -> bool:
    """Say whether two lines are of two kinds of type."""
    if above.printed.fixed_pitch != line.printed.fixed_pitch:
        return True
    return abs(above.scale - line.scale) > OTHER_SIZE or (
        above.printed.bold != line.printed.bold
        and (above.printed.bold or ends_sentence(above.unmarked))
        and len(above.text) > 1
    )


def _is_apart(above: SetLine, line: SetLine, measures: Measures, share: float) -> bool:
    """Say whether more room than usual is between two lines, or one stands beside the other."""
    step = above.printed.baseline - line.printed.baseline
    return step > share * measures.leading or step < -measures.leading


def _is_on_the_grid(step: float, measures: Measures) -> bool:
    """Say whether two lines are apart as lines of one listing are, with or without blank ones."""
    lines = step / measures.leading
    return 0 < round(lines) <= MOST_BLANKS and abs(lines - round(lines)) < OFF_THE_GRID


def _has_room(above: SetLine, line: SetLine, edges: _Edges) -> bool:
    """Say whether the line above ended although the next word would have fit on it."""
    room = edges.right_of(above) - above.printed.right
    spare = ROOM_TO_SPARE if ends_unit(above.unmarked) else ROOM_IN_MID_SENTENCE
    return room > line.printed.word + spare * line.printed.size


def _table_rows(lines: Sequence[SetLine]) -> frozenset[int]:
    """Return the places of the lines that are rows of a table: cells aligned with a neighbour's."""
    rows: set[int] = set()
    for at, (above, below) in enumerate(pairwise(lines)):
        cells, others = above.printed.cells[1:], below.printed.cells[1:]
        if above.printed.page != below.printed.page:
            continue
        if any(abs(cell - other) < ALIGNED for cell in cells for other in others) or (
            _continues_row(above, below)
        ):
            rows |= {at, at + 1}
    return frozenset(rows)


def _continues_row(above: SetLine, line: SetLine) -> bool:
    """Say whether a line goes on in the cells of the row above: its first cell is empty."""
    return line.printed.left > above.printed.left + ALIGNED and any(
        abs(line.printed.left - cell) < ALIGNED for cell in above.printed.cells[1:]
    )


def _is_doubtful(above: SetLine, line: SetLine) -> bool:
    """Say whether two lines were joined over the end of a page although a sentence ends there."""
    return above.printed.page != line.printed.page and ends_sentence(above.unmarked)
