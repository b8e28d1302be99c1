"""What cites something is listed: each paragraph once, with what it has printed of the citation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from handmade import document, write_index

import search
from indexer.build import build_index
from indexer.document import Citation, Document
from indexer.errors import IndexDamaged, NotFound
from indexer.find import find_sources
from indexer.parse import parse_file
from indexer.record import record_to_json, records_of
from indexer.schema import Prepared, prepare
from search.answers import Hit
from search.cli import duansou
from search.follow.citing import MAX_KEYS
from search.follow.linked import CitedBy
from search.follow.typed_name import LONGEST_NAME
from search.postings import Postings

REPORT = document(
    "A/64/139",
    [
        "按照大会第63/49号决议提交本报告。",
        "大会第63/49号决议第3段请所有国家通报情况，第63/49号决议还请秘书长向大会通报。{1}",
        "见各国的答复。{2}",
        "另见各国的答复。{2}",
    ],
    {"1": "A/RES/63/49，又见第63/49号决议。", "2": "A/63/135 和 Add.1。", "3": "无人提及：A/C.1/63/L.19。"},
    title="后续行动：秘书长的报告",
    date="2009-07-16",
)  # fmt: skip
LAW = document("laws/civil.txt", ["民事主体平等。", "依照本法。"], title="中华人民共和国民法典")


def documents(sample: Path) -> list[Document]:
    return [parse_file(sample, sample.name), REPORT, LAW]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Path:
    return write_index(tmp_path_factory.mktemp("cites") / "index", documents(sample_path))


@pytest.fixture(scope="module")
def index(path: Path) -> Iterator[search.Index]:
    with search.open_index(path) as opened:
        yield opened


def run(path: Path, *words: str) -> Result:
    command, *others = words
    return CliRunner().invoke(duansou, [command, "--index", str(path), *others])


def highlighted(hit: Hit) -> list[str]:
    """Return what is highlighted in the excerpts of a hit."""
    return [each.text[start:end] for each in hit.snippets for start, end in each.highlights]


def in_notes(hit: Hit) -> list[tuple[str, list[str]]]:
    """Return the notes of a hit with what is highlighted in each."""
    return [
        (note.number, [note.text[start:end] for start, end in note.highlights])
        for note in hit.footnotes
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "A/RES/62/39", "a/res/62/39", "62/39", "第62/39号决议", "第62/39號決議", "第62/39号", " 62/39 ",
        "62 / 39", "６２／３９", "Ａ／ＲＥＳ／６２／３９", "第６２／３９号决议",
    ],
)  # fmt: skip
def test_a_resolution_is_named_in_any_form(index: search.Index, typed: str) -> None:
    found = index.cited_by(typed)
    assert (found.key, found.indexed, found.total) == ("A/RES/62/39", None, 2)
    assert [hit.id for hit in found] == ["A/RES/63/49#pp1", "A/RES/63/49#pp17"]


@pytest.mark.parametrize(
    ("typed", "key", "indexed", "ids"),
    [
        ("63/49", "A/RES/63/49", "A/RES/63/49", ["A/64/139#p1", "A/64/139#p2"]),
        ("A/63/135", "A/63/135", None, ["A/64/139#p3", "A/64/139#p4", "A/RES/63/49#pp17"]),
        ("npt/conf.1995/32(part i)", "NPT/CONF.1995/32(Part I)", None, ["A/RES/63/49#pp5"]),
        ("49/75 K", "A/RES/49/75K", None, ["A/RES/63/49#pp1"]),
        ("a/c.1/63/l.19", "A/C.1/63/L.19", None, ["A/64/139#fn3"]),
        ("64/139", "A/RES/64/139", None, []),
        ("A/64/139", "A/64/139", "A/64/139", []),
        ("63/49#op2", "A/RES/63/49#op2", "A/RES/63/49#op2", []),
        ("63/49 第2段", "A/RES/63/49#op2", "A/RES/63/49#op2", []),
        ("NPT", "《不扩散核武器条约》", None, ["A/RES/63/49#pp4", "A/RES/63/49#pp14"]),
        ("NPT第6条", "《不扩散核武器条约》#art6", None, ["A/RES/63/49#pp4", "A/RES/63/49#pp14"]),
        ("不扩散核武器条约 第七条", "《不扩散核武器条约》#art7", None, []),
        ("南极条约", "《南极条约》", None, ["A/RES/63/49#pp8"]),
        ("UNTS/634/9068", "UNTS/634/9068", None, ["A/RES/63/49#pp8"]),
        ("icj/1996/226", "ICJ/1996/226", None, ["A/RES/63/49#pp16"]),
        ("中华人民共和国民法典", "《中华人民共和国民法典》", "laws/civil.txt", []),
        ("《中華人民共和國民法典》", "《中华人民共和国民法典》", "laws/civil.txt", []),
        ("laws/civil.txt", "laws/civil.txt", "laws/civil.txt", []),
        ("不是任何东西", "不是任何东西", None, []),
    ],
)  # fmt: skip
def test_what_is_named_is_told_with_where_the_index_has_it(
    index: search.Index, typed: str, key: str, indexed: str | None, ids: list[str]
) -> None:
    found = index.cited_by(typed)
    assert (found.key, found.indexed) == (key, indexed)
    assert [hit.id for hit in found] == ids


def citing(key: str, text: str, *citations: Citation) -> Document:
    """Return a document of one paragraph with these citations, whatever its text says."""
    made = document(key, [text])
    [paragraph] = made.paragraphs
    return replace(made, paragraphs=(replace(paragraph, citations=citations),))


@pytest.mark.parametrize(
    "typed",
    [
        "《不扩散核武器条约》", "不扩散核武器条约", "《不擴散核武器條約》", "〈不扩散核武器条约〉", "不扩散条约", "NPT", "npt", "ＮＰＴ",
    ],
)  # fmt: skip
def test_an_instrument_is_named_by_its_title_or_another_name_of_it(
    tmp_path: Path, typed: str
) -> None:
    named = citing("a.txt", "念及在《不扩散核武器条约》中", Citation("《不扩散核武器条约》", 3, 13))
    with search.open_index(write_index(tmp_path / "index", [named])) as opened:
        found = opened.cited_by(typed)
    assert (found.key, found.total) == ("《不扩散核武器条约》", 1)
    assert highlighted(found.hits[0]) == ["《不扩散核武器条约》"]


def test_a_law_of_the_index_is_cited_by_its_title_and_its_articles_too(tmp_path: Path) -> None:
    law = document(
        "laws/civil.txt",
        [{"text": "第三条 平等。", "anchor": "art3"}, {"text": "第四条 自愿。", "anchor": "art4"}],
        title="民法典",
    )
    named = citing("a.txt", "依照《民法典》第三条第二款", Citation("《民法典》#art3.2", 2, 13))
    with search.open_index(write_index(tmp_path / "index", [law, named])) as opened:
        for typed in ("民法典#art3", "laws/civil.txt#art3", "《民法典》#art3.2"):
            found = opened.cited_by(typed)
            assert (found.indexed, [hit.id for hit in found]) == (
                "laws/civil.txt" if typed.endswith(".2") else "laws/civil.txt#art3", ["a.txt#p1"],
            )  # fmt: skip
            assert highlighted(found.hits[0]) == ["《民法典》第三条第二款"]
        assert opened.cited_by("民法典#art4").total == 0
        assert [each.indexed for each in opened.cites("a.txt")] == ["laws/civil.txt"]
        assert opened.references(*opened.resolve("laws/civil.txt#art3")).cited_by.total == 1


@pytest.mark.parametrize(
    "citation",
    [
        Citation("A/RES/62/39", -1, 3), Citation("A/RES/62/39", 0, 99), Citation("A/RES/62/39", 3, 3),
        Citation("A/RES/62/39", "0", 3), Citation("A/RES/62/39", 0, None),
        Citation("A/RES/62/39", 0, 3, 2007), Citation(["A/RES/62/39"], 0, 3),
    ],
)  # fmt: skip
def test_a_stored_citation_that_cannot_be_is_damage(tmp_path: Path, citation: Citation) -> None:
    path = tmp_path / "index"
    made = citing("a.txt", "第62/39号决议。", Citation("A/RES/62/39", 0, 7))
    record = json.loads(record_to_json(next(records_of(made))))
    record["paragraph"]["citations"] = [asdict(citation)]
    stored = json.dumps(record, ensure_ascii=False)
    as_it_is = Prepared._replace
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("indexer.schema.prepare", lambda each: as_it_is(prepare(each), stored=stored))  # fmt: skip
        write_index(path, [made])
    with search.open_index(path) as opened:
        for ask in (opened.cited_by, lambda _: opened.cites("a.txt")):
            with pytest.raises(IndexDamaged):
                ask("62/39")
    assert run(path, "cites", "62/39").exit_code == 12


def test_the_printed_words_are_highlighted(index: search.Index) -> None:
    first, last = index.cited_by("A/RES/62/39")
    assert [text.replace(" ", "") for text in highlighted(first)] == ["第62/39号"]
    assert highlighted(last) == ["第62/39号"]
    assert (in_notes(first), in_notes(last)) == ([], [])


def test_a_citation_in_a_note_is_shown_with_the_note(index: search.Index) -> None:
    *_, last = index.cited_by("A/63/135")
    assert highlighted(last) == []
    assert in_notes(last) == [("12", ["A/63/135"])]
    assert "报告" in last.snippet.text


def test_a_note_that_says_the_same_is_shown_as_spelt_out(index: search.Index) -> None:
    [hit] = index.cited_by("UNTS/634/9068")
    [note] = hit.footnotes
    assert (note.number, note.highlights) == ("5", ())
    assert note.resolved is not None
    assert [note.resolved[start:end] for start, end in note.resolved_highlights] == [
        "《条约汇编》，第634卷，第9068号",
    ]  # fmt: skip
    assert "UNTS/634/9068" in {each.key for each in index.cites("63/49#pp8")}


def test_a_paragraph_that_cites_twice_is_listed_once_with_all_places(index: search.Index) -> None:
    _, twice = index.cited_by("63/49")
    assert highlighted(twice) == ["第63/49号", "第63/49号"]
    assert in_notes(twice) == [("1", ["A/RES/63/49", "第63/49号"])]


def test_places_far_apart_are_each_in_an_excerpt(tmp_path: Path) -> None:
    far = f"第62/39号决议，{'文字' * 300}，第62/39号决议，{'文字' * 300}。"
    path = write_index(tmp_path / "index", [document("a.txt", [far])])
    with search.open_index(path) as opened:
        [hit] = opened.cited_by("62/39")
    assert len(hit.snippets) == 2
    assert highlighted(hit) == ["第62/39号", "第62/39号"]


def test_a_note_of_two_paragraphs_is_told_with_both(index: search.Index) -> None:
    third, fourth, _ = index.cited_by("A/63/135")
    assert [hit.paragraph.label for hit in (third, fourth)] == ["第3段", "第4段"]
    assert in_notes(third) == in_notes(fourth) == [("2", ["A/63/135"])]


def test_a_note_that_no_paragraph_refers_to_cites_itself(index: search.Index) -> None:
    [hit] = index.cited_by("A/C.1/63/L.19")
    assert (hit.paragraph.kind, hit.paragraph.label) == ("footnote", "脚注3")
    assert highlighted(hit) == ["A/C.1/63/L.19"]
    assert in_notes(hit) == [("3", ["A/C.1/63/L.19"])]


@pytest.mark.parametrize(
    ("limit", "offset", "ids"),
    [
        (10, 0, ["A/64/139#p3", "A/64/139#p4", "A/RES/63/49#pp17"]),
        (2, 0, ["A/64/139#p3", "A/64/139#p4"]),
        (2, 2, ["A/RES/63/49#pp17"]),
        (0, 0, []),
        (10, 3, []),
    ],
)
def test_pages_are_in_the_order_of_documents_and_totals_are_of_all(
    index: search.Index, limit: int, offset: int, ids: list[str]
) -> None:
    found = index.cited_by("A/63/135", limit=limit, offset=offset)
    assert [hit.id for hit in found] == ids
    assert (found.total, found.documents) == (3, 2)
    assert found.keys == (("A/64/139", 2), ("A/RES/63/49", 1))


@pytest.mark.parametrize(("limit", "offset"), [(-1, 0), (10_001, 0), (1, -1)])
def test_a_page_that_cannot_be_is_refused(index: search.Index, limit: int, offset: int) -> None:
    with pytest.raises(ValueError, match=r"limit|offset"):
        index.cited_by("62/39", limit=limit, offset=offset)


def test_only_the_paragraphs_of_the_page_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    citing = [document(f"{at:03}.txt", ["见第62/39号决议。"] * 20) for at in range(MAX_KEYS + 5)]
    path = write_index(tmp_path / "index", citing)
    read: list[int] = []
    record = Postings.record
    monkeypatch.setattr(Postings, "record", lambda self, doc: (read.append(doc), record(self, doc))[1])  # fmt: skip
    with search.open_index(path) as opened:
        found = opened.cited_by("62/39", limit=10, offset=25)
    assert [hit.id for hit in found][:2] == ["001.txt#p6", "001.txt#p7"]
    assert (len(found), len(read)) == (10, 10)
    assert (found.total, found.documents, len(found.keys)) == (2_100, 105, MAX_KEYS)


def test_a_document_in_the_index_twice_is_told_as_two(tmp_path: Path, sample_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(sample_path.read_bytes())
    build_index(tmp_path / "index", find_sources([tmp_path / "a.txt", tmp_path / "b.txt"]))
    with search.open_index(tmp_path / "index") as opened:
        found = opened.cited_by("62/39")
        assert [hit.id for hit in found] == [
            "A/RES/63/49#pp1", "A/RES/63/49#pp17", "A/RES/63/49~2#pp1", "A/RES/63/49~2#pp17",
        ]  # fmt: skip
        assert opened.cited_by("A/RES/63/49~2").indexed == "A/RES/63/49~2"


def test_among_real_documents_nothing_is_found_twice(
    tmp_path: Path, sample_path: Path, collections: Path
) -> None:
    path = tmp_path / "index"
    build_index(path, find_sources([sample_path, collections / "un" / "2015"]))
    with search.open_index(path) as opened:
        found = opened.cited_by("A/RES/62/39")
        assert [hit.id for hit in found] == ["A/RES/63/49#pp1", "A/RES/63/49#pp17"]
        assert (found.total, found.documents) == (2, 1)


# ---- the command


def test_text_is_for_reading(path: Path) -> None:
    done = run(path, "cites", "A/63/135", "--limit", "2")
    assert done.exit_code == 0
    assert done.output == (
        "A/64/139  第3段  后续行动：秘书长的报告\n"
        "  见各国的答复。²\n"
        "  ² A/63/135 和 Add.1。\n"
        "\n"
        "A/64/139  第4段  后续行动：秘书长的报告\n"
        "  另见各国的答复。²\n"
        "  ² A/63/135 和 Add.1。\n"
        "\n"
        "1 to 2 of 3 paragraphs of 2 documents citing A/63/135, which is not in the index\n"
    )


@pytest.mark.parametrize(
    ("words", "last"),
    [
        (["63/49"], "2 paragraphs of 1 document citing A/RES/63/49, which is in the index"),
        (["63/49", "--limit", "0"], "None shown of 2 paragraphs of 1 document citing A/RES/63/49, which is in the index"),
    ],
)  # fmt: skip
def test_the_last_line_says_how_many_there_are(path: Path, words: list[str], last: str) -> None:
    done = run(path, "cites", *words)
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, last)


def test_nothing_that_cites_is_1(path: Path) -> None:
    done = run(path, "cites", "62/40")
    assert (done.exit_code, done.output) == (
        1,
        "Nothing cites A/RES/62/40, which is not in the index.\n",
    )
    as_json = run(path, "cites", "62/40", "--format", "json")
    assert (as_json.exit_code, json.loads(as_json.output)["total"]) == (1, 0)


def test_json_is_what_python_returns_and_lines_are_its_hits(
    path: Path, index: search.Index
) -> None:
    found: CitedBy = index.cited_by("63/49")
    whole = json.loads(run(path, "cites", "63/49", "--format", "json").output)
    lines = run(path, "cites", "63/49", "--format", "jsonl").output.splitlines()
    assert whole == json.loads(json.dumps(found.to_dict()))
    assert whole["schema"] == 1
    assert [json.loads(line) for line in lines] == whole["hits"]


HOSTILE = [
    "\x1b[31m62/39", "62/39\n63/49", "\u202e62/39\u202e?", "*", "62/*", "A/RES/6?/39", "[62/39]", "((((", "《《《",
    "《》", "#", "##", "63/49#", "#op2", "\x00", "-", "../../etc/passwd", "%s{0}", "A/RES/" * 60, "第" * 400,
    "\ud800", "٦٢/٣٩", "²", "第²/39号", "《" + "甲" * 390 + "》#art1",
]  # fmt: skip


@pytest.mark.parametrize("command", ["cites", "chain"])
@pytest.mark.parametrize("typed", HOSTILE, ids=map(ascii, range(len(HOSTILE))))
def test_a_hostile_name_gets_a_line_and_an_exit_code(path: Path, command: str, typed: str) -> None:
    done = run(path, command, "--", typed)
    assert done.exit_code == 1, done.exception
    [line] = done.output.splitlines()
    assert line.isprintable()


@pytest.mark.parametrize("typed", ["", "  ", "甲" * (LONGEST_NAME + 1), "甲" * 100_000])
def test_what_is_no_name_is_not_found(path: Path, index: search.Index, typed: str) -> None:
    for ask in (index.cited_by, index.chain):
        with pytest.raises(NotFound, match="1 to 400 characters"):
            ask(typed)
    done = run(path, "cites", "--", typed)
    assert done.exit_code == 1
    assert len(done.output) < 80
    assert done.output.startswith("duansou: a name has 1 to 400 characters")


def test_a_closed_index_cannot_be_asked(path: Path) -> None:
    opened = search.open_index(path)
    opened.close()
    for ask in (opened.cites, opened.cited_by, opened.chain):
        with pytest.raises(ValueError, match="closed"):
            ask("62/39")
