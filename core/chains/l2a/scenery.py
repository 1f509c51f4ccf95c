"""What one run works on: the product, its output grids, the bands to read, the responses.

Everything that can be refused is refused here, before any pixel is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ...atmosphere import available_models, responses
from ...atmosphere.aerosol_types import nearest_model
from ...atmosphere.bandtable import AOT_MAX
from ...engine.grid import Bounds, Grid
from ...engine.raster import Raster, metres_per_unit, transform_points
from ...engine.vectors import read_polygons
from ...errors import BocageError
from ...products.model import Band, Product, SpectralResponse
from ...products.muscate.layout import SENTINEL2_GROUPS
from ...products.open import open_product
from ..settings import METHODS, NAMED_MODELS, USUAL_MODEL, L2ASettings

#: The coarse grid of aerosols, water vapour and the correction's terms (240 m does not divide 109.8 km).
CELL_M = 120.0
_EDGE_POINTS = 21
#: Degrees of longitude: what spans more lies on both sides of the antimeridian.
_HALF_TURN = 180.0
#: Roles read for AOT and water vapour from the image.
AOT_ROLES = ("coastal", "red", "nir_narrow", "swir2")
WATER_ROLES = ("nir_narrow", "water_vapour", "swir1")
#: Roles read for clouds, shadows, snow and water, and by the inversion that leans on earlier dates.
MASK_ROLES = ("coastal", "blue", "green", "red", "red_edge_3", "nir", "nir_narrow", "swir1", "swir2")
#: Bands whose parallax tells a cloud from a bright roof.
PARALLAX_ROLES = ("nir", "red_edge_3", "nir_narrow")
#: Read where the product has it: without it high clouds are left to the other tests, which is said.
CIRRUS_ROLE = "cirrus"


@dataclass(frozen=True)
class Source:
    """One band to read: where its output window begins in its file."""

    band: Band
    #: The whole raster's grid.
    grid: Grid
    #: ``(row, column, rows, columns)`` of what is read.
    window: tuple[int, int, int, int]
    #: Rows of the file's tiles.
    block_rows: int

    @property
    def output(self) -> Grid:
        """Grid of the window."""
        return self.grid.window(*self.window)


@dataclass(frozen=True)
class Scenery:
    """The inputs of a run, checked."""

    settings: L2ASettings
    product: Product
    groups: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, Source]
    cells: Grid
    responses: Mapping[str, SpectralResponse]
    #: Bands of the first pass.
    first_pass: tuple[str, ...] = ()
    #: One of the tables' aerosol models, and where it comes from.
    aerosol_model: str = USUAL_MODEL
    aerosol_source: str = "given"

    def grid(self, group: str) -> Grid:
        """Output grid of a group."""
        return self.sources[self.groups[group][0]].output

    def named(self, role: str) -> str:
        """Band name of a role. Raises BocageError where the product lacks it."""
        band = self.product.role(role)
        if band is None:
            raise BocageError("band_missing", file=self.product.path, band=role)
        return band.name


def check_settings(settings: L2ASettings) -> None:
    """Raise BocageError where a parameter is out of its range."""
    for name, method in (("AOT_METHOD", settings.aot_method), ("WATER_VAPOUR_METHOD", settings.water_vapour_method)):
        if method not in METHODS:
            raise BocageError("parameter_unknown", parameter=name, value=method, known=", ".join(METHODS))
    _in_range("AOT", settings.aot, 0.0, AOT_MAX)
    _in_range("WATER_VAPOUR", settings.water_vapour, 0.0, 8.0)
    if settings.ozone is not None:
        _in_range("OZONE", settings.ozone, 0.1, 0.6)
    if settings.altitude_m is not None:
        _in_range("ALTITUDE", settings.altitude_m, -500.0, 9000.0)
    if settings.aerosol_model not in (*available_models(), *NAMED_MODELS):
        raise BocageError("aerosol_model_missing", model=settings.aerosol_model,
                          available=", ".join((*available_models(), *NAMED_MODELS)))


def _in_range(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise BocageError("parameter_out_of_range", parameter=name, value=f"{value:g}",
                          low=f"{low:g}", high=f"{high:g}")


def open_scenery(settings: L2ASettings) -> Scenery:
    """Open and check the product. Raises BocageError."""
    check_settings(settings)
    product = open_product(settings.input)
    if product.level != "L1C":
        raise BocageError("not_l1c", file=product.path, level=product.level)
    settings, aerosol_source = with_aerosols(settings, product)
    aerosol_model = USUAL_MODEL if settings.aerosol_model == "series" else settings.aerosol_model
    groups = {name: tuple(bands) for name, bands in SENTINEL2_GROUPS.items()}
    names = [name for bands in groups.values() for name in bands]
    first_pass = _estimation_bands(settings, product)
    names += [n for n in first_pass if n not in names]
    rasters = {name: opened(product, name) for name in names}
    cells = coarse_cells(rasters[groups["R1"][0]][0], settings, product)
    if settings.painted:
        read_polygons(settings.painted, cells.crs)
    sources = {name: source_of(product.band(name), *rasters[name], cells) for name in names}
    for group, bands in groups.items():
        for band in bands[1:]:
            # One plan of strips a group: its masks are put together strip by strip.
            sources[band] = replace(sources[band], block_rows=sources[bands[0]].block_rows)
            if sources[band].output != sources[bands[0]].output:
                raise BocageError("band_grids_differ", file=product.path, band=band, other=bands[0], group=group)
    chosen = responses.select(product, settings.spectral_response)
    return Scenery(settings, product, groups, sources, cells, chosen, tuple(first_pass), aerosol_model,
                   aerosol_source)


def with_aerosols(settings: L2ASettings, product: Product) -> tuple[L2ASettings, str]:
    """Settings with one of the tables' aerosol models, or ``series``, and where it comes from."""
    if settings.aerosol_model == "series":
        return settings, "usual"
    if settings.aerosol_model != "product":
        return settings, "given"
    carried = product.auxiliary
    if carried is None or not carried.aerosol_shares:
        raise BocageError("aerosols_not_in_product", file=product.path)
    told = ", ".join(f"{name} {100 * share:.0f} %" for name, share in carried.aerosol_shares.items())
    return replace(settings, aerosol_model=nearest_model(carried.aerosol_shares)), f"{carried.source}: {told}"


def _estimation_bands(settings: L2ASettings, product: Product) -> list[str]:
    """Bands of the first pass, in order: what aerosols, water vapour, masks and surroundings ask for."""
    roles: list[str] = []
    if settings.aot_method == "image":
        roles += AOT_ROLES
    if settings.water_vapour_method == "image":
        roles += WATER_ROLES
    if settings.masks:
        roles += MASK_ROLES
    found = []
    for role in roles:
        band = product.role(role)
        if band is None:
            raise BocageError("band_missing", file=product.path, band=role)
        found.append(band.name)
    cirrus = product.role(CIRRUS_ROLE)
    if settings.masks and cirrus is not None and cirrus.path is not None:
        found.append(cirrus.name)
    if (settings.adjacency or settings.slope) and not settings.composite_only:
        found += [name for bands in SENTINEL2_GROUPS.values() for name in bands]
    return list(dict.fromkeys(found))


def opened(product: Product, name: str) -> tuple[Grid, int]:
    """Grid and tile height of one band's file; opening it also finds a truncated file early."""
    try:
        band = product.band(name)
    except KeyError:
        raise BocageError("band_missing", file=product.path, band=name) from None
    if band.path is None:
        raise BocageError("band_missing", file=product.path, band=name)
    with Raster(band.path) as raster:
        if not raster.grid.crs:
            raise BocageError("raster_without_crs", file=band.path)
        return raster.grid, raster.block[0]


def coarse_cells(full: Grid, settings: L2ASettings, product: Product) -> Grid:
    """Coarse cells: of the whole image, or of those that touch EXTENT."""
    cells = full.cells(CELL_M)
    if settings.extent is None:
        return cells
    bounds = _bounds_in(settings.extent, settings.extent_crs or full.crs, full)
    row, column, rows, columns = cells.covering(bounds) if bounds is not None else (0, 0, 0, 0)
    if rows == 0 or columns == 0:
        raise BocageError("extent_outside", file=product.path)
    return cells.window(row, column, rows, columns)


def _bounds_in(extent: Bounds, source: str, image: Grid) -> Bounds | None:
    """Bounds in the image's CRS of what the extent holds of the image, since the whole world has none there."""
    xmin, ymin, xmax, ymax = extent
    if not (xmax > xmin and ymax > ymin):
        raise BocageError("extent_empty")
    if source == image.crs:
        return extent
    whole, turns = _edges_in(image.bounds, image.crs, source), [0.0]
    if whole is not None and whole[2] - whole[0] > _HALF_TURN and metres_per_unit(source) is None:
        # Across the antimeridian the extent may hold the image on one turn, the next, or both.
        whole, turns = _edges_in(image.bounds, image.crs, source, turned=True), [0.0, 360.0]
    if whole is not None:
        met = [(max(xmin + turn, whole[0]), max(ymin, whole[1]), min(xmax + turn, whole[2]), min(ymax, whole[3]))
               for turn in turns]
        held = np.array([one for one in met if one[0] < one[2] and one[1] < one[3]])
        # Longitudes may be counted on another turn.
        extent = (*held[:, :2].min(axis=0).tolist(), *held[:, 2:].max(axis=0).tolist()) if held.size else extent
    return _edges_in(extent, source, image.crs)


def _edges_in(bounds: Bounds, source: str, target: str, turned: bool = False) -> Bounds | None:
    """Bounds of a rectangle in another CRS, its edges followed point by point; None where a point has no place.

    ``turned``: longitudes as 0 to 360.
    """
    xmin, ymin, xmax, ymax = bounds
    step = np.linspace(0, 1, _EDGE_POINTS)
    x = np.concatenate([xmin + step * (xmax - xmin)] * 2 + [np.full(_EDGE_POINTS, xmin), np.full(_EDGE_POINTS, xmax)])
    y = np.concatenate([np.full(_EDGE_POINTS, ymin), np.full(_EDGE_POINTS, ymax)] + [ymin + step * (ymax - ymin)] * 2)
    x, y = transform_points(x, y, source, target)
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        return None
    if turned:
        x = np.where(x < 0, x + 360.0, x)
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def source_of(band: Band, grid: Grid, block_rows: int, cells: Grid) -> Source:
    """What is read of a band: the part of its raster that the cells cover."""
    window = grid.covering(cells.bounds)
    if window[2] == 0 or window[3] == 0:
        raise BocageError("band_grids_differ", file=band.path, band=band.name, other="B2", group="")
    return Source(band, grid, window, block_rows)
