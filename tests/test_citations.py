"""Every reference with a canonical key is found, and nothing else."""

from __future__ import annotations

import time

import pytest
from handmade import document
from hypothesis import given
from hypothesis import strategies as st

from indexer.citations import Finder, document_key_of, find_citations, key_of, whole_of
from indexer.citations.signs import signs_in
from indexer.parse import parse
from indexer.record import records_of
from indexer.source import Source

LISTED = (
    "回顾其 1994 年 12 月 15 日第 49/75 K 号、1996 年 12 月 10 日第 51/45 M 号、2002 年 11 月 22 日第 57/85 号、"
    "2006 年 12 月 6 日第 61/83号和 2007 年 12 月 5 日第 62/39 号决议，"
)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("执行第62/39号决议的报告", ["A/RES/62/39"]),
        ("回顾大会1996年 9月 10日第50/245号决议通过", ["A/RES/50/245"]),
        (LISTED, ["A/RES/49/75K", "A/RES/51/45M", "A/RES/57/85", "A/RES/61/83", "A/RES/62/39"]),
        (
            "重申第2014(2011)、第2051(2012)号和第2140（2014）号决议",
            ["S/RES/2014(2011)", "S/RES/2051(2012)", "S/RES/2140(2014)"],
        ),
        ("安理会第1540 (2004)号決議", ["S/RES/1540(2004)"]),
        ("大会第217 A (III)号决议", ["A/RES/217A(III)"]),
        ("大会1970年10月24日第2625(XXV)号决议", ["A/RES/2625(XXV)"]),
        ("经济及社会理事会第2014/33号决议", ["E/RES/2014/33"]),
        ("经济及社会理事会第1894(LVII)号决议", ["E/RES/1894(LVII)"]),
        ("人权理事会2011年3月25日第16/21号决议", ["A/HRC/RES/16/21"]),
        ("大会第69/554号决定", ["A/DEC/69/554"]),
        ("A/50/426，附件。", ["A/50/426"]),
        ("《最后文件》（NPT/CONF.1995/32(Part I)），附件", ["NPT/CONF.1995/32(Part I)"]),
        (
            "（NPT/CONF.2000/28(Part I 和 II)），第一部分",
            ["NPT/CONF.2000/28(Part I)", "NPT/CONF.2000/28(Part II)"],
        ),
        ("见A/69/363/Add.6和S/2015/46。", ["A/69/363/Add.6", "S/2015/46"]),
        ("Ａ／６３／１３５", ["A/63/135"]),
        ("A/CONF.157/24（Part I）", ["A/CONF.157/24(Part I)"]),
        ("E/2014/31和NPT/CONF.2010/50(Part I)", ["E/2014/31", "NPT/CONF.2010/50(Part I)"]),
        ("A/RES/S-10/2和A/RES/ES-10/14", ["A/RES/S-10/2", "A/RES/ES-10/14"]),
        ("A/RES/3201(S-VI)", ["A/RES/3201(S-VI)"]),
        ("A/69/363和Add.1、Add.2", ["A/69/363", "A/69/363/Add.1", "A/69/363/Add.2"]),
        ("A/69/363/Add.1和Corr.1", ["A/69/363/Add.1", "A/69/363/Corr.1"]),
        ("《条约汇编》，第 729 卷，第 10485 号。", ["UNTS/729/10485"]),
        ("《联合国条约汇编》第729卷第10485号", ["UNTS/729/10485"]),
        (
            "《条约汇编》，第993卷，第14531号；第999卷，第14668号",
            ["UNTS/993/14531", "UNTS/999/14668"],
        ),
        ("United Nations, Treaty Series, vol. 729, No. 10485", ["UNTS/729/10485"]),
        ("《…，咨询意见，1996 年国际法院案例汇编》，英文第 226 页", ["ICJ/1996/226"]),
        ("《国际法院汇编》，1996年，第226-229页", ["ICJ/1996/226"]),
        ("《1996年国际法院报告》第226页", ["ICJ/1996/226"]),
        ("I.C.J. Reports 1996 (I), p. 226", ["ICJ/1996/226"]),
    ],
)
def test_a_reference_has_its_canonical_key(text: str, keys: list[str]) -> None:
    assert [citation.key for citation in find_citations(text)] == keys


@pytest.mark.parametrize(
    "text",
    [
        "拉丁美洲和加勒比经济委员会2014年5月9日第689(XXXV)号决议",  # a body without a symbol we know
        "世界卫生大会第58/33号决议",
        "国际联盟，《条约汇编》，第94卷，第2138号。",
        "《条约汇编》，第729卷",
        "国际法院1996年7月8日发表的咨询意见",
        "第62/39号文件",
        "第15:6段",
        "24/7 支持，TCP/IP，and/or",
        "第11和54段",
    ],
)
def test_what_only_looks_like_a_reference_is_none(text: str) -> None:
    assert find_citations(text) == ()


def test_a_citation_says_where_it_stands() -> None:
    text = "执行第62/39号决议的报告"
    (citation,) = find_citations(text)
    assert text[citation.start : citation.end] == "第62/39号"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("63/49", "A/RES/63/49"),
        ("６３／４９", "A/RES/63/49"),
        ("49/75 K", "A/RES/49/75K"),
        ("49/75k", "A/RES/49/75K"),
        ("A/RES/63/49", "A/RES/63/49"),
        ("a/res/63/49", "A/RES/63/49"),
        ("第62/39号决议", "A/RES/62/39"),
        ("第 62/39 號決議", "A/RES/62/39"),
        ("408(1977)", "S/RES/408(1977)"),
        ("第408（1977）号决议", "S/RES/408(1977)"),
        ("S/RES/408(1977)", "S/RES/408(1977)"),
        ("2014/33", "E/RES/2014/33"),
        ("A/63/135", "A/63/135"),
        ("npt/conf.1995/32(Part I)", "NPT/CONF.1995/32(Part I)"),
        ("a/69/363/add.6", "A/69/363/Add.6"),
        ("S-10/2", "A/RES/S-10/2"),
        ("3201(S-VI)", "A/RES/3201(S-VI)"),
        ("49/75 A至D", None),  # four of them
        ("《不扩散核武器条约》", "《不扩散核武器条约》"),
        ("《不擴散 核武器條約》", "《不扩散核武器条约》"),
        ("《不扩散核武器条约》第六条", "《不扩散核武器条约》#art6"),
        ("《不扩散核武器条约》第12条第2款", "《不扩散核武器条约》#art12.2"),
        ("《不扩散核武器条约》#art12.2", "《不扩散核武器条约》#art12.2"),
        ("《关于适用《公司法》的规定》第一条", "《关于适用《公司法》的规定》#art1"),
        ("《不扩散核武器条约》第六条和第七条", None),
        ("《不扩散核武器条约》等", None),
        ("icj/1996/226", "ICJ/1996/226"),
        ("UNTS/729/10485", "UNTS/729/10485"),
        ("核裁军", None),
        ("1/2", None),
        ("24/7", None),
        ("and/or", None),
        ("", None),
        ("63/49 核裁军", None),
        ("/" * 10_000, None),
    ],
)
def test_an_identifier_as_typed_has_a_key_or_none(typed: str, key: str | None) -> None:
    assert key_of(typed) == key


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2014年3月3日秘书长给安全理事会主席的信(S/2014/147)", "2014-03-03"),
        ("2014年3月3日的报告（S/2014/147）", "2014-03-03"),
        ("2014年3月3日，秘书长的信(S/2014/147)", None),
        ("2014年3月3日通过(S/2014/147)", None),
        ("S/2014/147", None),
    ],
)
def test_a_letter_has_the_date_that_stands_before_its_symbol(text: str, date: str | None) -> None:
    (citation,) = find_citations(text)
    assert citation.date == date


@pytest.mark.parametrize(
    ("key", "whole"),
    [
        ("《不扩散核武器条约》#art6", "《不扩散核武器条约》"),
        ("《不扩散核武器条约》", "《不扩散核武器条约》"),
        ("A/RES/62/39", "A/RES/62/39"),
    ],
)
def test_the_whole_of_an_article_is_what_it_is_of(key: str, whole: str) -> None:
    assert whole_of(key) == whole


def test_a_title_is_no_key_of_a_document() -> None:
    assert document_key_of("《不扩散核武器条约》") is None
    assert document_key_of("62/39") == "A/RES/62/39"


def test_a_document_does_not_cite_itself_by_its_own_title() -> None:
    text = "第2203(2015)号决议\n\n安全理事会，\n\n回顾第2203(2015)号和第2186(2014)号决议，\n"
    paragraphs = parse(Source.from_text("a.txt", text)).paragraphs
    assert {each.anchor: each.cited_keys for each in paragraphs if each.citations} == {
        "pp1": ("S/RES/2203(2015)", "S/RES/2186(2014)")
    }


def test_a_title_that_names_another_document_cites_it() -> None:
    text = "关于安全理事会第1540(2004)号决议执行情况的报告\n\n一、导言\n\n核裁军。\n"
    first = parse(Source.from_text("a.txt", text)).paragraphs[0]
    assert (first.kind, first.cited_keys) == ("title", ("S/RES/1540(2004)",))


def test_a_short_name_holds_for_the_paragraphs_below_of_its_document() -> None:
    text = "第一条 执行《儿童权利公约》（以下简称《公约》）。\n\n第二条 适用《公约》第41条。\n"
    first, second = parse(Source.from_text("a.txt", text)).paragraphs
    assert first.cited_keys == ("《儿童权利公约》",)
    assert second.cited_keys == ("《儿童权利公约》#art41",)


def test_what_cites_an_article_is_found_by_the_article_and_by_its_whole() -> None:
    (record,) = records_of(
        document("甲", ["依照《甲法》第六条和第七条{1}"], {"1": "《乙法》第一条"})
    )
    assert record.cited_keys == (
        "《甲法》#art6",
        "《甲法》",
        "《甲法》#art7",
        "《乙法》#art1",
        "《乙法》",
    )


PARTS = [
    *(
        "第",
        "62/39",
        "49/75 K",
        "1540(2004)",
        "2625(XXV)",
        "S-10/2",
        "号",
        "決議",
        "决议",
        "决定",
        "、",
        "和",
        "至",
    ),
    *(
        "1994年12月15日",
        "大会",
        "安理会",
        "人权理事会",
        "《",
        "》",
        "甲公约",
        "〈乙〉",
        "该公约",
        "该",
        "条",
        "款",
        "项",
    ),
    *(
        "六",
        "12",
        "(a)",
        "（三）",
        "之一",
        "（下称",
        "）",
        "“公约”",
        "A/63/135",
        "(Part I)",
        "Add.1",
        "／",
        "６２",
    ),
    *(
        "条约汇编",
        "，",
        "卷",
        "1996年国际法院案例汇编",
        "页",
        "。",
        "刑法第",
        "依照",
        " ",
        "　",
        "\n",
        "的规定，包括",
    ),
]


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_whatever_is_cited_is_in_the_text_and_has_a_key_that_means_itself(text: str) -> None:
    found = find_citations(text)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert list(found) == sorted(found, key=lambda each: (each.start, each.end, each.key))
    assert [key_of(each.key) for each in found] == [each.key for each in found]


LONG = 100_000


@pytest.mark.parametrize(
    "text",
    [
        "第62/39、" * LONG + "号决议",
        "第" * LONG + "62/39号决议",
        "2008年12月2日" * LONG + "第62/39号决议",
        "第63/1至63/99号决议" * (LONG // 100),
        "《" * LONG,
        "《甲《" * LONG,
        "《甲法》" * LONG,
        "《甲法》第1-50条" * (LONG // 100),
        "《甲法》" + "第一条、" * LONG,
        "《甲法》" + "该公约第一条" * LONG,
        "《甲法》（下称乙）" + "乙" * LONG + "第",
        "依照刑法第" * LONG,
        "A/1和Add.1" * LONG,
        "A/" * LONG,
        "2014年3月3日的信(" * LONG + "S/2014/147",
        "《条约汇编》，第1卷，" * LONG,
        "1996年国际法院案例汇编，第" * LONG,
    ],
    ids=lambda text: text[:10],
)
def test_no_text_however_long_takes_more_than_moments(text: str) -> None:
    started = time.process_time()
    find_citations(text)
    assert time.process_time() - started < 60  # a bound that only a hang would break


def test_definitions_without_end_take_only_moments() -> None:
    started = time.process_time()
    finder = Finder()
    for number in range(LONG // 10):
        finder.find(f"《甲{number}法》（下称乙{number}法），依照乙{number}法第一条")
    assert time.process_time() - started < 60


@given(st.lists(st.text("《约》第三条法典号决/国际院（下称）。核", max_size=12), max_size=4))
def test_a_text_without_the_signs_cites_nothing(texts: list[str]) -> None:
    finder = Finder()
    finder.find("《核约定书》（以下简称《核约》）")
    for text in texts:
        is_heeded = signs_in(text) & finder.heeded
        assert is_heeded or not finder.find(text), text
