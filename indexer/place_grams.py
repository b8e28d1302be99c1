"""Folded texts → the texts themselves, and where each character and pair of neighbours stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.codes import CODE_BITS, MANY
from indexer.compiled import COMPILED
from indexer.fold_many import CHARACTERS, GAP, FoldedTexts, narrowed
from indexer.order import Occurrences, occurrences_in, stable_order
from indexer.segment_file import Array

if COMPILED:
    from indexer.compiled import order as compiled

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
    of_singles = occurrences_in(singles, numbers, docs, 1)
    of_pairs = occurrences_in(pairs, numbers, docs, 2)
    return {
        "places": begin,
        "codes": narrowed(folded.codes),
        "singles/keys": characters[numbers[singles[of_singles.firsts]]],
        **_postings("singles", of_singles),
        "pairs/keys": _keys_of_pairs(pairs[of_pairs.firsts], characters, numbers),
        **_postings("pairs", of_pairs),
        "pairs/position_starts": np.append(of_pairs.firsts, len(pairs)).astype(np.uint64),
        "pairs/positions": pairs,
    }


def _numbered(codes: Array) -> tuple[NDArray[np.uint64], Places]:
    """Return the distinct characters in order, and the number of each among them."""
    is_there = np.zeros(CHARACTERS, dtype=np.bool_)
    is_there[codes] = True
    characters = np.flatnonzero(is_there)
    number_of = np.zeros(CHARACTERS, dtype=np.uint32)
    number_of[characters] = np.arange(len(characters))
    return characters.astype(np.uint64), number_of[codes]


def _single_places(codes: Array, numbers: Places) -> Places:
    """Return the places of all characters, by character and then by place."""
    if COMPILED:
        kinds = _kinds(codes, numbers)
        return np.frombuffer(compiled.places_of_singles(numbers, *kinds), np.uint32)
    places = np.flatnonzero(codes != GAP).astype(np.uint32)
    ordered: Places = places[stable_order(numbers[places])]
    return ordered


def _pair_places(codes: Array, numbers: Places, singles: Places) -> Places:
    """Return the places of all pairs, by pair and then by place.

    Those of single characters are in the order of the pairs' second ones already.
    """
    if COMPILED:
        kinds = _kinds(codes, numbers)
        return np.frombuffer(compiled.places_of_pairs(numbers, singles, *kinds), np.uint32)
    places = singles[singles > 0] - np.uint32(1)
    places = places[codes[places] != GAP]
    ordered: Places = places[stable_order(numbers[places])]
    return ordered


def _kinds(codes: Array, numbers: Places) -> tuple[int, int]:
    """Return behind which number there is none, and that of the gap, which ends the last text."""
    kinds = int(numbers.max(initial=0)) + 1
    return kinds, int(numbers[-1]) if len(codes) else kinds


def _keys_of_pairs(
    places: Places, characters: NDArray[np.uint64], numbers: Places
) -> NDArray[np.uint64]:
    first, second = characters[numbers[places]], characters[numbers[places + np.uint32(1)]]
    keys: NDArray[np.uint64] = first << np.uint64(CODE_BITS) | second
    return keys


def _postings(name: str, found: Occurrences) -> dict[str, Array]:
    return {
        f"{name}/starts": found.starts,
        f"{name}/docs": found.docs,
        f"{name}/counts": np.minimum(found.counts, MANY).astype(np.uint8),
    }
