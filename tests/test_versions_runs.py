"""What became of a text: which of its characters stayed, went, came."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.folding import fold
from search.versions.leading import number_length
from search.versions.outcomes import Run
from search.versions.runs import Wording, change


def shown(runs: Sequence[Run]) -> str:
    signs = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
    return "".join(signs[run.kind].format(run.new or run.old) for run in runs)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # Han characters are told one by one.
        ("重申其决心", "重申其决心", "重申其决心"),
        ("重申其决定", "重申其决心", "重申其决[-定-]{+心+}"),
        ("重申其决心", "再次重申其决心", "{+再次+}重申其决心"),
        ("大会决定继续审议", "大会继续审议", "大会[-决定-]继续审议"),
        # A number, and a word of letters, is one.
        ("第62届会议", "第63届会议", "第[-62-]{+63+}届会议"),
        ("the test ban", "the best ban", "the [-test-]{+best+} ban"),
        ("A/RES/62/39", "A/RES/63/39", "A/RES/[-62-]{+63+}/39"),
        # What folds to the same is the same, and is shown as the new text has it.
        ("禁止核試驗條約", "禁止核试验条约", "禁止核试验条约"),
        ("第６２届，会议", "第62届, 会议", "第62届, 会议"),
        # A clause goes and comes as a whole.
        (
            "促请所有国家，包括核武器国家，立即谈判。",
            "促请所有国家，立即谈判。",
            "促请所有国家，[-包括核武器国家，-]立即谈判。",
        ),
        # A few characters between changes are taken into them, sooner than that nobody can read it.
        ("以便达成协议", "从而实现目标", "[-以便达成协议-]{+从而实现目标+}"),
        # Nothing in common, or nothing at all.
        ("", "", ""),
        ("", "核裁军", "{+核裁军+}"),
        ("核裁军", "", "[-核裁军-]"),
        # The number that a paragraph begins with is told apart from what it says.
        ("2. 再次吁请", "3. 再次吁请", "[-2.-]{+3.+} 再次吁请"),
        ("㈠ 宣布", "㈡ 宣布", "[-㈠-]{+㈡+} 宣布"),
    ],
)
def test_what_became_of_a_text_is_told_by_its_characters(old: str, new: str, expected: str) -> None:
    assert shown(change(Wording(old), Wording(new)).runs) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("核裁军", "核裁军", 1.0),
        ("2. 核裁军", "3. 核裁军", 1.0),
        ("核裁軍", "核裁军", 1.0),
        ("核裁军", "谈判", 0.0),
        ("核裁军", "核裁减", 0.6666),
        ("核裁军", "全面核裁军", 0.75),
        ("", "", 1.0),
    ],
)
def test_the_likeness_is_twice_what_is_in_common_by_the_length_of_both(
    old: str, new: str, expected: float
) -> None:
    assert change(Wording(old), Wording(new)).similarity == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第三条 民事主体的权利", "第三条"),
        ("第三条规定的义务", ""),
        ("第三条之一 民事主体", "第三条之一"),
        ("第12章 附则", "第12章"),
        ("1. 决定", "1."),
        ("1.5倍的罚款", ""),
        ("12、决定", "12、"),
        ("1.2. 决定", "1.2."),
        ("(a) 各国应当", "(a)"),
        ("（十二）其他", "(十二)"),
        ("㈠ 宣布", "(一)"),
        ("十二、附则", "十二、"),
        ("a. 各国", "a."),
        ("iv) 各国", "iv)"),
        ("一切国家", ""),
        ("2008年的会议", ""),
        ("1.", ""),
        ("", ""),
    ],
)
def test_the_number_of_a_paragraph_is_told_apart(text: str, number: str) -> None:
    folded = fold(text)
    assert folded[: number_length(folded)] == number


TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "核裁军谈判，。；、 \n\u3000第一二条款12.()（）㈠⒈ab Éé㎏ﬁ\u0301\u200b「」条約條约"
        ),
        st.characters(),
    ),
    max_size=60,
)


@given(TEXTS, TEXTS)
def test_the_runs_are_both_texts_and_what_is_the_same_in_them(old: str, new: str) -> None:
    runs = change(Wording(old), Wording(new)).runs
    assert "".join(run.old for run in runs) == old
    assert "".join(run.new for run in runs) == new
    for run in runs:
        assert {
            "same": fold(run.old) == fold(run.new),
            "deleted": bool(run.old) and not run.new,
            "inserted": bool(run.new) and not run.old,
        }[run.kind]


@given(TEXTS, TEXTS)
def test_only_what_folds_to_the_same_is_not_changed(old: str, new: str) -> None:
    runs = change(Wording(old), Wording(new)).runs
    assert all(run.kind == "same" for run in runs) == (fold(old) == fold(new))


@given(TEXTS, TEXTS)
def test_the_likeness_of_texts_is_the_same_both_ways_and_1_only_for_the_same_words(
    one: str, other: str
) -> None:
    first, second = Wording(one), Wording(other)
    likeness = change(first, second).similarity
    assert 0 <= likeness <= 1
    assert likeness == change(second, first).similarity
    assert (likeness == 1) == (first.body == second.body)


HOSTILE = [
    ("一" * 1_000_000, "一" * 999_999 + "二"),
    ("一二" * 500_000, "二一" * 500_000),
    ("，" * 1_000_000, "。" * 1_000_000),
    ("甲" * 1_000_000, "乙" * 1_000_000),
    ("核裁军，" * 250_000, "谈判会，" * 250_000),
    ("a1" * 500_000, "1a" * 500_000),
    (
        "".join(map(chr, range(0x4E00, 0x9FA5))) * 48,
        "".join(map(chr, range(0x9FA4, 0x4DFF, -1))) * 48,
    ),
]


@pytest.mark.parametrize(("old", "new"), HOSTILE, ids=[str(at) for at in range(len(HOSTILE))])
def test_texts_of_a_million_characters_are_compared_in_no_time_that_anyone_would_notice(
    old: str, new: str
) -> None:
    runs = change(Wording(old), Wording(new)).runs
    assert "".join(run.old for run in runs) == old
    assert "".join(run.new for run in runs) == new
