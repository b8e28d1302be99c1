"""An answer, or a document → lines to be read, in a terminal or elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from indexer.document import Document
from indexer.typeset import INDENT, Typesetter, columns_of, counted, visible
from search.answers import Answer, Counts, Hit, Snippet, Stream
from search.wanted import MAX_VALUES
from search.written.passages import part_of
from search.written.told import (
    closing_line,
    did_you_mean,
    more_of_document,
    not_as_typed,
    notes_beside,
    with_counts,
)

if TYPE_CHECKING:
    from search.follow.linked import References

__all__ = ["answer_lines", "document_lines", "hit_lines"]

LONGEST_BAR = 24
"""So long is the bar of the most frequent value of a facet."""


def answer_lines(answer: Answer | Stream, width: int | None, colour: bool) -> Iterator[str]:
    """Yield each hit with its notes, then the facets, then what is to be told of the answer."""
    typesetter = Typesetter(width, colour)
    shown = 0
    for hit in answer:
        shown += 1
        yield from hit_lines(hit, typesetter)
        yield ""
    for name, counts in with_counts(answer.facets):
        yield from _facet_text(name, counts, typesetter)
        yield ""
    for line in not_as_typed(answer):
        yield from typesetter.lines(line)
    yield closing_line(answer, shown)
    for line in did_you_mean(answer):
        yield from typesetter.lines(line)


def hit_lines(hit: Hit, typesetter: Typesetter) -> Iterator[str]:
    """Yield a hit as text: its document, its excerpts, its notes."""
    place = f"{visible(hit.document.key)}  {visible(hit.paragraph.paged_label)}"
    title = typesetter.fitted(visible(hit.document.title or ""), f"{place}  ")
    yield typesetter.strong(place) + (f"  {typesetter.faint(title)}" if title else "")
    for snippet in hit.snippets:
        yield from _snippet_lines(snippet, typesetter)
    for note in notes_beside(hit):
        yield from typesetter.note(
            note.number, note.text, note.resolved, note.highlights, note.resolved_highlights
        )
    if hit.others:
        yield typesetter.faint(f"{INDENT}{more_of_document(hit.others)}")


def _facet_text(name: str, counts: Counts, typesetter: Typesetter) -> Iterator[str]:
    """Yield what a facet counted: each value, its paragraphs, and a bar of their share."""
    shown = counts[:MAX_VALUES]
    values = [visible(value) for value, _ in shown]
    wide = max(map(columns_of, values), default=0)
    digits = len(f"{max((number for _, number in shown), default=0):,}")
    yield typesetter.strong(name)
    for value, (_, number) in zip(values, shown, strict=True):
        padded = value + " " * (wide - columns_of(value))
        yield f"{INDENT}{padded}  {number:>{digits},}  {typesetter.faint(_bar(number, shown))}"
    if len(counts) > len(shown):
        yield f"{INDENT}and {counted(len(counts) - len(shown), 'more value')}"


def _bar(number: int, counts: Counts) -> str:
    return "━" * max(1, round(LONGEST_BAR * number / max(most for _, most in counts)))


def _snippet_lines(snippet: Snippet, typesetter: Typesetter) -> Iterator[str]:
    before, after = "…" if snippet.before else "", "…" if snippet.after else ""
    shift = len(before)
    yield from typesetter.paragraph(
        before + snippet.text + after,
        [(offset + shift, number) for offset, number in snippet.marks],
        [(start + shift, end + shift) for start, end in snippet.highlights],
    )


def document_lines(
    document: Document,
    anchor: str | None,
    references: References | None,
    width: int | None,
    colour: bool,
) -> Iterator[str]:
    """Yield a document, or its paragraph or note of that anchor, the notes at the end.

    Where they are given, what it cites and what cites it comes below.
    """
    typesetter = Typesetter(width, colour)
    facts = (document.key, document.title, document.date)
    yield typesetter.strong("  ".join(visible(fact) for fact in facts if fact))
    paragraphs, notes = part_of(document, anchor)
    for paragraph in paragraphs:
        yield ""
        yield typesetter.faint(f"{visible(paragraph.paged_label)}  #{visible(paragraph.anchor)}")
        marks = [(mark.offset, mark.number) for mark in paragraph.marks]
        yield from typesetter.paragraph(paragraph.text, marks)
    if notes:
        yield ""
    for note in notes:
        yield from typesetter.note(note.number, note.text, note.resolved)
    if references is not None:
        from search.follow.beside import references_text

        yield ""
        yield from references_text(references, typesetter)
