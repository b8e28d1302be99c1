"""The query language as the help page tells it: what is typed, and what that finds."""

from __future__ import annotations

__all__ = ["ROWS"]

ROWS = (
    ("核裁军 谈判", "同时含有两者的段落", "paragraphs with both"),
    ("“裁军谈判会议”", "与引号内逐字相同的段落", "exactly these characters"),
    ("南极 OR 曼谷", "含有其一", "either"),
    ("谈判 -遗憾", "含前者而不含后者", "the first without the second"),
    ("核裁军 NEAR/10 谈判", "两者相距不超过十个字", "at most 10 characters between the two"),
    ("裁军* 核?器", "通配：* 为若干字，? 为一字", "wildcards: * for some, ? for one character"),
    ("多边淡判~", "容一字之差", "one character may be other, left out or added"),
    ("标题:后续行动", "标题含有该词的文件", "in titles; also title:"),
    ("脚注:“条约汇编”", "脚注中含有", "in notes; also footnote:"),
    ("年:2005..2008", "该时期的文件", "of these years; also year:"),
    ("日期:2008-12", "该日期的文件", "of that day, month or year; also date:"),
    ("届:60..", "该届会及以后的文件", "of that session or later; also session:"),
    ("机构:大会", "该机构的文件", "of that body; also body:"),
    ("类型:执行部分", "该类段落", "of that kind; also kind:"),
    ("动词:强调", "以该动词开头的段落", "that begin with that verb; also verb:"),
    ("引用:62/39", "引用该文件的段落", "that cite that document; also cites:"),
    ("63/49 第2段", "该决议的该段", "that paragraph of that resolution"),
    (
        "《不扩散核武器条约》 第六条",
        "提到该条约该条的段落",
        "what names that article of that treaty",
    ),
)
"""Each is a query that finds something in the sample: what is typed, in Chinese, in English."""
