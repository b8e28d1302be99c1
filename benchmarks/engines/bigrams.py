"""BM25 of each two characters beside each other, by bm25s: what needs no segmenter at all."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from benchmarks.corpus import Corpus
from benchmarks.engines import Opened, bm25s
from benchmarks.engines.own_process import command
from benchmarks.words import Segmenter

NAME = "character bigrams"
SEGMENTERS: tuple[Segmenter, ...] = ()
PACKAGES = bm25s.PACKAGES


def build_command(corpus: Corpus, directory: Path, segmenter: str, jobs: int) -> list[str]:  # noqa: ARG001
    """Return the command that indexes the corpus."""
    return command("bigrams", corpus, directory, segmenter)


def build(corpus: Corpus, directory: Path, segmenter: Segmenter) -> None:  # noqa: ARG001 - it has none
    """Write the scores of all pairs."""
    bm25s.write(pairs, corpus, directory)


def open(directory: Path, corpus: Corpus) -> list[Opened]:  # noqa: A001 - the protocol calls it that
    """Return the one way to ask."""
    return [bm25s.opened(NAME, pairs, directory, corpus)]


def pairs(text: str) -> list[str]:
    """Return each two characters beside each other, but for those with a sign or a blank."""
    both = map("".join, pairwise(text))
    return [pair for pair in both if pair.isalnum()]
