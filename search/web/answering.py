"""A request and what makes its answer → the answer: in a thread, in time, and only where it is new.

An answer depends on the index, the address, the language and this program alone. So what names
these is its ETag, and a reader who has the answer already is told so without a search. It is weak,
since how long a search took differs each time (RFC 9110, 8.8.1).
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

import anyio
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from search.web.live import Live, Opened
from search.web.problems import TooSlow
from search.web.settings import MAX_THREADS, PATIENCE, Settings
from search.web.turns import Turns

__all__ = ["Answering"]

_Made = TypeVar("_Made")


class Answering:
    """Makes answers from the live index, so many at once."""

    def __init__(self, live: Live, settings: Settings, version: str) -> None:
        self.live = live
        self._seconds = settings.seconds
        self._version = version
        self._limiter = CapacityLimiter(MAX_THREADS)
        self._turns = Turns(PATIENCE)

    async def in_time(self, make: Callable[[], _Made]) -> _Made:
        """Return what a function makes in a thread. Errors: `TooSlow`; those of the function.

        A function that takes too long is not waited for any longer, and goes on to its own end.
        """
        with anyio.move_on_after(self._seconds):
            return await run_sync(make, limiter=self._limiter, abandon_on_cancel=True)
        raise TooSlow

    async def answered(
        self, request: Request, make: Callable[[Opened], Response], language: str = ""
    ) -> Response:
        """Return the answer that a function makes, or that it has not changed since."""
        return await self.in_time(lambda: self._answer(request, make, language))

    def _answer(
        self, request: Request, make: Callable[[Opened], Response], language: str
    ) -> Response:
        # Here, in a thread, the index is opened anew where it must be: all others go on meanwhile.
        opened = self.live.opened()
        tag = self._tag(opened, request, language)
        if _has(request, tag):
            response = Response(status_code=304)
        else:
            with self._turns:
                response = make(opened)
        response.headers.update({"ETag": tag, "Cache-Control": "no-cache"})
        if language:
            response.headers["Vary"] = "Accept-Language"
        return response

    def _tag(self, opened: Opened, request: Request, language: str) -> str:
        # What is asked has been read from these two: to write out the whole address takes longer.
        path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
        named = (self._version, opened.seal, language, path, query)
        return f'W/"{sha256(chr(0).join(named).encode("utf-8", "replace")).hexdigest()[:20]}"'


def _has(request: Request, tag: str) -> bool:
    """Return whether the reader has the answer of that tag already."""
    tags = request.headers.get("if-none-match", "")
    return tags.strip() == "*" or tag in map(str.strip, tags.split(","))
