"""The report's figures, as data that an HTML page holds in itself. Needs matplotlib: imported late."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from ..engine.colours import distinct

#: A confusion thinner than this share of all errors is not drawn.
_THIN = 0.004
_KINDS = (("users_accuracy", "users", "#1b6ca8", "o"), ("producers_accuracy", "producers", "#b2182b", "s"))


def pictures(report: Mapping[str, Any], text: Mapping[str, str]) -> dict[str, str]:
    """Address of each figure by its title."""
    found = {text["classes_title"]: source(accuracies(report, text)),
             text["matrix_shares"]: source(shares(report, text)), text["flows"]: source(flows(report, text))}
    if report["calibration"]:
        found[text["reliability"]] = source(reliability(report["calibration"], text))
    if report["patches"]:
        found[text["spectrum_pixels"]] = source(spectrum(report["patches"], text))
    return found


def source(figure: Figure) -> str:
    """Address of a figure drawn as lines, for HTML."""
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


def _left(labels: Sequence[str]) -> float:
    """Inches that names of classes take beside a figure."""
    return 0.5 + 0.085 * max((len(label) for label in labels), default=0)


def _value(estimate: Mapping[str, Any], key: str) -> float:
    return float("nan") if estimate[key] is None else float(estimate[key])


def shares(report: Mapping[str, Any], text: Mapping[str, str]) -> Figure:
    """Where each class of the reference went on the map: shares of its column, the diagonal in bold."""
    table = np.asarray(report["proportions"], float)
    column = table.sum(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(column > 0, table / column, np.nan)
    side = 2.4 + 0.42 * len(table)
    figure = Figure(figsize=(side + 1.2, side))
    figure.subplots_adjust(left=1.9 / (side + 1.2), right=0.98, bottom=1.8 / side, top=1 - 0.15 / side)
    axis = figure.subplots()
    # Drawn as squares, not as an image: some browsers show no image inside an SVG.
    edges = np.arange(len(table) + 1) - 0.5
    axis.pcolormesh(edges, edges, np.ma.masked_invalid(part), cmap="Blues", vmin=0.0, vmax=1.0)
    axis.invert_yaxis()
    axis.set_aspect("equal")
    for row, column_ in np.ndindex(part.shape):
        if np.isfinite(part[row, column_]) and part[row, column_] >= 0.01:
            axis.text(column_, row, f"{100 * part[row, column_]:.0f}", ha="center", va="center", fontsize=8,
                      color="white" if part[row, column_] > 0.55 else "black",
                      fontweight="bold" if row == column_ else "normal")
    for setter, labels, rotation in ((axis.set_xticks, axis.set_xticklabels, 90), (axis.set_yticks,
                                                                                  axis.set_yticklabels, 0)):
        setter(np.arange(len(table)))
        labels(report["classes"], rotation=rotation, fontsize=8)
    axis.set_xlabel(f"{text['reference']} (%)")
    axis.set_ylabel(text["map"])
    return figure


def flows(report: Mapping[str, Any], text: Mapping[str, str]) -> Figure:
    """Every error as a ribbon from its class in the reference to its class on the map, as wide as its share."""
    table = np.asarray(report["proportions"], float)
    errors = np.where(np.eye(len(table)) == 1, 0.0, table)
    total, names = float(errors.sum()), report["classes"]
    figure = Figure(figsize=(9.0, 1.2 + 0.36 * max(3, len(names))))
    axis = figure.add_axes((0.27, 0.03, 0.46, 0.88))
    axis.set_axis_off()
    axis.set_xlim(0.0, 1.0)
    if total <= 0:
        axis.text(0.5, 0.5, text["no_error"], ha="center")
        return figure
    left, right = _stack(errors.sum(0) / total), _stack(errors.sum(1) / total)
    axis.set_ylim(max(left.max(), right.max()) + 0.08, -0.03)
    axis.text(0.0, -0.04, text["reference"], ha="right", fontweight="bold")
    axis.text(1.0, -0.04, text["map"], ha="left", fontweight="bold")
    for k, name in enumerate(names):
        for place, top, size in ((0.0, left[k], errors[:, k].sum()), (1.0, right[k], errors[k].sum())):
            if size > 0:
                axis.text(place + (0.03 if place else -0.03), top + size / total / 2, f"{name} {100 * size:.1f} %",
                          ha="left" if place else "right", va="center", fontsize=8)
    told = report.get("colours", {})
    _ribbons(axis, errors / total, left.copy(), right.copy(), [told.get(name, distinct(k))
                                                              for k, name in enumerate(names)])
    return figure


def _stack(sizes: np.ndarray) -> np.ndarray:
    """Top of each bar, one under the other with a gap; a bar of nothing takes no room."""
    gap = np.where(sizes > 0, 0.03, 0.0)
    return np.asarray(np.cumsum(sizes + gap) - sizes - gap)


def _ribbons(axis: Any, part: np.ndarray, left: np.ndarray, right: np.ndarray,
             colours: Sequence[Sequence[int]]) -> None:
    """part: (map, reference) shares of all errors; left, right: where the next ribbon of each class begins."""
    for reference in range(len(part)):
        colour = tuple(one / 255 for one in colours[reference])
        for mapped in np.argsort(right, kind="stable").tolist():
            width = float(part[mapped, reference])
            one, other = left[reference], right[mapped]
            left[reference] += width
            right[mapped] += width
            if width < _THIN:
                continue
            outline = [(0.0, one), (0.5, one), (0.5, other), (1.0, other), (1.0, other + width), (0.5, other + width),
                       (0.5, one + width), (0.0, one + width), (0.0, one)]
            codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
            axis.add_patch(PathPatch(Path(outline, codes), facecolor=colour, edgecolor="white", linewidth=0.4,
                                     alpha=0.75))


def reliability(found: Mapping[str, Any], text: Mapping[str, str]) -> Figure:
    """Share that is right by confidence, the area of a point being the share of the map in its bin."""
    figure = Figure(figsize=(5.4, 5.2))
    figure.subplots_adjust(left=0.13, right=0.97, bottom=0.11, top=0.97)
    axis = figure.subplots()
    confidence, right, share = (np.array([one[key] for one in found["bins"]])
                                for key in ("confidence", "right", "share"))
    axis.plot([0, 1], [0, 1], color="#888888", linewidth=1)
    axis.plot(confidence, right, color="#1b6ca8", linewidth=1)
    axis.scatter(confidence, right, s=20 + 700 * share, color="#1b6ca8", alpha=0.6)
    axis.set_xlim(0, 1)
    axis.set_ylim(0, 1)
    axis.set_aspect("equal")
    axis.grid(color="#dddddd")
    axis.set_axisbelow(True)
    axis.set_xlabel(text["confidence_mean"])
    axis.set_ylabel(text["confidence_right"])
    return figure


def spectrum(found: Mapping[str, Any], text: Mapping[str, str]) -> Figure:
    """Pixels of each class by the size of their patch, as shares of the class: noise is dark, on the left."""
    rows, sizes = found["spectrum"], found["sizes"]
    names = [row["class"] for row in rows]
    height, left = 1.5 + 0.32 * len(rows), _left(names)
    figure = Figure(figsize=(9.0, height))
    figure.subplots_adjust(left=left / 9.0, right=0.97, bottom=0.55 / height, top=1 - 0.75 / height)
    axis = figure.subplots()
    pixels = np.array([row["pixels"] for row in rows], float)
    share = pixels / np.maximum(pixels.sum(1, keepdims=True), 1.0)
    start = np.cumsum(share, 1) - share
    for k, size in enumerate(sizes):
        grey = k / max(1, len(sizes) - 1)
        axis.barh(np.arange(len(rows)), share[:, k], left=start[:, k], color=(0.45 + 0.4 * grey, 0.1 + 0.75 * grey,
                                                                             0.1 + 0.75 * grey), label=size)
    axis.set_yticks(np.arange(len(rows)))
    axis.set_yticklabels(names)
    axis.invert_yaxis()
    axis.set_xlim(0, 1)
    axis.set_xlabel(text["patch_share"])
    axis.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncol=len(sizes), frameon=False, fontsize=7,
                columnspacing=0.9, handlelength=1.0)
    return figure
