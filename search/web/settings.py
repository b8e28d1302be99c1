"""What a server is told when it starts, and the limits of what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "LOOPBACK",
    "MAX_DEPTH",
    "MAX_HITS",
    "MAX_PART",
    "MAX_QUERY",
    "MAX_THREADS",
    "PAGE_HITS",
    "PAGE_PARAGRAPHS",
    "PATIENCE",
    "Settings",
]

MAX_QUERY = 2_000
"""A query, or what it is narrowed by, may have so many characters."""

MAX_DEPTH = 10_000
"""Of all hits the first so many can be turned to."""

MAX_HITS = 100
"""So many hits are in one answer of the API at most."""

PAGE_HITS = 10
"""So many hits are on a page."""

MAX_PART = 5_000
"""So many paragraphs of a document are in one answer of the API at most."""

PAGE_PARAGRAPHS = 300
"""So many paragraphs of a document are on a page."""

MAX_THREADS = 2
"""So many requests are worked on at once by each worker: more would only wait for each other."""

PATIENCE = 0.02
"""So many seconds a request is worked on before another is beside it: most are answered sooner."""

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""The names under which a server on the loopback interface is asked."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What to serve, to whom, and for how long a request may take, waiting included.

    `hosts` are the names under which it answers, `*` for any; `origins` those of pages of others
    that may read the API.
    """

    index: Path
    trust: bool = False
    synonyms: Path | None = None
    hosts: tuple[str, ...] = LOOPBACK
    origins: tuple[str, ...] = ()
    seconds: float = 5.0
