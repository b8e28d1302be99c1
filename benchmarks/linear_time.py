"""How the time for hostile input grows with its size: `python -m benchmarks.linear_time`.

Each input is taken at some size and at twice that size, in turn, five times; the ratio of the
fastest runs is printed. It is 2 for linear time; more than 2.5 fails.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import perf_counter

from indexer.folding import fold, fold_with_offsets
from indexer.ingest import ingest
from indexer.parse import parse
from indexer.readers.page import prepared
from indexer.segmenter import Segmenter
from indexer.source import Source
from search.query import parse as parse_query

LARGEST_RATIO = 2.5
RUNS = 5

RULE = " " * 40 + "\n"
Input = Callable[[int], str]

SOURCES: dict[str, tuple[Input, int]] = {
    "open brackets": (lambda n: "(" * n, 200_000),
    "one long number": (lambda n: "1" * n, 200_000),
    "slashes": (lambda n: "A/" * n, 100_000),
    "numbers on lines of their own": (lambda n: "1\n" * n, 8_000),
    "marks and notes": (
        lambda n: RULE + "".join(f"{i % 999 + 1}\n 注。\n" for i in range(n)),
        5_000,
    ),
    "marks within lines": (lambda n: "文1，" * n + "\n" + RULE + "1\n 注。\n" * n, 5_000),
    "raised marks": (lambda n: RULE + "1\n 注。\n\f" + "文¹" * n, 20_000),
    "a chain of 同上": (
        lambda n: RULE + "".join(f"{i + 1}\n 同上，第{i}卷。\n" for i in range(n)),
        450,
    ),
    "a list of resolutions": (lambda n: "第62/39号、" * n + "第62/39号决议", 20_000),
    "white space": (lambda n: (" " * n + "x\n") * 3, 200_000),
    "items": (lambda n: "(a) 项。\n\n" * n, 5_000),
    "signs within lines": (
        lambda n: "文[1]文①文^1文* 文" * n + "\n\n注释\n\n[1] 注。\n\n[2] 注。\n",
        4_000,
    ),
    "one sign in brackets": (lambda n: "文[" + "1," * n + "1]\n\n注释\n\n[1] 注。\n", 50_000),
    "open square brackets": (lambda n: "文[1 " * n, 50_000),
    "white space around signs": (
        lambda n: "文[1]" + " " * n + "文\n\n注释\n\n[1] 注。\n",
        100_000,
    ),
    "notes of chapters": (lambda n: "甲[1]。\n\n注释\n\n[1] 《甲》。\n\n" * n, 1_500),
    "notes without marks": (lambda n: "甲。\n\n注释\n\n[1] 《甲》。\n\n" * n, 1_500),
    "runs and signs": (lambda n: "甲[1]乙[2]。\n\n1. 《甲》。\n\n标题\n\n" * n, 1_500),
    "signed feet of pages": (lambda n: "甲①。\n\n① 乙\n\n丙\n" * n + "\f丁。", 3_000),
    "stars": (lambda n: "* 甲\n\n" * n, 4_000),
    "references to notes": (
        lambda n: RULE + "".join(f"{i + 1}\n 见注{i % n + 2}，第{i}页。\n" for i in range(n)),
        450,
    ),
    "works of one author": (
        lambda n: (
            "[1]" + "\n\n注释\n\n" + "".join(f"[{i + 1}] 王力：前引书。\n\n" for i in range(n))
        ),
        450,
    ),
    "a long name": (lambda n: RULE + "1\n " + "王" * n + "，前注1，第9页。\n", 100_000),
    "lists": (lambda n: "如下：\n\n1. 甲。\n\n2. 乙。\n\n" * n, 2_000),
    "tables of contents": (lambda n: "目录\n\n" + "第一章 甲\n\n第二章 乙\n\n" * n, 3_000),
    "articles without spaces": (
        lambda n: "".join(f"第{i}条为了{i}。\n\n" for i in range(1, n)),
        4_000,
    ),
    "annexes": (lambda n: "附件一\n\n附录A\n\n甲。\n\n" * n, 3_000),
    "brackets in a note": (lambda n: RULE + "1\n 注。\n2\n 同上，" + "(" * n + "。\n", 1_000),
    "titles in a note": (lambda n: RULE + "1\n " + "《" * n + "。\n2\n 同上。\n", 1_000),
    "pages": (lambda n: "头\n1. 文字。\n2\f" * n, 5_000),
}

LINES: dict[str, tuple[Input, int]] = {
    "lines": (lambda n: '{"id":1,"text":"文"}\n' * n, 20_000),
    "ids made for others": (
        lambda n: "".join(
            f'{{"id":"a~{i}","text":"文"}}\n{{"id":"a","text":"文"}}\n' for i in range(n)
        ),
        5_000,
    ),
    "escaped quotes": (lambda n: '{"id":1,"text":"' + '[\\"' * n + '"}', 100_000),
    "a string without end": (lambda n: '{"id":1,"text":"' + '[\\"' * n, 100_000),
    "nested brackets": (lambda n: '{"id":1,"text":"文","x":' + "[" * n, 200_000),
    "bad lines": (lambda n: "x\n" * n, 20_000),
    "one long bad line": (lambda n: "x" * n, 5_000_000),
    "footnotes": (
        lambda n: (
            '{"id":1,"text":"文","footnotes":['
            + ",".join(['{"number":1,"text":"注","offset":0}'] * n)
            + "]}"
        ),
        5_000,
    ),
}

TEXTS: dict[str, tuple[Input, int]] = {
    "folded accents": (lambda n: "e\u0301" * n, 100_000),
    "folded spaces": (lambda n: "a  " * n, 100_000),
    "symbols": (lambda n: "a/1." * n, 50_000),
    "Han characters": (lambda n: "核武器的合法性" * n, 10_000),
}

PAGES: dict[str, tuple[Input, int]] = {
    "comments without end": (lambda n: "<!--" * n, 20_000),
    "quotes without end": (lambda n: "<a 'b\"" * n, 20_000),
    "scripts without end": (lambda n: "<script>" * n, 20_000),
    "elements without end": (lambda n: "<b>" * n, 20_000),
    "ends without elements": (lambda n: "<i>" + "</b><b>" * n, 20_000),
    "places": (lambda n: "<tr id=a>" * n, 20_000),
}

QUERIES: dict[str, tuple[Input, int]] = {
    "query brackets": (lambda n: "(核 " * n, 5_000),
    "query quotes": (lambda n: '"核' * n, 10_000),
    "query NOT": (lambda n: "NOT " * n + "核", 5_000),
    "query articles": (lambda n: "第一条 art1 " * n, 2_000),
    "query article places": (lambda n: "第一条" * n, 8_000),
    "query numbers": (lambda n: "第" * n + "63/49", 20_000),
}


def main() -> None:
    """Print the ratios; the exit code says whether all were small enough."""
    segmenter = Segmenter()
    segmenter.tokens("核")

    def read(text: str) -> object:
        return parse(Source.from_text("a.txt", text))

    def cut(text: str) -> object:
        return fold_with_offsets(text), segmenter.tokens(fold(text))

    def take(lines: str) -> object:
        with NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
            file.write(lines)
            file.flush()
            return sum(1 for _ in ingest(Path(file.name), "a.jsonl"))

    worst = 0.0
    for step, inputs in (
        (read, SOURCES),
        (take, LINES),
        (cut, TEXTS),
        (prepared, PAGES),
        (parse_query, QUERIES),
    ):
        for name, (make, size) in inputs.items():
            ratio = _ratio(step, make(size), make(2 * size))
            worst = max(worst, ratio)
            print(f"{ratio:5.2f}  {name}")
    sys.exit(worst > LARGEST_RATIO)


def _ratio(step: Callable[[str], object], small: str, large: str) -> float:
    """Return how many times as long the step takes for the larger input."""
    small_times, large_times = [], []
    for _ in range(RUNS):
        small_times.append(_seconds(step, small))
        large_times.append(_seconds(step, large))
    return min(large_times) / min(small_times)


def _seconds(step: Callable[[str], object], text: str) -> float:
    started = perf_counter()
    step(text)
    return perf_counter() - started


if __name__ == "__main__":
    main()
