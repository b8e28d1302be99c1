"""Pandoc's inline elements → stretches of text with the marks between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.readers.markup import text_of_markup
from indexer.readers.pandoc import Element
from indexer.source import NoteMark, width_of

__all__ = ["Described", "Mark", "Piece", "joined", "pieces_of", "text_of", "tidied"]

SOFT_BREAK = "\ufdef"
"""Stands for the end of a line until it is known what stands around it. It is no character."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark and what its note holds; marks of equal `key` mean the same note.

    `number` is what the mark shows, where the source prints it.
    """

    blocks: list[Element]
    key: object
    number: str | None


@dataclass(frozen=True, slots=True)
class Described:
    """The description of an image, which not every format shows."""

    pieces: list[Piece]


Piece = str | Mark | Described


def pieces_of(inlines: Iterable[Element]) -> list[Piece]:
    """Return the text and marks of inline elements, in order."""
    return [piece for inline in inlines for piece in _pieces(inline)]


def joined(parts: Sequence[list[Piece]], between: str) -> list[Piece]:
    """Return the parts one after the other, with `between` between them."""
    pieces: list[Piece] = []
    for part in parts:
        pieces += [between, *part] if pieces else part
    return pieces


def tidied(pieces: Iterable[str | NoteMark]) -> Iterator[str | NoteMark]:
    """Yield the pieces, neighbouring stretches joined, white space at either end removed."""
    merged = _merged(pieces)
    if merged and isinstance(merged[0], str):
        merged[0] = merged[0].lstrip()
    if merged and isinstance(merged[-1], str):
        merged[-1] = merged[-1].rstrip()
    yield from (piece for piece in merged if piece)


def text_of(inlines: Iterable[Element]) -> str:
    """Return the text alone."""
    texts = (piece for piece in pieces_of(inlines) if isinstance(piece, str))
    return "".join(piece for piece in tidied(texts) if isinstance(piece, str))


def _pieces(inline: Element) -> Iterator[Piece]:
    kind: str = inline["t"]
    content: Any = inline.get("c")
    if kind in _PLAIN:
        yield _PLAIN[kind]
    elif kind == "Str":
        yield content
    elif kind in _WRAPPERS:
        for child in _WRAPPERS[kind](content):
            yield from _pieces(child)
    elif kind in ("Code", "Math"):
        yield content[1]
    elif kind == "RawInline":
        yield _raw(*content)
    elif kind == "Image":
        yield Described(pieces_of(content[1]))
    elif kind == "Quoted":
        opening, closing = _QUOTES[content[0]["t"]]
        yield from (opening, *pieces_of(content[1]), closing)
    elif kind == "Note":
        yield Mark(content, inline.get("key"), inline.get("number"))


def _raw(language: str, text: str) -> str:
    """Return the text in markup that pandoc passes on; a tag that breaks a line is a space."""
    if not language.startswith("html"):
        return text
    return " " if text.lower().startswith("<br") else text_of_markup(text)


def _merged(pieces: Iterable[str | NoteMark]) -> list[str | NoteMark]:
    merged: list[str | NoteMark] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    return _unbroken(merged)


def _unbroken(pieces: list[str | NoteMark]) -> list[str | NoteMark]:
    """Return the pieces with each line end a space, or nothing between two wide characters."""
    texts = "".join(piece for piece in pieces if isinstance(piece, str))
    before = 0
    unbroken: list[str | NoteMark] = []
    for piece in pieces:
        if isinstance(piece, str):
            end = before + len(piece)
            piece = "".join(_shown(texts, place) for place in range(before, end))
            before = end
        unbroken.append(piece)
    return unbroken


def _shown(text: str, place: int) -> str:
    if text[place] != SOFT_BREAK:
        return text[place]
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return "" if len(around) == 2 and width_of(around) == 4 else " "


def _itself(content: list[Element]) -> list[Element]:
    return content


def _second(content: list[Any]) -> list[Element]:
    inlines: list[Element] = content[1]
    return inlines


_PLAIN = {"Space": " ", "SoftBreak": SOFT_BREAK, "LineBreak": " "}

_WRAPPERS = {
    "Cite": _second,
    "Emph": _itself,
    "Link": _second,
    "SmallCaps": _itself,
    "Span": _second,
    "Strikeout": _itself,
    "Strong": _itself,
    "Subscript": _itself,
    "Superscript": _itself,
    "Underline": _itself,
}

_QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}
