"""Text that may run over lines → the same on one line, for formats in which a line end would count.

Each line end and tab becomes one blank, so that places in the text stay what they were.
"""

from __future__ import annotations

__all__ = ["in_one_line"]

LINE_ENDS = "\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"

_BLANKED = str.maketrans(LINE_ENDS, " " * len(LINE_ENDS))


def in_one_line(text: str) -> str:
    """Return the text without line ends and tabs, each character at its place."""
    return text if text.isprintable() else text.translate(_BLANKED)
