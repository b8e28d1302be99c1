"""A text → what it quotes, each quotation with its line and its column.

A quotation stands in “…”, 「…」 or 『…』, or, within a line, in "…" or ＂…＂; what is quoted within
another is part of it. Where a paragraph of a quotation begins with the opening mark once more, as
is usual, it is a quotation of its own. A text without any has one in each line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.folding import fold
from search.versions.outcomes import Quotation

__all__ = ["Quoting", "quotations_in"]

CLOSERS = {"“": "”", "「": "」", "『": "』"}

STRAIGHT = '"＂'

# “ ” 「 」 『 』 " ＂ and the ends of lines
MARK = re.compile(r'[“”「」『』"＂\n]')

LONGEST_INDENT = 16
"""A paragraph of a quotation begins behind so many blanks, at most."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quoting:
    """What a text quotes, in order, and in how many lines a quotation begins that never ends."""

    quotations: tuple[Quotation, ...]
    unclosed: tuple[int, ...]


def quotations_in(text: str) -> Quoting:
    """Return what a text quotes; quotations of nothing but white space are none."""
    marks = _Marks(text)
    spans = list(_outermost(marks.spans)) or list(_lines(text))
    line_starts = [0, *(found.end() for found in re.finditer("\n", text))]
    quotations = (_quotation(text, start, end, line_starts) for start, end in spans)
    unclosed = (bisect_right(line_starts, start) for start in marks.unclosed)
    return Quoting(tuple(filter(None, quotations)), tuple(dict.fromkeys(unclosed)))


class _Marks:
    """Reads the marks of a text: where each quotation begins and ends, one within another too."""

    def __init__(self, text: str) -> None:
        self.spans: list[Span] = []
        self._text = text
        self._open: list[tuple[str, int]] = []
        self._waiting: Counter[str] = Counter()
        self._straight: tuple[str, int] | None = None
        self._line = 0
        for found in MARK.finditer(text):
            self._read(found.group(), found.start())

    @property
    def unclosed(self) -> list[int]:
        """Where quotations begin that never end."""
        return [start for _, start in self._open]

    def _read(self, mark: str, at: int) -> None:
        if mark == "\n":
            self._straight, self._line = None, at + 1
        elif mark in STRAIGHT:
            self._read_straight(mark, at)
        elif mark in CLOSERS:
            self._begin(CLOSERS[mark], at)
        elif self._waiting[mark]:
            self._end(mark, at)

    def _read_straight(self, mark: str, at: int) -> None:
        if self._straight and self._straight[0] == mark:
            self.spans.append((self._straight[1], at))
            self._straight = None
        elif not self._straight:
            self._straight = mark, at + 1

    def _begin(self, closer: str, at: int) -> None:
        is_first = at - self._line <= LONGEST_INDENT and not self._text[self._line : at].strip()
        if is_first and self._open and self._open[-1][0] == closer:
            # The next paragraph of what is being quoted.
            self.spans.append((self._open.pop()[1], at))
            self._waiting[closer] -= 1
        self._open.append((closer, at + 1))
        self._waiting[closer] += 1

    def _end(self, closer: str, at: int) -> None:
        """End the last quotation of that form; those that began within it never end."""
        while True:
            opened, start = self._open.pop()
            self._waiting[opened] -= 1
            if opened == closer:
                self.spans.append((start, at))
                return


def _outermost(spans: list[Span]) -> Iterator[Span]:
    """Yield the spans that are within no other, in order."""
    reached = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= reached:
            yield start, end
            reached = end


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _quotation(text: str, start: int, end: int, line_starts: list[int]) -> Quotation | None:
    """Return what stands in a span, without the white space around it."""
    quoted = text[start:end]
    if not fold(quoted):
        return None
    start += len(quoted) - len(quoted.lstrip())
    line = bisect_right(line_starts, start)
    return Quotation(quoted.strip(), line, start - line_starts[line - 1] + 1)
