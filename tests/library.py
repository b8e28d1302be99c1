"""A small index built as users build theirs, which has something in every field, and its answers."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import search
from indexer.build import build_index
from indexer.errors import DuansouError
from indexer.find import find_sources

PARAGRAPHS: list[dict[str, Any]] = [
    {
        "document": "民法典", "title": "中华人民共和国民法典", "date": "2020-05-28", "id": "art3",
        "label": "第三条", "text": "第三条 民事主体的人身权利、财产权利以及其他合法权益受法律保护。",
        "footnotes": [{"number": "1", "text": "见宪法，第 13 条。", "offset": 12}],
    },
    {
        "document": "民法典", "title": "中华人民共和国民法典", "date": "2020-05-28", "id": "art4",
        "label": "第四条", "text": "第四条 民事主体在民事活动中的法律地位一律平等。",
    },
    {
        "document": "裁军", "title": "谈判会议的报告", "id": "1", "text": "条约 " * 260,
        "footnotes": [
            {"number": "1", "text": "A/RES/62/39。"},
            {"number": "2", "text": "同上。", "resolved": "A/RES/62/39，序言。"},
        ],
    },
    {"document": "裁军", "id": "2", "text": "核裁军谈判会议（裁谈会）1996年7月8日讨论了 NPT/CONF.2000/28。"},
]  # fmt: skip
"""A word more than 255 times, a title that is shared, notes that are resolved, dates, citations."""

QUERIES = [
    "核裁军 谈判",
    "条约",
    "民事主体",
    "宪法",
    "中华人民共和国民法典 平等",
    '"武器国家在不扩"',
    '"法律地位一律"',
    '"约 条"',
    "军",
    "南极 OR 平等",
    "(南极 OR 曼谷) AND 条约",
    "谈判 -遗憾",
    "条约 NOT 核武器",
    "63/49",
    "63/49 第2段",
    "A/RES/62/39",
    "第三条",
    "art4",
    "裁谈会 并不存在的词",
    "npt/conf.2000/28",
    "1996年",
    "鲲鹏",
    "NOT 的",
    "title:谈判会议",
    "脚注:(宪法 OR A/RES)",
    "年:2020 平等",
    "核?军 条约*",
    "民事主休~",
    "核裁军 NEAR/30 讨论",
    "text:的 NEAR/3 核",
    "第3条",
]
"""One at least for each field, and for each way in which a query is read."""


def write_sources(folder: Path, sample: Path, *, words: str = "财产权利") -> Path:
    """Write the sources into a folder: a resolution, and paragraphs that have names."""
    folder.mkdir(parents=True)
    shutil.copy(sample, folder / "resolution.txt")
    lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in PARAGRAPHS)
    (folder / "laws.jsonl").write_text(lines.replace("财产权利", words), encoding="utf-8")
    (folder / "again.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))
    (folder / "nothing.txt").write_text(" \n")
    return folder


def build(index: Path, folder: Path) -> Path:
    """Build an index of a folder; return it."""
    build_index(index, find_sources([folder]), dictionary=("裁谈会", "test ban"))
    return index


def answers_of(index: Path) -> list[Any]:
    """Return all that is asked of an index, each answer whole, or the kind of error it is."""
    with search.open_index(index) as opened:
        return [_or_error(ask) for ask in _asked(opened)]


def _asked(opened: search.Index) -> Iterator[Callable[[], Any]]:
    """Yield all that is asked: two things of each query, then the others."""
    for query in QUERIES:
        yield partial(_answer, opened, query)
        yield partial(_ranking, opened, query)
    for key in ("A/RES/63/49", "民法典", "民法典~2", "裁军"):
        yield lambda key=key: opened.document(key).to_dict()
    yield lambda: opened.paragraph("A/RES/63/49#pp9")
    yield lambda: opened.cites("A/RES/63/49").to_dict()
    yield lambda: opened.cited_by("A/RES/62/39").to_dict()
    yield lambda: opened.chain("A/RES/63/49").to_dict()
    yield lambda: opened.document_count
    yield lambda: opened.paragraph_count


def _or_error(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except DuansouError as error:
        return type(error)


def _answer(opened: search.Index, query: str) -> dict[str, Any]:
    return {**opened.search(query, limit=30).to_dict(), "took_ms": 0}


def _ranking(opened: search.Index, query: str) -> tuple[Any, ...]:
    ranking = opened.rank(query, limit=5, offset=1)
    return ranking.ids, ranking.scores, ranking.total, ranking.relaxed, ranking.notices
