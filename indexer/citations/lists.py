"""Text → the resolutions and decisions it cites by number, one by one or in lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.citations.dates import date_before
from indexer.citations.numbers import NUMBER, Numbered, keys_of_number
from indexer.citations.spacing import AND, GAP, TO
from indexer.document import Citation

__all__ = ["numbered"]

ISSUER_REACH = 40
"""How many characters before a number the name of the body that adopted it may begin."""

MOST_IN_RANGE = 50
"""A range of more resolutions than this is not spelt out: only its ends are cited."""

# /1-, the dash of 第63/1-63/3号; that of 2005-63/3 is none between two numbers
_RANGING_DASH = "|".join(rf"(?<=/[0-9]{{{count}}}-)" for count in (1, 2, 3))

# 第62/39号    第 49/75 K    第217A(III)號    2140(2014), the second of 第2051(2012)和2140(2014)号
COUNTED = re.compile(
    rf"(?:第{GAP}|(?<![0-9A-Za-z/.(（\-])|{_RANGING_DASH}){NUMBER}(?P<closed>{GAP}[号號])?"
)

# 等各项    和其他有关, before the 决议 of a list that is not all there is
_AND_OTHERS = (
    rf"(?:等|以及|[和及与與])?{GAP}"
    r"(?:其他|其它|其后|其後|有关|有關|相关|相關|各项|各項|[两兩][项項]){0,2}"
)

# What must follow the last number of a list: 决议, 決議, 等各项决议, 决定
DECIDED = re.compile(rf"{GAP}(?:{_AND_OTHERS}{GAP}[决決]{GAP}(?P<resolution>[议議])|[决決]{GAP}定)")

# What stands between two numbers of one list, their dates aside: 、    和    至
JOINT = re.compile(rf"{GAP}(?:(?P<to>{TO})|{AND}{{0,2}}){GAP}\Z")

# 第六十三届会议    第十届紧急特别会议, behind the name of the body that met
_AT_ITS_SESSION = (
    rf"(?:{GAP}第{GAP}[0-9一二三四五六七八九十]{{1,4}}{GAP}[届屆](?:紧急|緊急)?(?:特别|特別)?"
    r"(?:会议|會議|常会|常會)上?)?"
)

# 人权理事会    安理会的    大会第六十三届会议    大会通过的, at the end of what precedes a number
ISSUER = re.compile(
    r"(?:(?P<human>人权理事会|人權理事會)|(?P<security>安全理事会|安全理事會|安理会|安理會)"
    r"|(?P<social>经济及社会理事会|經濟及社會理事會|经社理事会|經社理事會)"
    r"|(?P<other>(?:卫生|衛生|环境|環境|审议|審議|缔约国|締約國|缔约方|締約方)大[会會]"
    r"|委员会|委員會|执行局|執行局|议会|議會|联盟|聯盟|组织|組織|会议|會議"
    r"|(?<!社会)(?<!社會)(?<!安全)(?<!人权)(?<!人權)理事[会會])"
    r"|(?P<assembly>大[会會]))"
    rf"{_AT_ITS_SESSION}{GAP}(?:(?:通过|通過)?的{GAP})?\Z"
)


@dataclass(frozen=True, slots=True)
class _Lead:
    """The body and the date right before a number, and where they begin; "" and None for none."""

    issuer: str
    date: str | None
    start: int


@dataclass(frozen=True, slots=True)
class _Item:
    """One number of a list: what is printed before it, and how it is joined to the one before."""

    number: Numbered
    start: int
    end: int
    lead: _Lead
    ranged: bool


def numbered(text: str) -> Iterator[Citation]:
    """Yield the resolutions and decisions cited by number.

    A number counts only where a list of such numbers ends in 决议 or 决定, and only where the
    body that adopted it is known: nothing is guessed.
    """
    for items, decision in _lists(text):
        issuer, date, before = "", None, None
        for item in items:
            issuer = item.lead.issuer or issuer
            date = item.lead.date or (date if _of_one_day(before, item.number, date) else None)
            if item.ranged and before:
                yield from _between(before, item, issuer, date, decision=decision)
            for key in keys_of_number(item.number, issuer, decision=decision):
                yield Citation(key, item.start, item.end, date)
            before = item


def _lists(text: str) -> Iterator[tuple[list[_Item], bool]]:
    """Yield the runs of numbers that end in 决议 or 决定, and whether it is 决定."""
    run: list[_Item] = []
    for match in COUNTED.finditer(text):
        end = run[-1].end if run else 0
        lead = _lead(text, match.start(), end)
        joint = JOINT.match(text[end : lead.start]) if run else None
        if joint is None:
            run = []
        ranged = joint is not None and joint["to"] is not None
        run.append(_Item(Numbered.of(match), *match.span(), lead, ranged))
        decided = DECIDED.match(text, match.end()) if match["closed"] else None
        if decided:
            yield run, decided["resolution"] is None
            run = []


def _lead(text: str, start: int, floor: int) -> _Lead:
    """Return what stands right before a number: 大会2008年12月2日 or 2008年12月2日大会."""
    issuer, start = _issuer(text, start, floor)
    dated = date_before(text, start, floor)
    if dated is None:
        return _Lead(issuer, None, start)
    if issuer:
        return _Lead(issuer, dated.date, dated.start)
    issuer, start = _issuer(text, dated.start, floor)
    return _Lead(issuer, dated.date, start)


def _issuer(text: str, end: int, floor: int) -> tuple[str, int]:
    """Return which body is named right before a place, and where its name begins."""
    first = max(floor, end - ISSUER_REACH)
    named = ISSUER.search(text[first:end])
    return (str(named.lastgroup), first + named.start()) if named else ("", end)


def _of_one_day(before: _Item | None, number: Numbered, date: str | None) -> bool:
    """Say whether the date of one number holds for the next: both are of one session, or year.

    What a council adopts in a year it adopts on many days: only a year is that of both.
    """
    if before is None or date is None or before.number.form != number.form:
        return False
    if number.form == "year":
        return number.series == before.number.series == date[:4]
    return number.series == before.number.series


def _between(
    first: _Item, last: _Item, issuer: str, date: str | None, *, decision: bool
) -> Iterator[Citation]:
    """Yield what a range means between its ends, each at the place of the whole range."""
    one, other = first.number, last.number
    same = (one.form, one.series) == (other.form, other.series) and not (one.parts or other.parts)
    if not (same and one.rest.isdecimal() and other.rest.isdecimal()):
        return
    values = range(int(one.rest) + 1, int(other.rest))
    for value in values if len(values) < MOST_IN_RANGE else ():
        number = one._replace(rest=str(value))
        for key in keys_of_number(number, issuer, decision=decision):
            yield Citation(key, first.start, last.end, date)
