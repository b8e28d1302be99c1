"""The text of any query → its tree: operators, brackets, identifiers, and how they combine.

What is only words and phrases, with AND and OR between them, does not come here (query.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Literal

from search.identify import DIGIT, PLACE, lookup_in
from search.tree import Leaf, Lookup, Node, Not
from search.typed import (
    MAX_DEPTH,
    MAX_PIECES,
    MAX_TERMS,
    OPERATORS,
    all_of,
    any_of,
    phrase_of,
    word_of,
)

__all__ = ["tree_of"]

_OPENERS = "(（"
_CLOSERS = ")）"

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
# any query at all, piece by piece
PIECE = re.compile("|".join((_QUOTED, _SPACE, _BRACKET, _WORD)))


@dataclass(frozen=True, slots=True)
class _Item:
    """A piece of a query between white space or brackets, operators told by their kind."""

    kind: Literal["word", "quoted", "lookup", "open", "close", "and", "or", "not"]
    text: str
    start: int
    end: int
    key: str = ""
    place: str | None = None


@dataclass(frozen=True, slots=True)
class _Alternatives:
    """A bracketed group, or the whole query: OR between rows, AND between the parts of a row."""

    rows: tuple[tuple[_Part, ...], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """What one word, phrase, identifier or group asks for, or does not want."""

    negated: bool
    operand: _Item | _Alternatives


def tree_of(text: str) -> tuple[Node | None, tuple[str, ...]]:
    """Return the tree of a query, None where nothing in it can be searched, and what was left out.

    What was not taken as typed is told in sentences.
    """
    if whole := lookup_in(text.strip()):
        return whole, ()
    pieces = list(islice(PIECE.finditer(text), MAX_PIECES))
    end = pieces[-1].end() if pieces else 0
    group, too_deep = _grouped(_with_lookups(text, _items(text[:end], pieces)))
    builder = _Builder(unread=len(text[end:].split()))
    tree = builder.node(group)
    return tree, (*_depth_notice(too_deep), *builder.notices())


# ---- pieces


def _items(text: str, matches: Sequence[re.Match[str]]) -> list[_Item]:
    """Return the words, phrases, brackets and operators of a query, in order."""
    pieces = [_Item(_kind(match), match.group(), *match.span()) for match in matches]
    return list(_glued(text, pieces, _grouping_brackets(pieces)))


def _kind(match: re.Match[str]) -> Literal["word", "quoted", "open", "close"]:
    if match.lastgroup == "quoted":
        return "quoted"
    if match.lastgroup == "bracket":
        return "open" if match.group() in _OPENERS else "close"
    return "word"


def _grouping_brackets(pieces: Sequence[_Item]) -> set[int]:
    """Return the places of brackets that group: at a word's edge, with a partner that is too."""
    opening, closing = _openers_at_edge(pieces), _closers_at_edge(pieces)
    grouping: set[int] = set()
    waiting: list[_Item] = []
    for piece in pieces:
        if piece.kind == "open":
            waiting.append(piece)
        elif piece.kind == "close" and waiting:
            partner = waiting.pop()
            empty = partner.end == piece.start
            if partner.start in opening and piece.start in closing and not empty:
                grouping |= {partner.start, piece.start}
    return grouping


def _openers_at_edge(pieces: Sequence[_Item]) -> set[int]:
    """Return the places of opening brackets that a word could begin at, with or without a minus."""
    edges: set[int] = set()
    edge = fresh = True
    for piece in pieces:
        if piece.kind == "open" and edge:
            edges.add(piece.start)
            fresh = True
            continue
        blank = piece.text[0].isspace()
        edge = blank or piece.kind == "quoted" or (fresh and piece.text == "-")
        fresh = blank
    return edges


def _closers_at_edge(pieces: Sequence[_Item]) -> set[int]:
    """Return the places of closing brackets that a word could end at."""
    edges: set[int] = set()
    edge = True
    for piece in reversed(pieces):
        if piece.kind == "close" and edge:
            edges.add(piece.start)
        else:
            edge = piece.kind == "quoted" or piece.text[0].isspace()
    return edges


def _glued(text: str, pieces: Sequence[_Item], grouping: set[int]) -> Iterator[_Item]:
    """Yield the pieces with brackets that are text joined to the words they touch."""

    def shape(piece: _Item) -> str:
        if piece.start in grouping or piece.kind == "quoted":
            return f"{piece.kind} {piece.start}"
        return "space" if piece.text[0].isspace() else "word"

    for kind, run in groupby(pieces, shape):
        parts = list(run)
        start, end = parts[0].start, parts[-1].end
        if kind == "word":
            before, after = text[start - 1 : start], text[end : end + 1]
            fresh = not before.strip() or (start - 1 in grouping and before in _OPENERS)
            followed = bool(after.strip()) and not (end in grouping and after in _CLOSERS)
            yield from _word_items(text[start:end], start, fresh=fresh, followed=followed)
        elif kind != "space":
            yield parts[0]


def _word_items(word: str, start: int, *, fresh: bool, followed: bool) -> Iterator[_Item]:
    """Yield a word, or the operator it is; a minus it begins with is one too.

    `fresh` says that white space or a bracket is before it, `followed` that a phrase or a bracket
    begins right behind it.
    """
    end = start + len(word)
    minus = fresh and word[0] == "-" and word[1:2] != "-" and (len(word) > 1 or followed)
    if minus:
        yield _Item("not", "-", start, start + 1)
    if minus and len(word) > 1:
        yield _Item("word", word[1:], start + 1, end)
    elif not minus:
        yield _Item(OPERATORS.get(word, "word"), word, start, end)


# ---- identifiers


def _with_lookups(text: str, items: list[_Item]) -> list[_Item]:
    """Return the items with those that name a document, and the place behind it, as one."""
    found: list[_Item] = []
    at = 0
    while at < len(items):
        item, used = _lookup_at(text, items, at) if at < MAX_TERMS * 4 else (items[at], 1)
        found.append(item)
        at += used
    return found


def _lookup_at(text: str, items: list[_Item], at: int) -> tuple[_Item, int]:
    """Return the identifier that begins with item `at` and of how many items it is made."""
    first = items[at]
    if first.kind == "word" and DIGIT.search(first.text):
        for count in range(_longest_identifier(items, at), 0, -1):
            end = items[at + count - 1].end
            if lookup := lookup_in(text[first.start : end]):
                typed = text[first.start : end]
                return _Item("lookup", typed, first.start, end, lookup.key, lookup.place), count
    return first, 1


def _longest_identifier(items: list[_Item], at: int) -> int:
    """Return how many words an identifier may have: more for an open bracket, and for a place."""
    count = 1
    words = items[at : at + 4]
    opened = sum(words[0].text.count(opener) for opener in _OPENERS)
    closed = sum(words[0].text.count(closer) for closer in _CLOSERS)
    while opened > closed and count < len(words) and words[count].kind == "word":
        closed += sum(words[count].text.count(closer) for closer in _CLOSERS)
        count += 1
    if count < len(words) and words[count].kind == "word" and PLACE.match(words[count].text):
        count += 1
    return count


# ---- structure


def _grouped(items: list[_Item]) -> tuple[_Alternatives, int]:
    """Return the items as nested groups, and how many pairs of brackets were too deep to count."""
    groups: list[list[_Item | _Alternatives]] = [[]]
    ignored = inside_ignored = 0
    for item in items:
        if item.kind == "open" and len(groups) > MAX_DEPTH:
            ignored, inside_ignored = ignored + 1, inside_ignored + 1
        elif item.kind == "open":
            groups.append([])
        elif item.kind == "close" and inside_ignored:
            inside_ignored -= 1
        elif item.kind == "close":
            done = _alternatives(groups.pop())
            groups[-1].append(done)
        else:
            groups[-1].append(item)
    return _alternatives(groups[0]), ignored


def _alternatives(items: list[_Item | _Alternatives]) -> _Alternatives:
    """Return a group split at its ORs, each row at its ANDs, spoken or implied."""
    rows: list[list[_Part]] = [[]]
    negated = False
    for item in _with_dangling_as_text(items):
        if _is(item, "or"):
            rows.append([])
        elif _is(item, "not"):
            negated = not negated
        elif not _is(item, "and"):
            rows[-1].append(_Part(negated, item))
            negated = False
    return _Alternatives(tuple(tuple(row) for row in rows))


def _with_dangling_as_text(items: list[_Item | _Alternatives]) -> list[_Item | _Alternatives]:
    """Return the items with each operator that lacks an operand made a word."""
    shaped = list(items)
    operand_follows = False
    for at in reversed(range(len(shaped))):
        if _is(shaped[at], "and", "or", "not") and not operand_follows:
            shaped[at] = _as_word(shaped[at])
        operand_follows = not _is(shaped[at], "and", "or")
    operand_before = False
    for at, item in enumerate(shaped):
        if _is(item, "and", "or") and not operand_before:
            shaped[at] = _as_word(item)
        operand_before = not _is(shaped[at], "and", "or", "not")
    return shaped


def _is(item: _Item | _Alternatives, *kinds: str) -> bool:
    return isinstance(item, _Item) and item.kind in kinds


def _as_word(item: _Item | _Alternatives) -> _Item | _Alternatives:
    return replace(item, kind="word") if isinstance(item, _Item) else item


class _Builder:
    """Makes the tree, up to `MAX_TERMS` leaves; leaves that fold to nothing are left out."""

    def __init__(self, unread: int) -> None:
        self._kept = 0
        self._beyond = unread

    def node(self, group: _Alternatives) -> Node | None:
        """Return the node of a group, or None where nothing in it can be searched."""
        return any_of(map(self._row, group.rows))

    def notices(self) -> Iterator[str]:
        """Yield a sentence where not every leaf was kept."""
        if self._beyond:
            total = self._kept + self._beyond
            yield f"Only the first {self._kept:,} of the query's {total:,} words were searched."

    def _row(self, parts: tuple[_Part, ...]) -> Node | None:
        children: list[Node] = []
        for part in parts:
            operand = part.operand
            node = self._leaf(operand) if isinstance(operand, _Item) else self.node(operand)
            if node is not None:
                children.append(_negated(node) if part.negated else node)
        return all_of(children)

    def _leaf(self, item: _Item) -> Leaf | None:
        if self._kept == MAX_TERMS:
            self._beyond += 1
            return None
        leaf = _leaf_of(item)
        self._kept += leaf is not None
        return leaf


def _leaf_of(item: _Item) -> Leaf | None:
    if item.kind == "lookup":
        return Lookup(item.key, item.place, item.text)
    return phrase_of(item.text) if item.kind == "quoted" else word_of(item.text)


def _negated(node: Node) -> Node:
    return node.child if isinstance(node, Not) else Not(node)


def _depth_notice(ignored: int) -> Iterator[str]:
    if ignored:
        yield (
            f"Brackets are read {MAX_DEPTH} deep; {ignored:,} deeper "
            f"{'pair was' if ignored == 1 else 'pairs were'} left out, but not the words in them."
        )
