"""EPUB: the chapters in the order of the spine, as one page; notes may have their own chapter."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from indexer.errors import SourceDamaged
from indexer.readers.accounts import accounted
from indexer.readers.authored import Authored, manuscript
from indexer.readers.charset import decode_page
from indexer.readers.front import iso_date
from indexer.readers.html import FORMAT
from indexer.readers.linked_notes import link_notes
from indexer.readers.package import Package, local
from indexer.readers.page import Page, prepared
from indexer.readers.pandoc import Tree, parse_with_pandoc
from indexer.readers.regular import read_bytes
from indexer.readers.text import MAX_BYTES
from indexer.readers.titles import with_title
from indexer.source import Manuscript

__all__ = ["read"]

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"

_PAGES = frozenset(("application/xhtml+xml", "text/html"))


@dataclass(frozen=True, slots=True)
class _Book:
    """What a book is made of: its pages in reading order, and what it says of itself."""

    pages: tuple[str, ...]
    title: str
    date: str | None


def read(path: Path, name: str) -> Manuscript:
    """Return the book at `path`; its title is the paragraph that shows it."""
    package = Package(read_bytes(path, name, MAX_BYTES), name)
    book = _book(package)
    pages = list(_pages(package, book.pages))
    markup = "".join(f"<div>{page.html}</div>" for page in pages)
    blocks = parse_with_pandoc(markup.encode(), FORMAT, name).blocks
    linked = link_notes(blocks)
    authored = Authored(Tree(blocks), linked.notes, linked.furniture, shows_alternatives=True)
    written = replace(with_title(manuscript(name, authored), book.title), date=book.date)
    return accounted(written, "".join(page.text for page in pages))


def _book(package: Package) -> _Book:
    """Return the book that the package describes."""
    files = (part for part in package.xml(CONTAINER).iter() if local(part.tag) == "rootfile")
    described = next((part.get("full-path", "") for part in files), "")
    description = package.xml(described)
    folder = posixpath.dirname(described)
    manifest = {
        part.get("id", ""): posixpath.normpath(
            posixpath.join(folder, unquote(part.get("href", "")))
        )
        for part in description.iter()
        if local(part.tag) == "item" and part.get("media-type") in _PAGES
    }
    spine = (part.get("idref", "") for part in description.iter() if local(part.tag) == "itemref")
    pages = tuple(dict.fromkeys(manifest[item] for item in spine if item in manifest))
    if set(_encrypted(package)) & set(pages):
        raise SourceDamaged(package.name, "encrypted")
    return _Book(pages, _said(description, "title"), iso_date(_said(description, "date")))


def _encrypted(package: Package) -> Iterator[str]:
    """Yield the members that are encrypted."""
    if ENCRYPTION in package.members:
        for part in package.xml(ENCRYPTION).iter():
            if local(part.tag) == "CipherReference":
                yield unquote(part.get("URI", ""))


def _pages(package: Package, members: tuple[str, ...]) -> Iterator[Page]:
    """Yield the pages; the ids in each have its count before them, and links lead to those."""
    prefixes = {member: f"page{count}-" for count, member in enumerate(members)}
    for member, prefix in prefixes.items():
        markup = decode_page(package.read(member), package.name)
        yield prepared(markup, prefix, _target(member, prefixes))


def _target(member: str, prefixes: dict[str, str]) -> Callable[[str], str]:
    """Return what says to which id a link in a page leads."""

    def target(address: str) -> str:
        page, _, place = address.partition("#")
        folder = posixpath.dirname(member)
        other = posixpath.normpath(posixpath.join(folder, unquote(page))) if page else member
        return f"{prefixes[other]}{place}" if place and other in prefixes else ""

    return target


def _said(description: Element, what: str) -> str:
    texts = (part.text or "" for part in description.iter() if local(part.tag) == what)
    return next(texts, "").strip()
