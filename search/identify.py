"""An identifier as typed, perhaps with a place in its document → what is to be looked up."""

from __future__ import annotations

import re

from indexer.citations import GAP, document_key_of
from indexer.folding import fold
from indexer.numerals import alike_label
from search.tree import Article, Lookup

__all__ = ["DIGIT", "PLACE", "article_in", "lookup_in"]

FULL_WIDTH = {0xFEE0 + code: chr(code) for code in map(ord, "0123456789()")}
"""Digits and brackets as wide as Han characters, which are typed for the others."""

MAX_IDENTIFIER = 120
"""A longer text is not looked at as a document's identifier."""

_NUMERAL = r"(?:[0-9]{1,5}|[〇零一二三四五六七八九十百千]{1,8})"
# (a)   （二）   ㈡
_ITEM = r"(?:[(（][0-9a-zA-Z一二三四五六七八九十]{1,4}[)）]|[㈠-㈩])"
# 第2段   第2(a)段   第十二条   第三条之一   第二款   第(a)项
_STEP = rf"第(?:{_NUMERAL}{_ITEM}{{0,3}}|{_ITEM})[段條条款项項目](?:之{_NUMERAL})?"
# 附件   附件一   附件2   附录A   附件一附录A   附表1
_ANNEX = rf"(?:(?:附件|附[录錄]|附表)(?:{_NUMERAL}|[A-Z])?){{1,3}}"
# 序言部分第3段   第十二条第二款   执行部分无编号第1段   小标题2   结尾
_PART = rf"(?:(?:序言部分|执行部分)?(?:无编号)?(?:{_STEP}){{1,3}}|小标题{_NUMERAL}|标题|开头|结尾)"
# 附件一第3段   附件一   序言部分第3段
_LABEL = rf"(?:{_ANNEX}(?:{_PART})?|{_PART})"
# op2   pp3   p17   art12   annex1.p3   annexA   annex1.appendixA.p3   closing
_PREFIX = r"(?:(?:annex|appendix|table)(?:[0-9]{1,3}|[A-Z])\.?){1,3}"
_NAME = (
    rf"(?:{_PREFIX}(?<=\.))?"
    r"(?:(?:pp|op|art|p|h|u|s)[0-9]{1,5}(?:-[0-9]{1,3})?|title|opening|closing)"
)
# op2   op2.a   art12.2   annex1.p3   p17~2
_ANCHOR = rf"(?:{_NAME}(?:\.[0-9a-z]{{1,6}}){{0,4}}|{_PREFIX})(?:~[0-9]{{1,3}})?"
# what follows an identifier after white space, or a Chinese label right behind it
PLACE = re.compile(rf"(?:{_LABEL}|{_ANCHOR})\Z", re.IGNORECASE)
# 第63/49号决议第2段, seen from the end
PLACE_AT_END = re.compile(rf"(?:{_LABEL}|(?<=\s)(?:{_ANCHOR}))\Z", re.IGNORECASE)
# 第一条   第１條   第 12 条   第三条之一   第十二条第二款第（一）项
ARTICLE_LABEL = re.compile(
    rf"第{GAP}{_NUMERAL}{GAP}[条條](?:之{_NUMERAL})?"
    rf"(?:第{GAP}(?:{_NUMERAL}|{_ITEM}){GAP}[款项項目]){{0,3}}\Z"
)
# art1   art3-1   art12.2   art12.2.1
ARTICLE_ANCHOR = re.compile(
    r"art[0-9]{1,5}(?:-[0-9]{1,3})?(?:\.[0-9a-z]{1,6}){0,4}\Z", re.IGNORECASE
)
# what an identifier has at least: a digit
DIGIT = re.compile(r"[0-9０-９]")


def lookup_in(text: str) -> Lookup | None:
    """Return the document, and the place in it, that the whole of `text` names."""
    if len(text) > MAX_IDENTIFIER or not DIGIT.search(text):
        return None
    if key := document_key_of(text):
        return Lookup(key, None, text)
    name, hash_sign, anchor = text.partition("#")
    if hash_sign and anchor and not any(character.isspace() for character in anchor):
        key, place = document_key_of(name), anchor
    elif ending := PLACE_AT_END.search(text):
        key, place = document_key_of(text[: ending.start()]), ending.group()
    return Lookup(key, place, text) if key else None


def article_in(text: str) -> Article | None:
    """Return the article, or the part of one, that the whole of `text` names by itself."""
    if len(text) > MAX_IDENTIFIER:
        return None
    plain = text.translate(FULL_WIDTH)
    if ARTICLE_LABEL.match(plain):
        return Article(text, fold(text), alike_label(plain))
    return Article(text, fold(text), None) if ARTICLE_ANCHOR.match(plain) else None
