"""Whole paragraphs → paragraphs with a kind, a printed number, a label and an anchor."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from indexer.citations import find_citations, key_of
from indexer.document import Diagnostic, Kind, Paragraph
from indexer.join import Draft
from indexer.shapes import (
    ADOPTION,
    ANNEX,
    ARTICLE,
    CHAPTER,
    DATE_LINE,
    ITEM,
    MEETING_LINE,
    NUMBERED,
    OPENER,
    OPENING,
    OUTLINE,
    RESOLUTION_TITLE,
    SECURITY_TITLE,
    SYMBOL_LINE,
    ends_unit,
    is_bare_article,
)

__all__ = ["Facts", "Structured", "structure", "value_of_numeral"]

HEAD_PARAGRAPHS = 5
"""Within so many paragraphs from the top a document gives its symbol and its title."""

LONGEST_HEADING = 40
"""A longer line without punctuation at its end is a paragraph that lacks it."""

LONGEST_TITLE = 80

# any white space
SPACES = re.compile(r"\s+")

# 2008年12月2日
DATE_IN_TEXT = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")

# 第61次全体会议
MEETING_IN_TEXT = re.compile(r"第[0-9]{1,5}次(?:全[体體])?[会會][议議]")
_HAN_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_ENCLOSED = {character: value for value, character in enumerate("㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", start=1)}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says of itself."""

    symbol: str | None
    title: str | None
    date: str | None
    meeting: str | None


@dataclass(frozen=True, slots=True)
class Structured:
    """The numbered paragraphs of a document, and what it says of itself."""

    facts: Facts
    paragraphs: tuple[Paragraph, ...]
    diagnostics: tuple[Diagnostic, ...]


class _Place(NamedTuple):
    """What a paragraph is called: the anchor is within the document, annexes' prefix included."""

    kind: Kind
    anchor: str
    number: str | None
    label: str


def structure(drafts: Sequence[Draft]) -> Structured:
    """Return the paragraphs in order, numbered as printed; none is dropped or merged away."""
    drafts = _with_article_heads(drafts)
    facts = _facts(drafts)
    places = _Numbering(drafts, facts).places()
    anchors, diagnostics = _unique(places, drafts)
    paragraphs = tuple(
        _paragraph(draft, place, anchor, ordinal)
        for ordinal, (draft, place, anchor) in enumerate(
            zip(drafts, places, anchors, strict=True), 1
        )
    )
    return Structured(facts, paragraphs, tuple(diagnostics))


def value_of_numeral(numeral: str) -> int:
    """Return the value of a numeral below ten thousand: 12, 十二, 一百零三, 二〇〇八."""
    if numeral.isascii():
        return int(numeral)
    if not any(unit in numeral for unit in _HAN_UNITS):
        return int("".join(str(_HAN_DIGITS[digit]) for digit in numeral))
    total, digit = 0, 0
    for character in numeral:
        if character in _HAN_UNITS:
            total += (digit or 1) * _HAN_UNITS[character]
            digit = 0
        else:
            digit = _HAN_DIGITS[character]
    return total + digit


def _paragraph(draft: Draft, place: _Place, anchor: str, ordinal: int) -> Paragraph:
    text = draft.text
    return Paragraph(
        anchor=anchor,
        kind=place.kind,
        number=place.number,
        label=place.label,
        text=text,
        marks=draft.marks,
        citations=find_citations(text),
        ordinal=ordinal,
        page=draft.page,
        spans=draft.spans,
    )


def _with_article_heads(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with each 第十二条 that stands alone joined to the text below it."""
    joined: list[Draft] = []
    for draft in drafts:
        if joined and is_bare_article(joined[-1].text) and not _is_head(draft.text):
            head = joined.pop()
            draft = replace(head, pieces=head.pieces + draft.pieces)
        joined.append(draft)
    return joined


def _is_head(text: str) -> bool:
    """Say whether the text only heads what follows, so that nothing above can claim it."""
    return any(shape.match(text) for shape in (ARTICLE, CHAPTER, ANNEX))


def _facts(drafts: Sequence[Draft]) -> Facts:
    """Return symbol and title from the head of the document, date and meeting from its lines."""
    head = [draft.text for draft in drafts[:HEAD_PARAGRAPHS]]
    symbol, title = _symbol_and_title(head)
    dated = [draft.text for draft in drafts if _dates(draft.text)]
    compact = SPACES.sub("", dated[0]) if dated else ""
    printed = DATE_IN_TEXT.search(compact)
    meeting = MEETING_IN_TEXT.search(compact)
    return Facts(
        symbol,
        title,
        _iso(printed) if printed else None,
        meeting.group() if meeting else None,
    )


def _iso(printed: re.Match[str]) -> str | None:
    """Return a date as ISO 8601 has it, or None where there is no such day."""
    year, month, day = map(int, printed.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _dates(text: str) -> bool:
    """Say whether the paragraph is a line that dates its document."""
    first, _, rest = text.rpartition(" 第")
    return bool(
        ADOPTION.match(text)
        or DATE_LINE.match(text)
        or (DATE_LINE.match(first) and MEETING_LINE.match("第" + rest))
    )


def _symbol_and_title(head: Sequence[str]) -> tuple[str | None, str | None]:
    for text in head:
        if titled := RESOLUTION_TITLE.match(text):
            return key_of(titled["number"]), titled["title"]
        if SECURITY_TITLE.match(text):
            return key_of(text), SPACES.sub("", text)
    symbol = next((key_of(text) for text in head if SYMBOL_LINE.match(text)), None)
    title = next((text for text in head if not SYMBOL_LINE.match(text)), None)
    return symbol, title if title is not None and _can_be_title(title, len(head)) else None


def _can_be_title(text: str, paragraphs: int) -> bool:
    """Say whether the first paragraph stands over the others as their title."""
    numbered = any(
        shape.match(text) for shape in (NUMBERED, ITEM, ARTICLE, CHAPTER, OUTLINE, ANNEX)
    )
    return paragraphs > 1 and len(text) <= LONGEST_TITLE and not ends_unit(text) and not numbered


def _unique(
    places: Sequence[_Place], drafts: Sequence[Draft]
) -> tuple[list[str], list[Diagnostic]]:
    """Return the anchors, ~2 and so on behind those that recur, and a diagnostic for each such."""
    times: Counter[str] = Counter()
    anchors: list[str] = []
    diagnostics: list[Diagnostic] = []
    for place, draft in zip(places, drafts, strict=True):
        times[place.anchor] += 1
        count = times[place.anchor]
        anchors.append(place.anchor if count == 1 else f"{place.anchor}~{count}")
        if count > 1:
            message = f"{place.label} is printed again; its anchor is {anchors[-1]}"
            diagnostics.append(Diagnostic(draft.line, "equal-anchor", message))
    return anchors, diagnostics


class _Numbering:
    """Walks down a document and says of each paragraph what it is called.

    Numbers are those printed. Where paragraphs bear none, preambular ones are counted, and so are
    the others: from p1 in a document without numbers, from u1 beside printed numbers, so that
    第3段 always means the paragraph that says 3.
    """

    def __init__(self, drafts: Sequence[Draft], facts: Facts) -> None:
        self._drafts = drafts
        self._facts = facts
        self._resolution = _is_resolution(drafts)
        self._numbered = any(NUMBERED.match(draft.text) for draft in drafts)
        self._counts: Counter[str] = Counter()
        self._prefix = ""
        self._prefix_label = ""
        self._parents: list[_Place] = []
        self._items: list[tuple[str, str]] = []
        self._article: _Place | None = None
        self._operative = False

    def places(self) -> list[_Place]:
        """Return the places of all paragraphs, in order."""
        return [self._place(index, draft.text) for index, draft in enumerate(self._drafts)]

    def _place(self, index: int, text: str) -> _Place:
        head = self._head(index, text)
        if head is not None:
            return head
        for shape, name in (
            (ARTICLE, self._in_article),
            (NUMBERED, self._in_numbers),
            (ITEM, self._in_items),
        ):
            if match := shape.match(text):
                return name(match)
        if self._is_heading(index, text):
            return self._heading()
        return self._unnumbered(text)

    def _head(self, index: int, text: str) -> _Place | None:
        """Return the place of what stands above, below or between paragraphs by its form alone."""
        if index < HEAD_PARAGRAPHS and self._is_title(text) and not self._counts["title"]:
            return self._counted("title", "title", "标题")
        if OPENING.match(text) and not self._counts["opening"]:
            return self._counted("opening", "opening", "开头")
        if annex := ANNEX.match(text):
            return self._annex(annex)
        if _dates(text) or MEETING_LINE.match(text):
            if self._counts["opening"] or self._operative:
                return self._counted("closing", "closing", "结尾")
            return self._heading()
        if SYMBOL_LINE.match(text) and index < HEAD_PARAGRAPHS:
            return self._heading()
        return None

    def _is_title(self, text: str) -> bool:
        if RESOLUTION_TITLE.match(text) or SECURITY_TITLE.match(text):
            return True
        return text == self._facts.title

    def _counted(self, anchor: str, kind: Kind, label: str) -> _Place:
        """Return the place of what a document has once; a second has another anchor."""
        self._counts[anchor] += 1
        return _Place(kind, self._prefix + anchor, None, self._prefix_label + label)

    def _heading(self) -> _Place:
        self._counts["heading"] += 1
        number = self._counts["heading"]
        self._article = None
        return _Place(
            "heading", f"{self._prefix}h{number}", None, f"{self._prefix_label}小标题{number}"
        )

    def _annex(self, match: re.Match[str]) -> _Place:
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
        return _Place("heading", f"{stem}{number}", None, self._prefix_label)

    def _in_article(self, match: re.Match[str]) -> _Place:
        label = SPACES.sub("", match.group())
        inserted = f"-{value_of_numeral(match['inserted'])}" if match["inserted"] else ""
        anchor = f"{self._prefix}art{value_of_numeral(match['number'])}{inserted}"
        place = _Place("article", anchor, match["number"], self._prefix_label + label)
        self._article = place
        self._begin_items(place._replace(anchor=f"{anchor}.1"))
        self._counts["clause"] = 1
        return place

    def _in_numbers(self, match: re.Match[str]) -> _Place:
        number = match["number"]
        label = f"{self._prefix_label}第{number}段"
        if self._article is not None:
            parent = self._article
            return _Place(
                "subparagraph", f"{parent.anchor}.{number}", number, f"{parent.label}第{number}项"
            )
        if self._resolution:
            self._operative = True
            place = _Place("operative", f"{self._prefix}op{number}", number, label)
        else:
            place = _Place("body", f"{self._prefix}p{number}", number, label)
        self._begin_items(place)
        return place

    def _in_items(self, match: re.Match[str]) -> _Place:
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
        place = _Place(
            "subparagraph", f"{parent.anchor}.{name}", printed, _item_label(parent, printed)
        )
        self._parents = [*self._parents[: level + 1], place]
        return place

    def _begin_items(self, parent: _Place) -> None:
        """Let the items to come be counted below a paragraph."""
        self._parents, self._items = [parent], []

    def _unnumbered_parent(self) -> _Place:
        """Return what items without a paragraph above them are counted below."""
        return _Place("body", f"{self._prefix}p0", None, self._prefix_label)

    def _is_heading(self, index: int, text: str) -> bool:
        if ends_unit(text) or len(text) > LONGEST_HEADING or index + 1 == len(self._drafts):
            return bool(CHAPTER.match(text) and len(text) <= LONGEST_HEADING)
        return not (self._resolution and not self._operative and OPENER.match(text))

    def _unnumbered(self, text: str) -> _Place:
        if self._article is not None and not OUTLINE.match(text):
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

    def _next(self, anchor: str, kind: Kind, label: str) -> _Place:
        self._counts[anchor] += 1
        number = self._counts[anchor]
        return _Place(
            kind, f"{self._prefix}{anchor}{number}", None, self._prefix_label + label.format(number)
        )

    def _clause(self, article: _Place) -> _Place:
        """Return the place of a further paragraph of an article: 第十二条第二款."""
        self._counts["clause"] += 1
        clause = self._counts["clause"]
        label = f"{article.label}第{_numeral(clause)}款"
        place = _Place("article", f"{article.anchor}.{clause}", None, label)
        self._begin_items(place)
        return place


def _is_resolution(drafts: Sequence[Draft]) -> bool:
    """Say whether the document is built as resolutions are: a preamble, then numbered decisions."""
    texts = [draft.text for draft in drafts]
    if any(
        RESOLUTION_TITLE.match(text) or SECURITY_TITLE.match(text)
        for text in texts[:HEAD_PARAGRAPHS]
    ):
        return True
    if any(OPENING.match(text) for text in texts):
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
    return str(value_of_numeral(name)) if name[0] in _HAN_DIGITS or name[0] in _HAN_UNITS else name


def _item_label(parent: _Place, printed: str) -> str:
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


def _numeral(number: int) -> str:
    """Return a count below a hundred in Han numerals: 2 → 二, 12 → 十二."""
    digits = "零一二三四五六七八九"
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else digits[tens]) + "十" if tens else ""
    return head + (digits[ones] if ones or not tens else "")
