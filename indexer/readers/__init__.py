"""Bytes → pages of lines, one file a format; a file that cannot be read says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from indexer.errors import FormatUnknown
from indexer.printed.page import Printed
from indexer.readers import epub, html, markdown, opendocument, pdf, text, word
from indexer.readers.regular import read_bytes
from indexer.readers.text import MAX_BYTES
from indexer.source import Manuscript, Source

__all__ = ["MAX_BYTES", "SUFFIXES", "read", "read_bytes"]

_READERS: dict[str, Callable[[Path, str], Source | Printed | Manuscript]] = {
    ".docx": word.read,
    ".epub": epub.read,
    ".htm": html.read,
    ".html": html.read,
    ".markdown": markdown.read,
    ".md": markdown.read,
    ".odt": opendocument.read,
    ".pdf": pdf.read,
    ".text": text.read,
    ".txt": text.read,
    ".xhtml": html.read,
}

SUFFIXES = frozenset(_READERS)
"""The endings of the files that can be read, in lower case."""


def read(path: Path, name: str) -> Source | Printed | Manuscript:
    """Return the source at `path`, called `name`; every failure is a `SourceError`."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(SUFFIXES))
        raise FormatUnknown(
            name, f"no reader for {path.suffix or 'files without an ending'} (read: {known})"
        )
    return reader(path, name)
