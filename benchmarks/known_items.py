"""Is a clause found that somebody remembers almost right? `python -m benchmarks.known_items`.

A clause is a stretch of 8–20 Chinese characters with a sign, a blank or an end on both sides; it is
drawn with a seed, first a paragraph, then one of its clauses. Into every other clause a wrong
character is put, drawn as frequently as characters occur; in the others two adjacent words change
places. What has become a clause that stands somewhere is drawn anew: nobody could tell that it is
wrong. Every paragraph in which the right clause stands is a source, as 本法自公布之日起施行 has
hundreds; `strictly` counts only the one that was drawn.

The laws and the articles of STARD are in the folder named by DUANSOU_DATA.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import click

import search
from benchmarks import stard
from benchmarks.building import Site, build
from benchmarks.cache import cache_option
from benchmarks.corpus import Paragraph, corpus_of, laws
from benchmarks.data import data_folder
from benchmarks.words import whole_words
from indexer.folding import fold

__all__ = ["Item", "Outcome", "items_of", "outcomes"]

SEED = 820

TOP = 3
"""A source among so many is found."""

DEEP = 100
"""So far a source is looked for, to tell how near it came."""

# 应当向有管辖权的仲裁机构: 8–20 characters, and no other on either side
CLAUSE = re.compile("(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{8,20}(?![\u4e00-\u9fff])")

HAN = re.compile("[\u4e00-\u9fff]")

BETWEEN = "\n"
"""What stands between the folded texts of two paragraphs, and in no clause."""


@dataclass(frozen=True, slots=True)
class Item:
    """A clause as it is asked, what is wrong with it, and where it stands as it should be."""

    asked: str
    clause: str
    slip: str
    drawn: str
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """At which rank an item's first source was found, and the one drawn; None: not among `DEEP`."""

    item: Item
    rank: int | None
    strict_rank: int | None


def items_of(paragraphs: Sequence[Paragraph], count: int, seed: int = SEED) -> list[Item]:
    """Return so many clauses of the paragraphs, half of them with each kind of slip."""
    texts = _Texts(paragraphs)
    chance = random.Random(seed)
    slips = {"a wrong character": _Mistyping(paragraphs, chance), "two words swapped": _swapped}
    drawn = _clauses(paragraphs, chance)
    items: list[Item] = []
    for number in range(count):
        kind = list(slips)[number % len(slips)]
        items.append(next(_items(drawn, kind, slips[kind], chance, texts)))
    return items


def outcomes(items: Sequence[Item], index: search.Index) -> list[Outcome]:
    """Return what an index finds."""
    return [_outcome(item, index) for item in items]


def _outcome(item: Item, index: search.Index) -> Outcome:
    found = [id_.rpartition("#")[2] for id_ in index.rank(item.asked, limit=DEEP).ids]
    ranks = [rank for rank, id_ in enumerate(found, 1) if id_ in item.sources]
    strict = found.index(item.drawn) + 1 if item.drawn in found else None
    return Outcome(item, min(ranks, default=None), strict)


# ---- drawing

Slip = Callable[[str, random.Random], str]


def _clauses(paragraphs: Sequence[Paragraph], chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield ids and clauses without end."""
    while True:
        id_, text = chance.choice(paragraphs)
        if clauses := CLAUSE.findall(text):
            yield id_, chance.choice(clauses)


def _items(
    drawn: Iterator[tuple[str, str]], kind: str, slip: Slip, chance: random.Random, texts: _Texts
) -> Iterator[Item]:
    for id_, clause in drawn:
        asked = slip(clause, chance)
        if asked != clause and not texts.holding(asked):
            yield Item(asked, clause, kind, id_, texts.holding(clause))


class _Mistyping:
    """Puts another character in the place of one, drawn as frequently as characters occur."""

    def __init__(self, paragraphs: Sequence[Paragraph], chance: random.Random) -> None:
        some = chance.sample(paragraphs, min(len(paragraphs), 10_000))
        counts = Counter(each for _, text in some for each in HAN.findall(text))
        self._characters = sorted(counts)
        self._sums = list(accumulate(counts[each] for each in self._characters))

    def __call__(self, clause: str, chance: random.Random) -> str:
        at = chance.randrange(len(clause))
        (other,) = chance.choices(self._characters, cum_weights=self._sums)
        return clause[:at] + other + clause[at + 1 :]


def _swapped(clause: str, chance: random.Random) -> str:
    """Return the clause with two adjacent words in each other's place; itself if it is one word."""
    words = whole_words(clause)
    if len(words) > 1:
        at = chance.randrange(len(words) - 1)
        words[at : at + 2] = words[at + 1], words[at]
    return "".join(words)


class _Texts:
    """All texts, folded, end to end, so that it is told in which a string stands."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        folded = [fold(text).replace(BETWEEN, " ") for _, text in paragraphs]
        self._ids = [id_ for id_, _ in paragraphs]
        self._ends = list(accumulate(len(text) + len(BETWEEN) for text in folded))
        self._all = BETWEEN.join(folded)

    def holding(self, string: str) -> frozenset[str]:
        """Return the ids of the paragraphs in which a string stands."""
        found, at, needle = set(), -1, fold(string)
        while (at := self._all.find(needle, at + 1)) >= 0:
            number = bisect_right(self._ends, at)
            found.add(self._ids[number])
            at = self._ends[number] - 1
        return frozenset(found)


# ---- command


@click.command()
@click.option("--count", type=click.IntRange(min=1), default=1_000, show_default=True)
@click.option("--seed", type=int, default=SEED, show_default=True)
@click.option("--failed", is_flag=True, help="Print the clauses that were not found.")
@cache_option
def main(count: int, seed: int, failed: bool, cache: Path) -> None:
    """Print in how many of a thousand clauses' answers a source is among the first three."""
    data = data_folder(stard.ARTICLES)
    for name, paragraphs in (("laws", laws(data)), ("STARD", stard.articles(data))):
        corpus = corpus_of(paragraphs, len(paragraphs), cache / name)
        site = Site("duansou", "", corpus, cache / name)
        build(site)
        with search.open_index(site.directory) as index:
            found = outcomes(items_of(paragraphs, count, seed), index)
        for line in _summary(name, len(paragraphs), found):
            click.echo(line)
        for line in map(_told, found) if failed else ():
            if line:
                click.echo(line)


def _summary(name: str, paragraphs: int, found: Sequence[Outcome]) -> Iterator[str]:
    """Yield what share of the items was found, of all and of each slip."""
    yield f"{name}, {paragraphs:,} paragraphs; among the first {TOP}: a source, the one drawn"
    slips = dict.fromkeys(each.item.slip for each in found)
    for kind in (None, *slips):
        those = [each for each in found if kind in (None, each.item.slip)]
        share = sum(_is_found(each.rank) for each in those) / len(those)
        strict = sum(_is_found(each.strict_rank) for each in those) / len(those)
        yield f"  {kind or 'all':20} {len(those):6,}  {share:6.1%}  {strict:6.1%}"


def _is_found(rank: int | None) -> bool:
    return rank is not None and rank <= TOP


def _told(outcome: Outcome) -> str | None:
    """Return a line on what was not found; None for what was."""
    if _is_found(outcome.rank):
        return None
    item = outcome.item
    rank = outcome.rank or f"> {DEEP}"
    return (
        f"  {rank!s:>6}  {item.asked}  ({item.clause}, {len(item.sources)} sources: {item.drawn})"
    )


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.known_items")
