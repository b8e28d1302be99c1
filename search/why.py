"""A query and a paragraph → how each part of the query is found in it, or why not."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.folding import fold
from indexer.record import Record
from search.bm25f import FIELD_WEIGHTS
from search.explain import children_of, has, kind_of
from search.explained import Verdict
from search.finding import Finding
from search.forward import BETWEEN_TEXTS, texts_of
from search.phrases import holding
from search.tree import (
    And,
    Article,
    Lookup,
    Node,
    Not,
    Only,
    Or,
    Phrase,
    Restriction,
    Term,
    describe,
    positive_leaves,
)

__all__ = ["MAX_COMPARED", "verdict_of"]

MAX_COMPARED = 200
"""Of a phrase of so many characters at most it is told how much of it a paragraph has."""

NAMES = {"text": "the text", "footnotes": "a note", "title": "the title of its document"}
"""How the fields of words are called."""

GRAMS = {"text_grams": "the text", "footnote_grams": "a note"}
"""How the fields of characters are called."""

FACTS = ("date", "symbol", "key")
"""What of a document its paragraphs may be restricted by."""


class _Looking:
    """Looks at one paragraph."""

    def __init__(self, finding: Finding, doc: int) -> None:
        self._finding = finding
        self._postings = finding.postings
        self._doc = doc

    def at(self, node: Node, *, titles: bool, alone: bool) -> Verdict:
        """Return whether the paragraph has what a part of the query asks for."""
        found = self._finding.matcher.found_by(node, titles=titles, alone=alone)
        because = () if children_of(node) else tuple(self._because(node))
        children = tuple(self._children(node, titles=titles))
        return Verdict(kind_of(node), describe(node), has(found, self._doc), because, children)

    def _children(self, node: Node, *, titles: bool) -> Iterator[Verdict]:
        """Yield the verdicts on the children, looked at as a search does."""
        alone = isinstance(node, Or) or (isinstance(node, And) and _asks_once(node))
        titles = titles and not isinstance(node, Not | Only)
        for child in children_of(node):
            yield self.at(child, titles=titles, alone=alone)
