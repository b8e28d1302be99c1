"""A paragraph of a resolution → the resolutions of the same body that it recalls, in one list.

    回顾其 1994 年 12 月 15 日第 49/75 K 号、… 和 2007 年 12 月 5 日第 62/39 号决议，
    又回顾大会以往关于这个问题的各项决议，包括 2013 年 12 月 5 日第 68/32 号决议，
    重申第 2166(2014) 号决议，

What is recalled must be the resolutions themselves: `回顾大会第50/245号决议通过《…条约》` recalls
what one of them did, and `回顾秘书长依照第62/39号决议提交的报告` a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from indexer.document import Citation
from indexer.folding import fold
from indexer.verbs import leading_verb

__all__ = ["MAX_BETWEEN", "RECALLING", "adopted_by", "recalled_in"]

RECALLING = ("回顾", "重申", "忆及")
"""The verbs with which a resolution recalls those before it, adverbs such as 又 and 还 aside."""

MAX_BETWEEN = 200
"""So many characters may stand before the first resolution recalled, or between two of them."""

# A/RES/   S/RES/   A/HRC/RES/: what the keys of all resolutions of one body begin with
ADOPTED = re.compile(r"(?:[A-Z]{1,10}/){1,3}?RES/(?=[^#]{1,200}\Z)")

_DATE = r"(?:[0-9]{4}年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?)?"
# 其   大会   安理会
_OWN = r"(?:其|(?:联合国)?大会|安全理事会|安理会|(?:经济及社会|经社|人权)?理事会)?"
# 以往   历届会议
_EARLIER = r"(?:以往|以前|先前|过去|历届会议|历次)?"
# 关于裁军与发展之间关系的   题为"…"的
_ON = r"(?:(?:关于|有关|就|涉及|题为)[^,。;:]{1,100}的)?"
# 各项决议和声明   所有相关决议
_ALL = (
    r"(?:(?:各项|所有|一切|全部|相关|有关|各|的){0,4}"
    r"(?:决议|决定)(?:[和及、][㐀-鿿]{0,8}(?:决定|声明))?)?"
)
# ,尤其是   ,包括   ,最近一次是
_NAMELY = r"(?:,?(?:其中)?(?:尤其是?|特别是?|包括|即|最近(?:的|的?一[项次个]的?)?(?:决议)?[是为]))?"

# the head of a text up to the first number, once it is folded: 又回顾其以往各项决议,包括2013年
LEAD = re.compile(
    rf".{{0,48}}?(?:回顾|重申|重新申明|忆及)(?:并?(?:重申|回顾))?{_OWN}{_EARLIER}{_DATE}{_ON}"
    rf"{_ALL}{_NAMELY}{_OWN}{_DATE}{_ON}"
)

# between two numbers of one list, folded: 号、1996年12月10日   号决议和2007年12月5日关于…的
BETWEEN = re.compile(rf"号?(?:决议)?[、,]?(?:和|及|以及|与|又|还有)?其?{_DATE}{_ON}")

# behind the last number, folded: 号决议,   决议和
BEHIND = re.compile(r"号?决议(?:\Z|[,。;:、)]|[和及与并]|以及)")


def adopted_by(key: str) -> str | None:
    """Return what the keys of the same body's resolutions begin with: A/RES/; else None."""
    found = ADOPTED.match(key)
    return found.group() if found else None


def recalled_in(text: str, citations: Iterable[Citation], body: str) -> tuple[Citation, ...]:
    """Return the list of its own resolutions that a text of that body recalls, if it does."""
    if leading_verb(text) not in RECALLING:
        return ()
    own = sorted(
        (each for each in citations if adopted_by(each.key) == body), key=lambda each: each.start
    )
    listed = _first_run(text, own)
    if not listed or not LEAD.fullmatch(_folded(text, 0, listed[0].start)):
        return ()
    return listed if BEHIND.match(fold(text[listed[-1].end :][:MAX_BETWEEN])) else ()


def _first_run(text: str, own: list[Citation]) -> tuple[Citation, ...]:
    """Return the first of the citations, and those that a list joins to it."""
    run = own[:1]
    for before, citation in pairwise(own):
        if not BETWEEN.fullmatch(_folded(text, before.end, citation.start)):
            break
        run.append(citation)
    return tuple(run)


def _folded(text: str, start: int, end: int) -> str:
    """Return a stretch of a text, folded; what is too long for what is looked for, as a pause."""
    return fold(text[start:end]) if end - start <= MAX_BETWEEN else "。"
