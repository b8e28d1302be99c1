"""An excerpt shows why a paragraph was found, exactly."""

from __future__ import annotations

import pytest
from handmade import note, paragraph
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import Footnote
from indexer.folding import fold
from indexer.segmenter import Segmenter
from search.answers import Snippet
from search.leaves import Cutting
from search.otherwise import with_others
from search.query import parse
from search.snippets import (
    Needles,
    excerpts,
    footnotes_shown,
    highlights_in,
    needles_of,
)
from search.synonyms import Synonyms
from search.tree import Lookup, Term, positive_leaves
from search.wanted import USUAL_WIDTH as WINDOW
from search.windows import REACH, Frame

SEGMENTER = Segmenter()
WHOLE = Frame().whole


def needles(query: str) -> Needles:
    return needles_of(Cutting(SEGMENTER).words_of(positive_leaves(parse(query).tree))[0])


def shown(query: str, text: str, *notes: Footnote) -> Snippet:
    found = needles(query)
    [snippet] = excerpts(
        paragraph(text), footnotes_shown(notes, found, SEGMENTER), found, SEGMENTER, Frame()
    )
    return snippet


def marked(query: str, text: str) -> str:
    """Return the text with its highlights in [ ]."""
    parts, done = [], 0
    for start, end in highlights_in(text, needles(query), SEGMENTER):
        parts += [text[done:start], "[", text[start:end], "]"]
        done = end
    return "".join(parts) + text[done:]


@pytest.mark.parametrize(
    ("query", "highlighted"),
    [
        ("谈判", "开展多边[谈判]，以求[谈判]"),
        ("多边谈判", "开展[多边谈判]，以求[谈判]"),
        ('"边谈"', "开展多[边谈]判，以求谈判"),
        ('"多边谈判" 谈判', "开展[多边谈判]，以求[谈判]"),
        ("开展 -谈判", "[开展]多边谈判，以求谈判"),
        ("「談判」", "开展多边[谈判]，以求[谈判]"),
        ("苹果", "开展多边谈判，以求谈判"),
        ('"，"', "开展多边谈判[，]以求谈判"),
    ],
)
def test_phrases_terms_and_their_words_are_highlighted(query: str, highlighted: str) -> None:
    assert marked(query, "开展多边谈判，以求谈判") == highlighted


@pytest.mark.parametrize(
    ("query", "highlighted"),
    [
        ("多*判", "开展[多边谈判]，以求谈判"),
        ("谈?以", "开展多边谈判，以求谈判"),
        ("以求*", "开展多边谈判，[以求]谈判"),
        ("开展谈判~", "开展多边谈判，以求谈判"),
        ("多边谈话~", "开展[多边谈判]，以求谈判"),
        ("开展 NEAR/2 谈判", "[开展]多边[谈判]，以求谈判"),
        ("text:谈判", "开展多边[谈判]，以求[谈判]"),
        ("footnote:谈判", "开展多边谈判，以求谈判"),
        ("title:谈判", "开展多边谈判，以求谈判"),
        ("year:2008 谈判", "开展多边[谈判]，以求[谈判]"),
    ],
)
def test_what_is_highlighted_is_what_was_found(query: str, highlighted: str) -> None:
    assert marked(query, "开展多边谈判，以求谈判") == highlighted


def test_the_other_forms_of_a_word_are_highlighted_where_they_stand_by_themselves() -> None:
    tree = with_others(parse("NPT 第6条").tree or Term("", ""), Synonyms({"npt": ("cwc", "核约")}))
    sought = needles_of(Cutting(SEGMENTER).words_of(positive_leaves(tree))[0])
    text = "CWC、CWCX、核约第六条、第6条和NPT"
    found = [text[start:end] for start, end in highlights_in(text, sought, SEGMENTER)]
    assert found == ["CWC", "核约", "第六条", "第6条", "NPT"]


def test_what_is_asked_of_notes_alone_is_highlighted_in_notes_alone() -> None:
    sought = needles("footnote:条约 text:联合国")
    [shown_note] = footnotes_shown([note("5", "联合国条约汇编。")], sought, SEGMENTER)
    assert shown_note.highlights == ((3, 5),)
    assert highlights_in("联合国条约汇编。", sought, SEGMENTER) == ((0, 3),)


@pytest.mark.parametrize(
    ("query", "highlighted"),
    [
        ('"(一)"', "[㈠] 第[(一)]款"),
        ('"一"', "㈠ 第([一])款"),
        ('"第(一"', "㈠ [第(一])款"),
    ],
)
def test_a_part_of_one_character_is_not_highlighted(query: str, highlighted: str) -> None:
    assert marked(query, "㈠ 第(一)款") == highlighted


def test_spaces_that_the_source_has_inside_a_word_are_highlighted_with_it() -> None:
    assert marked('"第8段"', "依照第 8 段执行") == "依照[第 8 段]执行"


@pytest.mark.parametrize(
    ("query", "highlighted"),
    [
        ("63/49", "见[63/49]号，不是163/49号"),
        ('"63/49"', "见[63/49]号，不是1[63/49]号"),
    ],
)
def test_an_identifier_is_highlighted_where_it_stands_by_itself(
    query: str, highlighted: str
) -> None:
    assert marked(query, "见63/49号，不是163/49号") == highlighted


def test_the_number_of_a_document_looked_up_is_highlighted_where_it_is_cited() -> None:
    snippet = shown("A/RES/62/39", "注意到关于执行第62/39号决议的报告，")
    assert [snippet.text[start:end] for start, end in snippet.highlights] == ["62/39"]


@pytest.mark.parametrize(("length", "cut"), [(WHOLE, False), (WHOLE + 1, True)])
def test_only_a_long_paragraph_is_cut(length: int, cut: bool) -> None:
    snippet = shown("核", "核" + "一" * (length - 1))
    assert (snippet.before, snippet.after) == (False, cut)
    assert (len(snippet.text) < length) == cut


def test_the_excerpt_is_where_most_is_highlighted() -> None:
    text = "核" + "一" * 300 + "核裁军谈判，核裁军" + "二" * 300 + "核"
    snippet = shown("核裁军谈判", text)
    assert (snippet.before, snippet.after) == (True, True)
    start, end = snippet.highlights[0]
    assert snippet.text[start:end] == "核裁军谈判"
    assert WINDOW - REACH <= len(snippet.text) <= WINDOW + 2 * REACH


def test_the_excerpt_begins_and_ends_behind_punctuation() -> None:
    clause = "大会强调各国有真诚义务，"
    text = clause * 15 + "核裁军谈判，" + clause * 15
    snippet = shown('"核裁军谈判"', text)
    assert snippet.text.startswith("大会")
    assert snippet.text.endswith("，")


def test_a_phrase_longer_than_the_excerpt_is_shown_whole() -> None:
    phrase = "".join(chr(0x4E00 + number) for number in range(WINDOW * 2))
    snippet = shown(f'"{phrase}"', "前" * 300 + phrase + "后" * 300)
    assert [snippet.text[start:end] for start, end in snippet.highlights] == [phrase]


def test_where_only_a_note_holds_it_the_excerpt_is_around_its_mark() -> None:
    text = "一" * 400 + "条约{1}" + "二" * 400 + "卷{2}" + "三" * 400
    snippet = shown("第634卷", text, note("1", "无关。"), note("2", "同上。", "第634卷。"))
    assert snippet.highlights == ()
    assert [number for _, number in snippet.marks] == ["2"]
    [(offset, _)] = snippet.marks
    assert snippet.text[offset - 1] == "卷"


def test_marks_are_where_they_stand_in_the_excerpt() -> None:
    snippet = shown("条约", "《条约》{1}第六条{2}，{3}")
    assert snippet.marks == ((4, "1"), (7, "2"), (8, "3"))


def test_notes_are_highlighted_in_their_text_and_in_what_it_stands_for() -> None:
    [found] = footnotes_shown(
        [note("5", "同上，第634卷。", "《条约汇编》，第634卷。")], needles('"第634卷"'), SEGMENTER
    )
    assert (found.highlights, found.resolved_highlights) == (((3, 8),), ((7, 12),))


TEXTS = st.text(st.sampled_from(list("核裁军谈判，。㈠(一)１1 ab\u0301国際")), max_size=400)


@given(TEXTS, TEXTS.map(lambda text: text[:30]), st.booleans())
def test_highlights_are_exact_sorted_disjoint_and_within_the_excerpt(
    text: str, query: str, as_phrase: bool
) -> None:
    leaves = positive_leaves(parse(f'"{query}"' if as_phrase else query).tree)
    words, _ = Cutting(SEGMENTER).words_of(leaves)
    wanted = {leaf.folded for leaf in leaves if not isinstance(leaf, Lookup)}
    wanted |= {word for leaf in leaves if isinstance(leaf, Term) for word in words[leaf]}
    [snippet] = excerpts(paragraph(text), (), needles_of(words), SEGMENTER, Frame())
    assert snippet.text in text
    done = 0
    for start, end in snippet.highlights:
        assert done <= start < end <= len(snippet.text)
        assert fold(snippet.text[start:end]) in wanted
        done = end


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("谈判", "谈判者谈判", ["谈判", "谈判"]),
        ("人人", "人人人人", ["人人", "人人"]),
        ("人人", "人人人", ["人人"]),
        ("核裁军 裁军", "核裁军裁军", ["核裁军", "裁军"]),
    ],
)
def test_each_place_of_a_word_is_highlighted_and_none_twice(
    query: str, text: str, found: list[str]
) -> None:
    spans = highlights_in(text, needles(query), SEGMENTER)
    assert [text[start:end] for start, end in spans] == found


@given(TEXTS)
def test_a_paragraph_that_holds_the_phrase_shows_it(text: str) -> None:
    snippet = shown('"核裁"', text)
    assert bool(snippet.highlights) == ("核裁" in fold(text))
