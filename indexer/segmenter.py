"""Folded text → tokens: jieba's words for Han characters, our own rules for all else."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

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

# a/res/63/49    npt/conf.2000/28    408(1977)    49/75k    15:6    1.5    c.86.ix.7    test
_SYMBOL = rf"{_SIGN}+(?:[./:'\-]{_SIGN}+)*(?:\((?:[0-9]{{4}}|[ivxlc]{{1,8}})\))?"

RUN = re.compile(rf"(?P<date>{_DATE})|(?P<symbol>{_SYMBOL})|(?P<han>{_HAN}+)|(?P<kana>{_KANA}+)")

# 1996年, 7月, 8日 of a date
DATE_PART = re.compile(r"([0-9]+)[年月日]")

# npt, conf, 2000, 28 of a symbol
STEP = re.compile(rf"{_SIGN}+")

# 75 and k of 75k
LETTERS_OR_DIGITS = re.compile(r"[0-9]+|[^\W\d_]+")

# 63/49 of a/res/63/49; 49/75k and 49/75 of 49/75k
NUMBER_PAIR = re.compile(
    r"(?<![^/])(?=(?P<bare>[0-9]{1,4}/[0-9]{1,4})(?P<part>[a-z])?(?![^/.(\-]))"
)

Cut = Callable[[str], Iterable[tuple[str, int, int]]]
"""Cuts a run of Han characters into words, each with its start and end."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a folded text, at characters `start` to `end` of it."""

    text: str
    start: int
    end: int


class Segmenter:
    """Cuts folded text into tokens. Safe to share between threads.

    Words of the `dictionary` are known to it besides those of jieba's own dictionary.
    """

    def __init__(self, dictionary: tuple[str, ...] = ()) -> None:
        self.dictionary = dictionary
        self._cut: Cut | None = None
        self._lock = threading.Lock()

    def tokens(self, folded: str) -> list[Token]:
        """Return the tokens, by start and end; each is `folded[start:end]`, and none stands twice.

        They overlap: a symbol is a token and its parts are too, a long word and the words in it.
        """
        spans: set[tuple[int, int]] = set()
        for run in RUN.finditer(folded):
            start = run.start()
            for low, high in self._spans(run):
                if high - low <= LONGEST_TOKEN:
                    spans.add((start + low, start + high))
        return [Token(folded[start:end], start, end) for start, end in sorted(spans)]

    def fingerprint(self) -> dict[str, str]:
        """Return all that decides how a text is cut: our rules, the library and its dictionary."""
        from importlib.metadata import version

        library = "rjieba" if _has_rjieba() else "jieba"
        return {"segmenter": str(SEGMENTER_VERSION), "words": f"{library} {version(library)}"}

    def _spans(self, run: re.Match[str]) -> Iterator[tuple[int, int]]:
        text = run.group()
        if run.lastgroup == "han":
            return self._han_spans(text)
        return {"date": _date_spans, "symbol": _symbol_spans, "kana": _kana_spans}[
            str(run.lastgroup)
        ](text)

    def _han_spans(self, text: str) -> Iterator[tuple[int, int]]:
        with self._lock:
            if self._cut is None:
                self._cut = _load(self.dictionary)
            cut = self._cut
        return ((start, end) for _, start, end in cut(text))


def grams(folded: str) -> list[str]:
    """Return every character and every adjacent pair, in order of place."""
    return [
        gram
        for place in range(len(folded))
        for gram in (folded[place], folded[place : place + 2])[
            : 2 if place + 1 < len(folded) else 1
        ]
    ]


def _date_spans(text: str) -> Iterator[tuple[int, int]]:
    yield 0, len(text)
    for part in DATE_PART.finditer(text):
        yield part.span()
        yield part.span(1)


def _symbol_spans(text: str) -> Iterator[tuple[int, int]]:
    yield 0, len(text)
    for step in STEP.finditer(text):
        yield step.span()
        for part in LETTERS_OR_DIGITS.finditer(text, *step.span()):
            yield part.span()
    for pair in NUMBER_PAIR.finditer(text):
        yield pair.span("bare")
        if pair["part"]:
            yield pair.start("bare"), pair.end("part")


def _kana_spans(text: str) -> Iterator[tuple[int, int]]:
    yield 0, len(text)
    for place in range(len(text)):
        yield place, place + 1


def _has_rjieba() -> bool:
    from importlib.util import find_spec

    return find_spec("rjieba") is not None


def _load(dictionary: tuple[str, ...]) -> Cut:
    """Return jieba's search mode: by its port in Rust, or jieba where there is no wheel."""
    return load_rjieba(dictionary) if _has_rjieba() else load_jieba(dictionary)


def load_rjieba(dictionary: tuple[str, ...]) -> Cut:
    """Return the search mode of the Rust port, which cuts as jieba does."""
    import rjieba

    tokenizer = rjieba.Jieba()
    for word in dictionary:
        tokenizer.add_word(word, None, None)
    return lambda text: tokenizer.tokenize(text, "search")


def load_jieba(dictionary: tuple[str, ...]) -> Cut:
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
    return lambda text: tokenizer.tokenize(text, mode="search")
