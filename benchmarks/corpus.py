"""The paragraphs that all systems index: one file of JSON Lines, of any number of them.

A smaller corpus is a sample of the laws, drawn once for all sizes, so that each holds all smaller
ones and their words are as frequent. A larger one repeats them, each time under other ids.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

__all__ = ["LAWS", "QUESTIONS", "Corpus", "Paragraph", "corpus_of", "laws", "questions"]

LAWS = "laws.jsonl.gz"
QUESTIONS = "stard/queries.jsonl"

SEED = 314_401


class Paragraph(NamedTuple):
    """What is indexed, and the id that answers give."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file of `size` paragraphs, which is read anew each time they are asked for."""

    path: Path
    size: int

    def __iter__(self) -> Iterator[Paragraph]:
        with self.path.open(encoding="utf-8") as lines:
            for line in lines:
                members = json.loads(line)
                yield Paragraph(members["id"], members["text"])

    def in_files(self, count: int) -> Path:
        """Return a folder with the paragraphs in so many files of about one length."""
        folder = self.path.with_suffix("")
        folder.mkdir(exist_ok=True)
        each = -(-self.size // count)
        with self.path.open(encoding="utf-8") as lines:
            for number in range(count):
                share = islice(lines, each)
                (folder / f"{number}.jsonl").write_text("".join(share), encoding="utf-8")
        return folder


def laws(folder: Path) -> list[Paragraph]:
    """Return the paragraphs of the laws in the folder of data, in an order without meaning."""
    with gzip.open(folder / LAWS, "rt", encoding="utf-8") as lines:
        paragraphs = [Paragraph(each["id"], each["text"]) for each in map(json.loads, lines)]
    random.Random(SEED).shuffle(paragraphs)
    return paragraphs


def questions(folder: Path) -> list[str]:
    """Return the questions that people asked about the laws."""
    lines = (folder / QUESTIONS).read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["text"]) for line in lines]


def corpus_of(
    paragraphs: Sequence[Paragraph], size: int, folder: Path, *, fresh: bool = True
) -> Corpus:
    """Return a corpus of the first `size` paragraphs, which repeat where there are fewer.

    A file of so many that is there already serves, unless it is to be `fresh`.
    """
    path = folder / f"paragraphs-{size}.jsonl"
    if fresh or not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as file:
            for paragraph in islice(_repeated(paragraphs), size):
                file.write(json.dumps(paragraph._asdict(), ensure_ascii=False) + "\n")
        unfinished.rename(path)
    return Corpus(path, size)


def _repeated(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Yield the paragraphs over and over: p1, p1~2, p1~3."""
    yield from paragraphs
    for turn in count(2):
        for paragraph in paragraphs:
            yield Paragraph(f"{paragraph.id}~{turn}", paragraph.text)
