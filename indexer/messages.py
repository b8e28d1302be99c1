"""What passes between a build and the processes that read its sources: errands, parts of sources.

An errand is a line of JSON. A message is a length, a letter for what it is, and JSON; behind the
last comes END. Nothing of either is ever run or unpickled.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from indexer.document import Diagnostic
from indexer.errors import ReaderFailed, SourceError, SourceTooLarge
from indexer.report import ReportStyle
from indexer.schema import PlainRows, Prepared
from indexer.tally import Tally

__all__ = [
    "END",
    "EXIT_HUNGRY",
    "EXIT_UNWRITABLE",
    "LONGEST_ERRAND",
    "REFUSED",
    "TAKEN",
    "Enclosed",
    "Errand",
    "Gathered",
    "Message",
    "enclose",
    "frame",
    "messages_in",
]


@dataclass(frozen=True, slots=True)
class Enclosed:
    """Paragraphs of one document on their way to the index, unopened: its key, and how many.

    `values` is the JSON of what fills their fields: a list of the columns of `Prepared`, each a
    list with the value of every paragraph, or `{"all": value}` where they have the same; `stored`
    is a line of what is stored of each.
    """

    key: str
    count: int
    values: bytes
    stored: bytes


Message = Enclosed | Diagnostic | SourceError | Tally | str
"""A part of a source, why it has none, or a piece of a report about it."""

LONGEST_MESSAGE = 64 * 1024 * 1024
"""The bytes of a message; a longer one is neither written nor read."""

LENGTH_BYTES = 4

END = bytes(LENGTH_BYTES)
"""What stands behind the last message; what follows is of an earlier source."""

LONGEST_ERRAND = 64 * 1024
"""The bytes of an errand: a path has a few thousand at most."""

TAKEN, REFUSED = b"+", b"-"
"""The answers to an errand: the source was read to its end; all that was written is one error."""

EXIT_HUNGRY, EXIT_UNWRITABLE = 60, 61
"""With these codes a process ends whose memory, or whose place to write, did not suffice."""


@dataclass(frozen=True, slots=True)
class Errand:
    """Read the source at `path`, called `name`: its parts, or a report of it in a style.

    With a `dictionary` it is another errand: make segments of the paragraphs enclosed at `path`,
    which is in the folder they are written to, by the words of that file; `name` begins theirs.
    """

    path: Path
    name: str
    style: ReportStyle | None = None
    dictionary: Path | None = None

    def to_line(self) -> bytes:
        """Return the errand as a line of JSON; paths are bytes, whatever the locale is."""
        given = {
            "path": os.fsencode(self.path).hex(),
            "name": self.name,
            "style": self.style and asdict(self.style),
            "dictionary": self.dictionary and os.fsencode(self.dictionary).hex(),
        }
        return json.dumps(given).encode("ascii") + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Errand:
        """Return the errand of a line that `to_line` wrote."""
        given = json.loads(line)
        style = given["style"] and ReportStyle(**given["style"])
        path, dictionary = (
            given[part] and Path(os.fsdecode(bytes.fromhex(given[part])))
            for part in ("path", "dictionary")
        )
        return cls(path, given["name"], style, dictionary)


class Gathered:
    """Paragraphs of one document, by columns, until they are enclosed; `size` is how many bytes
    are stored of them.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        self.size = 0
        self._columns: list[list[Any]] = [[] for _ in Prepared._fields[:-1]]
        self._stored: list[bytes] = []

    def add(self, paragraph: Prepared) -> None:
        """Add a paragraph."""
        *values, stored = paragraph
        for column, value in zip(self._columns, values, strict=True):
            column.append(value)
        self._stored.append(_coded(stored))
        self.size += len(self._stored[-1])

    def add_rows(self, rows: PlainRows, start: int, most: int) -> int:
        """Add some of the rows, up to the one with which `size` comes to `most`; return where those
        begin that are left.
        """
        stop = start
        for stored in rows.stored[start:]:
            stop += 1
            self.size += len(stored)
            if self.size >= most:
                break
        for column, values in zip(self._columns, rows.columns(start, stop), strict=True):
            column += values
        self._stored += rows.stored[start:stop]
        return stop

    def enclosed(self) -> Enclosed:
        """Return all of them as they are sent; half characters survive."""
        shortened = [*map(_shortened, self._columns)]
        values = _coded(json.dumps(shortened, ensure_ascii=False, separators=(",", ":")))
        return Enclosed(self.key, len(self._stored), values, b"\n".join(self._stored))


def enclose(paragraphs: Sequence[Prepared]) -> Enclosed:
    """Return paragraphs of one document as they are sent."""
    gathered = Gathered(paragraphs[0].key)
    for paragraph in paragraphs:
        gathered.add(paragraph)
    return gathered.enclosed()


def frame(message: Message, name: str) -> bytes:
    """Return the message about source `name` as bytes; half characters survive."""
    data = _lettered(message)
    if len(data) > LONGEST_MESSAGE:
        raise SourceTooLarge(name, f"a part comes to more than {LONGEST_MESSAGE} bytes")
    return len(data).to_bytes(LENGTH_BYTES) + data


def messages_in(file: BinaryIO, name: str) -> Iterator[Message]:
    """Yield the messages about source `name`; what is none is `ReaderFailed`."""
    while (head := file.read(LENGTH_BYTES)) != END:
        length = int.from_bytes(head)
        data = file.read(length) if length <= LONGEST_MESSAGE else b""
        if not head or len(data) != length:
            raise ReaderFailed(name, "its reader sent what is no message")
        try:
            yield _message(data[:1], data)
        except (KeyError, RecursionError, TypeError, ValueError) as error:
            raise ReaderFailed(name, f"its reader sent what is no message: {error}") from None


def _shortened(column: Sequence[Any]) -> Sequence[Any] | dict[str, Any]:
    """Return a column, or its value where there is one only."""
    first = column[0]
    return {"all": first} if column.count(first) == len(column) else column


def _lettered(message: Message) -> bytes:
    match message:
        case Enclosed():
            head = json.dumps([message.key, message.count], ensure_ascii=False)
            return b"\n".join((b"R" + _coded(head), message.values, message.stored))
        case Diagnostic():
            return b"D" + _coded(json.dumps(asdict(message), ensure_ascii=False))
        case Tally():
            return b"T" + _coded(json.dumps(message.to_dict()))
        case SourceError():
            return b"E" + _coded(json.dumps(message.to_dict(), ensure_ascii=False))
        case _:
            return b"S" + _coded(message)


def _message(letter: bytes, data: bytes) -> Message:
    if letter == b"R":
        return _enclosed(*data[1:].split(b"\n", 2))
    text = data[1:].decode("utf-8", errors="surrogatepass")
    match letter:
        case b"D":
            return Diagnostic(**json.loads(text))
        case b"T":
            return Tally(**json.loads(text))
        case b"E":
            return SourceError.from_dict(json.loads(text))
        case b"S":
            return text
        case _:
            raise ValueError(f"letter {letter!r}")


def _enclosed(head: bytes, values: bytes, stored: bytes) -> Enclosed:
    key, count = json.loads(head.decode("utf-8", errors="surrogatepass"))
    if not isinstance(key, str) or stored.count(b"\n") != count - 1:
        raise ValueError("other paragraphs than are said to be there")
    return Enclosed(key, count, values, stored)


def _coded(text: str) -> bytes:
    return text.encode("utf-8", errors="surrogatepass")
