"""One line for each build at the end of a file, for those who look months later.

A line is a time and pairs of a name and a value, for grep and awk:

    2026-11-25T03:17:12+00:00 outcome=built exit=0 index=/srv/index generation=gen-000007 …
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from indexer.errors import DuansouError, LogNotWritable, SourceError
from indexer.typeset import json_text

if TYPE_CHECKING:
    from indexer.build_report import BuildReport

__all__ = ["logged"]

RIGHTS = 0o644
"""The rights of a log that is made, as far as the umask leaves them: others may read it."""

LONGEST_VALUE = 500
"""The characters that are kept of a value."""

LAST = ("anew", "message")
"""The values that are text for people."""

INTERRUPTED = 130

Value = str | int | float | None


@contextmanager
def logged(path: Path | None, index: Path) -> Iterator[Callable[[BuildReport], None]]:
    """Yield what is to be told of the build of an index; a line is added, however the build ends.

    Where `path` is None there is no log. Errors: `LogNotWritable`, before anything is done, or in
    the end if nothing else went wrong.
    """
    if path is None:
        yield lambda _: None
        return
    start, log = monotonic(), _Log(path, index)
    reports: list[BuildReport] = []
    try:
        yield reports.append
    except BaseException as error:
        # What went wrong first is what is told.
        with suppress(LogNotWritable):
            log.add(_failed(error), monotonic() - start)
        raise
    else:
        log.add(_done(reports[-1]), monotonic() - start)
    finally:
        log.close()


class _Log:
    """A file to whose end lines are added; others may do so, too."""

    def __init__(self, path: Path, index: Path) -> None:
        """Open the file; a pipe that nobody reads is not waited for."""
        self._path = path
        self._index = index
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK
        try:
            self._descriptor = os.open(path, flags, RIGHTS)
        except (OSError, ValueError) as error:
            raise self._not_writable(error) from None

    def add(self, values: Mapping[str, Value], seconds: float) -> None:
        """Add a line by one write, so that it is not mixed up with those of other processes."""
        when = datetime.now(UTC).isoformat(timespec="seconds")
        data = _line(when, {**values, "index": str(self._index), "seconds": round(seconds, 2)})
        try:
            if os.write(self._descriptor, data.encode()) < len(data.encode()):
                raise OSError("no room for all of a line")
        except OSError as error:
            raise self._not_writable(error) from None

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)

    def _not_writable(self, error: OSError | ValueError) -> LogNotWritable:
        return LogNotWritable(f"log file {self._path}: {getattr(error, 'strerror', None) or error}")


def _line(when: str, values: Mapping[str, Value]) -> str:
    """Return a line of the values that are known; what may be long comes last."""
    ordered = sorted(values.items(), key=lambda pair: pair[0] in LAST)
    pairs = (f"{name}={_written(value)}" for name, value in ordered if value is not None)
    return " ".join([when, *pairs]) + "\n"


def _written(value: Value) -> str:
    """Return a value as it is where it is one plain word, else as JSON has it."""
    text = str(value)[:LONGEST_VALUE]
    is_plain = text.isprintable() and text and not set(text) & set(' "=\\')
    return text if is_plain else json_text(text)


def _done(report: BuildReport) -> dict[str, Value]:
    """Return what a build that ended has to say."""
    changes = report.changes
    return {
        "outcome": _outcome(report),
        "exit": SourceError.exit_code if report.errors else 0,
        "generation": report.generation,
        "documents": report.documents,
        "paragraphs": report.paragraphs,
        "footnotes": report.footnotes,
        "new": len(changes.new),
        "changed": len(changes.changed),
        "renamed": len(changes.renamed),
        "deleted": len(changes.deleted),
        "unchanged": changes.unchanged,
        "ignored": report.ignored,
        "errors": len(report.errors),
        "anew": report.reason,
        "message": str(report.errors[0]) if report.errors else None,
    }


def _outcome(report: BuildReport) -> str:
    """Return whether it was built; where there are changes and nothing was, no source was read."""
    if report.changed:
        return "built"
    return "kept" if report.changes else "unchanged"


def _failed(error: BaseException) -> dict[str, Value]:
    """Return what a build that did not end as it should has to say."""
    match error:
        case SystemExit():
            return {"outcome": "interrupted", "exit": int(error.code or 0)}
        case KeyboardInterrupt():
            return {"outcome": "interrupted", "exit": INTERRUPTED}
        case DuansouError():
            return {"outcome": "failed", "exit": error.exit_code, "message": str(error)}
    message = f"{type(error).__name__}: {error}"
    return {"outcome": "failed", "exit": 1, "message": message}
