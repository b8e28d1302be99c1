"""With a document it is told what it cites and what cites it, each marked as in the index or not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from handmade import document, write_index

import search
from indexer.errors import NotFound
from indexer.parse import parse_file
from search.cli import duansou
from search.follow.beside import PLACES_TOLD
from search.follow.citing import MAX_KEYS

REPORT = document(
    "A/63/135",
    ["按照第62/39号决议提交。", "第62/39号决议；A/RES/62/39；第63/49号决议。{1}", "又见第62/39号决议。"],
    {"1": "A/RES/62/39，A/C.1/63/L.19。", "2": "A/C.1/63/L.19。"},
    title="秘书长的报告",
    date="2008-07-28",
)  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Path:
    documents = [parse_file(sample_path, "sample.txt"), REPORT]
    return write_index(tmp_path_factory.mktemp("show") / "index", documents)


@pytest.fixture(scope="module")
def index(path: Path) -> Iterator[search.Index]:
    with search.open_index(path) as opened:
        yield opened


def shown(path: Path, key: str, *words: str) -> str:
    done = CliRunner().invoke(duansou, ["show", key, "--index", str(path), *words])
    assert done.exit_code == 0
    return done.output


def places(cited: search.Index, key: str) -> dict[str, list[tuple[str, str | None]]]:
    return {
        each.key: [(place.id, place.note) for place in each.places] for each in cited.cites(key)
    }


def test_each_thing_that_is_cited_comes_once_with_all_places(index: search.Index) -> None:
    assert places(index, "A/63/135") == {
        "A/RES/62/39": [
            ("A/63/135#p1", None), ("A/63/135#p2", None), ("A/63/135#p2", "1"), ("A/63/135#p3", None),
        ],
        "A/RES/63/49": [("A/63/135#p2", None)],
        "A/C.1/63/L.19": [("A/63/135#p2", "1"), ("A/63/135#fn2", "2")],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "cited"),
    [
        ("A/63/135#p1", {"A/RES/62/39": [("A/63/135#p1", None)]}),
        ("A/63/135#fn2", {"A/C.1/63/L.19": [("A/63/135#fn2", "2")]}),
        ("A/63/135#fn1", {"A/RES/62/39": [("A/63/135#fn1", "1")], "A/C.1/63/L.19": [("A/63/135#fn1", "1")]}),
        ("63/49#pp17", {"A/RES/62/39": [("A/RES/63/49#pp17", None)], "A/63/135": [("A/RES/63/49#pp17", "12")]}),
        ("63/49#op1", {}),
    ],
)  # fmt: skip
def test_a_part_of_a_document_cites_what_it_and_its_notes_do(
    index: search.Index, key: str, cited: dict[str, list[tuple[str, str | None]]]
) -> None:
    assert places(index, key) == cited


def test_each_is_marked_as_in_the_index_or_not(index: search.Index) -> None:
    had = {each.key: (each.indexed, each.date) for each in index.cites("63/49")}
    assert len(had) >= 20
    assert {key for key, (indexed, _) in had.items() if indexed} == {"A/63/135"}
    assert had["A/63/135"] == ("A/63/135", "2008-07-28")


def test_what_is_not_in_the_index_is_not_found(index: search.Index) -> None:
    for name in ("62/39", "63/49#op99", ""):
        with pytest.raises(NotFound):
            index.cites(name)


def test_json_has_what_is_cited_and_how_much_cites_it(path: Path, index: search.Index) -> None:
    whole = json.loads(shown(path, "63/49", "--format", "json"))
    assert whole["cites"] == json.loads(json.dumps(index.cites("63/49").to_dict()["cited"]))
    assert whole["cited_by"] == {"total": 1, "documents": 1, "keys": [["A/63/135", 1]]}


def test_text_has_a_line_for_each(path: Path) -> None:
    below = shown(path, "A/63/135").partition("\ncites ")[2]
    assert below == (
        "3 texts, 1 in the index\n"
        "  A/RES/62/39                not in the index  第1段, 第2段, 第2段¹, 第3段\n"
        "  A/RES/63/49    2008-12-02  in the index      第2段\n"
        "  A/C.1/63/L.19              not in the index  第2段¹, 脚注2\n"
        "\n"
        "cited by 1 paragraph of 1 document\n"
        "  A/RES/63/49  1 paragraph\n"
    )


def test_a_note_is_shown_with_what_it_cites(path: Path) -> None:
    assert shown(path, "63/49#fn12").splitlines()[-4:] == [
        "cites 1 text, 1 in the index",
        "  A/63/135  2008-07-28  in the index  脚注12",
        "",
        "cited by nothing in the index",
    ]


def test_a_paragraph_that_cites_nothing_and_is_not_cited_says_so(path: Path) -> None:
    assert shown(path, "63/49#op1").splitlines()[-3:] == [
        "cites nothing", "", "cited by nothing in the index",
    ]  # fmt: skip


def test_many_places_and_documents_are_counted(tmp_path: Path) -> None:
    many = document("A/RES/62/39", ["见第61/83号决议。"] * (PLACES_TOLD + 2))
    citing = [document(f"{at:03}.txt", ["见第62/39号决议。"]) for at in range(MAX_KEYS + 1)]
    path = write_index(tmp_path / "index", [many, *citing])
    lines = shown(path, "62/39").splitlines()
    assert "  A/RES/61/83  not in the index  第1段, 第2段, 第3段, 第4段, 第5段 and 2 more" in lines
    assert f"cited by {MAX_KEYS + 1} paragraphs of {MAX_KEYS + 1} documents" in lines
    assert lines[-2:] == [f"  {MAX_KEYS - 1:03}.txt  1 paragraph", "  and 1 more document"]


def test_hostile_names_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    path = write_index(
        tmp_path / "index",
        [document("a\x1b[31m.txt", ["见第62/39号决议。"]), document("A/RES/62/39", ["文。"])],
    )
    assert "\x1b" not in shown(path, "62/39")
    assert "  a\\x1b[31m.txt  1 paragraph" in shown(path, "62/39").splitlines()


def test_lines_fit_the_terminal() -> None:
    from indexer.typeset import Typesetter, columns_of
    from search.follow.beside import references_text
    from search.follow.linked import Cited, CitedBy, Cites, Place, References

    places = tuple(Place(f"k#{at}", f"第{at}段", None) for at in range(20))
    cites = Cites("k", (Cited("《" + "甲" * 60 + "》", None, None, places),))
    cited_by = CitedBy("k", "k", 1, 1, (("报" * 80, 1),), 0, ())
    lines = references_text(References(cites, cited_by), Typesetter(40, colour=False))
    assert all(columns_of(line) <= 41 for line in lines)
