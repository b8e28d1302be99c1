"""How long is the number that a folded paragraph begins with?

Paragraphs are compared without it, so that what was the third and is now the fourth is the same.
"""

from __future__ import annotations

import re

from indexer.numerals import HAN_NUMERAL

__all__ = ["LONGEST_NUMBER", "number_length"]

LONGEST_NUMBER = 24
"""No number that a paragraph begins with is longer."""

_COUNT = rf"(?:[0-9]{{1,5}}|{HAN_NUMERAL})"

# 第三条规定的义务   第二条第一款所列   第五条、第六条: an article that is spoken of
_SPOKEN_OF = rf"(?:规定|所[称列述]|第{_COUNT}[款项条]|[、和至或及的，,])"

# 第三条   第12章   第三条之一, not the one in 第三条规定的义务
_UNIT = rf"第{_COUNT}[编章节条款](?:之{_COUNT})?(?!{_SPOKEN_OF})"

# 1.   12、   1.2.   but not the one of 1.5
_FIGURES = r"[0-9]{1,4}(?:\.[0-9]{1,3}){0,3}[.、)](?![0-9])"

# (1)   (a)   (iv)   (十二)
_BRACKETED = rf"\((?:[0-9]{{1,3}}|[a-z]{{1,4}}|{HAN_NUMERAL})\)"

# 十二、   十二.   a.   b)   iv.
_SIGNED = rf"(?:{HAN_NUMERAL}[、.]|(?:[a-z]|[ivx]{{1,4}})[.)])"

# any of these, once the text is folded
NUMBER = re.compile(rf"(?:{_UNIT}|{_FIGURES}|{_BRACKETED}|{_SIGNED})")


def number_length(folded: str) -> int:
    """Return how many characters of a folded paragraph are its number: 0 where it has none.

    A paragraph that is nothing but a number is text.
    """
    found = NUMBER.match(folded[: LONGEST_NUMBER + 8])
    length = found.end() if found else 0
    return length if length < len(folded) else 0
