"""A leaf of a query → the paragraphs it is found in, and what that adds to their scores.

A phrase is found where its characters stand; so is a bare word, which is also found where another
way to write it stands, and by any of the words the segmenter sees in it. Beside what its words
score, a paragraph gains a bonus for what it holds verbatim. With U the most that the words of a
leaf can score, or 1 where none of them scores, it gains 2 U where its text holds the leaf and U
where only a note does: text before note before words, whatever the words. What is looked up gains
4 U, what cites it 2 U. A leaf of one field is found in that alone; a title counts as a text does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from indexer.folding import fold
from indexer.numerals import alike_label
from indexer.segmenter import Segmenter
from search.bm25f import Scored, Word, Words, rounded
from search.caches import Cache
from search.closeness import Closeness
from search.paragraphs import Paragraphs, Space
from search.phrases import holding, holding_any, holding_apart
from search.postings import Postings
from search.sums import summed
from search.titles import Titles
from search.tree import Article, Held, Leaf, Lookup, Phrase, Shape, Term

__all__ = [
    "MAX_CACHED_BYTES",
    "MAX_SEGMENTED",
    "Cutting",
    "Found",
    "Leaves",
    "Lexicon",
    "both_holding",
    "most_of",
]

MAX_SEGMENTED = 2_000
"""So many characters of a query are searched by word; all of them are searched as they stand."""

SHORT = 16
"""The words of leaves of so many characters are kept."""

MAX_KEPT_LEAVES = 16_384
"""The words of so many short leaves are kept."""

PARTICLES = frozenset("的了和与及或之等在是而其以为于对将就并也都着地得所被把从由向第")
"""Words that tell nothing beside others: in a longer term they are no alternative to the rest."""

MAX_CACHED_BYTES = 384_000_000
"""So much is kept in memory of the lists of single words."""


class Cutting:
    """Cuts leaves into words; those of short leaves are kept. Safe to share between threads."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._short = lru_cache(MAX_KEPT_LEAVES)(self._telling)

    def words_of(self, leaves: Iterable[Leaf]) -> tuple[dict[Leaf, tuple[str, ...]], bool]:
        """Return the distinct words of each leaf, and whether `MAX_SEGMENTED` cut a term."""
        words: dict[Leaf, tuple[str, ...]] = {}
        left = MAX_SEGMENTED
        cut = False
        for leaf in leaves:
            folded = fold(leaf.text) if isinstance(leaf, Lookup) else leaf.folded
            if len(folded) <= min(left, SHORT):
                words[leaf] = self._short(folded, len(folded))
            else:
                words[leaf] = self._telling(folded, left)
            cut = cut or (len(folded) > left and isinstance(leaf, Term))
            left -= min(left, len(folded))
        return words, cut

    def _telling(self, folded: str, most: int) -> tuple[str, ...]:
        """Return the words of the first characters; particles only if there are no others."""
        spans = self._segmenter.spans(folded[:most])
        # What is cut off may have gone on.
        whole = [folded[start:end] for start, end in spans if end < most or len(folded) == end]
        words = tuple(dict.fromkeys(whole))
        return tuple([word for word in words if word not in PARTICLES]) or words


class Found(NamedTuple):
    """Where one leaf is found.

    `body` has it in text or notes, or one of its words, or cites it; `title` has one of its words
    in the title of the document. `text` and `notes` hold it verbatim. `document` are all paragraphs
    of a document looked up by its name, `first` the one it begins with, `citing` those that cite
    it; of an article both are the paragraphs so called, in whatever document. A leaf that is one
    word has all that it adds to scores in one list, `single`, and only `body` and `title` beside.
    """

    body: Paragraphs
    title: Paragraphs
    text: Paragraphs
    notes: Paragraphs
    document: Paragraphs
    first: Paragraphs
    citing: Paragraphs
    single: Scored | None


class Lexicon:
    """The words of an index, and the lists of leaves that are single words. Safe to share.

    Such a leaf is most of what is asked; to read it as one list saves to merge it each time.
    """

    def __init__(self, postings: Postings) -> None:
        self.postings = postings
        self._words = Words(postings)
        self.word = self._words.word
        self._titles = Titles(postings)
        self._singles: Cache[Found] = Cache(MAX_CACHED_BYTES)
        self.closeness = Closeness(postings)

    def single(self, folded: str, words: tuple[str, ...], *, titled: bool) -> Found | None:
        """Return where a leaf is found, if it is one word: a gram, or in the index.

        Only one that is `titled` is found by titles.
        """
        if len(folded) > 2 and not (folded in words and self.word(folded).body):
            return None
        key = (folded, words, titled)
        found = self._singles.get(key)
        if found is None:
            found = self._single(folded, words, titled=titled)
            cost = 0 if found.single is None else self._words.cost(found.single)
            self._singles.put(key, found, 256 + cost)
        return found

    def _single(self, folded: str, words: tuple[str, ...], *, titled: bool) -> Found:
        space = self.postings.space
        of_index = list(map(self.word, words))
        text, notes = both_holding(self.postings, folded)
        body = [each for word in of_index for each in word.body]
        single = summed(space, (*body, *verbatim(space, text, notes, most_of(of_index))))
        title = [each.found for word in of_index for each in word.title if titled]
        none = space.none
        return Found(single.found, space.any_of(title), none, none, none, none, none, single)

    def holding(self, leaf: Held) -> tuple[Paragraphs, Paragraphs]:
        """Return the paragraphs whose text, or title, holds a leaf, and those with such a note."""
        none, field = self.postings.space.none, None if isinstance(leaf, Article) else leaf.field
        if field == "title":
            return self._titles.holding(leaf), none
        return (
            none if field == "footnote" else _holding(self.postings, "text_grams", leaf),
            none if field == "text" else _holding(self.postings, "footnote_grams", leaf),
        )

    def having(self, word: str, field: str) -> Paragraphs:
        """Return the paragraphs that have a word in a field."""
        return self.postings.posting("footnotes" if field == "footnote" else field, word)


def most_of(words: Iterable[Word]) -> float:
    """Return more than what words of the index can score together; 1 where none of them scores."""
    return sum([word.most for word in words]) or 1.0


def _holding(postings: Postings, field: str, leaf: Held) -> Paragraphs:
    """Return the paragraphs one of whose texts holds a leaf."""
    if isinstance(leaf, Phrase):
        return holding(postings, field, leaf.folded)
    if isinstance(leaf, Shape):
        # Few queries have these, and what reads texts is only loaded for them.
        from search.verified import verified

        return verified(postings, field, leaf)
    return holding_any(postings, field, leaf.folded, leaf.others)


def both_holding(postings: Postings, folded: str) -> tuple[Paragraphs, Paragraphs]:
    """Return the paragraphs whose text holds a string, and those one of whose notes does."""
    text = holding(postings, "text_grams", folded)
    return text, holding(postings, "footnote_grams", folded)


def verbatim(space: Space, text: Paragraphs, notes: Paragraphs, most: float) -> tuple[Scored, ...]:
    """Return what paragraphs gain for their text, and others for their notes."""
    lists = [constant(text, 2 * most)] if len(text) else []
    notes = space.without(notes, text)
    return (*lists, constant(notes, most)) if len(notes) else tuple(lists)


def constant(found: Paragraphs, gain: float) -> Scored:
    """Return a list in which all gain the same."""
    score = rounded(gain)
    scores = np.empty(len(found), dtype=np.float64)
    scores.fill(score)
    return Scored(found, scores, score)


class Leaves(dict[Leaf, Found]):
    """The leaves of one query, each looked for once: when it is first asked where it is found.

    `words` are those of the leaves asked for. What is excluded has none: NOT leaves out what
    holds a word as it stands, not what holds a part of it.
    """

    def __init__(self, lexicon: Lexicon, words: Mapping[Leaf, tuple[str, ...]]) -> None:
        super().__init__()
        self.lexicon = lexicon
        self.words = words
        self._postings = lexicon.postings
        self._space = lexicon.postings.space

    def __missing__(self, leaf: Leaf) -> Found:
        found = self[leaf] = self._look_for(leaf)
        return found

    def bonuses(self, leaf: Leaf, words: Iterable[Word]) -> tuple[Scored, ...]:
        """Return what paragraphs gain by a leaf beside the scores of its words."""
        found = self[leaf]
        most = most_of(words)
        if found.single is not None and not isinstance(leaf, Lookup):
            return verbatim(self._space, *both_holding(self._postings, leaf.folded), most)
        first = found.first
        if not len(first) and not len(found.citing):
            return verbatim(self._space, found.text, found.notes, most)
        text = self._space.without(self._space.any_of((found.text, found.citing)), first)
        looked_up = (constant(first, 4 * most),) if len(first) else ()
        return (*looked_up, *verbatim(self._space, text, found.notes, most))

    def _look_for(self, leaf: Leaf) -> Found:
        if isinstance(leaf, Lookup):
            return (
                self._document(leaf)
                if leaf.place is None
                else self._at(place_of(leaf, self._postings))
            )
        words = self.words.get(leaf, ())
        if isinstance(leaf, Article):
            return self._verbatim(leaf, place_of(leaf, self._postings))
        is_term = isinstance(leaf, Term)
        if _is_plain(leaf) and (is_term or words == (leaf.folded,)):
            single = self.lexicon.single(leaf.folded, words, titled=is_term)
            if single is not None:
                return single
        if isinstance(leaf, Term):
            return self._term(leaf, words)
        return self._verbatim(leaf, self._space.none)

    def _term(self, term: Term, words: tuple[str, ...]) -> Found:
        none, any_of = self._space.none, self._space.any_of
        text, notes = self.lexicon.holding(term)
        if term.field is None:
            of_index = list(map(self.lexicon.word, words))
            body = [scored.found for word in of_index for scored in word.body]
            title = any_of([scored.found for word in of_index for scored in word.title])
        else:
            body, title = [self.lexicon.having(word, term.field) for word in words], none
        return Found(any_of((text, notes, *body)), title, text, notes, none, none, none, None)

    def _verbatim(self, leaf: Held, place: Paragraphs) -> Found:
        none, (text, notes) = self._space.none, self.lexicon.holding(leaf)
        body = self._space.any_of((text, notes)) if len(notes) else text
        return Found(body, none, text, notes, place, place, none, None)

    def _at(self, place: Paragraphs) -> Found:
        none = self._space.none
        return Found(none, none, none, none, place, place, none, None)

    def _document(self, lookup: Lookup) -> Found:
        """Return where a document is found: its paragraphs, and what names or cites it."""
        folded, none = fold(lookup.text), self._space.none
        text = holding_apart(self._postings, "text_grams", folded)
        notes = holding_apart(self._postings, "footnote_grams", folded)
        document = self._postings.posting("key", lookup.key)
        citing = self._postings.posting("cites", lookup.key)
        body = self._space.any_of((text, notes, citing))
        return Found(body, none, text, notes, document, self._beginning(document), citing, None)

    def _beginning(self, document: Paragraphs) -> Paragraphs:
        """Return the title paragraph of a document, or the first where it has no title."""
        titles = self._space.all_of((document, self._postings.posting("kind", "title")))
        return self._space.of((titles if len(titles) else document).numbers[:1])


def _is_plain(leaf: Leaf) -> bool:
    """Return whether a leaf is nothing but its characters, wherever they stand."""
    if isinstance(leaf, Term):
        return leaf.field is None and not leaf.others
    return isinstance(leaf, Phrase) and leaf.field is None


def place_of(lookup: Lookup | Article, postings: Postings) -> Paragraphs:
    """Return the paragraphs at the place of a lookup: by anchor, else by label."""
    if isinstance(lookup, Article):
        if lookup.label is None:
            return postings.posting("anchor", lookup.text.lower())
        return postings.posting("label", lookup.label)
    place = lookup.place or ""
    for anchor in dict.fromkeys((place, place.lower())):
        found = postings.posting("id", f"{lookup.key}#{anchor}")
        if len(found):
            return found
    document = postings.posting("key", lookup.key)
    return postings.space.all_of([document, postings.posting("label", alike_label(place))])
