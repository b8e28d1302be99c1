"""Whatever a document holds, each export is read by a tool of its own kind to the same words."""

from __future__ import annotations

import contextlib
import csv
import json
import re
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
import rispy
from handmade import document, write_index
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from pybtex.database import BibliographyData, parse_string
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)

import search
from indexer.build import build_index
from indexer.document import Document
from indexer.find import find_sources
from indexer.typeset import visible
from search.answers import (
    Answer,
    DocumentFacts,
    Hit,
    LinkedFootnote,
    ParagraphFacts,
    Snippet,
)
from search.written import ENDED, FORMATS, render, render_document
from search.written.cite import cite_passage
from search.written.entry_keys import entry_key
from search.written.html import NO_CHARACTER

PIECES = [
    "核裁军",
    "，",
    " ",
    "\u3000",
    "\n",
    "\r\n",
    "\t",
    '"',
    "'",
    "''",
    ",",
    ";",
    "{",
    "}",
    "\\",
    "%",
    "#",
    "$",
    "&",
    "_",
    "^",
    "~",
    "`",
    "*",
    "|",
    "--",
    "<",
    "=",
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "＝1",
    "-1",
    "<script>alert(1)</script>",
    "<!--",
    "&lt;",
    "](javascript:alert(1))",
    "(javascript:alert(1))",
    "[x]: http://a.b",
    "[^1-1]: x",
    "    code",
    "1. ",
    "> ",
    "# ",
    "---",
    "```",
    "www.un.org",
    "http://un.org/x",
    "//un.org",
    "a@b.org",
    "un.org",
    ":smile:",
    "\nER  - \r\nTY  - X\r\n",
    "@misc{x,",
    "\x1b[31m",
    "\x00",
    "\x9b",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u2028",
    "\ufeff",
    "\ud800",
    "\ufffe",
    "é",
    "①",
]


def words(text: str) -> str:
    """Return a text as an export on one line has it, blanks as readers see them."""
    one_line = re.sub(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]", " ", text)
    return " ".join(visible(one_line).split())


pieces = st.sampled_from(PIECES) | st.text(max_size=4)
texts = st.lists(pieces, min_size=1, max_size=10).map("".join).filter(words)
"""Texts of any kind in which there is something to be seen."""


def squeezed(text: str) -> str:
    return " ".join(text.split())


def hit(text: str, note: str = "同上。", **changes: Any) -> Hit:
    linked = LinkedFootnote("fn5", "5", note, "联合国，第634卷。", (), ())
    made = Hit(
        id="A/RES/63/49#pp4",
        score=7.31,
        document=DocumentFacts("A/RES/63/49", "A/RES/63/49", "国际法院", "2008-12-02", "a.txt"),
        paragraph=ParagraphFacts("pp4", None, "序言部分第4段", "preambular", 6, 2),
        snippet=Snippet(text, (), ((len(text) // 2, "5"),), False, False),
        footnotes=(linked,),
        citations=("A/RES/62/39",),
    )
    return replace(made, **changes)


def titled(text: str) -> Hit:
    """Return a hit all of whose words are a text."""
    facts = DocumentFacts(text, None, text, text, text)
    place = ParagraphFacts("p1", text, text, "body", 1, None)
    return hit(text, text, id=f"{text}#p1", document=facts, paragraph=place)


def answer(*hits: Hit, **changes: Any) -> Answer:
    return replace(Answer("条约", "条约", len(hits), False, 0, 0.8, (), hits), **changes)


def printed(pieces: Iterator[str], form: str) -> str:
    return "".join(piece if form in ENDED else f"{piece}\n" for piece in pieces)


def exported(form: str, *hits: Hit, **changes: Any) -> str:
    return printed(render(answer(*hits, **changes), form), form)


# ---- csv

RISKY = "=+-@＝＋－＠"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))


def undone(cell: str) -> str:
    """Return the words of a cell, as docs/exports.md says that they are had again."""
    return cell.removeprefix("'")


def in_cell(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char if char in "\n\t" else visible(char) for char in lines)


@given(texts, texts)
def test_csv_gives_the_words_of_every_cell_and_none_begins_a_formula(text: str, note: str) -> None:
    for made in (hit(text, note), titled(text)):
        [row] = rows(exported("csv", made))
        assert undone(row["snippet"]) == in_cell(text)
        assert undone(row["title"]) == in_cell(made.document.title or "")
        assert undone(row["footnotes"]).endswith(" = 联合国，第634卷。")
        assert not [cell for cell in row.values() if cell.lstrip()[:1] in tuple(RISKY)]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠1", "'＠1"),
        (" =1", "' =1"),
        ("\u3000=1", "'\u3000=1"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\n=1"),
        ("\n1", "'\n1"),
        ("'=1", "''=1"),
        ("'quoted'", "''quoted'"),
        ("\x00=1", "\\x00=1"),
        ("\u200b=1", "\\u200b=1"),
        ("一=1", "一=1"),
        ("", ""),
    ],
)
def test_a_cell_that_a_spreadsheet_would_act_upon_has_an_apostrophe_before_it(
    text: str, cell: str
) -> None:
    assert rows(exported("csv", hit(text)))[0]["snippet"] == cell


def test_csv_keeps_lines_quotes_and_commas() -> None:
    text = exported("csv", hit('一,"二"\n三'))
    assert '"一,""二""\n三"' in text
    assert text.count("\r\n") == 2


# Commas, quotes, UTF-8, from the first line, all columns, US English, …, formulas evaluated
AS_FORMULAS = "CSV:44,34,76,1,,1033,false,true,false,false,false,-1,true"


def sheet_of(folder: Path, text: str) -> str | None:
    """Return the sheet that a spreadsheet makes of a file; None where none is at hand."""
    (folder / "a.csv").write_text(text, encoding="utf-8", newline="")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "fods"]
    with contextlib.suppress(FileNotFoundError):
        subprocess.run(
            [*command, f"--infilter={AS_FORMULAS}", "--outdir", str(folder), "a.csv"],
            cwd=folder,
            check=False,
            capture_output=True,
        )
    sheet = folder / "a.fods"
    return sheet.read_text(encoding="utf-8") if sheet.exists() else None


def test_a_spreadsheet_finds_no_formula(tmp_path: Path) -> None:
    active = sheet_of(tmp_path, "=1+1,一\r\n")
    if active is None:
        pytest.skip("no LibreOffice that opens tables is at hand")
    assert "table:formula" in active
    starts = [f"{blank}{sign}" for sign in RISKY for blank in ("", " ", "\t", "\r", "\u3000")]
    hits = [hit(f"{start}1+1") for start in starts]
    sheet = sheet_of(tmp_path, exported("csv", *hits)) or ""
    assert "table:formula" not in sheet
    assert sheet.count("A/RES/63/49#pp4") == len(hits)


# ---- html


def page(text: str) -> Element:
    """Return a page parsed; a fault of it is an error."""
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    return tree


def shown(element: Element | None) -> str:
    assert element is not None
    return squeezed("".join(element.itertext()))


def without_marks(element: Element | None) -> str:
    """Return the text of an element without its raised marks."""
    assert element is not None
    for raised in element.iter("sup"):
        tail = raised.tail
        raised.clear()
        raised.tail = tail
    return shown(element)


ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "small", "main"),
    *("article", "p", "blockquote", "mark", "sup", "a", "ol", "li", "span", "footer"),
    *("table", "caption", "tbody", "tr", "td"),
}


def seen(text: str) -> str:
    """Return what a page shows of a text: what is no character at all is replaced."""
    return squeezed(re.sub(NO_CHARACTER, "\ufffd", words(text)))


@given(texts, texts)
def test_html_is_a_whole_valid_page_with_the_words_and_without_anything_active(
    text: str, note: str
) -> None:
    for made in (hit(text, note), titled(text)):
        tree = page(exported("html", made, interpreted=text, suggestions=(text,)))
        assert {element.tag for element in tree.iter() if isinstance(element.tag, str)} <= ALLOWED
        assert tree.get("lang") == "zh"
        assert shown(tree.find(".//h1")) == seen(text)
        targets = {element.get("id") for element in tree.iter() if element.get("id")}
        for link in tree.iter("a"):
            assert (link.get("href") or "").removeprefix("#") in targets
        attributes = {name for element in tree.iter() for name in element.attrib}
        assert not [
            name for name in attributes if name.startswith("on") or name in ("src", "style")
        ]
        assert without_marks(tree.find(".//blockquote")) == seen(text)


def test_a_page_of_html_says_that_nothing_is_to_be_loaded() -> None:
    text = exported("html", hit("一"))
    assert "default-src 'none'" in text
    assert "http://" not in text.replace("http-equiv", "")
    assert "https://" not in text


def test_a_page_always_has_a_title() -> None:
    tree = page(exported("html", query=" ", interpreted=""))
    assert shown(tree.find(".//title")) == "段搜"


def test_marks_in_html_lead_to_their_notes_and_back() -> None:
    tree = page(exported("html", hit("甲乙")))
    [mark, back] = tree.iter("a")
    assert (mark.text, mark.get("href"), mark.get("id")) == ("5", "#h1n1", "h1m1")
    assert (back.text, back.get("href")) == ("5", "#h1m1")
    assert shown(tree.find(".//li")) == "5同上。= 联合国，第634卷。"


# ---- BibTeX


SIGNS = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
"""What LaTeX has as these signs, and this reader of it not, or as another."""

_KNOWN = get_default_latex_context_db()
_KNOWN.add_context_category(
    "signs", macros=[MacroTextSpec(*sign) for sign in SIGNS.items()], prepend=True
)
LATEX = LatexNodes2Text(latex_context=_KNOWN)


def entries(text: str) -> BibliographyData:
    return parse_string(text, "bibtex")


def of_latex(value: str) -> str:
    """Return what LaTeX shows."""
    return squeezed(LATEX.latex_to_text(value))


@given(texts, texts)
def test_bibtex_gives_the_words_of_every_field(text: str, note: str) -> None:
    [entry] = entries(exported("bibtex", hit(text, note))).entries.values()
    assert of_latex(entry.fields.get("abstract", "")) == words(text)
    assert of_latex(entry.fields["annote"]) == squeezed(f"5 {words(note)} = 联合国，第634卷。")
    [other] = entries(exported("bibtex", titled(text))).entries.values()
    assert of_latex(other.fields.get("title", "")) == words(text)
    assert of_latex(other.fields.get("note", "")) == words(text)
    assert other.type == "misc"


def test_an_entry_of_bibtex_is_as_it_should_be() -> None:
    assert exported("bibtex", hit("甲 & 乙")) == (
        "@techreport{A/RES/63/49:pp4,\n"
        "  author       = {{联合国大会}},\n"
        "  title        = {{国际法院}},\n"
        "  institution  = {联合国},\n"
        "  number       = {A/RES/63/49},\n"
        "  year         = {2008},\n"
        "  date         = {2008-12-02},\n"
        "  source       = {a.txt},\n"
        "  pages        = {2},\n"
        "  note         = {序言部分第4段},\n"
        "  paragraph    = {A/RES/63/49\\#pp4},\n"
        "  abstract     = {甲 \\& 乙},\n"
        "  annote       = {5 同上。 = 联合国，第634卷。},\n"
        "}\n\n"
    )


@pytest.mark.parametrize(
    ("key", "anchor", "expected"),
    [
        ("A/RES/63/49", "pp4", "A/RES/63/49:pp4"),
        ("A/RES/63/49", None, "A/RES/63/49"),
        ("A/69/363/Add.6", "p17", "A/69/363/Add.6:p17"),
        ("S/RES/408(1977)", "op1", "S/RES/408_28_1977_29_:op1"),
        ("民法典", "art3", "民法典:art3"),
        ("a b.txt", "p1", "a_20_b.txt:p1"),
        ("a_b#c", "p1", "a_5F_b_23_c:p1"),
        ("A.txt", "p1", "A.txt:p1+1"),
        ("a.txt", "annexA.p1", "a.txt:annexA.p1+400"),
    ],
)
def test_the_key_of_an_entry_is_made_of_the_id(key: str, anchor: str | None, expected: str) -> None:
    assert entry_key(key, anchor) == expected


names = st.text(st.sampled_from("Aa/R.#:+_ 1é核"), min_size=1, max_size=8)
anchors = st.none() | st.text(st.sampled_from("Aa.1~"), min_size=1, max_size=4)


@given(names, anchors, names, anchors)
def test_no_two_entries_have_one_key_even_where_case_does_not_count(
    one: str, part: str | None, other: str, piece: str | None
) -> None:
    same = (one, part) == (other, piece)
    assert (entry_key(one, part).lower() == entry_key(other, piece).lower()) is same
    assert re.fullmatch(r"[A-Za-z0-9/.:+_\-核]+", entry_key(one, part))


# ---- RIS


@given(texts, texts)
def test_ris_gives_the_words_of_every_tag(text: str, note: str) -> None:
    source = exported("ris", hit(text, note), titled(text))
    assert "\n" not in source.replace("\r\n", "")
    first, second = rispy.loads(source)
    assert squeezed(first.get("abstract", "")) == words(text)
    assert [squeezed(each) for each in first["notes"]] == [
        squeezed(f"5 {words(note)} = 联合国，第634卷。")
    ]
    assert squeezed(second.get("title", "")) == words(text)


def test_a_record_of_ris_is_as_it_should_be() -> None:
    assert exported("ris", hit("甲")).split("\r\n") == [
        "TY  - RPRT",
        "ID  - A/RES/63/49:pp4",
        "AU  - 联合国大会",
        "TI  - 国际法院",
        "PB  - 联合国",
        "SN  - A/RES/63/49",
        "PY  - 2008",
        "DA  - 2008/12/02/",
        "LA  - zh",
        "AV  - a.txt",
        "SP  - 2",
        "SE  - 序言部分第4段",
        "AN  - A/RES/63/49#pp4",
        "AB  - 甲",
        "N1  - 5 同上。 = 联合国，第634卷。",
        "ER  - ",
        "",
        "",
    ]


# ---- Markdown

READERS = {
    "CommonMark": lambda: MarkdownIt("commonmark").enable("table").use(footnote_plugin),
    "one that makes links of addresses": lambda: MarkdownIt("gfm-like").use(footnote_plugin),
}


@pytest.fixture(params=READERS, scope="module")
def reader(request: pytest.FixtureRequest) -> MarkdownIt:
    made: MarkdownIt = READERS[request.param]()
    return made


def read(reader: MarkdownIt, source: str) -> Element:
    fragment: Element = html5lib.parse(reader.render(source), namespaceHTMLElements=False)
    return fragment


@given(text=texts, note=texts)
def test_markdown_gives_the_words_and_makes_nothing_of_them(
    reader: MarkdownIt, text: str, note: str
) -> None:
    tree = read(reader, exported("markdown", hit(text, note), titled(text)))
    tags = {element.tag for element in tree.iter()}
    assert tags <= {
        *("html", "head", "body", "ol", "li", "p", "strong", "blockquote", "sup", "a"),
        *("section", "hr", "br"),
    }
    first, second = tree.iter("blockquote")
    assert without_marks(first) == without_marks(second) == words(text)
    assert all((link.get("href") or "").startswith("#fn") for link in tree.iter("a"))
    notes = [shown(each).removesuffix("↩︎").strip() for each in tree.iterfind(".//section//li")]
    assert notes == [squeezed(f"⁵ {words(each)} = 联合国，第634卷。") for each in (note, text)]


def test_notes_are_footnotes_of_markdown_also_where_their_marks_are_left_out() -> None:
    cut = Snippet("甲乙", (), (), True, False)
    assert exported("markdown", hit("甲", snippet=cut)) == (
        "1. **A/RES/63/49 序言部分第4段（第2页）** — 国际法院\n"
        "   (2008-12-02, A/RES/63/49\\#pp4, a\\.txt)\n\n"
        "   > …甲乙[^1-1]\n\n"
        "[^1-1]: ⁵ 同上。 = 联合国，第634卷。\n\n"
        "1 paragraph, 0.8 ms\n"
    )


@pytest.mark.parametrize("rank", [1, 10, 100])
def test_quotations_belong_to_their_items_whatever_their_rank(
    reader: MarkdownIt, rank: int
) -> None:
    source = exported("markdown", hit("甲"), total=200, offset=rank - 1)
    [item] = read(reader, source).iterfind("body/ol/li")
    assert item.find("blockquote") is not None


# ---- ready citations


@given(texts, texts)
def test_a_ready_citation_has_the_words_too(text: str, note: str) -> None:
    own = LinkedFootnote("fn5", "5", note, None, (), ())
    made = hit(text, snippet=Snippet(text, (), (), False, False), footnotes=(own,))
    for style in ("un", "gbt7714"):
        cited = cite_passage(made, style)
        assert squeezed(cited.quotation) == words(text)
        assert squeezed(cited.notes[0]) == squeezed(f"⁵ {words(note)}")
        assert {cited.reference, *cited.notes} < set(re.split("\n|：“", str(cited)))
    tree = read(READERS["CommonMark"](), str(cite_passage(made, "markdown")))
    quotation, source = tree.iterfind(".//blockquote/p")
    assert without_marks(quotation) == words(text)
    assert shown(source) == "— 大会第63/49号决议，序言部分第4段（第2页），《国际法院》，2008-12-02"
    assert shown(tree.find(".//section//li")).startswith(squeezed(f"⁵ {words(note)}"))


# ---- documents


def made_of(text: str, note: str) -> Document:
    """Return a document whose paragraph and note are texts of any kind."""
    made = document("甲", ["甲{1}"], {"1": (note, "原注")}, title="题", date="2008-12")
    return replace(made, paragraphs=(replace(made.paragraphs[0], text=text, marks=()),))


def of_csv(text: str) -> list[str]:
    return [squeezed(undone(row["text"])) for row in rows(text)]


def of_json_lines(text: str) -> list[str]:
    return [words(json.loads(line)["text"]) for line in text.splitlines()]


def of_json(text: str) -> list[str]:
    return [words(each["text"]) for each in json.loads(text)["paragraphs"]]


def of_html(text: str) -> list[str]:
    found = page(text).iterfind(".//article/p")
    return [without_marks(each) for each in found]


def of_markdown(text: str) -> list[str]:
    [_, _, found] = read(READERS["CommonMark"](), text).iterfind("body/p")
    return [without_marks(found)]


BACK: dict[str, Callable[[str], list[str]]] = {
    "json": of_json,
    "jsonl": of_json_lines,
    "csv": of_csv,
    "html": of_html,
    "markdown": of_markdown,
}


@pytest.mark.parametrize("form", BACK)
@given(text=texts, note=texts)
def test_a_document_gives_its_words_too(form: str, text: str, note: str) -> None:
    source = printed(render_document(made_of(text, note), form), form)
    expected = {"html": seen(text), "csv": squeezed(in_cell(text))}.get(form, words(text))
    assert BACK[form](source) == [expected]


MADE = document(
    "A/RES/63/49",
    ["第一段{1}。", "第二段{1}。"],
    {"1": ("同上。", "原注。"), "2": "无人引用。"},
    title="题",
    date="2008",
)


@pytest.mark.parametrize(
    ("anchor", "key", "label"),
    [
        (None, "A/RES/63/49", None),
        ("p2", "A/RES/63/49:p2", "第2段"),
        ("fn1", "A/RES/63/49:fn1", "脚注1"),
        ("fn2", "A/RES/63/49:fn2", "脚注2"),
    ],
)
def test_a_document_is_one_entry_and_so_is_a_paragraph_of_it(
    anchor: str | None, key: str, label: str | None
) -> None:
    bibtex = printed(render_document(MADE, "bibtex", anchor=anchor), "bibtex")
    [(own, entry)] = entries(bibtex).entries.items()
    assert (own, entry.fields.get("note")) == (key, label)
    [record] = rispy.loads(printed(render_document(MADE, "ris", anchor=anchor), "ris"))
    assert (record["id"], record["year"]) == (key, "2008")


def test_a_document_in_markdown_defines_each_note_once() -> None:
    assert printed(render_document(MADE, "markdown"), "markdown") == (
        "# 题\n\n"
        "A/RES/63/49, 2008, A\\_RES\\_63\\_49\\.txt\n\n"
        "**第1段 \\#p1**\n\n"
        "第一段[^1]。\n\n"
        "**第2段 \\#p2**\n\n"
        "第二段[^1]。\n\n"
        "**脚注2 \\#fn2**\n\n"
        "无人引用。\n\n"
        "[^1]: ¹ 同上。 = 原注。\n"
    )


def test_the_lines_of_a_document_are_indexed_again(tmp_path: Path) -> None:
    first = write_index(tmp_path / "first", [MADE])
    with search.open_index(first) as index:
        lines = printed(render_document(index.document("63/49"), "jsonl"), "jsonl")
    (tmp_path / "again.jsonl").write_text(lines, encoding="utf-8")
    build_index(tmp_path / "second", find_sources([tmp_path / "again.jsonl"]))
    with search.open_index(tmp_path / "second") as index:
        again = index.document("63/49")
    assert (again.key, again.symbol, again.title, again.date) == (
        *("A/RES/63/49", "A/RES/63/49"),
        *("题", "2008"),
    )
    facts = [(each.anchor, each.label, each.text) for each in again.paragraphs]
    assert facts == [
        ("p1", "第1段", "第一段。"),
        ("p2", "第2段", "第二段。"),
        ("fn2", "脚注2", "无人引用。"),
    ]
    assert [[mark.number for mark in each.marks] for each in again.paragraphs] == [["1"], ["1"], []]
    assert [note.resolved for note in again.footnotes] == ["原注。", "原注。"]


def test_no_format_lets_a_control_through() -> None:
    hostile = "\x1b]0;x\x07\u202e\u2066\u200b\xad\x9b\x00\u2028\ud800一\U000e0041"
    for form in FORMATS:
        for source in (
            exported(form, titled(hostile), interpreted=hostile, notices=(hostile,)),
            printed(render_document(made_of(hostile, hostile), form), form),
        ):
            hidden = {
                char
                for char in source
                if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
            }
            assert hidden <= {"\n", "\r"}, form
