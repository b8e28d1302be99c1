"""OpenDocument items bear the numbers that are printed before them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from indexer.errors import SourceDamaged
from indexer.readers import read
from indexer.source import Manuscript

pytest.importorskip("pypandoc", reason="pandoc is not installed: pip install '.[formats]'")

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "style", "text")
)
STYLES = """
<text:outline-style style:name="Outline">
  <text:outline-level-style text:level="1" style:num-prefix="第" style:num-suffix="章" style:num-format="一, 二, 三, ..."/>
  <text:outline-level-style text:level="2" style:num-format=""/>
</text:outline-style>
<text:list-style style:name="L">
  <text:list-level-style-number text:level="1" style:num-prefix="第" style:num-suffix="条" style:num-format="一, 二, 三, ..."/>
  <text:list-level-style-number text:level="2" style:num-prefix="（" style:num-suffix="）" style:num-format="a"/>
</text:list-style>
<text:list-style style:name="D">
  <text:list-level-style-number text:level="1" style:num-suffix="." style:num-format="1" text:start-value="3"/>
  <text:list-level-style-number text:level="2" text:display-levels="2" style:num-format="1"/>
</text:list-style>
<text:list-style style:name="Z"><text:list-level-style-number text:level="1" num-list-format="（%1%）" style:num-format="壹, 贰, 叁, ..."/></text:list-style>
<text:list-style style:name="B"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>
<style:style style:name="Bare" style:family="paragraph" style:list-style-name=""/>
"""


def items(*contents: str, start: str = "") -> str:
    first = f' text:start-value="{start}"' if start else ""
    return "".join(
        f"<text:list-item{first if at == 0 else ''}>{content}</text:list-item>"
        for at, content in enumerate(contents)
    )


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def list_(inner: str, style: str = "", more: str = "") -> str:
    named = f'text:style-name="{style}"' if style else ""
    return f"<text:list {named} {more}>{inner}</text:list>"


def h(text: str, level: int = 1, style: str = "H") -> str:
    return f'<text:h text:style-name="{style}" text:outline-level="{level}">{text}</text:h>'


def written(folder: Path, body: str) -> Manuscript:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for member, inner in (
            ("styles", f"<office:styles>{STYLES}</office:styles>"),
            ("content", f"<office:body><office:text>{body}</office:text></office:body>"),
        ):
            root = f"office:document-{member}"
            archive.writestr(f"{member}.xml", f"<{root} {NAMESPACES}>{inner}</{root}>")
    (folder / "a.odt").write_bytes(data.getvalue())
    manuscript = read(folder / "a.odt", "a.odt")
    assert isinstance(manuscript, Manuscript)
    return manuscript


def texts(manuscript: Manuscript) -> list[str]:
    return ["".join(map(str, block.content)) for block in manuscript.blocks]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (list_(items(p("甲"), p("乙") + p("续")), "L"), ["第一条 甲", "第二条 乙", "续"]),
        (
            list_(items(p("甲") + list_(items(p("子"), p("丑"))), p("乙") + list_(items(p("寅")))), "L"),
            ["第一条 甲", "（a） 子", "（b） 丑", "第二条 乙", "（a） 寅"],
        ),
        (
            list_(items(p("甲")), "L", 'xml:id="x"') + list_(items(p("乙")), "L", 'text:continue-list="x"'),
            ["第一条 甲", "第二条 乙"],
        ),
        (
            list_(items(p("甲")), "L") + p("文") + list_(items(p("乙")), "L", 'text:continue-numbering="true"'),
            ["第一条 甲", "文", "第二条 乙"],
        ),
        (list_(items(p("甲")), "L") + list_(items(p("乙")), "L"), ["第一条 甲", "第一条 乙"]),
        (list_(items(p("甲"), start="7"), "L"), ["第七条 甲"]),
        (list_(items(p("甲") + list_(items(p("子")))), "D"), ["3. 甲", "3.1 子"]),
        (list_(items(p("甲"), p("乙")), "Z"), ["（壹） 甲", "（贰） 乙"]),
        (list_(items(list_(items(p("子")))), "L"), ["（a） 子"]),
        (list_(items(p("点")), "B"), ["点"]),
        (list_(f"<text:list-header>{p('题')}</text:list-header>{items(p('甲'))}", "L"), ["题", "第一条 甲"]),
        (h("总则") + h("节", 2) + h("附则"), ["第一章 总则", "节", "第二章 附则"]),
        (h("总则", style="Bare"), ["总则"]),
        (list_(items(p("甲")), "unknown"), ["甲"]),
        (list_(items(p("甲"), start="9" * 9), "D"), ["1000000. 甲"]),
    ],
)  # fmt: skip
def test_items_and_headings_bear_their_numbers(
    tmp_path: Path, body: str, expected: list[str]
) -> None:
    article = written(tmp_path, body)
    assert (texts(article), article.diagnostics) == (expected, ())


def test_lists_nested_without_end_are_damage(tmp_path: Path) -> None:
    depth = 5_000
    opening, closing = "<text:list><text:list-item>", "</text:list-item></text:list>"
    with pytest.raises(SourceDamaged, match="nested too deeply"):
        written(tmp_path, opening * depth + p("甲") + closing * depth)
