"""Many texts → their folded forms, laid one behind the other in one array.

What `folding.fold` makes of a text by itself, this makes of a thousand at once: most characters
fold to one character whatever is beside them, which a table of all characters tells. A text that
holds any other, or a space beside a letter, is folded by `fold` itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.compiled import COMPILED
from indexer.folding import fold, is_letter

__all__ = [
    "CHARACTERS",
    "GAP",
    "Codes",
    "FoldedTexts",
    "ManyFolder",
    "characters_in",
    "codes_of",
    "distinct",
    "narrowed",
]

Codes = NDArray[np.uint32]
"""Characters by their numbers in Unicode."""

GAP = 0xFDD0
"""What stands between two texts: a number that is no character, nor ever of a folded text."""

CHARACTERS = 0x110000
"""How many numbers there are for characters."""

# How a character is told in the table: whether it was looked at, and what it asks for.
_SEEN, _LETTER, _SPACE, _PECULIAR = 1, 2, 4, 8


@dataclass(frozen=True, slots=True)
class FoldedTexts:
    """Folded texts with a GAP behind each; text i begins at `starts[i]`, the end is the last."""

    codes: Codes
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def text(self, at: int) -> str:
        """Return one of the texts."""
        return _string(self.codes[self.starts[at] : self.starts[at + 1] - 1])


class ManyFolder:
    """Folds many texts at once. What is learned of characters is kept, for all."""

    def __init__(self) -> None:
        self._folded, self._kinds = _tables()

    def fold(self, texts: Sequence[str]) -> FoldedTexts:
        """Return the folded texts, in order."""
        return self._laid_out(texts) if COMPILED else self._laid_out_by_numpy(texts)

    def _laid_out(self, texts: Sequence[str]) -> FoldedTexts:
        """Return the folded texts as `_laid_out_by_numpy` does, with a look at each character."""
        # A search loads this module, and folds nothing by it.
        from indexer.compiled import folds as compiled

        codes, starts = self._starting(texts)
        peculiar = compiled.peculiar(codes, starts, self._kinds)
        if peculiar:
            texts = list(texts)
            for at in peculiar:
                texts[at] = fold(texts[at])
            codes, starts = self._starting(texts)
        keeps_spaces = np.zeros(len(texts), dtype=np.uint8)
        keeps_spaces[peculiar] = True
        laid, starting = compiled.laid_out(codes, starts, self._folded, self._kinds, keeps_spaces)
        begins = np.frombuffer(starting, dtype=np.int64)
        return FoldedTexts(np.frombuffer(laid, dtype=np.uint32), begins)

    def _starting(self, texts: Sequence[str]) -> tuple[Codes, NDArray[np.int64]]:
        """Return all characters, each of them known, and where each text begins."""
        from indexer.compiled import folds as compiled

        codes = codes_of("".join(texts))
        self._learn(compiled.unseen(codes, self._kinds))
        starts = np.zeros(len(texts) + 1, dtype=np.int64)
        np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=starts[1:])
        return codes, starts

    def _laid_out_by_numpy(self, texts: Sequence[str]) -> FoldedTexts:
        codes, kinds, owners = self._looked_up(texts)
        peculiar = distinct(owners[_peculiar(kinds)]).tolist()
        if peculiar:
            texts = list(texts)
            for at in peculiar:
                texts[at] = fold(texts[at])
            codes, kinds, owners = self._looked_up(texts)
        # The spaces that `fold` has left stay, all others go.
        kept = (kinds & _SPACE) == 0
        if peculiar:
            is_peculiar = np.zeros(len(texts), dtype=np.bool_)
            is_peculiar[peculiar] = True
            kept |= is_peculiar[owners]
        return _with_gaps(self._folded[codes[kept]], owners[kept], len(texts))

    def _looked_up(
        self, texts: Sequence[str]
    ) -> tuple[Codes, NDArray[np.uint8], NDArray[np.int64]]:
        """Return all characters, what is known of each, and of which text it is."""
        codes = codes_of("".join(texts))
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        owners = np.repeat(np.arange(len(texts)), lengths)
        kinds = self._kinds[codes]
        if len(kinds) and not kinds.all():
            self._learn(characters_in(codes[kinds == 0]).tolist())
            kinds = self._kinds[codes]
        return codes, kinds, owners

    def _learn(self, codes: Sequence[int]) -> None:
        """Note down what is to be known of characters that are met for the first time."""
        for code in codes:
            self._folded[code], self._kinds[code] = _look_at(chr(code))


@cache
def _tables() -> tuple[Codes, NDArray[np.uint8]]:
    """Return the tables of the process: a memo of what each character folds to, and of its kind."""
    return np.zeros(CHARACTERS, dtype=np.uint32), np.zeros(CHARACTERS, dtype=np.uint8)


def codes_of(text: str) -> Codes:
    """Return the characters of a text by number."""
    return np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), dtype="<u4")


def characters_in(codes: Codes) -> NDArray[np.int64]:
    """Return each character once, in order."""
    is_there = np.zeros(CHARACTERS, dtype=np.bool_)
    is_there[codes] = True
    return np.flatnonzero(is_there)


def narrowed(codes: NDArray[Any]) -> NDArray[Any]:
    """Return the codes of folded texts in two bytes each, or four where some need that."""
    most = int(codes.max(initial=0))
    return codes.astype(np.uint16 if most <= np.iinfo(np.uint16).max else np.uint32, copy=False)


def distinct(ascending: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each of the numbers once."""
    return ascending[np.flatnonzero(np.diff(ascending, prepend=-1))]


def _string(codes: Codes) -> str:
    return codes.tobytes().decode("utf-32-le")


def _peculiar(kinds: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which characters make their text one that is to be folded by itself."""
    found: NDArray[np.bool_] = (kinds & _PECULIAR) != 0
    letters, spaces = (kinds & _LETTER) != 0, (kinds & _SPACE) != 0
    found[1:] |= spaces[1:] & letters[:-1]
    found[:-1] |= spaces[:-1] & letters[1:]
    return found


def _look_at(character: str) -> tuple[int, int]:
    """Return what a character folds to, and its kind."""
    between = fold(f"a{character}a")
    if between == "a a":
        return ord(" "), _SEEN | _SPACE
    if len(between) != len("a?a") or between[1] == " ":
        return ord("?"), _SEEN | _PECULIAR
    letter = _LETTER if is_letter(between[1]) else 0
    return ord(between[1]), _SEEN | letter


def _with_gaps(codes: Codes, owners: NDArray[np.int64], count: int) -> FoldedTexts:
    """Return the folded characters with a gap behind those of each text."""
    lengths = np.bincount(owners, minlength=count)
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(lengths + 1, out=starts[1:])
    spread = np.full(starts[-1], GAP, dtype=np.uint32)
    spread[np.arange(len(codes)) + owners] = codes
    return FoldedTexts(spread, starts)
