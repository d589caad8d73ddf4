"""The peers' figures as a picture."""

from __future__ import annotations

from pathlib import Path

SHOWN = {
    "hit@1": "evidence first",
    "hit@5": "evidence within five",
    "MRR": "mean reciprocal rank",
    "characters_per_s": "characters indexed a second",
    "p50_ms": "ms a question, median",
    "peak_mb": "MB at most",
}


def draw(figures: dict[str, dict[str, float]], path: Path) -> None:
    """A small bar chart a figure, a bar a peer; the kind of picture is the file name's."""
    from matplotlib.figure import Figure

    canvas = Figure(figsize=(9, 4.6), layout="constrained")
    for axes, (figure, title) in zip(canvas.subplots(2, 3).flat, SHOWN.items(), strict=True):
        names = [name.replace("_", "-") for name in figures]
        bars = axes.bar(names, [row[figure] for row in figures.values()])
        bars[0].set_color("#b5443a")
        axes.bar_label(bars, fmt="%.3g", fontsize=8)
        axes.set_title(title, fontsize=10)
        axes.tick_params(labelsize=8)
        axes.margins(y=0.15)
    canvas.savefig(path)
