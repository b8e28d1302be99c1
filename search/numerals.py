"""A folded word → the other ways to write the numerals in it, of which none is another number.

第六条 = 第6条   二〇〇八年 = 2008年   1996-07-08 = 1996年7月8日 = 一九九六年七月八日
"""

from __future__ import annotations

import re

from indexer.numerals import HAN_NUMERAL, counted_in_han, value_of_numeral

__all__ = ["MAX_COUNTED", "numerals_otherwise"]

MAX_COUNTED = 64
"""In a longer word numerals are found as they are typed."""

_NUMERAL = rf"(?<![0-9.〇零一二三四五六七八九十百千])(?:[0-9]{{1,4}}|{HAN_NUMERAL})"
# 六 in 第六条   20 in 第20届   二〇〇八 in 二〇〇八年   8 in 8日
COUNT = re.compile(rf"{_NUMERAL}(?=[年月日])|(?<=第){_NUMERAL}(?=[条段款项号届])")
# 1996-07-08
ISO_DATE = re.compile(r"(?<![0-9-])([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9-])")
# 1996年7月8日
DATE = re.compile(r"(?<![0-9])([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
# 2008年   08年
YEAR = re.compile(r"(?<![0-9])(?:[0-9]{4}|0[0-9])(?=年)")
# the numerals of a form that has digits alone
DIGITS = re.compile(
    r"(?<![0-9.])[1-9][0-9]{0,3}(?=[年月日])|(?<=第)[1-9][0-9]{0,3}(?=[条段款项号届])"
)

_HAN_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


def numerals_otherwise(folded: str) -> tuple[str, ...]:
    """Return the other ways to write a word, each once: in digits, in Han, dates with dashes."""
    if len(folded) > MAX_COUNTED:
        return ()
    digits = COUNT.sub(_in_digits, ISO_DATE.sub(_date, folded))
    han = DIGITS.sub(_han_count, YEAR.sub(lambda year: year[0].translate(_HAN_DIGITS), digits))
    dashed = DATE.sub(lambda date: _dashed(*map(int, date.groups())), digits)
    forms = (digits, han, han.replace("〇", "零"), han.replace("零", "〇"), dashed)
    return tuple(form for form in dict.fromkeys(forms) if form != folded)


def _date(found: re.Match[str]) -> str:
    """Return a date with its units, where it is one."""
    year, month, day = map(int, found.groups())
    is_date = 1 <= month <= 12 and 1 <= day <= 31
    return f"{year}年{month}月{day}日" if is_date else found[0]


def _dashed(year: int, month: int, day: int) -> str:
    return f"{year:04}-{month:02}-{day:02}"


def _in_digits(found: re.Match[str]) -> str:
    """Return a numeral in digits: 12, 12 for 十二, 08 for 〇八."""
    numeral = found[0]
    return numeral if numeral.isascii() else str(value_of_numeral(numeral)).zfill(_least(numeral))


def _least(numeral: str) -> int:
    """Return how many digits a numeral has that is written digit by digit; 1 for a count."""
    return 1 if set(numeral) & set("十百千") else len(numeral)


def _han_count(found: re.Match[str]) -> str:
    return counted_in_han(int(found[0]))
