"""Text that anyone may have written → text that is safe to print."""

from __future__ import annotations

import unicodedata

__all__ = ["visible"]

_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def visible(text: str) -> str:
    r"""Return the text with whatever a terminal would act upon, or hide, shown as \x1b or \u202e.

    Controls, escapes, bidirectional and zero-width characters, line separators and halves of
    characters are of that kind; white space, Han, symbols and accents are not.
    """
    if text.isprintable():
        return text
    return "".join(map(_visible_character, text))


def _visible_character(character: str) -> str:
    if unicodedata.category(character) not in _HIDDEN:
        return character
    return character.encode("unicode_escape").decode("ascii")
