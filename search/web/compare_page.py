"""The difference of two documents → what the page that compares them shows."""

from __future__ import annotations

from dataclasses import dataclass

from search.answers import DocumentFacts
from search.versions.outcomes import Difference, Pair, Run, Side
from search.web.languages import Words
from search.web.links import Links

__all__ = ["ComparePage", "compare_page"]


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph of one of the two: its label, and where it stands."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """What became of a note: its number, and its words."""

    number: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class PairView:
    """What became of a paragraph; what has not changed at all is shown without a word on it."""

    kind: str
    told: str
    first: tuple[Place, ...]
    second: tuple[Place, ...]
    runs: tuple[Run, ...]
    notes: tuple[NoteView, ...]
    is_changed: bool
    is_renumbered: bool


@dataclass(frozen=True, slots=True)
class ComparePage:
    """All that the page of a difference shows. `counts` are sentences, for the kinds there are."""

    first: DocumentFacts
    second: DocumentFacts
    first_address: str
    second_address: str
    counts: tuple[str, ...]
    pairs: tuple[PairView, ...]
    notices: tuple[str, ...]


def compare_page(difference: Difference, words: Words, links: Links) -> ComparePage:
    """Return what the page of a difference shows."""
    counts = [f"{words[kind]} {count:,}" for kind, count in difference.counts.items() if count]
    return ComparePage(
        first=difference.first,
        second=difference.second,
        first_address=links.document(difference.first.key),
        second_address=links.document(difference.second.key),
        counts=tuple(counts),
        pairs=tuple(_pair(pair, words, links) for pair in difference),
        notices=difference.notices,
    )


def _pair(pair: Pair, words: Words, links: Links) -> PairView:
    changed = tuple(
        NoteView(_number(note.second or note.first), note.runs)
        for note in pair.notes
        if note.kind != "same"
    )
    return PairView(
        kind=pair.kind,
        told=words[pair.kind] if pair.kind != "same" else "",
        first=_places(pair.first, links),
        second=_places(pair.second, links),
        runs=pair.runs,
        notes=changed,
        is_changed=pair.is_changed,
        is_renumbered=pair.is_renumbered,
    )


def _places(sides: tuple[Side, ...], links: Links) -> tuple[Place, ...]:
    return tuple(Place(side.label, links.paragraph(side.id)) for side in sides)


def _number(side: Side | None) -> str:
    return side.label if side else ""
