"""OpenDocument text, each paragraph with the number that is printed before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from indexer.errors import SourceDamaged
from indexer.readers.accounts import accounted
from indexer.readers.authored import Authored, manuscript
from indexer.readers.items import with_items
from indexer.readers.opendocument_lists import Lists
from indexer.readers.package import Package, local
from indexer.readers.pandoc import parse_with_pandoc
from indexer.readers.regular import read_bytes
from indexer.readers.text import MAX_BYTES
from indexer.readers.titles import with_title
from indexer.source import Manuscript

__all__ = ["read"]

_NOT_PRINTED = frozenset(("annotation", "note-citation", "object", "scripts", "tracked-changes"))
"""What is within these elements is no text of the document, or is mathematics."""


def read(path: Path, name: str) -> Manuscript:
    """Return the OpenDocument text at `path`; its title is the paragraph that shows it."""
    package = Package(read_bytes(path, name, MAX_BYTES), name)
    content = package.xml("content.xml")
    body = next((part for part in content.iter() if local(part.tag) == "body"), None)
    if body is None:
        raise SourceDamaged(name, "has no body")
    try:
        held = "".join(_printed(body))
        Lists.of([*_styles(package), content]).write_numbers(body)
        data = package.packed({"content.xml": ElementTree.tostring(content)})
    except RecursionError:
        raise SourceDamaged(name, "nested too deeply") from None
    tree = parse_with_pandoc(data, "odt", name)
    written = with_items(manuscript(name, Authored(tree)))
    return accounted(with_title(written, _title(package)), held)


def _printed(element: Element) -> Iterator[str]:
    """Yield the text below an element."""
    if local(element.tag) not in _NOT_PRINTED:
        yield element.text or ""
        for part in element:
            yield from _printed(part)
            yield part.tail or ""


def _styles(package: Package) -> list[Element]:
    return [package.xml("styles.xml")] if "styles.xml" in package.members else []


def _title(package: Package) -> str:
    if "meta.xml" not in package.members:
        return ""
    titles = (
        part.text or "" for part in package.xml("meta.xml").iter() if local(part.tag) == "title"
    )
    return next(titles, "").strip()
