"""What became of the paragraphs of a document in another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from versioned import NEW_LAW, OLD_LAW, build, document

import search
from search.cli import duansou
from search.versions import differing
from search.versions.differing import difference
from search.versions.outcomes import Difference, Side
from search.versions.telling import render_difference

A = "大会第一次关于裁军的特别会议"
B = "所有国家有义务真诚地进行谈判"
C = "秘书长向大会提交一份综合报告"
D = "重申国际社会承诺实现的目标"
LONG = f"{A}，{B}，{C}。{D}。"


def outcome(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Return what became of paragraphs: 'moved 1>2' where the first is now the second."""
    return told(difference(document("甲", first), document("乙", second)))


def told(found: Difference) -> list[str]:
    return [f"{pair.kind} {numbers(pair.first)}>{numbers(pair.second)}" for pair in found]


def numbers(sides: Sequence[Side]) -> str:
    return "+".join(side.id.rpartition("#p")[2] for side in sides)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([], [], []),
        ([A], [], ["only_first 1>"]),
        ([], [A], ["only_second >1"]),
        ([A, B], [A, B], ["same 1>1", "same 2>2"]),
        ([A, B], [A, C, B], ["same 1>1", "only_second >2", "same 2>3"]),
        ([A, B, C], [A, C], ["same 1>1", "only_first 2>", "same 3>2"]),
        ([A, B, C], [A, B + "核裁军", C], ["same 1>1", "reworded 2>2", "same 3>3"]),
        # What is printed otherwise is the same, and so is what has another number.
        (["核裁軍", B], ["核裁军", B], ["same 1>1", "same 2>2"]),
        (["1. " + A, "2. " + B], ["2. " + B], ["only_first 1>", "same 2>1"]),
        # What stands elsewhere has moved, also if it was reworded.
        ([A, B, C, D], [D, A, B, C], ["moved 4>1", "same 1>2", "same 2>3", "same 3>4"]),
        (
            [A, B, C, D],
            ["再次" + D, A, B, C],
            ["moved_reworded 4>1", "same 1>2", "same 2>3", "same 3>4"],
        ),
        # A paragraph that was split, several that were merged.
        ([LONG, D + "吗"], [f"{A}，{B}，", f"{C}。{D}。", D + "吗"], ["split 1>1+2", "same 2>3"]),
        ([f"{A}，{B}，", f"{C}。{D}。", "再见"], [LONG, "再见"], ["merged 1+2>1", "same 3>2"]),
        # What has nothing to do with each other is not one reworded.
        ([A, B], [A, C], ["same 1>1", "only_first 2>", "only_second >2"]),
        # The same paragraph several times.
        ([A, A, B], [A, B, B], ["same 1>1", "only_first 2>", "only_second >2", "same 3>3"]),
        (["", A], [A, ""], ["only_first 1>", "same 2>1", "only_second >2"]),
        # Documents of one paragraph are what one asks to compare: it is one reworded.
        ([A], [C], ["reworded 1>1"]),
    ],
)
def test_what_became_of_each_paragraph_is_told(
    first: Sequence[str], second: Sequence[str], expected: Sequence[str]
) -> None:
    assert outcome(first, second) == expected


def test_a_law_and_what_became_of_it_years_later() -> None:
    assert outcome(OLD_LAW, NEW_LAW) == [
        "reworded 1>1",
        "moved_reworded 6>2",
        "same 2>3",
        "only_first 3>",
        "only_second >4",
        "split 4>5+6",
        "reworded 5>7",
    ]


@pytest.mark.parametrize(
    ("notes", "later", "expected"),
    [
        ([("见 A/62/39。", 1)], [("见 A/62/39。", 1)], ["same"]),
        ([("见 A/62/39。", 1)], [("见 A/63/135。", 1)], ["reworded"]),
        ([("见 A/62/39。", 1)], [], ["only_first"]),
        ([], [("见 A/62/39。", 1)], ["only_second"]),
        ([("联合国，《条约汇编》。", 1), ("A/63/135。", 1)], [("A/63/135。", 1)], ["only_first", "same"]),
    ],
)  # fmt: skip
def test_what_became_of_the_notes_of_a_paragraph_is_told(
    notes: Sequence[tuple[str, int]], later: Sequence[tuple[str, int]], expected: Sequence[str]
) -> None:
    [pair] = difference(document("甲", [A], notes), document("乙", [A], later))
    assert [note.kind for note in pair.notes] == expected
    assert pair.kind == ("same" if expected == ["same"] else "reworded")


# ---- promises

PIECES = st.sampled_from([A, B, C, D, LONG, "", "。", "1. " + A, "核裁军", "裁军核"])
TEXTS = st.lists(
    st.one_of(PIECES, st.text(max_size=20), st.tuples(PIECES, PIECES).map("".join)), max_size=8
)


@given(TEXTS, TEXTS)
def test_every_paragraph_of_both_appears_exactly_once(first: list[str], second: list[str]) -> None:
    found = difference(document("甲", first), document("乙", second))
    for texts, sides in (
        (first, [side for pair in found for side in pair.first]),
        (second, [side for pair in found for side in pair.second]),
    ):
        assert sorted(side.id.rpartition("p")[2] for side in sides) == sorted(
            str(at) for at in range(1, len(texts) + 1)
        )
    assert [side.text for pair in found for side in pair.second] == second


@given(TEXTS, TEXTS)
def test_the_runs_of_a_pair_are_the_texts_of_both_sides(
    first: list[str], second: list[str]
) -> None:
    for pair in difference(document("甲", first), document("乙", second)):
        assert "".join(run.old for run in pair.runs) == "\n".join(side.text for side in pair.first)
        assert "".join(run.new for run in pair.runs) == "\n".join(side.text for side in pair.second)


@given(TEXTS)
def test_a_document_does_not_differ_from_itself(texts: list[str]) -> None:
    found = difference(document("甲", texts), document("乙", texts))
    assert found.are_same
    assert found.counts["same"] == len(texts)


# ---- what is too much


def hostile(name: str) -> tuple[list[str], list[str]]:
    words = [f"{chr(0x4E00 + at)}{chr(0x6E00 + at * 7)}" for at in range(2_000)]
    made = {
        "all the same": ([A] * 300, [A] * 300),
        "all the same, one more": ([A] * 300, [A] * 301),
        "all nearly the same": ([f"{A}{at}" for at in range(300)], [f"{A}{at}" for at in range(300, 600)]),
        "wholly different": (
            ["".join(words[at : at + 100]) for at in range(300)],
            ["".join(words[at : at + 100]) for at in range(1_000, 1_300)],
        ),
        "long and nearly the same": (
            [LONG * 80 + str(at) for at in range(300)],
            [LONG * 80 + str(at) for at in range(300, 600)],
        ),
        "one of a megabyte": (["核裁军，" * 250_000], ["谈判会，" * 250_000]),
        "one of a megabyte among others": ([A, "核裁军，" * 250_000, B], [A, "谈判会，" * 250_000, B]),
        "empty": ([""] * 300, [""] * 299),
        "single characters": (["甲"] * 300, ["乙"] * 300),
    }  # fmt: skip
    return made[name]


HOSTILE = [
    "all the same",
    "all the same, one more",
    "all nearly the same",
    "wholly different",
    "long and nearly the same",
    "one of a megabyte",
    "one of a megabyte among others",
    "empty",
    "single characters",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_compared_in_no_time_that_anyone_would_notice(name: str) -> None:
    first, second = hostile(name)
    found = difference(document("甲", first), document("乙", second))
    assert sum(len(pair.first) for pair in found) == len(first)
    assert sum(len(pair.second) for pair in found) == len(second)


def test_what_was_not_compared_in_full_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differing, "MOST_CHARACTERS", 2 * len(A) + 3)
    found = difference(document("甲", [A, B]), document("乙", [A + "吗", B + "呢"]))
    assert [[run.kind for run in pair.runs] for pair in found] == [
        ["same", "inserted"],
        ["deleted", "inserted"],
    ]
    assert found.notices == (differing.WHOLE,)


def test_of_too_many_notes_those_that_are_the_same_are_paired(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(differing, "MOST_NOTE_CELLS", 10)
    first = document("甲", [A], [("见甲。", 1), ("见丙，第三页。", 1)])
    second = document("乙", [A], [("见丙，第四页。", 1), ("见甲。", 1)])
    [pair] = difference(first, second)
    assert [note.kind for note in pair.notes] == ["same", "only_first", "only_second"]


# ---- the command


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("laws")
    return build(folder, {"旧法": OLD_LAW, "新法": NEW_LAW})


def run(index: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(duansou, [*words, "--index", str(index)])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_tells_what_changed_and_no_more(index: Path) -> None:
    code, output, _ = run(index, "diff", "旧法", "新法")
    assert code == 1
    assert output == (Path(__file__).parent / "data" / "two-laws.diff").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("旧法", "旧法", 0),
        ("旧法", "新法", 1),
        ("旧法#p2", "旧法#p2", 0),
        ("旧法#p2", "新法#p3", 1),
        ("旧法#p2", "新法#p2", 1),
        ("旧法", "没有", 1),
        ("旧法#p2", "旧法#p99", 1),
    ],
)
def test_the_exit_code_is_that_of_diff(index: Path, first: str, second: str, code: int) -> None:
    assert run(index, "diff", first, second)[0] == code


def test_what_the_index_has_not_is_told_in_a_line(index: Path) -> None:
    assert run(index, "diff", "旧法", "没有")[2] == "duansou: the index has no document '没有'\n"


def test_documents_of_too_many_paragraphs_are_refused(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differing, "MOST_PARAGRAPHS", 6)
    code, _, told = run(index, "diff", "旧法", "新法#p1")
    assert code == 2
    assert told == "duansou: 新法#p1 has 7 paragraphs; 6 is the most that is compared\n"


def test_json_is_what_the_difference_says_of_itself(index: Path) -> None:
    _, output, _ = run(index, "diff", "旧法", "新法", "--format", "json")
    with search.open_index(index) as opened:
        found = opened.diff("旧法", "新法")
    assert json.loads(output) == found.to_dict()
    assert next(iter(found.to_dict())) == "schema"


def test_on_a_terminal_changes_are_coloured_and_lines_fit(index: Path) -> None:
    with search.open_index(index) as opened:
        difference = opened.diff("旧法#p1", "新法#p1")
    lines = list(render_difference(difference, "text", width=40, colour=True))
    assert lines[4:6] == [
        "  第一条 为了加强生活垃圾分类管理，改善",
        "  城乡环境，制定本\x1b[9;31m办法\x1b[0m\x1b[1;32m条例\x1b[0m。",
    ]


def test_long_stretches_that_are_the_same_are_shown_by_their_ends(tmp_path: Path) -> None:
    long = "核裁军谈判" * 30
    index = build(tmp_path, {"甲": [f"{long}一{long}一{long}"], "乙": [f"{long}二{long}三{long}"]})
    output = run(index, "diff", "甲", "乙")[1].splitlines()[4]
    half = "核裁军谈判" * 8
    assert output == f"  …{half}[-一-]{{+二+}}{half}…{half}[-一-]{{+三+}}{half}…"


def test_a_document_cannot_act_upon_a_terminal(tmp_path: Path) -> None:
    index = build(tmp_path, {"甲": ["\x1b[31m红\u202e", A], "乙": ["\x1b]0;x\x07绿", A]})
    _, output, _ = run(index, "diff", "甲", "乙")
    assert output.replace("\n", "").isprintable()
