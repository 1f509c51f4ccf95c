"""What surrounds each pixel: the ground that scatters into its line of sight, the slope it lies on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from ...atmosphere.bandtable import BandTable
from ...atmosphere.correction import Terms
from ...atmosphere.environment import direct_share, lone, neighbourhood
from ...atmosphere.slope import Relief, light_terms, make_relief
from ...engine.grid import Grid
from ...engine.jobs import side_by_side, thread_count
from ...engine.progress import Progress
from ...engine.raster import warp_to
from ...engine.resample import fill_gaps
from ...products.angles import sun_vectors
from ...products.scene import Scene
from .context import Context
from .scenery import Scenery
from .state import StateMaps
from .views import View


@dataclass(frozen=True)
class Surroundings:
    """One band on cells, float32 (rows, columns).

    environment: rho_env; up: direct share of the upward transmittance; a, b, c: light on slopes.
    """

    environment: np.ndarray
    up: np.ndarray
    a: np.ndarray
    b: np.ndarray
    c: np.ndarray


def surroundings(context: Context, toa: Mapping[str, np.ndarray], progress: Progress) -> dict[str, Surroundings]:
    """By band to be written; ``toa``: reflectance on cells by name of band."""
    scenery, maps = context.scenery, context.state
    seen = Scene(scenery.product).angles(scenery.named("red"), scenery.cells)
    sun_zenith, view_zenith = (np.degrees(np.arccos(np.clip(v[2], -1, 1))) for v in (seen.sun, seen.view))
    view_zenith = np.where(np.isfinite(view_zenith), view_zenith, np.nanmean(view_zenith))
    cos_sun = np.maximum(np.cos(np.radians(sun_zenith)), 0.05)

    def one(name: str) -> Surroundings:
        view, atmosphere = context.view(name), context.atmosphere(name)
        part = view.scattering(maps.aot, maps.altitude_km)
        terms = view.terms(part, maps.altitude_km, maps.water)
        table = atmosphere.scattering
        aerosols = table.aerosol_share(float(np.mean(maps.aot)), float(np.mean(maps.altitude_km)))
        up = direct_share(table, view_zenith, maps.aot, maps.altitude_km)
        ground = np.clip(terms.surface(toa[name]), 0.0, 1.0)
        if context.masks is not None:
            # What a cloud sends back comes from above most of the air that scatters: it is no neighbour.
            ground[context.masks.cloud] = np.nan
        environment = neighbourhood(ground, scenery.cells.dx, aerosols)
        down = direct_share(table, sun_zenith, maps.aot, maps.altitude_km)
        return Surroundings(environment, up, *light_terms(down, aerosols, cos_sun, environment))

    names = [name for bands in scenery.groups.values() for name in bands]
    return dict(zip(names, side_by_side(one, names, thread_count(scenery.settings.threads), progress)))


@dataclass(frozen=True)
class Neighbours:
    """What one band's neighbours send, on cells: rho_env, and what tells the direct share of the light upwards."""

    environment: np.ndarray
    table: BandTable
    view_zenith: np.ndarray
    altitude_km: np.ndarray

    def taken_out(self, terms: Terms, aot: np.ndarray) -> Terms:
        """Terms of lone pixels; ``aot`` (rows, columns)."""
        return lone(terms, self.environment, direct_share(self.table, self.view_zenith, aot, self.altitude_km))


def neighbours(views: Mapping[str, View], toa: Mapping[str, np.ndarray], state: StateMaps, view: np.ndarray,
               cloud: np.ndarray, roles: Sequence[str], goes_on: Callable[[], None],
               threads: int = 1) -> dict[str, Neighbours]:
    """By role, for the AOT that the state holds: beside snow or bright soils, what neighbours send looks like thick
    air.

    view: unit vectors (3, rows, columns); cloud: cells that are no neighbours.
    """
    zenith = np.degrees(np.arccos(np.clip(view[2], -1, 1)))
    zenith = np.where(np.isfinite(zenith), zenith, np.nanmean(zenith))
    aot, altitude = float(np.mean(state.aot)), float(np.mean(state.altitude_km))

    def one(role: str) -> Neighbours:
        part = views[role].scattering(state.aot, state.altitude_km)
        ground = np.clip(views[role].terms(part, state.altitude_km, state.water).surface(toa[role]), 0.0, 1.0)
        ground[cloud] = np.nan
        table = views[role].atmosphere.scattering
        return Neighbours(neighbourhood(ground, views[role].cells.dx, table.aerosol_share(aot, altitude)),
                          table, zenith, state.altitude_km)

    goes_on()
    with ThreadPoolExecutor(threads) as pool:
        return dict(zip(roles, pool.map(one, roles)))


def relief_of(scenery: Scenery, progress: Progress) -> Relief | None:
    """The slopes at 20 m; None, with a warning, where no elevation was given."""
    settings = scenery.settings
    if not settings.slope:
        return None
    if not settings.dem:
        progress.warn("slope_without_dem")
        return None
    coarsest = max((scenery.grid(group) for group in scenery.groups), key=lambda grid: grid.dx)
    terrain = warp_to(settings.dem, coarsest)
    terrain[~((terrain > -500) & (terrain < 9000))] = np.nan
    if not np.isfinite(terrain).all():
        terrain = fill_gaps(terrain)
    return make_relief(terrain, coarsest, sun_vectors(scenery.product, _corners(coarsest)), settings.smooth_dem)


def _corners(grid: Grid) -> Grid:
    """Two by two pixels centred on the outer pixels' centres."""
    rows, columns = grid.shape
    dx, dy = grid.dx * max(1, columns - 1), grid.dy * max(1, rows - 1)
    x0, y0 = float(grid.x()[0]) - dx / 2, float(grid.y()[0]) + dy / 2
    return Grid(grid.crs, (x0, dx, 0.0, y0, 0.0, -dy), (2, 2))
