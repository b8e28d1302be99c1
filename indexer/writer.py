"""Paragraphs → one Whoosh segment."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from whoosh import index

from indexer.record import Record
from indexer.schema import fields_of, whoosh_schema

__all__ = ["write_segment"]

WRITER_MEGABYTES = 256
"""What Whoosh's writer may keep in memory before it spills postings to disk."""

WRITE_LOCK = "MAIN_WRITELOCK"


def write_segment(
    directory: Path,
    records: Iterable[Record],
    dictionary: tuple[str, ...] = (),
) -> None:
    """Write a Whoosh index of one segment, its paragraphs in the order given."""
    created = index.create_in(str(directory), whoosh_schema(dictionary))
    writer = created.writer(limitmb=WRITER_MEGABYTES)
    try:
        for record in records:
            writer.add_document(**fields_of(record))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(optimize=True)
    (directory / WRITE_LOCK).unlink(missing_ok=True)
