"""Paragraphs → segments: files of sorted arrays, as few as memory allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.collect import Collector
from indexer.schema import Prepared
from indexer.segment_file import SegmentFileWriter
from indexer.segmenter import Segmenter

__all__ = ["SEGMENT_SUFFIX", "write_runs"]

SEGMENT_SUFFIX = ".segment"
"""How the names of segments end; their order is that of their paragraphs."""


def write_runs(
    directory: Path, prefix: str, paragraphs: Iterable[Prepared], segmenter: Segmenter
) -> Iterator[str]:
    """Write the paragraphs in their order, and yield the name of each file when it is written."""
    collector = Collector(segmenter)
    count = 0
    for paragraph in paragraphs:
        collector.add(paragraph)
        if collector.is_full:
            count += 1
            yield _written(directory, f"{prefix}{count:04}{SEGMENT_SUFFIX}", collector)
    if len(collector):
        yield _written(directory, f"{prefix}{count + 1:04}{SEGMENT_SUFFIX}", collector)


def _written(directory: Path, name: str, collector: Collector) -> str:
    arrays, facts = collector.arrays()
    with SegmentFileWriter(directory / name) as file:
        for part, array in arrays.items():
            file.add(part, array)
        file.finish(facts)
    return name
