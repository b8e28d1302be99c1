"""Queries that nobody would type, drawn with a seed: `python -m benchmarks.fuzzed_queries`.

A query is a row of pieces with operators between them, a sentence of the sample into which pieces
fell, or one piece thousands of times. Whatever it is, the answer of the sample's index must come
without an error, but for `QueryTooLong` where it is; its highlights must lie in what is shown, one
after the other; its JSON must be made; another page must agree with it; and the command must end
with a documented exit code. Some of them are also asked within what another finds, sorted, by
document, one hit after the other, counted and explained. What does not hold is printed with the
query; a run that is cut short can be gone on with by `--first`.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from time import perf_counter
from typing import Any
from zlib import crc32

import click
from click.testing import CliRunner

import search
from indexer.build import build_index
from indexer.errors import QueryTooLong
from indexer.find import find_sources
from search.answers import Answer, Hit
from search.cli import duansou
from search.query import MAX_CHARACTERS
from search.wanted import FACETS, LEAST_WIDTH, ORDERS, USUAL_WIDTH

__all__ = ["PIECES", "command_fault", "faults", "fuzzed", "narrowed_faults", "sample_index"]

SAMPLE = Path(__file__).parent.parent / "tests" / "data" / "a-res-63-49.txt"

SEED = 20_081_202

NARROWED = 5
"""Each query of so many is asked within another, too, sorted, grouped, counted and explained."""

COMMANDS = 200
"""Each query of so many is asked by the command, too: found to be as quick as its output."""

FOUND, NOTHING_FOUND, USAGE = 0, 1, 2

PIECES: Sequence[Sequence[str]] = (
    # operators, and what is nearly one
    (
        "AND",
        "OR",
        "NOT",
        "and",
        "-",
        "--",
        "- ",
        "NEAR/3",
        "NEAR/0",
        "NEAR/999999999",
        "NEAR/",
        "NEAR/-1",
    ),
    ("NEAR", "NEAR/３", "near/2", "+", "|", "||", "&&", "!", "^2", "AND NOT", "OR OR", "NOT NOT -"),
    # fields, with and without a value behind them
    (
        "text:",
        "正文:",
        "title:",
        "标题：",
        "footnote:",
        "脚注:",
        "symbol:",
        "文号:",
        "para:",
        "段:",
        "kind:",
    ),
    (
        "类型:",
        "cites:",
        "引用：",
        "date:",
        "日期:",
        "year:",
        "年:",
        "session:",
        "届:",
        "verb:",
        "动词:",
    ),
    (
        "doc:",
        "文件:",
        "body:",
        ":",
        "：",
        "::",
        "unknown:",
        "text :",
        "http://",
        "year:year:",
        "标题:“",
        "-年:",
    ),
    ("year:2008", "date:2005..2008", "session:60..", "year:..2008", "verb:重申", "kind:operative"),
    (
        "symbol:63/49",
        "cites:62/39",
        "para:2",
        "段:第2段",
        "doc:sample",
        "标题:核武器",
        "脚注:条约",
        "届:63",
    ),
    # ranges
    (
        "..",
        "2005..2008",
        "2008..",
        "..2008",
        "2008..2005",
        "9" * 400,
        "-5..3",
        "2008-12-02..2008-13-40",
        "...",
        "1..1",
    ),
    # wildcards and slips
    (
        "*",
        "?",
        "**",
        "裁军*",
        "*裁军",
        "核?器",
        "？",
        "＊",
        "裁*军*谈*判",
        "?" * 40,
        "~",
        "~~",
        "~2",
        "国际法院~",
        "国际发院~",
    ),
    # brackets and quotes
    ("(", ")", "（", "）", "((", "))", "()", "[", "]", "【", "】", "{", "}", "<", ">"),
    (
        '"',
        "“",
        "”",
        "「",
        "」",
        "『",
        "』",
        "＂",
        "'",
        '""',
        "“”",
        '"核武器"',
        "“国际法院”",
        '"条约"~3',
        "‘",
        "’",
    ),
    # what cannot be seen, turns the line round, or is half a character
    (
        "\u202e",
        "\u202a",
        "\u2066",
        "\u2069",
        "\u200b",
        "\u200d",
        "\ufeff",
        "\x00",
        "\x1b[31m",
        "\x7f",
        "\x85",
    ),
    (
        "\ud800",
        "\udfff",
        "\ud83d",
        "\ufdd0",
        "\uffff",
        "\U0010ffff",
        "\u0301",
        "\u0300" * 30,
        "\ue000",
        "\xad",
        "\u2028",
    ),
    (" ", " ", " ", " ", "\u3000", "\t", "\n", "\r\n", "\xa0", "\v"),
    # Han, letters and figures in all their forms
    (
        "核",
        "核武器",
        "裁军谈判会议",
        "國際法院",
        "的",
        "一",
        "㈠",
        "①",
        "Ⅻ",
        "㍿",
        "ﷺ",
        "ǅ",
        "İ",
        "ß",
        "ﬁ",
    ),
    (
        "不扩散条约",
        "NPT",
        "南极",
        "曼谷条约",
        "再次吁请",
        "又",
        "丢",
        "𠀀",
        "𪚥",
        "😀",
        "👨‍👩‍👧",
        "한국",
        "日本語",
        "ا",
        "é",
    ),
    (
        "第六条",
        "第6条",
        "第 ６ 條",
        "二〇〇八年",
        "2008年",
        "1996-07-08",
        "1996年7月8日",
        "十二",
        "１２",
        "½",
        "0",
        "-1",
    ),
    # names
    (
        "63/49",
        "A/RES/63/49",
        "第62/39号决议",
        "A/RES/63/49#op2",
        "63/49 第2段",
        "S/RES/408(1977)",
        "408(1977)",
    ),
    (
        "art12.2",
        "第一条",
        "#",
        "#op2",
        "/",
        "//",
        "A/",
        "63/",
        "/49",
        "A/RES/",
        "63/49/50/51",
        "pp3",
        "第2段",
        "第",
    ),
    (
        "\\",
        "\\d+",
        "(?i)",
        "[a-z]*",
        "$",
        "%",
        "%s",
        "&lt;",
        "<b>",
        "';--",
        "{{7*7}}",
        "=1+1",
        ",",
        "，",
        "。",
    ),
)
"""Of what queries are made, a row for each kind of thing."""

LONG_RUN, SENTENCE = 0.004, 0.3
"""So many queries are one piece over and over, and so many a sentence into which pieces fell."""

LONGEST_RUN = 6_000

SOMETIMES = 0.4

PAGE, SECOND = 5, 2
"""So many hits are on a page, and before how many of them another begins."""

ANY = "A/RES/63/49#op2"
"""A paragraph of the sample, found or not."""


def fuzzed(count: int, first: int = 0, seed: int = SEED) -> Iterator[str]:
    """Yield so many queries, each drawn by its own number: the same for all runs."""
    sentences = [line for line in SAMPLE.read_text(encoding="utf-8").splitlines() if line.strip()]
    for number in range(first, first + count):
        chance = random.Random(seed + number)
        kind = chance.random()
        if kind < LONG_RUN:
            yield _long_run(chance)
        elif kind < SENTENCE:
            yield _sentence(chance, sentences)
        else:
            yield "".join(_row(chance))


def faults(index: search.Index, query: str) -> Iterator[str]:
    """Yield what does not hold of the answer to a query, each in a line."""
    try:
        answer = index.search(query, limit=5)
        page = index.rank(query, limit=3, offset=2)
        json.dumps(answer.to_dict())
        json.dumps(page.to_dict())
    except QueryTooLong:
        if len(query) <= MAX_CHARACTERS:
            yield "refused, though it is not too long"
        return
    except Exception as error:  # noqa: BLE001 - any is a fault
        yield f"{type(error).__name__}: {error}"
        return
    ids = [hit.id for hit in answer]
    told = (answer.total, answer.interpreted, answer.relaxed, answer.notices)
    if (page.total, page.interpreted, page.relaxed, page.notices) != told:
        yield "two pages tell otherwise"
    if list(page.ids) != ids[2:5] or len(set(ids)) != len(ids):
        yield f"pages do not agree: {ids} and {page.ids}"
    if len(ids) != min(answer.total, 5):
        yield f"{len(ids)} of {answer.total} are on a page of 5"
    yield from _misplaced(answer)


def narrowed_faults(index: search.Index, query: str) -> Iterator[str]:
    """Yield what does not hold of a query narrowed, sorted, grouped, streamed and explained."""
    wanted = _wanted(query)
    where = wanted["where"]
    try:
        answer = index.search(query, limit=PAGE, facets=FACETS, **wanted)
        second = index.search(query, limit=PAGE - SECOND, offset=SECOND, **wanted)
        first = list(islice(index.stream(query, **wanted), PAGE))
        ranked = index.rank(query, limit=PAGE, where=where)
        explained = index.explain(query, limit=PAGE, where=where)
        whys = {hit: index.why(query, hit, where=where) for hit in (*ranked.ids[:1], ANY)}
        suggested = [index.rank(other, where=where).total for other in answer.suggestions]
        for each in (answer, explained, *whys.values()):
            json.dumps(each.to_dict())
    except QueryTooLong:
        return
    except Exception as error:  # noqa: BLE001 - any is a fault
        yield f"{wanted}: {type(error).__name__}: {error}"
        return
    checks = {
        "the page behind the first is another": _ids(second) == _ids(answer)[SECOND:],
        "hits one by one are others": _ids(first) == _ids(answer),
        "a paragraph comes twice": len({*_ids(answer)}) == len(_ids(answer)),
        "a page is too short": len(answer)
        == min(PAGE, answer.total if answer.documents is None else answer.documents),
        "totals differ": answer.total == second.total == ranked.total == explained.total,
        "facets count more than there is": all(
            sum(number for _, number in counts) <= answer.total for counts in answer.facets.values()
        ),
        "what is explained is other than what is found": ranked.ids
        == tuple(hit.id for hit in explained.hits),
        "a score is not the sum of its parts": all(
            hit.score == sum(part.score for part in hit.parts) for hit in explained.hits
        ),
        "the first is not found, or not the first": all(
            whys[hit].found and whys[hit].rank == 1 for hit in ranked.ids[:1]
        ),
        "a verdict is not what is found": all(
            why.verdict is None or why.relaxed or why.verdict.matched == why.found
            for why in whys.values()
        ),
        "a suggestion finds nothing": all(suggested),
    }
    yield from (f"{wanted}: {fault}" for fault, holds in checks.items() if not holds)
    yield from _misplaced(answer)


def _ids(hits: Iterable[Hit]) -> list[str]:
    return [hit.id for hit in hits]


def _wanted(query: str) -> dict[str, Any]:
    """Return what else is wanted of the answer to a query: the same whenever it is asked."""
    chance = random.Random(crc32(query.encode("utf-8", "surrogatepass")))
    return {
        "where": "".join(_row(chance)) if chance.random() < SOMETIMES else "",
        "sort": chance.choice(ORDERS),
        "group": chance.random() < SOMETIMES,
        "windows": chance.choice((1, 3)),
        "width": chance.choice((LEAST_WIDTH, USUAL_WIDTH)),
    }


def command_fault(directory: Path, query: str) -> str | None:
    """Return what the command did wrong, None where it answered or said in a line why not."""
    arguments = ["search", "--index", str(directory), "--limit", "2", "--", query]
    result = CliRunner().invoke(duansou, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return f"{type(result.exception).__name__}: {result.exception}"
    if result.exit_code not in (FOUND, NOTHING_FOUND, USAGE):
        return f"exit code {result.exit_code}"
    if result.exit_code == USAGE and len(query) <= MAX_CHARACTERS:
        return f"refused: {result.output}"
    return None


def sample_index(folder: Path) -> Path:
    """Make an index of the sample in a folder, and return where it is."""
    build_index(folder / "index", find_sources([SAMPLE]))
    return folder / "index"


# ---- drawing


def _row(chance: random.Random) -> Iterator[str]:
    """Yield pieces, some of them glued to each other, some of the same kind again and again."""
    for _ in range(chance.choice((1, 2, 3, 4, 6, 9, 14))):
        yield chance.choice(chance.choice(PIECES))
        if chance.random() < 0.5:
            yield " "


def _sentence(chance: random.Random, sentences: Sequence[str]) -> str:
    """Return part of a sentence, with some pieces fallen into it."""
    text = chance.choice(sentences)
    start = chance.randrange(len(text))
    text = text[start : start + chance.randint(1, 40)]
    for _ in range(chance.randint(0, 3)):
        at = chance.randint(0, len(text))
        text = text[:at] + chance.choice(chance.choice(PIECES)) + text[at:]
    return text


def _long_run(chance: random.Random) -> str:
    run = "".join(_row(chance)) or "核"
    return run * (chance.randint(1, LONGEST_RUN) // len(run) + 1)


# ---- looking


def _misplaced(answer: Answer) -> Iterator[str]:
    """Yield which highlights and marks lie outside of what is shown, or in each other."""
    for hit in answer:
        shown = [(hit.snippet.text, hit.snippet.highlights)]
        for note in hit.footnotes:
            shown += [(note.text, note.highlights), (note.resolved or "", note.resolved_highlights)]
        for text, highlights in shown:
            ends = [0, *(end for span in highlights for end in span), len(text)]
            if any(before > after for before, after in pairwise(ends)):
                yield f"{hit.id}: highlights {highlights} of {len(text)} characters"
            if any(start == end for start, end in highlights):
                yield f"{hit.id}: nothing is highlighted"
        if not all(0 <= offset <= len(hit.snippet.text) for offset, _ in hit.snippet.marks):
            yield f"{hit.id}: marks {hit.snippet.marks}"


# ---- command


@click.command()
@click.option("--count", type=click.IntRange(min=1), default=1_000_000, show_default=True)
@click.option("--first", type=click.IntRange(min=0), default=0, help="The number of the first.")
@click.option("--seed", type=int, default=SEED, show_default=True)
def main(count: int, first: int, seed: int) -> None:
    """Ask so many queries; the exit code says whether all went well."""
    started = perf_counter()
    slowest, failed = (0.0, ""), 0
    with tempfile.TemporaryDirectory() as folder:
        directory = sample_index(Path(folder))
        with search.open_index(directory) as index:
            for number, query in enumerate(fuzzed(count, first, seed), first):
                asked = perf_counter()
                found = list(faults(index, query))
                slowest = max(slowest, (perf_counter() - asked, query))
                if number % NARROWED == 0:
                    found += narrowed_faults(index, query)
                if number % COMMANDS == 0 and (fault := command_fault(directory, query)):
                    found.append(f"the command: {fault}")
                for fault in found:
                    failed += 1
                    click.echo(f"{number}: {query!r}: {fault}")
                if number % 100_000 == 99_999:
                    click.echo(f"{number + 1:,} queries, {failed} faults", err=True)
    took = perf_counter() - started
    click.echo(f"{count:,} queries, {failed} faults, {took:,.0f} s")
    click.echo(f"the slowest took {slowest[0] * 1000:.0f} ms: {slowest[1][:60]!r}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.fuzzed_queries")
