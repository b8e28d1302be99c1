"""Bytes → lines, blocks or paragraphs, one file a format; what cannot be read says why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from indexer.errors import FormatUnknown, LineUnusable, SourceUnreadable
from indexer.printed.page import Printed
from indexer.readers import epub, html, json_lines, markdown, opendocument, pdf, text, word
from indexer.readers.regular import open_regular, read_bytes
from indexer.source import Entry, Manuscript, Source

__all__ = [
    "SUFFIXES",
    "is_listed",
    "limit_of",
    "open_regular",
    "read",
    "read_bytes",
    "read_entries",
    "suffix_of",
]

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

_LISTS: dict[str, Callable[[Path, str], Iterator[Entry | LineUnusable]]] = {
    ".jsonl": json_lines.read,
    ".jsonl.gz": json_lines.read_compressed,
}

_LIMITS = {
    ".jsonl": json_lines.MAX_BYTES,
    ".jsonl.gz": json_lines.MAX_BYTES,
    ".pdf": pdf.MAX_BYTES,
}

SUFFIXES = frozenset((*_READERS, *_LISTS))
"""The endings of the files that can be read, in lower case."""


def suffix_of(path: Path) -> str | None:
    """Return the ending by which a file's reader is known, or None where there is no reader."""
    steps = path.name.lower().rsplit(".", 2)[1:]
    endings = (f".{'.'.join(steps[at:])}" for at in range(len(steps)))
    return next((ending for ending in endings if ending in SUFFIXES), None)


def limit_of(path: Path) -> int:
    """Return how many bytes the file may have; more are never looked at."""
    return _LIMITS.get(suffix_of(path) or "", text.MAX_BYTES)


def is_listed(path: Path) -> bool:
    """Say whether the file lists paragraphs that come whole and named: `read_entries` reads it."""
    return suffix_of(path) in _LISTS


def read(path: Path, name: str) -> Source | Printed | Manuscript:
    """Return the source at `path`, called `name`; every failure is a `SourceError`."""
    reader = _READERS.get(suffix_of(path) or "")
    if reader is None:
        if path.exists() and not path.is_file():
            raise SourceUnreadable(name, "not a regular file")
        raise FormatUnknown(name, _unknown(path))
    return reader(path, name)


def _unknown(path: Path) -> str:
    known = ", ".join(sorted(SUFFIXES))
    return f"no reader for {path.suffix or 'files without an ending'} (read: {known})"


def read_entries(path: Path, name: str) -> Iterator[Entry | LineUnusable]:
    """Yield the paragraphs that the file lists, one after the other, and the lines that are none.

    What makes the whole file useless is raised, a `SourceError`.
    """
    return _LISTS[suffix_of(path) or ""](path, name)
