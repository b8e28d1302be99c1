"""What decides, besides the sources, what an index becomes: the versions of all that has a part."""

from __future__ import annotations

import hashlib

from indexer import folding
from indexer.schema import SCHEMA_VERSION
from indexer.segmenter import Segmenter

__all__ = ["PARSER_VERSION", "fingerprint"]

PARSER_VERSION = 2
"""Raised whenever the same source would give other paragraphs, anchors, notes or citations."""


def fingerprint(segmenter: Segmenter) -> dict[str, str]:
    """Return all that decides what the same sources become in an index."""
    words = "\n".join(segmenter.dictionary)
    return {
        **folding.fingerprint(),
        **segmenter.fingerprint(),
        "dictionary": hashlib.sha256(words.encode()).hexdigest(),
        "parser": str(PARSER_VERSION),
        "schema": str(SCHEMA_VERSION),
    }
