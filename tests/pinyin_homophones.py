"""The readings of characters by pypinyin: what `search/homophones.py` is made of.

`python tests/pinyin_homophones.py` writes that module anew, from the pypinyin that is installed.
"""

from __future__ import annotations

from collections import defaultdict
from importlib.metadata import version
from itertools import product
from pathlib import Path

from pypinyin import Style, pinyin
from pypinyin.constants import PHRASES_DICT
from pypinyin.contrib.tone_convert import to_normal

from indexer.folding import fold

MODULE = Path(__file__).parent.parent / "search" / "homophones.py"

CHARACTERS_A_LINE = 49

HEAD = '''"""The characters of GB 2312, by syllable: those of a row can be taken for each other by ear.

Written by `tests/pinyin_homophones.py` from pypinyin (MIT licence): the reading that it gives
first, and those of its phrases, without tones. A character may be in several rows.
"""

__all__ = ["PYPINYIN_VERSION", "SYLLABLES"]

PYPINYIN_VERSION = "{version}"
"""The version of pypinyin that the table is of."""

SYLLABLES = """
{rows}
"""
'''


def characters() -> list[str]:
    """Return the 6,763 characters of GB 2312, in their order, but for those that fold to others."""
    codes = product(range(0xB0, 0xF8), range(0xA1, 0xFF))
    decoded = (bytes(code).decode("gb2312", errors="ignore") for code in codes)
    return [each for each in decoded if each and fold(each) == each]


def homophones() -> dict[str, str]:
    """Return the characters of each syllable that several share."""
    rows: dict[str, list[str]] = defaultdict(list)
    in_phrases = readings_in_phrases()
    for each in characters():
        first = pinyin(each, style=Style.NORMAL)[0][0]
        for syllable in sorted({first} | in_phrases[each]):
            rows[syllable].append(each)
    return {syllable: "".join(row) for syllable, row in sorted(rows.items()) if len(row) > 1}


def readings_in_phrases() -> dict[str, set[str]]:
    """Return how each character is read in words and sayings."""
    readings: dict[str, set[str]] = defaultdict(set)
    for phrase, syllables in PHRASES_DICT.items():
        for character, syllable in zip(phrase, syllables, strict=False):
            readings[character].add(to_normal(syllable[0]))
    return readings


def main() -> None:
    """Write the module."""
    rows = "\n".join(_lines(f"{syllable} {row}") for syllable, row in homophones().items())
    MODULE.write_text(HEAD.format(version=version("pypinyin"), rows=rows), encoding="utf-8")


def _lines(row: str) -> str:
    """Return a row in lines; those behind the first begin with a blank."""
    starts = range(0, len(row), CHARACTERS_A_LINE)
    return "\n ".join(row[start : start + CHARACTERS_A_LINE] for start in starts)


if __name__ == "__main__":
    main()
