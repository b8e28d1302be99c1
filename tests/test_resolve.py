"""A note that points to another is spelt out where it can mean one source only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.references import Reference, reference_in
from indexer.resolve import resolve

BOOK = "王力：《汉语史稿》，第3页。"
REPORT = "A/68/514，第 12 段。"


@pytest.mark.parametrize(
    ("texts", "last"),
    [
        ([BOOK, "同前。"], "王力：《汉语史稿》，第3页。"),
        ([BOOK, "同上注，第5页。"], "王力：《汉语史稿》，第5页。"),
        ([BOOK, "同上书，第5页"], "王力：《汉语史稿》，第5页。"),
        ([BOOK, "同上第5页。"], "王力：《汉语史稿》，第5页。"),
        ([BOOK, "見上註，第5頁。"], "王力：《汉语史稿》，第5頁。"),
        ([BOOK, REPORT, "见上文注1。"], "王力：《汉语史稿》，第3页。"),
        ([BOOK, REPORT, "同注1，第7页。"], "王力：《汉语史稿》，第7页。"),
        ([BOOK, REPORT, "见脚注 [1]，第7页。"], "王力：《汉语史稿》，第7页。"),
        ([BOOK, REPORT, "見註1。"], "王力：《汉语史稿》，第3页。"),
        ([BOOK, REPORT, "参见注1，第9页。"], "王力：《汉语史稿》，第9页。"),
        ([BOOK, REPORT, "前引注1，第9页。"], "王力：《汉语史稿》，第9页。"),
        ([BOOK, REPORT, "王力，前注1，第9页。"], "王力：《汉语史稿》，第9页。"),
        ([BOOK, REPORT, "王力：前引书，第9页。"], "王力：《汉语史稿》，第9页。"),
        ([BOOK, REPORT, "王力：《汉语史稿》，前引书，第9页。"], "王力：《汉语史稿》，第9页。"),
        ([BOOK, REPORT, "见注1。", "同上，第8页。"], "王力：《汉语史稿》，第8页。"),
        (["Smith, The Law, p. 3.", "Ibid., p. 5."], "Smith, The Law, p. 5."),
        (["Smith, The Law, p. 3.", "ibid."], "Smith, The Law, p. 3."),
        (["Smith, The Law, p. 3.", REPORT, "Smith, op. cit., p. 9."], "Smith, The Law, p. 9."),
        (["Smith, The Law, p. 3.", REPORT, "See supra note 1, p. 9."], "Smith, The Law, p. 9."),
    ],
)
def test_a_note_that_points_to_one_source_is_spelt_out(texts: list[str], last: str) -> None:
    resolved, problems = resolve(texts)
    assert (resolved[-1], problems) == (last, [])


def test_a_note_may_point_to_one_below_it() -> None:
    assert resolve(["见下文注2，第5页。", BOOK]) == (["王力：《汉语史稿》，第5页。", None], [])


@pytest.mark.parametrize(
    ("texts", "problems"),
    [
        ([BOOK, "见上文注3。", REPORT], [(1, "there is no note 3 above")]),
        ([BOOK, "见注7。"], [(1, "there is no note 7")]),
        (["见注2。", "见注1。"], [(0, "the notes refer to each other in a circle"), (1, "the notes refer to each other in a circle")]),
        (["见注2。", "见注1。", "同上。"], [(0, "the notes refer to each other in a circle"), (1, "the notes refer to each other in a circle"), (2, "the note above is itself unresolved")]),
        ([BOOK, REPORT, "见注1和2。"], [(2, "it refers to several notes")]),
        ([BOOK, "同上，第3页；另见A/1/2。"], [(1, "it names several sources")]),
        ([BOOK, "前引书，第5页。"], [(1, "it names neither author nor title of the work it means")]),
        ([BOOK, "赵元任：前引书，第5页。"], [(1, "no note above it would be 赵元任")]),
        ([BOOK, "王力：《古代汉语》，第1页。", "王力：前引书，第5页。"], [(2, "several notes above it would be 王力")]),
        ([BOOK, REPORT, "赵元任，前注1，第9页。"], [(2, "note 1 does not name 赵元任")]),
        (["A/1/2；另见A/3/4。", REPORT, "见注1。"], [(2, "note 1 names several sources")]),
        (["Ibid., p. 3."], [(0, "ibid. stands in the first note")]),
    ],
)  # fmt: skip
def test_what_a_note_points_to_is_never_guessed(
    texts: list[str], problems: list[tuple[int, str]]
) -> None:
    resolved, found = resolve(texts)
    assert found == problems
    assert all(resolved[at] is None for at, _ in problems)


def test_where_pages_count_their_notes_anew_a_number_is_that_of_the_page() -> None:
    texts = ["甲，第1页。", "乙，第2页。", "丙，第3页。", "见上文注1，第9页。"]
    assert resolve(texts, ["1", "2", "1", "2"], [0, 0, 1, 1])[0][-1] == "丙，第9页。"


def test_where_a_number_stands_on_several_other_pages_none_is_taken() -> None:
    texts = ["甲，第1页。", "乙，第2页。", "见上文注1，第9页。"]
    assert resolve(texts, ["1", "1", "3"], [0, 1, 2])[1] == [(2, "there are several notes 1 above")]


@pytest.mark.parametrize(
    "text",
    [
        "见《条约》第3条。",
        "同上述报告有关。",
        "王力：《汉语史稿》。",
        "关于此点，学者有不同看法。",
        "注意到上文。",
        "第3页。",
        "见上文。",
    ],
)
def test_what_is_a_source_of_its_own_points_nowhere(text: str) -> None:
    assert reference_in(text) is None


def test_a_circled_number_names_the_note_printed_so() -> None:
    assert reference_in("见上文注③。") == Reference("number", "", "③", "above")
    for named in ("①", "1"):
        assert resolve([BOOK, REPORT, f"见注{named}。"], ["①", "②", "③"])[0][-1] == BOOK


WORDS = st.sampled_from(["同上。", "见注2。", "见注3，第5页。", "见下文注4。", "前引书。", BOOK, REPORT, "王力：前引书，第2页。"])  # fmt: skip


@given(st.lists(WORDS, max_size=12))
def test_every_reference_is_spelt_out_or_reported(texts: list[str]) -> None:
    resolved, problems = resolve(texts)
    unresolved = {at for at, _ in problems}
    for at, text in enumerate(texts):
        points = reference_in(text) is not None
        assert points == (resolved[at] is not None or at in unresolved)
