"""What a posting scores by, in one number: how often the term is there, and in how long a field.

The upper byte is the occurrences, at most MOST_OCCURRENCES; the lower is a code for the length. The
codes are Whoosh's: exact for short fields, some three per cent apart for longer ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LENGTHS", "MOST_OCCURRENCES", "code_of_length", "posting_codes"]

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
