"""Enclosed paragraphs → batches → segments, by as many processes as there are.

Where a batch ends depends on nothing but what it holds, so that the same paragraphs give the same
segments whoever makes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from indexer.confine import SORTING_LIMITS
from indexer.errors import IndexNotWritable
from indexer.messages import Enclosed, Errand
from indexer.segment_batch import segments_of
from indexer.workers import Workers
from indexer.writer import unite

__all__ = ["BATCH_BYTES", "SMALL_BATCH", "write_batches"]

BATCH_BYTES = 16 * 1024 * 1024
"""The bytes of a batch, at which it is closed."""

SMALL_BATCH = 1024 * 1024
"""The bytes of a batch that is not worth another process, if it is the only one."""


def write_batches(
    path: Path, paragraphs: Iterable[Enclosed], dictionary: Path, workers: Workers
) -> None:
    """Write the paragraphs in their order as one segment; there is none if there are none.

    `dictionary` is a file of words in the segment's folder, where batches are written meanwhile.
    """
    folder = path.parent
    errands = _batches(folder, paragraphs, dictionary)
    first = list(islice(errands, 2))
    if not first:
        return
    if len(first) == 1 and first[0].path.stat().st_size < SMALL_BATCH:
        megabytes = SORTING_LIMITS.megabytes
        runs = list(segments_of(first[0].path, first[0].name, dictionary, megabytes))
        first[0].path.unlink()
    else:
        runs = list(_runs_of(folder, chain(first, errands), workers))
    unite(path, runs)


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
    path = _path(folder, number)
    keys = json.dumps([(each.key, each.count) for each in gathered], ensure_ascii=False)
    lines = (
        keys.encode(errors="surrogatepass"),
        b"[%b]" % b",".join([each.values for each in gathered]),
        *(each.stored for each in gathered),
    )
    path.write_bytes(b"\n".join(lines))
    return Errand(path, f"{number:06}-", dictionary=dictionary)


def _runs_of(folder: Path, errands: Iterable[Errand], workers: Workers) -> Iterator[str]:
    """Have the batches made into segments, and yield their names in order."""
    for number, reading in enumerate(workers.run(errands), 1):
        if reading.error:
            raise IndexNotWritable(f"{folder.parent}: could not segment: {reading.error.reason}")
        yield from map(str, reading.messages)
        _path(folder, number).unlink()


def _path(folder: Path, number: int) -> Path:
    return folder / f"batch-{number:06}"
