"""One source → one document: every step in its order."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from indexer.compose import compose
from indexer.document import Diagnostic, Document
from indexer.draft import Composed
from indexer.endnotes import take_endnotes
from indexer.footnotes import link
from indexer.printed.page import Printed
from indexer.printed.reset import reset
from indexer.readers import read
from indexer.rebuild import rebuild
from indexer.source import Manuscript, Source
from indexer.structure import structure

__all__ = ["complete", "parse", "parse_file", "taken_apart"]


def parse_file(path: Path, name: str) -> Document:
    """Return the document in the file at `path`; `name` is its key where it has no symbol.

    Every failure is a `SourceError` that names the file by `name`.
    """
    return parse(read(path, name))


def parse(source: Source | Printed | Manuscript) -> Document:
    """Return the document: each visible character in one paragraph, note or piece of furniture."""
    return complete(taken_apart(source))


def taken_apart(source: Source | Printed | Manuscript) -> Composed:
    """Return the paragraphs and notes of a source, by whatever its format tells of them."""
    match source:
        case Source():
            return take_endnotes(rebuild(source))
        case Printed():
            return take_endnotes(reset(source))
        case Manuscript():
            return take_endnotes(compose(source))


def complete(composed: Composed) -> Document:
    """Return the document, its paragraphs named and its notes linked."""
    structured = structure(composed.drafts)
    linked = link(structured.paragraphs, composed.notes)
    diagnostics = chain(composed.diagnostics, structured.diagnostics, linked.diagnostics)
    facts = structured.facts
    return Document(
        key=facts.symbol or composed.name,
        source=composed.name,
        symbol=facts.symbol,
        title=facts.title,
        date=facts.date or composed.date,
        meeting=facts.meeting,
        paragraphs=structured.paragraphs,
        footnotes=linked.footnotes,
        diagnostics=tuple(sorted(diagnostics, key=_place)),
        furniture=composed.furniture,
    )


def _place(diagnostic: Diagnostic) -> tuple[int, int, str]:
    return diagnostic.page or 0, diagnostic.line, diagnostic.code
