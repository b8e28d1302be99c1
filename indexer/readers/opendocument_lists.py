"""Which number OpenDocument prints before an item or a heading: 第一条, （一）, 1.2.

Pandoc knows neither numbers in Chinese nor lists that go on where others were interrupted. So lists
are made paragraphs before it sees them, each number text before its item.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from indexer.readers.han_numerals import han_numeral
from indexer.readers.items import ITEM_SIGN
from indexer.readers.list_numbers import numeral
from indexer.readers.package import local

__all__ = ["Lists"]

# %2% in （%2%）
_PLACE = re.compile(r"%([0-9]{1,2})%")

_LATIN = {"a": "LowerAlpha", "A": "UpperAlpha", "i": "LowerRoman", "I": "UpperRoman"}

_HAN = {
    "一": "chineseCounting",
    "①": "decimalEnclosedCircle",
    "１": "decimalFullWidth",
    "甲": "ideographTraditional",
    "子": "ideographZodiac",
}
"""Word's names of the formats that OpenDocument calls by their first numbers: 一, 二, 三, ..."""

_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered: `text` has the count of level 2 as %2%."""

    text: str
    format_: str = "1"
    start: int = 1


_Levels = dict[int, _Level]
_Counts = dict[int, int]


@dataclass(slots=True)
class Lists:
    """The styles of lists, and how far each list has counted."""

    _styles: dict[str, _Levels] = field(default_factory=dict)
    _unnumbered: set[str] = field(default_factory=set)
    _outline: _Levels = field(default_factory=dict)
    _outline_counts: _Counts = field(default_factory=dict)
    _counts: dict[str, _Counts] = field(default_factory=dict)

    @classmethod
    def of(cls, parts: Iterable[Element]) -> Lists:
        """Return the lists that the parts of a package say how to number."""
        lists = cls()
        for element in (element for part in parts for element in part.iter()):
            name = _attribute(element, "name")
            match local(element.tag):
                case "list-style":
                    lists._styles[name] = _levels(element)
                case "outline-style":
                    lists._outline = _levels(element)
                case "style" if any(
                    local(key) == "list-style-name" and not value
                    for key, value in element.attrib.items()
                ):
                    lists._unnumbered.add(name)
        return lists

    def write_numbers(self, parent: Element) -> None:
        """Make paragraphs of all lists below an element, each number text before its item."""
        parent[:] = list(self._written(parent))

    def _written(self, parent: Element) -> Iterator[Element]:
        """Yield the children of an element, items in the place of lists."""
        for part in parent:
            name = local(part.tag)
            if name == "list":
                yield from self._items(part, 1, "", self._counts_of(part))
                continue
            if name == "h" and _attribute(part, "style-name") not in self._unnumbered:
                self._number_heading(part)
            if name != "tracked-changes":
                self.write_numbers(part)
            yield part

    def _items(self, list_: Element, level: int, style: str, counts: _Counts) -> Iterator[Element]:
        """Yield what the items of a list hold; one that is but a deeper list has no number."""
        style = _attribute(list_, "style-name") or style
        for item in list_:
            sign = ""
            if local(item.tag) == "list-item" and len(item) and local(item[0].tag) != "list":
                _count(counts, self._styles.get(style, {}), level, _attribute(item, "start-value"))
                sign = _sign(counts, self._styles.get(style, {}), level)
            for part in item:
                if local(part.tag) == "list":
                    yield from self._items(part, level + 1, style, counts)
                    continue
                self.write_numbers(part)
                part.text = sign + (part.text or "")
                sign = ""
                yield part

    def _counts_of(self, list_: Element) -> _Counts:
        """Return where the counts of a list begin: anew, or where another list has come to."""
        style = f"style {_attribute(list_, 'style-name')}"
        continued = _attribute(list_, "continue-list")
        if not continued and _attribute(list_, "continue-numbering") == "true":
            continued = style
        counts = self._counts.get(continued, {}) if continued else {}
        self._counts[_attribute(list_, "id")] = self._counts[style] = counts
        return counts

    def _number_heading(self, heading: Element) -> None:
        level = _integer(_attribute(heading, "outline-level"), 1)
        if level in self._outline and _attribute(heading, "is-list-header") != "true":
            _count(self._outline_counts, self._outline, level, _attribute(heading, "start-value"))
            sign = _sign(self._outline_counts, self._outline, level).replace(ITEM_SIGN, "")
            heading.text = sign + (heading.text or "")


def _count(counts: _Counts, levels: Mapping[int, _Level], level: int, start: str) -> None:
    """Count an item, at `start` where its number is set; what is below it begins anew."""
    first = levels[level].start if level in levels else 1
    counts[level] = _integer(start, counts.get(level, first - 1) + 1)
    for below in [below for below in counts if below > level]:
        del counts[below]


def _sign(counts: _Counts, levels: Mapping[int, _Level], level: int) -> str:
    """Return what stands before an item at a level, a space behind it."""

    def counted(place: re.Match[str]) -> str:
        at = int(place[1])
        own = levels.get(at, _Level(""))
        return _numeral(counts.get(at, own.start), own.format_)

    text = _PLACE.sub(counted, levels[level].text).strip() if level in levels else ""
    return f"{text} " if text else ITEM_SIGN


def _numeral(count: int, format_: str) -> str:
    """Return a count as it is written in a format: a, I, or 一, 二, 三, ..."""
    if format_ in _LATIN:
        return numeral(count, _LATIN[format_])
    if format_.startswith("壹"):
        name = "chineseLegalSimplified" if "叁" in format_ else "ideographLegalTraditional"
    else:
        name = _HAN.get(format_[:1], "")
    return han_numeral(count, name) or str(count)


def _levels(style: Element) -> _Levels:
    """Return the numbered levels of a style; those with a sign or nothing are left out."""
    return {
        level: _Level(_text(part, level), _attribute(part, "num-format"), start)
        for part in style
        if local(part.tag) in ("list-level-style-number", "outline-level-style")
        and _attribute(part, "num-format")
        for level in [_integer(_attribute(part, "level"), 1)]
        for start in [_integer(_attribute(part, "start-value"), 1)]
    }


def _text(part: Element, level: int) -> str:
    """Return what is printed at a level: 第%1%条, %1%.%2%."""
    if text := _attribute(part, "num-list-format"):
        return text
    shown = min(_integer(_attribute(part, "display-levels"), 1), level)
    places = ".".join(f"%{at}%" for at in range(level - shown + 1, level + 1))
    return _attribute(part, "num-prefix") + places + _attribute(part, "num-suffix")


def _attribute(element: Element, name: str) -> str:
    return next((text for key, text in element.attrib.items() if local(key) == name), "")


def _integer(text: str, default: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return default
    return min(int(text), _LARGEST)
