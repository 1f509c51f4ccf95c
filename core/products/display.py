"""A product as a map shows it: a small virtual raster of reflectance, and how to stretch it.

One fixed stretch, so that two dates compare: reflectance 0 to 0.30 in the visible, 0 to 0.50 in the infrared (where
vegetation and snow are brighter), brightness to the power 0.8. Indices have the range of their kind.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..engine.formulas import formula_of, indices, read_formula, roles_of
from ..engine.grid import Grid
from ..engine.outputs import write_text
from ..engine.progress import Progress
from ..engine.raster import Raster, build_overviews
from ..engine.virtual import Source, formula_vrt, reflectance_vrt
from ..errors import BocageError
from .model import Band, Product
from .muscate.quicklook import GAMMA, WHITE

#: Reflectance shown as full brightness by roles of the infrared.
WHITE_INFRARED = 0.50
#: Names of looks -> roles of red, green and blue; any index or formula is a look too.
COLOURS = {"natural": ("red", "green", "blue"), "false_colour": ("nir", "red", "green"),
           "swir": ("swir1", "nir", "red")}
#: Where a sensor lacks a role, another that shows much the same.
_INSTEAD = {"nir": "nir_narrow", "nir_narrow": "nir", "swir1": "swir2", "swir2": "swir1"}
_VISIBLE = frozenset(("coastal", "blue", "green", "red"))
#: Images larger than this without coarser levels of their own are given some, pixels.
_LARGE = 4096
#: Finer levels are quick enough to read from the image itself; the coarsest has about so many pixels a side.
_FIRST_LEVEL, _SMALLEST_LEVEL = 8, 256
#: Range of normalised differences, by domain: bare ground to dense meadow, and the others'.
_RANGE_VEGETATION, _RANGE_OTHERS = (0.0, 0.9), (-0.8, 0.8)
_PLAIN_STYLE = """<qgis version="3.22" styleCategories="Symbology">
    <pipe>
        <rasterrenderer type="singlebandgray" grayBand="1" gradient="BlackToWhite" opacity="1" alphaBand="-1"/>
    </pipe>
</qgis>
"""
_DIFFERENCE = re.compile(r"\((\w+) - (\w+)\) / \(\1 \+ \2\)")


@dataclass(frozen=True)
class Shown:
    """What a map needs to show one product one way."""

    #: Virtual raster, float32, NaN where there is nothing.
    path: str
    look: str
    #: "colours" (three bands), "grey" or "index" (one band).
    kind: str
    #: Reflectance or index at the ends of the scale, a pair a band.
    ranges: tuple[tuple[float, float], ...]
    #: Bands shown, by name.
    bands: tuple[str, ...]
    #: Brightness = share of the range to this power.
    gamma: float = GAMMA
    #: "" or the domain of the index, which chooses its colours.
    domain: str = ""
    #: True where the image is large and has no coarser level: ``coarser`` makes some.
    slow: bool = False


def display(product: Product, look: str, folder: str | os.PathLike[str]) -> Shown:
    """The virtual raster of ``product`` in ``folder`` for a look: a name of COLOURS, an index, or a formula.

    Raises BocageError: a band that is not there, a formula that cannot be read, a file that cannot be read.
    """
    if look in COLOURS:
        return _colours(product, look, folder)
    return _index(product, look, folder)


def possible_looks(product: Product) -> list[str]:
    """Names of the looks and indices whose bands the product has."""
    present = {band.role for band in product.bands if band.path is not None}
    present |= {_INSTEAD[role] for role in present if role in _INSTEAD}
    return [*(name for name, roles in COLOURS.items() if present.issuperset(roles)),
            *(name for name, index in indices().items() if present.issuperset(index.roles))]


def coarser(shown: Shown, progress: Progress) -> bool:
    """Gives the virtual raster coarser levels, so that a whole tile is drawn at once. False where stopped."""
    def goes_on(fraction: float) -> bool:
        progress.report(fraction, "step_coarser_levels")
        return not progress.cancelled()

    with Raster(shown.path) as raster:
        shape, known = raster.grid.shape, raster.overview_count()
    levels, size = [], _FIRST_LEVEL
    while max(shape) / size >= _SMALLEST_LEVEL:
        levels.append(size)
        size *= 2
    return bool(known) or not levels or build_overviews(shown.path, levels, goes_on)


def _colours(product: Product, look: str, folder: str | os.PathLike[str]) -> Shown:
    chosen = [band for band in (_band(product, role) for role in COLOURS[look]) if band is not None]
    if len(chosen) < len(COLOURS[look]) and look == "natural":
        # A sensor without these colours is shown by what it has: one band in grey.
        chosen = [band for band in product.bands if band.path is not None][:1]
    elif len(chosen) < len(COLOURS[look]):
        chosen = []
    if not chosen:
        raise BocageError("look_impossible", file=product.path, look=look, bands=", ".join(COLOURS[look]))
    sources, grid, slow = _sources(product, chosen)
    path = _write(folder, product, look, reflectance_vrt(grid, [(band.name, sources[band.name]) for band in chosen]))
    ranges = tuple((0.0, WHITE if band.role in _VISIBLE else WHITE_INFRARED) for band in chosen)
    return Shown(path, look, "colours" if len(chosen) == 3 else "grey", ranges,
                 tuple(band.name for band in chosen), slow=slow)


def _index(product: Product, look: str, folder: str | os.PathLike[str]) -> Shown:
    formula, needed = formula_of(look), roles_of(look)
    by_role = {role: _band(product, role) for role in needed}
    lacking = [role for role, band in by_role.items() if band is None]
    if lacking:
        raise BocageError("look_impossible", file=product.path, look=look, bands=", ".join(lacking))
    bands = {role: band for role, band in by_role.items() if band is not None}
    sources, grid, slow = _sources(product, list(bands.values()))
    text = formula_vrt(grid, read_formula(formula), {role: sources[band.name] for role, band in bands.items()}, look)
    path = _write(folder, product, look, text)
    index = indices().get(look) or indices().get(look.upper())
    domain = index.domain if index else ""
    if _DIFFERENCE.fullmatch(formula.strip()):
        ends = _RANGE_VEGETATION if domain == "vegetation" else _RANGE_OTHERS
    else:
        ends = _measured(path)
    return Shown(path, look, "index", (ends,), (look,), gamma=1.0, domain=domain, slow=slow)


def _band(product: Product, role: str) -> Band | None:
    """The band of a role that has a file, else of the role nearest to it."""
    for wanted in (role, _INSTEAD.get(role)):
        band = product.role(wanted) if wanted else None
        if band is not None and band.path is not None:
            return band
    return None


def _sources(product: Product, bands: list[Band]) -> tuple[dict[str, Source], Grid, bool]:
    """Sources by band name, the finest grid among them, and whether they are large without coarser levels."""
    found: dict[str, Source] = {}
    finest: Grid | None = None
    slow = False
    for band in bands:
        with Raster(str(band.path)) as raster:
            grid = raster.grid
            # A file may declare a value for no data, or none; the metadata decide.
            found[band.name] = Source(_absolute(raster.path), band.index, grid.shape, raster.dtype, raster.block,
                                      band.scale, band.offset, band.nodata)
            slow |= max(grid.shape) > _LARGE and not raster.overview_count()
        if finest is None or grid.dx < finest.dx:
            finest = grid
    if finest is None:
        raise BocageError("look_impossible", file=product.path, look="", bands="")
    return found, finest if finest.crs else replace(finest, crs=product.crs), slow


def _absolute(path: str) -> str:
    """A virtual raster lies elsewhere than what it shows."""
    return path if path.startswith("/vsi") else os.path.abspath(path)


def _write(folder: str | os.PathLike[str], product: Product, look: str, text: str) -> str:
    """The same product shown the same way is the same file; one that changed is another."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(f"{os.path.abspath(product.path)}\n{text}".encode()).hexdigest()[:10]
    words = re.sub(r"[^A-Za-z0-9_]+", "_", f"{product.acquired:%Y%m%d}_{product.platform}_{product.tile}_{look}")
    path = folder / f"{words[:60]}_{digest}.vrt"
    if not path.exists():
        write_text(path, text)
    write_plain_style(str(path))
    return str(path)


def write_plain_style(path: str) -> None:
    """A style beside the raster: QGIS computes statistics of an image that has none, for seconds, in its window."""
    write_text(Path(path).with_suffix(".qml"), _PLAIN_STYLE)


def _measured(path: str) -> tuple[float, float]:
    """2nd and 98th percentiles of what a coarse look finds: an index that is no normalised difference has no range
    of its own."""
    with Raster(path) as raster:
        rows, columns = raster.grid.shape
        share = min(1.0, 256 / max(rows, columns))
        values = raster.read(shape=(max(1, round(rows * share)), max(1, round(columns * share))))
    values = values[np.isfinite(values)]
    if not values.size:
        return 0.0, 1.0
    low, high = (float(end) for end in np.percentile(values, (2, 98)))
    if high - low < 1e-6 or not math.isfinite(high - low):
        return low - 0.5, low + 0.5
    return low, high
