"""The comparison as one HTML file that needs nothing else, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ...engine.html import Text, colour_key, table, whole_page
from ...validation.agreement import STATES
from .output import COLOURS, state_palette
from .picture import Picture
from .words import words

#: How fields of sentences are shown: shares, hectares, plain numbers.
_SHARES = ("agreement", "main", "inside", "edge", "share")
_HECTARES = ("hectares", "map_ha", "source_ha")


def page(report: Mapping[str, Any], picture: Picture | None) -> str:
    """HTML of a report (``describe``), with a picture of its states."""
    text = Text(words(report["language"]), report["language"])
    parts = [f"<h1>{text['title']}</h1>", f'<p class="note">{text["caution"]}</p>', *_reading(report, text),
             *_limits(report, text), *_picture(picture, text), *_how(report, text), *_states(report, text),
             *_edges(report, text), *_by_source(report, text), *_by_map(report, text), *_ratios(report, text),
             *_pairs(report, text), *_zones(report, text), *_matrix(report, text)]
    made = escape(text.words["made"].format(bocage=report["bocage"], created=report["created"]))
    return whole_page(text["title"], [*parts, f"<p>{made}</p>"], text.language)


def sentence(one: Mapping[str, Any], text: Text) -> str:
    """A finding or a warning, escaped."""
    shown = {}
    for key, value in one["fields"].items():
        if key in _SHARES:
            shown[key] = text.percent(value)
        elif key in _HECTARES:
            shown[key] = text.number(value, 1)
        elif isinstance(value, float):
            shown[key] = text.number(value, 2).rstrip("0").rstrip(".,")
        else:
            shown[key] = str(value)
    return escape(text.words[one["kind"]].format(**shown))


def _reading(report: Mapping[str, Any], text: Text) -> list[str]:
    items = "".join(f"<li>{sentence(one, text)}</li>" for one in report["findings"])
    return [f"<h2>{text['reading']}</h2>", f'<ol class="reading">{items}</ol>']


def _limits(report: Mapping[str, Any], text: Text) -> list[str]:
    if not report["warnings"]:
        return []
    items = "".join(f"<li>{sentence(one, text)}</li>" for one in report["warnings"])
    return [f"<h2>{text['warnings']}</h2>", f'<ul class="warning">{items}</ul>']


def _picture(picture: Picture | None, text: Text) -> list[str]:
    if picture is None:
        return []
    names = {STATES.index(name): text[name] for name in COLOURS}
    title = text.words["picture_title"]
    note = text.words["picture_note"].format(step=picture.step) if picture.step > 1 else ""
    return [f"<h2>{escape(title)}</h2><p>{escape(note)}</p>", picture.html(state_palette(), names, title)]


def _how(report: Mapping[str, Any], text: Text) -> list[str]:
    name = text["same_codes"] if report["table"] == "same_codes" else escape(report["table"])
    rows = [[text["map"], escape(report["map"])], [text["source"], escape(report["source"])], [text["table"], name],
            [text["brought"], text[report["how"]]]]
    if report.get("source_pixel"):
        rows.append([text["source_pixel"], escape(report["source_pixel"])])
    rows.append([text["pixel_map"], text.number(report["pixel_ha"], 5)])
    if report["minimum_ha"]:
        rows.append([text["minimum_ha"], text.number(report["minimum_ha"], 2)])
    if report["inside"] is not None:
        rows.append([text["edge_m"], text.number(report["edge_m"], 1)])
    return [f"<h2>{text['how_title']}</h2>", table(["", ""], rows, "text")]


def _states(report: Mapping[str, Any], text: Text) -> list[str]:
    total = sum(one["hectares"] for name, one in report["states"].items() if name != "nothing")
    rows = []
    for name in STATES:
        one = report["states"][name]
        key = colour_key(COLOURS[name]) if name in COLOURS else ""
        rows.append([f"{key}{text[name]}", text.number(one["pixels"], 0), text.number(one["hectares"], 1),
                     text.percent(one["hectares"] / total) if name != "nothing" and total else "–"])
    summary = [[text["agreement"], text.percent(report["agreement"], 2)],
               [text["main"], text.percent(report["main"], 2)]]
    return [f"<h2>{text['states_title']}</h2>", table([text["state"], text["pixels"], text["hectares"],
                                                       text["share"]], rows),
            table(["", ""], summary), f"<p>{text['main_note']}</p>"]


def _edges(report: Mapping[str, Any], text: Text) -> list[str]:
    parts = []
    if report["inside"] is not None:
        rows = [[text[key], text.percent(report[key]["agreement"], 2), text.number(report[key]["compared_ha"], 1),
                 text.percent(report[key]["share"])] for key in ("inside", "edge")]
        parts += [f"<h2>{text['edges_title']}</h2><p>{text['edges_note']}</p>",
                  table([text["part"], text["agreement"], text["compared"], text["of_compared"]], rows)]
    polygons = report["polygons"]
    if polygons is not None and polygons["agreement"] is not None:
        shown = text.words["polygons_note"].format(
            agree=text.number(polygons["agree"], 0), compared=text.number(polygons["agree"] + polygons["differ"], 0),
            share=text.percent(polygons["agreement"]))
        parts.append(f"<h2>{text['polygons_title']}</h2><p>{escape(shown)}</p>")
    return parts


def _instead(row: Mapping[str, Any], text: Text) -> str:
    return "; ".join(f"{escape(one['name'])} {text.number(one['hectares'], 1)} ({text.percent(one['share'], 0)})"
                     for one in row["instead"]) or "–"


def _by_source(report: Mapping[str, Any], text: Text) -> list[str]:
    edges = report["inside"] is not None
    header = [text["class"], text["hectares"], text["compared"], text["agreement"], text["main"],
              *([text["inside"]] if edges else []), text["instead_map"]]
    rows = [[escape(row["name"]), text.number(row["hectares"], 1), text.number(row["compared_ha"], 1),
             text.percent(row["agreement"]) if row["matched"] else text["unmatched"], text.percent(row["main"]),
             *([text.percent(row["inside_agreement"])] if edges else []), _instead(row, text)]
            for row in report["by_source_class"]]
    return [f"<h2>{text['source_classes']}</h2>", table(header, rows)]


def _by_map(report: Mapping[str, Any], text: Text) -> list[str]:
    rows = [[escape(row["name"]), text.number(row["hectares"], 1), text.number(row["compared_ha"], 1),
             text.percent(row["agreement"]), _instead(row, text)] for row in report["by_map_class"]]
    return [f"<h2>{text['map_classes']}</h2>", table([text["class"], text["hectares"], text["compared"],
                                                      text["agreement"], text["instead_source"]], rows)]


def _ratios(report: Mapping[str, Any], text: Text) -> list[str]:
    rows = [[escape(", ".join(row["map_classes"])), escape(", ".join(row["source_classes"])),
             text.number(row["map_ha"], 1), text.number(row["source_ha"], 1), text.number(row["ratio"], 2)]
            for row in report["area_ratios"]]
    if not rows:
        return []
    return [f"<h2>{text['ratios_title']}</h2><p>{text['ratios_note']}</p>",
            table([text["map"], text["source"], text["map_ha"], text["source_ha"], text["ratio"]], rows)]


def _pairs(report: Mapping[str, Any], text: Text) -> list[str]:
    rows = [[escape(one["map"]), escape(one["source"]), text.number(one["hectares"], 1), text.percent(one["share"])]
            for one in report["pairs"]]
    return [f"<h2>{text['pairs_title']}</h2>", table([text["map"], text["source"], text["hectares"], text["share"]],
                                                     rows)] if rows else []


def _zones(report: Mapping[str, Any], text: Text) -> list[str]:
    if not report["zones"]:
        return []
    rows = []
    for zone in report["zones"]:
        most = zone["largest"]
        told = "–" if most is None else (f"{escape(most['map'])} / {escape(most['source'])} "
                                         f"{text.number(most['hectares'], 1)}")
        rows.append([escape(zone["zone"]), text.percent(zone["agreement"]), text.number(zone["compared_ha"], 1),
                     text.number(zone["hectares"]["unmatched"], 1), text.number(zone["hectares"]["map_only"], 1),
                     text.number(zone["hectares"]["source_only"], 1), told])
    return [f"<h2>{text['zones_title']}</h2>",
            table([text["zone"], text["agreement"], text["compared"], f"{text['unmatched']} (ha)",
                   f"{text['map_only']} (ha)", f"{text['source_only']} (ha)",
                   f"{text['largest']} ({text['map']} / {text['source']}, ha)"], rows)]


def _matrix(report: Mapping[str, Any], text: Text) -> list[str]:
    found = report["matrix"]
    head = "".join(f"<th>{escape(name) or text['none']}</th>" for name in found["source_classes"])
    lines = []
    for name, row, states in zip(found["map_classes"], found["hectares"], found["states"]):
        cells = "".join(_cell(value, state, text) for value, state in zip(row, states))
        lines.append(f"<tr><td>{escape(name) or text['none']}</td>{cells}</tr>")
    body = "\n".join(lines)
    return [f"<h2>{text['matrix_title']}</h2><p>{text['matrix_note']}</p>",
            f'<div class="scroll"><table><tr><th>{text["matrix_corner"]}</th>{head}</tr>\n{body}\n</table></div>']


def _cell(hectares: float, state: str, text: Text) -> str:
    look = {"agree": ' class="right"', "differ": ""}.get(state, ' style="color:#888"')
    return f"<td{look}>{text.number(hectares, 1) if hectares else ''}</td>"


def matrix_csv(report: Mapping[str, Any]) -> str:
    """Hectares, rows the map and columns the source, as the first line says; the empty name is "nothing"."""
    found = report["matrix"]
    rows: list[Sequence[Any]] = [["map", *(name or "nothing" for name in found["source_classes"])]]
    rows += [[name or "nothing", *(round(value, 6) for value in row)]
             for name, row in zip(found["map_classes"], found["hectares"])]
    return "# rows: map; columns: source; hectares on the ellipsoid\n" + _csv(rows)


def zones_csv(report: Mapping[str, Any]) -> str:
    """A line a zone: agreement (0 to 1, empty where nothing is compared) and hectares by state."""
    rows: list[Sequence[Any]] = [["zone", "agreement", "compared_ha", *(f"{name}_ha" for name in STATES)]]
    rows += [[zone["zone"], "" if zone["agreement"] is None else round(zone["agreement"], 6),
              round(zone["compared_ha"], 6), *(round(zone["hectares"][name], 6) for name in STATES)]
             for zone in report["zones"]]
    return _csv(rows)


def _csv(rows: Sequence[Sequence[Any]]) -> str:
    handle = io.StringIO()
    csv.writer(handle, lineterminator="\n").writerows(rows)
    return handle.getvalue()
