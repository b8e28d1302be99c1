"""Paragraphs → one Whoosh segment."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from whoosh import index

from indexer.document import Document, Paragraph
from indexer.schema import fields_of, whoosh_schema

__all__ = ["write_segment"]

WRITER_MEGABYTES = 256
"""What Whoosh's writer may keep in memory before it spills postings to disk."""

WRITE_LOCK = "MAIN_WRITELOCK"


def write_segment(
    directory: Path,
    paragraphs: Iterable[tuple[Document, Paragraph]],
    dictionary: tuple[str, ...] = (),
) -> int:
    """Write a Whoosh index of one segment, in the order given; return how many paragraphs."""
    created = index.create_in(str(directory), whoosh_schema(dictionary))
    writer = created.writer(limitmb=WRITER_MEGABYTES)
    count = 0
    try:
        for document, paragraph in paragraphs:
            writer.add_document(**fields_of(document, paragraph))
            count += 1
    except BaseException:
        writer.cancel()
        raise
    writer.commit(optimize=True)
    (directory / WRITE_LOCK).unlink(missing_ok=True)
    return count
