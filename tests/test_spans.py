"""Wildcards, slips and neighbours are found where a plain reading of the text finds them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_search import places

from indexer.fold_many import codes_of
from indexer.folding import fold
from search.query import parse
from search.spans import spans_of
from search.tree import Fuzzy, Leaf, Lookup, Near, Pattern, positive_leaves


def leaf_of(query: str) -> Leaf:
    [leaf] = positive_leaves(parse(query).tree)
    return leaf


def found(query: str, text: str) -> list[str]:
    """Return what of a text is found, each stretch once, the first first."""
    leaf, folded = leaf_of(query), fold(text)
    assert not isinstance(leaf, Lookup)
    spans = spans_of(leaf, codes_of(folded))
    stretches = sorted(zip(spans.starts.tolist(), spans.ends.tolist(), strict=True))
    return list(dict.fromkeys(folded[start:end] for start, end in stretches))


@pytest.mark.parametrize(
    ("query", "text", "stretches"),
    [
        ("裁?谈判", "裁军谈判与裁谈判", ["裁军谈判"]),
        ("裁?谈判", "裁，谈判", []),
        ("裁??判", "裁军谈判", ["裁军谈判"]),
        ("裁*判", "裁军谈判", ["裁军谈判"]),
        ("裁*判", "裁判", ["裁判"]),
        ("裁*判", "裁军，谈判", []),
        ("裁*判", "裁" + "一" * 16 + "判", ["裁" + "一" * 16 + "判"]),
        ("裁*判", "裁" + "一" * 17 + "判", []),
        ("一*二*三", "一二甲二乙三", ["一二甲二乙三"]),
        ("裁?*判", "裁判，裁军判", ["裁军判"]),
        ("裁军*", "核裁军谈判", ["裁军"]),
        ("裁軍*", "核裁军谈判", ["裁军"]),
        ("disarm*", "on disarmament, disarming", ["disarmament", "disarming"]),
        ("disarm*", "predisarmament", []),
        ("dis?rm", "disarm disarmed", ["disarm"]),
        ("DIS*ment", "on disarmament", ["disarmament"]),
        ("nuclear*treaty", "nuclear treaty", []),
        ("A/RES/63/*", "见A/RES/63/49号", ["a/res/63/49"]),
        ("63/*", "163/49", []),
        ("2008*", "2008年12008年", ["2008"]),
    ],
)
def test_wildcards_stand_for_letters_digits_and_han_characters_within_a_word(
    query: str, text: str, stretches: list[str]
) -> None:
    assert isinstance(leaf_of(query), Pattern)
    assert found(query, text) == stretches


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("核裁军谈判", True),
        ("核裁军会判", True),
        ("核裁谈判", True),
        ("裁军谈判", True),
        ("核裁军谈", True),
        ("核裁军的谈判", True),
        ("核军裁谈判", True),
        ("核裁军判谈", True),
        ("核裁谈军判", True),
        ("核裁军，谈判", True),
        ("核裁", False),
        ("核谈军裁判", False),
        ("核裁军的会判", False),
        ("裁核军判谈", False),
        ("核 裁軍談判", True),
    ],
)
def test_one_character_may_be_changed_left_out_or_added_or_two_swapped(
    text: str, is_found: bool
) -> None:
    assert isinstance(leaf_of("核裁军谈判~"), Fuzzy)
    assert bool(found("核裁军谈判~", text)) == is_found


@pytest.mark.parametrize(
    ("query", "text", "stretches"),
    [
        ("核 NEAR/2 判", "核裁军判", ["核", "判"]),
        ("核 NEAR/1 判", "核裁军判", []),
        ("判 NEAR/2 核", "核裁军判", ["核", "判"]),
        ("核 NEAR/0 裁", "核裁军", ["核", "裁"]),
        ("核 NEAR/0 核", "核，核", []),
        ("核 NEAR/1 核", "核，核", ["核"]),
        ('核 NEAR/9 "谈 判"', "核裁军谈判", ["核", "谈判"]),
        ("核 NEAR/16 判", "核" + "一" * 16 + "判", ["核", "判"]),
        ("核 NEAR 判", "核" + "一" * 16 + "判", ["核", "判"]),
        ("核 NEAR 判", "核" + "一" * 17 + "判", []),
        ("核 NEAR/3 谈?判", "核一谈何判", ["核", "谈何判"]),
        ("一 NEAR/0 二*三", "一二甲二三", ["一", "二甲二三"]),
        ("核 NEAR/3 核裁军~", "核一核军", ["核", "核军"]),
    ],
)
def test_two_are_near_with_so_many_characters_between_or_fewer_in_either_order(
    query: str, text: str, stretches: list[str]
) -> None:
    assert isinstance(leaf_of(query), Near)
    assert found(query, text) == stretches


@pytest.mark.parametrize("query", ["核 NEAR/9 判", "核裁判~", "核?判"])
def test_nothing_reaches_from_one_text_into_the_next(query: str) -> None:
    leaf = leaf_of(query)
    assert not isinstance(leaf, Lookup)
    assert len(spans_of(leaf, codes_of("核\ufdd0判")).starts) == 0


ALPHABET = "核裁判 ab1/，"
WORDS = st.text(st.sampled_from("核裁判ab1"), min_size=1, max_size=5)
PATTERNS = st.lists(st.sampled_from(["核", "裁", "a", "1", "/", "?", "*"]), max_size=7).map("".join)
SIDES = st.one_of(WORDS, WORDS.map(lambda word: f"{word}~"), PATTERNS)
SHAPES = st.one_of(
    PATTERNS,
    st.text(st.sampled_from("核裁判a1"), min_size=3, max_size=6).map(lambda word: f"{word}~"),
    st.tuples(SIDES, st.integers(0, 5), SIDES).map(lambda of: f"{of[0]} NEAR/{of[1]} {of[2]}"),
)


@given(SHAPES, st.text(st.sampled_from(ALPHABET), max_size=40))
@settings(max_examples=400)
def test_what_is_found_is_what_a_plain_reading_finds(query: str, text: str) -> None:
    folded = fold(text)
    for leaf in positive_leaves(parse(query).tree):
        if not isinstance(leaf, Lookup):
            spans = spans_of(leaf, codes_of(folded))
            own = set(zip(spans.starts.tolist(), spans.ends.tolist(), strict=True))
            assert_alike(own, places(folded, leaf), leaf)


def assert_alike(own: set[tuple[int, int]], plain: set[tuple[int, int]], leaf: Leaf) -> None:
    """Check that all is found; of a pattern, or by one, each beginning and each end is enough."""
    if has_pattern(leaf):
        assert own <= plain
        assert [{place[side] for place in own} for side in (0, 1)] == [
            {place[side] for place in plain} for side in (0, 1)
        ]
    else:
        assert own == plain


def has_pattern(leaf: Leaf) -> bool:
    sides: Sequence[Leaf] = (leaf.left, leaf.right) if isinstance(leaf, Near) else (leaf,)
    return any(isinstance(side, Pattern) for side in sides)
