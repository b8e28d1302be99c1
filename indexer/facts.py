"""What a document says of itself: symbol, title, date, meeting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from indexer.citations import key_of
from indexer.shapes import (
    ADOPTION,
    ANNEX,
    ARTICLE,
    CHAPTER,
    DATE_LINE,
    ITEM,
    MEETING_LINE,
    NUMBERED,
    OUTLINE,
    RESOLUTION_TITLE,
    SECURITY_TITLE,
    SYMBOL_LINE,
    ends_sentence,
    ends_unit,
)

__all__ = ["SPACES", "Facts", "dates", "facts_of", "head_of", "titles_a_resolution"]

LONGEST_HEAD = 20
"""Within so many paragraphs from the top a document gives its symbol and its title."""

LONGEST_TITLE = 80

# any white space
SPACES = re.compile(r"\s+")

# 2008年12月2日
DATE_IN_TEXT = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")

# 第61次全体会议
MEETING_IN_TEXT = re.compile(r"第[0-9]{1,5}次(?:全[体體])?[会會][议議]")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says of itself."""

    symbol: str | None
    title: str | None
    date: str | None
    meeting: str | None


def facts_of(texts: Sequence[str], set_title: str | None = None) -> Facts:
    """Return symbol and title from the head of a document, date and meeting from its lines.

    `set_title` is the text that the source itself sets as the title, where it sets one.
    """
    symbol, title = _symbol_and_title(texts, set_title)
    dated = next((text for text in texts if dates(text)), "")
    compact = SPACES.sub("", dated)
    printed = DATE_IN_TEXT.search(compact)
    meeting = MEETING_IN_TEXT.search(compact)
    return Facts(
        symbol,
        title,
        _iso(printed) if printed else None,
        meeting.group() if meeting else None,
    )


def _iso(printed: re.Match[str]) -> str | None:
    """Return a date as ISO 8601 has it, or None where there is no such day."""
    year, month, day = map(int, printed.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def dates(text: str) -> bool:
    """Say whether the paragraph is a line that dates its document."""
    first, _, rest = text.rpartition(" 第")
    return bool(
        ADOPTION.match(text)
        or DATE_LINE.match(text)
        or (DATE_LINE.match(first) and MEETING_LINE.match("第" + rest))
    )


def head_of(texts: Sequence[str]) -> list[str]:
    """Return the paragraphs at the top that can be masthead and title, up to the first sentence."""
    return list(takewhile(lambda text: not ends_sentence(text), texts[:LONGEST_HEAD]))


def titles_a_resolution(text: str) -> bool:
    """Say whether the text is the title line of a resolution, its number in front."""
    return bool(RESOLUTION_TITLE.match(text) or SECURITY_TITLE.match(text))


def _symbol_and_title(texts: Sequence[str], set_title: str | None) -> tuple[str | None, str | None]:
    head = head_of(texts)
    for text in head:
        if titled := RESOLUTION_TITLE.match(text):
            return key_of(titled["number"]), titled["title"]
        if SECURITY_TITLE.match(text):
            return key_of(text), SPACES.sub("", text)
    symbol = next((key_of(text) for text in head if SYMBOL_LINE.match(text)), None)
    title = next((text for text in head if not SYMBOL_LINE.match(text)), None)
    if set_title is not None:
        return symbol, set_title
    return symbol, title if title is not None and _can_be_title(title, len(texts)) else None


def _can_be_title(text: str, paragraphs: int) -> bool:
    """Say whether the first paragraph stands over the others as their title."""
    numbered = any(
        shape.match(text) for shape in (NUMBERED, ITEM, ARTICLE, CHAPTER, OUTLINE, ANNEX)
    )
    return paragraphs > 1 and len(text) <= LONGEST_TITLE and not ends_unit(text) and not numbered
