"""One identifier as typed → its canonical key."""

from __future__ import annotations

import re

from indexer.citations.numbers import NUMBER, Numbered, keys_of_number
from indexer.citations.symbols import SYMBOL, has_digit, keys_of_symbol
from indexer.folding import fold

__all__ = ["document_key_of", "key_of", "whole_of"]

LONGEST_IDENTIFIER = 120
"""A longer text is no identifier of a document."""

LONGEST_TITLE = 500
"""A longer text is no title, with or without an article."""

# The same forms as a person types them, after folding: 63/49  第62/39号决议  408(1977)
TYPED_NUMBER = re.compile(
    rf"第?{NUMBER}(?P<tail>[号號])?(?:[决決][議议]|(?P<decision>[决決]定))?\Z", re.IGNORECASE
)
TYPED_SYMBOL = re.compile(SYMBOL.pattern + r"\Z", re.IGNORECASE)

# 《不扩散核武器条约》    《关于适用《公司法》的规定》第六条    《不扩散核武器条约》#art6
TYPED_TITLE = re.compile(
    r"《(?P<title>[^《》]{1,300}(?:《[^《》]{1,200}》[^《》]{0,200})?)》"
    r"(?P<anchor>#art[0-9a-z.\-]{1,30}\Z)?"
)


def key_of(name: str) -> str | None:
    """Return the canonical key of one identifier as typed, or None where `name` is not one."""
    if len(name) > LONGEST_TITLE:
        return None
    return _key_of_title(name.strip()) or document_key_of(name)


def document_key_of(name: str) -> str | None:
    """Return the canonical key of a resolution, decision or document as typed, or None."""
    typed = fold(name).upper()
    if len(typed) > LONGEST_IDENTIFIER:
        return None
    if number := TYPED_NUMBER.match(typed):
        keys = keys_of_number(Numbered.of(number), "", decision=bool(number["decision"]))
        return keys[0] if len(keys) == 1 else None
    if symbol := TYPED_SYMBOL.match(typed):
        return keys_of_symbol(symbol)[0] if has_digit(symbol["stem"]) else None
    return None


def whole_of(key: str) -> str:
    """Return the key of the instrument of which a key names an article; any other key itself."""
    return key.partition("#")[0] if key.startswith("《") else key


def _key_of_title(typed: str) -> str | None:
    """Return the key of a title in brackets, or of one article of it."""
    titled = TYPED_TITLE.match(typed)
    if titled is None:
        return None
    # Few identifiers are titles, and the patterns of articles are large.
    from indexer.citations.articles import articles_at
    from indexer.citations.titles import key_of_title

    key, end = key_of_title(titled["title"]), titled.end()
    if titled["anchor"] or end == len(typed):
        return key + (titled["anchor"] or "")
    points = articles_at(typed, end)
    return f"{key}#{points[0].anchor}" if len(points) == 1 and points[0].end == len(typed) else None
