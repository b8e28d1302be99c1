"""What a reader hands over: lines of a text, blocks as an author set them, or whole paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from indexer.document import Diagnostic, Kind, Span

__all__ = [
    "AuthoredNote",
    "Block",
    "Entry",
    "EntryNote",
    "Line",
    "Manuscript",
    "NoteMark",
    "Role",
    "Source",
    "width_of",
]

Role = Literal["title", "heading", "plain"]
"""What a source says a paragraph is, by more than its words: `plain` is text whatever its form."""

# What ends a line: LF, CR LF, CR, form feed (a new page), vertical tab, NEL, U+2028, U+2029
LINE_END = re.compile("\r\n|[\n\r\f\v\x85\u2028\u2029]")

_WIDE = frozenset("WFA")


@dataclass(frozen=True, slots=True)
class Line:
    """One line, its ending removed. `start` is its place in the text, `number` counts from 1."""

    number: int
    start: int
    text: str
    page: int | None

    @property
    def is_blank(self) -> bool:
        """Say whether nothing in the line can be seen."""
        return not self.text.strip()

    @property
    def indent(self) -> int:
        """Return how many columns of white space the line begins with."""
        return width_of(self.text[: len(self.text) - len(self.text.lstrip())])

    @property
    def span(self) -> Span:
        """Return the place of the line's text, the white space around it excluded."""
        start = self.start + len(self.text) - len(self.text.lstrip())
        return Span(start, start + len(self.text.strip()))


@dataclass(frozen=True, slots=True)
class Source:
    """A source as decoded. `name` is what people and indexes call it."""

    name: str
    text: str
    lines: tuple[Line, ...]

    @classmethod
    def from_text(cls, name: str, text: str) -> Source:
        """Return the text as lines; pages are counted where form feeds divide it, else None."""
        return cls(name, text, tuple(_lines(text)))


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A mark where an author set it; it refers to the note of that number."""

    number: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as its author set it: stretches of text with the marks between them.

    `role` is None where only the form of the words tells what the paragraph is; `line` is its place
    in the source (from 1): its line, or where the format has none, its count among the blocks.
    """

    content: tuple[str | NoteMark, ...]
    line: int
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class AuthoredNote:
    """A note as its author set it, its number as readers of the document see it."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A source whose format says where its paragraphs begin and which note a mark means.

    `name` is what people and indexes call it; `diagnostics` say what the format left open;
    `furniture` is what the file shows beside its text: signs that lead back from notes, and what is
    said of the document in its head. `date` is set there, as ISO 8601 has it.
    """

    name: str
    blocks: tuple[Block, ...]
    notes: tuple[AuthoredNote, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    furniture: tuple[str, ...] = ()
    date: str | None = None


class EntryNote(NamedTuple):
    """A note of an entry; `resolved` spells out a 同上 where the source does."""

    number: str
    text: str
    resolved: str | None


class Entry(NamedTuple):
    """A paragraph that comes whole and named, as a collection of many documents lists it.

    `document` is the key of its document, `marks` are pairs of an offset into the text and a note's
    number, in order; `kind` is None where only the form of the words tells it.
    """

    line: int
    document: str
    anchor: str
    label: str
    text: str
    title: str | None
    date: str | None
    kind: Kind | None
    number: str | None
    marks: tuple[tuple[int, str], ...]
    notes: tuple[EntryNote, ...]


def _lines(text: str) -> Iterator[Line]:
    page = 1 if "\f" in text else None
    number, start = 1, 0
    for ending in LINE_END.finditer(text):
        yield Line(number, start, text[start : ending.start()], page)
        number, start = number + 1, ending.end()
        if page is not None and ending.group() == "\f":
            page += 1
    yield Line(number, start, text[start:], page)


def width_of(text: str) -> int:
    """Return the columns `text` takes in a fixed-width setting: two for a Han character."""
    return sum(2 if unicodedata.east_asian_width(character) in _WIDE else 1 for character in text)
