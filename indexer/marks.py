"""Numbers that may be the marks of notes, or may begin notes; and those that cannot."""

from __future__ import annotations

import re

__all__ = [
    "BARE_NUMBER",
    "NOTE_ENTRY",
    "UNIT_AHEAD",
    "UNIT_BEHIND",
    "plain_number",
]

# 1    12    (a number alone on its line: a raised mark, or the number of a note)
BARE_NUMBER = re.compile(r"\s*(?P<number>[0-9]{1,3})\s*\Z")

# 3 联合国，《条约汇编》…    ¹ 同上。    (a note whose number stands on its first line)
NOTE_ENTRY = re.compile(
    r"\s*(?P<number>[0-9]{1,3}|[¹²³⁰⁴-⁹]{1,3})"
    r"(?:(?P<stop>[.．])[ \t\u3000\u00a0]{0,3}|[ \t\u3000\u00a0]{1,3})(?=\S)"
)

# What follows a number that is no mark: 年 in 1996 年, 段 in 第 8 段; 日本 and 条约 are words.
UNIT_AHEAD = re.compile(
    r"[ \t\u3000\u00a0]{0,3}"
    r"(?:年|月|日(?!本|内瓦)|[号號卷段届屆页頁%％]|[条條款](?![约約件项項])|次(?!要)|章(?!程))"
)

# What stands before a number that is no mark: 第 8, 1,000, 63/49
UNIT_BEHIND = re.compile(r"(?:第|/|[0-9][.:：,，\-–]?)[ \t\u3000\u00a0]{0,3}\Z")

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def plain_number(number: str) -> str:
    """Return a number in ordinary digits: ¹² → 12."""
    return number.translate(SUPERSCRIPTS)
