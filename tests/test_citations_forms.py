"""Forms that are seldom printed: each gives the same key as the usual one, and none a wrong one."""

from __future__ import annotations

import pytest

from indexer.citations import find_citations, key_of


def keys(text: str) -> list[str]:
    return [citation.key for citation in find_citations(text)]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("S/RES/1540 (2004)和S/RES/1373（2001）", ["S/RES/1540(2004)", "S/RES/1373(2001)"]),
        ("A/RES/2625 (XXV)", ["A/RES/2625(XXV)"]),
        ("A/RES/217(III)A", ["A/RES/217A(III)"]),
        ("A/RES/217 A (III)", ["A/RES/217A(III)"]),
        ("A/RES/49/75 K", ["A/RES/49/75K"]),
        ("A/RES/49/75 A resolution", ["A/RES/49/75"]),
        ("A/63/135 (2008)", ["A/63/135"]),
    ],
)
def test_the_symbol_of_a_resolution_may_have_blanks_where_its_number_may(
    text: str, cited: list[str]
) -> None:
    assert keys(text) == cited


@pytest.mark.parametrize("typed", ["S/RES/1540 (2004)", "A/RES/217 a (iii)", "A/RES/49/75 K"])
def test_the_same_forms_may_be_typed(typed: str) -> None:
    assert [key_of(typed)] == keys(typed.upper())


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("A/63/135和Add.1-3", ["A/63/135", *(f"A/63/135/Add.{paper}" for paper in (1, 2, 3))]),
        ("A/63/135/Add.1-3", [f"A/63/135/Add.{paper}" for paper in (1, 2, 3)]),
        ("A/63/135/Add.1和Corr.1至2", ["A/63/135/Add.1", "A/63/135/Corr.1", "A/63/135/Corr.2"]),
        ("A/63/135/Add.3-1", ["A/63/135/Add.3"]),
        ("A/63/135/Add.1-999", ["A/63/135/Add.1"]),
    ],
)
def test_a_range_of_papers_is_each_of_them(text: str, cited: list[str]) -> None:
    assert keys(text) == cited


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("第63/1-63/3号决议", ["A/RES/63/1", "A/RES/63/2", "A/RES/63/3"]),
        ("2005-63/3号决议", []),
        ("第62/39号、63/49号及64/55号各项决议", ["A/RES/62/39", "A/RES/63/49", "A/RES/64/55"]),
        ("第62/39号等决议", ["A/RES/62/39"]),
        ("第62/39号和其他有关决议", ["A/RES/62/39"]),
        ("第62/39号、第63/49号文件和决议", []),
        ("第62/39号等决定", []),
    ],
)
def test_a_list_may_be_a_range_and_may_end_in_others(text: str, cited: list[str]) -> None:
    assert keys(text) == cited


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("大会第六十三届会议2008年12月2日第63/49号决议", [("A/RES/63/49", "2008-12-02")]),
        ("大会第十届紧急特别会议第ES-10/14号决议", [("A/RES/ES-10/14", None)]),
        ("人权理事会第三十二届会议第32/1号决议", [("A/HRC/RES/32/1", None)]),
        ("缔约方大会第十一届会议第32/3号决议", []),
        ("第六十三届会议第63/49号决议", []),
        ("美洲国家组织(1948年10月16日，第253(III)号决议)", [("A/RES/253(III)", "1948-10-16")]),
        ("1948年10月16日，第253(III)号决议", [("A/RES/253(III)", None)]),
    ],
)
def test_a_body_is_known_through_its_session_and_a_date_in_brackets(
    text: str, cited: list[tuple[str, str | None]]
) -> None:
    assert [(citation.key, citation.date) for citation in find_citations(text)] == cited


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        (
            "《海洋法公约》（《公约》）第一条和《公约》第2条",
            ["《海洋法公约》#art1", "《海洋法公约》#art2"],
        ),
        ("《海洋法公约》（“公约”），依照公约第3条", ["《海洋法公约》", "《海洋法公约》#art3"]),
        # another name, and not a short one
        (
            "《无核区条约》（《曼谷条约》）和《曼谷条约》",
            ["《无核区条约》", "《曼谷条约》", "《曼谷条约》"],
        ),
        # a law that is well known and has a short name here is cited once
        (
            "《中华人民共和国刑法》（以下简称刑法），依照刑法第二百条",
            ["《中华人民共和国刑法》", "《中华人民共和国刑法》#art200"],
        ),
    ],
)
def test_a_short_name_may_be_given_in_brackets_alone(text: str, cited: list[str]) -> None:
    assert keys(text) == cited


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1999年7月15日《日内瓦第四公约》缔约国会议声明", None),
        ("2015年《不扩散条约》审议大会", None),
        ("2015年《北京行动纲要》通过二十周年", None),
        ("2014年9月5日《明斯克议定书》通过后", "2014-09-05"),
        ("2015年1月19日至21日举行的论坛通过的《麦纳麦宣言》", None),
        ("2015年1月19日举行的论坛通过的《麦纳麦宣言》", "2015-01-19"),
    ],
)
def test_the_date_of_a_meeting_is_not_that_of_a_treaty(text: str, date: str | None) -> None:
    assert [citation.date for citation in find_citations(text)] == [date]


@pytest.mark.parametrize("blank", [" ", "\u3000", "\u200b"])
def test_a_short_name_of_nothing_names_nothing(blank: str) -> None:
    assert keys(f"《刑法》（以下简称{blank}）第一条，按第二条") == ["《刑法》#art1"]
    assert keys(f"《{blank}》第六条") == []
