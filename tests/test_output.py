"""Answers and documents as text, and what all formats have in common: readable, and safe."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from handmade import document
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from wcwidth import wcswidth

from indexer.typeset import LEAST_WIDTH, columns_of
from search.answers import (
    Answer,
    DocumentFacts,
    Hit,
    LinkedFootnote,
    ParagraphFacts,
    Snippet,
    Stream,
)
from search.wanted import MAX_VALUES
from search.written import FORMATS, render, render_document
from search.written.csv import ANSWER_COLUMNS

NOTE = LinkedFootnote(
    "fn5", "5", "同上，第634卷。", "联合国，《条约汇编》，第634卷。", ((3, 8),), ((11, 16),)
)


def hit(text: str = "念及在《条约》第六条中，缔约国", **changes: object) -> Hit:
    made = Hit(
        id="A/RES/63/49#pp4",
        score=7.31,
        document=DocumentFacts("A/RES/63/49", "A/RES/63/49", "国际法院", "2008-12-02", "a.txt"),
        paragraph=ParagraphFacts("pp4", None, "序言部分第4段", "preambular", 6, None),
        snippet=Snippet(text, ((4, 6),) if len(text) > 6 else (), ((7, "5"),), False, True),
        footnotes=(NOTE,),
        citations=("A/RES/62/39",),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def answer(*hits: Hit, **changes: object) -> Answer:
    made = Answer("条约", "条约", len(hits), False, 0, 0.8, (), hits)
    return replace(made, **changes)  # type: ignore[arg-type]


def printed(given: Answer, form: str, **options: object) -> str:
    return "\n".join(render(given, form, **options))  # type: ignore[arg-type]


def test_text_is_for_reading() -> None:
    assert printed(answer(hit()), "text") == (
        "A/RES/63/49  序言部分第4段  国际法院\n"
        "  念及在《条约》⁵第六条中，缔约国…\n"
        "  ⁵ 同上，第634卷。\n"
        "    = 联合国，《条约汇编》，第634卷。\n"
        "\n"
        "1 paragraph, 0.8 ms"
    )


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("text", "A/RES/63/49  序言部分第4段（第2页）  国际法院"),
        ("markdown", "1. **A/RES/63/49 序言部分第4段（第2页）** — 国际法院"),
    ],
)
def test_a_paragraph_whose_page_is_known_is_cited_with_it(form: str, line: str) -> None:
    paged = replace(hit().paragraph, page=2)
    assert printed(answer(hit(paragraph=paged)), form).splitlines()[0] == line


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize(("resolved", "times"), [(None, 1), ("联合国，第634卷。", 2)])
def test_a_note_that_is_found_itself_is_repeated_only_where_it_is_spelt_out(
    form: str, resolved: str | None, times: int
) -> None:
    own = LinkedFootnote("fn5", "5", "同上。", resolved, (), ())
    itself = ParagraphFacts("fn5", "5", "脚注5", "footnote", 9, None)
    found = hit(paragraph=itself, snippet=Snippet("同上。", (), (), False, False), footnotes=(own,))
    assert printed(answer(found), form).count("同上。") == times


def test_a_document_that_has_pages_shows_them() -> None:
    whole = document("a.pdf", ["文"])
    first = replace(whole.paragraphs[0], page=2)
    paged = replace(whole, paragraphs=(first, *whole.paragraphs[1:]))
    lines = list(render_document(paged, "text"))
    assert f"{first.label}（第2页）  #{first.anchor}" in lines


def test_colour_is_only_where_asked_for_and_on_what_is_highlighted() -> None:
    plain, coloured = printed(answer(hit()), "text"), printed(answer(hit()), "text", colour=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31m条约\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        ({"total": 0, "hits": ()}, "Nothing found."),
        ({"total": 1}, "1 paragraph, 0.8 ms"),
        ({"total": 1200}, "1 to 1 of 1,200 paragraphs, 0.8 ms"),
        ({"total": 1200, "offset": 10}, "11 to 11 of 1,200 paragraphs, 0.8 ms"),
        ({"total": 1200, "hits": ()}, "None shown of 1,200 paragraphs, 0.8 ms"),
    ],
)
def test_the_last_line_says_how_many_there_are(changes: dict[str, object], last: str) -> None:
    assert printed(answer(hit(), **changes), "text").splitlines()[-1] == last


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_relaxed_answer_and_every_notice_are_told(form: str) -> None:
    given = answer(hit(), relaxed=True, interpreted="甲 OR 乙", notices=("Only some.",))
    assert "No paragraph holds all of it; searched instead: 甲 OR 乙" in printed(given, form)
    assert "Only some." in printed(given, form)


@pytest.mark.parametrize(("width", "titles"), [(None, 50), (60, 15), (40, 5), (28, 0)])
def test_a_long_title_is_cut_to_the_line(width: int | None, titles: int) -> None:
    facts = replace(hit().document, title="题" * 50)
    lines = "".join(
        f"{line}\n" for line in render(answer(hit(document=facts)), "text", width=width)
    )
    first = lines.splitlines()[0]
    assert first.count("题") == titles
    assert width is None or columns_of(first) <= width


FACETS = {"year": (("2008", 1200), ("1996", 30)), "kind": (("operative", 7),)}


def test_facets_are_shown_below_the_hits_with_bars() -> None:
    assert printed(answer(facets=FACETS, total=1230), "text") == (
        "year\n"
        "  2008  1,200  ━━━━━━━━━━━━━━━━━━━━━━━━\n"
        "  1996     30  ━\n"
        "\n"
        "kind\n"
        "  operative  7  ━━━━━━━━━━━━━━━━━━━━━━━━\n"
        "\n"
        "None shown of 1,230 paragraphs, 0.8 ms"
    )


def test_facets_are_tables_in_markdown() -> None:
    source = printed(answer(facets=FACETS, total=1230), "markdown")
    assert "| year | paragraphs |\n| --- | ---: |\n| 2008 | 1,200 |\n| 1996 | 30 |\n\n" in source
    html = MarkdownIt("commonmark").enable("table").render(source)
    assert html.count("<table>") == 2


def test_facets_are_lists_in_json_and_not_in_json_lines_and_csv() -> None:
    given = answer(hit(), facets=FACETS)
    assert json.loads(printed(given, "json"))["facets"] == {
        "year": [["2008", 1200], ["1996", 30]],
        "kind": [["operative", 7]],
    }
    assert '2008", 1200' not in printed(given, "jsonl")
    assert "1200" not in printed(given, "csv")


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_of_many_values_of_a_facet_the_most_frequent_are_shown(form: str) -> None:
    counts = tuple((f"v{number}", 100 - number) for number in range(MAX_VALUES + 3))
    shown = printed(answer(facets={"body": counts}), form)
    assert f"v{MAX_VALUES - 1} " in shown
    assert f"v{MAX_VALUES} " not in shown
    assert "3 more values" in shown


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        ({"total": 5, "documents": 1}, "1 document with 5 paragraphs, 0.8 ms"),
        ({"total": 5, "documents": 3}, "1 to 1 of 3 documents with 5 paragraphs, 0.8 ms"),
    ],
)
def test_where_documents_are_asked_for_they_are_counted(
    changes: dict[str, object], last: str
) -> None:
    lines = printed(answer(hit(others=4), **changes), "text").splitlines()
    assert lines[-1] == last
    assert "  and 4 more paragraphs of this document" in lines
    marked = printed(answer(hit(others=1), **changes), "markdown")
    assert "   and 1 more paragraph of this document" in marked
    assert marked.splitlines()[-1] == last


def test_every_excerpt_of_a_hit_is_shown() -> None:
    first, second = Snippet("甲一", ((0, 1),), (), False, True), Snippet("乙", (), (), True, False)
    given = answer(hit(snippet=first, further=(second,), footnotes=()))
    assert printed(given, "text").splitlines()[1:3] == ["  甲一…", "  …乙"]
    assert "   > **甲**一… …乙" in printed(given, "markdown")
    assert "甲一 … 乙" in printed(given, "csv")
    [whole] = json.loads(printed(given, "json"))["hits"]
    assert [part["text"] for part in whole["snippets"]] == ["甲一", "乙"]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_what_was_perhaps_meant_is_said_where_nothing_is_found(form: str) -> None:
    given = answer(suggestions=("核武器", "核裁军"))
    assert printed(given, form).splitlines()[-1] == "Did you mean: 核武器, 核裁军?"
    assert json.loads(printed(given, "json"))["suggestions"] == ["核武器", "核裁军"]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "json"])
def test_a_stream_is_printed_as_its_hits_come(form: str) -> None:
    given = answer(hit(), hit())
    taken: list[Hit] = []

    def coming() -> Iterator[Hit]:
        for each in given:
            taken.append(each)
            yield each

    stream = Stream("条约", "条约", 2, False, 0, 0.8, (), coming())
    pieces = iter(render(stream, form))
    while not taken:
        next(pieces)
    assert len(taken) == 1
    next(pieces)
    assert len(taken) <= 2
    assert "\n".join(render(Stream(*astuple_of(given), iter(given.hits)), form)) == printed(
        given, form
    )


def astuple_of(given: Answer) -> tuple[Any, ...]:
    told = ("query", "interpreted", "total", "relaxed", "offset", "took_ms", "notices")
    return tuple(getattr(given, name) for name in told)


def test_a_stream_is_no_one_json_object() -> None:
    with pytest.raises(ValueError, match="json"):
        render(Stream("条约", "条约", 0, False, 0, 0.8, (), iter(())), "json")


PARTS = ["一", "，", "。", "（", "《", "》", "、", "A/RES/63/49", " ", "word", "“", "”", "1996"]


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=80).map("".join), st.integers(20, 90))
def test_lines_fit_and_punctuation_stays_with_its_words(text: str, width: int) -> None:
    plain = Snippet(text, (), (), False, False)
    lines = printed(answer(hit(snippet=plain, footnotes=())), "text", width=width).split("\n")[1:-2]
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    for line in lines:
        assert wcswidth(line) <= width
        assert line.startswith("  ")


def test_no_line_begins_with_a_comma_or_ends_with_an_opening_bracket() -> None:
    text = "大会强调各国有义务，（并）重申《条约》，"
    for width in range(LEAST_WIDTH, 60):
        plain = Snippet(text, (), (), False, False)
        given = answer(hit(snippet=plain, footnotes=()))
        for line in printed(given, "text", width=width).split("\n")[1:-2]:
            assert line.strip()[0] not in "，。；：、）》”’"
            assert line[-1] not in "（《“‘"


def test_a_mark_stays_with_the_word_before_it_and_a_narrow_terminal_is_taken_for_wider() -> None:
    text = "一" * 8 + "二" * 8
    marked = Snippet(text, (), ((9, "12"),), False, False)
    lines = printed(answer(hit(snippet=marked, footnotes=())), "text", width=3).split("\n")[1:-2]
    assert lines == ["  " + "一" * 8, "  二¹²" + "二" * 7]


def test_json_is_the_answer_and_jsonl_its_hits() -> None:
    given = answer(hit(), hit())
    assert json.loads(printed(given, "json")) == given.to_dict()
    lines = list(render(given, "jsonl"))
    assert [json.loads(line) for line in lines] == given.to_dict()["hits"]


def test_csv_has_a_row_for_each_hit() -> None:
    rows = list(csv.reader(StringIO("".join(render(answer(hit(), hit()), "csv")))))
    assert rows[0] == list(ANSWER_COLUMNS)
    assert len(rows) == 3
    assert dict(zip(rows[0], rows[1], strict=True)) == {
        "id": "A/RES/63/49#pp4",
        "score": "7.31",
        "document": "A/RES/63/49",
        "symbol": "A/RES/63/49",
        "title": "国际法院",
        "date": "2008-12-02",
        "source": "a.txt",
        "anchor": "pp4",
        "number": "",
        "label": "序言部分第4段",
        "kind": "preambular",
        "page": "",
        "snippet": "念及在《条约》第六条中，缔约国",
        "footnotes": "5 同上，第634卷。 = 联合国，《条约汇编》，第634卷。",
        "citations": "A/RES/62/39",
        "others": "",
    }


def markdown_html(text: str, highlights: list[tuple[int, int]]) -> str:
    snippet = Snippet(text, tuple(highlights), (), False, False)
    source = printed(answer(hit(snippet=snippet, footnotes=())), "markdown")
    return str(MarkdownIt("commonmark").render(source))


@pytest.mark.parametrize(
    ("text", "highlights", "html"),
    [
        ("核裁军的谈判", [(0, 3)], "<strong>核裁军</strong>的谈判"),
        (
            "在核裁军、谈判中",
            [(1, 4), (5, 7)],
            "在<strong>核裁军</strong>、<strong>谈判</strong>中",
        ),
        ("核裁军谈判", [(0, 3), (3, 5)], "<strong>核裁军谈判</strong>"),
        ("在《条约》中", [(1, 5)], "在《<strong>条约</strong>》中"),
        ("在，中", [(1, 2)], "在，中"),
        (
            "<b>*一*</b> [x](y) `c` &amp; a_b_",
            [],
            "&lt;b&gt;*一*&lt;/b&gt; [x](y) `c` &amp;amp; a_b_",
        ),
        ("1. 再次强调", [], "<p>1. 再次强调"),
        ("- 一", [], "<p>- 一"),
        ("# 一", [], "<p># 一"),
    ],
)
def test_markdown_shows_the_text_as_it_is_with_highlights_in_bold(
    text: str, highlights: list[tuple[int, int]], html: str
) -> None:
    assert html in markdown_html(text, highlights)


def test_markdown_has_marks_and_notes() -> None:
    source = printed(answer(hit()), "markdown")
    assert source == (
        "1. **A/RES/63/49 序言部分第4段** — 国际法院\n"
        "   (2008-12-02, A/RES/63/49\\#pp4, a\\.txt)\n\n"
        "   > 念及在《**条约**》[^1-1]第六条中，缔约国…\n\n"
        "[^1-1]: ⁵ 同上，**第634卷**。 = 联合国，《条约汇编》，**第634卷**。\n\n"
        "1 paragraph, 0.8 ms"
    )


HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
HOSTILE = "\x1b]0;x\x07\u202e\u2066\u200b\u00ad\x9b\x00\u2028\ud800一\U000e0041"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("colour", [False, True])
def test_nothing_a_document_holds_reaches_a_terminal_raw(form: str, colour: bool) -> None:
    facts = DocumentFacts(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    place = ParagraphFacts(HOSTILE, HOSTILE, HOSTILE, "body", 1, None)
    snippet = Snippet(HOSTILE, ((0, 3),), ((1, HOSTILE),), True, True)
    note = LinkedFootnote(HOSTILE, HOSTILE, HOSTILE, HOSTILE, (), ())
    made = Hit(HOSTILE, 1.0, facts, place, snippet, (note,), (HOSTILE,))
    given = answer(
        made,
        query=HOSTILE,
        interpreted=HOSTILE,
        relaxed=True,
        notices=(HOSTILE,),
        facets={"body": ((HOSTILE, 1),)},
        suggestions=(HOSTILE,),
    )
    for line in render(given, form, width=80, colour=colour):
        text = re.sub(r"\x1b\[[0-9;]*m", "", line) if colour else line
        text = text.replace("\r\n", "").replace("\n", "") if form != "text" else text
        hidden = [char for char in text if unicodedata.category(char) in HIDDEN]
        assert hidden == []


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_printed_in_every_format(text: str, number: str) -> None:
    snippet = Snippet(text, ((0, 1),) if text else (), ((0, number),), False, False)
    given = answer(hit(snippet=snippet), query=text)
    for form in FORMATS:
        assert printed(given, form, width=40).encode("utf-8")
    assert json.loads(printed(given, "json"))["query"] == text


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="xml"):
        render(answer(), "xml")
    with pytest.raises(ValueError, match="xml"):
        render_document(document("a", ["一"]), "xml")


MADE = document("甲", ["第一段{1}。", "第二段。"], {"1": ("同上。", "原注。"), "2": "无人引用。"})


def test_a_document_is_shown_whole_or_one_paragraph_of_it() -> None:
    assert list(render_document(MADE, "text")) == [
        "甲",
        "",
        "第1段  #p1",
        "  第一段¹。",
        "",
        "第2段  #p2",
        "  第二段。",
        "",
        "  ¹ 同上。",
        "    = 原注。",
        "  ² 无人引用。",
    ]
    assert list(render_document(MADE, "text", anchor="p2")) == [
        "甲",
        "",
        "第2段  #p2",
        "  第二段。",
    ]


def test_a_document_is_shown_as_json() -> None:
    [whole] = render_document(MADE, "json")
    assert json.loads(whole) == MADE.to_dict()
    [part] = render_document(MADE, "json", anchor="p1")
    assert [found["anchor"] for found in json.loads(part)["paragraphs"]] == ["p1"]
    assert [found["anchor"] for found in json.loads(part)["footnotes"]] == ["fn1"]
