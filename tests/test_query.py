"""Whatever is typed or pasted is a query, and says how it was understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import QueryTooLong
from indexer.folding import fold
from search.query import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_PIECES,
    MAX_SHAPES,
    MAX_TERMS,
    parse,
)
from search.tree import (
    And,
    Fuzzy,
    Leaf,
    Lookup,
    Near,
    Node,
    Not,
    Only,
    Or,
    Pattern,
    Phrase,
    Restriction,
    Term,
    describe,
    lookups,
    positive_leaves,
    relax,
    without_lookup,
)


def nodes_of(node: Node | None) -> list[Node]:
    """Return what a tree is made of, operators aside."""
    if isinstance(node, And | Or):
        return [found for child in node.children for found in nodes_of(child)]
    return nodes_of(node.child) if isinstance(node, Not) else [node] if node else []


def leaves_of(node: Node | None) -> list[Leaf]:
    if node is None:
        return []
    if isinstance(node, And | Or):
        return [leaf for child in node.children for leaf in leaves_of(child)]
    if isinstance(node, Not | Only):
        return leaves_of(node.child)
    return [] if isinstance(node, Restriction) else [node]


@pytest.mark.parametrize(
    ("typed", "interpreted"),
    [
        ("核裁军", "核裁军"),
        ("核裁军 谈判", "核裁军 AND 谈判"),
        ("核裁军　谈判", "核裁军 AND 谈判"),
        ("核裁军\n\t谈判 ", "核裁军 AND 谈判"),
        ("核裁军 AND 谈判", "核裁军 AND 谈判"),
        ("核裁军 OR 谈判", "核裁军 OR 谈判"),
        ("核裁军 NOT 谈判", "核裁军 AND NOT 谈判"),
        ("核裁军 -谈判", "核裁军 AND NOT 谈判"),
        ('核裁军 -"不是 谈判"', '核裁军 AND NOT "不是 谈判"'),
        ("一 OR 二 三", "一 OR (二 AND 三)"),
        ("(一 OR 二) 三", "(一 OR 二) AND 三"),
        ("（一 OR 二） 三", "(一 OR 二) AND 三"),
        ("一 -(二 三)", "一 AND NOT (二 AND 三)"),
        ("(一 (二 OR (三)))", "一 AND (二 OR 三)"),
        ("NOT 一", "NOT 一"),
        ("一 OR NOT 二", "一 OR NOT 二"),
        ("NOT NOT 一", "一"),
        ("NOT -一", "一"),
        ("一 二 一", "一 AND 二"),
        ("63/49 63/49", "A/RES/63/49"),
    ],
)
def test_operators_combine_words_and_not_binds_closest(typed: str, interpreted: str) -> None:
    assert parse(typed).interpreted == interpreted


@pytest.mark.parametrize(
    ("typed", "interpreted"),
    [
        ("一 - 二", "一 AND 二"),
        ("裁军 ， 谈判 。", "裁军 AND 谈判"),
        ("裁军 “，”", '裁军 AND "，"'),
        ("， 。", "， AND 。"),
        ("，", "，"),
    ],
)
def test_punctuation_beside_words_asks_nothing(typed: str, interpreted: str) -> None:
    assert parse(typed).interpreted == interpreted


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [
        ('"核裁军 谈判"', "核裁军 谈判"),
        ("“核裁军”", "核裁军"),
        ("「核裁軍」", "核裁軍"),
        ("『核裁軍』", "核裁軍"),
        ("＂核裁军＂", "核裁军"),
        ("「大会“决心”继续」", "大会“决心”继续"),
        ('"a AND (b', "a AND (b"),
        ("“没有合上 的引号", "没有合上 的引号"),
        ('"63/49"', "63/49"),
    ],
)
def test_quotes_of_any_kind_hold_a_phrase(typed: str, phrase: str) -> None:
    assert parse(typed).tree == Phrase(phrase, fold(phrase))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("AND", ["AND"]),
        ("AND 一", ["AND", "一"]),
        ("一 OR", ["一", "OR"]),
        ("一 NOT", ["一", "NOT"]),
        ("NOT AND 一", ["NOT", "一"]),
        ("一 AND AND 二", ["一", "AND", "二"]),
        ("一 and 二 or 三 not 四", ["一", "and", "二", "or", "三", "not", "四"]),
        ("SAND ORT", ["SAND", "ORT"]),
        ("-", ["-"]),
        ("--一", ["--一"]),
        ("62-63", ["62-63"]),
        ("(", ["("]),
        ("()", ["()"]),
        ("(一", ["(一"]),
        ("一) 二", ["一)", "二"]),
        ("f(x)", ["f(x)"]),
        ("大会（主席）宣布", ["大会（主席）宣布"]),
        ("(一 二)三", ["(一", "二)三"]),
    ],
)
def test_operators_that_cannot_be_meant_are_text(typed: str, words: list[str]) -> None:
    tree = parse(typed).tree
    found = leaves_of(tree)
    assert [leaf.text for leaf in found] == words
    assert all(isinstance(leaf, Term) for leaf in found)
    assert not isinstance(tree, Or | Not)


@pytest.mark.parametrize("typed", ["", "  　\n", '"', '""', "“”", "( )", '-""', "一"[:0]])
def test_a_query_that_holds_nothing_has_no_tree(typed: str) -> None:
    query = parse(typed)
    assert (query.tree, query.interpreted, query.notices) == (None, "", ())


@pytest.mark.parametrize(
    ("typed", "key", "place", "interpreted"),
    [
        ("63/49", "A/RES/63/49", None, "A/RES/63/49"),
        (" a/res/63/49 ", "A/RES/63/49", None, "A/RES/63/49"),
        ("第62/39号决议", "A/RES/62/39", None, "A/RES/62/39"),
        ("408(1977)", "S/RES/408(1977)", None, "S/RES/408(1977)"),
        ("S/RES/408(1977)", "S/RES/408(1977)", None, "S/RES/408(1977)"),
        ("(408(1977))", "S/RES/408(1977)", None, "S/RES/408(1977)"),
        ("A/63/135", "A/63/135", None, "A/63/135"),
        ("NPT/CONF.1995/32(Part I)", "NPT/CONF.1995/32(Part I)", None, "NPT/CONF.1995/32(Part I)"),
        ("63/49 第2段", "A/RES/63/49", "第2段", "A/RES/63/49 第2段"),
        ("63/49第2段", "A/RES/63/49", "第2段", "A/RES/63/49 第2段"),
        ("第63/49号决议第2段", "A/RES/63/49", "第2段", "A/RES/63/49 第2段"),
        ("63/49 第2(a)段", "A/RES/63/49", "第2(a)段", "A/RES/63/49 第2(a)段"),
        ("63/49 序言部分第3段", "A/RES/63/49", "序言部分第3段", "A/RES/63/49 序言部分第3段"),
        ("63/49 附件一第3段", "A/RES/63/49", "附件一第3段", "A/RES/63/49 附件一第3段"),
        ("63/49 op2", "A/RES/63/49", "op2", "A/RES/63/49#op2"),
        ("A/RES/63/49#op2", "A/RES/63/49", "op2", "A/RES/63/49#op2"),
        ("63/49#annex1.p3~2", "A/RES/63/49", "annex1.p3~2", "A/RES/63/49#annex1.p3~2"),
    ],
)
def test_an_identifier_is_looked_up_with_the_place_after_it(
    typed: str, key: str, place: str | None, interpreted: str
) -> None:
    query = parse(typed)
    assert isinstance(query.tree, Lookup)
    assert (query.tree.key, query.tree.place, query.interpreted) == (key, place, interpreted)


@pytest.mark.parametrize(
    ("typed", "interpreted"),
    [
        ("核裁军 63/49", "核裁军 AND A/RES/63/49"),
        ("核裁军 63/49 第2段 谈判", "核裁军 AND A/RES/63/49 第2段 AND 谈判"),
        (
            "核裁军 NPT/CONF.1995/32(Part I) 谈判",
            "核裁军 AND NPT/CONF.1995/32(Part I) AND 谈判",
        ),
        ("核裁军 -63/49", "核裁军 AND NOT A/RES/63/49"),
        ("(63/49 OR 62/39) 谈判", "(A/RES/63/49 OR A/RES/62/39) AND 谈判"),
    ],
)
def test_an_identifier_among_words_is_one_too(typed: str, interpreted: str) -> None:
    assert parse(typed).interpreted == interpreted


@pytest.mark.parametrize(
    "typed", ["世界人权宣言 第三", "第2段", "1/2", "op2", "#op2", "2008", "决议"]
)
def test_what_names_no_document_is_plain_text(typed: str) -> None:
    assert lookups(parse(typed).tree or Not(Term("", ""))) == ()


@pytest.mark.parametrize(
    ("typed", "interpreted"),
    [
        ("title:核裁军", "title:核裁军"),
        ("标题:核裁军", "title:核裁军"),
        ("標題：核裁军", "title:核裁军"),
        ("Title:核裁军", "title:核裁军"),
        ('title:"核裁军"', 'title:"核裁军"'),
        ("脚注：“第634卷”", 'footnote:"第634卷"'),
        ("正文:裁军* 谈判", "text:裁军* AND 谈判"),
        ("title:核裁军~", "title:核裁军~"),
        ("title:(核裁军 OR 谈判)", "title:核裁军 OR title:谈判"),
        ("title:(核裁军 -谈判)", "title:核裁军 AND NOT title:谈判"),
        ("title:(核 text:判)", "title:核 AND text:判"),
        ("-title:核裁军 谈判", "NOT title:核裁军 AND 谈判"),
        ('-title:"核" 谈判', 'NOT title:"核" AND 谈判'),
        ("-title:(核 裁) 谈判", "NOT (title:核 AND title:裁) AND 谈判"),
        ("(title:核)", "title:核"),
        ("title:63/49", "title:63/49"),
        ("title:(63/49 第2段)", "title:63/49 AND title:第2段"),
        ("title:第一条", "title:第一条"),
        ("title:AND", "title:AND"),
        ("title:大会（主席）", "title:大会（主席）"),
    ],
)
def test_the_name_of_a_field_tells_where_words_may_be(typed: str, interpreted: str) -> None:
    query = parse(typed)
    assert query.interpreted == interpreted
    assert parse(interpreted).tree == query.tree


@pytest.mark.parametrize(
    ("typed", "restrictions"),
    [
        ("year:2005..2008", [("year", "2005..2008", "year:2005..2008")]),
        ("年:2008", [("year", "2008", "年:2008")]),
        ("届：63", [("session", "63", "届：63")]),
        ("verb:重申", [("verb", "重申", "verb:重申")]),
        ('doc:"A/RES/63/49"', [("doc", "A/RES/63/49", 'doc:"A/RES/63/49"')]),
        ("cites:62/39", [("cites", "62/39", "cites:62/39")]),
        ("NOT year:2008", [("year", "2008", "year:2008")]),
        ("-kind:title", [("kind", "title", "kind:title")]),
        (
            "kind:(title OR heading)",
            [("kind", "title", "kind:title"), ("kind", "heading", "kind:heading")],
        ),
    ],
)
def test_other_fields_restrict_to_some_paragraphs(
    typed: str, restrictions: list[tuple[str, str, str]]
) -> None:
    found = nodes_of(parse(typed).tree)
    assert found == [Restriction(*each) for each in restrictions]
    assert positive_leaves(parse(typed).tree) == ()


@pytest.mark.parametrize(
    "typed",
    [
        "注意:核武器",
        "15:6",
        "http://www.un.org/zh?a=1",
        "年:",
        "title:",
        "标题：",
        "title:()",
        "title:，",
        "year:核裁军",
        "核title:裁",
        ":核",
        "一年:2008",
    ],
)
def test_a_colon_that_is_no_sign_of_a_field_is_text(typed: str) -> None:
    tree = parse(typed).tree
    assert (type(tree), describe(tree)) == (Term, typed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "interpreted"),
    [
        ("核裁军 NEAR/10 谈判", "核裁军 NEAR/10 谈判"),
        ("核裁军 NEAR 谈判", "核裁军 NEAR/16 谈判"),
        ('"核 裁军"  NEAR/3\n谈判', '"核 裁军" NEAR/3 谈判'),
        ("一 NEAR/3 二 NEAR 三", "一 NEAR/3 二 AND 二 NEAR/16 三"),
        ("一 -二 NEAR 三", "一 AND NOT 二 NEAR/16 三"),
        ("一 OR 二 NEAR 三 四", "一 OR (二 NEAR/16 三 AND 四)"),
        ("text:一 NEAR 二", "text:(一 NEAR/16 二)"),
        ("text:(一 NEAR 二)", "text:(一 NEAR/16 二)"),
        ("裁军* NEAR/5 核谈判~", "裁军* NEAR/5 核谈判~"),
        ("第六条 NEAR/5 63/49", "第六条 NEAR/5 63/49"),
    ],
)
def test_near_stands_between_two_words_or_phrases(typed: str, interpreted: str) -> None:
    query = parse(typed)
    assert query.interpreted == interpreted
    assert parse(interpreted).tree == query.tree


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("NEAR", ["NEAR"]),
        ("NEAR 一", ["NEAR", "一"]),
        ("一 NEAR", ["一", "NEAR"]),
        ("一 NEAR (二 三)", ["一", "NEAR", "二", "三"]),
        ("一 NEAR -二 三", ["一", "NEAR", "三"]),
        ("一 AND NEAR 二", ["一", "NEAR", "二"]),
        ("一 near 二", ["一", "near", "二"]),
        ("一 NEAR/1000 二", ["一", "NEAR/1000", "二"]),
        ("一 NEAR/x 二", ["一", "NEAR/x", "二"]),
        ("一 NEAR/-1 二", ["一", "NEAR/-1", "二"]),
        ("NEARLY 一", ["NEARLY", "一"]),
    ],
)
def test_near_that_cannot_be_meant_is_text(typed: str, words: list[str]) -> None:
    found = positive_leaves(parse(typed).tree)
    assert [leaf.text for leaf in found] == words
    assert not any(isinstance(leaf, Near) for leaf in found)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("裁?谈判", Pattern),
        ("裁??判", Pattern),
        ("裁军*", Pattern),
        ("裁*判", Pattern),
        ("裁?*判", Pattern),
        ("disarm*", Pattern),
        ("A/RES/63/*", Pattern),
        ("A/6?/49", Pattern),
        ("C.86.*", Pattern),
        ("一*" + "二" * 30, Pattern),
        ("一*" + "二" * 31, Term),
        ("谁可以成为个体工商户?", Term),
        ("谁可以成为个体工商户？", Term),
        ("可以吗?如何", Term),
        ("谁能?如何", Term),
        ("公司可以解散?请说明", Pattern),
        ("公司可以随时解散?请说明", Term),
        ("真的？假*", Term),
        ("a.php?b", Term),
        ("?", Term),
        ("*", Term),
        ("?*", Term),
        ("*裁军", Term),
        ("?裁军", Term),
        ("裁军?*", Term),
        ("**裁军**", Term),
        ("裁**军", Term),
        ("/*", Term),
        ("条约*，", Term),
        ("条约*）", Term),
        ("f(*x)", Term),
        ("2*3", Term),
        ("日本(2016年)、蒙古*", Term),
        ("《裁军*谈判》", Term),
        ("裁军＊", Term),
        ("核裁军~", Fuzzy),
        ('"核裁军 谈判"~', Fuzzy),
        ("“核裁军”~", Fuzzy),
        ("核" * 32 + "~", Fuzzy),
        ("核" * 33 + "~", Term),
        ("裁军~", Term),
        ("，，，~", Term),
        ("~", Term),
        ("核裁军～", Term),
        ('"核裁军~', Phrase),
        ('"核裁军"~ ', Fuzzy),
        ("核裁军”~", Fuzzy),
        ("A/RES/63/49~2", Term),
        ("谢谢你~~", Term),
        ('"裁*判"', Phrase),
    ],
)
def test_wildcards_and_tildes_are_so_only_where_they_can_be_nothing_else(
    typed: str, kind: type
) -> None:
    tree = parse(typed).tree
    assert type(tree) is kind
    assert parse(describe(tree)).tree == tree  # type: ignore[arg-type]


def test_words_beyond_the_limit_are_left_out_and_counted() -> None:
    words = [f"词{number}" for number in range(MAX_TERMS + 9)]
    within, beyond = parse(" ".join(words[:MAX_TERMS])), parse(" ".join(words))
    assert within.notices == ()
    assert len(leaves_of(beyond.tree)) == MAX_TERMS
    assert beyond.notices == ("Only the first 256 of the query's 265 words were searched.",)


@pytest.mark.parametrize(
    ("typed", "left_out"),
    [
        (" ".join(f"词{number}*" for number in range(MAX_SHAPES)), 0),
        (" ".join(f"词{number}*" for number in range(MAX_SHAPES + 2)), 2),
        (" NEAR ".join(f"词{number}" for number in range(MAX_SHAPES + 2)), MAX_SHAPES + 1),
        (" ".join(f"三个字{number}~" for number in range(MAX_SHAPES + 1)), 1),
    ],
)
def test_wildcards_slips_and_pairs_beyond_the_limit_are_left_out_and_counted(
    typed: str, left_out: int
) -> None:
    query = parse(f"核裁军 {typed} 谈判")
    assert {leaf.text for leaf in leaves_of(query.tree)} >= {"核裁军", "谈判"}
    assert bool(query.notices) == bool(left_out)
    assert all(f"{left_out} more were left out" in notice for notice in query.notices)


def test_pieces_beyond_the_limit_are_counted_as_not_searched() -> None:
    query = parse("词 " * MAX_PIECES)
    assert query.notices == ("Only the first 256 of the query's 16,384 words were searched.",)


@pytest.mark.parametrize(("depth", "left_out"), [(MAX_DEPTH, 0), (MAX_DEPTH + 3, 3)])
def test_brackets_beyond_the_depth_are_left_out_but_not_their_words(
    depth: int, left_out: int
) -> None:
    query = parse("(" * depth + "一 二" + ")" * depth)
    assert query.interpreted == "一 AND 二"
    assert bool(query.notices) == bool(left_out)
    assert all(f"{left_out} deeper pairs" in notice for notice in query.notices)


def test_only_a_query_over_the_limit_is_refused() -> None:
    assert parse("一" * MAX_CHARACTERS).tree is not None
    with pytest.raises(QueryTooLong, match="50,001"):
        parse("一" * (MAX_CHARACTERS + 1))


HARD = st.text(
    st.sampled_from(list('核裁 　()（）"“”「」-#/第段号63AB\n\u202e\x1b😀\ud800:：*?~年届')),
    max_size=60,
)
OPERATORS = st.lists(
    st.sampled_from(
        [
            *("AND", "OR", "NOT", "(", ")", "-", "-一", "(二", "三)", '"四', "五", "63/49", "NEAR"),
            *("NEAR/3", "title:", "title:(", "year:2008", "年:", "六*", '"七"~', "~", "八?九"),
        ]
    ),
    max_size=20,
).map(" ".join)


@given(st.one_of(st.text(), HARD, OPERATORS))
def test_any_text_is_a_query_and_every_leaf_has_something_to_find(typed: str) -> None:
    tree = parse(typed).tree
    for leaf in leaves_of(tree):
        for each in (leaf.left, leaf.right) if isinstance(leaf, Near) else (leaf,):
            assert each.text if isinstance(each, Lookup) else each.folded == fold(each.text) != ""


@given(st.one_of(HARD, OPERATORS))
def test_no_node_holds_one_of_its_kind_or_fewer_than_two_children(typed: str) -> None:
    def check(node: Node) -> None:
        if isinstance(node, Not):
            assert not isinstance(node.child, Not)
            check(node.child)
        elif isinstance(node, And | Or):
            assert len(node.children) > 1
            for child in node.children:
                assert type(child) is not type(node)
                check(child)

    tree = parse(typed).tree
    if tree is not None:
        check(tree)


@pytest.mark.parametrize(
    ("typed", "relaxed"),
    [
        ("一 二", "一 OR 二"),
        ("一 二 -三", "(一 OR 二) AND NOT 三"),
        ('"一" 二 三', '"一" OR 二 OR 三'),
        ("(一 二) OR 三", "一 OR 二 OR 三"),
        ("一", None),
        ("一 OR 二", None),
        ("一 -二", None),
        ("-一 -二", None),
        ("一 二 year:2008", "(一 OR 二) AND year:2008"),
        ("title:一 text:二 -年:2008", "(title:一 OR text:二) AND NOT 年:2008"),
    ],
)
def test_relaxing_asks_for_any_and_still_excludes(typed: str, relaxed: str | None) -> None:
    tree = parse(typed).tree
    assert tree is not None
    looser = relax(tree)
    assert (None if looser is None else describe(looser)) == relaxed


def test_positive_leaves_are_those_no_not_stands_over_each_once() -> None:
    assert [leaf.text for leaf in positive_leaves(parse("一 (二 OR -三) -(四 五) 一").tree)] == [
        "一",
        "二",
    ]


def test_a_lookup_can_be_made_plain_words_again() -> None:
    tree = parse("谈判 63/49 第99段").tree
    assert tree is not None
    plain = without_lookup(tree, lookups(tree)[0])
    assert describe(plain) == "谈判 AND 63/49 AND 第99段"
