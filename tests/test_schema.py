"""A paragraph becomes fields of the index, and what is stored of it comes back as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from handmade import as_prepared, paragraph
from handmade import document as handmade

from indexer.collect import Columns
from indexer.document import Citation, Document
from indexer.errors import IndexDamaged
from indexer.folding import fold
from indexer.messages import enclose
from indexer.parse import parse_file
from indexer.record import Record, record_from_json, record_to_json, records_of
from indexer.schema import FIELDS, Prepared, prepare, renamed


@pytest.fixture(scope="module")
def document(sample_path: Path) -> Document:
    return parse_file(sample_path, sample_path.name)


def test_the_contract_is_this_list_of_fields() -> None:
    assert [(field.name, field.form, field.of) for field in FIELDS] == [
        ("id", "name", "id"),
        ("key", "name", "key"),
        ("anchor", "name", "anchor"),
        ("label", "name", "label"),
        ("kind", "name", "kind"),
        ("verb", "name", "verb"),
        ("symbol", "name", "symbol"),
        ("body", "name", "body"),
        ("session", "name", "session"),
        ("date", "name", "date"),
        ("year", "name", "year"),
        ("titled", "name", "titled"),
        ("cites", "names", "cites"),
        ("text", "words", "text"),
        ("footnotes", "words", "notes"),
        ("title", "words", "title"),
        ("text_grams", "grams", "text"),
        ("footnote_grams", "grams", "notes"),
    ]


def test_a_paragraph_fills_its_fields(document: Document) -> None:
    pp8 = document.paragraphs[9]
    prepared = prepare(Record(document.facts(), pp8, document.notes_of(pp8)))
    assert prepared.id == "A/RES/63/49#pp8"
    assert (prepared.key, prepared.anchor, prepared.ordinal) == ("A/RES/63/49", "pp8", 10)
    assert (prepared.label, prepared.kind) == ("序言部分第8段", "preambular")
    assert (prepared.date, prepared.year) == ("2008-12-02", "2008")
    assert (prepared.symbol, prepared.body, prepared.session) == ("A/RES/63/49", "GA", "63")
    assert prepared.verb == "认识到"
    assert (prepared.title, prepared.titled) == (document.title, fold(document.title or ""))
    assert prepared.text == pp8.text
    assert any("5778" in note for note in prepared.notes)
    assert prepared.cites == (
        *("《南极条约》", "《特拉特洛尔科条约》", "《拉罗通加条约》", "《曼谷条约》"),
        *("《佩林达巴条约》", "《塞米巴拉金斯克条约》"),
        *(
            "UNTS/402/5778",
            "UNTS/634/9068",
            "UNTS/1981/33873",
            "A/50/426",
            "《中亚无核武器区条约》",
        ),
    )


@pytest.mark.parametrize(
    ("printed", "label"), [("第十二条", "第12条"), ("第2段", "第2段"), ("第１條", "第1条")]
)
def test_labels_that_name_the_same_place_are_one(printed: str, label: str) -> None:
    made = handmade("法", [{"text": "核", "label": printed}])
    (record,) = records_of(made)
    assert prepare(record).label == label


def test_what_a_paragraph_has_not_is_empty() -> None:
    (record,) = records_of(handmade("甲", ["核"]))
    prepared = prepare(record)
    assert (prepared.title, prepared.date, prepared.notes, prepared.cites) == ("", "", (), ())


def test_a_note_is_matched_as_printed_and_as_spelt_out() -> None:
    made = handmade("甲", ["核{1}军{2}"], {"1": "条约", "2": ("同上", "条约。")})
    (record,) = records_of(made)
    assert prepare(record).notes == ("条约", "同上", "条约。")


def test_a_prepared_paragraph_is_enclosed_as_two_lines(document: Document) -> None:
    for record in records_of(document):
        prepared = prepare(record)
        enclosed = enclose([prepared])
        assert enclosed.stored.decode() == record_to_json(record)
        columns = Columns.of_parts([(1, json.loads(enclosed.values))], [enclosed.stored])
        assert {name: value for name, (value,) in columns.values.items()} == {
            **{name: value for name, value in prepared._asdict().items() if name != "stored"},
            "cites": list(prepared.cites),
            "notes": list(prepared.notes),
        }
        assert columns.of(FIELDS[0]) == [prepared.id]


def test_paragraphs_enclosed_together_come_out_as_they_were(document: Document) -> None:
    paragraphs = list(map(prepare, records_of(document)))
    parts = [paragraphs[:1], paragraphs[1:3], paragraphs[3:]]
    enclosed = list(map(enclose, parts))
    stored = b"\n".join(each.stored for each in enclosed).split(b"\n")
    columns = [(each.count, json.loads(each.values)) for each in enclosed]
    found, expected = Columns.of_parts(columns, stored), Columns.of_prepared(paragraphs)
    assert found.stored == expected.stored
    for name, values in expected.values.items():
        assert (
            [list(value) for value in found.values[name]] == [list(value) for value in values]
            if name in ("cites", "notes")
            else found.values[name] == list(values)
        )


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("anchor", 1),
        ("date", None),
        ("verb", None),
        ("session", 63),
        ("text", ["核"]),
        ("cites", "同"),
        ("cites", [1]),
        ("notes", [None]),
        ("ordinal", "1"),
        ("ordinal", True),
        ("ordinal", 1.0),
        ("ordinal", -1),
        ("ordinal", 1 << 32),
    ],
)
def test_what_is_no_paragraph_is_refused(member: str, value: object) -> None:
    row = {**as_prepared("p1", "核")._asdict(), member: value}
    del row["stored"]
    for columns in ([[each] for each in row.values()], [{"all": each} for each in row.values()]):
        with pytest.raises(ValueError, match=r"."):
            Columns.of_parts([(1, columns)], [b"{}"])


@pytest.mark.parametrize("count", [0, 1, len(Prepared._fields) - 2, len(Prepared._fields)])
def test_a_row_that_is_too_short_or_too_long_is_refused(count: int) -> None:
    columns = [[each] for each in [*as_prepared("p1", "核")[:-1], 1, 2][:count]]
    with pytest.raises(ValueError, match=r"."):
        Columns.of_parts([(1, columns)], [b"{}"])


def test_a_document_renamed_has_its_paragraphs_renamed(document: Document) -> None:
    for record in records_of(document):
        under_another = record_from_json(renamed(record_to_json(record), "另~2"))
        assert under_another.document == {**record.document, "key": "另~2"}
        assert under_another.id == f"另~2#{record.paragraph.anchor}"
        assert replace(under_another, document=record.document) == record
        stored = record_to_json(under_another)
        assert prepare(under_another) == prepare(record)._replace(key="另~2", stored=stored)


def test_a_record_comes_back_as_it_was(document: Document) -> None:
    for record in records_of(document):
        assert record_from_json(record_to_json(record)) == record


def test_a_citation_is_stored_with_its_date_where_it_has_one() -> None:
    made = paragraph("回顾核裁军")
    dated = Citation("A/RES/62/39", 0, 2, "2007-12-05")
    undated = Citation("A/63/135", 2, 5)
    record = Record({"key": "甲"}, replace(made, citations=(dated, undated)), ())
    stored = record_to_json(record)
    assert record_from_json(stored) == record
    assert json.loads(stored)["paragraph"]["citations"] == [
        {"key": "A/RES/62/39", "start": 0, "end": 2, "date": "2007-12-05"},
        {"key": "A/63/135", "start": 2, "end": 5},
    ]


@pytest.mark.parametrize(
    "text", ["\ud800\x00\u202e\ufdd0核\ud83d\ude00", "\n\r\x85\u2028", '"\\', ""]
)
def test_a_record_survives_half_characters_and_controls(text: str) -> None:
    record = Record({"key": text, "title": None}, paragraph("核", anchor=text), ())
    strange = replace(record, paragraph=replace(record.paragraph, text=text))
    stored = record_to_json(strange)
    assert "\n" not in stored
    assert record_from_json(stored) == strange
    assert record_from_json(renamed(stored, text)) == strange


def test_what_is_stored_is_an_object_of_json(document: Document) -> None:
    (record, *_) = records_of(document)
    assert list(json.loads(record_to_json(record))) == ["document", "paragraph", "footnotes"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"document": 1}', "[" * 100_000])
def test_a_record_that_cannot_be_read_is_damage(text: str) -> None:
    with pytest.raises(IndexDamaged):
        record_from_json(text)


def test_a_note_that_no_paragraph_cites_is_searched_by_itself(document: Document) -> None:
    lonely = replace(document.footnotes[0], cited_by=())
    units = replace(document, footnotes=(lonely, *document.footnotes[1:])).units()
    assert [(unit.anchor, unit.kind, unit.label, unit.text) for unit in units[24:]] == [
        ("fn1", "footnote", "脚注1", "联合国，《条约汇编》，第 729 卷，第 10485 号。")
    ]


def test_the_members_of_a_prepared_paragraph_are_what_fills_the_fields() -> None:
    assert {field.of for field in FIELDS} <= {"id", *Prepared._fields}
