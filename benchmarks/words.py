"""Text → words, as every system but this project's own gets them: jieba's, in search mode."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from search.leaves import PARTICLES

__all__ = ["Cut", "Segmenter", "cutter", "telling", "whole_words"]

Segmenter = Literal["jieba", "rjieba"]

Cut = Callable[[str], Iterable[str]]


def cutter(segmenter: Segmenter) -> Cut:
    """Return the search mode of a segmenter, its dictionary loaded."""
    if segmenter == "rjieba":
        import rjieba

        rjieba.cut_for_search("文")
        return rjieba.cut_for_search
    import jieba

    jieba.setLogLevel("WARNING")
    jieba.initialize()
    return jieba.lcut_for_search  # type: ignore[no-any-return]


def whole_words(text: str) -> list[str]:
    """Return the words of a text one after the other, none within another."""
    import rjieba

    return list(rjieba.cut(text))


def telling(cut: Cut, text: str, *, particles: bool = False) -> list[str]:
    """Return the distinct words of a query, without signs and without this project's particles.

    So all systems search the same words; but with `particles` they search these, too.
    """
    words = filter(str.isalnum, dict.fromkeys(cut(text)))
    return [word for word in words if particles or word not in PARTICLES]
