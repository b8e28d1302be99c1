"""Notes that point to the note above → the source they mean, spelt out."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["resolve"]

# 同上，第 634 卷    同上。
SAME_AS_ABOVE = re.compile(r"同上(?P<rest>[，,].*)?[。.]?\Z", re.DOTALL)

# 第 634 卷    英文第226页    第一部分    附件二: by what a clause counts
COUNTED = re.compile(
    r"(?:英文|中文|法文)?第[ 0-9〇零一二三四五六七八九十百:：、和至\-]{1,30}"
    r"(?P<unit>[卷號号頁页段條条節节章編编款項项]|部分)"
    r"|(?P<annex>附件|附录|附錄)"
)

# clauses between commas, those of 《…，…》 and （…，…） aside
CLAUSE = re.compile(r"(?:《[^》]*》|（[^）]*）|\([^)]*\)|[^，,])+")

# ； between two references in one note
SOURCE_END = re.compile(r"[；;]")

# a run of white space
SPACES = re.compile(r"[ \t\u3000\u00a0]+")

# the spaces of 第 634 卷, not that of "Part I"; runs have been made single spaces before
STRAY_SPACE = re.compile(r"(?<![A-Za-z]) | (?![A-Za-z])")

# From the whole to its parts: a part named anew takes the place of all that is no larger.
_RANKS = {
    **dict.fromkeys("卷編编", 1),
    **dict.fromkeys(("號", "号", "附件", "附录", "附錄", "部分"), 2),
    **dict.fromkeys("章", 3),
    **dict.fromkeys("節节", 4),
    **dict.fromkeys("段條条", 5),
    **dict.fromkeys("款項项頁页", 6),
}

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
        elif why := reason or _why_not(text) or _why_not_there(source, same["rest"] or ""):
            problems.append((index, why))
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


def _why_not_there(source: str, rest: str) -> str:
    """Return why a note's own volume or page has no place in the source, or "" where it has one."""
    units = {_unit(clause) for clause in _clauses(rest)} - {None}
    titled = [clause for clause in _clauses(source) if _unit(clause) is None]
    if any(str(unit) in _units_within(clause) for clause in titled for unit in units):
        return "what it counts by stands within a title of the note above"
    return ""


def _spelt_out(source: str, rest: str) -> tuple[str, str]:
    """Return the source with the volume, number or page of this note, and what 同上 means below.

    Where the note puts its own number in place of one of the source's, the next 同上 means the
    source with that number; where it only adds to it, still the source.
    """
    own, base = _clauses(rest), _clauses(source)
    ranks = [_RANKS[unit] for clause in own if (unit := _unit(clause))]
    kept = next(
        (
            at
            for at, clause in enumerate(base)
            if ranks and (unit := _unit(clause)) and _RANKS[unit] >= min(ranks)
        ),
        len(base),
    )
    spelt_out = "，".join([*base[:kept], *own]) + "。"
    return spelt_out, spelt_out if kept < len(base) else source


def _clauses(text: str) -> list[str]:
    return CLAUSE.findall(_plain(text).strip("，,。. "))


def _unit(clause: str) -> str | None:
    """Return by what a clause counts as a whole: 卷 of 第634卷, None of a title."""
    counted = COUNTED.match(clause)
    return (counted["unit"] or counted["annex"]) if counted else None


def _units_within(clause: str) -> set[str]:
    return {counted["unit"] or counted["annex"] for counted in COUNTED.finditer(clause)}


def _plain(text: str) -> str:
    """Return the text without the spaces typesetting leaves around figures: 第 634 卷 → 第634卷."""
    return STRAY_SPACE.sub("", SPACES.sub(" ", text))
