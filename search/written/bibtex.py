r"""Hits, or a document → entries of a BibTeX file (UTF-8), for LaTeX and reference managers.

A paragraph is an entry of its own; a document of the United Nations is a report, whose number is
its symbol, all else `misc`. Words stand as LaTeX sets them unchanged: what it acts upon is spelt
out (\%, \textbackslash{}), braces too, since BibTeX counts them even behind a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.document import Document
from indexer.typeset import visible
from search.answers import Answer, DocumentFacts, Hit, LinkedFootnote, Stream
from search.written.entry_keys import entry_key
from search.written.issued import issued
from search.written.one_line import in_one_line
from search.written.passages import passages_of

__all__ = ["answer_lines", "document_lines"]

# { } \ % & # $ _ ^ ~ ` : what LaTeX acts upon; -- '' << >> ,, : what it makes one sign of
SPECIAL = re.compile(r"[{}\\%&#$_^~`]|([-'<>,])(?=\1)")

SPELT_OUT = {
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "`": r"\textasciigrave{}",
}

WIDEST_NAME = 12
"""The names of fields are padded to so many characters."""

Fields = list[tuple[str, str | None]]


def answer_lines(answer: Answer | Stream) -> Iterator[str]:
    """Yield an entry for each hit."""
    return map(_passage_entry, answer)


def document_lines(document: Document, anchor: str | None) -> Iterator[str]:
    """Yield the entry of the document, or of its paragraph or note of that anchor."""
    if anchor is None:
        facts = DocumentFacts.of(document.facts())
        yield _entry(facts, entry_key(document.key), [])
    else:
        yield from map(_passage_entry, passages_of(document, anchor))


def _passage_entry(hit: Hit) -> str:
    """Return the entry of a paragraph; its words are the abstract, its notes the annotation."""
    paragraph = hit.paragraph
    fields: Fields = [
        ("pages", None if paragraph.page is None else str(paragraph.page)),
        ("note", _text(paragraph.label)),
        ("paragraph", _text(hit.id)),
        ("abstract", _text(" … ".join(snippet.text for snippet in hit.snippets))),
        ("annote", r" \par ".join(map(_note, hit.footnotes)) or None),
    ]
    return _entry(hit.document, entry_key(hit.document.key, paragraph.anchor), fields)


def _entry(document: DocumentFacts, key: str, fields: Fields) -> str:
    known = issued(document)
    date = document.date
    all_fields: Fields = [
        ("author", known.author and f"{{{known.author}}}"),
        ("title", f"{{{_text(document.title or document.key)}}}"),
        ("institution", known.publisher),
        ("number", known.report and _text(known.report)),
        ("year", date and _text(date[:4])),
        ("date", date and _text(date)),
        ("source", _text(document.source)),
        *fields,
    ]
    lines = [f"  {name:<{WIDEST_NAME}} = {{{value}}}," for name, value in all_fields if value]
    return "\n".join((f"@{'techreport' if known.report else 'misc'}{{{key},", *lines, "}", ""))


def _note(note: LinkedFootnote) -> str:
    spelt_out = f" = {_text(note.resolved)}" if note.resolved else ""
    return f"{_text(note.number)} {_text(note.text)}{spelt_out}"


def _text(text: str) -> str:
    """Return text that LaTeX shows as it is, on one line."""
    return SPECIAL.sub(_spelt_out, visible(in_one_line(text)))


def _spelt_out(found: re.Match[str]) -> str:
    if found[1]:
        return f"{found[1]}{{}}"
    return SPELT_OUT.get(found[0], f"\\{found[0]}")
