"""Text → which signs it has, of those without which a text cites nothing of some kind."""

from __future__ import annotations

from indexer.compiled import COMPILED

if COMPILED:
    from indexer.compiled import entries as compiled

__all__ = [
    "COUNTED",
    "DECIDED",
    "NAMED",
    "NUMBER",
    "REPORT",
    "SLASH",
    "SOLE",
    "TITLE",
    "signs_in",
]

TITLE, COUNTED, NUMBER, DECIDED, SLASH, REPORT, SOLE, NAMED = (1 << place for place in range(8))
"""The signs: 《 of a title; 第; 号 and 决 of a resolution; the / of a symbol; what is in all names
of reports and series of treaties; how a short text ends that may be nothing but the name of a
treaty; and 第 behind what the names of well-known laws end with."""

_STRINGS = {
    TITLE: ("《",),
    COUNTED: ("第",),
    NUMBER: ("号", "號"),
    DECIDED: ("决", "決"),
    SLASH: ("/", "／"),
    REPORT: ("际法院", "汇编", "彙編", "匯編", "Rep", "Tre"),
    NAMED: ("法第", "典第", "章第", "则第"),
}

_LONGEST_SOLE = 45
"""The characters that a text may have which is nothing but the name of a treaty, and its ends."""
_SOLE_ENDS = ("约。", "定。", "书。")


def signs_in(text: str) -> int:
    """Return the signs that a text has, as bits."""
    if COMPILED:
        return compiled.signs_in(text)
    is_sole = len(text) <= _LONGEST_SOLE and text.endswith(_SOLE_ENDS)
    return is_sole * SOLE + sum(
        sign for sign, strings in _STRINGS.items() if any(string in text for string in strings)
    )
