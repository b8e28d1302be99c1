"""Folded texts → the texts themselves, and where each character and pair of neighbours stands."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.codes import CODE_BITS, MANY
from indexer.fold_many import CHARACTERS, GAP, FoldedTexts, narrowed
from indexer.order import begins, stable_order
from indexer.segment_file import Array

__all__ = ["gram_arrays"]

Places = NDArray[np.uint32]


def gram_arrays(folded: FoldedTexts, owners: Array, count: int) -> dict[str, Array]:
    """Return the arrays of a field of grams: the texts, whose each is, of how many paragraphs."""
    lengths = np.diff(folded.starts)
    begin = np.zeros(count + 1, dtype=np.uint32)
    begin[1:] = np.cumsum(np.bincount(owners, lengths, count))
    docs = np.repeat(owners, lengths)
    characters, numbers = _numbered(folded.codes)
    singles = _single_places(folded.codes, numbers)
    pairs = _pair_places(folded.codes, numbers, singles)
    return {
        "places": begin,
        "codes": narrowed(folded.codes),
        **_singles(singles, characters, numbers, docs),
        **_pairs(pairs, characters, numbers, docs),
    }


def _numbered(codes: Array) -> tuple[NDArray[np.uint64], NDArray[Any]]:
    """Return the distinct characters in order, and the number of each among them."""
    is_there = np.zeros(CHARACTERS, dtype=np.bool_)
    is_there[codes] = True
    characters = np.flatnonzero(is_there)
    number_of = np.zeros(CHARACTERS, dtype=np.min_scalar_type(len(characters)))
    number_of[characters] = np.arange(len(characters))
    return characters.astype(np.uint64), number_of[codes]


def _single_places(codes: Array, numbers: NDArray[Any]) -> Array:
    """Return the places of all characters, by character and then by place."""
    places = np.flatnonzero(codes != GAP).astype(np.uint32)
    ordered: Array = places[stable_order(numbers[places])]
    return ordered


def _pair_places(codes: Array, numbers: NDArray[Any], singles: Places) -> Array:
    """Return the places of all pairs, by pair and then by place.

    Those of single characters are in the order of the pairs' second ones already.
    """
    places = singles[singles > 0] - np.uint32(1)
    places = places[codes[places] != GAP]
    ordered: Array = places[stable_order(numbers[places])]
    return ordered


def _singles(
    places: Places, characters: NDArray[np.uint64], numbers: NDArray[Any], docs: Places
) -> dict[str, Array]:
    sorted_ = numbers[places]
    arrays, terms = _postings(begins(sorted_), docs[places])
    keys = characters[sorted_[terms]]
    return {"singles/keys": keys, **{f"singles/{name}": part for name, part in arrays.items()}}


def _pairs(
    places: Places, characters: NDArray[np.uint64], numbers: NDArray[Any], docs: Places
) -> dict[str, Array]:
    first, second = numbers[places], numbers[places + np.uint32(1)]
    arrays, terms = _postings(begins(first) | begins(second), docs[places])
    arrays["position_starts"] = np.append(terms, len(places)).astype(np.uint64)
    arrays["positions"] = places
    keys = characters[first[terms]] << np.uint64(CODE_BITS) | characters[second[terms]]
    return {"pairs/keys": keys, **{f"pairs/{name}": part for name, part in arrays.items()}}


def _postings(
    begins_term: NDArray[np.bool_], docs: Places
) -> tuple[dict[str, Array], NDArray[np.int64]]:
    """Return the postings of occurrences in order, and which of these begin a term."""
    firsts = np.flatnonzero(begins_term | begins(docs))
    counts = np.diff(firsts, append=len(docs))
    starts = np.append(np.flatnonzero(begins_term[firsts]), len(firsts))
    arrays: dict[str, Array] = {
        "starts": starts.astype(np.uint64),
        "docs": docs[firsts],
        "counts": np.minimum(counts, MANY).astype(np.uint8),
    }
    return arrays, np.flatnonzero(begins_term)
