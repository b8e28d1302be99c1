"""By which forms does a note say that it means the source of another note?"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from indexer.citations import GAP

__all__ = ["Reference", "reference_in"]

LONGEST_REFERENCE = 400
"""A longer note is no mere reference to another."""

# ，第 634 卷    , p. 3    第12页    ；另见…    (what a note adds to the source it points to)
_REST = rf"(?P<rest>{GAP}[，,；;].*|{GAP}第.*|{GAP}pp?\.{GAP}[0-9].*)?"

_END = r"[。.]?\Z"

# 3    ③    (how a note is named)
_NUMBER = r"(?P<number>[0-9]{1,4}|[①-⑳])"

# 和4    、5    至 7    (further notes behind the first)
_MORE = rf"(?P<more>{GAP}(?:[、和及与與至]|[-–—]){GAP}(?:[注註]{GAP})?(?:[0-9]{{1,4}}|[①-⑳]))?"

# 同上，第 634 卷。    同前。    同上注。    同上书，第15页。    见上注。    Ibid., p. 3.
ABOVE = re.compile(
    rf"(?:(?:出[处處])?同[上前]{GAP}(?:[注註书書文]|引[书書文]?)?|[见見][上前][注註]"
    rf"|(?:[Ii]bid(?:em)?|[Ii]d)\.?){_REST}{_END}",
    re.DOTALL,
)

# 见上文注3。    同注 3，第5页。    参见脚注[3]。    王力，前注3，第5页。    See supra note 3, p. 5.
NUMBERED = re.compile(
    rf"(?P<who>[^，,。；;]{{1,60}}[，,：:]{GAP})?"
    rf"(?P<how>参[见看]|參[見看]|[详詳]?[见見]|[同上前]|前[引揭])?{GAP}"
    rf"(?P<where>上文|前文|上述|前述|前引|前揭|前|上|下文|[后後]文|本文)?{GAP}"
    rf"(?:[脚腳尾])?[注註](?:[释釋解])?{GAP}[\[［〔(（【]?{_NUMBER}[\]］〕)）】]?{_MORE}{_REST}{_END}"
    rf"|(?:[Ss]ee{GAP})?(?P<english>[Ss]upra|[Ii]nfra|[Aa]bove|[Bb]elow){GAP},?{GAP}"
    rf"(?:[Ff]oot)?(?:note|n\.){GAP}(?P<cited>[0-9]{{1,4}})(?P<added>{GAP}[,;].*)?{_END}",
    re.DOTALL,
)

# 王力：《汉语史稿》，前引书，第5页。    前揭文，第3页。    Smith, op. cit., p. 5.
WORK = re.compile(
    rf"(?P<who>[^。；;]{{0,120}}?)[，,：:]?{GAP}"
    rf"(?:(?:[前上][引揭])(?:[书書文著](?:作)?|[报報]告|[论論]文)?|(?:[Oo]p|[Ll]oc)\.{GAP}[Cc]it\.?)"
    rf"{_REST}{_END}",
    re.DOTALL,
)

# what parts the author from the title
PARTS = re.compile(r"[，,：:]")

_UPWARD = frozenset(("上文", "前文", "上述", "前述", "前引", "前揭", "前", "上"))
_DOWNWARD = frozenset(("下文", "后文", "後文"))


class Reference(NamedTuple):
    """What a note points to: the note above, that of a number, or one that names a work.

    `named` are the author and the title it gives itself; `rest` is what it adds; `several` says
    that it points to more than one note.
    """

    to: Literal["above", "number", "work"]
    rest: str = ""
    number: str = ""
    where: Literal["above", "below", "anywhere"] = "anywhere"
    named: tuple[str, ...] = ()
    several: bool = False


def reference_in(text: str) -> Reference | None:
    """Return what the note as a whole refers to, or None where it is a source of its own."""
    if len(text) > LONGEST_REFERENCE:
        return None
    text = text.strip()
    if above := ABOVE.match(text):
        return Reference("above", above["rest"] or "")
    if numbered := NUMBERED.match(text):
        return _numbered(numbered)
    if work := WORK.match(text):
        return Reference("work", work["rest"] or "", named=_named(work["who"]))
    return None


def _numbered(found: re.Match[str]) -> Reference | None:
    if found["english"]:
        below = found["english"].lower() in ("infra", "below")
        where: Literal["above", "below"] = "below" if below else "above"
        return Reference("number", found["added"] or "", found["cited"], where)
    if not (found["how"] or found["where"]):
        return None
    return Reference(
        "number",
        found["rest"] or "",
        found["number"],
        _direction(found["where"] or found["how"]),
        _named(found["who"] or ""),
        bool(found["more"]),
    )


def _direction(word: str) -> Literal["above", "below", "anywhere"]:
    if word in _UPWARD or word in ("前引", "前揭"):
        return "above"
    return "below" if word in _DOWNWARD else "anywhere"


def _named(who: str) -> tuple[str, ...]:
    """Return the parts of what names an author, a work or both."""
    return tuple(part.strip() for part in PARTS.split(who) if part.strip())
