"""A document → what `inspect` prints: all that the parser made of it, for a person to check."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.document import Document, Footnote, Paragraph
from indexer.typeset import INDENT, Typesetter, visible

__all__ = ["report_of"]


def report_of(
    document: Document, *, width: int | None = None, colour: bool = False
) -> Iterator[str]:
    """Yield the document's facts, paragraphs, notes and diagnostics, line by line.

    `width` is the terminal's columns, or None where lines are not to be wrapped.
    """
    typesetter = Typesetter(width, colour)
    yield from _facts(document, typesetter)
    for paragraph in document.paragraphs:
        yield from _paragraph(paragraph, typesetter)
    for note in document.footnotes:
        yield from _footnote(note, typesetter)
    yield ""
    yield _counts(document)
    for diagnostic in document.diagnostics:
        place = f"{visible(document.source)}:{diagnostic.place}: "
        said = f"{diagnostic.code}: {diagnostic.message}"
        yield from typesetter.lines(said, first=place, hanging=INDENT)


def _facts(document: Document, typesetter: Typesetter) -> Iterator[str]:
    yield typesetter.strong(visible(document.key))
    for name, fact in document.facts().items():
        if fact is not None and name != "key":
            yield from typesetter.lines(
                fact, first=f"{INDENT}{name:<8} ", hanging=" " * (len(INDENT) + 9)
            )


def _paragraph(paragraph: Paragraph, typesetter: Typesetter) -> Iterator[str]:
    yield ""
    page = "" if paragraph.page is None else f"  page {paragraph.page}"
    yield typesetter.faint(
        f"{visible(paragraph.label)}  #{visible(paragraph.anchor)}  {paragraph.kind}{page}"
    )
    marks = [(mark.offset, mark.number) for mark in paragraph.marks]
    yield from typesetter.paragraph(paragraph.text, marks)
    if paragraph.citations:
        cites, keys = f"{INDENT}cites ", ", ".join(paragraph.cited_keys)
        yield from typesetter.lines(keys, first=cites, hanging=" " * len(cites))


def _footnote(note: Footnote, typesetter: Typesetter) -> Iterator[str]:
    yield ""
    cited_by = ", ".join(map(visible, note.cited_by)) or "nothing"
    yield typesetter.faint(f"#{visible(note.anchor)}  cited by {cited_by}")
    yield from typesetter.note(note.number, note.text, note.resolved)


def _counts(document: Document) -> str:
    marks = sum(len(paragraph.marks) for paragraph in document.paragraphs)
    return (
        f"{len(document.paragraphs)} paragraphs, {len(document.footnotes)} footnotes, "
        f"{marks} marks, {len(document.diagnostics)} diagnostics"
    )
