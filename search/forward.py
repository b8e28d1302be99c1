"""Paragraphs → their folded texts, read where they lie end to end in a segment."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.fold_many import GAP
from search.paragraphs import Numbers
from search.postings import Postings

__all__ = ["BETWEEN_TEXTS", "Laid", "laid_out", "texts_of"]

BETWEEN_TEXTS = chr(GAP)
"""What stands between the notes of one paragraph: it is no character, nor in any folded text."""


NOTHING: NDArray[Any] = np.empty(0, dtype=np.uint16)


@dataclass(frozen=True, slots=True)
class Laid:
    """Folded texts end to end: the numbers of their characters, and how many each paragraph has.

    There is a GAP behind each text, which counts.
    """

    codes: NDArray[Any]
    lengths: NDArray[np.intp]


def laid_out(postings: Postings, field: str, docs: Numbers) -> Laid:
    """Return the folded texts of some paragraphs, ascending, in a field of grams."""
    parts: list[NDArray[Any]] = []
    lengths = [np.empty(0, dtype=np.intp)]
    for segment in postings.segments:
        low, high = docs.searchsorted((segment.first, segment.first + segment.count))
        if low < high:
            codes, own = segment.texts(field, docs[low:high] - segment.first)
            parts.append(codes)
            lengths.append(own)
    codes = np.concatenate(parts) if len(parts) > 1 else parts[0] if parts else NOTHING
    return Laid(codes, np.concatenate(lengths))


def texts_of(postings: Postings, field: str, docs: Numbers) -> list[str]:
    """Return the folded text of each of some paragraphs, ascending, in a field of grams.

    Several notes of one are joined by `BETWEEN_TEXTS`; there is none behind the last.
    """
    laid = laid_out(postings, field, docs)
    whole = laid.codes.astype(np.uint32).tobytes().decode("utf-32-le")
    ends = np.cumsum(laid.lengths).tolist()
    return [whole[start : max(start, end - 1)] for start, end in pairwise([0, *ends])]
