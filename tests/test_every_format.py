"""The same manuscript is the same document in whatever format it is written down."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from press import Content, Style, set_article

from indexer.ingest import ingest
from indexer.record import Record

pypandoc = pytest.importorskip(
    "pypandoc", reason="pandoc is not installed: pip install '.[formats]'"
)
pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed: pip install '.[formats]'")


class Row(NamedTuple):
    """A paragraph as it is written, {1} for a mark, and what it must become."""

    written: str
    anchor: str
    kind: str
    label: str


class Work(NamedTuple):
    """A manuscript: its paragraphs, the first of them its title, and its notes."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]


RESOLUTION = Work(
    (
        Row("63/49. 国际法院咨询意见的后续行动", "title", "title", "标题"),
        Row("大会，", "opening", "opening", "开头"),
        Row("回顾其第62/39号决议，{1}", "pp1", "preambular", "序言部分第1段"),
        Row("深信核武器威胁人类，{2}并念及《条约》第六条，", "pp2", "preambular", "序言部分第2段"),
        Row("1. 强调国际法院的一致结论；", "op1", "operative", "第1段"),
        Row("2. 再次吁请所有国家：", "op2", "operative", "第2段"),
        Row("(a) 立即履行义务；{3}", "op2.a", "subparagraph", "第2(a)段"),
        Row("(b) 开展多边谈判；", "op2.b", "subparagraph", "第2(b)段"),
        Row("3. 决定将本项目列入议程。", "op3", "operative", "第3段"),
        Row("2008年12月2日", "closing", "closing", "结尾"),
    ),
    ("联合国，《条约汇编》，第402卷，第5778号。", "同上，第634卷，第9068号。", "A/63/135。"),
)

LAW = Work(
    (
        Row("中华人民共和国甲法", "title", "title", "标题"),
        Row("第一章 总则", "h1", "heading", "小标题1"),
        Row("第一条 为了保护权利，根据宪法，制定本法。", "art1", "article", "第一条"),
        Row("第二条 本法所称甲，是指下列各项：{1}", "art2", "article", "第二条"),
        Row("（一）第一项；", "art2.1.1", "subparagraph", "第二条第(一)项"),
        Row("（二）第二项。", "art2.1.2", "subparagraph", "第二条第(二)项"),
        Row("前款规定不适用于乙。", "art2.2", "article", "第二条第二款"),
        Row("第二章 附则", "h2", "heading", "小标题2"),
        Row("第三条 本法自公布之日起施行。{2}", "art3", "article", "第三条"),
    ),
    ("见第三条的规定。", "《公报》，第3期。"),
)

ESSAY = Work(
    (
        Row("論布袋戲", "title", "title", "标题"),
        Row("布袋戲起源於十七世紀的泉州。{1}其後傳入臺灣，{2}風行各地。", "p1", "body", "第1段"),
        Row("戲班多在廟前演出，觀眾扶老攜幼而來。{3}", "p2", "body", "第2段"),
    ),
    ("《泉州府志》，卷三。", "同上，卷五。", "見林某，《戲史》，第12頁。"),
)

MARK = re.compile(r"\{([0-9])\}")


def markdown(work: Work, *, automatic: bool) -> str:
    """Return the manuscript as Markdown; its numbers are those of lists, or text."""
    title, *others = (MARK.sub(r"[^\1]", row.written) for row in work.rows)
    if not automatic:
        others = [re.sub(r"^([0-9]+)\.", r"\1\\.", text).replace("(", "\\(") for text in others]
    definitions = (f"[^{at}]: {note}" for at, note in enumerate(work.notes, start=1))
    return "\n\n".join((f"# {title}", *others, *definitions, ""))


def from_markdown(suffix: str, *, automatic: bool = False) -> Callable[[Work, Path], Path]:
    """Return what writes a manuscript as pandoc sets it."""

    def write(work: Work, folder: Path) -> Path:
        path = folder / f"work{suffix}"
        command = [pypandoc.get_pandoc_path(), "--standalone", "--from=markdown", f"-o{path}"]
        text = markdown(work, automatic=automatic)
        if suffix == ".md":
            path.write_text(text, encoding="utf-8")
        else:
            subprocess.run([*command, "--metadata=lang:zh"], input=text.encode(), check=True)
        return path

    return write


def as_text(work: Work, folder: Path) -> Path:
    """Write lines of plain text, the notes below a rule."""
    notes = (f"[{at}] {note}" for at, note in enumerate(work.notes, start=1))
    lines = (*(MARK.sub(r"[\1]", row.written) for row in work.rows), "――――――", *notes)
    path = folder / "work.txt"
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return path


def as_pages(work: Work, folder: Path) -> Path:
    """Set the manuscript in pages, notes at their feet."""

    def content(row: Row) -> Content:
        return tuple(
            int(part) if at % 2 else part for at, part in enumerate(MARK.split(row.written)) if part
        )

    notes = dict(enumerate(work.notes, start=1))
    path = folder / "work.pdf"
    style = Style(indent=False, numbered=False)
    path.write_bytes(set_article([content(row) for row in work.rows], notes, style))
    return path


def as_list(work: Work, folder: Path) -> Path:
    """Write JSON Lines, which name each paragraph themselves."""
    path = folder / "work.jsonl"
    lines = []
    for row in work.rows:
        plain, notes = MARK.sub("", row.written), []
        for found, mark in enumerate(MARK.finditer(row.written)):
            number = mark[1]
            offset = mark.start() - found * len(mark.group())
            text = work.notes[int(number) - 1]
            notes.append({"number": number, "text": text, "offset": offset})
        line = {"id": row.anchor, "label": row.label, "kind": row.kind, "text": plain}
        lines.append(json.dumps({**line, "footnotes": notes}, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


FORMATS = {
    "txt": as_text,
    "pdf": as_pages,
    "jsonl": as_list,
    **{suffix: from_markdown(f".{suffix}") for suffix in ("md", "docx", "html", "epub", "odt")},
    "docx, automatic numbers": from_markdown(".docx", automatic=True),
    "odt, automatic numbers": from_markdown(".odt", automatic=True),
    "md, automatic numbers": from_markdown(".md", automatic=True),
}


def outline(path: Path) -> list[tuple[str, str, str, str, tuple[str, ...]]]:
    """Return of each paragraph its anchor, kind, label, text with marks, and notes.

    Spaces may differ: a press sets none between Han and digits, a page of HTML breaks lines.
    """
    return [
        (
            record.paragraph.anchor,
            record.paragraph.kind,
            record.paragraph.label,
            _marked(record),
            tuple(note.text.replace(" ", "") for note in record.footnotes),
        )
        for record in ingest(path, path.name)
        if isinstance(record, Record)
    ]


def _marked(record: Record) -> str:
    text, paragraph = record.paragraph.text, record.paragraph
    for mark in reversed(paragraph.marks):
        text = f"{text[: mark.offset]}{{{mark.number}}}{text[mark.offset :]}"
    return text.replace(" ", "")


def expected(work: Work) -> list[tuple[str, str, str, str, tuple[str, ...]]]:
    return [
        (
            row.anchor,
            row.kind,
            row.label,
            row.written.replace(" ", ""),
            tuple(work.notes[int(number) - 1] for number in MARK.findall(row.written)),
        )
        for row in work.rows
    ]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("work", [RESOLUTION, LAW, ESSAY], ids=["resolution", "law", "essay"])
def test_a_manuscript_is_the_same_document_in_every_format(
    tmp_path: Path, work: Work, form: str
) -> None:
    assert outline(FORMATS[form](work, tmp_path)) == expected(work)
