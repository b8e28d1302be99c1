"""Small documents made by hand, for comparing them, and an index of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from indexer.build import build_index
from indexer.document import Document, Footnote, Paragraph, Span
from indexer.find import find_sources

OLD_LAW = [
    "第一条 为了加强生活垃圾分类管理，改善城乡环境，制定本办法。",
    "第二条 本市行政区域内生活垃圾的分类投放、收集、运输和处置，适用本办法。",
    "第三条 生活垃圾分为可回收物、有害垃圾、湿垃圾和干垃圾四类。",
    "第四条 市人民政府应当将生活垃圾分类工作纳入国民经济和社会发展规划。区人民政府负责本辖区内的生活垃圾分类工作。",
    "第五条 违反本办法规定，未分类投放生活垃圾的，处五十元以下罚款。",
    "第六条 本办法自2015年7月1日起施行。",
]
NEW_LAW = [
    "第一条 为了加强生活垃圾分类管理，改善城乡环境，制定本条例。",
    "第二条 本条例自2020年7月1日起施行。",
    "第三条 本市行政区域内生活垃圾的分类投放、收集、运输和处置，适用本办法。",
    "第四条 国家机关应当优先采购可循环利用的产品。",
    "第五条 市人民政府应当将生活垃圾分类工作纳入国民经济和社会发展规划。",
    "第六条 区人民政府负责本辖区内的生活垃圾分类工作。",
    "第七条 违反本条例规定，未分类投放生活垃圾的，处五十元以上二百元以下罚款。",
]
"""A law and what became of it: one article each that is the same, reworded, moved, new, split, gone."""


def document(key: str, texts: Sequence[str], notes: Sequence[tuple[str, int]] = ()) -> Document:
    """Return a document of these paragraphs, with these notes, each with the one that cites it."""
    paragraphs = (
        Paragraph(f"p{at}", "body", None, f"第{at}段", text, (), (), at, None, ())
        for at, text in enumerate(texts, 1)
    )
    footnotes = (
        Footnote(f"fn{at}", str(at), text, None, (f"p{cited}",), Span(0, 0), ())
        for at, (text, cited) in enumerate(notes, 1)
    )
    return Document(
        key, f"{key}.txt", None, None, None, None, tuple(paragraphs), tuple(footnotes), (), ()
    )


def build(folder: Path, documents: Mapping[str, Sequence[str]]) -> Path:
    """Build an index of documents, each with its paragraphs; return it."""
    lines = [
        {"document": key, "id": f"p{at}", "label": f"第{at}段", "text": text}
        for key, texts in documents.items()
        for at, text in enumerate(texts, 1)
    ]
    source = folder / "documents.jsonl"
    source.write_text(
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8"
    )
    build_index(folder / "index", find_sources([source]))
    return folder / "index"
