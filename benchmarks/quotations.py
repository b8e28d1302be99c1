"""Are quotations told right, and how soon? `python -m benchmarks.quotations`.

A thousand quotations are drawn with a seed from the laws in the folder named by DUANSOU_DATA: cuts
of 8–120 characters as they stand; such cuts with one to three edits, each a character changed, left
out or added at some place, drawn anew where the folded text stands in a law by chance; and invented
ones, of pieces of 2–6 characters from anywhere. All are asked in one call, as those of a file are.

A cut with edits is told right where it is nearly so at the paragraph it is from, at one that has
the same words, or at one to which it takes fewer edits still.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from time import perf_counter, process_time
from typing import Literal

import click

import search
from benchmarks.building import Site, build, kept
from benchmarks.cache import cache_option
from benchmarks.corpus import LAWS, Paragraph, corpus_of, laws
from benchmarks.data import data_folder
from indexer.folding import fold
from search.versions.outcomes import Quoted

__all__ = ["Item", "Score", "Texts", "items_of", "scored"]

SEED = 314

LENGTHS = (8, 120)
"""The characters of a cut, at least and at most."""

MOST_EDITS = 3

PIECES = (2, 6)
"""Of pieces of so many characters, from anywhere, are quotations invented."""

BETWEEN = "\n"
"""What stands between the folded texts of two paragraphs, and in no quotation."""

Kind = Literal["verbatim", "nearly", "invented"]

KINDS: tuple[Kind, ...] = ("verbatim", "nearly", "invented")

MOST_SECONDS, LEAST_NEAR = 30, 0.95
"""What is wanted: no more seconds, no smaller share of cuts with edits told right."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is asked, of which kind it is, and the words that it should be."""

    asked: str
    kind: Kind
    cut: str
    edits: int


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the quotations of a kind were told right, claimed verbatim, or nearly so."""

    kind: Kind
    total: int
    right: int
    claimed: int
    near: int


def items_of(paragraphs: Sequence[Paragraph], count: int, seed: int = SEED) -> list[Item]:
    """Return so many quotations, a third of each kind, in an order without meaning."""
    chance = random.Random(seed)
    drawing = _Drawing(paragraphs, chance)
    items = [drawing.item(KINDS[number % len(KINDS)]) for number in range(count)]
    chance.shuffle(items)
    return items


def scored(items: Sequence[Item], quotes: search.Quotes, texts: Texts) -> Iterator[Score]:
    """Yield how many of each kind were told right."""
    told = list(zip(items, quotes, strict=True))
    for kind in KINDS:
        own = [(item, quoted) for item, quoted in told if item.kind == kind]
        right = sum(texts.is_right(item, quoted) for item, quoted in own)
        claimed = sum(quoted.verdict == "verbatim" for _, quoted in own)
        near = sum(quoted.verdict == "nearly" for _, quoted in own)
        yield Score(kind, len(own), right, claimed, near)


class _Drawing:
    """Draws quotations."""

    def __init__(self, paragraphs: Sequence[Paragraph], chance: random.Random) -> None:
        self._paragraphs = paragraphs
        self._chance = chance
        self.texts = Texts(paragraphs)
        some = chance.sample(paragraphs, min(len(paragraphs), 10_000))
        counts = Counter(each for _, text in some for each in text if not each.isspace())
        self._characters = sorted(counts)
        self._sums = list(accumulate(counts[each] for each in self._characters))

    def item(self, kind: Kind) -> Item:
        """Return a quotation of a kind."""
        while True:
            length = self._chance.randint(*LENGTHS)
            text = self._chance.choice(self._paragraphs).text.strip()
            if len(text) < length:
                continue
            start = self._chance.randint(0, len(text) - length)
            cut = text[start : start + length]
            edits = self._chance.randint(1, MOST_EDITS) if kind == "nearly" else 0
            asked = self._asked(kind, cut, edits)
            is_there = self.texts.hold(asked)
            if is_there == (kind == "verbatim") and len(fold(asked)) >= LENGTHS[0]:
                return Item(asked, kind, cut, edits)

    def _asked(self, kind: Kind, cut: str, edits: int) -> str:
        if kind == "invented":
            return self._invented(len(cut))
        for _ in range(edits):
            cut = self._edited(cut)
        return cut

    def _invented(self, length: int) -> str:
        text = ""
        while len(text) < length:
            law = self._chance.choice(self._paragraphs).text.strip()
            start = self._chance.randrange(max(1, len(law) - PIECES[1]))
            text += law[start : start + self._chance.randint(*PIECES)]
        return text[:length]

    def _edited(self, text: str) -> str:
        at = self._chance.randrange(len(text))
        left_out, added = self._chance.choice(((1, 1), (1, 0), (0, 1)))
        return text[:at] + "".join(self._drawn(added)) + text[at + left_out :]

    def _drawn(self, count: int) -> list[str]:
        return self._chance.choices(self._characters, cum_weights=self._sums, k=count)


class Texts:
    """All texts, folded, by which it is told what stands where."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._of_id = {id_: fold(text).replace(BETWEEN, " ") for id_, text in paragraphs}
        self._all = BETWEEN.join(self._of_id.values())

    def hold(self, text: str) -> bool:
        """Say whether any paragraph holds a text."""
        return fold(text) in self._all

    def is_right(self, item: Item, quoted: Quoted) -> bool:
        """Say whether a quotation was told as what it is."""
        anchors = [id_.rpartition("#")[2] for place in quoted.places for id_ in place.ids]
        if item.kind == "verbatim":
            held = (fold(item.asked) in self._of_id[anchor] for anchor in anchors)
            return quoted.verdict == "verbatim" and all(held)
        if item.kind == "invented":
            return quoted.verdict != "verbatim"
        return quoted.verdict == "nearly" and (
            any(fold(item.cut) in self._of_id[anchor] for anchor in anchors)
            or _edits_of(quoted) < item.edits
        )


def _edits_of(quoted: Quoted) -> int:
    """Return how many edits lead from a quotation to what stands at its first place."""
    from rapidfuzz.distance import Levenshtein

    found = "".join(run.new for run in quoted.runs)
    return Levenshtein.distance(fold(quoted.quotation.text), fold(found))


@click.command()
@click.option("--count", type=click.IntRange(min=3), default=1_000, show_default=True)
@click.option("--seed", type=int, default=SEED, show_default=True)
@click.option("--failed", is_flag=True, help="Print the quotations that were not told right.")
@cache_option
def main(count: int, seed: int, failed: bool, cache: Path) -> None:
    """Tell how many quotations were told right among all laws, and in how many seconds."""
    paragraphs = laws(data_folder(LAWS))
    items = items_of(paragraphs, count, seed)
    texts = Texts(paragraphs)
    site = Site(
        "duansou", "rjieba", corpus_of(paragraphs, len(paragraphs), cache, fresh=False), cache
    )
    with _opened(site) as index:
        started, used = perf_counter(), process_time()
        quotes = index.quote([item.asked for item in items])
        seconds, used = perf_counter() - started, process_time() - used
    print(
        f"{count:,} quotations against {len(paragraphs):,} paragraphs in {seconds:.1f} s, ", end=""
    )
    print(f"{used:.1f} s of a processor")
    scores = list(scored(items, quotes, texts))
    for score in scores:
        share = score.right / score.total
        print(f"  {score.kind:9} {score.right:4} of {score.total} told right ({share:.1%})", end="")
        print(f", {score.claimed} told verbatim, {score.near} nearly")
    if failed:
        for item, quoted in zip(items, quotes, strict=True):
            if not texts.is_right(item, quoted):
                print(f"\n{item.kind}, {item.edits} edits: {item.asked}\n  is {item.cut}")
                print(f"  told {quoted.verdict}: {''.join(run.new for run in quoted.runs)}")
    sys.exit(not _is_as_wanted(scores, seconds))


def _opened(site: Site) -> search.Index:
    """Return the index of all laws, built where there is none, or one of another version."""
    if kept(site) is not None:
        with suppress(search.IndexDamaged):
            return search.open_index(site.directory)
    build(site)
    return search.open_index(site.directory)


def _is_as_wanted(scores: Sequence[Score], seconds: float) -> bool:
    verbatim, nearly, invented = scores
    return (
        verbatim.right == verbatim.total
        and nearly.right >= LEAST_NEAR * nearly.total
        and nearly.claimed == invented.claimed == 0
        and seconds < MOST_SECONDS
    )


if __name__ == "__main__":
    main()
