"""In a notebook answers, hits, documents and explanations show themselves; their text is inert."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Protocol

import pytest
from handmade import document, write_index
from hypothesis import given
from hypothesis import strategies as st

import search
from indexer.notebook import MAX_SHOWN, marked_text

TAGS = {"b", "details", "div", "li", "mark", "span", "summary", "sup", "table", "td", "tr", "ul"}


class Shown(Protocol):
    def _repr_html_(self) -> str: ...


class Page(HTMLParser):
    """What a browser would make of a page: its text, its tags, and whether they are balanced."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.marked: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "mark":
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self._open:
            self.marked[-1] += data


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> search.Index:
    made = [
        document(
            "甲", ["念及{1}《条约》的核裁军", "核裁军谈判"], {"1": ("同上。", "原注核裁军。")}
        ),
        document("乙", ["谈判"], title="关于谈判"),
    ]
    return search.open_index(write_index(tmp_path_factory.mktemp("notebook") / "index", made))


def test_a_hit_shows_what_was_found_marked_and_its_notes_folded(index: search.Index) -> None:
    [hit] = index.search('"《条约》的核裁军"')
    html = hit._repr_html_()
    page = Page(html)
    assert page.marked == ["《条约》的核裁军"]
    assert page.text.startswith("甲 \u2002第1段念及1《条约》的核裁军")
    assert "<details" in html
    assert "1 note¹ 同上。= 原注核裁军。" in page.text


def test_an_answer_shows_how_many_there_are(index: search.Index) -> None:
    page = Page(index.search("谈判 核裁军")._repr_html_())
    assert page.text.startswith("谈判 AND 核裁军 \u20021 paragraph, ")
    assert Page(index.search("火星")._repr_html_()).text == "火星 \u2002nothing found"
    grouped = Page(index.search("谈判", group=True)._repr_html_())
    assert "2 documents with 2 paragraphs" in grouped.text


def test_a_document_and_a_paragraph_show_their_text(index: search.Index) -> None:
    page = Page(index.document("甲")._repr_html_())
    assert page.text.startswith("甲第1段 #p1念及1《条约》的核裁军第2段 #p2核裁军谈判")
    assert Page(index.paragraph("甲#p2")._repr_html_()).text == "第2段 #p2核裁军谈判"


def test_a_long_document_is_shown_in_part() -> None:
    page = Page(document("甲", ["文"] * (MAX_SHOWN + 2))._repr_html_())
    assert f"#p{MAX_SHOWN}" in page.text
    assert f"#p{MAX_SHOWN + 1}" not in page.text
    assert "and 2 more paragraphs" in page.text


def test_explanations_show_themselves(index: search.Index) -> None:
    explained = Page(index.explain("核裁军 谈判")._repr_html_())
    assert "all of 1 paragraph" in explained.text
    assert "甲#p2" in explained.text
    why = Page(index.why("核裁军 谈判", "甲#p1")._repr_html_())
    assert why.text.startswith("甲#p1 \u2002not among 1 paragraph found✗ all of")
    assert "✗ word 谈判" in why.text


HOSTILE = (
    "<script>alert(1)</script>&amp;\"'\u202e\u2066\x1b[31m\x00\u2028\ud800<img src=x onerror=y>"
)


def test_all_text_is_inert_wherever_it_comes_from(tmp_path: Path) -> None:
    label: dict[str, Any] = {"text": f"核裁军{HOSTILE}", "label": HOSTILE, "anchor": f"a{HOSTILE}"}
    made = document(HOSTILE, [label], {"7": f"核裁军{HOSTILE}"}, title=HOSTILE, date=HOSTILE)
    with search.open_index(write_index(tmp_path / "index", [made])) as index:
        answer = index.search(f"核裁军 {HOSTILE}", group=True)
        assert len(answer) == 1
        [hit] = answer
        shown: list[Shown] = [
            answer,
            hit,
            made,
            made.paragraphs[0],
            index.explain(f"核裁军 {HOSTILE}"),
            index.why(f"核裁军 {HOSTILE}", hit.id),
        ]
    for each in shown:
        html = each._repr_html_()
        page = Page(html)
        assert set(page.tags) <= TAGS
        assert page.attributes <= {"style", "lang"}
        assert not [char for char in html if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl")]
        assert "<script>" in page.text


@given(st.text(max_size=40), st.data())
def test_marks_and_highlights_are_where_they_belong(text: str, data: st.DataObject) -> None:
    bounds = data.draw(st.lists(st.integers(0, len(text)), unique=True, max_size=8).map(sorted))
    spans = list(zip(bounds[::2], bounds[1::2], strict=False))
    marks = data.draw(st.lists(st.tuples(st.integers(0, len(text)), st.just("9")), max_size=4))
    page = Page(marked_text(text, spans, marks))
    assert page.tags.count("mark") == len(spans)
    assert page.tags.count("sup") == len({at for at, _ in marks}) or len(marks) > 1
    plain = Page(marked_text(text, spans))
    assert plain.text == Page(marked_text(text)).text
    assert [len(found) for found in plain.marked if found.isalnum()] == [
        end - start
        for (start, end), found in zip(spans, plain.marked, strict=True)
        if found.isalnum()
    ]


def test_what_makes_pages_is_loaded_when_something_is_shown() -> None:
    program = (
        "import sys, search\n"
        "from indexer.document import Document\n"
        "print([name for name in sys.modules if 'notebook' in name])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"
