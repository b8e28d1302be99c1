"""The paragraphs of an index whose text is that of another, or nearly."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from rapidfuzz.distance import Indel
from versioned import NEW_LAW, OLD_LAW, build

import search
from indexer.folding import fold
from search.cli import duansou
from search.versions import alike
from search.versions.leading import number_length

CLAUSES = [
    "1. 再次吁请所有国家立即履行该义务，展开多边谈判；",
    "2. 再次吁请所有国家立即履行该义务，展开多边谈判；",
    "3. 吁请所有国家立即履行该义务，开展多边谈判，以便早日缔结公约；",
    "再次籲請所有國家立即履行該義務，展開多邊談判；",
    "请秘书长向大会提交一份综合报告。",
    "所有国家",
    "国家",
    "国家",
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alike")
    return build(folder, {"甲": CLAUSES, "旧法": OLD_LAW, "新法": NEW_LAW})


@pytest.fixture(scope="module")
def index(path: Path) -> Iterator[search.Index]:
    with search.open_index(path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("id_", "expected"),
    [
        # Numbers and forms of characters do not count.
        ("甲#p1", [("甲#p2", 1.0), ("甲#p4", 1.0), ("甲#p3", 0.7547)]),
        ("甲#p5", []),
        # Short ones, which have no pair of characters in common with what is like them.
        ("甲#p7", [("甲#p8", 1.0)]),
        # A clause of one law in another.
        ("旧法#p2", [("新法#p3", 1.0)]),
        ("旧法#p1", [("新法#p1", 0.923)]),
        ("旧法#p5", [("新法#p7", 0.8524)]),
    ],
)
def test_the_paragraphs_most_alike_come_first(
    index: search.Index, id_: str, expected: list[tuple[str, float]]
) -> None:
    assert [(each.id, each.similarity) for each in index.similar(id_)] == expected


def body(text: str) -> str:
    folded = fold(text)
    return folded[number_length(folded) :]


@pytest.mark.parametrize("seed", range(3))
def test_every_paragraph_that_is_alike_enough_is_found(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    chance = random.Random(seed)
    alphabet = "核裁军谈判，。会"
    texts = ["".join(chance.choices(alphabet, k=chance.randint(1, 9))) for _ in range(150)]
    texts += ["".join(chance.choices(alphabet[:4], k=chance.randint(10, 40))) for _ in range(50)]
    path = build(tmp_path_factory.mktemp("any"), {"甲": texts})
    with search.open_index(path) as opened:
        for at in range(0, 200, 7):
            expected = {
                f"甲#p{other}"
                for other, text in enumerate(texts, 1)
                if other != at + 1
                and Indel.normalized_similarity(body(texts[at]), body(text)) >= alike.LEAST
            }
            found = opened.similar(f"甲#p{at + 1}", limit=500)
            assert {each.id for each in found} == expected
            assert found.total == len(expected)
            shares = [each.similarity for each in found]
            assert shares == sorted(shares, reverse=True)


def test_what_was_not_compared_is_told(
    index: search.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike, "MOST_COMPARED", 1)
    found = index.similar("甲#p1")
    assert len(found) <= 1
    assert "were not compared" in found.notices[0]


def run(path: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(duansou, [*words, "--index", str(path)])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_tells_what_differs(path: Path) -> None:
    code, output, _ = run(path, "similar", "旧法#p5")
    assert code == 0
    assert output.splitlines() == [
        "0.8524  新法#p7  第7段",
        "  [-第五条-]{+第七条+} 违反本[-办法-]{+条例+}规定，未分类投放生活垃圾的，处五十{+元以上二百+}元以下罚款。",
        "",
        "1 paragraph",
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("甲#p1",), 0),
        (("甲#p1", "--limit", "0"), 0),
        (("甲#p5",), 1),
        (("甲#p99",), 1),
        (("没有",), 1),
        (("甲#p1", "--limit", "-1"), 2),
    ],
)
def test_the_exit_code_says_whether_any_is_alike(
    path: Path, words: tuple[str, ...], code: int
) -> None:
    assert run(path, "similar", *words)[0] == code


def test_json_and_json_lines_are_what_was_found(path: Path, index: search.Index) -> None:
    expected = index.similar("甲#p1").to_dict()
    assert json.loads(run(path, "similar", "甲#p1", "--format", "json")[1]) == expected
    lines = run(path, "similar", "甲#p1", "--format", "jsonl")[1].splitlines()
    assert [json.loads(line) for line in lines] == expected["alike"]


def test_a_limit_that_cannot_be_is_refused(index: search.Index) -> None:
    with pytest.raises(ValueError, match="limit is -1"):
        index.similar("甲#p1", limit=-1)
