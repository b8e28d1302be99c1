"""Notes that point to the note above → the source they mean, spelt out."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["resolve"]

# 同上，第 634 卷    同上。
SAME_AS_ABOVE = re.compile(r"同上(?P<rest>[，,].*)?[。.]?\Z", re.DOTALL)

# 第 634 卷    第9068号    英文第226页    附件二: what a reference counts by
COUNTED = re.compile(
    r"第[ 0-9:：、，和至\-]{1,30}(?P<unit>[卷號号頁页段條条節节章編编款項项]|部分)"
    r"|(?P<annex>附件|附录|附錄)"
)

# ， between the clauses of a reference
CLAUSE_END = re.compile(r"[，,]")

# ； between two references in one note
SOURCE_END = re.compile(r"[；;]")

# a run of white space
SPACES = re.compile(r"[ \t\u3000\u00a0]+")

# the spaces of 第 634 卷, not that of "Part I"; runs have been made single spaces before
STRAY_SPACE = re.compile(r"(?<![A-Za-z]) | (?![A-Za-z])")

LONGEST_SOURCE = 2_000
"""A longer text than this is no reference that 同上 could stand for."""


def resolve(texts: Sequence[str]) -> tuple[list[str | None], list[tuple[int, str]]]:
    """Return each note's text with 同上 spelt out, None where nothing was to be spelt out.

    The second list names, by index, the notes whose 同上 has no single source to refer to. A note
    keeps its own volume, number or page; the rest comes from the note above, itself resolved.
    """
    resolved: list[str | None] = []
    problems: list[tuple[int, str]] = []
    source, reason = "", "同上 stands in the first note"
    for index, text in enumerate(texts):
        same = SAME_AS_ABOVE.match(text)
        if same is None:
            source, reason = text, _why_not(text)
            resolved.append(None)
        elif reason:
            problems.append((index, reason))
            resolved.append(None)
            reason = "the note above is itself unresolved"
        else:
            spelt_out, source = _spelt_out(source, same["rest"] or "")
            reason = _why_not(source)
            resolved.append(spelt_out)
    return resolved, problems


def _why_not(source: str) -> str:
    """Return why a 同上 below cannot refer to this source, or "" where it can."""
    if SOURCE_END.search(source):
        return "the note above names several sources"
    return "the note above is too long to be a source" if len(source) > LONGEST_SOURCE else ""


def _spelt_out(source: str, rest: str) -> tuple[str, str]:
    """Return the source with the volume, number or page of this note, and what 同上 means below.

    Where the note puts its own number in place of one of the source's, the next 同上 means the
    source with that number; where it only adds to it, still the source.
    """
    own = [clause for clause in CLAUSE_END.split(_plain(rest).strip("，,。. ")) if clause]
    base = [clause for clause in CLAUSE_END.split(_plain(source).rstrip("。. ")) if clause]
    units = {_unit(clause) for clause in own} - {None}
    kept = next((at for at, clause in enumerate(base) if _unit(clause) in units), len(base))
    spelt_out = "，".join([*base[:kept], *own]) + "。"
    return spelt_out, spelt_out if kept < len(base) else source


def _unit(clause: str) -> str | None:
    counted = COUNTED.search(clause)
    return (counted["unit"] or counted["annex"]) if counted else None


def _plain(text: str) -> str:
    """Return the text without the spaces typesetting leaves around figures: 第 634 卷 → 第634卷."""
    return STRAY_SPACE.sub("", SPACES.sub(" ", text))
