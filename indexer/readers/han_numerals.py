"""Counts as Word writes them in Chinese: 十二, 壹, 甲, 子, ①."""

from __future__ import annotations

__all__ = ["han_numeral"]

_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LEGAL_SIMPLIFIED = str.maketrans("〇一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_TRADITIONAL = str.maketrans("〇一二三四五六七八九十百千", "零壹貳參肆伍陸柒捌玖拾佰仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CIRCLED_HAN = "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

_SERIES = {
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "ideographEnclosedCircle": _CIRCLED_HAN,
    "ideographTraditional": _STEMS,
    "ideographZodiac": _BRANCHES,
}
_COUNTING = frozenset(
    ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting",
     "japaneseDigitalTenThousand", "taiwaneseCounting", "taiwaneseCountingThousand")
)  # fmt: skip

LARGEST = 9999


def han_numeral(count: int, format_: str) -> str | None:
    """Return the count in a format of Word's, or None where the format has no such sign."""
    if not 0 < count <= LARGEST:
        return None
    if format_ in _SERIES:
        series = _SERIES[format_]
        return series[count - 1] if count <= len(series) else None
    if format_ in _COUNTING:
        return _counting(count)
    if format_ == "chineseLegalSimplified":
        return _counting(count, whole=True).translate(_LEGAL_SIMPLIFIED)
    if format_ == "ideographLegalTraditional":
        return _counting(count, whole=True).translate(_LEGAL_TRADITIONAL)
    if format_ in ("decimalFullWidth", "decimalFullWidth2"):
        return str(count).translate(_FULL_WIDTH)
    return None


def _counting(count: int, *, whole: bool = False) -> str:
    """Return 三百〇五 for 305; 十二 rather than 一十二 unless the `whole` is to be written."""
    text = ""
    for place, digit in enumerate(reversed(str(count))):
        if digit != "0":
            text = _DIGITS[int(digit)] + _UNITS[place] + text
        elif text and not text.startswith("〇"):
            text = f"〇{text}"
    return text.removeprefix("一") if not whole and 10 <= count < 20 else text
