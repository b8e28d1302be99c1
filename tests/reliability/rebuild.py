"""A process that builds an index and opens it, over and over, and says what it holds each time."""

from __future__ import annotations

import gc
import json
import os
import sys
from itertools import cycle, islice
from pathlib import Path

from corpora import QUERIES

import search
from indexer.build import build_index
from indexer.find import find_sources


def held(index: Path) -> dict[str, int]:
    """Return the files this process has open, its memory, and the disk that the index takes."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {
        "files": sum(1 for _ in Path("/proc/self/fd").iterdir()),
        "memory": pages * os.sysconf("SC_PAGE_SIZE"),
        "disk": sum(path.stat().st_blocks * 512 for path in index.rglob("*")),
    }


def rebuild(index: Path, sources: Path) -> None:
    """Build, open, ask."""
    build_index(index, find_sources([sources]), jobs=1)
    with search.open_index(index) as opened:
        for query in QUERIES:
            opened.search(query)


if __name__ == "__main__":
    index, count, *folders = sys.argv[1:]
    for sources in islice(cycle(folders), int(count)):
        rebuild(Path(index), Path(sources))
        print(json.dumps(held(Path(index))), flush=True)  # noqa: T201 - the answer
