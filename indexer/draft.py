"""A source as whole paragraphs and notes, before it is known what each is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from indexer.document import Diagnostic, Mark, Span
from indexer.shapes import DATE_LINE, MEETING_LINE, is_bare_article
from indexer.source import Role

__all__ = ["Composed", "Draft", "MarkPiece", "PrintedNote", "TextPiece", "glue"]

# Words of these letters are written apart: between two of them a line end stands for a space.
LETTER = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f]")


class TextPiece(NamedTuple):
    """A stretch of the source, unbroken; white space it has is displayed.

    `breaks_off` says that it ends within a word, which the next stretch goes on with.
    """

    start: int
    text: str
    breaks_off: bool = False


class MarkPiece(NamedTuple):
    """The mark of a note between two stretches of text."""

    start: int
    end: int
    number: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A paragraph before it is known what kind it is; `role` is None where its form decides."""

    pieces: tuple[TextPiece | MarkPiece, ...]
    line: int
    page: int | None
    role: Role | None = None

    @property
    def text(self) -> str:
        """Return the text as displayed: the pieces, a space only between two words of letters."""
        return self._assembled()[0]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Return the marks, each with its offset into the text."""
        return self._assembled()[1]

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return the places of the text in the source, in order."""
        return tuple(
            Span(piece.start, piece.start + len(piece.text))
            for piece in self.pieces
            if isinstance(piece, TextPiece)
        )

    def _assembled(self) -> tuple[str, tuple[Mark, ...]]:
        parts: list[str] = [""]
        marks: list[Mark] = []
        length = 0
        broken = False
        for piece in self.pieces:
            if isinstance(piece, MarkPiece):
                marks.append(Mark(length, piece.number, Span(piece.start, piece.end)))
                continue
            parts += ["" if broken else glue(parts[-1], piece.text), piece.text]
            length += len(parts[-2]) + len(parts[-1])
            broken = piece.breaks_off
        return "".join(parts), tuple(marks)


@dataclass(frozen=True, slots=True)
class PrintedNote:
    """A note read as printed, before it is known which paragraphs cite it.

    `region` counts the pages with notes before its own; `spans` are its pieces in the source.
    """

    number: str
    text: str
    region: int
    line: int
    number_span: Span
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """A source taken apart into whole paragraphs and notes, each with its place in `text`.

    Nothing of the source is in two of these, and nothing is in none. `name` is what people and
    indexes call the source; `date` is what it sets as its date beside its text, if anything.
    """

    name: str
    text: str
    drafts: tuple[Draft, ...]
    notes: tuple[PrintedNote, ...]
    furniture: tuple[Span, ...]
    diagnostics: tuple[Diagnostic, ...]
    date: str | None = None


def glue(before: str, after: str) -> str:
    """Return what stands between two stretches of a paragraph's lines.

    A broken line has a space only between two words of letters; a date and the meeting below it, an
    article's number and its text were never one line.
    """
    if is_bare_article(before) or (MEETING_LINE.match(after) and DATE_LINE.match(before)):
        return " "
    return " " if before and LETTER.match(before[-1]) and LETTER.match(after[0]) else ""
