"""A folded string → where in an index it nearly stands, told by the places of its pairs.

What becomes of a string by k edits, each a character changed, left out or added, has of its n - 1
pairs all but two for each edit; and none of these stands farther than k from where it would if the
string began where it does. So a stretch that the string became by k edits has n - 1 - 2 k of its
pairs, the places where it would begin by each within k of each other: sorting these places tells
where. Of m of the pairs it has m - 2 k, so that the most frequent pairs can be left out. Where most
pairs are, stretches are compared with the string (Sellers' algorithm, all in step), as many as
MOST_CELLS allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.fold_many import GAP, codes_of
from search.postings import Postings
from search.segment import Segment

__all__ = ["LEAST_KEPT", "LONGEST", "MOST_CELLS", "Stretch", "best_end", "most_edits", "nearest"]

LEAST_KEPT = 5
"""So many characters of a string must stand there, whatever its length."""

LONGEST = 512
"""A longer string is sought by its first and last characters, so many of each, and may have no more
edits than one of this length.
"""

USUAL_PLACES = 400_000
"""So many places of pairs are looked at, those of rare pairs first: more only if these are few."""

MOST_PLACES = 2_000_000
"""So many places of pairs are looked at whatever they are."""

MOST_STANDING = 16_000_000
"""So many times, at most, it is looked at whether a character stands at a place."""

MOST_CELLS = 1_000_000
"""So many characters of stretches are held against each character of a string, all together."""

FAR = 1 << 24
"""More edits than any string has."""

OVER_GAP = 1 << 10
"""To go over a gap costs more edits than any string that is compared may have."""

Codes = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a paragraph's text, or of a note of it, that a string became by some edits."""

    doc: int
    field: str
    text: str
    edits: int


def most_edits(length: int) -> int:
    """Return by how many edits a string is still nearly what it was: three for each eight
    characters, so that `LEAST_KEPT` of them stand there.
    """
    return max(0, min(min(length, LONGEST) * 3 // 8, length - LEAST_KEPT))


def nearest(postings: Postings, field: str, folded: str) -> list[Stretch]:
    """Return the stretches that come nearest to a string, all by as few edits, each of another
    paragraph; none where it takes more than `most_edits`.
    """
    edits = most_edits(len(folded))
    if not edits:
        return []
    found = [
        stretch
        for segment in postings.segments
        for stretch in _of_segment(segment, field, folded, edits)
    ]
    least = min((stretch.edits for stretch in found), default=0)
    best = {stretch.doc: stretch for stretch in reversed(found) if stretch.edits == least}
    return [best[doc] for doc in sorted(best)]


def _of_segment(segment: Segment, field: str, folded: str, edits: int) -> Iterator[Stretch]:
    """Yield the nearest stretches of a segment."""
    codes = segment.codes(field)[:]
    begins = _begins(segment, field, folded, edits, codes)
    windows = _windows(codes, begins - edits, _width(len(folded), edits))
    if len(folded) > LONGEST:
        ends, found = _of_long(windows, folded, edits)
    else:
        ends, found = best_end(codes_of(folded), windows)
    least = min(edits, int(found.min(initial=FAR)))
    for at in np.flatnonzero(found == least).tolist():
        end = int(begins[at]) - edits + int(ends[at])
        doc = int(segment.starts(field).searchsorted(end - 1, side="right")) - 1
        text = _text(windows[at, : ends[at]])
        yield Stretch(
            int(segment.checked(np.array([doc]))[0]), field, _beginning(text, folded, least), least
        )


# ---- where it may be


def _begins(segment: Segment, field: str, folded: str, edits: int, codes: Codes) -> Codes:
    """Return where a string may begin, edits aside: at each place or behind it, within a step."""
    places, needed = _beginnings(segment, field, folded, edits)
    if len(places) < needed:
        return places[:0].astype(np.int64)
    near_enough = places[needed - 1 :] - places[: len(places) - needed + 1] <= edits
    found = places[np.flatnonzero(near_enough)]
    steps = found // (edits + 1)
    is_first = np.ones(len(steps), dtype=np.bool_)
    np.not_equal(steps[1:], steps[:-1], out=is_first[1:])
    firsts = np.flatnonzero(is_first)
    most = _most_windows(len(folded), edits)
    if len(firsts) > most:
        near = places.searchsorted(found + edits, side="right") - places.searchsorted(found)
        ranks = near * len(folded) + _standing(codes, found, folded)
        best = np.maximum.reduceat(ranks, firsts)
        firsts = firsts[np.sort(np.argpartition(-best, most)[:most])]
    return steps[firsts].astype(np.int64) * (edits + 1)


def _width(length: int, edits: int) -> int:
    """Return how many characters are looked at where a string may begin."""
    return length + 3 * edits + edits + 1


def _most_windows(length: int, edits: int) -> int:
    """Return in how many such places a string is compared."""
    return MOST_CELLS // (min(length, LONGEST) * _width(length, edits)) + 1


def _beginnings(segment: Segment, field: str, folded: str, edits: int) -> tuple[Codes, int]:
    """Return where the string would begin by each place of its pairs, in order, and how many such
    places must be near each other.

    Of the frequent pairs those are left out without which enough are left.
    """
    pairs = segment.pairs(field)
    lying = (pairs.places(one + other) for one, other in pairwise(folded))
    rarest = sorted((each.stop - each.start, offset, each) for offset, each in enumerate(lying))
    sums = np.cumsum([count for count, _, _ in rarest])
    usual, most = sums.searchsorted((USUAL_PLACES, MOST_PLACES), side="right").tolist()
    kept = rarest[: max(1, min(max(2 * edits + 1, usual), most))]
    # Places of a pair before the beginning of the string may be less than none.
    type_ = "i4" if segment.character_count(field) < 1 << 31 else "i8"
    found = [np.empty(0, dtype=type_)]
    found += [
        pairs.positions[each][:MOST_PLACES].astype(type_) - offset for _, offset, each in kept
    ]
    places = np.concatenate(found)
    places.sort()
    return places, max(1, len(kept) - 2 * edits)


def _standing(codes: Codes, places: Codes, folded: str) -> Codes:
    """Return how many characters of a string stand where they would if it began at some places.

    Of many places only some characters are looked at, evenly spread.
    """
    standing = np.zeros(len(places), dtype=np.int64)
    length = min(len(folded), LONGEST)
    step = -(-length * len(places) // MOST_STANDING) or 1
    for offset, code in list(enumerate(codes_of(folded[:length]).tolist()))[::step]:
        standing += codes.take(places + offset, mode="clip") == code
    return standing


def _windows(codes: Codes, starts: Codes, size: int) -> Codes:
    """Return stretches of one size, one a row; what is outside of all texts is a gap."""
    places = starts[:, np.newaxis] + np.arange(size)
    windows = codes.take(places, mode="clip")
    windows[(places < 0) | (places >= len(codes))] = GAP
    return windows


# ---- where it is


def best_end(string: Codes, windows: Codes) -> tuple[Codes, Codes]:
    """Return where in each row a stretch ends that takes fewest edits, and how many it takes.

    No stretch goes over a gap.
    """
    is_gap = windows == GAP
    costs = np.cumsum(np.where(is_gap, OVER_GAP, 1), axis=1, dtype=np.int32)
    row = np.zeros((len(windows), windows.shape[1] + 1), dtype=np.int32)
    after = np.empty_like(row)
    costs = np.concatenate((np.zeros((len(windows), 1), dtype=np.int32), costs), axis=1)
    for code in string.tolist():
        np.add(row, 1, out=after)
        np.minimum(after[:, 1:], row[:, :-1] + (windows != code), out=after[:, 1:])
        after[:, 1:][is_gap] = FAR
        after -= costs
        np.minimum.accumulate(after, axis=1, out=after)
        after += costs
        row, after = after, row
    ends = row.argmin(axis=1)
    return ends, np.take_along_axis(row, ends[:, np.newaxis], axis=1)[:, 0]


def _of_long(windows: Codes, folded: str, edits: int) -> tuple[Codes, Codes]:
    """Return where in each row a long string ends, by its last characters, and the edits it takes
    from where it begins, by its first ones.
    """
    from rapidfuzz.distance import Levenshtein

    codes = codes_of(folded)
    ends, _ = best_end(codes[-LONGEST:], windows)
    backward, _ = best_end(codes[:LONGEST][::-1], windows[:, ::-1])
    starts = windows.shape[1] - backward
    found = [
        Levenshtein.distance(folded, _text(row[start:end]), score_cutoff=edits)
        for row, start, end in zip(windows, starts.tolist(), ends.tolist(), strict=True)
    ]
    return ends, np.array(found, dtype=np.int64)


def _beginning(text: str, folded: str, edits: int) -> str:
    """Return the end of a text that a string became by so many edits: its last part, as long as
    the string if that is one.
    """
    from rapidfuzz.distance import Levenshtein

    text = text.rpartition(chr(GAP))[2]
    lengths = sorted(
        range(max(0, len(folded) - edits), min(len(text), len(folded) + edits) + 1),
        key=lambda length: abs(length - len(folded)),
    )
    ends = (text[len(text) - length :] for length in lengths)
    is_it = (end for end in ends if Levenshtein.distance(folded, end, score_cutoff=edits) <= edits)
    return next(is_it, text)


def _text(codes: Codes) -> str:
    return codes.astype(np.uint32).tobytes().decode("utf-32-le")
