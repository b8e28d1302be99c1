"""What a reader of printed pages hands over, and the lines that are made of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from indexer.document import Diagnostic

__all__ = [
    "UNNAMED",
    "Font",
    "Glyph",
    "Page",
    "PrintLine",
    "Printed",
    "Raised",
    "Rule",
    "is_han",
    "is_unnamed",
]


UNNAMED = "\ufffd"
"""Stands for a character of which the file does not say what it is."""

_NAMELESS = frozenset({"Cc", "Co", "Cn", "Cs"})


class Font(NamedTuple):
    """What a font's own record says of its face."""

    name: str
    bold: bool
    fixed_pitch: bool


class Glyph(NamedTuple):
    """A character where it is printed, in points from the page's lower left corner.

    `left` and `right` are the edges of its advance. `spaced` says that the page has white space
    before it; `hyphen` that the font draws a hyphen that may only mark a broken word.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    font: Font
    spaced: bool
    hyphen: bool

    @property
    def width(self) -> float:
        """Return how far the next character stands from this one's left edge."""
        return self.right - self.left


class Rule(NamedTuple):
    """A thin horizontal stroke, in points."""

    left: float
    right: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its characters in the order of the file, and its horizontal strokes.

    `pictured` says that it shows pictures, which may be those of text.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    pictured: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """A source of printed pages, read one after the other; `name` is what people call it.

    `title` is what the file says it is called, where it says so.
    """

    name: str
    pages: Iterator[Page]
    diagnostics: tuple[Diagnostic, ...] = ()


class Raised(NamedTuple):
    """Small characters above the baseline: `start` to `end` of their line's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PrintLine:
    """A line of one column as printed, in points.

    `han` and `latin` are the sizes of most of its characters of either kind, 0 where it has none.
    `word` is the width of what must stay together at its beginning; `cells` says that gaps divide
    it as they divide the cells of a table; `hyphen` that it ends in one that may only mark a break.
    `fixed_pitch` is None where the line could be one of a listing or not.
    """

    page: int
    column: int
    text: str
    left: float
    right: float
    baseline: float
    han: float
    latin: float
    word: float
    raised: tuple[Raised, ...]
    bold: bool
    fixed_pitch: bool | None
    cells: tuple[float, ...]
    hyphen: bool

    @property
    def size(self) -> float:
        """Return the size of the line in points."""
        return max(self.han, self.latin)


def is_unnamed(character: str) -> bool:
    """Say whether a font leaves open which character this is: it has none, or one of its own."""
    return character == UNNAMED or unicodedata.category(character) in _NAMELESS


def is_han(character: str) -> bool:
    """Say whether a character takes a full square: a Han character or its punctuation."""
    return (
        "\u2e80" <= character <= "\u9fff"
        or "\uf900" <= character <= "\uffef"
        or (character >= "\U00020000")
    )
