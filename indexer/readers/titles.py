"""A title that is set beside the text → the paragraph that shows it."""

from __future__ import annotations

from dataclasses import replace

from indexer.source import Block, Manuscript

__all__ = ["with_title"]

AMONG = 20
"""The title is shown by one of so many first paragraphs."""


def with_title(manuscript: Manuscript, title: str) -> Manuscript:
    """Return the manuscript, the paragraph that shows the title named so.

    Pages put the name of their site behind a title: 布袋戲 - 百科. A title that no paragraph shows
    is furniture.
    """
    if not title or any(block.role == "title" for block in manuscript.blocks):
        return manuscript
    for index, block in enumerate(manuscript.blocks[:AMONG]):
        if _shows(block, title):
            blocks = list(manuscript.blocks)
            blocks[index] = replace(block, role="title")
            return replace(manuscript, blocks=tuple(blocks))
    return replace(manuscript, furniture=(*manuscript.furniture, title))


def _shows(block: Block, title: str) -> bool:
    text = "".join(part for part in block.content if isinstance(part, str))
    return text == title or (block.role == "heading" and title.startswith(text))
