"""The geometry of a map as plain data and as one HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from html import escape
from typing import Any

from .. import __version__
from ..engine.html import now, table, whole_page, without_nan, write_report
from .evidence import spectrum
from .geometry import Geometry
from .page import Text
from .patches import described
from .words import words

_DENSITIES = ("edge_m_ha", "corners_ha")


def describe(found: Geometry, path: str, reference: str) -> dict[str, Any]:
    """Plain data of a geometry."""
    kept = found.kept
    report: dict[str, Any] = without_nan({
        "bocage": __version__, "created": now(), "map": path,
        "reference": reference, "pixels": found.pixels, "area_ha": found.area_ha, "edge_m_ha": found.edge_m_ha,
        "edge_share": found.edge_share, "corners_ha": found.corners_ha, **described(found.spectrum, {}),
        "seams": [{"axis": one.axis, "number": one.number, "share": one.share, "beside": one.beside}
                  for one in found.seams],
        "kept": None if kept is None else {
            "edges": kept.edges, "corners": kept.corners, "reference_edges": kept.reference_edges,
            "reference_corners": kept.reference_corners, "shapes": kept.shapes,
            "reference_shapes": kept.reference_shapes, "reference_isolated": kept.reference_isolated},
        "borders": [{**asdict(one), "ratio": one.ratio} for one in found.borders],
        "tiles": None if found.tiles is None else asdict(found.tiles)})
    return report


def write(report: Mapping[str, Any], html: str, json_path: str, language: str) -> None:
    """Whichever of the two is asked."""
    write_report(report, page(report, language) if html else "", html, json_path)


def page(report: Mapping[str, Any], language: str) -> str:
    """HTML of ``describe``."""
    text = Text(language)
    rows = [[text["map"], escape(report["map"])], [text["pixels"], text.number(report["pixels"], 0)],
            [text["area_ha"], text.number(report["area_ha"], 1)],
            *([text[key], text.number(report[key], 1)] for key in _DENSITIES),
            [text["edge_share"], text.percent(report["edge_share"], 2)],
            [text["isolated"], text.percent(report["isolated"], 2)],
            [text["patches"], text.number(report["patches"], 0)]]
    parts = [f"<h1>{text['geometry_title']}</h1>", table(["", ""], rows), *_kept(report, text), *_seams(report, text),
             *_tiles(report, text), *_borders(report, text)]
    for key in ("patches", "pixels"):
        parts += spectrum(report, text, key)
    parts += _picture(report, text)
    made = escape(words(language)["made_plain"].format(bocage=report["bocage"], created=report["created"]))
    return whole_page(text["geometry_title"], [*parts, f"<p>{made}</p>"], text.language)


def _picture(report: Mapping[str, Any], text: Text) -> list[str]:
    """The spectrum as a figure, where matplotlib is."""
    try:
        from . import figures
    except ImportError:
        return [f"<p><b>{text['no_figures']}</b></p>"]
    address = figures.source(figures.spectrum(report, text.words))
    return [f'<p><img alt="{text["spectrum_pixels"]}" src="{address}"></p>']


def _kept(report: Mapping[str, Any], text: Text) -> list[str]:
    kept = report["kept"]
    if kept is None:
        return []
    rows = [[text["reference"], escape(report["reference"]), ""],
            [text["edges_kept"], text.percent(kept["edges"]), text.number(kept["reference_edges"], 0)],
            [text["corners_kept"], text.percent(kept["corners"]), text.number(kept["reference_corners"], 0)],
            [text["shapes_kept"], text.percent(kept["shapes"]), text.number(kept["reference_shapes"], 0)],
            [text["isolated"], text.percent(report["isolated"], 2), text.percent(kept["reference_isolated"], 2)]]
    return [f"<h2>{text['kept_title']}</h2><p>{text['kept_note']}</p>", table(["", "", text["in_reference"]], rows)]


def _seams(report: Mapping[str, Any], text: Text) -> list[str]:
    if not report["seams"]:
        return [f"<h2>{text['seams_title']}</h2><p>{text['no_seam']}</p>"]
    rows = [[text[f"seam_{one['axis']}"], text.number(one["number"], 0), text.percent(one["share"]),
             text.percent(one["beside"])] for one in report["seams"][:50]]
    return [f"<h2>{text['seams_title']}</h2><p>{text['seams_note']}</p>",
            table(["", text["line"], text["edge_share"], text["beside"]], rows)]


def _tiles(report: Mapping[str, Any], text: Text) -> list[str]:
    """All lines of the tiles together."""
    found = report["tiles"]
    if found is None:
        return []
    rows = [[text["tile_size"], text.number(found["size"], 0)], [text["tile_lines"], text.number(found["lines"], 0)],
            [text["across"], text.percent(found["share"])], [text["beside"], text.percent(found["beside"])]]
    verdict = text["tiles_show" if found["artefact"] else "tiles_hidden"]
    return [f"<h2>{text['tiles_title']}</h2><p>{verdict}</p>", table(["", ""], rows)]


def _borders(report: Mapping[str, Any], text: Text) -> list[str]:
    """Borders of strata, all together first."""
    if not report["borders"]:
        return []
    rows = []
    for one in report["borders"]:
        name = f"{escape(one['first'])} | {escape(one['second'])}" if one["first"] else f"<b>{text['borders_all']}</b>"
        rows.append([name, text.number(one["pairs"], 0), text.percent(one["share"]), text.percent(one["beside"]),
                     text.number(one["ratio"], 2), text["border_shows"] if one["artefact"] else ""])
    return [f"<h2>{text['borders_title']}</h2><p>{text['borders_note']}</p>",
            table([text["border"], text["pairs"], text["across"], text["beside"], text["ratio_beside"], ""], rows)]
