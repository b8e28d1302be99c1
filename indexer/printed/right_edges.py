"""Lines of the text → where lines that begin at one left edge would end if they were full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from indexer.printed.sheet import SetLine
from indexer.shapes import ends_unit, starts_unit

__all__ = ["BULLETS", "RightEdges", "is_item", "left_edge"]

SAME_EDGE = 1.5
"""Lines whose left edges are within so many points have one right edge."""

EDGE_LINES, WIDE_SHARE = 3, 0.7
"""So many lines end at one place, in the last part of the page, to show its right edge."""

FULL_LINES, FULL_SHARE = 2, 0.1
"""So many lines, and such a share of them, end within a character of where the right edge is."""

NARROWER, NARROW_LINES, NARROW_SHARE = 4.0, 5, 0.3
"""An edge so many sizes left of the usual one is one only where so many lines show it."""

# What stands before the items of a list.
BULLETS = frozenset("•●○◦▪■□‣⁃∙·–—-*◆◇→")

# What may hang over the right edge, a figure as the end of a mark.
HANGING = frozenset("，。、；：！？）》」』”’〉】］〕．0123456789*")


class RightEdges:
    """Where lines that begin at one left edge would end if they were full."""

    def __init__(self, lines: Sequence[SetLine], width: float) -> None:
        running = [line for line in lines if not line.printed.fixed_pitch]
        # Punctuation and marks may hang over the edge: lines that end in neither show it.
        running = [line for line in running if line.text[-1] not in HANGING] or running
        margin = min((line.printed.left for line in running), default=0.0)
        self._widest = width - margin
        self._rights: dict[int, list[float]] = {}
        self._open_rights: dict[int, list[float]] = {}
        self._edges: dict[tuple[int, int, int], float | None] = {}
        columns: dict[int, Counter[int]] = {}
        for line in running:
            left, right = round(line.printed.left / SAME_EDGE), line.printed.right
            self._rights.setdefault(left, []).append(right)
            if not (is_item(line) or ends_unit(line.unmarked)):
                self._open_rights.setdefault(left, []).append(right)
            columns.setdefault(line.printed.column, Counter())[round(right)] += 1
        self._usual = {column: self._usual_of(column, rights) for column, rights in columns.items()}

    def right_of(self, line: SetLine) -> float:
        """Return the right edge of the lines that begin where this one does."""
        printed = line.printed
        usual = self._usual.get(printed.column, printed.right)
        place = round(printed.left / SAME_EDGE), round(printed.size), round(usual)
        if place not in self._edges:
            self._edges[place] = self._edge(*place)
        edge = self._edges[place]
        return max(usual, printed.right) if edge is None else edge

    def _usual_of(self, column: int, rights: Counter[int]) -> float:
        """Return where most lines of a column end.

        Where too few lines show that, the margins of the page are taken to be alike.
        """
        count, right = max((count, right) for right, count in rights.items())
        is_shown = count >= EDGE_LINES and right > WIDE_SHARE * self._widest
        return right if is_shown or column else max(right, self._widest)

    def _edge(self, left: int, size: float, usual: float) -> float | None:
        """Return where enough lines of one left edge end, None where nothing shows it.

        An edge well within the usual one is shown by more of them, in mid-sentence: items of a list
        may all be short.
        """
        near = _near(self._rights, left)
        narrow = usual - NARROWER * size
        wide = _shown([right for right in near if right >= narrow], size, FULL_LINES, FULL_SHARE)
        if wide is not None:
            return wide
        return _shown(_near(self._open_rights, left), size, NARROW_LINES, NARROW_SHARE)


def _near(rights: dict[int, list[float]], left: int) -> list[float]:
    """Return the right ends of the lines of about one left edge, the widest first."""
    near = [right for at in (left - 1, left, left + 1) for right in rights.get(at, ())]
    return sorted(near, reverse=True)


def _shown(rights: Sequence[float], size: float, lines: int, share: float) -> float | None:
    """Return the first place at which so many lines, and such a share of them, end."""
    needed = max(lines, round(share * len(rights)))
    for widest, last in zip(rights, rights[needed - 1 :], strict=False):
        if widest - last <= size:
            return widest
    return None


def is_item(line: SetLine) -> bool:
    """Say whether a line begins as an item of a list does, or anything numbered."""
    return line.text[0] in BULLETS or starts_unit(line.text, "。")


def left_edge(line: SetLine) -> tuple[int, int]:
    """Return the column of a line and where it begins, alike for lines of one left edge."""
    return line.printed.column, round(line.printed.left / SAME_EDGE)
