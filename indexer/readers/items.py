"""Items whose sign is no text: how they are known again in what pandoc gives back."""

from __future__ import annotations

from dataclasses import replace

from indexer.source import Block, Manuscript

__all__ = ["ITEM_SIGN", "with_items"]

ITEM_SIGN = "\ufdee"
"""Stands before the text of an unnumbered item. It is no character."""


def with_items(manuscript: Manuscript) -> Manuscript:
    """Return the manuscript, the signs of items gone and their paragraphs plain."""
    return replace(manuscript, blocks=tuple(map(_item, manuscript.blocks)))


def _item(block: Block) -> Block:
    if not any(isinstance(part, str) and ITEM_SIGN in part for part in block.content):
        return block
    bare = (
        part.replace(ITEM_SIGN, "") if isinstance(part, str) else part for part in block.content
    )
    return replace(block, content=tuple(filter(None, bare)), role=block.role or "plain")
