"""Is an index whole and right? Every file, every array, every paragraph: each fault is named.

    CURRENT, manifest      well formed, of this version, each of the seal that is told of it
    files                  there, regular, of their sizes and SHA-256, and no others
    sources, dictionary    well formed, and as many paragraphs as are counted
    segments               `check_segment.py`, then some paragraphs, or all, collected again
    all segments together  no id twice

Nothing of an index is executed, and nothing is believed before it was looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from heapq import merge
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from indexer.check_arrays import walk_terms
from indexer.check_segment import check_segment
from indexer.durable import stamp
from indexer.errors import IndexDamaged, IndexUntrusted
from indexer.fingerprint import OF_READING, fingerprint
from indexer.generations import (
    CURRENT,
    DICTIONARY,
    MANIFEST,
    SOURCES,
    Generation,
    check_file,
    dictionary_of,
    live_generation,
)
from indexer.ledger import Entry, Place, counts_of, entries_of
from indexer.retokenise import retokenise
from indexer.segment_file import SEGMENT_SUFFIX, SegmentFile
from indexer.segmenter import Segmenter

__all__ = ["MOST_NAMED", "SAMPLE", "Fault", "Verified", "verify"]

MOST_NAMED = 20
"""So many faults of one file are named; the others are counted."""

SAMPLE = 1_000
"""So many paragraphs, or a few more, are collected again where not all are."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: in which file, in which array or other part of it, and what, in one line."""

    file: str
    place: str
    message: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.file, self.place, self.message)))


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found: of how much, and which faults; `unnamed` counts further ones by file."""

    generation: str | None
    segments: int
    paragraphs: int
    retokenised: int
    faults: tuple[Fault, ...]
    unnamed: Mapping[str, int]

    @property
    def is_sound(self) -> bool:
        """Whether there are no faults."""
        return not self.faults

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "generation": self.generation,
            "sound": self.is_sound,
            "segments": self.segments,
            "paragraphs": self.paragraphs,
            "retokenised": self.retokenised,
            "faults": [asdict(fault) for fault in self.faults],
            "unnamed": dict(self.unnamed),
        }


def verify(
    index: Path, *, full: bool = False, sample: int = SAMPLE, trust: bool = False
) -> Verified:
    """Return whether the live generation of an index is sound, and else what is wrong with it.

    `full` collects all paragraphs again, else every so many-th of each segment is, from the first
    on, so that there are about `sample` of them. Errors: `IndexNotFound`, `IndexUntrusted`.
    """
    try:
        generation = live_generation(index, trust=trust)
    except IndexUntrusted:
        raise
    except IndexDamaged as error:
        fault = Fault(CURRENT, "", _without_path(error, index / CURRENT))
        return Verified(None, 0, 0, 0, (fault,), {})
    verifying = _Verifying(generation, trust=trust)
    verifying.files()
    verifying.sources()
    segments = verifying.segments()
    count = sum(segment.facts["paragraphs"] for segment in segments)
    step = 1 if full else max(1, count // sample)
    retokenised = verifying.paragraphs(segments, step)
    return verifying.verified(len(segments), count, retokenised)


class _Verifying:
    """Looks at one part of a generation after the other, and notes down faults."""

    def __init__(self, generation: Generation, *, trust: bool) -> None:
        self._generation = generation
        self._trust = trust
        self._faults: list[Fault] = []
        self._counts: Counter[str] = Counter()

    def verified(self, segments: int, paragraphs: int, retokenised: int) -> Verified:
        """Return what was found."""
        unnamed = {
            file: count - MOST_NAMED for file, count in self._counts.items() if count > MOST_NAMED
        }
        name = self._generation.name
        return Verified(name, segments, paragraphs, retokenised, tuple(self._faults), unnamed)

    def files(self) -> None:
        """Look at each file as a whole, and for files that should not be there."""
        files = self._generation.manifest["files"]
        for name in files:
            if fault := _fault_of_file(self._generation, name, trust=self._trust):
                self._note(name, "", fault)
        for path in sorted(self._generation.directory.iterdir()):
            if path.name not in files and path.name != MANIFEST:
                self._note(path.name, "", "is not named in the manifest")
        for name in sorted({SOURCES, DICTIONARY, *self._generation.segments} - files.keys()):
            self._note(MANIFEST, "files", f"does not name {name}")
        for name in sorted(files.keys() - set(self._generation.segments)):
            if name.endswith(SEGMENT_SUFFIX):
                self._note(MANIFEST, "segments", f"does not name {name}")

    def sources(self) -> None:
        """Look at what the generation was built from."""
        try:
            entries = entries_of(self._generation)
        except IndexDamaged as error:
            self._note(SOURCES, "", self._said(SOURCES, error))
            return
        if counts_of(entries) != self._generation.counts:
            self._note(SOURCES, "", "counts otherwise than the manifest does")
        told = self._generation.manifest["segments"]
        for segment, message in _faults_of_places(entries, told):
            self._note(SOURCES, segment, message)

    def segments(self) -> list[SegmentFile]:
        """Look at each segment, and return those that are sound."""
        sound = []
        for told in self._generation.manifest["segments"]:
            name = told["name"]
            try:
                seal = self._generation.seal_of(name)
                segment = SegmentFile(self._generation.directory / name, seal)
            except IndexDamaged as error:
                self._note(name, "", self._said(name, error))
                continue
            before = self._counts[name]
            for place, message in check_segment(segment):
                self._note(name, place, message)
            if segment.facts.get("paragraphs") != told["paragraphs"]:
                self._note(name, "", f"has not {told['paragraphs']:,} paragraphs, as it should")
            if self._counts[name] == before:
                sound.append(segment)
        return sound

    def paragraphs(self, segments: Sequence[SegmentFile], step: int) -> int:
        """Look at paragraphs one by one; return how many of them were collected again."""
        for segment, id_ in _ids_twice(segments):
            self._note(segment, "id", f"{id_} is the id of a paragraph of another segment")
        try:
            segmenter = Segmenter(dictionary_of(self._generation))
        except IndexDamaged as error:
            self._note(DICTIONARY, "", self._said(DICTIONARY, error))
            return 0
        faults = list(_faults_of_fingerprint(self._generation, segmenter))
        for place, message in faults:
            self._note(MANIFEST, place, message)
        return 0 if faults else sum(self._again(each, step, segmenter) for each in segments)

    def _again(self, segment: SegmentFile, step: int, segmenter: Segmenter) -> int:
        numbers = range(0, segment.facts["paragraphs"], step)
        for place, message in retokenise(segment, numbers, segmenter):
            self._note(segment.path.name, place, message)
        return len(numbers)

    def _said(self, name: str, error: IndexDamaged) -> str:
        return _without_path(error, self._generation.directory / name)

    def _note(self, file: str, place: str, message: str) -> None:
        self._counts[file] += 1
        if self._counts[file] <= MOST_NAMED:
            self._faults.append(Fault(file, place, message))


def _fault_of_file(generation: Generation, name: str, *, trust: bool) -> str | None:
    """Return what is wrong with a file as a whole, if anything is."""
    path = generation.directory / name
    try:
        check_file(generation, name, trust=trust)
        found = stamp(path)
    except IndexUntrusted:
        raise
    except (IndexDamaged, OSError) as error:
        return _without_path(error, path)
    if found != generation.manifest["files"][name]:
        return "has not the SHA-256 that the manifest tells"
    return None


def _without_path(error: Exception, path: Path) -> str:
    """Return what an error says, without the path of the file, which a fault names anyway."""
    return str(error).removeprefix(f"{path}: ")


def _faults_of_places(
    entries: Sequence[Entry], segments: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Yield the segments whose paragraphs are not each of just one source."""
    places: dict[str, list[Place]] = {segment["name"]: [] for segment in segments}
    for place in (entry.place for entry in entries if entry.place):
        places.setdefault(place.segment, []).append(place)
    counts = {segment["name"]: segment["paragraphs"] for segment in segments}
    for name, own in places.items():
        end = 0
        for place in sorted(own, key=lambda place: place.first):
            if place.first != end:
                yield name, f"paragraph {min(place.first, end):,} is of no source, or of several"
            end = place.first + place.count
        if end != counts.get(name):
            yield name, f"has {counts.get(name)} paragraphs, and sources have {end:,} there"


def _ids_twice(segments: Sequence[SegmentFile]) -> Iterator[tuple[str, str]]:
    """Yield each id that is in two segments, with the name of one of them."""
    ids = [((term, segment.path.name) for term in _terms(segment)) for segment in segments]
    for (one, _), (other, name) in pairwise(merge(*ids)):
        if one == other:
            yield name, one.decode("utf-8", errors="replace")


def _terms(segment: SegmentFile) -> Iterator[bytes]:
    return chain.from_iterable(terms for _, terms in walk_terms(segment, "id"))


def _faults_of_fingerprint(
    generation: Generation, segmenter: Segmenter
) -> Iterator[tuple[str, str]]:
    """Yield where texts were folded or segmented otherwise than they would be here."""
    for name, own in fingerprint(segmenter).items():
        theirs = generation.fingerprint.get(name)
        if name not in OF_READING and theirs != own:
            yield "fingerprint", f"{name} is {theirs}, and here {own}"
