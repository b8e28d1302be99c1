"""Real documents of 2015, annotated by hand, each file wholly: what is found, and what is missed.

A row names a file, the anchor of a paragraph, the words that cite, their key and their date. A
file that cites nothing has one row without them. The files named *_res_* are all there are.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from indexer.parse import parse_file

TABLE = Path(__file__).parent / "data" / "citations-2015.tsv"

with TABLE.open(encoding="utf-8", newline="") as table:
    ROWS = [tuple(row.values()) for row in csv.DictReader(table, delimiter="\t")]

FILES = list(dict.fromkeys(row[0] for row in ROWS))
EXPECTED = Counter(row for row in ROWS if row[1])

LEAST_PRECISION = LEAST_RECALL = 1.0

Found = Counter[tuple[str, ...]]


@pytest.fixture(scope="module")
def found(collections: Path) -> Found:
    return Counter(
        (name, paragraph.anchor, paragraph.text[each.start : each.end], each.key, each.date or "")
        for name in FILES
        for paragraph in parse_file(collections / "un" / "2015" / f"{name}.txt", name).paragraphs
        for each in paragraph.citations
    )


def test_the_table_has_enough_rows_of_enough_kinds() -> None:
    assert EXPECTED.total() >= 150
    assert sum("_res_" in name for name in FILES) == 31
    assert {key.partition("/")[0] for *_, key, _ in EXPECTED if key[0] != "《"} == {"S"}
    assert sum("#art" in key for *_, key, _ in EXPECTED) >= 20
    assert sum(bool(date) for *_, date in EXPECTED) >= 8


def test_all_resolutions_at_hand_are_annotated(collections: Path) -> None:
    resolutions = (path.stem for path in (collections / "un" / "2015").glob("*_res_*"))
    assert set(resolutions) <= set(FILES)


@pytest.mark.parametrize("part", ["_res_", ""], ids=["resolutions", "all"])
def test_precision_and_recall(found: Found, part: str) -> None:
    wanted = Counter({row: times for row, times in EXPECTED.items() if part in row[0]})
    given = Counter({row: times for row, times in found.items() if part in row[0]})
    right = (wanted & given).total()
    assert right / given.total() >= LEAST_PRECISION, list((given - wanted).elements())
    assert right / wanted.total() >= LEAST_RECALL, list((wanted - given).elements())
