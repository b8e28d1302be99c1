"""Lines → those that belong to the page and not to its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from indexer.marks import BARE_NUMBER, NOTE_ENTRY, SIGNED, entry_of
from indexer.shapes import ends_unit, starts_unit
from indexer.source import Line

__all__ = ["VISIBLE_RULE", "find_furniture", "is_of_the_page"]

EDGE_LINES = 2
"""How many lines at the head and the foot of a page can be a running head or foot."""

RUNNING_HEAD_LENGTH = 60
"""A longer line is no running head, however often it recurs."""

# ――――    ______
VISIBLE_RULE = re.compile(r"\s*(?:_{5,}|[-‐–—―─━]{5,})\s*\Z")

# 08-47325 (C)    *0847325*
JOB_NUMBER = re.compile(r"\s*(?:[0-9]{2}-[0-9]{5}(?: {0,3}\([A-Z]\))?|\*[0-9]{7}\*)\s*\Z")

# - 3 -    3/7    第 3 页
PAGE_NUMBER = re.compile(
    r"\s*(?:[-–—] {0,3}[0-9]{1,4} {0,3}[-–—]|[0-9]{1,4}/[0-9]{1,4}"
    r"|第 {0,3}[0-9]{1,4} {0,3}[页頁])\s*\Z"
)

# 63, 49 and 2 of a running head A/RES/63/49 - 2
DIGITS = re.compile(r"[0-9]{1,9}")


def find_furniture(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that belong to the page and not to the text, in order."""
    running = _running_lines(lines)
    return [
        line
        for line in lines
        if not line.is_blank and (line in running or is_of_the_page(line.text))
    ]


def is_of_the_page(text: str) -> bool:
    """Say whether a line is furniture wherever it stands: a rule, or the number of a print job."""
    return bool(VISIBLE_RULE.match(text) or JOB_NUMBER.match(text))


def _running_lines(lines: Sequence[Line]) -> frozenset[Line]:
    """Return the heads, feet and page numbers: what recurs at the edges of pages."""
    edges = [_edge_lines(page) for page in _pages(lines)]
    recurring = _recurring(edges) | _recurring(edges[::2]) | _recurring(edges[1::2])
    return frozenset(
        line
        for line in chain.from_iterable(edges)
        if PAGE_NUMBER.match(line.text) or not recurring.isdisjoint(_recurring_parts(line))
    )


def _recurring(edges: list[list[Line]]) -> frozenset[str]:
    """Return what recurs at the edges of at least half of the pages, and of at least two."""
    needed = max(2, (len(edges) + 1) // 2)
    times = Counter(part for page in edges for part in {*chain(*map(_recurring_parts, page))})
    return frozenset(part for part, count in times.items() if count >= needed)


def _pages(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the visible lines page by page; none where the source has no pages."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        if line.page is not None and not line.is_blank:
            pages.setdefault(line.page, []).append(line)
    return list(pages.values()) if len(pages) > 1 else []


def _edge_lines(page: list[Line]) -> list[Line]:
    """Return the lines at the head and the foot of a page that may be no part of its text.

    A foot stands apart: what follows on the line above is text, or a note. Of numbers only the
    first and the last line count: one line in, they are more likely the numbers of notes.
    """
    head = [
        line
        for at, line in enumerate(page[:EDGE_LINES])
        if at == 0 or not BARE_NUMBER.match(line.text)
    ]
    run = [page[-1]]
    for line in reversed(page[:-1]):
        if line.number != run[-1].number - 1:
            break
        run.append(line)
    is_note = any(BARE_NUMBER.match(line.text) or _begins_a_note(line.text) for line in run[1:])
    foot = run if len(run) <= EDGE_LINES and not is_note else []
    if not foot and (BARE_NUMBER.match(page[-1].text) or PAGE_NUMBER.match(page[-1].text)):
        foot = [page[-1]]
    return list(dict.fromkeys((*head, *foot)))


def _recurring_parts(line: Line) -> set[str]:
    """Return what may recur of a running head: all of it, or all but a number that counts pages.

    Text that ends in punctuation or begins something is never one, however often it recurs, nor is
    what begins with a number, like a note, unless that number counts pages.
    """
    text = line.text.strip()
    bare = BARE_NUMBER.match(text)
    if not bare and (len(text) > RUNNING_HEAD_LENGTH or _is_of_the_text(text)):
        return set()
    counted = {
        f"{text[: number.start()]}{int(number.group()) - (line.page or 0):+}{text[number.end() :]}"
        for number in DIGITS.finditer(text)
    }
    return counted if bare or _begins_a_note(text) else {text, *counted}


def _begins_a_note(text: str) -> bool:
    entry = entry_of(text.lstrip())
    return bool(NOTE_ENTRY.match(text)) or (entry is not None and entry.form in SIGNED)


def _is_of_the_text(text: str) -> bool:
    return ends_unit(text) or starts_unit(text, "。") or text.startswith("同上")
