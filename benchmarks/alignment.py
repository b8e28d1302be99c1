"""Which characters of two texts are the same: an alignment that stays fast on whole articles."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

__all__ = ["Gap", "aligned", "gaps_between"]

ANCHOR = 12
"""So many characters that stand once in either text are taken to be the same."""

Gap = tuple[int, int, int, int]
"""A stretch of the first text and one of the second between characters that are the same."""


def aligned(first: str, second: str) -> list[tuple[int, int]]:
    """Return pairs of places at which both texts have the same character, rising in both."""
    pairs: list[tuple[int, int]] = []
    at, other = 0, 0
    for start, partner in [*_anchors(first, second), (len(first), len(second))]:
        if start < at or partner < other:
            continue
        matcher = SequenceMatcher(None, first[at:start], second[other:partner], autojunk=False)
        for block in matcher.get_matching_blocks():
            pairs += [(at + block.a + step, other + block.b + step) for step in range(block.size)]
        at, other = start, partner
        while at < len(first) and other < len(second) and first[at] == second[other]:
            pairs.append((at, other))
            at, other = at + 1, other + 1
    return pairs


def gaps_between(first: str, second: str) -> Iterator[Gap]:
    """Yield what stands between each two neighbouring pairs, empty or not, ends included."""
    at, other = 0, 0
    for start, partner in [*aligned(first, second), (len(first), len(second))]:
        yield at, start, other, partner
        at, other = start + 1, partner + 1


def _anchors(first: str, second: str) -> list[tuple[int, int]]:
    """Return the places of the stretches that stand once in either text, in both texts' order."""
    theirs = _single(second)
    both = [(place, theirs[part]) for part, place in _single(first).items() if part in theirs]
    return _rising(sorted(both))


def _single(text: str) -> dict[str, int]:
    parts = [text[start : start + ANCHOR] for start in range(len(text) - ANCHOR + 1)]
    counts = Counter(parts)
    return {part: start for start, part in enumerate(parts) if counts[part] == 1}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of the pairs whose second members rise."""
    ends: list[int] = []
    chains: list[int] = []
    before: list[int] = []
    for index, (_, partner) in enumerate(pairs):
        length = bisect_left(ends, partner)
        before.append(chains[length - 1] if length else -1)
        ends[length : length + 1] = [partner]
        chains[length : length + 1] = [index]
    rising: list[tuple[int, int]] = []
    at = chains[-1] if chains else -1
    while at >= 0:
        rising.append(pairs[at])
        at = before[at]
    return rising[::-1]
