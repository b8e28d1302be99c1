"""Resolutions and decisions are found in all their printed forms, each with its own date."""

from __future__ import annotations

import pytest

from indexer.citations import find_citations
from indexer.citations.dates import DATE, iso_date
from indexer.citations.lists import MOST_IN_RANGE


def cited(text: str) -> list[tuple[str, str, str | None]]:
    found = find_citations(text)
    return [(text[each.start : each.end], each.key, each.date) for each in found]


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("1994年12月15日", "1994-12-15"),
        ("1994 年 12 月 15 日", "1994-12-15"),
        ("1994年12月", "1994-12"),
        ("1994年", "1994"),
        ("2008年2月29日", "2008-02-29"),
        ("一九九四年十二月十五日", "1994-12-15"),
        ("二〇〇八年十二月二日", "2008-12-02"),
        ("二○○八年十二月", "2008-12"),
        ("2007年2月29日", None),
        ("1994年13月", None),
        ("1994年0月", None),
        ("0000年", None),
    ],
)
def test_a_date_is_given_as_far_as_it_is_printed(printed: str, date: str | None) -> None:
    assert cited(f"{printed}第49/75 K号决议") == [("第49/75 K号", "A/RES/49/75K", date)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("第62/39号决议", "A/RES/62/39"),
        ("第 62 / 39 号 决 议", "A/RES/62/39"),
        ("第６２／３９号决议", "A/RES/62/39"),
        ("第62/39號決議", "A/RES/62/39"),
        ("第49/75 K号决议", "A/RES/49/75K"),
        ("第49/75K号决议", "A/RES/49/75K"),
        ("第S-10/2号决议", "A/RES/S-10/2"),
        ("第 S - 10/2 号决议", "A/RES/S-10/2"),
        ("第Ｓ－１０／２号决议", "A/RES/S-10/2"),
        ("第ES-10/14号决议", "A/RES/ES-10/14"),
        ("人权理事会第S-5/1号决议", "A/HRC/RES/S-5/1"),
        ("第2625(XXV)号决议", "A/RES/2625(XXV)"),
        ("第2625（XXV）号决议", "A/RES/2625(XXV)"),
        ("第217 A (III)号决议", "A/RES/217A(III)"),
        ("第1(I)号决议", "A/RES/1(I)"),
        ("第3201(S-VI)号决议", "A/RES/3201(S-VI)"),
        ("第997(ES-I)号决议", "A/RES/997(ES-I)"),
        ("第1540(2004)号决议", "S/RES/1540(2004)"),
        ("第１５４０（２００４）号决议", "S/RES/1540(2004)"),
        ("第2014/33号决议", "E/RES/2014/33"),
        ("第60/560号决定", "A/DEC/60/560"),
        ("经济及社会理事会第2014/250号决定", "E/DEC/2014/250"),
    ],
)
def test_a_number_has_one_key_however_it_is_printed(text: str, key: str) -> None:
    assert [each.key for each in find_citations(text)] == [key]


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        (
            "1994 年 12 月 15 日第 49/75 K 号、1996 年 12 月 10 日第 51/45 M 号和 2007 年 12 月 5 日第 62/39 号决议",
            [
                ("A/RES/49/75K", "1994-12-15"),
                ("A/RES/51/45M", "1996-12-10"),
                ("A/RES/62/39", "2007-12-05"),
            ],
        ),
        # one date for what follows it, of one session
        (
            "2008年12月2日第63/49和63/50号决议",
            [("A/RES/63/49", "2008-12-02"), ("A/RES/63/50", "2008-12-02")],
        ),
        (
            "2008年12月2日第63/49号、第63/50号和第64/37号决议",
            [("A/RES/63/49", "2008-12-02"), ("A/RES/63/50", "2008-12-02"), ("A/RES/64/37", None)],
        ),
        # the date before a list is not that of a number behind another date
        (
            "第62/39号和2008年12月2日第63/49号决议",
            [("A/RES/62/39", None), ("A/RES/63/49", "2008-12-02")],
        ),
        (
            "2011年10月21日第2014(2011)、2051(2012)和2140(2014)号决议",
            [
                ("S/RES/2014(2011)", "2011-10-21"),
                ("S/RES/2051(2012)", None),
                ("S/RES/2140(2014)", None),
            ],
        ),
        # the body before the date, or the date before the body
        ("大会2008年12月2日第63/49号决议", [("A/RES/63/49", "2008-12-02")]),
        ("2008年12月2日大会第63/49号决议", [("A/RES/63/49", "2008-12-02")]),
        ("2014年10月24日安全理事会通过的第2182(2014)号决议", [("S/RES/2182(2014)", "2014-10-24")]),
        ("2008年12月2日通过的第63/49号决议", [("A/RES/63/49", "2008-12-02")]),
        ("1994年至1996年第49/75 K号决议", [("A/RES/49/75K", None)]),
        # one list, two bodies
        (
            "人权理事会第16/21号和大会第62/39号决议",
            [("A/HRC/RES/16/21", None), ("A/RES/62/39", None)],
        ),
        (
            "安理会第1540(2004)号决议和大会2008年12月2日第63/49号决议",
            [("S/RES/1540(2004)", None), ("A/RES/63/49", "2008-12-02")],
        ),
    ],
)
def test_each_number_of_a_list_has_its_own_date(
    text: str, dated: list[tuple[str, str | None]]
) -> None:
    assert [(each.key, each.date) for each in find_citations(text)] == dated


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "2008年12月2日第63/49至63/51号决议",
            [
                ("第63/49", "A/RES/63/49", "2008-12-02"),
                ("第63/49至63/51号", "A/RES/63/50", "2008-12-02"),
                ("63/51号", "A/RES/63/51", "2008-12-02"),
            ],
        ),
        (
            "第49/75 A至C号决议",
            [("第49/75 A至C号", f"A/RES/49/75{letter}", None) for letter in "ABC"],
        ),
        (
            "第54/64 A和B号决议",
            [("第54/64 A和B号", f"A/RES/54/64{letter}", None) for letter in "AB"],
        ),
        # of two sessions: only the ends are certain
        ("第63/49至64/2号决议", [("第63/49", "A/RES/63/49", None), ("64/2号", "A/RES/64/2", None)]),
    ],
)
def test_a_range_means_what_is_between_its_ends(
    text: str, found: list[tuple[str, str, str | None]]
) -> None:
    assert cited(text) == found


def test_a_range_of_too_many_is_cited_by_its_ends() -> None:
    most = find_citations(f"第63/1至63/{MOST_IN_RANGE + 1}号决议")
    assert len(most) == MOST_IN_RANGE + 1
    more = find_citations(f"第63/1至63/{MOST_IN_RANGE + 2}号决议")
    assert [each.key for each in more] == ["A/RES/63/1", f"A/RES/63/{MOST_IN_RANGE + 2}"]


@pytest.mark.parametrize(
    "text",
    [
        "非洲人权和人民权利委员会2013年11月5日第263号决议",  # neither a session nor a year
        "理事会第267(2009)号决定",
        "第29（2013）号一般性建议",
        "第14704-6号联邦法律",
        "第62/39号、第63/49号文件",
        "缔约方大会第1/7号决定",
        "24/7号决议",
        "1/3的国家作出决定，第5号议程",
    ],
)
def test_a_number_of_something_else_is_no_resolution(text: str) -> None:
    assert find_citations(text) == ()


def test_a_date_within_a_longer_number_is_none() -> None:
    import re

    assert re.search(DATE, "12994年") is None
    found = re.search(DATE, "截至1994年12月")
    assert found is not None
    assert iso_date(found) == "1994-12"
