"""A document's symbol → who issued it, and how it is named where it is cited in Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.answers import DocumentFacts

__all__ = ["Issued", "issued", "titled"]

BODIES = {
    "A": "大会",
    "S": "安全理事会",
    "E": "经济及社会理事会",
    "A/HRC": "人权理事会",
}
"""The bodies whose resolutions and decisions have symbols of one form: A/RES/63/49."""

ACTS = {"RES": "决议", "DEC": "决定"}

ORGANS = frozenset(("A", "S", "E", "T", "ST"))
"""With what the symbols of the United Nations' own documents begin."""

UNITED_NATIONS = "联合国"

# The K of 49/75K, the A of 217A(III)
LETTER = re.compile(r"(?<=[0-9])(?P<letter>[A-Z])(?P<bracket>\(|\Z)")


@dataclass(frozen=True, slots=True)
class Issued:
    """How a document is cited: its name in a text, and its author and publisher where known.

    `report` is the symbol of a document of the United Nations, by which it is filed as a report.
    """

    name: str
    author: str | None = None
    publisher: str | None = None
    report: str | None = None


def issued(document: DocumentFacts) -> Issued:
    """Return how a document is cited: 大会第63/49号决议, A/63/135, 《民法典》, or by its key."""
    symbol = document.symbol
    if symbol is None:
        return Issued(titled(document.title) if document.title else document.key)
    publisher = UNITED_NATIONS if symbol.partition("/")[0] in ORGANS else None
    for body, called in BODIES.items():
        for act, kind in ACTS.items():
            prefix = f"{body}/{act}/"
            if symbol.startswith(prefix):
                name = f"{called}第{_spaced(symbol.removeprefix(prefix))}号{kind}"
                return Issued(name, f"{UNITED_NATIONS}{called}", publisher, symbol)
    return Issued(symbol, None, publisher, symbol)


def titled(title: str) -> str:
    """Return a title as it stands in a Chinese text: in brackets of titles."""
    return title if title.startswith("《") else f"《{title}》"


def _spaced(number: str) -> str:
    """Return a resolution's number as it is printed: 49/75 K, 217 A (III), 408(1977)."""
    return LETTER.sub(lambda found: f" {found['letter']} {found['bracket']}".rstrip(), number)
