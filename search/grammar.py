"""The words, brackets and operators of any query → its tree; identifiers are looked for in them.

What is only words and phrases, with AND and OR between them, does not come here (query.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from search.fielded import TEXT_FIELDS, Prefix, named_by, node_of, side_of
from search.identify import DIGIT, PLACE, lookup_in
from search.pieces import CLOSERS, OPENERS, Item, items_of
from search.tree import Fuzzy, Lookup, Near, Node, Not, Pattern, positive_leaves
from search.typed import MAX_DEPTH, MAX_SHAPES, MAX_TERMS, NEAR, all_of, any_of

__all__ = ["tree_of"]


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Words and phrases of which each is near the next, at most so far as the numbers say."""

    sides: tuple[Item, ...]
    distances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Alternatives:
    """A bracketed group, or the whole query: OR between rows, AND between the parts of a row."""

    rows: tuple[tuple[_Part, ...], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """What one word, phrase, identifier or group asks for, or does not want, and in which field."""

    negated: bool
    prefix: Prefix | None
    operand: _Operand


_Operand = Item | _Neighbours | _Alternatives
"""What operators stand between: the items among these may also be the operators themselves."""


def tree_of(text: str) -> tuple[Node | None, tuple[str, ...]]:
    """Return the tree of a query, None where nothing in it can be searched, and what was left out.

    What was not taken as typed is told in sentences.
    """
    if whole := lookup_in(text.strip()):
        return whole, ()
    items, unread = items_of(text)
    group, too_deep = _grouped(_with_lookups(text, items))
    builder = _Builder(unread)
    tree = builder.node(group)
    return tree, (*_depth_notice(too_deep), *builder.notices())


# ---- identifiers


def _with_lookups(text: str, items: list[Item]) -> list[Item]:
    """Return the items with those that name a document, and the place behind it, as one."""
    found: list[Item] = []
    at = 0
    while at < len(items):
        item, used = _lookup_at(text, items, at) if at < MAX_TERMS * 4 else (items[at], 1)
        found.append(item)
        at += used
    return found


def _lookup_at(text: str, items: list[Item], at: int) -> tuple[Item, int]:
    """Return the identifier that begins with item `at` and of how many items it is made."""
    first = items[at]
    is_value = at > 0 and items[at - 1].kind == "field"
    if first.kind == "word" and not is_value and DIGIT.search(first.text):
        for count in range(_longest_identifier(items, at), 0, -1):
            end = items[at + count - 1].end
            if lookup := lookup_in(text[first.start : end]):
                typed = text[first.start : end]
                return Item("lookup", typed, first.start, end, lookup.key, lookup.place), count
    return first, 1


def _longest_identifier(items: list[Item], at: int) -> int:
    """Return how many words an identifier may have: more for an open bracket, and for a place."""
    count = 1
    words = items[at : at + 4]
    opened = sum(words[0].text.count(opener) for opener in OPENERS)
    closed = sum(words[0].text.count(closer) for closer in CLOSERS)
    while opened > closed and count < len(words) and words[count].kind == "word":
        closed += sum(words[count].text.count(closer) for closer in CLOSERS)
        count += 1
    if count < len(words) and words[count].kind == "word" and PLACE.match(words[count].text):
        count += 1
    return count


# ---- structure


def _grouped(items: list[Item]) -> tuple[_Alternatives, int]:
    """Return the items as nested groups, and how many pairs of brackets were too deep to count."""
    groups: list[list[_Operand]] = [[]]
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


def _alternatives(items: list[_Operand]) -> _Alternatives:
    """Return a group split at its ORs, each row at its ANDs, spoken or implied."""
    rows: list[list[_Part]] = [[]]
    negated, prefix = False, None
    for item in _with_dangling_as_text(_with_neighbours(items)):
        if _is(item, "or"):
            rows.append([])
        elif _is(item, "not"):
            negated = not negated
        elif isinstance(item, Item) and item.kind == "field":
            prefix = Prefix(item.key, item.text)
        elif not _is(item, "and"):
            rows[-1].append(_Part(negated, prefix, item))
            negated, prefix = False, None
    return _Alternatives(tuple(tuple(row) for row in rows))


def _with_neighbours(items: list[_Operand]) -> list[_Operand]:
    """Return the items with words between which NEAR stands as one; any other NEAR is a word."""
    shaped: list[_Operand] = []
    waiting: Item | None = None
    for at, item in enumerate(items):
        if waiting and isinstance(item, Item):
            shaped[-1] = _brought_near(shaped[-1], item, waiting.distance)
            waiting = None
        elif isinstance(item, Item) and item.kind == "near":
            if _is_side(items[at + 1 : at + 2]) and _may_be_near(shaped):
                waiting = item
            else:
                shaped.append(_as_word(item))
        else:
            shaped.append(item)
    return shaped


def _is_side(items: list[_Operand]) -> bool:
    """Return whether the first of the items is a word or phrase that can be found."""
    item = items[0] if items else None
    if not isinstance(item, Item) or item.kind not in ("word", "quoted", "lookup"):
        return False
    return side_of(item.text, None) is not None


def _may_be_near(shaped: list[_Operand]) -> bool:
    """Return whether the last item may be near another: a word, or one near the word before."""
    last, before = shaped[-1:], shaped[-2:-1]
    field = before[0] if before else None
    if isinstance(field, Item) and field.kind == "field" and field.key not in TEXT_FIELDS:
        return False
    return _is_side(last) or (bool(last) and isinstance(last[0], _Neighbours))


def _brought_near(before: _Operand, item: Item, distance: int) -> _Operand:
    """Return a word, or words near each other, with one more that is near the last."""
    if isinstance(before, Item):
        return _Neighbours((before, item), (distance,))
    if isinstance(before, _Neighbours):
        return _Neighbours((*before.sides, item), (*before.distances, distance))
    return before


def _with_dangling_as_text(items: list[_Operand]) -> list[_Operand]:
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


def _is(item: _Operand, *kinds: str) -> bool:
    return isinstance(item, Item) and item.kind in kinds


def _as_word(item: _Operand) -> _Operand:
    return replace(item, kind="word") if isinstance(item, Item) else item


class _Builder:
    """Makes the tree, up to `MAX_TERMS` leaves; leaves that fold to nothing are left out."""

    def __init__(self, unread: int) -> None:
        self._kept = self._shapes = self._shapes_beyond = 0
        self._beyond = unread

    def node(self, group: _Alternatives, prefix: Prefix | None = None) -> Node | None:
        """Return the node of a group, all in one field; None where nothing can be searched."""
        return any_of(self._row(row, prefix) for row in group.rows)

    def notices(self) -> Iterator[str]:
        """Yield a sentence where not every leaf was kept."""
        if self._beyond:
            total = self._kept + self._beyond
            yield f"Only the first {self._kept:,} of the query's {total:,} words were searched."
        if self._shapes_beyond:
            yield (
                f"Only the first {MAX_SHAPES} words with wildcards, slips and pairs by NEAR were "
                f"searched; {self._shapes_beyond:,} more were left out."
            )

    def _row(self, parts: tuple[_Part, ...], prefix: Prefix | None) -> Node | None:
        children: list[Node] = []
        for part in parts:
            node = self._operand(part.operand, part.prefix or prefix)
            if node is not None:
                children.append(_negated(node) if part.negated else node)
        return all_of(children)

    def _operand(self, operand: _Operand, prefix: Prefix | None) -> Node | None:
        if isinstance(operand, _Alternatives):
            return self.node(operand, prefix)
        if self._kept == MAX_TERMS:
            self._beyond += 1
            return None
        if isinstance(operand, _Neighbours):
            node = _near_of(operand, prefix)
        else:
            node = _node_of(operand, prefix)
        shapes = sum(isinstance(leaf, Pattern | Fuzzy | Near) for leaf in positive_leaves(node))
        if self._shapes + shapes > MAX_SHAPES:
            self._shapes_beyond += shapes
            return None
        self._shapes += shapes
        self._kept += node is not None
        return node


def _node_of(item: Item, prefix: Prefix | None) -> Node | None:
    if item.kind != "lookup":
        return node_of(item.text, prefix)
    return named_by(item.text, prefix) if prefix else Lookup(item.key, item.place, item.text)


def _near_of(neighbours: _Neighbours, prefix: Prefix | None) -> Node | None:
    """Return what asks that each is near the next, in one field where it is told."""
    field = prefix.field if prefix and prefix.is_of_text else None
    sides = [side for item in neighbours.sides if (side := side_of(item.text, field))]
    typed = (" ".join(item.text.split()) for item in neighbours.sides)
    pairs = zip(pairwise(sides), pairwise(typed), neighbours.distances, strict=True)
    return all_of(
        [
            Near(left, right, distance, f"{one} {NEAR}/{distance} {other}")
            for (left, right), (one, other), distance in pairs
        ]
    )


def _negated(node: Node) -> Node:
    return node.child if isinstance(node, Not) else Not(node)


def _depth_notice(ignored: int) -> Iterator[str]:
    if ignored:
        yield (
            f"Brackets are read {MAX_DEPTH} deep; {ignored:,} deeper "
            f"{'pair was' if ignored == 1 else 'pairs were'} left out, but not the words in them."
        )
