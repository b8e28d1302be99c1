"""A leaf + folded texts end to end → all places where it stands in them.

Texts are arrays of code points, so that a million characters are looked at together: the work grows
with their number, whatever stands in them. A GAP is between texts, and no leaf reaches over one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.fold_many import GAP, Codes, codes_of
from indexer.folding import is_letter
from search.tree import Fuzzy, Held, Near, Pattern, Phrase
from search.wildcards import MAX_RUN, Pieces, pieces_of

__all__ = ["Spans", "spans_of"]

Places = NDArray[np.intp]
"""Ascending places in an array of codes."""

OTHER, HAN, LETTER, DIGIT = 1, 2, 3, 4
"""What a character is: of no word, of one not written apart, of one that is, of a number."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Where a leaf begins and where it ends, each time that it is found; in no order."""

    starts: Places
    ends: Places


def spans_of(leaf: Held, codes: Codes) -> Spans:
    """Return where a leaf stands: whole words and phrases, every way in which a pattern may end or
    begin, and of two that are near each other those that are.
    """
    match leaf:
        case Pattern():
            return _of_pattern(pieces_of(leaf.folded), codes)
        case Fuzzy():
            return _of_slips(leaf.folded, codes)
        case Near():
            return _of_neighbours(leaf, codes)
        case Phrase():
            return _of_string(leaf.folded, codes)
    others = (_standing_apart(_of_string(other, codes), codes) for other in leaf.others)
    return _all_of([_of_string(leaf.folded, codes), *others])


def _all_of(parts: Sequence[Spans]) -> Spans:
    if len(parts) == 1:
        return parts[0]
    starts, ends = ([getattr(part, side) for part in parts] for side in ("starts", "ends"))
    return Spans(np.concatenate(starts), np.concatenate(ends))


# ---- strings


def _of_string(string: str, codes: Codes) -> Spans:
    starts = _places(string, codes)
    return Spans(starts, starts + len(string))


def _places(string: str, codes: Codes) -> Places:
    """Return where a string begins."""
    first, *rest = codes_of(string)
    places: Places = (codes[: max(0, len(codes) - len(rest))] == first).nonzero()[0]
    for offset, code in enumerate(rest, 1):
        places = places[codes.take(places + offset) == code]
    return places


def _standing_apart(spans: Spans, codes: Codes) -> Spans:
    """Return the spans that begin and end where words and numbers do."""
    apart = _begins_apart(spans.starts, codes) & _ends_apart(spans.ends, codes)
    return Spans(spans.starts[apart], spans.ends[apart])


def _begins_apart(starts: Places, codes: Codes) -> NDArray[np.bool_]:
    """Return which places no word or number goes on over."""
    return _parted(codes, starts - 1, starts)


def _ends_apart(ends: Places, codes: Codes) -> NDArray[np.bool_]:
    return _parted(codes, ends - 1, ends)


def _parted(codes: Codes, before: Places, after: Places) -> NDArray[np.bool_]:
    """Return where two neighbours are not of one word of letters, and not of one number."""
    if not len(codes):
        return np.ones(len(before), dtype=np.bool_)
    one, other = _kinds(codes.take(before, mode="clip")), _kinds(codes.take(after, mode="clip"))
    inside = (before >= 0) & (after < len(codes))
    parted: NDArray[np.bool_] = ~inside | (one != other) | (one < LETTER)
    return parted


# ---- wildcards


def _of_pattern(pieces: Pieces, codes: Codes) -> Spans:
    """Return where a pattern stands: each of its ends with a beginning, and each beginning so."""
    places = [_places(literal, codes) for literal in pieces.literals]
    lengths = [len(literal) for literal in pieces.literals]
    places[0] = places[0][_begins_apart(places[0], codes)]
    if not pieces.goes_on:
        places[-1] = places[-1][_ends_apart(places[-1] + lengths[-1], codes)]
    by_end = _linked(places, lengths, pieces.gaps, codes)
    mirrored = [
        len(codes) - place[::-1] - length for place, length in zip(places, lengths, strict=True)
    ]
    back = _linked(mirrored[::-1], lengths[::-1], pieces.gaps[::-1], codes[::-1])
    by_start = Spans(len(codes) - back.ends, len(codes) - back.starts)
    spans = _all_of([by_end, by_start])
    return Spans(spans.starts, _gone_on(spans.ends, codes)) if pieces.goes_on else spans


def _linked(
    places: Sequence[Places],
    lengths: Sequence[int],
    gaps: Sequence[tuple[int, int]],
    codes: Codes,
) -> Spans:
    """Return each end of the last piece that the others lead to.

    The nearest piece before tells whether any does: what is between it and the next is between
    every other and the next.
    """
    starts, ends = places[0], places[0] + lengths[0]
    for place, length, (least, most) in zip(places[1:], lengths[1:], gaps, strict=True):
        before = ends.searchsorted(place - least, side="right") - 1
        place, before = place[before >= 0], before[before >= 0]
        near = place - ends.take(before) <= most
        place, before = place[near], before[near]
        led = _are_of_words(ends.take(before), place, most, codes)
        starts, ends = starts.take(before[led]), place[led] + length
    return Spans(starts, ends)


def _are_of_words(starts: Places, ends: Places, longest: int, codes: Codes) -> NDArray[np.bool_]:
    """Return which stretches, of a length at most, are letters, digits and Han characters alone."""
    of_words = np.ones(len(starts), dtype=np.bool_)
    for offset in range(longest):
        inside = (of_words & (starts + offset < ends)).nonzero()[0]
        if not len(inside):
            break
        of_words[inside] = _kinds(codes.take(starts[inside] + offset)) != OTHER
    return of_words


def _gone_on(ends: Places, codes: Codes) -> Places:
    """Return where the words and numbers end that stand at some places, or `MAX_RUN` behind."""
    if not len(codes):
        return ends
    behind = ends.copy()
    going = np.ones(len(ends), dtype=np.bool_)
    for _ in range(MAX_RUN):
        going &= behind < len(codes)
        going &= _kinds(codes.take(behind, mode="clip")) >= LETTER
        behind = behind + going
    return behind


# ---- slips


def _of_slips(string: str, codes: Codes) -> Spans:
    """Return where a string stands as it is, or with one character changed, left out, added within
    it, or two neighbours swapped.

    Told by how many of its characters stand before the slip, and how many behind it.
    """
    size = len(string)
    wanted = codes_of(string)
    head, tail = _agreeing(wanted, codes), _agreeing(wanted[::-1], codes[::-1])[::-1]
    found = []
    for length, least in ((size - 1, size - 1), (size, size - 1), (size + 1, size)):
        before, behind = head[: max(0, len(codes) - length + 1)], tail[length - 1 :]
        agree = before + behind >= least
        if length > size:
            agree &= (before < size) & (behind < size)
        starts = agree.nonzero()[0]
        for offset in range(length):
            starts = starts[codes.take(starts + offset) != GAP]
        found.append(Spans(starts, starts + length))
    return _all_of([*found, _of_swapped(wanted, codes, head, tail)])


def _agreeing(wanted: Codes, codes: Codes) -> NDArray[np.uint8]:
    """Return of each place how many of the first characters of a string stand from there on."""
    agreeing = np.zeros(len(codes), dtype=np.uint8)
    going = (codes == wanted[0]).nonzero()[0]
    for offset in range(1, len(wanted) + 1):
        agreeing[going] = offset
        going = going[: going.searchsorted(len(codes) - offset)]
        if offset < len(wanted):
            going = going[codes.take(going + offset) == wanted[offset]]
    return agreeing


def _of_swapped(
    wanted: Codes, codes: Codes, head: NDArray[np.uint8], tail: NDArray[np.uint8]
) -> Spans:
    """Return where a string stands with two neighbours swapped: the first that does not agree, and
    the next.
    """
    size = len(wanted)
    before, behind = head[: max(0, len(codes) - size + 1)], tail[size - 1 :]
    starts = ((before + behind == size - 2) & (before < size - 1)).nonzero()[0]
    at = head.take(starts).astype(np.intp)
    swapped = codes.take(starts + at) == wanted.take(at + 1)
    swapped &= codes.take(starts + at + 1) == wanted.take(at)
    return Spans(starts[swapped], starts[swapped] + size)


# ---- neighbours


def _of_neighbours(near: Near, codes: Codes) -> Spans:
    """Return where those of two leaves stand that are near one of the other."""
    left, right = spans_of(near.left, codes), spans_of(near.right, codes)
    cuts = (codes == GAP).nonzero()[0]
    return _all_of(
        [
            part
            for one, other in ((left, right), (right, left))
            for part in (
                _before(one, other, near.distance, cuts),
                _behind(one, other, near.distance, cuts),
            )
        ]
    )


def _before(spans: Spans, others: Spans, distance: int, cuts: Places) -> Spans:
    """Return those of the spans behind which one of the others begins soon."""
    begins = np.sort(others.starts)
    next_one = begins.searchsorted(spans.ends)
    there = (next_one < len(begins)).nonzero()[0]
    begin, end = begins.take(next_one[there]), spans.ends[there]
    kept = there[(begin - end <= distance) & _are_of_one_text(begin, end, cuts)]
    return Spans(spans.starts[kept], spans.ends[kept])


def _behind(others: Spans, spans: Spans, distance: int, cuts: Places) -> Spans:
    """Return those of the spans before which one of the others has ended just now."""
    ends = np.sort(others.ends)
    last_one = ends.searchsorted(spans.starts, side="right") - 1
    there = (last_one >= 0).nonzero()[0]
    end, begin = ends.take(last_one[there]), spans.starts[there]
    kept = there[(begin - end <= distance) & _are_of_one_text(begin, end, cuts)]
    return Spans(spans.starts[kept], spans.ends[kept])


def _are_of_one_text(places: Places, others: Places, cuts: Places) -> NDArray[np.bool_]:
    """Return which two places have none between them of those where texts end."""
    of_one: NDArray[np.bool_] = cuts.searchsorted(places) == cuts.searchsorted(others)
    return of_one


# ---- characters


def _kinds(codes: Codes) -> NDArray[np.uint8]:
    """Return what each character is."""
    kinds = _known_kinds()
    found: NDArray[np.uint8] = kinds.take(codes)
    if not found.all():
        for code in set(codes[found == 0].tolist()):
            kinds[code] = _kind(chr(code))
        found = kinds.take(codes)
    return found


@cache
def _known_kinds() -> NDArray[Any]:
    """Return the kinds of the characters met so far: a memo of a pure function, not a setting."""
    return np.zeros(0x110000, dtype=np.uint8)


def _kind(character: str) -> int:
    if character.isdecimal():
        return DIGIT
    if is_letter(character):
        return LETTER
    return HAN if character.isalnum() else OTHER
