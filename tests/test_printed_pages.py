"""Pages that a press has set are read back as what was set: paragraphs, marks, notes."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from press import CLOSING, HEIGHT, LATIN, Content, Press, Style, set_article, set_resolution

from indexer.document import Document, Span
from indexer.draft import Composed, MarkPiece
from indexer.errors import SourceEmpty, SourceError, SourceUnreadable
from indexer.parse import parse_file, taken_apart
from indexer.printed.baselines import levels_of
from indexer.printed.columns import regions_of
from indexer.printed.lines import lines_of
from indexer.printed.page import Font, Glyph, Printed
from indexer.printed.readings import readings_of
from indexer.readers import read

TEXT = "各国应当按照本公约的规定采取一切适当措施以确保其人民享有和平与安全的权利并促进国际合作"


def read_back(data: bytes, folder: Path) -> Document:
    path = folder / "pages.pdf"
    path.write_bytes(data)
    return parse_file(path, "pages.pdf")


def said_of(document: Document) -> list[tuple[str, list[tuple[int, str]]]]:
    return [
        (paragraph.text, [(mark.offset, mark.number) for mark in paragraph.marks])
        for paragraph in document.paragraphs
    ]


def expected_of(paragraphs: list[Content]) -> list[tuple[str, list[tuple[int, str]]]]:
    said = []
    for content in paragraphs:
        text, marks = "", []
        for item in content:
            if isinstance(item, int):
                marks.append((len(text), str(item)))
            else:
                text += item
        said.append((text, marks))
    return said


def test_paragraphs_marks_and_notes_are_those_that_were_set(tmp_path):
    paragraphs: list[Content] = [
        (f"{TEXT}，", 1, f"{TEXT}；", 2, "回顾其决议。"),
        (f"重申{TEXT}", 3, "。"),
    ]
    notes = {1: "联合国，《条约汇编》，第 634 卷。", 2: "同上，第 635 卷。", 3: f"见{TEXT * 2}。"}
    document = read_back(set_article(paragraphs, notes), tmp_path)
    assert said_of(document) == expected_of(paragraphs)
    assert [(note.number, note.text, note.cited_by) for note in document.footnotes] == [
        ("1", notes[1], ("p1",)),
        ("2", notes[2], ("p1",)),
        ("3", notes[3], ("p2",)),
    ]
    assert document.footnotes[1].resolved == "联合国，《条约汇编》，第635卷。"


def test_a_paragraph_that_runs_over_a_page_is_one_and_has_the_page_it_begins_on(tmp_path):
    paragraphs: list[Content] = [(f"{TEXT[at:]}{TEXT}。",) for at in range(20)]
    document = read_back(set_article(paragraphs, {}), tmp_path)
    assert said_of(document) == expected_of(paragraphs)
    assert {paragraph.page for paragraph in document.paragraphs} == {1, 2, 3}


def test_heads_and_page_numbers_are_furniture(tmp_path):
    paragraphs: list[Content] = [(f"{TEXT[at:]}{TEXT}。",) for at in range(30)]
    document = read_back(set_article(paragraphs, {}, Style(head="国际法年鉴")), tmp_path)
    assert said_of(document) == expected_of(paragraphs)
    taken = [item.message for item in document.diagnostics if item.code == "furniture"]
    assert taken[:2] == [
        "taken for page furniture: 国际法年鉴",
        "taken for page furniture: 1",
    ]


@pytest.mark.parametrize("page", [1, 2])
def test_a_diagnostic_names_the_page_and_its_line(tmp_path, page):
    document = read_back(set_article([(f"{TEXT}。",)] * 30, {}, Style(head="年鉴")), tmp_path)
    places = [item.place for item in document.diagnostics if item.page == page]
    assert places[0] == f"p{page}:1"


def resolution() -> Document:
    return parse_file(Path(__file__).parent / "data" / "a-res-63-49.txt", "a-res-63-49.txt")


def as_set(document: Document) -> tuple[list[tuple[str, Content]], dict[int, str]]:
    """Return the paragraphs and notes of a document as the press takes them."""
    paragraphs: list[tuple[str, Content]] = []
    for paragraph in document.paragraphs:
        content: list[str | int] = []
        at = 0
        for mark in paragraph.marks:
            content += [paragraph.text[at : mark.offset], int(mark.number)]
            at = mark.offset
        content.append(paragraph.text[at:])
        paragraphs.append(("title" if paragraph.kind == "title" else "text", tuple(content)))
    return paragraphs, {int(note.number): note.text for note in document.footnotes}


def without_spaces(text: str) -> str:
    return "".join(text.split())


def test_a_resolution_set_in_pages_is_the_same_as_its_text(tmp_path):
    told = resolution()
    paragraphs, notes = as_set(told)
    date, meeting = told.paragraphs[-1].text.split(" 第")
    paragraphs[-1:] = [("text", (date,)), ("text", (f"第{meeting}",))]
    printed = read_back(set_resolution(paragraphs, notes), tmp_path)
    assert (printed.symbol, printed.date, printed.meeting) == (
        told.symbol,
        told.date,
        told.meeting,
    )
    masthead = [paragraph for paragraph in printed.paragraphs if paragraph.kind == "heading"]
    assert [paragraph.text for paragraph in masthead] == [
        "联合国  A/RES/63/49",
        "大会  Distr.: General 12 January 2009",
        "第六十三届会议",
        "议程项目 89(w)",
        "大会决议",
    ]
    assert [
        (
            paragraph.anchor,
            without_spaces(paragraph.text),
            [mark.number for mark in paragraph.marks],
        )
        for paragraph in printed.paragraphs[len(masthead) :]
    ] == [
        (
            paragraph.anchor,
            without_spaces(paragraph.text),
            [mark.number for mark in paragraph.marks],
        )
        for paragraph in told.paragraphs
    ]
    assert [
        (note.number, without_spaces(note.text), note.cited_by) for note in printed.footnotes
    ] == [(note.number, without_spaces(note.text), note.cited_by) for note in told.footnotes]
    taken = [item.message.rpartition(": ")[2] for item in printed.diagnostics]
    assert taken[:5] == ["08-47325 (C)", "*0847325*", "A/RES/63/49", "2", "A/RES/63/49"]
    assert {item.code for item in printed.diagnostics} == {"furniture"}


def test_a_head_that_changes_by_chapter_is_known_by_the_number_beside_it(tmp_path):
    press = Press()
    for page, chapter in enumerate(["条约的订立", "条约的效力", "条约的终止", "争端的解决"], 1):
        press.text(60, HEIGHT - 30, chapter, 9)
        press.text(340, HEIGHT - 30, str(page + 16), 9, LATIN)
        press.text(84, 480, f"{TEXT[page : page + 20]}。")
        press.next_page()
    document = read_back(press.bytes(), tmp_path)
    taken = [item.message for item in document.diagnostics if item.code == "furniture"]
    assert taken == [
        "taken for page furniture: 条约的订立  17",
        "taken for page furniture: 条约的效力  18",
        "taken for page furniture: 条约的终止  19",
        "taken for page furniture: 争端的解决  20",
    ]


def test_a_footer_of_job_number_and_page_number_is_furniture(tmp_path):
    press = Press()
    press.text(60, 500, f"{TEXT[:20]}。")
    press.text(60, 30, "08-47325", 9, LATIN)
    press.text(300, 30, "1", 9, LATIN)
    document = read_back(press.bytes(), tmp_path)
    assert [text for text, _ in said_of(document)] == [f"{TEXT[:20]}。"]


def test_the_entries_of_a_table_of_contents_are_apart(tmp_path):
    press = Press()
    dots = ". " * 20
    for at, title in enumerate(["第一章 总则", "第二章 权利", "第三章 责任"]):
        press.text(60, 500 - 18 * at, f"{title} {dots}{at + 1}")
    document = read_back(press.bytes(), tmp_path)
    assert [text[:5] for text, _ in said_of(document)] == [
        "第一章总则",
        "第二章权利",
        "第三章责任",
    ]


def test_what_a_note_says_on_the_next_page_is_no_new_note(tmp_path):
    press = Press()
    press.mark(press.text(60, 500, f"{TEXT[:20]}。"), 500, 1)
    press.rule(60, 100, 100)
    press.text(press.mark(60, 85, 1, 9), 85, f"见{TEXT[:30]}，第", 9)
    press.next_page()
    press.text(60, 500, f"{TEXT[:20]}。")
    press.rule(60, 100, 100)
    press.text(60, 85, "285 项措施。", 9)
    document = read_back(press.bytes(), tmp_path)
    assert [(note.number, without_spaces(note.text)) for note in document.footnotes] == [
        ("1", f"见{TEXT[:30]}，第285项措施。")
    ]


def test_notes_with_raised_numbers_at_the_end_of_a_chapter_are_notes(tmp_path):
    press = Press()
    y = 560.0
    for chapter in ("第一章 条约", "第二章 争端"):
        press.text(60, y, chapter, 15)
        for at in (1, 2):
            line = y - 24 * at
            press.text(press.mark(press.text(60, line, TEXT[:20]), line, at), line, "。")
        press.text(60, y - 90, "注释", 15)
        for at in (1, 2):
            line = y - 100 - 11 * at
            press.text(press.mark(60, line, at, 9), line, f"王力：《{chapter[4:]}》，第{at}页。", 9)
        y -= 200
    document = read_back(press.bytes(), tmp_path)
    assert [(note.number, note.text, note.cited_by) for note in document.footnotes] == [
        ("1", "王力：《条约》，第1页。", ("p1",)),
        ("2", "王力：《条约》，第2页。", ("p2",)),
        ("1", "王力：《争端》，第1页。", ("p3",)),
        ("2", "王力：《争端》，第2页。", ("p4",)),
    ]


def test_a_page_that_is_a_picture_is_reported(tmp_path):
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    press = Press()
    press.text(60, 500, f"{TEXT[:20]}。")
    press.next_page()
    press.canvas.drawImage(ImageReader(Image.new("RGB", (20, 20))), 60, 60, 300, 400)
    press.next_page()
    press.rule(60, 300, 100)
    document = read_back(press.bytes(), tmp_path)
    assert [(item.page, item.code) for item in document.diagnostics] == [(2, "no-text")]


def test_characters_that_a_font_does_not_name_are_counted_by_page(tmp_path):
    press = Press()
    press.text(60, 500, f"{TEXT[:20]}。")
    press.canvas.addLiteral("BT /F1 12 Tf 1 0 0 1 60 400 Tm (\\001\\003) Tj ET")
    document = read_back(press.bytes(), tmp_path)
    assert [(item.page, item.code, item.message) for item in document.diagnostics] == [
        (1, "unnamed-characters", "2 characters that the fonts do not name")
    ]


def test_a_file_whose_fonts_name_hardly_anything_says_so(tmp_path):
    press = Press()
    press.text(60, 500, "和")
    press.canvas.addLiteral("BT /F1 12 Tf 1 0 0 1 60 400 Tm (\\001\\003\\004) Tj ET")
    assert _why_not(press.bytes(), tmp_path) == (
        "pages.pdf: its fonts name no characters: 3 of 4 are unknown"
    )


WITHOUT_FONTS = """
import ctypes, sys
from pathlib import Path
import pypdfium2.raw as pdfium
from indexer.errors import SourceError
from indexer.readers.pdf import read

folders = (ctypes.POINTER(ctypes.c_char) * 2)(ctypes.create_string_buffer(sys.argv[2].encode()))
pdfium.FPDF_DestroyLibrary()
config = pdfium.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=folders)
pdfium.FPDF_InitLibraryWithConfig(config)
try:
    print(sum(len(page.glyphs) for page in read(Path(sys.argv[1]), "pages.pdf").pages))
except SourceError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("han", "told"),
    [
        (
            "核裁军",
            "pages.pdf: text is set in STSong-Light, a font that is neither in the file nor on "
            "this machine: install one for Chinese, as fonts-noto-cjk",
        ),
        ("", "40"),
    ],
)
def test_text_in_a_font_that_is_nowhere_is_not_lost_unsaid(han: str, told: str, tmp_path):
    press = Press()
    press.text(60, 500, f"{'63/49' * 8}{han}")
    (tmp_path / "pages.pdf").write_bytes(press.bytes())
    (tmp_path / "no-fonts").mkdir()
    arguments = [tmp_path / "pages.pdf", tmp_path / "no-fonts"]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_FONTS, *arguments], capture_output=True, text=True
    )
    assert (done.stdout.strip(), done.stderr) == (told, "")


MARKS = [
    # (what is raised, the numbers it is read as, each way)
    ("1", [("1",)]),
    ("12", [("12",), ("1", "2")]),
    ("13", [("13",)]),
    ("1112", [("11", "12")]),
    ("91011", [("9", "10", "11")]),
    ("3,4", [("3", "4")]),
    ("3, 4", [("3", "4")]),
    ("[7]", [("7",)]),
    ("〔7〕", [("7",)]),
    ("²", [("2",)]),
    ("＊", [("*",)]),
    ("①", [("①",)]),
    ("th", []),
    ("", []),
    ("n+1", []),
]


@pytest.mark.parametrize(("raised", "expected"), MARKS)
def test_a_raised_text_is_read_as_the_numbers_it_may_stand_for(raised, expected):
    assert [reading.numbers for reading in readings_of(raised)] == expected


def test_two_marks_set_without_a_space_are_two(tmp_path):
    paragraphs: list[Content] = [(f"{TEXT}。", 1, 2)]
    document = read_back(set_article(paragraphs, {1: "甲。", 2: "乙。"}), tmp_path)
    assert said_of(document) == expected_of(paragraphs)


def test_a_power_is_no_mark_where_a_mark_is_there(tmp_path):
    press = Press()
    x = press.text(60, 500, "面积为 3 km")
    x = press.mark(x, 500, 2)
    x = press.text(x, 500, "的区域")
    x = press.mark(x, 500, 2)
    press.text(x, 500, "。")
    press.rule(60, 100, 100)
    x = press.mark(60, 85, 2, 9)
    press.text(x, 85, "见附件。", 9)
    document = read_back(press.bytes(), tmp_path)
    assert said_of(document)[0] == ("面积为 3 km2的区域。", [(12, "2")])


def test_a_raised_number_without_a_note_stays_in_the_text_and_is_reported(tmp_path):
    press = Press()
    x = press.mark(press.text(60, 500, "依照决议"), 500, 9)
    press.text(x, 500, "办理。")
    document = read_back(press.bytes(), tmp_path)
    assert document.paragraphs[0].text == "依照决议9办理。"
    assert [(item.place, item.code) for item in document.diagnostics] == [("p1:1", "orphan-mark")]


def test_columns_are_read_one_after_the_other(tmp_path):
    paragraphs: list[Content] = [(f"第{at}段{TEXT}{TEXT}。",) for at in range(12)]
    document = read_back(set_article(paragraphs, {}, Style(columns=2)), tmp_path)
    assert said_of(document) == expected_of(paragraphs)


def test_the_cells_of_a_row_are_one_paragraph(tmp_path):
    press = Press()
    for at, (left, right) in enumerate([("年份", "数目"), ("甲年", "三百"), ("乙年", "四百")]):
        press.text(60, 500 - 20 * at, left)
        press.text(200, 500 - 20 * at, right)
    document = read_back(press.bytes(), tmp_path)
    assert [text for text, _ in said_of(document)] == ["年份  数目", "甲年  三百", "乙年  四百"]


def test_a_listing_is_one_paragraph_with_its_line_ends(tmp_path):
    press = Press()
    for at, line in enumerate(["for x in range(3):", "print(x)", "done()"]):
        press.canvas.setFont("Courier", 10)
        press.canvas.drawString(60, 500 - 14 * at, line)
    document = read_back(press.bytes(), tmp_path)
    assert [text for text, _ in said_of(document)] == ["for x in range(3): \nprint(x) \ndone()"]


def test_text_that_runs_up_the_page_is_kept(tmp_path):
    press = Press()
    press.text(60, 500, f"{TEXT[:20]}。")
    press.canvas.rotate(90)
    press.text(100, -30, "边注文字")
    document = read_back(press.bytes(), tmp_path)
    assert [text for text, _ in said_of(document)] == [f"{TEXT[:20]}。", "边注文字"]


def test_a_mark_whose_note_stands_below_a_heading_is_no_orphan(tmp_path):
    press = Press()
    press.text(60, 520, f"{TEXT[:12]}。")
    press.next_page()
    x = press.mark(press.text(60, 520, "各国应当遵守条约"), 520, 1)
    press.text(x, 520, "的规定。")
    press.text(60, 470, "注释", 15)
    press.text(60, 440, "1. 联合国，《条约汇编》，第634卷。")
    document = read_back(press.bytes(), tmp_path)
    assert [note.text for note in document.footnotes] == ["联合国，《条约汇编》，第634卷。"]
    assert document.diagnostics == ()


def test_short_items_of_a_list_are_paragraphs_each(tmp_path):
    press = Press()
    for at in range(4):
        press.text(60, 540 - 18 * at, TEXT[:25])
    items = ["1. 采摘", "2. 萎凋", "3. 杀青", "4. 揉捻", "5. 烘焙", "6. 分级"]
    for at, item in enumerate(items):
        press.text(84, 460 - 18 * at, item)
    document = read_back(press.bytes(), tmp_path)
    assert [text for text, _ in said_of(document)][1:] == items


def test_the_words_of_items_are_no_cells_of_a_table(tmp_path):
    press = Press()
    words = [TEXT[:21], TEXT[21:], f"{TEXT[:8]}。"]
    for at, line in enumerate(words * 2):
        press.text(60, 540 - 18 * at, f"{at // 3 + 1}." if at % 3 == 0 else "")
        press.text(100, 540 - 18 * at, line)
    document = read_back(press.bytes(), tmp_path)
    assert [text for text, _ in said_of(document)] == [
        f"1.  {TEXT}{TEXT[:8]}。",
        f"2.  {TEXT}{TEXT[:8]}。",
    ]


def test_a_word_broken_by_a_hyphen_is_whole_again(tmp_path):
    press = Press()
    for at, line in enumerate(
        [
            "We recall and reaffirm once more the common respon-",
            "sibilities of all States and of their peoples before",
        ]
    ):
        press.canvas.setFont("Helvetica", 12)
        press.canvas.drawString(60, 500 - 18 * at, line)
    press.canvas.drawString(60, 464, "the law.")
    document = read_back(press.bytes(), tmp_path)
    assert "common responsibilities of" in document.paragraphs[0].text
    assert [item.code for item in document.diagnostics] == ["broken-word"]


def test_larger_type_is_a_title_or_a_heading(tmp_path):
    press = Press()
    press.text(120, 520, "国际法院的意见", 20)
    press.text(60, 480, f"{TEXT[:24]}。")
    press.text(60, 440, "背景与沿革", 15)
    press.text(60, 410, f"{TEXT[:24]}。")
    document = read_back(press.bytes(), tmp_path)
    assert [paragraph.kind for paragraph in document.paragraphs] == [
        "title",
        "body",
        "heading",
        "body",
    ]


def sentences(shortest: int) -> st.SearchStrategy[list[tuple[str, str, bool]]]:
    """Return the sentences of a paragraph: text, what ends it, and whether it has a note."""
    sentence = st.tuples(
        st.text(TEXT, min_size=shortest, max_size=60), st.sampled_from("，。；"), st.booleans()
    )
    return st.lists(sentence, min_size=1, max_size=6)


def article_of(written: list[list[tuple[str, str, bool]]]) -> tuple[list[Content], dict[int, str]]:
    """Return paragraphs that end in a full stop, and their notes, numbered through."""
    notes: dict[int, str] = {}
    # Two paragraphs of several lines show where lines begin and end.
    paragraphs: list[Content] = [(f"{TEXT * 3}。",), (f"{TEXT * 2}。",)]
    for parts in written:
        content: list[str | int] = []
        for text, stop, noted in parts:
            content.append(f"{text}{stop}")
            if noted:
                notes[len(notes) + 1] = f"见{text}。"
                content.append(len(notes))
        paragraphs.append((*content, "特此决定。"))
    return paragraphs, notes


def assert_comes_back(
    written: list[list[tuple[str, str, bool]]], style: Style, folder: Path
) -> None:
    paragraphs, notes = article_of(written)
    document = read_back(set_article(paragraphs, notes, style), folder)
    # On a single page nothing tells a head from text: it is kept as text.
    read = [said for said in said_of(document) if said[0] != style.head]
    expected = expected_of(paragraphs)
    if any(item.code == "doubtful-join" for item in document.diagnostics):
        # A full line at the foot of the last column may end its paragraph or not: that is told.
        assert "".join(text for text, _ in read) == "".join(text for text, _ in expected)
    else:
        assert read == expected
    assert [(note.number, note.text) for note in document.footnotes] == [
        (str(number), text) for number, text in notes.items()
    ]


FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@FEW
@given(
    written=st.lists(sentences(1), min_size=1, max_size=6),
    rule=st.booleans(),
    head=st.sampled_from(["", "国际法年鉴"]),
)
def test_whatever_article_is_set_comes_back_whole(tmp_path_factory, written, rule, head):
    assert_comes_back(written, Style(rule=rule, head=head), tmp_path_factory.mktemp("press"))


@FEW
@given(written=st.lists(sentences(30), min_size=12, max_size=16), rule=st.booleans())
def test_whatever_article_is_set_in_columns_comes_back_whole(tmp_path_factory, written, rule):
    style = Style(columns=2, rule=rule)
    assert_comes_back(written, style, tmp_path_factory.mktemp("press"))


FONT = Font("F", bold=False, fixed_pitch=False)
GLYPHS = st.builds(
    lambda text, left, baseline, size, spaced: Glyph(
        text, left, left + size, baseline, size, FONT, spaced, hyphen=False
    ),
    st.sampled_from(f"{TEXT}abc123{CLOSING}"),
    st.floats(0, 600),
    st.floats(0, 800),
    st.sampled_from([6.0, 9.0, 12.0, 24.0]),
    st.booleans(),
)


@given(st.lists(GLYPHS, min_size=1, max_size=120))
def test_each_character_of_a_page_is_in_one_line(glyphs):
    lines = lines_of(1, regions_of(list(levels_of(glyphs))).regions)
    printed = Counter(glyph.text for glyph in glyphs)
    assert Counter("".join(line.text for line in lines).replace(" ", "")) == printed


def assert_nothing_is_lost(composed: Composed) -> None:
    """Each visible character of the text is in one paragraph, mark, note or piece of furniture."""
    spans = [*composed.furniture]
    for draft in composed.drafts:
        spans += draft.spans
        marks = (piece for piece in draft.pieces if isinstance(piece, MarkPiece))
        spans += [Span(mark.start, mark.end) for mark in marks]
    for note in composed.notes:
        spans += [note.number_span, *note.spans]
    times = Counter(
        at
        for span in spans
        for at in range(span.start, span.end)
        if not composed.text[at].isspace()
    )
    visible = {at for at, character in enumerate(composed.text) if not character.isspace()}
    assert set(times) == visible
    assert set(times.values()) <= {1}


def assert_all_is_told(path: Path) -> None:
    """The text holds just the characters of the pages, and none of them is lost."""
    source = read(path, path.name)
    assert isinstance(source, Printed)
    pages = list(source.pages)
    composed = taken_apart(replace(source, pages=iter(pages)))
    printed = Counter(glyph.text for page in pages for glyph in page.glyphs)
    assert Counter(without_spaces(composed.text)) == printed
    assert_nothing_is_lost(composed)


@FEW
@given(
    written=st.lists(sentences(1), min_size=1, max_size=6),
    columns=st.sampled_from([1, 2]),
    head=st.sampled_from(["", "国际法年鉴"]),
)
def test_nothing_that_is_printed_is_lost(tmp_path_factory, written, columns, head):
    paragraphs, notes = article_of(written)
    path = tmp_path_factory.mktemp("press") / "pages.pdf"
    path.write_bytes(set_article(paragraphs, notes, Style(columns=columns, head=head)))
    assert_all_is_told(path)


def test_nothing_that_is_printed_in_articles_is_lost(collections):
    for path in sorted((collections / "footnoted" / "pdf").glob("*.pdf")):
        with contextlib.suppress(SourceUnreadable, SourceEmpty):
            assert_all_is_told(path)


ANYWHERE = st.floats(allow_nan=False, allow_infinity=False, width=32) | st.sampled_from(
    [0.0, -1e38, 1e38, 1e-30, 300.0, 301.0]
)


@FEW
@given(placed=st.lists(st.tuples(ANYWHERE, ANYWHERE, ANYWHERE, ANYWHERE), min_size=1, max_size=30))
def test_text_of_any_size_at_any_place_is_kept_or_refused(tmp_path_factory, placed):
    press = Press()
    press.text(60, 500, "text")
    for size, stretch, x, y in placed:
        press.canvas.addLiteral(
            f"BT /F1 {size:f} Tf {stretch:f} 0 0 1 {x:f} {y:f} Tm (ab 12) Tj ET"
        )
    path = tmp_path_factory.mktemp("press") / "pages.pdf"
    path.write_bytes(press.bytes())
    assert_all_is_told(path)


@FEW
@given(
    places=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=60),
    kept=st.floats(0.2, 1),
)
def test_a_damaged_file_is_read_or_refused(tmp_path_factory, places, kept):
    data = bytearray(set_article([(f"{TEXT}，", 1, "。")], {1: "甲。"}))
    for at, value in places:
        data[at % len(data)] = value
    path = tmp_path_factory.mktemp("press") / "pages.pdf"
    path.write_bytes(data[: int(kept * len(data))])
    with contextlib.suppress(SourceError):
        assert_all_is_told(path)


def test_a_file_without_a_text_layer_says_so(tmp_path):
    press = Press()
    press.rule(60, 300, 100)
    assert _why_not(press.bytes(), tmp_path) == (
        "pages.pdf: no text layer: its pages are pictures of text, or blank"
    )


def test_an_encrypted_file_says_so(tmp_path):
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "pages.pdf"
    canvas = Canvas(str(path), encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(60, 500, "text")
    canvas.save()
    assert _why_not(path.read_bytes(), tmp_path) == (
        "pages.pdf: encrypted: it cannot be read without its password"
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7\n%%EOF", "damaged, or not a PDF file"),
        (b"\x00" * 500, "damaged, or not a PDF file"),
    ],
)
def test_a_damaged_file_says_so(tmp_path, data, reason):
    assert _why_not(data, tmp_path) == f"pages.pdf: {reason}"


def _why_not(data: bytes, folder: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_back(data, folder)
    return str(caught.value)
