"""Which number Word prints before a paragraph: 第一条, （一）, 1.2."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from indexer.readers.han_numerals import han_numeral
from indexer.readers.list_numbers import numeral
from indexer.readers.package import local

__all__ = ["BULLET", "Numbers", "child", "value"]

BULLET = ""
"""What stands for the sign of an unnumbered item, which is no text."""

# %1 in 第%1条
_PLACE = re.compile(r"%([1-9])")

_LATIN = {
    "lowerLetter": "LowerAlpha",
    "lowerRoman": "LowerRoman",
    "upperLetter": "UpperAlpha",
    "upperRoman": "UpperRoman",
}


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered; `restarts` says whether each level above resets it."""

    start: int = 1
    format_: str = "decimal"
    text: str = ""
    legal: bool = False
    restarts: bool = True


@dataclass(slots=True)
class _List:
    """A list that paragraphs belong to: its levels, and how far each has counted."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbers:
    """Counts down a document; paragraphs are to be asked for in order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._styles = _styles(styles)
        self._lists: dict[str, _List] = {}
        self._of_number: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._levels_of_styles: dict[str, int] = {}
        for element in numbering if numbering is not None else ():
            if local(element.tag) == "abstractNum":
                self._take_list(element)
            elif local(element.tag) == "num":
                self._take_number(element)

    def printed(self, paragraph: Element) -> str | None:
        """Return what stands before a paragraph; `BULLET` for a sign, None where nothing does."""
        number, level = self._place(paragraph)
        list_ = self._lists.get(self._of_number.get(number, ""))
        if list_ is None:
            return None
        format_ = list_.levels.get(level, _Level(format_="none"))
        self._count(list_, number, level)
        if format_.format_ == "bullet":
            return BULLET
        text = _PLACE.sub(lambda place: _counted(list_, int(place[1]) - 1, format_), format_.text)
        return text.strip() or None

    def _place(self, paragraph: Element) -> tuple[str, int]:
        """Return the list a paragraph belongs to, by itself or its style, and its level there."""
        properties = child(paragraph, "pPr")
        style = value(properties, "pStyle") or ""
        number, level = _numbering_of(properties)
        inherited, inherited_level = self._inherited(style)
        if level is None:
            level = inherited_level if number is None else None
        if level is None:
            level = self._levels_of_styles.get(style, 0)
        return number or inherited or "", level

    def _inherited(self, style: str) -> tuple[str | None, int | None]:
        """Return what a style, or one it is based on, says of numbering."""
        seen: set[str] = set()
        level: int | None = None
        while style in self._styles and style not in seen:
            seen.add(style)
            number, own, below = self._styles[style]
            level = own if level is None else level
            if number is not None:
                return number, level
            style = below
        return None, level

    def _count(self, list_: _List, number: str, level: int) -> None:
        start = list_.levels.get(level, _Level()).start
        forced = self._starts.get(number, {}).pop(level, None)
        if forced is not None:
            list_.counts[level] = forced
        else:
            list_.counts[level] = list_.counts.get(level, start - 1) + 1
        for below in [below for below in list_.counts if below > level]:
            if list_.levels.get(below, _Level()).restarts:
                del list_.counts[below]

    def _take_list(self, element: Element) -> None:
        levels = {}
        for part in element:
            if local(part.tag) == "lvl":
                at = _integer(_attribute(part, "ilvl"), 0)
                levels[at] = _level(part)
                if style := value(part, "pStyle"):
                    self._levels_of_styles[style] = at
        if not levels and (style := value(element, "numStyleLink")):
            number, _ = self._inherited(style)
            levels = self._levels_of(number or "")
        self._lists[_attribute(element, "abstractNumId")] = _List(levels)

    def _levels_of(self, number: str) -> dict[int, _Level]:
        list_ = self._lists.get(self._of_number.get(number, ""))
        return list_.levels if list_ else {}

    def _take_number(self, element: Element) -> None:
        number = _attribute(element, "numId")
        own = value(element, "abstractNumId") or ""
        overriding = [part for part in element if local(part.tag) == "lvlOverride"]
        for part in overriding:
            start = value(part, "startOverride")
            if start is not None:
                level = _integer(_attribute(part, "ilvl"), 0)
                self._starts.setdefault(number, {})[level] = _integer(start, 1)
        levels = {
            _integer(_attribute(part, "ilvl"), 0): _level(changed)
            for part in overriding
            if (changed := child(part, "lvl")) is not None
        }
        if levels and own in self._lists:
            self._lists[f"{own} {number}"] = _List({**self._lists[own].levels, **levels})
            own = f"{own} {number}"
        self._of_number[number] = own


def child(element: Element | None, name: str) -> Element | None:
    """Return the first child of that name."""
    parts = element if element is not None else ()
    return next((part for part in parts if local(part.tag) == name), None)


def value(element: Element | None, name: str) -> str | None:
    """Return what the child of that name has as its value."""
    part = child(element, name)
    return None if part is None else _attribute(part, "val")


def _attribute(element: Element, name: str) -> str:
    return next((text for key, text in element.attrib.items() if local(key) == name), "")


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default


def _numbering_of(properties: Element | None) -> tuple[str | None, int | None]:
    numbering = child(properties, "numPr")
    level = value(numbering, "ilvl")
    return value(numbering, "numId"), None if level is None else _integer(level, 0)


def _styles(styles: Element | None) -> Mapping[str, tuple[str | None, int | None, str]]:
    """Return of each paragraph style its list, its level and the style it is based on."""
    found = {}
    for style in styles if styles is not None else ():
        if local(style.tag) == "style":
            numbering = _numbering_of(child(style, "pPr"))
            found[_attribute(style, "styleId")] = (*numbering, value(style, "basedOn") or "")
    return found


def _level(element: Element) -> _Level:
    return _Level(
        start=_integer(value(element, "start"), 1),
        format_=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText") or "",
        legal=child(element, "isLgl") is not None,
        restarts=value(element, "lvlRestart") != "0",
    )


def _counted(list_: _List, level: int, shown_by: _Level) -> str:
    """Return a level's count as it is written."""
    own = list_.levels.get(level, _Level())
    count = list_.counts.get(level, own.start)
    format_ = "decimal" if shown_by.legal else own.format_
    if format_ == "none":
        return ""
    if format_ == "decimalZero":
        return f"{count:02}"
    if format_ in _LATIN:
        return numeral(count, _LATIN[format_])
    return han_numeral(count, format_) or str(count)
