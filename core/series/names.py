"""Bands of plain rasters: what they are called, which role they have."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path

from ..engine.formulas import indices
from ..engine.raster import Raster
from ..products.model import ROLES, Band
from ..products.safe.bands import MSI_BANDS
from .calendar import moment_in

#: ``Product.family`` of a raster.
RASTER = "raster"
#: As ``bocage:stack`` names bands: "B4 (red)".
_LABEL = re.compile(r"(?P<name>[^()]+?)\s*\((?P<role>\w+)\)")
_MSI = {text.upper(): band.role for band in MSI_BANDS for text in (band.name, band.code)}
_WORDS = re.compile(r"[^A-Za-z0-9]+")


def band_of(raster: Raster, path: str, number: int, label: str) -> Band:
    """Band ``number`` (from 1) of a raster, named by its label."""
    scale, offset = _scaling(raster, number)
    name, role = split_label(label)
    role = raster.metadata(number).get("ROLE", "") or role
    return Band(name=name, role=role, path=path, index=number, resolution_m=raster.grid.dx, scale=scale or 1.0,
                offset=offset / (scale or 1.0), nodata=raster.band_nodata(number),  # type: ignore[arg-type]
                saturated=None)


def _scaling(raster: Raster, number: int) -> tuple[float, float]:
    """As the band says; else as the items ``scale`` and ``offset`` of the band or the file do."""
    scale, offset = raster.scaling(number)
    if (scale, offset) != (1.0, 0.0):
        return scale, offset
    items = {key.lower(): value for place in (0, number) for key, value in raster.metadata(place).items()}
    return _number(items, ("scale", "scale_factor"), 1.0), _number(items, ("offset", "add_offset"), 0.0)


def _number(items: Mapping[str, str], keys: tuple[str, ...], default: float) -> float:
    for key in keys:
        try:
            found = float(items[key])
        except (KeyError, ValueError):
            continue
        if math.isfinite(found) and (found or key in ("offset", "add_offset")):
            return found
    return default


def split_label(label: str) -> tuple[str, str]:
    """Name and role of a band's label: "B4 (red)", "red", "B8A"; the role is "" where nothing tells it."""
    match = _LABEL.fullmatch(label.strip())
    if match and match["role"] in ROLES:
        return match["name"], match["role"]
    text = label.strip()
    if text.lower() in ROLES:
        return text, text.lower()
    return text, _MSI.get(text.upper(), "")


def name_in_file(path: str) -> str:
    """What a raster of one band a date holds, by its name: an index, a role, a code of Sentinel-2, else the stem."""
    stem = Path(path).stem
    found = moment_in(stem)
    rest = found[1] if found else stem
    words = [word for word in _WORDS.split(rest) if word]
    known = {name.upper(): name for name in indices()}
    # The last word says most: "S2_20180117_NDVI".
    for word in reversed(words):
        if word.upper() in known and len(word) > 2:
            return known[word.upper()]
    for word in reversed(words):
        if word.lower() in ROLES or (word.upper() in _MSI and word.upper().startswith("B")):
            return word.lower() if word.lower() in ROLES else word.upper()
    return "_".join(words) or "value"


__all__ = ["RASTER", "band_of", "name_in_file", "split_label"]
