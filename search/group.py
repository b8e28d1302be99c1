"""Paragraphs in their order → the first of each document, and how many others it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.postings import Postings

__all__ = ["Groups", "grouped"]


@dataclass(frozen=True, slots=True)
class Groups:
    """Documents in the order of their first paragraphs.

    `firsts` are the places of these among all paragraphs, `others` how many more each has.
    """

    firsts: tuple[int, ...]
    others: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.firsts)


def grouped(postings: Postings, docs: Sequence[int]) -> Groups:
    """Return the documents of some paragraphs."""
    documents = postings.documents_of(np.array(docs, dtype=np.intp))
    _, firsts, counts = np.unique(documents, return_index=True, return_counts=True)
    order = np.argsort(firsts)
    return Groups(tuple(firsts[order].tolist()), tuple((counts[order] - 1).tolist()))
