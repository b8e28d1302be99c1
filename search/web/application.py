"""Settings → the application: addresses, errors, and what lies around every answer."""

from __future__ import annotations

from importlib.metadata import version

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response

from indexer.errors import DuansouError
from search.web.answering import Answering
from search.web.api import Api, problem_response
from search.web.asked import Refused
from search.web.live import Live
from search.web.pages import Pages
from search.web.problems import TooSlow, problem_of
from search.web.protect import Protected
from search.web.rendering import Rendering, assets
from search.web.settings import Settings

__all__ = ["application"]

WORTH_PACKING = 1_000
"""Answers of fewer bytes are sent as they are."""

PACKED = 5
"""How hard answers are packed: harder takes longer than it saves."""


def application(settings: Settings) -> Protected:
    """Return what answers requests. Errors: those of `open_index`."""
    own_version = version("duansou")
    answering = Answering(Live(settings), settings, own_version)
    named = assets()
    pages = Pages(answering, Rendering(named))

    async def failed(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        is_for_programs = request.url.path.startswith(("/api/", "/healthz"))
        return problem_response(problem) if is_for_programs else pages.problem(request, problem)

    kinds = (Refused, DuansouError, TooSlow, HTTPException, Exception)
    routes = [*pages.routes(), *Api(answering, own_version).routes()]
    app = Starlette(
        routes=[*routes, *(asset.route() for asset in named.values())],
        middleware=list(_around(settings)),
        exception_handlers=dict.fromkeys(kinds, failed),
    )
    return Protected(app)


def _around(settings: Settings) -> list[Middleware]:
    """Return what lies around every answer, the outermost first."""
    around = [
        Middleware(TrustedHostMiddleware, allowed_hosts=[*settings.hosts], www_redirect=False)
    ]
    if settings.origins:
        around.append(Middleware(CORSMiddleware, allow_origins=[*settings.origins]))
    return [*around, Middleware(GZipMiddleware, minimum_size=WORTH_PACKING, compresslevel=PACKED)]
