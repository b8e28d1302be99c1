"""A document's symbol, and its date → from which body it comes, of which session and year."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from indexer.citations import LAST_PLAUSIBLE_SESSION, value_of_roman

__all__ = ["Origin", "origin_of"]

# A/HRC/RES/28/3   A/HRC/28/2: the Human Rights Council's
_COUNCIL = re.compile(r"A/HRC(?=/)")
# A/RES/63/49   A/63/135   A/C.3/63/L.5   A/HRC/RES/28/3   A/ES-10/660   A/RES/S-27/2
SESSION = re.compile(
    r"A/(?:HRC/)?(?:(?:RES|DEC|PRST|BUR|INF|C\.[1-6])/)?"
    r"(?P<session>(?:ES|S)-[0-9]{1,2}|[0-9]{1,3})/"
)
# A/RES/2625(XXV)   E/RES/1235(XLII)
ROMAN_SESSION = re.compile(r"(?:A|E)/(?:RES|DEC)/[0-9]{1,4}[A-Z]?\((?P<roman>[IVXLC]{1,8})\)")
# S/RES/408(1977)   E/RES/2014/33   S/2015/12   NPT/CONF.2000/28; the last step is a mere number
YEAR = re.compile(r"[(/.](?P<year>19[4-9][0-9]|20[0-9]{2})[)/]")

ORGANS = {"A": "GA", "S": "SC", "E": "ECOSOC", "T": "TC", "ST": "SG"}
"""The principal organs of the United Nations by the first step of their symbols."""


class Origin(NamedTuple):
    """Where a document comes from; what is not known is empty.

    `body` is GA, SC, ECOSOC, HRC, TC, SG (the Secretariat), or the first step of any other symbol:
    NPT, CD. A `session` is a number, or as S-10 or ES-10, a special or an emergency one.
    """

    body: str
    session: str
    year: str


@lru_cache(maxsize=1024)
def origin_of(symbol: str, date: str) -> Origin:
    """Return what symbol and date tell, each of which may be empty: a date's year comes first."""
    series, slash, _ = symbol.partition("/")
    if not slash:
        return Origin("", "", date[:4])
    body = "HRC" if _COUNCIL.match(symbol) else ORGANS.get(series, series)
    session = _session(symbol)
    year = None if session else YEAR.search(symbol)
    return Origin(body, session, date[:4] or (year["year"] if year else ""))


def _session(symbol: str) -> str:
    """Return the session that a symbol names, "" where it names none."""
    if roman := ROMAN_SESSION.match(symbol):
        return str(value_of_roman(roman["roman"]))
    found = SESSION.match(symbol)
    if found is None:
        return ""
    session = found["session"]
    if session.isdecimal() and not 0 < int(session) <= LAST_PLAUSIBLE_SESSION:
        return ""
    return session.lstrip("0")
