"""Treaties, laws and their articles are cited by title; what is no instrument is not."""

from __future__ import annotations

import pytest

from indexer.citations import Finder, find_citations
from indexer.citations.articles import MOST_IN_RANGE, MOST_TERMS
from indexer.citations.titles import MOST_REMEMBERED, MOST_SHORT_NAMES


def cited(text: str) -> list[tuple[str, str]]:
    return [(text[each.start : each.end], each.key) for each in find_citations(text)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("念及《不扩散核武器条约》的目标", "《不扩散核武器条约》"),
        ("《不擴散核武器條約》", "《不扩散核武器条约》"),
        ("《不扩散 核武器　条约》", "《不扩散核武器条约》"),
        ("《中华人民共和国刑法修正案（九）》", "《中华人民共和国刑法修正案(九)》"),
        (
            "《最高人民法院关于适用〈中华人民共和国民法典〉的解释》",
            "《最高人民法院关于适用〈中华人民共和国民法典〉的解释》",
        ),
        ("《关于适用《公司法》的规定》", "《关于适用《公司法》的规定》"),
        ("《21世纪议程》", "《21世纪议程》"),
        ("《蒙特利尔协定书》", "《蒙特利尔协定书》"),
        ("中亚无核武器区条约。", "《中亚无核武器区条约》"),
    ],
)
def test_a_title_has_one_key_however_it_is_printed(text: str, key: str) -> None:
    assert [each.key for each in find_citations(text)] == [key]


@pytest.mark.parametrize(
    "text",
    [
        "《金融时报》",
        "《联合国裁军年鉴》，第10卷：1985年",
        "《人类发展报告》",
        "《排污许可证》",
        "《研究方法》",
        "《不扩散核武器条约缔约国1995年审议和延期大会，最后文件，第一部分》",
        "本法第六条和第七条",
        "第六条",
        "题为“第六条和序言部分第8至12段”的一节",
        "该公约第六条",  # no title before it
        "各国应当遵守条约。",
        "《甲法",
    ],
)
def test_a_book_a_form_and_an_article_of_the_text_itself_are_not_cited(text: str) -> None:
    assert find_citations(text) == ()


@pytest.mark.parametrize(
    ("behind", "anchors"),
    [
        ("第六条", ["art6"]),
        ("第6条", ["art6"]),
        ("第 六 條", ["art6"]),
        ("第六条中", ["art6"]),
        ("第十二条第二款", ["art12.2"]),
        ("第12条第2款", ["art12.2"]),
        ("第三条之一", ["art3-1"]),
        ("第一百三十三条之一第一款", ["art133-1.1"]),
        ("第十二条第二款第（三）项", ["art12.2.3"]),
        ("第十二条第（三）项", ["art12.1.3"]),
        ("第三十三条第一项", ["art33.1.1"]),
        ("第十二条第二款(a)项", ["art12.2.a"]),
        ("第四十条㈢款", ["art40.3"]),
        ("第七十三条(辰)款", ["art73.e"]),
        ("第55(1)和(2)条", ["art55.1", "art55.2"]),
        ("第六条和第七条", ["art6", "art7"]),
        ("第四十一条、第四十二条的规定", ["art41", "art42"]),
        ("第3、12和18条", ["art3", "art12", "art18"]),
        ("第十二条第二款、第三款和第十三条", ["art12.2", "art12.3", "art13"]),
        ("第二十条第（四）、（五）项", ["art20.1.4", "art20.1.5"]),
        ("第三至五条", ["art3", "art4", "art5"]),
        ("第三条至第五条", ["art3", "art4", "art5"]),
        ("第3-5条", ["art3", "art4", "art5"]),
        ("第66-4和66-5条", ["art66-4", "art66-5"]),
        ("第6.11条", ["art6.11"]),
        ("第33章第3300条", ["art3300"]),
        ("（2017年修订）第三条", ["art3"]),
        ("（大会第3235 (XXIX)号决议，附件）第四条", ["art4"]),
        ("第六条，2015年", ["art6"]),
        ("第六条、第四章和第2段", ["art6"]),
    ],
)
def test_an_article_has_the_anchor_that_this_project_gives_it(
    behind: str, anchors: list[str]
) -> None:
    keys = [each.key for each in find_citations(f"《甲法》{behind}") if each.key[0] == "《"]
    assert keys == [f"《甲法》#{anchor}" for anchor in anchors]


@pytest.mark.parametrize(
    "behind", ["第七章", "第二款", "第三项", "附件一第3条", "的第六条", "第六"]
)
def test_what_is_no_article_of_a_title_leaves_its_whole(behind: str) -> None:
    assert cited(f"《甲法》{behind}") == [("《甲法》", "《甲法》")]


def test_the_first_article_begins_with_its_title_and_the_others_where_they_stand() -> None:
    assert cited("依照《甲法》第六条和第七条第一款") == [
        ("《甲法》第六条", "《甲法》#art6"),
        ("第七条第一款", "《甲法》#art7.1"),
    ]


def test_articles_that_are_named_especially_are_cited_beside_the_whole() -> None:
    assert cited("遵守《机构规约》的规定，包括第十二条，") == [
        ("《机构规约》", "《机构规约》"),
        ("第十二条", "《机构规约》#art12"),
    ]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1971年《精神药物公约》", "1971"),
        ("2014年9月19日《明斯克备忘录》第六条", "2014-09-19"),
        ("2015年2月12日在明斯克通过并签署的《一揽子措施》", "2015-02-12"),
        ("在2011年通过的《核安全行动计划》中", "2011"),
        ("2015年《不扩散条约》审议大会", None),  # the year of the conference
        ("2015年《世界青年行动纲领》通过二十周年", None),
        ("2004年《巴黎公约》议定书", None),
        ("1990年至2015年《行动纲领》", None),
        ("于2012年8月11日加入《公约》", None),
    ],
)
def test_a_title_has_the_date_that_is_its_own(text: str, date: str | None) -> None:
    assert [each.date for each in find_citations(text)] == [date]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("《甲公约》缔约国执行该公约第19条", ["《甲公约》", "《甲公约》#art19"]),
        ("《甲条约》的目标，该《条约》的效力", ["《甲条约》", "《甲条约》"]),
        ("《甲条约》和《乙公约》，该条约第一条", ["《甲条约》", "《乙公约》", "《甲条约》#art1"]),
        ("该《条约》", ["《条约》"]),
    ],
)
def test_this_convention_is_the_last_one_named_before(text: str, keys: list[str]) -> None:
    assert [each.key for each in find_citations(text)] == keys


def test_what_stands_too_far_back_is_not_meant() -> None:
    near = "《甲公约》" + "《乙法》" * (MOST_REMEMBERED - 1) + "该公约第一条"
    assert find_citations(near)[-1].key == "《甲公约》#art1"
    far = "《甲公约》" + "《乙法》" * MOST_REMEMBERED + "该公约第一条"
    assert find_citations(far)[-1].key == "《乙法》"


@pytest.mark.parametrize(
    "definition",
    [
        "（下称《公约》）",
        "（以下简称《公约》）",
        "(下称“公约”)",
        '(下称"公约")',
        "（以下简称公约）",
        "（以下称为公约）",
        "（簡稱「公約」）",
    ],
)
def test_a_short_name_stands_for_the_title_for_which_it_was_defined(definition: str) -> None:
    finder = Finder()
    assert [each.key for each in finder.find(f"《儿童权利公约》{definition}，")] == [
        "《儿童权利公约》"
    ]
    later = finder.find("《公约》第41条，按照公约第42条，《另一公约》，本公约第1条")
    assert [each.key for each in later] == [
        "《儿童权利公约》#art41",
        "《儿童权利公约》#art42",
        "《另一公约》",
    ]


def test_a_short_name_that_nothing_defines_keeps_its_own_title() -> None:
    assert cited("《公约》第41条") == [("《公约》第41条", "《公约》#art41")]


def test_the_first_short_names_are_known_without_brackets_too() -> None:
    finder = Finder()
    for number in range(MOST_SHORT_NAMES + 1):
        finder.find(f"《甲{number}法》（以下简称乙{number}法）")
    (known,) = finder.find(f"依照乙{MOST_SHORT_NAMES - 1}法第一条")
    assert known.key == f"《甲{MOST_SHORT_NAMES - 1}法》#art1"
    assert finder.find(f"依照乙{MOST_SHORT_NAMES}法第一条") == ()
    (bracketed,) = finder.find(f"依照《乙{MOST_SHORT_NAMES}法》第一条")
    assert bracketed.key == f"《甲{MOST_SHORT_NAMES}法》#art1"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("依照刑法第二百六十六条的规定", [("刑法第二百六十六条", "《刑法》#art266")]),
        (
            "依照中华人民共和国刑法第一条",
            [("中华人民共和国刑法第一条", "《中华人民共和国刑法》#art1")],
        ),
        ("根据刑事诉讼法第六条", [("刑事诉讼法第六条", "《刑事诉讼法》#art6")]),
        (
            "《联合国宪章》和联合国宪章第五十一条",
            [
                ("《联合国宪章》", "《联合国宪章》"),
                ("联合国宪章第五十一条", "《联合国宪章》#art51"),
            ],
        ),
        (
            "依照安全理事会暂行议事规则第15条",
            [("安全理事会暂行议事规则第15条", "《安全理事会暂行议事规则》#art15")],
        ),
        (
            "按照大会议事规则第21和第99条",
            [("大会议事规则第21", "《大会议事规则》#art21"), ("第99条", "《大会议事规则》#art99")],
        ),
        ("依照刑法的规定", []),
        ("审议大会议事规则第21条", []),
        ("军事刑法第一条", []),
        ("本法第一条", []),
    ],
)
def test_a_well_known_law_is_cited_without_brackets_by_its_articles(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert cited(text) == found


def test_a_range_of_too_many_articles_is_cited_by_its_ends() -> None:
    most = find_citations(f"《甲法》第1条至第{MOST_IN_RANGE + 1}条")
    assert len(most) == MOST_IN_RANGE + 1
    more = find_citations(f"《甲法》第1条至第{MOST_IN_RANGE + 2}条")
    assert [each.key for each in more] == ["《甲法》#art1", f"《甲法》#art{MOST_IN_RANGE + 2}"]


def test_so_many_articles_are_read_behind_one_title() -> None:
    text = "《甲法》" + "、".join(f"第{number}条" for number in range(1, MOST_TERMS + 2))
    assert len(find_citations(text)) == MOST_TERMS
