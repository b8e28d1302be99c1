"""A page of HTML → the same page as pandoc shall see it.

What is not shown is left out. Each place that a link may lead to is a `span` of that id: pandoc
keeps those, and few ids elsewhere. What it would take for notes by name alone it sees as plain
links; what it would pass over, as plain text.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from indexer.readers.markup import NOT_SHOWN, VOID, Tag, tokens

__all__ = ["NOTE", "Page", "prepared"]

# display:none, display : none
HIDING = re.compile(r"display\s{0,8}:\s{0,8}none", re.IGNORECASE)

# 12 in <li value="12">
NUMBER = re.compile(r"[0-9]{1,6}")

NOTE = "note"
"""The class of a place that its page calls a note."""

_NOTES = frozenset(("doc-endnote", "doc-footnote", "endnote", "footnote", "note", "rearnote"))

KEPT = frozenset(("alt", "colspan", "href", "rowspan", "start", "type"))
"""The attributes that bear on what is shown, or on where links lead."""

_AROUND = frozenset(("body", "html"))
_STRUCTURE = frozenset(
    ("body", "colgroup", "dl", "html", "ol", "select", "table", "tbody", "tfoot", "thead",
     "tr", "ul")
)  # fmt: skip
_LISTS = frozenset(("ol", "ul"))
_VERBATIM = frozenset(("code", "option", "pre"))
_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "div", "dl", "fieldset", "figure", "footer",
     "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p",
     "pre", "section", "table", "ul")
)  # fmt: skip
_ENDED_BY = {
    "dd": {"dd", "dt"},
    "dt": {"dd", "dt"},
    "li": {"li"},
    "option": {"option"},
    "p": _BLOCKS,
    "td": {"td", "th", "tr"},
    "th": {"td", "th", "tr"},
    "tr": {"tr"},
}
"""Before which elements another is at its end, its end tag left out."""

_DIVISIONS = (
    "address", "article", "aside", "center", "details", "fieldset", "footer", "form", "header",
    "iframe", "main", "nav", "section", "summary", "textarea",
)  # fmt: skip
_RENAMED = {**dict.fromkeys(_DIVISIONS, "div"), "svg": "span", "text": "span"}
"""What pandoc passes over, or takes for all there is, is a plain part of the page."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as pandoc shall see it; the title that its head gives it; the text that it shows.

    Mathematics is no part of `text`, since pandoc writes it otherwise.
    """

    html: str
    title: str
    text: str


def prepared(markup: str, prefix: str = "", target: Callable[[str], str] | None = None) -> Page:
    """Return the page, its ids with `prefix` before them.

    `target` says to which id a link's address leads, or to none; where it is not given, what begins
    with # leads to a place in the page.
    """
    rewriter = _Rewriter(prefix, target or _within_page)
    for token in tokens(markup):
        rewriter.take(token)
    rewriter.end()
    title = " ".join("".join(rewriter.title).split())
    return Page("".join(rewriter.parts), title, "".join(rewriter.texts))


def _within_page(address: str) -> str:
    return address[1:] if address.startswith("#") else ""


@dataclass(slots=True)
class _List:
    """A list that is open, and the attributes of its tag; an ordered one waits for an item."""

    is_ordered: bool
    attributes: str
    waits: bool


class _Rewriter:
    """Writes down the tags and texts of a page that are to be seen."""

    def __init__(self, prefix: str, target: Callable[[str], str]) -> None:
        self.parts: list[str] = []
        self.texts: list[str] = []
        self.title: list[str] = []
        self._prefix = prefix
        self._target = target
        self._open: list[str] = []
        self._counts: Counter[str] = Counter()
        self._hidden_at: int | None = None
        self._ids: list[tuple[str, bool]] = []
        self._lists: list[_List] = []

    def take(self, token: Tag | str) -> None:
        """Write down a tag or a text, if it is to be seen."""
        if isinstance(token, str):
            self._text(token)
        elif token.is_end:
            self._end(token.name)
        else:
            self._start(token.name, token.attributes)
            if token.closes and token.name not in VOID:
                self._end(token.name)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        while self._open and tag in _ENDED_BY.get(self._open[-1], ()):
            self._close_last()
        hides = tag in NOT_SHOWN or _is_hidden(attributes)
        if tag not in VOID:
            if hides and self._hidden_at is None:
                self._hidden_at = len(self._open)
            self._open.append(tag)
            self._counts[tag] += 1
            if tag in _LISTS:
                is_ordered = tag == "ol"
                self._lists.append(_List(is_ordered, self._kept(tag, attributes), is_ordered))
        if self._hidden_at is None and not (hides and tag in VOID):
            self._write_tag(tag, attributes)

    def _end(self, tag: str) -> None:
        if not self._counts[tag]:
            return
        while self._open[-1] != tag:
            self._close_last()
        self._close_last()

    def _text(self, text: str) -> None:
        if self._hidden_at is None:
            if text and not text.isspace():
                self._write_ids()
            self.parts.append(html.escape(text, quote=False))
            if not self._counts["math"]:
                self.texts.append(text)
        elif self._open[-1] == "title" and not self._counts["svg"]:
            self.title.append(text)

    def end(self) -> None:
        """Close what the page left open."""
        while self._open:
            self._close_last()

    def _close_last(self) -> None:
        tag = self._open.pop()
        self._counts[tag] -= 1
        waits = tag in _LISTS and self._lists.pop().waits
        if self._hidden_at is None:
            if tag not in _AROUND and not waits:
                self.parts.append(f"</{_RENAMED.get(tag, tag)}>")
        elif len(self._open) == self._hidden_at:
            self._hidden_at = None

    def _write_tag(self, tag: str, attributes: dict[str, str]) -> None:
        own = attributes.get("id") or (attributes.get("name") if tag == "a" else None)
        if own:
            self._ids.append((own, _is_note(attributes)))
        if tag in VOID or tag in _VERBATIM:
            self._write_ids()
        if tag == "li" and self._lists:
            self._begin_item(self._lists[-1], attributes.get("value", ""))
        waits = tag in _LISTS and self._lists[-1].waits
        if tag not in _AROUND and not waits:
            self.parts.append(f"<{_RENAMED.get(tag, tag)}{self._kept(tag, attributes)}>")
        if tag not in _STRUCTURE:
            self._write_ids()

    def _begin_item(self, list_: _List, value: str) -> None:
        """Begin the list with its first item, so that one which only holds a list has no number.

        Begin another where an item says its number: pandoc hears only lists say so.
        """
        says = list_.is_ordered and bool(NUMBER.fullmatch(value))
        if says and not list_.waits:
            self.parts.append("</ol>")
        if says or list_.waits:
            start = f' start="{value}"' if says else ""
            # Of two attributes of a name the last holds.
            self.parts.append(f"<ol{list_.attributes}{start}>")
        list_.waits = False

    def _write_ids(self) -> None:
        """Write the ids that wait for the first place where text can stand."""
        for own, is_note in self._ids:
            named = f' class="{NOTE}"' if is_note else ""
            self.parts.append(f'<span id="{html.escape(self._prefix + own)}"{named}></span>')
        self._ids.clear()

    def _kept(self, tag: str, attributes: dict[str, str]) -> str:
        kept = {name: value for name, value in attributes.items() if name in KEPT}
        if "href" in kept:
            # Where a link leads elsewhere does not matter.
            place = self._target(kept["href"])
            kept["href"] = f"#{place}" if place else "elsewhere"
        if tag == "img":
            kept["src"] = "image"
        return "".join(f' {name}="{html.escape(value)}"' for name, value in kept.items())


def _is_note(attributes: dict[str, str]) -> bool:
    """Say whether an element is called a note by the vocabulary of electronic books."""
    said = f"{attributes.get('epub:type', '')} {attributes.get('role', '')}".split()
    return any(word in _NOTES for word in said)


def _is_hidden(attributes: dict[str, str]) -> bool:
    """Say whether an element is not shown, or shows again what stands beside it as mathematics."""
    return (
        "hidden" in attributes
        or bool(HIDING.search(attributes.get("style", "")))
        or "katex-html" in attributes.get("class", "").split()
    )
