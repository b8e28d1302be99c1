"""Answer → text, json, jsonl, csv or markdown; document → text or json.

Text from a document or a query may hold escape sequences, bidirectional controls, markup or
spreadsheet formulas. None of it leaves this module alive: everything passes `visible`, and each
format escapes what it would otherwise act upon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Literal

from indexer.document import Document, Footnote, Paragraph
from indexer.typeset import Typesetter, json_text, superscript, visible
from search.answers import Answer, Hit, LinkedFootnote, ParagraphFacts

__all__ = [
    "CSV_COLUMNS",
    "Format",
    "render",
    "render_document",
]

Format = Literal["text", "json", "jsonl", "csv", "markdown"]
Spans = tuple[tuple[int, int], ...]


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
)

# =cmd   +1   -1   @SUM: what a spreadsheet takes for a formula
FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")

# * _ ` [ ] < > & | # ~ \ : what Markdown or the HTML in it acts upon
MARKDOWN_MARKUP = re.compile(r"[\\`*_{}\[\]<>&|#~!$^]")

# 1.   2)   -   +   at the start of a line: a list
MARKDOWN_LIST = re.compile(r"(?:[0-9]{1,9})?(?P<sign>[.)+=-])")


def render(
    answer: Answer, form: str, *, width: int | None = None, colour: bool = False
) -> Iterator[str]:
    """Yield the answer line by line, without line ends; CSV rows bring theirs.

    `width` is the terminal's columns, or None where lines are not to be wrapped; it and `colour`
    are for text alone. An unknown format is a `ValueError`.
    """
    if form == "text":
        return _text(answer, Typesetter(width, colour))
    if form == "json":
        return iter([json_text(answer.to_dict())])
    if form == "jsonl":
        return (json_text(hit.to_dict()) for hit in answer)
    if form == "csv":
        return _csv(answer)
    if form == "markdown":
        return _markdown(answer)
    raise ValueError(f"unknown format {form!r}")


def render_document(
    document: Document,
    form: Literal["text", "json"] | str,
    *,
    anchor: str | None = None,
    width: int | None = None,
    colour: bool = False,
) -> Iterator[str]:
    """Yield a document, or its paragraph of that anchor with its notes, line by line."""
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
        return iter([json_text(part)])
    if form == "text":
        return _document_text(document, paragraphs, notes, Typesetter(width, colour))
    raise ValueError(f"unknown format {form!r}")


# ---- text


def _text(answer: Answer, typesetter: Typesetter) -> Iterator[str]:
    for hit in answer:
        yield from _hit_text(hit, typesetter)
        yield ""
    for notice in answer.notices:
        yield from typesetter.lines(notice)
    if answer.relaxed:
        asked = f"No paragraph holds all of it; searched instead: {answer.interpreted}"
        yield from typesetter.lines(asked)
    yield _closing_line(answer)


def _hit_text(hit: Hit, typesetter: Typesetter) -> Iterator[str]:
    place = f"{visible(hit.document.key)}  {visible(_cited(hit.paragraph))}"
    title = typesetter.fitted(visible(hit.document.title or ""), f"{place}  ")
    yield typesetter.strong(place) + (f"  {typesetter.faint(title)}" if title else "")
    yield from _snippet_lines(hit, typesetter)
    for note in _notes_beside(hit):
        yield from typesetter.note(
            note.number, note.text, note.resolved, note.highlights, note.resolved_highlights
        )


def _cited(paragraph: ParagraphFacts | Paragraph) -> str:
    """Return how people cite a paragraph: with its page, 第20段（第2页）, where it has one."""
    return paragraph.label + ("" if paragraph.page is None else f"（第{paragraph.page}页）")


def _notes_beside(hit: Hit) -> tuple[LinkedFootnote, ...]:
    """Return the notes to show below a paragraph; one that is the paragraph says nothing new."""
    return tuple(
        note for note in hit.footnotes if note.resolved or note.anchor != hit.paragraph.anchor
    )


def _snippet_lines(hit: Hit, typesetter: Typesetter) -> Iterator[str]:
    snippet = hit.snippet
    before, after = "…" if snippet.before else "", "…" if snippet.after else ""
    shift = len(before)
    yield from typesetter.paragraph(
        before + snippet.text + after,
        [(offset + shift, number) for offset, number in snippet.marks],
        [(start + shift, end + shift) for start, end in snippet.highlights],
    )


def _closing_line(answer: Answer) -> str:
    if not answer.total:
        return "Nothing found."
    noun = "paragraph" if answer.total == 1 else "paragraphs"
    took = f"{answer.took_ms:.1f} ms"
    if len(answer) == answer.total:
        return f"{answer.total:,} {noun}, {took}"
    if not len(answer):
        return f"None shown of {answer.total:,} {noun}, {took}"
    shown = f"{answer.offset + 1:,} to {answer.offset + len(answer):,}"
    return f"{shown} of {answer.total:,} {noun}, {took}"


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
        yield typesetter.faint(f"{visible(_cited(paragraph))}  #{visible(paragraph.anchor)}")
        marks = [(mark.offset, mark.number) for mark in paragraph.marks]
        yield from typesetter.paragraph(paragraph.text, marks)
    if notes:
        yield ""
    for note in notes:
        yield from typesetter.note(note.number, note.text, note.resolved)


# ---- csv


def _csv(answer: Answer) -> Iterator[str]:
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
        hit.snippet.text,
        " | ".join(notes),
        " ".join(hit.citations),
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


def _markdown(answer: Answer) -> Iterator[str]:
    for rank, hit in enumerate(answer, answer.offset + 1):
        label = f"{_escaped(hit.document.key)} {_escaped(_cited(hit.paragraph))}"
        title = f" — {_escaped(hit.document.title)}" if hit.document.title else ""
        yield f"{rank}. **{label}**{title}"
        yield ""
        yield f"   > {_markdown_snippet(hit)}"
        for note in _notes_beside(hit):
            yield "   >"
            yield f"   > {superscript(_escaped(note.number))} {_markdown_note(note)}"
        yield ""
    for notice in answer.notices:
        yield from (_escaped(notice), "")
    if answer.relaxed:
        asked = _escaped(answer.interpreted)
        yield from (f"No paragraph holds all of it; searched instead: {asked}", "")
    yield _closing_line(answer)


def _markdown_snippet(hit: Hit) -> str:
    snippet = hit.snippet
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
