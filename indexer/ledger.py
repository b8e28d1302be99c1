"""What an index notes down of each source, so that the next build knows it again.

sources.json is a list of entries in the order of the sources' names. An entry has the members of
the source's stamp (`find.py`) and those of `Entry`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from indexer.document import Diagnostic
from indexer.errors import IndexDamaged, SourceError
from indexer.generations import Generation, sources_of

__all__ = ["Entry", "Place", "counts_of", "entries_of"]


@dataclass(frozen=True, slots=True)
class Place:
    """Which paragraphs of which segment are those of a source: `count` of them from `first` on."""

    segment: str
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A source as it was indexed. `place` is None where it has no paragraphs; notes that no
    paragraph cites have one, too, so that it may be of more than `paragraphs`.

    `key` is that of its document, None where it has none or several; `renamed` has the keys that
    documents were given because theirs were taken, with what theirs were. `limits` are those within
    which the errors were met.
    """

    stamp: Mapping[str, Any]
    key: str | None = None
    place: Place | None = None
    documents: int = 0
    paragraphs: int = 0
    footnotes: int = 0
    renamed: Mapping[str, str] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    errors: tuple[SourceError, ...] = ()
    limits: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """The name of the source."""
        name: str = self.stamp["name"]
        return name

    def is_settled(self, limits: Mapping[str, Any]) -> bool:
        """Say whether reading the same bytes within these limits can only give the same again."""
        return not self.errors or (
            self.stamp["sha256"] is not None
            and self.limits == limits
            and all(error.is_settled for error in self.errors)
        )

    def at(self, place: Place) -> Entry:
        """Return the entry of a source whose paragraphs are at another place."""
        return replace(self, place=place)

    def to_dict(self) -> dict[str, Any]:
        """Return what `from_dict` makes the same entry of."""
        place = self.place
        entry: dict[str, Any] = {
            **self.stamp,
            "key": self.key,
            "place": [place.segment, place.first, place.count] if place else None,
            "documents": self.documents,
            "paragraphs": self.paragraphs,
            "footnotes": self.footnotes,
            "diagnostics": [diagnostic.to_dict() for diagnostic in self.diagnostics],
        }
        if self.renamed:
            entry["renamed"] = dict(self.renamed)
        if self.errors:
            entry["errors"] = [error.to_dict() for error in self.errors]
            entry["limits"] = self.limits
        return entry

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Entry:
        """Return the entry that `to_dict` described; anything else is one of `NO_ENTRY`."""
        place = given["place"] and Place(*given["place"])
        return cls(
            stamp=_stamp_in(given),
            key=_checked(given["key"], (str, type(None))),
            place=place and _checked_place(place),
            documents=_checked(given["documents"], (int,)),
            paragraphs=_checked(given["paragraphs"], (int,)),
            footnotes=_checked(given["footnotes"], (int,)),
            renamed=_checked(given.get("renamed", {}), (dict,)),
            diagnostics=tuple(Diagnostic(**each) for each in given["diagnostics"]),
            errors=tuple(SourceError.from_dict(each) for each in given.get("errors", ())),
            limits=given.get("limits"),
        )


STAMP = ("name", "path", "size", "mtime_ns", "hint", "sha256")
"""The members of a stamp."""

KINDS_OF_STAMPS = frozenset(
    {
        (str, str, int, int, list, str),
        (str, str, int, int, type(None), str),
        (str, str, type(None), type(None), type(None), type(None)),
    }
)
"""Their types: there may be no hint, or only the names."""

NO_ENTRY = (AttributeError, KeyError, TypeError, ValueError)
"""What is raised where JSON is no entry."""


def entries_of(generation: Generation) -> tuple[Entry, ...]:
    """Return what a generation notes of its sources. Errors: `IndexDamaged`."""
    try:
        return tuple(map(Entry.from_dict, sources_of(generation)))
    except NO_ENTRY as error:
        raise IndexDamaged(f"{generation.directory}: sources.json: no entry: {error}") from None


def counts_of(entries: Sequence[Entry]) -> Counter[str]:
    """Return how much of what the sources have together."""
    return Counter(
        documents=sum(entry.documents for entry in entries),
        paragraphs=sum(entry.paragraphs for entry in entries),
        footnotes=sum(entry.footnotes for entry in entries),
    )


def _stamp_in(given: Mapping[str, Any]) -> Mapping[str, Any]:
    values = tuple(map(given.__getitem__, STAMP))
    if tuple(map(type, values)) not in KINDS_OF_STAMPS:
        raise ValueError("a stamp of other types")
    return dict(zip(STAMP, values, strict=True))


def _checked(value: Any, kinds: tuple[type, ...]) -> Any:
    if type(value) not in kinds:
        raise ValueError(f"{value!r} is of another type")
    return value


def _checked_place(place: Place) -> Place:
    _checked(place.segment, (str,))
    if type(place.first) is not int or type(place.count) is not int:
        raise ValueError("a place without numbers")
    if place.first < 0 or place.count < 1:
        raise ValueError("a place of nothing")
    return place
