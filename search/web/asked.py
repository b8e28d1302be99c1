"""The query part of an address → what is asked: a text, what narrows it, and what is wanted of it.

    /?q=核裁军&year=2008&kind=operative&sort=date&page=2      on a page
    /api/search?q=核裁军&where=year:2008&limit=20&offset=20   of the API

What cannot be is a `Refused`, which says so in a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from search.restrict import restriction_of
from search.wanted import FACETS, LEAST_WIDTH, MAX_WIDTH, MAX_WINDOWS, ORDERS, Wanted
from search.web.settings import MAX_DEPTH, MAX_HITS, MAX_QUERY, PAGE_HITS

__all__ = ["FILTERS", "Asked", "Refused", "asked_of_api", "asked_of_page", "number_of"]

FILTERS = (*FACETS, "doc")
"""By what a page narrows what is found: the facets, and the document that is searched."""

QUOTES = ('""', "「」", "『』")
"""Quotes that may stand around the value of a field."""

Parameters = Iterable[tuple[str, str]]
"""Names and values, in the order of the address; a name may be there several times."""


class Refused(Exception):
    """What was asked cannot be answered; the text says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is asked: the query, what narrows it, the order, and which page of hits.

    `filters` has a value for some of `FILTERS`, in their order.
    """

    text: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = "relevance"
    group: bool = False
    page: int = 1

    def value(self, name: str) -> str | None:
        """Return what a filter is set to."""
        return dict(self.filters).get(name)

    def narrowed(self, name: str, value: str) -> Asked:
        """Return what is asked when a filter is set as well, from the first page on."""
        values = {**dict(self.filters), name: value}
        chosen = tuple((each, values[each]) for each in FILTERS if each in values)
        return replace(self, filters=chosen, page=1)

    def widened(self, name: str) -> Asked:
        """Return what is asked when a filter is taken away, from the first page on."""
        left = tuple(each for each in self.filters if each[0] != name)
        return replace(self, filters=left, page=1)

    def parameters(self) -> list[tuple[str, str]]:
        """Return the names and values of an address that asks this; what is usual is left out."""
        named = [("q", self.text), *self.filters]
        if self.sort != "relevance":
            named.append(("sort", self.sort))
        if self.group:
            named.append(("group", "1"))
        if self.page != 1:
            named.append(("page", str(self.page)))
        return named

    @property
    def wanted(self) -> Wanted:
        """What is wanted of the answer, every facet counted."""
        where = " ".join(f"{name}:{_quoted(value)}" for name, value in self.filters)
        offset = (self.page - 1) * PAGE_HITS
        return Wanted(PAGE_HITS, offset, where, self.sort, FACETS, self.group)


def asked_of_page(parameters: Parameters) -> Asked:
    """Return what a page is asked; names that mean nothing to it are let be. Errors: `Refused`."""
    given = {name: value.strip() for name, value in parameters if value.strip()}
    filters = tuple((name, given[name]) for name in FILTERS if name in given)
    for name, value in filters:
        if restriction_of(name, value, value) is None or not _quoted(value):
            raise Refused(f"{name} cannot be {value!r}")
    return Asked(
        text=_text("q", given.get("q", "")),
        filters=filters,
        sort=_one_of("sort", given.get("sort", "relevance"), ORDERS),
        group=given.get("group") == "1",
        page=number_of("page", given.get("page", "1"), 1, MAX_DEPTH // PAGE_HITS),
    )


def asked_of_api(parameters: Parameters) -> tuple[str, Wanted]:
    """Return the text that is asked for, and what is wanted of the answer. Errors: `Refused`."""
    given = dict(_each_once(parameters))
    unknown = given.keys() - _READERS.keys() - {"q"}
    if unknown:
        raise Refused(f"there is no parameter {min(unknown)!r}")
    if "q" not in given:
        raise Refused("q is not given; it may be empty where where is")
    text = _text("q", given.pop("q"))
    named = {name: _READERS[name](name, value) for name, value in given.items()}
    return text, Wanted(**named)  # type: ignore[arg-type] # each reader gives what its field takes


def number_of(name: str, text: str, least: int, most: int) -> int:
    """Return a number between two others. Errors: `Refused`."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
        raise Refused(f"{name} is {text[:20]!r}; it can be {least:,} to {most:,}")
    return int(text)


def _each_once(parameters: Parameters) -> Iterable[tuple[str, str]]:
    met: set[str] = set()
    for name, value in parameters:
        if name in met:
            raise Refused(f"{name} is given twice")
        met.add(name)
        yield name, value


def _text(name: str, text: str) -> str:
    if len(text) > MAX_QUERY:
        raise Refused(f"{name} has {len(text):,} characters; it can have {MAX_QUERY:,}")
    return text


def _one_of(name: str, text: str, known: Iterable[str]) -> str:
    if text not in known:
        raise Refused(f"{name} is {text[:20]!r}; it can be {', '.join(known)}")
    return text


def _facets(name: str, text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(filter(None, map(str.strip, text.split(",")))))
    return tuple(_one_of(name, each, FACETS) for each in names)


def _flag(name: str, text: str) -> bool:
    return _one_of(name, text, ("true", "false")) == "true"


def _quoted(value: str) -> str:
    """Return a value in quotes that it does not hold; nothing where it holds all."""
    pairs = (pair for pair in QUOTES if not set(pair) & set(value))
    pair = next(pairs, None)
    return f"{pair[0]}{value}{pair[1]}" if pair else ""


_READERS: Mapping[str, Callable[[str, str], object]] = {
    "where": _text,
    "limit": lambda name, text: number_of(name, text, 0, MAX_HITS),
    "offset": lambda name, text: number_of(name, text, 0, MAX_DEPTH - MAX_HITS),
    "sort": lambda name, text: _one_of(name, text, ORDERS),
    "facets": _facets,
    "group": _flag,
    "windows": lambda name, text: number_of(name, text, 1, MAX_WINDOWS),
    "width": lambda name, text: number_of(name, text, LEAST_WIDTH, MAX_WIDTH),
}
