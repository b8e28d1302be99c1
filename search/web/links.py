"""What is to be shown → its address on this server. All parts of addresses are made here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from search.web.asked import Asked
from search.web.settings import PAGE_PARAGRAPHS

__all__ = ["Links"]


@dataclass(frozen=True, slots=True)
class Links:
    """Makes addresses; where a language was chosen by address, all lead to pages in it."""

    language: str | None = None

    def search(self, asked: Asked) -> str:
        """Return the address of the page that answers what is asked."""
        return self._address("/", asked.parameters() if asked != Asked() else [])

    def document(self, key: str, anchor: str = "", ordinal: int = 1) -> str:
        """Return the address of a document, or of the part with the paragraph of that ordinal."""
        first = (ordinal - 1) // PAGE_PARAGRAPHS * PAGE_PARAGRAPHS + 1
        place = [("from", str(first))] if first > 1 else []
        address = self._address(f"/doc/{quote(key, safe='/')}", place)
        return f"{address}#{quote(anchor)}" if anchor else address

    def paragraph(self, id: str) -> str:  # noqa: A002 - as in Index
        """Return the address of a paragraph of which only the id is known."""
        key, _, anchor = id.rpartition("#")
        return self._address(f"/to/{quote(key, safe='/')}", [("at", anchor)])

    def citation(self, id: str) -> str:  # noqa: A002 - as in Index
        """Return where the API has a citation of a paragraph that is ready to be pasted."""
        return f"/api/citations/{quote(id, safe='/')}"

    def comparison(self, first: str, second: str) -> str:
        """Return the address of the page that compares two documents."""
        return self._address("/compare", [("first", first), ("second", second)])

    def query(self, text: str) -> str:
        """Return the address of the page that answers a query."""
        return self.search(Asked(text=text))

    def help(self) -> str:
        """Return the address of the help page."""
        return self._address("/help", [])

    def here(self, path: str, parameters: Iterable[tuple[str, str]], language: str) -> str:
        """Return the address of a page in another language."""
        others = [(name, value) for name, value in parameters if name != "lang"]
        return Links(language)._address(quote(path, safe="/"), others)

    def _address(self, path: str, parameters: Iterable[tuple[str, str]]) -> str:
        named = [*parameters]
        if self.language is not None:
            named.append(("lang", self.language))
        return f"{path}?{urlencode(named)}" if named else path
