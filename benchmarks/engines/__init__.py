"""The systems that are compared, one file each, behind one small protocol."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from benchmarks.corpus import Corpus
from benchmarks.queries import Kind, Query
from benchmarks.words import Segmenter

__all__ = ["NAMES", "Engine", "Found", "Opened", "Search", "engine"]

NAMES = ("duansou", "tantivy", "bm25s", "fts5", "stock_whoosh")
"""The modules of this package."""


class Found(NamedTuple):
    """The ids of the best paragraphs, and how many were found in all, where that is known."""

    ids: Sequence[str]
    total: int | None


Search = Callable[[Query], Found]


@dataclass(frozen=True, slots=True)
class Opened:
    """One way to ask an open index; its `name` is what the tables call it."""

    name: str
    search: Search
    kinds: Collection[Kind]
    rounds: int | None = None
    """So many rounds are enough of what is slow; all, if none are named."""


class Engine(Protocol):
    """A system: each of the modules here is one."""

    NAME: str
    SEGMENTERS: tuple[Segmenter, ...]
    """Whose words it can be given; none, where the system has its own."""
    PACKAGES: tuple[str, ...]
    """The distributions whose versions decide its figures."""

    def build_command(
        self, corpus: Corpus, directory: Path, segmenter: str, jobs: int
    ) -> list[str]:
        """Return the command that indexes the corpus into the empty directory, from its file on."""
        ...

    def open(self, directory: Path, corpus: Corpus) -> list[Opened]:
        """Return the ways to ask an index that the command has built."""
        ...


def engine(name: str) -> Engine:
    """Return the system of that name; an ImportError tells that it is not installed."""
    return cast(Engine, import_module(f"benchmarks.engines.{name}"))
