"""Lines of the text → paragraphs, by what the page shows: gaps, indents, and ends of lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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

__all__ = ["BULLETS", "Unwrapped", "unwrap"]

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

SAME_EDGE = 1.5
"""Lines whose left edges are within so many points have one right edge."""

EDGE_LINES, WIDE_SHARE = 3, 0.7
"""So many lines end at one place, in the last part of the page, to show its right edge."""

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

NARROWER, NARROW_LINES, NARROW_SHARE = 4.0, 5, 0.3
"""An edge so many sizes left of the usual one is one only where so many lines show it."""

# What may hang over the right edge, a figure as the end of a mark.
HANGING = frozenset("，。、；：！？）》」』”’〉】］〕．0123456789*")

# What stands before the items of a list.
BULLETS = frozenset("•●○◦▪■□‣⁃∙·–—-*◆◇→")


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The lines of each paragraph, and the lines that were joined against some evidence."""

    paragraphs: tuple[tuple[SetLine, ...], ...]
    doubtful: tuple[SetLine, ...]


def unwrap(lines: Sequence[SetLine], measures: Measures) -> Unwrapped:
    """Return the lines as paragraphs; none is left out."""
    edges = _Edges(lines, measures.width)
    indents = _first_line_indents(lines, edges)
    rows = _table_rows(lines)
    paragraphs: list[list[SetLine]] = []
    doubtful: list[SetLine] = []
    for at, line in enumerate(lines):
        if not paragraphs or _begins(at, lines, paragraphs[-1], edges, measures, rows, indents):
            paragraphs.append([])
        elif _is_doubtful(paragraphs[-1][-1], line):
            doubtful.append(line)
        paragraphs[-1].append(line)
    return Unwrapped(tuple(map(tuple, paragraphs)), tuple(doubtful))


class _Edges:
    """Where lines that begin at one left edge would end if they were full."""

    def __init__(self, lines: Sequence[SetLine], width: float) -> None:
        running = [line for line in lines if not line.printed.fixed_pitch]
        # Punctuation and marks may hang over the edge: lines that end in neither show it.
        running = [line for line in running if line.text[-1] not in HANGING] or running
        margin = min((line.printed.left for line in running), default=0.0)
        self._widest = width - margin
        self._rights: dict[int, list[float]] = {}
        self._open_rights: dict[int, list[float]] = {}
        self._edges: dict[tuple[int, int, int], float | None] = {}
        columns: dict[int, Counter[int]] = {}
        for line in running:
            left, right = round(line.printed.left / SAME_EDGE), line.printed.right
            self._rights.setdefault(left, []).append(right)
            self._open_rights.setdefault(left, []).append(right)
            columns.setdefault(line.printed.column, Counter())[round(right)] += 1
        self._usual = {column: self._usual_of(column, rights) for column, rights in columns.items()}

    def right_of(self, line: SetLine) -> float:
        """Return the right edge of the lines that begin where this one does."""
        printed = line.printed
        usual = self._usual.get(printed.column, printed.right)
        place = round(printed.left / SAME_EDGE), round(printed.size), round(usual)
        if place not in self._edges:
            self._edges[place] = self._edge(*place)
        edge = self._edges[place]
        return max(usual, printed.right) if edge is None else edge

    def _usual_of(self, column: int, rights: Counter[int]) -> float:
        """Return where most lines of a column end.

        Where too few lines show that, the margins of the page are taken to be alike.
        """
        count, right = max((count, right) for right, count in rights.items())
        is_shown = count >= EDGE_LINES and right > WIDE_SHARE * self._widest
        return right if is_shown or column else max(right, self._widest)

    def _edge(self, left: int, size: float, usual: float) -> float | None:
        """Return where enough lines of one left edge end, None where nothing shows it.

        An edge well within the usual one is shown by lines that end in mid-sentence.
        """
        near = _near(self._rights, left)
        narrow = usual - NARROWER * size
        wide = _shown([right for right in near if right >= narrow], size, FULL_LINES, FULL_SHARE)
        if wide is not None:
            return wide
        return _shown(_near(self._open_rights, left), size, NARROW_LINES, NARROW_SHARE)


def _near(rights: dict[int, list[float]], left: int) -> list[float]:
    """Return the right ends of the lines of about one left edge, the widest first."""
    near = [right for at in (left - 1, left, left + 1) for right in rights.get(at, ())]
    return sorted(near, reverse=True)


def _shown(rights: Sequence[float], size: float, lines: int, share: float) -> float | None:
    """Return the first place at which so many lines, and such a share of them, end."""
    needed = max(lines, round(share * len(rights)))
    for widest, last in zip(rights, rights[needed - 1 :], strict=False):
        if widest - last <= size:
            return widest
    return None


def _begins(
    at: int,
    lines: Sequence[SetLine],
    paragraph: Sequence[SetLine],
    edges: _Edges,
    measures: Measures,
    rows: frozenset[int],
    indents: frozenset[tuple[int, int]],
) -> bool:
    """Say whether a paragraph begins with a line."""
    above, line = lines[at - 1], lines[at]
    if line.is_mark or (DATE_LINE.match(above.text) and MEETING_LINE.match(line.text)):
        return False
    flows_on = _flows_on(above, line)
    step = above.printed.baseline - line.printed.baseline
    listed = above.printed.fixed_pitch and line.printed.fixed_pitch
    if not listed and _is_whole(above, line, step, measures):
        return True
    if not flows_on and LOWERED * line.printed.size < step < OVERLAP * measures.leading:
        return line.scale > LARGE_TYPE or _counts_on(paragraph[0], line)
    if listed:
        return not flows_on and not _is_on_the_grid(step, measures)
    if at in rows or at - 1 in rows:
        return not (at in rows and at - 1 in rows and _continues_row(above, line))
    if FORMULA.match(above.text) and FORMULA.match(line.text) and not flows_on:
        return step > FORMULA_GAP * measures.leading
    if _differs(above, line) or stands_alone(above.unmarked) or is_bare_article(above.unmarked):
        return True
    if _shows_an_end(above, line, edges, measures, flows_on=flows_on):
        return True
    if _counts_on(paragraph[0], line) or _left_edge(line) in indents:
        return True
    return _begins_by_place(paragraph, above, line, flows_on=flows_on)


def _shows_an_end(
    above: SetLine, line: SetLine, edges: _Edges, measures: Measures, *, flows_on: bool
) -> bool:
    """Say whether room is left beside the line above, or more than usual below it."""
    room = _has_room(above, line, edges)
    usual = WIDEST_WITHIN if not room and not ends_unit(above.unmarked) else WIDER_GAP
    return room or (not flows_on and _is_apart(above, line, measures, usual * max(1.0, line.scale)))


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
    hangs = (above is first and _is_item(first)) or _is_centred_below(above, line)
    if indent > INDENT * size and not hangs:
        return True
    if indent < -INDENT * size and above is not first:
        return True
    return starts_unit(line.text, above.unmarked) and (
        abs(line.printed.left - first.printed.left) < INDENT * size or ends_sentence(above.unmarked)
    )


def _is_whole(above: SetLine, line: SetLine, step: float, measures: Measures) -> bool:
    """Say whether the line above cannot go on in the line, whatever else stands around them."""
    is_entry = LEADERS.search(above.text[-LONGEST_LEADERS:]) is not None
    return is_entry or _is_set_beside(above, line, step, measures)


def _is_set_beside(above: SetLine, line: SetLine, step: float, measures: Measures) -> bool:
    """Say whether a line is one of other text than the line above, which is set apart to its right.

    So are the date and the symbol in a masthead.
    """
    far_out = line.printed.right < above.printed.left - FAR_OUT * line.printed.size
    return far_out and not _flows_on(above, line) and step >= OVERLAP * measures.leading


def _is_centred_below(above: SetLine, line: SetLine) -> bool:
    """Say whether both lines are set about one axis, the second shorter, as the end of a title."""
    middle, other = ((one.printed.left + one.printed.right) / 2 for one in (above, line))
    shorter = line.printed.left - above.printed.left > DEEPEST_INDENT * line.printed.size
    return shorter and abs(middle - other) < SAME_MIDDLE


def _first_line_indents(lines: Sequence[SetLine], edges: _Edges) -> frozenset[tuple[int, int]]:
    """Return the left edges, in each column, of first lines: full ones above lines further out."""
    moves_out: Counter[tuple[int, int]] = Counter()
    stays: Counter[tuple[int, int]] = Counter()
    for above, below in pairwise(lines):
        if _flows_on(above, below) or above.printed.fixed_pitch or _has_room(above, below, edges):
            continue
        step = (above.printed.left - below.printed.left) / above.printed.size
        if INDENT < step < DEEPEST_INDENT and not ends_sentence(above.unmarked):
            moves_out[_left_edge(above)] += 1
        elif abs(step) < INDENT and not ends_unit(above.unmarked):
            stays[_left_edge(above)] += 1
    return frozenset(
        edge for edge, count in moves_out.items() if count >= FEWEST_INDENTS and count > stays[edge]
    )


def _flows_on(above: SetLine, line: SetLine) -> bool:
    """Say whether the end of a column or a page stands between two lines."""
    return above.printed.page != line.printed.page or above.printed.column != line.printed.column


def _left_edge(line: SetLine) -> tuple[int, int]:
    return line.printed.column, round(line.printed.left / SAME_EDGE)


def _counts_on(first: SetLine, line: SetLine) -> bool:
    """Say whether the line has the number behind that of the paragraph, at the same left edge."""
    number, following = _number_of(first), _number_of(line)
    return (
        number is not None
        and following is not None
        and following == (number[0], number[1] + 1)
        and abs(line.printed.left - first.printed.left) < ALIGNED
    )


def _number_of(line: SetLine) -> tuple[bool, int] | None:
    """Return the number a line begins with, if it has one, and whether that is raised."""
    if line.printed.raised and line.printed.raised[0].start == 0:
        raised = line.text[: line.printed.raised[0].end]
        return (True, int(raised)) if raised.isascii() and raised.isdigit() else None
    number = NUMBERED.match(line.text)
    return (False, int(number["number"])) if number else None


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
