"""A field and a value, as `year:2005..2008` → which paragraphs are meant.

    date:2008-12   year:2005..2008   session:60..     in time; both ends of a range are in it
    kind:序言段     verb:再次重申      body:安理会       by what they are
    symbol:63/49   symbol:A/HRC/*    doc:laws*        of which document
    cites:62/39    para:op2          para:第2段        what they cite, and where they stand

A range whose ends are the wrong way round is turned round. A `*` stands for any characters, a `?`
for one. A value that makes no sense for its field is no restriction, so that it stays text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from indexer.citations import key_of
from indexer.folding import fold
from indexer.numerals import HAN_NUMERAL, alike_label, value_of_numeral
from indexer.verbs import leading_verb
from search.names import WILDCARD
from search.paragraphs import Numbers, Paragraphs
from search.postings import Postings
from search.tree import Restriction

__all__ = ["FIELD_NAMES", "LONGEST_VALUE", "restricted", "restriction_of"]

LONGEST_VALUE = 200
"""A longer value is none of a field's: it is text."""

LARGEST = 10**9
"""A number of more than nine digits counts as this."""

FIELD_NAMES: Mapping[str, str] = {
    **{name: name for name in ("text", "title", "footnote", "symbol", "para", "kind", "cites")},
    **{name: name for name in ("date", "year", "session", "verb", "doc", "body")},
    "正文": "text",
    "标题": "title",
    "脚注": "footnote",
    "文号": "symbol",
    "段": "para",
    "类型": "kind",
    "引用": "cites",
    "日期": "date",
    "年": "year",
    "届": "session",
    "动词": "verb",
    "文件": "doc",
    "机构": "body",
}
"""The canonical name of every field that can be named in a query, by its names once folded."""

KINDS = {
    "title": "title 标题 题目",
    "heading": "heading 小标题 副标题",
    "opening": "opening 开头",
    "preambular": "preambular preamble 序言 序言段 序言部分 序言部分段落",
    "operative": "operative 执行 执行段 执行部分 执行部分段落",
    "subparagraph": "subparagraph 分段 款 项 目",
    "article": "article 条 条文 条款",
    "body": "body 正文 段 段落",
    "closing": "closing 结尾 落款",
    "footnote": "footnote note 脚注 注 注释",
}
"""How a kind of paragraph may be called."""

BODIES = {
    "GA": "a 大会 联大 联合国大会 generalassembly unga",
    "SC": "s 安理会 安全理事会 securitycouncil unsc",
    "ECOSOC": "e 经社理事会 经济及社会理事会 economicandsocialcouncil",
    "HRC": "a/hrc 人权理事会 humanrightscouncil unhrc",
    "TC": "t 托管理事会 trusteeshipcouncil",
    "SG": "st 秘书处 secretariat 秘书长 secretarygeneral",
    "CD": "裁军谈判会议 裁谈会 conferenceondisarmament",
    "NPT": "不扩散条约 不扩散核武器条约 不扩散核武器条约审议大会",
    "UNEP": "环境署 环境规划署 联合国环境规划署",
}
"""How a body may be called, beside what stands first in its symbols."""

Meaning = Callable[[Postings], Paragraphs]
"""What a value means: the paragraphs of an index."""


def restriction_of(field: str, value: str, text: str) -> Restriction | None:
    """Return the restriction of a field to a value; None where that makes no sense: it is text."""
    name = FIELD_NAMES.get(fold(field), "")
    return None if _meaning(name, value) is None else Restriction(name, value, text)


def restricted(postings: Postings, restriction: Restriction) -> Paragraphs:
    """Return the paragraphs that a restriction leaves. Errors: `IndexDamaged`."""
    field, value = restriction.field, restriction.value
    meaning = _meaning(field, value)
    if meaning is None:
        return postings.space.none
    with postings.telling_damage:
        return postings.kept((f"{field}:", value), lambda: meaning(postings))


def _meaning(field: str, value: str) -> Meaning | None:
    """Return what a value means for a field, None where it means nothing."""
    read = _READERS.get(field)
    typed = value.strip(_QUOTES)
    if read is None or len(typed) > LONGEST_VALUE or not fold(typed):
        return None
    return read(typed)


_QUOTES = ' \t\n\u3000"“”＂「」『』'


# ---- what a paragraph is


def _kind(value: str) -> Meaning | None:
    kind = _KINDS.get(_compact(value))
    return None if kind is None else _named("kind", kind)


def _body(value: str) -> Meaning | None:
    typed = _compact(value)
    body = _BODIES.get(typed) or (typed.upper() if SERIES.match(typed) else None)
    return None if body is None else _named("body", body)


def _verb(value: str) -> Meaning | None:
    verb = leading_verb(value)
    return _named("verb", verb) if verb else None


def _named(field: str, name: str) -> Meaning:
    return lambda postings: postings.posting(field, name)


def _compact(value: str) -> str:
    return fold(value).replace(" ", "")


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    return {
        name: kind for kind, called in names.items() for name in (kind.lower(), *called.split())
    }


_KINDS = _by_name(KINDS)
_BODIES = _by_name(BODIES)

# npt   cac   unep: what a symbol begins with
SERIES = re.compile(r"[a-z]{1,12}\Z")


# ---- where it stands, and of what


def _para(value: str) -> Meaning | None:
    typed = _compact(value)
    label = alike_label(f"第{typed}段" if PLAIN_NUMBER.match(typed) else value)
    anchors = dict.fromkeys((value, value.lower()))
    return lambda postings: postings.space.any_of(
        [
            postings.posting("label", label),
            *(postings.posting("anchor", anchor) for anchor in anchors),
        ]
    )


# 2   2(a)   十二
PLAIN_NUMBER = re.compile(rf"(?:[0-9]{{1,5}}|{HAN_NUMERAL})(?:\([0-9a-z]{{1,4}}\)){{0,3}}\Z")


def _of_document(field: str) -> Callable[[str], Meaning | None]:
    """Return what reads the name of a document, as printed or with wildcards, for a field."""

    def read(value: str) -> Meaning | None:
        pattern = key_of(value) or _begun(value)
        return lambda postings: _like(postings, field, pattern)

    return read


def _like(postings: Postings, field: str, pattern: str) -> Paragraphs:
    if WILDCARD.search(fold(pattern)) is None and len(exact := postings.posting(field, pattern)):
        return exact
    names = postings.names(field)
    return names.having(names.like(pattern))


def _begun(value: str) -> str:
    """Return a pattern with what a number alone leaves out: 63/* is A/RES/63/*."""
    begun = NUMBER_BEGUN.match(fold(value))
    key = key_of(f"{begun['session']}/1") if begun else None
    return f"{key[:-1]}{begun['rest']}" if begun and key else value


# 63/*   63/4?   2014/*
NUMBER_BEGUN = re.compile(r"(?P<session>[0-9]{1,4})/(?P<rest>[0-9]{0,4}[*?][0-9a-z*?]{0,20})\Z")


# ---- when


def _year(value: str) -> Meaning | None:
    return _numbered("year", value, YEAR)


def _session(value: str) -> Meaning | None:
    """Return what a session means, or a range of them; special ones, as S-10, are in no range."""
    if special := SPECIAL_SESSION.match(fold(value)):
        return _named("session", special.group().upper())
    return _numbered("session", value, SESSION)


def _numbered(field: str, value: str, shape: re.Pattern[str]) -> Meaning | None:
    """Return what a number, or a range of numbers, means for a field of numbers."""

    def read(text: str) -> Span[int] | None:
        found = shape.match(text)
        return None if found is None else (_value(found["numeral"]),) * 2

    span = _span(value, read, (0, LARGEST))
    if span is None:
        return None
    first, last = span
    return _within(field, lambda name: name.isdecimal() and first <= int(name) <= last)


def _value(numeral: str) -> int:
    """Return what a numeral is worth, LARGEST at most."""
    if not numeral.isascii():
        return value_of_numeral(numeral)
    return int(numeral) if len(numeral.lstrip("0")) < 10 else LARGEST


_NUMERAL = rf"(?P<numeral>[0-9]{{1,{LONGEST_VALUE}}}|{HAN_NUMERAL})"
# 2008   2008年   二〇〇八年
YEAR = re.compile(rf"{_NUMERAL}年?\Z")
# 63   第63届   六十三   第六十三届会议
SESSION = re.compile(rf"第?{_NUMERAL}届?(?:会议)?\Z")
# S-10   ES-10
SPECIAL_SESSION = re.compile(r"e?s-[0-9]{1,2}\Z")


def _date(value: str) -> Meaning | None:
    """Return what a date, or a range of dates, means: a month means all of its days."""
    span = _span(value, _days, (FIRST_DAY, LAST_DAY))
    if span is None:
        return None
    first, last = span

    def meaning(postings: Postings) -> Paragraphs:
        names = postings.names("date")
        return names.having(_dated(names.texts, first, last))

    return meaning


def _dated(dates: Sequence[str], first: str, last: str) -> Numbers:
    """Return the numbers of dates, in order, that lie between two days; a whole year, wholly."""
    start = bisect_left(dates, first, key=_first)
    numbers = np.arange(start, bisect_right(dates, last))
    # Only the year and the month of the last day can begin within the range and end behind it.
    longer = [each for each in (last[:4], last[:7]) if _last(each) > last]
    places = [bisect_left(dates, each) for each in longer]
    are_there = [
        at for at, each in zip(places, longer, strict=True) if dates[at : at + 1] == [each]
    ]
    return numbers[~np.isin(numbers, are_there)]


def _days(text: str) -> Span[str] | None:
    """Return the first day and the last of a date, as the index would have them."""
    found = DATE.match(text)
    parts = [_value(part) for part in found.groups() if part] if found else [0]
    if not all(low <= part <= high for part, (low, high) in zip(parts, _PARTS, strict=False)):
        return None
    iso = "-".join(f"{part:0{width}}" for part, width in zip(parts, (4, 2, 2), strict=False))
    return _first(iso), _last(iso)


def _first(iso: str) -> str:
    return iso + FIRST_DAY[len(iso) :]


def _last(iso: str) -> str:
    return iso + LAST_DAY[len(iso) :]


FIRST_DAY, LAST_DAY = "0000-01-01", "9999-12-31"
"""What a year, or a month, goes on with to be its first day, or its last."""

_PARTS = ((1, 9999), (1, 12), (1, 31))
"""Between what lie a year, a month and a day."""

_PART = rf"([0-9]{{1,2}}|{HAN_NUMERAL})"
# 2008   2008-12   2008-12-02   2008/12/2   2008年12月2日   二〇〇八年十二月
DATE = re.compile(
    rf"([0-9]{{4}}|{HAN_NUMERAL})(?:年?\Z|[-/年]{_PART}(?:月?\Z|[-/月]{_PART}[日号]?\Z))"
)


# ---- ranges

_End = TypeVar("_End", int, str)

Span = tuple[_End, _End]
"""The first and the last that are meant."""


def _span(
    value: str, read: Callable[[str], Span[_End] | None], widest: Span[_End]
) -> Span[_End] | None:
    """Return what a value means, or a range of two; an end left out is that of the widest."""
    ends = RANGE.split(_compact(value))
    if len(ends) > 2 or not any(ends):
        return None
    spans = [read(end) if end else widest for end in ends]
    low, high = spans[0], spans[-1]
    if low is None or high is None:
        return None
    return (high[0], low[1]) if high[1] < low[0] else (low[0], high[1])


# 2005..2008   60..   ..1999, once folded; … folds to three dots
RANGE = re.compile(r"\.{2,3}")


def _within(field: str, is_meant: Callable[[str], bool]) -> Meaning:
    def meaning(postings: Postings) -> Paragraphs:
        names = postings.names(field)
        return names.having(names.which(is_meant))

    return meaning


_READERS: Mapping[str, Callable[[str], Meaning | None]] = {
    "kind": _kind,
    "body": _body,
    "verb": _verb,
    "para": _para,
    "symbol": _of_document("symbol"),
    "doc": _of_document("key"),
    "cites": _of_document("cites"),
    "year": _year,
    "session": _session,
    "date": _date,
}
