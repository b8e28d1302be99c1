"""What cannot be answered → its status and a sentence that says why, without a path or a traceback.

Refused, QueryError   400   what was asked cannot be asked
NotFound              404   no document or paragraph of that name
IndexDamaged          503   the index cannot be read as it stands
TooSlow               503   it took longer than a request may
anything else         500
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException

from indexer.errors import DuansouError, NotFound, QueryError
from search.web.asked import Refused

__all__ = ["Problem", "TooSlow", "problem_of"]


class TooSlow(Exception):
    """A request took longer than it may."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as RFC 9457 describes it, its type about:blank."""

    status: int
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the status is called."""
        return HTTPStatus(self.status).phrase

    def to_dict(self) -> dict[str, Any]:
        """Return the problem as JSON has it."""
        return {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }


def problem_of(error: Exception) -> Problem:
    """Return what is told of an error."""
    if isinstance(error, (Refused, QueryError)):
        return Problem(HTTPStatus.BAD_REQUEST, str(error))
    if isinstance(error, NotFound):
        return Problem(HTTPStatus.NOT_FOUND, str(error))
    if isinstance(error, TooSlow):
        return _not_now("this took longer than a request may")
    if isinstance(error, DuansouError):
        # Its text names files of the server.
        return _not_now("the index cannot be read as it stands")
    if isinstance(error, HTTPException):
        return Problem(error.status_code, error.detail, error.headers or {})
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "something went wrong that should not have")


def _not_now(detail: str) -> Problem:
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, {"Retry-After": "1"})
