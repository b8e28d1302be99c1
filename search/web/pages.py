"""The pages: a search and its results, a document, help, and what is said where there is none."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from search.parts import Part
from search.searcher import Index
from search.web.answering import Answering
from search.web.asked import Asked, Refused, asked_of_page, number_of
from search.web.compare_page import compare_page
from search.web.document_page import Beside, document_page
from search.web.languages import LANGUAGES, Words, wanted_language, words_in
from search.web.links import Links
from search.web.live import Opened
from search.web.problems import Problem
from search.web.query_help import ROWS
from search.web.rendering import Rendering
from search.web.result_page import result_page
from search.web.settings import PAGE_PARAGRAPHS

__all__ = ["Pages"]

LAST_PARAGRAPH = 10**9 - 1

SEE_OTHER = 303


class Pages:
    """Answers people."""

    def __init__(self, answering: Answering, rendering: Rendering) -> None:
        self._answering = answering
        self._rendering = rendering

    def routes(self) -> list[Route]:
        """Return their addresses."""
        return [
            Route("/", self.search),
            Route("/doc/{key:path}", self.document),
            Route("/to/{key:path}", self.paragraph),
            Route("/compare", self.compare),
            Route("/help", self.help),
        ]

    async def search(self, request: Request) -> Response:
        """Answer with what is found; with an empty search box where nothing is asked."""
        asked = asked_of_page(request.query_params.multi_items())
        words, shared = _shared(request)

        def answer(opened: Opened) -> Response:
            if not asked.text and not asked.filters:
                return self._rendering.page("home", index=opened.index, asked=asked, **shared)
            found = opened.index.search(asked.text, **asked.wanted.named())
            page = result_page(found, asked, words, shared["links"])
            return self._rendering.page("results", answer=found, page=page, asked=asked, **shared)

        return await self._answering.answered(request, answer, words.language)

    async def document(self, request: Request) -> Response:
        """Answer with a document, or with a part of a long one."""
        key = request.path_params["key"]
        first = number_of("from", request.query_params.get("from", "1"), 1, LAST_PARAGRAPH)
        words, shared = _shared(request)

        def answer(opened: Opened) -> Response:
            part = opened.index.part(key, offset=first - 1, limit=PAGE_PARAGRAPHS)
            if first > part.total:
                raise Refused(f"{part.key} has {part.total:,} paragraphs")
            page = document_page(part, _beside(opened.index, part), words, shared["links"])
            asked = Asked(filters=(("doc", page.key),))
            return self._rendering.page("document", page=page, asked=asked, **shared)

        return await self._answering.answered(request, answer, words.language)

    async def paragraph(self, request: Request) -> Response:
        """Lead to a paragraph, in whichever part of its document it is."""
        id = f"{request.path_params['key']}#{request.query_params.get('at', '')}"  # noqa: A001 - as in Index
        words, shared = _shared(request)

        def answer(opened: Opened) -> Response:
            record = opened.index.record(id)
            anchor, ordinal = record.paragraph.anchor, record.paragraph.ordinal
            key = record.document["key"]
            return RedirectResponse(shared["links"].document(key, anchor, ordinal), SEE_OTHER)

        return await self._answering.answered(request, answer, words.language)

    async def compare(self, request: Request) -> Response:
        """Answer with what became of a document in another; with two boxes where none is named."""
        first, second = (request.query_params.get(name, "") for name in ("first", "second"))
        words, shared = _shared(request)

        def answer(opened: Opened) -> Response:
            page = None
            if first and second:
                page = compare_page(opened.index.diff(first, second), words, shared["links"])
            typed = {**shared, "first": first, "second": second, "asked": Asked()}
            return self._rendering.page("compare", page=page, **typed)

        return await self._answering.answered(request, answer, words.language)

    async def help(self, request: Request) -> Response:
        """Answer with how to ask."""
        words, shared = _shared(request)

        def answer(_: Opened) -> Response:
            return self._rendering.page("help", rows=ROWS, asked=Asked(), **shared)

        return await self._answering.answered(request, answer, words.language)

    def problem(self, request: Request, problem: Problem) -> Response:
        """Return the page that says why there is none."""
        _, shared = _shared(request)
        page = self._rendering.page(
            "problem", problem.status, problem=problem, asked=Asked(), **shared
        )
        page.headers.update(problem.headers)
        return page


def _beside(index: Index, part: Part) -> Beside:
    """Return what a document cites, what cites it, and its series, but not of a very long one."""
    if part.total > PAGE_PARAGRAPHS:
        return Beside((), index.cited_by(part.key, limit=0), ())
    references = index.references(index.part(part.key, limit=PAGE_PARAGRAPHS))
    series = tuple(index.chain(part.key)) if part.facts["symbol"] else ()
    return Beside(references.cites.cited, references.cited_by, series)


def _shared(request: Request) -> tuple[Words, dict[str, Any]]:
    """Return the words of a page, and what all pages show."""
    chosen = request.query_params.get("lang")
    chosen = chosen if chosen in LANGUAGES else None
    words = words_in(chosen or wanted_language(request.headers.get("accept-language", "")))
    links = Links(chosen)
    other = next(language for language in LANGUAGES if language != words.language)
    here = links.here(request.url.path, request.query_params.multi_items(), other)
    return words, {
        "words": words,
        "links": links,
        "home": Asked(),
        "other": other,
        "other_address": here,
    }
