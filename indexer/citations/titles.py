"""Text → the treaties, laws and other titled instruments it cites, and articles of them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from itertools import islice

from indexer.citations.articles import ARTICLE_AHEAD, Point, articles_at
from indexer.citations.dates import DATE, date_before, iso_date
from indexer.citations.spacing import GAP, TO
from indexer.document import Citation
from indexer.folding import fold

__all__ = [
    "ShortNames",
    "is_instrument",
    "key_of_title",
    "sole_treaty",
    "titled",
    "unbracketed",
]

ADOPTED_REACH = 80
"""How many characters before a title the date of its adoption may begin."""

MOST_REMEMBERED = 50
"""So many titles back is looked for what 该公约 means."""

MOST_SHORT_NAMES = 50
"""So many short names that a document defines are looked for without brackets, too."""

INSTRUMENTS = (
    *("条约", "公约", "盟约", "协定", "协议", "议定书", "协定书", "备忘录", "宪章", "规约", "章程"),
    *("法", "法典", "法案", "法律", "法令", "修正案", "条例", "细则", "办法", "规定"),
    *("规则", "规章", "规程", "规范", "通则", "准则", "守则", "原则", "解释", "决定"),
    *("宣言", "纲领", "纲要", "议程", "计划", "方案", "战略", "措施"),
)
"""How the titles of instruments end; a book, a newspaper or a form ends otherwise."""

NOT_INSTRUMENTS = ("方法", "书法", "语法", "做法", "看法", "想法", "用法", "说法")

# 《不扩散核武器条约》    《关于适用〈…〉的解释》    该公约, before 第19条
NAMED = re.compile(
    r"《(?P<title>[^《》]{1,120}(?:《[^《》]{1,80}》[^《》]{0,80})?)》"
    r"|该(?P<kind>条约|公约|协定|议定书|宪章|规约|章程|宣言|法典?|条例|规定|办法|规则|规章)"
    rf"(?={GAP}第)"
)

# （以下简称《公约》）    (下称"公约")    （以下简称食品安全法）    （《公约》）, behind a title
DEFINED = re.compile(
    rf"{GAP}[（(]{GAP}(?P<said>(?:以下|下文|下)?{GAP}(?:简称|簡稱|称|稱)(?:为|為|作)?{GAP})?"
    r"[“\"「『＂]?《?(?P<short>[^《》“”\"「」『』＂（）()，。；]{1,30})》?[”\"」』＂]?"
    rf"{GAP}[)）]"
)

# （2017年修订）    （大会第3235 (XXIX)号决议，附件）, between a title and its article
ASIDE = re.compile(
    rf"{GAP}[（(][^（）()《》]{{1,40}}(?:[（(][^（）()《》]{{1,20}}[)）][^（）()《》]{{0,40}})?[)）]"
)

# 的规定，包括第十二条: what is named goes on behind the title
ESPECIALLY = re.compile(
    rf"{GAP}(?:的(?:有关|相关|各项|有關|相關)?(?:规定|条款|規定|條款))?{GAP}[，,]?{GAP}"
    r"(?:包括|特别是|尤其是|特別是|即)"
)

# 2015年2月12日在明斯克通过并签署的, before a title; not 19日至21日举行的会议通过的
ADOPTED = re.compile(
    rf"{DATE}(?!{GAP}(?:{TO}|[0-9一二三四五六七八九十]))[^，。；：、《》（）()]{{0,40}}?(?:通过|签署|缔结|订立|签订|通過|簽署|締結)"
    rf"(?:并[^，。；《》]{{2,4}})?的{GAP}\Z"
)

# 审议大会, behind 2015年《不扩散条约》: the date is that of what follows
OF_A_MEETING = re.compile(rf"{GAP}(?:审议|審議|缔约|締約|大会|大會|会议|會議)")

# 通过二十周年, behind 2015年《北京行动纲要》: so is a year
OF_ANOTHER = re.compile(
    rf"{GAP}(?:议定书|議定書|修正|修订|修訂|通过|通過|生效|[0-9一二三四五六七八九十]{{0,3}}周年)"
)

# 中亚无核武器区条约。, the whole of a note; a sentence has other words, of which one would do
SOLE_TREATY = re.compile(
    r"(?P<title>(?:(?![了该各应已将须可其这此]|批准|加入|遵守|签署|缔结|执行|通过|按照|根据|违反|退出|成为|实施|制定)"
    r"[\u4e00-\u9fff]){4,40}(?:条约|公约|协定|议定书))。\Z"
)

# 刑法第, behind 依照; 联合国宪章第: what is named without brackets, but for what ends a longer name
COMMON = re.compile(
    r"(?:(?:(?<=[照据依按反及和与、，（由对合在用的“ \u3000\n])|\A)"
    r"(?P<law>(?:中华人民共和国)?(?:刑法|宪法|民法典|刑事诉讼法|民事诉讼法|行政诉讼法|行政处罚法|行政许可法"
    r"|行政强制法|行政复议法|公司法|合同法|婚姻法|物权法|著作权法|专利法|商标法|证券法|破产法|企业破产法"
    r"|劳动法|劳动合同法|食品安全法|消费者权益保护法)|大会议事规则)"
    r"|(?P<rules>联合国宪章|安全理事会暂行议事规则"
    r"|经济及社会理事会(?:职[司能]委员会)?议事规则))(?=第)"
)

BEFORE_A_NAME = "照据依按反及和与、，（由对合在用“的"
"""What may stand right before a short name without brackets; else it is part of a longer name."""

_Titles = deque[str]

ShortNames = dict[str, str]
"""The short names that a document has defined so far, each with the title it stands for, folded."""


def key_of_title(title: str) -> str:
    """Return the key of a titled instrument, however its title is printed."""
    return f"《{fold(title)}》"


def is_instrument(title: str) -> bool:
    """Say whether a folded title is that of an instrument: a treaty, a law, a declaration."""
    stem = title[: title.rfind("(")] if title.endswith(")") else title
    return stem.endswith(INSTRUMENTS) and not stem.endswith(NOT_INSTRUMENTS)


def titled(text: str, names: ShortNames) -> Iterator[Citation]:
    """Yield what is cited by its title in brackets; short names that are defined go to `names`.

    The articles named behind a title are cited, else the whole. What is no instrument by its name
    is cited only with an article.
    """
    met: _Titles = deque(maxlen=MOST_REMEMBERED)
    end = 0
    for match in NAMED.finditer(text):
        if match.start() < end:
            continue  # the short name, where it is defined
        if match["kind"]:
            yield from _of_the_last(text, match, met)
            continue
        title = _meant(
            fold(match["title"]), text[max(0, match.start() - 1) : match.start()], met, names
        )
        if not title:
            continue  # brackets around blanks
        met.append(title)
        end = _end_of_name(text, match, title, names)
        yield from _cited(text, match, end, title)


def unbracketed(text: str, names: ShortNames) -> Iterator[Citation]:
    """Yield the articles of what is named without brackets: well-known laws and defined names."""
    for match in COMMON.finditer(text):
        if (title := fold(match.group())) not in names:
            yield from _articles(text, match.start(), match.end(), title)
    for short in islice(names, MOST_SHORT_NAMES):
        start = text.find(short)
        while start >= 0:
            end = start + len(short)
            if start == 0 or text[start - 1] in BEFORE_A_NAME:
                yield from _articles(text, start, end, names[short])
            start = text.find(short, end)


def sole_treaty(text: str) -> Citation | None:
    """Return the treaty whose name is all that a text says, with its full stop."""
    sole = SOLE_TREATY.match(text)
    return Citation(key_of_title(sole["title"]), *sole.span("title")) if sole else None


def _end_of_name(text: str, match: re.Match[str], title: str, names: ShortNames) -> int:
    """Return where a title ends, the definition of its short name included, which is noted."""
    defined = DEFINED.match(text, match.end())
    short = fold(defined["short"]) if defined else ""
    # a name in brackets that is not said to be a short one is one where the title ends so
    if defined is None or not (defined["said"] or title.endswith(short)):
        return match.end()
    if short and is_instrument(title):
        names[short] = title
    return defined.end()


def _meant(title: str, before: str, met: _Titles, names: ShortNames) -> str:
    """Return the title that is meant: 《公约》 and 该《条约》 stand for one that stood before."""
    if title in names:
        return names[title]
    if before == "该":
        return next((other for other in reversed(met) if other.endswith(title)), title)
    return title


def _of_the_last(text: str, match: re.Match[str], met: _Titles) -> Iterator[Citation]:
    """Yield the articles of 该公约: of the last title before that names such a thing."""
    title = next((title for title in reversed(met) if title.endswith(match["kind"])), None)
    if title is not None:
        yield from _articles(text, match.start(), match.end(), title)


def _cited(text: str, match: re.Match[str], end: int, title: str) -> Iterator[Citation]:
    """Yield the articles that are named behind a title, else the whole."""
    key, start = f"《{title}》", match.start()
    date = _date(text, match)
    aside = ASIDE.match(text, end)
    if aside and ARTICLE_AHEAD.match(text, aside.end()):
        end = aside.end()
    points = articles_at(text, end)
    if points:
        yield from _of_points(key, points, start, date)
    elif is_instrument(title):
        yield Citation(key, start, match.end(), date)
        if especially := ESPECIALLY.match(text, end):
            yield from _of_points(key, articles_at(text, especially.end()), None, date)


def _articles(text: str, start: int, end: int, title: str) -> Iterator[Citation]:
    yield from _of_points(f"《{title}》", articles_at(text, end), start, None)


def _of_points(
    key: str, points: list[Point], start: int | None, date: str | None
) -> Iterator[Citation]:
    """Yield the articles of an instrument; the first begins with its title, if given."""
    for at, point in enumerate(points):
        own = start if at == 0 and start is not None else point.start
        yield Citation(f"{key}#{point.anchor}", own, point.end, date)


def _date(text: str, match: re.Match[str]) -> str | None:
    """Return the date that the text gives for what it cites by title."""
    start = match.start()
    if dated := date_before(text, start):
        is_year = dated.date is not None and len(dated.date) == len("1994")
        of_another = OF_A_MEETING.match(text, match.end()) or (
            is_year and OF_ANOTHER.match(text, match.end())
        )
        return None if of_another else dated.date
    adopted = ADOPTED.search(text[max(0, start - ADOPTED_REACH) : start])
    return iso_date(adopted) if adopted else None
