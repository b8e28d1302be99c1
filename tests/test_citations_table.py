"""Real documents of 2015, annotated by hand, each file wholly: what is found, and what is missed.

A row names a file, the anchor of a paragraph, the words that cite, their key and their date. A
file that cites nothing has one row without them. By the first table the patterns were written; the
second is of a reader who did not write them, from the texts alone, before looking at what is found:
every file that cites by number or symbol and stands not in the first, and 36 drawn at random from
those with a title or an article. What is missed stays in the tables.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from indexer.parse import parse_file

Rows = Counter[tuple[str, ...]]


class Table:
    """A table, and what is found in its files."""

    def __init__(self, name: str) -> None:
        path = Path(__file__).parent / "data" / name
        with path.open(encoding="utf-8", newline="") as table:
            rows = [tuple(row.values()) for row in csv.DictReader(table, delimiter="\t")]
        self.files = list(dict.fromkeys(row[0] for row in rows))
        self.expected = Counter(row for row in rows if row[1])

    def found(self, folder: Path) -> Rows:
        return Counter(
            (
                name,
                paragraph.anchor,
                paragraph.text[each.start : each.end],
                each.key,
                each.date or "",
            )
            for name in self.files
            for paragraph in parse_file(folder / f"{name}.txt", name).paragraphs
            for each in paragraph.citations
        )


FIRST = Table("citations-2015.tsv")
SECOND = Table("citations-2015-second-reader.tsv")


@pytest.fixture(scope="module")
def folder(collections: Path) -> Path:
    return collections / "un" / "2015"


def test_the_first_table_has_enough_rows_of_enough_kinds() -> None:
    assert FIRST.expected.total() >= 150
    assert sum("_res_" in name for name in FIRST.files) == 31
    assert {key.partition("/")[0] for *_, key, _ in FIRST.expected if key[0] != "《"} == {"S"}
    assert sum("#art" in key for *_, key, _ in FIRST.expected) >= 20
    assert sum(bool(date) for *_, date in FIRST.expected) >= 8


def test_all_resolutions_at_hand_are_annotated(folder: Path) -> None:
    assert {path.stem for path in folder.glob("*_res_*")} <= set(FIRST.files)


def test_the_second_table_shares_no_file_with_the_first() -> None:
    assert not set(FIRST.files) & set(SECOND.files)
    assert (len(SECOND.files), SECOND.expected.total()) == (68, 116)


@pytest.mark.parametrize(
    ("table", "part", "least_precision", "least_recall"),
    [(FIRST, "_res_", 1.0, 1.0), (FIRST, "", 1.0, 1.0), (SECOND, "", 0.99, 0.95)],
    ids=["resolutions", "first", "second"],
)
def test_precision_and_recall(
    folder: Path, table: Table, part: str, least_precision: float, least_recall: float
) -> None:
    wanted = Counter({row: times for row, times in table.expected.items() if part in row[0]})
    given = Counter({row: times for row, times in table.found(folder).items() if part in row[0]})
    right = (wanted & given).total()
    assert right / given.total() >= least_precision, list((given - wanted).elements())
    assert right / wanted.total() >= least_recall, list((wanted - given).elements())


def test_what_is_missed_are_titles_that_end_as_those_of_no_instrument(folder: Path) -> None:
    assert {row[3] for row in SECOND.expected - SECOND.found(folder)} == {
        "《国家政策》",
        "《成果文件》",
        "《日内瓦公报》",
        "《说明》",
        "《贸易法委员会关于安排仲裁程序的说明》",
    }
