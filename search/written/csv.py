"""Hits, or the paragraphs of a document → rows of comma-separated values (RFC 4180, UTF-8).

A spreadsheet takes a cell that begins with = + - @ for a formula, and some do so too where blanks
or a tab come first, or the sign is full-width. Such a cell gets one apostrophe before it, and so
does a cell that begins with an apostrophe: whoever takes one apostrophe away from the beginning of
each cell that has one there has the words as they were.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO

from indexer.document import Document
from indexer.typeset import visible
from search.answers import Answer, Hit, LinkedFootnote, Stream
from search.written.passages import passages_of

__all__ = ["ANSWER_COLUMNS", "DOCUMENT_COLUMNS", "answer_lines", "document_lines"]

ANSWER_COLUMNS = (
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

DOCUMENT_COLUMNS = tuple(
    "text" if name == "snippet" else name
    for name in ANSWER_COLUMNS
    if name not in ("score", "others")
)

# =1+1   +1   -1   @SUM(A1)   ＝1   or the like behind blanks; a tab or line end; an apostrophe
ACTIVE = re.compile(r"['\t\n]|\s*[=+\-@＝＋－＠﹦﹢﹣﹫]")

# What a cell may hold though it is no character to be seen
KEPT = re.compile(r"([\n\t])")

Value = str | int | float | None


def answer_lines(answer: Answer | Stream) -> Iterator[str]:
    """Yield the names of the columns, then a row for each hit."""
    return _rows(ANSWER_COLUMNS, answer)


def document_lines(document: Document, anchor: str | None) -> Iterator[str]:
    """Yield the names of the columns, then a row for each paragraph."""
    return _rows(DOCUMENT_COLUMNS, passages_of(document, anchor))


def _rows(columns: Sequence[str], hits: Iterator[Hit] | Answer | Stream) -> Iterator[str]:
    yield _row(columns)
    for hit in hits:
        values = _values(hit)
        yield _row([_cell(values[name]) for name in columns])


def _values(hit: Hit) -> dict[str, Value]:
    document, paragraph = hit.document, hit.paragraph
    text = " … ".join(snippet.text for snippet in hit.snippets)
    return {
        "id": hit.id,
        "score": hit.score,
        "document": document.key,
        "symbol": document.symbol,
        "title": document.title,
        "date": document.date,
        "source": document.source,
        "anchor": paragraph.anchor,
        "number": paragraph.number,
        "label": paragraph.label,
        "kind": paragraph.kind,
        "page": paragraph.page,
        "snippet": text,
        "text": text,
        "footnotes": " | ".join(map(_note, hit.footnotes)),
        "citations": " ".join(hit.citations),
        "others": hit.others,
    }


def _note(note: LinkedFootnote) -> str:
    return f"{note.number} {note.text}" + (f" = {note.resolved}" if note.resolved else "")


def _cell(value: Value) -> str:
    """Return a value that no spreadsheet takes for a formula; a number stays one."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join(part if KEPT.match(part) else visible(part) for part in KEPT.split(lines))
    return f"'{shown}" if ACTIVE.match(shown) else shown


def _row(cells: Sequence[str]) -> str:
    row = StringIO()
    csv.writer(row).writerow(cells)
    return row.getvalue()
