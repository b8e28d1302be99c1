"""Two folded texts → which stretches of one became which of the other, by the longest sequence of
characters that both have in common.

Texts that are too long for that are compared clause by clause first, then within what differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["MOST_CELLS", "Edit", "edits", "in_common", "similarity"]

MOST_CELLS = 10**8
"""Texts the product of whose lengths is larger are not compared character by character at once: a
table of so many bits takes twelve megabytes."""

LONGEST_CLAUSE = 200
"""A clause ends after so many characters at the latest."""

# 核裁军，   a clause with the signs behind it
CLAUSE = re.compile(rf"[^，。；：、,;\n]{{0,{LONGEST_CLAUSE}}}[，。；：、,;\n]?")


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters `start` to `end` of the old text became `into` to `until` of the new one."""

    start: int
    end: int
    into: int
    until: int

    def shifted(self, old: int, new: int) -> Edit:
        """Return the edit in texts that have so many characters before."""
        return Edit(self.start + old, self.end + old, self.into + new, self.until + new)


def similarity(one: str, other: str) -> float:
    """Return 2 L / (the length of both), L that of the longest sequence in common; 1 for equals."""
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(one, other)


def in_common(one: str, other: str) -> int:
    """Return how long the longest sequence of characters is that both have in common."""
    from rapidfuzz.distance import LCSseq

    return LCSseq.similarity(one, other)


def edits(old: str, new: str) -> list[Edit]:
    """Return what became of an old text, in order; between edits both are the same."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    before, behind = old[head : len(old) - tail], new[head : len(new) - tail]
    return [edit.shifted(head, head) for edit in _edits(before, behind)]


def _common(one: str, other: str) -> int:
    """Return with how many equal characters two texts begin."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _edits(old: str, new: str) -> list[Edit]:
    if not old and not new:
        return []
    if len(old) * len(new) <= MOST_CELLS:
        return list(_by_elements(old, new))
    return list(_by_clauses(old, new))


def _by_elements(old: Sequence[str], new: Sequence[str]) -> Iterator[Edit]:
    """Yield what differs in two sequences."""
    from rapidfuzz.distance import Indel

    edit: Edit | None = None
    for found in Indel.opcodes(old, new):
        if found.tag == "equal":
            continue
        if edit and (edit.end, edit.until) == (found.src_start, found.dest_start):
            edit = Edit(edit.start, found.src_end, edit.into, found.dest_end)
            continue
        if edit:
            yield edit
        edit = Edit(found.src_start, found.src_end, found.dest_start, found.dest_end)
    if edit:
        yield edit


def _by_clauses(old: str, new: str) -> Iterator[Edit]:
    """Yield what differs within the clauses that differ, or these as a whole if they are long."""
    ours, theirs = _clauses(old), _clauses(new)
    if len(ours) * len(theirs) > MOST_CELLS:
        yield Edit(0, len(old), 0, len(new))
        return
    here, there = _places(ours), _places(theirs)
    found = list(_by_elements(ours, theirs))
    for each in found:
        start, end, into, until = (
            here[each.start],
            here[each.end],
            there[each.into],
            there[each.until],
        )
        if (end - start) * (until - into) * len(found) <= MOST_CELLS:
            within = _by_elements(old[start:end], new[into:until])
            yield from (edit.shifted(start, into) for edit in within)
        else:
            yield Edit(start, end, into, until)


def _clauses(text: str) -> list[str]:
    return [clause for clause in CLAUSE.findall(text) if clause]


def _places(clauses: Sequence[str]) -> list[int]:
    places = [0]
    for clause in clauses:
        places.append(places[-1] + len(clause))
    return places
