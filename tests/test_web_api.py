"""The API: the command's JSON by address, described by OpenAPI, and told again only when it is new."""

from __future__ import annotations

import json
import shutil
import threading
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from handmade import document, write_index
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from indexer.build import build_index
from indexer.find import find_sources
from search.cli import duansou
from search.web.application import application
from search.web.settings import Settings


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Path:
    path = tmp_path_factory.mktemp("api") / "index"
    build_index(path, find_sources([sample_path]))
    return path


@pytest.fixture(scope="module")
def client(index: Path) -> TestClient:
    return client_of(index)


def client_of(index: Path, **settings: Any) -> TestClient:
    return TestClient(application(Settings(index, **settings)), "http://localhost:8630")


def test_a_search_answers_what_the_command_prints(client: TestClient, index: Path) -> None:
    command = ["search", "南极", "--index", str(index), "--format", "json", "--facets", "year,kind"]
    printed = json.loads(CliRunner().invoke(duansou, command).stdout)
    answered = client.get("/api/search", params={"q": "南极", "facets": "year,kind"}).json()
    assert answered | {"took_ms": 0} == printed | {"took_ms": 0}


def test_a_document_is_what_the_command_shows_of_it(client: TestClient, index: Path) -> None:
    command = ["show", "63/49", "--index", str(index), "--format", "json"]
    printed = json.loads(CliRunner().invoke(duansou, command).stdout)
    answered = client.get("/api/documents/63/49").json()
    for member in ("document", "paragraphs", "footnotes"):
        assert answered[member] == printed[member]
    assert (answered["total"], answered["offset"]) == (24, 0)


def test_a_document_can_be_had_in_parts(client: TestClient) -> None:
    whole = client.get("/api/documents/A/RES/63/49").json()["paragraphs"]
    parts = [
        client.get(f"/api/documents/A/RES/63/49?offset={offset}&limit=10").json()["paragraphs"]
        for offset in (0, 10, 20, 30)
    ]
    assert [len(part) for part in parts] == [10, 10, 4, 0]
    assert list(chain.from_iterable(parts)) == whole


def test_a_paragraph_comes_with_its_document_and_its_notes(client: TestClient) -> None:
    answered = client.get("/api/paragraphs/63/49%23pp16").json()
    assert answered["id"] == "A/RES/63/49#pp16"
    assert answered["document"]["date"] == "2008-12-02"
    assert answered["paragraph"]["label"] == "序言部分第16段"
    assert [note["number"] for note in answered["footnotes"]] == ["11"]


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/api/search", 400, "q is not given; it may be empty where where is"),
        ("/api/search?q=a&limit=1000", 400, "limit is '1000'; it can be 0 to 100"),
        ("/api/documents/A/RES/1/1", 404, "the index has no document 'A/RES/1/1'"),
        ("/api/documents/63/49?limit=5001", 400, "limit is '5001'; it can be 0 to 5,000"),
        ("/api/documents/63/49?page=1", 400, "a document takes offset and limit, each once"),
        ("/api/paragraphs/63/49%23op9", 404, "the index has no paragraph 'A/RES/63/49#op9'"),
        ("/api/paragraphs/63/49", 404, "'63/49' is no id of a paragraph: it has no #"),
        ("/api/nothing", 404, "Not Found"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    client: TestClient, address: str, status: int, told: str
) -> None:
    answer = client.get(address)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == answer.json()["status"] == status
    assert answer.json()["detail"] == told


def test_only_reading_is_allowed(client: TestClient) -> None:
    answer = client.post("/api/search?q=a")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert client.head("/api/search?q=南极").status_code == 200


# ---- the description


def validator(client: TestClient, schema: str) -> Draft202012Validator:
    described = client.get("/api/openapi.json").json()
    root = {"$ref": f"#/components/schemas/{schema}", "components": described["components"]}
    return Draft202012Validator(root)


@pytest.mark.parametrize(
    ("address", "schema"),
    [
        ("/api/search?q=南极", "Answer"),
        ("/api/search?q=谈判&facets=year,session,body,kind,verb&group=true&windows=3", "Answer"),
        ("/api/search?q=核裁君", "Answer"),
        ("/api/search?q=xyz&limit=0", "Answer"),
        ("/api/documents/63/49", "Part"),
        ("/api/paragraphs/63/49%23pp8", "Found"),
        ("/api/status", "Status"),
        ("/healthz", "Health"),
        ("/api/search", "Problem"),
        ("/api/documents/nothing", "Problem"),
    ],
)
def test_every_answer_is_as_described(client: TestClient, address: str, schema: str) -> None:
    validator(client, schema).validate(client.get(address).json())


def test_every_address_is_described(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/search",
        "/api/documents/{key}",
        "/api/paragraphs/{id}",
        "/api/status",
        "/healthz",
    }
    for path in described["paths"].values():
        for answer in path["get"]["responses"].values():
            for content in answer.get("content", {}).values():
                name = content["schema"]["$ref"].rpartition("/")[2]
                Draft202012Validator.check_schema(described["components"]["schemas"][name])


# ---- what has not changed is not told again


@pytest.mark.parametrize("address", ["/api/search?q=南极", "/?q=南极", "/doc/63/49", "/api/status"])
def test_a_reader_who_has_an_answer_is_told_that_it_still_holds(
    client: TestClient, address: str
) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_another_address_language_or_index_has_another_tag(tmp_path: Path) -> None:
    tags = set()
    for text in ("谈判", "裁军"):
        write_index(tmp_path / "index", [document("A", [text])])
        client = client_of(tmp_path / "index")
        for address in ("/?q=谈判", "/?q=裁军"):
            for language in ("zh", "en"):
                tags.add(client.get(address, headers={"Accept-Language": language}).headers["etag"])
    assert len(tags) == 8


def test_answers_are_packed_where_that_is_accepted(client: TestClient) -> None:
    packed = client.get("/api/documents/63/49", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    plain = client.get("/api/documents/63/49", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers


def test_pages_of_others_read_the_api_only_where_that_was_asked_for(index: Path) -> None:
    elsewhere = {"Origin": "https://example.org"}
    name = "access-control-allow-origin"
    assert name not in client_of(index).get("/api/status", headers=elsewhere).headers
    opened = client_of(index, origins=("https://example.org",))
    assert opened.get("/api/status", headers=elsewhere).headers[name] == "https://example.org"
    other = opened.get("/api/status", headers={"Origin": "https://example.com"})
    assert name not in other.headers


# ---- while the index changes


def test_a_new_build_is_answered_from_at_once(tmp_path: Path) -> None:
    write_index(tmp_path / "index", [document("A", ["谈判"])])
    client = client_of(tmp_path / "index")
    assert client.get("/api/status").json()["generation"] == "gen-000001"
    write_index(tmp_path / "index", [document("A", ["谈判"]), document("B", ["谈判"])])
    assert client.get("/api/search?q=谈判").json()["total"] == 2
    assert client.get("/api/status").json()["generation"] == "gen-000002"


def test_while_a_new_index_is_damaged_or_gone_the_one_before_is_answered_from(
    tmp_path: Path,
) -> None:
    write_index(tmp_path / "index", [document("A", ["谈判"])])
    client = client_of(tmp_path / "index")
    (tmp_path / "index" / "CURRENT").write_text("gen-000009 00000000\n")
    assert client.get("/api/search?q=谈判").json()["total"] == 1
    assert client.get("/healthz").json()["fault"] == "IndexDamaged"
    shutil.rmtree(tmp_path / "index")
    assert client.get("/api/search?q=谈判").json()["total"] == 1


def test_damage_that_is_met_while_reading_is_told_without_a_path(tmp_path: Path) -> None:
    texts = [f"谈判{place}" + "核裁军" * 200 for place in range(400)]
    write_index(tmp_path / "index", [document("A", texts)])
    client = client_of(tmp_path / "index")
    segment = next((tmp_path / "index" / "gen-000001").glob("*.segment"))
    with segment.open("r+b") as file:
        file.seek(0)
        data = file.read()
        file.seek(64)
        file.write(b"\xff" * (len(data) - 64 - 4_096))
    answer = client.get("/api/documents/A")
    assert answer.status_code == 503
    assert answer.json()["detail"] == "the index cannot be read as it stands"
    assert str(tmp_path) not in answer.text


def test_what_takes_too_long_is_told_so(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from search.searcher import Index

    client = client_of(index, seconds=0.2)
    ending = threading.Event()
    monkeypatch.setattr(Index, "search", lambda *_, **__: ending.wait(5))
    answer = client.get("/api/search?q=南极")
    ending.set()
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["detail"] == "this took longer than a request may"
