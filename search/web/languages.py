"""The words of the pages, in Chinese and English, and which of the two a reader wants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["LANGUAGES", "Words", "wanted_language", "words_in"]

LANGUAGES = ("zh", "en")
"""The languages of the pages; the first is that of readers who want neither."""

MOST_RANGES = 50
"""So many languages of a reader's wishes are looked at."""

_TABLE = {
    "tagline": ("中文文件逐段全文检索", "Full-text search over Chinese documents, by paragraph"),
    "search": ("搜索", "Search"),
    "search_in": ("在本文件内搜索", "Search within this document"),
    "query": ("检索词", "Query"),
    "placeholder": ("词语、“原文短语”、文号……", "words, “exact phrase”, a symbol…"),
    "skip": ("跳到正文", "Skip to content"),
    "help": ("帮助", "Help"),
    "other_language": ("English", "中文"),
    "holds": (
        "{documents} 份文件，{paragraphs} 段",
        "{documents} documents, {paragraphs} paragraphs",
    ),
    "found": ("找到 {total} 段", "{total} paragraphs"),
    "found_one": ("找到 1 段", "1 paragraph"),
    "found_in": (
        "{documents} 份文件，共 {total} 段",
        "{documents} documents with {total} paragraphs",
    ),
    "took": ("{ms} 毫秒", "{ms} ms"),
    "nothing": ("没有找到任何段落", "Nothing found"),
    "relaxed": (
        "没有一段包含全部检索词，以下各段包含其中一部分。",
        "No paragraph holds all of it; these hold some of it.",
    ),
    "suggest": ("您要找的是不是", "Did you mean"),
    "interpreted": ("理解为", "Understood as"),
    "narrow": ("缩小范围", "Narrow"),
    "narrowed": ("已限定", "Narrowed to"),
    "remove": ("取消限定 {name}", "Remove {name}"),
    "by_year": ("按年份", "By year"),
    "chart": ("按年份的命中数，{first} 至 {last} 年", "Hits by year, {first} to {last}"),
    "bar": ("{years} 年：{count} 段", "{years}: {count} paragraphs"),
    "year": ("年份", "Year"),
    "session": ("届会", "Session"),
    "body": ("机构", "Body"),
    "kind": ("段落类型", "Kind"),
    "verb": ("动词", "Verb"),
    "doc": ("文件", "Document"),
    "more_values": ("其余 {count} 项", "{count} more"),
    "sort": ("排序", "Sort"),
    "relevance": ("相关度", "Relevance"),
    "date": ("日期，由早到晚", "Oldest first"),
    "-date": ("日期，由晚到早", "Latest first"),
    "symbol": ("文号", "Symbol"),
    "document": ("文件顺序", "As they stand"),
    "group": ("每份文件只列一段", "One hit a document"),
    "ungroup": ("列出全部段落", "All paragraphs"),
    "others": ("本文件另有 {count} 段", "{count} more in this document"),
    "notes": ("{count} 条脚注", "{count} notes"),
    "notes_one": ("1 条脚注", "1 note"),
    "resolved": ("即：", "that is: "),
    "footnotes": ("脚注", "Notes"),
    "note": ("脚注 {number}", "Note {number}"),
    "back": ("回到正文", "Back to the text"),
    "cites": ("引用", "Cites"),
    "pages": ("翻页", "Pages"),
    "previous": ("上一页", "Previous"),
    "next": ("下一页", "Next"),
    "page": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    "copy_link": ("复制链接", "Copy link"),
    "copy_citation": ("复制引文出处", "Copy citation"),
    "copied": ("已复制", "Copied"),
    "paragraphs": ("第 {first}–{last} 段，共 {total} 段", "Paragraphs {first}–{last} of {total}"),
    "unnumbered": ("本段", "this paragraph"),
    "compare": ("比较两份文件", "Compare two documents"),
    "compare_with": ("与另一份文件比较", "Compare with another document"),
    "first": ("前一份", "First"),
    "second": ("后一份", "Second"),
    "same": ("相同", "The same"),
    "reworded": ("改写", "Reworded"),
    "moved": ("移动", "Moved"),
    "moved_reworded": ("移动并改写", "Moved and reworded"),
    "split": ("拆分", "Split"),
    "merged": ("合并", "Merged"),
    "only_first": ("删去", "Only in the first"),
    "only_second": ("新增", "Only in the second"),
    "cited_by": (
        "被 {documents} 份文件的 {total} 段引用",
        "Cited by {total} paragraphs of {documents} documents",
    ),
    "cites_texts": ("引用 {count} 份文件或条款", "Cites {count} texts"),
    "series": ("历年决议", "Series"),
    "not_indexed": ("未收入索引", "not in the index"),
    "error": ("无法回答", "This cannot be answered"),
    "home": ("回到搜索", "Back to search"),
    "keys_on": ("打开快捷键", "Turn shortcuts on"),
    "keys_off": ("关闭快捷键", "Turn shortcuts off"),
    "keyboard": ("快捷键", "Keyboard"),
    "key_search": ("到搜索框", "to the search box"),
    "key_next": ("下一段、上一段", "next, previous paragraph"),
    "key_open": ("打开所在文件", "open it in its document"),
    "key_help": ("本页", "this page"),
    "syntax": ("检索式", "The query language"),
    "you_type": ("输入", "You type"),
    "it_finds": ("找到", "It finds"),
    "api": ("程序接口", "For programs"),
}
"""Each word or sentence by its name: Chinese, English."""

_KINDS = {
    "title": ("标题", "title"),
    "heading": ("小标题", "heading"),
    "opening": ("开头", "opening"),
    "preambular": ("序言段", "preambular"),
    "operative": ("执行段", "operative"),
    "subparagraph": ("分段", "subparagraph"),
    "article": ("条文", "article"),
    "body": ("正文段", "body"),
    "closing": ("结尾", "closing"),
    "footnote": ("脚注", "footnote"),
}

_BODIES = {
    "GA": ("大会", "General Assembly"),
    "SC": ("安全理事会", "Security Council"),
    "ECOSOC": ("经社理事会", "ECOSOC"),
    "HRC": ("人权理事会", "Human Rights Council"),
    "TC": ("托管理事会", "Trusteeship Council"),
    "SG": ("秘书处", "Secretariat"),
    "CD": ("裁谈会", "Conference on Disarmament"),
}

_VALUES = {"kind": _KINDS, "body": _BODIES}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, by name: `words["search"]`."""

    language: str
    _at: int

    @property
    def tag(self) -> str:
        """What the language is called in HTML."""
        return "zh-Hans" if self.language == "zh" else self.language

    def __getitem__(self, name: str) -> str:
        return _TABLE[name][self._at]

    def filled(self, name: str, /, **values: object) -> str:
        """Return a sentence with values in it, numbers with their thousands apart."""
        shown = {
            each: f"{value:,}" if isinstance(value, int) else value
            for each, value in values.items()
        }
        return _TABLE[name][self._at].format(**shown)

    def value(self, facet: str, value: str) -> str:
        """Return what a value of a facet is called; as it is where it has no other name."""
        named: Mapping[str, tuple[str, str]] = _VALUES.get(facet, {})
        return named[value][self._at] if value in named else value


def words_in(language: str) -> Words:
    """Return the words of one of `LANGUAGES`."""
    return Words(language, LANGUAGES.index(language))


def wanted_language(accepted: str) -> str:
    """Return which of `LANGUAGES` the header Accept-Language wants most (RFC 9110, 12.5.4)."""
    weights = dict.fromkeys(LANGUAGES, 0.0)
    for each in accepted.split(",")[:MOST_RANGES]:
        tag, _, parameter = each.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in weights:
            weights[language] = max(weights[language], _weight(parameter))
    return max(LANGUAGES, key=lambda language: weights[language])


def _weight(parameter: str) -> float:
    """Return the weight in q=0.8; 1 where there is none, 0 where it is none."""
    name, _, number = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        weight = float(number)
    except ValueError:
        return 0.0
    return weight if name.strip().lower() == "q" and 0 <= weight <= 1 else 0.0
