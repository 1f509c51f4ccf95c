"""The report's figures, as data that an HTML page holds in itself. Needs matplotlib: imported late, by ``report``."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .description import FEW
from .statistics import REACH, STEP, specification

_COLOURS = {"accuracy": "#1b6ca8", "precision": "#7a7a7a", "uncertainty": "#b2182b"}
_COLUMNS, _WIDTH = 4, 11.0


def _source(figure: Figure, kind: str) -> str:
    """The figure as the address of an image: ``svg`` for lines, ``png`` for maps."""
    FigureCanvasAgg(figure)
    buffer = io.BytesIO()
    # Without the date the same comparison draws the same lines.
    figure.savefig(buffer, format=kind, dpi=110, metadata={"Date": None} if kind == "svg" else None)
    media = "image/svg+xml" if kind == "svg" else "image/png"
    return f"data:{media};base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"


def _panels(count: int, height: float, right: float = 0.98, apart: float = 0.45) -> tuple[Figure, list[Any]]:
    """One panel a band, four on a line, each ``height`` inches high and ``apart`` from the next.

    Margins are given: matplotlib's own layouts take longer than the comparison of a small scene.
    """
    rows = -(-count // _COLUMNS)
    whole = height * rows + apart * (rows - 1) + 0.85
    figure = Figure(figsize=(_WIDTH, whole))
    figure.subplots_adjust(left=0.07, right=right, bottom=0.55 / whole, top=1 - 0.3 / whole, hspace=apart / height,
                           wspace=0.28)
    axes = figure.subplots(rows, _COLUMNS, squeeze=False).ravel().tolist()
    for spare in axes[count:]:
        spare.set_visible(False)
    return figure, axes[:count]


def by_band(bands: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> str:
    """A, P, U of each band, and the specification at its mean reflectance."""
    known = [band for band in bands if band["pixels"]]
    figure = Figure(figsize=(_WIDTH, 3.8))
    figure.subplots_adjust(left=0.09, right=0.99, bottom=0.28, top=0.97)
    axis = figure.subplots()
    places = np.arange(len(known))
    for number, (key, colour) in enumerate(_COLOURS.items()):
        values = [band[key] if band[key] is not None else np.nan for band in known]
        axis.bar(places + 0.26 * (number - 1), values, 0.26, color=colour, label=labels[key])
    axis.plot(places, [specification(band["mean_reference"]) for band in known], "k_", markersize=22,
              label=labels["specification"])
    axis.axhline(0, color="black", linewidth=0.8)
    axis.set_xticks(places)
    axis.set_xticklabels([labels.get(band["role"], band["role"]) for band in known], rotation=20, ha="right")
    axis.set_ylabel(labels["unit"])
    axis.legend(frameon=False, ncol=4, fontsize="small")
    return _source(figure, "svg")


def by_reflectance(bands: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> str:
    """A and U by bin of reflectance, a panel a band, with the line 0.05 rho + 0.005."""
    figure, axes = _panels(len(bands), 1.8)
    for axis, band in zip(axes, bands):
        bins = [one for one in band["bins"] if one["pixels"] >= FEW]
        rho = [one["mean_reference"] for one in bins]
        for key in ("accuracy", "uncertainty"):
            axis.plot(rho, [one[key] for one in bins], ".-", color=_COLOURS[key], label=labels[key], linewidth=1)
        top = max(rho, default=0.5) * 1.05
        axis.plot([0, top], [specification(0.0), specification(top)], "k--", linewidth=1, label=labels["specification"])
        axis.axhline(0, color="black", linewidth=0.5)
        axis.set_title(labels.get(band["role"], band["role"]), fontsize="small")
        axis.tick_params(labelsize="x-small")
    axes[0].legend(frameon=False, fontsize="x-small")
    figure.supxlabel(labels["reflectance_axis"], fontsize="small")
    figure.supylabel(labels["unit"], fontsize="small")
    return _source(figure, "svg")


def histograms(bands: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> str:
    """Share of pixels by difference, a panel a band, four precisions on either side of the mean."""
    figure, axes = _panels(len(bands), 1.2)
    for axis, band in zip(axes, bands):
        reach = min(STEP * REACH, max(0.002, abs(band["accuracy"]) + 4 * (band["precision"] or 0.0)))
        middles, share = _shares(band, reach)
        axis.fill_between(middles, share, step="mid", color="#1b6ca8", linewidth=0)
        axis.set_xlim(-reach, reach)
        axis.set_ylim(0, None)
        axis.axvline(0, color="black", linewidth=0.5)
        axis.set_title(labels.get(band["role"], band["role"]), fontsize="small")
        axis.tick_params(labelsize="x-small")
    figure.supxlabel(labels["difference_axis"], fontsize="small")
    figure.supylabel(labels["pixels_percent"], fontsize="small")
    return _source(figure, "svg")


def _shares(band: Mapping[str, Any], reach: float) -> tuple[np.ndarray, np.ndarray]:
    """Middles of some fifty steps from -reach to reach, and the percentage of pixels in each."""
    histogram = band["histogram"]
    found = np.asarray(histogram["counts"], float)
    places = np.rint(histogram["first"] / STEP).astype(int) + np.arange(found.size)
    half = int(np.ceil(reach / STEP))
    # An odd number of steps together, so that the middle one is centred on no difference.
    width = 2 * (half // 50) + 1
    groups = np.rint(places / width).astype(int)
    count = half // width + 1
    kept = np.abs(groups) <= count
    share = np.bincount(groups[kept] + count, found[kept], 2 * count + 1)
    return np.arange(-count, count + 1) * width * STEP, 100 * share / band["pixels"]


def maps(pictures: Mapping[str, np.ndarray], full: float, labels: Mapping[str, str]) -> str:
    """Differences of each band as small maps on one scale, grey where nothing is compared."""
    figure, axes = _panels(len(pictures), 2.3, right=0.89, apart=0.3)
    figure.subplots_adjust(wspace=0.06)
    image = None
    for axis, (role, picture) in zip(axes, pictures.items()):
        image = axis.imshow(picture, cmap="RdBu_r", vmin=-full, vmax=full, interpolation="nearest")
        axis.set_facecolor("#bdbdbd")
        axis.set_title(labels.get(role, role), fontsize="small")
        axis.set_xticks([])
        axis.set_yticks([])
    if image is not None:
        bar = figure.add_axes([0.91, 0.2, 0.013, 0.6])
        figure.colorbar(image, cax=bar, label=labels["difference_axis"], extend="both")
    return _source(figure, "png")
