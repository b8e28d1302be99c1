"""What a reader hands over: the decoded text of a source and its lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.document import Span

__all__ = ["Line", "Source", "width_of"]

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
