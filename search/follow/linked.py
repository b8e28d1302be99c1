"""What following references gives back. `to_dict` is the JSON contract of each command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from indexer.document import SCHEMA
from search.answers import Hit

__all__ = ["Chain", "Cited", "CitedBy", "Cites", "Link", "Place", "References"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is cited: a paragraph, or the note of that number that it refers to."""

    id: str
    label: str
    note: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return the place as JSON has it."""
        return {"id": self.id, "label": self.label, "note": self.note}


@dataclass(frozen=True, slots=True)
class Cited:
    """One thing that is cited, under its canonical key.

    `indexed` is the key, or the id, under which the index has it, or None. The date is that of the
    document in the index, or else the one that the text gives.
    """

    key: str
    date: str | None
    indexed: str | None
    places: tuple[Place, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "key": self.key,
            "date": self.date,
            "indexed": self.indexed,
            "places": [place.to_dict() for place in self.places],
        }


@dataclass(frozen=True, slots=True)
class Cites:
    """What a document, or a paragraph or note of it, cites: each key once, as first named.

    It iterates over what is cited.
    """

    key: str
    cited: tuple[Cited, ...]

    def __iter__(self) -> Iterator[Cited]:
        return iter(self.cited)

    def __len__(self) -> int:
        return len(self.cited)

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as JSON has it."""
        cited = [each.to_dict() for each in self.cited]
        return {"schema": SCHEMA, "key": self.key, "cited": cited}

    def _repr_html_(self) -> str:
        """Return it as a notebook shows it."""
        from search.notebook import cites_html

        return cites_html(self)


@dataclass(frozen=True, slots=True)
class CitedBy:
    """One page of the paragraphs that cite something, as they stand in their documents.

    `key` is its canonical name, `indexed` the key or id under which the index has it, or None.
    `total` counts the paragraphs that cite it, `documents` those that these are of; `keys` has the
    first of these in order, each with how many of its paragraphs do. What is highlighted in a hit
    are the citations; its notes are those in which one stands. It iterates over the hits.
    """

    key: str
    indexed: str | None
    total: int
    documents: int
    keys: tuple[tuple[str, int], ...]
    offset: int
    hits: tuple[Hit, ...]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def counts(self) -> dict[str, Any]:
        """Return who cites it as JSON has it, without the paragraphs."""
        return {
            "total": self.total,
            "documents": self.documents,
            "keys": [list(each) for each in self.keys],
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the page as JSON has it."""
        return {
            "schema": SCHEMA,
            "key": self.key,
            "indexed": self.indexed,
            **self.counts(),
            "offset": self.offset,
            "hits": [hit.to_dict() for hit in self.hits],
        }

    def _repr_html_(self) -> str:
        """Return it as a notebook shows it."""
        from search.notebook import cited_by_html

        return cited_by_html(self)


@dataclass(frozen=True, slots=True)
class References:
    """What a document, or a part of one, cites, and what cites it."""

    cites: Cites
    cited_by: CitedBy

    def to_dict(self) -> dict[str, Any]:
        """Return what the JSON of `show` has of them."""
        cites = [each.to_dict() for each in self.cites]
        return {"cites": cites, "cited_by": self.cited_by.counts()}


@dataclass(frozen=True, slots=True)
class Link:
    """One resolution of a series. `named_by` are the paragraphs whose recalling names it.

    The date is that of the document in the index, or else the one that the text gives; the year is
    that of the date, or the one in the key, or None. `indexed` is the key under which the index has
    it, or None.
    """

    key: str
    date: str | None
    year: str | None
    indexed: str | None
    title: str | None
    named_by: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the resolution as JSON has it."""
        return {
            "key": self.key,
            "date": self.date,
            "year": self.year,
            "indexed": self.indexed,
            "title": self.title,
            "named_by": list(self.named_by),
        }


@dataclass(frozen=True, slots=True)
class Chain:
    """The series that a resolution is one of, the oldest first; without links, there is none known.

    `complete` is false where there were more documents to look at than the limit. It iterates over
    the links.
    """

    key: str
    complete: bool
    links: tuple[Link, ...]

    def __iter__(self) -> Iterator[Link]:
        return iter(self.links)

    def __len__(self) -> int:
        return len(self.links)

    def to_dict(self) -> dict[str, Any]:
        """Return the series as JSON has it."""
        return {
            "schema": SCHEMA,
            "key": self.key,
            "complete": self.complete,
            "links": [link.to_dict() for link in self.links],
        }

    def _repr_html_(self) -> str:
        """Return it as a notebook shows it."""
        from search.notebook import chain_html

        return chain_html(self)
