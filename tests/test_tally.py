"""A tally says how many of what a source has, and how much of it was told for certain."""

from __future__ import annotations

import pytest

from indexer.parse import parse
from indexer.source import AuthoredNote, Block, Manuscript, NoteMark, Source
from indexer.tally import Tally, tally_of

RULE = " " * 30

ROWS = [
    # (text, its tally in words)
    ("正文。\n", "1 paragraph, 0 footnotes, 0 of 0 marks linked"),
    (
        f"条约¹第六条。\n{RULE}\n1\n 见附件。\n",
        "1 paragraph, 1 footnote, 1 of 1 mark linked",
    ),
    (
        f"条约¹第六条。\n{RULE}\n1\n 见附件。\n2\n 同上，第2页。\n",
        "1 paragraph, 2 footnotes, 1 of 1 mark linked; 1 uncited-note",
    ),
    (
        "条约\n7\n第六条各国应当遵守。\n",
        "1 paragraph, 0 footnotes, 0 of 1 mark linked; 1 orphan-mark",
    ),
    (
        "――――――――\n正文。\n",
        "1 paragraph, 0 footnotes, 0 of 0 marks linked; 1 furniture",
    ),
]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_a_text_is_tallied(text: str, expected: str) -> None:
    assert str(tally_of(parse(Source.from_text("a.txt", text)))) == expected


def test_a_note_cited_twice_has_two_marks() -> None:
    manuscript = Manuscript(
        "a.md",
        (Block(("甲", NoteMark("1"), "。"), 1), Block(("乙", NoteMark("1"), "。"), 2)),
        (AuthoredNote("1", "注。"),),
    )
    assert tally_of(parse(manuscript)) == Tally(1, 2, 1, marks=2, linked=2)


def test_many_documents_are_counted_too() -> None:
    assert (
        str(Tally(3, 1_200, 0)) == "3 documents, 1,200 paragraphs, 0 footnotes, 0 of 0 marks linked"
    )
