"""Answer → text, json, jsonl, csv or markdown; document → text or json.

Text from a document or a query may hold escape sequences, bidirectional controls, markup or
spreadsheet formulas. None of it leaves this module alive: everything passes `visible`, and each
format escapes what it would otherwise act upon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING, Literal

from indexer.document import Document, Footnote, Paragraph
from indexer.typeset import INDENT, Typesetter, columns_of, counted, json_text, superscript, visible
from search.answers import (
    Answer,
    Counts,
    Hit,
    LinkedFootnote,
    Snippet,
    Stream,
)
from search.wanted import MAX_VALUES

if TYPE_CHECKING:
    from search.follow.linked import References

__all__ = [
    "CSV_COLUMNS",
    "did_you_mean",
    "hit_lines",
    "render",
    "render_document",
]

LONGEST_BAR = 24
"""So long is the bar of the most frequent value of a facet."""

Answered = Answer | Stream

CSV_COLUMNS = (
    "id",
    "score",
    "document",
    "symbol",
    "title",
    "date",
    "source",
    "anchor",
    "number",
    "label",
    "kind",
    "page",
    "snippet",
    "footnotes",
    "citations",
    "others",
)

# =cmd   +1   -1   @SUM: what a spreadsheet takes for a formula
FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")

# * _ ` [ ] < > & | # ~ \ : what Markdown or the HTML in it acts upon
MARKDOWN_MARKUP = re.compile(r"[\\`*_{}\[\]<>&|#~!$^]")

# 1.   2)   -   +   at the start of a line: a list
MARKDOWN_LIST = re.compile(r"(?:[0-9]{1,9})?(?P<sign>[.)+=-])")


def render(
    answer: Answered, form: str, *, width: int | None = None, colour: bool = False
) -> Iterator[str]:
    """Yield the answer line by line, without line ends; CSV rows bring theirs.

    Of a stream, each line is there as soon as its hit is; as one JSON object there is none. `width`
    is the terminal's columns, or None where lines are not to be wrapped; it and `colour` are for
    text alone. Facets are not in JSON Lines and CSV. An unknown format is a `ValueError`.
    """
    if form == "text":
        return _text(answer, Typesetter(width, colour))
    if form == "json" and isinstance(answer, Answer):
        return iter([json_text(answer.to_dict())])
    if form == "jsonl":
        return (json_text(hit.to_dict()) for hit in answer)
    if form == "csv":
        return _csv(answer)
    if form == "markdown":
        return _markdown(answer)
    raise ValueError(f"unknown format {form!r}")


def did_you_mean(answer: Answered) -> Iterator[str]:
    """Yield a line with what was perhaps meant, where nothing was found."""
    if answer.suggestions:
        yield f"Did you mean: {', '.join(answer.suggestions)}?"


def render_document(
    document: Document,
    form: Literal["text", "json"] | str,
    *,
    anchor: str | None = None,
    references: References | None = None,
    width: int | None = None,
    colour: bool = False,
) -> Iterator[str]:
    """Yield a document, or its paragraph of that anchor with its notes, line by line.

    Where they are given, what it cites and what cites it comes after it.
    """
    paragraphs = [
        paragraph for paragraph in document.paragraphs if anchor in (None, paragraph.anchor)
    ]
    notes = [
        note
        for note in document.footnotes
        if anchor is None or anchor == note.anchor or anchor in note.cited_by
    ]
    if form == "json":
        part = document.to_dict()
        part["paragraphs"] = [paragraph.to_dict() for paragraph in paragraphs]
        part["footnotes"] = [note.to_dict() for note in notes]
        return iter([json_text(part | (references.to_dict() if references else {}))])
    if form == "text":
        typesetter = Typesetter(width, colour)
        lines = _document_text(document, paragraphs, notes, typesetter)
        return chain(lines, _below(references, typesetter)) if references else lines
    raise ValueError(f"unknown format {form!r}")


# ---- text


def _text(answer: Answered, typesetter: Typesetter) -> Iterator[str]:
    shown = 0
    for hit in answer:
        shown += 1
        yield from hit_lines(hit, typesetter)
        yield ""
    for name, counts in _counted(answer.facets):
        yield from _facet_text(name, counts, typesetter)
        yield ""
    for notice in answer.notices:
        yield from typesetter.lines(notice)
    if answer.relaxed:
        asked = f"No paragraph holds all of it; searched instead: {answer.interpreted}"
        yield from typesetter.lines(asked)
    yield _closing_line(answer, shown)
    for line in did_you_mean(answer):
        yield from typesetter.lines(line)


def hit_lines(hit: Hit, typesetter: Typesetter) -> Iterator[str]:
    """Yield a hit as text: its document, its excerpts, its notes."""
    place = f"{visible(hit.document.key)}  {visible(hit.paragraph.paged_label)}"
    title = typesetter.fitted(visible(hit.document.title or ""), f"{place}  ")
    yield typesetter.strong(place) + (f"  {typesetter.faint(title)}" if title else "")
    for snippet in hit.snippets:
        yield from _snippet_lines(snippet, typesetter)
    for note in _notes_beside(hit):
        yield from typesetter.note(
            note.number, note.text, note.resolved, note.highlights, note.resolved_highlights
        )
    if hit.others:
        yield typesetter.faint(f"{INDENT}{_more_of_document(hit.others)}")


def _more_of_document(others: int) -> str:
    return f"and {counted(others, 'more paragraph')} of this document"


def _counted(facets: Mapping[str, Counts]) -> Iterator[tuple[str, Counts]]:
    """Yield the facets by which anything was counted."""
    return ((name, counts) for name, counts in facets.items() if counts)


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


def _notes_beside(hit: Hit) -> tuple[LinkedFootnote, ...]:
    """Return the notes to show below a paragraph; one that is the paragraph says nothing new."""
    return tuple(
        note for note in hit.footnotes if note.resolved or note.anchor != hit.paragraph.anchor
    )


def _snippet_lines(snippet: Snippet, typesetter: Typesetter) -> Iterator[str]:
    before, after = "…" if snippet.before else "", "…" if snippet.after else ""
    shift = len(before)
    yield from typesetter.paragraph(
        before + snippet.text + after,
        [(offset + shift, number) for offset, number in snippet.marks],
        [(start + shift, end + shift) for start, end in snippet.highlights],
    )


def _closing_line(answer: Answered, shown: int) -> str:
    """Return how many of how many are shown: of documents, where these are grouped."""
    if not answer.total:
        return "Nothing found."
    of_all, took = counted(answer.total, "paragraph"), f"{answer.took_ms:.1f} ms"
    total = answer.total if answer.documents is None else answer.documents
    if answer.documents is not None:
        of_all = f"{counted(answer.documents, 'document')} with {of_all}"
    if shown == total:
        return f"{of_all}, {took}"
    if not shown:
        return f"None shown of {of_all}, {took}"
    return f"{answer.offset + 1:,} to {answer.offset + shown:,} of {of_all}, {took}"


def _document_text(
    document: Document,
    paragraphs: Sequence[Paragraph],
    notes: Sequence[Footnote],
    typesetter: Typesetter,
) -> Iterator[str]:
    facts = (document.key, document.title, document.date)
    yield typesetter.strong("  ".join(visible(fact) for fact in facts if fact))
    for paragraph in paragraphs:
        yield ""
        yield typesetter.faint(f"{visible(paragraph.paged_label)}  #{visible(paragraph.anchor)}")
        marks = [(mark.offset, mark.number) for mark in paragraph.marks]
        yield from typesetter.paragraph(paragraph.text, marks)
    if notes:
        yield ""
    for note in notes:
        yield from typesetter.note(note.number, note.text, note.resolved)


def _below(references: References, typesetter: Typesetter) -> Iterator[str]:
    from search.follow.beside import references_text

    yield ""
    yield from references_text(references, typesetter)


# ---- csv


def _csv(answer: Answered) -> Iterator[str]:
    yield _csv_row(CSV_COLUMNS)
    for hit in answer:
        yield _csv_row([_csv_cell(value) for value in _csv_values(hit)])


def _csv_values(hit: Hit) -> tuple[str | int | float | None, ...]:
    document, paragraph = hit.document, hit.paragraph
    notes = (
        f"{note.number} {note.text}" + (f" = {note.resolved}" if note.resolved else "")
        for note in hit.footnotes
    )
    return (
        hit.id,
        hit.score,
        document.key,
        document.symbol,
        document.title,
        document.date,
        document.source,
        paragraph.anchor,
        paragraph.number,
        paragraph.label,
        paragraph.kind,
        paragraph.page,
        " … ".join(snippet.text for snippet in hit.snippets),
        " | ".join(notes),
        " ".join(hit.citations),
        hit.others,
    )


def _csv_cell(value: str | int | float | None) -> str:
    """Return a value that no spreadsheet takes for a formula; a number stays one."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    return visible(f"'{value}" if FORMULA.match(value) else value)


def _csv_row(cells: Sequence[str]) -> str:
    import csv

    row = StringIO()
    csv.writer(row).writerow(cells)
    return row.getvalue()


# ---- markdown


def _markdown(answer: Answered) -> Iterator[str]:
    rank = answer.offset
    for rank, hit in enumerate(answer, answer.offset + 1):
        label = f"{_escaped(hit.document.key)} {_escaped(hit.paragraph.paged_label)}"
        title = f" — {_escaped(hit.document.title)}" if hit.document.title else ""
        yield f"{rank}. **{label}**{title}"
        yield ""
        yield f"   > {' '.join(map(_markdown_snippet, hit.snippets))}"
        for note in _notes_beside(hit):
            yield "   >"
            yield f"   > {superscript(_escaped(note.number))} {_markdown_note(note)}"
        if hit.others:
            yield from ("", f"   {_more_of_document(hit.others)}")
        yield ""
    yield from _markdown_facets(answer.facets)
    for notice in answer.notices:
        yield from (_escaped(notice), "")
    if answer.relaxed:
        asked = _escaped(answer.interpreted)
        yield from (f"No paragraph holds all of it; searched instead: {asked}", "")
    yield _closing_line(answer, rank - answer.offset)
    for line in did_you_mean(answer):
        yield from ("", _escaped(line))


def _markdown_facets(facets: Mapping[str, Counts]) -> Iterator[str]:
    """Yield a table for each facet."""
    for name, counts in _counted(facets):
        yield from (f"| {name} | paragraphs |", "| --- | ---: |")
        for value, number in counts[:MAX_VALUES]:
            yield f"| {_escaped(value)} | {number:,} |"
        if len(counts) > MAX_VALUES:
            yield f"| {counted(len(counts) - MAX_VALUES, 'more value')} | |"
        yield ""


def _markdown_snippet(snippet: Snippet) -> str:
    text = _markdown_text(snippet.text, snippet.highlights, snippet.marks)
    return f"{'…' if snippet.before else ''}{text}{'…' if snippet.after else ''}"


def _markdown_note(note: LinkedFootnote) -> str:
    text = _markdown_text(note.text, note.highlights, ())
    if not note.resolved:
        return text
    return f"{text} = {_markdown_text(note.resolved, note.resolved_highlights, ())}"


def _markdown_text(
    text: str, highlights: Sequence[tuple[int, int]], marks: Sequence[tuple[int, str]]
) -> str:
    """Return escaped text with highlights in bold and marks as superscripts."""
    marked: dict[int, str] = {}
    for offset, number in marks:
        marked[offset] = marked.get(offset, "") + _escaped(superscript(number))
    strong = _emphasised(text, highlights)
    opening, closing = {start for start, _ in strong}, {end for _, end in strong}
    numbered = MARKDOWN_LIST.match(text)
    lists = numbered.start("sign") if numbered else -1
    parts: list[str] = []
    for at in range(len(text) + 1):
        parts.append("**" if at in closing else "")
        parts.append(marked.get(at, ""))
        parts.append("**" if at in opening else "")
        parts.append(("\\" if at == lists else "") + _escaped(text[at : at + 1]))
    return "".join(parts)


def _emphasised(text: str, highlights: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the highlights as Markdown can set them: those that touch as one, and none with
    punctuation at its ends, which would leave the asterisks as they are.
    """
    spans: list[tuple[int, int]] = []
    for start, end in highlights:
        while start < end and not text[start].isalnum():
            start += 1
        while start < end and not text[end - 1].isalnum():
            end -= 1
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], end)
        elif start < end:
            spans.append((start, end))
    return spans


def _escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return MARKDOWN_MARKUP.sub(lambda match: f"\\{match.group()}", visible(text))
