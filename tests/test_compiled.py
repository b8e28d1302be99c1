"""Compiled loops give what numpy gives, bit for bit, and refuse what would lead them astray."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, pairwise
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import search
from indexer.build import build_index
from indexer.find import find_sources
from search import bm25f, closeness, maxscore, paragraphs, phrases, ranking, segment
from search.bm25f import QUANTUM, Scored
from search.cli import duansou
from search.compiled import COMPILED
from search.paragraphs import Numbers, Paragraphs, Space

if COMPILED:
    from search.compiled import order, places, race, sets, stretches

compiled_only = pytest.mark.skipif(not COMPILED, reason="there was no compiler")

COUNT = 20_000
"""So many paragraphs are several windows of a race."""


@contextmanager
def by_numpy() -> Iterator[None]:
    """Let numpy do what loops are compiled for."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (bm25f, closeness, maxscore, paragraphs, phrases, ranking, segment):
            patch.setattr(module, "COMPILED", False)
        yield


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no compiler")
def test_where_there_is_a_compiler_loops_are_compiled() -> None:
    assert COMPILED


# ---- the best of lists


def scored(space: Space, seed: int, size: int, most: int) -> Scored:
    """Return a list of so many paragraphs, which gain up to so many quanta; many gain the same."""
    chance = random.Random(seed)
    docs = np.array(sorted(chance.sample(range(space.count), size)), dtype=np.intp)
    gains = np.array([chance.randint(1, most) for _ in docs], dtype=np.float64) * QUANTUM
    return Scored(space.of(docs), gains, most * QUANTUM)


def best_of(docs: Numbers, scores: Any, count: int) -> list[tuple[float, int]]:
    """Return the best, and all that tie with the last of them, best first."""
    pairs = sorted(zip((-scores).tolist(), docs.tolist(), strict=True))
    return [pair for pair in pairs if len(pairs) <= count or pair[0] <= pairs[count - 1][0]]


LISTS = st.lists(
    st.tuples(
        st.integers(0, 999), st.sampled_from((1, 5, 300, 3000)), st.sampled_from((3, 10**6, 10**10))
    ),
    min_size=1,
    max_size=5,
)


@compiled_only
@settings(max_examples=60)
@given(LISTS, LISTS, st.sampled_from((1, 10, 128, 5000)), st.booleans())
def test_the_best_of_lists_are_the_same(
    finding: list[tuple[int, int, int]],
    adding: list[tuple[int, int, int]],
    count: int,
    are_given: bool,
) -> None:
    found = []
    for way in (None, by_numpy()):
        space = Space(COUNT)
        lists = [scored(space, *each) for each in finding]
        others = [scored(space, seed + 1000, size, most) for seed, size, most in adding]
        matched = scored(space, 7, 4000, 1).found if are_given else None
        if way is None:
            leaders = maxscore.leaders(space, lists, others, count, matched)
        else:
            with way:
                leaders = maxscore.leaders(space, lists, others, count, matched)
        found.append(best_of(*leaders, count))
    assert found[0] == found[1]


@compiled_only
@pytest.mark.parametrize(
    ("docs", "gains", "width"),
    [
        ([3, 3], [1.0, 1.0], 1),
        ([5, 3], [1.0, 1.0], 1),
        ([64], [1.0], 1),
        ([-1], [1.0], 1),
        ([1, 2], [1.0], 1),
    ],
)
def test_a_list_that_leads_astray_is_refused(
    docs: list[int], gains: list[float], width: int
) -> None:
    with pytest.raises(ValueError, match="list"):
        race.Entries(np.array(docs), np.array(gains), None, width, 1.0, QUANTUM)


@compiled_only
@pytest.mark.parametrize("bits", [[0b10], [0b1010, 0], [0b1110]])
def test_bits_of_other_paragraphs_are_refused(bits: list[int]) -> None:
    with pytest.raises(ValueError, match="bits"):
        race.Entries(np.array([1, 3]), np.ones(2), np.array(bits, dtype=np.uint64), 1, 1.0, QUANTUM)


@compiled_only
@pytest.mark.parametrize("doc", [-1, 64, 2**40])
def test_a_paragraph_that_is_not_there_is_not_looked_up(doc: int) -> None:
    entries = race.Entries(np.array([1, 3]), np.ones(2), None, 1, 1.0, QUANTUM)
    with pytest.raises(IndexError):
        race.best_of_given(np.array([doc]), [entries], 1)


# ---- sets, order, places


@compiled_only
@given(
    st.lists(st.sets(st.integers(0, 299)), min_size=1, max_size=4), st.lists(st.integers(0, 299))
)
def test_sets_are_the_same(members: list[set[int]], asked: list[int]) -> None:
    def told() -> list[Any]:
        space = Space(300)
        some = [space.of(np.array(sorted(each), dtype=np.intp)) for each in members]
        united, shared = space.any_of(some), space.all_of(some)
        bits = Paragraphs(space, bits=united.bits)
        have = bits.have(np.array(asked, dtype=np.intp)).tolist()
        sizes = space.size_of_any(some), len(bits)
        return [
            united.numbers.tolist(),
            shared.numbers.tolist(),
            bits.numbers.tolist(),
            have,
            sizes,
        ]

    compiled = told()
    with by_numpy():
        assert told() == compiled
    assert compiled[0] == sorted(set().union(*members))


@compiled_only
def test_a_number_without_a_bit_is_refused() -> None:
    bits, among = np.zeros(1, dtype=np.uint64), np.empty(1, dtype=np.uint8)
    for number in (-1, 64):
        with pytest.raises(IndexError):
            sets.unite(bits, [], [np.array([number])])
        with pytest.raises(IndexError):
            sets.among_bits(bits, np.array([number]), among)
    with pytest.raises(ValueError, match="another index"):
        sets.unite(bits, [np.zeros(2, dtype=np.uint64)], [])


@compiled_only
def test_the_best_are_ordered_by_score_then_document_then_place() -> None:
    docs, scores = np.array([4, 0, 2, 1, 3]), np.array([1.0, 2.0, 1.0, 2.0, 1.0])
    documents = np.array([5, 4, 1, 0, 1], dtype=np.uint32)
    ordinals = np.array([0, 0, 8, 9, 7], dtype=np.uint32)
    assert order.page(docs, scores, documents, ordinals, 0, 5)[0] == (1, 0, 3, 4, 2)
    assert order.page(docs, scores, documents, ordinals, 1, 3) == ((0, 3), (2.0, 1.0))
    assert order.page(docs, scores, documents, ordinals, 4, 9) == ((2,), (1.0,))
    with pytest.raises(IndexError):
        order.page(np.array([5]), np.ones(1), documents, ordinals, 0, 1)


@compiled_only
@pytest.mark.parametrize(
    ("most", "characters", "docs"),
    [
        (5, 100, [0, 1, 2, 3, 4]),
        (3, 100, [0, 1, 3]),
        (5, 29, [0, 1]),
        (5, 30, [0, 1, 3]),
        (5, 1, [1]),
    ],
)
def test_the_best_that_are_not_too_long_are_told_in_the_order_of_their_numbers(
    most: int, characters: int, docs: list[int]
) -> None:
    given, scores = np.array([4, 0, 2, 1, 3]), np.array([1.0, 2.0, 1.0, 2.0, 1.0])
    documents = np.array([5, 4, 1, 0, 1], dtype=np.uint32)
    ordinals = np.array([0, 0, 8, 9, 7], dtype=np.uint32)
    lengths = np.full(5, 10)
    found = order.pool(given, scores, documents, ordinals, lengths, most, characters)
    assert given[np.frombuffer(found, dtype=np.intp)].tolist() == docs
    with pytest.raises(IndexError):
        order.pool(given, scores, documents, ordinals, lengths[:4], most, characters)


def texts_of(laid: str, starts: Sequence[int], check: Any = None, **changed: Any) -> places.Texts:
    """Return texts that lie end to end, with the places of their pairs on a page of eight bytes."""
    found: dict[str, list[int]] = {}
    for at, pair in enumerate(pairwise(laid)):
        found.setdefault("".join(pair), []).append(at)
    ends = np.cumsum([0, *map(len, found.values())]).tolist()
    lying = dict(zip(found, map(slice, ends, ends[1:]), strict=True))
    arguments = {
        "positions": np.array([*chain.from_iterable(found.values())], dtype=np.uint32),
        "starts": np.array(starts, dtype=np.uint32),
        "first": 10,
        "find": lambda pair: lying.get(pair, slice(0, 0)),
        "most_known": 2,
        "unread": bytearray(ends[-1]),
        "offset": 0,
        "page": 8,
        "check": check,
    }
    return places.Texts(**{**arguments, **changed})


@compiled_only
@given(
    st.lists(st.text("甲乙丙", max_size=9), max_size=5), st.text("甲乙丙", min_size=2, max_size=7)
)
def test_strings_are_found_at_all_their_places(members: list[str], folded: str) -> None:
    laid = "".join(f"{each}\0" for each in members)
    starts = np.cumsum([0, *(len(each) + 1 for each in members)]).tolist()
    texts = texts_of(laid, starts)
    found = np.frombuffer(texts.places(folded), dtype=np.uint32).tolist()
    assert found == [at for at in range(len(laid)) if laid.startswith(folded, at)]
    holding = np.frombuffer(texts.holding(folded), dtype=np.intp).tolist()
    assert holding == [10 + at for at, each in enumerate(members) if folded in each]


@compiled_only
@pytest.mark.parametrize("part", [slice(0, 4), slice(2, 1), slice(-1, 2)])
def test_places_that_are_not_there_are_refused(part: slice) -> None:
    texts = texts_of("甲乙丙\0", [0, 4], find={"甲乙": part}.__getitem__)
    with pytest.raises(IndexError):
        texts.places("甲乙")


@compiled_only
def test_a_string_without_pairs_is_refused() -> None:
    with pytest.raises(ValueError, match="without pairs"):
        texts_of("甲乙\0", [0, 3]).places("甲")


@compiled_only
def test_places_on_pages_that_were_not_read_are_checked_before() -> None:
    asked: list[tuple[int, int]] = []
    laid, check = "甲乙丙丁\0", lambda start, stop: asked.append((start, stop))
    texts_of(laid, [0, 5], check, unread=bytearray(b"\0\1")).places("丙丁")
    texts_of(laid, [0, 5], check, unread=bytearray(b"\1\0")).places("丙丁")
    assert asked == [(8, 12)]
    with pytest.raises(IndexError):
        texts_of(laid, [0, 5], check, unread=bytearray(1)).places("丙丁")


@compiled_only
@pytest.mark.parametrize(
    ("where", "owners"), [([0, 2, 3, 8], [10, 11, 12]), ([], []), ([9], None), ([4, 3], None)]
)
def test_places_are_told_by_whose_texts_they_are_in(
    where: list[int], owners: list[int] | None
) -> None:
    starts = np.array([0, 2, 5, 9], dtype=np.uint32)
    asked = np.array(where, dtype=np.uint32)
    if owners is None:
        with pytest.raises(IndexError):
            places.owners(asked, starts, 10)
    else:
        assert np.frombuffer(places.owners(asked, starts, 10), dtype=np.intp).tolist() == owners


# ---- stretches


@compiled_only
@pytest.mark.parametrize("wide", [False, True])
@settings(max_examples=200)
@given(st.text("甲乙丙丁，", max_size=12), st.lists(st.text("甲乙丙丁，", max_size=40), max_size=5))
def test_texts_come_as_near_to_a_leaf_as_by_numpy(
    wide: bool, folded: str, texts: list[str]
) -> None:
    weights = {each: 1.0 + number / 8 for number, each in enumerate("甲乙丙丁")}

    def weight_of(gram: str) -> float:
        return weights.get(gram, 0.5 if gram in ("甲乙", "乙丙", "丙丁", "甲甲") else 0.0)

    lengths = np.array([len(text) + 1 for text in texts], dtype=np.intp)
    codes = np.array([ord(each) for text in texts for each in f"{text}\0"]).astype(
        np.uint32 if wide else np.uint16
    )
    leaf = closeness._Leaf.of(folded, lambda grams: list(map(weight_of, grams)))
    compared = closeness._Compared(leaf, closeness.Laid(codes, lengths))
    ends = np.cumsum(lengths)
    told = np.empty((2, len(texts)))
    compiled = stretches.Leaf(folded, {}, weight_of, len(folded) + closeness.SLACK)
    constants = (closeness.K1, closeness.B, QUANTUM)
    compiled.compare(codes, ends - lengths, ends, 9.0, 0.0, constants, *told)
    assert told[0].tolist() == compared.scores(9.0).tolist()
    assert told[1].tolist() == compared.held().tolist()
    assert compiled.total == leaf.weights.sum()


@compiled_only
@pytest.mark.parametrize(("begin", "end"), [(0, 4), (2, 1), (-1, 2)])
def test_a_text_outside_of_its_array_is_refused(begin: int, end: int) -> None:
    leaf = stretches.Leaf("甲", {"甲": 1.0}, float, 5)
    codes, told = np.zeros(3, dtype=np.uint16), np.empty((2, 1))
    with pytest.raises(IndexError):
        leaf.compare(codes, np.array([begin]), np.array([end]), 1.0, 0.0, (1.2, 0.75, 1.0), *told)


@compiled_only
@pytest.mark.parametrize("short", ["held", "in_text", "in_notes"])
def test_gains_of_texts_that_are_not_told_of_are_refused(short: str) -> None:
    told = {"held": np.ones(2), "in_text": np.zeros(2, np.uint8), "in_notes": None}
    told[short] = np.zeros(1, np.float64 if short == "held" else np.uint8)
    with pytest.raises(IndexError):
        stretches.add_gains(np.ones(2), told["held"], 1.0, 0.6, 1.0, 1.0, QUANTUM,
                            told["in_text"], told["in_notes"])  # fmt: skip


@compiled_only
def test_a_leaf_of_too_many_characters_is_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        stretches.Leaf("甲" * 513, {}, float, 5)


@compiled_only
@pytest.mark.parametrize("number", [-1, 2, 2**40])
def test_a_number_without_a_text_is_refused(number: int) -> None:
    codes, starts = np.zeros(6, dtype=np.uint16), np.array([0, 3, 6], dtype=np.uint32)
    begins, ends = np.empty((2, 1), dtype=np.intp)
    with pytest.raises(IndexError):
        stretches.bounds(codes, starts, np.array([number]), bytearray(1), 0, 16384, begins, ends)


@compiled_only
@pytest.mark.parametrize(
    ("unread", "are_read"), [(b"\0\0", True), (b"\1\0", True), (b"\0\1", False)]
)
def test_texts_on_pages_that_were_not_read_are_told(unread: bytes, are_read: bool) -> None:
    codes, starts = np.zeros(6, dtype=np.uint16), np.array([0, 4, 6], dtype=np.uint32)
    begins, ends = np.empty((2, 1), dtype=np.intp)
    numbers = np.array([1])
    assert are_read == stretches.bounds(
        codes, starts, numbers, bytearray(unread), 0, 8, begins, ends
    )
    assert (begins.tolist(), ends.tolist()) == ([4], [6])


# ---- the whole


def answers(index: search.Index, queries: Sequence[str]) -> list[Any]:
    told = [index.search(query).to_dict() for query in queries]
    return [{**each, "took_ms": 0} for each in told]


@compiled_only
def test_the_sample_is_answered_alike_without_compiled_loops(
    sample_path: Any, tmp_path: Any
) -> None:
    queries = (
        "核裁军", "核武器 谈判", "核武器 OR 谈判 OR 国际法院", '"核武器的合法性"', "裁军 -谈判",
        "国际法院关于核武器的咨询意见说了什么", "63/49", "year:2008", "的", "和平 安全 决议 大会",
    )  # fmt: skip
    build_index(tmp_path / "index", find_sources([sample_path]))
    with search.open_index(tmp_path / "index") as index:
        compiled = answers(index, queries)
    with by_numpy(), search.open_index(tmp_path / "index") as index:
        assert answers(index, queries) == compiled


def test_the_command_says_whether_its_loops_are_compiled() -> None:
    told = CliRunner().invoke(duansou, ["--version"]).output
    assert told.endswith("loops compiled\n" if COMPILED else "loops not compiled\n")
