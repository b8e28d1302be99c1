"""The arrays of paragraphs are what a dictionary of every occurrence says, word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from handmade import as_prepared, terms_in
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.util.numeric import byte_to_length, length_to_byte

from indexer.codes import (
    CODE_BITS,
    LENGTHS,
    MOST_OCCURRENCES,
    NONE,
    code_of_length,
    pair_key,
    posting_codes,
    single_key,
)
from indexer.collect import BYTES_A_CHARACTER, MEGABYTES_ANYWAY, Collector, Columns
from indexer.schema import FIELDS, Field, Prepared
from indexer.segment_file import Array
from indexer.segmenter import Segmenter

SEGMENTER = Segmenter()

TEXTS = st.lists(
    st.sampled_from(
        [
            "国际法院",
            "核裁军",
            "條約",
            "，",
            " ",
            "test",
            "A/RES/63/49",
            "\ud83d",
            "𠀀",
            "ﬁ",
            "\u0301",
        ]
    ),
    max_size=8,
).map("".join)
NAMES = st.sampled_from(["", "甲", "a", "B", "乙\ud800", "𠀀", "\uffff"])

PARAGRAPHS = st.builds(
    Prepared,
    key=NAMES,
    anchor=NAMES,
    label=NAMES,
    kind=NAMES,
    date=NAMES,
    title=TEXTS,
    text=TEXTS,
    cites=st.lists(NAMES.filter(bool), unique=True, max_size=3),
    notes=st.lists(TEXTS, max_size=3),
    ordinal=st.integers(0, 0xFFFFFFFF),
    stored=st.just("{}"),
)


def arrays_of(
    paragraphs: Sequence[Prepared], at_once: int = 1000
) -> tuple[dict[str, Array], dict[str, int]]:
    collector = Collector(SEGMENTER, 512)
    for start in range(0, len(paragraphs), at_once):
        collector.add(Columns.of_prepared(paragraphs[start : start + at_once]))
    assert len(collector) == len(paragraphs)
    return collector.arrays()


def occurrences(field: Field, paragraphs: Iterable[Prepared]) -> list[Counter[bytes]]:
    """Return how often each paragraph has each term, as UTF-8."""
    found = []
    for paragraph in paragraphs:
        terms = terms_in(field, paragraph, SEGMENTER)
        found.append(Counter(term.encode(errors="surrogatepass") for term in terms))
    return found


def lists(numbers: Array, starts: Array) -> list[list[int]]:
    assert (starts[0], starts[-1]) == (0, len(numbers))
    return [numbers[low:high].tolist() for low, high in pairwise(starts.tolist())]


def terms_of(field: Field, arrays: dict[str, Array]) -> list[bytes]:
    data = arrays[f"{field.name}/terms"].tobytes()
    ends = arrays[f"{field.name}/ends"].tolist()
    return [data[low:high] for low, high in pairwise([0, *ends])]


@settings(max_examples=150)
@given(st.lists(PARAGRAPHS, max_size=8), st.integers(1, 3))
def test_the_lists_of_terms_are_those_of_a_dictionary(
    paragraphs: list[Prepared], at_once: int
) -> None:
    arrays, facts = arrays_of(paragraphs, at_once)
    assert facts["paragraphs"] == len(paragraphs)
    assert arrays["ordinals"].tolist() == [paragraph.ordinal for paragraph in paragraphs]
    for field in FIELDS:
        if field.form == "grams":
            continue
        counts = occurrences(field, paragraphs)
        terms = terms_of(field, arrays)
        assert terms == sorted(set().union(*counts))
        docs = lists(arrays[f"{field.name}/docs"], arrays[f"{field.name}/starts"])
        assert docs == [[doc for doc, held in enumerate(counts) if term in held] for term in terms]
        if field.form == "name":
            assert [
                None if number == NONE else terms[number]
                for number in arrays[f"{field.name}/numbers"].tolist()
            ] == [next(iter(held), None) for held in counts]
        if field.form == "words":
            lengths = [sum(held.values()) for held in counts]
            assert facts[f"{field.name}/total"] == sum(lengths)
            assert arrays[f"{field.name}/lengths"].tolist() == list(map(length_to_byte, lengths))
            assert arrays[f"{field.name}/codes"].tolist() == [
                counts[doc][term] << 8 | length_to_byte(lengths[doc])
                for term, held in zip(terms, docs, strict=True)
                for doc in held
            ]
            assert not len(arrays[f"{field.name}/frequent"])


@settings(max_examples=100)
@given(st.lists(PARAGRAPHS, max_size=8))
def test_the_lists_of_grams_are_those_of_a_dictionary(paragraphs: list[Prepared]) -> None:
    arrays, _ = arrays_of(paragraphs)
    for field in FIELDS:
        if field.form != "grams":
            continue
        counts = occurrences(field, paragraphs)
        found: dict[bytes, dict[int, int]] = {}
        for kind in ("singles", "pairs"):
            name = f"{field.name}/{kind}"
            keys = arrays[f"{name}/keys"].tolist()
            docs = lists(arrays[f"{name}/docs"], arrays[f"{name}/starts"])
            often = lists(arrays[f"{name}/counts"], arrays[f"{name}/starts"])
            for key, each, times in zip(keys, docs, often, strict=True):
                assert each == sorted(each)
                pair = [key] if kind == "singles" else [key >> CODE_BITS, key % (1 << CODE_BITS)]
                found["".join(map(chr, pair)).encode()] = dict(zip(each, times, strict=True))
            assert keys == sorted(set(keys))
        assert found == {
            term: {doc: held[term] for doc, held in enumerate(counts) if held[term]}
            for term in set().union(*counts)
        }


def paragraph(text: str, notes: Sequence[str] = ()) -> Prepared:
    return as_prepared("p", text, notes=notes)


def test_a_word_that_is_there_very_often_is_told_beside_the_codes() -> None:
    times = [1, 254, 255, 256, 70_000]
    arrays, facts = arrays_of([paragraph("test " * count) for count in times])
    assert (arrays["text/codes"] >> 8).tolist() == [1, 254, 255, 255, 255]
    assert arrays["text/frequent"].reshape(-1, 2).tolist() == [[2, 255], [3, 256], [4, 70_000]]
    assert arrays["text/lengths"].tolist() == list(map(length_to_byte, times))
    assert facts["text/total"] == sum(times)


def test_neither_word_nor_gram_spans_two_notes() -> None:
    arrays, _ = arrays_of([paragraph("", ["国际", "法院"])])
    (footnotes,) = (field for field in FIELDS if field.name == "footnotes")
    assert [term.decode() for term in terms_of(footnotes, arrays)] == ["国际", "法院"]
    assert pair_key("际法") not in arrays["footnote_grams/pairs/keys"].tolist()
    assert arrays["footnote_grams/places"].tolist() == [0, 6]


def test_a_collector_begins_anew() -> None:
    collector = Collector(SEGMENTER, 512)
    first, second = paragraph("国际法院"), paragraph("核裁军")
    collector.add(Columns.of_prepared([first]))
    collector.arrays()
    collector.add(Columns.of_prepared([second]))
    anew, facts = collector.arrays()
    alone, expected = arrays_of([second])
    assert facts == expected
    assert {name: array.tolist() for name, array in anew.items()} == {
        name: array.tolist() for name, array in alone.items()
    }


def test_a_collector_is_full_when_it_has_the_characters_there_is_memory_for() -> None:
    room = 1024 * 1024 // BYTES_A_CHARACTER
    collector = Collector(SEGMENTER, MEGABYTES_ANYWAY + 1)
    collector.add(Columns.of_prepared([paragraph("核" * (room - 2), ["军"])]))
    assert not collector.is_full
    collector.add(Columns.of_prepared([paragraph("核")]))
    assert collector.is_full
    collector.arrays()
    assert not collector.is_full


def test_where_there_is_no_memory_each_paragraph_fills_a_collector() -> None:
    collector = Collector(SEGMENTER, 0)
    assert not collector.is_full
    collector.add(Columns.of_prepared([paragraph("核")]))
    assert collector.is_full


def test_the_codes_of_lengths_are_whooshs() -> None:
    assert LENGTHS.tolist() == [byte_to_length(code) for code in range(256)]


@given(st.lists(st.integers(0, 1 << 40) | st.integers(0, 120_000)))
def test_a_length_has_the_code_of_whoosh(lengths: list[int]) -> None:
    assert code_of_length(np.array(lengths, dtype=np.int64)).tolist() == [
        length_to_byte(length) for length in lengths
    ]


@given(st.lists(st.tuples(st.integers(1, 300) | st.integers(1, 1 << 40), st.integers(0, 255))))
def test_a_code_says_how_often_and_how_long(postings: list[tuple[int, int]]) -> None:
    often = np.array([times for times, _ in postings], dtype=np.int64)
    lengths = np.array([length for _, length in postings], dtype=np.uint8)
    codes, frequent = posting_codes(often, lengths)
    assert (codes & 0xFF).tolist() == lengths.tolist()
    beside = dict(frequent.reshape(-1, 2).tolist())
    assert [
        beside[at] if code >> 8 == MOST_OCCURRENCES else code >> 8
        for at, code in enumerate(codes.tolist())
    ] == often.tolist()


@given(st.lists(st.text(st.characters(codec=None), min_size=1, max_size=2)))
def test_grams_are_numbers_that_sort_as_they_do(found: list[str]) -> None:
    for size, key in ((1, single_key), (2, pair_key)):
        some = [gram for gram in found if len(gram) == size]
        assert sorted(some, key=key) == sorted(some)
        assert len(set(map(key, some))) == len(set(some))


def test_of_nothing_there_are_empty_arrays() -> None:
    arrays, facts = arrays_of([])
    assert facts == {"paragraphs": 0, "text/total": 0, "footnotes/total": 0, "title/total": 0}
    for name, array in arrays.items():
        assert array.tolist() in ([], [0]), name


@pytest.mark.parametrize("count", [0, 2])
def test_every_paragraph_has_something_stored(count: int) -> None:
    columns = [[each] for each in paragraph("核")[:-1]]
    with pytest.raises(ValueError, match="more or fewer"):
        Columns.of_parts([(1, columns)], [b"{}"] * count)
