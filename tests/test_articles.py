"""An article is found by its label or anchor in every document that has it, and before its mentions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import search
from indexer.build import build_index
from indexer.find import find_sources
from indexer.numerals import alike_label
from search.identify import article_in, lookup_in
from search.query import parse
from search.tree import Article

SIMPLIFIED = "简明宣言\n\n第一条\n\n人人生而自由。\n\n第二条 人人平等，第一条所定者亦同。\n\n人人有权上诉。\n"
TRADITIONAL = "簡明宣言\n\n第一條\n\n人人生而自由。\n\n第二條 人人平等。\n\n（一）人人有權上訴；\n\n（二）人人有權申訴。\n"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Index]:
    folder = tmp_path_factory.mktemp("articles")
    (folder / "hans.txt").write_text(SIMPLIFIED, encoding="utf-8")
    (folder / "hant.txt").write_text(TRADITIONAL, encoding="utf-8")
    build_index(folder / "index", find_sources([folder]))
    with search.open_index(folder / "index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("第一条", ["hans.txt#art1", "hant.txt#art1"]),
        ("第一條", ["hans.txt#art1", "hant.txt#art1"]),
        ("第1条", ["hans.txt#art1", "hant.txt#art1"]),
        ("第１條", ["hans.txt#art1", "hant.txt#art1"]),
        ("第 1 条", ["hans.txt#art1", "hant.txt#art1"]),
        ("art1", ["hans.txt#art1", "hant.txt#art1"]),
        ("第二条第二款", ["hans.txt#art2.2"]),
        ("art2.2", ["hans.txt#art2.2"]),
        ("第2條第(一)項", ["hant.txt#art2.1.1"]),
        ("平等 第一条", ["hans.txt#art2"]),
        ("简明宣言 第1條", ["hans.txt#art1", "hant.txt#art1"]),
        ("第三条", []),
    ],
)
def test_an_article_is_found_in_every_document_that_has_it(
    index: search.Index, query: str, first: list[str]
) -> None:
    assert [hit.id for hit in index.search(query)][: len(first)] == first


def test_what_only_mentions_an_article_comes_after_it(index: search.Index) -> None:
    hits = [hit.id for hit in index.search("第一条")]
    assert hits == ["hans.txt#art1", "hant.txt#art1", "hans.txt#art2"]


def test_an_article_may_be_excluded(index: search.Index) -> None:
    ids = {hit.id for hit in index.search('"人人" -第二條')}
    assert ids == {
        "hans.txt#art1",
        "hans.txt#art2.2",
        "hant.txt#art1",
        "hant.txt#art2.1.1",
        "hant.txt#art2.1.2",
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第一条", "第１條"),
        ("第二十一条第二款", "第21条第2款"),
        ("第十二条第(一)项", "第12條第㈠項"),
        ("第三条之一", "第3条之1"),
        ("附件二第3段", "附件2第三段"),
    ],
)
def test_labels_that_name_the_same_place_are_alike(one: str, other: str) -> None:
    assert alike_label(one) == alike_label(other)


@pytest.mark.parametrize("typed", ["第二段", "art", "第条", "第一条款", "part1", "第二条的"])
def test_what_names_no_article_is_plain_text(typed: str) -> None:
    assert article_in(typed) is None
    assert not isinstance(parse(typed).tree, Article)


@pytest.mark.parametrize(
    "place",
    [
        "附件一附录A第1段",
        "附表1第2段",
        "执行部分无编号第1段",
        "无编号第1段",
        "第12段第1项",
        "第十二条第(一)项第1目",
        "annex1.appendixA.p3",
        "s2.1",
        "p12.1",
        "table1",
    ],
)
def test_every_place_of_a_document_can_be_named_behind_it(place: str) -> None:
    found = lookup_in(f"70/1 {place}")
    assert found is not None
    assert (found.key, found.place) == ("A/RES/70/1", place)


def test_the_declaration_in_three_scripts_has_thirty_articles_found_by_any_name(
    collections: Path, tmp_path: Path
) -> None:
    folder = collections / "un" / "udhr"
    names = sorted(file.name for file in folder.glob("*.txt"))
    build_index(tmp_path / "index", find_sources([folder]))
    numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
    numerals += [f"十{digit}" for digit in numerals[:9]] + ["二十"]
    numerals += [f"二十{digit}" for digit in numerals[:9]] + ["三十"]
    with search.open_index(tmp_path / "index") as index:
        for number, numeral in enumerate(numerals, 1):
            expected = [f"{name}#art{number}" for name in names]
            for query in (f"第{numeral}条", f"第{numeral}條", f"第{number}条", f"art{number}"):
                found = {hit.id for hit in index.search(query, limit=len(names))}
                assert found == set(expected), query
            printed = {index.paragraph(id_).label for id_ in expected}
            assert printed == {f"第{numeral}条", f"第{numeral}條"}
        key = f"{names[0]}#art30"
        assert index.search("世界人權宣言 第30條").hits[0].id == key
