"""A file becomes a document of which nothing is lost and nothing is invented."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.document import Document, Span
from indexer.parse import parse, parse_file
from indexer.source import Source

SAMPLE = Path(__file__).parent / "data" / "a-res-63-49.txt"
SAMPLE_TEXT = SAMPLE.read_text(encoding="utf-8")


def document_of(text: str, name: str = "sample") -> Document:
    return parse(Source.from_text(name, text))


def visible(text: str) -> str:
    return "".join(text.split())


def spans_of(document: Document) -> Iterator[Span]:
    """Yield every place of the source that the document accounts for."""
    for paragraph in document.paragraphs:
        yield from paragraph.spans
        yield from (mark.span for mark in paragraph.marks)
    for note in document.footnotes:
        yield note.number_span
        yield from note.spans
    yield from document.furniture


def assert_nothing_lost(document: Document, text: str) -> None:
    """Each visible character of the source is in one place, and each text is its places' characters."""
    times = [0] * len(text)
    for span in spans_of(document):
        for place in range(span.start, span.end):
            times[place] += 1
    wrong = [
        place
        for place, character in enumerate(text)
        if not character.isspace() and times[place] != 1
    ]
    assert not wrong, (
        f"{text[wrong[0] - 20 : wrong[0] + 20]!r} at {wrong[0]}: {times[wrong[0]]} times"
    )
    for part in (*document.paragraphs, *document.footnotes):
        printed = "".join(text[span.start : span.end] for span in part.spans)
        assert visible(part.text) == visible(printed)
    starts = [paragraph.spans[0].start for paragraph in document.paragraphs if paragraph.spans]
    assert all(first < second for first, second in pairwise(starts)), "paragraphs out of order"


@pytest.fixture(scope="module")
def sample() -> Document:
    return parse_file(SAMPLE, SAMPLE.name)


def test_the_sample_says_what_it_is(sample: Document) -> None:
    assert sample.facts() == {
        "key": "A/RES/63/49",
        "symbol": "A/RES/63/49",
        "title": "国际法院关于以核武器进行威胁或使用核武器的合法性的咨询意见的后续行动",
        "date": "2008-12-02",
        "meeting": "第61次全体会议",
        "source": "a-res-63-49.txt",
    }


def test_the_sample_has_its_paragraphs_in_order(sample: Document) -> None:
    assert [paragraph.anchor for paragraph in sample.paragraphs] == [
        "title",
        "opening",
        *(f"pp{number}" for number in range(1, 18)),
        *(f"op{number}" for number in range(1, 5)),
        "closing",
    ]


@pytest.mark.parametrize(
    ("anchor", "kind", "number", "label", "beginning", "end"),
    [
        ("title", "title", None, "标题", "63/49. 国际法院", "后续行动"),
        ("opening", "opening", None, "开头", "大会，", "大会，"),
        ("pp1", "preambular", None, "序言部分第1段", "回顾其 1994 年", "第 62/39 号决议，"),
        (
            "pp4",
            "preambular",
            None,
            "序言部分第4段",
            "念及在《不扩散核武器条约》第六条中",
            "进行谈判，",
        ),
        ("pp6", "preambular", None, "序言部分第6段", "强调核武器国家", "从而实现核裁军，"),
        ("pp8", "preambular", None, "序言部分第8段", "满意地认识到《南极条约》、", "无核武器区，"),
        ("pp16", "preambular", None, "序言部分第16段", "回顾国际法院1996年7月8日", "咨询意见，"),
        ("pp17", "preambular", None, "序言部分第17段", "表示注意到秘书长", "有关部分，"),
        ("op1", "operative", "1", "第1段", "1. 再次强调国际法院", "谈判；"),
        ("op2", "operative", "2", "第2段", "2. 再次吁请所有国家", "公约；"),
        ("op4", "operative", "4", "第4段", "4. 决定将题为", "临时议程。"),
        ("closing", "closing", None, "结尾", "2008 年 12 月 2 日", "第 61 次全体会议"),
    ],
)
def test_a_paragraph_of_the_sample_is_whole_and_named(
    sample: Document, anchor: str, kind: str, number: str, label: str, beginning: str, end: str
) -> None:
    paragraph = next(paragraph for paragraph in sample.paragraphs if paragraph.anchor == anchor)
    assert (paragraph.kind, paragraph.number, paragraph.label) == (kind, number, label)
    assert paragraph.text.startswith(beginning)
    assert paragraph.text.endswith(end)


def test_every_mark_of_the_sample_leads_to_its_note(sample: Document) -> None:
    assert {note.number: note.cited_by for note in sample.footnotes} == {
        "1": ("pp4",),
        "2": ("pp5",),
        "3": ("pp6",),
        **dict.fromkeys("456789", ("pp8",)),
        "10": ("pp14",),
        "11": ("pp16",),
        "12": ("pp17",),
    }


@pytest.mark.parametrize(
    ("anchor", "before", "number"),
    [
        ("pp4", "《不扩散核武器条约》", "1"),
        ("pp5", "目标，", "2"),
        ("pp8", "《南极条约》、", "4"),
        ("pp8", "《曼谷条约》、", "7"),
        ("pp8", "《佩林达巴条约》", "8"),
        ("pp14", "十三个步骤", "10"),
        ("pp17", "决议的报告", "12"),
    ],
)
def test_a_mark_of_the_sample_stands_where_it_was_printed(
    sample: Document, anchor: str, before: str, number: str
) -> None:
    paragraph = next(paragraph for paragraph in sample.paragraphs if paragraph.anchor == anchor)
    mark = next(mark for mark in paragraph.marks if mark.number == number)
    assert paragraph.text[: mark.offset].endswith(before)


def test_note_5_of_the_sample_resolves_through_note_4(sample: Document) -> None:
    note = next(note for note in sample.footnotes if note.number == "5")
    assert note.text == "同上，第 634 卷，第 9068 号。"
    assert note.resolved == "联合国，《条约汇编》，第634卷，第9068号。"


def test_the_sample_gives_no_cause_for_doubt(sample: Document) -> None:
    assert sample.diagnostics == ()


def test_nothing_of_the_sample_is_lost(sample: Document) -> None:
    assert_nothing_lost(sample, SAMPLE_TEXT)


def test_the_same_text_with_pages_loses_only_reported_furniture() -> None:
    pages = SAMPLE_TEXT.replace("  强调核武器国家", "\f A/RES/63/49\n  强调核武器国家")
    pages = pages.replace("  回顾国际法院1996", "\f A/RES/63/49\n  回顾国际法院1996")
    document = document_of(pages)
    assert_nothing_lost(document, pages)
    assert [(item.code, item.message) for item in document.diagnostics] == [
        ("furniture", "taken for page furniture: A/RES/63/49"),
        ("furniture", "taken for page furniture: A/RES/63/49"),
    ]
    assert [
        paragraph.page
        for paragraph in document.paragraphs
        if paragraph.anchor in ("pp1", "pp6", "op1")
    ] == [1, 2, 3]
    assert all(note.cited_by for note in document.footnotes)


MASTHEAD = """  联合国                                      A/RES/63/49

   大会
Distr.: General
12 January 2009

第六十三届会议
议程项目 89(w)
08-47326
大会决议
 [根据第一委员会的报告(A/63/389)和特别政治和非殖民化委员会(第四委员会)的报告通过]

"""


def test_a_masthead_above_the_sample_is_kept_and_changes_nothing_below(sample: Document) -> None:
    document = document_of(MASTHEAD + SAMPLE_TEXT)
    assert_nothing_lost(document, MASTHEAD + SAMPLE_TEXT)
    assert [part.text for part in document.paragraphs[1:8]] == [
        "大会",
        "Distr.: General",
        "12 January 2009",
        "第六十三届会议",
        "议程项目 89(w)",
        "大会决议",
        "[根据第一委员会的报告(A/63/389)和特别政治和非殖民化委员会(第四委员会)的报告通过]",
    ]
    assert {part.kind for part in document.paragraphs[:8]} == {"heading"}
    assert [(part.anchor, part.text) for part in document.paragraphs[8:]] == [
        (part.anchor, part.text) for part in sample.paragraphs
    ]
    assert (document.symbol, document.title, document.date) == (
        sample.symbol,
        sample.title,
        sample.date,
    )


def test_what_stands_on_every_page_of_a_side_is_furniture() -> None:
    heads = {page: "大会正式记录" if page % 2 == 0 else "秘书长的报告" for page in range(2, 9)}
    pages = "\f".join(
        f"{heads.get(page, '第一页')}\n\n{page}. 正文{page}。" for page in range(1, 9)
    )
    document = document_of(pages)
    assert_nothing_lost(document, pages)
    assert len(document.furniture) == 7
    assert [paragraph.anchor for paragraph in document.paragraphs[1:]] == [
        f"p{n}" for n in range(1, 9)
    ]


def test_an_annex_with_a_heading_is_kept_apart_from_both() -> None:
    annex = "附件 \n\n政府专家组的职权范围 \n\n 1. 专家组由 15 名成员组成。 \n\n"
    place = SAMPLE_TEXT.rindex(" " * 50)
    text = f"{SAMPLE_TEXT[:place]}\n{annex}{SAMPLE_TEXT[place:]}"
    document = document_of(text)
    assert_nothing_lost(document, text)
    assert [(part.anchor, part.text) for part in document.paragraphs[24:]] == [
        ("annex1", "附件"),
        ("annex1.h1", "政府专家组的职权范围"),
        ("annex1.p1", "1. 专家组由 15 名成员组成。"),
    ]


def test_every_real_document_keeps_each_of_its_characters(collections: Path) -> None:
    files = sorted((collections / "un" / "2015").glob("*.txt"))
    assert len(files) == 732
    for file in files:
        document = parse_file(file, file.name)
        assert_nothing_lost(document, file.read_text(encoding="utf-8"))


# 12. 强调…    3、…    17．     (a line that begins with a printed number)
PRINTED_NUMBER = re.compile(r"\s*([0-9]{1,3})\s*(?:[.．、]\s*(?=[^\sA-Za-z0-9])|[.．]\s+(?=\S))")


def test_every_line_of_a_real_document_that_begins_with_a_number_is_a_paragraph_of_that_number(
    collections: Path,
) -> None:
    seen = 0
    for file in sorted((collections / "un" / "2015").glob("*.txt")):
        document = parse_file(file, file.name)
        by_start = {part.spans[0].start: part for part in document.paragraphs}
        for line in Source.from_text(file.name, file.read_text(encoding="utf-8")).lines:
            if number := PRINTED_NUMBER.match(line.text):
                seen += 1
                assert by_start[line.span.start].number == number[1], (file.name, line.text)
    assert seen > 800


# What extraction does to a text: lines broken elsewhere, spaces strewn in, marks pushed to lines of their own.


def broken_elsewhere(text: str, random_: random.Random) -> str:
    return "".join(
        character + ("\n" if random_.random() < 0.03 else "")
        for character in text
        if character != "\n" or random_.random() > 0.1
    )


def with_stray_spaces(text: str, random_: random.Random) -> str:
    return "".join(
        character + (" " * random_.randint(1, 3) if random_.random() < 0.05 else "")
        for character in text
    )


def with_marks_apart(text: str, random_: random.Random) -> str:
    return "".join(
        f"\n{character} \n" if character.isdigit() and random_.random() < 0.2 else character
        for character in text
    )


def with_trimmed_lines(text: str, _: random.Random) -> str:
    return "\n".join(line.strip() for line in text.split("\n"))


MUTATIONS = (broken_elsewhere, with_stray_spaces, with_marks_apart, with_trimmed_lines)


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=0), st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=4))
def test_no_mutation_of_the_sample_loses_a_character(
    seed: int, mutations: list[Callable[[str, random.Random], str]]
) -> None:
    text, random_ = SAMPLE_TEXT, random.Random(seed)
    for mutate in mutations:
        text = mutate(text, random_)
    assert_nothing_lost(document_of(text), text)


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("一二条、。，；：《》“”()（）[]1290ab. \n\f\t\u3000¹²①—_-"),
        max_size=300,
    )
)
def test_no_text_at_all_loses_a_character(text: str) -> None:
    assert_nothing_lost(document_of(text), text)


def without_blank_lines(text: str, _: random.Random) -> str:
    return "\n".join(line for line in text.split("\n") if line.strip())


def with_stray_indents(text: str, random_: random.Random) -> str:
    return "\n".join(" " * random_.choice((0, 0, 0, 0, 1, 3)) + line for line in text.split("\n"))


@pytest.mark.parametrize(
    "mutations",
    [
        [with_trimmed_lines],
        [without_blank_lines],
        [with_trimmed_lines, without_blank_lines],
        [with_stray_indents],
    ],
    ids=lambda mutations: " and ".join(mutation.__name__ for mutation in mutations),
)
def test_the_sample_is_still_the_sample_however_its_lines_are_set(
    sample: Document, mutations: list[Callable[[str, random.Random], str]]
) -> None:
    text = SAMPLE_TEXT
    for mutate in mutations:
        text = mutate(text, random.Random(0))
    document = document_of(text)
    assert [(paragraph.anchor, paragraph.text) for paragraph in document.paragraphs] == [
        (paragraph.anchor, paragraph.text) for paragraph in sample.paragraphs
    ]
    assert [note.to_dict() for note in document.footnotes] == [
        note.to_dict() for note in sample.footnotes
    ]
