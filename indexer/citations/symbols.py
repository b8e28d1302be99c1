"""Text → the documents it cites by their symbols: A/63/135, NPT/CONF.1995/32(Part I)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.citations.dates import DATE, iso_date
from indexer.citations.spacing import AND, GAP
from indexer.document import Citation

__all__ = ["SYMBOL", "has_digit", "keys_of_symbol", "symbols"]

LETTER_REACH = 100
"""How many characters before the symbol of a letter its date may begin."""

MOST_MORE = 20
"""So many further papers may be listed behind a symbol: Add.1, Add.2 and so on."""

# A  NPT  UNEP: the first part of a symbol; single letters only for the principal organs
_SERIES = r"(?:[ASET]|[A-Z]{2,10})"
_BRACKETED = r"[(（](?:[0-9]{4}|(?:E?S-)?[IVXLC]{1,8})[)）]"
_STEP = rf"[A-Za-z0-9][A-Za-z0-9.\-]{{0,30}}(?:{_BRACKETED})?"
# (Part I)    (Part I 和 II)
_PARTS = (
    rf"[(（]Part{GAP}(?P<one>[IVX]{{1,5}})(?:{GAP}(?:和|及|and){GAP}(?P<two>[IVX]{{1,5}}))?[)）]"
)

# A/63/135    NPT/CONF.2000/28(Part I 和 II)    S/RES/408(1977)    A/69/363/Add.6
SYMBOL = re.compile(
    rf"(?<![A-Za-z0-9/.])(?P<stem>{_SERIES}(?:/{_STEP}){{1,8}})(?:{GAP}{_PARTS})?(?![A-Za-z/])"
)

# 和Add.1, behind A/69/363: A/69/363/Add.1
MORE = re.compile(
    rf"{GAP}{AND}{GAP}(?P<paper>(?:Add|Rev|Corr|Amend)\.[0-9]{{1,3}})(?![A-Za-z0-9/])"
)

# 2014年3月3日秘书长给安全理事会主席的信(, at the end of what precedes a symbol
LETTER = re.compile(
    rf"{DATE}[^，。；、（）()《》]{{0,40}}(?:信|信函|来函|公函|照会|照會|报告|報告|声明|聲明|说明|說明)"
    rf"{GAP}[(（]{GAP}\Z"
)

_PRINTED_CASE = {"ADD": "Add", "REV": "Rev", "CORR": "Corr", "AMEND": "Amend"}
_NARROW_BRACKETS = str.maketrans("（）", "()")


def symbols(text: str) -> Iterator[Citation]:
    """Yield the documents cited by their symbols, and what is listed behind them as their parts."""
    for match in SYMBOL.finditer(text):
        if has_digit(match["stem"]):
            start, end = match.span()
            date = _date(text, start)
            for key in keys_of_symbol(match):
                yield Citation(key, start, end, date)
            yield from _more(text, match)


def keys_of_symbol(symbol: re.Match[str]) -> list[str]:
    """Return the key of a matched symbol, or two keys where it names two parts."""
    plain = symbol["stem"].translate(_NARROW_BRACKETS).rstrip(".-").upper()
    stem = "/".join(_printed_step(step) for step in plain.split("/"))
    parts = [part for part in (symbol["one"], symbol["two"]) if part]
    return [f"{stem}(Part {part})" for part in parts] or [stem]


def has_digit(stem: str) -> bool:
    """Say whether a stem can be a symbol's: and/or is none."""
    return any(character.isdigit() for character in stem)


def _more(text: str, symbol: re.Match[str]) -> Iterator[Citation]:
    """Yield the papers that are listed behind a symbol by their last steps alone."""
    stem, end = keys_of_symbol(symbol)[-1], symbol.end()
    whole, _, last = stem.rpartition("/")
    base = whole if last.partition(".")[0] in _PRINTED_CASE.values() else stem
    for _ in range(MOST_MORE):
        paper = MORE.match(text, end)
        if paper is None:
            return
        end = paper.end()
        yield Citation(f"{base}/{paper['paper']}", paper.start("paper"), end)


def _date(text: str, start: int) -> str | None:
    """Return the date of the letter, report or statement that has the symbol in brackets."""
    letter = LETTER.search(text[max(0, start - LETTER_REACH) : start])
    return iso_date(letter) if letter else None


def _printed_step(step: str) -> str:
    """Return one step of a symbol in the case the United Nations print it in: ADD.6 → Add.6."""
    word, dot, rest = step.partition(".")
    return _PRINTED_CASE.get(word, word) + dot + rest
