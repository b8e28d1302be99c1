"""What each paragraph of a document is called: kind, printed number, label and anchor."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from indexer.document import Kind
from indexer.facts import SPACES, dates, head_of, titles_a_resolution
from indexer.numerals import han_numeral, value_of_numeral
from indexer.shapes import (
    ANNEX,
    ARTICLE,
    CHAPTER,
    ITEM,
    MEETING_LINE,
    NUMBERED,
    OPENER,
    OPENING,
    SYMBOL_LINE,
    ends_unit,
)
from indexer.source import Role

__all__ = ["Numbering", "Place"]

LONGEST_HEADING = 40
"""A longer line without punctuation at its end is a paragraph that lacks it."""

_ENCLOSED = {character: value for value, character in enumerate("㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", start=1)}


class Place(NamedTuple):
    """What a paragraph is called: the anchor is within the document, annexes' prefix included."""

    kind: Kind
    anchor: str
    number: str | None
    label: str


class Numbering:
    """Walks down a document and says of each paragraph what it is called.

    Numbers are those printed. Where paragraphs bear none, preambular ones are counted, and so are
    the others: from p1 in a document without numbers, from u1 beside printed numbers, so that
    第3段 always means the paragraph that says 3.
    """

    def __init__(
        self,
        texts: Sequence[str],
        title: str | None,
        roles: Sequence[Role | None] | None = None,
    ) -> None:
        """Take the texts, the title among them, and what their source says each of them is."""
        self._texts = texts
        self._title = title
        self._roles = roles or [None] * len(texts)
        self._head = len(head_of(texts))
        self._masthead = _masthead_length(texts)
        self._resolution = _is_resolution(texts)
        self._numbered = any(
            NUMBERED.match(text) and role is None
            for text, role in zip(texts, self._roles, strict=True)
        )
        self._counts: Counter[str] = Counter()
        self._prefix = ""
        self._prefix_label = ""
        self._parents: list[Place] = []
        self._items: list[tuple[str, str]] = []
        self._article: Place | None = None
        self._operative = False

    def places(self) -> list[Place]:
        """Return the places of all paragraphs, in order."""
        return [self._place(index, text) for index, text in enumerate(self._texts)]

    def _place(self, index: int, text: str) -> Place:
        if self._roles[index] == "plain":
            return self._unnumbered()
        if self._roles[index] == "title":
            return self._counted("title", "title", "标题")
        around = self._around(index, text)
        if around is not None:
            return around
        for shape, place_of in (
            (ARTICLE, self._in_article),
            (NUMBERED, self._in_numbers),
            (ITEM, self._in_items),
        ):
            if self._roles[index] == "heading" and shape is not ARTICLE:
                return self._heading()
            if match := shape.match(text):
                return place_of(match)
        if self._is_heading(index, text):
            return self._heading()
        return self._unnumbered()

    def _around(self, index: int, text: str) -> Place | None:
        """Return the place of what stands above, below or between paragraphs by its form alone."""
        if index < self._head and self._is_title(text) and not self._counts["title"]:
            return self._counted("title", "title", "标题")
        if OPENING.match(text) and not self._counts["opening"]:
            return self._counted("opening", "opening", "开头")
        if annex := ANNEX.match(text):
            return self._annex(annex)
        if dates(text) or MEETING_LINE.match(text):
            if self._counts["opening"] or self._operative:
                return self._counted("closing", "closing", "结尾")
            return self._heading()
        if SYMBOL_LINE.match(text) and index < self._head:
            return self._heading()
        return None

    def _is_title(self, text: str) -> bool:
        return titles_a_resolution(text) or text == self._title

    def _counted(self, anchor: str, kind: Kind, label: str) -> Place:
        """Return the place of what a document has once; a second has another anchor."""
        self._counts[anchor] += 1
        return Place(kind, self._prefix + anchor, None, self._prefix_label + label)

    def _heading(self) -> Place:
        self._counts["heading"] += 1
        number = self._counts["heading"]
        self._article = None
        return Place(
            "heading", f"{self._prefix}h{number}", None, f"{self._prefix_label}小标题{number}"
        )

    def _annex(self, match: re.Match[str]) -> Place:
        """Begin an annex or an appendix: what follows is counted anew."""
        stem = "annex" if match["word"] == "附件" else "appendix"
        kept = {name: self._counts[name] for name in ("annex", "appendix")}
        self._counts = Counter({"title": 1, "opening": 1, **kept})
        self._counts[stem] += 1
        number = _annex_number(match["number"], self._counts[stem])
        self._prefix, self._prefix_label = (
            f"{stem}{number}.",
            match["word"] + (match["number"] or ""),
        )
        self._resolution, self._operative, self._article, self._parents = False, False, None, []
        return Place("heading", f"{stem}{number}", None, self._prefix_label)

    def _in_article(self, match: re.Match[str]) -> Place:
        label = SPACES.sub("", match.group())
        inserted = f"-{value_of_numeral(match['inserted'])}" if match["inserted"] else ""
        anchor = f"{self._prefix}art{value_of_numeral(match['number'])}{inserted}"
        place = Place("article", anchor, match["number"], self._prefix_label + label)
        self._article = place
        self._begin_items(place._replace(anchor=f"{anchor}.1"))
        self._counts["clause"] = 1
        return place

    def _in_numbers(self, match: re.Match[str]) -> Place:
        number = match["number"]
        label = f"{self._prefix_label}第{number}段"
        if self._article is not None:
            return self._in_article_numbers(self._article, number)
        if self._resolution:
            self._operative = True
            place = Place("operative", f"{self._prefix}op{number}", number, label)
        else:
            place = Place("body", f"{self._prefix}p{number}", number, label)
        self._begin_items(place)
        return place

    def _in_article_numbers(self, article: Place, number: str) -> Place:
        """Return the place of 2. in an article: 第二条第2款, or 第1目 below an item like （一）."""
        if self._items and self._items[0][0] == "Han number":
            parent = self._parents[1]
            name = f"{parent.anchor}.{number}"
            return Place("subparagraph", name, number, f"{parent.label}第{number}目")
        label = f"{article.label}第{number}款"
        place = Place("article", f"{article.anchor}.{number}", number, label)
        self._counts["clause"] = int(number)
        self._begin_items(place)
        return place

    def _in_items(self, match: re.Match[str]) -> Place:
        """Return the place of (a) below the paragraph above it, of ㈠ or (i) below (a).

        An item of a kind met before stands beside the last of its kind, one of a new kind below.
        """
        name, printed = _item_name(match), match["bracketed"] or match["enclosed"]
        if not self._parents:
            self._begin_items(self._unnumbered_parent())
        kind = _item_kind(name, printed, self._items)
        level = next(
            (at for at, (met, _) in enumerate(self._items) if met == kind), len(self._items)
        )
        self._items = [*self._items[:level], (kind, name)]
        parent = self._parents[level]
        place = Place(
            "subparagraph", f"{parent.anchor}.{name}", printed, _item_label(parent, printed)
        )
        self._parents = [*self._parents[: level + 1], place]
        return place

    def _begin_items(self, parent: Place) -> None:
        """Let the items to come be counted below a paragraph."""
        self._parents, self._items = [parent], []

    def _unnumbered_parent(self) -> Place:
        """Return what items without a paragraph above them are counted below."""
        return Place("body", f"{self._prefix}p0", None, self._prefix_label)

    def _is_heading(self, index: int, text: str) -> bool:
        if self._resolution and index < self._masthead and not _is_preambular(text):
            return True
        if ends_unit(text) or len(text) > LONGEST_HEADING or index + 1 == len(self._texts):
            return bool(CHAPTER.match(text) and len(text) <= LONGEST_HEADING)
        return not (self._resolution and not self._operative and OPENER.match(text))

    def _unnumbered(self) -> Place:
        if self._article is not None:
            return self._clause(self._article)
        if self._resolution and not self._operative:
            place = self._next("pp", "preambular", "序言部分第{}段")
        elif self._numbered or self._resolution:
            place = self._next("u", "body", "无编号第{}段")
        else:
            place = self._next("p", "body", "第{}段")
        if place.kind != "body" or not self._numbered:
            self._begin_items(place)
        return place

    def _next(self, anchor: str, kind: Kind, label: str) -> Place:
        self._counts[anchor] += 1
        number = self._counts[anchor]
        return Place(
            kind, f"{self._prefix}{anchor}{number}", None, self._prefix_label + label.format(number)
        )

    def _clause(self, article: Place) -> Place:
        """Return the place of a further paragraph of an article: 第十二条第二款."""
        self._counts["clause"] += 1
        clause = self._counts["clause"]
        label = f"{article.label}第{han_numeral(clause)}款"
        place = Place("article", f"{article.anchor}.{clause}", None, label)
        self._begin_items(place)
        return place


def _masthead_length(texts: Sequence[str]) -> int:
    """Return how many paragraphs stand above the opening of a resolution, or above its title."""
    opening = next((at for at, text in enumerate(texts) if OPENING.match(text)), None)
    if opening is not None:
        return opening
    titles = (at for at, text in enumerate(head_of(texts)) if titles_a_resolution(text))
    return next(titles, 0)


def _is_resolution(texts: Sequence[str]) -> bool:
    """Say whether the document is built as resolutions are: a preamble, then numbered decisions."""
    if any(map(titles_a_resolution, head_of(texts))) or any(map(OPENING.match, texts)):
        return True
    numbered = next((at for at, text in enumerate(texts) if NUMBERED.match(text)), None)
    return numbered is not None and any(_is_preambular(text) for text in texts[:numbered])


def _is_preambular(text: str) -> bool:
    return bool(OPENER.match(text)) and text.endswith(("，", ","))


def _item_name(match: re.Match[str]) -> str:
    """Return the name of an item as anchors have it: a, iv, 1 for 一 and ㈠."""
    if match["enclosed"]:
        return str(_ENCLOSED[match["enclosed"]])
    name = match["bracketed"]
    return name if name.isascii() else str(value_of_numeral(name))


def _item_label(parent: Place, printed: str) -> str:
    """Return 第2(a)段 below 第2段, 第十二条第(一)项 below an article."""
    item = printed if printed in _ENCLOSED else f"({printed})"
    if parent.label.endswith("段"):
        return f"{parent.label[:-1]}{item}段"
    return f"{parent.label}第{item}项"


def _item_kind(name: str, printed: str, above: Sequence[tuple[str, str]]) -> str:
    """Return of what kind an item's number is, given the kinds and names of those it is below.

    A single i, v or x is a letter where it follows its neighbour in the alphabet, else roman.
    """
    if not name.isalpha():
        return "number" if printed.isdigit() else "Han number"
    if not set(name) <= set("ivx"):
        return "letter"
    follows = len(name) == 1 and ("letter", chr(ord(name) - 1)) in above
    return "letter" if follows else "roman"


def _annex_number(printed: str | None, count: int) -> str:
    """Return an annex's number as anchors have it: A, 2 for 二, its count where it has none."""
    if printed is None:
        return str(count)
    return printed if printed.isalpha() and printed.isascii() else str(value_of_numeral(printed))
