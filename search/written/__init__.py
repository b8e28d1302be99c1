"""Answers and documents → what people and other programs read, one file a format.

Text from a document or a query may hold escape sequences, bidirectional controls, markup or
spreadsheet formulas. None of it leaves this package alive: everything passes `visible`, and each
format escapes what it would otherwise act upon. What each holds is told in docs/exports.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from search.answers import Answer, Stream

if TYPE_CHECKING:
    from indexer.document import Document
    from search.follow.linked import References

__all__ = [
    "ENDED",
    "FORMATS",
    "HITS_ALONE",
    "STYLES",
    "WITH_REFERENCES",
    "render",
    "render_document",
]

FORMATS = ("text", "json", "jsonl", "csv", "markdown", "html", "bibtex", "ris")
"""The formats, each by the name of the module that writes it."""

ENDED = frozenset(("csv", "ris"))
"""The formats whose lines bring their ends along, CR and LF, as their rules ask for."""

HITS_ALONE = frozenset(("jsonl", "csv", "bibtex", "ris"))
"""The formats that have hits and nothing beside: no facets, and nothing on what was meant."""

WITH_REFERENCES = frozenset(("text", "json"))
"""The formats in which a document has what it cites and what cites it beside it."""

STYLES = ("un", "gbt7714", "markdown")
"""The styles of ready citations (`search.written.cite`)."""

Answered = Answer | Stream


def render(
    answer: Answered, form: str, *, width: int | None = None, colour: bool = False
) -> Iterator[str]:
    """Yield the answer piece by piece, without line ends but for the formats that are `ENDED`.

    Of a stream, each piece is there as soon as its hit is; as one JSON object there is none.
    `width` is the terminal's columns, or None where lines are not to be wrapped; it and `colour`
    are for text alone. An unknown format is a `ValueError`.
    """
    if form == "text":
        from search.written import text

        return text.answer_lines(answer, width, colour)
    if form == "json" and isinstance(answer, Stream):
        raise ValueError("a stream is no one object of json")
    lines: Iterator[str] = _writer(form).answer_lines(answer)
    return lines


def render_document(
    document: Document,
    form: str,
    *,
    anchor: str | None = None,
    references: References | None = None,
    width: int | None = None,
    colour: bool = False,
) -> Iterator[str]:
    """Yield a document, or its paragraph of that anchor with its notes, as `render` does.

    The formats that are `WITH_REFERENCES` have what it cites and what cites it, too, if given.
    """
    if form == "text":
        from search.written import text

        return text.document_lines(document, anchor, references, width, colour)
    if form == "json":
        from search.written import json

        return json.document_lines(document, anchor, references)
    lines: Iterator[str] = _writer(form).document_lines(document, anchor)
    return lines


def _writer(form: str) -> Any:
    """Return the module that writes a format: `answer_lines`, `document_lines`."""
    if form not in FORMATS:
        raise ValueError(f"unknown format {form!r}")
    return import_module(f"search.written.{form}")
