"""Text → which characters it has, of those without which a text cites nothing of some kind."""

from __future__ import annotations

from indexer.compiled import COMPILED

if COMPILED:
    from indexer.compiled import entries as compiled

__all__ = ["COUNTED", "DECIDED", "NUMBER", "REPORT", "SLASH", "TITLE", "signs_in"]

TITLE, COUNTED, NUMBER, DECIDED, SLASH, REPORT = (1 << place for place in range(6))
"""The signs: 《 of a title; 第; 号 and 决 of a resolution; the / of a symbol; one of the characters
that are in all names of reports and series of treaties."""

_CHARACTERS = {
    TITLE: "《",
    COUNTED: "第",
    NUMBER: "号號",
    DECIDED: "决決",
    SLASH: "/／",
    REPORT: "院汇彙匯RT",
}


def signs_in(text: str) -> int:
    """Return the signs that a text has, as bits."""
    if COMPILED:
        return compiled.signs_in(text)
    return sum(
        sign
        for sign, characters in _CHARACTERS.items()
        if any(character in text for character in characters)
    )
