"""What is told of a query and its scores when they are explained. `to_dict` is what JSON has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.document import SCHEMA

__all__ = ["Branch", "Explanation", "Part", "Scoring", "Verdict", "Why", "WordFacts"]


@dataclass(frozen=True, slots=True)
class WordFacts:
    """A word that a leaf of a query was cut into, and in how many paragraphs each field has it."""

    word: str
    paragraphs: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Return the word as JSON has it."""
        return {"word": self.word, "paragraphs": dict(self.paragraphs)}


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of a query as understood: what it is, and how many paragraphs it finds by itself."""

    kind: str
    text: str
    found: int
    words: tuple[WordFacts, ...]
    children: tuple[Branch, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the part, and those it is made of, as JSON has them."""
        return {
            "kind": self.kind,
            "text": self.text,
            "found": self.found,
            "words": [word.to_dict() for word in self.words],
            "children": [child.to_dict() for child in self.children],
        }


@dataclass(frozen=True, slots=True)
class Part:
    """What a word, or the whole of a leaf, adds to the score of a paragraph, and for what."""

    kind: str
    text: str
    field: str
    score: float

    def to_dict(self) -> dict[str, Any]:
        """Return the part as JSON has it."""
        return {"kind": self.kind, "text": self.text, "field": self.field, "score": self.score}


@dataclass(frozen=True, slots=True)
class Scoring:
    """How the score of a paragraph comes about: it is exactly the sum of its parts."""

    id: str
    label: str
    score: float
    parts: tuple[Part, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the score as JSON has it."""
        return {
            "id": self.id,
            "label": self.label,
            "score": self.score,
            "parts": [part.to_dict() for part in self.parts],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Explained:
    """What is told of a query, whatever is explained of it."""

    query: str
    interpreted: str
    total: int
    relaxed: bool
    notices: tuple[str, ...]

    def _told(self) -> dict[str, Any]:
        """Return what is told as JSON has it."""
        return {
            "query": self.query,
            "interpreted": self.interpreted,
            "total": self.total,
            "relaxed": self.relaxed,
            "notices": list(self.notices),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(_Explained):
    """How a query was understood, and how the scores of a page of its hits come about.

    `tree` is None where the query has nothing that can be searched.
    """

    tree: Branch | None
    hits: tuple[Scoring, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as JSON has it."""
        return {
            "schema": SCHEMA,
            **self._told(),
            "tree": self.tree.to_dict() if self.tree else None,
            "hits": [hit.to_dict() for hit in self.hits],
        }

    def _repr_html_(self) -> str:
        """Return it as a notebook shows it."""
        from search.notebook import explanation_html

        return explanation_html(self)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a paragraph has what a part of a query asks for; `because` says how, or why not."""

    kind: str
    text: str
    matched: bool
    because: tuple[str, ...]
    children: tuple[Verdict, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict, and those it follows from, as JSON has them."""
        return {
            "kind": self.kind,
            "text": self.text,
            "matched": self.matched,
            "because": list(self.because),
            "children": [child.to_dict() for child in self.children],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Why(_Explained):
    """Why a query finds a paragraph, or why not; `rank` is 1 for the first of `total`."""

    id: str
    found: bool
    rank: int | None
    scoring: Scoring | None
    verdict: Verdict | None

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as JSON has it."""
        return {
            "schema": SCHEMA,
            "id": self.id,
            **self._told(),
            "found": self.found,
            "rank": self.rank,
            "scoring": self.scoring.to_dict() if self.scoring else None,
            "verdict": self.verdict.to_dict() if self.verdict else None,
        }

    def _repr_html_(self) -> str:
        """Return it as a notebook shows it."""
        from search.notebook import why_html

        return why_html(self)
