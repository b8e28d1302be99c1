"""The pages: what they show of the sample, where their links lead, what nothing can make them do."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from handmade import document, write_index
from starlette.testclient import TestClient
from webpage import Page

from indexer.build import build_index
from indexer.find import find_sources
from search.web.application import application
from search.web.protect import HEADERS
from search.web.query_help import ROWS
from search.web.settings import PAGE_PARAGRAPHS, Settings

ENGLISH = {"Accept-Language": "en"}


def client_of(index: Path) -> TestClient:
    return TestClient(application(Settings(index)), "http://localhost:8630", headers=ENGLISH)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> TestClient:
    index = tmp_path_factory.mktemp("web") / "index"
    build_index(index, find_sources([sample_path]))
    return client_of(index)


def page_at(client: TestClient, address: str, status: int = 200) -> Page:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return Page(answer.text)


def test_the_first_page_has_a_search_box_and_says_what_can_be_searched(client: TestClient) -> None:
    page = page_at(client, "/")
    assert page.attributes("input", "name") == ["q"]
    assert "1 documents, 24 paragraphs" in page.text


def test_a_search_shows_where_each_hit_is_with_its_notes(client: TestClient) -> None:
    page = page_at(client, "/?q=“南极条约”")
    assert "1 paragraph" in page.text
    assert "A/RES/63/49 序言部分第8段" in page.text
    assert "6 notes" in page.text
    assert "联合国，《条约汇编》，第 402 卷，第 5778 号。" in page.text
    assert "/doc/A/RES/63/49#pp8" in page.links


def test_what_was_asked_stays_in_the_box_and_the_filters_in_the_form(client: TestClient) -> None:
    page = page_at(client, "/?q=谈判&kind=operative&sort=date")
    assert page.attributes("input", "value") == ["谈判", "operative", "date"]
    assert "2 paragraphs" in page.text
    assert "/?q=%E8%B0%88%E5%88%A4&sort=date" in page.links


def test_facets_count_what_they_lead_to(client: TestClient) -> None:
    page = page_at(client, "/?q=谈判")
    assert "preambular 4" in page.text
    assert "4 paragraphs" in page_at(client, "/?q=谈判&kind=preambular").text


def test_a_bar_of_the_chart_leads_to_the_hits_of_its_year(client: TestClient) -> None:
    page = page_at(client, "/?q=谈判")
    assert "/?q=%E8%B0%88%E5%88%A4&year=2008" in page.links
    assert "6 paragraphs" in page_at(client, "/?q=谈判&year=2008").text
    assert "Nothing found" in page_at(client, "/?q=谈判&year=2007").text


def test_nothing_found_suggests_what_is(client: TestClient) -> None:
    page = page_at(client, "/?q=核裁君")
    assert "Did you mean 核裁军" in page.text
    assert "/?q=%E6%A0%B8%E8%A3%81%E5%86%9B" in page.links


def test_a_document_has_its_paragraphs_under_their_anchors(client: TestClient) -> None:
    page = page_at(client, "/doc/A/RES/63/49")
    assert {"title", "opening", "pp1", "pp17", "op1", "op4", "fn1", "fn12"} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_a_document_is_found_by_its_other_names(client: TestClient) -> None:
    assert "pp1" in page_at(client, "/doc/63/49").ids


def test_each_mark_leads_to_its_note_and_each_note_back(client: TestClient) -> None:
    page = page_at(client, "/doc/A/RES/63/49")
    marks = [given for tag, given in page.tags if tag == "a" and given.get("class") == "mark"]
    backs = [given for tag, given in page.tags if tag == "a" and given.get("class") == "back"]
    assert [mark["href"] for mark in marks] == [f"#fn{number}" for number in range(1, 13)]
    assert [back["href"] for back in backs] == [f"#{mark['id']}" for mark in marks]
    assert marks[3]["title"] == "联合国，《条约汇编》，第 402 卷，第 5778 号。"


def test_each_citation_leads_to_what_it_names(client: TestClient) -> None:
    page = page_at(client, "/doc/A/RES/63/49")
    assert "/?q=A%2FRES%2F62%2F39" in page.links
    assert "2 paragraphs" in page_at(client, "/?q=A%2FRES%2F62%2F39").text


def test_the_page_is_chinese_unless_english_is_wanted(client: TestClient) -> None:
    chinese = Page(client.get("/help", headers={"Accept-Language": "zh-TW"}).text)
    assert chinese.attributes("html", "lang") == ["zh-Hans"]
    assert page_at(client, "/help").attributes("html", "lang") == ["en"]
    switched = page_at(client, "/help?lang=zh")
    assert switched.attributes("html", "lang") == ["zh-Hans"]
    assert "/?lang=zh" in switched.links


@pytest.mark.parametrize("typed", [row[0] for row in ROWS])
def test_each_query_of_the_help_page_is_answered(client: TestClient, typed: str) -> None:
    page = page_at(client, "/help")
    link = next(link for link in page.links if unquote(link.replace("+", " ")) == f"/?q={typed}")
    answered = page_at(client, link)
    assert "paragraph" in answered.text or typed.startswith("年")


def test_all_links_of_all_pages_lead_somewhere(client: TestClient) -> None:
    met: set[str] = set()
    new = {"/", "/?q=谈判", "/?q=南极&lang=en"}
    while new and len(met) < 400:
        address = new.pop()
        met.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        if answer.headers["content-type"].startswith("text/html"):
            new |= {urldefrag(link).url for link in Page(answer.text).links} - met - {""}
    assert len(met) > 100


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/doc/A/RES/1/1", 404, "the index has no document"),
        ("/doc/A/RES/63/49?from=25", 400, "A/RES/63/49 has 24 paragraphs"),
        ("/nowhere", 404, "Not Found"),
        ("/?q=x&page=1001", 400, "page is '1001'; it can be 1 to 1,000"),
        ("/?q=x&kind=poem", 400, "kind cannot be 'poem'"),
        ("/static/../pages.py", 404, "Not Found"),
        ("/static/%2e%2e/pages.py", 404, "Not Found"),
    ],
)
def test_a_page_says_why_there_is_none(
    client: TestClient, address: str, status: int, told: str
) -> None:
    assert told in page_at(client, address, status).text


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?q=谈判",
        "/doc/63/49",
        "/help",
        "/nowhere",
        "/?page=0",
        "/static/duansou.css",
        "/api/status",
        "/api/no",
    ],
)
def test_every_answer_forbids_what_the_page_does_not_need(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_only_the_names_of_the_server_are_answered(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "attacker.example"}).status_code == 400
    assert client.get("/", headers={"Host": "127.0.0.1:8630"}).status_code == 200


# ---- hostile documents

HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)> ' onfocus='alert(1)",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "javascript:alert(1)",
    "\u202egnp.exe\u2066 \u200b\x1b[31m\x07",
    "]]><!-- --></p></main>",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    made = [
        document(
            f"{text}/{place}",
            [f"谈判{text}{{1}}第六条", {"anchor": text, "text": f"{text}谈判"}],
            {"1": f"脚注{text}"},
            title=f"标题{text}",
        )
        for place, text in enumerate(HOSTILE)
    ]
    index = tmp_path_factory.mktemp("hostile") / "index"
    write_index(index, made)
    yield client_of(index)


ALLOWED = {
    *("a", "article", "aside", "b", "body", "button", "dd", "details", "div", "dl", "dt", "form"),
    *("h1", "h2", "head", "header", "html", "input", "kbd", "li", "link", "main", "mark", "meta"),
    *("nav", "ol", "p", "rect", "script", "section", "span", "summary", "sup", "svg", "table"),
    *("tbody", "td", "text", "th", "thead", "time", "title", "tr", "ul"),
}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_document_and_no_query_can_do_more_than_be_read(hostile: TestClient, text: str) -> None:
    found = hostile.get("/", params={"q": "谈判"})
    asked = hostile.get("/", params={"q": text})
    documents = {urldefrag(link).url for link in Page(found.text).links if link.startswith("/doc/")}
    assert len(documents) == len(HOSTILE)
    for answer in (found, asked, *map(hostile.get, sorted(documents))):
        assert answer.status_code == 200
        page = Page(answer.text)
        assert {tag for tag, _ in page.tags} <= ALLOWED
        assert [given for tag, given in page.tags if tag == "script"] == [
            {"src": page.attributes("script", "src")[0], "defer": ""}
        ]
        assert not [
            name
            for _, given in page.tags
            for name in given
            if name.startswith("on") or name == "style"
        ]
        assert all(link.startswith(("/", "#")) and not link.startswith("//") for link in page.links)
        hidden = [
            character
            for character in answer.text
            if unicodedata.category(character) in ("Cc", "Cf")
        ]
        assert set(hidden) <= {"\n"}


def test_a_long_document_comes_in_parts_and_links_lead_to_the_right_one(tmp_path: Path) -> None:
    texts = [f"第{place}段谈判" if place == 450 else f"文字{place}" for place in range(1, 701)]
    write_index(tmp_path / "index", [document("long", texts)])
    client = client_of(tmp_path / "index")
    found = page_at(client, "/?q=谈判")
    assert f"/doc/long?from={PAGE_PARAGRAPHS + 1}#p450" in found.links
    part = page_at(client, f"/doc/long?from={PAGE_PARAGRAPHS + 1}")
    assert [each for each in part.ids if each.startswith("p")] == [
        f"p{place}" for place in range(301, 601)
    ]
    assert {"/doc/long", "/doc/long?from=601"} <= set(part.links)
