"""Markdown's definitions of notes: each is known again in what pandoc makes of them.

Pandoc copies a note to each of its marks and drops a note that nothing cites, and of two of one
label the first. So each definition is given a sign of its own before pandoc sees it, by which its
copies are known, and a last paragraph cites them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.errors import SourceUndecodable
from indexer.readers.pandoc import Element, Tree
from indexer.readers.tree import elements, without

__all__ = ["CALL", "Signed", "sign_definitions", "take_notes"]

# [^1]
CALL = re.compile(r"\[\^([^\]\[\s]{1,400})\]")

# [^1]: — at the beginning of a line, also of one within a quotation
DEFINITION = re.compile(rf"([ \t>]{{0,80}}){CALL.pattern}:[ \t]{{0,80}}(.*)")

# ``` or ~~~, also within a quotation or an item
FENCE = re.compile(r"[ \t>]{0,80}(`{3,80}|~{3,80})")

# what begins another block than a paragraph: - item, > quotation, | row, # heading, 1. item
OTHER_BLOCK = re.compile(r"[-+*>|#<`~$(0-9]")

NONCHARACTERS = tuple(map(chr, range(0xFDD0, 0xFDEF)))

LAST = "!"


@dataclass(frozen=True, slots=True)
class Signed:
    """A text whose definitions bear signs, and whose last paragraph cites them."""

    text: str
    sign: str


@dataclass(frozen=True, slots=True)
class _Definition:
    """A definition: the line it stands on, and what is there around its label."""

    line: int
    before: str
    label: str
    rest: str


def sign_definitions(text: str, name: str) -> Signed:
    """Return the text with a sign in each definition, all of them cited at its end."""
    sign = next((character for character in NONCHARACTERS if character not in text), None)
    if sign is None:
        raise SourceUndecodable(name, "holds what is no character")
    lines = text.split("\n")
    definitions = list(_definitions(lines))
    if not definitions:
        return Signed(text, sign)
    # Of two definitions of one label pandoc keeps the last: earlier ones get another label.
    last = {definition.label: definition.line for definition in definitions}
    calls = []
    for definition in definitions:
        line, label = definition.line, definition.label
        label = label if last[label] == line else f"{label}{sign}{line}"
        indented = line + 1 < len(lines) and lines[line + 1][:1].isspace()
        lines[line] = _signed(definition, label, f"{sign}{line}{sign}", before_indented=indented)
        calls.append(f"[^{label}]")
    lines += ["", f"{sign}{LAST}{sign}{''.join(calls)}", ""]
    return Signed("\n".join(lines), sign)


def take_notes(tree: Tree, sign: str) -> tuple[Element, ...]:
    """Return the notes cited in the last paragraph, which is emptied; all get their keys."""
    notes: list[Element] = []
    for element in elements(tree.blocks):
        if element["t"] == "Note" and (key := _key_of(element["c"], sign)):
            element["key"] = key
        elif element["t"] == "Para" and _begins_with(element["c"], f"{sign}{LAST}{sign}"):
            notes += [inline for inline in element["c"] if inline["t"] == "Note"]
    for element in [*elements(tree.blocks)]:
        if element["t"] == "Para" and _begins_with(element["c"], f"{sign}{LAST}{sign}"):
            element["c"] = []
    bare = re.compile(f"{sign}[0-9{LAST}]{{0,12}}{sign}|{sign}[0-9]{{0,12}}")
    for holder in (tree.blocks, notes):
        without(holder, sign, lambda text: bare.sub("", text))
    return tuple(notes)


def _definitions(lines: list[str]) -> Iterator[_Definition]:
    """Yield the definitions in lines that are not code."""
    fence = ""
    for number, line in enumerate(lines):
        if found := FENCE.match(line):
            if not fence:
                fence = found[1]
            elif found[1].startswith(fence):
                fence = ""
        elif not fence and (definition := DEFINITION.match(line)):
            yield _Definition(number, *definition.groups())


def _signed(definition: _Definition, label: str, sign: str, *, before_indented: bool) -> str:
    """Return the definition's line with the sign; other blocks follow a paragraph of the sign."""
    before, rest = definition.before, definition.rest
    first = f"{before}[^{label}]: {sign}"
    if not rest:
        return f"{first}\n{before}" if before_indented else first
    if OTHER_BLOCK.match(rest):
        return f"{first}\n{before}\n{before}    {rest}"
    return f"{first}{rest}"


def _key_of(blocks: list[Element], sign: str) -> str | None:
    """Return what stands between the signs at the beginning of a note."""
    if not blocks or blocks[0]["t"] not in ("Para", "Plain") or not blocks[0]["c"]:
        return None
    first = blocks[0]["c"][0]
    if first["t"] != "Str" or not first["c"].startswith(sign):
        return None
    key: str = first["c"].split(sign)[1]
    return key


def _begins_with(inlines: list[Element], sign: str) -> bool:
    return bool(inlines) and inlines[0]["t"] == "Str" and inlines[0]["c"].startswith(sign)
