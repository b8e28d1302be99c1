"""One source → one document: every step in its order."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from indexer.compose import compose
from indexer.document import Document
from indexer.draft import Composed
from indexer.footnotes import link
from indexer.readers import read
from indexer.rebuild import rebuild
from indexer.source import Manuscript, Source
from indexer.structure import structure

__all__ = ["PARSER_VERSION", "parse", "parse_file"]

PARSER_VERSION = 2
"""Raised whenever the same source would give other paragraphs, anchors, notes or citations."""


def parse_file(path: Path, name: str) -> Document:
    """Return the document in the file at `path`; `name` is its key where it has no symbol.

    Every failure is a `SourceError` that names the file by `name`.
    """
    return parse(read(path, name))


def parse(source: Source | Manuscript) -> Document:
    """Return the document: each visible character in one paragraph, note or piece of furniture."""
    return _complete(_composed(source))


def _composed(source: Source | Manuscript) -> Composed:
    """Return the paragraphs and notes of a source, by whatever its format tells of them."""
    return rebuild(source) if isinstance(source, Source) else compose(source)


def _complete(composed: Composed) -> Document:
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
        diagnostics=tuple(sorted(diagnostics, key=lambda item: (item.line, item.code))),
        furniture=composed.furniture,
    )
