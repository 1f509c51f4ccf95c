"""The report's figures, as data that an HTML page holds in itself. Needs matplotlib: imported late, by ``page``."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from .page import PageText

#: Colours that eyes of all kinds tell apart (Wong 2011, Nature Methods 8, 441).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C6D31")
_MARKERS = "osD^vPX*"


def pictures(report: Mapping[str, Any], text: "PageText") -> dict[str, str]:
    """Address of each figure by what it shows."""
    drawn = {"scores": scores(report, text), "by_class": by_class(report, text)}
    if len(report["classifiers"]) > 1 and any(
            one["judged"] for one in report["splits"] if one["split"] == report["best"]["split"]):
        drawn["differences"] = differences(report, text)
    if report["learning_curve"]:
        drawn["curve"] = curve(report, text)
    return {key: source(figure) for key, figure in drawn.items()}


def source(figure: Figure) -> str:
    """The figure as the address of an image, the same bytes for the same figure."""
    FigureCanvasAgg(figure)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"


def _style(report: Mapping[str, Any], name: str) -> tuple[str, str]:
    """Colour and marker of a classifier, the same in every figure."""
    place = report["classifiers"].index(name)
    return COLOURS[place % len(COLOURS)], _MARKERS[place % len(_MARKERS)]


def _frame(axis: Any, grid: str) -> None:
    axis.grid(axis=grid, color="#dddddd")
    axis.set_axisbelow(True)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)


def _legend(axis: Any, columns: int) -> None:
    """Above the axis."""
    axis.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncol=columns, frameon=False)


def _ranked(report: Mapping[str, Any], kind: str) -> list[str]:
    found = report["scores"][kind]
    return sorted(found, key=lambda name: found[name]["macro_f1"]["mean"] or 0.0)


def scores(report: Mapping[str, Any], text: "PageText") -> Figure:
    """Every run as a dot, its mean as a bar: overall accuracy and mean F1, a row a classifier, a colour a split."""
    kinds = list(report["scores"])
    order = _ranked(report, kinds[0])
    height = 1.3 + 0.26 * len(order) * (1 + len(kinds))
    figure = Figure(figsize=(9.6, height), constrained_layout=True)
    axes = figure.subplots(1, 2, sharey=True)
    for axis, key, label in zip(axes, ("overall_accuracy", "macro_f1"), ("overall", "macro_f1")):
        for number, kind in enumerate(kinds):
            shift = 0.25 * ((len(kinds) - 1) / 2 - number)
            for row, name in enumerate(order):
                values = [one[key] for one in report["trials"] if one["split"] == kind and one["classifier"] == name
                          and one[key] is not None]
                axis.plot(values, np.full(len(values), row + shift), "o", color=COLOURS[number], alpha=0.45,
                          markersize=4, linestyle="none")
                axis.plot([report["scores"][kind][name][key]["mean"]], [row + shift], "|", color=COLOURS[number],
                          markersize=15, markeredgewidth=2.5, label=text.words[kind] if row == 0 else None)
        axis.set_xlabel(text.words[label])
        axis.set_yticks(range(len(order)))
        axis.set_yticklabels(order)
        _frame(axis, "x")
    _legend(axes[0], len(kinds))
    return figure


def by_class(report: Mapping[str, Any], text: "PageText") -> Figure:
    """F1 of each class by each classifier, mean, least and greatest over runs; the hardest class on top."""
    kind = report["best"]["split"]
    order = _ranked(report, kind)[::-1]
    found = report["scores"][kind]
    names = [text.class_name(entry) for entry in report["samples"]["classes"]]
    means = {name: np.array([_number(row["f1"]["mean"]) for row in found[name]["by_class"]]) for name in order}
    rank = np.argsort(-np.nan_to_num(np.mean([means[name] for name in order], axis=0)), kind="stable")
    height = 1.2 + (0.13 * len(order) + 0.14) * len(names)
    figure = Figure(figsize=(9.6, height), constrained_layout=True)
    axis = figure.subplots()
    places = np.arange(len(names))
    for number, name in enumerate(order):
        colour, marker = _style(report, name)
        ends = [[abs(_number(found[name]["by_class"][k]["f1"][end]) - means[name][k]) for k in rank]
                for end in ("low", "high")]
        shift = 0.75 * ((len(order) - 1) / 2 - number) / len(order)
        axis.errorbar(means[name][rank], places + shift, xerr=np.nan_to_num(ends), fmt=marker, color=colour,
                      markersize=5, elinewidth=1, capsize=2, label=name)
    axis.set_yticks(places)
    axis.set_yticklabels([names[k] for k in rank])
    axis.set_xlim(-0.02, 1.02)
    axis.set_xlabel(f"F1, {text.words[kind]}")
    _frame(axis, "x")
    _legend(axis, min(4, len(order)))
    return figure


def differences(report: Mapping[str, Any], text: "PageText") -> Figure:
    """The best less each other in mean F1, with the corrected interval; full where it is beyond chance."""
    best = report["best"]
    rows = [row for row in report["differences"][best["split"]] if row["first"] == best["classifier"]][::-1]
    figure = Figure(figsize=(9.6, 1.3 + 0.4 * len(rows)), constrained_layout=True)
    axis = figure.subplots()
    for place, row in enumerate(rows):
        found, (colour, marker) = row["macro_f1"], _style(report, row["second"])
        if found["value"] is None or found["low"] is None:
            continue
        axis.errorbar([found["value"]], [place], xerr=[[found["value"] - found["low"]],
                                                       [found["high"] - found["value"]]], fmt=marker, color=colour,
                      markerfacecolor=colour if found["beyond_chance"] else "white", capsize=4)
    axis.axvline(0.0, color="#444444", linewidth=1)
    axis.set_yticks(range(len(rows)))
    axis.set_yticklabels([f"{best['classifier']} − {row['second']}" for row in rows])
    axis.set_ylim(-0.6, len(rows) - 0.4)
    axis.set_xlabel(f"{text.words['macro_f1']}, {text.words[best['split']]}")
    _frame(axis, "x")
    return figure


def curve(report: Mapping[str, Any], text: "PageText") -> Figure:
    """Mean F1 by the number of polygons that train, with the spread over runs."""
    figure = Figure(figsize=(9.6, 4.2), constrained_layout=True)
    axis = figure.subplots()
    for one in report["learning_curve"]:
        colour, marker = _style(report, one["classifier"])
        x = [step["polygons"] for step in one["steps"]]
        y = np.array([_number(step["macro_f1"]["mean"]) for step in one["steps"]])
        spread = np.nan_to_num([_number(step["macro_f1"]["deviation"]) for step in one["steps"]])
        axis.errorbar(x, y, yerr=spread, fmt=f"-{marker}", color=colour, markersize=5, capsize=3, elinewidth=1,
                      label=one["classifier"])
    axis.set_xlabel(text.words["polygons"])
    axis.set_ylabel(text.words["macro_f1"])
    _frame(axis, "both")
    _legend(axis, 4)
    return figure


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)
