"""The index directory → the index that is live, opened anew whenever a build has put one in place.

Whoever asks gets the index as it is, and keeps it for as long as it answers: an index that is no
longer live is let go of when the last request that reads it has ended.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from time import monotonic

from indexer.errors import DuansouError
from indexer.generations import CURRENT, current, root_of
from search.searcher import Index, open_index
from search.wanted import FACETS
from search.web.settings import Settings

__all__ = ["Live", "Opened"]

AGAIN_SECONDS = 1.0
"""An index that could not be opened is not tried again before."""

COMMON = "国际和平与安全"
"""Words of the dictionary; what is found of them is not looked at."""

Look = tuple[int, int, int]
"""What tells one CURRENT from another: its inode, time and size."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An index that is open, and what tells its contents from all others."""

    index: Index
    seal: str


class Live:
    """The live index of a directory. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        """Open it. Errors: those of `open_index`."""
        self._settings = settings
        self._current = str(settings.index / CURRENT)
        self._opening = threading.Lock()
        self._look = self._looked()
        self._opened = self._newly_opened()
        self._failed_at = float("-inf")
        self.fault: str | None = None
        """Why the index that a build has put in place could not be opened, where that is so."""

    def opened(self) -> Opened:
        """Return the live index; the one before, where another is being opened or cannot be."""
        look = self._looked()
        if look not in (self._look, None) and self._opening.acquire(blocking=False):
            try:
                self._renew(look)
            finally:
                self._opening.release()
        return self._opened

    def _renew(self, look: Look | None) -> None:
        if monotonic() - self._failed_at < AGAIN_SECONDS:
            return
        try:
            self._opened = self._newly_opened()
        except DuansouError as error:
            self._failed_at, self.fault = monotonic(), type(error).__name__
            return
        self._look, self.fault = look, None

    def _newly_opened(self) -> Opened:
        settings = self._settings
        index = open_index(settings.index, trust=settings.trust, synonyms=settings.synonyms)
        live = current(root_of(settings.index))
        # The first search loads what all others need: no reader should wait for that.
        index.search(COMMON, facets=FACETS)
        return Opened(index, f"{index.generation}-{live.seal:08x}")

    def _looked(self) -> Look | None:
        """Return what CURRENT looks like; None while there is none."""
        try:
            status = os.stat(self._current)  # noqa: PTH116 - asked at each request
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size
