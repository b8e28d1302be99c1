"""Bytes → lines, blocks or paragraphs, one file a format; what cannot be read says why."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from indexer.errors import FormatUnknown, LineUnusable, SourceUnreadable
from indexer.readers.regular import open_regular, read_bytes

if TYPE_CHECKING:
    from indexer.printed.page import Printed
    from indexer.readers.json_lines import TakeLines
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

_Rows = TypeVar("_Rows")

_READERS = {
    ".docx": "word",
    ".epub": "epub",
    ".htm": "html",
    ".html": "html",
    ".markdown": "markdown",
    ".md": "markdown",
    ".odt": "opendocument",
    ".pdf": "pdf",
    ".text": "text",
    ".txt": "text",
    ".xhtml": "html",
}
"""The module that reads each format; it is loaded where a file of the format is met."""

_LISTS = {".jsonl": "read", ".jsonl.gz": "read_compressed"}
"""The function of `json_lines` that reads each list."""

SUFFIXES = frozenset((*_READERS, *_LISTS))
"""The endings of the files that can be read, in lower case."""


def suffix_of(path: Path | str) -> str | None:
    """Return the ending by which a file's reader is known, or None where there is no reader."""
    name = path if isinstance(path, str) else path.name
    steps = name.lower().rsplit(".", 2)[1:]
    endings = (f".{'.'.join(steps[at:])}" for at in range(len(steps)))
    return next((ending for ending in endings if ending in SUFFIXES), None)


def limit_of(path: Path) -> int:
    """Return how many bytes the file may have; more are never looked at."""
    limit: int = _module_of(suffix_of(path) or ".txt").MAX_BYTES
    return limit


def is_listed(path: Path) -> bool:
    """Say whether the file lists paragraphs that come whole and named: `read_entries` reads it."""
    return suffix_of(path) in _LISTS


def read(path: Path, name: str) -> Source | Printed | Manuscript:
    """Return the source at `path`, called `name`; every failure is a `SourceError`."""
    ending = suffix_of(path)
    if ending not in _READERS:
        if path.exists() and not path.is_file():
            raise SourceUnreadable(name, "not a regular file")
        raise FormatUnknown(name, _unknown(path))
    source: Source | Printed | Manuscript = _module_of(ending).read(path, name)
    return source


def _unknown(path: Path) -> str:
    known = ", ".join(sorted(SUFFIXES))
    return f"no reader for {path.suffix or 'files without an ending'} (read: {known})"


def read_entries(
    path: Path, name: str, take: TakeLines[_Rows] | None = None
) -> Iterator[Entry | LineUnusable | _Rows]:
    """Yield the paragraphs that the file lists, one after the other, and the lines that are none.

    `take` may take lines in a row before they are looked at one by one: what becomes of these is
    yielded in their place. What makes the whole file useless is raised, a `SourceError`.
    """
    ending = suffix_of(path) or ""
    entries: Iterator[Entry | LineUnusable | _Rows]
    entries = getattr(_module_of(ending), _LISTS[ending])(path, name, take)
    return entries


def _module_of(ending: str) -> Any:
    return import_module(f"indexer.readers.{_READERS.get(ending, 'json_lines')}")
