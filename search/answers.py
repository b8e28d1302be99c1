"""What a search gives back: answer, hits, snippets. `to_dict` is the JSON contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from indexer.document import SCHEMA, Kind, Paragraph, label_with_page

__all__ = [
    "Answer",
    "DocumentFacts",
    "Hit",
    "LinkedFootnote",
    "ParagraphFacts",
    "Ranking",
    "Snippet",
    "Stream",
    "told_score",
]

Counts = tuple[tuple[str, int], ...]
"""Values, and in how many paragraphs each is: the most frequent first."""


def told_score(score: float) -> float:
    """Return a score with the six decimals that are told of it.

    Scores are multiples of a power of two, so that this is what `round(score, 6)` gives, in half
    the time, of all below half a million.
    """
    return round(score * 1e6) / 1e6


@dataclass(frozen=True, slots=True)
class Snippet:
    """An excerpt of a paragraph. Highlights are `[start, end)` into `text`, sorted and disjoint.

    Marks are `(offset, number)`: note `number` is referred to before character `offset` of `text`.
    `before` and `after` say whether the paragraph goes on there.
    """

    text: str
    highlights: tuple[tuple[int, int], ...]
    marks: tuple[tuple[int, str], ...]
    before: bool
    after: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the snippet as JSON has it."""
        return {
            "text": self.text,
            "highlights": _lists(self.highlights),
            "marks": [list(mark) for mark in self.marks],
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """The document a hit is in."""

    key: str
    symbol: str | None
    title: str | None
    date: str | None
    source: str

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> DocumentFacts:
        """Return what is told of a document that has these facts, and others."""
        return cls(facts["key"], facts["symbol"], facts["title"], facts["date"], facts["source"])

    def to_dict(self) -> dict[str, Any]:
        """Return the facts as JSON has them."""
        return {
            "key": self.key,
            "symbol": self.symbol,
            "title": self.title,
            "date": self.date,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class ParagraphFacts:
    """How the paragraph of a hit is cited: its place in its document."""

    anchor: str
    number: str | None
    label: str
    kind: Kind
    ordinal: int
    page: int | None

    @classmethod
    def of(cls, paragraph: Paragraph) -> ParagraphFacts:
        """Return the place of a paragraph."""
        return cls(
            paragraph.anchor,
            paragraph.number,
            paragraph.label,
            paragraph.kind,
            paragraph.ordinal,
            paragraph.page,
        )

    @property
    def paged_label(self) -> str:
        """How people cite the paragraph: its label, with its page where it has one."""
        return label_with_page(self.label, self.page)

    def to_dict(self) -> dict[str, Any]:
        """Return the facts as JSON has them."""
        return {
            "anchor": self.anchor,
            "number": self.number,
            "label": self.label,
            "kind": self.kind,
            "ordinal": self.ordinal,
            "page": self.page,
        }


@dataclass(frozen=True, slots=True)
class LinkedFootnote:
    """A note that the paragraph of a hit refers to; highlights are into `text` and `resolved`."""

    anchor: str
    number: str
    text: str
    resolved: str | None
    highlights: tuple[tuple[int, int], ...]
    resolved_highlights: tuple[tuple[int, int], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the note as JSON has it."""
        return {
            "anchor": self.anchor,
            "number": self.number,
            "text": self.text,
            "resolved": self.resolved,
            "highlights": _lists(self.highlights),
            "resolved_highlights": _lists(self.resolved_highlights),
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """One paragraph that answers the query. `id` is unique in the index: key, #, anchor.

    `further` are the excerpts after the first, where several were wanted. `others` says how many
    more paragraphs of its document were found, where hits were to be grouped by document. The score
    is 0 where they were to be sorted otherwise than by relevance.
    """

    id: str
    score: float
    document: DocumentFacts
    paragraph: ParagraphFacts
    snippet: Snippet
    footnotes: tuple[LinkedFootnote, ...]
    citations: tuple[str, ...]
    further: tuple[Snippet, ...] = ()
    others: int | None = None

    @property
    def snippets(self) -> tuple[Snippet, ...]:
        """All excerpts, in the order of the text."""
        return (self.snippet, *self.further)

    def to_dict(self) -> dict[str, Any]:
        """Return the hit as JSON has it."""
        snippets = [snippet.to_dict() for snippet in self.snippets]
        return {
            "id": self.id,
            "score": self.score,
            "document": self.document.to_dict(),
            "paragraph": self.paragraph.to_dict(),
            "snippet": snippets[0],
            "snippets": snippets,
            "footnotes": [note.to_dict() for note in self.footnotes],
            "citations": list(self.citations),
            "others": self.others,
        }

    def _repr_html_(self) -> str:
        """Return it as a notebook shows it."""
        from search.notebook import hit_html

        return hit_html(self)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is told of a query, whatever is shown of the paragraphs that it found.

    `total` counts the paragraphs found, not those on this page. `relaxed` is true where no
    paragraph holds everything asked for, so those holding any of it were taken. `interpreted` is
    the query as it was understood; each notice is a sentence on what was not searched as typed.
    """

    query: str
    interpreted: str
    total: int
    relaxed: bool
    offset: int
    took_ms: float
    notices: tuple[str, ...]

    def _told(self) -> dict[str, Any]:
        """Return what is told as JSON has it."""
        return {
            "schema": SCHEMA,
            "query": self.query,
            "interpreted": self.interpreted,
            "total": self.total,
            "relaxed": self.relaxed,
            "offset": self.offset,
            "took_ms": self.took_ms,
            "notices": list(self.notices),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered(_Found):
    """What is told beside hits.

    `documents` counts the documents found where hits were to be grouped by them, else it is None.
    `facets` has for each that was wanted its values and their paragraphs. `suggestions` are queries
    that find something, where this one found nothing.
    """

    documents: int | None = None
    facets: Mapping[str, Counts] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()

    def _told(self) -> dict[str, Any]:
        return {
            **_Found._told(self),
            "documents": self.documents,
            "facets": {name: list(map(list, counts)) for name, counts in self.facets.items()},
            "suggestions": list(self.suggestions),
        }


@dataclass(frozen=True, slots=True)
class Answer(_Answered):
    """One page of the answer to a query; it iterates over its hits."""

    hits: tuple[Hit, ...]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON has it."""
        return {**self._told(), "hits": [hit.to_dict() for hit in self.hits]}

    def _repr_html_(self) -> str:
        """Return it as a notebook shows it."""
        from search.notebook import answer_html

        return answer_html(self)


@dataclass(frozen=True, slots=True)
class Stream(_Answered):
    """All of the answer to a query: an iterator over its hits, each made when it is asked for."""

    hits: Iterator[Hit]

    def __iter__(self) -> Iterator[Hit]:
        return self.hits

    def __next__(self) -> Hit:
        return next(self.hits)


@dataclass(frozen=True, slots=True)
class Ranking(_Found):
    """What an answer found, by the ids of paragraphs, with nothing shown of them."""

    ids: tuple[str, ...]
    scores: tuple[float, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the ranking as JSON has it."""
        return {**self._told(), "ids": list(self.ids), "scores": list(self.scores)}


def _lists(spans: tuple[tuple[int, int], ...]) -> list[list[int]]:
    return [list(span) for span in spans]
