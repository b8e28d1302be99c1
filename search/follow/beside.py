"""What a document cites, and what cites it → lines to be read below the document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.typeset import INDENT, Typesetter, columns_of, counted, superscript, visible
from search.follow.linked import Cited, CitedBy, Cites, Place, References

__all__ = ["PLACES_TOLD", "aligned", "of_index", "references_text"]

PLACES_TOLD = 5
"""So many places at which a document cites a thing are told on its line; the others are counted."""

WIDEST = 40
"""What is beside a name that takes more columns than this is not in line with the others."""


def references_text(references: References, typesetter: Typesetter) -> Iterator[str]:
    """Yield what is cited, a line each with its places, and the documents that cite."""
    yield typesetter.strong(_heading_of_cites(references.cites))
    cited = references.cites.cited
    keys = aligned([each.key for each in cited])
    dates = aligned([each.date or "" for each in cited])
    had = aligned([of_index(each.key, each.indexed) for each in cited])
    for key, date, of_it, each in zip(keys, dates, had, cited, strict=True):
        parts = (key, date, of_it, visible(_places(each)))
        yield from _line("  ".join(filter(None, parts)), typesetter)
    yield ""
    yield typesetter.strong(_heading_of_cited_by(references.cited_by))
    yield from _citing(references.cited_by, typesetter)


def of_index(key: str, indexed: str | None) -> str:
    """Return whether the index has what is cited by a key, and under which name if another."""
    if indexed is None:
        return "not in the index"
    return "in the index" if indexed == key else f"in the index as {indexed}"


def aligned(texts: Sequence[str]) -> list[str]:
    """Return texts, visible, as wide as the widest of them, if that is not too wide."""
    shown = list(map(visible, texts))
    widths = list(map(columns_of, shown))
    wide = max((width for width in widths if width <= WIDEST), default=0)
    return [text + " " * (wide - width) for text, width in zip(shown, widths, strict=True)]


def _heading_of_cites(cites: Cites) -> str:
    if not cites.cited:
        return "cites nothing"
    had = sum(each.indexed is not None for each in cites)
    return f"cites {counted(len(cites), 'text')}, {had:,} in the index"


def _heading_of_cited_by(cited_by: CitedBy) -> str:
    if not cited_by.total:
        return "cited by nothing in the index"
    paragraphs = counted(cited_by.total, "paragraph")
    return f"cited by {paragraphs} of {counted(cited_by.documents, 'document')}"


def _citing(cited_by: CitedBy, typesetter: Typesetter) -> Iterator[str]:
    """Yield the documents that cite, each with how many of its paragraphs do."""
    names = aligned([key for key, _ in cited_by.keys])
    for name, (_, number) in zip(names, cited_by.keys, strict=True):
        yield from _line(f"{name}  {counted(number, 'paragraph')}", typesetter)
    if cited_by.documents > len(cited_by.keys):
        others = counted(cited_by.documents - len(cited_by.keys), "more document")
        yield from _line(f"and {others}", typesetter)


def _places(cited: Cited) -> str:
    told = ", ".join(map(_place, cited.places[:PLACES_TOLD]))
    others = len(cited.places) - PLACES_TOLD
    return f"{told} and {others:,} more" if others > 0 else told


def _place(place: Place) -> str:
    """Return a paragraph's label, with the number of the note in which it cites."""
    own = place.note is not None and place.label == f"脚注{place.note}"
    return place.label + ("" if place.note is None or own else superscript(place.note))


def _line(text: str, typesetter: Typesetter) -> Iterator[str]:
    yield from typesetter.lines(text, first=INDENT, hanging=INDENT * 2)
