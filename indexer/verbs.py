"""With which verb does a paragraph of a resolution begin?

What it begins with besides is folded away, so that all of a row have one verb:

    2. 再次重申   又重申   (a) 满意地重申   最强烈地重申   重申     重申
    深为关切      严重关切  感到关切         關切                  关切
"""

from __future__ import annotations

import re

from indexer.folding import fold

__all__ = ["LEADING_KINDS", "leading_verb", "verb_of"]

LEADING_KINDS = frozenset(("preambular", "operative", "subparagraph", "opening"))
"""The kinds of paragraphs of a resolution that begin with a verb."""

LONGEST_HEAD = 48
"""So many characters of a paragraph are looked at: number, adverbs and verb have room in them."""

_VERBS = """
    重申 重新申明 强调 指出 指定 指示 提及 提请 提醒 提议 回顾 忆及 缅怀 铭记 牢记 谨记 念及
    考虑到 考虑 顾及 计及 注意到 察及 获悉 得悉 知悉 意识到 认识到 认定 认为 确认 确定 确信 肯定
    深信 坚信 相信 察觉 看到 见到 欢迎 欣见 欣慰 高兴 鼓舞 赞赏 赞扬 赞许 赞同 赞成 称赞 表扬
    表彰 褒扬 感谢 感激 感到 祝贺 庆祝 致敬 表示 表明 关切 关注 忧虑 担忧 震惊 惊悉 吃惊 不安
    遗憾 失望 不满 痛惜 痛心 痛恨 悲痛 哀悼 悼念 谴责 反对 反驳 拒绝 驳斥 警告 告诫 抗议 承认
    承诺 保证 期待 期望 希望 盼望 渴望 准备 打算 决定 决心 决议 核准 核可 批准 认可 同意 支持
    申明 声明 宣布 宣告 主张 接受 接纳 采纳 遵循 请 请求 邀请 要求 吁请 呼吁 号召 促请 敦促 催促
    鼓励 建议 劝告 劝请 推荐 推迟 授权 责成 委托 任命 设立 成立 延长 终止 解除 听取 审议 审查
    选举 选出 履行 回应
"""
VERBS = frozenset(_VERBS.split())
"""What stands at the head of paragraphs, in Simplified characters; the longest that fits counts."""

SAME = {"重新申明": "重申", "得悉": "获悉", "知悉": "获悉"}
"""Verbs that say the same, each with the one that stands for it."""

_ADVERBS = """
    再次 再度 一再 又 还 也 并 并且 亦 且 兹 特此 特 特别 尤其 着重 重点 进一步 更 更加
    继续 仍然 仍 始终 同时 此外 因此 因而 为此 就此 在此 对此 在这方面 在这一方面 就这方面 谨 现
    均 一致 共同 一并 深为 深深 深感 深表 感到 甚为 极为 极感 极其 至为 最 强烈 坚决 坚定 严重
    严正 十分 非常 深切 密切 高度 充分 大力 热烈 衷心 诚挚 郑重 明确 断然 毫不含糊 完全 正式
    立即 紧急 迫切 殷切 热切
"""

# 1.   13、   2)   (a)   (十二), as they are folded; a number alone, as ① is, too
_NUMBER = (
    r"(?:[0-9]{1,4}(?:[.、)](?![0-9])|(?![0-9./:、)年月日]))"
    r"|\([0-9a-z一二三四五六七八九十]{1,5}\))"
)
# 大会,   安全理事会,
_BODY = r"(?:[㐀-鿿]{0,16}(?:大会|理事会|委员会|会议)[,，:])"
# 满意地   最强烈地   不无遗憾地
_MANNER = r"[㐀-鿿]{1,6}?地"
# 又   再次   深为   关切地
_ADVERB = rf"(?:{'|'.join(sorted(_ADVERBS.split(), key=len, reverse=True))}|{_MANNER})"
# 通过《…》, but not 通过加强…, which says by what means
_ADOPTS = r"通过(?=[《\"]|本|该|上述|下列|以下|下述|载于|所附|附件|经|关于|题为|其)"
# 重申   请, but not 请愿书
_VERB = rf"(?P<verb>{'|'.join(sorted(VERBS, key=len, reverse=True))}|{_ADOPTS})(?!愿书)"
# the head of a paragraph, folded: 2.再次重申   (a)满意地认识到   大会,1.决定
LEADING_VERB = re.compile(rf"{_NUMBER}{{0,2}}{_BODY}?{_NUMBER}?(?:{_ADVERB}[,，]?){{0,4}}{_VERB}")


def verb_of(kind: str, text: str) -> str:
    """Return the verb a paragraph begins with; "" where it does not, or is of no resolution."""
    return leading_verb(text) if kind in LEADING_KINDS else ""


def leading_verb(text: str) -> str:
    """Return the verb at the head of a text, in Simplified characters; "" where none is known."""
    found = LEADING_VERB.match(fold(text[:LONGEST_HEAD]))
    return SAME.get(found["verb"], found["verb"]) if found else ""
