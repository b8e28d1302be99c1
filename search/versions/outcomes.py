"""What comparing gives back: differences, clauses found again, quotations checked.

`to_dict` is the JSON contract.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from indexer.document import SCHEMA
from search.answers import DocumentFacts

__all__ = [
    "Alike",
    "Difference",
    "NotePair",
    "Pair",
    "Place",
    "Quotation",
    "Quoted",
    "Quotes",
    "Run",
    "Side",
    "Similar",
]

RunKind = Literal["same", "deleted", "inserted"]
NoteKind = Literal["same", "reworded", "only_first", "only_second"]
PairKind = Literal[
    "same",
    "reworded",
    "moved",
    "moved_reworded",
    "split",
    "merged",
    "only_first",
    "only_second",
]
Verdict = Literal["verbatim", "nearly", "not_found", "too_long"]


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that two texts share, or that one of them has.

    `old` and `new` are as each text has them: what is the same may be printed in two ways, as
    Traditional and Simplified.
    """

    kind: RunKind
    old: str
    new: str

    def to_dict(self) -> dict[str, Any]:
        """Return the run as JSON has it."""
        return {"kind": self.kind, "old": self.old, "new": self.new}


@dataclass(frozen=True, slots=True)
class Side:
    """A paragraph, or a note, of one of two documents, and how it is cited."""

    id: str
    label: str
    text: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {"id": self.id, "label": self.label, "text": self.text}


@dataclass(frozen=True, slots=True)
class NotePair:
    """What became of a note of a paragraph: `first` and `second` are its text in either."""

    kind: NoteKind
    first: Side | None
    second: Side | None
    runs: tuple[Run, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "kind": self.kind,
            "first": self.first.to_dict() if self.first else None,
            "second": self.second.to_dict() if self.second else None,
            "runs": [run.to_dict() for run in self.runs],
        }


@dataclass(frozen=True, slots=True)
class Pair:
    """What became of a paragraph of the first document, or from where one of the second comes.

    `first` and `second` are one paragraph each; none where only the other document has it; several
    where it was split, or merged: the text that `runs` are of has a line end between them then.
    `similarity` is that of their words; one that is the same may have another number than it had,
    and one is reworded, too, if only a note of it is.
    """

    kind: PairKind
    first: tuple[Side, ...]
    second: tuple[Side, ...]
    similarity: float
    runs: tuple[Run, ...]
    notes: tuple[NotePair, ...]

    @property
    def is_renumbered(self) -> bool:
        """Whether it is cited otherwise in the second document than in the first."""
        if not (self.first and self.second):
            return False
        return [side.label for side in self.first] != [side.label for side in self.second]

    @property
    def is_changed(self) -> bool:
        """Whether its words, its place among others, its printed number or its notes changed."""
        return self.kind != "same" or any(run.kind != "same" for run in self.runs)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "kind": self.kind,
            "first": [side.to_dict() for side in self.first],
            "second": [side.to_dict() for side in self.second],
            "similarity": self.similarity,
            "renumbered": self.is_renumbered,
            "runs": [run.to_dict() for run in self.runs],
            "notes": [note.to_dict() for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """Two documents, paragraph by paragraph, in the order of the second.

    What only the first has stands where it stood. A notice says what was not compared in full.
    """

    first: DocumentFacts
    second: DocumentFacts
    pairs: tuple[Pair, ...]
    notices: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    @property
    def are_same(self) -> bool:
        """Whether no paragraph has changed."""
        return not any(pair.is_changed for pair in self.pairs)

    @property
    def counts(self) -> dict[PairKind, int]:
        """How many paragraphs, or groups of them, there are of each kind."""
        found = Counter(pair.kind for pair in self.pairs)
        return {kind: found[kind] for kind in get_args(PairKind)}

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as JSON has it."""
        return {
            "schema": SCHEMA,
            "first": self.first.to_dict(),
            "second": self.second.to_dict(),
            "counts": dict(self.counts),
            "notices": list(self.notices),
            "paragraphs": [pair.to_dict() for pair in self.pairs],
        }


@dataclass(frozen=True, slots=True)
class Alike:
    """A paragraph that has the text of another, or nearly: `runs` lead from the other to it."""

    id: str
    similarity: float
    document: DocumentFacts
    label: str
    text: str
    runs: tuple[Run, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "id": self.id,
            "similarity": self.similarity,
            "document": self.document.to_dict(),
            "label": self.label,
            "text": self.text,
            "runs": [run.to_dict() for run in self.runs],
        }


@dataclass(frozen=True, slots=True)
class Similar:
    """The paragraphs that are like one, most alike first; `total` counts all of them."""

    id: str
    text: str
    total: int
    alike: tuple[Alike, ...]
    notices: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Alike]:
        return iter(self.alike)

    def __len__(self) -> int:
        return len(self.alike)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "schema": SCHEMA,
            "id": self.id,
            "text": self.text,
            "total": self.total,
            "notices": list(self.notices),
            "alike": [each.to_dict() for each in self.alike],
        }


@dataclass(frozen=True, slots=True)
class Quotation:
    """What is quoted, and the line and the column of its first character, both from 1.

    Both are 0 where it was given by itself.
    """

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation stands: the ids of one paragraph, or of all that it goes over.

    In a note, they are those of the paragraph that the note belongs to.
    """

    ids: tuple[str, ...]
    labels: tuple[str, ...]
    in_note: bool

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {"ids": list(self.ids), "labels": list(self.labels), "in_note": self.in_note}


@dataclass(frozen=True, slots=True)
class Quoted:
    """Whether a quotation is right: it stands at `places` verbatim, or nearly so.

    `total` counts the places, of which the first are told. `similarity` is 1 for what is verbatim,
    0 for what was not found; `runs` lead from a quotation that is nearly right to what stands at
    the first place.
    """

    quotation: Quotation
    verdict: Verdict
    total: int
    places: tuple[Place, ...]
    similarity: float
    runs: tuple[Run, ...] = ()

    def of(self, quotation: Quotation) -> Quoted:
        """Return the same of another quotation of the same text."""
        return replace(self, quotation=quotation)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "text": self.quotation.text,
            "line": self.quotation.line,
            "column": self.quotation.column,
            "verdict": self.verdict,
            "similarity": self.similarity,
            "total": self.total,
            "places": [place.to_dict() for place in self.places],
            "runs": [run.to_dict() for run in self.runs],
        }


@dataclass(frozen=True, slots=True)
class Quotes:
    """All quotations of a text in their order, each checked."""

    quoted: tuple[Quoted, ...]
    notices: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Quoted]:
        return iter(self.quoted)

    def __len__(self) -> int:
        return len(self.quoted)

    @property
    def are_verbatim(self) -> bool:
        """Whether every quotation is verbatim."""
        return all(each.verdict == "verbatim" for each in self.quoted)

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many quotations have each verdict."""
        found = Counter(each.verdict for each in self.quoted)
        return {verdict: found[verdict] for verdict in get_args(Verdict)}

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "schema": SCHEMA,
            "counts": dict(self.counts),
            "notices": list(self.notices),
            "quotations": [each.to_dict() for each in self.quoted],
        }
