"""Rows → the body and the blocks of notes at the feet of pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from indexer.document import Span
from indexer.marks import (
    NOTE_ENTRY,
    SIGNED,
    UNIT_AHEAD,
    entry_of,
    follows,
    plain_number,
    signs_in,
)
from indexer.rows import Row, touches
from indexer.shapes import OPENER, ends_sentence, ends_unit, starts_unit

__all__ = ["NoteBlock", "NoteLines", "split_notes"]

LEAVING_A_NOTE = 3
"""How much evidence it takes that a line after a page's last note belongs to the body again."""

NEW_PAGE, FULL_STOP, DEEPER_INDENT = 3, 2, 2
OPENS_A_PARAGRAPH, OPENS_INDENTED, BODY_LEFT_OPEN = 1, 2, 1
NO_FULL_STOP, NOTES_TO_COME = -2, -2
"""What each piece of that evidence weighs, and what weighs against."""


@dataclass(frozen=True, slots=True)
class NoteLines:
    """One note as printed: its number and the places of its number and its lines."""

    number: str
    number_span: Span
    line: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class NoteBlock:
    """The notes at the foot of one page."""

    notes: tuple[NoteLines, ...]

    @property
    def numbers(self) -> frozenset[str]:
        """Return the numbers of the notes in the block."""
        return frozenset(note.number for note in self.notes)


def split_notes(rows: Sequence[Row]) -> tuple[list[Row], list[NoteBlock]]:
    """Return the rows of the body, each with its region, and the blocks, both in order."""
    return _NoteBlocks(rows).split()


class _NoteEntry(NamedTuple):
    """The sign that a row begins with: its number, its place, and where in the row it ends.

    `kind` is the stop behind a number, "" where there is none, or the form of the sign.
    """

    number: str
    kind: str
    sign: Span
    end: int

    @property
    def is_signed(self) -> bool:
        return self.kind in (*SIGNED, "star")


@dataclass
class _OpenNote:
    """A note while its lines are still being gathered."""

    number: str
    number_span: Span
    line: int
    rows: list[tuple[Row, Span]] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Say whether its last line so far ends in a full stop."""
        return bool(self.rows) and ends_sentence(self.rows[-1][0].text)

    def close(self) -> NoteLines:
        return NoteLines(
            self.number, self.number_span, self.line, tuple(span for _, span in self.rows)
        )


class _NoteBlocks:
    """Finds the note blocks in one walk over the rows.

    A block begins under a rule, or where a number that stood alone as a mark stands alone again
    before a line of text. It ends where the evidence says that the body goes on. Text under a
    rule, after a note that ended without a full stop, is the rest of that note.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._body: list[Row] = []
        self._blocks: list[list[_OpenNote]] = []
        self._notes: list[_OpenNote] = []
        self._rest_of: _OpenNote | None = None
        self._pending: dict[str, None] = {}  # an ordered set
        self._note_indent: int | None = None
        self._entry_kind: str | None = None
        self._signed: dict[str, str] = {}

    def split(self) -> tuple[list[Row], list[NoteBlock]]:
        """Return the rows of the body and the blocks, both in order."""
        for index, row in enumerate(self._rows):
            if self._notes and self._take_into_block(index, row):
                continue
            if not self._open_block(index, row) and not self._take_into_rest(row):
                self._take_into_body(index, row)
        self._close_block()
        blocks = [NoteBlock(tuple(note.close() for note in notes)) for notes in self._blocks]
        return self._body, blocks

    def _open_block(self, index: int, row: Row) -> bool:
        """Begin a block at the row if one begins there."""
        if row.number is not None and self._text_follows(index):
            expected = row.number == next(iter(self._pending), None)
            if row.after_rule or expected:
                self._begin_note(row.number, row.line.span, row)
                return True
            return False
        entry = _note_entry(row)
        if entry is None or not (row.after_rule or self._expects(entry, index)):
            return False
        self._entry_kind = entry.kind
        self._begin_entry(entry, row)
        return True

    def _expects(self, entry: _NoteEntry, index: int) -> bool:
        """Say whether the page has a mark for an entry that no rule stands above.

        1. is how a numbered paragraph begins; a note is 1 and a space. One printed like [1] ends
        its page.
        """
        if entry.kind == "":
            return entry.number == next(iter(self._pending), None)
        expected = entry.number == self._signed.get(entry.kind)
        return expected and self._rows[index].blanks > 0 and self._ends_of_pages[index]

    @cached_property
    def _ends_of_pages(self) -> list[bool]:
        """Return for each row whether all that stands apart below it on its page are notes."""
        ends: list[bool] = []
        only_notes = True
        page: int | None = None
        for row in reversed(self._rows):
            only_notes = only_notes or row.line.page != page
            page = row.line.page
            ends.append(only_notes and page is not None)
            only_notes = only_notes and (not row.blanks or _note_entry(row) is not None)
        return ends[::-1]

    def _take_into_block(self, index: int, row: Row) -> bool:
        """Add the row to the open block, or close the block and return False."""
        if row.number is not None and self._is_next(row.number) and self._text_follows(index):
            self._begin_note(row.number, row.line.span, row)
            return True
        entry = _note_entry(row)
        if entry and self._is_next_entry(entry, row):
            self._begin_entry(entry, row)
            return True
        if self._leaves(row):
            self._close_block()
            return False
        if self._notes[-1].rows:
            known = self._note_indent
            self._note_indent = row.line.indent if known is None else min(known, row.line.indent)
        self._notes[-1].rows.append((row, row.line.span))
        return True

    def _take_into_rest(self, row: Row) -> bool:
        """Add the row to a note left open on an earlier page, if it stands where its rest does."""
        if row.after_rule and row.number is None and self._blocks:
            last = self._blocks[-1][-1]
            self._rest_of = None if last.is_whole else last
        elif self._rest_of and (self._rest_of.is_whole or row.new_page):
            self._rest_of = None
        if self._rest_of:
            self._rest_of.rows.append((row, row.line.span))
        return self._rest_of is not None

    def _take_into_body(self, index: int, row: Row) -> None:
        """Add the row to the body; a number alone may be the mark of a note to come."""
        if row.number is not None and touches(self._rows, index):
            self._pending[row.number] = None
        if row.new_page:
            self._signed = {}
        for form in SIGNED:
            for sign in signs_in(row.text, form):
                if sign.start > 0:
                    self._signed.setdefault(form, sign.number)
        self._body.append(replace(row, region=len(self._blocks)))

    def _begin_note(self, number: str, span: Span, row: Row) -> None:
        self._notes.append(_OpenNote(number, span, row.line.number))
        self._pending.pop(number, None)

    def _begin_entry(self, entry: _NoteEntry, row: Row) -> None:
        """Begin a note whose number and first words share a line."""
        self._begin_note(entry.number, entry.sign, row)
        rest = Span(row.line.start + entry.end, row.line.span.end)
        self._notes[-1].rows.append((row, rest))

    def _is_next(self, number: str) -> bool:
        return follows(number, self._notes[-1].number) or number in self._pending

    def _is_next_entry(self, entry: _NoteEntry, row: Row) -> bool:
        """Say whether a number and words on one line are the next note, printed as the first was.

        Else they are a numbered paragraph: the body goes on.
        """
        return (
            entry.kind == self._entry_kind
            and not row.new_page
            and self._is_next(entry.number)
            and (self._notes[-1].is_whole or entry.is_signed)
        )

    def _text_follows(self, index: int) -> bool:
        """Say whether the next row is text right below, as the words of a note are."""
        if index + 1 == len(self._rows):
            return False
        following = self._rows[index + 1]
        return following.blanks == 0 and following.number is None

    def _leaves(self, row: Row) -> bool:
        """Say whether the row, after the last words of a note, belongs to the body again."""
        note = self._notes[-1]
        if not note.rows:
            return False
        opens = OPENER.match(row.text) or starts_unit(row.text, "。")
        indented = row.line.indent > self._indent_of_notes()
        left_open = self._body and not ends_unit(self._body[-1].text)
        evidence = (
            FULL_STOP if note.is_whole else NO_FULL_STOP,
            NEW_PAGE if row.new_page else 0,
            DEEPER_INDENT if indented else 0,
            OPENS_A_PARAGRAPH if opens else 0,
            OPENS_INDENTED if opens and indented else 0,
            BODY_LEFT_OPEN if left_open else 0,
            NOTES_TO_COME if self._pending else 0,
        )
        return sum(evidence) >= LEAVING_A_NOTE

    def _indent_of_notes(self) -> int:
        """Return how far the lines of notes, their first ones aside, are indented."""
        if self._note_indent is not None:
            return self._note_indent
        return self._notes[-1].rows[0][0].line.indent

    def _close_block(self) -> None:
        if self._notes:
            self._blocks.append(self._notes)
            self._notes = []
            self._rest_of = None
            self._pending = {}
            self._note_indent = None
            self._entry_kind = None
            self._signed = {}


def _note_entry(row: Row) -> _NoteEntry | None:
    """Return the sign with which a note begins on this row, unless it is that of a date."""
    text = row.line.text
    indent = len(text) - len(text.lstrip())
    if bare := NOTE_ENTRY.match(text):
        if UNIT_AHEAD.match(text, bare.end()):
            return None
        start, printed = bare.start("number"), bare.group()
        number, kind = plain_number(bare["number"]), bare["stop"] or ""
        if not bare["number"].isascii():
            kind = "raised"
        return _NoteEntry(number, kind, _sign_span(row, start, printed), bare.end())
    entry = entry_of(row.text)
    if entry is None or entry.form not in (*SIGNED, "star"):
        return None
    end = indent + entry.end
    return _NoteEntry(entry.number, entry.form, _sign_span(row, indent, text[:end]), end)


def _sign_span(row: Row, start: int, printed: str) -> Span:
    """Return the place of a sign that a row begins with, white space around it aside."""
    return Span(row.line.start + start, row.line.start + len(printed.rstrip()))
