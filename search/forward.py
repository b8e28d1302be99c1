"""Paragraphs → their folded texts, read where they lie end to end in a segment."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from indexer.fold_many import GAP
from search.paragraphs import Numbers
from search.postings import Postings

__all__ = ["BETWEEN_TEXTS", "texts_of"]

BETWEEN_TEXTS = chr(GAP)
"""What stands between the notes of one paragraph: it is no character, nor in any folded text."""


def texts_of(postings: Postings, field: str, docs: Numbers) -> list[str]:
    """Return the folded text of each paragraph in a field of grams, in the order of `docs`.

    Several notes of one are joined by `BETWEEN_TEXTS`; there is none behind the last.
    """
    return [codes.tobytes().decode("utf-32-le") for codes in _codes_of(postings, field, docs)]


def _codes_of(postings: Postings, field: str, docs: Numbers) -> Iterator[NDArray[np.uint32]]:
    firsts = [segment.first for segment in postings.segments]
    for doc in docs.tolist():
        segment = postings.segments[bisect_right(firsts, doc) - 1]
        start, stop = segment.stretch(field, doc - segment.first)
        yield segment.codes(field)[start : max(start, stop - 1)].astype(np.uint32)
