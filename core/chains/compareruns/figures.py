"""The figure of two runs: what each class gains or loses. Needs matplotlib: imported late, by ``page``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from ..benchmark.figures import source

if TYPE_CHECKING:
    from .page import PageText

_GAIN, _LOSS = "#0072B2", "#D55E00"


def pictures(report: Mapping[str, Any], text: "PageText") -> dict[str, str]:
    """Address of the figure of each split."""
    return {one["split"]: source(by_class(one, text)) for one in report["splits"]}


def by_class(one: Mapping[str, Any], text: "PageText") -> Figure:
    """F1 of the first less that of the reference with its interval; full where it is beyond chance."""
    rows = [row for row in one["by_class"] if row["difference"]["value"] is not None]
    rows = sorted(rows, key=lambda row: row["difference"]["value"])
    figure = Figure(figsize=(9.6, 1.1 + 0.36 * len(rows)), constrained_layout=True)
    axis = figure.subplots()
    for place, row in enumerate(rows):
        found = row["difference"]
        colour = _GAIN if found["value"] >= 0 else _LOSS
        ends = None if found["low"] is None else [[found["value"] - found["low"]], [found["high"] - found["value"]]]
        axis.errorbar([found["value"]], [place], xerr=ends, fmt="o", color=colour, capsize=3,
                      markerfacecolor=colour if found["beyond_chance"] else "white")
    axis.axvline(0.0, color="#444444", linewidth=1)
    axis.set_yticks(range(len(rows)))
    axis.set_yticklabels([text.class_name(row["class"]) for row in rows])
    axis.set_ylim(-0.6, len(rows) - 0.4)
    axis.set_xlabel(f"F1, {text.words['difference'].lower()}, {text.words[one['split']]}")
    axis.grid(axis="x", color="#dddddd")
    axis.set_axisbelow(True)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)
    return figure
