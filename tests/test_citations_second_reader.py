"""Other documents of 2015, annotated by a second reader from the texts alone: what is found there.

The rows are as in `citations-2015.tsv`, by a reader who did not write the patterns, before looking
at what these find: every file that cites by number or symbol and stands not in that table, and 36
drawn at random from those with a title or an article. What is missed stays in the table.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from indexer.parse import parse_file

DATA = Path(__file__).parent / "data"

LEAST_PRECISION, LEAST_RECALL = 0.99, 0.95

Rows = Counter[tuple[str, ...]]


def rows_of(table: Path) -> list[tuple[str, ...]]:
    with table.open(encoding="utf-8", newline="") as rows:
        return [tuple(row.values()) for row in csv.DictReader(rows, delimiter="\t")]


ROWS = rows_of(DATA / "citations-2015-second-reader.tsv")
FILES = list(dict.fromkeys(row[0] for row in ROWS))
EXPECTED = Counter(row for row in ROWS if row[1])


@pytest.fixture(scope="module")
def found(collections: Path) -> Rows:
    return Counter(
        (name, paragraph.anchor, paragraph.text[each.start : each.end], each.key, each.date or "")
        for name in FILES
        for paragraph in parse_file(collections / "un" / "2015" / f"{name}.txt", name).paragraphs
        for each in paragraph.citations
    )


def test_it_shares_no_file_with_the_table_that_the_patterns_were_written_by() -> None:
    seen = {row[0] for row in rows_of(DATA / "citations-2015.tsv")}
    assert not seen & set(FILES)
    assert (len(FILES), EXPECTED.total()) == (68, 116)


def test_precision_and_recall_by_a_second_reader(found: Rows) -> None:
    right = (EXPECTED & found).total()
    assert right / found.total() >= LEAST_PRECISION, list((found - EXPECTED).elements())
    assert right / EXPECTED.total() >= LEAST_RECALL, list((EXPECTED - found).elements())


def test_what_is_missed_are_titles_that_end_as_those_of_no_instrument(found: Rows) -> None:
    assert {row[3] for row in EXPECTED - found} == {
        "《国家政策》",
        "《成果文件》",
        "《日内瓦公报》",
        "《说明》",
        "《贸易法委员会关于安排仲裁程序的说明》",
    }
