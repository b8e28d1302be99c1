"""Query tree → the set of paragraphs it matches."""

from __future__ import annotations

from functools import cached_property

from search.leaves import Leaves
from search.paragraphs import Paragraphs
from search.tree import (
    NAMING,
    And,
    Leaf,
    Lookup,
    Node,
    Not,
    Only,
    Or,
    Restriction,
    Term,
    positive_leaves,
)

__all__ = ["Matcher"]


_NO_LISTS = (Lookup, And, Or, Not, Only, Restriction)


class Matcher:
    """Finds the paragraphs of one tree."""

    def __init__(self, tree: Node, leaves: Leaves) -> None:
        self._tree = tree
        self._leaves = leaves
        self._space = leaves.lexicon.postings.space
        self.asked = positive_leaves(tree)
        self._looks_up = Lookup in map(type, self.asked)
        self.is_any = _is_any(tree)
        """Whether just those paragraphs match that have any one of the leaves in text or notes.

        Beside a document that is looked up, a title may be enough for a paragraph of that document.
        """

    def count(self) -> int:
        """Return how many paragraphs match."""
        if self.is_any:
            found = map(self._leaves.__getitem__, self.asked)
            return self._space.size_of_any(
                [part for each in found for part in (each.body, each.first)]
            )
        return len(self.paragraphs)

    @cached_property
    def paragraphs(self) -> Paragraphs:
        """The paragraphs that match.

        A word may be found in the title of a paragraph's document alone, but not all that is found
        of a paragraph may be its title, unless that is what is asked for.
        """
        found = self.found_by(self._tree, titles=True, alone=True)
        if not any(len(self._leaves[leaf].title) for leaf in self.asked):
            return found
        if self._is_all_of_words:
            return self._space.those_in_any(found, [self._leaves[leaf].body for leaf in self.asked])
        found_in_bodies = (leaf for leaf in self.asked if not _is_of_titles(leaf))
        bodies = [self._leaf(leaf, titles=False, alone=False) for leaf in found_in_bodies]
        untitled = self.found_by(self._tree, titles=False, alone=True)
        return self._space.those_in_any(found, [untitled, *bodies])

    @property
    def _is_all_of_words(self) -> bool:
        """Whether bare words are asked for, all of them, wherever they are."""
        tree = self._tree
        return isinstance(tree, And) and all(map(_is_word, tree.children))

    def found_by(self, node: Node, *, titles: bool, alone: bool) -> Paragraphs:
        """Return which paragraphs match a node of the tree.

        `titles` says whether words may be found in titles. A lookup that stands `alone` finds the
        beginning of its document; beside other words, or where it excludes or restricts, it finds
        all of its paragraphs.
        """
        if isinstance(node, Not):
            return self._space.without(self._space.all(), self._excluded(node))
        if isinstance(node, Only):
            return self.found_by(node.child, titles=False, alone=False)
        if isinstance(node, Restriction):
            # Few queries restrict, and what is known of values is only loaded for them.
            from search.restrict import restricted

            return restricted(self._leaves.lexicon.postings, node)
        if isinstance(node, And):
            return self._all(node, titles=titles, alone=alone)
        if isinstance(node, Or):
            return self._space.any_of(
                [self.found_by(child, titles=titles, alone=alone) for child in node.children]
            )
        return self._leaf(node, titles, alone)

    def _all(self, node: And, *, titles: bool, alone: bool) -> Paragraphs:
        """Return what matches all children: the required first, then without the excluded."""
        if alone and self._looks_up:
            alone = sum(map(bool, map(positive_leaves, node.children))) < 2
        required = [child for child in node.children if not isinstance(child, Not)]
        sets = [self.found_by(child, titles=titles, alone=alone) for child in required]
        found = self._space.all_of(sets) if sets else self._space.all()
        for child in node.children:
            if isinstance(child, Not):
                found = self._space.without(found, self._excluded(child))
        return found

    def _excluded(self, node: Not) -> Paragraphs:
        return self.found_by(node.child, titles=False, alone=False)

    def _leaf(self, leaf: Leaf, titles: bool, alone: bool) -> Paragraphs:
        found = self._leaves[leaf]
        looked_up = found.first if alone else found.document
        if not len(looked_up) and not (titles and len(found.title)):
            return found.body
        return self._space.any_of((found.body, looked_up, found.title if titles else looked_up))


def _is_of_titles(leaf: Leaf) -> bool:
    return not isinstance(leaf, NAMING) and leaf.field == "title"


def _is_any(tree: Node) -> bool:
    """Return whether a tree is matched by what matches one of its leaves, and by nothing else."""
    if isinstance(tree, Or):
        return all(map(_is_found_by_any, tree.children))
    return isinstance(tree, Lookup) or _is_found_by_any(tree)


def _is_word(node: Node) -> bool:
    return isinstance(node, Term) and node.field is None


def _is_found_by_any(node: Node) -> bool:
    """Return whether a node is a leaf that every list of its words finds, or that none does."""
    if isinstance(node, Term):
        return node.field is None
    return not isinstance(node, _NO_LISTS)
