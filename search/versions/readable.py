"""Edits as they were found → edits that a person reads: whole numbers and words, no confetti.

What two neighbours leave between them, a few characters at most, is taken into them where it is
less than half as long as either; or no longer, where the one only takes away and the other only
adds, as 呼 and 请 where 呼吁 became 吁请 (diff-match-patch's semantic cleanup is the like). An edit
that only adds or only takes away is moved to where a clause begins, if the same characters stand
there. And no edit begins or ends within a number, or a word of letters, of either text: Han
characters are told one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from search.versions.edits import Edit

__all__ = ["LONGEST_LEFT", "Inner", "readable"]

LONGEST_LEFT = 4
"""So many equal characters between two edits are taken into them, at most."""

LONGEST_WORD = 128
"""So far an edit is moved, or extended to the end of a word, at most."""

CLAUSE_ENDS = frozenset("，。；：、,;:\n")

Inner = Callable[[int], bool]
"""Whether a place of a text is within what is not to be parted."""


def readable(edits: Sequence[Edit], old: str, new: str, inner: tuple[Inner, Inner]) -> list[Edit]:
    """Return edits, in order, that make the same of the old text, and read well.

    `inner` tells for the old text and the new one which places no edit may begin or end at.
    """
    moved = _all_moved(_joined(edits), old, new)
    return _joined(_all_extended(_joined(moved), old, inner))


# ---- what is left between edits


def _joined(edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits with those made one that leave next to nothing between them."""
    kept: list[Edit] = []
    for edit in edits:
        while kept and _is_little(kept[-1], edit):
            edit = _both(kept.pop(), edit)
        kept.append(edit)
    return kept


def _is_little(one: Edit, other: Edit) -> bool:
    between, shorter = other.start - one.end, min(_size(one), _size(other))
    if between > LONGEST_LEFT:
        return False
    return between <= shorter if _is_exchange(one, other) else 2 * between < shorter


def _is_exchange(one: Edit, other: Edit) -> bool:
    """Say whether one of two edits only takes away, and the other only adds."""
    kinds = {(edit.start < edit.end, edit.into < edit.until) for edit in (one, other)}
    return kinds == {(True, False), (False, True)}


def _size(edit: Edit) -> int:
    return max(edit.end - edit.start, edit.until - edit.into)


def _both(one: Edit, other: Edit) -> Edit:
    return Edit(one.start, other.end, one.into, other.until)


# ---- where an edit begins


def _all_moved(edits: Sequence[Edit], old: str, new: str) -> list[Edit]:
    """Return the edits, those that only add or take away moved to the ends of clauses."""
    moved: list[Edit] = []
    for number, edit in enumerate(edits):
        first = moved[-1].end if moved else 0
        last = edits[number + 1].start if number + 1 < len(edits) else len(old)
        moved.append(_moved(edit, old, new, first, last))
    return moved


def _moved(edit: Edit, old: str, new: str, first: int, last: int) -> Edit:
    """Return an edit that does the same where it reads best, between two places of the old text."""
    if edit.start < edit.end and edit.into < edit.until:
        return edit
    text, start, end = (
        (old, edit.start, edit.end) if edit.start < edit.end else (new, edit.into, edit.until)
    )
    back, forth = _room(text, start, end, edit.start - first, last - edit.end)
    best = max(
        range(-back, forth + 1), key=lambda by: (_rank(text, start + by, end + by), -abs(by))
    )
    return edit.shifted(best, best)


def _room(text: str, start: int, end: int, before: int, behind: int) -> tuple[int, int]:
    """Return how far a stretch may be moved back and forth so that the same text is left."""
    back = 0
    while back < min(before, LONGEST_WORD) and text[start - back - 1] == text[end - back - 1]:
        back += 1
    forth = 0
    while forth < min(behind, LONGEST_WORD) and text[start + forth] == text[end + forth]:
        forth += 1
    return back, forth


def _rank(text: str, start: int, end: int) -> int:
    """Return how well a stretch reads: best where a clause ends before it and at its end."""
    return sum(
        2 if at in (0, len(text)) or text[at - 1] in CLAUSE_ENDS else not text[at].isalnum()
        for at in (start, end)
    )


# ---- words


def _all_extended(edits: Sequence[Edit], old: str, inner: tuple[Inner, Inner]) -> list[Edit]:
    """Return the edits, each extended to the ends of words; where two meet, they are one."""
    extended: list[Edit] = []
    for number, edit in enumerate(edits):
        first = extended[-1].end if extended else 0
        last = edits[number + 1].start if number + 1 < len(edits) else len(old)
        back = _to_boundary(edit.start, edit.into, -1, edit.start - first, inner)
        forth = _to_boundary(edit.end, edit.until, 1, last - edit.end, inner)
        grown = replace(
            edit,
            start=edit.start - back,
            into=edit.into - back,
            end=edit.end + forth,
            until=edit.until + forth,
        )
        if extended and grown.start == extended[-1].end:
            grown = _both(extended.pop(), grown)
        extended.append(grown)
    return extended


def _to_boundary(old: int, new: int, step: int, room: int, inner: tuple[Inner, Inner]) -> int:
    """Return how far it is to the next place that is within no word of either text.

    It is not looked for beyond the next edit, nor farther than any word is long: 0 then, unless all
    that lies between is of one word.
    """
    for by in range(min(room, LONGEST_WORD) + 1):
        if not (inner[0](old + step * by) or inner[1](new + step * by)):
            return by
    return room if room <= LONGEST_WORD else 0
