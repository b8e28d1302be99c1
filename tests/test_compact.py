"""Segments are united in tiers: never many of them, and none moved often."""

from __future__ import annotations

import pytest

from indexer.compact import how_many_unite, next_name
from indexer.errors import IndexDamaged
from indexer.merge import MOST_CHARACTERS


@pytest.mark.parametrize(
    ("paragraphs", "count"),
    [
        ([], 0),
        ([7], 1),
        ([7, 9], 2),
        ([1, 4_000], 2),
        ([1, 4_001], 1),
        ([1_000, 4_000, 20_000], 3),
        ([1_000, 4_001, 20_000], 1),
        ([1_000, 2_000, 12_001], 2),
        ([5_000, 314_401], 1),
    ],
)
def test_the_smallest_unite_until_one_is_far_larger(paragraphs: list[int], count: int) -> None:
    assert how_many_unite([(each, each) for each in paragraphs]) == count


def test_no_more_characters_unite_than_a_segment_can_hold() -> None:
    assert how_many_unite([(1, MOST_CHARACTERS - 1), (1, 1), (1, 1)]) == 2


def test_a_thousand_small_builds_leave_few_segments_and_little_is_moved() -> None:
    sizes: list[int] = []
    moved = most = 0
    for _ in range(10_000):
        sizes = sorted([*sizes, 24])
        count = how_many_unite([(size, size) for size in sizes])
        united = sum(sizes[:count])
        moved += united
        sizes = sorted([united, *sizes[count:]])
        most = max(most, len(sizes))
    assert (sum(sizes), most) == (240_000, 4)
    # The thousand smallest are moved with every build, which is as good as nothing.
    assert moved / 240_000 < 100


@pytest.mark.parametrize(
    ("names", "following"),
    [
        ([], "000001.segment"),
        (["000001.segment"], "000002.segment"),
        (["000010.segment", "000009.segment"], "000011.segment"),
        (["999999.segment"], "1000000.segment"),
    ],
)
def test_segments_count_on(names: list[str], following: str) -> None:
    assert next_name(names) == following


def test_what_is_not_called_as_a_segment_is_damage() -> None:
    with pytest.raises(IndexDamaged, match="not the name of a segment"):
        next_name(["x.segment"])
