"""The atmospheric state on cells: altitude, pressure, ozone, then AOT and water vapour."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...atmosphere import aerosol, ozone, pressure, water_vapour
from ...atmosphere.maps import knot_grid
from ...engine.grid import Grid
from ...engine.jobs import side_by_side, thread_count
from ...engine.progress import Progress
from ...engine.raster import transform_points, warp_to
from ...engine.resample import bilinear, fill_gaps, positions
from ...errors import BocageError
from ...products.model import Auxiliary
from .scenery import Scenery
from .views import View

#: Where nothing tells: AOT and water vapour used to begin with.
FIRST_AOT, FIRST_WATER = 0.15, 2.0
_MOST_TRIAL_CELLS = 90_000
#: Rows of cells searched together, few enough for the processor's cache.
_ROWS = 64


@dataclass(frozen=True)
class StateMaps:
    """On cells, float32 (rows, columns). ``altitude_km``: where the standard atmosphere has the surface
    pressure. ``sources`` says for each quantity where it comes from (text for the metadata)."""

    terrain_m: np.ndarray
    altitude_km: np.ndarray
    ozone: np.ndarray
    aot: np.ndarray
    water: np.ndarray
    aot_interpolated: np.ndarray
    water_interpolated: np.ndarray
    sources: dict[str, str]
    #: Standard uncertainty of the AOT on cells; None where it was given.
    aot_uncertainty: np.ndarray | None = None


def ground(scenery: Scenery, progress: Progress) -> StateMaps:
    """Terrain, pressure and ozone; AOT and water vapour as given, from the product, or first guesses."""
    cells, settings = scenery.cells, scenery.settings
    sources: dict[str, str] = {}
    terrain = _terrain(scenery, progress, sources)
    sea_level = _auxiliary(scenery.product.auxiliary, "sea_level_pressure_hpa", cells)
    sources["pressure"] = scenery.product.auxiliary.source if (
        sea_level is not None and scenery.product.auxiliary) else "standard atmosphere (1013 hPa at sea level)"
    level = pressure.STANDARD_SEA_LEVEL_HPA if sea_level is None else sea_level
    altitude = pressure.standard_altitude(pressure.surface_pressure(terrain / 1000.0, level))
    aot = _start(scenery, "aot", settings.aot_method, settings.aot, "aot550", FIRST_AOT, sources)
    water = _start(scenery, "water_vapour", settings.water_vapour_method, settings.water_vapour,
                   "water_vapour_g_cm2", FIRST_WATER, sources)
    nothing = np.zeros(cells.shape, bool)
    return StateMaps(terrain, np.asarray(altitude, np.float32), _ozone(scenery, sources), aot, water,
                     nothing, nothing, sources)


def _terrain(scenery: Scenery, progress: Progress, sources: dict[str, str]) -> np.ndarray:
    settings, cells = scenery.settings, scenery.cells
    flat = settings.altitude_m if settings.altitude_m is not None else 0.0
    if not settings.dem:
        sources["altitude"] = f"{flat:g} m everywhere"
        if settings.altitude_m is None:
            progress.warn("no_altitude")
        return np.full(cells.shape, flat, np.float32)
    terrain = warp_to(settings.dem, cells)
    terrain[~((terrain > -500) & (terrain < 9000))] = np.nan
    covered = np.isfinite(terrain)
    if not covered.any():
        raise BocageError("dem_outside", file=settings.dem)
    if not covered.all():
        progress.warn("dem_partial", file=settings.dem, percent=f"{100 * (1 - covered.mean()):.1f}")
    sources["altitude"] = settings.dem
    return fill_gaps(terrain)


def _start(scenery: Scenery, name: str, method: str, given: float, field: str, first: float,
           sources: dict[str, str]) -> np.ndarray:
    """Fixed value, the product's own, or a first guess for the inversion."""
    if method == "fixed":
        sources[name] = "fixed"
        return np.full(scenery.cells.shape, given, np.float32)
    own = _auxiliary(scenery.product.auxiliary, field, scenery.cells)
    if method == "product":
        if own is None or scenery.product.auxiliary is None:
            raise BocageError("not_in_product", file=scenery.product.path, quantity=name)
        sources[name] = scenery.product.auxiliary.source
        return np.clip(own, 0.0, 1.8 if name == "aot" else 8.0).astype(np.float32)
    sources[name] = "image"
    if own is None:
        return np.full(scenery.cells.shape, first, np.float32)
    return np.clip(own, 0.0, 1.8 if name == "aot" else 8.0).astype(np.float32)


def _ozone(scenery: Scenery, sources: dict[str, str]) -> np.ndarray:
    cells = scenery.cells
    if scenery.settings.ozone is not None:
        sources["ozone"] = "given"
        return np.full(cells.shape, scenery.settings.ozone, np.float32)
    own = _auxiliary(scenery.product.auxiliary, "ozone_cm_atm", cells)
    if own is not None and scenery.product.auxiliary is not None:
        sources["ozone"] = scenery.product.auxiliary.source
        return own
    sources["ozone"] = "climatology (Van Heuklon 1979)"
    longitude, latitude = lonlat(knot_grid(cells))
    day = scenery.product.acquired.timetuple().tm_yday
    value = ozone.climatology_cm_atm(float(latitude.mean()), float(longitude.flat[longitude.size // 2]), day)
    return np.full(cells.shape, value, np.float32)


def lonlat(grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude of pixel centres, degrees (rows, columns)."""
    x, y = np.meshgrid(grid.x(), grid.y())
    return transform_points(x, y, grid.crs, "EPSG:4326")


def _auxiliary(auxiliary: Auxiliary | None, field: str, cells: Grid) -> np.ndarray | None:
    """A field of the product's auxiliary data on cells, float32, or None."""
    values = getattr(auxiliary, field) if auxiliary is not None else None
    if auxiliary is None or values is None or not np.isfinite(values).any():
        return None
    knots = knot_grid(cells)
    longitude, latitude = lonlat(knots)
    values = np.where(np.isfinite(values), values, np.nanmean(values))
    if values.size == 1:
        return np.full(cells.shape, float(values.ravel()[0]), np.float32)
    row, wr = positions(latitude.ravel(), auxiliary.latitude)
    # Both on the same turn: across the antimeridian longitudes jump from 180 to -180.
    first = float(auxiliary.longitude[0])
    own, asked = (first + (v - first + 180.0) % 360.0 - 180.0 for v in (auxiliary.longitude, longitude.ravel()))
    column, wc = positions(asked, own)
    next_row = np.minimum(row + 1, values.shape[0] - 1)
    next_column = np.minimum(column + 1, values.shape[1] - 1)
    top = values[row, column] * (1 - wc) + values[row, next_column] * wc
    bottom = values[next_row, column] * (1 - wc) + values[next_row, next_column] * wc
    return bilinear((top * (1 - wr) + bottom * wr).reshape(knots.shape), knots, cells)


def invert_water(scenery: Scenery, maps: StateMaps, toa: dict[str, np.ndarray], views: dict[str, View],
                 clear: np.ndarray | None, progress: Progress) -> StateMaps:
    """Water vapour from the image's cells, after AOT: the bands of the AOT hardly feel water vapour,
    which does feel aerosols. toa: reflectance on cells by role; ``clear`` None means everywhere."""
    parts = {role: views[role].scattering(maps.aot, maps.altitude_km)
             for role in ("nir_narrow", "swir1", "water_vapour")}
    terms = {role: views[role].terms(parts[role], maps.altitude_km, maps.water) for role in ("nir_narrow", "swir1")}
    near = terms["nir_narrow"].surface(toa["nir_narrow"])
    far = terms["swir1"].surface(toa["swir1"])
    centres = {role: scenery.responses[scenery.named(role)].central_nm() for role in parts}
    share = (centres["water_vapour"] - centres["nir_narrow"]) / (centres["swir1"] - centres["nir_narrow"])
    surface = water_vapour.continuum(near, far, share)
    lookup = views["water_vapour"].water_lookup(parts["water_vapour"], maps.altitude_km)

    def some(rows: slice) -> np.ndarray:
        return water_vapour.invert(toa["water_vapour"][rows], surface[rows], parts["water_vapour"].rows(rows),
                                   lookup.rows(rows))

    blocks = [slice(first, first + _ROWS) for first in range(0, surface.shape[0], _ROWS)]
    found = np.concatenate(side_by_side(some, blocks, thread_count(scenery.settings.threads), progress))
    usable = water_vapour.usable_cells(terms["nir_narrow"], toa["nir_narrow"])
    if clear is not None:
        # Over a cloud the column is the one above it.
        usable &= clear
    water, interpolated = water_vapour.clean(found, usable, float(np.mean(maps.water)))
    source = "image, 865 and 945 nm"
    if interpolated.all():
        progress.warn("water_no_target", value=f"{float(np.mean(water)):.2f}")
        source = "no bright ground: first guess kept"
    return replace(maps, water=water, water_interpolated=interpolated,
                   sources={**maps.sources, "water_vapour": source})


def invert_aot(scenery: Scenery, maps: StateMaps, toa: dict[str, np.ndarray], views: dict[str, View],
               progress: Progress) -> StateMaps:
    """AOT from one date's dark vegetation, where masks were not asked for."""
    stride = max(1, int(np.ceil(np.sqrt(scenery.cells.shape[0] * scenery.cells.shape[1] / _MOST_TRIAL_CELLS))))
    thin = (slice(stride // 2, None, stride), slice(stride // 2, None, stride))
    values = {role: toa[role][thin] for role in ("coastal", "red", "nir_narrow", "swir2")}
    green = aerosol.vegetation(values["coastal"], values["red"], values["nir_narrow"], values["swir2"])
    rows, columns = np.nonzero(green)
    shape = (int(green.shape[0]), int(green.shape[1]))
    lattice = thin_grid(scenery.cells, stride, shape)
    seen = {role: views[role].on(lattice, maps.ozone[thin], thin) for role in ("coastal", "red")}
    residuals = [_residual(maps, values, seen, thin, aot)[rows, columns] for aot in aerosol.TRIALS]
    single = aerosol.crossing(np.array(residuals))
    side = max(2, int(round(aerosol.WINDOW_M / (scenery.cells.dx * stride))))
    found = aerosol.windowed(single, (rows, columns), shape, side)
    if found is None:
        progress.warn("aot_no_dark_target", value=f"{float(np.mean(maps.aot)):.2f}")
        return replace(maps, aot_interpolated=np.ones(scenery.cells.shape, bool),
                       sources={**maps.sources, "aot": "no dark vegetation: first guess kept"})
    aot = np.clip(bilinear(found.aot, lattice, scenery.cells), 0.0, 1.8)
    interpolated = bilinear(found.interpolated.astype(np.float32), lattice, scenery.cells) > 0.5
    return replace(maps, aot=aot, aot_interpolated=interpolated,
                   sources={**maps.sources, "aot": f"image, single-date dark vegetation ({found.targets} cells)"})


def thin_grid(cells: Grid, stride: int, shape: tuple[int, int]) -> Grid:
    """Grid whose centres are every ``stride``-th cell's."""
    first = stride // 2
    x0 = cells.x()[first] - stride * cells.dx / 2
    y0 = cells.y()[first] + stride * cells.dy / 2
    return Grid(cells.crs, (float(x0), stride * cells.dx, 0.0, float(y0), 0.0, -stride * cells.dy), shape)


def _residual(maps: StateMaps, values: dict[str, np.ndarray], seen: dict[str, View],
              thin: tuple[slice, slice], aot: float) -> np.ndarray:
    """rho_s(coastal) - 0.45 rho_s(red) for one AOT; decreases as AOT grows."""
    altitude, water = maps.altitude_km[thin], maps.water[thin]
    surface = {}
    for role, view in seen.items():
        part = view.scattering(np.full(altitude.shape, aot, np.float32), altitude)
        surface[role] = view.terms(part, altitude, water).surface(values[role])
    return np.asarray(surface["coastal"] - aerosol.BLUE_TO_RED * surface["red"])
