"""Query tree → the paragraphs it matches, as arrays of their numbers.

A phrase is found by its grams, which leave few candidates, and made certain in their folded text;
so is a bare word, which is also found by any of the words the segmenter sees in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.folding import fold
from indexer.numerals import alike_label
from indexer.segmenter import Segmenter
from search.postings import DocumentNumbers, FoldedParagraph, Postings
from search.tree import And, Article, Leaf, Lookup, Node, Not, Or, Term, positive_leaves

__all__ = [
    "MAX_GRAMS",
    "MAX_SEGMENTED",
    "LeafMatch",
    "Matcher",
    "identifier_places",
    "words_of",
]

MAX_SEGMENTED = 2_000
"""So many characters of a query are searched by word; all of them are searched as they stand."""

PARTICLES = frozenset("的了和与及或之等在是而其以为于对将就并也都着地得所被把从由向第")
"""Words that tell nothing beside others: in a longer term they are no alternative to the rest."""

MAX_GRAMS = 64
"""So many pairs of a long phrase choose its candidates; the check of the text makes it exact."""

CHECK_COST = 64
"""Checking one candidate's text costs about as much as reading so many postings."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LeafMatch:
    """Where one leaf is found: ascending paragraph numbers.

    `text` and `notes` hold it verbatim there; `words` hold one of its words in text or notes,
    `title` in the title of their document. `document` are all paragraphs of a document looked up
    by its name, `first` the one it begins with, `citing` those that cite it; of an article both
    are the paragraphs so called, in whatever document.
    """

    text: DocumentNumbers
    notes: DocumentNumbers
    words: DocumentNumbers
    title: DocumentNumbers
    document: DocumentNumbers
    first: DocumentNumbers
    citing: DocumentNumbers


def words_of(
    leaves: Iterable[Leaf], segmenter: Segmenter
) -> tuple[dict[Leaf, tuple[str, ...]], bool]:
    """Return the distinct words of each leaf, and whether `MAX_SEGMENTED` cut those of a term."""
    words: dict[Leaf, tuple[str, ...]] = {}
    left = MAX_SEGMENTED
    cut = False
    for leaf in leaves:
        folded = fold(leaf.text) if isinstance(leaf, Lookup) else leaf.folded
        tokens = segmenter.tokens(folded[:left])
        if len(folded) > left:
            cut = cut or isinstance(leaf, Term)
            tokens = [token for token in tokens if token.end < left]
        words[leaf] = _telling(dict.fromkeys(token.text for token in tokens))
        left -= min(left, len(folded))
    return words, cut


def _telling(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words without particles, unless there are no others."""
    all_words = tuple(words)
    return tuple(word for word in all_words if word not in PARTICLES) or all_words


def identifier_places(folded: str, identifier: str) -> Iterator[int]:
    """Yield where a folded identifier stands by itself: 63/49, but not the one in 163/495."""
    at = folded.find(identifier)
    while at >= 0:
        end = at + len(identifier)
        before, after = folded[max(0, at - 1) : at], folded[end : end + 1]
        if not (_continues(before, identifier[:1]) or _continues(identifier[-1:], after)):
            yield at
        at = folded.find(identifier, end)


def _continues(left: str, right: str) -> bool:
    """Return whether two neighbours are of one number or one Latin word."""
    both = left + right
    return len(both) == 2 and both.isascii() and (both.isdigit() or both.isalpha())


class Matcher:
    """Finds the paragraphs of one tree; each leaf is looked for once.

    `words` are those of the leaves asked for. What is excluded has none: NOT leaves out what
    holds a word as it stands, not what holds a part of it.
    """

    def __init__(self, postings: Postings, words: Mapping[Leaf, tuple[str, ...]]) -> None:
        self._postings = postings
        self._words = words
        self._found: dict[Leaf, LeafMatch] = {}

    def paragraphs(self, tree: Node) -> DocumentNumbers:
        """Return the ascending numbers of the paragraphs that match.

        A word may be found in the title of a paragraph's document alone, but not all that is found
        of a paragraph may be its title.
        """
        mask = self._mask(tree, titles=True, alone=True)
        if positive_leaves(tree):
            mask &= self._mask(tree, titles=False, alone=True) | self._any_in_body(tree)
        return np.flatnonzero(mask)

    def leaf(self, leaf: Leaf) -> LeafMatch:
        """Return where a leaf is found."""
        if leaf not in self._found:
            self._found[leaf] = (
                self._lookup(leaf) if isinstance(leaf, Lookup) else self._verbatim_or_words(leaf)
            )
        return self._found[leaf]

    def place(self, lookup: Lookup | Article) -> DocumentNumbers:
        """Return the paragraphs at the place of a lookup: by anchor, else by label."""
        if isinstance(lookup, Article):
            if lookup.label is None:
                return self._postings.posting("anchor", lookup.text.lower()).docs
            return self._postings.posting("label", lookup.label).docs
        place = lookup.place or ""
        for anchor in dict.fromkeys((place, place.lower())):
            docs = self._postings.posting("id", f"{lookup.key}#{anchor}").docs
            if len(docs):
                return docs
        document = self._postings.posting("key", lookup.key).docs
        return np.intersect1d(document, self._postings.posting("label", alike_label(place)).docs)

    # ---- trees

    def _mask(self, node: Node, *, titles: bool, alone: bool) -> Mask:
        """Return which paragraphs match a node.

        `titles` says whether words may be found in titles. A lookup that stands `alone` finds the
        beginning of its document; beside other words it finds all of its paragraphs.
        """
        if isinstance(node, Not):
            return self._postings.live & ~self._mask(node.child, titles=False, alone=False)
        if isinstance(node, And):
            alone = sum(bool(positive_leaves(child)) for child in node.children) < 2
            mask = self._postings.live.copy()
            for child in node.children:
                mask &= self._mask(child, titles=titles, alone=alone)
            return mask
        if isinstance(node, Or):
            mask = np.zeros_like(self._postings.live)
            for child in node.children:
                mask |= self._mask(child, titles=titles, alone=True)
            return mask
        return self._leaf_mask(node, titles=titles, alone=alone)

    def _leaf_mask(self, leaf: Leaf, *, titles: bool, alone: bool) -> Mask:
        found = self.leaf(leaf)
        document = found.first if alone else found.document
        mask = np.zeros_like(self._postings.live)
        for docs in (found.text, found.notes, found.words, found.citing, document):
            mask[docs] = True
        if titles:
            mask[found.title] = True
        return mask

    def _any_in_body(self, tree: Node) -> Mask:
        mask = np.zeros_like(self._postings.live)
        for leaf in positive_leaves(tree):
            mask |= self._leaf_mask(leaf, titles=False, alone=False)
        return mask

    # ---- leaves

    def _verbatim_or_words(self, leaf: Leaf) -> LeafMatch:
        folded = fold(leaf.text) if isinstance(leaf, Lookup) else leaf.folded
        text, notes = self._containing(folded, lambda held: folded in held)
        none = _none()
        words = self._words.get(leaf, ()) if isinstance(leaf, Term) else ()
        place = self.place(leaf) if isinstance(leaf, Article) else none
        return LeafMatch(
            text,
            notes,
            self._any_word(words, "text", "footnotes"),
            self._any_word(words, "title"),
            place,
            place,
            none,
        )

    def _lookup(self, lookup: Lookup) -> LeafMatch:
        none = _none()
        if lookup.place is not None:
            at = self.place(lookup)
            return LeafMatch(none, none, none, none, at, at, none)
        folded = fold(lookup.text)
        text, notes = self._containing(
            folded, lambda held: next(identifier_places(held, folded), None) is not None, check=True
        )
        document = self._postings.posting("key", lookup.key).docs
        citing = self._postings.posting("cites", lookup.key).docs
        return LeafMatch(text, notes, none, none, document, self._beginning(document), citing)

    def _beginning(self, document: DocumentNumbers) -> DocumentNumbers:
        """Return the title paragraph of a document, or the first where it has no title."""
        titles = np.intersect1d(document, self._postings.posting("kind", "title").docs)
        return (titles if len(titles) else document)[:1]

    def _any_word(self, words: Iterable[str], *fields: str) -> DocumentNumbers:
        found = [self._postings.posting(field, word).docs for word in words for field in fields]
        found = [docs for docs in found if len(docs)]
        return np.unique(np.concatenate(found)) if found else _none()

    def _containing(
        self, folded: str, holds: Callable[[str], bool], *, check: bool = False
    ) -> tuple[DocumentNumbers, DocumentNumbers]:
        """Return the paragraphs whose text holds a string, and those one of whose notes does.

        Strings of one or two characters are grams themselves, and certain; so are paragraphs that
        have the whole string for a word. With `check` set, every candidate is looked at.
        """

        def in_text(held: FoldedParagraph) -> bool:
            return holds(held.text)

        def in_notes(held: FoldedParagraph) -> bool:
            return any(map(holds, held.notes))

        found: list[DocumentNumbers] = []
        for field, inside in (("text", in_text), ("footnotes", in_notes)):
            grams = "text_grams" if field == "text" else "footnote_grams"
            docs = self._candidates(grams, folded)
            if check:
                docs = self._checked(docs, inside)
            elif len(folded) > 2:
                certain = self._postings.posting(field, folded).docs
                unsure = np.setdiff1d(docs, certain, assume_unique=True)
                docs = np.union1d(certain, self._checked(unsure, inside))
            found.append(docs)
        return found[0], found[1]

    def _checked(
        self, docs: DocumentNumbers, inside: Callable[[FoldedParagraph], bool]
    ) -> DocumentNumbers:
        """Return those of the paragraphs whose folded text passes a check."""
        kept = [doc for doc in docs.tolist() if inside(self._postings.folded(doc))]
        return np.array(kept, dtype=docs.dtype)

    def _candidates(self, field: str, folded: str) -> DocumentNumbers:
        """Return the paragraphs that hold the grams of a string, the rarest of them first read.

        Reading stops where checking what is left costs less than the next posting list.
        """
        frequencies = []
        for gram in _grams_of(folded):
            frequency = self._postings.document_frequency(field, gram)
            if not frequency:
                return _none()
            frequencies.append((frequency, gram))
        frequencies.sort()
        docs = self._postings.posting(field, frequencies[0][1]).docs
        for frequency, gram in frequencies[1:]:
            if len(docs) * CHECK_COST <= frequency:
                break
            docs = _in_both(docs, self._postings.posting(field, gram).docs)
        return docs


def _grams_of(folded: str) -> list[str]:
    """Return at most `MAX_GRAMS` distinct pairs of a string, spread over it; itself if shorter."""
    if len(folded) < 2:
        return [folded]
    step = max(1, (len(folded) - 1) // MAX_GRAMS)
    pairs = (folded[at : at + 2] for at in range(0, len(folded) - 1, step))
    return list(dict.fromkeys(pairs))[:MAX_GRAMS]


def _in_both(few: DocumentNumbers, many: DocumentNumbers) -> DocumentNumbers:
    """Return what two ascending arrays share."""
    if not len(many):
        return _none()
    places = np.searchsorted(many, few)
    places[places == len(many)] = 0
    shared: DocumentNumbers = few[many[places] == few]
    return shared


def _none() -> DocumentNumbers:
    return np.empty(0, dtype=np.int64)
