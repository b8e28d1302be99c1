"""How the time for hostile input grows with its size: `python -m benchmarks.linear_time`.

Each input is taken at some size and at four times that size, in turn, three times; printed is how
much longer the fastest run takes per doubling. It is 2 for linear time; more than 2.5 fails.
Only processor time counts, that of pandoc included, less what an empty input takes: what else the
machine does is no matter.

Left out is what pandoc itself takes squared time for, `[^` over and over in Markdown and many
headings of the same words in Word and OpenDocument: the limit of time ends it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from tempfile import NamedTemporaryFile

from indexer.citations import find_citations
from indexer.errors import SourceError
from indexer.folding import fold, fold_with_offsets
from indexer.ingest import ingest
from indexer.parse import parse
from indexer.readers.page import prepared
from indexer.segmenter import Segmenter
from indexer.source import Source
from search.query import parse as parse_query

LARGEST_RATIO = 2.5
RUNS = 3

SURE = 2.2
"""More than this may be the noise of a busy machine, and is measured again."""

ATTEMPTS = 3

RULE = " " * 40 + "\n"
Input = Callable[[int], str]

SOURCES: dict[str, tuple[Input, int]] = {
    "open brackets": (lambda n: "(" * n, 100_000),
    "one long number": (lambda n: "1" * n, 100_000),
    "slashes": (lambda n: "A/" * n, 50_000),
    "numbers on lines of their own": (lambda n: "1\n" * n, 4_000),
    "marks and notes": (
        lambda n: RULE + "".join(f"{i % 999 + 1}\n 注。\n" for i in range(n)),
        2_500,
    ),
    "marks within lines": (lambda n: "文1，" * n + "\n" + RULE + "1\n 注。\n" * n, 2_500),
    "raised marks": (lambda n: RULE + "1\n 注。\n\f" + "文¹" * n, 10_000),
    "a chain of 同上": (
        lambda n: RULE + "".join(f"{i + 1}\n 同上，第{i}卷。\n" for i in range(n)),
        225,
    ),
    "a list of resolutions": (lambda n: "第62/39号、" * n + "第62/39号决议", 10_000),
    "white space": (lambda n: (" " * n + "x\n") * 3, 100_000),
    "items": (lambda n: "(a) 项。\n\n" * n, 2_500),
    "signs within lines": (
        lambda n: "文[1]文①文^1文* 文" * n + "\n\n注释\n\n[1] 注。\n\n[2] 注。\n",
        2_000,
    ),
    "one sign in brackets": (lambda n: "文[" + "1," * n + "1]\n\n注释\n\n[1] 注。\n", 25_000),
    "open square brackets": (lambda n: "文[1 " * n, 25_000),
    "white space around signs": (
        lambda n: "文[1]" + " " * n + "文\n\n注释\n\n[1] 注。\n",
        50_000,
    ),
    "notes of chapters": (lambda n: "甲[1]。\n\n注释\n\n[1] 《甲》。\n\n" * n, 750),
    "notes without marks": (lambda n: "甲。\n\n注释\n\n[1] 《甲》。\n\n" * n, 750),
    "runs and signs": (lambda n: "甲[1]乙[2]。\n\n1. 《甲》。\n\n标题\n\n" * n, 750),
    "signed feet of pages": (lambda n: "甲①。\n\n① 乙\n\n丙\n" * n + "\f丁。", 1_500),
    "stars": (lambda n: "* 甲\n\n" * n, 2_000),
    "references to notes": (
        lambda n: RULE + "".join(f"{i + 1}\n 见注{i % n + 2}，第{i}页。\n" for i in range(n)),
        225,
    ),
    "works of one author": (
        lambda n: (
            "[1]" + "\n\n注释\n\n" + "".join(f"[{i + 1}] 王力：前引书。\n\n" for i in range(n))
        ),
        225,
    ),
    "a long name": (lambda n: RULE + "1\n " + "王" * n + "，前注1，第9页。\n", 50_000),
    "lists": (lambda n: "如下：\n\n1. 甲。\n\n2. 乙。\n\n" * n, 1_000),
    "tables of contents": (lambda n: "目录\n\n" + "第一章 甲\n\n第二章 乙\n\n" * n, 1_500),
    "articles without spaces": (
        lambda n: "".join(f"第{i}条为了{i}。\n\n" for i in range(1, n)),
        2_000,
    ),
    "annexes": (lambda n: "附件一\n\n附录A\n\n甲。\n\n" * n, 1_500),
    "brackets in notes": (
        lambda n: RULE + "1\n 注。\n" + f"2\n 同上，{'(' * 300}。\n" * n,
        100,
    ),
    "titles in notes": (lambda n: RULE + f"1\n {'《' * 300}。\n2\n 同上。\n" * n, 100),
    "pages": (lambda n: "头\n1. 文字。\n2\f" * n, 2_500),
}

LINES: dict[str, tuple[Input, int]] = {
    "lines": (lambda n: '{"id":1,"text":"文"}\n' * n, 10_000),
    "ids made for others": (
        lambda n: "".join(
            f'{{"id":"a~{i}","text":"文"}}\n{{"id":"a","text":"文"}}\n' for i in range(n)
        ),
        2_500,
    ),
    "escaped quotes": (lambda n: '{"id":1,"text":"' + '[\\"' * n + '"}', 50_000),
    "a string without end": (lambda n: '{"id":1,"text":"' + '[\\"' * n, 50_000),
    "nested brackets": (lambda n: '{"id":1,"text":"文","x":' + "[" * n, 100_000),
    "bad lines": (lambda n: "x\n" * n, 10_000),
    "one long bad line": (lambda n: "x" * n, 1_500_000),
    "footnotes": (
        lambda n: (
            '{"id":1,"text":"文","footnotes":['
            + ",".join(['{"number":1,"text":"注","offset":0}'] * n)
            + "]}"
        ),
        2_500,
    ),
}

TEXTS: dict[str, tuple[Input, int]] = {
    "folded accents": (lambda n: "e\u0301" * n, 50_000),
    "folded spaces": (lambda n: "a  " * n, 50_000),
    "symbols": (lambda n: "a/1." * n, 25_000),
    "Han characters": (lambda n: "核武器的合法性" * n, 5_000),
}

CITATIONS: dict[str, tuple[Input, int]] = {
    "numbers without an end": (lambda n: "第62/39、" * n + "号决议", 10_000),
    "ranges of resolutions": (lambda n: "第63/1至63/99号决议" * n, 1_000),
    "dates without a number": (lambda n: "2008年12月2日" * n + "第62/39号决议", 10_000),
    "titles": (lambda n: "《甲法》" * n, 10_000),
    "open titles": (lambda n: "《甲" * n, 20_000),
    "nested titles": (lambda n: "《甲《乙" * n + "》》", 10_000),
    "articles of a title": (lambda n: "《甲法》" + "第一条、" * n, 10_000),
    "titles with articles": (lambda n: "《甲法》第1-50条第二款" * n, 1_000),
    "conventions meant again": (lambda n: "《甲法》" * n + "该公约第一条" * n, 5_000),
    "short names": (lambda n: "".join(f"《甲{i}法》（下称《乙{i}》）" for i in range(n)), 5_000),
    "short names of one letter": (lambda n: "《甲法》（下称乙）" + "乙第" * n, 20_000),
    "symbols and their parts": (lambda n: "A/63/135和Add.1。" * n, 5_000),
    "letters without a symbol": (lambda n: "2014年3月3日的信(" * n, 10_000),
    "volumes": (lambda n: "《条约汇编》，第1卷，第1号；" * n, 5_000),
    "laws without brackets": (lambda n: "依照刑法第" * n, 10_000),
}

MARKDOWN: dict[str, tuple[Input, int]] = {
    "Markdown: notes": (
        lambda n: "".join(f"文[^{i}]。\n\n[^{i}]: 注。\n\n" for i in range(n)),
        1_000,
    ),
    "Markdown: calls of one note": (lambda n: "文[^1] " * n + "\n\n[^1]: 注。\n", 2_000),
    "Markdown: calls without notes": (lambda n: "文[^1] " * n, 5_000),
    "Markdown: notes of one label": (lambda n: "文[^1]\n\n" + "[^1]: 注。\n\n" * n, 1_000),
    "Markdown: fences": (lambda n: "```\n文\n```\n\n" * n, 3_000),
    "Markdown: items": (lambda n: "1. 项。\n\n   文。\n\n" * n, 1_000),
    "Markdown: headings": (lambda n: "# 标题\n\n文。\n\n" * n, 2_000),
}

HTML: dict[str, tuple[Input, int]] = {
    "HTML: paragraphs": (lambda n: "<p>文。</p>" * n, 5_000),
    "HTML: linked notes": (
        lambda n: (
            "".join(f'<p>文<a id="b{i}" href="#n{i}">{i + 1}</a>。</p>' for i in range(n))
            + "".join(f'<p id="n{i}"><a href="#b{i}">{i + 1}</a> 注。</p>' for i in range(n))
        ),
        1_000,
    ),
    "HTML: marks of one note": (
        lambda n: (
            '<p>文<a id="b" href="#n">1</a>。</p>' * n + '<p id="n"><a href="#b">1</a> 注。</p>'
        ),
        1_000,
    ),
    "HTML: marks within one paragraph": (
        lambda n: (
            "<p>"
            + "".join(f'文<sup><a id="b{i}" href="#n{i}">{i + 1}</a></sup>' for i in range(n))
            + "</p><ol>"
            + "".join(f'<li id="n{i}">注 <a href="#b{i}">^</a></li>' for i in range(n))
            + "</ol>"
        ),
        500,
    ),
    "HTML: links to one place": (lambda n: '<p id="a">文</p><a href="#a">1</a>' * n, 2_000),
    "HTML: rows": (
        lambda n: "<table>" + "<tr><td>甲</td><td>乙</td></tr>" * n + "</table>",
        1_000,
    ),
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
    "query brackets": (lambda n: "(核 " * n, 4_000),
    "query quotes": (lambda n: '"核' * n, 6_000),
    "query NOT": (lambda n: "NOT " * n + "核", 3_000),
    "query articles": (lambda n: "第一条 art1 " * n, 1_300),
    "query article places": (lambda n: "第一条" * n, 4_000),
    "query numbers": (lambda n: "第" * n + "63/49", 12_000),
}


Step = Callable[[str], object]

SEGMENTER = Segmenter()


def main() -> None:
    """Print the ratios; the exit code says whether all were small enough."""
    worst = 0.0
    for step, inputs in STEPS:
        step("文")  # tables and dictionaries are loaded
        for name, (make, size) in inputs.items():
            ratio = _ratio(step, make, size)
            worst = max(worst, ratio)
            print(f"{ratio:5.2f}  {name}", flush=True)
    sys.exit(worst > LARGEST_RATIO)


def _read(text: str) -> object:
    return parse(Source.from_text("a.txt", text))


def _cut(text: str) -> object:
    return fold_with_offsets(text), SEGMENTER.tokens(fold(text))


def _take(suffix: str, text: str) -> None:
    """Read the text as a file of that kind; it may be refused, but soon."""
    with NamedTemporaryFile("w", suffix=suffix, encoding="utf-8") as file, suppress(SourceError):
        file.write(text)
        file.flush()
        for _ in ingest(Path(file.name), f"a{suffix}"):
            pass


STEPS: tuple[tuple[Step, dict[str, tuple[Input, int]]], ...] = (
    (_read, SOURCES),
    (partial(_take, ".jsonl"), LINES),
    (partial(_take, ".md"), MARKDOWN),
    (partial(_take, ".html"), HTML),
    (_cut, TEXTS),
    (find_citations, CITATIONS),
    (prepared, PAGES),
    (parse_query, QUERIES),
)


def _ratio(step: Step, make: Input, size: int) -> float:
    """Return how many times as long the step takes for twice as large an input."""
    inputs = [make(size), make(4 * size)]
    start = min(_seconds(step, "文") for _ in range(RUNS))
    for _ in range(ATTEMPTS):
        runs = [[_seconds(step, text) for text in inputs] for _ in range(RUNS)]
        small, large = (min(times) - start for times in zip(*runs, strict=True))
        ratio = float((large / small) ** 0.5)
        if ratio <= SURE:
            break
    return ratio


def _seconds(step: Step, text: str) -> float:
    """Return the processor time that a step takes, that of the processes it starts included."""
    started = _processor_time()
    step(text)
    return _processor_time() - started


def _processor_time() -> float:
    usages = (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    main()
