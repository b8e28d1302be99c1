"""Numerals in Han characters and their values; labels that name the same place."""

from __future__ import annotations

import re

from indexer.folding import fold

__all__ = ["HAN_NUMERAL", "alike_label", "counted_in_han", "han_numeral", "value_of_numeral"]

HAN_NUMERAL = r"[〇零一二三四五六七八九十百千]{1,7}"
"""A numeral below ten thousand: 十二, 一百零三, 二〇〇八."""

_HAN_NUMERALS = "零一二三四五六七八九"
_HAN_DIGITS = {digit: value for value, digit in enumerate(_HAN_NUMERALS)} | {"〇": 0}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}

# 十二 in 第十二条, 第(十二)项, 第三条之十二, 附件十二, once it is folded
NUMERAL_IN_LABEL = re.compile(
    rf"(?P<before>第\(?|[段条]\(?|之|附件|附录|附表|小标题)(?P<numeral>{HAN_NUMERAL}|[0-9]{{1,5}})"
)


def value_of_numeral(numeral: str) -> int:
    """Return the value of a numeral below ten thousand: 12, 十二, 一百零三, 二〇〇八."""
    if numeral.isascii():
        return int(numeral)
    if not any(unit in numeral for unit in _HAN_UNITS):
        return int("".join(str(_HAN_DIGITS[digit]) for digit in numeral))
    total, digit = 0, 0
    for character in numeral:
        if character in _HAN_UNITS:
            total += (digit or 1) * _HAN_UNITS[character]
            digit = 0
        else:
            digit = _HAN_DIGITS[character]
    return total + digit


def han_numeral(number: int) -> str:
    """Return a count as labels have it: in Han numerals, 2 → 二, or from 100 on in digits."""
    return counted_in_han(number) if number < 100 else str(number)


def counted_in_han(number: int) -> str:
    """Return a count below ten thousand in Han numerals: 12 → 十二, 103 → 一百零三, 0 → 零."""
    text = ""
    for place, digit in enumerate(reversed(str(number))):
        if digit != "0":
            text = _HAN_NUMERALS[int(digit)] + ("", *_HAN_UNITS)[place] + text
        elif text and not text.startswith("零"):
            text = f"零{text}"
    return (text.removeprefix("一") if 10 <= number < 20 else text) or "零"


def alike_label(label: str) -> str:
    """Return one form for all ways to write a label: 第一條, 第１条 and 第1条 are 第1条."""
    # Most labels of lists are names such as p12, in which there is nothing to be read.
    if label.isascii() and label.isalnum():
        return label.lower()
    return NUMERAL_IN_LABEL.sub(
        lambda found: found["before"] + str(value_of_numeral(found["numeral"])), fold(label)
    )
