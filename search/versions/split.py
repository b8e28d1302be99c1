"""Paragraphs paired in order, and what is left beside them → which was split, which were merged.

A neighbour that is in no pair belongs to one where most of its characters stand in the paragraph on
the other side, beside those that the pair has in common already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from search.versions.edits import in_common

__all__ = ["MOST_CELLS", "Splitting"]

OF_IT = 0.75
"""Of so many of its characters, at least, is a neighbour found again on the other side."""

SHORTEST = 6
"""A shorter neighbour is none: its characters stand in any longer paragraph."""

LONGEST = 4_096
"""A longer paragraph was not split, nor merged."""

MOST_CELLS = 10**9
"""So many pairs of characters are compared, all paragraphs together."""

Pair = tuple[int, int]


class Splitting:
    """Tells to which of the pairs of two documents what is in none of them belongs."""

    def __init__(self, first: Sequence[str], second: Sequence[str], pairs: Sequence[Pair]) -> None:
        self._first = first
        self._second = second
        self._ours = {one for one, _ in pairs}
        self._theirs = {other for _, other in pairs}
        self._left = MOST_CELLS

    def parts_of(self, pairs: Sequence[Pair]) -> Iterator[tuple[range, range]]:
        """Yield for each pair its paragraphs on both sides: there may be several on one."""
        for one, other in pairs:
            ours, theirs = range(one, one + 1), range(other, other + 1)
            if self._first[one] != self._second[other]:
                theirs = self._grown(self._first[one], self._second, other, self._theirs)
                if len(theirs) == 1:
                    ours = self._grown(self._second[other], self._first, one, self._ours)
            yield ours, theirs

    def _grown(self, whole: str, texts: Sequence[str], at: int, taken: set[int]) -> range:
        """Return a paragraph with the neighbours, which it takes, that the whole has as well."""

        def is_free(number: int) -> bool:
            return 0 <= number < len(texts) and number not in taken

        parts = range(at, at + 1)
        while neighbour := self._neighbour(whole, texts, parts, is_free):
            parts = neighbour
            taken.update(parts)
        return parts

    def _neighbour(
        self, whole: str, texts: Sequence[str], parts: range, is_free: Callable[[int], bool]
    ) -> range | None:
        """Return the parts with one more, behind them or before; None where there is none."""
        wider = (range(parts.start, parts.stop + 1), range(parts.start - 1, parts.stop))
        for more, number in zip(wider, (parts.stop, parts.start - 1), strict=True):
            if is_free(number) and self._is_of_it(whole, texts, parts, more, len(texts[number])):
                return more
        return None

    def _is_of_it(
        self, whole: str, texts: Sequence[str], parts: range, more: range, length: int
    ) -> bool:
        """Return whether most of what is more in some parts is in the whole."""
        narrow, wide = ("".join(texts[number] for number in each) for each in (parts, more))
        if not SHORTEST <= length <= len(whole) <= LONGEST or len(wide) > 2 * LONGEST:
            return False
        self._left -= len(whole) * (len(narrow) + len(wide))
        if self._left < 0:
            return False
        return in_common(whole, wide) - in_common(whole, narrow) >= OF_IT * length
