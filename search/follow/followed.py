"""Who cites something, or a series → text, JSON, JSON Lines."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.typeset import Typesetter, counted, json_text, visible
from search.follow.beside import aligned, of_index
from search.follow.linked import Chain, CitedBy
from search.written.text import hit_lines

__all__ = ["render_followed"]


def render_followed(
    found: CitedBy | Chain, form: str, *, width: int | None = None, colour: bool = False
) -> Iterator[str]:
    """Yield what was found line by line. An unknown format is a `ValueError`."""
    if form == "json":
        return iter([json_text(found.to_dict())])
    if form == "jsonl":
        return (json_text(each.to_dict()) for each in found)
    if form != "text":
        raise ValueError(f"unknown format {form!r}")
    typesetter = Typesetter(width, colour)
    if isinstance(found, Chain):
        return _chain(found, typesetter)
    return _cited_by(found, typesetter)


def _cited_by(cited_by: CitedBy, typesetter: Typesetter) -> Iterator[str]:
    for hit in cited_by:
        yield from hit_lines(hit, typesetter)
        yield ""
    yield from typesetter.lines(_closing_line(cited_by))


def _closing_line(cited_by: CitedBy) -> str:
    had = of_index(cited_by.key, cited_by.indexed)
    if not cited_by.total:
        return f"Nothing cites {cited_by.key}, which is {had}."
    paragraphs = counted(cited_by.total, "paragraph")
    all_of_them = f"{paragraphs} of {counted(cited_by.documents, 'document')}"
    first, last = cited_by.offset + 1, cited_by.offset + len(cited_by)
    if not cited_by.hits:
        shown = f"None shown of {all_of_them}"
    elif len(cited_by) < cited_by.total:
        shown = f"{first:,} to {last:,} of {all_of_them}"
    else:
        shown = all_of_them
    return f"{shown} citing {cited_by.key}, which is {had}"


def _chain(chain: Chain, typesetter: Typesetter) -> Iterator[str]:
    """Yield the resolutions of a series, a line each, and how many they are."""
    keys = aligned([link.key for link in chain])
    dates = aligned([link.date or link.year or "" for link in chain])
    had = aligned([of_index(link.key, link.indexed) for link in chain])
    for date, key, of_it, link in zip(dates, keys, had, chain, strict=True):
        place = f"{date}  {key}  {of_it if link.title else of_it.rstrip()}"
        title = typesetter.fitted(visible(link.title or ""), f"{place}  ")
        own = typesetter.strong(place) if link.indexed else place
        yield own + (f"  {typesetter.faint(title)}" if title else "")
    if chain.links:
        yield ""
    yield from typesetter.lines(_total(chain))
    if not chain.complete:
        yield from typesetter.lines("There was more to read than the limit: the series may go on.")


def _total(chain: Chain) -> str:
    if not chain.links:
        return f"No series of {chain.key} is known: nothing in the index recalls it so."
    had = sum(link.indexed is not None for link in chain)
    return f"{counted(len(chain), 'resolution')}, {had:,} in the index"
