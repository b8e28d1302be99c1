"""Word files: body, footnotes and endnotes, each paragraph with the number that Word prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from indexer.errors import SourceDamaged
from indexer.readers.accounts import accounted
from indexer.readers.authored import Authored, manuscript
from indexer.readers.items import ITEM_SIGN, with_items
from indexer.readers.package import Package
from indexer.readers.pandoc import parse_with_pandoc
from indexer.readers.regular import read_bytes
from indexer.readers.text import MAX_BYTES
from indexer.readers.word_numbers import Numbers
from indexer.readers.word_text import (
    cited_notes,
    make_plain,
    notes_of_part,
    text_of_part,
)
from indexer.source import Manuscript

__all__ = ["read"]

# word/document.xml, also document2.xml; then its notes
BODY = re.compile(r"word/document[0-9]{0,3}\.xml")
NOTES = re.compile(r"word/(?P<kind>footnote|endnote)s[0-9]{0,3}\.xml")

# word/header1.xml, word/comments.xml
MARGIN = re.compile(r"word/(?:header|footer|comments)[0-9]{0,3}\.xml")

_PREFIXES = {
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}

for _prefix, _namespace in _PREFIXES.items():
    # Pandoc knows some elements by these names only.
    ElementTree.register_namespace(_prefix, _namespace)


def read(path: Path, name: str) -> Manuscript:
    """Return the Word file at `path`; its margins, and notes never cited, are furniture."""
    package = Package(read_bytes(path, name, MAX_BYTES), name)
    parts = _parts(package)
    try:
        numbers = Numbers(_optional(package, "numbering"), _optional(package, "styles"))
        for part in parts.values():
            make_plain(part, numbers)
        margins = filter(MARGIN.fullmatch, package.members)
        data = package.packed({**dict.fromkeys(margins, b""), **_bytes_of(parts)})
    except RecursionError:
        raise SourceDamaged(name, "nested too deeply") from None
    tree = parse_with_pandoc(data, "docx", name)
    furniture = _margins(package) + tuple(_uncited(parts))
    written = with_items(manuscript(name, Authored(tree, furniture=furniture)))
    return accounted(written, _printed(parts))


def _bytes_of(parts: dict[str, ElementTree.Element]) -> dict[str, bytes]:
    return {member: ElementTree.tostring(part) for member, part in parts.items()}


def _parts(package: Package) -> dict[str, ElementTree.Element]:
    """Return the body and then the notes."""
    names = [
        *filter(BODY.fullmatch, package.members),
        *sorted(filter(NOTES.fullmatch, package.members)),
    ]
    return {name: package.xml(name) for name in names}


def _printed(parts: dict[str, ElementTree.Element]) -> str:
    """Return all text of body and notes, uncited notes too."""
    text = "".join(
        "".join(notes_of_part(part).values()) if NOTES.fullmatch(member) else text_of_part(part)
        for member, part in parts.items()
    )
    return text.replace(ITEM_SIGN, "")


def _uncited(parts: dict[str, ElementTree.Element]) -> Iterator[str]:
    """Yield the notes that are left in the file though nothing cites them any more."""
    for member, part in parts.items():
        if found := NOTES.fullmatch(member):
            cited: set[str] = set().union(
                *(cited_notes(other, found["kind"]) for other in parts.values())
            )
            notes = notes_of_part(part)
            yield from (text for key, text in notes.items() if key not in cited and text)


def _optional(package: Package, part: str) -> ElementTree.Element | None:
    member = f"word/{part}.xml"
    return package.xml(member) if member in package.members else None


def _margins(package: Package) -> tuple[str, ...]:
    """Return the text of heads, feet and comments."""
    members = sorted(filter(MARGIN.fullmatch, package.members))
    texts = (text_of_part(package.xml(member)).strip() for member in members)
    return tuple(filter(None, texts))
