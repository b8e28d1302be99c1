"""bm25s with numba: scores of all paragraphs for some words. It neither counts nor requires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s

from benchmarks.corpus import Corpus
from benchmarks.engines import Found, Opened
from benchmarks.engines.own_process import command
from benchmarks.queries import Query
from benchmarks.words import Cut, Segmenter, cutter, telling

NAME = "bm25s"
SEGMENTERS: tuple[Segmenter, ...] = ("rjieba", "jieba")
PACKAGES = ("bm25s", "numba")


def build_command(corpus: Corpus, directory: Path, segmenter: str, jobs: int) -> list[str]:  # noqa: ARG001
    """Return the command that indexes the corpus."""
    return command("bm25s", corpus, directory, segmenter)


def build(corpus: Corpus, directory: Path, segmenter: Segmenter) -> None:
    """Write the scores of all words, and the paragraphs beside them."""
    write(cutter(segmenter), corpus, directory)


def write(cut: Cut, corpus: Corpus, directory: Path) -> None:
    """Write the scores of whatever texts are cut into, and the paragraphs beside them."""
    paragraphs = [paragraph._asdict() for paragraph in corpus]
    words = [" ".join(cut(paragraph["text"])).split() for paragraph in paragraphs]
    retriever = bm25s.BM25(backend="numba")
    retriever.index(words, show_progress=False)
    retriever.save(directory, corpus=paragraphs)


def open(directory: Path, corpus: Corpus) -> list[Opened]:  # noqa: A001 - the protocol calls it that
    """Return the one way to ask."""
    return [opened(NAME, cutter("rjieba"), directory, corpus)]


def opened(name: str, cut: Cut, directory: Path, corpus: Corpus) -> Opened:
    """Return a way to ask: scores in memory, the paragraphs left on disk."""
    retriever = bm25s.BM25.load(directory, load_corpus=False)
    retriever.backend = "numba"
    retriever.activate_numba_scorer()
    asker = _Asker(retriever, cut, [paragraph.id for paragraph in corpus])
    return Opened(name, asker.search, ("common", "mid", "or", "question"))


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks an open index."""

    retriever: bm25s.BM25
    cut: Cut
    ids: Sequence[str]

    def search(self, query: Query) -> Found:
        """Return the best, the text of the query taken apart first."""
        words = telling(self.cut, query.plain, particles=query.particles)
        rows, _ = self.retriever.retrieve([words], k=query.best, show_progress=False, n_threads=1)
        return Found([self.ids[row] for row in rows[0]], None)
