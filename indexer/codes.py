"""The numbers that stand for other things in a segment.

A gram is a number that sorts as it does. What a posting scores by is one number: how often the
term is there, at most MOST_OCCURRENCES, in the upper byte, and how long the field is there, as a
code, in the lower. The codes of lengths are Whoosh's: exact for short fields, some three per cent
apart for longer ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CODE_BITS",
    "LENGTHS",
    "MANY",
    "MOST_OCCURRENCES",
    "NONE",
    "code_of_length",
    "pair_key",
    "posting_codes",
    "single_key",
]

NONE = 0xFFFFFFFF
"""The number in place of a name that a paragraph has not."""

MANY = 255
"""The most that is told of how often a paragraph has a gram."""

CODE_BITS = 21
"""The bits of a character's number in Unicode."""

LENGTHS: NDArray[np.uint32] = np.array(
    [round((1.033**code - 1) * 27) for code in range(256)], dtype=np.uint32
)
"""The length that each code stands for; a length between two codes has the greater one."""

MOST_OCCURRENCES = 255
"""So many occurrences, or more, are told beside the codes."""


def code_of_length(lengths: NDArray[Any]) -> NDArray[np.uint8]:
    """Return the code of each length."""
    codes = np.searchsorted(LENGTHS, lengths, side="left")
    return np.minimum(codes, len(LENGTHS) - 1).astype(np.uint8)


def posting_codes(
    occurrences: NDArray[Any], lengths: NDArray[np.uint8]
) -> tuple[NDArray[np.uint16], NDArray[np.uint64]]:
    """Return the codes of postings, and pairs of a posting and its occurrences if it has many."""
    codes = np.minimum(occurrences, MOST_OCCURRENCES).astype(np.uint16) << 8 | lengths
    many = np.flatnonzero(occurrences >= MOST_OCCURRENCES)
    frequent = np.column_stack((many, occurrences[many])).astype(np.uint64)
    return codes, frequent.ravel()


def single_key(character: str) -> int:
    """Return the number of a gram of one character."""
    return ord(character)


def pair_key(pair: str) -> int:
    """Return the number of a gram of two characters."""
    return ord(pair[0]) << CODE_BITS | ord(pair[1])
