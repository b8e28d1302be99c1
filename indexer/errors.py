"""Everything that can go wrong, as one tree.

    DuansouError                     1
    ├── SourceError                  3   a source could not be read; the others go on
    │   ├── SourceMissing                no such file or directory
    │   ├── SourceUnreadable             permissions, devices, links that lead nowhere
    │   ├── SourceEmpty                  nothing in it but white space
    │   ├── SourceTooLarge               over the limit of its reader
    │   ├── SourceUndecodable            neither UTF-8 nor GB18030
    │   ├── SourceDamaged                not whole, or not of the format that its name says
    │   ├── SourceTooSlow                took longer to read than its limit
    │   ├── ExtraMissing                 what reads this format is not installed
    │   └── FormatUnknown                no reader for files of this name
    ├── QueryError                   2   a query that cannot be taken
    │   └── QueryTooLong
    ├── NotFound                     1   no document or paragraph of that name
    ├── NothingToIndex               2   the paths given hold no document
    ├── IndexNotFound               10
    ├── IndexLocked                 11
    ├── IndexDamaged                12   or written by another version
    └── IndexNotWritable            13

The number is the exit code of the command that meets the error.
"""

from __future__ import annotations

__all__ = [
    "DuansouError",
    "ExtraMissing",
    "FormatUnknown",
    "IndexDamaged",
    "IndexLocked",
    "IndexNotFound",
    "IndexNotWritable",
    "NotFound",
    "NothingToIndex",
    "QueryError",
    "QueryTooLong",
    "SourceDamaged",
    "SourceEmpty",
    "SourceError",
    "SourceMissing",
    "SourceTooLarge",
    "SourceTooSlow",
    "SourceUndecodable",
    "SourceUnreadable",
]


class DuansouError(Exception):
    """What this project raises; its text is one line a person can act on."""

    exit_code = 1


class SourceError(DuansouError):
    """A source could not be read. `place` names it, `reason` says why, `line` where (from 1)."""

    exit_code = 3

    def __init__(self, place: str, reason: str, line: int | None = None) -> None:
        self.place = place
        self.reason = reason
        self.line = line
        where = place if line is None else f"{place}:{line}"
        super().__init__(f"{where}: {reason}")


class SourceMissing(SourceError):
    """There is no such file or directory."""


class SourceUnreadable(SourceError):
    """The operating system would not let the source be read."""


class SourceEmpty(SourceError):
    """The source holds nothing but white space."""


class SourceTooLarge(SourceError):
    """The source is over the limit of its reader."""


class SourceUndecodable(SourceError):
    """The bytes are neither UTF-8 nor GB18030 text."""


class SourceDamaged(SourceError):
    """The file is not whole, or not of the format that its name says."""


class SourceTooSlow(SourceError):
    """Reading the source took longer than its limit."""


class ExtraMissing(SourceError):
    """The format is read by an optional package that is not installed."""


class FormatUnknown(SourceError):
    """No reader takes files of this name."""


class QueryError(DuansouError):
    """A query that cannot be taken."""

    exit_code = 2


class QueryTooLong(QueryError):
    """The query has more characters than the limit."""


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


class IndexNotWritable(DuansouError):
    """The index directory could not be written; what was there before still stands."""

    exit_code = 13
