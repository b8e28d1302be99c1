"""What the README tells of ranking was measured, and the measures are what they are called."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from handmade import document, write_index

import search
from benchmarks.corpus import Paragraph
from benchmarks.engines import Found
from benchmarks.known_items import CLAUSE, Item, items_of, outcomes
from benchmarks.queries import Query
from benchmarks.relevance import MEASURES, RESULTS, compared, measured, put, read, table
from benchmarks.stard import Question, articles, questions
from benchmarks.weights import OURS, SETTINGS, judged
from indexer.generations import open_generation
from search.bm25f import K1, B
from search.postings import Postings

ROOT = Path(__file__).parent.parent

SENTENCES = [
    "申请人应当向有管辖权的仲裁机构提出书面申请，并提交有关材料。",
    "公安机关负责人批准的决定应当自作出之日起三日内送达当事人本人。",
    "国务院有关部门依照本条例的规定，在各自职责范围内负责监督管理工作。",
    "抵押权人可以与抵押人协议以抵押财产折价，或者拍卖、变卖该抵押财产。",
    "船舶所有人应当在船舶建造完成后，向登记机关申请办理所有权登记手续。",
]
PARAGRAPHS = [Paragraph(f"p{at}", text) for at, text in enumerate([*SENTENCES, SENTENCES[0]])]


def test_the_table_of_the_readme_is_made_of_the_figures() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert put(readme, table(read(RESULTS))) == readme


def test_the_readme_ranks_us_first() -> None:
    ours, *others = read(RESULTS).rows
    assert ours.system == "Duansou"
    assert len(others) == 4
    for row in others:
        for name in ("MRR@10", "nDCG@10", "recall@10"):
            assert row.means[name] < ours.means[name]


@pytest.mark.parametrize(
    ("found", "known", "expected"),
    [  # which of the best answer, how many answers there are; MRR, nDCG, recall@10, recall@100
        ("+", 1, (1, 1, 1, 1)),
        (".+", 1, (1 / 2, 0.6309, 1, 1)),
        ("..........+", 1, (0, 0, 0, 1)),
        ("+..+", 2, (1, (1 + 0.4307) / (1 + 0.6309), 1, 1)),
        ("+", 4, (1, 1 / (1 + 0.6309 + 0.5 + 0.4307), 0.25, 0.25)),
        ("", 1, (0, 0, 0, 0)),
        ("+" * 20, 20, (1, 1, 0.5, 1)),
    ],
)
def test_the_measures(found: str, known: int, expected: tuple[float, ...]) -> None:
    answers = np.array([sign == "+" for sign in found], dtype=bool)
    values = [measure(answers, known) for measure in MEASURES.values()]
    assert values == pytest.approx(expected, abs=1e-3)


def test_a_system_is_asked_for_a_hundred_and_ids_may_have_a_file_before_them() -> None:
    asked: list[Query] = []

    def searching(query: Query) -> Found:
        asked.append(query)
        return Found(["corpus.jsonl#b", "a"], None)

    values = measured(searching, [Question("1", "谁？", frozenset({"a"}))])
    assert (asked[0].plain, asked[0].ours, asked[0].best) == ("谁？", "谁？", 100)
    assert values["MRR@10"].tolist() == [0.5]


def test_the_interval_holds_the_share() -> None:
    chance = np.random.default_rng(1)
    theirs = {name: chance.random(200) for name in MEASURES}
    ours = {name: each + 0.1 for name, each in theirs.items()}
    better, least, most = compared(ours, theirs)
    for name in MEASURES:
        assert least[name] < better[name] < most[name]
        assert better[name] == pytest.approx(0.1 / theirs[name].mean())


def test_a_clause_has_one_slip_and_its_sources_are_where_it_stands() -> None:
    for number, item in enumerate(items_of(PARAGRAPHS, 40)):
        assert CLAUSE.fullmatch(item.clause)
        assert item.slip == ("a wrong character", "two words swapped")[number % 2]
        if number % 2 == 0:
            assert [a == b for a, b in zip(item.asked, item.clause, strict=True)].count(False) == 1
        else:
            assert item.asked != item.clause
            assert sorted(item.asked) == sorted(item.clause)
        assert item.sources == {id_ for id_, text in PARAGRAPHS if item.clause in text}
        assert item.drawn in item.sources
        assert not any(item.asked in text for _, text in PARAGRAPHS)


def test_the_same_clauses_are_drawn_each_time() -> None:
    assert items_of(PARAGRAPHS, 10) == items_of(PARAGRAPHS, 10)
    assert items_of(PARAGRAPHS, 10) != items_of(PARAGRAPHS, 10, seed=random.randrange(10**6))


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    given = [
        {"text": text, "anchor": id_, "label": id_, "ordinal": at, "kind": "body"}
        for at, (id_, text) in enumerate(PARAGRAPHS)
    ]
    return write_index(tmp_path_factory.mktemp("relevance") / "index", [document("法", given)])


def test_a_clause_that_is_almost_right_is_found(directory: Path) -> None:
    items = [
        Item(
            "应当向有管瞎权的仲裁机构",
            "应当向有管辖权的仲裁机构",
            "",
            "p5",
            frozenset({"p0", "p5"}),
        ),
        Item("鱻麤", "抵押权人", "", "p3", frozenset({"p3"})),
    ]
    with search.open_index(directory) as index:
        found, missed = outcomes(items, index)
    assert (found.rank, found.strict_rank) == (1, 2)
    assert (missed.rank, missed.strict_rank) == (None, None)


def test_what_weighs_as_ours_is_among_the_settings() -> None:
    assert OURS in SETTINGS
    assert (OURS.k1, OURS.b) == (K1, B)


def test_weighing_leaves_the_constants_as_they_were(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.weights.CANDIDATES", 4)
    asked = [Question("1", "船舶怎样登记？", frozenset({"p4"}))]
    values = judged(Postings(open_generation(directory)), asked, SETTINGS[:30])
    assert all(each[0].tolist() == [1.0] for each in values.values())
    from search import bm25f

    assert (bm25f.K1, bm25f.B) == (K1, B)


def test_the_questions_and_articles_are_read(collections: Path) -> None:
    ids = {article.id for article in articles(collections)}
    asked = questions(collections)
    assert len(asked) == 500
    assert all(question.answers and question.answers <= ids for question in asked)
