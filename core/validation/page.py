"""The accuracy report as one HTML file that needs nothing else: design first, then figures, then what they hide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ..engine import html
from ..engine.html import table, whole_page
from . import evidence
from .settings import MATRIX, PROBABILITY
from .words import words


class Text(html.Text):
    """The words of one language, its numbers, and sentences with fields."""

    def __init__(self, language: str) -> None:
        super().__init__(words(language), language)

    def sentence(self, kind: str, fields: Mapping[str, Any]) -> str:
        """With its fields: shares in percent, ratios and scores as numbers."""
        shown = {}
        for key, value in fields.items():
            if isinstance(value, float) and key in ("share", "share_of_errors", "producers", "users"):
                shown[key] = self.percent(value)
            elif isinstance(value, float):
                shown[key] = self.number(value, 2 if key == "area_ratio" else 3)
            else:
                shown[key] = str(value)
        return escape(self.words[kind].format(**shown))


def page(report: Mapping[str, Any], language: str, pictures: Mapping[str, str] | None,
         crops: Sequence[tuple[str, str]] = (), legend: Mapping[str, Sequence[int]] | None = None) -> str:
    """HTML of a report (``describe``). pictures: addresses of figures by name, None without matplotlib.

    crops: addresses of the map's and of the image's crop at each of the worst places, "" without one; legend: the
    colours of the classes on the first.
    """
    text = Text(language)
    parts = [f"<h1>{text['title']}</h1>", *_design(report, text), *_reading(report, text), *_summary(report, text)]
    if pictures is None:
        parts.append(f"<p><b>{text['no_figures']}</b></p>")
    else:
        parts += [f'<h2>{escape(name)}</h2><p><img alt="{escape(name)}" src="{source}"></p>'
                  for name, source in pictures.items()]
    parts += [*_interpreters(report, text), *_by_class(report, text), *_areas(report, text), *_matrices(report, text),
              *evidence.calibration(report, text), *evidence.patches(report, text),
              *evidence.worst(report, text, crops, legend or {})]
    made = escape(text.words["made"].format(bocage=report["bocage"], created=report["created"]))
    return whole_page(text["title"], [*parts, f"<p>{made}</p>"], text.language)


def estimator_words(report: Mapping[str, Any], text: Text) -> str:
    """Its words, and what units weigh where the pixels of the map differ."""
    ground = report["ground"]
    if ground is None:
        return text[report["estimator_kind"]]
    sizes = f"{text.number(ground['least_pixel_m2'], 1)} – {text.number(ground['largest_pixel_m2'], 1)} m²"
    return f"{text[report['estimator_kind']]}<br>{text['estimator_ground']} ({sizes})"


def _design(report: Mapping[str, Any], text: Text) -> list[str]:
    ignored = "; ".join(f"{text[kind]}: {count}" for kind, count in report["ignored"].items() if count) or "0"
    rows = [[text["mode"], text[f"mode_{report['mode']}"]], [text["design"], text[report["design"]]],
            [text["estimator"], estimator_words(report, text)],
            [text["level"], text.percent(report["confidence_level"], 0)], [text["map"], escape(report["map"])],
            [text["reference"], escape(report["reference"])], [text["units"], text.number(report["units"], 0)],
            [text["ignored"], ignored]]
    if report["groups"] is not None:
        rows.insert(7, [text["groups"], text.number(report["groups"], 0)])
    parts = [f"<h2>{text['design_title']}</h2>", table(["", ""], rows)]
    if report["strata"]:
        parts.append(table([text["stratum"], text["units"], text["share"]], [
            [escape(row["stratum"]), text.number(row["units"], 0), text.percent(row["share"], 2)]
            for row in report["strata"]]))
    if report["warnings"]:
        lines = "".join(f"<li>{text.sentence(one['kind'], one)}</li>" for one in report["warnings"])
        parts.append(f'<h2>{text["warnings"]}</h2><ul class="warning">{lines}</ul>')
    return parts


def _reading(report: Mapping[str, Any], text: Text) -> list[str]:
    lines = [text.sentence(one["kind"], one["fields"]) for one in report["findings"]] or [text["no_finding"]]
    items = "".join(f"<li>{one}</li>" for one in lines)
    return [f"<h2>{text['reading']}</h2>", f'<ol class="reading">{items}</ol>']


def _summary(report: Mapping[str, Any], text: Text) -> list[str]:
    overall, parts = report["overall_accuracy"], report["disagreement"]
    rows = [[text["overall"], _with_error(overall, text)], [text["macro_f1"], text.number(report["macro_f1"])]]
    rows += [[text[key], text.percent(parts[key], 2)] for key in ("quantity", "allocation", "exchange", "shift")]
    rows.append([text["kappa"], text.number(report["kappa"])])
    return [f"<h2>{text['summary']}</h2>", table(["", ""], rows)]


def _with_error(estimate: Mapping[str, Any], text: Text) -> str:
    """Value, standard error and interval on one line; a dash for what is not known."""
    if estimate["value"] is None:
        return "–"
    shown = f"{text.number(estimate['value'])} ± {text.number(estimate['standard_error'])}"
    interval = _between(estimate["low"], estimate["high"], text)
    return shown if interval == "–" else f"{shown} ({interval})"


def _between(low: float | None, high: float | None, text: Text, digits: int = 3) -> str:
    """An interval; one dash where it is not known."""
    return "–" if low is None or high is None else f"{text.number(low, digits)} – {text.number(high, digits)}"


def _interpreters(report: Mapping[str, Any], text: Text) -> list[str]:
    """Agreement of the interpreters, and the figures with their doubt."""
    met = report["interpreters"]
    if met is None:
        return []
    rows = [[text["twice"], text.number(met["units"], 0)], [text["agree"], text.percent(met["agreement"])],
            [text["open"], text.number(met["unsettled"], 0)]]
    if "overall_with_second_choice" in met:
        rows.append([text["lenient"], _with_error(met["overall_with_second_choice"], text)])
    doubt = met.get("overall_with_doubt")
    if doubt:
        shown = [text.number(doubt[key]) for key in ("value", "standard_error", "sampling", "labelling")]
        rows.append([text["with_doubt"], f"{shown[0]} ± {shown[1]} ({text['sampling']} {shown[2]}, "
                                         f"{text['labelling']} {shown[3]})"])
    parts = [f"<h2>{text['interpreters']}</h2><p>{text['doubt_note']}</p>", table(["", ""], rows)]
    if met["units"]:
        names = [escape(name) for name in report["classes"]]
        body = [[name, *(text.number(cell, 0) for cell in row), text.percent(share)]
                for name, row, share in zip(names, met["table"], met["by_class"])]
        parts.append(table([text["one_two"], *names, text["agree"]], body))
    return parts


def _by_class(report: Mapping[str, Any], text: Text) -> list[str]:
    rows = [[escape(row["class"]), *(_with_error(row[key], text) for key in ("users_accuracy", "producers_accuracy",
                                                                            "f1")),
             text.number(row["area_ratio"], 2), text.number(row["overall_without"])] for row in report["by_class"]]
    header = [text[key] for key in ("class", "users", "producers", "f1", "ratio", "without")]
    return [f"<h2>{text['classes_title']}</h2>", table(header, rows)]


def _areas(report: Mapping[str, Any], text: Text) -> list[str]:
    if report["mode"] != PROBABILITY or "area_ha" not in report["by_class"][0]:
        return []
    rows = []
    for row in report["by_class"]:
        cells = [escape(row["class"]), text.number(row["mapped_ha"], 1), text.number(row["area_ha"], 1),
                 text.number(row["area_standard_error_ha"], 1),
                 _between(row["area_low_ha"], row["area_high_ha"], text, 1)]
        helped = row.get("assisted")
        if helped:
            cells += [f"{text.number(helped['area_ha'], 1)} ± {text.number(helped['standard_error_ha'], 1)}",
                      text.number(helped["gain"], 2)]
        rows.append(cells)
    header = [text[key] for key in ("class", "mapped", "estimated", "error", "interval")]
    header += [text["assisted"], text["gain"]] if len(rows[0]) > 5 else []
    return [f"<h2>{text['areas_title']}</h2>", table(header, rows)]


def _matrices(report: Mapping[str, Any], text: Text) -> list[str]:
    parts = []
    tables = [("matrix_counts", report["counts"], 0, 1.0)]
    if report["mode"] != MATRIX or report["strata"]:
        tables.append(("matrix_shares", report["proportions"], 2, 100.0))
    for title, values, digits, factor in tables:
        names = [escape(name) for name in report["classes"]]
        rows = []
        for name, row in zip(names, values):
            cells = [text.number(factor * cell, digits) for cell in row]
            rows.append([name, *cells, text.number(factor * sum(row), digits)])
        columns = [factor * sum(row[k] for row in values) for k in range(len(names))]
        rows.append([text["total"], *(text.number(one, digits) for one in columns), text.number(sum(columns), digits)])
        corner = f"{text['map']} \\ {text['reference']}"
        parts += [f"<h2>{text[title]}</h2><p>{text['axes']}</p>", table([corner, *names, text["total"]], rows)]
    return parts
