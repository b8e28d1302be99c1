"""Raw HTML → the text in it that is seen."""

from __future__ import annotations

from html.parser import HTMLParser

__all__ = ["NOT_SHOWN", "VOID", "text_of_markup"]

NOT_SHOWN = frozenset(("script", "style", "template", "head", "title"))
"""What is within these elements is never shown."""

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
     "source", "track", "wbr")
)  # fmt: skip
"""Elements that hold nothing and have no end."""


def text_of_markup(markup: str) -> str:
    """Return the text between the tags, white space around it removed."""
    texts = _Texts()
    texts.feed(markup)
    texts.close()
    return "".join(texts.parts).strip()


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._unseen += tag in NOT_SHOWN

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in NOT_SHOWN and self._unseen > 0

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)
