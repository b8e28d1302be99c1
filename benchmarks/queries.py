"""What all systems are asked: the same queries of seven kinds, drawn once with a seed."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from benchmarks.corpus import Paragraph
from benchmarks.words import Cut, cutter, whole_words

__all__ = ["DRAWN_FROM", "KINDS", "Kind", "Query", "queries_of"]

Kind = Literal["common", "mid", "or", "and", "phrase", "cut phrase", "question"]

KINDS: dict[Kind, str] = {
    "common": "one of the 150 most frequent words",
    "mid": "one word of 0.05–0.5 % of the paragraphs",
    "or": "two to four words, any of them",
    "and": "two to four words, all of them",
    "phrase": "6–12 characters that begin and end where words do",
    "cut phrase": "6–12 characters that begin and end anywhere",
    "question": "a question as it was asked",
}

DRAWN_FROM = 30_000
"""Queries are drawn from so many paragraphs, which every corpus of so many or more holds."""

MOST_FREQUENT = 150
MID_FREQUENT = (0.0005, 0.005)

# 抵押权: what is drawn as a word has no digits, letters or signs
WORD = re.compile(r"[\u4e00-\u9fff]{2,4}")

# a run of characters from which a phrase is cut: without signs, which systems treat differently
RUN = re.compile(r"[\u4e00-\u9fff]{12,}")

# 谁可以成为个体工商户？: without quotes, brackets or blanks, which mean more to us than to others
PLAIN_QUESTION = re.compile(r"[^\s\"“”「」『』＂()（）]+")

SHORTEST, LONGEST = 6, 12

ATTEMPTS = 10_000
"""So often chance is asked for a query of a kind before a small corpus is left with fewer."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query: `plain` as other systems get it, without operators, and in our own language."""

    kind: Kind
    plain: str
    ours: str
    best: int = 10
    """So many paragraphs are asked for, the best."""
    particles: bool = False
    """Whether other systems are to search what tells nothing, as 的, too."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """The words from which queries are drawn, the frequent ones and those of middling frequency."""

    common: tuple[str, ...]
    mid: tuple[str, ...]


def queries_of(
    paragraphs: Sequence[Paragraph], questions: Sequence[str], each: int = 50
) -> list[Query]:
    """Return `each` queries of every kind, drawn from the first paragraphs and the questions."""
    texts = [paragraph.text for paragraph in paragraphs[:DRAWN_FROM]]
    draw = _Draw(texts, random.Random(6349))
    makers: dict[Kind, Iterator[str]] = {
        "common": draw.single(draw.words.common),
        "mid": draw.single(draw.words.mid),
        "or": draw.any_words(),
        "and": draw.words_of_one_paragraph(),
        "phrase": draw.phrases_of_words(),
        "cut phrase": draw.phrases_cut_anywhere(),
        "question": draw.single(tuple(filter(PLAIN_QUESTION.fullmatch, questions))),
    }
    return [
        Query(kind, plain, _in_our_language(kind, plain))
        for kind, plains in makers.items()
        for plain in _distinct(plains, each)
    ]


def _in_our_language(kind: Kind, plain: str) -> str:
    if kind == "or":
        return " OR ".join(plain.split())
    return f'"{plain}"' if kind in ("phrase", "cut phrase") else plain


def _distinct(plains: Iterator[str], most: int) -> list[str]:
    """Return the first `most` different queries, or all where there are fewer."""
    found: dict[str, None] = {}
    for plain in plains:
        found[plain] = None
        if len(found) == most:
            break
    return list(found)


class _Draw:
    """Draws queries of each kind from texts and their words."""

    def __init__(self, texts: Sequence[str], chance: random.Random) -> None:
        self._texts = texts
        self._cut = cutter("rjieba")
        self._chance = chance
        self.words = _frequencies(texts, self._cut)

    def single(self, choices: Sequence[str]) -> Iterator[str]:
        """Yield the choices, each once."""
        yield from self._chance.sample(choices, len(choices))

    def any_words(self) -> Iterator[str]:
        """Yield words that need not stand together anywhere, half of them frequent ones."""
        either = [words for words in (self.words.common, self.words.mid) if words]
        for _ in range(ATTEMPTS if either else 0):
            count = self._chance.choice((2, 3, 4))
            drawn = (self._chance.choice(self._chance.choice(either)) for _ in range(count))
            yield " ".join(dict.fromkeys(drawn))

    def words_of_one_paragraph(self) -> Iterator[str]:
        """Yield words that one paragraph has, so that every query finds something."""
        known = {*self.words.common, *self.words.mid}
        for text in self._any_texts():
            words = [word for word in dict.fromkeys(self._cut(text)) if word in known]
            count = self._chance.choice((2, 3, 4))
            if len(words) >= count:
                yield " ".join(self._chance.sample(words, count))

    def phrases_cut_anywhere(self) -> Iterator[str]:
        for run in self._runs():
            length = self._chance.randint(SHORTEST, LONGEST)
            start = self._chance.randrange(len(run) - length + 1)
            yield run[start : start + length]

    def phrases_of_words(self) -> Iterator[str]:
        for run in self._runs():
            bounds = [0, *accumulate(map(len, whole_words(run)))]
            start = self._chance.choice(bounds)
            ends = [end for end in bounds if SHORTEST <= end - start <= LONGEST]
            if ends:
                yield run[start : self._chance.choice(ends)]

    def _any_texts(self) -> Iterator[str]:
        for _ in range(ATTEMPTS):
            yield self._chance.choice(self._texts)

    def _runs(self) -> Iterator[str]:
        for text in self._any_texts():
            if match := RUN.search(text):
                yield match.group()


def _frequencies(texts: Sequence[str], cut: Cut) -> Frequencies:
    found = Counter(word for text in texts for word in dict.fromkeys(cut(text)))
    words = [word for word in found if WORD.fullmatch(word) and list(cut(word)) == [word]]
    words.sort(key=lambda word: (-found[word], word))
    least, most = (share * len(texts) for share in MID_FREQUENT)
    common = tuple(words[:MOST_FREQUENT])
    mid = tuple(word for word in words[MOST_FREQUENT:] if least <= found[word] <= most)
    return Frequencies(common, mid)
