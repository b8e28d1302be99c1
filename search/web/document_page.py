"""A part of a document → what its page shows: paragraphs, marks that lead to notes, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.document import Footnote, Paragraph
from search.follow.linked import Cited, CitedBy, Link
from search.parts import Part
from search.web.languages import Words
from search.web.links import Links
from search.web.runs import Run, runs_of
from search.web.settings import PAGE_PARAGRAPHS

__all__ = ["DocumentPage", "document_page"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a paragraph, and where it leads: to another document, or to a note."""

    run: Run
    address: str | None = None
    id: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph. `level` is that of a heading, 0 for others."""

    id: str
    anchor: str
    address: str
    label: str
    kind: str
    level: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note, and the paragraphs that refer to it: their labels and addresses."""

    anchor: str
    number: str
    text: str
    resolved: str
    back: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What a document cites, what cites it, and the series that it is one of."""

    cites: tuple[Cited, ...]
    cited_by: CitedBy
    series: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Another document: its key, where it leads, what is told of it, whether the index has it."""

    key: str
    address: str
    told: str
    is_indexed: bool
    comparison: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """All that the page of a document shows; `first` and `last` are ordinals."""

    key: str
    title: str
    date: str
    meeting: str
    paragraphs: tuple[ParagraphView, ...]
    notes: tuple[NoteView, ...]
    first: int
    last: int
    total: int
    cited: str
    cites: tuple[Other, ...]
    cited_by: tuple[Other, ...]
    cited_by_told: str
    series: tuple[Other, ...]
    previous: str | None
    next: str | None


def document_page(part: Part, beside: Beside, words: Words, links: Links) -> DocumentPage:
    """Return what the page of a part shows."""
    cited_by = beside.cited_by
    facts, key = part.facts, part.key
    first, last = part.offset + 1, part.offset + len(part.paragraphs)
    labels = {each.anchor: each.paged_label or words["unnumbered"] for each in part.paragraphs}
    return DocumentPage(
        key=key,
        title=facts["title"] or "",
        date=facts["date"] or "",
        meeting=facts["meeting"] or "",
        paragraphs=tuple(_paragraph(each, part, links) for each in part.paragraphs),
        notes=tuple(_note(note, labels) for note in part.footnotes),
        first=first,
        last=last,
        total=part.total,
        cited=links.query(f"cites:「{key}」"),
        cites=tuple(
            _other(each.key, each.indexed, each.date or "", links) for each in beside.cites
        ),
        cited_by=tuple(_other(each, each, f"{count:,}", links) for each, count in cited_by.keys),
        cited_by_told=words.filled("cited_by", documents=cited_by.documents, total=cited_by.total),
        series=tuple(_of_series(each, key, links) for each in beside.series),
        previous=links.document(key, "", first - PAGE_PARAGRAPHS) if first > 1 else None,
        next=links.document(key, "", last + 1) if last < part.total else None,
    )


def _other(key: str, indexed: str | None, told: str, links: Links) -> Other:
    address = links.query(key) if indexed is None else links.document(indexed)
    return Other(key, address, told, indexed is not None)


def _of_series(link: Link, key: str, links: Links) -> Other:
    """Return a resolution of a series, to be compared with the one that is shown."""
    other = _other(link.key, link.indexed, link.date or link.year or "", links)
    if link.indexed in (None, key):
        return other
    return replace(other, comparison=links.comparison(link.indexed or "", key))


def _paragraph(paragraph: Paragraph, part: Part, links: Links) -> ParagraphView:
    key = part.key
    return ParagraphView(
        id=f"{key}#{paragraph.anchor}",
        anchor=paragraph.anchor,
        address=links.document(key, paragraph.anchor, paragraph.ordinal),
        label=paragraph.paged_label,
        kind=paragraph.kind,
        level={"title": 1, "heading": 2}.get(paragraph.kind, 0),
        pieces=_pieces(paragraph, part.notes_of(paragraph), links),
    )


def _pieces(paragraph: Paragraph, notes: tuple[Footnote, ...], links: Links) -> tuple[Piece, ...]:
    note_of = {note.number: note for note in notes}
    marks = [(mark.offset, mark.number) for mark in paragraph.marks]
    cited = [(each.start, each.end, each.key) for each in paragraph.citations]
    met: set[str] = set()
    pieces = []
    for run in runs_of(paragraph.text, (), marks, cited):
        note = note_of.get(run.text) if run.is_mark else None
        if note is not None:
            # The first mark of a paragraph is where its note leads back to.
            id = mark_id(paragraph.anchor, note.anchor) if note.anchor not in met else None  # noqa: A001 - HTML calls it that
            met.add(note.anchor)
            pieces.append(Piece(run, f"#{note.anchor}", id, note.resolved or note.text))
        else:
            pieces.append(Piece(run, links.query(run.cites) if run.cites else None))
    return tuple(pieces)


def mark_id(paragraph: str, note: str) -> str:
    """Return the id of the mark in a paragraph that refers to a note."""
    return f"mark:{paragraph}:{note}"


def _note(note: Footnote, labels: dict[str, str]) -> NoteView:
    back = tuple(
        (labels[anchor], f"#{mark_id(anchor, note.anchor)}")
        for anchor in note.cited_by
        if anchor in labels
    )
    return NoteView(note.anchor, note.number, note.text, note.resolved or "", back)
