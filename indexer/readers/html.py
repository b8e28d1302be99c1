"""HTML: what a page shows, its linked notes made notes."""

from __future__ import annotations

from pathlib import Path

from indexer.readers.accounts import accounted
from indexer.readers.authored import Authored, manuscript
from indexer.readers.charset import decode_page
from indexer.readers.linked_notes import link_notes
from indexer.readers.page import prepared
from indexer.readers.pandoc import Tree, parse_with_pandoc
from indexer.readers.regular import read_bytes
from indexer.readers.text import MAX_BYTES
from indexer.readers.titles import with_title
from indexer.source import Manuscript

__all__ = ["FORMAT", "read"]

FORMAT = "html-auto_identifiers"


def read(path: Path, name: str) -> Manuscript:
    """Return the page at `path`; its title is the heading that its head names too."""
    page = prepared(decode_page(read_bytes(path, name, MAX_BYTES), name))
    blocks = parse_with_pandoc(page.html.encode(), FORMAT, name).blocks
    linked = link_notes(blocks)
    authored = Authored(Tree(blocks), linked.notes, linked.furniture, shows_alternatives=True)
    return accounted(with_title(manuscript(name, authored), page.title), page.text)
