"""Markup → tags and texts, in one pass whose time grows with the length of the markup alone.

Nothing is dropped for being malformed: what is no tag is text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["NOT_SHOWN", "VOID", "Tag", "text_of_markup", "tokens"]

NOT_SHOWN = frozenset(("head", "script", "style", "template", "title"))
"""What is within these elements is never shown."""

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
     "source", "track", "wbr")
)  # fmt: skip
"""Elements that hold nothing and have no end."""

_RAW = frozenset(("script", "style"))
"""Within these, nothing but their own end is markup."""

# <p, </div, <o:p
_NAME = re.compile(r"<(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9:_.-]{0,60})")

# what stands between the quoted values of a tag
_UNQUOTED = re.compile(r"[^<>\"']*")

# href= , hidden
_ATTRIBUTE = re.compile(r"(?P<name>[^\s=/\"'<>]{1,100})(?P<rest>\s{0,20}=\s{0,20})?")

# a value without quotation marks
_BARE_VALUE = re.compile(r"[^\s\"'<>]{1,5000}")

MOST_VALUES = 400
"""A tag with more quoted values than so many is text."""

_HIDDEN_BETWEEN = (("<!--", "-->"), ("<?", ">"), ("<!", ">"))
_CDATA = ("<![CDATA[", "]]>")


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag, an end tag, or, where it `closes` itself, both."""

    name: str
    is_end: bool = False
    closes: bool = False
    attributes: dict[str, str] = field(default_factory=dict)


def tokens(markup: str) -> Iterator[Tag | str]:
    """Yield the tags of some markup, and the text between them."""
    return _Scanner(markup).tokens()


def text_of_markup(markup: str) -> str:
    """Return the text between the tags that is shown, white space around it removed."""
    parts: list[str] = []
    unseen = 0
    for token in tokens(markup):
        if isinstance(token, str):
            parts += [] if unseen else [token]
        elif token.name in NOT_SHOWN and not token.closes:
            unseen = max(0, unseen + (-1 if token.is_end else 1))
    return "".join(parts).strip()


class _Scanner:
    """Walks over markup from left to right."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._missing: set[str] = set()

    def tokens(self) -> Iterator[Tag | str]:
        markup, at = self._markup, 0
        while at < len(markup):
            opening = self._find("<", at)
            if opening > at:
                yield html.unescape(markup[at:opening])
            at = opening
            if at < len(markup):
                token, at = self._token(at)
                yield token
                if isinstance(token, Tag) and token.name in _RAW and not token.is_end:
                    at = self._end_of_raw(token, at)

    def _token(self, at: int) -> tuple[Tag | str, int]:
        """Return what begins with the < at a place, and the place behind it."""
        if self._markup.startswith(_CDATA[0], at):
            start = at + len(_CDATA[0])
            end = self._find(_CDATA[1], start)
            return self._markup[start:end], end + len(_CDATA[1])
        for opening, closing in _HIDDEN_BETWEEN:
            if self._markup.startswith(opening, at):
                end = self._find(closing, at + len(opening))
                # What never ends hides nothing.
                known = end < len(self._markup)
                return "", end + len(closing) if known else at + len(opening)
        return self._tag(at) or ("<", at + 1)

    def _tag(self, at: int) -> tuple[Tag, int] | None:
        """Return the tag at a place and the place behind it; None where there is none."""
        begun = _NAME.match(self._markup, at)
        if begun is None:
            return None
        attributes: dict[str, str] = {}
        place = begun.end()
        for _ in range(MOST_VALUES):
            gap = _UNQUOTED.match(self._markup, place)
            end = gap.end() if gap else place
            name = _take_attributes(self._markup[place:end], attributes)
            sign = self._markup[end : end + 1]
            if sign == ">":
                closes = self._markup[end - 1] == "/"
                tag = Tag(begun["name"].lower(), bool(begun["slash"]), closes, attributes)
                return tag, end + 1
            if sign in ("", "<"):
                return None
            place = self._find(sign, end + 1) + 1
            if name:
                attributes[name] = html.unescape(self._markup[end + 1 : place - 1])
        return None

    def _end_of_raw(self, tag: Tag, at: int) -> int:
        """Return where the end tag of a script or style begins; one that never ends is empty."""
        if tag.name in self._missing:
            return at
        end = re.compile(f"</{tag.name}", re.IGNORECASE).search(self._markup, at)
        if end is None:
            self._missing.add(tag.name)
            return at
        return end.start()

    def _find(self, what: str, at: int) -> int:
        """Return where something stands next, or the end of the markup."""
        if what in self._missing:
            return len(self._markup)
        found = self._markup.find(what, at)
        if found < 0:
            # What is not found once is not searched for again, lest the time be squared.
            self._missing.add(what)
            return len(self._markup)
        return found


def _take_attributes(text: str, attributes: dict[str, str]) -> str:
    """Keep the attributes in a stretch of a tag; return the one whose quoted value follows."""
    at, pending = 0, ""
    while found := _ATTRIBUTE.search(text, at):
        at = found.end()
        name = found["name"].lower()
        value = _BARE_VALUE.match(text, at) if found["rest"] else None
        pending = name if found["rest"] and value is None else ""
        attributes[name] = html.unescape(value.group()) if value else ""
        at = value.end() if value else at
    return pending if not text[at:].strip() else ""
