"""Lists of synonyms → the other names of what a bare word of a query names.

A line is a class, `不扩散条约 = 不扩散核武器条约 = NPT`; what is behind `#` is a remark. Only a
whole word is looked up, folded, without 《》 around it. A name in several has the names of all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import SynonymsUnreadable
from indexer.folding import fold

__all__ = [
    "BUILT_IN",
    "MAX_BYTES",
    "MAX_NAME",
    "MAX_NAMES",
    "Synonyms",
    "read_synonyms",
]

BUILT_IN = Path(__file__).with_name("synonyms.txt")
"""The list that comes with Duansou."""

MAX_BYTES = 1_000_000
"""A larger file of synonyms is refused."""

MAX_NAME = 64
"""A longer name is refused, in characters."""

MAX_NAMES = 16
"""A name with more other names is refused."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """The other names of each name, all folded."""

    others: Mapping[str, tuple[str, ...]]

    def of(self, folded: str) -> tuple[str, ...]:
        """Return the other names of what a folded word names; none of most words."""
        name = folded.removeprefix("《").removesuffix("》")
        names = self.others.get(name, ())
        return (name, *names) if names and name != folded else names


def read_synonyms(path: str | os.PathLike[str] | None = None) -> Synonyms:
    """Return the synonyms that come with Duansou, and those of a file of the user's.

    Errors: `SynonymsUnreadable`, which names the file, and the line that is no class.
    """
    others: dict[str, dict[str, None]] = {}
    for file in (BUILT_IN, *([Path(path)] if path is not None else ())):
        for place, names in _classes(file):
            for name in names:
                known = others.setdefault(name, {})
                known.update(dict.fromkeys(other for other in names if other != name))
                if len(known) > MAX_NAMES:
                    raise SynonymsUnreadable(
                        f"{place}: {name!r} has more than {MAX_NAMES} other names"
                    )
    return Synonyms({name: tuple(known) for name, known in others.items()})


def _classes(file: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the folded names of each line that has any, and where it is."""
    for number, line in enumerate(_text(file).splitlines(), 1):
        typed = line.partition("#")[0]
        if not typed.strip():
            continue
        place = f"{file}:{number}"
        names = [_name(part, place) for part in typed.replace("＝", "=").split("=")]
        if len(set(names)) < 2:
            raise SynonymsUnreadable(f"{place}: there are not two names with = between them")
        yield place, names


def _name(typed: str, place: str) -> str:
    name = fold(typed.strip()).removeprefix("《").removesuffix("》")
    if not 2 <= len(name) <= MAX_NAME:
        raise SynonymsUnreadable(
            f"{place}: {typed.strip()!r} is no name of 2 to {MAX_NAME} characters"
        )
    return name


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise SynonymsUnreadable(f"{file}: {error.strerror or error}") from error
    if len(content) > MAX_BYTES:
        raise SynonymsUnreadable(f"{file}: is larger than {MAX_BYTES:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SynonymsUnreadable(f"{file}:{line}: is not UTF-8") from error
