"""All that decides, beside the sources, what they become in an index."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from indexer import folding
from indexer.installed import version_of
from indexer.schema import SCHEMA_VERSION
from indexer.segmenter import Segmenter

__all__ = ["OF_READING", "PARSER_VERSION", "fingerprint", "what_differs"]

PARSER_VERSION = 3
"""Raised whenever the same source would give other paragraphs, anchors, notes or citations."""

READING = {"pdfium": ("pypdfium2", "pypdfium2"), "pandoc": ("pypandoc-binary", "pypandoc")}
"""The libraries that read formats, by the names people know them by: package and module."""

OF_READING = frozenset(("parser", *READING))
"""What decides how sources are read, and nothing of what an index makes of them then."""


def fingerprint(segmenter: Segmenter) -> dict[str, str]:
    """Return a short text for each part of what decides how sources are indexed."""
    words = "\n".join(segmenter.dictionary)
    return {
        **folding.fingerprint(),
        **segmenter.fingerprint(),
        **{name: version_of(*library) or "none" for name, library in READING.items()},
        "dictionary": hashlib.sha256(words.encode()).hexdigest(),
        "parser": str(PARSER_VERSION),
        "schema": str(SCHEMA_VERSION),
    }


def what_differs(theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """Return in words in which parts two fingerprints differ; nothing where they are equal."""
    names = sorted(name for name in {*theirs, *ours} if theirs.get(name) != ours.get(name))
    return ", ".join(_in_words(name, theirs.get(name), ours.get(name)) for name in names)


def _in_words(name: str, theirs: str | None, ours: str | None) -> str:
    if name == "dictionary":
        return "other words in the dictionary"
    return f"{name} {theirs or 'unknown'} instead of {ours or 'unknown'}"
