"""What the API takes and gives, as OpenAPI 3.1 describes it (https://spec.openapis.org/oas/v3.1.0)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from indexer.document import SCHEMA, Kind
from search.wanted import FACETS, LEAST_WIDTH, MAX_WIDTH, MAX_WINDOWS, ORDERS, USUAL_WIDTH
from search.web.settings import MAX_DEPTH, MAX_HITS, MAX_PART, MAX_QUERY

__all__ = ["description"]

Json = dict[str, Any]

SUMMARY = (
    "Full-text search over Chinese documents, paragraph by paragraph, with their footnotes. "
    "Offsets count characters (Unicode code points) of the text beside them."
)


def description(version: str) -> Json:
    """Return the description of the API."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Duansou", "version": version, "description": SUMMARY},
        "paths": _paths(),
        "components": {"schemas": _schemas()},
    }


def _paths() -> Json:
    key = "The document's key, as A/RES/63/49, or another of its names."
    own_id = "The paragraph's id, as A/RES/63/49#op2; the # is written %23."
    return {
        "/api/search": _get("Answer a query", "Answer", _search_parameters()),
        "/api/documents/{key}": _get(
            "A document, or a part of a long one",
            "Part",
            [
                _in_path("key", key),
                _parameter("offset", _number(0, 10**9 - 1, 0), "Paragraphs to leave out before."),
                _parameter("limit", _number(0, MAX_PART, MAX_PART), "Paragraphs at most."),
            ],
            missing=True,
        ),
        "/api/paragraphs/{id}": _get(
            "A paragraph with its notes", "Found", [_in_path("id", own_id)], missing=True
        ),
        "/api/status": _get("What the index holds", "Status", []),
        "/healthz": _get("Whether searches are answered", "Health", []),
    }


def _search_parameters() -> list[Json]:
    return [
        _parameter("q", {"type": "string", "maxLength": MAX_QUERY}, "Any text is a query.")
        | {"required": True},
        _parameter(
            "where",
            {"type": "string", "maxLength": MAX_QUERY},
            "Only what this query finds is searched, all of it where q is empty; "
            "it adds nothing to scores.",
        ),
        _parameter("limit", _number(0, MAX_HITS, 10), "Hits at most."),
        _parameter("offset", _number(0, MAX_DEPTH - MAX_HITS, 0), "Hits to leave out before."),
        _parameter("sort", {"enum": list(ORDERS), "default": ORDERS[0]}, "The order of hits."),
        _parameter("facets", _some_of(FACETS), "What to count of all that is found."),
        _parameter("group", {"type": "boolean", "default": False}, "Each document once."),
        _parameter("windows", _number(1, MAX_WINDOWS, 1), "Excerpts of a long paragraph."),
        _parameter(
            "width", _number(LEAST_WIDTH, MAX_WIDTH, USUAL_WIDTH), "Characters of an excerpt."
        ),
    ]


def _get(summary: str, schema: str, parameters: list[Json], *, missing: bool = False) -> Json:
    problems = {"400": "It cannot be asked so.", "503": "Not now: ask again."}
    if missing:
        problems["404"] = "There is none of that name."
    responses: Json = {
        "200": {
            "description": "Found.",
            "content": {"application/json": {"schema": _named(schema)}},
        },
        "304": {"description": "What the reader has is still so."},
    }
    for status, told in sorted(problems.items()):
        content = {"application/problem+json": {"schema": _named("Problem")}}
        responses[status] = {"description": told, "content": content}
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


def _parameter(name: str, schema: Json, told: str) -> Json:
    return {"name": name, "in": "query", "description": told, "schema": schema}


def _in_path(name: str, told: str) -> Json:
    schema = {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "description": told, "schema": schema}


# ---- what is given


def _schemas() -> Json:
    text, maybe, count, flag = (
        _type("string"),
        _type("string", "null"),
        _number(0),
        _type("boolean"),
    )
    spans = _list(_tuple(count, count))
    counts = _list(_tuple(text, count))
    document = _object(key=text, symbol=maybe, title=maybe, date=maybe, source=text)
    place = {
        "anchor": text,
        "number": maybe,
        "label": text,
        "kind": {"enum": list(get_args(Kind))},
        "ordinal": _number(1),
        "page": _type("integer", "null"),
    }
    marks = _list(_tuple(count, text))
    note = {"anchor": text, "number": text, "text": text, "resolved": maybe}
    snippet = _object(text=text, highlights=spans, marks=marks, before=flag, after=flag)
    hit = _object(
        id=text,
        score=_type("number"),
        document=document,
        paragraph=_object(**place),
        snippet=_named("Snippet"),
        snippets=_list(_named("Snippet")),
        footnotes=_list(_object(**note, highlights=spans, resolved_highlights=spans)),
        citations=_list(text),
        others=_type("integer", "null"),
    )
    schema = {"const": SCHEMA}
    paragraph = _object(**place, text=text, marks=marks, citations=_list(text))
    footnote = _object(**note, cited_by=_list(text))
    facts = _object(**document["properties"], meeting=maybe)
    return {
        "Snippet": snippet,
        "Hit": hit,
        "Paragraph": paragraph,
        "Footnote": footnote,
        "Document": facts,
        "Answer": _object(
            schema=schema,
            query=text,
            interpreted=text,
            total=count,
            relaxed=flag,
            offset=count,
            took_ms=_type("number"),
            notices=_list(text),
            documents=_type("integer", "null"),
            facets={"type": "object", "additionalProperties": counts},
            suggestions=_list(text),
            hits=_list(_named("Hit")),
        ),
        "Part": _object(
            schema=schema,
            document=_named("Document"),
            total=_number(1),
            offset=count,
            paragraphs=_list(_named("Paragraph")),
            footnotes=_list(_named("Footnote")),
        ),
        "Found": _object(
            schema=schema,
            id=text,
            document=_named("Document"),
            paragraph=_named("Paragraph"),
            footnotes=_list(_named("Footnote")),
        ),
        "Status": _object(
            schema=schema, generation=text, documents=count, paragraphs=count, version=text
        ),
        "Health": _object(status={"const": "ok"}, generation=text, fault=maybe),
        "Problem": _object(type=text, title=text, status=_number(400, 599), detail=text),
    }


def _object(**properties: Any) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _named(schema: str) -> Json:
    return {"$ref": f"#/components/schemas/{schema}"}


def _some_of(names: Sequence[str]) -> Json:
    """Return what describes names with commas between."""
    name = f"({'|'.join(names)})"
    return {"type": "string", "pattern": f"^({name}(,{name})*)?$"}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _tuple(*items: Json) -> Json:
    return {"type": "array", "prefixItems": list(items), "items": False, "minItems": len(items)}


def _type(*names: str) -> Json:
    return {"type": names[0] if len(names) == 1 else list(names)}


def _number(least: int, most: int | None = None, usual: int | None = None) -> Json:
    number: Json = {"type": "integer", "minimum": least}
    if most is not None:
        number["maximum"] = most
    if usual is not None:
        number["default"] = usual
    return number
