"""Word files."""

from __future__ import annotations

from pathlib import Path

from indexer.readers.authored import Authored, manuscript
from indexer.readers.pandoc import parse_with_pandoc
from indexer.readers.regular import read_bytes
from indexer.readers.text import MAX_BYTES
from indexer.source import Manuscript

__all__ = ["read"]


def read(path: Path, name: str) -> Manuscript:
    """Return the Word file at `path`."""
    data = read_bytes(path, name, MAX_BYTES)
    return manuscript(name, Authored(parse_with_pandoc(data, "docx", name)))
