"""A Markdown article as its author set it, read without pandoc: the truth for `fidelity`.

markdown-it-py reads CommonMark. Where pandoc's Markdown, from which the files in the other formats
were set, reads otherwise, the parser is told to do as pandoc does: a list, heading or quotation
does not interrupt a paragraph, display mathematics stays within its paragraph, and emphasis may
touch any character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from benchmarks.visible import MATH, visible, visible_html

__all__ = ["Article", "NoteMark", "read_article"]

# [^1]: at the beginning of a line
DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]{1,200})\]:", re.MULTILINE)

_INTERRUPTING = ("blockquote", "heading", "math_block", "table", "html_block")


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A mark; `note` is the visible text of the note it means, mathematics as `MATH`."""

    note: str


Paragraph = list[str | NoteMark]


@dataclass(slots=True)
class Article:
    """The paragraphs, in visible characters with the marks between them, and the notes."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    uncited: list[str] = field(default_factory=list)


def read_article(markdown: str) -> Article:
    """Return the article; notes are in the order of their first marks."""
    labels = list(dict.fromkeys(DEFINITION.findall(markdown)))
    # Notes that nothing cites are not among the tokens: a last paragraph cites all of them.
    calls = "".join(f"[^{label}]" for label in labels)
    tokens = _parser().parse(f"{markdown}\n\n{calls}\n" if labels else markdown)
    notes = dict(_notes(tokens))
    paragraphs = [list(paragraph) for paragraph in _paragraphs(tokens)]
    called = paragraphs.pop() if labels else []
    article = Article()
    for paragraph in paragraphs:
        article.paragraphs.append(_with_notes(paragraph, notes))
    everywhere = [item for paragraph in paragraphs for item in paragraph if isinstance(item, int)]
    article.cited = [notes[note] for note in dict.fromkeys(everywhere)]
    rest = dict.fromkeys(item for item in called if isinstance(item, int))
    article.uncited = [notes[note] for note in rest if note not in set(everywhere)]
    return article


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(dollarmath_plugin, allow_space=False, double_inline=True)
    parser.use(deflist_plugin).use(front_matter_plugin)
    for rule in parser.block.ruler.__rules__:
        if rule.name in _INTERRUPTING:
            rule.alt = [name for name in rule.alt if name != "paragraph"]
    parser.block.ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    StateInline.scanDelims = _scan_delimiters  # type: ignore[method-assign]
    return parser


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a list; it interrupts a paragraph only within a list, as its next item."""
    if silent and state.parentType == "paragraph" and state.listIndent < 0:
        return False
    return list_block(state, start, end, silent)


def _scan_delimiters(state: StateInline, start: int, can_split_word: bool) -> Scanned:
    """Return what a run of delimiters can do: open before, and close after, what is no space."""
    marker = state.src[start]
    end = start
    while end < state.posMax and state.src[end] == marker:
        end += 1
    before = state.src[start - 1] if start else " "
    after = state.src[end] if end < state.posMax else " "
    can_open, can_close = not after.isspace(), not before.isspace()
    if not can_split_word:
        can_open, can_close = (
            can_open and not before.isalnum(),
            can_close and not after.isalnum(),
        )
    return Scanned(can_open, can_close, end - start)


Piece = str | int


def _paragraphs(tokens: Sequence[Token]) -> Iterator[list[Piece]]:
    """Yield the paragraphs outside the notes; an integer is a mark, the identity of its note."""
    in_notes = False
    row: list[Piece] | None = None
    for token in tokens:
        in_notes = token.type == "footnote_block_open" or (
            in_notes and token.type != "footnote_block_close"
        )
        if in_notes:
            continue
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield row
            row = None
        elif row is not None:
            row += _pieces(token)
        elif pieces := list(_pieces(token)):
            yield pieces


def _notes(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Yield each note's identity and its visible text."""
    identity, parts = -1, [""]
    for token in tokens:
        if token.type == "footnote_open":
            identity, parts = token.meta["id"], []
        elif token.type == "footnote_close":
            yield identity, "".join(parts)
            identity = -1
        elif identity >= 0:
            parts += [piece for piece in _pieces(token) if isinstance(piece, str)]


def _pieces(token: Token) -> Iterator[Piece]:
    """Yield what is seen of a block's token."""
    if token.type == "inline":
        for child in token.children or ():
            yield from _inline(child)
    elif token.type in ("fence", "code_block"):
        yield visible(token.content)
    elif token.type.startswith("math_block"):
        yield MATH
    elif token.type == "html_block" and (seen := visible_html(token.content)):
        yield seen


def _inline(token: Token) -> Iterator[Piece]:
    if token.type == "footnote_ref":
        yield token.meta["id"]
    elif token.type.startswith("math_"):
        yield MATH
    elif token.type == "image":
        for child in token.children or ():
            yield from _inline(child)
    elif token.type in ("text", "text_special", "code_inline"):
        yield visible(token.content)


def _with_notes(paragraph: Iterable[Piece], notes: dict[int, str]) -> Paragraph:
    return [NoteMark(notes[piece]) if isinstance(piece, int) else piece for piece in paragraph]
