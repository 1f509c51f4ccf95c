"""The HTML report: one file that holds its figures and needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from ...engine.html import Text, table, whole_page
from ...engine.progress import Progress
from .classes import THRESHOLDS
from .tally import Tally
from .words import words

_FACTS = ("identifier", "path", "platform", "tile", "acquired", "producer", "version", "produced", "images",
          "spectral_response")


def html(report: Mapping[str, Any], tally: Tally, language: str, progress: Progress) -> str:
    """The page of a report (``description.describe``), in the language asked for."""
    text = _Text(language)
    parts = [f"<h1>{text['title']}</h1>", *_introduction(report, text), *_products(report, text)]
    figures = _figures(report, tally, text)
    if figures is None:
        progress.warn("figures_absent")
        parts.append(f"<p><b>{text['no_figures']}</b></p>")
    parts += _bands(report, text, figures or {})
    parts += _classes(report, text)
    parts += _masks(report, text)
    parts += _atmosphere(report, text)
    software = report["software"]
    made = text.filled("made", bocage=software["Bocage"], gdal=software["GDAL"], numpy=software["numpy"],
                       created=report["created"])
    return whole_page(text["title"], [*parts, f"<p>{escape(made)}</p>"], text.language)


class _Text(Text):
    """The words of one language, and its numbers."""

    def __init__(self, language: str) -> None:
        super().__init__(words(language), language)

    def filled(self, key: str, **fields: str) -> str:
        """A sentence with its fields."""
        return self.words[key].format(**fields)

    def rule(self, name: str) -> str:
        """The rule of a class, escaped."""
        marks = {key: value.replace(".", ",") if self.language == "fr" else value for key, value in THRESHOLDS.items()}
        return escape(self.filled(f"rule_{name}", **marks))

    def count(self, value: int) -> str:
        """A whole number, by thousands."""
        return self.number(value, 0)

    def share(self, share: float | None) -> str:
        """A share as a percentage, without its sign: the column's title has it."""
        return self.number(None if share is None else 100 * share, 1)


def _introduction(report: Mapping[str, Any], text: _Text) -> list[str]:
    pixels = report["pixels"]
    intro = text.filled("intro", clear=text.count(pixels["clear"]), common=text.count(pixels["common"]),
                        percent=text.number(pixels["clear_percent"], 1))
    return [f"<p>{escape(intro)}</p>", f"<p>{text['definitions']}</p>"]


def _products(report: Mapping[str, Any], text: _Text) -> list[str]:
    """What both products say of themselves, and the settings in which they differ."""
    rows = [[text[fact], *(escape(str(report[side][fact])) for side in ("input", "reference"))] for fact in _FACTS]
    parts = [f"<h2>{text['products']}</h2>", table(["", text["input"], text["reference"]], rows, "text"),
             f"<h2>{text['changed']}</h2>"]
    changed = report["settings_that_differ"]
    if not changed:
        return [*parts, f"<p>{text['none_changed']}</p>"]
    rows = [[escape(name), *(escape(str(value)) for value in values)] for name, values in changed.items()]
    return [*parts, table([text["setting"], text["input"], text["reference"]], rows, "text")]


def _bands(report: Mapping[str, Any], text: _Text, figures: Mapping[str, str]) -> list[str]:
    parts = [f"<h2>{text['bands']}</h2>"]
    if not any(band["pixels"] for band in report["bands"]):
        return [*parts, f"<p><b>{text['nothing_clear']}</b></p>"]
    rows = []
    for band in report["bands"]:
        names = f"{escape(band['names']['input'])} / {escape(band['names']['reference'])}"
        resolution = text.number(band["grid"]["transform"][1], 0)
        rows.append([text[band["role"]], names, resolution, text.count(band["pixels"]),
                     text.number(band["mean_reference"], 4), *_apu(band, text), text.number(band["median"], 4, True),
                     text.share(band["within"])])
    keys = ("band", "names", "resolution", "pixels", "mean_reference", "accuracy", "precision", "uncertainty", "median",
            "within")
    parts.append(table([text[key] for key in keys], rows))
    for key in ("bands", "by_reflectance", "histograms", "maps"):
        if key in figures:
            title = "" if key == "bands" else f"<h2>{text[key]}</h2>"
            note = f"<p>{text['maps_note']}</p>" if key == "maps" else ""
            parts.append(f'{title}{note}<img alt="{text[key]}" src="{figures[key]}">')
    return parts


def _apu(figures: Mapping[str, Any], text: _Text) -> list[str]:
    return [text.number(figures["accuracy"], 4, True), text.number(figures["precision"], 4),
            text.number(figures["uncertainty"], 4)]


def _classes(report: Mapping[str, Any], text: _Text) -> list[str]:
    found = report["classes"]
    parts = [f"<h2>{text['classes']}</h2>"]
    if "rules" in found:
        rules = "".join(f"<li>{text[name]}: {text.rule(name)}</li>" for name in found["order"])
        parts.append(f"<p>{text['class_rules']}</p><ol>{rules}</ol><p>{text['indices']}</p>")
    else:
        parts.append(f"<p>{escape(text.filled('class_raster', source=str(found['source'])))}</p>")
    rows = []
    for band in report["bands"]:
        for name, figures in band["classes"].items():
            if figures["pixels"]:
                rows.append([text[band["role"]], text[name], text.count(figures["pixels"]),
                             text.share(figures["pixels"] / band["pixels"]),
                             text.number(figures["mean_reference"], 4), *_apu(figures, text),
                             text.share(figures["within"])])
    keys = ("band", "class", "pixels", "class_share", "mean_reference", "accuracy", "precision", "uncertainty",
            "within")
    return [*parts, table([text[key] for key in keys], rows)]


def _masks(report: Mapping[str, Any], text: _Text) -> list[str]:
    note = text.filled("masks_note", resolution=text.number(report["grid"]["transform"][1], 0))
    counts, shares = ("both", "input_only", "reference_only", "neither"), ("agreement", "confirmed", "found")
    rows = []
    for name, mask in report["masks"].items():
        if not mask["compared"]:
            who = ", ".join(text[side] for side in mask["not_computed_by"])
            rows.append([text[name], escape(text.filled("not_computed", who=who)), *([""] * 6)])
            continue
        rows.append([text[name], *(text.count(mask[key]) for key in counts),
                     *(text.share(mask[key]) for key in shares)])
    header = [text[key] for key in ("mask", *counts, *shares)]
    return [f"<h2>{text['masks']}</h2>", f"<p>{escape(note)}</p>", table(header, rows)]


def _atmosphere(report: Mapping[str, Any], text: _Text) -> list[str]:
    note = text.filled("atmosphere_note", resolution=text.number(report["grid"]["transform"][1], 0))
    rows = []
    for kind, layer in report["atmosphere"].items():
        name = text["aot" if kind == "aot" else "water_vapour_layer"]
        if not layer["compared"]:
            who = ", ".join(text[side] for side in layer["not_carried_by"])
            rows.append([name, escape(text.filled("not_carried", who=who)), *([""] * 5)])
            continue
        rows.append([name, text.count(layer["pixels"]), text.number(layer["mean_input"], 4),
                     text.number(layer["mean_reference"], 4), *_apu(layer, text)])
    keys = ("quantity", "pixels", "mean_input", "mean_reference", "accuracy", "precision", "uncertainty")
    return [f"<h2>{text['atmosphere']}</h2>", f"<p>{escape(note)}</p>", table([text[key] for key in keys], rows)]


def _figures(report: Mapping[str, Any], tally: Tally, text: _Text) -> dict[str, str] | None:
    """Address of each figure; none over no pixel, None without matplotlib."""
    try:
        from . import figures
    except ImportError:
        return None
    bands = [band for band in report["bands"] if band["pixels"]]
    if not bands:
        return {}
    words_, pictures = text.words, {band["role"]: tally.maps[band["role"]].mean() for band in bands}
    return {"bands": figures.by_band(bands, words_), "by_reflectance": figures.by_reflectance(bands, words_),
            "histograms": figures.histograms(bands, words_), "maps": figures.maps(pictures, tally.scale(), words_)}
