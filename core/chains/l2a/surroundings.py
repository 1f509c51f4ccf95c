"""What surrounds each pixel: the ground that scatters into its line of sight, the slope it lies on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from ...atmosphere.bandtable import BandTable
from ...atmosphere.correction import Terms
from ...atmosphere.environment import direct_share, lone, neighbourhood, unmixed
from ...atmosphere.slope import Relief, light_terms, make_relief
from ...engine.grid import Grid
from ...engine.jobs import side_by_side, thread_count
from ...engine.progress import Progress
from ...engine.raster import warp_to
from ...engine.resample import fill_gaps
from ...masks.beneath import Beneath
from ...products.angles import sun_vectors
from ...products.scene import Scene
from .context import Context
from .scenery import Scenery
from .state import StateMaps
from .views import View

#: Range of rho_env over the scene, and of what is lent of it, from which ground is freed of its neighbours before it is
#: one: snow in blue has both; fields there the second under thick air, in the infrared the first.
CONTRAST, LENT = 0.1, 0.015
#: How often: each time what is left of the error is some fifth of it.
FREED = 2


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
    sun_zenith, view_zenith = zenith(seen.sun), whole(zenith(seen.view))
    cos_sun = np.maximum(np.cos(np.radians(sun_zenith)), 0.05)

    def one(name: str) -> Surroundings:
        around = neighbour(context.view(name), toa[name], maps, view_zenith, context.beneath)
        down = direct_share(around.table, sun_zenith, maps.aot, maps.altitude_km)
        return Surroundings(around.environment, around.up(maps.aot),
                            *light_terms(down, around.aerosols, cos_sun, around.environment))

    names = [name for bands in scenery.groups.values() for name in bands]
    return dict(zip(names, side_by_side(one, names, thread_count(scenery.settings.threads), progress)))


@dataclass(frozen=True)
class Neighbours:
    """What one band's neighbours send, on cells: rho_env, and what tells the direct share of the light upwards."""

    environment: np.ndarray
    table: BandTable
    view_zenith: np.ndarray
    altitude_km: np.ndarray
    #: Aerosols' share of what scatters the light upwards.
    aerosols: float

    def up(self, aot: np.ndarray) -> np.ndarray:
        """Direct share of the upward transmittance."""
        return direct_share(self.table, self.view_zenith, aot, self.altitude_km)

    def taken_out(self, terms: Terms, aot: np.ndarray) -> Terms:
        """Terms of lone pixels; ``aot`` (rows, columns)."""
        return lone(terms, self.environment, self.up(aot))


def zenith(vectors: np.ndarray) -> np.ndarray:
    """Degrees, of unit vectors (3, rows, columns)."""
    return np.asarray(np.degrees(np.arccos(np.clip(vectors[2], -1, 1))))


def whole(angles: np.ndarray) -> np.ndarray:
    """Angles with their mean where no detector sees."""
    return np.where(np.isfinite(angles), angles, np.nanmean(angles))


def neighbour(view: View, toa: np.ndarray, state: StateMaps, view_zenith: np.ndarray,
              beneath: Beneath | None) -> Neighbours:
    """Of one band, for the AOT that the state holds; ``beneath``: what clouds hide, None where it is not known."""
    part = view.scattering(state.aot, state.altitude_km)
    terms = view.terms(part, state.altitude_km, state.water)
    return _sent(view, terms, toa, state.aot, state.altitude_km, view_zenith, beneath)[0]


def _sent(view: View, terms: Terms, toa: np.ndarray, aot: np.ndarray, altitude_km: np.ndarray,
          view_zenith: np.ndarray, beneath: Beneath | None) -> tuple[Neighbours, np.ndarray]:
    """What the ground sends under ``terms`` of uniform ground, and the direct share upwards; ``aot`` (rows, columns).

    Ground taken for uniform lends and borrows light: dark ground beside snow gains half as much again as the snow
    loses. Where much is lent, it is freed of its own neighbours before it is looked at as one; elsewhere what it has
    lent is given back to the surroundings, which costs a tenth.
    """
    table = view.atmosphere.scattering
    aerosols = table.aerosol_share(float(np.mean(aot)), float(np.mean(altitude_km)))

    def sent(ground: np.ndarray) -> Neighbours:
        ground = np.clip(ground, 0.0, 1.0)
        if beneath is not None:
            # What a cloud sends back comes from above most of the air that scatters: it is no neighbour.
            ground = beneath.seen_through(ground)
        return Neighbours(neighbourhood(ground, view.cells.dx, aerosols), table, view_zenith, altitude_km, aerosols)

    around = sent(terms.surface(toa))
    up = around.up(aot)
    contrast = float(np.ptp(around.environment))
    if contrast > CONTRAST and contrast * float(np.mean((1 - up) / up)) > LENT:
        for _ in range(FREED):
            around = sent(lone(terms, around.environment, up).surface(toa))
        return around, up
    return replace(around, environment=unmixed(around.environment, up, view.cells.dx, aerosols)), up


class Freed:
    """Terms of lone pixels under one AOT everywhere: neighbours send what they reflect under that AOT.

    What they send depends on the AOT as much as what a cell reflects: held at a first guess, it draws the AOT found
    towards that guess.
    """

    def __init__(self, views: Mapping[str, View], toa: Mapping[str, np.ndarray], altitude_km: np.ndarray,
                 view: np.ndarray, beneath: Beneath | None) -> None:
        self._views, self._toa, self._altitude_km, self._beneath = views, toa, altitude_km, beneath
        self._view_zenith = whole(zenith(view))

    def __call__(self, role: str, terms: Terms, aot: float) -> Terms:
        """``terms``: those of uniform ground, at that AOT."""
        everywhere = np.full(terms.gain.shape, aot, np.float32)
        around, up = _sent(self._views[role], terms, self._toa[role], everywhere, self._altitude_km, self._view_zenith,
                           self._beneath)
        return lone(terms, around.environment, up)


def neighbours(views: Mapping[str, View], toa: Mapping[str, np.ndarray], state: StateMaps, view: np.ndarray,
               beneath: Beneath | None, roles: Sequence[str], goes_on: Callable[[], None],
               threads: int = 1) -> dict[str, Neighbours]:
    """By role, for the AOT that the state holds: beside snow or bright soils, what neighbours send looks like thick
    air.

    view: unit vectors (3, rows, columns); beneath: what clouds hide, None where it is not known.
    """
    view_zenith = whole(zenith(view))
    goes_on()
    with ThreadPoolExecutor(threads) as pool:
        found = pool.map(lambda role: neighbour(views[role], toa[role], state, view_zenith, beneath), roles)
        return dict(zip(roles, found))


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
