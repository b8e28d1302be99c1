"""What the loops of a build give as machine code is, to the byte, what they give without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer import fold_many, order, place_grams, segment_many
from indexer.collect import Collector, Columns
from indexer.compiled import COMPILED
from indexer.schema import Prepared
from indexer.segmenter import Segmenter
from tests.test_many_texts import TEXTS

pytestmark = pytest.mark.skipif(not COMPILED, reason="built without a compiler")

if COMPILED:
    from indexer.compiled import folds, words
    from indexer.compiled import order as orders

SEGMENTER = Segmenter()
STEPS = (fold_many, order, place_grams, segment_many)


@contextmanager
def without_compiler() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for step in STEPS:
            patch.setattr(step, "COMPILED", False)
        yield


def arrays_of(paragraphs: list[Prepared]) -> tuple[dict[str, Any], dict[str, int]]:
    collector = Collector(SEGMENTER, 512)
    collector.add(Columns.of_prepared(paragraphs))
    return collector.arrays()


def prepared(text: str, notes: list[str], number: int) -> Prepared:
    empty = dict.fromkeys(Prepared._fields, "")
    given = {"anchor": f"p{number}", "text": text, "notes": notes, "cites": (), "ordinal": number}
    return Prepared(**{**empty, **given})


@settings(max_examples=200)
@given(st.lists(st.tuples(TEXTS.map(" ".join), TEXTS), min_size=1, max_size=6))
@example([("核" * 300 + " a b", ["核 武a c", ""]), ("", [])])
def test_a_segment_is_the_same_without_a_compiler(paragraphs: list[tuple[str, list[str]]]) -> None:
    given_ = [prepared(text, notes, at) for at, (text, notes) in enumerate(paragraphs)]
    found, facts = arrays_of(given_)
    with without_compiler():
        expected, expected_facts = arrays_of(given_)
    assert facts == expected_facts
    assert list(found) == list(expected)
    for name, array in expected.items():
        assert found[name].dtype == array.dtype, name
        assert found[name].tobytes() == array.tobytes(), name


NUMBERS = st.lists(st.integers(0, 5) | st.integers(0, 0xFFFFFFFF), max_size=60)


@given(NUMBERS)
def test_numbers_are_ordered_alike(numbers: list[int]) -> None:
    array = np.array(numbers, dtype=np.uint32)
    found = np.frombuffer(orders.stable_order(array), dtype=np.int64)
    with without_compiler():
        assert found.tolist() == order.stable_order(array).tolist()


@given(st.data())
def test_words_have_the_numbers_that_a_vocabulary_gives(data: st.DataObject) -> None:
    """Among them are words that are long, of characters beyond 16 bits, empty, or of a zero."""
    word = st.text(st.sampled_from("核武器条约ab\0\uffff\U00020000"), max_size=6)
    given_ = data.draw(st.lists(word, max_size=40))
    found, expected = segment_many.Vocabulary(), segment_many.Vocabulary()
    numbers = found.numbers_of(given_).tolist()
    assert numbers == [expected[each] for each in given_]
    assert found.words == expected.words
    assert found.numbers_of(given_).tolist() == numbers


def test_a_table_of_words_grows() -> None:
    many = [
        f"{chr(0x4E00 + number % 9000)}{chr(0x4E00 + number // 9000)}" for number in range(30_000)
    ]
    vocabulary = segment_many.Vocabulary()
    assert vocabulary.numbers_of(many).tolist() == list(range(30_000))
    assert vocabulary.numbers_of(many[::-1]).tolist() == list(range(30_000))[::-1]


def u4(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.uint32)


def u1(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.uint8)


def i8(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


@pytest.mark.parametrize(
    "call",
    [
        lambda: orders.places_of_singles(u4(0, 7), 3, 9),
        lambda: orders.places_of_pairs(u4(0, 1), u4(5), 3, 9),
        lambda: orders.places_of_pairs(u4(7, 1), u4(1), 3, 9),
        lambda: orders.postings(u4(2), u4(0, 1), u4(0, 0), 1),
        lambda: orders.postings(u4(1), u4(0, 1), u4(0, 0), 2),
        lambda: orders.postings(u4(1), u4(0, 1), u4(0), 1),
        lambda: orders.postings(u4(0), u4(0, 1), u4(0), 0),
        lambda: folds.unseen(u4(9), u1(1, 1)),
        lambda: folds.peculiar(u4(9), i8(0, 1), u1(1, 1)),
        lambda: folds.peculiar(u4(0), i8(0, 2), u1(1, 1)),
        lambda: folds.peculiar(u4(0, 0), i8(0, 9, 2), u1(1, 1)),
        lambda: folds.peculiar(u4(0), i8(-1, 1), u1(1, 1)),
        lambda: folds.laid_out(u4(0), i8(0, 1), u4(0), u1(1, 1), u1(0)),
        lambda: folds.laid_out(u4(0), i8(0, 1), u4(0, 0), u1(1, 1), u1()),
        lambda: words.marked(u4(1, 2), u1(2), 2, 0, 1, 1),
        lambda: words.Known().numbers_of(["核", 1], segment_many.Vocabulary()),
    ],
)
def test_what_leads_outside_of_an_array_is_refused(call: Any) -> None:
    with pytest.raises((IndexError, TypeError, ValueError)):
        call()
