"""A process that has loaded all that a build needs, and runs each in a copy of itself.

It reads a line of JSON for each command, and answers with the exit code, minus the number of the
signal where one ended the command. Batches are made small, so that a small body of documents makes
several, which go to several processes.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from pathlib import Path

import filelock  # noqa: F401 - loaded for the copies

import indexer.batches
import indexer.codec
import indexer.segment_batch
from indexer.folding import fold
from indexer.segmenter import Segmenter
from search.cli import main

indexer.batches.BATCH_BYTES = 60_000
indexer.batches.SMALL_BATCH = 0

BUILDER = 5 * 8
"""Where in the page that all share the process is named that runs the command."""


def run(words: list[str], folder: Path, control: str) -> int:
    """Run the command in a copy of this process; return how it ended."""
    child = os.fork()
    if child == 0:
        become_command(words, folder, control)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def become_command(words: list[str], folder: Path, control: str) -> None:
    """Run the command and end."""
    descriptor = os.open(control, os.O_WRONLY)
    os.pwrite(descriptor, struct.pack("<Q", os.getpid()), BUILDER)
    os.close(descriptor)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, name in ((1, "stdout"), (2, "stderr")):
        file = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, number)
        os.close(file)
    sys.argv = ["duansou", *words]
    main()


if __name__ == "__main__":
    Segmenter().tokens(fold("先装入词典"))
    print("ready", flush=True)  # noqa: T201 - whoever waits is told
    for line in sys.stdin:
        errand = json.loads(line)
        code = run(errand["words"], Path(errand["folder"]), sys.argv[1])
        print(code, flush=True)  # noqa: T201 - the answer
