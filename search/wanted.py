"""What is wanted of an answer: which part of it, in which order, and how much is shown of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

__all__ = [
    "FACETS",
    "LEAST_WIDTH",
    "MAX_LIMIT",
    "MAX_VALUES",
    "MAX_WIDTH",
    "MAX_WINDOWS",
    "ORDERS",
    "USUAL_WIDTH",
    "Wanted",
]

MAX_LIMIT = 10_000
"""More hits than this on one page are refused with `ValueError`."""

MAX_WINDOWS = 20
"""More excerpts of one paragraph than this are refused."""

USUAL_WIDTH = 160
"""Of a longer paragraph about so many characters are shown where nothing else is wanted."""

LEAST_WIDTH, MAX_WIDTH = 20, 10_000
"""An excerpt of fewer, or more, characters is refused."""

MAX_VALUES = 20
"""So many values of a facet are shown for reading, the most frequent; the others are counted."""

ORDERS = ("relevance", "date", "-date", "symbol", "document")
"""How hits may be sorted; a minus is for the latest first."""

FACETS = ("year", "session", "body", "kind", "verb")
"""By what the paragraphs found may be counted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of the answer to a query. What cannot be is a `ValueError`.

    Of the paragraphs that `where` allows, sorted, or of the best of each document where they are to
    come as a `group`, those from `offset` on, `limit` of them; each with so many `windows` of about
    `width` characters. All that are found are counted by each of the `facets`.
    """

    limit: int = 10
    offset: int = 0
    where: str = ""
    sort: str = "relevance"
    facets: Sequence[str] = ()
    group: bool = False
    windows: int = 1
    width: int = USUAL_WIDTH

    def __post_init__(self) -> None:
        _within("limit", self.limit, 0, MAX_LIMIT)
        _within("windows", self.windows, 1, MAX_WINDOWS)
        _within("width", self.width, LEAST_WIDTH, MAX_WIDTH)
        if self.offset < 0:
            raise ValueError(f"offset is {self.offset}; it cannot be negative")
        _one_of("sort", self.sort, ORDERS)
        for name in self.facets:
            _one_of("facet", name, FACETS)

    def named(self) -> dict[str, Any]:
        """Return what is wanted by the names that `Index.search` has for it."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def by_relevance(self) -> bool:
        """Whether the order is that of scores, so that scores are needed."""
        return self.sort == "relevance"


def _within(name: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise ValueError(f"{name} is {number}; it can be {least} to {most:,}")


def _one_of(what: str, name: str, names: Sequence[str]) -> None:
    if name not in names:
        raise ValueError(f"there is no {what} {name!r}; it can be {', '.join(names)}")
