"""A query and a paragraph → how each part of the query is found in it, or why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from indexer.record import Record
from search.explain import children_of, has, kind_of
from search.explained import Verdict
from search.finding import Finding
from search.forward import texts_of
from search.leaves import both_holding
from search.tree import (
    And,
    Article,
    Held,
    Lookup,
    Node,
    Not,
    Only,
    Or,
    Phrase,
    Restriction,
    Shape,
    Term,
    describe,
    positive_leaves,
)

__all__ = ["MAX_COMPARED", "verdict_of"]

MAX_COMPARED = 200
"""Of a phrase of so many characters at most it is told how much of it a paragraph has."""

PLACES = {"text": "in the text", "footnotes": "in a note", "title": "in its document's title"}
"""Where the words of each field are, texts and notes first."""

WORD_FIELDS = {"footnote": "footnotes"}
"""How the fields of a query are called where their words are kept, if otherwise."""

TITLE_ALONE = "only the title of its document has what is asked for, and that finds no paragraph"


def verdict_of(finding: Finding, doc: int) -> Verdict:
    """Return whether a paragraph has what is asked for, part by part."""
    verdict = _Looking(finding, doc).at(finding.tree, titles=True, alone=True)
    if verdict.matched and not has(finding.matcher.paragraphs, doc):
        return replace(verdict, matched=False, because=(TITLE_ALONE,))
    return verdict


class _Looking:
    """Looks at one paragraph as the search does that found it, or did not."""

    def __init__(self, finding: Finding, doc: int) -> None:
        self._finding = finding
        self._postings = finding.postings
        self._doc = doc

    def at(self, node: Node, *, titles: bool, alone: bool) -> Verdict:
        """Return whether the paragraph has what a part of the query asks for."""
        matched = has(self._finding.matcher.found_by(node, titles=titles, alone=alone), self._doc)
        because = tuple(self._because(node, matched=matched))
        children = tuple(self._children(node, titles=titles, alone=alone))
        return Verdict(kind_of(node), describe(node), matched, because, children)

    def _children(self, node: Node, *, titles: bool, alone: bool) -> Iterator[Verdict]:
        """Yield the verdicts on the parts of a node, each looked at as a search does."""
        titles = titles and not isinstance(node, Not | Only)
        alone = alone and (isinstance(node, Or) or (isinstance(node, And) and asks_for_one(node)))
        for child in children_of(node):
            yield self.at(child, titles=titles, alone=alone)

    def _because(self, node: Node, *, matched: bool) -> Iterator[str]:
        """Yield how a leaf is found, or why it is not."""
        if isinstance(node, Restriction) and not matched:
            yield _facts_of(self._postings.record(self._doc))
        elif isinstance(node, Lookup):
            yield from self._by_name(node, matched=matched)
        elif isinstance(node, Article) and has(self._finding.leaves[node].first, self._doc):
            yield "is so called"
        elif isinstance(node, Held):
            yield from self._by_text(node)

    def _by_name(self, lookup: Lookup, *, matched: bool) -> Iterator[str]:
        """Yield how a paragraph has to do with a document that is looked up."""
        found = self._finding.leaves[lookup]
        if has(found.document, self._doc):
            yield "is what is looked up" if lookup.place else "is of the document"
            if not matched:
                yield "a name that stands alone finds where its document begins"
        if has(found.citing, self._doc):
            yield "cites the document"
        if has(found.text, self._doc) or has(found.notes, self._doc):
            yield "names the document"

    def _by_text(self, leaf: Held) -> Iterator[str]:
        """Yield where a leaf stands, else where its words do, or what of it does."""
        field = None if isinstance(leaf, Article) else leaf.field
        held = self._finding.leaves.lexicon.holding(leaf)
        names = ("title" if field == "title" else "text", "footnotes")
        whole = [name for name, found in zip(names, held, strict=True) if has(found, self._doc)]
        if whole:
            yield f"{self._form(leaf)} {_listed(whole)}"
        elif isinstance(leaf, Term) and leaf in self._finding.words:
            yield from self._by_words(self._finding.words[leaf], field)
        elif isinstance(leaf, Term | Phrase) and len(leaf.folded) <= MAX_COMPARED:
            yield f"of it the text has no more than {self._longest_part(leaf.folded) or 'nothing'}"

    def _form(self, leaf: Held) -> str:
        """Return in which form a leaf stands in the paragraph."""
        if isinstance(leaf, Shape):
            return "is"
        others = () if isinstance(leaf, Phrase) else leaf.others
        if not others or self._holds(leaf.folded):
            return "stands as it is"
        return f"stands as {', '.join(filter(self._holds, others)) or 'it is'}"

    def _holds(self, folded: str) -> bool:
        return any(has(found, self._doc) for found in both_holding(self._postings, folded))

    def _by_words(self, words: Sequence[str], field: str | None) -> Iterator[str]:
        """Yield where each word of a leaf is, and which are nowhere."""
        of_field = PLACES if field is None else (WORD_FIELDS.get(field, field),)
        places = {word: [name for name in of_field if self._has(word, name)] for word in words}
        for word, names in places.items():
            if names:
                yield f"{word} is {_listed(names)}"
        if missing := [word for word, names in places.items() if not names]:
            yield f"has nowhere {', '.join(missing)}"

    def _has(self, word: str, field: str) -> bool:
        return has(self._postings.posting(field, word), self._doc)

    def _longest_part(self, folded: str) -> str:
        """Return the longest part of a string that the text of the paragraph has."""
        [text] = texts_of(self._postings, "text_grams", np.array([self._doc]))
        best, start = "", 0
        for end in range(1, len(folded) + 1):
            while folded[start:end] not in text:
                start += 1
            best = max(best, folded[start:end], key=len)
        return best


def asks_for_one(node: And) -> bool:
    """Return whether but one of the parts of a node is asked for, so that it stands alone."""
    return sum(bool(positive_leaves(child)) for child in node.children) < 2


def _listed(fields: Iterable[str]) -> str:
    return " and ".join(PLACES[field] for field in fields)


def _facts_of(record: Record) -> str:
    """Return what a paragraph is, where it is not what a restriction asks for."""
    document, paragraph = record.document, record.paragraph
    facts = (document["key"], document["date"], paragraph.kind, paragraph.label)
    return f"this is {', '.join(filter(None, facts))}"
