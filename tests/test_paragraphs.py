"""Sets of paragraphs are sets, whether kept as numbers or as bits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import paragraphs
from search.paragraphs import Paragraphs, Space

COUNT = 200


def numbers(most: int) -> st.SearchStrategy[set[int]]:
    return st.sets(st.integers(0, COUNT - 1), max_size=most)


SETS = st.lists(numbers(4) | numbers(COUNT), min_size=1, max_size=5)


def made(space: Space, members: set[int]) -> Paragraphs:
    return space.of(np.array(sorted(members), dtype=np.uint32))


def members(found: Paragraphs) -> set[int]:
    inside = found.numbers.tolist()
    assert inside == sorted(set(inside))
    assert len(found) == len(inside)
    return set(inside)


@pytest.fixture(params=[0, paragraphs.FEW])
def space(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Space:
    monkeypatch.setattr(paragraphs, "FEW", request.param)
    return Space(COUNT)


@given(SETS)
@pytest.mark.parametrize("few", [0, paragraphs.FEW])
def test_any_and_all_of_sets_are_union_and_intersection(few: int, sets: list[set[int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paragraphs, "FEW", few)
        space = Space(COUNT)
        some = [made(space, each) for each in sets]
        assert members(space.any_of(some)) == set.union(*sets)
        assert space.size_of_any(some) == len(set.union(*sets))
        assert members(space.all_of(some)) == set.intersection(*sets)


@given(numbers(COUNT), numbers(COUNT) | numbers(4))
def test_what_is_in_one_and_not_in_the_other_is_the_difference(
    kept: set[int], dropped: set[int]
) -> None:
    space = Space(COUNT)
    assert members(space.without(made(space, kept), made(space, dropped))) == kept - dropped


@given(numbers(COUNT) | numbers(2), numbers(COUNT))
def test_a_set_tells_which_numbers_it_has(held: set[int], asked: set[int]) -> None:
    space = Space(COUNT)
    among = np.array(sorted(asked), dtype=np.intp)
    found = among[made(space, held).have(among)]
    assert set(found.tolist()) == asked & held
    backwards = among[::-1]
    assert set(backwards[space.are_among(backwards, made(space, held).numbers)]) == asked & held


@given(st.lists(st.integers(0, COUNT - 1)))
def test_of_each_number_one_place_is_the_last(some: list[int]) -> None:
    places = Space(COUNT).last_places(np.array(some, dtype=np.intp)).tolist()
    assert sorted(some[place] for place in places) == sorted(set(some))


def test_no_paragraphs_at_all_are_a_space_too() -> None:
    space = Space(0)
    assert not len(space.all())
    assert not len(space.any_of([space.none, space.all()]))


def test_rows_of_a_thread_are_left_empty() -> None:
    space = Space(COUNT)
    space.any_of([made(space, set(range(0, COUNT, 2))), made(space, {1})])
    assert not space.bits_of([]).any()
    assert not space.sums().any()
