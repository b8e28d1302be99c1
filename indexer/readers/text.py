"""Plain text: UTF-8, with or without a byte order mark, UTF-16 with one, or GB18030."""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

from indexer.errors import SourceEmpty, SourceUndecodable
from indexer.readers.regular import read_bytes
from indexer.source import Source

__all__ = ["MAX_BYTES", "decode", "read"]

MAX_BYTES = 64 * 1024 * 1024
"""A larger file is no single document; nothing of it is read."""

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NEVER_IN_TEXT = frozenset(("Cc", "Cn", "Co", "Cs"))
_WHITE_CONTROLS = frozenset("\t\n\r\f\v\x85")


def read(path: Path, name: str) -> Source:
    """Return the text file at `path` as lines; pages are counted where form feeds divide them."""
    text = decode(read_bytes(path, name, MAX_BYTES), name)
    if not text.strip():
        raise SourceEmpty(name, "the file is empty or only white space")
    return Source.from_text(name, text)


def decode(data: bytes, name: str) -> str:
    """Return the text of `data`; what is neither encoding is named with its line, never guessed."""
    if data.startswith(_UTF16_MARKS):
        return _decode_strictly(data, "utf-16", name)
    if b"\0" in data:
        raise SourceUndecodable(
            name, "holds NUL bytes: not text", _line_at(data, data.index(b"\0"))
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _is_mostly_utf8(data):
            line = _line_at(data, error.start)
            reason = f"damaged UTF-8 at byte {error.start}"
            raise SourceUndecodable(name, reason, line) from None
    return _decode_gb18030(data, name)


def _decode_strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = _line_at(data, error.start)
        reason = f"not {encoding.upper()} at byte {error.start}"
        raise SourceUndecodable(name, reason, line) from None


def _decode_gb18030(data: bytes, name: str) -> str:
    """Return GB18030 text; bytes that decode to what no text holds are of another encoding."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        line = _line_at(data, error.start)
        reason = f"neither UTF-8 nor GB18030 at byte {error.start}"
        raise SourceUndecodable(name, reason, line) from None
    for place, character in enumerate(text):
        if character not in _WHITE_CONTROLS and unicodedata.category(character) in _NEVER_IN_TEXT:
            line = text.count("\n", 0, place) + 1
            reason = f"neither UTF-8 nor GB18030: U+{ord(character):04X} is no text"
            raise SourceUndecodable(name, reason, line)
    return text


def _is_mostly_utf8(data: bytes) -> bool:
    """Say whether more of the bytes beyond ASCII are well-formed UTF-8 than are not."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(character > "\x7f" for character in text) - broken
    return whole > broken


def _line_at(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1
