"""What a query asks for → what of an index it finds, relaxed where nothing has all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from search.leaves import Leaves, Lexicon
from search.matching import Matcher
from search.postings import Postings
from search.tree import Leaf, Node, relax
from search.understand import Understood

__all__ = ["Finding", "found_by"]


class Finding(NamedTuple):
    """A tree and where its leaves are found. `relaxed` says that it asks for any instead of all."""

    tree: Node
    leaves: Leaves
    matcher: Matcher
    total: int
    relaxed: bool = False

    @property
    def postings(self) -> Postings:
        """The index it was found in."""
        return self.leaves.lexicon.postings

    @property
    def words(self) -> Mapping[Leaf, tuple[str, ...]]:
        """The words of each leaf that is asked for."""
        return self.leaves.words


def found_by(understood: Understood, lexicon: Lexicon) -> Finding | None:
    """Return what a query finds; None where it asks for nothing that can be searched."""
    if understood.tree is None:
        return None
    leaves = Leaves(lexicon, understood.words)
    strict = _finding(understood.tree, leaves, relaxed=False)
    looser = None if strict.total else relax(understood.tree)
    if looser is not None:
        loose = _finding(looser, leaves, relaxed=True)
        if loose.total:
            return loose
    return strict


def _finding(tree: Node, leaves: Leaves, *, relaxed: bool) -> Finding:
    matcher = Matcher(tree, leaves)
    return Finding(tree, leaves, matcher, matcher.count(), relaxed)
