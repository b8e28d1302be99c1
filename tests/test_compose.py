"""Blocks as their author set them become paragraphs, marks and notes with their places."""

from __future__ import annotations

from indexer.compose import compose
from indexer.parse import parse
from indexer.source import AuthoredNote, Block, Manuscript, NoteMark

ARTICLE = Manuscript(
    "article.md",
    (
        Block(("條約概論",), 1, "title"),
        Block(("背景 ", NoteMark("2"), "與沿革。"), 3),
        Block(("1. 甲  乙",), 5, "plain"),
        Block(("2. 小節",), 7, "heading"),
        Block(("正文", NoteMark("1"), NoteMark("2"), "。"), 9),
    ),
    (AuthoredNote("1", "注一。"), AuthoredNote("2", "同上，第2页。")),
)


def test_marks_stand_where_they_were_set():
    paragraphs = parse(ARTICLE).paragraphs
    assert [
        (paragraph.kind, paragraph.text, [(mark.offset, mark.number) for mark in paragraph.marks])
        for paragraph in paragraphs
    ] == [
        ("title", "條約概論", []),
        ("body", "背景 與沿革。", [(3, "2")]),
        ("body", "1. 甲  乙", []),
        ("heading", "2. 小節", []),
        ("body", "正文。", [(2, "1"), (2, "2")]),
    ]


def test_each_mark_refers_to_the_note_it_was_set_for():
    assert [(note.number, note.resolved, note.cited_by) for note in parse(ARTICLE).footnotes] == [
        ("1", None, ("p3",)),
        ("2", "注一，第2页。", ("p1", "p3")),
    ]


def test_every_place_is_a_place_in_the_text_as_written_out():
    composed = compose(ARTICLE)
    for draft in composed.drafts:
        assert "".join(composed.text[span.start : span.end] for span in draft.spans) == draft.text
    for note in composed.notes:
        number = composed.text[note.number_span.start : note.number_span.end]
        assert (number, composed.text[note.spans[0].start : note.spans[0].end]) == (
            note.number,
            note.text,
        )


def test_plain_paragraphs_that_are_notes_become_notes_beside_those_set_as_such():
    document = parse(
        Manuscript(
            "article.docx",
            (
                Block(("概论",), 1, "title"),
                Block(("甲说[1]，乙说", NoteMark("1"), "。"), 2),
                Block(("丙说[2]。",), 3),
                Block(("参考文献",), 4, "heading"),
                Block(("[1] 甲：《甲书》。",), 5),
                Block(("[2] 丙：《丙书》。",), 6, "plain"),
            ),
            (AuthoredNote("1", "乙：《乙书》。"),),
        )
    )
    assert [(note.number, note.text, note.cited_by) for note in document.footnotes] == [
        ("[1]", "甲：《甲书》。", ("p1",)),
        ("[2]", "丙：《丙书》。", ("p2",)),
        ("1", "乙：《乙书》。", ("p1",)),
    ]
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "概论",
        "甲说，乙说。",
        "丙说。",
        "参考文献",
    ]
