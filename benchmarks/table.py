"""Figures → the tables of the README, which hold nothing that the file of figures does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from benchmarks.commands import CLICK, SEARCH, WHOOSH
from benchmarks.figures import Answering, Build, Figures

__all__ = ["BEGIN", "END", "put", "tables"]

BEGIN = "<!-- made by `make bench` of benchmarks/results/figures.json: -->"
END = "<!-- up to here -->"

KIND_NAMES = {
    "common": "a frequent word",
    "mid": "a rarer word",
    "or": "2–4 words, any",
    "and": "2–4 words, all",
    "phrase": "a phrase of whole words",
    "cut phrase": "a phrase cut anywhere",
    "question": "a question",
}

OURS, WHOLE, MEASURE = "Duansou", "Duansou, whole answers", "Tantivy"

SYSTEMS = (
    OURS,
    WHOLE,
    MEASURE,
    "Tantivy without count",
    "bm25s",
    "SQLite FTS5",
    "stock Whoosh",
)

MEGABYTE = 1_000_000


def tables(figures: Figures) -> str:
    """Return all tables, each below a line that says what it shows."""
    parts = (
        _answering(figures),
        _first(figures),
        _missed(figures),
        _builds(figures),
        _commands(figures),
        _machine(figures),
    )
    return "\n".join(filter(None, parts))


def put(readme: str, made: str) -> str:
    """Return the README with what was made between its two marks."""
    before, _, rest = readme.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"no place for the tables: {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n{made}\n{END}{after}"


def _answering(figures: Figures) -> str:
    rows = {
        (row.system, row.kind): row
        for row in figures.answering
        if row.paragraphs == figures.paragraphs
    }
    systems = [name for name in SYSTEMS if any(system == name for system, _ in rows)]
    if not systems:
        return ""
    compares = OURS in systems and MEASURE in systems
    head = ["ms, half / 95 % of queries", *systems, *([f"{OURS} : {MEASURE}"] if compares else [])]
    body = []
    for kind, name in KIND_NAMES.items():
        cells = [_cell(rows.get((system, kind))) for system in systems]
        if compares:
            cells.append(_ratios(rows.get((OURS, kind)), rows.get((MEASURE, kind))))
        body.append([name, *cells])
    title = (
        f"Answers from {figures.paragraphs:,} paragraphs, the ten best and the number of all, each "
        "query with the quickest of its rounds:"
    )
    return _table(title, head, body)


def _cell(row: Answering | None) -> str:
    return f"{_short(row.p50)} / {_short(row.p95)}" if row else "–"


def _ratios(ours: Answering | None, theirs: Answering | None) -> str:
    if ours is None or theirs is None:
        return "–"
    return f"{ours.p50 / theirs.p50:.2f} / {ours.p95 / theirs.p95:.2f}"


def _first(figures: Figures) -> str:
    """Return what the first round took: what answers it was in no cache yet."""
    rows = {
        (row.system, row.kind): f"{_short(row.first_p50)} / {_short(row.first_p95)}"
        for row in figures.answering
        if row.paragraphs == figures.paragraphs
    }
    parts = [
        f"{name} takes {OURS} {rows[OURS, kind]} ms, {MEASURE} {rows[MEASURE, kind]}"
        for kind, name in KIND_NAMES.items()
        if (OURS, kind) in rows and (MEASURE, kind) in rows
    ]
    return f"Asked for the first time, {'; '.join(parts)}.\n" if parts else ""


def _missed(figures: Figures) -> str:
    """Return for how many phrases cut anywhere each system finds nothing."""
    rows = [
        row
        for row in figures.answering
        if row.paragraphs == figures.paragraphs and row.kind == "cut phrase"
    ]
    nothing = [
        f"{row.system} for {row.nothing}"
        for row in _ordered(rows, lambda row: row.system)
        if row.system in (OURS, MEASURE, "SQLite FTS5", "stock Whoosh")
    ]
    if not nothing:
        return ""
    wrong = sum(row.wrong for row in figures.exactness if row.paragraphs == figures.paragraphs)
    asked = sum(row.queries for row in figures.exactness if row.paragraphs == figures.paragraphs)
    exact = f" {wrong} of {asked} answers of {OURS} differ from a plain reading of all texts."
    return (
        f"Of {rows[0].queries} phrases cut anywhere, nothing is found by {', '.join(nothing)}."
        f"{exact if asked else ''}\n"
    )


def _builds(figures: Figures) -> str:
    rows = [row for row in figures.builds if row.paragraphs == figures.paragraphs]
    if not rows:
        return ""
    rows.sort(key=lambda row: row.cpu_seconds)
    ours = next((row.cpu_seconds for row in rows if row.system == OURS and row.jobs == 1), None)
    head = [
        "from the file to the index",
        "words",
        "seconds",
        "of a processor",
        f": {OURS}",
        "index",
        "memory",
    ]
    body = [
        [
            row.system + (f", {row.jobs} jobs" if row.jobs > 1 else ""),
            row.segmenter or "rjieba",
            _short(row.seconds),
            _short(row.cpu_seconds),
            f"{row.cpu_seconds / ours:.2f}" if ours else "–",
            f"{row.index_bytes / MEGABYTE:,.0f} MB",
            f"{row.peak_bytes / MEGABYTE:,.0f} MB",
        ]
        for row in rows
    ]
    title = f"Indexing {figures.paragraphs:,} paragraphs, on one core a job:"
    return _table(title, head, body) + _with_jobs(rows)


def _with_jobs(rows: Iterable[Build]) -> str:
    """Return how much sooner several jobs are done than one."""
    seconds = {row.jobs: row.seconds for row in rows if row.system == OURS}
    return "".join(
        f"\n{jobs} jobs of {OURS}, the paragraphs in eight files, are done {seconds[1] / took:.2f} "
        "times as fast as one.\n"
        for jobs, took in sorted(seconds.items())
        if jobs > 1 and 1 in seconds
    )


def _commands(figures: Figures) -> str:
    rows = {row.command: row for row in figures.commands if row.paragraphs == figures.paragraphs}
    body = [
        [
            f"`{name}`" if name != WHOOSH else name,
            f"{rows[name].seconds:.2f}",
            f"{rows[name].peak_bytes / MEGABYTE:,.0f} MB",
        ]
        for name in (CLICK, SEARCH, WHOOSH)
        if name in rows
    ]
    head = ["a command, started anew", "seconds", "memory"]
    return _table("", head, body) if body else ""


def _machine(figures: Figures) -> str:
    machine = figures.machine
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    rows: list[Answering | Build] = [*figures.answering, *figures.builds]
    dates = sorted({row.date for row in rows})
    when = " to ".join(dict.fromkeys((dates[0], dates[-1]))) if dates else "–"
    return (
        f"{machine.processor}, {machine.cores} cores, load {machine.load:.1f} at the beginning, "
        f"{machine.system}; {versions}; measured {when}.\n"
    )


def _ordered(rows: Iterable[Answering], name: Callable[[Answering], str]) -> list[Answering]:
    return sorted(rows, key=lambda row: SYSTEMS.index(name(row)))


def _short(value: float) -> str:
    """Return a figure with as many digits as tell something: 0.123, 1.23, 12.3, 123."""
    for limit, digits in ((1, 3), (10, 2), (100, 1)):
        if value < limit:
            return f"{value:.{digits}f}"
    return f"{value:,.0f}"


def _table(title: str, head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *body]
    rows = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{title}\n\n{rows}\n" if title else f"{rows}\n"
