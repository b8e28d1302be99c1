"""A resolution set in pages as PDF text shows it comes back as it was written, mark for mark."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.document import Document
from indexer.marks import value_of
from indexer.parse import parse, parse_file
from indexer.source import Source, width_of

SAMPLE = Path(__file__).parent / "data" / "a-res-63-49.txt"
PARAGRAPHS = parse_file(SAMPLE, SAMPLE.name).paragraphs
PREAMBLE = [part.text for part in PARAGRAPHS if part.kind == "preambular"]
DECISIONS = [
    part.text.partition(" ")[2].rstrip("；。") for part in PARAGRAPHS if part.kind == "operative"
]
DECISIONS += [
    "2015年审议会议应取得成果",
    "敦促所有国家：",
    "1995年的决定仍然有效",
    "又决定继续审议此事",
]
NOTES = [
    "A/54/565。",
    "联合国，《条约汇编》，第 1577 卷，第 27531 号。",
    "同上，第 2970 卷，第 51633 号。",
    "《不扩散核武器条约缔约国 2000 年审议大会，最后文件》，第一卷（NPT/CONF.2000/28(Part I 和 II)），第一部分，题为“第六条和序言部分第 8 至 12 段”的一节，第 15 段。",
    "A/70/181 和 Add.1，其中第 3 至 12 段载有秘书长的建议以及各会员国根据大会第 69/41 号决议提交的资料。",
    "中亚无核武器区条约。",
]
COLUMNS = 68
RULE = " " * 59
# a mark in a written text: {3}
MARK = re.compile(r"\{([0-9]+)\}")
# what is never parted at the end of a line
UNIT = re.compile(r"\{[0-9]+\}|[A-Za-z0-9/.\-]+|.")


class Setting(NamedTuple):
    """How a resolution is set."""

    page_breaks: bool
    numbers_begin_anew: bool
    notes_on_one_line: bool
    blank_lines: bool
    sign: str = ""


# how marks within lines are printed, and what notes begin with
SIGNS = {"circled": "{}", "square": "[{}]", "tortoise": "〔{}〕", "named": "[注{}]"}


class Written(NamedTuple):
    """A paragraph as written: its text, and for each mark what stands before it and its note."""

    text: str
    marks: list[tuple[str, str, str]]


def lines_of(text: str, columns: int, indent: str) -> list[str]:
    """Return the text in lines, broken anywhere but before closing punctuation."""
    lines, line = [], indent
    for unit in UNIT.findall(text):
        is_full = width_of(MARK.sub("", line + unit)) > columns
        if is_full and not MARK.match(unit) and unit not in "，。；、：）》”":
            lines.append(line)
            line = ""
        line += unit
    return [*lines, line]


def signed(number: str, sign: str) -> str:
    """Return a mark as it is printed within a line."""
    return SIGNS[sign].format(chr(ord("①") + int(number) - 1) if sign == "circled" else number)


def set_in_lines(text: str, setting: Setting) -> list[str]:
    """Return a paragraph's lines, the first indented, marks on lines of their own or within."""
    rows: list[str] = []
    for line in lines_of(text, COLUMNS, " "):
        if setting.sign:
            rows.append(MARK.sub(lambda mark: signed(mark[1], setting.sign), line))
        else:
            rows += [part for part in re.split(r"\{([0-9]+)\}", line) if part]
        rows += [""] if setting.blank_lines else []
    return rows


def set_notes(notes: list[tuple[int, str]], setting: Setting) -> list[str]:
    rows = [RULE] if notes else []
    for number, text in notes:
        first, *others = lines_of(text, COLUMNS + 8, "")
        if setting.sign:
            rows.append(f"{signed(str(number), setting.sign)} {first}")
        elif setting.notes_on_one_line:
            rows.append(f"{number} {first}")
        else:
            rows += [str(number), f" {first}"]
        rows += [*others, ""]
    return rows


def with_marks(text: str, number: int, chance: random.Random) -> tuple[str, int]:
    """Return the text with up to two marks behind punctuation, and the number of the last."""
    places = [place for place in range(6, len(text)) if text[place - 1] in "》，；"]
    for place in sorted(
        chance.sample(places, min(len(places), chance.randint(0, 2))), reverse=True
    ):
        text = f"{text[:place]}{{}}{text[place:]}"
    marks = text.count("{}")
    return text.format(*(f"{{{number + at}}}" for at in range(1, marks + 1))), number + marks


def resolution(chance: random.Random, setting: Setting) -> tuple[str, list[Written]]:
    """Return a resolution as extracted, and its paragraphs as written."""
    chosen = chance.sample(PREAMBLE, chance.randint(3, 12))
    ends = chance.sample(DECISIONS, chance.randint(2, 6))
    chosen += [
        f"{at}. {text}{'。' if at == len(ends) else '；'}" for at, text in enumerate(ends, 1)
    ]
    pages: list[str] = []
    written: list[Written] = []
    number = 0
    while chosen:
        first = 0 if setting.numbers_begin_anew else number
        number, rows = first, [] if pages else [" 70/33. 推进多边核裁军谈判", "", " 大会，", ""]
        marked = []
        for _ in range(min(len(chosen), chance.randint(2, 6))):
            text, number = with_marks(chosen.pop(0), number, chance)
            marked.append(text)
        notes = {at: chance.choice(NOTES) for at in range(first + 1, number + 1)}
        for text in marked:
            rows += set_in_lines(text, setting)
            written.append(written_of(text, notes))
        if not chosen:
            rows += ["", "2015 年 12 月 7 日", "第 67 次全体会议", ""]
        pages.append(
            "\n".join([*rows, *set_notes(list(notes.items()), setting)]).rstrip("\n") + "\n"
        )
    return ("\f" if setting.page_breaks else "").join(pages), written


def written_of(text: str, notes: dict[int, str]) -> Written:
    marks = [
        (plain(text[: mark.start()]), mark[1], plain(notes[int(mark[1])]))
        for mark in MARK.finditer(text)
    ]
    return Written(plain(text), marks)


def plain(text: str) -> str:
    return MARK.sub("", text).replace(" ", "")


def read_back(document: Document) -> list[Written]:
    """Return the paragraphs as the parser has them, in the form of those written."""
    back = []
    for part in document.paragraphs:
        if part.kind in ("preambular", "operative", "body", "heading"):
            notes = {note.number: plain(note.text) for note in document.notes_of(part)}
            marks = [
                (
                    plain(part.text[: mark.offset]),
                    str(value_of(mark.number)),
                    notes.get(mark.number, ""),
                )
                for mark in part.marks
            ]
            back.append(Written(plain(part.text), marks))
    return back


@settings(max_examples=300, deadline=None)
@given(
    st.integers(min_value=0),
    st.builds(Setting, *[st.booleans()] * 4, st.sampled_from(["", "", *SIGNS])),
)
def test_a_resolution_comes_back_as_it_was_written(seed: int, setting: Setting) -> None:
    text, written = resolution(random.Random(seed), setting)
    document = parse(Source.from_text("a.txt", text))
    assert read_back(document) == written
    assert document.symbol == "A/RES/70/33"
    assert document.date == "2015-12-07"


@pytest.mark.parametrize("setting", [Setting(False, False, False, True)])
def test_the_generator_sets_a_resolution_as_the_real_one_is(setting: Setting) -> None:
    text, written = resolution(random.Random(5), setting)
    assert re.search(r"》\n[0-9]\n", text) or re.search(r"，\n[0-9]\n", text)
    assert f"\n{RULE}\n1\n " in text
    assert any(paragraph.marks for paragraph in written)
