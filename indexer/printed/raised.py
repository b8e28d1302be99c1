"""Raised characters of the text ↔ the notes of their page: which of them are marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from indexer.document import Diagnostic
from indexer.draft import MarkPiece
from indexer.printed.feet import Feet, number_in
from indexer.printed.page import is_han
from indexer.printed.sheet import SetLine

__all__ = ["Marks", "find_marks"]

# 3 and 4 of a raised 3, 4
PART = re.compile(r"[^\s,，、;；]{1,8}")

# Behind these a raised number is a power or a unit: x², 10³, km²
_BEHIND_A_POWER = re.compile(r"[A-Za-z0-9\u0370-\u03ff\U0001d400-\U0001d7ff]\Z")


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks in each line of the text, by the line's place, and those without a note."""

    by_line: dict[int, tuple[MarkPiece, ...]]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A raised number or sign: `start` and `end` are its place in the text of the document."""

    line: SetLine
    start: int
    end: int
    number: str
    is_power: bool


def find_marks(feet: Feet) -> Marks:
    """Return what is raised and bears the number of a note of its page, or of a single note.

    Where several raised numbers could be the mark of one note, powers and units are not taken.
    """
    times = Counter(note.number for notes in feet.notes.values() for note in notes)
    by_line: dict[int, list[MarkPiece]] = {}
    orphans: list[Diagnostic] = []
    for page, lines in groupby(feet.body, key=lambda line: line.printed.page):
        numbers = {note.number for note in feet.notes.get(page, ())}
        candidates = [candidate for line in lines for candidate in _candidates(line)]
        plain = {candidate.number for candidate in candidates if not candidate.is_power}
        for candidate in candidates:
            has_note = candidate.number in numbers or times[candidate.number] == 1
            if candidate.is_power and (
                candidate.number in plain or candidate.number not in numbers
            ):
                continue
            if has_note:
                piece = MarkPiece(candidate.start, candidate.end, candidate.number)
                by_line.setdefault(candidate.line.line.start, []).append(piece)
            else:
                orphans.append(_orphan(candidate))
    return Marks({start: tuple(marks) for start, marks in by_line.items()}, tuple(orphans))


def _candidates(line: SetLine) -> Iterator[_Candidate]:
    """Yield the numbers and signs among the raised characters of a line."""
    for run in line.printed.raised:
        raised = line.text[run.start : run.end]
        parts = list(PART.finditer(raised))
        numbers = [number_in(part.group()) for part in parts]
        before = line.text[: run.start].rstrip()
        is_power = bool(_BEHIND_A_POWER.search(before[-2:])) and not is_han(before[-1:] or "。")
        ends = [*(part.start() for part in parts[1:]), len(raised)]
        for part, number, end in zip(parts, numbers, ends, strict=True):
            if number is not None:
                start = line.line.start + run.start
                yield _Candidate(line, start + part.start(), start + end, number, is_power)


def _orphan(candidate: _Candidate) -> Diagnostic:
    message = f"no note {candidate.number} was found; kept as text"
    return Diagnostic(
        candidate.line.line.number, "orphan-mark", message, candidate.line.printed.page
    )
