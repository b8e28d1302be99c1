"""Text + what is highlighted in it → the parts of it to show, each begun and ended where it may."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from search.wanted import USUAL_WIDTH

__all__ = ["REACH", "Frame", "Spans", "windows_of"]

REACH = 24
"""How far the ends of a window move to fall behind punctuation, or to keep a highlight whole."""

_PAUSES = frozenset("。；，：！？、.;,:!?）》」』”’")

Spans = tuple[tuple[int, int], ...]
"""`[start, end)` in a text: sorted and disjoint."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How much of a text is shown: up to so many windows of about so many characters each.

    A window is wider where one phrase is longer, and where two of them touch.
    """

    windows: int = 1
    width: int = USUAL_WIDTH

    @property
    def whole(self) -> int:
        """The length up to which a text is shown whole: to cut off less than a quarter is idle."""
        return self.width + self.width // 4


def windows_of(text: str, spans: Spans, centre: int, frame: Frame) -> Spans:
    """Return start and end of each window, in order: there is one at least.

    They are around the densest highlights, or around `centre` where there are none.
    """
    if len(text) <= frame.whole:
        return ((0, len(text)),)
    windows = [_window(text, spans, centre, frame.width)]
    left = _outside(windows, spans)
    while left and len(windows) < frame.windows:
        windows.append(_window(text, left, centre, frame.width))
        left = _outside(windows[-1:], left)
    return tuple(_united(windows))


def _outside(windows: Iterable[tuple[int, int]], spans: Spans) -> Spans:
    """Return the spans that no window has in it, whole or in part."""
    return tuple(
        (start, end)
        for start, end in spans
        if not any(first < end and start < last for first, last in windows)
    )


def _united(windows: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the windows in order, those that overlap or touch as one."""
    start, end = -1, -1
    for first, last in sorted(windows):
        if first > end >= 0:
            yield start, end
        if first > end:
            start = first
        end = max(end, last)
    yield start, end


def _window(text: str, spans: Spans, centre: int, width: int) -> tuple[int, int]:
    """Return start and end of one window: around the densest highlights, else around `centre`."""
    first, last = _densest(spans, width) if spans else (min(centre, len(text)),) * 2
    size = min(max(width, last - first), len(text))
    start = min(max(0, first - (size - (last - first)) // 2), len(text) - size)
    end = start + size
    start, end = _start_at_pause(text, start, first), _end_at_pause(text, end, last)
    for span_start, span_end in spans:
        if span_start < start < span_end <= start + REACH:
            start = span_start
        if end - REACH <= span_start < end < span_end <= end + REACH:
            end = span_end
    return start, end


def _densest(spans: Spans, width: int) -> tuple[int, int]:
    """Return start and end of the highlights within one window that cover most characters."""
    starts = [start for start, _ in spans]
    sums = [0]
    for start, end in spans:
        sums.append(sums[-1] + end - start)
    best, most = (0, 0), -1
    for at, (start, end) in enumerate(spans):
        last = max(bisect_left(starts, start + width) - 1, at)
        if last > at and spans[last][1] > start + width:
            last -= 1
        if sums[last + 1] - sums[at] > most:
            best, most = (start, max(end, spans[last][1])), sums[last + 1] - sums[at]
    return best


def _start_at_pause(text: str, start: int, first: int) -> int:
    """Return the nearest place to begin that is behind a pause, not after `first`."""
    if start <= REACH // 2:
        return 0
    places = range(max(1, start - REACH), min(first, start + REACH) + 1)
    pauses = [place for place in places if _is_pause(text, place)]
    return min(pauses, key=lambda place: abs(place - start), default=_between_words(text, start))


def _end_at_pause(text: str, end: int, last: int) -> int:
    """Return the nearest place to end that is behind a pause, not before `last`."""
    if len(text) - end <= REACH // 2:
        return len(text)
    places = range(max(last, end - REACH), min(len(text), end + REACH) + 1)
    pauses = [place for place in places if _is_pause(text, place)]
    if pauses:
        return min(pauses, key=lambda place: abs(place - end))
    return max(last, _between_words(text, end))


def _is_pause(text: str, place: int) -> bool:
    """Return whether the text pauses between `place` - 1 and `place`."""
    if not 0 < place < len(text):
        return place == len(text)
    return text[place - 1] in _PAUSES and text[place] not in _PAUSES and not text[place].isdigit()


def _between_words(text: str, place: int) -> int:
    """Return `place`, moved back to part no Latin word, number, or accent from its letter."""
    for back in range(place, max(0, place - REACH), -1):
        joined = text[back - 1 : back + 1]
        if not (
            joined.isascii() and joined.isprintable() and " " not in joined
        ) and not unicodedata.combining(text[back]):
            return back
    return place
