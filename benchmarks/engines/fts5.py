"""SQLite FTS5: words joined by spaces in an index without content, texts in a table beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import Corpus
from benchmarks.engines import Found, Opened
from benchmarks.engines.own_process import command
from benchmarks.queries import KINDS, Query
from benchmarks.words import Cut, Segmenter, cutter, telling

NAME = "SQLite FTS5"
SEGMENTERS: tuple[Segmenter, ...] = ("rjieba", "jieba")
PACKAGES = ()

FILE = "paragraphs.sqlite"

# The tokenizer for ASCII takes all other characters for letters; with ASCII's signs added, only
# white space divides words.
SCHEMA = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE paragraphs (row INTEGER PRIMARY KEY, id TEXT, text TEXT);
    CREATE VIRTUAL TABLE found USING fts5(
        words, content='', tokenize="ascii tokenchars '!""#$%&()*+,-./:;<=>?@[\\]^_`{|}~'"
    );
"""

BEST = "SELECT rowid FROM found WHERE found MATCH ? ORDER BY rank LIMIT ?"
COUNT = "SELECT count(*) FROM found WHERE found MATCH ?"


def build_command(corpus: Corpus, directory: Path, segmenter: str, jobs: int) -> list[str]:  # noqa: ARG001
    """Return the command that indexes the corpus."""
    return command("fts5", corpus, directory, segmenter)


def build(corpus: Corpus, directory: Path, segmenter: Segmenter) -> None:
    """Write the database in one transaction, its index merged to one."""
    cut = cutter(segmenter)
    with closing(sqlite3.connect(directory / FILE)) as database:
        database.executescript(SCHEMA)
        cursor = database.cursor()
        for row, (id_, text) in enumerate(corpus):
            cursor.execute("INSERT INTO paragraphs VALUES (?, ?, ?)", (row, id_, text))
            words = " ".join(cut(text))
            cursor.execute("INSERT INTO found (rowid, words) VALUES (?, ?)", (row, words))
        cursor.execute("INSERT INTO found (found) VALUES ('optimize')")
        database.commit()


def open(directory: Path, corpus: Corpus) -> list[Opened]:  # noqa: A001 - the protocol calls it that
    """Return the one way to ask."""
    ids = [paragraph.id for paragraph in corpus]
    asker = _Asker(sqlite3.connect(directory / FILE), cutter("rjieba"), ids)
    return [Opened(NAME, asker.search, tuple(KINDS), rounds=2)]


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks an open database."""

    database: sqlite3.Connection
    cut: Cut
    ids: Sequence[str]

    def search(self, query: Query) -> Found:
        """Return what is found, the text of the query taken apart first."""
        asked = (self._understood(query),)
        rows = [row for (row,) in self.database.execute(BEST, (*asked, query.best))]
        ((total,),) = self.database.execute(COUNT, asked)
        return Found([self.ids[row] for row in rows], total)

    def _understood(self, query: Query) -> str:
        if "phrase" in query.kind:
            return f'"{" ".join(self.cut(query.plain))}"'
        words = (f'"{word}"' for word in telling(self.cut, query.plain, particles=query.particles))
        return (" AND " if query.kind == "and" else " OR ").join(words)
