"""Two bodies of documents, known to the last character, and all that an index says of one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import search
from indexer.errors import NotFound

__all__ = ["NEW", "OLD", "contents", "lay", "said_by"]

RESOLUTION = Path(__file__).parent.parent / "data" / "a-res-63-49.txt"

Corpus = Mapping[str, bytes]
"""What files there are, by their names below a folder."""

WORDS = [
    "裁军",
    "谈判",
    "会议",
    "条约",
    "核查",
    "监督",
    "保障",
    "透明",
    "责任",
    "义务",
    "和平",
    "安全",
    "合作",
    "发展",
    "声明",
    "决议",
]
"""Of these the paragraphs are made, so that each has other neighbours than the last."""


def _text_of(seed: int, paragraphs: int) -> str:
    """Return a text with a note that refers to another, the same for the same number."""
    lines = [f"{_sentence(seed + place)}" for place in range(paragraphs)]
    lines[0] += "¹ 又见后文。²"
    return "\n\n".join([*lines, "注释", "1. 《条约汇编》，第634卷，第9068号。", "2. 同上。"]) + "\n"


def _sentence(number: int) -> str:
    chosen = [WORDS[(number * step + step) % len(WORDS)] for step in (1, 3, 5, 7)]
    return f"关于{chosen[0]}与{chosen[1]}的第{number}号意见，涉及{chosen[2]}和{chosen[3]}。"


def _lines(documents: int, paragraphs: int, seed: int = 0) -> bytes:
    rows = [
        {"document": f"法{document}", "id": f"art{place}", "text": _sentence(seed + place)}
        for document in range(documents)
        for place in range(1, paragraphs + 1)
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


_KEPT = {
    "a-res-63-49.txt": RESOLUTION.read_bytes(),
    "kept/one.txt": _text_of(1, 12).encode(),
    "kept/two.txt": _text_of(100, 8).encode(),
    "laws.jsonl": _lines(3, 10),
}

OLD: Corpus = {
    **_KEPT,
    "changed.txt": _text_of(200, 6).encode(),
    "gone.txt": _text_of(300, 5).encode(),
    "moved.txt": _text_of(400, 4).encode(),
    "more.jsonl": _lines(1, 5, 500).replace("法0".encode(), "旧法".encode()),
}
"""What is indexed first."""

NEW: Corpus = {
    **_KEPT,
    "changed.txt": _text_of(210, 7).encode(),
    "copy/a-res-63-49.txt": RESOLUTION.read_bytes(),
    "elsewhere/moved.txt": _text_of(400, 4).encode(),
    "more.jsonl": _lines(2, 5, 600).replace("法0".encode(), "新法".encode()),
    "new.txt": _text_of(700, 9).encode(),
    "unreadable.txt": b"\0\1",
}
"""The same with every kind of change: content, name, an addition, a removal, a key met twice."""

KEYS = sorted(
    {"A/RES/63/49", "A/RES/63/49~2", "法0", "法1", "法2", "旧法", "新法", "法1~2"}
    | {name for name in OLD | NEW if name.endswith(".txt")}
)

QUERIES = (
    "裁军", "条约 核查", "裁军 OR 会议", "条约 -监督", '"与谈判的"', '"634"', "同上", "63/49", "第2段",
    "法1 art3", "核武器国家在不扩散", "意见", "无此一词", '"条约汇编"', "国际法院的咨询意见",
)  # fmt: skip


def lay(folder: Path, corpus: Corpus) -> Path:
    """Make the folder hold just these files; one that is right already is not touched."""
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.relative_to(folder).as_posix() not in corpus:
            path.unlink()
    for name, data in corpus.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)
    return folder


def contents(index: Path) -> str:
    """Return all that an index says."""
    with search.open_index(index) as opened:
        return said_by(opened, index)


def said_by(opened: search.Index, index: Path) -> str:
    """Return all that an open index says: documents whole, answers and rankings with scores."""
    generation = index / opened.generation
    manifest, sources = (
        json.loads((generation / name).read_bytes()) for name in ("manifest.json", "sources.json")
    )
    said = {
        "counts": [opened.paragraph_count, opened.document_count, manifest["counts"]],
        "documents": {key: _document(opened, key) for key in KEYS},
        "answers": {query: _answer(opened, query) for query in QUERIES},
        "rankings": {query: opened.rank(query, limit=1000).scores for query in QUERIES},
        "sources": [
            {name: source.get(name) for name in ("name", "sha256", "key", "diagnostics")}
            for source in sources
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=0)


def _document(opened: search.Index, key: str) -> dict[str, Any] | None:
    try:
        return opened.document(key).to_dict()
    except NotFound:
        return None


def _answer(opened: search.Index, query: str) -> dict[str, Any]:
    return {**opened.search(query, limit=1000).to_dict(), "took_ms": None}
