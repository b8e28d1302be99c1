"""All that an index holds, as text that is the same however its paragraphs lie in segments."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import search
from indexer.generations import Generation, open_generation, sources_of
from indexer.schema import FIELDS, Field
from indexer.segment_file import SegmentFile
from indexer.stored import StoredTexts

STAMPED = ("hint", "mtime_ns", "path", "place")
"""What of a source's entry tells where and when, not what."""


def export_of(index: Path, *queries: str) -> str:
    """Return all sources, paragraphs and postings of the live generation, and some answers."""
    generation = open_generation(index)
    lines = [json.dumps([generation.fingerprint, generation.counts], sort_keys=True)]
    lines += map(_source, sources_of(generation))
    lines += sorted(line for segment in _segments(generation) for line in _of_segment(segment))
    with search.open_index(index) as opened:
        lines += [_answer(opened, query) for query in queries]
    return "\n".join(lines)


def _source(entry: dict[str, Any]) -> str:
    known = {name: value for name, value in entry.items() if name not in STAMPED}
    return json.dumps(known | {"paragraphs": (entry["place"] or [0])[-1]}, sort_keys=True)


def _answer(opened: search.Index, query: str) -> str:
    answer = opened.search(query, limit=100).to_dict()
    return json.dumps(answer | {"took_ms": 0}, ensure_ascii=False, sort_keys=True)


def _segments(generation: Generation) -> Iterator[SegmentFile]:
    return (SegmentFile(generation.directory / name) for name in generation.segments)


def _of_segment(segment: SegmentFile) -> Iterator[str]:
    """Yield a line for each paragraph, and for each time that it has a term."""
    ids = [term.decode() for term in _terms(segment, "id")]
    names = [ids[number] for number in segment.array("id/numbers").tolist()]
    stored = StoredTexts(segment)
    for doc, ordinal in enumerate(segment.array("ordinals").tolist()):
        yield f"{names[doc]} {ordinal} {stored.text(doc).decode('utf-8', 'surrogatepass')}"
    for field in FIELDS:
        yield from (f"{names[doc]} {field.name} {what}" for doc, what in _had(segment, field))


def _had(segment: SegmentFile, field: Field) -> Iterator[tuple[int, str]]:
    """Yield each paragraph that has a term, with the term and how often it has it."""
    if field.form == "grams":
        for part in ("singles", "pairs"):
            keys = segment.array(f"{field.name}/{part}/keys").tolist()
            yield from _postings(segment, f"{field.name}/{part}", keys, "counts")
        yield from _positions(segment, field.name, keys)
    else:
        terms = _terms(segment, field.name)
        yield from _postings(segment, field.name, terms, "codes" if field.form == "words" else None)
    if field.form == "words":
        for doc, code in enumerate(segment.array(f"{field.name}/lengths").tolist()):
            yield doc, f"length {code}"


def _postings(
    segment: SegmentFile, name: str, terms: list[Any], beside: str | None
) -> Iterator[tuple[int, str]]:
    starts = segment.array(f"{name}/starts").tolist()
    docs = segment.array(f"{name}/docs").tolist()
    values = segment.array(f"{name}/{beside}").tolist() if beside else docs
    for number, term in enumerate(terms):
        for at in range(starts[number], starts[number + 1]):
            yield docs[at], f"{name} {term!r} {values[at] if beside else ''}"


def _positions(segment: SegmentFile, name: str, keys: list[int]) -> Iterator[tuple[int, str]]:
    """Yield where each pair is, counted from the beginning of its paragraph's texts."""
    places = segment.array(f"{name}/places")
    starts = segment.array(f"{name}/pairs/position_starts").tolist()
    positions = segment.array(f"{name}/pairs/positions")
    docs = np.searchsorted(places, positions, side="right") - 1
    offsets = positions - places[docs]
    for number, key in enumerate(keys):
        for at in range(starts[number], starts[number + 1]):
            yield int(docs[at]), f"{key} at {offsets[at]}"


def _terms(segment: SegmentFile, name: str) -> list[bytes]:
    data = segment.array(f"{name}/terms").tobytes()
    ends = segment.array(f"{name}/ends").tolist()
    return [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]
