"""Text → the form that is matched, with the way back to every original offset.

Each character is folded by itself, whatever stands around it: compatibility decomposition
(Unicode NFKD), case folding, accents and invisible characters dropped, Traditional → Simplified
after OpenCC's table of characters, and dashes, quotes and middle dots made one. Only then are
spaces dropped, except between two words of letters. So the folding of a part of a text is always
a part of its folding, and a search in folded text misses nothing.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from indexer.simplified import OPENCC_VERSION, PAIRS

__all__ = ["FOLDING_VERSION", "Folded", "fingerprint", "fold", "fold_with_offsets", "is_letter"]

FOLDING_VERSION = 1
"""Raised whenever the same text would fold differently."""

_DASHES = "‐‑‒–—―⁃−⸺⸻﹘﹣－"
_DOUBLE_QUOTES = "“”„‟«»「」『』〝〞〟＂"
_SINGLE_QUOTES = "‘’‚‛`´′ʹ＇｀"
_MIDDLE_DOTS = "•‧∙⋅・･"

# Radicals of the CJK Radicals Supplement that the fonts of PDF files leave in place of characters
# and that NFKD does not map, each with the character it stands for (Unicode's property
# EquivalentUnifiedIdeograph, or its Simplified form).
_RADICALS = (
    "⺁厂 ⺄乙 ⺇几 ⺉刂 ⺊卜 ⺌小 ⺓幺 ⺖忄 ⺘扌 ⺙攵 ⺜日 ⺝月 ⺠民 ⺡氵 ⺣灬 "
    "⺧牛 ⺨犭 ⺩王 ⺬礻 ⺮竹 ⺯糸 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻄西 ⻅见 ⻆角 ⻇角 "
    "⻈讠 ⻉贝 ⻊足 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻐钅 ⻑长 ⻒长 ⻓长 ⻔门 ⻖阝 ⻗雨 ⻘青 "
    "⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻠饣 ⻡首 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 "
    "⻪黾 ⻬齐 ⻮齿 ⻰龙"
)

# Where scripts begin and end, in turn, whose words are not written apart: Han, kana, bopomofo.
_WRITTEN_TOGETHER = (
    "\u2e80\u3130\u3190\u31c0\u31f0\u3200\u3400\u4dc0\u4e00\ua000\uf900\ufb00"
    "\U0001aff0\U0001b170\U00020000\U00040000"
)

# the spaces of a folded text, as many as stand together
SPACES = re.compile(r" +")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; character i of it came from `original[starts[i]:ends[i]]`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def whole_spans(self, places: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """Return the stretches of the original that some stretches of the folded text came from.

        Those are left out that begin or end inside of a character of the original, as of ㈠.
        """
        if isinstance(self.starts, range):
            return set(places)
        return {self.span(*place) for place in places if self._are_whole(*place)}

    def _are_whole(self, start: int, end: int) -> bool:
        begins = start == 0 or self.ends[start - 1] <= self.starts[start]
        return begins and (end == len(self.text) or self.ends[end - 1] <= self.starts[end])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original that a stretch of the folded text came from."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends or [0])[-1]
            return at, at
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> str:
    """Return the form of `text` that is matched; folding it again changes nothing."""
    folded = text.translate(_table())
    if " " not in folded:
        return folded
    words = folded.split()
    parts = words[:1]
    for before, word in pairwise(words):
        parts.append(f" {word}" if is_letter(before[-1]) and is_letter(word[0]) else word)
    return "".join(parts)


def fold_with_offsets(text: str) -> Folded:
    """Return `fold(text)` with the original place of each of its characters."""
    table = _table()
    folded = text.translate(table)
    starts: Sequence[int] = range(len(text))
    ends: Sequence[int] = range(1, len(text) + 1)
    if not table.uneven.isdisjoint(text):
        starts, ends = _places(text, [table[ord(character)] for character in text])
    return _without_spaces(folded, starts, ends) if " " in folded else Folded(folded, starts, ends)


def fingerprint() -> dict[str, str]:
    """Return all that decides how a text is folded: our rules, Unicode's tables and OpenCC's."""
    return {
        "folding": str(FOLDING_VERSION),
        "unicode": unicodedata.unidata_version,
        "opencc": OPENCC_VERSION,
    }


@lru_cache(maxsize=1024)
def is_letter(character: str) -> bool:
    """Say whether a character, if there is one, is a letter of a script with words apart."""
    if not character.isalnum() or character.isdecimal():
        return False
    return bisect(_WRITTEN_TOGETHER, character) % 2 == 0


def _places(text: str, parts: Sequence[str]) -> tuple[array[int], array[int]]:
    """Return where each character of what the characters of a text fold to begins and ends."""
    starts, ends = array("I"), array("I")
    for place, part in enumerate(parts):
        if part:
            starts.extend([place] * len(part))
            ends.extend([place + 1] * len(part))
        elif ends and unicodedata.combining(text[place]):
            ends[-1] = place + 1
    return starts, ends


def _without_spaces(text: str, starts: Sequence[int], ends: Sequence[int]) -> Folded:
    """Return the text without its dropped spaces; one that is kept stands for its whole run."""
    kept: list[str] = []
    kept_starts, kept_ends = array("I"), array("I")
    done = 0
    for spaces in SPACES.finditer(text):
        start, end = spaces.span()
        is_kept = is_letter(text[start - 1 : start]) and is_letter(text[end : end + 1])
        kept += (text[done:start], " " if is_kept else "")
        kept_starts.extend(starts[done : start + is_kept])
        kept_ends.extend(ends[done:start])
        kept_ends.extend(ends[end - is_kept : end])
        done = end
    kept.append(text[done:])
    kept_starts.extend(starts[done:])
    kept_ends.extend(ends[done:])
    return Folded("".join(kept), kept_starts, kept_ends)


class _Table(dict[int, str]):
    """What each character folds to, filled in as characters are met.

    `uneven` has those that fold to nothing, or to several characters.
    """

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(folded) != 1:
            self.uneven.add(chr(code))
        self[code] = folded
        return folded


@cache
def _table() -> _Table:
    """Return the one table of the process: a memo of a pure function, not a setting."""
    return _Table()


def _fold_character(character: str) -> str:
    """Return what one character folds to, folded until nothing changes any more."""
    if "\u4e00" <= character <= "\u9fff":
        return _simplified(character)
    folded = _fold_once(character)
    while (again := "".join(map(_fold_once, folded))) != folded:
        folded = again
    return folded


def _fold_once(character: str) -> str:
    if "\ud800" <= character <= "\udfff" or "\ufdd0" <= character <= "\ufdef":
        return "\ufffd"  # half a character, or none at all: never text
    unified = _unified().get(character)
    if unified is not None:
        return unified
    decomposed = unicodedata.normalize("NFKD", character).casefold()
    decomposed = unicodedata.normalize("NFKD", decomposed)
    return "".join(_simplified(part) for part in decomposed if not _is_dropped(part))


@cache
def _unified() -> dict[str, str]:
    """Return the characters of ours that are made one with another."""
    classes = ((_DASHES, "-"), (_DOUBLE_QUOTES, '"'), (_SINGLE_QUOTES, "'"), (_MIDDLE_DOTS, "·"))
    radicals = {pair[0]: pair[1] for pair in _RADICALS.split()}
    return radicals | {member: one for members, one in classes for member in members}


def _is_dropped(character: str) -> bool:
    """Say whether a character is an accent, or cannot be seen and is not white space."""
    if "\u0300" <= character <= "\u036f" or "\ufe00" <= character <= "\ufe0f":
        return True
    if "\U000e0100" <= character <= "\U000e01ef":
        return True
    return unicodedata.category(character) in ("Cc", "Cf") and not character.isspace()


def _simplified(character: str) -> str:
    """Return the Simplified form of a character; white space of any kind is a space."""
    if character.isspace():
        return " "
    return character if character < "\u3400" else _forms().get(character, character)


@cache
def _forms() -> dict[str, str]:
    """Return the Simplified form of each character that has another."""
    return {pair[0]: pair[1] for pair in PAIRS.split()}
