"""How many hits each year has → the bars of a chart, each with the years that it stands for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["HEIGHT", "WIDTH", "Bar", "Chart", "chart_of"]

WIDTH, HEIGHT = 240, 64
"""The size of a chart without its legend, in the units of its own."""

MOST_BARS = 60
"""With more years than this a bar stands for several."""

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
"""For so many years a bar may stand; each begins with a multiple of its step."""

LEAST_HEIGHT = 1.5
"""A bar is so high at least, so that one hit among thousands is seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Some years, how many hits they have, and where the bar is drawn."""

    first: int
    last: int
    count: int
    x: float
    y: float
    width: float
    height: float

    @property
    def years(self) -> str:
        """The years as a query has them: 2008, or 2005..2009."""
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars from left to right, years without hits left out, and the years at both ends."""

    bars: tuple[Bar, ...]
    first: int
    last: int


def chart_of(counts: Iterable[tuple[str, int]]) -> Chart | None:
    """Return the chart of some years and their hits; None where there is no year."""
    hits = {int(year): count for year, count in counts if year.isdecimal()}
    if not hits:
        return None
    first, last = min(hits), max(hits)
    step = next((step for step in STEPS if (last // step - first // step) < MOST_BARS), STEPS[-1])
    start = first // step
    totals: dict[int, int] = {}
    for year, count in hits.items():
        totals[year // step] = totals.get(year // step, 0) + count
    pitch = WIDTH / max(last // step - start + 1, 8)
    most = max(totals.values())
    bars = [
        _bar(place - start, place * step, step, totals[place], pitch, most)
        for place in sorted(totals)
    ]
    return Chart(tuple(bars), bars[0].first, bars[-1].last)


def _bar(place: int, year: int, step: int, count: int, pitch: float, most: int) -> Bar:
    height = max(LEAST_HEIGHT, HEIGHT * count / most)
    return Bar(
        first=year,
        last=year + step - 1,
        count=count,
        x=round(place * pitch, 2),
        y=round(HEIGHT - height, 2),
        width=round(pitch * 0.8, 2),
        height=round(height, 2),
    )
