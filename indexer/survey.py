"""All paragraphs of a document at once → what none of them tells by itself.

A number counts paragraphs, or the items of a list that begins anew; 第一条为了 begins an article
where its number is the next; a heading in a table of contents is not the one it announces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.numerals import value_of_numeral
from indexer.shapes import (
    ANNEX,
    ARTICLE,
    CHAPTER,
    CONTENTS,
    GLUED_ARTICLE,
    ITEM,
    NUMBERED,
    OUTLINE,
    ends_sentence,
)
from indexer.source import Role

__all__ = ["Survey", "survey"]

LONGEST_FRONT = 40
"""Within so many paragraphs from the top stands the table of contents."""

HAN_DIGITS = frozenset("一二三四五六七八九十")

FAR_LONGER = 3
"""A count of more than so many times the numbers of the longest list is no list itself."""

# the dots and the page number behind an entry of a table of contents: 第一章 总则……3
LEADER = re.compile(
    r"(?:[.…·．]{2,90}[ \t\u3000\u00a0]{0,9}[0-9]{0,4}|[ \t\u3000\u00a0]{1,9}[0-9]{1,4})\Z"
)


@dataclass(frozen=True, slots=True)
class Survey:
    """The paragraphs, by index, that are entries of a table of contents, items of lists, articles.

    Of articles only those are named that begin without a space behind their number. `is_numbered`
    says whether numbers count paragraphs, beside those of lists and within articles.
    """

    contents: frozenset[int]
    listed: frozenset[int]
    articles: frozenset[int]
    is_numbered: bool


def survey(texts: Sequence[str], roles: Sequence[Role | None]) -> Survey:
    """Return what the order of all paragraphs tells of each."""
    contents = _contents(texts)
    articles = frozenset(_glued_articles(texts, contents))
    within_articles = _within_articles(texts, contents, articles)
    listed: set[int] = set()
    numbered: set[int] = set()
    for start, end in _regions(texts):
        numbers = [
            (at, int(number["number"]))
            for at in range(start, end)
            if roles[at] is None
            and at not in within_articles
            and (number := NUMBERED.match(texts[at]))
        ]
        numbered.update(at for at, _ in numbers)
        is_outline = bool(numbers) and _is_outline(texts[start : numbers[0][0]])
        listed.update(_listed(numbers, is_outline=is_outline))
    return Survey(contents, frozenset(listed), articles, numbered > listed)


def _within_articles(
    texts: Sequence[str], contents: frozenset[int], articles: frozenset[int]
) -> frozenset[int]:
    """Return the paragraphs below the head of an article, up to a chapter or an annex."""
    within: set[int] = set()
    inside = False
    for at, text in enumerate(texts):
        if CHAPTER.match(text) or ANNEX.match(text):
            inside = False
        elif at in contents or inside:
            within.add(at)
        inside = inside or (at not in contents and bool(ARTICLE.match(text) or at in articles))
    return frozenset(within)


def _regions(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the stretches between annexes: each of them begins its own count."""
    bounds = [0, *(at for at, text in enumerate(texts) if ANNEX.match(text)), len(texts)]
    yield from pairwise(bounds)


def _is_outline(texts: Sequence[str]) -> bool:
    """Say whether a number below these paragraphs is 1. below （一） below 一、."""
    parts = [text for text in texts if (part := OUTLINE.match(text)) and part["han"]]
    items = (item for text in texts if (item := ITEM.match(text)))
    return bool(parts) and any((item["bracketed"] or "")[:1] in HAN_DIGITS for item in items)


def _listed(numbers: Sequence[tuple[int, int]], *, is_outline: bool) -> list[int]:
    """Return the paragraphs whose numbers are those of items of lists.

    Numbers that begin anew at 1 count items of lists. Those before them count paragraphs where
    they go on behind (1, 2, then 1, 2, 3, then 3), or are by far more. In an outline none does.
    """
    main: list[tuple[int, int]] = []
    lists: list[list[tuple[int, int]]] = []
    within: list[int] = []
    for at, number in numbers:
        if number == 1 and main:
            lists.append([])
        elif lists and number == main[-1][1] + 1 and number != lists[-1][-1][1] + 1:
            within += _places(lists)
            lists = []
        (lists[-1] if lists else main).append((at, number))
    if not all(map(_counts_up, lists)):
        return within
    if within or (lists and not is_outline and len(main) > FAR_LONGER * max(map(len, lists))):
        return within + _places(lists)
    all_lists = [main, *lists]
    are_lists = is_outline or (bool(lists) and all(map(_stands_apart, all_lists, lists)))
    return _places(all_lists) if are_lists and _counts_up(main) else []


def _stands_apart(above: Sequence[tuple[int, int]], below: Sequence[tuple[int, int]]) -> bool:
    """Say whether something stands between two lists; else a number is but printed again."""
    return below[0][0] > above[-1][0] + 1


def _counts_up(run: Sequence[tuple[int, int]]) -> bool:
    """Say whether the numbers are 1, 2, 3 and so on, none of them left out."""
    return [number for _, number in run] == list(range(1, len(run) + 1))


def _places(lists: Sequence[Sequence[tuple[int, int]]]) -> list[int]:
    return [at for each in lists for at, _ in each]


def _contents(texts: Sequence[str]) -> frozenset[int]:
    """Return the entries of the table of contents: up to where its first entry stands again."""
    for at, text in enumerate(texts[:LONGEST_FRONT]):
        if CONTENTS.match(text) and at + 1 < len(texts):
            return frozenset(_entries(texts, at + 1))
    return frozenset()


def _entries(texts: Sequence[str], first: int) -> range:
    """Return the run of entries that begins at `first`, empty where it is no table of contents."""
    announced = _entry(texts[first])
    for at in range(first + 1, len(texts)):
        if _entry(texts[at]) == announced:
            return range(first, at)
        if ends_sentence(LEADER.sub("", texts[at])):
            break
    return range(0)


def _entry(text: str) -> str:
    return "".join(LEADER.sub("", text).split())


def _glued_articles(texts: Sequence[str], contents: frozenset[int]) -> Iterator[int]:
    """Yield the paragraphs that begin an article without a space: each counts one on."""
    last = 0
    for at, text in enumerate(texts):
        if at in contents:
            continue
        if spaced := ARTICLE.match(text):
            last = value_of_numeral(spaced["number"])
        elif (glued := GLUED_ARTICLE.match(text)) and _follows(glued, last):
            last = value_of_numeral(glued["number"])
            yield at


def _follows(article: re.Match[str], last: int) -> bool:
    number = value_of_numeral(article["number"])
    return number == last if article["inserted"] else number == last + 1
