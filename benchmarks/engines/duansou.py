"""Duansou as it is used: the command builds, `search.open_index` answers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import search
from benchmarks.corpus import Corpus
from benchmarks.engines import Found, Opened
from benchmarks.programs import DUANSOU
from benchmarks.queries import KINDS, Query
from benchmarks.words import Segmenter

NAME = "Duansou"
WHOLE = "Duansou, whole answers"
SEGMENTERS: tuple[Segmenter, ...] = ()
PACKAGES = ("duansou", "numpy", "rjieba")

FILES = 8
"""Into so many files the corpus is divided for several jobs."""


def build_command(corpus: Corpus, directory: Path, segmenter: str, jobs: int) -> list[str]:  # noqa: ARG001
    """Return the command that indexes the corpus.

    Several jobs are given it in several files: one file is read by one process.
    """
    where = ["--index", str(directory), "--jobs", str(jobs)]
    source = corpus.path if jobs == 1 else corpus.in_files(FILES)
    return [*DUANSOU, "index", "--rebuild", "--quiet", *where, str(source)]


def open(directory: Path, corpus: Corpus) -> list[Opened]:  # noqa: A001, ARG001 - the protocol's
    """Return two ways to ask: for ids, and for all that an answer has."""
    asker = _Asker(search.open_index(directory))
    kinds = tuple(KINDS)
    return [Opened(NAME, asker.ids, kinds), Opened(WHOLE, asker.whole_answer, kinds)]


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks an open index."""

    index: search.Index

    def ids(self, query: Query) -> Found:
        """Return what is found."""
        ranked = self.index.rank(query.ours, limit=query.best)
        return Found(ranked.ids, ranked.total)

    def whole_answer(self, query: Query) -> Found:
        """Return what is found, and make the JSON that the command prints."""
        answer = self.index.search(query.ours, limit=query.best)
        json.dumps(answer.to_dict(), ensure_ascii=False)
        return Found([hit.id for hit in answer], answer.total)
