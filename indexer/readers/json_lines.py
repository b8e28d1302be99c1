"""JSON Lines: one paragraph a line, plain or compressed; read a line at a time, never as a whole.

    {"document": "民法典", "id": "art12", "text": "第十二条 …",
     "footnotes": [{"number": "1", "text": "…", "offset": 5}]}

A line that is no such object is left out, and said to be; the others go on.
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast, get_args

from indexer.document import Kind
from indexer.errors import LineUnusable, SourceEmpty, SourceTooLarge, SourceUndecodable
from indexer.readers.regular import open_regular
from indexer.source import Entry, EntryNote

__all__ = ["MAX_BYTES", "TakeLines", "read", "read_compressed"]

MAX_BYTES = 4 * 1024 * 1024 * 1024
"""What a file may have, compressed or not, and what it may come to when it is decompressed."""

LONGEST_LINE = 8 * 1024 * 1024
"""The bytes a line may have; one that has more is left out without being kept in memory."""

DEEPEST_NESTING = 32
"""How many brackets may be open at once in a line."""

LONGEST_NAME = 200
"""The characters a document's key, an id, a label, a number may have."""

MOST_NOTES = 10_000
"""The notes, and the marks, that a paragraph may have."""

KINDS = frozenset(get_args(Kind)) - {"footnote"}

SKIPPED_AT_ONCE = UNPACKED_AT_ONCE = 64 * 1024

READ_AT_ONCE = 256 * 1024
"""So many bytes, and the rest of the last line, are looked at together: of their lines that one
alone can be too long."""

# 2008    2008-12    2008-12-02
DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?\Z")

# "a \" within": a string of JSON, in which brackets do not count; it may lack its end
STRING = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)

BRACKET = re.compile(rb"[\[\]{}]")

_UNTYPEABLE = frozenset(("Cc", "Cn", "Co", "Cs", "Zl", "Zp"))
_scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


_Rows = TypeVar("_Rows")

TakeLines = Callable[[bytes, int, int], tuple[_Rows, int, int]]
"""Of lines, a place in them and the number of the line there: what becomes of some in a row, how
many they are, and where they end. Of none nothing becomes."""


class _Unusable(Exception):
    """Why a line is left out."""


def read(
    path: Path, name: str, take: TakeLines[_Rows] | None = None
) -> Iterator[Entry | LineUnusable | _Rows]:
    """Yield the paragraphs of a file of JSON Lines, and why any line is none.

    `take` may take lines in a row before they are looked at one by one.
    """
    with open_regular(path, name, MAX_BYTES) as file:
        yield from _entries(file, name, take)


def read_compressed(
    path: Path, name: str, take: TakeLines[_Rows] | None = None
) -> Iterator[Entry | LineUnusable | _Rows]:
    """Yield the same of a file compressed by gzip, decompressed as far as the lines at hand."""
    with open_regular(path, name, MAX_BYTES) as file, gzip.GzipFile(fileobj=file) as unpacked:
        # A buffer finds the ends of lines sooner than the decompressor does.
        lines = BufferedReader(cast(RawIOBase, unpacked), UNPACKED_AT_ONCE)
        try:
            yield from _entries(lines, name, take)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise SourceUndecodable(name, f"damaged gzip data: {error}") from None


def _entries(
    file: BinaryIO, name: str, take: TakeLines[_Rows] | None
) -> Iterator[Entry | LineUnusable | _Rows]:
    is_empty = True
    for number, lines in _lines(file, name):
        for part in _parts(lines, number, name, take):
            yield part
            is_empty = False
    if is_empty:
        raise SourceEmpty(name, "the file is empty or only white space")


def _parts(
    lines: bytes | None, number: int, name: str, take: TakeLines[_Rows] | None
) -> Iterator[Entry | LineUnusable | _Rows]:
    """Yield the parts of some lines, of which `number` is that of the first."""
    if lines is None:
        yield LineUnusable(name, f"longer than {LONGEST_LINE} bytes", number)
        return
    at = 0
    while at < len(lines):
        if take:
            rows, count, at = take(lines, at, number)
            if count:
                yield rows
                number += count
                continue
        end = lines.find(b"\n", at) + 1 or len(lines)
        try:
            if entry := _entry(lines[at:end], number, name):
                yield entry
        except _Unusable as reason:
            yield LineUnusable(name, str(reason), number)
        number, at = number + 1, end


def _lines(file: BinaryIO, name: str) -> Iterator[tuple[int, bytes | None]]:
    """Yield lines, some at a time, with the number of the first; None for one that is too long."""
    number, read = 1, 0
    while lines := file.read(min(READ_AT_ONCE, LONGEST_LINE)):
        lines += file.readline(LONGEST_LINE + 1)
        whole = _end_of_whole(lines)
        if whole:
            yield number, lines[:whole]
        if read + whole > MAX_BYTES:
            number += lines.count(b"\n", 0, MAX_BYTES - read)
            raise SourceTooLarge(name, f"comes to more than {MAX_BYTES} bytes", number)
        number += lines.count(b"\n", 0, whole)
        read += len(lines)
        if whole < len(lines):
            read += _skip_line(file, lines, MAX_BYTES - read)
            yield number, None
            if read > MAX_BYTES:
                raise SourceTooLarge(name, f"comes to more than {MAX_BYTES} bytes", number)
            number += 1


def _end_of_whole(lines: bytes) -> int:
    """Return where lines end of which none is too long: the last may be."""
    last = lines.rfind(b"\n", 0, len(lines) - 1) + 1
    return last if len(lines) - last > LONGEST_LINE else len(lines)


def _skip_line(file: BinaryIO, line: bytes, most: int) -> int:
    """Read on to the end of the line, or to `most` bytes and a little more; return how many."""
    skipped = 0
    while line and not line.endswith(b"\n") and skipped <= most:
        line = file.readline(SKIPPED_AT_ONCE)
        skipped += len(line)
    return skipped


def _entry(line: bytes, number: int, name: str) -> Entry | None:
    """Return the paragraph of a line; None where the line is blank."""
    if number == 1:
        line = line.removeprefix(_BYTE_ORDER_MARK)
    line = line.strip()
    if not line:
        return None
    members = _object(line)
    given = _Given(members)
    text = given.text("text")
    if text is None or not text.strip():
        raise _Unusable('has no "text"')
    anchor = given.name("id")
    if anchor is None:
        raise _Unusable('has no "id"')
    if "#" in anchor:
        raise _Unusable('"id" holds #, which divides documents from paragraphs')
    # Few lines have many of the other members: to ask for one takes longer than to see that it is
    # not there.
    has_notes = "footnotes" in members or "marks" in members
    notes, marks = _notes(given, len(text)) if has_notes else ((), ())
    return Entry(
        number,
        (given.name("document") if "document" in members else None) or name,
        anchor,
        (given.name("label") if "label" in members else None) or anchor,
        text,
        (given.text("title") if "title" in members else None) or None,
        _date(given) if "date" in members else None,
        _kind(given) if "kind" in members else None,
        given.name("number") if "number" in members else None,
        marks,
        notes,
    )


def _object(line: bytes) -> dict[str, Any]:
    """Return the JSON object of a line."""
    if line.count(b"[") + line.count(b"{") > DEEPEST_NESTING and _is_too_deep(line):
        raise _Unusable(f"nested deeper than {DEEPEST_NESTING}")
    try:
        value = _value(line.decode())
    except UnicodeDecodeError as error:
        raise _Unusable(f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise _Unusable(f"no JSON: {error.msg} at character {error.pos + 1}") from None
    except ValueError as error:
        raise _Unusable(f"no JSON: {error}") from None
    if not isinstance(value, dict):
        raise _Unusable("no JSON object")
    return value


def _value(text: str) -> Any:
    """Return what `json.loads` does of a text without white space around it, in half the time."""
    try:
        value, end = _scan(text, 0)
    except StopIteration as stop:
        raise json.JSONDecodeError("Expecting value", text, stop.value) from None
    if end < len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    return value


def _is_too_deep(line: bytes) -> bool:
    depth = 0
    for bracket in BRACKET.finditer(STRING.sub(b"", line)):
        depth += 1 if bracket.group() in b"[{" else -1
        if depth > DEEPEST_NESTING:
            return True
    return False


class _Given:
    """The members of an object, each of the type that is asked for; null is as if not there."""

    __slots__ = ("_member",)

    def __init__(self, members: dict[str, Any]) -> None:
        self._member = members.get

    def text(self, member: str) -> str | None:
        """Return a string."""
        value = self._member(member)
        if value is None or type(value) is str:
            return value
        raise _Unusable(f'"{member}" is not a string')

    def name(self, member: str) -> str | None:
        """Return a short string that can be typed; a whole number is taken as its digits."""
        value = self._member(member)
        if value is None:
            return None
        if type(value) is int:
            value = str(value)
        if type(value) is not str:
            raise _Unusable(f'"{member}" is neither a string nor a whole number')
        if len(value) > LONGEST_NAME or not value.strip():
            raise _Unusable(f'"{member}" is blank or longer than {LONGEST_NAME} characters')
        if not value.isprintable() and any(map(_is_untypeable, value)):
            raise _Unusable(f'"{member}" holds what is no character, or controls')
        return value

    def offset(self, member: str) -> int | None:
        """Return a whole number."""
        value = self._member(member)
        if value is None or type(value) is int:
            return value
        raise _Unusable(f'"{member}" is no whole number')

    def rows(self, member: str) -> list[Any]:
        """Return a list."""
        value = self._member(member)
        if value is None or type(value) is list:
            return value or []
        raise _Unusable(f'"{member}" is not a list')


def _is_untypeable(character: str) -> bool:
    return unicodedata.category(character) in _UNTYPEABLE


def _date(given: _Given) -> str | None:
    date = given.text("date")
    if date and not DATE.match(date):
        raise _Unusable('"date" is no date such as 2008, 2008-12 or 2008-12-02')
    return date or None


def _kind(given: _Given) -> Kind | None:
    kind = given.text("kind")
    if kind is not None and kind not in KINDS:
        raise _Unusable(f'"kind" is none of {", ".join(sorted(KINDS))}')
    return cast(Kind, kind)


def _notes(given: _Given, length: int) -> tuple[tuple[EntryNote, ...], tuple[tuple[int, str], ...]]:
    """Return the notes of a paragraph of that length, and its marks in the order of the text."""
    marks = [_mark(pair) for pair in given.rows("marks")]
    rows = given.rows("footnotes")
    if not (marks or rows):
        return (), ()
    notes: list[EntryNote] = []
    for row in rows:
        if not isinstance(row, dict):
            raise _Unusable('"footnotes" holds what is no object')
        note = _Given(row)
        number, text = note.name("number"), note.text("text")
        if number is None or text is None or not text.strip():
            raise _Unusable('a footnote has no "number" or no "text"')
        notes.append(EntryNote(number, text, note.text("resolved") or None))
        if (offset := note.offset("offset")) is not None:
            marks.append((offset, number))
    if any(not 0 <= offset <= length for offset, _ in marks):
        raise _Unusable("a mark's offset is not within the text")
    if max(len(notes), len(marks)) > MOST_NOTES:
        raise _Unusable(f"more than {MOST_NOTES} footnotes or marks")
    return tuple(notes), tuple(sorted(marks, key=lambda mark: mark[0]))


def _mark(pair: Any) -> tuple[int, str]:
    """Return a mark given as [offset, number]."""
    if not isinstance(pair, list) or len(pair) != 2:
        raise _Unusable('"marks" holds what is no [offset, number]')
    mark = _Given({"offset": pair[0], "number": pair[1]})
    offset, number = mark.offset("offset"), mark.name("number")
    if offset is None or number is None:
        raise _Unusable('"marks" holds what is no [offset, number]')
    return offset, number
