"""The key of a resolution → its place in a series: the session, or year, it was adopted in."""

from __future__ import annotations

import re

from indexer.citations import value_of_roman

__all__ = ["place_in_series", "year_of"]

# A/RES/63/49   A/RES/2625(XXV)
SESSION = re.compile(r"A/RES/(?:(?P<number>[0-9]{1,3})/|[0-9A-Z]{1,6}\((?P<roman>[IVXLC]{1,8})\))")
# S/RES/2166(2014)   E/RES/2014/33
YEAR = re.compile(r"[/(](?P<year>(?:19|20)[0-9]{2})(?:[/)]|\Z)")
NUMBERS = re.compile(r"[0-9]{1,9}")

BEFORE_THE_FIRST_SESSION = 1945
"""The General Assembly's first session began a year later, each other one a year after another."""


def year_of(key: str, date: str | None) -> str | None:
    """Return the year of a resolution: that of its date, or the one in its key, or None."""
    if date:
        return date[:4]
    found = YEAR.search(key)
    return found["year"] if found else None


def place_in_series(key: str, date: str | None) -> tuple[int, list[int], str]:
    """Return what sorts resolutions of one body by age: 2625(XXV), 63/9, 63/49, 64/1.

    The date tells that of a special session's, which is in none of the Assembly's years: ES-10/13.
    """
    numbers = list(map(int, NUMBERS.findall(key)))
    if session := SESSION.match(key):
        number = session["number"]
        value = int(number) if number else value_of_roman(session["roman"])
        return BEFORE_THE_FIRST_SESSION + value, numbers, key
    year = year_of(key, None) or year_of(key, date)
    return int(year) if year else 0, numbers, key
