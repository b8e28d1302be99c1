"""Notes that are a page's own links: a mark leads to a note, and the note leads back.

HTML has no notes, but every program that sets some in it does so: the mark is a link whose text is
a number or a sign, and where it leads there is a block with a link that leads back to the mark.
Both are made what pandoc has for notes elsewhere. What leads back is furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.readers.inlines import text_of
from indexer.readers.note_units import NoteUnit, UnitFinder
from indexer.readers.page import NOTE
from indexer.readers.pandoc import Element
from indexer.readers.tree import elements
from indexer.readers.web import TEXT_BLOCKS, Web, address_of

__all__ = ["LinkedNotes", "link_notes"]

_SIGN = r"(?:[0-9]{1,4}|[a-z]|[ivx]{1,6}|[*∗＊†‡§¶]{1,4}|[①-⑳㉑-㉟㊱-㊿])"
_WORD = r"(?:注释?|註釋?|脚注|腳註|附注|note|nb|n|fn)"

# 1, [1], 〔12〕, (a), *, ①, 注1, [註 2], [note 3]; [1:2] is the third mark of note 1
MARK = re.compile(
    rf"[\[(（〔【［^]?(?P<number>{_WORD}?[ .]?{_SIGN})(?::[0-9]{{1,3}})?[\])）〕】］]?",
    re.IGNORECASE,
)

# what may stand beside a mark's link within raised text: [ ] ,
BESIDE = re.compile(r"[\s\[\](（）)〔〕【】［］,，、;；]{0,20}")

GONE = "\ufdee"
"""Stands for a link back until the head of its note is read. It is no character."""

_POINTER = r"(?:跳[转轉][至到]|jump up(?: to)?)"

# what stands around links back at the head of a note: ^ ⟨a⟩ ⟨b⟩ or [⟨1⟩]. or 跳转至： ⟨1⟩
LEFT_OVER = re.compile(
    rf"(?:[\s^↑▲,、.:：\[(（〔【［]|{_POINTER}|{GONE}){{0,60}}{GONE}[\s.．、:：\])）〕】］]{{0,6}}",
    re.IGNORECASE,
)

LONGEST_SIGN = 12
"""So many characters a mark may show."""

BRACKETS = {"[": "]", "(": ")", "（": "）", "〔": "〕", "【": "】", "［": "］"}


@dataclass(frozen=True, slots=True)
class LinkedNotes:
    """The notes of a tree in which their marks stand now, and what else marks and notes showed."""

    notes: tuple[Element, ...]
    furniture: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Call:
    """A link that may be a mark: what it shows, where it leads, the paragraph it stands in."""

    link: Element
    number: str
    target: str
    paragraph: Element


def link_notes(blocks: list[Element]) -> LinkedNotes:
    """Make marks and notes of those links in a tree that are such."""
    web = Web(blocks)
    by_target: dict[str, list[_Call]] = {}
    for call in _calls(web):
        by_target.setdefault(call.target, []).append(call)
    finder = UnitFinder(web, by_target)
    units = {
        target: unit
        for target, calls in by_target.items()
        if (unit := finder.unit_of(target)) and _is_note(unit, calls, web)
    }
    numbers = _numbers({target: by_target[target][0].number for target in units})
    linking = _Linking(web, numbers)
    for target, unit in units.items():
        linking.link(target, unit, by_target[target])
    _drop_emptied(units.values())
    return LinkedNotes(tuple(linking.notes), tuple(filter(None, linking.furniture)))


def _calls(web: Web) -> Iterator[_Call]:
    """Yield the links that look like marks and lead to a place below them.

    What leads to a place that its page calls a note is a mark, whatever it shows.
    """
    for link in web.links:
        place = web.places.get(address_of(link))
        paragraph = web.text_block(link)
        if not (place and paragraph and web.precedes(link, place)):
            continue
        text = text_of(link["c"][1]).strip()
        shown = MARK.fullmatch(text)
        is_mark = shown or (_is_called_note(place) and len(text) <= LONGEST_SIGN)
        if is_mark and web.text_block(place) is not paragraph:
            yield _Call(link, shown["number"] if shown else "", address_of(link), paragraph)


def _is_called_note(place: Element) -> bool:
    return NOTE in place["c"][0][1]


def _is_note(unit: NoteUnit, calls: Sequence[_Call], web: Web) -> bool:
    """Say whether the unit leads back to a mark, or bears the number of a raised one."""
    paragraphs = {id(call.paragraph) for call in calls}
    if any(id(node) in paragraphs for node in _texts(unit.blocks())):
        return False
    if _is_called_note(web.places[calls[0].target]):
        return True
    if any(_leads_to(link, paragraphs, web) for link in _links(unit.blocks())):
        return True
    raised = (call for call in calls if call.number and _is_raised(call.link, web))
    return any(_bears(unit, call.number) for call in raised)


def _leads_to(link: Element, paragraphs: set[int], web: Web) -> bool:
    """Say whether a link leads into one of the paragraphs, known by their identities."""
    place = web.places.get(address_of(link))
    return place is not None and id(web.text_block(place)) in paragraphs


def _is_raised(link: Element, web: Web) -> bool:
    around = (node for node in web.above(link) if isinstance(node, dict) and "t" in node)
    inline = (node["t"] for node in around if node["t"] not in TEXT_BLOCKS)
    within = (node["t"] for node in elements(link["c"][1]))
    return next(inline, None) == "Superscript" or next(within, None) == "Superscript"


def _bears(unit: NoteUnit, number: str) -> bool:
    """Say whether a unit is printed with that number in front."""
    if unit.shape == "item" and unit.list_ is not None and unit.list_["t"] == "OrderedList":
        (start, _, _), items = unit.list_["c"]
        at = next(index for index, item in enumerate(items) if item is unit.node)
        return str(start + at) == number
    return bool(_printed(number).match(_lead(unit.blocks())))


def _numbers(shown: Mapping[str, str]) -> dict[str, str]:
    """Return the notes' numbers as shown; where two show the same, all are counted."""
    if all(shown.values()) and len(set(shown.values())) == len(shown):
        return dict(shown)
    return {target: str(count) for count, target in enumerate(shown, 1)}


class _Linking:
    """Puts notes in the places of their marks, and keeps what that takes out of the text."""

    def __init__(self, web: Web, numbers: Mapping[str, str]) -> None:
        self.notes: list[Element] = []
        self.furniture: list[str] = []
        self._web = web
        self._numbers = numbers

    def link(self, target: str, unit: NoteUnit, calls: Sequence[_Call]) -> None:
        """Take the note out of the tree and put it where its marks are."""
        blocks = unit.take_out()
        paragraphs = {id(call.paragraph) for call in calls}
        back = [link for link in _links(blocks) if _leads_to(link, paragraphs, self._web)]
        shown = [text_of(link["c"][1]) for link in back]
        self.furniture += [self._brackets(link) for link in back]
        for link in back:
            link.update({"t": "Str", "c": GONE})
        self.furniture.append(_cut_lead(blocks, calls[0].number, counted=_is_counted(unit)))
        self.furniture += shown
        for link in back:
            link.update(_EMPTY)
        number = self._numbers[target]
        note: Element = {"t": "Note", "c": blocks, "key": target, "number": number}
        self.notes.append(note)
        for call in calls:
            self.furniture.append(text_of(call.link["c"][1]).replace(number, "", 1))
            self.furniture.append(self._brackets(call.link))
            self._raised_alone(call.link)
            call.link.update(note)

    def _brackets(self, link: Element) -> str:
        """Take away the brackets around a link, and return them."""
        before, after = self._web.beside(link)
        if not (_is_text(before) and _is_text(after)):
            return ""
        opening: str = before["c"][-1:]
        closing: str = after["c"][:1]
        if not closing or BRACKETS.get(opening) != closing:
            return ""
        before["c"], after["c"] = before["c"][:-1], after["c"][1:]
        return opening + closing

    def _raised_alone(self, link: Element) -> None:
        """Take away what stands beside marks in raised text that holds nothing else."""
        raised = next(
            (
                node
                for node in self._web.above(link)
                if isinstance(node, dict) and node["t"] == "Superscript"
            ),
            None,
        )
        if raised is None:
            return
        beside = [node for node in raised["c"] if node["t"] in ("Str", "Space", "SoftBreak")]
        text = text_of(beside)
        if text and BESIDE.fullmatch(text):
            self.furniture.append(text)
            for node in beside:
                node.update(_EMPTY)


_EMPTY: Element = {"t": "Span", "c": [["", [], []], []]}


def _cut_lead(blocks: Sequence[Element], number: str, *, counted: bool) -> str:
    """Take from the head of a note what pointed to its mark, its printed number too; return it.

    `counted` says that the number is a list's, which stands in no text.
    """
    lead = _lead(blocks)
    over = LEFT_OVER.match(lead)
    length = over.end() if over else 0
    if number and not counted and (printed := _printed(number).match(lead)):
        length = max(length, printed.end())
    cut = length
    for leaf in _leaves(blocks):
        if not cut:
            break
        text = _shown(leaf)
        leaf.update({"t": "Str", "c": text[cut:]})
        cut -= min(cut, len(text))
    return lead[:length].replace(GONE, "").replace(number, "", 1).strip()


def _printed(number: str) -> re.Pattern[str]:
    """Return the pattern of a number as printed before its note: [1] or 1. or ^1、"""
    opening = r"[\s\[(（〔【［^]{0,4}"
    closing = r"(?:[\])）〕】］.．、:：][\s.．、:：]{0,4}|\s{1,4})"
    return re.compile(f"{opening}{re.escape(number)}{closing}", re.IGNORECASE)


LEAD = 60
"""So many characters of a note can hold what points to its mark."""


def _lead(blocks: Sequence[Element]) -> str:
    """Return the beginning of the note's first paragraph that has text."""
    text = ""
    for leaf in _leaves(blocks):
        text += _shown(leaf)
        if len(text) > LEAD:
            break
    return text


def _leaves(blocks: Sequence[Element]) -> Iterator[Element]:
    """Yield the texts of the first paragraph that has any."""
    for block in _texts(blocks):
        leaves = [node for node in elements(block["c"]) if node["t"] in _LEAF]
        if "".join(map(_shown, leaves)).strip():
            yield from leaves
            return


_LEAF = frozenset(("Code", "LineBreak", "SoftBreak", "Space", "Str"))


def _shown(leaf: Element) -> str:
    if leaf["t"] == "Str":
        text: str = leaf["c"]
        return text
    return str(leaf["c"][1]) if leaf["t"] == "Code" else " "


def _is_counted(unit: NoteUnit) -> bool:
    return unit.list_ is not None and unit.list_["t"] == "OrderedList"


def _is_text(node: Any) -> bool:
    return isinstance(node, dict) and node["t"] == "Str"


def _links(blocks: Sequence[Element]) -> Iterator[Element]:
    return (node for node in elements(list(blocks)) if node["t"] == "Link")


def _texts(blocks: Sequence[Element]) -> Iterator[Element]:
    return (node for node in elements(list(blocks)) if node["t"] in TEXT_BLOCKS)


def _drop_emptied(units: Iterable[NoteUnit]) -> None:
    """Take the items that were notes out of their lists; the others keep their numbers."""
    taken = {id(unit.node) for unit in units if unit.list_ is not None}
    lists = {id(unit.list_): unit.list_ for unit in units if unit.list_ is not None}
    for list_ in lists.values():
        if list_["t"] == "BulletList":
            list_["c"] = [item for item in list_["c"] if id(item) not in taken]
        else:
            list_.update({"t": "Div", "c": [["", [], []], list(_remaining(list_, taken))]})


def _remaining(list_: Element, taken: set[int]) -> Iterator[Element]:
    """Yield a list of each run of items that stay."""
    (start, style, delimiter), items = list_["c"]
    run: Element | None = None
    for index, item in enumerate(items):
        if id(item) in taken:
            run = None
        elif run is None:
            run = {"t": "OrderedList", "c": [[start + index, style, delimiter], [item]]}
            yield run
        else:
            run["c"][1].append(item)
