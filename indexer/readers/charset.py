"""The bytes of a page → its text, in the encoding it says it is in."""

from __future__ import annotations

import codecs
import re

from indexer.readers.text import decode

__all__ = ["decode_page"]

# charset=gb2312 or encoding="big5", within the head of a page
DECLARED = re.compile(
    rb"(?:charset|encoding)\s{0,8}=\s{0,8}[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)

HEAD = 4096

# Pages use more characters than the encoding they name holds.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}


def decode_page(data: bytes, name: str) -> str:
    """Return the text; where the page says nothing true of its encoding, as any text is read."""
    declared = DECLARED.search(data[:HEAD])
    if declared and not data.startswith(
        (codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)
    ):
        encoding = declared[1].decode("ascii").lower()
        try:
            return data.decode(_WIDER.get(encoding, encoding))
        except (LookupError, UnicodeError):
            pass
    return decode(data, name)
