"""Markdown, HTML, Word, EPUB and OpenDocument come out as their author set them."""

from __future__ import annotations

import io
import signal
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import ExtraMissing, SourceDamaged, SourceEmpty, SourceError, SourceTooSlow
from indexer.parse import parse_file
from indexer.readers import pandoc, read
from indexer.readers.han_numerals import han_numeral
from indexer.readers.linked_notes import MARK
from indexer.readers.list_numbers import numeral
from indexer.readers.markup import text_of_markup
from indexer.readers.page import prepared
from indexer.source import Manuscript

pypandoc = pytest.importorskip(
    "pypandoc", reason="pandoc is not installed: pip install '.[formats]'"
)

ARTICLE = """# 一級

甲[^1]乙[^b]丙[^1]丁。

| 年 | 事 |
|----|----|
| 1947 | 公布[^b] |

1. 項一

    續

2. 項二

> 引文。

[^1]: 注一。
[^b]: 同上。

    第二段。
"""


def written(folder: Path, name: str, content: str | bytes) -> Manuscript:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    source = read(path, name)
    assert isinstance(source, Manuscript)
    return source


def texts(manuscript: Manuscript) -> list[str]:
    """Return the paragraphs, each mark as its number between ⟦ and ⟧."""
    return [
        "".join(part if isinstance(part, str) else f"⟦{part.number}⟧" for part in block.content)
        for block in manuscript.blocks
    ]


def notes(manuscript: Manuscript) -> list[tuple[str, str]]:
    return [(note.number, note.text) for note in manuscript.notes]


def codes(manuscript: Manuscript) -> list[str]:
    return [diagnostic.code for diagnostic in manuscript.diagnostics]


def converted(folder: Path, suffix: str) -> Path:
    """Return the article as pandoc sets it in a format."""
    path = folder / f"article{suffix}"
    command = [pypandoc.get_pandoc_path(), "--standalone", "--metadata=title:書名", "-o", str(path)]
    subprocess.run([*command, "--from=markdown"], input=ARTICLE.encode(), check=True)
    return path


# Markdown


def test_markdown_gives_paragraphs_marks_rows_and_items(tmp_path):
    article = written(tmp_path, "a.md", ARTICLE)
    assert texts(article) == [
        "一級",
        "甲⟦1⟧乙⟦2⟧丙⟦1⟧丁。",
        "年  事",
        "1947  公布⟦2⟧",
        "1. 項一",
        "續",
        "2. 項二",
        "引文。",
    ]
    assert [block.role for block in article.blocks[:4]] == ["heading", None, "plain", "plain"]


def test_a_note_cited_twice_is_one_note(tmp_path):
    assert notes(written(tmp_path, "a.md", ARTICLE)) == [("1", "注一。"), ("2", "同上。 第二段。")]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("甲[^1]乙[^2]\n\n[^1]: 同上。\n[^2]: 同上。\n", [("1", "同上。"), ("2", "同上。")]),
        ("甲[^1]\n\n[^1]: 注。\n[^2]: 無人引。\n", [("1", "注。"), ("2", "無人引。")]),
        ("甲[^1]\n\n[^1]: 舊。\n[^1]: 新。\n", [("1", "新。"), ("2", "舊。")]),
        ("甲^[行內。]乙^[行內。]\n", [("1", "行內。"), ("2", "行內。")]),
        ("甲[^1]\n\n[^1]:\n    - 列一\n    - 列二\n", [("1", "列一 列二")]),
        ("甲[^1]\n\n[^1]: > 引\n", [("1", "引")]),
        ("甲[^1]\n\n[^1]: : 432-447\n", [("1", ": 432-447")]),
    ],
)
def test_each_definition_is_one_note(tmp_path, markdown, expected):
    assert notes(written(tmp_path, "a.md", markdown)) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("氣溫3~5度，雨7~8天，H^2^O", ["氣溫3~5度，雨7~8天，H^2^O"]),
        ('"直"--...', ['"直"--...']),
        ("一行\n二行 abc\ndef", ["一行二行 abc def"]),
        ("- [ ] 待辦", ["[ ] 待辦"]),
        ("甲\n\n---\n\n乙\n\n---\n\n丙", ["甲", "乙", "丙"]),
        ("---\n題: 甲: 乙\n---\n\n文", ["題: 甲: 乙", "文"]),
        ("<div>塊<!-- 評 --><b>粗</b></div>", ["塊粗"]),
        ("<pre>可見 [^1]</pre>", ["可見 [^1]"]),
        ("```\n[^1]: 碼\n[^2]: - 碼\n```", ["[^1]: 碼\n[^2]: - 碼"]),
        ("(c) 丙\n(d) 丁", ["(c) 丙", "(d) 丁"]),
        ("iv. 四\nv. 五", ["iv. 四", "v. 五"]),
        ("式 $x^2$ 與 `碼`", ["式 x^2 與 碼"]),
        ("圖 ![替代](a.png)", ["圖 替代"]),
        ("[@甲] \\begin{x} \\foo", ["[@甲] \\begin{x} \\foo"]),
    ],
)
def test_markdown_keeps_every_character_its_readers_see(tmp_path, markdown, expected):
    assert texts(written(tmp_path, "a.md", markdown)) == expected


def test_front_matter_is_title_date_and_furniture(tmp_path):
    article = written(
        tmp_path, "a.md", "---\ntitle: 題\ndate: 2024年5月1日\ntags: [標籤]\n---\n\n文\n"
    )
    assert [(block.role, block.content) for block in article.blocks] == [
        ("title", ("題",)),
        ("plain", ("2024年5月1日",)),
        (None, ("文",)),
    ]
    assert (article.furniture, article.date) == (("標籤",), "2024-05-01")


def test_a_call_without_a_note_stays_and_is_reported(tmp_path):
    article = written(tmp_path, "a.md", "甲[^9]。\n")
    assert (texts(article), codes(article)) == (["甲[^9]。"], ["orphan-mark"])


def test_markdown_may_be_of_any_encoding_and_name(tmp_path):
    assert texts(written(tmp_path, "-M1.md", "第一條　文".encode("gb18030"))) == ["第一條　文"]


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40)
)
def test_no_character_of_a_note_is_lost(tmp_path_factory, text):
    plain = "".join(character for character in text if character.isalnum())
    folder = tmp_path_factory.mktemp("note")
    article = written(folder, "a.md", f"甲[^1]\n\n[^1]: 注{plain}\n\n[^2]: 另{plain}\n")
    assert [note for _, note in notes(article)] == [f"注{plain}", f"另{plain}"]


# Other formats, set from the same article


@pytest.mark.parametrize("suffix", [".docx", ".epub", ".html", ".odt"])
def test_each_format_gives_the_paragraphs_of_the_article(tmp_path, suffix):
    article = read(converted(tmp_path, suffix), "a")
    assert isinstance(article, Manuscript)
    # Where a note is cited twice, pandoc prints it twice.
    assert texts(article) == [
        "書名",
        "一級",
        "甲⟦1⟧乙⟦2⟧丙⟦3⟧丁。",
        "年  事",
        "1947  公布⟦4⟧",
        "1. 項一",
        "續",
        "2. 項二",
        "引文。",
    ]
    assert [text for _, text in notes(article)] == [
        "注一。",
        "同上。 第二段。",
        "注一。",
        "同上。 第二段。",
    ]
    assert (article.blocks[0].role, codes(article)) == ("title", [])


# HTML of other programs

WORD_PAGE = """<div><p>甲<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a>乙</p></div>
<div><br clear=all><hr width="33%"><div id=ftn1><p><a href="#_ftnref1" name="_ftn1"><span>[1]</span></a>
注一。</p><p>又。</p></div></div>"""

WIKI_PAGE = """<p>甲<sup id="cite_ref-a_1-0"><a href="#cite_note-a-1"><span>[</span>1<span>]</span></a></sup>乙
<sup id="cite_ref-2"><a href="#cite_note-2">[2]</a></sup>丙<sup id="cite_ref-a_1-1"><a href="#cite_note-a-1">[1]</a></sup></p>
<ol><li id="cite_note-a-1"><span>^ <sup><a href="#cite_ref-a_1-0">1.0</a></sup> <sup><a href="#cite_ref-a_1-1">1.1</a></sup></span>
<span>【注】一。</span></li><li id="cite_note-9">未引。</li>
<li id="cite_note-2"><b><a href="#cite_ref-2">^</a></b> <span>(二)。</span></li></ol>"""

MARKDOWN_IT_PAGE = """<p>甲<sup><a href="#fn1" id="fnref1">[1]</a></sup>乙<sup><a href="#fn1" id="fnref1:1">[1:1]</a></sup></p>
<section><ol><li id="fn1"><p>注一。 <a href="#fnref1">↩︎</a> <a href="#fnref1:1">↩︎</a></p></li></ol></section>"""

TABLE_PAGE = """<p>表<a id=r1 href="#t1">①</a></p>
<table><tr><td><a id=t1 href="#r1">①</a></td><td>表注</td></tr><tr><td>甲</td><td>乙</td></tr></table>"""

TERM_PAGE = """<p>甲<a id="r" href="#d">*</a></p><dl><dt><a id="d" href="#r">*</a></dt><dd>術語。</dd></dl>"""

NO_WAY_BACK = "<p>甲<sup><a href='#n9'>9</a></sup></p><p id='n9'>9. 無回鏈。</p>"


@pytest.mark.parametrize(
    ("page", "paragraphs", "expected"),
    [
        (WORD_PAGE, ["甲⟦1⟧乙"], [("1", "注一。 又。")]),
        (WIKI_PAGE, ["甲⟦1⟧乙⟦2⟧丙⟦1⟧", "2. 未引。"], [("1", "【注】一。"), ("2", "(二)。")]),
        (MARKDOWN_IT_PAGE, ["甲⟦1⟧乙⟦1⟧"], [("1", "注一。")]),
        (TABLE_PAGE, ["表⟦①⟧", "甲  乙"], [("①", "表注")]),
        (TERM_PAGE, ["甲⟦*⟧"], [("*", "術語。")]),
        (NO_WAY_BACK, ["甲⟦9⟧"], [("9", "無回鏈。")]),
    ],
)
def test_links_that_lead_to_and_fro_are_notes(tmp_path, page, paragraphs, expected):
    article = written(tmp_path, "a.html", page)
    assert ([text.replace(" ", "") for text in texts(article)], notes(article)) == (
        [text.replace(" ", "") for text in paragraphs],
        expected,
    )
    assert codes(article) == []


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p><a href='#a'>1 沿革</a></p><h2 id='a'>沿革</h2>", ["1 沿革", "沿革"]),
        ("<p id=t><a href='#a'>1</a></p><h2 id='a'><a href='#t'>沿革</a></h2>", ["1", "沿革"]),
        ("<p><a href='#a'>2</a></p><p id=a>第二頁</p>", ["2", "第二頁"]),
    ],
)
def test_other_links_are_text(tmp_path, page, expected):
    assert texts(written(tmp_path, "a.html", page)) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p hidden>隱<p>顯", ["顯"]),
        ("甲<span style='display: none'>隱<b>隱</b></span>乙", ["甲乙"]),
        ("<script>if (a<b) {}</script><style>p{}</style>文", ["文"]),
        ("<textarea>域</textarea>", ["域"]),
        ("甲 < 乙 <中文> &lt;b&gt;", ["甲 < 乙 <中文> <b>"]),
        ("<!-- 未完 文", ["未完 文"]),
        ("<ruby>漢<rt>han</rt></ruby>", ["漢han"]),
        ("<ol start=3 type=a><li>丙<li>丁</ol>", ["c. 丙", "d. 丁"]),
        ("<ol><li value=5>戊<li>己<li value=9>壬</ol>", ["5. 戊", "6. 己", "9. 壬"]),
        (
            "<ol type=i><li>甲<li value=4>丁<ol><li value=2>乙</ol></ol>",
            ["i. 甲", "iv. 丁", "2. 乙"],
        ),
        ("<ol type=a><ol type=a><li>甲<li>乙</ol><li>丙</ol>", ["a. 甲", "b. 乙", "a. 丙"]),
        ("<ol><li>甲<ol type=a><li>子</ol><li>乙</ol>", ["1. 甲", "a. 子", "2. 乙"]),
        ("<ol start=3><li value=7>甲<li>乙</ol>", ["7. 甲", "8. 乙"]),
        ("<ol>無項</ol><ul><li>丁</ul>", ["無項", "丁"]),
        ("<figure><img alt='圖'><figcaption>圖</figcaption></figure>", ["圖"]),
        ("甲<br>乙", ["甲 乙"]),
    ],
)
def test_a_page_is_what_it_shows(tmp_path, page, expected):
    assert texts(written(tmp_path, "a.html", page)) == expected


def test_the_title_of_a_page_is_the_heading_that_shows_it(tmp_path):
    page = "<title>布袋戲 - 百科</title><body><h1>布袋戲</h1><p>文"
    assert [block.role for block in written(tmp_path, "a.html", page).blocks] == ["title", None]


def test_a_title_that_is_not_shown_is_furniture(tmp_path):
    page = written(tmp_path, "a.html", "<title>分頁</title><p>文")
    assert (texts(page), page.furniture) == (["文"], ("分頁",))


def test_a_page_is_in_the_encoding_it_names(tmp_path):
    page = "<meta charset=big5><p>條約".encode("big5")
    assert texts(written(tmp_path, "a.html", page)) == ["條約"]


@given(st.text("<>&\"'/!-= ab甲\n[]?", max_size=200))
def test_any_markup_is_read_to_its_end(markup):
    assert "尾" in prepared(f"{markup}\"'>-->]]><p>尾").text or "<" in markup
    assert isinstance(text_of_markup(markup), str)


@pytest.mark.parametrize(
    ("text", "is_mark"),
    [
        ("1", True), ("[12]", True), ("〔3〕", True), ("①", True), ("*", True), ("†", True),
        ("a", True), ("註 2", True), ("[note 3]", True), ("[1:2]", True),
        ("1 沿革", False), ("圖1", False), ("下一頁", False), ("", False), ("12345", False),
    ],
)  # fmt: skip
def test_a_mark_shows_a_number_or_a_sign(text, is_mark):
    assert bool(MARK.fullmatch(text)) is is_mark


# Word

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(content: str, list_: int | None = None, level: int = 0, style: str = "") -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if list_ is not None:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def level(at: int, format_: str, text: str) -> str:
    # Articles count on through the chapters of a law.
    restart = '<w:lvlRestart w:val="0"/>' if text == "第%2條" else ""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{format_}"/>'
        f'{restart}<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = "".join(
    (
        '<w:abstractNum w:abstractNumId="7">',
        level(0, "chineseCountingThousand", "第%1章"),
        level(1, "chineseCountingThousand", "第%2條"),
        level(2, "decimal", "%1.%3"),
        '</w:abstractNum><w:abstractNum w:abstractNumId="8">',
        level(0, "bullet", "•"),
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>',
        '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>',
    )
)
STYLES = (
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:pPr><w:numPr>'
    '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)
NOTES = (
    f'<w:footnote w:type="separator" w:id="0">{paragraph(run("線"))}</w:footnote>'
    f'<w:footnote w:id="2">{paragraph(run("注一。"))}</w:footnote>'
    f'<w:footnote w:id="3">{paragraph(run("無人引。"))}</w:footnote>'
)


def word_file(body: str) -> bytes:
    parts = {"numbering": NUMBERING, "styles": STYLES, "footnotes": NOTES}
    members = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations(["officeDocument"], "word/document.xml"),
        "word/_rels/document.xml.rels": relations([*parts, "header"], "{}.xml"),
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "word/header1.xml": f'<w:hdr xmlns:w="{W}">{paragraph(run("頁眉"))}</w:hdr>',
        **{
            f"word/{name}.xml": f'<w:{name} xmlns:w="{W}">{part}</w:{name}>'
            for name, part in parts.items()
        },
    }
    return packed(members)


def relations(kinds: list[str], target: str) -> str:
    parts = "".join(
        f'<Relationship Id="r{at}" Type="{RELATIONS}/{kind}" Target="{target.format(kind)}"/>'
        for at, kind in enumerate(kinds)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{parts}</Relationships>'


def packed(members: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def test_word_paragraphs_bear_the_numbers_that_word_prints(tmp_path):
    body = "".join(
        (
            paragraph(run("總則"), style="Heading1"),
            paragraph(run("甲"), 1, 1),
            paragraph(run("項"), 1, 2),
            paragraph(run("散文")),
            paragraph(run("分則"), style="Heading1"),
            paragraph(run("乙"), 1, 1),
            paragraph(run("點"), 2),
        )
    )
    article = written(tmp_path, "a.docx", word_file(body))
    assert texts(article) == [
        "第一章 總則",
        "第一條 甲",
        "一.1 項",
        "散文",
        "第二章 分則",
        "第二條 乙",
        "點",
    ]
    assert [block.role for block in article.blocks] == [
        "heading",
        None,
        None,
        None,
        "heading",
        None,
        "plain",
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"<w:ins>{run('增')}</w:ins><w:del><w:r><w:delText>刪</w:delText></w:r></w:del>", ["增"]),
        (f"<w:moveFrom>{run('舊')}</w:moveFrom><w:moveTo>{run('新')}</w:moveTo>", ["新"]),
        (f"<w:sdt><w:sdtContent>{run('控')}</w:sdtContent></w:sdt>件", ["控"]),
        (f"<w:fldSimple>{run('域')}</w:fldSimple>{run('後')}", ["域後"]),
        (
            f"<w:r><w:pict><w:txbxContent>{paragraph(run('框'))}</w:txbxContent></w:pict></w:r>{run('後')}",
            ["後", "框"],
        ),
        (
            f"<w:r><w:ruby><w:rt>{run('han')}</w:rt><w:rubyBase>{run('漢')}</w:rubyBase></w:ruby></w:r>",
            ["漢han"],
        ),
        (f"{run('甲')}<w:r><w:footnoteReference w:id='2'/></w:r>{run('乙')}", ["甲⟦1⟧乙"]),
    ],
)
def test_nothing_that_word_prints_is_lost(tmp_path, content, expected):
    article = written(tmp_path, "a.docx", word_file(paragraph(content)))
    assert (texts(article), codes(article)) == (expected, [])


def test_heads_of_pages_and_notes_cited_no_more_are_furniture(tmp_path):
    article = written(tmp_path, "a.docx", word_file(paragraph(run("文"))))
    assert article.furniture == ("頁眉", "注一。", "無人引。")


@pytest.mark.parametrize(
    ("count", "format_", "expected"),
    [
        (1, "chineseCounting", "一"),
        (12, "chineseCountingThousand", "十二"),
        (20, "chineseCounting", "二十"),
        (305, "chineseCountingThousand", "三百〇五"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "ideographTraditional", "丙"),
        (2, "decimalEnclosedCircle", "②"),
        (21, "decimalEnclosedCircle", None),
    ],
)
def test_counts_in_chinese(count, format_, expected):
    assert han_numeral(count, format_) == expected


@pytest.mark.parametrize(
    ("count", "style", "expected"),
    [
        (28, "LowerAlpha", "ab"),
        (3, "UpperAlpha", "C"),
        (1994, "LowerRoman", "mcmxciv"),
        (0, "UpperRoman", "0"),
    ],
)
def test_counts_in_letters(count, style, expected):
    assert numeral(count, style) == expected


# EPUB

CONTAINER = '<container><rootfiles><rootfile full-path="O/b.opf"/></rootfiles></container>'
BOOK = """<package><metadata><title>書名</title><date>2020-03-04</date></metadata><manifest>
<item id="n" href="notes.xhtml" media-type="application/xhtml+xml"/><item id="c" href="c%201.xhtml"
media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/><itemref idref="n"/></spine></package>"""
CHAPTER = '<html><body><h1>書名</h1><p>甲<a id="r1" href="notes.xhtml#n1">1</a>。</p></body></html>'
NOTES_PAGE = '<html><body><p id="n1"><a href="c%201.xhtml#r1">1</a>. 注。</p></body></html>'


def test_notes_of_a_book_may_have_a_chapter_of_their_own(tmp_path):
    members = {
        "META-INF/container.xml": CONTAINER,
        "O/b.opf": BOOK,
        "O/c 1.xhtml": CHAPTER,
        "O/notes.xhtml": NOTES_PAGE,
    }
    book = written(tmp_path, "a.epub", packed(members))
    assert (texts(book), notes(book)) == (["書名", "甲⟦1⟧。"], [("1", "注。")])
    assert (book.blocks[0].role, book.date) == ("title", "2020-03-04")


def test_what_a_book_calls_a_note_is_one_whatever_its_mark_shows(tmp_path):
    page = (
        '<p>甲<a epub:type="noteref" href="#a"><img alt=""></a>乙<a href="#b">注</a></p>'
        '<aside epub:type="footnote" id="a"><p>注一。</p></aside><aside role="doc-footnote" id="b">注二。</aside>'
    )
    article = written(tmp_path, "a.xhtml", page)
    assert (texts(article), notes(article)) == (["甲⟦1⟧乙⟦2⟧"], [("1", "注一。"), ("2", "注二。")])


# What cannot be read

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    + "]><x>&j;</x>"
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.md", b""),
        ("empty.html", b"<html><p hidden>x</html>"),
        ("empty.docx", b""),
        ("text.docx", b"text"),
        ("text.odt", b"text"),
        ("text.epub", b"text"),
        ("encrypted.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("other.docx", packed({"a": "b"})),
        ("other.odt", packed({"a": "b"})),
        ("other.epub", packed({"a": "b"})),
        ("bomb.docx", packed({"word/document.xml": BOMB})),
        ("bomb.odt", packed({"content.xml": BOMB})),
        ("deep.md", b"> " * 3_000 + b"a"),
        ("deep.html", b"<div>" * 3_000 + b"a"),
        (
            "deep.docx",
            packed(
                {"word/document.xml": f'<w:p xmlns:w="{W}">' + "<w:p>" * 20_000 + "</w:p>" * 20_001}
            ),
        ),
        (
            "deep.odt",
            packed({"content.xml": "<x><body>" + "<a>" * 20_000 + "</a>" * 20_000 + "</body></x>"}),
        ),
    ],
)
def test_what_cannot_be_read_says_so_on_one_line(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError) as raised:
        parse_file(tmp_path / name, name)
    assert str(raised.value).startswith(f"{name}:")
    assert "\n" not in str(raised.value)


def test_a_file_without_text_is_empty(tmp_path):
    (tmp_path / "a.md").write_text("---\n\n[x]: y\n", encoding="utf-8")
    with pytest.raises(SourceEmpty):
        read(tmp_path / "a.md", "a.md")


def test_a_damaged_archive_is_damaged(tmp_path):
    data = word_file(paragraph(run("文" * 500)))
    (tmp_path / "a.docx").write_bytes(data[: len(data) // 2])
    with pytest.raises(SourceDamaged):
        read(tmp_path / "a.docx", "a.docx")


def test_pandoc_has_a_time_limit_of_its_own_only_where_no_clock_of_the_kernel_runs():
    data = ("甲[^1]。\n\n" * 2_000).encode()
    with pytest.raises(SourceTooSlow):
        pandoc.parse_with_pandoc(data, "markdown", "a.md", timeout=0.001)
    signal.setitimer(signal.ITIMER_REAL, 600)
    try:
        assert pandoc.parse_with_pandoc(data, "markdown", "a.md", timeout=0.001).blocks
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def test_without_the_extra_the_file_is_refused_by_its_name(tmp_path, monkeypatch):
    monkeypatch.setattr(pandoc, "_found", lambda: None)
    (tmp_path / "a.md").write_text("文", encoding="utf-8")
    with pytest.raises(ExtraMissing, match=r"duansou\[formats\]"):
        read(tmp_path / "a.md", "a.md")


# The articles at hand


@pytest.mark.parametrize("suffix", ["docx", "html", "md"])
def test_real_articles_come_out_as_their_authors_set_them(collections, suffix):
    fidelity = pytest.importorskip("benchmarks.fidelity")
    score = fidelity.score_of(collections / "footnoted", suffix)
    for what in ("marks", "notes", "bounds"):
        assert score.counts[f"{what} right"] >= 0.99 * score.counts[what], score.misses
    assert (score.counts["lost"], score.counts["invented"]) == (0, 0), score.misses


def test_marks_of_real_articles_all_have_notes(collections):
    for path in sorted((collections / "footnoted" / "html").iterdir()):
        document = parse_file(path, path.name)
        numbers = {note.number for note in document.footnotes}
        marks = {mark.number for paragraph in document.paragraphs for mark in paragraph.marks}
        assert marks <= numbers, path.name
