"""A printed date → its ISO form, as far as it is printed: 1994年12月15日, 1994年12月, 1994年."""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from indexer.citations.spacing import GAP
from indexer.numerals import value_of_numeral

__all__ = ["DATE", "Dated", "date_before", "iso_date"]

LONGEST_DATE = 40
"""So many characters at most does a date take, with the white space and the words behind it."""

FIRST_YEAR, LAST_YEAR = 1600, 2100
"""The years between which documents are dated."""

# 1994    一九九四    二〇〇八    二○○八
_YEAR = r"(?:[0-9]{4}|[〇○零一二三四五六七八九]{4})"
# 12    十二    三十一
_COUNT = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"

# 1994 年 12 月 15 日    1994年12月    1994年    一九九四年十二月十五日
DATE = (
    rf"(?<![0-9])(?P<year>{_YEAR}){GAP}年"
    rf"(?:{GAP}(?P<month>{_COUNT}){GAP}月(?:{GAP}(?P<day>{_COUNT}){GAP}[日号號])?)?"
)

# 1994年12月15日    2008年12月2日通过的    (1948年10月16日，, at the end before a reference
DATED = re.compile(
    rf"(?P<open>[(（]{GAP})?{DATE}{GAP}(?:所?(?:通过|通過)的{GAP})?(?(open)(?:[，,]{GAP})?)\Z"
)

# the 至 of 1994年至1996年, which is no date of what follows: nor is 截至2014年
UNTIL = re.compile(rf"[至到自从從\-—–]{GAP}\Z")


class Dated(NamedTuple):
    """A date in ISO form and where it begins; None where what is printed is no date."""

    date: str | None
    start: int


def date_before(text: str, end: int, floor: int = 0) -> Dated | None:
    """Return the date that stands right before a place, and nowhere before `floor`."""
    first = max(floor, end - LONGEST_DATE)
    found = DATED.search(text[first:end])
    if found is None:
        return None
    start = first + found.start("year")
    is_end = UNTIL.search(text[max(0, start - 4) : start])
    return Dated(None if is_end else iso_date(found), start)


def iso_date(printed: re.Match[str]) -> str | None:
    """Return what `DATE` has matched in ISO form, or None where the calendar has no such day."""
    parts = (printed[name] for name in ("year", "month", "day"))
    values = [_value(part) for part in parts if part]
    if not FIRST_YEAR <= values[0] <= LAST_YEAR:
        return None
    try:
        datetime.date(*values, *[1] * (3 - len(values)))
    except ValueError:
        return None
    return "-".join(f"{value:02}" for value in values)


def _value(numeral: str) -> int:
    return value_of_numeral(numeral.replace("○", "〇"))
