"""The shapes by which a line of a document tells what it is."""

from __future__ import annotations

import re

from indexer.citations import GAP, SYMBOL
from indexer.numerals import HAN_NUMERAL

__all__ = [
    "ADOPTION",
    "ANNEX",
    "ARTICLE",
    "CHAPTER",
    "CONTENTS",
    "DATE_LINE",
    "DECISION",
    "GLUED_ARTICLE",
    "ITEM",
    "MEETING_LINE",
    "NOTES_HEADING",
    "NUMBERED",
    "OPENER",
    "OPENING",
    "OUTLINE",
    "PREAMBLE",
    "RESOLUTION_TITLE",
    "SECURITY_TITLE",
    "SYMBOL_LINE",
    "VOTE",
    "ends_sentence",
    "ends_unit",
    "is_bare_article",
    "stands_alone",
    "starts_unit",
]

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"

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

# (a) …    （一）…    ㈠ …    (iv) …    ① …    a. 立即…    b）…    iv. …    (but not e.g. or a.txt)
ITEM = re.compile(
    r"(?:[(（](?P<bracketed>[a-z]{1,5}|[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)）]"
    r"|(?P<enclosed>[㈠-㈩①-⑳])"
    rf"|(?P<lettered>[a-z]|[ivx]{{2,4}})[.．)）](?={GAP}[{_HAN}《“「]))"
    rf"{GAP}(?=\S)"
)

# 第十二条 …    第3条    第三条之一 …    第十三条【犯罪概念】…
ARTICLE = re.compile(
    rf"第{GAP}(?P<number>{HAN_NUMERAL}|[0-9]{{1,4}}){GAP}[条條](?:之(?P<inserted>{HAN_NUMERAL}))?"
    r"(?=[ \t\u3000\u00a0：:【]|\Z)"
)

# 第一条为了…    第七十五 条体育…    (but neither 第一条规定的…, 第三条第二款 nor 第五条和第六条)
GLUED_ARTICLE = re.compile(
    rf"第{GAP}(?P<number>{HAN_NUMERAL}|[0-9]{{1,4}}){GAP}[条條](?:之(?P<inserted>{HAN_NUMERAL}))?"
    rf"(?=[{_HAN}《“「])(?![规規]定|以[及外下上内內前后後]|中(?![国國华華央])"
    r"|[所的第和或与與及至到款项項之前后後内內外等是即])"
)

# 第一章 总则    第二编    第一分编    第一章总则    (but not 第一章规定的…)
CHAPTER = re.compile(
    rf"第{HAN_NUMERAL}(?:分?[编編]|[章节節])"
    rf"(?=[ \t\u3000\u00a0]|\Z|(?![规規]定|[所的和与與及至中])[{_HAN}]{{1,15}}\Z)"
)

# （2020年1月1日第十三届全国人民代表大会常务委员会第十五次会议通过）
ENACTED = re.compile(rf"[（(]{_PRINTED_DATE}[^（）()]{{2,200}}[)）]\Z")

# 目录    目 錄    目次
CONTENTS = re.compile(r"目[ \t\u3000\u00a0]{0,6}[录錄次]\Z")

# 序言    序 言    弁言
PREAMBLE = re.compile(r"[序弁][ \t\u3000\u00a0]{0,6}言\Z")

# 一、背景    三. 合作    II. …    B. …
OUTLINE = re.compile(
    rf"(?:(?P<han>[一二三四五六七八九十]{{1,3}}){GAP}[、.．]{GAP}"
    rf"|(?:[IVX]{{1,5}}|[A-Z])[.．][ \t\u3000\u00a0]{{1,3}})(?=\S)"
)

# 附件    附件一    附件 2    附件A：职权范围    附录一 名单    附表2    附：名单
# (a whole line, without a full stop)
ANNEX = re.compile(
    rf"(?P<word>附件|附[录錄表]|附(?=[：:])){GAP}(?P<number>{HAN_NUMERAL}|[0-9]{{1,2}}|[A-Z])?"
    r"(?:(?:[ \t\u3000\u00a0]{0,3}[：:]|[ \t\u3000\u00a0]{1,3})[^，。；：、,;:.]{1,40})?\Z"
)

# 注释    【註釋】    注：    尾注    参考文献：    Notes
NOTES_HEADING = re.compile(
    r"[【\[（(]?[ \t\u3000\u00a0]{0,3}(?:(?:脚|腳|尾|附)?[注註](?:[ \t\u3000\u00a0]{0,6}[释釋解])?"
    r"|[参參]考[文资資][献獻料]|引用文[献獻]|[Ff]ootnotes|[Ee]ndnotes|(?:NOTES|[Nn]otes)|[Rr]eferences)"
    r"[ \t\u3000\u00a0]{0,3}[】\]）)]?[：:]?\Z"
)

# 2008 年 12 月 2 日
DATE_LINE = re.compile(
    rf"(?P<year>[0-9]{{4}}){GAP}年{GAP}(?P<month>[0-9]{{1,2}}){GAP}月{GAP}(?P<day>[0-9]{{1,2}}){GAP}日\Z"
)

# 第 61 次全体会议
MEETING_LINE = re.compile(rf"第{GAP}[0-9]{{1,5}}{GAP}次(?:全[体體])?[会會][议議]\Z")

# 第2010次会议一致通过。    第 1234 次会议以13票对0票，2票弃权通过。    以14票对零票获得通过
VOTE = re.compile(
    rf"(?:{_PRINTED_DATE}{GAP})?(?:{_SITTING})?{GAP}(?:一致|以{GAP}[〇零一二三四五六七八九十百0-9]{{1,4}}{GAP}票[^。；]{{0,60}})"
    r"(?:获得|獲得|获|獲)?通[过過]。?\Z"
)

# How an operative paragraph begins: 决定…    再次呼吁…    并请…
DECISION = re.compile(
    r"(?:又|还|還|并|並|再次|再|兹|茲|深为|深為|严重|嚴重|强烈|強烈|断然|斷然)?"
    r"(?:[决決]定|[请請]|要求|呼吁|呼籲|吁[请請]|籲請|促[请請]|敦促|[谴譴][责責]|授[权權]|核可|核准|宣布|宣告|建[议議]"
    r"|批准|接受|任命|通[过過]|[认認][为為]|重申|[强強][调調]|欢迎|歡迎|赞扬|讚揚|赞同|贊同|支持|表示|痛?[惜悼]"
    r"|申明|确认|確認|注意到|承[认認]|提醒|警告|感[谢謝]|鼓励|鼓勵)"
)

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
    NOTES_HEADING,
    CONTENTS,
    ENACTED,
)
_STANDS_ALONE = (
    SECURITY_TITLE,
    ADOPTION,
    OPENING,
    ANNEX,
    SYMBOL_LINE,
    NOTES_HEADING,
    CONTENTS,
    ENACTED,
)
_STARTS_AFTER_A_STOP = (NUMBERED, ITEM, OUTLINE, GLUED_ARTICLE)


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
