"""Raised characters of the text ↔ the notes of their page: which of them are marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from indexer.document import Diagnostic
from indexer.draft import MarkPiece
from indexer.printed.feet import Feet
from indexer.printed.page import Raised, is_han
from indexer.printed.readings import Reading, readings_of
from indexer.printed.sheet import SetLine

__all__ = ["Marks", "find_marks"]

# Behind these a raised number is a power or a unit: x², 10³, km²
BEFORE_A_POWER = re.compile(r"[A-Za-z0-9\u0370-\u03ff\U0001d400-\U0001d7ff]\Z")


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks in each line of the text, by the line's place, and those without a note."""

    by_line: dict[int, tuple[MarkPiece, ...]]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A raised text that may be one or several marks, and the ways to read it."""

    line: SetLine
    raised: Raised
    readings: tuple[Reading, ...]
    is_power: bool


def find_marks(feet: Feet) -> Marks:
    """Return what is raised and bears the number of a note of its page, or of a single note.

    Where several raised numbers could be the mark of one note, powers and units are not taken.
    """
    times = Counter(note.number for notes in feet.notes.values() for note in notes)
    single = {number for number, count in times.items() if count == 1}
    by_line: dict[int, list[MarkPiece]] = {}
    orphans: list[Diagnostic] = []
    last = "0"
    for page, lines in groupby(feet.body, key=lambda line: line.printed.page):
        numbers = {note.number for note in feet.notes.get(page, ())}
        candidates = [candidate for line in lines for candidate in _candidates(line)]
        plain = {
            number
            for candidate in candidates
            if not candidate.is_power
            for reading in candidate.readings
            for number in reading.numbers
        }
        for candidate in candidates:
            reading = _chosen(candidate.readings, numbers, last)
            known = numbers - plain if candidate.is_power else numbers | single
            if known.issuperset(reading.numbers):
                by_line.setdefault(candidate.line.line.start, []).extend(
                    _pieces(candidate, reading)
                )
                last = reading.numbers[-1]
            elif not candidate.is_power:
                orphans.append(_orphan(candidate, reading))
    return Marks({start: tuple(marks) for start, marks in by_line.items()}, tuple(orphans))


def _chosen(readings: Sequence[Reading], numbers: set[str], last: str) -> Reading:
    """Return the reading whose notes the page has; of two, the one that counts on from the last."""
    possible = [reading for reading in readings if numbers.issuperset(reading.numbers)]
    counting_on = [reading for reading in possible if _counts_on(reading, last)]
    return (counting_on or possible or list(readings))[0]


def _counts_on(reading: Reading, last: str) -> bool:
    first = reading.numbers[0]
    return first.isdigit() and last.isdigit() and int(first) == int(last) + 1


def _candidates(line: SetLine) -> Iterator[_Candidate]:
    """Yield what is raised in a line and can be read as marks."""
    for run in line.printed.raised:
        readings = readings_of(line.text[run.start : run.end])
        if readings:
            before = line.text[: run.start].rstrip()
            is_power = bool(BEFORE_A_POWER.search(before[-2:])) and not is_han(before[-1:] or "。")
            yield _Candidate(line, run, tuple(readings), is_power)


def _pieces(candidate: _Candidate, reading: Reading) -> Iterator[MarkPiece]:
    """Yield the marks, each with the signs behind it that divide it from the next."""
    start = candidate.line.line.start + candidate.raised.start
    length = candidate.raised.end - candidate.raised.start
    places = (0, *reading.starts[1:], length)
    for at, number in enumerate(reading.numbers):
        yield MarkPiece(start + places[at], start + places[at + 1], number)


def _orphan(candidate: _Candidate, reading: Reading) -> Diagnostic:
    message = f"no note {', '.join(reading.numbers)} was found; kept as text"
    return Diagnostic(
        candidate.line.line.number, "orphan-mark", message, candidate.line.printed.page
    )
