"""A system that is a library is built by a process of its own: `python -m …own_process NAME …`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from benchmarks.corpus import Corpus

__all__ = ["command"]


def command(name: str, corpus: Corpus, directory: Path, segmenter: str) -> list[str]:
    """Return the command that calls the `build` of a module here."""
    words = [name, str(corpus.path), str(corpus.size), str(directory), segmenter]
    return [sys.executable, "-W", "ignore", "-m", "benchmarks.engines.own_process", *words]


def main() -> None:
    """Build what the arguments say."""
    name, path, size, directory, segmenter = sys.argv[1:]
    module = import_module(f"benchmarks.engines.{name}")
    module.build(Corpus(Path(path), int(size)), Path(directory), segmenter)


if __name__ == "__main__":
    main()
