"""The API: what the command prints as JSON, by address. `openapi.py` describes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from indexer.document import SCHEMA
from indexer.errors import NotFound
from indexer.typeset import json_text
from search.searcher import Index
from search.web.answering import Answering
from search.web.asked import Refused, asked_of_api, number_of
from search.web.live import Opened
from search.web.openapi import description
from search.web.problems import Problem
from search.web.settings import MAX_PART
from search.written import STYLES

__all__ = ["Api", "problem_response"]

JSON = "application/json"
PROBLEM_JSON = "application/problem+json"


class Api:
    """Answers programs."""

    def __init__(self, answering: Answering, version: str) -> None:
        self._answering = answering
        self._version = version

    def routes(self) -> list[Route]:
        """Return its addresses."""
        return [
            Route("/api/search", self.search),
            Route("/api/documents/{key:path}", self.document),
            Route("/api/paragraphs/{id:path}", self.paragraph),
            Route("/api/citations/{id:path}", self.citation),
            Route("/api/status", self.status),
            Route("/api/openapi.json", self.openapi),
            Route("/healthz", self.health),
        ]

    async def search(self, request: Request) -> Response:
        """Answer a query as `duansou search --format json` does."""
        text, wanted = asked_of_api(request.query_params.multi_items())
        return await self._of_index(
            request, lambda index: index.search(text, **wanted.named()).to_dict()
        )

    async def document(self, request: Request) -> Response:
        """Answer with a document, or with a part of a long one."""
        offset, limit = _part(request)
        key = request.path_params["key"]
        return await self._of_index(
            request, lambda index: index.part(key, offset=offset, limit=limit).to_dict()
        )

    async def paragraph(self, request: Request) -> Response:
        """Answer with a paragraph, its document and its notes."""
        _without_parameters(request)
        id = request.path_params["id"]  # noqa: A001 - as in Index
        return await self._of_index(request, lambda index: _paragraph(index, id))

    async def citation(self, request: Request) -> Response:
        """Answer with a citation of a paragraph, or of a document, that is ready to be pasted."""
        given = request.query_params.multi_items()
        style = given[0][1] if given else STYLES[0]
        if [name for name, _ in given] not in ([], ["style"]) or style not in STYLES:
            raise Refused(f"a citation takes a style: {', '.join(STYLES)}")
        id = request.path_params["id"]  # noqa: A001 - as in Index
        return await self._of_index(request, lambda index: index.cite(id, style).to_dict())

    async def status(self, request: Request) -> Response:
        """Answer what the index holds."""
        _without_parameters(request)
        return await self._of_index(request, self._status)

    async def openapi(self, _: Request) -> Response:
        """Answer with the description of this API."""
        return _json(description(self._version))

    async def health(self, _: Request) -> Response:
        """Answer whether searches are answered, and whether from the index that is live."""
        live = self._answering.live
        opened = await self._answering.in_time(live.opened)
        told = {"status": "ok", "generation": opened.index.generation, "fault": live.fault}
        return _json(told)

    async def _of_index(self, request: Request, make: Callable[[Index], Any]) -> Response:
        def answer(opened: Opened) -> Response:
            return _json(make(opened.index))

        return await self._answering.answered(request, answer)

    def _status(self, index: Index) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "generation": index.generation,
            "documents": index.document_count,
            "paragraphs": index.paragraph_count,
            "version": self._version,
        }


def problem_response(problem: Problem) -> Response:
    """Return a problem as JSON."""
    return Response(
        json_text(problem.to_dict()), problem.status, problem.headers, media_type=PROBLEM_JSON
    )


def _json(value: Mapping[str, Any]) -> Response:
    return Response(json_text(value), media_type=JSON)


def _paragraph(index: Index, id: str) -> dict[str, Any]:  # noqa: A002 - as in Index
    """Return a paragraph as JSON has it. Errors: `NotFound`."""
    key, hash_sign, anchor = id.rpartition("#")
    if not hash_sign:
        raise NotFound(f"{id!r} is no id of a paragraph: it has no #")
    record = index.record(f"{key}#{anchor}")
    return {
        "schema": SCHEMA,
        "id": record.id,
        "document": record.document,
        "paragraph": record.paragraph.to_dict(),
        "footnotes": [note.to_dict() for note in record.footnotes],
    }


def _part(request: Request) -> tuple[int, int]:
    """Return which part of a document is asked for. Errors: `Refused`."""
    given = dict(request.query_params.multi_items())
    if len(given) < len(request.query_params.multi_items()) or given.keys() - {"offset", "limit"}:
        raise Refused("a document takes offset and limit, each once")
    offset = number_of("offset", given.get("offset", "0"), 0, 10**9 - 1)
    return offset, number_of("limit", given.get("limit", str(MAX_PART)), 0, MAX_PART)


def _without_parameters(request: Request) -> None:
    if request.query_params:
        raise Refused("this takes no parameters")
