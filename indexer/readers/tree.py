"""Walks over pandoc's tree that no depth of nesting can stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from indexer.readers.pandoc import Element

__all__ = ["elements", "without"]


def elements(tree: object) -> Iterator[Element]:
    """Yield every element of a tree in reading order, each before those within it."""
    waiting: list[object] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if "t" in node:
                yield node
            waiting += reversed(list(node.values()))
        elif isinstance(node, list):
            waiting += reversed(node)


def without(tree: Any, sign: str, strip: Callable[[str], str]) -> None:
    """Change every text of a tree that holds the sign to what `strip` makes of it."""
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        places = range(len(node)) if isinstance(node, list) else list(node)
        for place in places:
            value = node[place]
            if isinstance(value, str) and sign in value:
                node[place] = strip(value)
            elif isinstance(value, list | dict):
                waiting.append(value)
