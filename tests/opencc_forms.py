"""OpenCC's Simplified form of each character: what `indexer/simplified.py` is made of.

`python tests/opencc_forms.py` writes that module anew, from the OpenCC that is installed.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from textwrap import wrap
from unicodedata import is_normalized

import opencc

MODULE = Path(__file__).parent.parent / "indexer" / "simplified.py"

FIRST_HAN = 0x3400
"""What stands below folds by Unicode's tables alone."""

PAIRS_A_LINE = 18

HEAD = '''"""Each Han character that is not Simplified, with the Simplified one it folds to.

Written by `tests/opencc_forms.py` from OpenCC's table of single characters (Apache License 2.0),
followed to its end: of characters that are each other's form the smaller stands for both.
"""

__all__ = ["OPENCC_VERSION", "PAIRS"]

OPENCC_VERSION = "{version}"
"""The version of OpenCC that the table is of."""

PAIRS = """
{pairs}
"""
'''


def simplified_forms() -> dict[str, str]:
    """Return each character that has another form in the end, with that form.

    Those that Unicode takes apart are left out: that is done first.
    """
    step = steps()
    whole = (first for first in step if is_normalized("NFKD", first))
    return {first: last for first in whole if (last := end_of(first, step)) != first}


def steps() -> dict[str, str]:
    """Return what OpenCC makes of each character by itself, where that is another."""
    codes = (*range(FIRST_HAN, 0xD800), *range(0xE000, sys.maxunicode + 1))
    converted = opencc.OpenCC("t2s").convert("\n".join(map(chr, codes))).split("\n")
    pairs = zip(map(chr, codes), converted, strict=True)
    return {character: form for character, form in pairs if form != character}


def end_of(character: str, step: dict[str, str]) -> str:
    """Return the form of the form of a character and so on; of a circle the smallest."""
    seen = [character]
    while (form := step.get(seen[-1], seen[-1])) not in seen:
        seen.append(form)
    return min(seen[seen.index(form) :])


def main() -> None:
    """Write the module."""
    pairs = [first + last for first, last in sorted(simplified_forms().items())]
    lines = wrap(" ".join(pairs), 3 * PAIRS_A_LINE)
    text = HEAD.format(version=version("opencc"), pairs="\n".join(lines))
    MODULE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
