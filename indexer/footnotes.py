"""Marks ↔ notes: marks left in the text are lifted out, both ends linked, 同上 spelt out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.document import Diagnostic, Footnote, Paragraph
from indexer.join import Draft, MarkPiece, TextPiece, glue
from indexer.separate import UNIT_AHEAD, UNIT_BEHIND, NoteBlock, NoteLines

__all__ = ["Linked", "PrintedNote", "lift_inline_marks", "link", "read_notes", "resolve"]

_GAP = r"[ \t\u3000\u00a0]{0,3}"

# 条约》1 第六条    报告12 的    ¹    (a number between words, perhaps raised, perhaps spaced off)
INLINE_MARK = re.compile(
    rf"{_GAP}(?P<number>(?<![0-9])[0-9]{{1,3}}(?![0-9])|[¹²³⁰⁴-⁹]{{1,3}}){_GAP}"
)

# What a mark is printed behind: a Han character, closing punctuation
BEFORE_A_MARK = re.compile(r"[\u3400-\u9fff》”’」』）)〉】，。；：、！？]\Z")

# What may follow one: a Han character, punctuation, the end
AFTER_A_MARK = re.compile(r"[\u3400-\u9fff《“‘「『（(〈【，。；：、！？》”’」』）)]|\Z")

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

# 同上，第 634 卷    同上。
SAME_AS_ABOVE = re.compile(r"同上(?P<rest>[，,].*)?[。.]?\Z", re.DOTALL)

# 第 634 卷    第9068号    英文第226页    附件二: what a reference counts by
COUNTED = re.compile(
    r"第[ 0-9:：、，和至\-]{1,30}(?P<unit>[卷號号頁页段條条節节章編编款項项]|部分)"
    r"|(?P<annex>附件|附录|附錄)"
)

_CLAUSE = re.compile(r"[，,]")
_SPACE = re.compile(r"[ \t\u3000\u00a0]+")
_STRAY_SPACE = re.compile(r"(?<![A-Za-z]) +| +(?![A-Za-z ])")


@dataclass(frozen=True, slots=True)
class PrintedNote:
    """A note read as printed, before it is known which paragraphs cite it."""

    number: str
    text: str
    region: int
    lines: NoteLines


@dataclass(frozen=True, slots=True)
class Linked:
    """The notes with their paragraphs, and what could not be linked."""

    footnotes: tuple[Footnote, ...]
    diagnostics: tuple[Diagnostic, ...]


def read_notes(blocks: Sequence[NoteBlock], text: str) -> tuple[PrintedNote, ...]:
    """Return the notes of all pages in order, their broken lines joined."""
    return tuple(
        PrintedNote(note.number, _joined(note, text), region, note)
        for region, block in enumerate(blocks)
        for note in block.notes
    )


def lift_inline_marks(
    drafts: Sequence[Draft], notes: Sequence[PrintedNote]
) -> tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]:
    """Return the drafts with the marks lifted out that stand within a line.

    A mark is lifted only for a note that no mark refers to yet, and only where just one number
    between its neighbours' marks can be it; a raised digit always can.
    """
    lifted = list(drafts)
    diagnostics: list[Diagnostic] = []
    index = _NoteIndex(notes)
    marked = {index.note_of(mark.number, mark.start) for mark in _mark_pieces(drafts)}
    for note in notes:
        if note in marked:
            continue
        places = list(_inline_places(lifted, note, notes))
        if len(places) == 1:
            at, piece, match = places[0]
            lifted[at] = _lift(lifted[at], piece, match)
        elif places:
            diagnostics.append(_ambiguous(note, len(places)))
    return tuple(lifted), tuple(diagnostics)


def link(paragraphs: Sequence[Paragraph], notes: Sequence[PrintedNote]) -> Linked:
    """Return the notes linked to the paragraphs that bear their marks, 同上 resolved."""
    anchors = _note_anchors(notes)
    resolved, diagnostics = resolve([note.text for note in notes])
    citing = _citing(paragraphs, notes)
    footnotes = [
        Footnote(
            anchors[index],
            note.number,
            note.text,
            resolved[index],
            tuple(citing.get(note, ())),
            note.lines.number_span,
            note.lines.spans,
        )
        for index, note in enumerate(notes)
    ]
    problems = [
        Diagnostic(notes[index].lines.line, "unresolved-note", f"note {notes[index].number}: {why}")
        for index, why in diagnostics
    ]
    problems += [
        Diagnostic(note.lines.line, "uncited-note", f"no mark refers to note {note.number}")
        for note, footnote in zip(notes, footnotes, strict=True)
        if not footnote.cited_by
    ]
    return Linked(tuple(footnotes), tuple(problems))


def resolve(texts: Sequence[str]) -> tuple[list[str | None], list[tuple[int, str]]]:
    """Return each note's text with 同上 spelt out, None where nothing was to be spelt out.

    The second list names, by index, the notes whose 同上 has no single source to refer to. A note
    keeps its own volume, number or page; the rest comes from the note above, itself resolved.
    """
    resolved: list[str | None] = []
    problems: list[tuple[int, str]] = []
    for index, text in enumerate(texts):
        same = SAME_AS_ABOVE.match(text)
        if same is None:
            resolved.append(None)
            continue
        above = (resolved[index - 1] or texts[index - 1]) if index else ""
        reason = _why_not(above)
        resolved.append(None if reason else _spelt_out(above, same["rest"] or ""))
        if reason:
            problems.append((index, reason))
    return resolved, problems


def _joined(note: NoteLines, text: str) -> str:
    """Return the note's lines as one text."""
    joined = ""
    for span in note.spans:
        line = text[span.start : span.end]
        joined += glue(joined, line) + line
    return joined


def _mark_pieces(drafts: Sequence[Draft]) -> Iterator[MarkPiece]:
    for draft in drafts:
        for piece in draft.pieces:
            if isinstance(piece, MarkPiece):
                yield piece


class _NoteIndex:
    """Finds the note a mark refers to, by its number and its place."""

    def __init__(self, notes: Sequence[PrintedNote]) -> None:
        self._by_number: dict[str, list[PrintedNote]] = {}
        first_of_region: dict[int, int] = {}
        for note in notes:
            self._by_number.setdefault(note.number, []).append(note)
            first_of_region.setdefault(note.region, note.lines.number_span.start)
        self._regions = list(first_of_region)
        self._starts = list(first_of_region.values())

    def note_of(self, number: str, start: int) -> PrintedNote | None:
        """Return the note of that number on the mark's page, else the only one so numbered."""
        same = self._by_number.get(number, [])
        at = bisect_right(self._starts, start)
        region = self._regions[at] if at < len(self._regions) else None
        here = [note for note in same if note.region == region]
        if here:
            return here[0]
        return same[0] if len(same) == 1 else None


def _citing(
    paragraphs: Sequence[Paragraph], notes: Sequence[PrintedNote]
) -> dict[PrintedNote, list[str]]:
    """Return the anchors of the paragraphs that bear each note's mark, in order, each once."""
    index = _NoteIndex(notes)
    citing: dict[PrintedNote, list[str]] = {}
    for paragraph in paragraphs:
        for note in {index.note_of(mark.number, mark.span.start) for mark in paragraph.marks}:
            if note is not None:
                citing.setdefault(note, []).append(paragraph.anchor)
    return citing


def _inline_places(
    drafts: Sequence[Draft], note: PrintedNote, notes: Sequence[PrintedNote]
) -> Iterator[tuple[int, TextPiece, re.Match[str]]]:
    """Yield every place within a line of the note's page that can be its mark."""
    low, high = _between_neighbours(drafts, note, notes)
    for index, draft in enumerate(drafts):
        for piece in draft.pieces:
            if isinstance(piece, MarkPiece) or piece.start >= high:
                continue
            for match in INLINE_MARK.finditer(piece.text):
                place = piece.start + match.start("number")
                if low <= place < high and _can_mark(match, piece.text, note.number):
                    yield index, piece, match


def _between_neighbours(
    drafts: Sequence[Draft], note: PrintedNote, notes: Sequence[PrintedNote]
) -> tuple[int, int]:
    """Return the stretch of the source in which the note's mark must stand.

    It is on the note's page, after the marks of smaller and before the marks of greater numbers.
    """
    before = [other for other in notes if other.region == note.region - 1]
    low = before[-1].lines.number_span.start if before else 0
    high = note.lines.number_span.start
    for mark in _mark_pieces(drafts):
        if not low <= mark.start < high:
            continue
        if int(mark.number) < int(note.number):
            low = max(low, mark.end)
        elif int(mark.number) > int(note.number):
            high = min(high, mark.start)
    return low, high


def _can_mark(match: re.Match[str], text: str, number: str) -> bool:
    """Say whether a number found in a line can be the mark of the note of that number."""
    if match["number"].translate(SUPERSCRIPTS) != number:
        return False
    if match["number"] != number:
        return True
    behind, ahead = text[: match.start()], text[match.end() :]
    if UNIT_BEHIND.search(behind) or UNIT_AHEAD.match(ahead):
        return False
    return bool(BEFORE_A_MARK.search(behind) and AFTER_A_MARK.match(ahead))


def _lift(draft: Draft, piece: TextPiece, match: re.Match[str]) -> Draft:
    """Return the draft with the matched number made a mark and its piece divided."""
    start, end = piece.start + match.start("number"), piece.start + match.end("number")
    mark = MarkPiece(start, end, match["number"].translate(SUPERSCRIPTS))
    before = TextPiece(piece.start, piece.text[: match.start()])
    after = TextPiece(piece.start + match.end(), piece.text[match.end() :])
    at = draft.pieces.index(piece)
    divided = (
        *(part for part in (before, mark, after) if isinstance(part, MarkPiece) or part.text),
    )
    return replace(draft, pieces=draft.pieces[:at] + divided + draft.pieces[at + 1 :])


def _ambiguous(note: PrintedNote, places: int) -> Diagnostic:
    message = (
        f"{places} numbers in the text could be the mark of note {note.number}; none was linked"
    )
    return Diagnostic(note.lines.line, "ambiguous-mark", message)


def _note_anchors(notes: Sequence[PrintedNote]) -> list[str]:
    """Return the anchors: fn5, and fn5~2 where a later page begins to count anew."""
    times: Counter[str] = Counter()
    anchors: list[str] = []
    for note in notes:
        times[note.number] += 1
        count = times[note.number]
        anchors.append(f"fn{note.number}" + (f"~{count}" if count > 1 else ""))
    return anchors


def _why_not(above: str) -> str:
    """Return why 同上 cannot refer to the note above, or "" where it can."""
    if not above:
        return "同上 stands in the first note"
    if SAME_AS_ABOVE.match(above):
        return "the note above is itself unresolved"
    if re.search(r"[；;]", above):
        return "the note above names several sources"
    return ""


def _spelt_out(above: str, rest: str) -> str:
    """Return the source of the note above with the volume, number or page of this one."""
    own = [clause for clause in _CLAUSE.split(_plain(rest).strip("，,。. ")) if clause]
    base = [clause for clause in _CLAUSE.split(_plain(above).rstrip("。. ")) if clause]
    units = {_unit(clause) for clause in own} - {None}
    kept = next((at for at, clause in enumerate(base) if _unit(clause) in units), len(base))
    return "，".join([*base[:kept], *own]) + "。"


def _unit(clause: str) -> str | None:
    counted = COUNTED.search(clause)
    return (counted["unit"] or counted["annex"]) if counted else None


def _plain(text: str) -> str:
    """Return the text without the spaces typesetting leaves around figures: 第 634 卷 → 第634卷."""
    return _STRAY_SPACE.sub("", _SPACE.sub(" ", text))
