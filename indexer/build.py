"""Sources → generation: find them, see whether any changed, parse, write, publish."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from indexer import folding
from indexer.document import Diagnostic, Document
from indexer.errors import (
    IndexDamaged,
    IndexNotFound,
    NothingToIndex,
    SourceError,
    SourceMissing,
    SourceUnreadable,
)
from indexer.generations import (
    building,
    is_index,
    open_generation,
    publish,
    sources_of,
)
from indexer.parse import PARSER_VERSION, parse_file
from indexer.readers import MAX_BYTES, SUFFIXES
from indexer.record import Record, records_of
from indexer.schema import SCHEMA_VERSION, WHOOSH_VERSION
from indexer.segmenter import Segmenter
from indexer.writer import write_segment

__all__ = ["BuildReport", "Found", "SourceFile", "build_index", "find_sources", "fingerprint"]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to index; `name` is its path below the root it was given by."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """The files to index, those that cannot be, and how many are of no known format."""

    sources: tuple[SourceFile, ...]
    errors: tuple[SourceError, ...]
    ignored: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `generation` is the live one, None where there is none.

    `ignored` counts the files in folders that no reader takes.
    """

    generation: str | None
    changed: bool
    documents: int
    paragraphs: int
    footnotes: int
    ignored: int
    errors: tuple[SourceError, ...]
    diagnostics: tuple[tuple[str, Diagnostic], ...]


def build_index(
    index: Path,
    found: Found,
    *,
    dictionary: tuple[str, ...] = (),
    lock_wait: float = 0.0,
    rebuild: bool = False,
) -> BuildReport:
    """Make the index hold just the sources found; one that cannot be read never stops the rest.

    Where the sources and all that decides how they are indexed are as they were, nothing is built.
    Where not one source can be read, what was there before stays. Errors: `NothingToIndex`,
    `IndexLocked`, `IndexNotWritable`.
    """
    if not found.sources and not found.errors:
        raise NothingToIndex(f"no documents to index ({', '.join(sorted(SUFFIXES))})")
    segmenter = Segmenter(dictionary)
    prints = fingerprint(segmenter)
    with building(index, lock_wait) as workspace:
        reading = _Reading(found)
        if not rebuild and (live := _unchanged(index, found.sources, reading, prints)):
            return reading.report(live, changed=False)
        write_segment(workspace.directory, reading.records(), segmenter.dictionary)
        if not reading.counts["documents"]:
            return reading.report(_live_name(index), changed=False)
        generation = publish(
            workspace,
            fingerprint=prints,
            counts=reading.counts,
            sources=reading.entries,
            dictionary=segmenter.dictionary,
        )
        return reading.report(generation.name, changed=True)


def find_sources(paths: Sequence[Path]) -> Found:
    """Return the files given and those in the folders given, in order of name.

    Hidden files are left alone and links to folders are not followed. A path that is not there or
    cannot be looked at is an error, and so is a link that leads out of the folder it was found in.
    """
    sources: dict[Path, SourceFile] = {}
    errors: list[SourceError] = []
    ignored = 0
    for path in paths:
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except (OSError, ValueError) as error:
            errors.append(_not_found(path, error))
            continue
        files = _files_below(path, errors) if is_folder else iter((path,))
        root = path if is_folder else path.parent
        for file in files:
            if is_folder and file.suffix.lower() not in SUFFIXES:
                ignored += 1
            else:
                sources.setdefault(file, SourceFile(file, _name(file, root)))
    ordered = sorted(sources.values(), key=lambda source: (source.name, str(source.path)))
    return Found(tuple(ordered), tuple(errors), ignored)


def fingerprint(segmenter: Segmenter) -> dict[str, str]:
    """Return all that decides what the same sources become in an index."""
    words = "\n".join(segmenter.dictionary)
    return {
        **folding.fingerprint(),
        **segmenter.fingerprint(),
        "dictionary": hashlib.sha256(words.encode()).hexdigest(),
        "parser": str(PARSER_VERSION),
        "schema": str(SCHEMA_VERSION),
        "whoosh": WHOOSH_VERSION,
    }


class _Reading:
    """Reads the sources one after the other, and keeps account of what became of each."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._keys: Counter[str] = Counter()
        self._errors = list(found.errors)
        self._diagnostics: list[tuple[str, Diagnostic]] = []
        self.stamps = [_stamp(source) for source in found.sources]
        self.entries: list[dict[str, Any]] = []
        self.counts: Counter[str] = Counter()

    def records(self) -> Iterator[Record]:
        """Yield the records of every source that can be read."""
        for source, stamp in zip(self._found.sources, self.stamps, strict=True):
            document = self._document(source, stamp)
            if document is not None:
                yield from records_of(document)

    def recall(self, counts: Mapping[str, int], errors: Sequence[SourceError]) -> None:
        """Take over what an earlier build counted, and met, in the same sources."""
        self.counts.update(counts)
        self._errors += errors

    def report(self, generation: str | None, *, changed: bool) -> BuildReport:
        """Return what was done."""
        return BuildReport(
            generation,
            changed,
            self.counts["documents"],
            self.counts["paragraphs"],
            self.counts["footnotes"],
            self._found.ignored,
            tuple(self._errors),
            tuple(self._diagnostics),
        )

    def _document(self, source: SourceFile, stamp: dict[str, Any]) -> Document | None:
        """Return the source's document under a key of its own, or None, its error noted."""
        try:
            document = parse_file(source.path, source.name)
        except SourceError as error:
            self._errors.append(error)
            self.entries.append({**stamp, "error": str(error)})
            return None
        document = self._with_own_key(document)
        self.counts["documents"] += 1
        self.counts["paragraphs"] += len(document.paragraphs)
        self.counts["footnotes"] += len(document.footnotes)
        noticed = [(source.name, diagnostic) for diagnostic in document.diagnostics]
        self._diagnostics += noticed
        diagnostics = [diagnostic.to_dict() for _, diagnostic in noticed]
        self.entries.append({**stamp, "key": document.key, "diagnostics": diagnostics})
        return document

    def _with_own_key(self, document: Document) -> Document:
        """Return the document; where its key is taken by an earlier one, ~2 and so on behind it."""
        own = key = document.key
        while own in self._keys:
            self._keys[key] += 1
            own = f"{key}~{self._keys[key]}"
        self._keys[own] = 1
        if own == key:
            return document
        message = f"an earlier source is {key} too; this one is {own}"
        noticed = (Diagnostic(1, "equal-key", message), *document.diagnostics)
        return replace(document, key=own, diagnostics=noticed)


def _unchanged(
    index: Path, sources: Sequence[SourceFile], reading: _Reading, prints: dict[str, str]
) -> str | None:
    """Return the live generation's name where building again would give the same, else None."""
    try:
        live = open_generation(index)
        entries = sources_of(live)
    except (IndexNotFound, IndexDamaged):
        return None
    if live.fingerprint != prints:
        return None
    known = [(entry.get("name"), entry.get("sha256")) for entry in entries]
    if known != [(stamp["name"], stamp["sha256"]) for stamp in reading.stamps]:
        return None
    failed = [
        (_error_of(source), entry["error"])
        for source, entry in zip(sources, entries, strict=True)
        if "error" in entry
    ]
    errors = [error for error, known_error in failed if error and str(error) == known_error]
    if len(errors) < len(failed):
        return None
    reading.recall(live.counts, errors)
    return live.name


def _error_of(source: SourceFile) -> SourceError | None:
    """Return why the source cannot be read, or None where it can."""
    try:
        parse_file(source.path, source.name)
    except SourceError as error:
        return error
    return None


def _live_name(index: Path) -> str | None:
    try:
        return open_generation(index).name
    except (IndexNotFound, IndexDamaged):
        return None


def _not_found(path: Path, error: OSError | ValueError) -> SourceError:
    place = _printable(str(path))
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return SourceMissing(place, "no such file or directory")
    return SourceUnreadable(place, error.strerror or "cannot be read")


def _files_below(root: Path, errors: list[SourceError]) -> Iterator[Path]:
    """Yield the files below a folder, those of hidden folders and of indexes aside.

    What cannot be read is noted.
    """

    def note(error: OSError) -> None:
        place = _printable(str(error.filename))
        errors.append(SourceUnreadable(place, error.strerror or "cannot be read"))

    for folder, folders, files in os.walk(root, onerror=note):
        if not os.access(folder, os.X_OK):
            errors.append(SourceUnreadable(_printable(folder), "Permission denied"))
            folders.clear()
            continue
        if is_index(Path(folder)):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted([*linked, *(name for name in files if not name.startswith("."))]):
            path = Path(folder, name)
            if fault := _fault_of_link(path, root):
                errors.append(SourceUnreadable(_name(path, root), fault))
            elif name not in linked:
                yield path


def _fault_of_link(path: Path, root: Path) -> str | None:
    """Return why what a link leads to is not indexed; None where it may be, or is no link."""
    if not path.is_symlink():
        return None
    try:
        inside = path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return "a link that leads in a circle"
    return None if inside else "a link that leads out of its folder"


def _name(file: Path, root: Path) -> str:
    return _printable(file.relative_to(root).as_posix())


def _printable(name: str) -> str:
    r"""Return a file's name as text; bytes that are none are shown as \\xe9."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


def _stamp(source: SourceFile) -> dict[str, Any]:
    """Return by what a source is known again; its digest is None where it will not be read."""
    stamp: dict[str, Any] = {"name": source.name, "path": _printable(str(source.path))}
    try:
        status = source.path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
            return {**stamp, "size": None, "mtime_ns": None, "sha256": None}
        with source.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return {**stamp, "size": None, "mtime_ns": None, "sha256": None}
    return {**stamp, "size": status.st_size, "mtime_ns": status.st_mtime_ns, "sha256": digest}
