"""The segments of a build, with what is kept of each → fewer segments, with nothing else in them.

Segments grow in tiers: the smallest are united as long as the next is not far larger than all
before it, so that each paragraph is moved a few times only, however many builds there are, and
there are never more segments than a search minds. One of which all is kept, and which is not
united, stays the file that it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.errors import IndexDamaged
from indexer.ledger import Entry, Place
from indexer.merge import MOST_CHARACTERS, Part, merge
from indexer.schema import GRAM_FIELDS
from indexer.segment_file import SEGMENT_SUFFIX, SegmentFile

__all__ = ["FAR_LARGER", "SMALL", "Compacted", "compact", "how_many_unite", "next_name"]

FAR_LARGER = 4
"""A segment is far larger than others that have less than this part of its paragraphs."""

SMALL = 1_000
"""Segments of fewer paragraphs count as if they had so many: to move them costs next to nothing."""


# 000012.segment
SEGMENT_NAME = re.compile(rf"(?P<number>[0-9]{{6,12}}){re.escape(SEGMENT_SUFFIX)}")

LEADS_NOWHERE = (IndexError, KeyError, OverflowError, TypeError, ValueError)
"""What numpy and Python raise where the numbers of a segment lead nowhere."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """All segments by name and how many paragraphs they have; and the successor of each that was
    there before, with where in it its paragraphs begin.
    """

    segments: tuple[tuple[str, int], ...]
    successors: Mapping[str, _Moved]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all segments."""
        return tuple(name for name, _ in self.segments)

    def moved(self, entry: Entry) -> Entry:
        """Return the entry of a source with the place where its paragraphs are."""
        if entry.place is None:
            return entry
        return entry.at(self.successors[entry.place.segment].place(entry.place))


@dataclass(frozen=True, slots=True)
class _Moved:
    name: str
    base: int
    part: Part

    def place(self, before: Place) -> Place:
        first = self.part.renumbered(np.array([before.first], dtype=np.uint32), self.base)
        return Place(self.name, int(first[0]), before.count)


def compact(folder: Path, names: Iterable[str], places: Mapping[str, Sequence[Place]]) -> Compacted:
    """Leave of the segments of these names in the folder just what is kept.

    `places` has what is kept of each. Errors: `IndexDamaged` where a segment has not what it is
    said to have.
    """
    parts = {name: _part(folder / name, kept) for name, kept in places.items()}
    moved: dict[str, _Moved] = {}
    taken = set(names)
    for group in _groups({name: part for name, part in parts.items() if part.count}):
        if len(group) == 1 and parts[group[0]].kept is None:
            moved[group[0]] = _Moved(group[0], 0, parts[group[0]])
        else:
            name = next_name(taken)
            moved |= _united(folder, name, {old: parts[old] for old in group})
            taken.add(name)
    counts: Counter[str] = Counter()
    for each in moved.values():
        counts[each.name] += each.part.count
    for name in taken - set(counts):
        (folder / name).unlink(missing_ok=True)
    return Compacted(tuple(sorted(counts.items())), moved)


def next_name(names: Iterable[str]) -> str:
    """Return the name of the next segment; they count on from generation to generation."""
    return f"{max(map(_number, names), default=0) + 1:06}{SEGMENT_SUFFIX}"


def _number(name: str) -> int:
    matched = SEGMENT_NAME.fullmatch(name)
    if not matched:
        raise IndexDamaged(f"{name}: not the name of a segment")
    return int(matched["number"])


def _part(path: Path, places: Sequence[Place]) -> Part:
    """Return a segment with those paragraphs that are at the places. Errors: `IndexDamaged`."""
    segment = SegmentFile(path)
    count = segment.facts.get("paragraphs")
    if type(count) is not int or count < 0 or count != len(segment.array("ordinals")):
        raise IndexDamaged(f"{path}: has not as many paragraphs as it says")
    kept = np.zeros(count, dtype=np.bool_)
    for place in places:
        kept[place.first : place.first + place.count] = True
    if int(kept.sum()) != sum(place.count for place in places):
        raise IndexDamaged(f"{path}: has not all paragraphs that sources.json says")
    return Part(segment, None if kept.all() else kept)


def _groups(parts: Mapping[str, Part]) -> list[tuple[str, ...]]:
    """Return the names of those segments that are to be one, and of each that stays alone."""
    names = sorted(parts, key=lambda name: (parts[name].count, name))
    sizes = [(parts[name].count, _characters(parts[name])) for name in names]
    first = how_many_unite(sizes)
    return [tuple(names[:first]), *((name,) for name in names[first:])] if names else []


def how_many_unite(sizes: Sequence[tuple[int, int]]) -> int:
    """Return how many segments, smallest first, become one: `sizes` are paragraphs, characters."""
    paragraphs = characters = 0
    for at, (more, longer) in enumerate(sizes):
        is_far_larger = more > FAR_LARGER * max(SMALL, paragraphs)
        if at and (is_far_larger or characters + longer > MOST_CHARACTERS):
            return at
        paragraphs += more
        characters += longer
    return len(sizes)


def _characters(part: Part) -> int:
    """Return how many characters the longer of a segment's fields of grams has."""
    ends = [part.array(f"{field.name}/places")[-1:] for field in GRAM_FIELDS]
    return max(int(end.max(initial=0)) for end in ends)


def _united(folder: Path, name: str, parts: Mapping[str, Part]) -> dict[str, _Moved]:
    """Make one segment of some; return where what was in each of them is in it."""
    try:
        merge(list(parts.values()), folder / name)
    except LEADS_NOWHERE as error:
        raise IndexDamaged(f"{folder}: {', '.join(parts)}: {error}") from None
    moved = {}
    base = 0
    for old, part in parts.items():
        moved[old] = _Moved(name, base, part)
        base += part.count
    return moved
