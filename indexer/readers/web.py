"""Where things stand in pandoc's tree: what holds what, which link leads where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from indexer.readers.pandoc import Element

__all__ = ["TEXT_BLOCKS", "Web", "address_of"]

TEXT_BLOCKS = frozenset(("Header", "Para", "Plain"))

Node = dict[str, Any] | list[Any]


def address_of(link: Element) -> str:
    """Return the id of the place within the document that a link leads to, or nothing."""
    address: str = link["c"][2][0]
    return address[1:] if address.startswith("#") else ""


class Web:
    """A tree of blocks, its links and the places they may lead to."""

    def __init__(self, blocks: list[Element]) -> None:
        self.links: list[Element] = []
        self.places: dict[str, Element] = {}
        self._parents: dict[int, Node] = {}
        self._order: dict[int, int] = {}
        self._index: dict[int, int] = {}
        waiting: list[Node] = [blocks]
        while waiting:
            node = waiting.pop()
            self._order[id(node)] = len(self._order)
            self._take(node)
            values = node.values() if isinstance(node, dict) else node
            children = [value for value in values if isinstance(value, dict | list)]
            self._parents.update((id(child), node) for child in children)
            if isinstance(node, list):
                self._index.update((id(child), at) for at, child in enumerate(node))
            waiting += reversed(children)

    def above(self, node: Node) -> Iterator[Node]:
        """Yield what holds a node, from the nearest outwards."""
        while (parent := self._parents.get(id(node))) is not None:
            yield parent
            node = parent

    def text_block(self, inline: Element) -> Element | None:
        """Return the paragraph or heading an inline element stands in."""
        return next(
            (
                node
                for node in self.above(inline)
                if isinstance(node, dict) and node["t"] in TEXT_BLOCKS
            ),
            None,
        )

    def beside(self, inline: Element) -> tuple[Any, Any]:
        """Return what stands just before and just behind an inline element, None for nothing."""
        siblings, at = self._parents[id(inline)], self._index[id(inline)]
        before = siblings[at - 1] if isinstance(siblings, list) and at else None
        behind = siblings[at + 1 : at + 2] if isinstance(siblings, list) else []
        return before, behind[0] if behind else None

    def precedes(self, first: Node, second: Node) -> bool:
        """Say whether a node begins before another."""
        return self._order[id(first)] < self._order[id(second)]

    def _take(self, node: Node) -> None:
        if not isinstance(node, dict):
            return
        if node.get("t") == "Link":
            self.links.append(node)
        elif node.get("t") == "Span" and node["c"][0][0]:
            self.places.setdefault(node["c"][0][0], node)
