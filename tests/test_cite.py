"""A paragraph, or a document, is cited as people cite it, ready to be pasted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from handmade import document, paragraph, write_index
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

import search
from indexer.build import build_index
from indexer.errors import NotFound
from indexer.find import find_sources
from search.answers import DocumentFacts
from search.written import STYLES
from search.written.cite import REFERENCES
from search.written.issued import issued

TITLE = "国际法院关于以核武器进行威胁或使用核武器的合法性的咨询意见的后续行动"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Iterator[search.Index]:
    path = tmp_path_factory.mktemp("cite") / "index"
    build_index(path, find_sources([sample_path]))
    with search.open_index(path) as opened:
        yield opened


def test_a_paragraph_is_cited_as_in_documents_of_the_united_nations(sample: search.Index) -> None:
    assert str(sample.cite("63/49#pp17", "un")) == (
        "大会第63/49号决议，序言部分第17段："
        "“表示注意到秘书长关于执行第62/39号决议的报告¹²的有关部分，”\n"
        "¹² A/63/135。"
    )


def test_a_paragraph_is_cited_by_the_national_standard(sample: search.Index) -> None:
    assert str(sample.cite("A/RES/63/49#pp17", "gbt7714")) == (
        "“表示注意到秘书长关于执行第62/39号决议的报告¹²的有关部分，”\n"
        "¹² A/63/135。\n"
        f"联合国大会. {TITLE}：A/RES/63/49[R]. 联合国, 2008: 序言部分第17段."
    )


def test_a_paragraph_is_quoted_in_markdown(sample: search.Index) -> None:
    assert str(sample.cite("63/49#pp17", "markdown")) == (
        "> 表示注意到秘书长关于执行第62/39号决议的报告[^A/RES/63/49:pp17-1]的有关部分，\n"
        ">\n"
        f"> — 大会第63/49号决议，序言部分第17段，《{TITLE}》，2008-12-02\n\n"
        "[^A/RES/63/49:pp17-1]: ¹² A/63/135。"
    )
    html = (
        MarkdownIt("commonmark")
        .use(footnote_plugin)
        .render(
            f"{sample.cite('63/49#pp17', 'markdown')}\n\n{sample.cite('63/49#pp16', 'markdown')}"
        )
    )
    assert html.count("<blockquote>") == 2
    assert html.count('class="footnote-item"') == 2


def test_the_styles_that_are_offered_are_those_that_there_are() -> None:
    assert tuple(REFERENCES) == STYLES


def test_what_is_cited_is_told_in_parts_too(sample: search.Index) -> None:
    assert sample.cite("63/49#pp17", "un").to_dict() == {
        "schema": 1,
        "id": "A/RES/63/49#pp17",
        "style": "un",
        "reference": "大会第63/49号决议，序言部分第17段",
        "quotation": "表示注意到秘书长关于执行第62/39号决议的报告¹²的有关部分，",
        "notes": ["¹² A/63/135。"],
        "text": str(sample.cite("63/49#pp17", "un")),
    }


def test_a_note_that_says_the_same_is_cited_by_what_it_stands_for(sample: search.Index) -> None:
    notes = sample.cite("63/49#pp8").notes
    assert notes[:2] == (
        "⁴ 联合国，《条约汇编》，第 402 卷，第 5778 号。",
        "⁵ 联合国，《条约汇编》，第634卷，第9068号。",
    )


@pytest.mark.parametrize(
    ("name", "style", "text"),
    [
        ("63/49", "un", "大会第63/49号决议"),
        ("63/49", "gbt7714", f"联合国大会. {TITLE}：A/RES/63/49[R]. 联合国, 2008."),
        ("63/49", "markdown", f"大会第63/49号决议，《{TITLE}》，2008\\-12-02".replace("\\", "")),
    ],
)
def test_a_document_is_cited_by_its_reference_alone(
    sample: search.Index, name: str, style: str, text: str
) -> None:
    cited = sample.cite(name, style)
    assert (cited.id, str(cited), cited.quotation, cited.notes) == ("A/RES/63/49", text, "", ())


def test_a_note_is_cited_itself(sample: search.Index) -> None:
    assert str(sample.cite("63/49#fn12")) == "大会第63/49号决议，脚注12：“A/63/135。”"


def test_what_cannot_be_cited_is_told(sample: search.Index) -> None:
    with pytest.raises(NotFound, match="op99"):
        sample.cite("63/49#op99")
    with pytest.raises(NotFound, match="99/99"):
        sample.cite("99/99")
    with pytest.raises(ValueError, match="there is no style 'apa'"):
        sample.cite("63/49#op1", "apa")
    with pytest.raises(ValueError, match="there is no style 'apa'"):
        sample.cite("63/49", "apa")


@pytest.mark.parametrize(
    ("symbol", "name", "author", "publisher"),
    [
        ("A/RES/63/49", "大会第63/49号决议", "联合国大会", "联合国"),
        ("A/RES/49/75K", "大会第49/75 K号决议", "联合国大会", "联合国"),
        ("A/RES/2625(XXV)", "大会第2625(XXV)号决议", "联合国大会", "联合国"),
        ("A/RES/217A(III)", "大会第217 A (III)号决议", "联合国大会", "联合国"),
        ("A/RES/S-27/2", "大会第S-27/2号决议", "联合国大会", "联合国"),
        ("A/DEC/63/401", "大会第63/401号决定", "联合国大会", "联合国"),
        ("S/RES/408(1977)", "安全理事会第408(1977)号决议", "联合国安全理事会", "联合国"),
        ("E/RES/1996/31", "经济及社会理事会第1996/31号决议", "联合国经济及社会理事会", "联合国"),
        ("A/HRC/RES/28/3", "人权理事会第28/3号决议", "联合国人权理事会", "联合国"),
        ("A/63/135", "A/63/135", None, "联合国"),
        ("ST/SGB/2008/1", "ST/SGB/2008/1", None, "联合国"),
        ("NPT/CONF.2000/28(Part I)", "NPT/CONF.2000/28(Part I)", None, None),
    ],
)
def test_a_document_with_a_symbol_is_named_as_it_is_cited(
    symbol: str, name: str, author: str | None, publisher: str | None
) -> None:
    known = issued(DocumentFacts(symbol, symbol, "题", None, "a.txt"))
    assert (known.name, known.author, known.publisher) == (name, author, publisher)


@pytest.mark.parametrize(
    ("title", "date", "style", "text"),
    [
        ("民法典", "2020-05-28", "un", "《民法典》，第三条：“民事主体。”"),
        ("《民法典》", None, "un", "《民法典》，第三条：“民事主体。”"),
        (None, None, "un", "law，第三条：“民事主体。”"),
        ("民法典", "2020-05-28", "gbt7714", "“民事主体。”\n民法典[Z]. 2020: 第三条."),
        (None, None, "gbt7714", "“民事主体。”\nlaw[Z]. 第三条."),
        ("民法典", "2020", "markdown", "> 民事主体。\n>\n> — 《民法典》，第三条，2020"),
    ],
)
def test_what_has_no_symbol_is_cited_by_its_title_or_its_key(
    tmp_path: Path, title: str | None, date: str | None, style: str, text: str
) -> None:
    article = paragraph("民事主体。", "art3", kind="article", label="第三条")
    made = replace(document("law", [], title=title, date=date), paragraphs=(article,))
    with search.open_index(write_index(tmp_path / "index", [made])) as index:
        assert str(index.cite("law#art3", style)) == text


def test_a_page_is_cited_where_it_is_known(tmp_path: Path) -> None:
    made = document("A/RES/1/1", ["一。"])
    paged = replace(made, paragraphs=(replace(made.paragraphs[0], page=2),))
    with search.open_index(write_index(tmp_path / "index", [paged])) as index:
        assert index.cite("A/RES/1/1#p1").reference == "大会第1/1号决议，第1段（第2页）"


def test_hostile_text_is_cited_on_one_line_and_inert(tmp_path: Path) -> None:
    made = document("a", ["一\n\x1b[31m<b>](javascript:x)\u202e二{1}"], {"1": "三\n[^x]: 四"})
    with search.open_index(write_index(tmp_path / "index", [made])) as index:
        for style in ("un", "gbt7714", "markdown"):
            text = str(index.cite("a#p1", style))
            assert not set(text) & set("\x1b\u202e")
        html = MarkdownIt("commonmark").use(footnote_plugin).render(text)
    assert "<b>" not in html
    assert '<a href="javascript' not in html
    assert html.count('class="footnote-item"') == 1
