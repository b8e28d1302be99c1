"""Notes that point to other notes → the source they mean, spelt out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from indexer.marks import value_of
from indexer.references import Reference, reference_in

__all__ = ["resolve"]

# 第 634 卷    英文第226页    第一部分    附件二    vol. 3    p. 5: by what a clause counts
COUNTED = re.compile(
    r"(?:英文|中文|法文)?第[ 0-9〇零一二三四五六七八九十百:：、和至\-]{1,30}"
    r"(?P<unit>[卷號号頁页段條条節节章編编款項项]|部分)"
    r"|(?P<annex>附件|附录|附錄)"
    r"|(?P<english>[Vv]ol|[Nn]o|[Cc]hap|[Pp]ara|pp?)s?\.? ?[0-9IVXivx]{1,8}"
)

# clauses between commas, those of 《…，…》 and （…，…） aside; closed too late, they count too
CLAUSE = re.compile(r"(?:《[^》]{0,300}》|（[^）]{0,300}）|\([^)]{0,300}\)|[^，,])+")

# ： or 《 or ， behind the author of a work
AUTHOR_END = re.compile(r"[：:，,《“]")

# any Chinese character
HAN = re.compile(r"[\u3400-\u9fff]")

# ； between two references in one note
SOURCE_END = re.compile(r"[；;]")

# a run of white space
SPACES = re.compile(r"[ \t\u3000\u00a0]+")

# the spaces of 第 634 卷, not that of "Part I"; runs have been made single spaces before
STRAY_SPACE = re.compile(r"(?<![A-Za-z]) | (?![A-Za-z])")

# From the whole to its parts: a part named anew takes the place of all that is no larger.
_RANKS = {
    **dict.fromkeys("卷編编", 1),
    **dict.fromkeys(("號", "号", "附件", "附录", "附錄", "部分"), 2),
    **dict.fromkeys("章", 3),
    **dict.fromkeys("節节", 4),
    **dict.fromkeys("段條条", 5),
    **dict.fromkeys("款項项頁页", 6),
    "vol": 1,
    "no": 2,
    "chap": 3,
    "para": 5,
    "p": 6,
    "pp": 6,
}

MOST_WORKS = 64
"""Of so many works of one author at most it is asked which is meant."""

LONGEST_SOURCE = 2_000
"""A longer text than this is no reference that 同上 or 见注3 could stand for."""


Resolved = tuple[list[str | None], list[tuple[int, str]]]


def resolve(
    texts: Sequence[str],
    numbers: Sequence[str] | None = None,
    regions: Sequence[int] | None = None,
) -> Resolved:
    """Return each note's text with 同上 or 见注3 spelt out, None where nothing was to be spelt out.

    The second list names, by index, the notes that have no single source to refer to. A note keeps
    its own volume, number or page; the rest comes from the note it points to, itself resolved.
    `numbers` are the notes' own, `regions` the pages that count their notes by themselves.
    """
    own = numbers or [str(at) for at in range(1, len(texts) + 1)]
    return _Resolver(texts, own, regions or [0] * len(texts)).resolved()


class _Meaning(NamedTuple):
    """What a note means to those that point to it; or the reason why it means no one source."""

    source: str
    reason: str
    resolved: str | None = None
    problem: str = ""


class _Resolver:
    """Follows each note to the one it points to; each is followed once."""

    def __init__(
        self, texts: Sequence[str], numbers: Sequence[str], regions: Sequence[int]
    ) -> None:
        self._texts = texts
        self._numbers = numbers
        self._regions = regions
        self._references = [reference_in(text) for text in texts]
        self._meanings: dict[int, _Meaning] = {}
        self._numbered: dict[str, list[int]] = {}
        self._authored: dict[str, list[int]] = {}
        for at, text in enumerate(texts):
            self._numbered.setdefault(_canonical(numbers[at]), []).append(at)
            if self._references[at] is None:
                self._authored.setdefault(_author(text), []).append(at)

    def resolved(self) -> Resolved:
        for at in range(len(self._texts)):
            self._follow(at)
        meanings = [self._meanings[at] for at in range(len(self._texts))]
        problems = [(at, mean.problem) for at, mean in enumerate(meanings) if mean.problem]
        return [meaning.resolved for meaning in meanings], problems

    def _follow(self, at: int) -> None:
        """Find what a note means, and all the notes on the way to its source."""
        path: dict[int, None] = {}  # an ordered set
        here: int | None = at
        while here is not None and here not in self._meanings and here not in path:
            path[here] = None
            here = self._target(here)
        if here in path:
            way = list(path)
            circle = way[way.index(here) :]
            for each in circle:
                path.pop(each)
                self._meanings[each] = _unresolved("the notes refer to each other in a circle")
        for each in reversed(path):
            self._meanings[each] = self._meaning(each)

    def _meaning(self, at: int) -> _Meaning:
        """Return what a note means, that which it points to being known."""
        text, reference, target = self._texts[at], self._references[at], self._target(at)
        if reference is None:
            return _Meaning(text, _why_not(text))
        if target is None:
            return _unresolved(self._why_no_target(at, reference))
        name = "the note above" if reference.to == "above" else f"note {self._numbers[target]}"
        source, reason, *_ = self._meanings[target]
        if why := reason or _why_not(reference.rest, own=True):
            return _unresolved(why.format(note=name))
        if why := _why_not_there(source, reference.rest):
            return _unresolved(why.format(note=name))
        if not all(_plain(part) in _plain(source) for part in reference.named):
            return _unresolved(f"{name} does not name {'，'.join(reference.named)}")
        spelt_out, source = _spelt_out(source, reference.rest)
        return _Meaning(source, _why_not(source), spelt_out)

    def _target(self, at: int) -> int | None:
        """Return the note that a note points to, where there is just one."""
        reference = self._references[at]
        if reference is None or reference.several:
            return None
        if reference.to == "above":
            return at - 1 if at else None
        found = self._candidates(at, reference)
        return found[0] if len(found) == 1 else None

    def _candidates(self, at: int, reference: Reference) -> list[int]:
        """Return the notes that a note can point to: the first two of them, if there are more."""
        if reference.to == "work":
            return self._works(at, reference)
        same = self._numbered.get(_canonical(reference.number), [])
        below = bisect_right(same, at)
        above = same[max(0, bisect_left(same, at) - 2) : bisect_left(same, at)]
        stretch = {"above": above, "below": same[below : below + 2]}.get(
            reference.where, [*above, *same[below : below + 2]]
        )
        of_page = [each for each in stretch if self._regions[each] == self._regions[at]]
        return of_page or stretch

    def _works(self, at: int, reference: Reference) -> list[int]:
        """Return the notes above that name the author and the title of a work, at most two."""
        if not reference.named:
            return []
        above = self._authored.get(_plain(reference.named[0]), [])[:MOST_WORKS]
        named = [_plain(part) for part in reference.named]
        return [
            each
            for each in above
            if each < at and all(part in _plain(self._texts[each]) for part in named)
        ]

    def _why_no_target(self, at: int, reference: Reference) -> str:
        if reference.several:
            return "it refers to several notes"
        if reference.to == "above":
            return f"{_first_word(self._texts[at])} stands in the first note"
        found = self._candidates(at, reference)
        if reference.to == "work":
            named = "，".join(reference.named)
            if not named:
                return "it names neither author nor title of the work it means"
            return f"{'several notes' if found else 'no note'} above it would be {named}"
        where = {"above": " above", "below": " below"}.get(reference.where, "")
        if found:
            return f"there are several notes {reference.number}{where}"
        return f"there is no note {reference.number}{where}"


def _canonical(number: str) -> str:
    """Return a number by which a note is called, however it is printed: 3 for ③ and for [3]."""
    plain = number.strip("[]［］〔〕【】 ")
    return str(value_of(plain)) if plain.isdigit() else number


def _unresolved(reason: str) -> _Meaning:
    return _Meaning("", "{note} is itself unresolved", None, reason)


def _first_word(text: str) -> str:
    """Return the word by which a note points to the one above: 同上, ibid."""
    return text.strip()[:2] if not text.strip()[0].isascii() else "ibid."


def _author(text: str) -> str:
    """Return what a source begins with, up to its title."""
    return _plain(AUTHOR_END.split(text.strip(), maxsplit=1)[0])


def _why_not(source: str, *, own: bool = False) -> str:
    """Return why a reference cannot mean this source, or "" where it can."""
    if SOURCE_END.search(source):
        return "it names several sources" if own else "{note} names several sources"
    return "{note} is too long to be a source" if len(source) > LONGEST_SOURCE else ""


def _why_not_there(source: str, rest: str) -> str:
    """Return why a note's own volume or page has no place in the source, or "" where it has one."""
    units = {_unit(clause) for clause in _clauses(rest)} - {None}
    titled = [clause for clause in _clauses(source) if _unit(clause) is None]
    if any(str(unit) in _units_within(clause) for clause in titled for unit in units):
        return "what it counts by stands within a title of {note}"
    return ""


def _spelt_out(source: str, rest: str) -> tuple[str, str]:
    """Return the source with the volume, number or page of this note, and what 同上 means below.

    Where the note puts its own number in place of one of the source's, the next 同上 means the
    source with that number; where it only adds to it, still the source.
    """
    own, base = _clauses(rest), _clauses(source)
    ranks = [_RANKS[unit] for clause in own if (unit := _unit(clause))]
    kept = next(
        (
            at
            for at, clause in enumerate(base)
            if ranks and (unit := _unit(clause)) and _RANKS[unit] >= min(ranks)
        ),
        len(base),
    )
    comma, stop = ("，", "。") if HAN.search(source) else (", ", ".")
    spelt_out = comma.join([*base[:kept], *own]) + stop
    return spelt_out, spelt_out if kept < len(base) else source


def _clauses(text: str) -> list[str]:
    return [clause.strip() for clause in CLAUSE.findall(_plain(text).strip("，,。. "))]


def _unit(clause: str) -> str | None:
    """Return by what a clause counts as a whole: 卷 of 第634卷, None of a title."""
    counted = COUNTED.match(clause)
    return _unit_of(counted) if counted else None


def _units_within(clause: str) -> set[str]:
    return {_unit_of(counted) for counted in COUNTED.finditer(clause)}


def _unit_of(counted: re.Match[str]) -> str:
    return counted["unit"] or counted["annex"] or counted["english"].lower()


def _plain(text: str) -> str:
    """Return the text without the spaces typesetting leaves around figures: 第 634 卷 → 第634卷."""
    spaced = SPACES.sub(" ", text)
    return STRAY_SPACE.sub("", spaced) if HAN.search(text) else spaced
