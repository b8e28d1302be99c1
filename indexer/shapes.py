"""The shapes by which a line of a document tells what it is."""

from __future__ import annotations

import re

from indexer.citations import GAP, SYMBOL

__all__ = [
    "ADOPTION",
    "ANNEX",
    "ARTICLE",
    "CHAPTER",
    "DATE_LINE",
    "ITEM",
    "MEETING_LINE",
    "NUMBERED",
    "OPENER",
    "OPENING",
    "OUTLINE",
    "RESOLUTION_TITLE",
    "SECURITY_TITLE",
    "SYMBOL_LINE",
    "ends_sentence",
    "ends_unit",
    "is_bare_article",
    "stands_alone",
    "starts_unit",
]

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_HAN_NUMERAL = r"[〇零一二三四五六七八九十百千]{1,7}"

# 63/49. 国际法院关于…    2014/33. …    49/75 K. …
RESOLUTION_TITLE = re.compile(
    rf"(?P<number>[0-9]{{2,4}}/[0-9]{{1,4}}(?:{GAP}[A-Z])?){GAP}[.．]{GAP}(?P<title>\S.*)",
    re.DOTALL,
)

# 第2196(2015)号决议
SECURITY_TITLE = re.compile(
    rf"第{GAP}[0-9]{{1,4}}{GAP}[(（]{GAP}[0-9]{{4}}{GAP}[)）]{GAP}[号號]{GAP}[决決][议議]\Z"
)

_PRINTED_DATE = rf"[0-9]{{4}}{GAP}年{GAP}[0-9]{{1,2}}{GAP}月{GAP}[0-9]{{1,2}}{GAP}日"
_SITTING = rf"第{GAP}[0-9]{{1,5}}{GAP}次[{_HAN}]{{0,4}}[会會][议議]"

# 安全理事会2015年1月22日第7366次会议通过    2015年7月20日安全理事会第7488次会议通过
ADOPTION = re.compile(
    rf"(?:[{_HAN}]{{2,20}}{GAP}{_PRINTED_DATE}|{_PRINTED_DATE}{GAP}[{_HAN}]{{2,20}}?)"
    rf"{GAP}{_SITTING}通[过過]\Z"
)

# A/69/732
SYMBOL_LINE = re.compile(SYMBOL.pattern + r"\Z")

# 大会，    安全理事会，    西亚经济社会委员会，
OPENING = re.compile(rf"[{_HAN}]{{0,20}}(?:大[会會]|理事[会會]|委[员員][会會]|[会會][议議])[，,]\Z")

# 1. 再次强调…    17．    3、    2. 2015年…    (but neither 2.1, 1.a nor 3.5%)
NUMBERED = re.compile(
    rf"(?P<number>[0-9]{{1,3}}){GAP}"
    rf"(?:[.．、]{GAP}(?=[^\sA-Za-z0-9])|[.．][ \t\u3000\u00a0]{{1,3}}(?=\S))"
)

# (a) …    （一）…    ㈠ …    (iv) …
ITEM = re.compile(
    r"(?:[(（](?P<bracketed>[a-z]{1,5}|[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)）]|(?P<enclosed>[㈠-㈩]))"
    rf"{GAP}(?=\S)"
)

# 第十二条 …    第3条    第三条之一 …    第十三条【犯罪概念】…
ARTICLE = re.compile(
    rf"第{GAP}(?P<number>{_HAN_NUMERAL}|[0-9]{{1,4}}){GAP}[条條](?:之(?P<inserted>{_HAN_NUMERAL}))?"
    r"(?=[ \t\u3000\u00a0：:【]|\Z)"
)

# 第一章 总则    第二编
CHAPTER = re.compile(rf"第{_HAN_NUMERAL}[编編章节節](?=[ \t\u3000\u00a0]|\Z)")

# 一、背景    三. 合作    II. …    B. …
OUTLINE = re.compile(
    rf"(?:[一二三四五六七八九十]{{1,3}}{GAP}[、.．]{GAP}"
    rf"|(?:[IVX]{{1,5}}|[A-Z])[.．][ \t\u3000\u00a0]{{1,3}})(?=\S)"
)

# 附件    附件一    附件 2    附件A：职权范围    附录一 名单    (a whole line, without a full stop)
ANNEX = re.compile(
    rf"(?P<word>附件|附录|附錄){GAP}(?P<number>{_HAN_NUMERAL}|[0-9]{{1,2}}|[A-Z])?"
    r"(?:(?:[ \t\u3000\u00a0]{0,3}[：:]|[ \t\u3000\u00a0]{1,3})[^，。；：、,;:.]{1,40})?\Z"
)

# 2008 年 12 月 2 日
DATE_LINE = re.compile(
    rf"(?P<year>[0-9]{{4}}){GAP}年{GAP}(?P<month>[0-9]{{1,2}}){GAP}月{GAP}(?P<day>[0-9]{{1,2}}){GAP}日\Z"
)

# 第 61 次全体会议
MEETING_LINE = re.compile(rf"第{GAP}[0-9]{{1,5}}{GAP}次(?:全[体體])?[会會][议議]\Z")

# How a preambular paragraph begins: 回顾…    满意地认识到…    深为关切…
OPENER = re.compile(
    r"(?:又|还|還|并|並|再次|再|深为|深為|严重|嚴重|极为|極為|满意地|滿意地|赞赏地|讚賞地|关切地|關切地|遗憾地|遺憾地)?"
    r"(?:回顾|回顧|忆及|憶及|重申|强调|強調|着重|著重|深信|坚信|堅信|相信|念及|铭记|銘記|认识到|認識到|确认|確認"
    r"|承认|承認|注意到|表示|欢迎|歡迎|赞赏|讚賞|赞扬|讚揚|满意|滿意|关切|關切|遗憾|遺憾|希望|决心|決心|意识到"
    r"|意識到|考虑到|考慮到|鉴于|鑒於|鑑於|审议|審議|听取|聽取|谴责|譴責|鼓励|鼓勵|支持|震惊|震驚|感谢|感謝|肯定"
    r"|指出|申明|遵循|根据|根據|按照|响应|響應|期待)"
)

_SENTENCE_END = "。．｡！？!?…"
_UNIT_END = _SENTENCE_END + "；;：:，,."
_CLOSERS = "”’」』）)》〉】］\"'"

_STARTS_ANYWHERE = (
    RESOLUTION_TITLE,
    SECURITY_TITLE,
    ADOPTION,
    OPENING,
    ARTICLE,
    CHAPTER,
    ANNEX,
    DATE_LINE,
    MEETING_LINE,
)
_STANDS_ALONE = (SECURITY_TITLE, ADOPTION, OPENING, ANNEX, SYMBOL_LINE)
_STARTS_AFTER_A_STOP = (NUMBERED, ITEM, OUTLINE)


def starts_unit(text: str, before: str) -> bool:
    """Say whether a line of this text begins something, whatever its place on the page.

    A number or a letter may also be the rest of a broken line (`第` / `12、13段`): it counts only
    where the line `before` ends in punctuation.
    """
    if any(shape.match(text) for shape in _STARTS_ANYWHERE):
        return True
    return ends_unit(before) and any(shape.match(text) for shape in _STARTS_AFTER_A_STOP)


def stands_alone(text: str) -> bool:
    """Say whether a line of this text is whole by itself, so that what follows it begins anew."""
    return any(shape.match(text) for shape in _STANDS_ALONE)


def is_bare_article(text: str) -> bool:
    """Say whether the text is an article's number and nothing else."""
    article = ARTICLE.match(text)
    return article is not None and article.end() == len(text)


def ends_sentence(text: str) -> bool:
    """Say whether the text ends in a full stop, within brackets or quotes or not."""
    return text.rstrip(_CLOSERS + " ").endswith(tuple(_SENTENCE_END))


def ends_unit(text: str) -> bool:
    """Say whether the text ends in any punctuation a paragraph may end in, a comma included."""
    return text.rstrip(_CLOSERS + " ").endswith(tuple(_UNIT_END))
