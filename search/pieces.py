"""The text of any query → its words, phrases, brackets and operators, in order.

Brackets group where a word could begin or end; elsewhere they are of the words they touch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Literal

from search.fielded import prefix_of, slip_of_phrase
from search.typed import MAX_PIECES, NEAR, OPERATORS

__all__ = ["CLOSERS", "NEAR_DISTANCE", "OPENERS", "Item", "items_of"]

NEAR_DISTANCE = 16
"""So many characters may be between two words where NEAR tells no number."""

OPENERS = "(（"
CLOSERS = ")）"

# "a b"   “核裁军”   「核裁軍」   『…』   ＂…＂   “never closed
_QUOTED = (
    '(?P<quoted>"[^"]*(?:"|\\Z)|“[^”]*(?:”|\\Z)|「[^」]*(?:」|\\Z)'
    "|『[^』]*(?:』|\\Z)|＂[^＂]*(?:＂|\\Z))"
)
# a blank, an ideographic space, a line end
_SPACE = r"(?P<space>\s+)"
# ( ） one at a time: each may be grouping or text
_BRACKET = r"(?P<bracket>[()（）])"
# 核裁军   -遗憾   A/RES/63/49
_WORD = r"(?P<word>[^\s\"“「『＂()（）]+)"
# NEAR   NEAR/10
NEARNESS = re.compile(rf"{NEAR}(?:/(?P<distance>[0-9]{{1,3}}))?\Z")
# any query at all, piece by piece
PIECE = re.compile("|".join((_QUOTED, _SPACE, _BRACKET, _WORD)))


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a query between white space or brackets, operators told by their kind.

    `key` is that of the document that is looked up, or the name of the field.
    """

    kind: Literal["word", "quoted", "lookup", "open", "close", "and", "or", "not", "near", "field"]
    text: str
    start: int
    end: int
    key: str = ""
    place: str | None = None
    distance: int = NEAR_DISTANCE


def items_of(text: str) -> tuple[list[Item], int]:
    """Return the words, phrases, brackets and operators of a query, and how many words were left.

    Those are what stands behind the first `MAX_PIECES`.
    """
    matches = list(islice(PIECE.finditer(text), MAX_PIECES))
    end = matches[-1].end() if matches else 0
    pieces = [Item(_kind(match), match.group(), *match.span()) for match in matches]
    glued = _glued(text[:end], pieces, _grouping_brackets(pieces))
    return _with_tildes(list(glued)), len(text[end:].split())


def _kind(match: re.Match[str]) -> Literal["word", "quoted", "open", "close"]:
    if match.lastgroup == "quoted":
        return "quoted"
    if match.lastgroup == "bracket":
        return "open" if match.group() in OPENERS else "close"
    return "word"


def _grouping_brackets(pieces: Sequence[Item]) -> set[int]:
    """Return the places of brackets that group: at a word's edge, with a partner that is too."""
    opening, closing = _openers_at_edge(pieces), _closers_at_edge(pieces)
    grouping: set[int] = set()
    waiting: list[Item] = []
    for piece in pieces:
        if piece.kind == "open":
            waiting.append(piece)
        elif piece.kind == "close" and waiting:
            partner = waiting.pop()
            empty = partner.end == piece.start
            if partner.start in opening and piece.start in closing and not empty:
                grouping |= {partner.start, piece.start}
    return grouping


def _openers_at_edge(pieces: Sequence[Item]) -> set[int]:
    """Return the places of opening brackets that a word could begin at.

    A minus, or the name of a field, may be before it.
    """
    edges: set[int] = set()
    edge = fresh = True
    for piece in pieces:
        if piece.kind == "open" and edge:
            edges.add(piece.start)
            fresh = True
            continue
        blank = piece.text[0].isspace()
        edge = blank or piece.kind == "quoted" or (fresh and _may_open(piece.text))
        fresh = blank
    return edges


def _may_open(word: str) -> bool:
    """Return whether a group may begin directly behind a word: behind a minus, or a field."""
    name = word.removeprefix("-")
    prefix = prefix_of(name)
    return not name or (prefix is not None and prefix.typed == name)


def _closers_at_edge(pieces: Sequence[Item]) -> set[int]:
    """Return the places of closing brackets that a word could end at."""
    edges: set[int] = set()
    edge = True
    for piece in reversed(pieces):
        if piece.kind == "close" and edge:
            edges.add(piece.start)
        else:
            edge = piece.kind == "quoted" or piece.text[0].isspace()
    return edges


def _glued(text: str, pieces: Sequence[Item], grouping: set[int]) -> Iterator[Item]:
    """Yield the pieces with brackets that are text joined to the words they touch."""

    def shape(piece: Item) -> str:
        if piece.start in grouping or piece.kind == "quoted":
            return f"{piece.kind} {piece.start}"
        return "space" if piece.text[0].isspace() else "word"

    for kind, run in groupby(pieces, shape):
        parts = list(run)
        start, end = parts[0].start, parts[-1].end
        if kind == "word":
            before, after = text[start - 1 : start], text[end : end + 1]
            fresh = not before.strip() or (start - 1 in grouping and before in OPENERS)
            followed = bool(after.strip()) and not (end in grouping and after in CLOSERS)
            yield from _word_items(text[start:end], start, fresh=fresh, followed=followed)
        elif kind != "space":
            yield parts[0]


def _word_items(word: str, start: int, *, fresh: bool, followed: bool) -> Iterator[Item]:
    """Yield a word, or the operator it is; a minus it begins with is one too.

    `fresh` says that white space or a bracket is before it, `followed` that a phrase or a bracket
    begins right behind it.
    """
    minus = fresh and word[0] == "-" and word[1:2] != "-" and (len(word) > 1 or followed)
    if minus:
        yield Item("not", "-", start, start + 1)
        word, start = word[1:], start + 1
    prefix = prefix_of(word)
    value = word.removeprefix(prefix.typed) if prefix else ""
    if prefix and (prefix.takes(value) if value else followed):
        yield Item("field", prefix.typed, start, start + len(prefix.typed), prefix.field)
        if value:
            yield Item("word", value, start + len(prefix.typed), start + len(word))
    elif minus and word:
        yield Item("word", word, start, start + len(word))
    elif not minus:
        yield _operator_or_word(word, start)


def _operator_or_word(word: str, start: int) -> Item:
    end = start + len(word)
    if near := NEARNESS.match(word):
        return Item("near", word, start, end, distance=int(near["distance"] or NEAR_DISTANCE))
    return Item(OPERATORS.get(word, "word"), word, start, end)


def _with_tildes(items: list[Item]) -> list[Item]:
    """Return the items with each tilde directly behind a phrase joined to it."""
    joined: list[Item] = []
    for item in items:
        before = joined[-1] if joined else item
        is_tilde = item.text == "~" and before.kind == "quoted" and before.end == item.start
        if is_tilde and slip_of_phrase(f"{before.text}~"):
            joined[-1] = replace(before, text=f"{before.text}~", end=item.end)
        else:
            joined.append(item)
    return joined
