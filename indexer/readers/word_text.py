"""The body and the notes of a Word file → the same, made of what pandoc does not pass over.

Pandoc loses what stands beside a text box, what was moved, fields of kinds it does not know, ruby;
and of a paragraph's number all but its digits. So each part is made plain before: what was deleted
is gone, wrappers give way to what they hold, text boxes follow their paragraph, numbers are text.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from indexer.readers.items import ITEM_SIGN
from indexer.readers.package import local
from indexer.readers.word_numbers import BULLET, Numbers, child

__all__ = ["cited_notes", "make_plain", "notes_of_part", "text_of_part"]

_GONE = frozenset(
    ("annotationRef", "del", "delInstrText", "delText", "fldChar", "instrText", "moveFrom",
     "proofErr", "rPrChange", "pPrChange", "rubyPr")
)  # fmt: skip
_WRAPPERS = frozenset(
    ("customXml", "fldSimple", "hyperlink", "ins", "moveTo", "rt", "ruby", "rubyBase", "sdt",
     "sdtContent", "smartTag", "dir", "bdo")
)  # fmt: skip
_BESIDE = frozenset(("customXmlPr", "rPr", "sdtEndPr", "sdtPr", "smartTagPr"))
"""What a wrapper says of itself."""


def make_plain(part: Element, numbers: Numbers) -> None:
    """Change a part of a Word file so that all its text, and nothing else, is in plain runs."""
    _simplify(part)
    for parent in reversed(list(part.iter())):
        for at, element in reversed(list(enumerate(parent))):
            if local(element.tag) == "p":
                parent[at + 1 : at + 1] = _boxes_of(element)
    for paragraph in [element for element in part.iter() if local(element.tag) == "p"]:
        _number(paragraph, numbers)


def text_of_part(part: Element) -> str:
    """Return the text of a part of a Word file."""
    return "".join(element.text or "" for element in part.iter() if local(element.tag) == "t")


def notes_of_part(part: Element) -> dict[str, str]:
    """Return the text of each note of a part, by its id; separators are none."""
    return {
        next((text for key, text in note.attrib.items() if local(key) == "id"), ""): text_of_part(
            note
        )
        for note in part
        if local(note.tag) in ("endnote", "footnote")
        and not any(local(key) == "type" for key in note.attrib)
    }


def cited_notes(part: Element, kind: str) -> set[str]:
    """Return the ids of the notes of a kind that a part cites."""
    return {
        text
        for element in part.iter()
        if local(element.tag) == f"{kind}Reference"
        for key, text in element.attrib.items()
        if local(key) == "id"
    }


def _simplify(element: Element) -> None:
    """Take out what is gone, and put in the place of wrappers what they hold."""
    element[:] = list(_simplified(element))
    for part in element:
        _simplify(part)


def _simplified(element: Element) -> Iterator[Element]:
    """Yield the children of an element, wrappers unwrapped at any depth."""
    for part in element:
        name = local(part.tag)
        if name == "AlternateContent":
            yield from _simplified(_chosen(part))
        elif name == "ruby" or (name == "r" and child(part, "ruby") is not None):
            yield from _runs_of_ruby(part)
        elif name in _WRAPPERS:
            yield from (inner for inner in _simplified(part) if local(inner.tag) not in _BESIDE)
        elif name not in _GONE:
            yield part


def _chosen(alternatives: Element) -> Element:
    """Return the first of the alternatives that holds text, else the first."""
    holding = (part for part in alternatives if text_of_part(part))
    return next(holding, alternatives[0] if len(alternatives) else alternatives)


def _runs_of_ruby(run: Element) -> Iterator[Element]:
    """Yield what ruby is set upon, then what is set above it."""
    for name in ("rubyBase", "rt"):
        for part in run.iter():
            if local(part.tag) == name:
                yield from _simplified(part)


def _boxes_of(paragraph: Element) -> list[Element]:
    """Take the text boxes out of a paragraph and return the blocks in them."""
    blocks: list[Element] = []
    for parent in list(paragraph.iter()):
        for part in list(parent):
            if local(part.tag) in ("drawing", "pict", "object") and _content_of(part):
                blocks += [block for content in _content_of(part) for block in content]
                parent.remove(part)
    return blocks


def _content_of(drawing: Element) -> list[Element]:
    return [part for part in drawing.iter() if local(part.tag) == "txbxContent"]


def _number(paragraph: Element, numbers: Numbers) -> None:
    """Write a paragraph's number or sign before its text; it belongs to no list any more."""
    printed = numbers.printed(paragraph)
    if printed is None:
        return
    namespace = paragraph.tag.removesuffix("p")
    properties = child(paragraph, "pPr")
    if properties is None:
        properties = Element(f"{namespace}pPr")
        paragraph.insert(0, properties)
    if (own := child(properties, "numPr")) is not None:
        properties.remove(own)
    list_ = SubElement(properties, f"{namespace}numPr")
    SubElement(list_, f"{namespace}ilvl", {f"{namespace}val": "0"})
    SubElement(list_, f"{namespace}numId", {f"{namespace}val": "0"})
    run = Element(f"{namespace}r")
    text = SubElement(run, f"{namespace}t")
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.text = ITEM_SIGN if printed == BULLET else f"{printed} "
    paragraph.insert(1, run)
