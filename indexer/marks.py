"""Signs that may be the marks of notes, or may begin notes; and those that cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from indexer.citations import GAP

__all__ = [
    "BARE_NUMBER",
    "BARE_NUMBERS",
    "CIRCLED",
    "NOTE_ENTRY",
    "NOTE_SIGNS",
    "SIGNED",
    "SUPERSCRIPTS",
    "UNIT_AHEAD",
    "UNIT_BEHIND",
    "Entry",
    "Form",
    "Sign",
    "entry_of",
    "follows",
    "next_number",
    "plain_number",
    "signs_in",
    "value_of",
]

Form = Literal["square", "round", "circled", "raised", "caret", "named", "star", "bare"]
"""How a mark is printed: [1], (1), ①, ¹, ^1, 注1, *, or as nothing but a number."""

SIGNED: tuple[Form, ...] = ("square", "circled", "raised", "caret", "named")
"""Forms in which a number is hardly anything but a mark, or the beginning of a note."""

WIDEST_RANGE = 30
"""[3-5] marks three notes; what spans more than so many is no range of marks."""

# 1    12    11,    (a number alone on its line: a raised mark, or the number of a note)
BARE_NUMBER = re.compile(r"\s*(?P<number>[0-9]{1,3})[ \t\u3000\u00a0]{0,3}[,，、]?\s*\Z")

# 11, 12    3、4    (a line of nothing but marks)
BARE_NUMBERS = re.compile(
    r"\s*[0-9]{1,3}(?:[ \t\u3000\u00a0]{0,3}[,，、][ \t\u3000\u00a0]{0,3}[0-9]{1,3}){1,3}\s*\Z"
)

# 3 联合国，《条约汇编》…    ¹ 同上。    (a note whose number stands on its first line)
NOTE_ENTRY = re.compile(
    r"\s*(?P<number>[0-9]{1,3}|[¹²³⁰⁴-⁹]{1,3})"
    r"(?:(?P<stop>[.．])[ \t\u3000\u00a0]{0,3}|[ \t\u3000\u00a0]{1,3})(?=\S)"
)

# What follows a number that is no mark: 年 in 1996 年, 段 in 第 8 段; 日本 and 条约 are words.
UNIT_AHEAD = re.compile(
    r"[ \t\u3000\u00a0]{0,3}"
    r"(?:年|月|日(?!本|内瓦)|[号號卷段届屆页頁%％]|[条條款](?![约約件项項])|次(?!要)|章(?!程))"
)

# What stands before a number that is no mark: 第 8, 1,000, 63/49
UNIT_BEHIND = re.compile(r"(?:第|/|[0-9][.:：,，\-–]?)[ \t\u3000\u00a0]{0,3}\Z")

NOTE_SIGNS = "*＊∗†‡§"
"""The signs that mark notes instead of numbers, singly or repeated."""

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹＊∗", "0123456789**")

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"

_DIGITS = r"[0-9]{1,3}(?![0-9])"
_NOTE = rf"(?:[注註][释釋]?{GAP})?"


def _squared(inner: str) -> str:
    """Return the pattern of something in square brackets, with 注 before it or not."""
    return rf"[\[［〔【]{GAP}{_NOTE}{inner}{GAP}[\]］〕】]"


_LIST = rf"{_DIGITS}(?:{GAP}[,，、–—~～-]{GAP}{_DIGITS}){{0,9}}"

# how each form stands within a text
_MARKS: dict[Form, re.Pattern[str]] = {
    # [1]    ［1］    〔註1〕    [1,2]    [3-5]
    "square": re.compile(_squared(f"(?P<number>{_LIST})")),
    # (1)    （注1）
    "round": re.compile(rf"[(（]{GAP}{_NOTE}(?P<number>{_DIGITS}){GAP}[)）]"),
    # ①
    "circled": re.compile(rf"(?P<number>[{CIRCLED}])"),
    # ¹²
    "raised": re.compile(r"(?P<number>[¹²³⁰⁴-⁹]{1,3})"),
    # ^1    ^[1]    [^1]
    "caret": re.compile(rf"\[?\^\[?(?P<number>{_DIGITS})\]?"),
    # （见注1） is a reference; 注1 behind a full stop is a mark
    "named": re.compile(rf"(?<=[。”’》）」』])[注註](?P<number>{_DIGITS})"),
    # *    **    †
    "star": re.compile(r"(?P<number>(?<![*＊])[*＊]{1,4}(?![*＊])|[†‡]{1,2})"),
}

# how a note of each form begins
_ENTRIES: dict[Form, re.Pattern[str]] = {
    # 注1：    註 2、    注释3.
    "named": re.compile(
        rf"[注註][释釋]?{GAP}(?:[\[［〔(（]{GAP})?(?P<number>{_DIGITS}|[{CIRCLED}]){GAP}[\]］〕)）]?"
        rf"{GAP}(?:[：:．.、]|(?=[ \t\u3000\u00a0])){GAP}(?=\S)"
    ),
    # [1] 王力…    〔1〕…    ［註1］：…
    "square": re.compile(_squared(f"(?P<number>{_DIGITS})") + rf"{GAP}[：:．.]?{GAP}(?=\S)"),
    # (1) …    （注1）…
    "round": re.compile(rf"[(（]{GAP}{_NOTE}(?P<number>{_DIGITS}){GAP}[)）]{GAP}[：:]?{GAP}(?=\S)"),
    # ① 王力…
    "circled": re.compile(rf"(?P<number>[{CIRCLED}]){GAP}(?=\S)"),
    # ¹ 同上。
    "raised": re.compile(rf"(?P<number>[¹²³⁰⁴-⁹]{{1,3}}){GAP}(?=\S)"),
    # ^1 …    [^1]: …
    "caret": re.compile(rf"\[?\^(?P<number>{_DIGITS})\]?{GAP}:?{GAP}(?=\S)"),
    # * 由于技术原因重新印发。
    "star": re.compile(rf"(?P<number>[*＊]{{1,4}}(?![*＊])|[†‡]{{1,2}}){GAP}(?=[^\s*＊])"),
    # 1. 王力…    2、…    3 联合国…
    "bare": re.compile(
        rf"(?P<number>{_DIGITS})(?:{GAP}[.．、]{GAP}|[ \t\u3000\u00a0]{{1,3}})(?=[^\s0-9])"
    ),
}

# 3 and 5 of a mark [3-5]
_NUMBER = re.compile(_DIGITS)


class Sign(NamedTuple):
    """A mark where it is printed: its number in plain digits, and its place, brackets included."""

    form: Form
    number: str
    start: int
    end: int


class Entry(NamedTuple):
    """The sign a note begins with, and where its words begin."""

    form: Form
    number: str
    end: int


def signs_in(text: str, form: Form) -> Iterator[Sign]:
    """Yield all that has the form of a mark, in order; of [3-5] three marks."""
    for match in _MARKS[form].finditer(text):
        if form == "square":
            yield from _signs_of_list(match)
        else:
            yield Sign(form, plain_number(match["number"]), *match.span())


def entry_of(text: str) -> Entry | None:
    """Return the sign that the text begins with, if a note could begin so."""
    for form, pattern in _ENTRIES.items():
        if entry := pattern.match(text):
            if form == "bare" and UNIT_AHEAD.match(text, entry.end("number")):
                return None
            return Entry(form, plain_number(entry["number"]), entry.end())
    return None


def _signs_of_list(match: re.Match[str]) -> Iterator[Sign]:
    """Yield the marks of [1,2] or [3-5], each with its part of the place of all."""
    numbers = list(_NUMBER.finditer(match.string, match.start("number"), match.end("number")))
    start = match.start()
    before = 0
    for at, number in enumerate(numbers):
        end = match.end() if at + 1 == len(numbers) else number.end()
        value = int(number.group())
        between = match.string[numbers[at - 1].end() : number.start()] if at else ""
        if any(dash in between for dash in "–—~～-") and before < value <= before + WIDEST_RANGE:
            for within in range(before + 1, value):
                yield Sign("square", str(within), start, start)
        yield Sign("square", str(value), start, end)
        start, before = end, value


def plain_number(number: str) -> str:
    """Return a number in ordinary digits: ¹² → 12. Circled ones stay as printed."""
    return number.translate(SUPERSCRIPTS)


def value_of(number: str) -> int:
    """Return the place of a number or a sign in its row: 3 of ③, 2 of **."""
    if number.isascii() and number.isdigit():
        return int(number)
    return CIRCLED.index(number) + 1 if number in CIRCLED else len(number)


def next_number(number: str) -> str:
    """Return the sign that follows: 4 behind 3, ④ behind ③, ** behind *."""
    value = value_of(number)
    if number in CIRCLED:
        return CIRCLED[value] if value < len(CIRCLED) else ""
    return str(value + 1) if number.isdigit() else number + number[0]


def follows(number: str, before: str) -> bool:
    """Say whether a number is the next behind another: 4 behind 3, ④ behind ③."""
    if number.isascii() and number.isdigit() and before.isascii() and before.isdigit():
        return int(number) == int(before) + 1
    return number == next_number(before)
