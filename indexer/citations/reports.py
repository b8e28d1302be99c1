"""Text → the cases and treaties it cites by where they are published: volume and page or number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.citations.spacing import AND, GAP, TO
from indexer.document import Citation

__all__ = ["may_report", "reports"]

_COMMA = rf"{GAP}[，,]?{GAP}"
# 第 226 页    英文第226-229页
_PAGE = (
    rf"(?:(?:英文|法文|中文)[本版]?{GAP})?第{GAP}(?P<page>[0-9]{{1,4}})"
    rf"(?:{GAP}{TO}{GAP}[0-9]{{1,4}})?{GAP}[页頁]"
)
_REPORTS = r"国际法院(?:案例|判例|判决|裁判)?(?:汇编|报告书?)"

# 1996 年国际法院案例汇编》，英文第 226 页    《国际法院汇编》，1996年，第226页
CASE = re.compile(
    rf"(?:(?P<year>[0-9]{{4}}){GAP}年{GAP}{_REPORTS}|{_REPORTS}》?{_COMMA}(?P<behind>[0-9]{{4}}){GAP}年)"
    rf"{GAP}》?{_COMMA}{_PAGE}"
)

# I.C.J. Reports 1996 (I), p. 226    ICJ Reports 1996, pp. 226-227
ENGLISH_CASE = re.compile(
    rf"I\.?C\.?J\.?{GAP}Reports{GAP}(?P<year>[0-9]{{4}})(?:{GAP}\([IVX]{{1,4}}\))?"
    rf"{GAP},?{GAP}pp?\.{GAP}(?P<page>[0-9]{{1,4}})"
)

# 《条约汇编》，第 729 卷，第 10485 号    《联合国条约汇编》第729卷第10485号
TREATY = re.compile(
    rf"《(?:联合国|聯合國)?{GAP}(?:条约汇编|條約彙編|條約匯編)》{_COMMA}"
    rf"第{GAP}(?P<volume>[0-9]{{1,4}}){GAP}卷{_COMMA}第{GAP}(?P<number>[0-9]{{1,6}}){GAP}[号號]"
)

# 第993卷，第14531号, behind another volume and number
NEXT_TREATY = re.compile(
    rf"{GAP}(?:；|;|{AND}){GAP}(?P<own>"
    rf"第{GAP}(?P<volume>[0-9]{{1,4}}){GAP}卷{_COMMA}第{GAP}(?P<number>[0-9]{{1,6}}){GAP}[号號])"
)

# Treaty Series, vol. 729, No. 10485
ENGLISH_TREATY = re.compile(
    rf"Treaty{GAP}Series{GAP},?{GAP}vol\.{GAP}(?P<volume>[0-9]{{1,4}}){GAP},?{GAP}"
    rf"[Nn]o\.{GAP}(?P<number>[0-9]{{1,6}})"
)

# 国际联盟，《: another series of the same name
OF_THE_LEAGUE = re.compile(rf"(?:国际联盟|國際聯盟|国联|League of Nations){_COMMA}\Z")

_LEAGUE_REACH = 30
_MOST_LISTED = 20


def may_report(text: str) -> bool:
    """Say whether a text has what a citation by its publication cannot be without."""
    return (
        "国际法院" in text
        or "条约汇编" in text
        or "條約彙編" in text
        or "條約匯編" in text
        or "Reports" in text
        or "Treaty" in text
    )


def reports(text: str) -> Iterator[Citation]:
    """Yield the cases of the Court's Reports and the treaties of the Treaty Series."""
    for match in (*CASE.finditer(text), *ENGLISH_CASE.finditer(text)):
        year = match["year"] or match["behind"]
        yield Citation(f"ICJ/{year}/{match['page']}", *match.span())
    for match in (*TREATY.finditer(text), *ENGLISH_TREATY.finditer(text)):
        before = text[max(0, match.start() - _LEAGUE_REACH) : match.start()]
        if not OF_THE_LEAGUE.search(before):
            yield _treaty(match, match.start())
            yield from _next_treaties(text, match.end())


def _next_treaties(text: str, end: int) -> Iterator[Citation]:
    for _ in range(_MOST_LISTED):
        match = NEXT_TREATY.match(text, end)
        if match is None:
            return
        yield _treaty(match, match.start("own"))
        end = match.end()


def _treaty(match: re.Match[str], start: int) -> Citation:
    return Citation(f"UNTS/{match['volume']}/{match['number']}", start, match.end())
