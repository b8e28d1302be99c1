"""Folded text → tokens: jieba's words for Han characters, our own rules for all else."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec
from itertools import chain
from operator import add
from typing import NamedTuple

from indexer.folding import fold
from indexer.installed import version_of

__all__ = ["LONGEST_TOKEN", "SEGMENTER_VERSION", "Segmenter", "Token", "grams"]

SEGMENTER_VERSION = 1
"""Raised whenever our own rules would cut a text differently."""

LONGEST_TOKEN = 128
"""A longer run of characters is no word; its parts are tokens, and its grams find it whole."""

_HAN = r"[〇\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
_KANA = r"[\u3041-\u30ff\u31f0-\u31ff]"
# A letter or digit of any other script.
_SIGN = r"[^\W_〇\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"

# 1996年7月8日    1996年7月    2008年    7月8日
_DATE = r"(?<![0-9])(?:[0-9]{4}年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?|[0-9]{1,2}月[0-9]{1,2}日)"

# (1977)    (iv)    %
_TAIL = r"(?:\((?:[0-9]{4}|[ivxlc]{1,8})\)|(?<=[0-9])%)"

# a/res/63/49    npt/conf.2000/28    408(1977)    49/75k    15:6    1.5%    c.86.ix.7    test
_SYMBOL = rf"{_SIGN}+(?:[./:'\-]{_SIGN}+)*{_TAIL}?"

RUN = re.compile(rf"(?P<date>{_DATE})|(?P<symbol>{_SYMBOL})|(?P<han>{_HAN}+)|(?P<kana>{_KANA}+)")

# 1996年, 7月, 8日 of a date
DATE_PART = re.compile(r"([0-9]{1,4})[年月日]")

# npt, conf, 2000, 28 of a symbol
STEP = re.compile(rf"{_SIGN}+")

# 75 and k of 75k
LETTERS_OR_DIGITS = re.compile(r"[0-9]+|[^\W\d_]+")

# 63/49 of a/res/63/49; 49/75k and 49/75 of 49/75k
NUMBER_PAIR = re.compile(
    r"(?<![^/])(?=(?P<bare>[0-9]{1,4}/[0-9]{1,4})(?P<part>[a-z])?(?![^/.(\-]))"
)


class Cutter(NamedTuple):
    """jieba's search mode: `tokens` gives each word with its start and end, `words` the words."""

    tokens: Callable[[str], Iterable[tuple[str, int, int]]]
    words: Callable[[str], list[str]]


class Token(NamedTuple):
    """A word of a folded text, at characters `start` to `end` of it."""

    text: str
    start: int
    end: int


class Segmenter:
    """Cuts folded text into tokens. Safe to share between threads.

    Words of the `dictionary` are known to it besides those of jieba's own dictionary. They are
    folded as the text is; one that is not all Han is of no effect, as jieba is only given Han.
    """

    def __init__(self, dictionary: tuple[str, ...] = ()) -> None:
        self.dictionary = tuple(dict.fromkeys(filter(None, map(fold, dictionary))))
        self._cutter: Cutter | None = None
        self._lock = threading.Lock()

    def tokens(self, folded: str) -> list[Token]:
        """Return the tokens, by start and end; each is `folded[start:end]`, and none stands twice.

        They overlap: a symbol is a token and its parts are too, a long word and the words in it.
        """
        return [Token(folded[start:end], start, end) for start, end in self.spans(folded)]

    def spans(self, folded: str) -> list[tuple[int, int]]:
        """Return where each token begins and ends, in the order of `tokens`."""
        spans: list[tuple[int, int]] = []
        for run in RUN.finditer(folded):
            start = run.start()
            spans += [
                (start + low, start + high)
                for low, high in self._spans(run.group(), run.lastgroup)
                if high - low <= LONGEST_TOKEN
            ]
        return spans

    def places(self, folded: str, words: Collection[str]) -> list[tuple[int, int]]:
        """Return the start and end of those of the tokens that are one of some words.

        Only runs that hold one are cut; what stands elsewhere has no part in how they are.
        """
        places: list[tuple[int, int]] = []
        for run in RUN.finditer(folded):
            text, start = run.group(), run.start()
            if any(word in text for word in words):
                places += [
                    (start + low, start + high)
                    for low, high in self._spans(text, run.lastgroup)
                    if high - low <= LONGEST_TOKEN and text[low:high] in words
                ]
        return places

    def other_words(self, folded: str) -> Iterator[tuple[list[str], int, int]]:
        """Yield the words of each run that is not Han, and where it begins and ends."""
        for run in RUN.finditer(folded):
            if run.lastgroup != "han":
                text = run.group()
                spans = self._spans(text, run.lastgroup)
                words = [text[low:high] for low, high in spans if high - low <= LONGEST_TOKEN]
                yield words, *run.span()

    def cut_han(self, text: str) -> list[str]:
        """Return the words of a text of Han characters, and all else in it, in order.

        Characters that are not Han part the runs of those that are; each run gives the words that
        `tokens` gives of it.
        """
        return (self._cutter or self._load()).words(text)

    def fingerprint(self) -> dict[str, str]:
        """Return what decides how a text is cut, the words of the user aside: rules and library."""
        library = "rjieba" if _has_rjieba() else "jieba"
        return {"segmenter": str(SEGMENTER_VERSION), "words": f"{library} {version_of(library)}"}

    def _spans(self, run: str, kind: str | None) -> list[tuple[int, int]]:
        """Return the places of a run's tokens, in order, each once."""
        if len(run) == 1 or (kind == "symbol" and (run.isalpha() or run.isdigit())):
            return [(0, len(run))]
        if kind == "han":
            cut = (self._cutter or self._load()).tokens
            return sorted((start, end) for _, start, end in cut(run))
        parts = {"date": _date_spans, "symbol": _symbol_spans, "kana": _kana_spans}[str(kind)]
        return sorted({(0, len(run)), *parts(run)})

    def _load(self) -> Cutter:
        """Return jieba's search mode, loaded once, by whichever thread first comes here."""
        with self._lock:
            if self._cutter is None:
                load = load_rjieba if _has_rjieba() else load_jieba
                self._cutter = load(self.dictionary)
            return self._cutter


def grams(folded: str) -> list[str]:
    """Return every character and every adjacent pair, in order of place."""
    pairs = chain.from_iterable(zip(folded, map(add, folded, folded[1:]), strict=False))
    return [*pairs, *folded[-1:]]


def _date_spans(text: str) -> Iterator[tuple[int, int]]:
    for part in DATE_PART.finditer(text):
        yield part.span()
        yield part.span(1)


def _symbol_spans(text: str) -> Iterator[tuple[int, int]]:
    if text.endswith("%"):
        yield 0, len(text) - 1
    for step in STEP.finditer(text):
        yield step.span()
        if not (step[0].isalpha() or step[0].isdigit()):
            for part in LETTERS_OR_DIGITS.finditer(text, *step.span()):
                yield part.span()
    for pair in NUMBER_PAIR.finditer(text):
        yield pair.span("bare")
        if pair["part"]:
            yield pair.start("bare"), pair.end("part")


def _kana_spans(text: str) -> Iterator[tuple[int, int]]:
    for place in range(len(text)):
        yield place, place + 1


@cache
def _has_rjieba() -> bool:
    """Say whether the Rust port can be loaded here.

    Its library is opened, but not its dictionary, which takes a tenth of a second.
    """
    import ctypes

    spec = find_spec("rjieba")
    binary = spec and PathFinder.find_spec("rjieba.rjieba", spec.submodule_search_locations)
    if not binary or not binary.origin:
        return False
    try:
        ctypes.PyDLL(binary.origin)
    except OSError:
        return False
    return True


def load_rjieba(dictionary: tuple[str, ...]) -> Cutter:
    """Return the search mode of the Rust port, which cuts as jieba does."""
    import rjieba

    if not dictionary:
        # Its import has loaded the plain dictionary; a second tokenizer would load it once more.
        return Cutter(lambda text: rjieba.tokenize(text, "search"), rjieba.cut_for_search)
    tokenizer = rjieba.Jieba()
    for word in dictionary:
        tokenizer.add_word(word, None, None)
    return Cutter(lambda text: tokenizer.tokenize(text, "search"), tokenizer.cut_for_search)


def load_jieba(dictionary: tuple[str, ...]) -> Cutter:
    """Return the search mode of jieba itself.

    Its tokenizer is filled by hand: left to itself it would read a cache from the shared temporary
    folder, where anyone can write.
    """
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word in dictionary:
        tokenizer.add_word(word)
    return Cutter(lambda text: tokenizer.tokenize(text, mode="search"), tokenizer.lcut_for_search)
