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
    DECISION,
    GLUED_ARTICLE,
    ITEM,
    MEETING_LINE,
    NOTES_HEADING,
    NUMBERED,
    OPENER,
    OPENING,
    OUTLINE,
    PREAMBLE,
    SYMBOL_LINE,
    VOTE,
    ends_sentence,
    ends_unit,
)
from indexer.source import Role
from indexer.survey import survey

__all__ = ["Numbering", "Place"]

LONGEST_HEADING = 40
"""A longer line without punctuation at its end is a paragraph that lacks it."""

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ENCLOSED = {
    character: value
    for enclosed in ("㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", _CIRCLED)
    for value, character in enumerate(enclosed, start=1)
}

_ANNEXES = {
    "附件": ("annex", 0),
    "附": ("annex", 0),
    "附录": ("appendix", 1),
    "附錄": ("appendix", 1),
    "附表": ("table", 2),
}
"""What anchors call an annex, and how deep it may stand: an appendix within an annex."""


_IN_OUTLINE = ("、", ".", ")", *_ENCLOSED)
"""How the label of a part of an outline ends: it is all that is printed before it, as 一、(二)3."""


class Place(NamedTuple):
    """What a paragraph is called: the anchor is within the document, annexes' prefix included."""

    kind: Kind
    anchor: str
    number: str | None
    label: str


class _Annex(NamedTuple):
    """An annex that is open: how deep its kind stands, and what its paragraphs are called by."""

    rank: int
    prefix: str
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
        self._survey = survey(texts, self._roles)
        self._numbered = self._survey.is_numbered or (
            self._resolution and bool(self._survey.listed)
        )
        self._declares = any(map(ARTICLE.match, texts)) or bool(self._survey.articles)
        self._counts: Counter[str] = Counter()
        self._annexes: list[_Annex] = []
        self._annex_counts: Counter[str] = Counter()
        self._prefix = ""
        self._prefix_label = ""
        self._parents: list[Place] = []
        self._items: list[tuple[str, str]] = []
        self._list: tuple[list[Place], list[tuple[str, str]]] = ([], [])
        self._article: Place | None = None
        self._operative = False
        self._preamble = False

    def places(self) -> list[Place]:
        """Return the places of all paragraphs, in order."""
        return [self._place(index, text) for index, text in enumerate(self._texts)]

    def _place(self, index: int, text: str) -> Place:
        role = self._roles[index]
        if role == "plain":
            return self._unnumbered(text)
        if role == "title":
            return self._counted("title", "title", "标题")
        if index in self._survey.contents:
            return self._heading(text)
        if around := self._around(index, text):
            return around
        if article := self._article_at(index, text):
            return self._in_article(article)
        return self._heading(text) if role == "heading" else self._within(index, text)

    def _within(self, index: int, text: str) -> Place:
        """Return the place of what is neither around the text nor begins an article of it."""
        if number := NUMBERED.match(text):
            return self._in_list(number) if self._is_listed(index) else self._in_numbers(number)
        if item := ITEM.match(text):
            return self._in_items(_item_name(item), item[item.lastgroup or 0])
        if self._is_heading(index, text):
            return self._heading(text)
        if self._article is None and not self._resolution and (outline := _outline(text)):
            return self._in_outline(outline)
        return self._unnumbered(text)

    def _article_at(self, index: int, text: str) -> re.Match[str] | None:
        glued = GLUED_ARTICLE.match(text) if index in self._survey.articles else None
        return ARTICLE.match(text) or glued

    def _is_listed(self, index: int) -> bool:
        """Say whether a number counts items; in a resolution it is one of another, below it."""
        return index in self._survey.listed and not self._resolution and self._article is None

    def _around(self, index: int, text: str) -> Place | None:
        """Return the place of what stands above, below or between paragraphs by its form alone."""
        if index < self._head and self._is_title(text) and not self._counts["title"]:
            return self._counted("title", "title", "标题")
        if OPENING.match(text) and not self._counts["opening"]:
            return self._counted("opening", "opening", "开头")
        if annex := ANNEX.match(text):
            return self._annex(annex)
        if dates(text) or MEETING_LINE.match(text) or VOTE.match(text):
            if self._counts["opening"] or self._operative:
                return self._counted("closing", "closing", "结尾")
            return None if VOTE.match(text) else self._heading(text)
        if SYMBOL_LINE.match(text) and index < self._head:
            return self._heading(text)
        return None

    def _is_title(self, text: str) -> bool:
        return titles_a_resolution(text) or text == self._title

    def _counted(self, anchor: str, kind: Kind, label: str) -> Place:
        """Return the place of what a document has once; a second has another anchor."""
        self._counts[anchor] += 1
        return Place(kind, self._prefix + anchor, None, self._prefix_label + label)

    def _heading(self, text: str) -> Place:
        self._counts["heading"] += 1
        number = self._counts["heading"]
        self._article = None
        self._preamble = self._declares and bool(PREAMBLE.match(text))
        outline = _outline(text)
        place = Place(
            "heading",
            f"{self._prefix}h{number}",
            outline,
            f"{self._prefix_label}小标题{number}",
        )
        if outline is not None:
            self._begin_items(place._replace(label=f"{self._prefix_label}{outline}、"))
        elif not self._numbered:
            self._begin_items(place)
        return place

    def _annex(self, match: re.Match[str]) -> Place:
        """Begin an annex, or an appendix within one: what follows is counted anew."""
        stem, rank = _ANNEXES[match["word"]]
        self._annexes = [annex for annex in self._annexes if annex.rank < rank]
        above = self._annexes[-1] if self._annexes else _Annex(-1, "", "")
        self._annex_counts[above.prefix + stem] += 1
        number = _annex_number(match["number"], self._annex_counts[above.prefix + stem])
        anchor = f"{above.prefix}{stem}{number}"
        label = above.label + match["word"] + (match["number"] or "")
        self._annexes.append(_Annex(rank, f"{anchor}.", label))
        self._prefix, self._prefix_label = f"{anchor}.", label
        self._counts = Counter({"title": 1, "opening": 1})
        self._resolution = self._operative = self._preamble = False
        self._article, self._parents, self._list = None, [], ([], [])
        return Place("heading", anchor, None, label)

    def _in_article(self, match: re.Match[str]) -> Place:
        label = SPACES.sub("", match.group())
        inserted = f"-{value_of_numeral(match['inserted'])}" if match["inserted"] else ""
        anchor = f"{self._prefix}art{value_of_numeral(match['number'])}{inserted}"
        place = Place("article", anchor, match["number"], self._prefix_label + label)
        self._article, self._preamble = place, False
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

    def _in_list(self, match: re.Match[str]) -> Place:
        """Return the place of 2. in a list, an item of the paragraph above it: 第12段第2项.

        A list that a paragraph interrupts goes on behind it.
        """
        parents, items = self._list
        before = next((name for kind, name in items if kind == "dotted number"), None)
        if before and match["number"] == str(int(before) + 1):
            self._parents, self._items = parents, items
        place = self._in_items(match["number"], match["number"], "dotted number")
        self._list = (self._parents, self._items)
        return place

    def _in_outline(self, numeral: str) -> Place:
        """Return the place of a paragraph that begins with 一、 and is no heading."""
        anchor = f"{self._prefix}s{value_of_numeral(numeral)}"
        place = Place("body", anchor, numeral, f"{self._prefix_label}{numeral}、")
        self._begin_items(place)
        return place

    def _in_items(self, name: str, printed: str, kind: str | None = None) -> Place:
        """Return the place of (a) below the paragraph above it, of ㈠ or (i) below (a).

        An item of a kind met before stands beside the last of its kind, one of a new kind below.
        """
        if not self._parents:
            self._begin_items(self._unnumbered_parent())
        kind = kind or _item_kind(name, printed, self._items)
        level = next(
            (at for at, (met, _) in enumerate(self._items) if met == kind), len(self._items)
        )
        self._items = [*self._items[:level], (kind, name)]
        parent = self._parents[level]
        place = Place(
            "subparagraph", f"{parent.anchor}.{name}", printed, _item_label(parent, kind, printed)
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
        if NOTES_HEADING.match(text) or (CHAPTER.match(text) and not ends_sentence(text)):
            return True
        if ends_unit(text) or len(text) > LONGEST_HEADING:
            return False
        if index + 1 == len(self._texts):
            return bool(_outline(text))
        return not (self._resolution and not self._operative and OPENER.match(text))

    def _unnumbered(self, text: str) -> Place:
        if self._article is not None:
            return self._clause(self._article)
        if self._resolution and not self._numbered and self._decides(text):
            place = self._next("u", "operative", "执行部分无编号第{}段")
        elif self._preamble or (self._resolution and not self._operative):
            place = self._next("pp", "preambular", "序言部分第{}段")
        elif self._numbered or self._resolution:
            place = self._next("u", "body", "无编号第{}段")
        else:
            place = self._next("p", "body", "第{}段")
        if place.kind != "body" or not self._numbered:
            self._begin_items(place)
        return place

    def _decides(self, text: str) -> bool:
        """Say whether a paragraph of a resolution without numbers is one of its decisions."""
        if not self._operative:
            self._operative = bool(DECISION.match(text)) and not text.endswith(("，", ","))
        return self._operative

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
    """Return the name of an item as anchors have it: a, iv, 1 for 一, ㈠ and ①."""
    if match["enclosed"]:
        return str(_ENCLOSED[match["enclosed"]])
    name = match["bracketed"] or match["lettered"]
    return name if name.isascii() else str(value_of_numeral(name))


def _item_label(parent: Place, kind: str, printed: str) -> str:
    """Return 第2(a)段 below 第2段, 第十二条第(一)项 below an article, 一、(一) in an outline.

    An item of a list is 第12段第2项: 第12(2)段 would be one printed (2).
    """
    item = printed if printed in _ENCLOSED else f"({printed})"
    if parent.label.endswith(_IN_OUTLINE):
        return parent.label + (f"{printed}." if kind == "dotted number" else item)
    if kind == "dotted number":
        return f"{parent.label}第{printed}项"
    if parent.label.endswith("段"):
        return f"{parent.label[:-1]}{item}段"
    return f"{parent.label}第{item}项"


def _outline(text: str) -> str | None:
    """Return 一 where the text begins with 一、, as a part of an outline does."""
    outline = OUTLINE.match(text)
    return outline["han"] if outline else None


def _item_kind(name: str, printed: str, above: Sequence[tuple[str, str]]) -> str:
    """Return of what kind an item's number is, given the kinds and names of those it is below.

    A single i, v or x is a letter where it follows its neighbour in the alphabet, else roman.
    """
    if not name.isalpha():
        if printed in _CIRCLED:
            return "circled number"
        return "number" if printed.isascii() else "Han number"
    if not set(name) <= set("ivx"):
        return "letter"
    follows = len(name) == 1 and ("letter", chr(ord(name) - 1)) in above
    return "letter" if follows else "roman"


def _annex_number(printed: str | None, count: int) -> str:
    """Return an annex's number as anchors have it: A, 2 for 二, its count where it has none."""
    if printed is None:
        return str(count)
    return printed if printed.isalpha() and printed.isascii() else str(value_of_numeral(printed))
