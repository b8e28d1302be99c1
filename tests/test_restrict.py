"""A field and a value leave the paragraphs that a reader would expect."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

import numpy as np
import pytest
from handmade import document
from hypothesis import given, settings
from hypothesis import strategies as st
from test_agreement import opened

from indexer.document import Kind
from indexer.record import records_of
from search.names import Names
from search.paragraphs import Space
from search.postings import Postings
from search.restrict import FIELD_NAMES, LONGEST_VALUE, restricted, restriction_of
from search.titles import Titles
from search.tree import Phrase, Restriction

RESTRICTING = sorted(set(FIELD_NAMES.values()) - {"text", "title", "footnote"})


def paragraphs(*kinds_and_texts: tuple[str, str]) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "anchor": f"{kind[:2]}{place}", "label": f"第{place}段", "text": text}
        for place, (kind, text) in enumerate(kinds_and_texts, 1)
    ]


DOCUMENTS = [
    document(
        "A/RES/63/49",
        paragraphs(("preambular", "回顾其第62/39号决议，"), ("operative", "2. 再次重申；")),
        title="国际法院的咨询意见",
        date="2008-12-02",
    ),
    document("A/RES/63/9", paragraphs(("operative", "1. 决定")), title="CTBT", date="2008-11"),
    document(
        "S/RES/408(1977)", paragraphs(("operative", "1. 请秘书长，回顾A/63/135和第61/1号决议，"))
    ),
    document("A/HRC/RES/28/3", paragraphs(("operative", "1. 重申"))),
    document(
        "laws/民法典.md",
        [{"kind": "article", "anchor": "art12", "label": "第十二条", "text": "第十二条"}],
        title="民法典 2020",
        date="2020",
    ),
    document("A/RES/S-10/2", paragraphs(("operative", "1. 着重指出")), date="1978-06-30"),
]

IDS = {
    "pp": "A/RES/63/49#pr1",
    "op": "A/RES/63/49#op2",
    "nine": "A/RES/63/9#op1",
    "council": "S/RES/408(1977)#op1",
    "rights": "A/HRC/RES/28/3#op1",
    "law": "laws/民法典.md#art12",
    "special": "A/RES/S-10/2#op1",
}


@pytest.fixture(scope="module", params=[1, 2, 6])
def postings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Postings:
    """Return an index of so many segments."""
    parts: list[list[Any]] = [[] for _ in range(request.param)]
    for at, made in enumerate(DOCUMENTS):
        parts[at % request.param] += records_of(made)
    return opened(parts, tmp_path_factory.mktemp("segments"))


def found(postings: Postings, text: str) -> set[str]:
    field, _, value = text.partition(":")
    restriction = restriction_of(field, value, text)
    assert restriction is not None
    return {postings.id(doc) for doc in restricted(postings, restriction).numbers.tolist()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("year:2008", "pp op nine"),
        ("年:二〇〇八年", "pp op nine"),
        ("year:1977", "council"),
        ("year:1977..1978", "council special"),
        ("year:1978..1977", "council special"),
        ("year:2009..", "law"),
        ("year:..1999", "council special"),
        ("year:２０２０", "law"),
        ("year:2009", ""),
        ("year:" + "9" * 150, ""),
        ("date:2008", "pp op nine"),
        ("date:2008-12", "pp op"),
        ("日期:2008年12月2日", "pp op"),
        ("date:二〇〇八年十二月二日", "pp op"),
        ("date:2008-12-2", "pp op"),
        ("date:2008-12-03", ""),
        ("date:2008-11..2008-12-02", "pp op nine"),
        ("date:2008-12-02..2008-11", "pp op nine"),
        ("date:2008-11-05..", "pp op law"),
        ("date:..2008-11-29", "special"),
        ("date:..2020-06", "pp op nine special"),
        ("date:2020", "law"),
        ("session:63", "pp op nine"),
        ("届:第六十三届会议", "pp op nine"),
        ("session:20..62", "rights"),
        ("session:63..", "pp op nine"),
        ("session:s-10", "special"),
        ("kind:序言段", "pp"),
        ("類型:執行部分", "op nine council rights special"),
        ("kind:条", "law"),
        ("kind:Article", "law"),
        ("verb:重申", "op rights"),
        ("动词:再次重申", "op rights"),
        ("verb:又決定", "nine"),
        ("verb:着重指出", "special"),
        ("verb:谴责", ""),
        ("body:GA", "pp op nine special"),
        ("机构:安理會", "council"),
        ("body:Human Rights Council", "rights"),
        ("body:A/HRC", "rights"),
        ("body:npt", ""),
        ("symbol:63/49", "pp op"),
        ("文号:第63/49号决议", "pp op"),
        ("symbol:a/res/63/*", "pp op nine"),
        ("symbol:63/*", "pp op nine"),
        ("symbol:A/RES/63/?", "nine"),
        ("symbol:A/RES/63/??", "pp op"),
        ("symbol:*/3", "rights"),
        ("symbol:*", "pp op nine council rights special"),
        ("symbol:S/RES/408*", "council"),
        ("symbol:A/RES/1/1", ""),
        ("doc:63/49", "pp op"),
        ("文件:laws/*", "law"),
        ("doc:laws/民法典.md", "law"),
        ("doc:LAWS/民法典.MD", "law"),
        ("doc:*法典*", "law"),
        ("doc:[a-z]*", ""),
        ("cites:62/39", "pp"),
        ("引用:第62/39号决议", "pp"),
        ("cites:A/RES/62/*", "pp"),
        ("cites:*", "pp council"),
        ("cites:A/*", "pp council"),
        ("cites:A/63/*", "council"),
        ("cites:A/RES/60/*", ""),
        ("para:op2", "op"),
        ("para:OP2", "op"),
        ("段:第2段", "op"),
        ("para:2", "op"),
        ("para:第二段", "op"),
        ("para:第12条", "law"),
        ("para:art12", "law"),
        ("para:3", ""),
        ('year:"2008"', "pp op nine"),
    ],
)
def test_a_restriction_leaves_what_is_meant(postings: Postings, text: str, expected: str) -> None:
    assert found(postings, text) == {IDS[name] for name in expected.split()}


@pytest.mark.parametrize(
    "text",
    [
        *("year:", "year:..", "year:1..2..3", "year:abc", "year:2008-12", 'year:""'),
        *("date:2008-13", "date:2008-12-32", "date:20081202", "date:昨天", "date:0000"),
        *("session:六十三届的", "kind:foo", "verb:再次", "verb:遗失", "body:甲乙", "body:12"),
        *("text:核", "标题:核", "脚注:核", "unknown:1", "year:2008\u202e年代"),
        "symbol:" + "*" * (LONGEST_VALUE + 1),
    ],
)
def test_a_value_that_makes_no_sense_is_no_restriction(text: str) -> None:
    field, _, value = text.partition(":")
    assert restriction_of(field, value, text) is None


def test_a_restriction_keeps_what_was_typed_under_the_english_name() -> None:
    made = restriction_of("動詞", "再次重申", "動詞:再次重申")
    assert made == Restriction("verb", "再次重申", "動詞:再次重申")


def test_a_value_may_be_so_long_and_no_longer() -> None:
    assert restriction_of("symbol", "*" * LONGEST_VALUE, "") is not None
    assert restriction_of("symbol", "*" * (LONGEST_VALUE + 1), "") is None


def test_every_kind_can_be_asked_for_in_english() -> None:
    assert all(restriction_of("kind", kind, "") for kind in get_args(Kind))


def test_a_restriction_of_no_field_leaves_nothing(postings: Postings) -> None:
    assert len(restricted(postings, Restriction("year", "abc", "year:abc"))) == 0


@pytest.mark.parametrize(
    ("folded", "expected"),
    [("法院的", "pp op"), ("ctbt", "nine"), ("法典2020", "law"), ("民法院", ""), ("CTBT", "")],
)
def test_titles_that_hold_a_text_are_found(postings: Postings, folded: str, expected: str) -> None:
    sought = Phrase(folded, folded, "title")
    ids = {postings.id(doc) for doc in Titles(postings).holding(sought).numbers.tolist()}
    assert ids == {IDS[name] for name in expected.split()}


@pytest.mark.parametrize("field", RESTRICTING)
@pytest.mark.parametrize(
    "value",
    [
        "*?" * 99 + "a",
        "*a" * 99,
        "9" * 50_000,
        "*?" * 25_000,
        "第" * 50_000,
        "." * 50_000,
        "9" * 90 + ".." + "9" * 90,
        "\x00\ud800\u202e",
        "\n",
        "(((((((",
        "[!]-\\",
    ],
)
def test_hostile_values_are_text_or_leave_something(
    postings: Postings, field: str, value: str
) -> None:
    restriction = restriction_of(field, value, value)
    if restriction is not None:
        assert len(restricted(postings, restriction)) <= postings.count


@settings(deadline=None)
@given(st.text(st.sampled_from("ab*?."), max_size=12), st.text(st.sampled_from("ab."), max_size=12))
def test_a_pattern_fits_what_its_definition_says(pattern: str, key: str) -> None:
    @cache
    def fits(pattern: str, text: str) -> bool:
        if not pattern:
            return not text
        if pattern[0] == "*":
            return fits(pattern[1:], text) or (text != "" and fits(pattern, text[1:]))
        return text != "" and pattern[0] in ("?", text[0]) and fits(pattern[1:], text[1:])

    names = Names(Space(1), [key.encode()], np.zeros(1, dtype=np.uint8))
    assert names.like(pattern) == ([0] if fits(pattern, key) else [])
