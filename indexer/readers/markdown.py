"""Markdown, as pandoc reads it, but with nothing typographic changed and no note left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from indexer.document import Diagnostic
from indexer.errors import SourceDamaged
from indexer.readers.authored import Authored, manuscript
from indexer.readers.definitions import CALL, sign_definitions, take_notes
from indexer.readers.pandoc import Element, Tree, parse_with_pandoc
from indexer.readers.regular import read_bytes
from indexer.readers.text import MAX_BYTES, decode
from indexer.source import Block, Manuscript

__all__ = ["read"]

# What changes characters (smart), hides some that few authors mean as markup (3~5天、7~8天), or
# takes what stands between two rules for a table; and what names headings, those of the same words
# in squared time.
_OFF = (
    "auto_identifiers", "citations", "latex_macros", "multiline_tables", "raw_tex",
    "simple_tables", "smart", "subscript", "superscript", "task_lists", "yaml_metadata_block",
)  # fmt: skip
BODY = "markdown" + "".join(f"-{extension}" for extension in _OFF)
FRONT = "markdown-smart"

# ---⏎title: 标题⏎---⏎ at the very beginning, no blank line after the first rule
FRONT_MATTER = re.compile(
    r"---[ \t]{0,80}\n(?!\s)(.*?)\n(?:---|\.\.\.)[ \t]{0,80}(?:\n|\Z)", re.DOTALL
)


def read(path: Path, name: str) -> Manuscript:
    """Return the Markdown file at `path`, each of its notes once and none left out."""
    text = decode(read_bytes(path, name, MAX_BYTES), name)
    meta, body = _divided(text.replace("\r\n", "\n").replace("\r", "\n"), name)
    signed = sign_definitions(body, name)
    tree = parse_with_pandoc(signed.text.encode(), BODY, name)
    notes = take_notes(tree, signed.sign)
    authored = Authored(Tree(tree.blocks, meta), notes, shows_alternatives=True)
    written = manuscript(name, authored)
    return replace(written, diagnostics=tuple(_orphans(written.blocks)))


def _divided(text: str, name: str) -> tuple[dict[str, Element], str]:
    """Return what the front matter says, and the text below it; what is no YAML is text."""
    front = FRONT_MATTER.match(text)
    if front is None:
        return {}, text
    try:
        tree = parse_with_pandoc(f"---\n{front[1]}\n---\n".encode(), FRONT, name)
    except SourceDamaged:
        return {}, text
    return (tree.meta, text[front.end() :]) if tree.meta else ({}, text)


def _orphans(blocks: Sequence[Block]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each call of a note that there is not; it stays in the text."""
    for block in blocks:
        if block.role == "plain":
            continue
        for part in block.content:
            for call in CALL.finditer(part) if isinstance(part, str) else ():
                yield Diagnostic(
                    block.line, "orphan-mark", f"no note {call[1]} was found; kept as text"
                )
