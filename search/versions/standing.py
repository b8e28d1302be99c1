"""A folded quotation → where it stands verbatim: in paragraphs, in their notes, or over several.

A quotation that goes over the ends of paragraphs begins with the last characters of one, goes on
with the whole of those that follow it in its document, if any, and ends with the first characters
of the next, with or without the number that these begin with. Where it has lines, one paragraph
ends where a line does; else it is looked for at all places where it may: it goes over one end then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.forward import BETWEEN_TEXTS, texts_of
from search.paragraphs import Numbers
from search.phrases import holding
from search.postings import Postings
from search.versions.leading import number_length

__all__ = [
    "FIELDS",
    "MOST_ENDING",
    "MOST_SPLITS",
    "NOTES",
    "Standing",
    "over_paragraphs",
    "within_paragraphs",
]

PROBED = 32
"""Of a longer string the first so many characters are sought, and their texts looked at."""

AT_ONCE = 1_024
"""The texts of so many paragraphs are read together."""

TEXT, NOTES = "text_grams", "footnote_grams"

FIELDS = (TEXT, NOTES)
"""The fields in which quotations are looked for."""

MOST_SPLITS = 32
"""At so many places, at most, a quotation is parted."""

MOST_ENDING = 8_192
"""Where more paragraphs hold the first part of a quotation, it is its rest by which they are found,
in as many at most.
"""

MOST_FOLLOWING = 256
"""A quotation goes over so many paragraphs, at most."""

MOST_READ = 10_000
"""So many times, at most, it is looked at whether a paragraph goes on with a quotation; where more
would be needed, it stands at more places than are counted.
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """The paragraphs in which a quotation stands, one unless it goes over their ends."""

    docs: tuple[int, ...]
    in_note: bool


def _holding(postings: Postings, field: str, folded: str) -> Numbers:
    """Return the paragraphs one of whose texts holds a string, of any length."""
    docs = holding(postings, field, folded[:PROBED]).numbers
    if len(folded) <= PROBED:
        return docs
    kept = [
        doc
        for at in range(0, len(docs), AT_ONCE)
        for doc, text in _texts(postings, field, docs[at : at + AT_ONCE])
        if folded in text
    ]
    return np.array(kept, dtype=np.intp)


def _texts(postings: Postings, field: str, docs: Numbers) -> Iterator[tuple[int, str]]:
    return zip(docs.tolist(), texts_of(postings, field, docs), strict=True)


# ---- within one paragraph


def within_paragraphs(postings: Postings, folded: str) -> tuple[int, Iterator[Standing]]:
    """Return in how many paragraphs a string stands, and these, by document and place.

    One that has it in its text and in a note counts once.
    """
    in_text, in_notes = (_holding(postings, field, folded) for field in FIELDS)
    in_notes = in_notes[~np.isin(in_notes, in_text)]
    docs = np.concatenate((in_text, in_notes))
    is_note = np.arange(len(docs)) >= len(in_text)
    order = np.lexsort(postings.ranks(docs)) if len(docs) else docs
    return len(docs), (Standing((int(docs[at]),), bool(is_note[at])) for at in order)


# ---- over the ends of paragraphs


def over_paragraphs(postings: Postings, folded: str, ends: Sequence[int]) -> list[Standing]:
    """Return the paragraphs over which a string goes that stands in none; `ends` are those of its
    lines but the last.
    """
    around = _Around(postings)
    for at in (ends or _splits(postings, folded))[:MOST_SPLITS]:
        first, rest = folded[:at].rstrip(" "), folded[at:].lstrip(" ")
        if first and rest and (found := list(around.over(first, rest))):
            return found
    return []


def _splits(postings: Postings, folded: str) -> Sequence[int]:
    """Return where a string may be parted so that either part stands somewhere."""
    longest = _longest(postings, folded, from_end=False)
    shortest = len(folded) - _longest(postings, folded, from_end=True)
    return range(longest, max(0, shortest - 1), -1)


def _longest(postings: Postings, folded: str, *, from_end: bool) -> int:
    """Return how long the longest beginning, or end, of a string is that stands somewhere."""

    def part(length: int) -> str:
        return folded[len(folded) - length :] if from_end else folded[:length]

    most = len(folded) - 1
    longest = _greatest(
        min(most, PROBED), lambda length: bool(len(holding(postings, TEXT, part(length))))
    )
    if longest < PROBED:
        return longest
    docs = holding(postings, TEXT, part(PROBED)).numbers
    texts = BETWEEN_TEXTS.join(texts_of(postings, TEXT, docs))
    return _greatest(most, lambda length: part(length) in texts)


def _greatest(most: int, is_so: Callable[[int], bool]) -> int:
    """Return the greatest number up to `most` of which something is so, as it is of all less."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if is_so(middle):
            low = middle
        else:
            high = middle - 1
    return low


class _Around:
    """The paragraphs of an index, and which follow them in their documents."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._in_order, self._places = postings.once("paragraphs in order", self._ordered)
        self._left = MOST_READ

    def over(self, first: str, rest: str) -> Iterator[Standing]:
        """Yield the neighbours of which one ends with a string and the next go on with another."""
        for start in self._ending_with(first, rest):
            if following := self._following(start, rest):
                yield Standing((start, *following), in_note=False)

    def _ending_with(self, first: str, rest: str) -> Iterator[int]:
        """Yield the paragraphs that end with a string; where very many hold it, of those alone that
        come before one that holds the rest.
        """
        docs = _holding(self._postings, TEXT, first)
        if len(docs) > MOST_ENDING:
            after = _holding(self._postings, TEXT, rest)[:MOST_ENDING].tolist()
            before = [self._beside(doc, -1) for doc in after]
            docs = docs[np.isin(docs, [doc for doc in before if doc is not None])]
        for doc, text in _texts(self._postings, TEXT, docs):
            if text.endswith(first):
                yield doc

    def _following(self, doc: int, rest: str) -> tuple[int, ...]:
        """Return the paragraphs behind one that go on with a string; none if they do not."""
        found: list[int] = []
        after = self._beside(doc, 1)
        while after is not None and len(found) < MOST_FOLLOWING and self._left:
            self._left -= 1
            found.append(after)
            text = self._text(after)
            for body in (text, text[number_length(text) :]):
                if body.startswith(rest):
                    return tuple(found)
                if body and rest.startswith(body):
                    rest = rest[len(body) :].lstrip(" ")
                    break
            else:
                return ()
            after = self._beside(after, 1)
        return ()

    def _text(self, doc: int) -> str:
        return texts_of(self._postings, TEXT, np.array([doc], dtype=np.intp))[0]

    def _beside(self, doc: int, step: int) -> int | None:
        """Return the paragraph so many places behind one in its document."""
        place = int(self._places[doc]) + step
        if not 0 <= place < len(self._in_order):
            return None
        other = int(self._in_order[place])
        one_document, other_document = self._postings.documents_of(np.array([doc, other]))
        return other if one_document == other_document else None

    def _ordered(self) -> tuple[Numbers, NDArray[np.intp]]:
        """Return all paragraphs by document and place, and at which place each is."""
        everything = np.arange(self._postings.count)
        in_order = np.lexsort(self._postings.ranks(everything)) if len(everything) else everything
        places = np.empty_like(in_order)
        places[in_order] = everything
        return in_order, places
