"""A string of folded characters → the paragraphs that hold it, told by the places of its pairs.

The rarest pair of the string says where it may be. Each other pair that is needed to see all of its
characters leaves of these places those where it stands at its own distance. Texts have a gap
between them, so that no string spans two; what is left is where the string is, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.codes import pair_key
from search.compiled import COMPILED
from search.paragraphs import Numbers, Paragraphs
from search.postings import Postings
from search.segment import Segment

if COMPILED:
    from search.compiled import places as compiled

__all__ = ["holding", "holding_any", "holding_apart", "identifier_places"]

MANY = 512
"""So many places are merged with others, where these are not many more, instead of looked up."""

MERGED = 8
"""To look a place up costs as much as to merge it with so many others."""

Places = NDArray[np.uint32]
"""Ascending places in the texts of one segment, laid behind one another."""

NO_NUMBERS: Numbers = np.empty(0, dtype=np.intp)

_NONE: Places = np.empty(0, dtype=np.uint32)


def holding(postings: Postings, field: str, folded: str) -> Paragraphs:
    """Return the paragraphs one of whose texts holds the string."""
    if len(folded) <= 2:
        return postings.gram(field, folded) if folded else postings.space.none
    parts = [_paragraphs(segment, field, folded) for segment in postings.segments]
    found = parts[0] if len(parts) == 1 else np.concatenate(parts)
    return postings.space.of(found) if len(found) else postings.space.none


def holding_any(postings: Postings, field: str, folded: str, others: Iterable[str]) -> Paragraphs:
    """Return the paragraphs that hold a string, or one of others that stands by itself."""
    found = holding(postings, field, folded)
    apart = [holding_apart(postings, field, other) for other in others]
    return postings.space.any_of([found, *apart]) if apart else found


def holding_apart(postings: Postings, field: str, folded: str) -> Paragraphs:
    """Return the paragraphs that hold the string by itself: 63/49, but not the one in 163/495."""
    if len(folded) < 2:
        return holding(postings, field, folded)
    parts = []
    for segment in postings.segments:
        places = _places(segment, field, folded)
        for before in _continuing(folded[0]):
            places = _without(segment, field, places, before + folded[0], -1)
        for behind in _continuing(folded[-1]):
            places = _without(segment, field, places, folded[-1] + behind, len(folded) - 1)
        parts.append(_at(segment, field, places))
    return postings.space.of(np.concatenate(parts))


def identifier_places(folded: str, identifier: str) -> Iterator[int]:
    """Yield where a folded identifier stands by itself: 63/49, but not the one in 163/495."""
    at = folded.find(identifier)
    while at >= 0:
        end = at + len(identifier)
        before, after = folded[max(0, at - 1) : at], folded[end : end + 1]
        beside = _continuing(identifier[:1]), _continuing(identifier[-1:])
        if not ((before and before in beside[0]) or (after and after in beside[1])):
            yield at
        at = folded.find(identifier, at + 1)


def _places(segment: Segment, field: str, folded: str) -> Places:
    """Return where a string of two or more characters begins."""
    if COMPILED:
        return np.frombuffer(segment.laid_texts(field).places(folded), dtype=np.uint32)
    pairs = segment.pairs(field)
    found = []
    for of_pair in map(pairs.places, map(add, folded, folded[1:])):
        if of_pair.start == of_pair.stop:
            return _NONE
        found.append(of_pair)
    counts = [of_pair.stop - of_pair.start for of_pair in found]
    rarest = counts.index(min(counts))
    offsets = [rarest, *sorted(_needed(rarest, len(folded)), key=counts.__getitem__)]
    places: Places = pairs.positions[found[rarest]] - np.uint32(rarest)
    for offset in offsets[1:]:
        if not len(places):
            break
        places = _shared(places, pairs.positions[found[offset]], offset)
    return places


def _needed(rarest: int, length: int) -> Iterator[int]:
    """Yield the places of the fewest pairs that, with one of them, cover a string of a length."""
    for end in range(rarest, 0, -2):
        yield max(0, end - 2)
    for start in range(rarest + 2, length, 2):
        yield min(start, length - 2)


def _shared(places: Places, others: Places, offset: int) -> Places:
    """Return those places at whose distance `offset` one of the others is."""
    wanted = places + np.uint32(offset)
    if len(places) > MANY and len(others) < MERGED * len(places):
        both = np.concatenate((wanted, others))
        # This kind of sorting sees that there are two runs in order, and merges them.
        both.sort(kind="stable")
        shared: Places = both[1:][both[1:] == both[:-1]] - np.uint32(offset)
    else:
        shared = places[others.take(others.searchsorted(wanted), mode="clip") == wanted]
    return shared


def _without(segment: Segment, field: str, places: Places, pair: str, offset: int) -> Places:
    """Return those places at whose distance `offset` a pair is not."""
    pairs = segment.pairs(field)
    others = pairs.positions[pairs.places(pair)]
    if not len(others) or not len(places):
        return places
    wanted = places + np.uint32(offset & 0xFFFFFFFF)
    left: Places = places[others.take(others.searchsorted(wanted), mode="clip") != wanted]
    return left


def _continuing(character: str) -> Sequence[str]:
    """Return what beside a character makes one number, or one Latin word, with it."""
    if character.isascii() and character.isdigit():
        return "0123456789"
    if character.isascii() and character.isalpha():
        return "abcdefghijklmnopqrstuvwxyz"
    return ""


def _paragraphs(segment: Segment, field: str, folded: str) -> Numbers:
    """Return the paragraphs one of whose texts holds a string."""
    if COMPILED:
        return np.frombuffer(segment.laid_texts(field).holding(folded), dtype=np.intp)
    places = _places(segment, field, folded)
    if not len(places):
        return NO_NUMBERS
    if len(places) <= MANY:
        return _at(segment, field, places)
    pairs = segment.pairs(field)
    docs = pairs.docs[pairs.postings(pair_key(folded[:2]))]
    if len(docs) > MERGED * len(places):
        return _at(segment, field, places)
    # Those with its first pair are fewer than all.
    starts = segment.starts(field).take(docs)
    return segment.checked(_each_once(docs[starts.searchsorted(places, side="right") - 1]))


def _at(segment: Segment, field: str, places: Places) -> Numbers:
    """Return the paragraphs whose texts are at some places."""
    if COMPILED:
        starts = segment.starts(field).astype(np.uint32, copy=False)
        return np.frombuffer(compiled.owners(places, starts, segment.first), dtype=np.intp)
    docs = segment.starts(field).searchsorted(places, side="right") - 1
    return segment.checked(_each_once(docs))


def _each_once(docs: NDArray[Any]) -> NDArray[Any]:
    """Return numbers in order without those that are the same as the one before."""
    if len(docs) < 2:
        return docs
    is_first = np.ones(len(docs), dtype=np.bool_)
    np.not_equal(docs[1:], docs[:-1], out=is_first[1:])
    return docs[is_first]
