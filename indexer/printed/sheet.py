"""Lines of all pages → one text they have their places in, and what is usual in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from indexer.printed.page import PrintLine, Raised, Rule, is_han
from indexer.printed.readings import readings_of
from indexer.source import Line

__all__ = ["APART", "Measures", "SetLine", "Sheet", "sheet_of"]

APART = 1.5
"""Lines further apart than this share of the usual distance have a blank one between them."""

MARK_SCALE = 0.8
"""Marks are set in type under this share of the usual size."""

SAME_LEFT = 3.0
"""Lines of a listing that begin within so many points begin at one edge."""

LIKE_STEP, COMMON = 0.5, 0.4
"""Distances within so many points are alike; one is common that is so many times as frequent as the
most frequent one."""

SMALLEST_LEADING = 1.0
LARGEST_LEADING = 2.5
"""The distances between baselines, in sizes, that can be those of the lines of one paragraph."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of a page and its place in the text of the document.

    `scale` is its size of type as a share of what is usual in the document.
    """

    printed: PrintLine
    line: Line
    scale: float

    @property
    def text(self) -> str:
        """Return what can be seen of the line."""
        return self.printed.text

    @property
    def unmarked(self) -> str:
        """Return the text without what is raised at its end."""
        raised = self.printed.raised
        ends_raised = bool(raised) and raised[-1].end == len(self.text)
        return self.text[: raised[-1].start].rstrip() if ends_raised else self.text

    @property
    def is_mark(self) -> bool:
        """Say whether the line is nothing but marks, broken off from the line above."""
        return self.printed.raised == (Raised(0, len(self.printed.text)),)


@dataclass(frozen=True, slots=True)
class Measures:
    """What is usual in a document: sizes of Han and of Latin type, distance of lines, in points.

    `width` is that of its widest page.
    """

    han: float
    latin: float
    leading: float
    width: float

    def scale_of(self, line: PrintLine) -> float:
        """Return the size of a line as a share of the usual size of its script."""
        if line.han and self.han:
            return line.han / self.han
        usual = self.latin or self.han
        return line.latin / usual if usual and line.latin else 1.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """All lines of a document in reading order, the text they make up, and the pages' strokes."""

    text: str
    lines: tuple[SetLine, ...]
    rules: dict[int, tuple[Rule, ...]]
    measures: Measures


def sheet_of(lines: Sequence[PrintLine], rules: dict[int, tuple[Rule, ...]], width: float) -> Sheet:
    """Return the lines as one text: a line each, form feeds between pages.

    Blank lines stand where pages leave more room than between the lines of a paragraph; a line that
    ends in a Latin character has a space behind it, for the word that may follow on the next.
    """
    lines = _settled(lines)
    measures = _measures(lines, width)
    parts: list[str] = []
    placed: list[SetLine] = []
    length = 0
    for page, page_lines in groupby(lines, key=lambda line: line.page):
        if parts:
            parts.append("\f")
            length += 1
        above = 0
        for number, line in _numbered(list(page_lines), measures):
            blank = "\n" * (number - above - 1)
            above = number
            text = blank + line.text + _ending(line.text)
            at = Line(number, length + len(blank), line.text, page)
            placed.append(_set(line, at, measures.scale_of(line)))
            parts.append(text)
            length += len(text)
    return Sheet("".join(parts), tuple(placed), rules, measures)


def _settled(lines: Sequence[PrintLine]) -> list[PrintLine]:
    """Return the lines; one that could be of a listing is, where it stands below a line of it."""
    settled: list[PrintLine] = []
    for line in lines:
        listed = line.fixed_pitch
        if listed is None:
            listed = bool(
                settled and settled[-1].fixed_pitch and line.left > settled[-1].left - SAME_LEFT
            )
        settled.append(replace(line, fixed_pitch=listed))
    return settled


def _set(printed: PrintLine, line: Line, scale: float) -> SetLine:
    """Return the line; small characters alone that read as a mark are raised, as it broke off."""
    if scale < MARK_SCALE and readings_of(printed.text):
        printed = replace(printed, raised=(Raised(0, len(printed.text)),))
    return SetLine(printed, line, scale)


def _ending(text: str) -> str:
    return "\n" if is_han(text[-1]) else " \n"


def _numbered(lines: Sequence[PrintLine], measures: Measures) -> Iterator[tuple[int, PrintLine]]:
    """Yield the lines of a page with their numbers, blank lines counted."""
    number = 0
    before: PrintLine | None = None
    for line in lines:
        number += 2 if before is not None and _is_apart(before, line, measures) else 1
        yield number, line
        before = line


def _is_apart(before: PrintLine, line: PrintLine, measures: Measures) -> bool:
    step = before.baseline - line.baseline
    return before.column != line.column or step > APART * measures.leading


def _measures(lines: Sequence[PrintLine], width: float) -> Measures:
    han = _most_common((line.han, sum(map(is_han, line.text))) for line in lines)
    # Notes may hold more Latin than the text: its size is that beside Han of the usual size.
    beside = [line for line in lines if line.han == han and not line.fixed_pitch]
    latin = _most_common((line.latin, len(line.text)) for line in beside)
    latin = latin or _most_common((line.latin, len(line.text)) for line in lines)
    return Measures(han, latin, _leading(lines, han or latin), width)


def _most_common(sizes: Iterable[tuple[float, int]]) -> float:
    """Return the size that most characters have, given sizes and how many have each."""
    counts: Counter[float] = Counter()
    for size, count in sizes:
        counts[size] += count
    known = [(count, size) for size, count in counts.items() if size and count]
    return max(known)[1] if known else 0.0


def _leading(lines: Iterable[PrintLine], size: float) -> float:
    """Return the distance between neighbouring lines of a paragraph: the least of the common ones.

    Between paragraphs of a line each there is often more, and it may be the more common distance.
    """
    steps = [
        step
        for above, below in pairwise(lines)
        if above.page == below.page and above.column == below.column
        if size in (above.han, above.latin) and size in (below.han, below.latin)
        if SMALLEST_LEADING * size <= (step := above.baseline - below.baseline)
        if step <= LARGEST_LEADING * size
    ]
    counts = Counter(round(step / LIKE_STEP) for step in steps)
    if not counts:
        return 1.5 * size
    common = max(1, COMMON * max(counts.values()))
    least = min(place for place, count in counts.items() if count >= common)
    return median(step for step in steps if round(step / LIKE_STEP) == least)
