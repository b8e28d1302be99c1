"""Marks and notes find each other; what cannot be told is reported, never guessed."""

from __future__ import annotations

import pytest

from indexer.document import Document
from indexer.parse import parse
from indexer.resolve import resolve
from indexer.source import Source

RULE = " " * 59


def document_of(text: str) -> Document:
    return parse(Source.from_text("a.txt", text))


def links(document: Document) -> list[tuple[str, tuple[str, ...]]]:
    return [(note.anchor, note.cited_by) for note in document.footnotes]


@pytest.mark.parametrize(
    ("texts", "resolved"),
    [
        (
            ["联合国，《条约汇编》，第 402 卷，第 5778 号。", "同上，第 634 卷，第 9068 号。"],
            [None, "联合国，《条约汇编》，第634卷，第9068号。"],
        ),
        (
            ["联合国，《条约汇编》，第1卷，第2号。", "同上，第3卷，第4号。", "同上，第5号。"],
            [None, "联合国，《条约汇编》，第3卷，第4号。", "联合国，《条约汇编》，第3卷，第5号。"],
        ),
        (["《年鉴》，第10卷。", "同上。"], [None, "《年鉴》，第10卷。"]),
        (["《年鉴》，第10卷。", "同上，第12页。"], [None, "《年鉴》，第10卷，第12页。"]),
        (["A/50/426，附件一。", "同上，附件二。"], [None, "A/50/426，附件二。"]),
        (
            ["《最后文件（Part I）》，第1页。", "同上，第2页。"],
            [None, "《最后文件（Part I）》，第2页。"],
        ),
        (["见《年鉴》。", "同上述报告有关。"], [None, None]),
        (["A/68/514，第 12 段。", "同上，附件一。"], [None, "A/68/514，附件一。"]),
        (["A/68/514，附件，第 12 段。", "同上，第 13 段。"], [None, "A/68/514，附件，第13段。"]),
        (
            ["《甲，乙》（丙，丁），第一部分。", "同上，第二部分。"],
            [None, "《甲，乙》（丙，丁），第二部分。"],
        ),
    ],
)
def test_the_same_source_is_spelt_out_with_its_own_numbers(
    texts: list[str], resolved: list[str | None]
) -> None:
    assert resolve(texts) == (resolved, [])


@pytest.mark.parametrize(
    ("texts", "problems"),
    [
        (["同上。"], [(0, "同上 stands in the first note")]),
        (
            ["同上。", "同上，第2页。"],
            [(0, "同上 stands in the first note"), (1, "the note above is itself unresolved")],
        ),
        (["A/1/2；另见A/3/4。", "同上，第2页。"], [(1, "the note above names several sources")]),
        (
            ["《裁军年鉴，第 10 卷》，附录七。", "同上，第 11 卷。"],
            [(1, "what it counts by stands within a title of the note above")],
        ),
    ],
)
def test_what_the_same_refers_to_is_never_guessed(
    texts: list[str], problems: list[tuple[int, str]]
) -> None:
    resolved, found = resolve(texts)
    assert found == problems
    assert all(resolved[index] is None for index, _ in problems)


@pytest.mark.parametrize(
    ("line", "text", "offset"),
    [
        ("念及在《条约》1 第六条中，", "念及在《条约》第六条中，", 7),
        ("念及在《条约》 1 第六条中，", "念及在《条约》第六条中，", 7),
        ("念及在《条约》¹第六条中，", "念及在《条约》第六条中，", 7),
        ("念及执行情况，1", "念及执行情况，", 7),
        ("念及1995年1月第1号报告1 的部分，", "念及1995年1月第1号报告的部分，", 14),
    ],
)
def test_a_mark_within_a_line_is_lifted_out(line: str, text: str, offset: int) -> None:
    document = document_of(f"大会，\n\n{line}\n\n{RULE}\n1\n 联合国。\n")
    paragraph = document.paragraphs[1]
    assert paragraph.text == text
    assert [(mark.offset, mark.number) for mark in paragraph.marks] == [(offset, "1")]
    assert links(document) == [("fn1", ("pp1",))]


def test_two_numbers_that_could_be_the_mark_link_nothing() -> None:
    document = document_of(f"大会，\n\n念及报告1 的部分和文件1 的部分，\n\n{RULE}\n1\n 联合国。\n")
    assert document.paragraphs[1].text == "念及报告1 的部分和文件1 的部分，"
    assert links(document) == [("fn1", ())]
    assert [item.code for item in document.diagnostics] == ["ambiguous-mark", "uncited-note"]


def test_a_number_alone_that_no_note_has_stays_text() -> None:
    document = document_of(f"大会，\n\n念及报告\n7\n的部分，\n1\n\n{RULE}\n1\n 联合国。\n")
    assert [paragraph.text for paragraph in document.paragraphs] == ["大会，", "念及报告7的部分，"]
    assert links(document) == [("fn1", ("pp1",))]


def test_numbers_that_begin_anew_on_each_page_link_within_the_page() -> None:
    page = "回顾第{0}件事，\n1\n\n" + RULE + "\n1\n 第{0}个注。\n\f"
    document = document_of("大会，\n\n" + page.format("一") + page.format("二"))
    assert links(document) == [("fn1", ("pp1",)), ("fn1~2", ("pp2",))]
    assert [note.text for note in document.footnotes] == ["第一个注。", "第二个注。"]


def test_notes_with_their_numbers_on_their_first_lines_are_read() -> None:
    document = document_of(
        "大会，\n\n念及《条约》¹和《公约》，²\n\n__________\n1 联合国，《汇编》，\n第 3 卷。\n2 同上，第 4 卷。\n"
    )
    assert [(note.number, note.text, note.resolved) for note in document.footnotes] == [
        ("1", "联合国，《汇编》，第 3 卷。", None),
        ("2", "同上，第 4 卷。", "联合国，《汇编》，第4卷。"),
    ]
    assert links(document) == [("fn1", ("pp1",)), ("fn2", ("pp1",))]


def test_a_paragraph_goes_on_after_the_notes_of_its_page() -> None:
    document = document_of(
        f"大会，\n\n念及《条约》\n1\n第六条，缔约国庄严承担\n\n{RULE}\n1\n 联合国。\n\f义务，特别是谈判，\n"
    )
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "大会，",
        "念及《条约》第六条，缔约国庄严承担义务，特别是谈判，",
    ]


def test_a_chain_of_the_same_source_does_not_grow() -> None:
    resolved, problems = resolve(["《年鉴》。", *["同上，甲。"] * 1000])
    assert problems == []
    assert set(resolved[1:]) == {"《年鉴》，甲。"}


def test_what_is_too_long_for_a_source_stands_for_nothing() -> None:
    assert resolve(["长" * 2_001, "同上，第2页。"]) == (
        [None, None],
        [(1, "the note above is too long to be a source")],
    )


PAGE_OF_NOTES = "{before}\n\n" + RULE + "\n{notes}"


def notes_of(*texts: str, first: int = 1) -> str:
    return "".join(f"{number}\n {text}\n\n" for number, text in enumerate(texts, first))


def test_alike_notes_at_the_feet_of_pages_are_no_running_feet() -> None:
    one = PAGE_OF_NOTES.format(
        before="大会，\n\n回顾《甲》\n1\n，", notes=notes_of("联合国，第 729 卷，第 1 号。")
    )
    two = PAGE_OF_NOTES.format(
        before="又回顾《乙》\n2\n，", notes=notes_of("联合国，第 634 卷，第 2 号。", first=2)
    )
    document = document_of(f"{one}\f{two}")
    assert links(document) == [("fn1", ("pp1",)), ("fn2", ("pp2",))]
    assert document.furniture == ()


@pytest.mark.parametrize("break_", ["", "\f"], ids=["without a page break", "with one"])
def test_a_numbered_paragraph_after_the_notes_is_no_note(break_: str) -> None:
    page = PAGE_OF_NOTES.format(
        before=" 大会，\n\n 1. 甲\n1\n、乙\n2\n、丙\n3\n；",
        notes=notes_of("A/55/1。", "A/56/1。", "A/57/1。"),
    )
    document = document_of(
        page.rstrip() + f"\n{break_}  4. 决定继续审议此事；\n\n 5. 又决定列入议程。\n"
    )
    assert [paragraph.anchor for paragraph in document.paragraphs] == [
        "opening",
        "op1",
        "op4",
        "op5",
    ]
    assert [note.text for note in document.footnotes] == ["A/55/1。", "A/56/1。", "A/57/1。"]


def test_a_mark_behind_a_colon_is_one() -> None:
    document = document_of(f"大会，\n\n1. 敦促所有国家：\n1\n\n(a) 甲；\n\n{RULE}\n1\n 联合国。\n")
    assert links(document) == [("fn1", ("op1",))]
    assert [paragraph.anchor for paragraph in document.paragraphs] == ["opening", "op1", "op1.a"]


@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["close", "apart"])
def test_two_marks_at_one_place_are_both_marks(between: str) -> None:
    marks = f"1{between}2 \n"
    document = document_of(
        f"大会，\n\n念及《条约》\n\n{marks}及地位，\n\n{RULE}\n1\n 甲。\n\n2\n 乙。\n"
    )
    assert links(document) == [("fn1", ("pp1",)), ("fn2", ("pp1",))]
    assert document.paragraphs[1].text == "念及《条约》及地位，"
    assert [mark.offset for mark in document.paragraphs[1].marks] == [6, 6]


@pytest.mark.parametrize("break_", ["", "\f"], ids=["without a page break", "with one"])
def test_a_note_that_runs_over_its_page_is_one_note(break_: str) -> None:
    one = f" 大会，\n\n 回顾《甲》\n1\n，\n\n{RULE}\n1\n 见《报告》，题为“第六条和序言部分”的\n"
    two = f"{break_}  又回顾《乙》\n2\n，\n\n 1. 决定丙。\n\n{RULE}\n一节，第 15 段。\n\n2\n 联合国。\n"
    document = document_of(one + two)
    assert [(note.number, note.text, note.cited_by) for note in document.footnotes] == [
        ("1", "见《报告》，题为“第六条和序言部分”的一节，第 15 段。", ("pp1",)),
        ("2", "联合国。", ("pp2",)),
    ]
    assert [part.anchor for part in document.paragraphs] == ["opening", "pp1", "pp2", "op1"]


def test_a_number_alone_without_a_note_is_reported() -> None:
    document = document_of("大会，\n\n念及报告\n7\n的部分，\n")
    assert [(item.line, item.code) for item in document.diagnostics] == [(4, "orphan-mark")]


def test_a_note_no_mark_refers_to_is_reported() -> None:
    document = document_of(f"大会，\n\n念及条约，\n\n{RULE}\n1\n 联合国。\n")
    assert [(item.line, item.code, item.message) for item in document.diagnostics] == [
        (6, "uncited-note", "no mark refers to note 1")
    ]


@pytest.mark.parametrize(
    ("mark", "entry", "number"),
    [
        ("[1]", "[1] ", "1"),
        ("〔1〕", "〔1〕", "1"),
        ("〔註1〕", "〔註1〕", "1"),
        ("①", "① ", "①"),
        ("①", "①", "①"),
        ("*", "* ", "*"),
        ("^1", "[^1] ", "1"),
        ("。注1", "注1：", "1"),
        ("¹", "¹", "1"),
    ],
)
def test_notes_below_a_rule_may_begin_with_a_sign_of_any_form(
    mark: str, entry: str, number: str
) -> None:
    document = document_of(
        f" 念及《条约》{mark}第六条，\n\n 又念及执行情况，\n\n{RULE}\n{entry}联合国，《汇编》，\n第 3 卷。\n"
    )
    assert [(note.number, note.text) for note in document.footnotes] == [
        (number, "联合国，《汇编》，第 3 卷。")
    ]
    assert links(document) == [(f"fn{number}", ("p1",))]
    assert document.diagnostics == ()


def test_signed_notes_at_the_foot_of_a_page_need_no_rule() -> None:
    page = "回顾第{0}件事①，以及另一件事②。\n\n① 第{0}个注。\n② 同上，第3页。\n\f"
    document = document_of(page.format("一") + page.format("二") + "结尾在此。\n")
    assert links(document) == [
        ("fn①", ("p1",)),
        ("fn②", ("p1",)),
        ("fn①~2", ("p2",)),
        ("fn②~2", ("p2",)),
    ]
    assert [part.text for part in document.paragraphs][1] == "回顾第二件事，以及另一件事。"


def test_items_with_circled_numbers_are_no_notes() -> None:
    text = "分为两类：①甲；②乙。\n\n① 甲类。\n\n说明如下。\n\n② 乙类。\n\f结尾在此。\n"
    assert document_of(text).footnotes == ()


@pytest.mark.parametrize("line", ["1, 2", "1、2", " 1，2 "])
def test_two_marks_on_one_line_are_both_marks(line: str) -> None:
    document = document_of(
        f"大会，\n\n念及《条约》\n{line}\n及地位，\n\n{RULE}\n1\n 甲。\n\n2\n 乙。\n"
    )
    assert links(document) == [("fn1", ("pp1",)), ("fn2", ("pp1",))]
    assert document.paragraphs[1].text == "念及《条约》及地位，"


def test_two_numbers_on_one_line_without_notes_are_text() -> None:
    document = document_of("大会，\n\n念及报告\n3, 4\n的部分，\n")
    assert document.paragraphs[1].text == "念及报告3,4的部分，"
