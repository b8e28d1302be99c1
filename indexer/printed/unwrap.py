"""Lines of the text → paragraphs, by what the page shows: gaps, indents, and ends of lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.printed.right_edges import BULLETS, RightEdges, is_item, left_edge
from indexer.printed.sheet import Measures, SetLine
from indexer.shapes import (
    DATE_LINE,
    MEETING_LINE,
    NUMBERED,
    ends_sentence,
    ends_unit,
    is_bare_article,
    stands_alone,
    starts_unit,
)

__all__ = ["Unwrapped", "unwrap"]

WIDER_GAP = 1.3
"""Lines further apart than this share of the usual distance are of two paragraphs."""

OTHER_SIZE = 0.07
"""Sizes of type that differ by more than this share are those of two paragraphs."""

INDENT = 0.8
"""A line that begins so many sizes further right begins a paragraph."""

DEEPEST_INDENT, FEWEST_INDENTS = 5.0, 2
"""So many sizes is a first line indented at most; so many lines must show where they begin."""

ROOM_TO_SPARE, ROOM_IN_MID_SENTENCE = 0.3, 2.5
"""A word fits on a line where so many sizes are left beside it; more where no stop ends it."""

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

# 总则 . . . . . 12    总则……3: what ends an entry of a table of contents
LEADERS = re.compile(r"(?:[.．·…⋯][ ]{0,3}){3}[0-9ivxlcIVXLC]{0,6}\Z")

LONGEST_LEADERS = 24

FAR_OUT = 6.0
"""A line that stands so many sizes left of the one above is none of its paragraph."""

SAME_MIDDLE = 2.0
"""Lines with their middles within so many points are set about one axis."""

LARGE_TYPE = 1.5
"""Type over so many times the usual size is no part of a formula."""

LOWERED, OVERLAP = 0.2, 0.75
"""Lines closer than text is ever set, and yet not side by side, are parts of one formula."""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The lines of each paragraph, and the lines that were joined against some evidence."""

    paragraphs: tuple[tuple[SetLine, ...], ...]
    doubtful: tuple[SetLine, ...]


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between a line and the one above; `first` is the first of that paragraph."""

    first: SetLine
    above: SetLine
    line: SetLine

    @property
    def step(self) -> float:
        """How far below the other line the line stands, in points."""
        return self.above.printed.baseline - self.line.printed.baseline

    @property
    def flows_on(self) -> bool:
        """Whether it is the end of a column or a page."""
        return _flows_on(self.above, self.line)

    @property
    def is_within_a_listing(self) -> bool:
        """Whether both lines are of fixed pitch."""
        return bool(self.above.printed.fixed_pitch and self.line.printed.fixed_pitch)


@dataclass(frozen=True, slots=True)
class _Layout:
    """What all lines of a document together show.

    `rows` are the places of lines that are rows of tables, `indents` where first lines begin.
    """

    measures: Measures
    edges: RightEdges
    rows: frozenset[int]
    indents: frozenset[tuple[int, int]]


def unwrap(lines: Sequence[SetLine], measures: Measures) -> Unwrapped:
    """Return the lines as paragraphs; none is left out."""
    edges = RightEdges(lines, measures.width)
    layout = _Layout(measures, edges, _table_rows(lines), _first_line_indents(lines, edges))
    paragraphs: list[list[SetLine]] = []
    doubtful: list[SetLine] = []
    for at, line in enumerate(lines):
        gap = _Gap(paragraphs[-1][0], lines[at - 1], line) if paragraphs else None
        if gap is None or _begins(gap, at, layout):
            paragraphs.append([])
        elif _is_doubtful(gap):
            doubtful.append(line)
        paragraphs[-1].append(line)
    return Unwrapped(tuple(map(tuple, paragraphs)), tuple(doubtful))


def _begins(gap: _Gap, at: int, layout: _Layout) -> bool:
    """Say whether a paragraph begins with the line below a gap, the one at place `at`."""
    above, line = gap.above, gap.line
    if line.is_mark or (DATE_LINE.match(above.text) and MEETING_LINE.match(line.text)):
        return False
    if not gap.is_within_a_listing and _ends_here(gap, layout.measures):
        return True
    if _is_too_close(gap, layout.measures):
        return line.scale > LARGE_TYPE or _counts_on(gap)
    if gap.is_within_a_listing:
        return not gap.flows_on and not _is_on_the_grid(gap.step, layout.measures)
    if at in layout.rows or at - 1 in layout.rows:
        return not (layout.rows.issuperset((at, at - 1)) and _continues_row(above, line))
    if FORMULA.match(above.text) and FORMULA.match(line.text) and not gap.flows_on:
        return gap.step > FORMULA_GAP * layout.measures.leading
    return _begins_in_text(gap, layout)


def _begins_in_text(gap: _Gap, layout: _Layout) -> bool:
    """Say whether a paragraph of running text begins."""
    before = gap.above.unmarked
    return (
        _differs(gap.above, gap.line)
        or stands_alone(before)
        or is_bare_article(before)
        or _shows_an_end(gap, layout)
        or _counts_on(gap)
        or left_edge(gap.line) in layout.indents
        or _begins_by_place(gap)
    )


def _shows_an_end(gap: _Gap, layout: _Layout) -> bool:
    """Say whether room is left beside the line above, or more than usual below it."""
    if _has_room(gap.above, gap.line, layout.edges):
        return True
    usual = WIDER_GAP if ends_unit(gap.above.unmarked) else WIDEST_WITHIN
    return not gap.flows_on and _is_apart(gap, layout.measures, usual * max(1.0, gap.line.scale))


def _begins_by_place(gap: _Gap) -> bool:
    """Say whether a paragraph begins, by the indent of its line and the way it begins."""
    above, line, first = gap.above, gap.line, gap.first
    if line.text[0] in BULLETS and line.text[1:2] == " " and line.text[0] not in "–—-*":
        return True
    indent, size = line.printed.left - above.printed.left, line.printed.size
    if gap.flows_on and (above.printed.column != line.printed.column or indent):
        return starts_unit(line.text, above.unmarked) and ends_sentence(above.unmarked)
    hangs = (above is first and is_item(first)) or _is_centred_below(above, line)
    if indent > INDENT * size and not hangs:
        return True
    if indent < -INDENT * size and above is not first:
        return True
    return starts_unit(line.text, above.unmarked) and (
        abs(line.printed.left - first.printed.left) < INDENT * size or ends_sentence(above.unmarked)
    )


def _is_too_close(gap: _Gap, measures: Measures) -> bool:
    """Say whether the lines stand closer than text is ever set, and yet not side by side."""
    low, high = LOWERED * gap.line.printed.size, OVERLAP * measures.leading
    return not gap.flows_on and low < gap.step < high


def _ends_here(gap: _Gap, measures: Measures) -> bool:
    """Say whether the line above cannot go on in the line, whatever else stands around them."""
    is_entry = LEADERS.search(gap.above.text[-LONGEST_LEADERS:]) is not None
    return is_entry or _is_set_beside(gap, measures)


def _is_set_beside(gap: _Gap, measures: Measures) -> bool:
    """Say whether a line is one of other text than the line above, which is set apart to its right.

    So are the date and the symbol in a masthead.
    """
    line = gap.line.printed
    far_out = line.right < gap.above.printed.left - FAR_OUT * line.size
    return far_out and not gap.flows_on and gap.step >= OVERLAP * measures.leading


def _is_centred_below(above: SetLine, line: SetLine) -> bool:
    """Say whether both lines are set about one axis, the second shorter, as the end of a title."""
    middle, other = ((one.printed.left + one.printed.right) / 2 for one in (above, line))
    shorter = line.printed.left - above.printed.left > DEEPEST_INDENT * line.printed.size
    return shorter and abs(middle - other) < SAME_MIDDLE


def _first_line_indents(lines: Sequence[SetLine], edges: RightEdges) -> frozenset[tuple[int, int]]:
    """Return the left edges, in each column, of first lines: full ones above lines further out."""
    moves_out: Counter[tuple[int, int]] = Counter()
    stays: Counter[tuple[int, int]] = Counter()
    for above, below in pairwise(lines):
        if _flows_on(above, below) or above.printed.fixed_pitch or _has_room(above, below, edges):
            continue
        step = (above.printed.left - below.printed.left) / above.printed.size
        if is_item(below):
            continue
        if INDENT < step < DEEPEST_INDENT and not ends_sentence(above.unmarked):
            moves_out[left_edge(above)] += 1
        elif abs(step) < INDENT and not ends_unit(above.unmarked):
            stays[left_edge(above)] += 1
    return frozenset(
        edge for edge, count in moves_out.items() if count >= FEWEST_INDENTS and count > stays[edge]
    )


def _flows_on(above: SetLine, line: SetLine) -> bool:
    """Say whether the end of a column or a page stands between two lines."""
    return above.printed.page != line.printed.page or above.printed.column != line.printed.column


def _counts_on(gap: _Gap) -> bool:
    """Say whether the line has the number behind that of the paragraph, at the same left edge."""
    number, following = _number_of(gap.first), _number_of(gap.line)
    return (
        number is not None
        and following is not None
        and following == (number[0], number[1] + 1)
        and abs(gap.line.printed.left - gap.first.printed.left) < ALIGNED
    )


def _number_of(line: SetLine) -> tuple[bool, int] | None:
    """Return the number a line begins with, if it has one, and whether that is raised."""
    if line.printed.raised and line.printed.raised[0].start == 0:
        raised = line.text[: line.printed.raised[0].end]
        return (True, int(raised)) if raised.isascii() and raised.isdigit() else None
    number = NUMBERED.match(line.text)
    return (False, int(number["number"])) if number else None


def _differs(above: SetLine, line: SetLine) -> bool:
    """Say whether two lines are of two kinds of type."""
    if above.printed.fixed_pitch != line.printed.fixed_pitch:
        return True
    return abs(above.scale - line.scale) > OTHER_SIZE or (
        above.printed.bold != line.printed.bold
        and (above.printed.bold or ends_sentence(above.unmarked))
        and len(above.text) > 1
    )


def _is_apart(gap: _Gap, measures: Measures, share: float) -> bool:
    """Say whether more room than usual is between two lines, or one stands beside the other."""
    return gap.step > share * measures.leading or gap.step < -measures.leading


def _is_on_the_grid(step: float, measures: Measures) -> bool:
    """Say whether two lines are apart as lines of one listing are, with or without blank ones."""
    lines = step / measures.leading
    return 0 < round(lines) <= MOST_BLANKS and abs(lines - round(lines)) < OFF_THE_GRID


def _has_room(above: SetLine, line: SetLine, edges: RightEdges) -> bool:
    """Say whether the line above ended although the next word would have fit on it."""
    room = edges.right_of(above) - above.printed.right
    spare = ROOM_TO_SPARE if ends_unit(above.unmarked) else ROOM_IN_MID_SENTENCE
    return room > line.printed.word + spare * line.printed.size


def _table_rows(lines: Sequence[SetLine]) -> frozenset[int]:
    """Return the places of the lines that are rows of a table: cells aligned with a neighbour's."""
    rows: set[int] = set()
    for at, (above, below) in enumerate(pairwise(lines)):
        cells, others = _cells(above), _cells(below)
        if above.printed.page != below.printed.page:
            continue
        if any(abs(cell - other) < ALIGNED for cell in cells for other in others) or (
            _continues_row(above, below)
        ):
            rows |= {at, at + 1}
    return frozenset(rows)


def _cells(line: SetLine) -> tuple[float, ...]:
    """Return where cells behind the first begin; the words of an item are no cell."""
    cells = line.printed.cells[1:]
    is_words = cells and cells[0] - line.printed.left < DEEPEST_INDENT * line.printed.size
    return cells[1:] if is_words and is_item(line) else cells


def _continues_row(above: SetLine, line: SetLine) -> bool:
    """Say whether a line goes on in the cells of the row above: its first cell is empty."""
    return line.printed.left > above.printed.left + ALIGNED and any(
        abs(line.printed.left - cell) < ALIGNED for cell in _cells(above)
    )


def _is_doubtful(gap: _Gap) -> bool:
    """Say whether two lines were joined over the end of a page although a sentence ends there."""
    over_a_page = gap.above.printed.page != gap.line.printed.page
    return over_a_page and ends_sentence(gap.above.unmarked)
