"""Numbers → their order, where equal ones stay as they are; and where, in order, others begin."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["begins", "stable_order"]

DIGIT = 16
"""The bits that are sorted by at once: of so many numpy sorts by counting, not by comparing."""


def stable_order(numbers: NDArray[Any]) -> NDArray[np.int64]:
    """Return the places of the numbers in ascending order; equal ones stay as they are."""
    order: NDArray[np.int64] = numbers.astype(np.uint16).argsort(kind="stable")
    most = int(numbers.max(initial=0))
    for shift in range(DIGIT, most.bit_length(), DIGIT):
        digits = (numbers >> numbers.dtype.type(shift)).astype(np.uint16)
        order = order[digits[order].argsort(kind="stable")]
    return order


def begins(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where another value begins than the one before."""
    found = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found
