"""Paragraphs → segments: files of sorted arrays, and one segment of many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from indexer.collect import Collector, Columns
from indexer.confine import SORTING_LIMITS
from indexer.merge import Part, merge
from indexer.schema import Prepared
from indexer.segment_file import SEGMENT_SUFFIX, SegmentFile, SegmentFileWriter
from indexer.segmenter import Segmenter

__all__ = ["unite", "write_runs", "write_segment"]

PARAGRAPHS_AT_ONCE = 1_000
"""So many paragraphs are collected at once."""

RUN_SUFFIX = ".run"
"""How the names of segments end that are to be united."""


def write_segment(directory: Path, paragraphs: Iterable[Prepared], segmenter: Segmenter) -> str:
    """Write the paragraphs in their order as one segment; return its name."""
    waiting = iter(paragraphs)
    some = iter(lambda: list(islice(waiting, PARAGRAPHS_AT_ONCE)), [])
    columns = map(Columns.of_prepared, some)
    path = directory / f"000001{SEGMENT_SUFFIX}"
    unite(path, list(write_runs(directory, "part-", columns, segmenter)))
    return path.name


def write_runs(
    directory: Path,
    prefix: str,
    columns: Iterable[Columns],
    segmenter: Segmenter,
    megabytes: int = SORTING_LIMITS.megabytes,
) -> Iterator[str]:
    """Write the paragraphs in their order, and yield the name of each run when it is written.

    However many they are, no more of them are in memory than `megabytes` have room for.
    """
    collector = Collector(segmenter, megabytes)
    count = 0
    for some in columns:
        collector.add(some)
        if collector.is_full:
            yield _written(directory, f"{prefix}{count:06}{RUN_SUFFIX}", collector)
            count += 1
    if len(collector) or not count:
        yield _written(directory, f"{prefix}{count:06}{RUN_SUFFIX}", collector)


def unite(path: Path, runs: Sequence[str]) -> None:
    """Make one segment of runs in its folder, which are gone then."""
    folder = path.parent
    if len(runs) == 1:
        (folder / runs[0]).rename(path)
    else:
        merge([Part(SegmentFile(folder / run)) for run in runs], path)
        for run in runs:
            (folder / run).unlink()


def _written(directory: Path, name: str, collector: Collector) -> str:
    """Write what was collected; return the name of the file, of which there was none before."""
    arrays, facts = collector.arrays()
    # A process that was lost may have left a part of it.
    (directory / name).unlink(missing_ok=True)
    with SegmentFileWriter(directory / name) as file:
        for part, array in arrays.items():
            file.add(part, array)
        file.finish(facts)
    return name
