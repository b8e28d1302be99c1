"""Query text, and what it is restricted to → one tree, the words of its leaves, what is to be told.

What a text names that there is not in this index is searched as words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from indexer.segmenter import Segmenter
from search.leaves import MAX_SEGMENTED, Cutting, place_of
from search.otherwise import with_others
from search.postings import Postings
from search.query import Query, parse
from search.synonyms import Synonyms
from search.tree import (
    And,
    Article,
    Leaf,
    Node,
    Only,
    describe,
    joined,
    lookups,
    positive_leaves,
    without_lookup,
)

__all__ = ["Understanding", "Understood"]

NO_RESTRICTION = Query(None, "", ())


class Understood(NamedTuple):
    """A query as it is searched in this index; `tree` is None where nothing can be searched."""

    tree: Node | None
    interpreted: str
    notices: tuple[str, ...]
    words: Mapping[Leaf, tuple[str, ...]]


class Understanding:
    """Understands queries to one index. Safe to share between threads."""

    def __init__(self, postings: Postings, segmenter: Segmenter, synonyms: Synonyms) -> None:
        self._postings = postings
        self._synonyms = synonyms
        self._cutting = Cutting(segmenter)

    def of(self, text: str, where: str = "") -> Understood:
        """Return what a text asks for among the paragraphs that `where` allows.

        Where the text has nothing to be searched, that is all of these.
        """
        query = parse(text)
        restriction = parse(where) if where else NO_RESTRICTION
        notices = (*query.notices, *restriction.notices)
        tree = _narrowed(query.tree, restriction.tree)
        if tree is None:
            return Understood(None, query.interpreted, notices, {})
        known, unknown = self._with_known_places(tree)
        known = with_others(known, self._synonyms)
        words, cut = self._cutting.words_of(positive_leaves(known))
        interpreted = query.interpreted if known is query.tree else describe(known)
        return Understood(known, interpreted, (*notices, *unknown, *_length_notice(cut)), words)

    def _with_known_places(self, tree: Node) -> tuple[Node, tuple[str, ...]]:
        """Return the tree with lookups of places that there are not made words, and notices."""
        notices = []
        for lookup in lookups(tree):
            names_place = isinstance(lookup, Article) or lookup.place is not None
            if names_place and not len(place_of(lookup, self._postings)):
                tree = without_lookup(tree, lookup)
                if not isinstance(lookup, Article):
                    notices.append(
                        f"{lookup.key} has no paragraph {lookup.place} in this index; "
                        f"{lookup.text} was searched as plain text."
                    )
        return tree, tuple(notices)


def _narrowed(tree: Node | None, restriction: Node | None) -> Node | None:
    """Return what a query asks for within a restriction, where there are both."""
    if restriction is None:
        return tree
    only = Only(restriction)
    return only if tree is None else joined(And, (tree, only))


def _length_notice(cut: bool) -> tuple[str, ...]:
    if not cut:
        return ()
    return (
        f"Only the first {MAX_SEGMENTED:,} characters of the query were also searched "
        "word by word.",
    )
