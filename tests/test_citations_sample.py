"""The sample document's citations, each checked by hand: every one of them, and none invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.citations import find_citations
from indexer.document import Document
from indexer.parse import parse_file
from indexer.record import records_of

RESOLUTIONS = [
    ("第 49/75 K 号", "A/RES/49/75K", "1994-12-15"),
    ("第 51/45 M 号", "A/RES/51/45M", "1996-12-10"),
    ("第 52/38 O 号", "A/RES/52/38O", "1997-12-09"),
    ("第 53/77 W 号", "A/RES/53/77W", "1998-12-04"),
    ("第54/54 Q号", "A/RES/54/54Q", "1999-12-01"),
    ("第55/33 X 号", "A/RES/55/33X", "2000-11-20"),
    ("第56/24 S号", "A/RES/56/24S", "2001-11-29"),
    ("第 57/85 号", "A/RES/57/85", "2002-11-22"),
    ("第 58/46 号", "A/RES/58/46", "2003-12-08"),
    ("第 59/83 号", "A/RES/59/83", "2004-12-03"),
    ("第 60/76 号", "A/RES/60/76", "2005-12-08"),
    ("第 61/83号", "A/RES/61/83", "2006-12-06"),
    ("第 62/39 号", "A/RES/62/39", "2007-12-05"),
]

PARAGRAPHS = [
    *(("pp1", *resolution) for resolution in RESOLUTIONS),
    ("pp4", "《不扩散核武器条约》第六条", "《不扩散核武器条约》#art6", None),
    ("pp7", "第50/245号", "A/RES/50/245", "1996-09-10"),
    ("pp7", "《全面禁止核试验条约》", "《全面禁止核试验条约》", None),
    ("pp8", "《南极条约》", "《南极条约》", None),
    ("pp8", "《特拉特洛尔科条约》", "《特拉特洛尔科条约》", None),
    ("pp8", "《拉罗通加条约》", "《拉罗通加条约》", None),
    ("pp8", "《曼谷条约》", "《曼谷条约》", None),
    ("pp8", "《佩林达巴条约》", "《佩林达巴条约》", None),
    ("pp8", "《塞米巴拉金斯克条约》", "《塞米巴拉金斯克条约》", None),
    ("pp14", "《不扩散核武器条约》第六条", "《不扩散核武器条约》#art6", None),
    ("pp17", "第62/39号", "A/RES/62/39", None),
]

# What a note is taken to say: the fifth begins with 同上, and means the collection above.
NOTES = [
    ("fn1", "《条约汇编》，第 729 卷，第 10485 号", "UNTS/729/10485"),
    ("fn2", "NPT/CONF.1995/32(Part I)", "NPT/CONF.1995/32(Part I)"),
    ("fn3", "NPT/CONF.2000/28(Part I 和 II)", "NPT/CONF.2000/28(Part I)"),
    ("fn3", "NPT/CONF.2000/28(Part I 和 II)", "NPT/CONF.2000/28(Part II)"),
    ("fn4", "《条约汇编》，第 402 卷，第 5778 号", "UNTS/402/5778"),
    ("fn5", "《条约汇编》，第634卷，第9068号", "UNTS/634/9068"),
    ("fn7", "《条约汇编》，第 1981 卷，第 33873 号", "UNTS/1981/33873"),
    ("fn8", "A/50/426", "A/50/426"),
    ("fn9", "中亚无核武器区条约", "《中亚无核武器区条约》"),
    ("fn10", "NPT/CONF.2000/28(Part I 和 II)", "NPT/CONF.2000/28(Part I)"),
    ("fn10", "NPT/CONF.2000/28(Part I 和 II)", "NPT/CONF.2000/28(Part II)"),
    ("fn11", "A/51/218", "A/51/218"),
    ("fn11", "1996 年国际法院案例汇编》，英文第 226 页", "ICJ/1996/226"),
    ("fn12", "A/63/135", "A/63/135"),
]


@pytest.fixture(scope="module")
def document(sample_path: Path) -> Document:
    return parse_file(sample_path, sample_path.name)


def test_the_first_paragraph_recalls_thirteen_resolutions_with_their_dates(
    document: Document,
) -> None:
    pp1 = next(paragraph for paragraph in document.paragraphs if paragraph.anchor == "pp1")
    assert [
        (pp1.text[each.start : each.end], each.key, each.date) for each in pp1.citations
    ] == RESOLUTIONS


def test_every_citation_of_its_paragraphs_is_found_and_none_is_invented(document: Document) -> None:
    assert [
        (paragraph.anchor, paragraph.text[each.start : each.end], each.key, each.date)
        for paragraph in document.paragraphs
        for each in paragraph.citations
    ] == PARAGRAPHS


def test_every_citation_of_its_notes_is_found_and_none_is_invented(document: Document) -> None:
    texts = [(note.anchor, note.resolved or note.text) for note in document.footnotes]
    assert [
        (anchor, text[each.start : each.end], each.key)
        for anchor, text in texts
        for each in find_citations(text)
    ] == NOTES


def test_what_cites_an_article_cites_its_whole_too(document: Document) -> None:
    cited = {record.paragraph.anchor: record.cited_keys for record in records_of(document)}
    assert cited["pp4"] == ("《不扩散核武器条约》#art6", "《不扩散核武器条约》", "UNTS/729/10485")


def test_a_note_that_says_the_same_as_above_cites_what_it_means(document: Document) -> None:
    cited = {record.paragraph.anchor: record.cited_keys for record in records_of(document)}
    assert "UNTS/634/9068" in cited["pp8"]
