"""What stands behind a title → the articles of it that are meant, under the anchors they have here.

第六条 is `art6`, 第十二条第二款 `art12.2`, 第十二条第（三）项 `art12.1.3`, 第三条之一 `art3-1`:
an item without a clause is one of the first, as where paragraphs are numbered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from indexer.citations.spacing import AND, GAP, TO
from indexer.numerals import HAN_NUMERAL, value_of_numeral

__all__ = ["ARTICLE_AHEAD", "Point", "articles_at"]

MOST_TERMS = 200
"""So many numbers are read behind one title."""

MOST_IN_RANGE = 50
"""A range of more articles than this is not spelt out: only its ends are cited."""

_LEVELS = {"条": 0, "條": 0, "款": 1, "项": 2, "項": 2, "目": 3}

_BRANCHES = dict(zip("子丑寅卯辰巳午未申酉戌亥", "abcdefghijkl", strict=True))
"""The letters of items in the Charter's Chinese text: (辰) is (e)."""

_OF_BRANCHES = f"[{''.join(_BRANCHES)}]"
_ENCLOSED = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"

# (1)    (a)    （三）    (辰)
_ITEM = (
    rf"[(（]{GAP}(?:[0-9]{{1,3}}|[a-z]{{1,4}}|[一二三四五六七八九十]{{1,3}}|{_OF_BRANCHES})"
    rf"{GAP}[)）]"
)

# 六    12    66-4    6.11    55(1)    （三）    ㈢
_VALUE = (
    rf"(?:(?P<number>{HAN_NUMERAL}|[0-9]{{1,4}}(?:[.\-][0-9]{{1,3}})?)"
    rf"(?P<items>(?:{GAP}{_ITEM}){{0,3}})|(?P<item>(?:{_ITEM}){{1,3}}|[{_ENCLOSED}]))"
)

# 第六条    、第七条    和20条    第3, before 、12和18条    （四）项
TERM = re.compile(
    rf"(?:{GAP}(?:(?P<to>{TO})|(?P<and>{AND}))|){GAP}(?P<counted>第{GAP})?{_VALUE}"
    rf"(?:{GAP}(?P<unit>[条條款项項目])(?:{GAP}之{GAP}(?P<inserted>{HAN_NUMERAL}))?)?"
)

# 第三十三章, before 第3300条: articles are counted through all chapters
CHAPTER = re.compile(rf"{GAP}第{GAP}(?:{HAN_NUMERAL}|[0-9]{{1,3}}){GAP}(?:分?[编編]|[章节節部])")

# 第六条    第3、12和18条: what a title, or 该公约, must stand before
ARTICLE_AHEAD = re.compile(rf"{GAP}第{GAP}(?:{HAN_NUMERAL}|[0-9])")

# one of (1)(a), of （三） or ㈢
ITEM = re.compile(rf"[0-9]+|[a-z]+|[一二三四五六七八九十]+|{_OF_BRANCHES}|[{_ENCLOSED}]")

# 3-5, which are articles 3 to 5; 66-4 is one article
HYPHENED = re.compile(r"(?P<first>[0-9]{1,4})-(?P<last>[0-9]{1,3})\Z")


class Point(NamedTuple):
    """An article or a part of one: its anchor, and where the text names it."""

    anchor: str
    start: int
    end: int


class _Group(NamedTuple):
    """Numbers that share the unit behind the last of them, as 3, 12 and 18 in 第3、12和18条."""

    level: int
    terms: tuple[re.Match[str], ...]

    @property
    def is_joined(self) -> bool:
        """Whether it stands beside what is before it, and does not narrow that."""
        return bool(self.terms[0]["to"] or self.terms[0]["and"])


class _Step(NamedTuple):
    """A point on the way: the numbers of its anchor, and its place."""

    path: tuple[str, ...]
    start: int
    end: int


def articles_at(text: str, start: int) -> list[Point]:
    """Return the articles named at a place of the text, in order; none where none is named."""
    chapter = CHAPTER.match(text, start)
    at = chapter.end() if chapter and ARTICLE_AHEAD.match(text, chapter.end()) else start
    if not ARTICLE_AHEAD.match(text, at):
        return []
    steps: list[_Step] = []
    for group in _groups(text, at):
        if not _fits(group, steps):
            break
        _take(group, steps)
    return [Point(f"art{'.'.join(step.path)}", step.start, step.end) for step in steps]


def _groups(text: str, at: int) -> Iterator[_Group]:
    """Yield the numbers in groups, each ended by its unit; what lacks a unit is none."""
    waiting: list[re.Match[str]] = []
    for _ in range(MOST_TERMS):
        term = TERM.match(text, at)
        if term is None or (waiting and not (term["to"] or term["and"])):
            return
        waiting.append(term)
        at = term.end()
        if term["unit"]:
            yield _Group(_LEVELS[term["unit"]], tuple(waiting))
            waiting = []


def _fits(group: _Group, steps: list[_Step]) -> bool:
    """Say whether a group can follow: an article comes first, and what narrows is narrower."""
    if not steps:
        return group.level == 0 and not group.is_joined and bool(group.terms[0]["number"])
    return group.is_joined or group.level >= len(steps[-1].path)


def _take(group: _Group, steps: list[_Step]) -> None:
    """Add the points of a group; what narrows the last point, as 第十二条第二款, replaces it."""
    base = _filled(steps[-1].path if steps else (), group.level)
    narrowed = steps.pop() if steps and not group.is_joined else None
    for term in group.terms:
        start = narrowed.start if narrowed else _start(term)
        narrowed = None
        for path, ranged in _paths(term, base, steps):
            if ranged and steps:
                steps.extend(_between(steps[-1], path, term.end()))
            steps.append(_Step(path, start, term.end()))


def _filled(path: tuple[str, ...], level: int) -> tuple[str, ...]:
    """Return what of a path stays above a level: an item without a clause is of the first."""
    return path[:level] + ("1",) * (level - len(path))


def _paths(
    term: re.Match[str], base: tuple[str, ...], steps: list[_Step]
) -> list[tuple[tuple[str, ...], bool]]:
    """Return the paths that a term names, and whether each ends a range: two for 3-5."""
    ranged = bool(term["to"])
    items = tuple(map(_item, ITEM.findall(term["items"] or term["item"] or "")))
    if term["number"] is None:
        # the (2) of 第55(1)和(2)条 is of the article before it
        is_of_article = not base and steps
        return [((*(steps[-1].path[:1] if is_of_article else base), *items), ranged)]
    hyphened = HYPHENED.match(term["number"])
    if hyphened and int(hyphened["first"]) < int(hyphened["last"]):
        return [((*base, hyphened["first"]), ranged), ((*base, hyphened["last"]), True)]
    inserted = f"-{value_of_numeral(term['inserted'])}" if term["inserted"] else ""
    return [((*base, _value(term["number"]) + inserted, *items), ranged)]


def _between(first: _Step, last: tuple[str, ...], end: int) -> Iterator[_Step]:
    """Yield the points between the ends of a range, each at the place of the whole range."""
    above, (one, other) = first.path[:-1], (first.path[-1], last[-1])
    if above != last[:-1] or not (one.isdecimal() and other.isdecimal()):
        return
    values = range(int(one) + 1, int(other))
    for value in values if len(values) < MOST_IN_RANGE else ():
        yield _Step((*above, str(value)), first.start, end)


def _start(term: re.Match[str]) -> int:
    """Return where a term begins, what joins it to the one before left out."""
    return term.start("counted" if term["counted"] else "number" if term["number"] else "item")


def _value(number: str) -> str:
    """Return a number as anchors have it: 十二 is 12, and 66-4 and 6.11 are as printed."""
    is_plain = number.isdecimal() or not number.isascii()
    return str(value_of_numeral(number)) if is_plain else number


def _item(item: str) -> str:
    """Return an item as anchors have it: a, 3 for 三 and ㈢, e for 辰."""
    if item in _ENCLOSED:
        return str(_ENCLOSED.index(item) + 1)
    if item in _BRANCHES:
        return _BRANCHES[item]
    return item if item.isascii() else str(value_of_numeral(item))
