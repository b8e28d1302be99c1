"""Enclosed paragraphs → segments, a batch at a time, by as many processes as there are.

A batch is a file: a line of JSON with the keys of documents and how many paragraphs in a row
are of each, a line with what fills the fields of each paragraph, and then a line of what is stored
of each. Where a batch ends depends on nothing but what it holds, so that the same paragraphs give
the same segments whoever makes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from indexer.collect import Columns
from indexer.errors import IndexNotWritable, ReaderFailed
from indexer.messages import Enclosed, Errand
from indexer.schema import renamed
from indexer.segmenter import Segmenter
from indexer.workers import Workers
from indexer.writer import unite, write_runs

__all__ = ["BATCH_BYTES", "SMALL_BATCH", "segments_of", "write_batches"]

BATCH_BYTES = 16 * 1024 * 1024
"""The bytes of a batch, at which it is closed."""

SMALL_BATCH = 1024 * 1024
"""The bytes of a batch that is not worth another process, if it is the only one."""

ROWS_AT_ONCE = 2_000
"""So many paragraphs of a batch are collected at once."""


def write_batches(
    folder: Path, paragraphs: Iterable[Enclosed], dictionary: Path, workers: Workers
) -> str | None:
    """Write the paragraphs in their order as one segment; return its name.

    It is None where there are no paragraphs. `dictionary` is a file of words in the folder.
    """
    errands = _batches(folder, paragraphs, dictionary)
    first = list(islice(errands, 2))
    if not first:
        return None
    if len(first) == 1 and first[0].path.stat().st_size < SMALL_BATCH:
        runs = list(segments_of(first[0].path, first[0].name, dictionary))
        first[0].path.unlink()
    else:
        runs = list(_runs_of(folder, chain(first, errands), workers))
    return unite(folder, runs)


def segments_of(path: Path, prefix: str, dictionary: Path) -> Iterator[str]:
    """Write the paragraphs of a batch as segments beside it, and yield the name of each."""
    words = tuple(dictionary.read_text(encoding="utf-8").split("\n")[:-1])
    return write_runs(path.parent, prefix, _opened(path.read_bytes()), Segmenter(words))


def _batches(folder: Path, paragraphs: Iterable[Enclosed], dictionary: Path) -> Iterator[Errand]:
    """Write batches, and yield the errand to make segments of each."""
    gathered: list[Enclosed] = []
    size = count = 0
    for paragraph in paragraphs:
        gathered.append(paragraph)
        size += len(paragraph.values) + len(paragraph.stored)
        if size >= BATCH_BYTES:
            count += 1
            yield _batch(folder, count, gathered, dictionary)
            gathered, size = [], 0
    if gathered:
        yield _batch(folder, count + 1, gathered, dictionary)


def _batch(folder: Path, number: int, gathered: list[Enclosed], dictionary: Path) -> Errand:
    path = folder / f"batch-{number:06}"
    keys = json.dumps([(each.key, each.count) for each in gathered], ensure_ascii=False)
    lines = (
        keys.encode(errors="surrogatepass"),
        b"[%b]" % b",".join([each.values for each in gathered]),
        *(each.stored for each in gathered),
    )
    path.write_bytes(b"\n".join(lines))
    return Errand(path, f"{number:06}-", dictionary=dictionary)


def _opened(batch: bytes) -> Iterator[Columns]:
    """Yield the paragraphs of a batch, each under its document's own key.

    What a reader has sent is opened here first: if it is none, `ReaderFailed` says so.
    """
    first, second, *stored = batch.split(b"\n")
    try:
        runs = json.loads(first.decode(errors="surrogatepass"))
        rows = json.loads(second.decode(errors="surrogatepass"))
        keys = list(chain.from_iterable([key] * count for key, count in runs))
        if not len(keys) == len(rows) == len(stored):
            raise ValueError("more or fewer lines than there are paragraphs")
        for at, (key, row) in enumerate(zip(keys, rows, strict=True)):
            if row[0] != key:
                row[0] = key
                text = renamed(stored[at].decode(errors="surrogatepass"), key)
                stored[at] = text.encode(errors="surrogatepass")
        for at in range(0, len(rows), ROWS_AT_ONCE):
            yield Columns.of_rows(rows[at : at + ROWS_AT_ONCE], stored[at : at + ROWS_AT_ONCE])
    except (IndexError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise ReaderFailed("a batch", f"its reader sent what is no paragraph: {error}") from None


def _runs_of(folder: Path, errands: Iterable[Errand], workers: Workers) -> Iterator[str]:
    """Have the batches made into segments, and yield their names in order."""
    for number, reading in enumerate(workers.run(errands), 1):
        if reading.error:
            raise IndexNotWritable(f"{folder.parent}: could not segment: {reading.error.reason}")
        yield from map(str, reading.messages)
        (folder / f"batch-{number:06}").unlink()
