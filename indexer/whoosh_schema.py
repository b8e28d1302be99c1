"""The fields of the index as Whoosh knows them: its query parser cuts a text as the index does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh import fields
from whoosh.analysis import Token

from indexer.folding import fold
from indexer.schema import FIELDS, Field
from indexer.segmenter import Segmenter, grams

__all__ = ["GramAnalyzer", "Name", "WordAnalyzer", "whoosh_fields", "whoosh_schema"]


class WordAnalyzer:
    """A Whoosh analyzer: text is folded and segmented; words of the dictionary are known to it."""

    def __init__(self, dictionary: tuple[str, ...] = ()) -> None:
        self.dictionary = dictionary
        self._segmenter = Segmenter(dictionary)

    def __reduce__(self) -> tuple[type[WordAnalyzer], tuple[tuple[str, ...]]]:
        return WordAnalyzer, (self.dictionary,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WordAnalyzer) and other.dictionary == self.dictionary

    def __hash__(self) -> int:
        return hash(self.dictionary)

    def __call__(self, value: str, mode: str = "", **_: Any) -> Iterator[Token]:
        """Yield the words; each is read before the next is made."""
        token = Token(positions=True, chars=True, mode=mode)
        for place, word in enumerate(self._segmenter.tokens(fold(value))):
            token.text = token.original = word.text
            token.pos, token.startchar, token.endchar = place, word.start, word.end
            yield token


class GramAnalyzer:
    """A Whoosh analyzer: every folded character and every adjacent pair."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GramAnalyzer)

    def __hash__(self) -> int:
        return hash(GramAnalyzer)

    def __call__(self, value: str, mode: str = "", **_: Any) -> Iterator[Token]:
        """Yield the grams; each is read before the next is made."""
        token = Token(mode=mode)
        for gram in grams(fold(value)):
            token.text = token.original = gram
            yield token


class Name(fields.ID):
    """A field of exact values, halves of characters and all."""

    def to_bytes(self, value: Any) -> bytes:
        """Return a value as the index has it."""
        if isinstance(value, list | tuple):
            value = value[0]
        return value if isinstance(value, bytes) else value.encode("utf-8", errors="surrogatepass")

    def from_bytes(self, value: bytes) -> str:
        """Return a value as it was."""
        return value.decode("utf-8", errors="surrogatepass")


def whoosh_schema(dictionary: tuple[str, ...] = ()) -> fields.Schema:
    """Return a schema that Whoosh's own writer can write."""
    return fields.Schema(**whoosh_fields(dictionary))


def whoosh_fields(dictionary: tuple[str, ...]) -> dict[str, fields.FieldType]:
    """Return all fields by name; what is shown of a paragraph is stored in the last."""
    words = WordAnalyzer(dictionary)
    return {
        **{field.name: _whoosh_field(field, words) for field in FIELDS},
        "record": fields.STORED(),
    }


def _whoosh_field(field: Field, words: WordAnalyzer) -> fields.FieldType:
    """Return a field for Whoosh. None has positions: phrases are found by our own grams."""
    if field.form == "words":
        return fields.TEXT(analyzer=words, phrase=False, spelling=False)
    if field.form == "grams":
        made = fields.TEXT(analyzer=GramAnalyzer(), phrase=False, spelling=False)
        made.scorable = False
        return made
    is_id = field.name == "id"
    return Name(stored=is_id, unique=is_id)
