"""A resolution's number, as printed or typed → its canonical key.

The keys follow the United Nations' own document symbols; the letter of a resolution adopted in
parts is joined to its number (`第49/75 K号决议` → `A/RES/49/75K`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from indexer.citations.spacing import AND, GAP, TO

__all__ = ["LAST_PLAUSIBLE_SESSION", "NUMBER", "Numbered", "keys_of_number", "value_of_roman"]

FIRST_SLASHED_SESSION = 31
"""The General Assembly numbers its resolutions session/number since this session, of 1976."""

LAST_ROMAN_SESSION = 30
"""Up to the thirtieth session their session stood behind the number, in roman: 2625(XXV)."""

LAST_PLAUSIBLE_SESSION = 150
"""Higher numbers before a slash are years (2014/33) or no session at all."""

FIRST_YEAR, LAST_YEAR = 1946, 2100
"""The years by which the Economic and Social Council may number its resolutions."""

_DIGITS = r"[0-9]{1,4}"
_DASH = r"[-‐‑–—]"

# S-10    ES - 10: a special session, an emergency one
_SPECIAL = rf"E?S{GAP}{_DASH}{GAP}[0-9]{{1,2}}"

# XXV    S-VI    ES-I
_ROMAN = rf"(?:E?S{_DASH})?[IVXLC]{{1,8}}"

# K    A和B    A、B和C    A至H
_PARTS = rf"[A-Z](?:{GAP}(?:{AND}|{TO}){GAP}[A-Z]){{0,9}}(?![A-Za-z0-9/.])"

# 62/39    49/75 K    54/64 A和B    2014/33    S-10/2
_SLASHED = (
    rf"(?P<first>{_SPECIAL}|{_DIGITS}){GAP}/{GAP}(?P<second>{_DIGITS})"
    rf"(?:{GAP}(?P<parts>{_PARTS}))?"
)

# 408(1977)    2625（XXV）    217 A (III)    3201(S-VI)
_BRACKETED = (
    rf"(?P<number>{_DIGITS})(?:{GAP}(?P<section>[A-Z]))?{GAP}"
    rf"[(（]{GAP}(?:(?P<year>[0-9]{{4}})|(?P<roman>{_ROMAN})){GAP}[)）]"
)

NUMBER = rf"(?:{_SLASHED}|{_BRACKETED})"

# A    A至H
PART = re.compile(rf"(?P<first>[A-Z])(?:{GAP}{TO}{GAP}(?P<last>[A-Z]))?")
SPACES_AND_DASHES = re.compile(rf"{GAP}{_DASH}{GAP}")

_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


class Numbered(NamedTuple):
    """What a number tells: its session or year, the rest, and the letters of its parts.

    `form` says how it is written: 62/39, 408(1977) or 2625(XXV).
    """

    form: str
    series: str
    rest: str
    parts: tuple[str, ...]

    @classmethod
    def of(cls, number: re.Match[str]) -> Numbered:
        """Return what `NUMBER` has matched."""
        if number["first"] is not None:
            parts = _parts(number["parts"] or "")
            return cls("slash", _dashed(number["first"]), number["second"], parts)
        rest = f"{number['number']}{number['section'] or ''}"
        if number["year"] is not None:
            return cls("year", number["year"], rest, ())
        return cls("roman", _dashed(number["roman"]), rest, ())


def keys_of_number(number: Numbered, issuer: str, *, decision: bool) -> list[str]:
    """Return the keys of a number, one for each part; none where the body has no symbol we know."""
    stem = _stem(number, issuer, "DEC" if decision else "RES")
    if stem is None:
        return []
    return [stem + part for part in number.parts] or [stem]


def _stem(number: Numbered, issuer: str, kind: str) -> str | None:
    if issuer == "other":
        return None
    if number.form == "slash":
        return _slashed(number, issuer, kind)
    if number.form == "year":
        is_council = kind == "RES" and issuer in ("", "security")
        return f"S/RES/{number.rest}({number.series})" if is_council else None
    tail = f"{number.rest}({number.series})"
    is_special = number.series.startswith(("S", "E"))
    if issuer == "social" or (
        not is_special and value_of_roman(number.series) > LAST_ROMAN_SESSION
    ):
        return f"E/{kind}/{tail}"
    return f"A/{kind}/{tail}" if issuer in ("", "assembly") else None


def _slashed(number: Numbered, issuer: str, kind: str) -> str | None:
    """Return the key of a session/number or year/number pair, without the letter of its part."""
    series, tail = number.series, f"{number.series}/{number.rest}"
    if issuer == "human":
        return f"A/HRC/{kind}/{tail}"
    is_assembly = issuer in ("", "assembly")
    if not series.isdecimal():
        return f"A/{kind}/{tail}" if is_assembly else None
    if FIRST_YEAR <= int(series) <= LAST_YEAR:
        return f"E/{kind}/{tail}" if issuer in ("", "social") else None
    if FIRST_SLASHED_SESSION <= int(series) <= LAST_PLAUSIBLE_SESSION and is_assembly:
        return f"A/{kind}/{tail}"
    return None


def _dashed(series: str) -> str:
    """Return a session with one plain dash, and a number without zeros before it: ES-10, 62."""
    plain = SPACES_AND_DASHES.sub("-", series)
    return str(int(plain)) if plain.isdecimal() else plain


def _parts(printed: str) -> tuple[str, ...]:
    """Return the letters that are meant by A和B, or by A至H."""
    spans = ((part["first"], part["last"] or part["first"]) for part in PART.finditer(printed))
    return tuple(chr(code) for first, last in spans for code in range(ord(first), ord(last) + 1))


def value_of_roman(roman: str) -> int:
    """Return the value of a roman numeral; a smaller digit before a larger one is subtracted."""
    values = [_ROMAN_DIGITS[digit] for digit in roman.upper()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)
