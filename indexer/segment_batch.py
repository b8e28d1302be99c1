"""A batch of paragraphs → segments.

A batch is a file: a line of JSON with the keys of documents and how many paragraphs in a row are
of each, a line with the columns of what fills the fields of each row, and then a line of what is
stored of each paragraph.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path

from indexer.collect import Columns
from indexer.errors import ReaderFailed
from indexer.segmenter import Segmenter
from indexer.writer import write_runs

__all__ = ["ROWS_AT_ONCE", "segments_of"]

ROWS_AT_ONCE = 2_000
"""So many paragraphs of a batch are collected at once."""


def segments_of(path: Path, prefix: str, dictionary: Path, megabytes: int) -> Iterator[str]:
    """Write the paragraphs of a batch as segments beside it, and yield the name of each.

    `dictionary` is a file of the user's words; `megabytes` the memory that sorting may take.
    """
    segmenter = _segmenter(tuple(dictionary.read_text(encoding="utf-8").split("\n")[:-1]))
    columns = _opened(path.read_bytes())
    return write_runs(path.parent, prefix, columns, segmenter, megabytes)


@lru_cache(maxsize=1)
def _segmenter(words: tuple[str, ...]) -> Segmenter:
    """Return the segmenter of the user's words, which takes longer to load than a batch to cut."""
    return Segmenter(words)


def _opened(batch: bytes) -> Iterator[Columns]:
    """Yield the paragraphs of a batch, each under its document's own key.

    What a reader has sent is opened here first: if it is none, `ReaderFailed` says so.
    """
    first, second, *stored = batch.split(b"\n")
    try:
        runs = json.loads(first.decode(errors="surrogatepass"))
        parts = json.loads(second.decode(errors="surrogatepass"))
        counts = [count for _, count in runs]
        columns = Columns.of_parts(list(zip(counts, parts, strict=True)), stored)
        keys = list(chain.from_iterable([key] * count for key, count in runs))
        columns = columns.under(keys)
        for at in range(0, len(keys), ROWS_AT_ONCE):
            yield columns.some(at, at + ROWS_AT_ONCE)
    except (IndexError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise ReaderFailed("a batch", f"its reader sent what is no paragraph: {error}") from None
