"""What a comparison found, as plain data: the content of the JSON, from which the HTML is made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import gdal

from ... import __version__
from ...engine.grid import Grid
from ...engine.html import now
from ...products.carried import carried_flags
from ...products.layers import LAYERS, layer_file
from ...products.model import Product
from ...products.muscate.layout import utc
from . import classes, statistics
from .agreement import KINDS
from .pair import Pair
from .settings import CompareSettings
from .tally import Tally
from .words import words

FORMAT = 1
#: Bins of reflectance with fewer pixels are in the JSON and not drawn.
FEW = 30
#: Parameters of a run that say where, not how.
_PLACES = {"input", "output", "previous", "threads", "painted"}
DEFINITIONS = {
    "difference": "INPUT - REFERENCE, surface reflectance, of pixels clear in both products",
    "accuracy": "A = mean(difference)",
    "precision": "P = sqrt(sum((difference - A)^2) / (n - 1))",
    "uncertainty": "U = sqrt(sum(difference^2) / n)",
    "specification": "0.05 rho + 0.005, rho being the reflectance of REFERENCE",
    "within": "share of pixels whose absolute difference is at most the specification",
    "median": f"median difference, interpolated in steps of {statistics.STEP:g}",
    "confirmed": "of the pixels that INPUT flags, the share that REFERENCE flags",
    "found": "of the pixels that REFERENCE flags, the share that INPUT flags",
    "agreement": "share of pixels of which both products say the same",
    "source": "Vermote and Kotchenova 2008, J. Geophys. Res. 113, D23S90",
}


def describe(settings: CompareSettings, pair: Pair, tally: Tally) -> dict[str, Any]:
    """Everything found; None stands for what cannot be computed."""
    agreement = tally.agreement
    return {
        "format": FORMAT, "software": {"Bocage": __version__, "GDAL": gdal.__version__, "numpy": np.__version__},
        "created": now(), "parameters": asdict(settings),
        "input": _product(pair.input.product), "reference": _product(pair.reference.product),
        "settings_that_differ": changed_settings(pair.input.product, pair.reference.product),
        "definitions": DEFINITIONS, "unit": "surface reflectance",
        "pixels": {"common": agreement.pixels, "clear": agreement.clear,
                   "clear_percent": _percent(agreement.clear, agreement.pixels)},
        "grid": _grid(pair.map_grid), "bands": [_band(pair, tally, role) for role in pair.roles],
        "classes": _classes(settings, tally), "masks": _masks(pair, tally), "atmosphere": _atmosphere(pair, tally)}


def _product(product: Product) -> dict[str, Any]:
    versions = {band.response.version for band in product.bands if band.response is not None}
    extras = product.extras
    return {
        "path": product.path, "identifier": product.identifier, "family": product.family,
        "platform": product.platform, "tile": product.tile, "acquired": utc(product.acquired).isoformat(),
        "producer": extras.get("producer", "Sen2Cor" if product.family == "sentinel2_safe" else ""),
        "version": product.baseline, "produced": extras.get("production_date", extras.get("generation_time", "")),
        "images": extras.get("images", ""), "spectral_response": ", ".join(sorted(versions)),
        "processing": parameters_of(product) or {}}


def parameters_of(product: Product) -> Mapping[str, Any] | None:
    """Parameters that a product made here was made with; None where it does not tell them."""
    path = Path(product.path)
    folder = path if path.is_dir() else path.parent
    try:
        item = json.loads((folder / f"{product.identifier}_STAC.json").read_text(encoding="utf-8"))
        stated = json.loads(item["properties"]["bocage:processing"]["parameters"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return stated if isinstance(stated, dict) else None


def changed_settings(first: Product, second: Product) -> dict[str, list[Any]]:
    """Parameter -> its value for INPUT and for REFERENCE, of two products made here; places left out."""
    ours, theirs = parameters_of(first), parameters_of(second)
    if ours is None or theirs is None:
        return {}
    names = sorted((set(ours) | set(theirs)) - _PLACES)
    return {name: [ours.get(name), theirs.get(name)] for name in names if ours.get(name) != theirs.get(name)}


def _grid(grid: Grid) -> dict[str, Any]:
    return {"crs": grid.crs, "transform": list(grid.transform), "shape": list(grid.shape)}


def _percent(part: int, whole: int) -> float | None:
    return 100.0 * part / whole if whole else None


def _band(pair: Pair, tally: Tally, role: str) -> dict[str, Any]:
    found, grid = tally.differences[role], pair.grid_of(role)
    names = {side: getattr(pair, side).scene.band(role).name for side in ("input", "reference")}
    native = {side: getattr(pair, side).grids[role].dx for side in ("input", "reference")}
    return {
        "role": role, "names": names, "native_resolution": native, "grid": _grid(grid), **asdict(found.overall()),
        "median": found.median(), "classes": {name: asdict(found.of_class(number))
                                              for number, name in enumerate(tally.class_names()) if number},
        "bins": _bins(found), "histogram": _histogram(found.histogram)}


def _histogram(counts: np.ndarray) -> dict[str, Any]:
    """Pixels by difference, from the first step that holds some to the last; how many lie beyond on either side."""
    inside = counts[1:-1]
    held = np.flatnonzero(inside)
    first, last = (int(held[0]), int(held[-1])) if held.size else (statistics.REACH, statistics.REACH)
    return {"step": statistics.STEP, "first": round((first - statistics.REACH) * statistics.STEP, 6),
            "counts": inside[first:last + 1].tolist(), "below": int(counts[0]), "above": int(counts[-1])}


def _bins(found: statistics.Differences) -> list[dict[str, Any]]:
    """Bins of REFERENCE's reflectance that hold pixels."""
    result = []
    for number in range(statistics.BINS):
        figures = found.of_bin(number)
        if figures.pixels:
            middle = float(figures.mean_reference or 0.0)
            result.append({"from": round(number * statistics.BIN_WIDTH, 4),
                           "to": round((number + 1) * statistics.BIN_WIDTH, 4), **asdict(figures),
                           "specification": float(statistics.specification(middle))})
    return result


def _classes(settings: CompareSettings, tally: Tally) -> dict[str, Any]:
    """Where the classes come from, and the rules."""
    if tally.raster:
        return {"source": settings.classes, "names": list(tally.class_names()[1:])}
    return {"source": "REFERENCE", "names": list(classes.NAMES[1:]), "order": list(classes.ORDER),
            "rules": {name: words("en")[f"rule_{name}"].format(**classes.THRESHOLDS) for name in classes.ORDER}}


def _masks(pair: Pair, tally: Tally) -> dict[str, Any]:
    """Contingency of each kind of mask that both products computed; who lacks the others."""
    carried = {side: carried_flags(getattr(pair, side).product) for side in ("input", "reference")}
    result: dict[str, Any] = {}
    for name, flags in KINDS.items():
        lacking = [side for side, known in carried.items() if known & flags != flags]
        if lacking:
            result[name] = {"compared": False, "not_computed_by": lacking}
            continue
        counts = tally.agreement.contingency(name)
        result[name] = {
            "compared": True, **asdict(counts), "agreement": counts.agreement, "confirmed": counts.confirmed,
            "found": counts.found, "input_percent": _percent(counts.both + counts.input_only, counts.pixels),
            "reference_percent": _percent(counts.both + counts.reference_only, counts.pixels)}
    return result


def _atmosphere(pair: Pair, tally: Tally) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for kind, unit in LAYERS.items():
        lacking = [side for side in ("input", "reference")
                   if layer_file(getattr(pair, side).product, kind) is None]
        if lacking:
            result[kind] = {"compared": False, "not_carried_by": lacking}
            continue
        plain = tally.layers[kind]
        figures = asdict(plain.apu())
        figures.pop("within")
        mean = plain.input / plain.count if plain.count else None
        result[kind] = {"compared": True, "unit": unit, **figures, "mean_input": mean}
    return result


def numbers(report: Mapping[str, Any]) -> dict[str, float]:
    """The main figures by upper-case key, those that exist."""
    bands = [band for band in report["bands"] if band["pixels"]]
    found: dict[str, Any] = {
        "BANDS": len(bands), "PIXELS": report["pixels"]["clear"], "CLEAR_PERCENT": report["pixels"]["clear_percent"]}
    for key in ("accuracy", "precision", "uncertainty"):
        values = [band[key] for band in bands if band[key] is not None]
        found[f"WORST_{key.upper()}"] = max(values, key=abs, default=None)
        for band in bands:
            found[f"{key.upper()}_{band['role'].upper()}"] = band[key]
    pixels = sum(band["pixels"] for band in bands)
    found["WITHIN_PERCENT"] = 100 * sum(b["within"] * b["pixels"] for b in bands) / pixels if pixels else None
    for kind, layer in report["atmosphere"].items():
        for key in ("accuracy", "uncertainty"):
            found[f"{kind.upper()}_{key.upper()}"] = layer.get(key)
    for name, mask in report["masks"].items():
        share = mask.get("agreement")
        found[f"{name.upper()}_AGREEMENT"] = None if share is None else 100 * share
    return {key: value for key, value in found.items() if value is not None}
