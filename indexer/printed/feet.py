"""Lines of pages → the text, and the notes at the feet of its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from indexer.document import Span
from indexer.marks import CIRCLED, NOTE_SIGNS, SUPERSCRIPTS
from indexer.printed.page import Rule
from indexer.printed.readings import readings_of
from indexer.printed.sheet import SetLine, Sheet
from indexer.shapes import NOTES_HEADING, ends_sentence

__all__ = ["Feet", "FootNote", "feet_of"]

SMALLER_TYPE = 0.93
"""Notes are set in type under this share of the usual size, or below a rule."""

LONGEST_RULE = 0.7
"""The rule above notes takes at most this share of the width of the page."""

_DIGITS = r"[0-9]{1,3}"
_SIGNS = rf"[{NOTE_SIGNS}]{{1,3}}"

# 1 联合国…    [1] …    〔1〕…    ①…    * …: how a note may begin whose number is not raised
ENTRY = re.compile(
    rf"(?:[\[［〔(（](?P<bracketed>{_DIGITS})[\]］〕)）]"
    rf"|(?P<digits>{_DIGITS})(?=[ \t\u3000.．、])[.．、]?"
    rf"|(?P<sign>{_SIGNS}|[{CIRCLED}]))[ \t\u3000]{{0,3}}"
)


@dataclass(frozen=True, slots=True)
class FootNote:
    """A note at the foot of a page: its number, where that stands, and its lines.

    The first line begins behind the number, at `begins`.
    """

    number: str
    number_span: Span
    begins: int
    lines: tuple[SetLine, ...]


@dataclass(frozen=True, slots=True)
class Feet:
    """The lines of the text, and the notes of each page, in order."""

    body: tuple[SetLine, ...]
    notes: dict[int, tuple[FootNote, ...]]


def feet_of(sheet: Sheet, lines: Sequence[SetLine]) -> Feet:
    """Return the text and the notes of the lines, which leave out what is furniture."""
    body: list[SetLine] = []
    gathered = _Notes()
    for page, page_lines in groupby(lines, key=lambda line: line.printed.page):
        on_page = list(page_lines)
        rules = sheet.rules.get(page, ())
        foot: list[SetLine] = []
        text_begins = len(body)
        for _, column in groupby(on_page, key=lambda line: line.printed.column):
            column_lines = list(column)
            is_open = not ends_sentence(foot[-1].text) if foot else gathered.is_open_before(page)
            begins = _foot_begins(column_lines, rules, on_page, is_open)
            body += column_lines[:begins]
            foot += column_lines[begins:]
        gathered.take(page, foot, _raised_numbers(body[text_begins:]))
    return Feet(tuple(body), {page: tuple(notes) for page, notes in gathered.by_page().items()})


def _raised_numbers(lines: Sequence[SetLine]) -> frozenset[str]:
    """Return the numbers among what is raised in the lines."""
    return frozenset(
        number
        for line in lines
        for run in line.printed.raised
        for reading in readings_of(line.text[run.start : run.end])
        for number in reading.numbers
    )


def _foot_begins(
    column: Sequence[SetLine],
    rules: Sequence[Rule],
    page: Sequence[SetLine],
    is_open: bool,
) -> int:
    """Return the place of the first line of notes in a column, its length where it has none."""
    small = len(column)
    while small and column[small - 1].scale < SMALLER_TYPE and not column[small - 1].is_mark:
        small -= 1
    for at in _below_rules(column, rules, page):
        if _opens(column[at]) is not None and (at >= small or _is_raised_at_start(column[at])):
            return at
        if at >= small and is_open:
            return at
    if small and NOTES_HEADING.match(column[small - 1].text):
        return len(column)
    return next(
        (at for at in range(small, len(column)) if _is_raised_at_start(column[at])), len(column)
    )


def _below_rules(
    column: Sequence[SetLine], rules: Sequence[Rule], page: Sequence[SetLine]
) -> Iterator[int]:
    """Yield the places of lines right below a short rule, from the top down."""
    width = max(line.printed.right for line in page) - min(line.printed.left for line in page)
    left = min(line.printed.left for line in column)
    right = max(line.printed.right for line in column)
    short = [
        rule.height
        for rule in rules
        if rule.right - rule.left <= LONGEST_RULE * width and left - width / 10 <= rule.left < right
    ]
    for at, line in enumerate(column):
        above = column[at - 1].printed.baseline if at else float("inf")
        if any(line.printed.baseline < height < above for height in short):
            yield at


def _is_raised_at_start(line: SetLine) -> bool:
    raised = line.printed.raised
    return bool(raised) and raised[0].start == 0 and _opens(line) is not None


def _opens(line: SetLine) -> tuple[str, int, int] | None:
    """Return the number a note begins with on the line, its end and that of what follows it."""
    raised = line.printed.raised
    if line.is_mark:
        return None
    if raised and raised[0].start == 0:
        readings = readings_of(line.text[: raised[0].end])
        if readings:
            return readings[0].numbers[0], raised[0].end, raised[0].end
    entry = ENTRY.match(line.text)
    if entry is None:
        return None
    number = entry["bracketed"] or entry["digits"] or entry["sign"]
    return number.translate(SUPERSCRIPTS), len(entry.group().rstrip()), entry.end()


class _Notes:
    """Gathers the notes of all pages: one that is not whole goes on at the next page's foot."""

    def __init__(self) -> None:
        self._notes: list[tuple[int, FootNote]] = []
        self._marked_before: frozenset[str] = frozenset()

    @property
    def is_open(self) -> bool:
        """Say whether the last note ended in mid-sentence."""
        return bool(self._notes) and not ends_sentence(self._notes[-1][1].lines[-1].text)

    def is_open_before(self, page: int) -> bool:
        """Say whether the last note of the page before could go on at the foot of this one."""
        return self.is_open and self._notes[-1][0] >= page - 1

    def take(self, page: int, foot: Sequence[SetLine], marked: frozenset[str]) -> None:
        """Add the lines at the foot of a page; `marked` are the raised numbers in its text."""
        on_page = False
        known = marked | self._marked_before
        self._marked_before = marked
        for line in foot:
            opened = _opens(line)
            if opened is not None and self._is_next(opened[0], line, known, on_page=on_page):
                number, end, begins = opened
                start = line.line.start
                note = FootNote(number, Span(start, start + end), begins, (line,))
                self._notes.append((page, note))
                on_page = True
            elif self._notes:
                owner, note = self._notes[-1]
                longer = FootNote(note.number, note.number_span, note.begins, (*note.lines, line))
                self._notes[-1] = owner, longer

    def by_page(self) -> dict[int, list[FootNote]]:
        """Return the notes by the page on which each begins."""
        return {
            page: [note for _, note in notes]
            for page, notes in groupby(self._notes, key=lambda owned: owned[0])
        }

    def _is_next(
        self, number: str, line: SetLine, marked: frozenset[str], *, on_page: bool
    ) -> bool:
        """Say whether a number begins a note: one raised in the text does, others count on."""
        if self._notes and _is_raised_at_start(line) and number not in marked:
            return False
        last = self._notes[-1][1].number if on_page else None
        if last is None and self.is_open and number.isdigit() and number not in marked:
            return False
        if last is None or not number.isdigit() or not last.isdigit():
            return True
        first = self._notes[-1][1].lines[0]
        if _is_raised_at_start(line):
            return int(number) > int(last)
        return int(number) == int(last) + 1 and not _is_raised_at_start(first)
