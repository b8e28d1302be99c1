"""A word as typed → a pattern with wildcards, or a word that may be written with one slip.

    裁?谈判   裁军*   disarm*   A/RES/63/*      核裁军~   "核裁军谈判"~

A wildcard is one only where it can be nothing else, so that what is pasted stays text: a question
ends in `?`, a footnote mark stands before punctuation or behind it, and 2*3 is a product.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.folding import fold
from search.tree import Fuzzy, Pattern

__all__ = [
    "MAX_FUZZY",
    "MAX_PATTERN",
    "MAX_QUESTIONED",
    "MAX_RUN",
    "MIN_FUZZY",
    "Pieces",
    "fuzzy_of",
    "pattern_of",
    "pieces_of",
]

MAX_RUN = 16
"""A `*` stands for so many characters at most."""

MAX_PATTERN = 32
"""A longer word is no pattern."""

MAX_QUESTIONED = 10
"""A longer word with `?` is two clauses, of which the first asks."""

MIN_FUZZY, MAX_FUZZY = 3, 32
"""Of fewer or more characters it is not asked how they may be miswritten."""

# * and ? as many as stand together
WILDCARDS = re.compile(r"[*?]+")
# 吗 of 可以吗?如何: who writes one of these asks
ASKING = re.compile(r"[吗呢吧么谁何哪几怎否啥][^?]{0,9}\?")
# 、 of 日本(2016年)、蒙古*: what no pattern has, as 裁?谈判, A/RES/63/* and C.86.* have not
PUNCTUATION = re.compile(r"[^\w/.*?-]|_")


@dataclass(frozen=True, slots=True)
class Pieces:
    """What stands in a pattern, and between each two how many letters, digits or Han characters.

    `goes_on` says that the last word or number may go on.
    """

    literals: tuple[str, ...]
    gaps: tuple[tuple[int, int], ...]
    goes_on: bool


def pattern_of(typed: str, field: str | None) -> Pattern | None:
    """Return the pattern that was typed; None where its signs are text."""
    if not WILDCARDS.search(typed) or "？" in typed or "＊" in typed:
        return None
    folded = fold(typed)
    if len(folded) > MAX_PATTERN or PUNCTUATION.search(folded):
        return None
    if "?" in folded and not _may_be_questioned(folded):
        return None
    return Pattern(typed, folded, field) if _has_wildcards(folded) else None


def fuzzy_of(typed: str, field: str | None) -> Fuzzy | None:
    """Return what was typed before a `~`; None where the sign is text."""
    folded = fold(typed)
    asks = MIN_FUZZY <= len(folded) <= MAX_FUZZY and any(map(str.isalnum, folded))
    return Fuzzy(typed, folded, field) if asks and "~" not in typed else None


def pieces_of(folded: str) -> Pieces:
    """Return the pieces of a pattern."""
    literals = WILDCARDS.split(folded)
    gaps = [
        (run.count("?"), run.count("?") + MAX_RUN * run.count("*"))
        for run in WILDCARDS.findall(folded)
    ]
    goes_on = not literals[-1]
    end = len(literals) - goes_on
    return Pieces(tuple(literals[:end]), tuple(gaps[: end - 1]), goes_on)


def _has_wildcards(folded: str) -> bool:
    """Return whether there are wildcards in a word, and each can be nothing else."""
    runs = list(WILDCARDS.finditer(folded))
    return bool(runs) and all(_is_wildcard(folded, run) for run in runs)


def _is_wildcard(folded: str, run: re.Match[str]) -> bool:
    """Return whether wildcards stand between characters of words, or a `*` at the end of one."""
    before, after = folded[: run.start()][-1:], folded[run.end() :][:1]
    if "**" in run.group() or not (before.isalnum() or before in tuple("/-.")):
        return False
    if not after:
        return run.group() == "*" and any(map(str.isalnum, folded))
    is_product = run.group() == "*" and before.isdecimal() and after.isdecimal()
    return (after.isalnum() or after in tuple("/-")) and not is_product


def _may_be_questioned(folded: str) -> bool:
    is_word = len(folded) <= MAX_QUESTIONED and "." not in folded
    return is_word and ASKING.search(folded) is None
