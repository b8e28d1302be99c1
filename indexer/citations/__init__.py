"""Text → what it refers to, each under one canonical key, with the date the text gives for it.

| what | printed | key |
|---|---|---|
| resolution | 第62/39号决议 | `A/RES/62/39` |
| document | A/63/135 | `A/63/135` |
| titled instrument, article of one | 《不扩散核武器条约》第六条 | `《不扩散核武器条约》#art6` |
| case of the International Court of Justice | 1996年国际法院案例汇编，第226页 | `ICJ/1996/226` |
| treaty in the Treaty Series | 《条约汇编》，第729卷，第10485号 | `UNTS/729/10485` |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from indexer.citations.numbers import LAST_PLAUSIBLE_SESSION, value_of_roman
from indexer.citations.spacing import GAP
from indexer.citations.symbols import SYMBOL
from indexer.citations.typed import document_key_of, key_of, whole_of

if TYPE_CHECKING:
    from indexer.citations.finding import Finder, find_citations

__all__ = [
    "GAP",
    "LAST_PLAUSIBLE_SESSION",
    "SYMBOL",
    "Finder",
    "document_key_of",
    "find_citations",
    "key_of",
    "value_of_roman",
    "whole_of",
]


def __getattr__(name: str) -> Any:
    """Load what looks through texts where it is asked for: a search mostly needs keys alone."""
    if name in ("Finder", "find_citations"):
        from indexer.citations import finding

        # It is found without this the next time.
        globals()[name] = getattr(finding, name)
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
