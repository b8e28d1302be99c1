"""Folded text is cut into jieba's words and into symbols, numbers and dates of our own."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import segmenter
from indexer.folding import fold
from indexer.segmenter import LONGEST_TOKEN, Segmenter, grams

SAMPLE = Path(__file__).parent / "data" / "a-res-63-49.txt"
HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
SEGMENTER = Segmenter()


def words(text: str) -> list[str]:
    return [token.text for token in SEGMENTER.tokens(text)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("国际法院", ["国际", "国际法", "国际法院", "法院"]),
        ("核裁军谈判", ["核裁军", "裁军", "谈判"]),
        ("1996年7月8日", ["1996", "1996年", "1996年7月8日", "7", "7月", "8", "8日"]),
        ("2008年会议", ["2008", "2008年", "会议"]),
        ("a/res/63/49", ["a", "a/res/63/49", "res", "63", "63/49", "49"]),
        ("第49/75k号", ["第", "49", "49/75", "49/75k", "75", "75k", "k", "号"]),
        ("408(1977)", ["408", "408(1977)", "1977"]),
        ("npt/conf.2000/28", ["npt", "npt/conf.2000/28", "conf", "2000", "28"]),
        ("c.86.ix.7", ["c", "c.86.ix.7", "86", "ix", "7"]),
        ("第15:6段", ["第", "15", "15:6", "6", "段"]),
        ("1.再次", ["1", "再次"]),
        ("10%", ["10", "10%"]),
        ("1.5%的", ["1", "1.5", "1.5%", "5", "的"]),
        (
            "npt/conf.2000/28(part i和ii)",
            ["npt", "npt/conf.2000/28", "conf", "2000", "28", "part", "i", "和", "ii"],
        ),
        ("test ban", ["test", "ban"]),
        ("核武器1", ["核武", "核武器", "武器", "1"]),
        ("カナ", ["カ", "カナ", "ナ"]),
        (",。《》 …😀", []),
        ("", []),
    ],
)
def test_a_text_is_cut_into_wholes_and_parts(text: str, tokens: list[str]) -> None:
    assert words(text) == tokens


@given(
    st.text(
        alphabet=st.sampled_from("国际法院核武器一二〇1290abk/.:-()年月日号第,。 ア𠀀"), max_size=80
    )
)
def test_each_token_is_a_part_of_the_text_once_and_in_order(text: str) -> None:
    tokens = SEGMENTER.tokens(text)
    spans = [(token.start, token.end) for token in tokens]
    assert spans == sorted(set(spans))
    assert all(token.text == text[token.start : token.end] != "" for token in tokens)


def runs_of(text: str) -> list[str]:
    return HAN_RUN.findall(fold(text))


def real_runs() -> list[str]:
    runs = runs_of(SAMPLE.read_text(encoding="utf-8"))
    if folder := os.environ.get("DUANSOU_DATA"):
        for file in sorted((Path(folder) / "un" / "2015").glob("*.txt"))[::5]:
            runs += runs_of(file.read_text(encoding="utf-8"))
    return runs


def test_the_port_in_rust_cuts_real_texts_as_jieba_does() -> None:
    rust, python = segmenter.load_rjieba(()).tokens, segmenter.load_jieba(()).tokens
    runs = real_runs()
    assert len(runs) > 100
    for run in runs:
        assert list(rust(run)) == list(python(run)), run


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(sorted(set("".join(runs_of(SAMPLE.read_text(encoding="utf-8")))))),
        min_size=1,
        max_size=30,
    )
)
def test_the_port_in_rust_cuts_any_han_text_as_jieba_does(run: str) -> None:
    assert list(RUST(run)) == list(PYTHON(run))


RUST, PYTHON = segmenter.load_rjieba(()).tokens, segmenter.load_jieba(()).tokens


def test_jieba_itself_leaves_the_shared_temporary_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "jieba.cache").write_bytes(b"not a cache")
    assert list(segmenter.load_jieba(()).tokens("国际法院"))
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [
        ("jieba.cache", b"not a cache")
    ]


@given(
    st.text(
        st.sampled_from(list("核裁军谈判,;。、国第8段月年.:/'-(%1９ab\u0301國カ")), max_size=60
    ),
    st.sets(st.sampled_from(["核裁军", "裁军", "谈判", "第", "8", "8月", "a/8", "カ", "军谈"])),
)
def test_places_of_words_are_those_of_the_tokens(text: str, sought: set[str]) -> None:
    folded = fold(text)
    tokens = SEGMENTER.tokens(folded)
    expected = [(token.start, token.end) for token in tokens if token.text in sought]
    assert SEGMENTER.places(folded, sought) == expected


def test_words_of_the_user_are_kept_whole() -> None:
    assert "塞米巴拉金斯克" not in words("塞米巴拉金斯克条约")
    own = Segmenter(("塞米巴拉金斯克",))
    assert "塞米巴拉金斯克" in [token.text for token in own.tokens("塞米巴拉金斯克条约")]


def test_words_of_the_user_may_be_written_in_any_form() -> None:
    own = Segmenter(("塞米巴拉金\u200b斯克條約", "塞米巴拉金斯克条约", " "))
    assert own.dictionary == ("塞米巴拉金斯克条约",)
    assert "塞米巴拉金斯克条约" in [token.text for token in own.tokens("塞米巴拉金斯克条约")]


def test_the_port_in_rust_takes_the_words_of_the_user_as_jieba_does() -> None:
    own = ("塞米巴拉金斯克", "无核武器区条约", "核裁军谈判")
    rust, python = segmenter.load_rjieba(own).tokens, segmenter.load_jieba(own).tokens
    for run in (*real_runs()[:2_000], "塞米巴拉金斯克无核武器区条约", "𠀀核裁军谈判𠀁"):
        assert list(rust(run)) == list(python(run)), run


def test_a_port_that_does_not_load_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    segmenter._has_rjieba.cache_clear()
    try:
        assert Segmenter().fingerprint()["words"] == "jieba 0.42.1"
    finally:
        segmenter._has_rjieba.cache_clear()


def test_without_the_port_jieba_cuts_and_the_fingerprint_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert SEGMENTER.fingerprint()["words"].startswith("rjieba ")
    monkeypatch.setattr(segmenter, "_has_rjieba", lambda: False)
    fallback = Segmenter()
    assert [token.text for token in fallback.tokens("国际法院")] == words("国际法院")
    assert fallback.fingerprint()["words"] == "jieba 0.42.1"


def test_what_is_too_long_for_a_word_is_cut_into_its_parts() -> None:
    assert words("1/" * LONGEST_TOKEN + "1")[0] == "1"
    assert max(map(len, words("1/" * LONGEST_TOKEN + "1"))) <= LONGEST_TOKEN
    assert words("a" * (LONGEST_TOKEN + 1)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("核武器", ["核", "核武", "武", "武器", "器"]),
        ("核", ["核"]),
        ("", []),
        ("a b", ["a", "a ", " ", " b", "b"]),
    ],
)
def test_grams_are_every_character_and_every_pair(text: str, expected: list[str]) -> None:
    assert grams(text) == expected
