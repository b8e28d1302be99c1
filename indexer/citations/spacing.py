"""What stands between the parts of a reference: white space, and characters of other widths."""

from __future__ import annotations

import re

__all__ = ["AND", "GAP", "TO", "narrowed"]

GAP = r"[ \t\u3000\u00a0]{0,3}"
"""What white space may stand between the parts of a reference, as typesetting leaves it."""

AND = r"(?:、|，|,|以及|和|及|与|與|或|暨)"
"""What stands between two of a list."""

TO = r"(?:至|到|[-—–~～])"
"""What stands between the ends of a range."""

# ６   Ａ   ／: Latin letters, digits and signs of symbols as wide as Han characters
WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ／]")
_NARROW = {0xFEE0 + code: code for code in range(0x21, 0x7F) if chr(code) not in "(),:;!?"}


def narrowed(text: str) -> str:
    """Return the text with its wide letters and digits narrow, each character in its place."""
    return text.translate(_NARROW) if WIDE.search(text) else text
