"""A folded string → where in an index it nearly stands, told by the places of its pairs.

What becomes of a string by k edits, each a character changed, left out or added, has of its n - 1
pairs all but two for each edit; and none of these stands farther than k from where it would if the
string began where it does. So a stretch that the string became by k edits has n - 1 - 2 k of its
pairs, each at its own distance but for k: sorting the places where the string would begin by each
of its pairs tells them. Of these stretches those with most pairs are compared with the string
(Sellers' algorithm, all in step), as many as MOST_CELLS allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.codes import pair_key
from indexer.fold_many import GAP, codes_of
from search.postings import Postings
from search.segment import Segment

__all__ = ["LEAST_KEPT", "LONGEST", "MOST_CELLS", "Stretch", "best_end", "most_edits", "nearest"]

LEAST_KEPT = 5
"""So many characters of a string must stand there, whatever its length."""

LONGEST = 512
"""A longer string is sought by its first and last characters, so many of each."""

MOST_CELLS = 4_000_000
"""So many characters of stretches are held against each character of a string, all together."""

FAR = 1 << 24
"""More edits than any string has."""

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
    characters, and `LEAST_KEPT` of them stand there.
    """
    return max(0, min(length * 3 // 8, length - LEAST_KEPT))


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
    step = edits + 1
    windows = _windows(codes, begins - edits, len(folded) + 3 * edits + step)
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
    places = _beginnings(segment, field, folded)
    if not len(places):
        return places
    near = places.searchsorted(places + edits, side="right") - np.arange(len(places))
    is_enough = near >= max(1, len(folded) - 1 - 2 * edits)
    places, near = places[is_enough], near[is_enough]
    step = edits + 1
    steps = places // step
    firsts = np.flatnonzero(np.diff(steps, prepend=np.int64(-FAR)))
    most = MOST_CELLS // (min(len(folded), LONGEST) * (len(folded) + 3 * edits + step)) + 1
    if len(firsts) > most:
        ranks = np.maximum.reduceat(near * len(folded) + _standing(codes, places, folded), firsts)
        firsts = firsts[np.sort(np.argpartition(-ranks, most)[:most])]
    return steps[firsts] * step


def _beginnings(segment: Segment, field: str, folded: str) -> Codes:
    """Return where the string would begin by each place of each of its pairs, in order."""
    pairs = segment.pairs(field)
    found = [np.empty(0, dtype=np.int64)]
    for offset, (one, other) in enumerate(pairwise(folded)):
        number = pairs.number(pair_key(one + other))
        if number >= 0:
            found.append(pairs.positions[pairs.places(number)].astype(np.int64) - offset)
    places = np.concatenate(found)
    places.sort()
    return places


def _standing(codes: Codes, places: Codes, folded: str) -> Codes:
    """Return how many characters of a string stand where they would if it began at some places."""
    standing = np.zeros(len(places), dtype=np.int64)
    for offset, code in enumerate(codes_of(folded[:LONGEST]).tolist()):
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
    costs = np.cumsum(np.where(is_gap, FAR // 16, 1), axis=1, dtype=np.int32)
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
