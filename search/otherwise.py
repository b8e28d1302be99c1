"""Query tree → the same tree in which bare words have the other ways to write them."""

from __future__ import annotations

from dataclasses import replace
from operator import is_
from typing import TypeVar

from search.synonyms import Synonyms
from search.tree import JOINING, OVER_ONE, WRITTEN_OTHERWISE, Article, Near, Node, Term

__all__ = ["with_others"]

Word = TypeVar("Word", bound=Term | Article)

_UNITS = frozenset("条段款项号届年月日-")
"""What stands behind every numeral, or in every date, that is written otherwise, too."""


def with_others(node: Node, synonyms: Synonyms) -> Node:
    """Return the tree with the synonyms of its words and the other forms of their numerals.

    A quoted phrase has none. Where nothing has any, it is the same tree.
    """
    if isinstance(node, WRITTEN_OTHERWISE):
        return _with_others(node, synonyms)
    if isinstance(node, JOINING):
        children = tuple([with_others(child, synonyms) for child in node.children])
        is_same = all(map(is_, children, node.children))
        return node if is_same else replace(node, children=children)
    if isinstance(node, OVER_ONE):
        child = with_others(node.child, synonyms)
        return node if child is node.child else replace(node, child=child)
    if isinstance(node, Near):
        sides = [
            _with_others(side, synonyms) if isinstance(side, Term) else side
            for side in (node.left, node.right)
        ]
        near = replace(node, left=sides[0], right=sides[1])
        return node if near == node else near
    return node


def _with_others(word: Word, synonyms: Synonyms) -> Word:
    others = _numerals(word.folded) + synonyms.of(word.folded)
    return replace(word, others=tuple(dict.fromkeys(others))) if others else word


def _numerals(folded: str) -> tuple[str, ...]:
    if _UNITS.isdisjoint(folded):
        return ()
    # Few words have numerals, and the patterns of these take longer to load than most searches.
    from search.numerals import numerals_otherwise

    return numerals_otherwise(folded)
