"""Everything that can go wrong, as one tree.

    DuansouError                     1
    ├── SourceError                  3   a source could not be read; the others go on
    │   ├── SourceMissing                no such file or directory
    │   ├── SourceUnreadable             permissions, devices, links that lead nowhere
    │   ├── SourceEmpty                  nothing in it but white space
    │   ├── SourceTooLarge               over the limit of its reader
    │   ├── SourceUndecodable            neither UTF-8 nor GB18030
    │   ├── SourceDamaged                not whole, or not of the format that its name says
    │   ├── SourceTooSlow                its reader took longer than it may
    │   ├── SourceTooHungry              its reader needed more memory than it may have
    │   ├── ReaderFailed                 its reader crashed
    │   ├── LineUnusable                 a line was left out; the source's others go on
    │   ├── FormatUnknown                no reader for files of this name
    │   └── ExtraMissing                 its reader needs a library that is not installed
    ├── QueryError                   2   a query that cannot be taken
    │   └── QueryTooLong
    ├── SynonymsUnreadable           2   a file of synonyms cannot be read, or a line of it
    ├── NotFound                     1   no document or paragraph of that name
    ├── NothingToIndex               2   the paths given hold no document
    ├── IndexNotFound               10
    ├── IndexLocked                 11
    ├── IndexDamaged                12   or written by another version
    │   ├── IndexUnreadable              the system would not let it be read
    │   └── IndexUntrusted               others than its owner and root may have written it
    ├── IndexNotWritable            13
    ├── LogNotWritable              13
    └── AddressUnavailable          14   a server cannot listen there

The number is the exit code of the command that meets the error.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

__all__ = [
    "AddressUnavailable",
    "DuansouError",
    "ExtraMissing",
    "FormatUnknown",
    "IndexDamaged",
    "IndexLocked",
    "IndexNotFound",
    "IndexNotWritable",
    "IndexUnreadable",
    "IndexUntrusted",
    "LineUnusable",
    "LogNotWritable",
    "NotFound",
    "NothingToIndex",
    "QueryError",
    "QueryTooLong",
    "ReaderFailed",
    "SourceDamaged",
    "SourceEmpty",
    "SourceError",
    "SourceMissing",
    "SourceTooHungry",
    "SourceTooLarge",
    "SourceTooSlow",
    "SourceUndecodable",
    "SourceUnreadable",
    "SynonymsUnreadable",
]


class DuansouError(Exception):
    """What this project raises; its text is one line a person can act on."""

    exit_code = 1

    advice: ClassVar[str] = ""
    """What a person at the command line can do about it, where the text does not say so."""


class SourceError(DuansouError):
    """A source could not be read. `place` names it, `reason` says why, `line` where (from 1)."""

    exit_code = 3

    is_settled: ClassVar[bool] = False
    """Whether the same bytes are refused again, so that nobody need look at them again."""

    def __init__(self, place: str, reason: str, line: int | None = None) -> None:
        self.place = place
        self.reason = reason
        self.line = line
        where = place if line is None else f"{place}:{line}"
        super().__init__(f"{where}: {reason}")

    def to_dict(self) -> dict[str, Any]:
        """Return what `from_dict` makes the same error of."""
        kind = type(self).__name__
        return {"kind": kind, "place": self.place, "reason": self.reason, "line": self.line}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> SourceError:
        """Return the error that `to_dict` described; anything else is a ValueError."""
        kinds = {kind.__name__: kind for kind in _kinds_of(cls)}
        kind, place, reason = (given.get(name) for name in ("kind", "place", "reason"))
        line = given.get("line")
        if not isinstance(place, str) or not isinstance(reason, str):
            raise ValueError("no error")
        return kinds.get(str(kind), cls)(place, reason, line if type(line) is int else None)


def _kinds_of(kind: type[SourceError]) -> Iterator[type[SourceError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds_of(below)


class SourceMissing(SourceError):
    """There is no such file or directory."""


class SourceUnreadable(SourceError):
    """The operating system would not let the source be read."""


class SourceEmpty(SourceError):
    """The source holds nothing but white space."""

    is_settled = True


class SourceTooLarge(SourceError):
    """The source is over the limit of its reader."""

    is_settled = True


class SourceUndecodable(SourceError):
    """The bytes are neither UTF-8 nor GB18030 text."""

    is_settled = True


class SourceDamaged(SourceError):
    """The file is not whole, or not of the format that its name says."""

    is_settled = True


class SourceTooSlow(SourceError):
    """Its reader took longer than it may."""

    is_settled = True


class SourceTooHungry(SourceError):
    """Its reader needed more memory than it may have."""

    is_settled = True


class ReaderFailed(SourceError):
    """Its reader crashed, or met what it was not made for."""


class LineUnusable(SourceError):
    """A line of the source was left out; its others go on."""

    is_settled = True


class ExtraMissing(SourceError):
    """The format is read by an optional package that is not installed."""


class FormatUnknown(SourceError):
    """No reader takes files of this name."""


class QueryError(DuansouError):
    """A query that cannot be taken."""

    exit_code = 2


class QueryTooLong(QueryError):
    """The query has more characters than the limit."""


class SynonymsUnreadable(DuansouError):
    """A file of synonyms cannot be read, or a line of it is not what it must be."""

    exit_code = 2


class NotFound(DuansouError):
    """The index has no document, paragraph or note of that name."""


class NothingToIndex(DuansouError):
    """The paths given hold no document that could be read."""

    exit_code = 2


class IndexNotFound(DuansouError):
    """There is no index at the path."""

    exit_code = 10


class IndexLocked(DuansouError):
    """Another build holds the lock of the index."""

    exit_code = 11


class IndexDamaged(DuansouError):
    """The index cannot be read as it stands, or was written by another version."""

    exit_code = 12
    advice = "rebuild the index with `duansou index --rebuild`"

    @classmethod
    def by(cls, error: Exception, path: object) -> IndexDamaged:
        """Return why a file of an index cannot be read, of the kind that what was met tells."""
        reason = getattr(error, "strerror", None) or error
        is_refused = isinstance(error, OSError) and error.errno in REFUSALS
        return (IndexUnreadable if is_refused else cls)(f"{path}: {reason}")


REFUSALS = frozenset((errno.EACCES, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EPERM))
"""What the system says where it is not the file that is the matter."""


class IndexUnreadable(IndexDamaged):
    """The system would not let the index be read; it may be whole."""

    advice = ""


class IndexUntrusted(IndexDamaged):
    """Somebody else may have written the index, and nobody said that this is well."""

    advice = ""


class IndexNotWritable(DuansouError):
    """The index directory could not be written; what was there before still stands."""

    exit_code = 13

    @classmethod
    def by(cls, error: OSError, index: object) -> IndexNotWritable:
        """Return the error that says why the system would not let an index be written."""
        return cls(f"{index}: could not be written: {error.strerror or error}")


class LogNotWritable(DuansouError):
    """A line could not be added to the log; it names the file."""

    exit_code = 13


class AddressUnavailable(DuansouError):
    """A server cannot listen at an address: it is in use, not of here, or not allowed."""

    exit_code = 14
