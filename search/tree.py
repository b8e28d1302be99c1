"""What a query asks for, as a tree of frozen nodes: leaves to be found, and how they combine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from indexer.folding import fold

__all__ = [
    "JOINING",
    "NAMING",
    "OVER_ONE",
    "WRITTEN_OTHERWISE",
    "And",
    "Article",
    "Fuzzy",
    "Held",
    "Leaf",
    "Lookup",
    "Near",
    "Node",
    "Not",
    "Only",
    "Or",
    "Pattern",
    "Phrase",
    "Restriction",
    "Shape",
    "Term",
    "describe",
    "joined",
    "lookups",
    "positive_leaves",
    "relax",
    "without_lookup",
]


@dataclass(frozen=True, slots=True)
class Term:
    """A bare word: its characters, or any of the words the segmenter finds in it.

    `field` says where alone it may be: in `text`, `footnote` or `title`. What is written in one of
    the `others`, folded forms that stand by themselves, is as good as the characters typed.
    """

    text: str
    folded: str
    field: str | None = None
    others: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash(self.folded)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A quoted phrase: exactly its folded characters, in one `field` where it is told."""

    text: str
    folded: str
    field: str | None = None

    def __hash__(self) -> int:
        return hash(self.folded)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word with wildcards, `*` and `?`, in one `field` where it is told."""

    text: str
    folded: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word or phrase that may be written with one slip, in one `field` where it is told."""

    text: str
    folded: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Two words or phrases of one field with so many characters between them, or fewer."""

    left: Term | Phrase | Pattern | Fuzzy
    right: Term | Phrase | Pattern | Fuzzy
    distance: int
    text: str

    @property
    def field(self) -> str | None:
        """Where alone both may be."""
        return self.left.field

    @property
    def folded(self) -> str:
        """The folded characters of both."""
        return f"{self.left.folded} {self.right.folded}"


@dataclass(frozen=True, slots=True)
class Lookup:
    """A document by its canonical `key`, or the `place` in it: an anchor or a label as typed."""

    key: str
    place: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article of whatever document, by its label or its anchor as typed; or text that names it.

    `label` is one form for all ways to write it, None where an anchor was typed; the `others` are
    folded forms of the text.
    """

    text: str
    folded: str
    label: str | None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class And:
    """All of the children; there are at least two."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the children; there are at least two."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What the child does not match."""

    child: Node


@dataclass(frozen=True, slots=True)
class Only:
    """What the child matches, which adds nothing to any score."""

    child: Node


@dataclass(frozen=True, slots=True)
class Restriction:
    """Paragraphs whose `field`, by its English name, has a value; it adds nothing to any score."""

    field: str
    value: str
    text: str


Shape = Pattern | Fuzzy | Near
"""What is found by more than its own characters: texts are looked at for it."""

Held = Term | Phrase | Article | Shape
"""What is found by its characters."""

Leaf = Held | Lookup
Node = Leaf | And | Or | Not | Only | Restriction

# Each query asks for these many times; to write the kinds with | makes them anew each time.
JOINING = (And, Or)
OVER_ONE = (Not, Only)
NAMING = (Lookup, Article)
WRITTEN_OTHERWISE = (Term, Article)
_ADDING_NOTHING = (Not, Only, Restriction)


def describe(node: Node) -> str:
    """Return the canonical readable form: operators spelled out, phrases in quotes."""
    match node:
        case Term() | Article() | Phrase() | Pattern() | Fuzzy():
            return f"{_field(node)}{_typed(node)}{_others(node)}"
        case Near():
            sides = [f"{_typed(side)}{_others(side)}" for side in (node.left, node.right)]
            near = f" NEAR/{node.distance} ".join(sides)
            return near if node.field is None else f"{node.field}:({near})"
        case And():
            return " AND ".join(map(_within, node.children))
        case Or():
            return " OR ".join(map(_within, node.children))
        case Not():
            return f"NOT {_within(node.child)}"
        case Only():
            return describe(node.child)
        case Restriction():
            return _one_line(node.text)
        case Lookup():
            return _describe_lookup(node)


def positive_leaves(node: Node | None) -> tuple[Leaf, ...]:
    """Return the leaves that no NOT stands over, each once, in order."""
    if node is None or isinstance(node, _ADDING_NOTHING):
        return ()
    if isinstance(node, JOINING):
        return tuple(dict.fromkeys(chain.from_iterable(map(positive_leaves, node.children))))
    return (node,)


def lookups(node: Node) -> tuple[Lookup | Article, ...]:
    """Return the documents and articles named anywhere in the tree, each once, in order."""
    if isinstance(node, JOINING):
        return tuple(dict.fromkeys(chain.from_iterable(map(lookups, node.children))))
    if isinstance(node, OVER_ONE):
        return lookups(node.child)
    return (node,) if isinstance(node, NAMING) else ()


def relax(node: Node) -> Node | None:
    """Return the tree with any instead of all of what is asked for; None where nothing changes.

    What is excluded stays excluded.
    """
    relaxed = _relaxed(node)
    return None if relaxed == node else relaxed


def without_lookup(node: Node, lookup: Lookup | Article) -> Node:
    """Return the tree with the words of `lookup` in its place, each required."""
    if node == lookup:
        words = tuple(_terms(lookup.text.split()))
        return joined(And, words) or node
    if isinstance(node, JOINING):
        children = tuple(without_lookup(child, lookup) for child in node.children)
        return joined(type(node), children) or node
    if isinstance(node, OVER_ONE):
        return type(node)(without_lookup(node.child, lookup))
    return node


def _within(node: Node) -> str:
    """Return the form of a node inside another: in brackets where it has parts of its own."""
    described = describe(node)
    inner = node.child if isinstance(node, Only) else node
    return f"({described})" if isinstance(inner, JOINING) else described


def _field(leaf: Term | Phrase | Article | Pattern | Fuzzy) -> str:
    """Return the field before a leaf, with its colon, where there is one."""
    return "" if isinstance(leaf, Article) or leaf.field is None else f"{leaf.field}:"


def _typed(leaf: Term | Phrase | Article | Pattern | Fuzzy) -> str:
    """Return a leaf as one would type it, its field aside."""
    text = _one_line(leaf.text)
    if isinstance(leaf, Fuzzy):
        return f"{text}~" if text.isalnum() else f'"{text}"~'
    is_operator = text in ("AND", "OR", "NOT") and not _field(leaf)
    is_quoted = isinstance(leaf, Phrase) or is_operator
    return f'"{text}"' if is_quoted else text


def _others(leaf: Term | Phrase | Article | Pattern | Fuzzy) -> str:
    """Return what else is as good as a leaf, in brackets, where there is anything."""
    others = leaf.others if isinstance(leaf, WRITTEN_OTHERWISE) else ()
    return f" ({' '.join(f'= {other}' for other in others)})" if others else ""


def _describe_lookup(lookup: Lookup) -> str:
    if lookup.place is None:
        return lookup.key
    between = "#" if lookup.place.isascii() else " "
    return f"{lookup.key}{between}{lookup.place}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _relaxed(node: Node) -> Node:
    if not isinstance(node, JOINING):
        return node
    children = tuple(_relaxed(child) for child in node.children)
    if isinstance(node, Or):
        return joined(Or, children) or node
    asked = tuple(child for child in children if positive_leaves(child))
    excluded = tuple(child for child in children if not positive_leaves(child))
    any_asked = joined(Or, asked)
    return joined(And, (any_asked, *excluded) if any_asked else excluded) or node


def joined(kind: type[And] | type[Or], children: Sequence[Node]) -> Node | None:
    """Return one node over the children, each once, those of the same kind taken up into it."""
    flat: list[Node] = []
    for child in children:
        if isinstance(child, kind):
            flat.extend(child.children)
        else:
            flat.append(child)
    flat = list(dict.fromkeys(flat))
    if len(flat) > 1:
        return kind(tuple(flat))
    return flat[0] if flat else None


def _terms(words: Sequence[str]) -> Iterator[Term]:
    for word in words:
        if folded := fold(word):
            yield Term(word, folded)
