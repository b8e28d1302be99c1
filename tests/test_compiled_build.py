"""What the loops of a build give as machine code is, to the byte, what they give without it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer import collect, fold_many, merge, order, place_grams, segment_many
from indexer.citations import signs
from indexer.collect import Collector, Columns
from indexer.compiled import COMPILED
from indexer.entries import Digests
from indexer.schema import Prepared
from indexer.segmenter import Segmenter
from tests.test_many_texts import TEXTS

pytestmark = pytest.mark.skipif(not COMPILED, reason="built without a compiler")

if COMPILED:
    from indexer.compiled import entries, folds, terms, words
    from indexer.compiled import order as orders

SEGMENTER = Segmenter()
STEPS = (collect, fold_many, merge, order, place_grams, segment_many, signs)


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


TERMS = st.sets(st.binary(max_size=3) | st.text("核武ab", max_size=9).map(str.encode))


@given(st.lists(TERMS, max_size=6))
def test_the_terms_of_parts_are_woven_alike(parts: list[set[bytes]]) -> None:
    """Terms may be empty, or one the beginning of another; parts may have none."""
    ordered = [sorted(part) for part in parts]
    laid = [np.frombuffer(b"".join(part), dtype=np.uint8) for part in ordered]
    ends = [np.cumsum(list(map(len, part)), dtype=np.uint32) for part in ordered]
    if not parts:
        return
    found, expected = merge._woven(laid, ends), merge._united(laid, ends)
    for one, other in zip(found[:2], expected[:2], strict=True):
        assert (one.dtype, one.tolist()) == (other.dtype, other.tolist())
    assert [each.tolist() for each in found[2]] == [each.tolist() for each in expected[2]]


@given(
    st.lists(st.text(st.characters(codec=None), max_size=4) | st.text("核ab\0\ud800", max_size=9))
)
def test_words_are_ranked_alike(words_: list[str]) -> None:
    ranks, terms_ = collect._ranked(words_)
    with without_compiler():
        expected, expected_terms = collect._ranked(words_)
    assert ranks.tolist() == expected.tolist()
    for name, array in expected_terms.items():
        assert (terms_[name].dtype, terms_[name].tolist()) == (array.dtype, array.tolist())


@given(st.lists(st.text("核ab", max_size=3)), st.lists(st.text("核ab", max_size=3)))
def test_names_are_numbered_alike(first: list[str], second: list[str]) -> None:
    found: dict[str, int] = {"": 0}
    expected = dict(found)
    for names in (first, second):
        numbers = collect._numbers_of(names, found)
        with without_compiler():
            assert numbers == collect._numbers_of(names, expected)
    assert found == expected


SIGNS = "《第法典章则号號决決/／际法院汇彙匯编編RTeprx约定书。核\U00020000"


@given(st.text() | st.text(st.sampled_from(SIGNS), max_size=20) | st.text("核约。", max_size=47))
@example("核" * 43 + "约。")
@example("核" * 44 + "约。")
def test_a_text_has_the_same_signs(text: str) -> None:
    found = signs.signs_in(text)
    with without_compiler():
        assert found == signs.signs_in(text)


@given(st.lists(st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(-3, 3)))
def test_digests_are_told_apart_alike(digests: list[int]) -> None:
    found, expected = entries.Digests(), Digests()
    for digest in (*digests, *digests, *range(3_000)):
        assert found.add(digest) == expected.add(digest)


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
        lambda: orders.places_of_singles(u4(0, 7), -1, 9),
        lambda: orders.places_of_pairs(u4(0, 1), u4(5), 3, 9),
        lambda: orders.places_of_pairs(u4(0, 1), u4(1), -1, 9),
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
        lambda: terms.woven([u1(1, 2)], [u4(3)]),
        lambda: terms.woven([u1(1, 2)], [u4(2, 1)]),
        lambda: terms.woven([u1(1, 2), u1(1)], [u4(2)]),
        lambda: terms.ranked(["a", b"b"]),
        lambda: terms.ranked(["a", None]),
        lambda: entries.signs_in(None),
        lambda: words.marked(u4(1, 2), u1(2), 2, 0, 1, 1),
        lambda: words.Known().numbers_of(["核", 1], segment_many.Vocabulary()),
    ],
)
def test_what_leads_outside_of_an_array_is_refused(call: Any) -> None:
    with pytest.raises((IndexError, TypeError, ValueError)):
        call()


FRAME = (b"",) * 6
MEMBERS = (None, None, None)


def lines_of(members: Any = MEMBERS, frame: Any = FRAME) -> Any:
    return entries.PlainLines(entries.Digests(), "甲", members, frame, bool, str.lower)


@pytest.mark.parametrize(
    ("members", "frame"),
    [
        (MEMBERS[:2], FRAME),
        (MEMBERS, FRAME[:5]),
        (MEMBERS, ("",) * 6),
        (("甲", None, None), FRAME),
    ],
)
def test_what_is_no_frame_of_a_record_is_refused(members: Any, frame: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        lines_of(members, frame)


def test_lines_before_the_first_are_refused() -> None:
    with pytest.raises(IndexError):
        lines_of().rows(b"{}", -1, 1, 0)
    assert lines_of().rows(b"{}", 9, 1, 0) == (9, [], [], [], [], [])


@given(st.binary(max_size=40) | st.text('{}":, idtext\\\r', max_size=40).map(str.encode))
def test_lines_that_are_no_json_are_left(data: bytes) -> None:
    end, *columns = lines_of().rows(data, 0, 1, 0)
    assert 0 <= end <= len(data)
    assert len(set(map(len, columns))) == 1


LINE = b'{"id": "p1", "text": "\xe6\xa0\xb8"}'


@given(st.data())
def test_a_line_that_is_cut_or_changed_is_read_as_json_reads_it(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(LINE) - 1))
    line = data.draw(
        st.sampled_from([LINE[:at], LINE[:at] + b"x" + LINE[at:], LINE[:at] + LINE[at + 1 :]])
    )
    _, anchors, _, _, texts, _ = lines_of().rows(line, 0, 1, 0)
    if anchors:
        assert json.loads(line) == {"id": anchors[0], "text": texts[0]}


PARTS = st.lists(
    st.dictionaries(st.integers(0, 6), st.lists(st.integers(0, 9), min_size=1, max_size=4)),
    min_size=1,
    max_size=4,
)


@given(PARTS, st.sampled_from(["<u1", "<u2", "<u4"]), st.integers(1, 7))
def test_lists_are_laid_behind_one_another_alike(
    parts: list[dict[int, list[int]]], type_: str, most: int
) -> None:
    """The numbers of terms ascend, and each has a list somewhere, as in the terms of segments."""
    terms = sorted(set().union(*parts))
    numbers = [np.array([terms.index(each) for each in sorted(part)], np.int64) for part in parts]
    sizes = [[len(part[each]) for each in sorted(part)] for part in parts]
    starts = [np.cumsum([0, *own]).astype(np.uint64) for own in sizes]
    flat = [[number for each in sorted(part) for number in part[each]] for part in parts]
    arrays = [np.array(own, dtype=type_) for own in flat]
    shifts = [100 * at if type_ == "<u4" else 0 for at in range(len(parts))]
    column = merge._Column("a", arrays, lambda at, own: own + own.dtype.type(shifts[at]), shifts)
    lists = merge._Lists(starts, numbers, [None] * len(parts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merge, "NUMBERS_AT_ONCE", most)
        for first, last in lists._stretches():
            (found,) = lists._laid_behind([column], first, last)
            (expected,) = lists._laid_out([column], first, last)
            assert (found.dtype, found.tolist()) == (expected.dtype, expected.tolist())


def laid_behind(**other: Any) -> bytes:
    given_ = {
        "arrays": [np.arange(3, dtype="<u4")],
        "starts": [np.array([0, 1, 3])],
        "numbers": [np.array([0, 1])],
        "shifts": [0],
        "ends": np.array([1, 3]),
        "first": 0,
    }
    return terms.laid_behind(**(given_ | other))


@pytest.mark.parametrize(
    "other",
    [
        {"starts": [np.array([0, 1, 4])]},
        {"starts": [np.array([-1, 1, 3])]},
        {"starts": [np.array([0, 3, 1])]},
        {"starts": [np.array([0, 1])]},
        {"starts": []},
        {"numbers": [np.array([0, 0])]},
        {"numbers": [np.array([0, -9])]},
        {"ends": np.array([1, 2])},
        {"ends": np.array([1, 4])},
        {"ends": np.array([2, 1])},
        {"ends": np.array([-1, 3])},
        {"arrays": [np.arange(3, dtype="<u2")], "shifts": [1]},
        {"arrays": [], "starts": [], "numbers": [], "shifts": []},
    ],
)
def test_lists_that_lead_astray_are_refused(other: dict[str, Any]) -> None:
    assert np.frombuffer(laid_behind(), dtype="<u4").tolist() == [0, 1, 2]
    with pytest.raises((IndexError, ValueError)):
        laid_behind(**other)
