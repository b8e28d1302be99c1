"""Every reference with a canonical key is found, and nothing else."""

from __future__ import annotations

import pytest

from indexer.citations import find_citations, key_of

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
