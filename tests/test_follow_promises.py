"""Whatever documents cite: each paragraph that does is listed once, in order, and no other."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from handmade import document, write_index
from hypothesis import given, settings
from hypothesis import strategies as st

import search
from indexer.citations import find_citations
from indexer.document import Document
from search.follow.recalled import recalled_in

NUMBERS = [f"{session}/5" for session in range(60, 66)]

PIECES = st.sampled_from(
    ["回顾其", "又回顾大会", "重申", "号决议", "第", "、", "和", "，", "《条约》", "A/63/135", "A/RES/61/5", *(f"第{each}号" for each in NUMBERS), *(f"第{each}号决议，" for each in NUMBERS)]
)  # fmt: skip
TEXTS = st.lists(PIECES, min_size=1, max_size=8).map("".join)


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    """Return resolutions, some of the numbers that they cite, and reports."""
    names = [*(f"A/RES/{each}" for each in NUMBERS), "a.txt", "b.txt"]
    made = []
    for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=5, unique=True)):
        texts = draw(st.lists(TEXTS, min_size=1, max_size=4))
        notes = {"1": draw(TEXTS), "2": draw(TEXTS)}
        marked = [f"{text}{{1}}" if draw(st.booleans()) else text for text in texts]
        paragraphs = [{"text": text, "kind": "preambular"} for text in marked]
        made.append(document(name, paragraphs, notes))
    return made


def plain_reading(made: list[Document]) -> dict[str, list[str]]:
    """Return for each key the ids of the paragraphs that cite it: read, not looked up."""
    found: dict[str, list[str]] = {}
    for part in sorted(made, key=lambda each: each.key):
        for unit in part.units():
            own = [note.text for note in part.notes_of(unit)]
            keys = {each.key for text in (unit.text, *own) for each in find_citations(text)}
            for key in keys:
                found.setdefault(key, []).append(f"{part.key}#{unit.anchor}")
    return found


@given(made=documents())
@settings(max_examples=30)
def test_what_cites_a_text_is_what_a_plain_reading_finds(made: list[Document]) -> None:
    expected = plain_reading(made)
    with (
        tempfile.TemporaryDirectory() as folder,
        search.open_index(write_index(Path(folder) / "index", made)) as index,
    ):
        for key, ids in expected.items():
            found = index.cited_by(key, limit=100)
            assert [hit.id for hit in found] == ids
            assert found.keys == tuple(Counter(each.rpartition("#")[0] for each in ids).items())
            for hit in found:
                highlights = [span for each in hit.snippets for span in each.highlights]
                assert highlights or any(note.highlights for note in hit.footnotes)
        cited = {each.key for part in made for each in index.cites(part.key)}
        assert cited == set(expected)


@given(made=documents(), asked=st.sampled_from(NUMBERS))
@settings(max_examples=30)
def test_a_series_is_of_what_paragraphs_recall_and_has_none_twice(
    made: list[Document], asked: str
) -> None:
    recalls = {
        f"{part.key}#{unit.anchor}": {
            each.key for each in recalled_in(unit.text, unit.citations, "A/RES/")
        }
        for part in made
        if part.symbol
        for unit in part.paragraphs
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        search.open_index(write_index(Path(folder) / "index", made)) as index,
    ):
        chain = index.chain(asked)
    keys = [link.key for link in chain]
    assert len(set(keys)) == len(keys) != 1
    assert chain.complete
    assert not keys or f"A/RES/{asked}" in keys
    for link in chain:
        assert all(link.key in recalls[named_by] for named_by in link.named_by)
        assert (link.indexed is not None) == (link.key in [part.key for part in made])
        assert link.named_by or link.indexed
