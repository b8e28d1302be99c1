"""Paragraphs that are notes become notes, whatever form their marks are printed in."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_parse import assert_nothing_lost

from indexer.document import Document
from indexer.parse import parse
from indexer.source import Source


def document_of(text: str) -> Document:
    document = parse(Source.from_text("a.txt", text))
    assert_nothing_lost(document, text)
    return document


def notes_of(document: Document) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(note.number, note.text, note.cited_by) for note in document.footnotes]


def codes_of(document: Document) -> list[str]:
    return [diagnostic.code for diagnostic in document.diagnostics]


@pytest.mark.parametrize(
    ("mark", "entry", "number"),
    [
        ("[1]", "[1] ", "1"),
        ("［1］", "［1］", "1"),
        ("〔1〕", "〔1〕", "1"),
        ("【1】", "【1】", "1"),
        ("[注1]", "[注1] ", "1"),
        ("〔註1〕", "註1：", "1"),
        ("①", "① ", "①"),
        ("①", "①", "①"),
        ("^1", "^1 ", "1"),
        ("[^1]", "[^1]: ", "1"),
        ("¹", "¹ ", "1"),
        ("¹", "1. ", "1"),
        ("[1]", "1. ", "1"),
        ("[1]", "注1：", "1"),
        ("*", "* ", "*"),
        ("*", "*", "*"),
        ("†", "† ", "†"),
    ],
)
@pytest.mark.parametrize("heading", ["", "注释\n\n", "【註釋】\n\n", "注：\n\n"])
def test_a_mark_of_any_form_leads_to_its_note(
    mark: str, entry: str, number: str, heading: str
) -> None:
    source = f"王力先生指出{mark}，古无轻唇音。\n\n此说可从。\n\n{heading}{entry}王力：《汉语史稿》，第3页。\n"
    document = document_of(source)
    first = document.paragraphs[0]
    assert notes_of(document) == [(number, "王力：《汉语史稿》，第3页。", (first.anchor,))]
    assert first.text == "王力先生指出，古无轻唇音。"
    assert [(found.offset, found.number) for found in first.marks] == [(6, number)]
    assert document.diagnostics == ()
    assert [part.text for part in document.paragraphs[2:]] == heading.split()


def test_a_bare_number_behind_a_word_is_a_mark_where_the_notes_have_a_heading() -> None:
    document = document_of(
        "念及《条约》1 第六条，并念及执行情况。2\n\n注释\n\n1. 《汇编》。\n\n2. 同上，第3页。\n"
    )
    assert notes_of(document) == [("1", "《汇编》。", ("p1",)), ("2", "同上，第3页。", ("p1",))]
    assert document.footnotes[1].resolved == "《汇编》，第3页。"
    assert document.paragraphs[0].text == "念及《条约》第六条，并念及执行情况。"


def test_two_marks_in_one_pair_of_brackets_are_two() -> None:
    document = document_of(
        "甲说[1,2]，乙说[2-4]。\n\n参考文献\n\n[1] 甲。\n\n[2] 乙。\n\n[3] 丙。\n\n[4] 丁。\n"
    )
    assert [(mark.offset, mark.number) for mark in document.paragraphs[0].marks] == [
        (2, "1"), (2, "2"), (5, "2"), (5, "3"), (5, "4"),
    ]  # fmt: skip
    assert document.paragraphs[0].text == "甲说，乙说。"


def test_several_marks_may_refer_to_one_source() -> None:
    document = document_of(
        "甲说[1]。\n\n乙说[2]。\n\n丙说[1]。\n\n参考文献：\n\n[1] 甲。\n\n[2] 乙。\n"
    )
    assert notes_of(document) == [("1", "甲。", ("p1", "p3")), ("2", "乙。", ("p2",))]


def test_marks_behind_the_stops_of_all_paragraphs_do_not_hide_that_they_end_there() -> None:
    texts = [
        f"各国应当履行本条约所规定的第{number}项义务，不得例外。" for number in "一二三四五六七八"
    ]
    body = "\n\n".join(f"{text}[{place}]" for place, text in enumerate(texts, 1))
    notes = "\n\n".join(f"{place}. 《年鉴》，第{place}卷。" for place in range(1, 9))
    document = document_of(f"{body}\n\n注释\n\n{notes}\n")
    assert [part.text for part in document.paragraphs if part.kind == "body"] == texts


def test_each_chapter_may_have_notes_that_count_from_one() -> None:
    chapter = "第{0}章 题目\n\n甲{0}说①。\n\n乙{0}说②。\n\n注释\n\n① 甲{0}书。\n\n② 乙{0}书。\n\n"
    document = document_of(chapter.format("一") + chapter.format("二"))
    assert notes_of(document) == [
        ("①", "甲一书。", ("p1",)),
        ("②", "乙一书。", ("p2",)),
        ("①", "甲二书。", ("p3",)),
        ("②", "乙二书。", ("p4",)),
    ]


def test_notes_and_references_are_two_rows_of_numbers() -> None:
    document = document_of(
        "甲说①，见[1]。\n\n乙说②，见[2]。\n\n注释\n\n① 甲注。\n\n② 乙注。\n\n参考文献\n\n[1] 甲书。\n\n[2] 乙书。\n"
    )
    assert [(number, text) for number, text, _ in notes_of(document)] == [
        ("①", "甲注。"), ("②", "乙注。"), ("1", "甲书。"), ("2", "乙书。"),
    ]  # fmt: skip
    assert all(note.cited_by for note in document.footnotes)


@pytest.mark.parametrize("mark", ["[1]", "〔1〕", "¹", "^1"])
def test_a_mark_may_stand_behind_a_semicolon(mark: str) -> None:
    document = document_of(f"甲说；{mark}乙说。\n\n注释\n\n1. 甲书。\n")
    assert notes_of(document) == [("1", "甲书。", ("p1",))]


def test_a_note_named_in_the_text_is_no_mark() -> None:
    document = document_of("甲说①（参见注①）。\n\n注释\n\n① 甲书。\n")
    assert document.paragraphs[0].text == "甲说（参见注①）。"
    assert document.diagnostics == ()


def test_a_note_goes_on_in_the_paragraph_above_the_next() -> None:
    document = document_of(
        "甲说[1]，乙说[2]。\n\n注释\n\n[1] 甲书。\n\n该书另有续编。\n\n[2] 乙书。\n\n后记在此。\n"
    )
    assert notes_of(document) == [("1", "甲书。该书另有续编。", ("p1",)), ("2", "乙书。", ("p1",))]
    assert [part.text for part in document.paragraphs][-1] == "后记在此。"


def test_a_title_may_have_a_note_of_its_own() -> None:
    document = document_of(
        "某报告*\n\n正文在此，内容甚多。\n\n* 由于技术原因重新印发。\n\n正文继续。\n"
    )
    assert notes_of(document) == [("*", "由于技术原因重新印发。", ("title",))]
    assert document.title == "某报告"


def test_a_star_may_stand_behind_a_comma() -> None:
    document = document_of("大会，\n\n回顾其决议，*\n\n1. 决定甲。\n\n* 见第3页。\n")
    assert notes_of(document) == [("*", "见第3页。", ("pp1",))]


def test_a_vote_is_a_note_of_its_resolution() -> None:
    document = document_of(
        "第408(1977)号决议\n\n安全理事会，\n\n审议了报告，\n\n决定延长任务期限。\n\n"
        "第2035次会议以14票对零票通过。*\n\n* 一个会员国（中国）没有参加表决。\n"
    )
    assert notes_of(document) == [("*", "一个会员国（中国）没有参加表决。", ("closing",))]


@pytest.mark.parametrize(
    "text",
    [
        "大会，\n\n回顾其决议，\n\n1. 决定甲；\n\n2. 请秘书长乙。\n",
        "大会，\n\n回顾《条约》¹和《公约》，²\n\n1. 决定甲；\n\n2. 请《条约》缔约国乙。\n",
        "某报告\n\n1. 委员会有3个成员，举行了2次会议。\n\n2. 委员会收到1 份报告。\n",
        "第一条 国家保护甲。\n\n第二条 有下列情形的：\n\n（一）甲；\n\n（二）乙。\n",
        "分为三类：①甲；②乙；③丙。\n\n① 甲类。\n\n② 乙类。\n\n③ 丙类。\n",
        "一、注意①的问题\n\n（1）甲。\n\n①乙。\n\n②丙。\n",
        "购物清单\n\n* 甲\n\n* 乙\n",
        "共有1个甲和2个乙。\n\n1. 甲。\n\n2. 乙。\n",
        "甲说（1）如此，乙说（2）如彼。\n\n（1）甲。\n\n（2）乙。\n",
        "见〔2023〕3号文件。\n\n[1] 甲。\n",
    ],
)  # fmt: skip
def test_paragraphs_that_are_no_notes_stay_paragraphs(text: str) -> None:
    document = document_of(text)
    assert document.footnotes == ()
    assert "".join(part.text for part in document.paragraphs) == text.replace("\n", "")


def test_entries_below_a_heading_without_marks_stay_paragraphs_and_are_reported() -> None:
    document = document_of("甲说如此。\n\n参考文献\n\n[1] 甲。\n\n[2] 乙。\n")
    assert document.footnotes == ()
    assert [(item.line, item.code) for item in document.diagnostics] == [(5, "doubtful-notes")]


def test_a_sign_without_a_note_is_reported_where_others_have_one() -> None:
    document = document_of("甲说[1]，乙说[7]。\n\n注释\n\n[1] 甲书。\n")
    assert document.paragraphs[0].text == "甲说，乙说[7]。"
    assert codes_of(document) == ["orphan-mark"]


def test_a_sign_without_any_note_is_text() -> None:
    document = document_of("甲说[1]，乙说[7]。\n\n丙说如此。\n")
    assert document.paragraphs[0].text == "甲说[1]，乙说[7]。"
    assert document.diagnostics == ()


# ---- documents made by chance: what was marked is linked, no more and no less

SENTENCES = [
    "古无轻唇音",
    "王力先生在《汉语史稿》中认为此说可从",
    "于1995年所作的决定仍然有效",
    "第3条规定了3项义务",
    "“不扩散”一词见于该条约",
    "各国应当履行义务（见附件）",
]
SOURCES = [
    "王力：《汉语史稿》，第3页。",
    "A/54/565。",
    "联合国，《条约汇编》，第 1577 卷。",
    "《年鉴》，第10卷，第2页。",
    "Smith, The Law, p. 3.",
]
FORMS = {
    "square": ("[{}]", "[{}] "),
    "tortoise": ("〔{}〕", "〔{}〕"),
    "named": ("[注{}]", "注{}："),
    "circled": ("{}", "{} "),
    "caret": ("^{}", "{}. "),
    "raised": ("{}", "{} "),
    "dotted": ("[{}]", "{}. "),
}
# where a mark is set: {}
SLOT = re.compile(r"\{\}")


class Made(NamedTuple):
    """A document, and for each of its paragraphs the text and what the marks in it refer to."""

    text: str
    written: list[tuple[str, list[tuple[int, str]]]]


def printed(number: int, form: str) -> str:
    if form == "circled":
        return chr(ord("①") + number - 1)
    return str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")) if form == "raised" else str(number)  # fmt: skip


def made(chance: random.Random, form: str, heading: str, chapters: int) -> Made:
    mark, entry = FORMS[form]
    lines: list[str] = []
    written: list[tuple[str, list[tuple[int, str]]]] = []
    for chapter in range(chapters):
        notes: list[str] = []
        lines.append(f"第{'一二三'[chapter]}章 题目")
        for text in paragraphs(chance):
            marks = []
            for place in SLOT.finditer(text):
                notes.append(chance.choice(SOURCES))
                marks.append((place.start() - 2 * len(marks), notes[-1]))
            numbers = range(len(notes) - len(marks) + 1, len(notes) + 1)
            lines.append(text.format(*(mark.format(printed(at, form)) for at in numbers)))
            written.append((SLOT.sub("", text), marks))
        lines += [heading] if heading and notes else []
        lines += [entry.format(printed(at, form)) + note for at, note in enumerate(notes, 1)]
    return Made("\n\n".join(lines) + "\n", written)


def paragraphs(chance: random.Random) -> Iterator[str]:
    """Yield paragraphs of sentences, at the end of some of which a mark is to be set."""
    for at in range(chance.randint(1, 4)):
        sentences = chance.choices(SENTENCES, k=chance.randint(1, 3))
        slots = [chance.random() < 0.5 or at == 0 for _ in sentences]
        inside = chance.random() < 0.5
        yield "".join(
            sentence + (("{}。" if inside else "。{}") if slot else "。")
            for sentence, slot in zip(sentences, slots, strict=True)
        )


@settings(max_examples=300, deadline=None)
@given(
    st.integers(min_value=0),
    st.sampled_from(sorted(FORMS)),
    st.sampled_from(["", "注释", "尾註："]),
    st.integers(min_value=1, max_value=3),
)
def test_every_mark_that_was_set_is_linked_to_its_note(
    seed: int, form: str, heading: str, chapters: int
) -> None:
    source, written = made(random.Random(seed), form, heading, chapters)
    document = document_of(source)
    back = []
    for part in document.paragraphs:
        if part.kind == "body":
            notes = document.notes_of(part)
            texts = {note.number: note.text for note in notes}
            back.append((part.text, [(mark.offset, texts[mark.number]) for mark in part.marks]))
    assert back == written
    assert all(note.cited_by for note in document.footnotes)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(["注释", "参考文献", "[1]", "[2] 甲。", "① ", "①", "②乙", "1. ", "2. 丙", "* ", "*", "^1", "¹", "注1：", "甲说", "。", "，", "\n", "\n\n", "\f", "第一章 甲", "〔1〕", "[1,2]", "[1-9]", "（1）", "12"]),
        max_size=40,
    )
)  # fmt: skip
def test_no_text_with_signs_of_notes_loses_a_character(parts: list[str]) -> None:
    document_of("".join(parts))
