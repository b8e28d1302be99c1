"""A handler that does no more than ask Tantivy: what `benchmarks.serving` sets beside this server.

It answers with the ids and the stored texts of the ten best and the number of all, as JSON; nothing
is highlighted, escaped, checked or counted by year. TANTIVY_INDEX names the folder of its index,
made by `python -m benchmarks`; words are taken apart by rjieba.
"""

from __future__ import annotations

import os

import tantivy
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from benchmarks.engines.tantivy import schema_of_words
from benchmarks.words import cutter, telling

__all__ = ["application"]


def application() -> Starlette:
    """Return the application."""
    index = tantivy.Index.open(os.environ["TANTIVY_INDEX"])
    searcher, schema, cut = index.searcher(), schema_of_words(), cutter("rjieba")

    async def search(request: Request) -> JSONResponse:
        words = telling(cut, request.query_params["q"])
        terms = [tantivy.Query.term_query(schema, "words", word) for word in words]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        result = searcher.search(query, 10, count=True)
        found = [searcher.doc(place) for _, place in result.hits]
        hits = [{name: each.get_first(name).decode() for name in ("id", "text")} for each in found]
        return JSONResponse({"total": result.count, "hits": hits})

    return Starlette(routes=[Route("/api/search", search)])
