"""The figures of the README are those that were measured, and measuring goes through."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.corpus import Paragraph, corpus_of
from benchmarks.figures import Answering, Build, Figures, Machine, read, write
from benchmarks.queries import KINDS, queries_of
from benchmarks.table import BEGIN, END, put, tables

ROOT = Path(__file__).parent.parent
FIGURES = ROOT / "benchmarks" / "results" / "figures.json"

SENTENCES = [
    "申请人应当向有管辖权的仲裁机构提出书面申请并提交有关材料。",
    "公安机关负责人批准的决定应当自作出之日起三日内送达当事人本人。",
    "国务院有关部门依照本条例的规定在各自职责范围内负责监督管理工作。",
    "抵押权人可以与抵押人协议以抵押财产折价或者拍卖变卖该抵押财产所得的价款优先受偿。",
    "船舶所有人应当在船舶建造完成后向登记机关申请办理所有权登记手续。",
]

PARAGRAPHS = [
    Paragraph(f"p{at}", f"第{at}条 {SENTENCES[at % 5]}{SENTENCES[at // 5 % 5]}") for at in range(40)
]

QUESTIONS = ["谁可以向仲裁机构申请仲裁？", "船舶怎样登记？"]

MACHINE = Machine("a processor", 2, "Linux", 0.5, {"Python": "3.11.7"})

BUILD = Build("Duansou", "", 40, 1, 2.0, 1.5, 3_000_000, 4_000_000, "2026-01-02")

ANSWERING = Answering("Duansou", "or", 40, 50, 5, 0.5, 1.0, 0.4, 0.9, 0.6, 1.1, 0, "2026-01-02")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder of data as the benchmarks expect it, of our own paragraphs."""
    folder = tmp_path / "data"
    (folder / "stard").mkdir(parents=True)
    with gzip.open(folder / "laws.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(each._asdict()) + "\n" for each in PARAGRAPHS)
    lines = (json.dumps({"id": str(at), "text": text}) for at, text in enumerate(QUESTIONS))
    (folder / "stard" / "queries.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def run(data: Path | None, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DUANSOU_DATA"}
    if data is not None:
        environment["DUANSOU_DATA"] = str(data)
    command = [sys.executable, "-m", "benchmarks", *options]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_the_tables_of_the_readme_are_made_of_the_figures() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert put(readme, tables(read(FIGURES))) == readme


def test_the_figures_tell_of_no_path() -> None:
    assert "/" not in FIGURES.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="cores and memory are read as Linux tells them")
def test_all_is_measured_of_a_small_corpus(data: Path, tmp_path: Path) -> None:
    options = [
        "--peers",
        "fts5",
        "--jobs",
        "1",
        "--repeat",
        "1",
        "--cache",
        str(tmp_path / "cache"),
    ]
    done = run(data, *options, "--paragraphs", "40")
    assert done.returncode == 0, done.stderr
    for shown in (
        "Answers from 40 paragraphs",
        "| ms, half / 95 % of queries | Duansou | Duansou, whole answers | SQLite FTS5 |",
        "nothing is found by Duansou for 0, SQLite FTS5 for",
        "0 of ",
        "| Duansou | rjieba |",
        "| SQLite FTS5 | jieba |",
        "| `duansou search` |",
    ):
        assert shown in done.stdout


def test_without_the_laws_nothing_is_measured(tmp_path: Path) -> None:
    for data in (None, tmp_path):
        done = run(data)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert "DUANSOU_DATA" in done.stderr


def test_an_unknown_peer_is_a_usage_error(data: Path) -> None:
    done = run(data, "--peers", "lucene")
    assert done.returncode == 2
    assert "lucene" in done.stderr


@pytest.mark.parametrize(
    ("size", "ids"),
    [
        (2, ["a", "b"]),
        (3, ["a", "b", "c"]),
        (5, ["a", "b", "c", "a~2", "b~2"]),
        (7, ["a", "b", "c", "a~2", "b~2", "c~2", "a~3"]),
    ],
)
def test_a_corpus_larger_than_the_laws_repeats_them(
    size: int, ids: list[str], tmp_path: Path
) -> None:
    paragraphs = [Paragraph("a", "甲"), Paragraph("b", "乙"), Paragraph("c", "丙")]
    corpus = corpus_of(paragraphs, size, tmp_path)
    assert [paragraph.id for paragraph in corpus] == ids
    assert [paragraph.text for paragraph in corpus] == list("甲乙丙甲乙丙甲"[:size])


def test_queries_are_drawn_alike_each_time_and_of_every_kind() -> None:
    queries = queries_of(PARAGRAPHS, QUESTIONS, each=3)
    assert queries == queries_of(PARAGRAPHS, QUESTIONS, each=3)
    assert {query.kind for query in queries} == {*KINDS} - {"mid"}  # so few have no rarer words


def test_phrases_and_words_to_be_found_together_stand_in_one_paragraph() -> None:
    for query in queries_of(PARAGRAPHS, QUESTIONS, each=5):
        if query.kind in ("and", "phrase", "cut phrase"):
            words = query.plain.split()
            assert any(all(word in each.text for word in words) for each in PARAGRAPHS), query


@pytest.mark.parametrize(
    ("kind", "form"), [("or", "{0} OR {1}"), ("and", "{0} {1}"), ("phrase", '"{0}"')]
)
def test_queries_are_asked_of_us_in_our_language(kind: str, form: str) -> None:
    queries = queries_of(PARAGRAPHS, QUESTIONS, each=9)
    asked = [query for query in queries if query.kind == kind and len(query.plain.split()) < 3]
    assert asked
    for query in asked:
        assert query.ours == form.format(*query.plain.split())


def test_figures_are_read_as_they_were_written(tmp_path: Path) -> None:
    figures = Figures(MACHINE, 40, (BUILD,), (ANSWERING,))
    write(figures, tmp_path / "figures.json")
    assert read(tmp_path / "figures.json") == figures


def test_a_new_figure_takes_the_place_of_the_one_for_the_same() -> None:
    quicker, larger = replace(BUILD, seconds=1.0), replace(BUILD, paragraphs=80)
    old = Figures(MACHINE, 40, (BUILD,), (ANSWERING,))
    new = Figures(MACHINE, 40, (quicker, larger))
    assert old.updated(new) == Figures(MACHINE, 40, (quicker, larger), (ANSWERING,))


def test_a_table_shows_medians_and_what_they_are_of_tantivys() -> None:
    tantivy = replace(ANSWERING, system="Tantivy", p50=0.25, p95=2.0)
    shown = tables(Figures(MACHINE, 40, answering=(ANSWERING, tantivy)))
    assert "| 2–4 words, any | 0.500 / 1.00 | 0.250 / 2.00 | 2.00 / 0.50 |" in shown


def test_tables_are_put_between_their_marks() -> None:
    assert put(f"before {BEGIN} old {END} after", "new") == f"before {BEGIN}\n\nnew\n{END} after"
    with pytest.raises(ValueError, match="no place"):
        put("no marks", "new")
