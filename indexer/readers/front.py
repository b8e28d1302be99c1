"""What a document says of itself above its text: title, author, date; the rest is furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as day

from indexer.readers.inlines import text_of
from indexer.readers.pandoc import Element
from indexer.source import Role

__all__ = ["Front", "front_of", "iso_date"]

# in the order in which they are printed
_PRINTED: tuple[tuple[str, Role], ...] = (
    ("title", "title"),
    ("subtitle", "plain"),
    ("author", "plain"),
    ("date", "plain"),
    ("abstract", "plain"),
)

# 2024-05-01, 2024/5/1, 2024年5月1日
DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Front:
    """What is printed above the text, each with its role; what is not; and the date it gives."""

    printed: tuple[tuple[list[Element], Role], ...]
    furniture: tuple[str, ...]
    date: str | None


def front_of(meta: Mapping[str, Element]) -> Front:
    """Return what a document's metadata holds, sorted by whether its readers see it."""
    known = dict(_PRINTED)
    printed = tuple((list(_blocks(meta[key])), role) for key, role in _PRINTED if key in meta)
    others = tuple(
        text for key, value in meta.items() if key not in known for text in _texts(value)
    )
    dates = _texts(meta["date"]) if "date" in meta else iter(())
    return Front(printed, others, iso_date(next(dates, "")))


def _blocks(value: Element) -> Iterator[Element]:
    """Yield a value as blocks that can be written down."""
    kind, content = value["t"], value["c"]
    if kind == "MetaBlocks":
        yield from content
    elif kind == "MetaInlines":
        yield {"t": "Para", "c": content}
    elif kind == "MetaList":
        for item in content:
            yield from _blocks(item)
    elif kind == "MetaMap":
        for item in content.values():
            yield from _blocks(item)
    elif kind == "MetaString":
        yield {"t": "Para", "c": [{"t": "Str", "c": content}]}


def _texts(value: Element) -> Iterator[str]:
    for block in _blocks(value):
        text = text_of(block["c"]) if block["t"] in ("Para", "Plain") else ""
        if text:
            yield text


def iso_date(text: str) -> str | None:
    """Return the first date in a text as ISO 8601 has it, where there is such a day."""
    found = DATE.search(text)
    if found is None:
        return None
    try:
        return day(*map(int, found.groups())).isoformat()
    except ValueError:
        return None
