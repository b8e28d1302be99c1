"""Which part of a tree is one note: the paragraph, item, row or division that holds its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from indexer.readers.pandoc import Element
from indexer.readers.web import TEXT_BLOCKS, Web

__all__ = ["NoteUnit", "UnitFinder"]

Shape = Literal["paragraph", "item", "entry", "row", "division"]

_CELL = 5
"""So many things pandoc says of a cell: attributes, alignment, two spans, blocks."""


@dataclass(frozen=True, slots=True)
class NoteUnit:
    """A part of a tree; `node` is what its shape is in pandoc's tree, `list_` holds an item."""

    shape: Shape
    node: Any
    list_: Element | None = None

    def blocks(self) -> list[Element]:
        """Return the blocks the unit is made of."""
        if self.shape == "paragraph":
            return [self.node]
        if self.shape == "item":
            return list(self.node)
        if self.shape == "division":
            return list(self.node["c"][1])
        if self.shape == "row":
            return [block for cell in self.node[1] for block in cell[4]]
        term, definitions = self.node
        return [{"t": "Plain", "c": term}, *(block for blocks in definitions for block in blocks)]

    def take_out(self) -> list[Element]:
        """Return the blocks; the tree holds them no longer."""
        blocks = self.blocks()
        if self.shape == "paragraph":
            blocks = [dict(self.node)]
            self.node["c"] = []
        elif self.shape == "item":
            self.node.clear()
        elif self.shape == "division":
            self.node["c"][1] = []
        elif self.shape == "row":
            self.node[1] = []
        else:
            self.node[:] = [[], []]
        return blocks


class UnitFinder:
    """Finds the unit of each of the places that marks may lead to."""

    def __init__(self, web: Web, targets: Iterable[str]) -> None:
        self._web = web
        self._targets: Counter[int] = Counter()
        for target in targets:
            self._targets.update({id(node) for node in web.above(web.places[target])})

    def unit_of(self, target: str) -> NoteUnit | None:
        """Return the largest unit of the place that no other place shares, or None."""
        place = self._web.places[target]
        block = self._web.text_block(place)
        if block is None or block["t"] == "Header":
            return self._entry_of(place)
        chain = [block, *self._web.above(block)]
        best = NoteUnit("paragraph", block) if _holds_text(block) else None
        for depth, node in enumerate(chain[1:], 1):
            if self._targets[id(node)] > 1:
                break
            unit = _unit(chain, depth)
            if unit is None or (unit.shape == "division" and not self._stands_alone(chain, depth)):
                continue
            best = unit
            if unit.shape != "division":
                break
        return best

    def _entry_of(self, place: Element) -> NoteUnit | None:
        """Return the entry of a list of definitions whose term holds the place."""
        chain = [place, *self._web.above(place)]
        for depth in range(1, len(chain)):
            unit = _unit(chain, depth)
            if unit is not None and unit.shape == "entry":
                return unit if self._targets[id(unit.node)] == 1 else None
        return None

    def _stands_alone(self, chain: list[Any], depth: int) -> bool:
        """Say whether a division is a note's own: the place is its own, or others are like it."""
        blocks = chain[depth]["c"][1]
        if any(block["t"] == "Header" for block in blocks):
            return False
        if blocks and blocks[0]["t"] in TEXT_BLOCKS and not _holds_text(blocks[0]):
            return True
        siblings = chain[depth + 1]
        alike = [node for node in siblings if isinstance(node, dict) and node["t"] == "Div"]
        return sum(self._targets[id(node)] == 1 for node in alike) > 1


def _unit(chain: list[Any], depth: int) -> NoteUnit | None:
    """Return what the node at a depth of the chain is, where that can be a note."""
    node = chain[depth]
    if isinstance(node, dict):
        return NoteUnit("division", node) if node["t"] == "Div" else None
    above = chain[depth + 1 : depth + 4]
    kinds = [part["t"] if isinstance(part, dict) and "t" in part else None for part in above]
    if kinds[1:2] == ["BulletList"]:
        return NoteUnit("item", node, above[1])
    if kinds[2:3] == ["OrderedList"] and chain[depth + 2][1] is chain[depth + 1]:
        return NoteUnit("item", node, above[2])
    if kinds[1:2] == ["DefinitionList"]:
        return NoteUnit("entry", node)
    return NoteUnit("row", node) if _is_row(node) else None


def _is_row(node: list[Any]) -> bool:
    """Say whether a list is a row of a table: attributes, then cells."""
    if len(node) != 2 or not isinstance(node[1], list) or not node[1]:
        return False
    first = node[1][0]
    return isinstance(first, list) and len(first) == _CELL and isinstance(first[4], list)


def _holds_text(block: Element) -> bool:
    """Say whether a paragraph has more than places that links lead to."""
    return any(inline["t"] != "Span" or inline["c"][1] for inline in block["c"])
