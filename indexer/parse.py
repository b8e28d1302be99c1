"""One file → one `Document`: read, separate, join, lift, number, link."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from indexer.document import Document
from indexer.footnotes import link, read_notes
from indexer.join import join
from indexer.lift import lift
from indexer.readers import read
from indexer.separate import separate
from indexer.source import Source
from indexer.structure import structure

__all__ = ["PARSER_VERSION", "parse", "parse_file"]

PARSER_VERSION = 1
"""Raised whenever the same source would give other paragraphs, anchors, notes or citations."""


def parse_file(path: Path, name: str) -> Document:
    """Return the document in the file at `path`; `name` is its key where it has no symbol.

    Every failure is a `SourceError` that names the file by `name`.
    """
    return parse(read(path, name))


def parse(source: Source) -> Document:
    """Return the document: each visible character in one paragraph, note or piece of furniture."""
    separated = separate(source)
    joined = join(separated.body)
    notes = read_notes(separated.blocks, source.text)
    lifted = lift(joined.drafts, notes)
    structured = structure(lifted.drafts)
    linked = link(structured.paragraphs, notes)
    diagnostics = chain(
        separated.diagnostics,
        joined.diagnostics,
        lifted.diagnostics,
        structured.diagnostics,
        linked.diagnostics,
    )
    facts = structured.facts
    return Document(
        key=facts.symbol or source.name,
        source=source.name,
        symbol=facts.symbol,
        title=facts.title,
        date=facts.date,
        meeting=facts.meeting,
        paragraphs=structured.paragraphs,
        footnotes=linked.footnotes,
        diagnostics=tuple(sorted(diagnostics, key=lambda item: (item.line, item.code))),
        furniture=separated.furniture,
    )
