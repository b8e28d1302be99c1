"""A document's key, and a paragraph's anchor → the key of its entry in a bibliography.

    A/RES/63/49, pp4  →  A/RES/63/49:pp4
    a b.txt, p1       →  a_20_b.txt:p1
    B.txt             →  B.txt+1

Such a key is the same in each export, no two are the same, not even for programs to which a and A
are one, and it holds nothing that BibTeX, LaTeX, RIS or Markdown act upon.
"""

from __future__ import annotations

import re
from string import ascii_lowercase, ascii_uppercase

from indexer.citations import key_of

__all__ = ["entry_key"]

# What does not stand for itself in a key, as A 7 / . - 核 do
OTHERS = re.compile(r"[^A-Za-z0-9/.\-\u3400-\u4dbf\u4e00-\u9fff]")

_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


def entry_key(key: str, anchor: str | None = None) -> str:
    """Return the key of the entry of a document, or of a paragraph of it.

    What is other than usual in the case of its letters is told by a number at the end.
    """
    parts = [key] if anchor is None else [key, anchor]
    usual = _usual(key) + (anchor or "").translate(_LOWER)
    pairs = zip("".join(parts), usual, strict=True)
    unusual = sum(1 << at for at, (given, other) in enumerate(pairs) if given != other)
    written = ":".join(OTHERS.sub(_code, part) for part in parts)
    return f"{written}+{unusual:x}" if unusual else written


def _usual(key: str) -> str:
    """Return the key as a symbol is printed, or else in lower case."""
    symbol, lower = key_of(key) or "", key.translate(_LOWER)
    return symbol if symbol.translate(_LOWER) == lower else lower


def _code(sign: re.Match[str]) -> str:
    return f"_{ord(sign.group()):X}_"
