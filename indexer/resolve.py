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

_CLAUSE = re.compile(r"[，,]")
_SPACE = re.compile(r"[ \t\u3000\u00a0]+")
_STRAY_SPACE = re.compile(r"(?<![A-Za-z]) +| +(?![A-Za-z ])")


def resolve(texts: Sequence[str]) -> tuple[list[str | None], list[tuple[int, str]]]:
    """Return each note's text with 同上 spelt out, None where nothing was to be spelt out.

    The second list names, by index, the notes whose 同上 has no single source to refer to. A note
    keeps its own volume, number or page; the rest comes from the note above, itself resolved.
    """
    resolved: list[str | None] = []
    problems: list[tuple[int, str]] = []
    for index, text in enumerate(texts):
        same = SAME_AS_ABOVE.match(text)
        if same is None:
            resolved.append(None)
            continue
        above = (resolved[index - 1] or texts[index - 1]) if index else ""
        reason = _why_not(above)
        resolved.append(None if reason else _spelt_out(above, same["rest"] or ""))
        if reason:
            problems.append((index, reason))
    return resolved, problems


def _why_not(above: str) -> str:
    """Return why 同上 cannot refer to the note above, or "" where it can."""
    if not above:
        return "同上 stands in the first note"
    if SAME_AS_ABOVE.match(above):
        return "the note above is itself unresolved"
    if re.search(r"[；;]", above):
        return "the note above names several sources"
    return ""


def _spelt_out(above: str, rest: str) -> str:
    """Return the source of the note above with the volume, number or page of this one."""
    own = [clause for clause in _CLAUSE.split(_plain(rest).strip("，,。. ")) if clause]
    base = [clause for clause in _CLAUSE.split(_plain(above).rstrip("。. ")) if clause]
    units = {_unit(clause) for clause in own} - {None}
    kept = next((at for at, clause in enumerate(base) if _unit(clause) in units), len(base))
    return "，".join([*base[:kept], *own]) + "。"


def _unit(clause: str) -> str | None:
    counted = COUNTED.search(clause)
    return (counted["unit"] or counted["annex"]) if counted else None


def _plain(text: str) -> str:
    """Return the text without the spaces typesetting leaves around figures: 第 634 卷 → 第634卷."""
    return _STRAY_SPACE.sub("", _SPACE.sub(" ", text))
