"""In a notebook what cites a text, what a text cites and a series show themselves, inert."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from handmade import document, write_index
from test_notebook import TAGS, Page

import search


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Index]:
    recalling = {"text": "回顾其第61/83号和第62/39号决议，", "kind": "preambular"}
    made = [
        document("A/RES/63/49", [recalling, "见报告。{1}"], {"1": "A/63/135。"}, title="<b>后续", date="2008-12-02"),
        document("<script>\u202e.txt", ["见第63/49号决议。"]),
    ]  # fmt: skip
    path = write_index(tmp_path_factory.mktemp("notebook") / "index", made)
    with search.open_index(path) as opened:
        yield opened


def page_of(shown: search.CitedBy | search.Cites | search.Chain) -> Page:
    page = Page(shown._repr_html_())
    assert set(page.tags) <= TAGS
    assert page.attributes <= {"lang", "style"}
    return page


def test_what_cites_a_text_is_shown_with_its_notes(index: search.Index) -> None:
    page = page_of(index.cited_by("A/63/135"))
    assert "cited by 1 paragraph" in page.text
    assert page.marked == ["A/63/135"]


def test_what_a_text_cites_is_shown(index: search.Index) -> None:
    page = page_of(index.cites("63/49"))
    assert [key for key in ("A/RES/61/83", "A/RES/62/39", "A/63/135") if key in page.text] == [
        "A/RES/61/83", "A/RES/62/39", "A/63/135",
    ]  # fmt: skip
    assert page.tags.count("tr") == page.text.count("not in the index") == 3


def test_a_series_is_shown_and_no_title_is_markup(index: search.Index) -> None:
    page = page_of(index.chain("62/39"))
    assert page.tags.count("tr") == 3
    assert "2008-12-02" in page.text
    assert "<b>后续" in page.text


def test_no_name_is_obeyed(index: search.Index) -> None:
    page = page_of(index.cited_by("63/49"))
    assert "<script>\\u202e.txt" in page.text
