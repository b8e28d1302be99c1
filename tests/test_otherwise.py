"""Bare words are found in the other ways to write them: numerals, and names of the same thing."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import document, write_index
from hypothesis import given
from hypothesis import strategies as st

import search
from indexer.errors import SynonymsUnreadable
from indexer.folding import fold
from indexer.numerals import counted_in_han, value_of_numeral
from search.numerals import numerals_otherwise
from search.otherwise import with_others
from search.query import parse
from search.synonyms import BUILT_IN, MAX_BYTES, MAX_NAME, MAX_NAMES, Synonyms, read_synonyms
from search.tree import describe

NONE = Synonyms({})
SOME = Synonyms({"npt": ("不扩散条约",), "不扩散条约": ("npt",)})


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("第六条", ["第6条"]),
        ("第6条", ["第六条"]),
        ("第6条规定", ["第六条规定"]),
        ("第十二条第二款", ["第12条第2款"]),
        ("第103条", ["第一百零三条", "第一百〇三条"]),
        ("第一百〇三条", ["第103条", "第一百零三条"]),
        ("第六十四届会议", ["第64届会议"]),
        ("第20号", ["第二十号"]),
        ("第15段", ["第十五段"]),
        ("二十日", ["20日"]),
        ("十二月", ["12月"]),
        ("2008年", ["二〇〇八年", "二零零八年"]),
        ("二〇〇八年", ["2008年", "二零零八年"]),
        ("一九九六年", ["1996年"]),
        ("〇八年", ["08年", "零八年"]),
        ("8年", ["八年"]),
        ("1996-07-08", ["1996年7月8日", "一九九六年七月八日"]),
        ("1996年7月8日", ["一九九六年七月八日", "1996-07-08"]),
        ("一九九六年七月八日", ["1996年7月8日", "1996-07-08"]),
        ("1996年7月", ["一九九六年七月"]),
        ("1996-13-08", []),
        ("A-1996-07-08-2", []),
        ("第62/39号", []),
        ("第402卷", []),
        ("六条", []),
        ("12.5年", []),
        ("12345年", []),
        ("核裁军", []),
        ("第" + "六" * 70 + "条", []),
    ],
)
def test_numerals_meet_where_their_unit_tells_what_they_count(word: str, others: list[str]) -> None:
    assert list(numerals_otherwise(fold(word))) == others


@given(st.integers(0, 9999))
def test_a_count_in_han_numerals_is_worth_what_it_counts(number: int) -> None:
    assert value_of_numeral(counted_in_han(number)) == number


@pytest.mark.parametrize(
    ("query", "interpreted"),
    [
        ("NPT", "NPT (= 不扩散条约)"),
        ("《不扩散条约》", "《不扩散条约》 (= 不扩散条约 = npt)"),
        ("NPT 谈判", "NPT (= 不扩散条约) AND 谈判"),
        ("谈判 -NPT", "谈判 AND NOT NPT (= 不扩散条约)"),
        ("title:NPT", "title:NPT (= 不扩散条约)"),
        ("NPT NEAR/5 第六条", "NPT (= 不扩散条约) NEAR/5 第六条 (= 第6条)"),
        ("第六条", "第六条 (= 第6条)"),
        ('"NPT" "第六条"', '"NPT" AND "第六条"'),
        ("NPT条约", "NPT条约"),
        ("NPT*", "NPT*"),
        ("核裁军", "核裁军"),
    ],
)
def test_what_is_searched_beside_a_word_is_told(query: str, interpreted: str) -> None:
    tree = parse(query).tree
    assert tree is not None
    assert describe(with_others(tree, SOME)) == interpreted


def test_a_tree_without_others_is_the_same_tree() -> None:
    tree = parse('核裁军 (谈判 OR "第六条") -判 核 NEAR/3 裁').tree
    assert tree is not None
    assert with_others(tree, NONE) is tree


# ---- lists of synonyms


def test_the_list_that_comes_with_duansou_has_names_of_the_same_things() -> None:
    known = read_synonyms()
    assert known.of("npt") == ("不扩散条约", "不扩散核武器条约", "核不扩散条约")
    assert known.of("《不扩散核武器条约》") == (
        "不扩散核武器条约",
        "不扩散条约",
        "核不扩散条约",
        "npt",
    )
    assert known.of("核裁军") == ()


def test_a_file_of_ones_own_adds_to_it(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("\ufeff# ours\n\n条法司 ＝ 条约法律司 = 《TL》 # a remark\nNPT = 核约\n")
    known = read_synonyms(own)
    assert known.of("条法司") == ("条约法律司", "tl")
    assert known.of("npt") == ("不扩散条约", "不扩散核武器条约", "核不扩散条约", "核约")
    assert known.of("核约") == ("npt",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("甲乙 = 丙丁\n甲乙\n", ":2: there are not two names with = between them"),
        ("甲乙 = 甲 乙\n", ":1: there are not two names with = between them"),
        ("甲乙 = \n", ":1: '' is no name of 2 to 64 characters"),
        ("甲乙 = 丙\n", ":1: '丙' is no name of 2 to 64 characters"),
        (
            f"甲乙 = {'丙' * (MAX_NAME + 1)}\n",
            f":1: '{'丙' * (MAX_NAME + 1)}' is no name of 2 to 64 characters",
        ),
        (
            " = ".join(f"名{number}" for number in range(MAX_NAMES + 2)),
            ":1: '名0' has more than 16 other names",
        ),
    ],
)
def test_what_is_no_line_of_synonyms_is_named_with_its_place(
    tmp_path: Path, content: str, message: str
) -> None:
    own = tmp_path / "own.txt"
    own.write_text(content)
    with pytest.raises(SynonymsUnreadable) as caught:
        read_synonyms(own)
    assert str(caught.value) == f"{own}{message}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"# " + b"x" * MAX_BYTES, ": is larger than 1,000,000 bytes"),
        ("甲乙 = 丙丁\n".encode() + b"\xff = \xfe", ":2: is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_taken_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    own = tmp_path / "own.txt"
    own.write_bytes(content)
    with pytest.raises(SynonymsUnreadable) as caught:
        read_synonyms(own)
    assert str(caught.value) == f"{own}{message}"


def test_a_file_that_is_not_there_is_named_and_nothing_else_is_opened(tmp_path: Path) -> None:
    with pytest.raises(SynonymsUnreadable, match=r"none\.txt: No such file or directory"):
        search.open_index(tmp_path / "no index", synonyms=tmp_path / "none.txt")


def test_a_path_without_end_or_of_a_folder_is_an_error_too(tmp_path: Path) -> None:
    with pytest.raises(SynonymsUnreadable, match="Is a directory"):
        read_synonyms(tmp_path)


def test_every_line_of_the_list_is_sound() -> None:
    lines = BUILT_IN.read_text(encoding="utf-8").splitlines()
    classes = [line for line in lines if line and not line.startswith("#")]
    assert 30 <= len(classes) <= 100
    assert len({fold(name) for line in classes for name in line.split("=")}) == sum(
        len(line.split("=")) for line in classes
    )


# ---- in an index


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("NPT", ["甲#p3", "甲#p1", "甲#p5"]),
        ('"NPT"', ["甲#p3", "甲#p5"]),
        ("第6条", ["甲#p2"]),
        ('"第6条"', []),
        ("2008年12月2日", ["甲#p4"]),
        ("2008-12-02", ["甲#p4"]),
        ("NPT NEAR/9 缔约国", ["甲#p1"]),
        ("谈判 -NPT", ["甲#p2"]),
        ("《不扩散核武器条约》", ["甲#p1", "甲#p3"]),
    ],
)
def test_other_forms_are_as_good_as_what_was_typed(
    tmp_path: Path, query: str, ids: list[str]
) -> None:
    texts = [
        "《不扩散核武器条约》缔约国谈判",
        "依照第六条谈判",
        "NPT",
        "二〇〇八年十二月二日",
        "INPTX",
    ]
    path = write_index(tmp_path / "index", [document("甲", texts)])
    with search.open_index(path) as index:
        assert sorted(hit.id for hit in index.search(query)) == sorted(ids)
