"""What a list prints before each of its items."""

from __future__ import annotations

from typing import Any

__all__ = ["numeral", "printed_number"]

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip

LARGEST_ROMAN = 3999

_AROUND = {"OneParen": ("", ")"), "TwoParens": ("(", ")")}


def printed_number(attributes: list[Any], index: int) -> str:
    """Return what stands before the item at `index` of a list with these attributes: `(a)`."""
    start, style, delimiter = attributes
    before, after = _AROUND.get(delimiter["t"], ("", "."))
    return f"{before}{numeral(start + index, style['t'])}{after}"


def numeral(value: int, style: str) -> str:
    """Return a count in letters, roman numerals or digits."""
    if style.endswith("Alpha") and value > 0:
        letters = _letters(value)
    elif style.endswith("Roman") and 0 < value <= LARGEST_ROMAN:
        letters = _roman(value)
    else:
        return str(value)
    return letters.upper() if style.startswith("Upper") else letters


def _letters(value: int) -> str:
    """Return a, b, … z, aa, ab …"""
    letters = ""
    while value:
        value, digit = divmod(value - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters


def _roman(value: int) -> str:
    numeral = ""
    for worth, letters in _ROMAN:
        times, value = divmod(value, worth)
        numeral += letters * times
    return numeral
