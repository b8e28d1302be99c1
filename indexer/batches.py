"""Enclosed paragraphs → segments, a batch at a time, by as many processes as there are.

A batch is a file of paragraphs. Where it ends depends on nothing but what it holds, so that the
same paragraphs give the same segments whoever makes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from indexer.errors import IndexNotWritable, ReaderFailed
from indexer.messages import END, Enclosed, Errand, Message, messages_in
from indexer.schema import Prepared, prepared_of
from indexer.segmenter import Segmenter
from indexer.workers import Workers
from indexer.writer import unite, write_runs

__all__ = ["BATCH_BYTES", "segments_of", "write_batches"]

BATCH_BYTES = 16 * 1024 * 1024
"""The bytes of a batch, at which it is closed."""

SMALL_BATCH = 1024 * 1024
"""The bytes of a batch that is not worth another process, if it is the only one."""

OPENED_AT_ONCE = 500
"""So many paragraphs of a batch are opened at once."""


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
    with path.open("rb") as file:
        paragraphs = _opened(messages_in(file, prefix))
        yield from write_runs(path.parent, prefix, paragraphs, Segmenter(words))


def _opened(messages: Iterator[Message]) -> Iterator[Prepared]:
    """Yield the paragraphs in messages, each under its document's own key."""
    while some := list(islice(messages, OPENED_AT_ONCE)):
        keys, pairs = [], []
        for message in some:
            if not isinstance(message, Enclosed):
                raise ReaderFailed("a batch", "holds what is no paragraph")
            keys.append(message.key)
            pairs.append(message.lines.decode("utf-8", errors="surrogatepass").split("\n", 1))
        try:
            lines, stored = zip(*pairs, strict=True)
            paragraphs = prepared_of(lines, stored)
            for key, paragraph in zip(keys, paragraphs, strict=True):
                yield paragraph if key == paragraph.key else paragraph.under(key)
        except (KeyError, RecursionError, TypeError, ValueError) as error:
            raise ReaderFailed(keys[0], f"its reader sent what is no paragraph: {error}") from None


def _batches(folder: Path, paragraphs: Iterable[Enclosed], dictionary: Path) -> Iterator[Errand]:
    """Write batches, and yield the errand to make segments of each."""
    frames: list[bytes] = []
    size = count = 0
    for paragraph in paragraphs:
        frames.append(paragraph.to_frame())
        size += len(frames[-1])
        if size >= BATCH_BYTES:
            count += 1
            yield _batch(folder, count, frames, dictionary)
            frames, size = [], 0
    if frames:
        yield _batch(folder, count + 1, frames, dictionary)


def _batch(folder: Path, number: int, frames: Iterable[bytes], dictionary: Path) -> Errand:
    path = folder / f"batch-{number:06}"
    path.write_bytes(b"".join((*frames, END)))
    return Errand(path, f"{number:06}-", dictionary=dictionary)


def _runs_of(folder: Path, errands: Iterable[Errand], workers: Workers) -> Iterator[str]:
    """Have the batches made into segments, and yield their names in order."""
    for number, reading in enumerate(workers.run(errands), 1):
        if reading.error:
            raise IndexNotWritable(f"{folder.parent}: could not segment: {reading.error.reason}")
        yield from map(str, reading.messages)
        (folder / f"batch-{number:06}").unlink()
