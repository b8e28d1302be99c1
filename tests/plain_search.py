"""The slow and obvious search that the fast one must agree with: every record is looked at.

It follows the words of ARCHITECTURE.md, one paragraph at a time, with dictionaries.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import log

from indexer.codes import LENGTHS
from indexer.folding import fold
from indexer.numerals import alike_label
from indexer.record import Record
from indexer.segmenter import Segmenter
from search import closeness, ranking
from search.bm25f import FIELD_WEIGHTS, K1, QUANTUM, B
from search.phrases import identifier_places
from search.tree import (
    And,
    Article,
    Fuzzy,
    Leaf,
    Lookup,
    Near,
    Node,
    Not,
    Only,
    Or,
    Pattern,
    Restriction,
    Term,
    positive_leaves,
)

Words = Mapping[Leaf, Sequence[str]]


@dataclass(frozen=True)
class Held:
    """What one paragraph holds, folded and segmented."""

    record: Record
    text: str
    notes: tuple[str, ...]
    title: str
    words: Mapping[str, Counter[str]]


class PlainSearch:
    """Searches records by looking at each."""

    def __init__(self, records: Sequence[Record], segmenter: Segmenter) -> None:
        self._held = [_held(record, segmenter) for record in records]
        self._lengths = {
            field: [sum(held.words[field].values()) for held in self._held]
            for field in FIELD_WEIGHTS
        }

    def ranking(self, tree: Node, words: Words) -> list[tuple[str, float]]:
        """Return the id and the score of each paragraph that matches, in order."""
        found = [at for at in range(len(self._held)) if self._matches(at, tree, words)]
        scores = {at: self._score(at, positive_leaves(tree), words) for at in found}
        found.sort(key=lambda at: (-scores[at], *self._place(at)))
        compared = [leaf for leaf in positive_leaves(tree) if self._is_compared(leaf, words[leaf])]
        for at in found[: ranking.POOL]:
            for leaf in compared[: ranking.MOST_COMPARED]:
                scores[at] += self._closeness(at, leaf, words[leaf])
        found.sort(key=lambda at: (-scores[at], *self._place(at)))
        return [(self._held[at].record.id, scores[at] * QUANTUM) for at in found]

    def _place(self, at: int) -> tuple[str, int]:
        record = self._held[at].record
        return record.document["key"], record.paragraph.ordinal

    # ---- matching

    def _matches(self, at: int, tree: Node, words: Words) -> bool:
        if not self._node(at, tree, words, titles=True, alone=True):
            return False
        leaves = positive_leaves(tree)
        return (
            not leaves
            or self._node(at, tree, words, titles=False, alone=True)
            or any(
                self._leaf(at, leaf, words, titles=False, alone=False)
                for leaf in leaves
                if _field(leaf) != "title"
            )
        )

    def _node(self, at: int, node: Node, words: Words, *, titles: bool, alone: bool) -> bool:
        if isinstance(node, Not):
            return not self._node(at, node.child, words, titles=False, alone=False)
        if isinstance(node, Only):
            return self._node(at, node.child, words, titles=False, alone=False)
        if isinstance(node, Restriction):
            assert node.field == "kind"
            return self._held[at].record.paragraph.kind == node.value
        if isinstance(node, And):
            alone &= sum(bool(positive_leaves(child)) for child in node.children) < 2
            return all(
                self._node(at, child, words, titles=titles, alone=alone) for child in node.children
            )
        if isinstance(node, Or):
            return any(
                self._node(at, child, words, titles=titles, alone=alone) for child in node.children
            )
        return self._leaf(at, node, words, titles=titles, alone=alone)

    def _leaf(self, at: int, leaf: Leaf, words: Words, *, titles: bool, alone: bool) -> bool:
        if self._in_text(at, leaf) or self._in_notes(at, leaf):
            return True
        held = self._held[at]
        if self._cites(at, leaf):
            return True
        if isinstance(leaf, Lookup | Article):
            return at in (self._first(leaf) if alone else self._document(leaf))
        fields = ("text", "footnotes", "title") if titles else ("text", "footnotes")
        if _field(leaf):
            fields = ("footnotes",) if _field(leaf) == "footnote" else (_field(leaf),)
        wanted = words.get(leaf, ()) if isinstance(leaf, Term) else ()
        return any(held.words[field][word] for word in wanted for field in fields)

    def _in_text(self, at: int, leaf: Leaf) -> bool:
        held = self._held[at]
        if _field(leaf) == "title":
            return _holds(held.title, leaf)
        return _field(leaf) != "footnote" and _holds(held.text, leaf)

    def _in_notes(self, at: int, leaf: Leaf) -> bool:
        notes = self._held[at].notes if _field(leaf) in (None, "footnote") else ()
        return any(_holds(note, leaf) for note in notes)

    def _cites(self, at: int, leaf: Leaf) -> bool:
        is_document = isinstance(leaf, Lookup) and leaf.place is None
        return is_document and leaf.key in self._held[at].record.cited_keys

    def _document(self, leaf: Lookup | Article) -> list[int]:
        if isinstance(leaf, Article):
            if leaf.label is None:
                return self._where(lambda record: record.paragraph.anchor == leaf.text.lower())
            return self._where(lambda record: alike_label(record.paragraph.label) == leaf.label)
        if leaf.place is None:
            return self._where(lambda record: record.document["key"] == leaf.key)
        place = leaf.place
        for anchor in (place, place.lower()):
            if found := self._where(lambda record, own=f"{leaf.key}#{anchor}": record.id == own):
                return found
        return self._where(
            lambda record: (
                record.document["key"] == leaf.key
                and alike_label(record.paragraph.label) == alike_label(place)
            )
        )

    def _first(self, leaf: Lookup | Article) -> list[int]:
        document = self._document(leaf)
        if isinstance(leaf, Article) or leaf.place is not None:
            return document
        titles = [at for at in document if self._held[at].record.paragraph.kind == "title"]
        return (titles or document)[:1]

    def _where(self, is_so) -> list[int]:  # type: ignore[no-untyped-def]
        return [at for at, held in enumerate(self._held) if is_so(held.record)]

    # ---- ranking, in units of QUANTUM

    def _score(self, at: int, leaves: Sequence[Leaf], words: Words) -> int:
        distinct = dict.fromkeys(word for leaf in leaves for word in words[leaf])
        score = sum(self._gain(at, word, field) for word in distinct for field in FIELD_WEIGHTS)
        return score + sum(self._bonus(at, leaf, words[leaf]) for leaf in leaves)

    def _bonus(self, at: int, leaf: Leaf, words: Sequence[str]) -> int:
        most = sum(self._most(word) for word in words) or 1.0
        if isinstance(leaf, Lookup | Article) and at in self._first(leaf):
            gain = round(4 * most / QUANTUM)
            return gain + (round(most / QUANTUM) if self._in_notes(at, leaf) else 0)
        if self._in_text(at, leaf) or self._cites(at, leaf):
            return round(2 * most / QUANTUM)
        return round(most / QUANTUM) if self._in_notes(at, leaf) else 0

    def _is_compared(self, leaf: Leaf, words: Sequence[str]) -> bool:
        """Return whether a leaf is more than a word of the index."""
        if not isinstance(leaf, Term) or leaf.field:
            return False
        if leaf.others or len(leaf.folded) <= 2:
            return bool(leaf.others)
        is_word = leaf.folded in words and any(
            self._frequency(leaf.folded, field) for field in ("text", "footnotes")
        )
        return not is_word

    def _closeness(self, at: int, leaf: Term, words: Sequence[str]) -> int:
        text, most = self._held[at].text, sum(self._most(word) for word in words) or 1.0
        grams = {gram: self._weight(gram) for gram in _grams(leaf.folded)}
        average = sum(len(held.text) + 1 for held in self._held) / len(self._held)
        long = K1 * (1 - B + B * (len(text) + 1) / average)
        score = 0
        for gram, weight in grams.items():
            count = sum(text.startswith(gram, place) for place in range(len(text)))
            score += round(weight * count * (K1 + 1) / (count + long) / QUANTUM)
        of_grams = (K1 + 1) * sum(grams.values())
        if self._in_text(at, leaf):
            return score + round(2 * (most + 2 * of_grams) / QUANTUM)
        if self._in_notes(at, leaf):
            return score + round((most + 2 * of_grams) / QUANTUM)
        length = len(leaf.folded) + closeness.SLACK
        stretches = [text[start : start + length] for start in range(len(text))]
        held = [sum(grams[gram] for gram in grams if gram in part) for part in stretches]
        total = sum(grams.values())
        share = max(held, default=0) / total if total else 0
        return score + round(share * (most + of_grams) / QUANTUM) * (share >= closeness.NEARLY)

    def _weight(self, gram: str) -> float:
        frequency = sum(1 for held in self._held if gram in held.text)
        if not (frequency and gram.isalnum()):
            return 0.0
        return round((log(len(self._held) / (frequency + 1)) + 1) / QUANTUM) * QUANTUM

    def _most(self, word: str) -> float:
        return sum(
            weight * (K1 + 1) * self._idf(word, field)
            for field, weight in FIELD_WEIGHTS.items()
            if self._frequency(word, field)
        )

    def _gain(self, at: int, word: str, field: str) -> int:
        occurrences = self._held[at].words[field][word]
        if not occurrences:
            return 0
        lengths = self._lengths[field]
        average = sum(lengths) / len(lengths)
        length = min(int(code) for code in LENGTHS if code >= lengths[at])
        saturated = occurrences * (K1 + 1) / (occurrences + K1 * (1 - B + B * length / average))
        gain = FIELD_WEIGHTS[field] * self._idf(word, field) * saturated
        return max(1, round(gain / QUANTUM))

    def _idf(self, word: str, field: str) -> float:
        return log(len(self._held) / (self._frequency(word, field) + 1)) + 1

    def _frequency(self, word: str, field: str) -> int:
        return sum(1 for held in self._held if held.words[field][word])


def _held(record: Record, segmenter: Segmenter) -> Held:
    texts = {
        "text": (record.paragraph.text,),
        "footnotes": record.note_texts,
        "title": (record.document["title"] or "",),
    }
    folded = {field: tuple(map(fold, parts)) for field, parts in texts.items()}
    words = {
        field: Counter(token.text for part in parts for token in segmenter.tokens(part))
        for field, parts in folded.items()
    }
    return Held(record, folded["text"][0], folded["footnotes"], folded["title"][0], words)


def _grams(folded: str) -> dict[str, None]:
    """Return the characters of a text, and the pairs of neighbours."""
    pairs = (first + second for first, second in pairwise(folded))
    return dict.fromkeys((*folded, *pairs))


def _field(leaf: Leaf) -> str | None:
    return None if isinstance(leaf, Lookup | Article) else leaf.field


def _holds(text: str, leaf: Leaf) -> bool:
    """Return whether a folded text holds a leaf verbatim."""
    if isinstance(leaf, Lookup):
        if leaf.place is not None:
            return False
        return next(identifier_places(text, fold(leaf.text)), None) is not None
    return bool(places(text, leaf))


Places = set[tuple[int, int]]


def places(text: str, leaf: Leaf) -> Places:
    """Return from where to where a leaf stands in a folded text: each stretch is looked at."""
    if isinstance(leaf, Near):
        return _neighbours(text, leaf)
    if isinstance(leaf, Pattern):
        return {(start, end) for start in range(len(text)) for end in _ends(text, start, leaf)}
    if isinstance(leaf, Fuzzy):
        size = len(leaf.folded)
        stretches = [(at, at + n) for at in range(len(text)) for n in (size - 1, size, size + 1)]
        return {
            (start, end)
            for start, end in stretches
            if end <= len(text) and _is_slip(leaf.folded, text[start:end])
        }
    others = leaf.others if isinstance(leaf, Term | Article) else ()
    own = {
        (at, at + len(leaf.folded)) for at in range(len(text)) if text.startswith(leaf.folded, at)
    }
    apart = ((at, at + len(form)) for form in others for at in identifier_places(text, form))
    return own | set(apart)


def _neighbours(text: str, near: Near) -> Places:
    left, right = places(text, near.left), places(text, near.right)
    return {
        place
        for one, other in product(left, right)
        for place in (one, other)
        if any(0 <= b[0] - a[1] <= near.distance for a, b in ((one, other), (other, one)))
    }


def _ends(text: str, start: int, pattern: Pattern) -> Iterator[int]:
    """Yield where a pattern may end that begins at a place, as a regular expression tells it."""
    typed = pattern.folded
    signs = {"?": r"[^\W_]", "*": r"[^\W_]{0,16}"}
    goes_on = typed.endswith("*")
    body = "".join(signs.get(sign) or re.escape(sign) for sign in typed.removesuffix("*"))
    if not _is_apart(text, start):
        return
    for end in range(start, len(text) + 1):
        if re.fullmatch(body, text[start:end], re.DOTALL) and (goes_on or _is_apart(text, end)):
            rest = re.compile(r"[a-z0-9]{0,16}").match(text, end)
            yield rest.end() if goes_on and rest else end


def _is_apart(text: str, place: int) -> bool:
    """Return whether no Latin word and no number goes on over a place."""
    around = text[max(0, place - 1) : place + 1] if place else ""
    return re.fullmatch("[a-z]{2}|[0-9]{2}", around) is None


def _is_slip(wanted: str, written: str) -> bool:
    """Return whether one is the other but for a character changed, left out, added within or two
    neighbours swapped.
    """
    at = range(len(wanted))
    if len(written) == len(wanted) + 1:
        within = any(written[:n] + written[n + 1 :] == wanted for n in at)
        return within and not (written.startswith(wanted) or written.endswith(wanted))
    return (
        any(wanted[:n] + wanted[n + 1 :] == written for n in at)
        or (
            sum(one != other for one, other in zip(wanted, written, strict=False)) <= 1
            and len(wanted) == len(written)
        )
        or any(wanted[:n] + wanted[n : n + 2][::-1] + wanted[n + 2 :] == written for n in at)
    )
