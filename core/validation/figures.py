"""The report's figures, as data that an HTML page holds in itself. Needs matplotlib: imported late."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

_KINDS = (("users_accuracy", "users", "#1b6ca8", "o"), ("producers_accuracy", "producers", "#b2182b", "s"))


def pictures(report: Mapping[str, Any], text: Mapping[str, str]) -> dict[str, str]:
    """Address of each figure by its title."""
    return {text["classes_title"]: _source(accuracies(report, text)),
            text["matrix_shares"]: _source(flows(report, text))}


def _source(figure: Figure) -> str:
    FigureCanvasAgg(figure)
    buffer = io.BytesIO()
    # Without the date the same report draws the same lines.
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    return f"data:image/svg+xml;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"


def accuracies(report: Mapping[str, Any], text: Mapping[str, str]) -> Figure:
    """User's and producer's accuracy of each class with their intervals, the worst F1 on top."""
    rows = sorted(report["by_class"], key=lambda row: -(row["f1"]["value"] or 0.0))
    height = 1.1 + 0.34 * len(rows)
    figure = Figure(figsize=(9.0, height))
    figure.subplots_adjust(left=0.26, right=0.97, bottom=0.6 / height, top=1 - 0.35 / height)
    axis = figure.subplots()
    places = np.arange(len(rows))
    for shift, (key, label, colour, marker) in zip((0.13, -0.13), _KINDS):
        values = np.array([_value(row[key], "value") for row in rows])
        low, high = (np.array([_value(row[key], side) for row in rows]) for side in ("low", "high"))
        spread = np.abs(np.nan_to_num(np.stack([values - low, high - values])))
        axis.errorbar(values, places + shift, xerr=spread, fmt=marker, color=colour, capsize=3, label=text[label])
    axis.set_yticks(places)
    axis.set_yticklabels([row["class"] for row in rows])
    axis.set_xlim(-0.02, 1.02)
    axis.grid(axis="x", color="#dddddd")
    axis.set_axisbelow(True)
    axis.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncol=2, frameon=False)
    return figure


def _value(estimate: Mapping[str, Any], key: str) -> float:
    return float("nan") if estimate[key] is None else float(estimate[key])


def flows(report: Mapping[str, Any], text: Mapping[str, str]) -> Figure:
    """Where each class of the reference went on the map: shares of its column, the diagonal apart by its frame."""
    table = np.asarray(report["proportions"], float)
    column = table.sum(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(column > 0, table / column, np.nan)
    side = 2.4 + 0.42 * len(table)
    figure = Figure(figsize=(side + 1.2, side))
    figure.subplots_adjust(left=1.9 / (side + 1.2), right=0.98, bottom=1.8 / side, top=1 - 0.15 / side)
    axis = figure.subplots()
    # Drawn as squares, not as an image: some browsers show no image inside an SVG.
    edges = np.arange(len(table) + 1) - 0.5
    axis.pcolormesh(edges, edges, np.ma.masked_invalid(shares), cmap="Blues", vmin=0.0, vmax=1.0)
    axis.invert_yaxis()
    axis.set_aspect("equal")
    for row, column_ in np.ndindex(shares.shape):
        if np.isfinite(shares[row, column_]) and shares[row, column_] >= 0.01:
            axis.text(column_, row, f"{100 * shares[row, column_]:.0f}", ha="center", va="center", fontsize=8,
                      color="white" if shares[row, column_] > 0.55 else "black",
                      fontweight="bold" if row == column_ else "normal")
    for setter, labels, rotation in ((axis.set_xticks, axis.set_xticklabels, 90), (axis.set_yticks,
                                                                                  axis.set_yticklabels, 0)):
        setter(np.arange(len(table)))
        labels(report["classes"], rotation=rotation, fontsize=8)
    axis.set_xlabel(f"{text['reference']} (%)")
    axis.set_ylabel(text["map"])
    return figure
