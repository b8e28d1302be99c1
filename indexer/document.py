"""The shapes that pass between the steps: a document, its paragraphs, its notes. Frozen, no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

__all__ = [
    "SCHEMA",
    "Citation",
    "Diagnostic",
    "Document",
    "Footnote",
    "Kind",
    "Mark",
    "Paragraph",
    "Span",
    "label_with_page",
    "told_apart",
]

SCHEMA = 1
"""The version of every JSON object this project prints."""

Kind = Literal[
    "title",
    "heading",
    "opening",
    "preambular",
    "operative",
    "subparagraph",
    "article",
    "body",
    "closing",
    "footnote",
]


def label_with_page(label: str, page: int | None) -> str:
    """Return how people cite a paragraph: with its page, 第20段（第2页）, where it has one."""
    return label if page is None else f"{label}（第{page}页）"


def told_apart(anchors: Iterable[str]) -> list[str]:
    """Return the anchors, ~2, ~3 and so on behind those that stood before."""
    times: Counter[str] = Counter()
    apart: list[str] = []
    for anchor in anchors:
        times[anchor] += 1
        apart.append(anchor if times[anchor] == 1 else f"{anchor}~{times[anchor]}")
    return apart


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a source: characters `start` to `end` of its decoded text, the end excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A footnote's number where it was printed, before character `offset` of the paragraph."""

    offset: int
    number: str
    span: Span


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference to another document: its canonical key and where the text names it."""

    key: str
    start: int
    end: int
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as displayed. `spans` are its pieces in the source, marks excluded."""

    anchor: str
    kind: Kind
    number: str | None
    label: str
    text: str
    marks: tuple[Mark, ...]
    citations: tuple[Citation, ...]
    ordinal: int
    page: int | None
    spans: tuple[Span, ...]

    @property
    def cited_keys(self) -> tuple[str, ...]:
        """Return the keys of the documents it cites, each once, in order."""
        return tuple(dict.fromkeys(citation.key for citation in self.citations))

    @property
    def paged_label(self) -> str:
        """How people cite the paragraph: its label, with its page where it has one."""
        return label_with_page(self.label, self.page)

    def to_dict(self) -> dict[str, Any]:
        """Return the paragraph as `inspect --format json` prints it."""
        return {
            "anchor": self.anchor,
            "kind": self.kind,
            "number": self.number,
            "label": self.label,
            "ordinal": self.ordinal,
            "page": self.page,
            "text": self.text,
            "marks": [[mark.offset, mark.number] for mark in self.marks],
            "citations": list(self.cited_keys),
        }

    def _repr_html_(self) -> str:
        """Return it as a notebook shows it."""
        from indexer.notebook import paragraph_html

        return paragraph_html(self)


@dataclass(frozen=True, slots=True)
class Footnote:
    """One note. `resolved` spells out a 同上; it is None where the text stands for itself."""

    anchor: str
    number: str
    text: str
    resolved: str | None
    cited_by: tuple[str, ...]
    number_span: Span
    spans: tuple[Span, ...]

    def as_paragraph(self, ordinal: int) -> Paragraph:
        """Return the note as a paragraph of its own, for where no paragraph brings it along."""
        return Paragraph(
            anchor=self.anchor,
            kind="footnote",
            number=self.number,
            label=f"脚注{self.number}",
            text=self.text,
            marks=(),
            citations=(),
            ordinal=ordinal,
            page=None,
            spans=self.spans,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the note as `inspect --format json` prints it."""
        return {
            "anchor": self.anchor,
            "number": self.number,
            "text": self.text,
            "resolved": self.resolved,
            "cited_by": list(self.cited_by),
        }


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something a reader of the document should know, at a line of the source (from 1).

    Where the source has pages of its own, it is a line of that page.
    """

    line: int
    code: str
    message: str
    page: int | None = None

    @property
    def place(self) -> str:
        """Return where in the source it is: 12, or p3:12 on the third page."""
        return str(self.line) if self.page is None else f"p{self.page}:{self.line}"

    def to_dict(self) -> dict[str, Any]:
        """Return the diagnostic as `inspect --format json` prints it."""
        place = {"line": self.line, "page": self.page}
        return {**place, "code": self.code, "message": self.message}


@dataclass(frozen=True, slots=True)
class Document:
    """One source, rebuilt: each visible character is in a paragraph, a note or `furniture`."""

    key: str
    source: str
    symbol: str | None
    title: str | None
    date: str | None
    meeting: str | None
    paragraphs: tuple[Paragraph, ...]
    footnotes: tuple[Footnote, ...]
    diagnostics: tuple[Diagnostic, ...]
    furniture: tuple[Span, ...]

    def notes_of(self, paragraph: Paragraph) -> tuple[Footnote, ...]:
        """Return the notes that the paragraph's marks refer to, in the order of the notes."""
        return tuple(note for note in self.footnotes if paragraph.anchor in note.cited_by)

    @property
    def anchors(self) -> frozenset[str]:
        """Return the anchors of all paragraphs and notes."""
        paragraphs = (paragraph.anchor for paragraph in self.paragraphs)
        return frozenset((*paragraphs, *(note.anchor for note in self.footnotes)))

    def units(self) -> tuple[Paragraph, ...]:
        """Return what is searched: the paragraphs, and each note that no paragraph cites."""
        last = len(self.paragraphs)
        uncited = [note for note in self.footnotes if not note.cited_by]
        return self.paragraphs + tuple(
            note.as_paragraph(ordinal) for ordinal, note in enumerate(uncited, start=last + 1)
        )

    def facts(self) -> dict[str, Any]:
        """Return what is known of the document as a whole."""
        return {
            "key": self.key,
            "symbol": self.symbol,
            "title": self.title,
            "date": self.date,
            "meeting": self.meeting,
            "source": self.source,
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the document as `inspect --format json` prints it."""
        return {
            "schema": SCHEMA,
            "document": self.facts(),
            "paragraphs": [paragraph.to_dict() for paragraph in self.paragraphs],
            "footnotes": [note.to_dict() for note in self.footnotes],
            "diagnostics": [diagnostic.to_dict() for diagnostic in self.diagnostics],
        }

    def _repr_html_(self) -> str:
        """Return it as a notebook shows it."""
        from indexer.notebook import document_html

        return document_html(self)
