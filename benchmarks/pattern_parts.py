"""A pattern → strings that its parts match, of which strings can be made that hurt it.

The pattern is taken apart by Python's own parser of patterns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _constants as opcode  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Part = tuple[Any, Any]
"""What Python's parser makes of a part: its kind, and what that kind needs."""

REPEATS = (opcode.MAX_REPEAT, opcode.MIN_REPEAT, opcode.POSSESSIVE_REPEAT)
SINGLE = (opcode.LITERAL, opcode.NOT_LITERAL, opcode.IN, opcode.ANY)
LOOKING = (opcode.ASSERT, opcode.ASSERT_NOT)

_CODES = (*range(1, 0x250), *range(0x2000, 0x2100), *range(0x2460, 0x24FF), 0xFDEE)
_WIDE = "\u3000《》「」『』【】〔〕〈〉、。，；：！？（）［］＊．／－０９"
_LETTERS = "ａＡＺ一二三十百〇年月日第条的核ㄅあア㈠"

ALPHABET = [*map(chr, _CODES), *_WIDE, *_LETTERS]
"""Characters of all sorts that documents have."""

LONGEST_RUN = 4
"""Of so many neighbouring parts at most a unit is made, and of all together."""


def parts_of(pattern: re.Pattern[Any]) -> list[Part]:
    """Return the parts of a pattern, in order."""
    return list(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


def within(part: Part) -> list[Sequence[Part]]:
    """Return the sequences of parts that a part holds."""
    kind, needs = part
    if kind in REPEATS:
        return [needs[2]]
    if kind is opcode.SUBPATTERN:
        return [needs[3]]
    if kind is opcode.ATOMIC_GROUP:
        return [needs]
    if kind is opcode.BRANCH:
        return list(needs[1])
    return [needs[1]] if kind in LOOKING else []


def is_endless(part: Part) -> bool:
    """Say whether a part is repeated without limit."""
    kind, needs = part
    return kind in REPEATS and needs[1] is opcode.MAXREPEAT


def atoms(pattern: re.Pattern[Any]) -> list[str]:
    """Return one character for each sort of characters that the pattern tells apart."""
    single = [_matcher(part, pattern.flags) for part in _singles(parts_of(pattern))]
    alphabet = [*_literals(parts_of(pattern)), *ALPHABET]
    if isinstance(pattern.pattern, bytes):
        alphabet = [character for character in alphabet if character.isascii()]
    kinds: dict[tuple[bool, ...], str] = {}
    for character in alphabet:
        kinds.setdefault(tuple(matches(character) for matches in single), character)
    return list(kinds.values())


def openings(pattern: re.Pattern[Any]) -> set[str]:
    """Return what the pattern wants before each of its parts; nothing at all, too."""
    return {"", *_openings(parts_of(pattern), "")}


def units(pattern: re.Pattern[Any]) -> set[str]:
    """Return what a run of neighbouring parts matches, for each such run."""
    return {unit for unit in _units(parts_of(pattern)) if unit}


def _openings(parts: Sequence[Part], before: str) -> Iterator[str]:
    for at, part in enumerate(parts):
        opening = before + _sample(parts[:at])
        if part[0] in REPEATS:
            yield opening
        for inner in within(part):
            yield from _openings(inner, opening)


def _units(parts: Sequence[Part]) -> Iterator[str]:
    if all(kind is opcode.LITERAL for kind, _ in parts):
        yield _sample(parts)
        return
    for start, length in product(range(len(parts)), range(1, LONGEST_RUN + 1)):
        yield _sample(parts[start : start + length])
    yield _sample(parts)
    for part in parts:
        for inner in within(part):
            yield from _units(inner)


def _sample(parts: Sequence[Part]) -> str:
    """Return something that the parts match, or nearly: what is optional is there once."""
    return "".join(map(_sample_of, parts))


def _sample_of(part: Part) -> str:
    kind, needs = part
    if kind in SINGLE:
        matches = _matcher(part, 0)
        return next(filter(matches, [*_literals([part]), *ALPHABET[30:], *ALPHABET]), "")
    if kind in REPEATS:
        least: int = needs[0]
        return _sample(needs[2]) * max(1, min(least, 50))
    if kind is opcode.ASSERT_NOT or not (inner := within(part)):
        return ""
    return _sample(inner[0])


def _singles(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts that match a single character."""
    for part in parts:
        if part[0] in SINGLE:
            yield part
        for inner in within(part):
            yield from _singles(inner)


def _literals(parts: Sequence[Part]) -> Iterator[str]:
    """Yield the characters that are named in a pattern."""
    for kind, needs in _singles(parts):
        if kind in (opcode.LITERAL, opcode.NOT_LITERAL):
            yield chr(needs)
        for each, value in needs if kind is opcode.IN else ():
            if each is opcode.LITERAL:
                yield chr(value)
            elif each is opcode.RANGE:
                yield chr(value[0])


def _matcher(part: Part, flags: int) -> Callable[[str], bool]:
    """Return what tells whether a character is matched by a part of one character."""
    pattern = compiler.compile(parser.SubPattern(parser.State(), [part]), flags & re.IGNORECASE)
    return lambda character: bool(pattern.match(character))
