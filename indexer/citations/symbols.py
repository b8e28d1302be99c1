"""Text → the documents it cites by their symbols: A/63/135, NPT/CONF.1995/32(Part I)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.citations.dates import DATE, iso_date
from indexer.citations.spacing import AND, GAP, TO
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
# K, behind A/RES/49/75; an English word may begin with it, or follow it
_LETTER = rf"{GAP}[A-Z](?![A-Za-z0-9/.]|{GAP}[A-Za-z])"

# S/RES/1540 (2004)    A/RES/217 A (III)    A/RES/217(III) A    A/RES/49/75 K
_ADOPTED = (
    rf"[ASE]/RES/(?:[0-9]{{1,4}}{GAP}[A-Z]?{GAP}{_BRACKETED}(?:{_LETTER})?"
    rf"|[0-9]{{1,4}}/[0-9]{{1,4}}{_LETTER})"
)

# (Part I)    (Part I 和 II)
_PARTS = (
    rf"[(（]Part{GAP}(?P<one>[IVX]{{1,5}})(?:{GAP}(?:和|及|and){GAP}(?P<two>[IVX]{{1,5}}))?[)）]"
)

# A/63/135    NPT/CONF.2000/28(Part I 和 II)    S/RES/408(1977)    A/69/363/Add.6
SYMBOL = re.compile(
    rf"(?<![A-Za-z0-9/.])(?P<stem>{_ADOPTED}|{_SERIES}(?:/{_STEP}){{1,8}})"
    rf"(?:{GAP}{_PARTS})?(?![A-Za-z/])"
)

# Add.1    Add.1-3: the last step of a symbol, or what is listed behind one
_PAPER = (
    r"(?P<kind>Add|Rev|Corr|Amend)\.(?P<first>[0-9]{1,3})"
    rf"(?:{GAP}{TO}{GAP}(?P<last>[0-9]{{1,3}}))?(?![A-Za-z0-9/.])"
)
PAPERS = re.compile(rf"{_PAPER}\Z")

# 和Add.1, behind A/69/363: A/69/363/Add.1
MORE = re.compile(rf"{GAP}{AND}{GAP}(?P<papers>{_PAPER})")

# 217(III)A, and spaces that are left out of keys
LETTER_BEHIND = re.compile(r"(\([^()]{1,8}\))([A-Z])\Z")

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
    """Return the key of a matched symbol, or several where it names parts or a range of papers."""
    plain = "".join(symbol["stem"].split()).translate(_NARROW_BRACKETS).rstrip(".-").upper()
    lettered = LETTER_BEHIND.sub(r"\2\1", plain)
    stem = "/".join(_printed_step(step) for step in lettered.split("/"))
    parts = [part for part in (symbol["one"], symbol["two"]) if part]
    return [f"{stem}(Part {part})" for part in parts] or _papers_apart(stem)


def _papers_apart(stem: str) -> list[str]:
    """Return the stem, or each of the papers of its last step: Add.1-3 is three of them."""
    whole, _, last = stem.rpartition("/")
    papers = PAPERS.match(last)
    return [f"{whole}/{paper}" for paper in _papers(papers)] if papers else [stem]


def _papers(matched: re.Match[str]) -> list[str]:
    """Return the papers that `_PAPER` has matched; a range of too many is its first alone."""
    first, last = int(matched["first"]), int(matched["last"] or matched["first"])
    numbers = range(first, last + 1) if first <= last < first + MOST_MORE else (first,)
    return [f"{matched['kind']}.{number}" for number in numbers]


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
        for each in _papers(paper):
            yield Citation(f"{base}/{each}", paper.start("papers"), end)


def _date(text: str, start: int) -> str | None:
    """Return the date of the letter, report or statement that has the symbol in brackets."""
    letter = LETTER.search(text[max(0, start - LETTER_REACH) : start])
    return iso_date(letter) if letter else None


def _printed_step(step: str) -> str:
    """Return one step of a symbol in the case the United Nations print it in: ADD.6 → Add.6."""
    word, dot, rest = step.partition(".")
    return _PRINTED_CASE.get(word, word) + dot + rest
