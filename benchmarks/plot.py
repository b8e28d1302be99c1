"""Figures → a picture of how build and answers grow with the corpus, an SVG file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import Answering, Build, Figures

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw"]

# Okabe and Ito's colours, told apart by all eyes; the markers tell them apart without colour.
LOOKS = {
    "Duansou": ("#D55E00", "o"),
    "Tantivy": ("#0072B2", "s"),
    "bm25s": ("#009E73", "^"),
    "SQLite FTS5": ("#CC79A7", "D"),
    "stock Whoosh": ("#000000", "v"),
}

PANELS = {
    "or": "2–4 words, any",
    "and": "2–4 words, all",
    "phrase": "a phrase",
    "question": "a question",
}

Points = list[tuple[int, float]]


def draw(figures: Figures, path: Path) -> None:
    """Write the picture; the same figures give the same file."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update(
        {
            "svg.hashsalt": "benchmarks",
            "svg.fonttype": "none",
            "font.size": 9,
            "font.family": "sans-serif",
        }
    )
    from matplotlib import pyplot

    picture, grid = pyplot.subplots(2, 3, figsize=(9.5, 5.6), layout="constrained")
    panels = list(grid.flat)
    _lines(panels[0], lambda name: _build(figures.builds, name, lambda row: row.cpu_seconds))
    _label(panels[0], "indexing, from file to index", "seconds of a processor")
    for panel, (kind, title) in zip(panels[1:5], PANELS.items(), strict=True):
        _lines(panel, lambda name, kind=kind: _median(figures.answering, name, kind))  # type: ignore[misc]
        _label(panel, title, "ms, half of the queries")
    _legend(panels[5], panels[0])
    picture.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    pyplot.close(picture)


def _lines(panel: Axes, points_of: Callable[[str], Points]) -> None:
    for name, (colour, marker) in LOOKS.items():
        points = sorted(points_of(name))
        if points:
            sizes, values = zip(*points, strict=True)
            ours = name == "Duansou"
            panel.plot(
                sizes,
                values,
                color=colour,
                marker=marker,
                markersize=5,
                linewidth=2 if ours else 1.2,
                label=name,
                zorder=3 if ours else 2,
            )


def _label(panel: Axes, title: str, unit: str) -> None:
    panel.set(xscale="log", yscale="log", title=title, ylabel=unit, xlabel="paragraphs")
    panel.set_xticks([30_000, 100_000, 314_401, 1_000_000], ["30,000", "100,000", "314,401", "1 M"])
    panel.yaxis.set_major_formatter("{x:g}")
    panel.minorticks_off()
    panel.grid(color="#dddddd", linewidth=0.6)
    panel.spines[["top", "right"]].set_visible(False)


def _legend(panel: Axes, other: Axes) -> None:
    panel.axis("off")
    handles, labels = other.get_legend_handles_labels()
    panel.legend(handles, labels, loc="center left", frameon=False, title="one core; log scales")


def _build(rows: Iterable[Build], name: str, value: Callable[[Build], float]) -> Points:
    words = {"stock Whoosh": "jieba", "Duansou": ""}.get(name, "rjieba")
    return [
        (row.paragraphs, value(row))
        for row in rows
        if row.system == name and row.jobs == 1 and row.segmenter == words
    ]


def _median(rows: Iterable[Answering], name: str, kind: str) -> Points:
    return [(row.paragraphs, row.p50) for row in rows if row.system == name and row.kind == kind]
