"""A raised text → the numbers or signs of notes that it may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from indexer.marks import CIRCLED, NOTE_SIGNS, SUPERSCRIPTS

__all__ = ["Reading", "readings_of"]

# 3 and 4 of a raised 3, 4
PART = re.compile(r"[^\s,，、;；]{1,24}")

_DIGITS = r"[0-9⁰¹²³⁴-⁹]{1,12}"
_SIGNS = rf"[{NOTE_SIGNS}]{{1,3}}"

# 1    12    1011    *    [1]    〔2〕    (3)    ①
MARK = re.compile(rf"[\[［〔(（]?(?P<number>{_DIGITS}|{_SIGNS}|[{CIRCLED}])[\]］〕)）]?\Z")

LONGEST_NUMBER = 3


class Reading(NamedTuple):
    """One way to read a raised text: its numbers and where each begins."""

    numbers: tuple[str, ...]
    starts: tuple[int, ...]


def readings_of(raised: str) -> list[Reading]:
    """Return the ways to read a raised text, the plainest first; none where it is no mark.

    A raised 12 is the mark of note 12, or those of notes 1 and 2 set without a space between.
    """
    parts = list(PART.finditer(raised))
    marks = [MARK.match(part.group()) for part in parts]
    if not parts or not all(marks):
        return []
    numbers = [mark["number"].translate(SUPERSCRIPTS) for mark in marks if mark]
    starts = [part.start() for part in parts]
    whole = [Reading(tuple(numbers), tuple(starts))] if _are_short(numbers) else []
    if len(numbers) == 1 and numbers[0].isdigit() and len(numbers[0]) > 1:
        offset = starts[0] + (marks[0].start("number") if marks[0] else 0)
        whole += _counted_on(numbers[0], offset)
    return whole


def _are_short(numbers: Sequence[str]) -> bool:
    return all(len(number) <= LONGEST_NUMBER for number in numbers)


def _counted_on(digits: str, offset: int) -> Iterator[Reading]:
    """Yield the digits read as neighbouring numbers: 12 as 1 and 2, 91011 as 9, 10 and 11."""
    for length in range(1, min(LONGEST_NUMBER, len(digits) - 1) + 1):
        numbers = [digits[:length]]
        end = length
        while end < len(digits):
            following = str(int(numbers[-1]) + 1)
            if not digits.startswith(following, end):
                break
            numbers.append(following)
            end += len(following)
        if end == len(digits) and digits[0] != "0":
            starts = [sum(map(len, numbers[:at])) for at in range(len(numbers))]
            yield Reading(tuple(numbers), tuple(offset + start for start in starts))
