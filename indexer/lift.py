"""Marks that stand within a line of text → marks beside it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from indexer.citations import GAP
from indexer.document import Diagnostic
from indexer.draft import Draft, MarkPiece, PrintedNote, TextPiece
from indexer.footnotes import NoteIndex
from indexer.marks import (
    SIGNED,
    UNIT_AHEAD,
    UNIT_BEHIND,
    Form,
    plain_number,
    signs_in,
    value_of,
)

__all__ = [
    "Candidate",
    "Lifted",
    "bare_marks",
    "divided",
    "lift",
    "pieces_of",
    "signed_marks",
]

# 条约》1 第六条    报告12 的    ¹    (a number between words, perhaps raised, perhaps spaced off)
INLINE_MARK = re.compile(rf"{GAP}(?P<number>(?<![0-9])[0-9]{{1,3}}(?![0-9])|[¹²³⁰⁴-⁹]{{1,3}}){GAP}")

# What a mark is printed behind: a Han character, closing punctuation
BEFORE_A_MARK = re.compile(r"[\u3400-\u9fff》”’」』）)〉】，。；：、！？]\Z")

# What may follow one: a Han character, punctuation, the end
AFTER_A_MARK = re.compile(r"[\u3400-\u9fff《“‘「『（(〈【，。；：、！？》”’」』）)]|\Z")

# What no mark stands behind: 第[1]条, 见注①
NO_MARK_BEHIND = re.compile(r"[第注註]")

# What a number of an enumeration stands behind: 分为：①甲；②乙
ENUMERATED_BEHIND = re.compile(r"[：:；;/(（]")

ENUMERATING: tuple[Form, ...] = ("circled", "round")
"""Forms in which the parts of a sentence are counted, too."""

_REACH = 6
"""How many characters on either side of a number tell whether it can be a mark."""


class Lifted(NamedTuple):
    """The paragraphs without numbers that are marks, and the notes whose mark is in doubt."""

    drafts: tuple[Draft, ...]
    diagnostics: tuple[Diagnostic, ...]


class Candidate(NamedTuple):
    """A sign within a piece of text that the words around it let be the mark of a note.

    `place` and `end` are those of the sign in the source; `cut` are the places in the piece where
    the words before it end, and those behind it begin; `behind` is the character before it.
    """

    place: int
    end: int
    number: str
    piece: TextPiece
    cut: tuple[int, int]
    form: Form
    behind: str

    @property
    def value(self) -> int:
        """Return the place of its number in the row of numbers: 3 of ③."""
        return value_of(self.number)


def lift(drafts: Sequence[Draft], notes: Sequence[PrintedNote]) -> Lifted:
    """Return the drafts with the marks lifted out that stand within a line.

    A mark is lifted only for a note that no mark refers to yet, and only where just one number
    on its page, between its neighbours' marks, can be it. Several [1] all are.
    """
    if not notes:
        return Lifted(tuple(drafts), ())
    marks = _marks_of(drafts, notes)
    numbers = {note.number for note in notes}
    candidates = _candidates(drafts, numbers)
    signs = _signs_by_number(drafts, numbers)
    chosen: list[Candidate] = []
    diagnostics: list[Diagnostic] = []
    start = 0
    for _, page in groupby(notes, key=lambda note: note.region):
        page_notes = list(page)
        for note, possible in _unmarked(page_notes, start, marks, candidates, signs):
            if len(possible) == 1 or all(mark.form == "square" for mark in possible):
                chosen += possible
            else:
                diagnostics.append(_in_doubt(note))
        start = page_notes[-1].number_span.end
    return Lifted(tuple(divided(drafts, chosen)), tuple(diagnostics))


def _marks_of(
    drafts: Sequence[Draft], notes: Sequence[PrintedNote]
) -> dict[PrintedNote, MarkPiece]:
    """Return the first mark of each note that has one on a line of its own."""
    index = NoteIndex(notes)
    marks: dict[PrintedNote, MarkPiece] = {}
    for draft in drafts:
        for piece in draft.pieces:
            if isinstance(piece, MarkPiece):
                note = index.note_of(piece.number, piece.start)
                if note is not None:
                    marks.setdefault(note, piece)
    return marks


def _candidates(drafts: Sequence[Draft], numbers: set[str]) -> dict[str, list[Candidate]]:
    """Return what can be a mark, by number, in order of place."""
    candidates: dict[str, list[Candidate]] = {number: [] for number in numbers}
    for draft in drafts:
        for piece in draft.pieces:
            if isinstance(piece, TextPiece):
                for candidate in bare_marks(piece):
                    if candidate.number in numbers:
                        candidates[candidate.number].append(candidate)
    return candidates


def _bare(piece: TextPiece, match: re.Match[str]) -> Candidate:
    place, end = match.span("number")
    number = plain_number(match["number"])
    cut = match.span()
    behind = piece.text[max(0, cut[0] - 1) : cut[0]]
    return Candidate(piece.start + place, piece.start + end, number, piece, cut, "bare", behind)


def signed_marks(piece: TextPiece, form: Form, before: str) -> Iterator[Candidate]:
    """Yield the signs of a piece, those a paragraph begins with and those behind 第 aside.

    `before` are the words of the paragraph before the piece.
    """
    begins, ends = 0, -1
    for sign in signs_in(piece.text, form):
        # All parts of [1,2] stand behind what stands before the first.
        begins = begins if sign.start == ends else sign.start
        ends = sign.end
        words = piece.text[max(0, begins - _REACH) : begins].rstrip() or before[-_REACH:]
        behind = words.rstrip()[-1:]
        if behind and _can_be_behind(behind, form):
            place, end = piece.start + sign.start, piece.start + sign.end
            cut = _cut(piece.text, sign.start, sign.end)
            yield Candidate(place, end, sign.number, piece, cut, form, behind)


def _can_be_behind(character: str, form: Form) -> bool:
    enumerates = form in ENUMERATING and ENUMERATED_BEHIND.match(character)
    return not enumerates and not NO_MARK_BEHIND.match(character)


def _cut(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place of a sign with the white space around it."""
    while start > 0 and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    return start, end


def pieces_of(drafts: Sequence[Draft]) -> Iterator[tuple[TextPiece, str]]:
    """Yield the stretches of text, each with the one before it in its paragraph."""
    for draft in drafts:
        before = ""
        for piece in draft.pieces:
            if isinstance(piece, TextPiece):
                yield piece, before
                before = piece.text


def _signs_by_number(drafts: Sequence[Draft], numbers: set[str]) -> dict[str, list[Candidate]]:
    """Return the signs that are hardly anything but marks, by number, in order of place."""
    found: dict[str, list[Candidate]] = {number: [] for number in numbers}
    for piece, before in pieces_of(drafts):
        signs = [
            sign
            for form in (*SIGNED, "star")
            if form != "raised"
            for sign in signed_marks(piece, form, before)
            if sign.number in numbers
        ]
        for sign in sorted(signs, key=lambda sign: sign.place):
            found[sign.number].append(sign)
    return found


def bare_marks(piece: TextPiece) -> Iterator[Candidate]:
    """Yield the numbers of a piece that the words around them let be marks, in order."""
    for match in INLINE_MARK.finditer(piece.text):
        if _can_mark(match, piece.text):
            yield _bare(piece, match)


def _unmarked(
    page: Sequence[PrintedNote],
    start: int,
    marks: dict[PrintedNote, MarkPiece],
    candidates: dict[str, list[Candidate]],
    signs: dict[str, list[Candidate]],
) -> Iterator[tuple[PrintedNote, list[Candidate]]]:
    """Yield the notes of a page without a mark, each with the places that can be one, or two."""
    ends = _ends(page, marks)
    for note, end in zip(page, ends, strict=True):
        if note in marks:
            start = max(start, marks[note].end)
            continue
        possible = (
            _between(signs[note.number], start, end)
            or _between(candidates[note.number], start, end)[:2]
        )
        if len(possible) == 1:
            start = possible[0].place + 1
        yield note, possible


def _ends(page: Sequence[PrintedNote], marks: dict[PrintedNote, MarkPiece]) -> list[int]:
    """Return for each note of a page the place before which its mark must stand."""
    end = page[0].number_span.start
    ends: list[int] = []
    for note in reversed(page):
        ends.append(end)
        if note in marks:
            end = min(end, marks[note].start)
    return ends[::-1]


def _between(candidates: Sequence[Candidate], start: int, end: int) -> list[Candidate]:
    """Return the candidates within the stretch."""
    low = bisect_left(candidates, start, key=lambda candidate: candidate.place)
    high = bisect_right(candidates, end - 1, key=lambda candidate: candidate.place)
    return list(candidates[low:high])


def _can_mark(match: re.Match[str], text: str) -> bool:
    """Say whether the words around a number let it be a mark; a raised digit always is one."""
    if not match["number"].isascii():
        return True
    behind = text[max(0, match.start() - _REACH) : match.start()]
    ahead = text[match.end() : match.end() + _REACH]
    if UNIT_BEHIND.search(behind) or UNIT_AHEAD.match(ahead):
        return False
    return bool(BEFORE_A_MARK.search(behind) and AFTER_A_MARK.match(ahead))


def divided(drafts: Sequence[Draft], chosen: Sequence[Candidate]) -> Iterator[Draft]:
    """Yield the drafts, the chosen signs made marks and the pieces around them divided."""
    by_piece: dict[TextPiece, list[Candidate]] = {}
    for candidate in sorted(chosen, key=lambda candidate: candidate.place):
        by_piece.setdefault(candidate.piece, []).append(candidate)
    for draft in drafts:
        pieces = [
            part
            for piece in draft.pieces
            for part in (
                _parts(piece, by_piece.get(piece, ())) if isinstance(piece, TextPiece) else [piece]
            )
        ]
        yield replace(draft, pieces=tuple(pieces))


def _parts(piece: TextPiece, marks: Sequence[Candidate]) -> list[TextPiece | MarkPiece]:
    """Return the piece with the signs at the given places made marks."""
    parts: list[TextPiece | MarkPiece] = []
    start = 0
    for mark in marks:
        if text := piece.text[start : mark.cut[0]]:
            parts.append(TextPiece(piece.start + start, text))
        parts.append(MarkPiece(mark.place, mark.end, mark.number))
        start = max(start, mark.cut[1])
    if text := piece.text[start:]:
        parts.append(TextPiece(piece.start + start, text, piece.breaks_off))
    return parts


def _in_doubt(note: PrintedNote) -> Diagnostic:
    message = f"several numbers in the text could be the mark of note {note.number}; none was taken"
    return Diagnostic(note.line, "ambiguous-mark", message)
