"""Text → every reference in it that has a canonical key, in order of place."""

from __future__ import annotations

from indexer.citations.lists import numbered
from indexer.citations.reports import may_report, reports
from indexer.citations.signs import (
    COUNTED,
    DECIDED,
    NAMED,
    NUMBER,
    REPORT,
    SLASH,
    SOLE,
    TITLE,
    signs_in,
)
from indexer.citations.spacing import narrowed
from indexer.citations.symbols import symbols
from indexer.citations.titles import ShortNames, sole_treaty, titled, unbracketed
from indexer.document import Citation

__all__ = ["Finder", "find_citations"]


class Finder:
    """Finds what the texts of a document cite, in order: a short name holds once it is defined."""

    def __init__(self) -> None:
        self._names: ShortNames = {}

    def find(self, text: str) -> tuple[Citation, ...]:
        """Return every reference in `text` that has a canonical key, in order of place.

        Nothing is guessed: a number counts only as one of a resolution, a title only as one of an
        instrument, an article only behind a title.
        """
        found = self._found(text)
        if len(found) > 1:
            found.sort(key=lambda citation: (citation.start, citation.end, citation.key))
        return tuple(found)

    def _found(self, text: str) -> list[Citation]:
        # Most texts cite nothing, which a look at single characters tells and costs little.
        found: list[Citation] = []
        signs = signs_in(text)
        if signs & TITLE:
            found += titled(text, self._names)
        if signs & NAMED or (signs & COUNTED and self._names):
            found += unbracketed(text, self._names)
        if signs & NUMBER and signs & DECIDED:
            found += numbered(narrowed(text))
        if signs & SLASH:
            found += symbols(narrowed(text))
        if signs & REPORT and may_report(text):
            found += reports(narrowed(text))
        if signs & SOLE and (sole := sole_treaty(text)):
            found.append(sole)
        return found

    @property
    def heeded(self) -> int:
        """The signs, as bits, of which a text has one if anything is found in it or learned."""
        counted = COUNTED if self._names else 0
        return TITLE | NAMED | NUMBER | SLASH | REPORT | SOLE | counted


def find_citations(text: str) -> tuple[Citation, ...]:
    """Return every reference in a text by itself that has a canonical key, in order of place."""
    return Finder().find(text)
