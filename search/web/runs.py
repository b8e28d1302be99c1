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
    found = dict(highlights)
    cited = {start: (end, key) for start, end, key in citations}
    raised: dict[int, list[str]] = {}
    for offset, number in marks:
        raised.setdefault(offset, []).append(number)
    ends = (*found.values(), *(end for end, _ in cited.values()))
    stops = sorted({0, len(text), *found, *cited, *raised, *ends})
    runs = []
    found_until = cited_until = 0
    key: str | None = None
    for start, stop in zip(stops, [*stops[1:], len(text)], strict=True):
        runs += [Run(number, is_mark=True) for number in raised.get(start, ())]
        found_until = max(found_until, found.get(start, 0))
        if start in cited:
            cited_until, key = cited[start]
        if start < stop:
            cites = key if start < cited_until else None
            runs.append(Run(text[start:stop], start < found_until, cites))
    return tuple(runs)
