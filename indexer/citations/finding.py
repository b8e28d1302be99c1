"""Text → every reference in it that has a canonical key, in order of place."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.citations.lists import may_number, numbered
from indexer.citations.reports import may_report, reports
from indexer.citations.spacing import narrowed
from indexer.citations.symbols import symbols
from indexer.citations.titles import ShortNames, may_name, sole_treaty, titled, unbracketed
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
        found = list(self._found(text))
        if len(found) > 1:
            found.sort(key=lambda citation: (citation.start, citation.end, citation.key))
        return tuple(found)

    def _found(self, text: str) -> Iterator[Citation]:
        # Most texts cite nothing, which a look at single characters tells and costs little.
        if "《" in text:
            yield from titled(text, self._names)
        if may_name(text) or (self._names and "第" in text):
            yield from unbracketed(text, self._names)
        if may_number(text):
            yield from numbered(narrowed(text))
        if "/" in text or "／" in text:
            yield from symbols(narrowed(text))
        if may_report(text):
            yield from reports(narrowed(text))
        if text.endswith("。") and (sole := sole_treaty(text)):
            yield sole


def find_citations(text: str) -> tuple[Citation, ...]:
    """Return every reference in a text by itself that has a canonical key, in order of place."""
    return Finder().find(text)
