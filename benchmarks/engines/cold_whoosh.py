"""One query of stock Whoosh and jieba, started anew: `python -m …cold_whoosh DIRECTORY WORDS`."""

from __future__ import annotations

import sys

import jieba
from whoosh.index import open_dir
from whoosh.query import And, Term


def main() -> None:
    """Print the ten best ids and the number of all, as a script of one's own would."""
    directory, text = sys.argv[1:]
    jieba.setLogLevel("WARNING")
    terms = [Term("text", word) for word in jieba.cut_for_search(text) if not word.isspace()]
    with open_dir(directory).searcher() as searcher:
        results = searcher.search(And(terms), limit=10)
        print(*(hit["text"] for hit in results), len(results), sep="\n")


if __name__ == "__main__":
    main()
