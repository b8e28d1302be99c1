"""Text → the documents it refers to, each under one canonical key.

Resolutions are cited by number (`第62/39号决议` → `A/RES/62/39`, `第408(1977)号决议`
→ `S/RES/408(1977)`), documents by symbol (`A/63/135`, `NPT/CONF.1995/32(Part I)`). The keys
follow the United Nations' own document symbols; the letter of a resolution adopted in parts is
joined to its number (`第49/75 K号决议` → `A/RES/49/75K`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from indexer.document import Citation
from indexer.folding import fold

__all__ = [
    "GAP",
    "LAST_PLAUSIBLE_SESSION",
    "SYMBOL",
    "find_citations",
    "key_of",
    "value_of_roman",
]

FIRST_SLASHED_SESSION = 31
"""The General Assembly numbers its resolutions session/number since this session, of 1976."""

LAST_ROMAN_SESSION = 30
"""Up to the thirtieth session their session stood behind the number, in roman: 2625(XXV)."""

LAST_PLAUSIBLE_SESSION = 150
"""Higher numbers before a slash are years (2014/33) or no session at all."""

ISSUER_REACH = 40
"""How many characters before a number the name of the body that adopted it may begin."""

LONGEST_IDENTIFIER = 120
"""A longer text is no identifier."""

GAP = r"[ \t\u3000\u00a0]{0,3}"
"""What white space may stand between the parts of a reference, as typesetting leaves it."""
_DIGITS = r"[0-9]{1,4}"
_ROMAN = r"[IVXLC]{1,8}"

# 62/39    49/75 K    2014/33
_SLASHED = rf"(?P<first>{_DIGITS}){GAP}/{GAP}(?P<second>{_DIGITS})(?:{GAP}(?P<part>[A-Z]))?"

# 408(1977)    2625（XXV）    217 A (III)
_BRACKETED = (
    rf"(?P<number>{_DIGITS})(?:{GAP}(?P<section>[A-Z]))?{GAP}"
    rf"[(（]{GAP}(?:(?P<year>[0-9]{{4}})|(?P<roman>{_ROMAN})){GAP}[)）]"
)

# 第62/39号    第 408 (1977) 号    第217A(III)號
NUMBERED = re.compile(rf"第{GAP}(?:{_SLASHED}|{_BRACKETED}){GAP}[号號]")

# What must follow the last number of a list: 决议, 決議, 决定
DECIDED = re.compile(rf"{GAP}(?P<what>[决決][议議定])")

# 1994 年 12 月 15 日
_DATE = rf"[0-9]{{4}}{GAP}年{GAP}(?:[0-9]{{1,2}}{GAP}月{GAP}(?:[0-9]{{1,2}}{GAP}日)?)?"

# What may stand between two numbers of one list: 、1996 年 12 月 10 日
BETWEEN = re.compile(rf"{GAP}(?:、|，|,|和|及|以及|与|與|或)?{GAP}(?:{_DATE})?{GAP}\Z")

# The date before a number, to look behind it for the body's name.
DATE_BEFORE = re.compile(rf"{GAP}(?:{_DATE})?{GAP}\Z")

# 人权理事会 … 经社理事会, at the end of what precedes a number
ISSUER = re.compile(
    r"(?:(?P<human>人权理事会|人權理事會)|(?P<security>安全理事会|安全理事會|安理会|安理會)"
    r"|(?P<social>经济及社会理事会|經濟及社會理事會|经社理事会|經社理事會)"
    r"|(?P<other>(?:卫生|衛生|环境|環境|审议|審議|缔约国|締約國)大会|委员会|委員會|执行局|執行局"
    r"|议会|議會|联盟|聯盟|组织|組織|会议|會議|(?<!社会)(?<!社會)(?<!安全)(?<!人权)(?<!人權)理事[会會]))\Z"
)

# A  NPT  UNEP: the first part of a symbol; single letters only for the principal organs
_SERIES = r"(?:[ASET]|[A-Z]{2,10})"
_STEP = r"[A-Za-z0-9][A-Za-z0-9.\-]{0,30}(?:\([0-9]{4}\)|\([IVXLC]{1,8}\))?"
# (Part I)    (Part I 和 II)
_PARTS = rf"\(Part{GAP}(?P<one>[IVX]{{1,5}})(?:{GAP}(?:和|及|and){GAP}(?P<two>[IVX]{{1,5}}))?\)"

# A/63/135    NPT/CONF.2000/28(Part I 和 II)    S/RES/408(1977)    A/69/363/Add.6
SYMBOL = re.compile(
    rf"(?<![A-Za-z0-9/.])(?P<stem>{_SERIES}(?:/{_STEP}){{1,8}})(?:{GAP}{_PARTS})?(?![A-Za-z/])"
)

# The same forms as a person types them, after folding: 63/49  第62/39号决议  408(1977)
TYPED_NUMBER = re.compile(
    rf"第?(?:{_SLASHED}|{_BRACKETED})(?P<tail>[号號])?(?:[决決][议議]|(?P<decision>[决決]定))?\Z",
    re.IGNORECASE,
)
TYPED_SYMBOL = re.compile(SYMBOL.pattern + r"\Z", re.IGNORECASE)

_PRINTED_CASE = {"ADD": "Add", "REV": "Rev", "CORR": "Corr", "AMEND": "Amend"}
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


class _Number(NamedTuple):
    """A resolution's number in the text, before it is known whether a resolution is meant."""

    match: re.Match[str]
    start: int
    end: int


def find_citations(text: str) -> tuple[Citation, ...]:
    """Return every reference in `text` that has a canonical key, in order of place.

    A number counts only where a list of such numbers ends in 决议 or 决定, and only where the
    body that adopted it is known: nothing is guessed.
    """
    # Most texts cite nothing, which a look at single characters tells: that costs next to nothing.
    numbers = _find_numbers(text) if _may_number(text) else []
    symbols = _find_symbols(text) if "/" in text else []
    if not (numbers or symbols):
        return ()
    found = [*numbers, *symbols]
    return tuple(sorted(found, key=lambda citation: (citation.start, citation.end, citation.key)))


def key_of(name: str) -> str | None:
    """Return the canonical key of one identifier as typed, or None where `name` is not one."""
    typed = fold(name).upper()
    if len(typed) > LONGEST_IDENTIFIER:
        return None
    if number := TYPED_NUMBER.match(typed):
        return _key_of_number(number, "", decision=bool(number["decision"]))
    if symbol := TYPED_SYMBOL.match(typed):
        return _keys_of_symbol(symbol)[0] if _has_digit(symbol["stem"]) else None
    return None


def _may_number(text: str) -> bool:
    """Say whether a text has what a citation by number cannot be without."""
    return ("决" in text or "決" in text) and ("号" in text or "號" in text)


def _find_numbers(text: str) -> list[Citation]:
    """Return the resolutions and decisions cited by number."""
    numbers = [_Number(match, *match.span()) for match in NUMBERED.finditer(text)]
    found: list[Citation] = []
    for listed, what in _lists(text, numbers):
        issuer = _issuer(text, listed[0].start)
        for number in listed:
            key = _key_of_number(number.match, issuer, decision=what.endswith("定"))
            if key is not None:
                found.append(Citation(key, number.start, number.end))
    return found


def _lists(text: str, numbers: list[_Number]) -> list[tuple[list[_Number], str]]:
    """Return the runs of numbers that end in 决议 or 决定, with that word."""
    lists: list[tuple[list[_Number], str]] = []
    run: list[_Number] = []
    for number in numbers:
        if run and not BETWEEN.match(text[run[-1].end : number.start]):
            run = []
        run.append(number)
        if decided := DECIDED.match(text, number.end):
            lists.append((run, decided["what"]))
            run = []
    return lists


def _issuer(text: str, start: int) -> str:
    """Return which body is named right before a number and its date: "" where none is."""
    before = text[max(0, start - ISSUER_REACH) : start]
    if date := DATE_BEFORE.search(before):
        before = before[: date.start()]
    named = ISSUER.search(before)
    return str(named.lastgroup) if named else ""


def _key_of_number(number: re.Match[str], issuer: str, *, decision: bool) -> str | None:
    """Return the key of a matched number, or None where the adopting body has no symbol we know."""
    if issuer == "other":
        return None
    if number["first"] is not None:
        return _key_of_slashed(number, issuer, decision=decision)
    stem = f"{number['number']}{number['section'] or ''}"
    if number["year"] is not None:
        return f"S/RES/{stem}({number['year']})" if issuer in ("", "security") else None
    session = value_of_roman(number["roman"])
    if issuer == "social" or session > LAST_ROMAN_SESSION:
        return f"E/RES/{stem}({number['roman']})"
    return f"A/RES/{stem}({number['roman']})" if issuer == "" else None


def _key_of_slashed(number: re.Match[str], issuer: str, *, decision: bool) -> str | None:
    """Return the key of a session/number or year/number pair."""
    session, rest = int(number["first"]), f"{number['second']}{number['part'] or ''}"
    kind = "DEC" if decision else "RES"
    if issuer == "human":
        return f"A/HRC/{kind}/{session}/{rest}"
    if 1946 <= session <= 2100:
        return f"E/{kind}/{session}/{rest}" if issuer in ("", "social") else None
    if FIRST_SLASHED_SESSION <= session <= LAST_PLAUSIBLE_SESSION and issuer == "":
        return f"A/{kind}/{session}/{rest}"
    return None


def _find_symbols(text: str) -> list[Citation]:
    """Return the documents cited by their symbols."""
    return [
        Citation(key, match.start(), match.end())
        for match in SYMBOL.finditer(text)
        if _has_digit(match["stem"])
        for key in _keys_of_symbol(match)
    ]


def _keys_of_symbol(symbol: re.Match[str]) -> list[str]:
    """Return the key of a matched symbol, or two keys where it names two parts."""
    stem = "/".join(_printed_step(step) for step in symbol["stem"].rstrip(".-").upper().split("/"))
    parts = [part for part in (symbol["one"], symbol["two"]) if part]
    return [f"{stem}(Part {part})" for part in parts] or [stem]


def _printed_step(step: str) -> str:
    """Return one step of a symbol in the case the United Nations print it in: ADD.6 → Add.6."""
    word, dot, rest = step.partition(".")
    return _PRINTED_CASE.get(word, word) + dot + rest


def _has_digit(stem: str) -> bool:
    return any(character.isdigit() for character in stem)


def value_of_roman(roman: str) -> int:
    """Return the value of a roman numeral; a smaller digit before a larger one is subtracted."""
    values = [_ROMAN_DIGITS[digit] for digit in roman.upper()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)
