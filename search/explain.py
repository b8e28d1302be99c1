"""What a query found → how it was understood, and what each paragraph's score is the sum of.

Nothing here is needed to search: it is loaded when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from search.bm25f import FIELD_WEIGHTS, Scored
from search.explained import Branch, Part, Scoring, WordFacts
from search.finding import Finding
from search.matching import Matcher
from search.paragraphs import Paragraphs
from search.phrases import holding
from search.postings import Postings
from search.ranking import compared_by, gains_of
from search.tree import And, Article, Leaf, Lookup, Node, Not, Only, Or, Restriction, Term, describe

__all__ = ["branch_of", "children_of", "has", "kind_of", "scoring_of", "text_of"]

KINDS: dict[type, str] = {
    And: "all of",
    Or: "any of",
    Not: "not",
    Only: "only",
    Article: "article",
    Lookup: "document",
    Restriction: "restriction",
    Term: "word",
}
"""What a node is called; others have the names of their classes."""


def branch_of(finding: Finding, node: Node) -> Branch:
    """Return a part of the query with the words it was cut into, and all that it is made of."""
    children = children_of(node)
    words = next((own for leaf, own in finding.words.items() if leaf == node), ())
    return Branch(
        kind_of(node),
        describe(node),
        Matcher(node, finding.leaves).count(),
        tuple([_facts_of(finding.postings, word) for word in words]),
        tuple([branch_of(finding, child) for child in children]),
    )


def kind_of(node: Node) -> str:
    """Return what a node is called."""
    return KINDS.get(type(node), type(node).__name__.lower())


def children_of(node: Node) -> tuple[Node, ...]:
    """Return the nodes that a node is made of."""
    if isinstance(node, And | Or):
        return node.children
    return (node.child,) if isinstance(node, Not | Only) else ()


def _facts_of(postings: Postings, word: str) -> WordFacts:
    return WordFacts(
        word, {field: postings.document_frequency(field, word) for field in FIELD_WEIGHTS}
    )


def scoring_of(finding: Finding, doc: int, score: float) -> Scoring:
    """Return how the score that a paragraph has comes about.

    Only the best by words are compared with the query: others have no closeness.
    """
    parts = list(_by_words(finding, doc))
    if score != sum(part.score for part in parts):
        parts += _by_closeness(finding, doc)
    record = finding.postings.record(doc)
    return Scoring(record.id, record.paragraph.label, score, tuple(parts))


def _by_closeness(finding: Finding, doc: int) -> Iterator[Part]:
    for leaf in compared_by(finding.matcher, finding.leaves):
        if gain := float(gains_of(leaf, np.array([doc]), finding.leaves)[0]):
            yield Part("closeness", describe(leaf), "text", gain)


def _by_words(finding: Finding, doc: int) -> Iterator[Part]:
    """Yield what each word adds to a paragraph's score, by field, and what each leaf adds."""
    counted: set[str] = set()
    for leaf in finding.matcher.asked:
        for word in finding.words[leaf]:
            if word not in counted:
                yield from _of_word(finding, word, doc)
        counted.update(finding.words[leaf])
        words = map(finding.leaves.lexicon.word, finding.words[leaf])
        for bonus in finding.leaves.bonuses(leaf, words):
            if gain := _gain(bonus, doc):
                yield Part("verbatim", describe(leaf), _place_of(finding, leaf, doc), gain)


def _of_word(finding: Finding, word: str, doc: int) -> Iterator[Part]:
    known = finding.leaves.lexicon.word(word)
    postings = finding.postings
    fields = [field for field in FIELD_WEIGHTS if postings.document_frequency(field, word)]
    for field, scored in zip(fields, (*known.body, *known.title), strict=True):
        if gain := _gain(scored, doc):
            yield Part("word", word, field, gain)


def _gain(scored: Scored, doc: int) -> float:
    return float(scored.at(np.array([doc]))[0])


def _place_of(finding: Finding, leaf: Leaf, doc: int) -> str:
    """Return by what a paragraph gains for the whole of a leaf."""
    found = finding.leaves[leaf]
    if has(found.first, doc):
        return "itself"
    if has(found.citing, doc):
        return "citation"
    if not has(text_of(finding, leaf), doc):
        return "footnotes"
    return "title" if not isinstance(leaf, Lookup | Article) and leaf.field == "title" else "text"


def text_of(finding: Finding, leaf: Leaf) -> Paragraphs:
    """Return the paragraphs whose text holds a leaf as it stands."""
    found = finding.leaves[leaf]
    if found.single is None or isinstance(leaf, Lookup):
        return found.text
    return holding(finding.postings, "text_grams", leaf.folded)


def has(paragraphs: Paragraphs, doc: int) -> bool:
    """Return whether a paragraph is in a set."""
    return bool(paragraphs.have(np.array([doc]))[0])
