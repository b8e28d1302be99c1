"""A text, and what lies over it → runs of text that a template writes one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Run", "runs_of"]

Spans = Iterable[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one kind: found or not, naming another document or not; or the mark of a note."""

    text: str
    is_found: bool = False
    cites: str | None = None
    is_mark: bool = False


def runs_of(
    text: str,
    highlights: Spans = (),
    marks: Iterable[tuple[int, str]] = (),
    citations: Iterable[tuple[int, int, str]] = (),
) -> tuple[Run, ...]:
    """Return the runs of a text in order; marks stand before the character at their offset.

    Highlights are disjoint, and so are citations; a run ends where any of them does.
    """
    found, cited = list(highlights), list(citations)
    raised = sorted(marks, key=lambda mark: mark[0])
    edges = {0, len(text), *(edge for span in found for edge in span)}
    edges |= {edge for start, end, _ in cited for edge in (start, end)}
    edges |= {offset for offset, _ in raised}
    stops = sorted(edge for edge in edges if 0 <= edge <= len(text))
    runs = []
    for start, stop in zip(stops, [*stops[1:], len(text)], strict=True):
        runs += [Run(number, is_mark=True) for offset, number in raised if offset == start]
        if start < stop:
            is_found = any(first <= start < last for first, last in found)
            cites = next((key for first, last, key in cited if first <= start < last), None)
            runs.append(Run(text[start:stop], is_found, cites))
    return tuple(runs)
