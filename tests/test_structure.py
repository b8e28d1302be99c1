"""Paragraphs bear the kinds, numbers, labels and anchors by which people cite them."""

from __future__ import annotations

import pytest

from indexer.document import Document
from indexer.numerals import value_of_numeral
from indexer.parse import parse
from indexer.source import Source

# Each case: the source, then a row for every paragraph: anchor, kind, label, how its text begins.
SECURITY_COUNCIL = """第2196(2015)号决议

安全理事会2015年1月22日第7366次会议通过

安全理事会，

重申对中非共和国主权的坚定承诺，

1. 决定：

(a) 延长任期；

(b) 审查措施：

(i) 每年一次；

(ii) 每次会议；

(c) 提出报告；

2. 决定继续处理此案。
"""

LAW = """核安全法

第一章 总则

第一条 为了保障核安全，制定本法。

第二条
在中华人民共和国领域内适用本法。

核设施是指：

（一）核电厂；

（二）研究堆。

第十二条 国家坚持从高从严建立标准体系。
"""

REPORT = """A/69/732

观察员部队的报告

一. 导言

1. 本报告说明情况。

部队撤出了据点。

2. 观察员部队的任务：

（a）维持停火；

17. 继续负责。

17. 又继续负责。
"""

PLAIN = """第一段话在这里。

第二段话在这里。
"""

WITH_ANNEX = """69/244. 安排高级别会议

大会，

回顾其决议，

1. 决定举行会议；

2009 年 1 月 2 日
第 70 次全体会议

附件

首脑会议的安排。

1. 首脑会议有六次会议。

附件二

1. 名单如下。
"""

LETTERS = """1. 甲：

a. 乙：

i. 丙；

ii. 丁；

b）戊。

e.g. 己。
"""

NUMBERS_AND_ITEMS = """1. 甲。

2. 2015年乙。

3. 12个国家提交：

(a) 非洲：

㈠ 丙；

㈡ 丁；

(b) 亚洲；

(h) 戊；

(i) 己；

(j) 庚：

(i) 辛；

(ii) 壬；

3.5%的国家没有提交。
"""

AMENDED_LAW = """第三条　测试应当公开。

第三条之一　测试应当公平。

第四条　测试应当公正。
"""

WITH_NAMED_ANNEXES = """70/1. 题

大会，

回顾甲，

1. 决定乙。

附件A：职权范围

1. 丙。

附录一

1. 丁。

附件二 名单
1. 戊。
"""

CONVENTION = """公约

第二条
1. 各缔约国应：
(a) 甲；
(b) 乙。
2. 各缔约国可：
(a) 丙；
(b) 丁。

第三条【范围】本公约适用于戊。
前款的规定不影响己。
"""

GOALS = """70/1. 题目

大会，

1. 我们聚集一堂。

1.1 到2030年消除贫困。

1.a 确保筹集资源。
"""

LAW_WITH_CONTENTS = """中华人民共和国某法

目　　录

第一章　总则
第二章　附则

第一编　总则

第一分编　一般规定

第一章　总则

第一条　为了保障安全，根据宪法，制定本法。

第二条　国家实行下列制度：

（一）登记：

1.申请；

2.受理；

（二）备案。

前款第（一）项所列事项，由国务院规定。

第二章　附则

第三条　本法自2024年1月1日起施行。

附表一　收费标准

甲类每件十元。
"""

GLUED_LAW = """某市条例

第一章总则

第一条为了规范管理，制定本条例。

第二条本条例所称管理，是指下列活动：

（一）甲；

（二）乙。

第二条规定的活动，由市政府主管。

第三条：市政府负责。

第四条第二款所列的除外。

第四条《办法》另有规定的，从其规定。
"""

OUTLINE_REPORT = """工作总结

一、主要工作

（一）抓好落实。

1.召开会议。

2.发出通知：

（1）甲；

①乙；

②丙；

（2）丁。

（二）加强管理。

1.设立机构。

2.配备人员。

二、存在的问题仍然很多，主要有以下几个方面，需要在今后的工作中逐步解决，不断改进，务求实效：

（一）人员不足。

三、打算
"""

LISTS_IN_AN_ARTICLE = """茶的历史

茶起源于中国，传说如下：

1. 神农尝百草。

2. 周武王伐纣。

唐代茶道大行，著作有：

1. 《茶经》。

说明：陆羽所作。

2. 《茶述》：

(a) 上卷；

(b) 下卷。

宋代尤盛。
"""

REPORT_WITH_A_LIST = """A/70/1

某报告

17. 委员会举行会议。

18. 委员会建议：

1. 延长任期。

2. 增加人员。

19. 委员会注意到报告。
"""

OLD_RESOLUTION = """第408(1977)号决议

安全理事会，

审议了秘书长的报告(S/12416)，

忆及其以往各项决议，

决定：

(a) 延长任务期限六个月；

(b) 请秘书长提出报告。

呼吁各方充分合作。

第2035次会议以14票对零票通过。
"""

WITH_NESTED_ANNEXES = """报告

正文在此。

附件一

甲。

附录A

乙。

附录B

丙。

附件二

丁。

附录

戊。
"""

DECLARATION = """简明宣言

序言

鉴于甲,

因此发布本宣言:

第一条

人人平等。
"""

OUTLINE_WITH_ONE_LIST = """工作总结

一、主要工作

（一）抓好落实。

1.召开会议。

2.发出通知。
"""

REPORT_IN_SECTIONS = """某报告

一. 导言

1. 委员会举行会议。

二. 结论

2. 委员会通过报告。
"""

CASES = [
    (
        OUTLINE_WITH_ONE_LIST,
        [
            ("title", "title", "标题", "工作总结"),
            ("h1", "heading", "小标题1", "一、"),
            ("h1.1", "subparagraph", "一、(一)", "（一）"),
            ("h1.1.1", "subparagraph", "一、(一)1.", "1."),
            ("h1.1.2", "subparagraph", "一、(一)2.", "2."),
        ],
    ),
    (
        REPORT_IN_SECTIONS,
        [
            ("title", "title", "标题", "某报告"),
            ("h1", "heading", "小标题1", "一. 导言"),
            ("p1", "body", "第1段", "1."),
            ("h2", "heading", "小标题2", "二. 结论"),
            ("p2", "body", "第2段", "2."),
        ],
    ),
    (
        LAW_WITH_CONTENTS,
        [
            ("title", "title", "标题", "中华"),
            ("h1", "heading", "小标题1", "目"),
            ("h2", "heading", "小标题2", "第一章"),
            ("h3", "heading", "小标题3", "第二章"),
            ("h4", "heading", "小标题4", "第一编"),
            ("h5", "heading", "小标题5", "第一分编"),
            ("h6", "heading", "小标题6", "第一章"),
            ("art1", "article", "第一条", "第一条"),
            ("art2", "article", "第二条", "第二条"),
            ("art2.1.1", "subparagraph", "第二条第(一)项", "（一）"),
            ("art2.1.1.1", "subparagraph", "第二条第(一)项第1目", "1."),
            ("art2.1.1.2", "subparagraph", "第二条第(一)项第2目", "2."),
            ("art2.1.2", "subparagraph", "第二条第(二)项", "（二）"),
            ("art2.2", "article", "第二条第二款", "前款"),
            ("h7", "heading", "小标题7", "第二章"),
            ("art3", "article", "第三条", "第三条"),
            ("table1", "heading", "附表一", "附表一"),
            ("table1.p1", "body", "附表一第1段", "甲类"),
        ],
    ),
    (
        GLUED_LAW,
        [
            ("title", "title", "标题", "某市条例"),
            ("h1", "heading", "小标题1", "第一章总则"),
            ("art1", "article", "第一条", "第一条为了"),
            ("art2", "article", "第二条", "第二条本条例"),
            ("art2.1.1", "subparagraph", "第二条第(一)项", "（一）"),
            ("art2.1.2", "subparagraph", "第二条第(二)项", "（二）"),
            ("art2.2", "article", "第二条第二款", "第二条规定"),
            ("art3", "article", "第三条", "第三条："),
            ("art3.2", "article", "第三条第二款", "第四条第二款"),
            ("art4", "article", "第四条", "第四条《办法》"),
        ],
    ),
    (
        OUTLINE_REPORT,
        [
            ("title", "title", "标题", "工作总结"),
            ("h1", "heading", "小标题1", "一、"),
            ("h1.1", "subparagraph", "一、(一)", "（一）"),
            ("h1.1.1", "subparagraph", "一、(一)1.", "1."),
            ("h1.1.2", "subparagraph", "一、(一)2.", "2."),
            ("h1.1.2.1", "subparagraph", "一、(一)2.(1)", "（1）"),
            ("h1.1.2.1.1", "subparagraph", "一、(一)2.(1)①", "①"),
            ("h1.1.2.1.2", "subparagraph", "一、(一)2.(1)②", "②"),
            ("h1.1.2.2", "subparagraph", "一、(一)2.(2)", "（2）"),
            ("h1.2", "subparagraph", "一、(二)", "（二）"),
            ("h1.2.1", "subparagraph", "一、(二)1.", "1."),
            ("h1.2.2", "subparagraph", "一、(二)2.", "2."),
            ("s2", "body", "二、", "二、"),
            ("s2.1", "subparagraph", "二、(一)", "（一）"),
            ("h2", "heading", "小标题2", "三、"),
        ],
    ),
    (
        LISTS_IN_AN_ARTICLE,
        [
            ("title", "title", "标题", "茶的历史"),
            ("p1", "body", "第1段", "茶起源"),
            ("p1.1", "subparagraph", "第1段第1项", "1."),
            ("p1.2", "subparagraph", "第1段第2项", "2."),
            ("p2", "body", "第2段", "唐代"),
            ("p2.1", "subparagraph", "第2段第1项", "1."),
            ("p3", "body", "第3段", "说明"),
            ("p2.2", "subparagraph", "第2段第2项", "2."),
            ("p2.2.a", "subparagraph", "第2段第2项第(a)项", "(a)"),
            ("p2.2.b", "subparagraph", "第2段第2项第(b)项", "(b)"),
            ("p4", "body", "第4段", "宋代"),
        ],
    ),
    (
        REPORT_WITH_A_LIST,
        [
            ("h1", "heading", "小标题1", "A/70/1"),
            ("title", "title", "标题", "某报告"),
            ("p17", "body", "第17段", "17. 委员会举行"),
            ("p18", "body", "第18段", "18. 委员会建议"),
            ("p18.1", "subparagraph", "第18段第1项", "1. 延长"),
            ("p18.2", "subparagraph", "第18段第2项", "2. 增加"),
            ("p19", "body", "第19段", "19. 委员会注意到"),
        ],
    ),
    (
        OLD_RESOLUTION,
        [
            ("title", "title", "标题", "第408"),
            ("opening", "opening", "开头", "安全理事会，"),
            ("pp1", "preambular", "序言部分第1段", "审议了"),
            ("pp2", "preambular", "序言部分第2段", "忆及"),
            ("u1", "operative", "执行部分无编号第1段", "决定："),
            ("u1.a", "subparagraph", "执行部分无编号第1(a)段", "(a)"),
            ("u1.b", "subparagraph", "执行部分无编号第1(b)段", "(b)"),
            ("u2", "operative", "执行部分无编号第2段", "呼吁"),
            ("closing", "closing", "结尾", "第2035次"),
        ],
    ),
    (
        WITH_NESTED_ANNEXES,
        [
            ("title", "title", "标题", "报告"),
            ("p1", "body", "第1段", "正文"),
            ("annex1", "heading", "附件一", "附件一"),
            ("annex1.p1", "body", "附件一第1段", "甲"),
            ("annex1.appendixA", "heading", "附件一附录A", "附录A"),
            ("annex1.appendixA.p1", "body", "附件一附录A第1段", "乙"),
            ("annex1.appendixB", "heading", "附件一附录B", "附录B"),
            ("annex1.appendixB.p1", "body", "附件一附录B第1段", "丙"),
            ("annex2", "heading", "附件二", "附件二"),
            ("annex2.p1", "body", "附件二第1段", "丁"),
            ("annex2.appendix1", "heading", "附件二附录", "附录"),
            ("annex2.appendix1.p1", "body", "附件二附录第1段", "戊"),
        ],
    ),
    (
        DECLARATION,
        [
            ("title", "title", "标题", "简明宣言"),
            ("h1", "heading", "小标题1", "序言"),
            ("pp1", "preambular", "序言部分第1段", "鉴于"),
            ("pp2", "preambular", "序言部分第2段", "因此"),
            ("art1", "article", "第一条", "第一条"),
        ],
    ),
    (
        CONVENTION,
        [
            ("title", "title", "标题", "公约"),
            ("art2", "article", "第二条", "第二条"),
            ("art2.1", "article", "第二条第1款", "1."),
            ("art2.1.a", "subparagraph", "第二条第1款第(a)项", "(a) 甲"),
            ("art2.1.b", "subparagraph", "第二条第1款第(b)项", "(b) 乙"),
            ("art2.2", "article", "第二条第2款", "2."),
            ("art2.2.a", "subparagraph", "第二条第2款第(a)项", "(a) 丙"),
            ("art2.2.b", "subparagraph", "第二条第2款第(b)项", "(b) 丁"),
            ("art3", "article", "第三条", "第三条【范围】"),
            ("art3.2", "article", "第三条第二款", "前款"),
        ],
    ),
    (
        GOALS,
        [
            ("title", "title", "标题", "70/1."),
            ("opening", "opening", "开头", "大会，"),
            ("op1", "operative", "第1段", "1. 我们"),
            ("u1", "body", "无编号第1段", "1.1"),
            ("u2", "body", "无编号第2段", "1.a"),
        ],
    ),
    (
        LETTERS,
        [
            ("p1", "body", "第1段", "1."),
            ("p1.a", "subparagraph", "第1(a)段", "a."),
            ("p1.a.i", "subparagraph", "第1(a)(i)段", "i."),
            ("p1.a.ii", "subparagraph", "第1(a)(ii)段", "ii."),
            ("p1.b", "subparagraph", "第1(b)段", "b）"),
            ("u1", "body", "无编号第1段", "e.g."),
        ],
    ),
    (
        NUMBERS_AND_ITEMS,
        [
            ("p1", "body", "第1段", "1."),
            ("p2", "body", "第2段", "2. 2015"),
            ("p3", "body", "第3段", "3. 12"),
            ("p3.a", "subparagraph", "第3(a)段", "(a)"),
            ("p3.a.1", "subparagraph", "第3(a)㈠段", "㈠"),
            ("p3.a.2", "subparagraph", "第3(a)㈡段", "㈡"),
            ("p3.b", "subparagraph", "第3(b)段", "(b)"),
            ("p3.h", "subparagraph", "第3(h)段", "(h)"),
            ("p3.i", "subparagraph", "第3(i)段", "(i)"),
            ("p3.j", "subparagraph", "第3(j)段", "(j)"),
            ("p3.j.i", "subparagraph", "第3(j)(i)段", "(i)"),
            ("p3.j.ii", "subparagraph", "第3(j)(ii)段", "(ii)"),
            ("u1", "body", "无编号第1段", "3.5%"),
        ],
    ),
    (
        AMENDED_LAW,
        [
            ("art3", "article", "第三条", "第三条"),
            ("art3-1", "article", "第三条之一", "第三条之一"),
            ("art4", "article", "第四条", "第四条"),
        ],
    ),
    (
        WITH_NAMED_ANNEXES,
        [
            ("title", "title", "标题", "70/1."),
            ("opening", "opening", "开头", "大会，"),
            ("pp1", "preambular", "序言部分第1段", "回顾"),
            ("op1", "operative", "第1段", "1."),
            ("annexA", "heading", "附件A", "附件A：职权范围"),
            ("annexA.p1", "body", "附件A第1段", "1. 丙"),
            ("annexA.appendix1", "heading", "附件A附录一", "附录一"),
            ("annexA.appendix1.p1", "body", "附件A附录一第1段", "1. 丁"),
            ("annex2", "heading", "附件二", "附件二 名单"),
            ("annex2.p1", "body", "附件二第1段", "1. 戊"),
        ],
    ),
    (
        SECURITY_COUNCIL,
        [
            ("title", "title", "标题", "第2196"),
            ("h1", "heading", "小标题1", "安全理事会2015年"),
            ("opening", "opening", "开头", "安全理事会，"),
            ("pp1", "preambular", "序言部分第1段", "重申"),
            ("op1", "operative", "第1段", "1. 决定"),
            ("op1.a", "subparagraph", "第1(a)段", "(a)"),
            ("op1.b", "subparagraph", "第1(b)段", "(b)"),
            ("op1.b.i", "subparagraph", "第1(b)(i)段", "(i)"),
            ("op1.b.ii", "subparagraph", "第1(b)(ii)段", "(ii)"),
            ("op1.c", "subparagraph", "第1(c)段", "(c)"),
            ("op2", "operative", "第2段", "2. 决定"),
        ],
    ),
    (
        LAW,
        [
            ("title", "title", "标题", "核安全法"),
            ("h1", "heading", "小标题1", "第一章"),
            ("art1", "article", "第一条", "第一条 为了"),
            ("art2", "article", "第二条", "第二条 在中华"),
            ("art2.2", "article", "第二条第二款", "核设施是指"),
            ("art2.2.1", "subparagraph", "第二条第二款第(一)项", "（一）"),
            ("art2.2.2", "subparagraph", "第二条第二款第(二)项", "（二）"),
            ("art12", "article", "第十二条", "第十二条"),
        ],
    ),
    (
        REPORT,
        [
            ("h1", "heading", "小标题1", "A/69/732"),
            ("title", "title", "标题", "观察员部队的报告"),
            ("h2", "heading", "小标题2", "一. 导言"),
            ("p1", "body", "第1段", "1. 本报告"),
            ("u1", "body", "无编号第1段", "部队"),
            ("p2", "body", "第2段", "2. 观察员"),
            ("p2.a", "subparagraph", "第2(a)段", "（a）"),
            ("p17", "body", "第17段", "17. 继续"),
            ("p17~2", "body", "第17段", "17. 又"),
        ],
    ),
    (PLAIN, [("p1", "body", "第1段", "第一段"), ("p2", "body", "第2段", "第二段")]),
    (
        WITH_ANNEX,
        [
            ("title", "title", "标题", "69/244."),
            ("opening", "opening", "开头", "大会，"),
            ("pp1", "preambular", "序言部分第1段", "回顾"),
            ("op1", "operative", "第1段", "1. 决定"),
            ("closing", "closing", "结尾", "2009 年"),
            ("annex1", "heading", "附件", "附件"),
            ("annex1.u1", "body", "附件无编号第1段", "首脑会议的"),
            ("annex1.p1", "body", "附件第1段", "1. 首脑会议有"),
            ("annex2", "heading", "附件二", "附件二"),
            ("annex2.p1", "body", "附件二第1段", "1. 名单"),
        ],
    ),
]


def document_of(text: str) -> Document:
    return parse(Source.from_text("a.txt", text))


@pytest.mark.parametrize(("text", "rows"), CASES)
def test_each_paragraph_is_called_as_it_is_cited(
    text: str, rows: list[tuple[str, str, str, str]]
) -> None:
    paragraphs = document_of(text).paragraphs
    assert [(p.anchor, p.kind, p.label) for p in paragraphs] == [row[:3] for row in rows]
    assert all(p.text.startswith(row[3]) for p, row in zip(paragraphs, rows, strict=True))


@pytest.mark.parametrize(
    ("text", "symbol", "title", "date", "meeting"),
    [
        (SECURITY_COUNCIL, "S/RES/2196(2015)", "第2196(2015)号决议", "2015-01-22", "第7366次会议"),
        (LAW, None, "核安全法", None, None),
        (REPORT, "A/69/732", "观察员部队的报告", None, None),
        (PLAIN, None, None, None, None),
        (
            "2015年7月20日安全理事会第7488次会议通过\n\n安全理事会，\n\n1. 甲。\n",
            None,
            "2015年7月20日安全理事会第7488次会议通过",
            "2015-07-20",
            "第7488次会议",
        ),
        (WITH_ANNEX, "A/RES/69/244", "安排高级别会议", "2009-01-02", "第70次全体会议"),
    ],
)
def test_a_document_says_what_it_is(
    text: str, symbol: str | None, title: str | None, date: str | None, meeting: str | None
) -> None:
    document = document_of(text)
    assert (document.symbol, document.title, document.date, document.meeting) == (
        symbol,
        title,
        date,
        meeting,
    )
    assert document.key == (symbol or "a.txt")


def test_an_equal_anchor_is_told_apart_and_reported() -> None:
    assert [(item.line, item.code, item.message) for item in document_of(REPORT).diagnostics] == [
        (17, "equal-anchor", "第17段 is printed again; its anchor is p17~2")
    ]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2008 年 12 月 2 日", "2008-12-02"),
        ("2008年2月29日", "2008-02-29"),
        ("2009年2月29日", None),
        ("2008年99月77日", None),
    ],
)
def test_a_date_is_one_of_the_calendar(line: str, date: str | None) -> None:
    assert document_of(f"63/49. 题目\n\n大会，\n\n1. 决定。\n\n{line}\n").date == date


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("12", 12),
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零三", 103),
        ("一五六", 156),
        ("一千二百六十", 1260),
    ],
)
def test_a_numeral_has_its_value(numeral: str, value: int) -> None:
    assert value_of_numeral(numeral) == value
