"""Is a segment what it must be? Every array, every list, every record; nothing is believed.

What is read before it is known to lie within bounds is only looked at for that. The memory it takes
is a few numbers for each paragraph, and what one block of records unpacks to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from indexer.check_arrays import (
    Flaws,
    ascending,
    below,
    bounds,
    lists,
    stretches,
    terms_in_order,
    wrong,
)
from indexer.check_grams import check_grams
from indexer.check_stored import check_stored
from indexer.codes import MOST_OCCURRENCES, NONE, code_of_length
from indexer.errors import IndexDamaged
from indexer.schema import FIELDS, WORD_FIELDS
from indexer.segment_file import Array, SegmentFile

__all__ = ["check_segment"]

MOST_TOLD = 1 << 40
"""No word is more often in an index, which has fewer characters."""

_TERMS = {"terms": "<u1", "ends": "<u4", "starts": "<u8", "docs": "<u4"}
_GRAMS = {"keys": "<u8", "starts": "<u8", "docs": "<u4", "counts": "<u1"}
_PAIRS = {**_GRAMS, "position_starts": "<u8", "positions": "<u4"}

_OF_FORM: Mapping[str, Mapping[str, str]] = {
    "name": {**_TERMS, "numbers": "<u4"},
    "names": _TERMS,
    "words": {**_TERMS, "codes": "<u2", "frequent": "<u8", "lengths": "<u1"},
    "grams": {
        "places": "<u4",
        "codes": "<u2 or <u4",
        **{f"singles/{name}": type_ for name, type_ in _GRAMS.items()},
        **{f"pairs/{name}": type_ for name, type_ in _PAIRS.items()},
    },
}

ARRAYS: Mapping[str, str] = {
    "ordinals": "<u4",
    "stored/data": "<u1",
    "stored/ends": "<u8",
    "stored/firsts": "<u4",
    **{
        f"{field.name}/{name}": type_
        for field in FIELDS
        for name, type_ in _OF_FORM[field.form].items()
    },
}
"""All arrays of a segment, and their types."""

_FOLLOWING = (IndexError, KeyError, OverflowError, TypeError, ValueError)
"""What is raised where numbers that were not looked at lead nowhere."""


def check_segment(segment: SegmentFile) -> Flaws:
    """Yield what is wrong in a segment. What rests on an array that is wrong is not looked at."""
    yield from _damaged_pages(segment)
    form = list(_form(segment))
    yield from form
    if any(name == "facts" for name, _ in form):
        return
    damaged = {name for page in segment.damaged_pages() for name in segment.within(*page)}
    flawed = {name.split("/")[0] for name in damaged | {name for name, _ in form}}
    for part, check in _checks():
        if part not in flawed:
            found = list(_guarded(part, check, segment))
            yield from found
            flawed |= {part} if found else set()
            segment.let_go()
    if not {"id", "ordinals", "stored"} & flawed:
        yield from _guarded("stored", check_stored, segment)


def _checks() -> Iterator[tuple[str, Callable[[SegmentFile], Flaws]]]:
    """Yield each field, and how it is checked."""
    of_form = {"name": _names, "names": _names, "words": _words, "grams": check_grams}
    for field in FIELDS:
        check = of_form[field.form]
        yield field.name, partial(check, field=field.name)


def _guarded(part: str, check: Callable[[SegmentFile], Flaws], segment: SegmentFile) -> Flaws:
    """Yield what a check finds; what it cannot follow is a flaw too."""
    try:
        yield from check(segment)
    except (*_FOLLOWING, IndexDamaged) as error:
        yield part, f"cannot be followed: {error}"


def _damaged_pages(segment: SegmentFile) -> Flaws:
    """Yield the pages that have not their checksum, with the arrays that lie there."""
    for start, stop in segment.damaged_pages():
        first, *others = segment.within(start, stop) or ("between arrays",)
        name = f"{first} to {others[-1]}" if others else first
        yield name, f"bytes {start:,} to {stop:,} of the file are not as they were written"


# ---- which arrays there are, of which types, and how long


def _form(segment: SegmentFile) -> Flaws:
    """Yield where a segment has not the arrays that it must have, or says nothing of itself."""
    facts = list(_facts(segment))
    yield from facts
    for name in () if facts else sorted(ARRAYS.keys() | set(segment.names)):
        if name not in segment:
            yield name, "is missing"
        elif name not in ARRAYS:
            yield name, "is no array of a segment"
        elif (type_ := segment.pieces(name).type) not in ARRAYS[name].split(" or "):
            yield name, f"is of the type {type_}, not {ARRAYS[name]}"
    for name, other, more in () if facts else _lengths():
        if name in segment and (other in segment or other == "paragraphs"):
            is_fact = other == "paragraphs"
            wanted = more + (segment.facts[other] if is_fact else len(segment.pieces(other)))
            if len(segment.pieces(name)) != wanted:
                yield name, f"has {len(segment.pieces(name)):,} numbers, not {wanted:,}"


def _facts(segment: SegmentFile) -> Flaws:
    names = ["paragraphs", *(f"{field.name}/total" for field in WORD_FIELDS)]
    for name in names:
        fact = segment.facts.get(name)
        if type(fact) is not int or not 0 <= fact < MOST_TOLD:
            yield "facts", f"{name} is {str(fact)[:40]!r}"
    if others := segment.facts.keys() - set(names):
        yield "facts", f"{len(others)} others than are told of a segment"


def _lengths() -> Iterator[tuple[str, str, int]]:
    """Yield pairs of arrays, and by how many numbers the first is longer than the other."""
    yield "ordinals", "paragraphs", 0
    yield "stored/ends", "stored/firsts", 0
    for field in FIELDS:
        for name, other, more in _LENGTHS_OF_FORM[field.form]:
            is_fact = other == "paragraphs"
            yield f"{field.name}/{name}", other if is_fact else f"{field.name}/{other}", more


_LENGTHS_OF_FORM: Mapping[str, tuple[tuple[str, str, int], ...]] = {
    "name": (("starts", "ends", 1), ("numbers", "paragraphs", 0)),
    "names": (("starts", "ends", 1),),
    "words": (("starts", "ends", 1), ("codes", "docs", 0), ("lengths", "paragraphs", 0)),
    "grams": (
        ("places", "paragraphs", 1),
        ("singles/starts", "singles/keys", 1),
        ("singles/counts", "singles/docs", 0),
        ("pairs/starts", "pairs/keys", 1),
        ("pairs/counts", "pairs/docs", 0),
        ("pairs/position_starts", "pairs/keys", 1),
    ),
}


# ---- names and words


def _names(segment: SegmentFile, field: str) -> Flaws:
    """Yield the flaws of a field of names."""
    found = list(_terms(segment, field))
    yield from found
    if not found and f"{field}/numbers" in segment:
        yield from _numbers(segment, field)


def _terms(segment: SegmentFile, field: str) -> Flaws:
    """Yield the flaws of a field's terms and of where they are."""
    ends = np.append(np.uint32(0), segment.array(f"{field}/ends"))
    found = list(bounds(f"{field}/ends", ends, len(segment.pieces(f"{field}/terms"))))
    yield from found
    if not found:
        yield from terms_in_order(segment, field)
    starts, docs = segment.array(f"{field}/starts"), segment.array(f"{field}/docs")
    paragraphs = segment.facts["paragraphs"]
    yield from lists(f"{field}/starts", starts, f"{field}/docs", docs, paragraphs)


def _numbers(segment: SegmentFile, field: str) -> Flaws:
    """Yield where the number of a paragraph's name is not that of the list it is in."""
    docs, numbers = segment.array(f"{field}/docs"), segment.array(f"{field}/numbers")
    starts = segment.array(f"{field}/starts").astype(np.int64)
    counts = starts[1:] - starts[:-1]
    expected = np.full(len(numbers), NONE, dtype=np.uint32)
    expected[docs] = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
    yield from wrong(
        f"{field}/numbers",
        "is not the name whose list the paragraph is in",
        0,
        len(numbers),
        lambda start, stop: numbers[start:stop] != expected[start:stop],
    )
    if np.count_nonzero(expected != NONE) != len(docs):
        yield f"{field}/docs", "has a paragraph in several lists"


def _words(segment: SegmentFile, field: str) -> Flaws:
    """Yield the flaws of a field of words."""
    found = [*_terms(segment, field), *_frequent(segment, field)]
    yield from found
    if not found:
        yield from _codes(segment, field)


def _frequent(segment: SegmentFile, field: str) -> Flaws:
    """Yield where what is told beside the codes is not what they leave out."""
    name, codes = f"{field}/frequent", segment.array(f"{field}/codes")
    told = segment.array(name)
    if len(told) % 2:
        yield name, "is no pairs"
        return
    postings, counts = told[::2], told[1::2]
    found = [*ascending(name, postings), *below(name, postings, len(codes))]
    found += below(name, counts, MOST_TOLD)
    yield from found
    if not found:
        many = sum(
            np.count_nonzero(codes[start:stop] >> 8 == MOST_OCCURRENCES)
            for start, stop in stretches(0, len(codes))
        )
        is_many = codes[postings.astype(np.int64)] >> 8 == MOST_OCCURRENCES
        if many != len(postings) or not is_many.all() or (counts < MOST_OCCURRENCES).any():
            yield name, "does not tell of just the postings whose codes cannot"


def _codes(segment: SegmentFile, field: str) -> Flaws:
    """Yield where codes are not of an occurrence and the paragraph's length, or do not add up."""
    codes, docs, lengths = (
        segment.array(f"{field}/{name}") for name in ("codes", "docs", "lengths")
    )

    def is_wrong(start: int, stop: int) -> NDArray[np.bool_]:
        own = codes[start:stop]
        found: NDArray[np.bool_] = (own >> 8 == 0) | (own & 0xFF != lengths[docs[start:stop]])
        return found

    yield from wrong(f"{field}/codes", "is no occurrence in that length", 0, len(codes), is_wrong)
    sums = _occurrences(segment, field, codes, docs)
    expected = code_of_length(sums)
    yield from wrong(
        f"{field}/lengths",
        "is not how many words there are",
        0,
        len(lengths),
        lambda start, stop: lengths[start:stop] != expected[start:stop],
    )
    total = segment.facts[f"{field}/total"]
    if int(sums.sum()) != total:
        yield "facts", f"{field}/total is {total:,}, and there are {int(sums.sum()):,} words"


def _occurrences(segment: SegmentFile, field: str, codes: Array, docs: Array) -> NDArray[np.int64]:
    """Return how many words each paragraph has in its postings."""
    told = segment.array(f"{field}/frequent").astype(np.int64).reshape(-1, 2)
    sums = np.zeros(segment.facts["paragraphs"], dtype=np.int64)
    for start, stop in stretches(0, len(codes)):
        counts = (codes[start:stop] >> 8).astype(np.int64)
        low, high = told[:, 0].searchsorted((start, stop))
        counts[told[low:high, 0] - start] = told[low:high, 1]
        sums += np.bincount(docs[start:stop], counts, len(sums)).astype(np.int64)
    return sums
