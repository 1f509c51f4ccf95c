"""One simulated date before any band: place, geometry, terrain, light, air and clouds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from ...atmosphere.responses import load
from ...engine.grid import Grid
from ...engine.progress import Progress
from ...engine.raster import transform_points, warp_to
from ...errors import BocageError
from ...products.model import Auxiliary, SpectralResponse
from ...products.safe.l1c_description import NOTE, RESOLUTION_M, L1CBand, L1CDescription
from . import sky
from .air import Air, make_air
from .bocage import block_mean
from .geometry import Pass
from .ground import Ground
from .light import Light, cloud_light, mountain, relief_light
from .settings import SimulationSettings
from .surface import Place, draw_ground

#: Relative orbit and distance of the scene from the ground track, metres.
ORBITS = ((137, 48_000.0), (94, -96_000.0))
#: Cells of the air, and pixels of the light, metres.
CELL_M, LIGHT_M = 120.0, 20
#: Beyond, the tables of the atmosphere are extrapolated.
LOWEST_SUN = 75.0


@dataclass(frozen=True)
class SceneState:
    """What does not depend on the band. ``sun``: unit vector; ``sun_angles``: zenith and azimuth, degrees;
    ``level_m``: altitude from which the heights of clouds count."""

    settings: SimulationSettings
    place: Place
    ground: Ground
    sight: Pass
    sun: np.ndarray
    sun_angles: tuple[float, float]
    terrain: np.ndarray
    level_m: float
    layers: list[sky.Layer]
    light: Light
    air: Air

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Of the image."""
        (x, y), size = self.place.corner, self.place.size_m
        return x, y - size, x + size, y

    def grid(self, resolution: int) -> Grid:
        """North-up grid of the scene."""
        return _grid(self.place, resolution)

    def description(self, bands: dict[str, L1CBand], cloud_percent: float = 0.0) -> L1CDescription:
        """For the writer."""
        settings, place = self.settings, self.place
        sun, view = self.sight.angle_grids(place.corner, self.bounds)
        return L1CDescription(
            platform="S2A", sensing=settings.date, tile=place.tile, relative_orbit=ORBITS[settings.orbit][0],
            absolute_orbit=13433, crs=place.crs, upper_left=place.corner, size_m=(place.size_m, place.size_m), sun=sun,
            view=view, footprints=self.sight.footprints(self.bounds), bands=bands,
            generated=settings.date + timedelta(hours=3), auxiliary=self._auxiliary(),
            true_colour=True, cloud_percent=cloud_percent,
            note=f"{NOTE}. Ground {settings.surface}, seed {settings.ground_seed}, sky seed {settings.seed}")

    def _auxiliary(self) -> Auxiliary:
        """A forecast that knows the means alone, on 9 x 9 nodes around the scene."""
        xmin, ymin, xmax, ymax = self.bounds
        x, y = np.array([xmin, xmax, xmin, xmax]), np.array([ymin, ymin, ymax, ymax])
        longitude, latitude = transform_points(x, y, self.place.crs, "EPSG:4326")
        shape, settings = (9, 9), self.settings
        return Auxiliary(
            np.linspace(longitude.min() - 0.5, longitude.max() + 0.5, 9),
            np.linspace(latitude.max() + 0.5, latitude.min() - 0.5, 9), np.full(shape, settings.ozone),
            np.full(shape, settings.water_vapour), np.full(shape, 1013.25))


def make_scene(settings: SimulationSettings, place: Place, work: Path, progress: Progress) -> SceneState:
    """Raises BocageError where the settings do not hold together with the ground or the elevation."""
    middle = (place.corner[0] + place.size_m / 2, place.corner[1] - place.size_m / 2)
    sight = Pass(settings.date, place.crs, middle, ORBITS[settings.orbit][1])
    angles = _sun_angles(sight)
    sun, grid = _vector(*angles), _grid(place, LIGHT_M)
    terrain = _terrain(settings, grid)
    level = float(terrain.mean())
    ground = draw_ground(settings, place, work, progress)
    layers = sky.make_layers(settings.clouds if settings.cover > 0 else "none", settings.cover, place.size_m,
                             place.corner, settings.seed + 5)
    direct, diffuse, hidden, cosine = relief_light(terrain, float(LIGHT_M), sun, progress)
    light = Light(direct, diffuse, hidden, cloud_light(layers, grid, sun, terrain - np.float32(level)), cosine)
    altitude = block_mean(terrain, int(CELL_M / LIGHT_M)).astype(float) / 1000.0
    air = make_air(settings, _grid(place, int(CELL_M)), altitude)
    return SceneState(settings, place, ground, sight, sun, angles, terrain, level, layers, light, air)


def _sun_angles(sight: Pass) -> tuple[float, float]:
    """Zenith and azimuth at the middle, degrees. Raises BocageError where the sun is too low."""
    zenith, azimuth = (float(v[0]) for v in sight.sun(*(np.array([v]) for v in sight.origin)))
    if zenith > LOWEST_SUN:
        raise BocageError("simulation_sun_low", date=f"{sight.time:%Y-%m-%dT%H:%M:%S}", zenith=f"{zenith:.1f}",
                          most=f"{LOWEST_SUN:g}")
    return zenith, azimuth


def _vector(zenith: float, azimuth: float) -> np.ndarray:
    """East, north, up."""
    z, a = np.radians(zenith), np.radians(azimuth)
    return np.array([np.sin(z) * np.sin(a), np.sin(z) * np.cos(a), np.cos(z)])


def _grid(place: Place, resolution: int) -> Grid:
    count = place.size_m // resolution
    return Grid(place.crs, (place.corner[0], float(resolution), 0.0, place.corner[1], 0.0, -float(resolution)),
                (count, count))


def _terrain(settings: SimulationSettings, grid: Grid) -> np.ndarray:
    """Elevation at 20 m, metres. Raises BocageError where the raster leaves part of the scene without any."""
    if settings.dem == "mountain":
        return mountain(int(grid.shape[0] * grid.dx), settings.ground_seed)
    if not settings.dem:
        return np.full(grid.shape, settings.altitude_m, np.float32)
    values = warp_to(settings.dem, grid)
    if not ((values > -500) & (values < 9000)).all():
        xmin, ymin, xmax, ymax = grid.bounds
        raise BocageError("simulation_dem_outside", file=settings.dem, crs=grid.crs,
                          bounds=f"{xmin:.0f} {ymin:.0f} {xmax:.0f} {ymax:.0f}")
    return values


def responses() -> dict[str, SpectralResponse]:
    """S2A's, by file name of the band."""
    shipped = load("S2A")
    return {name: shipped["B8A" if name == "B8A" else f"B{int(name[1:])}"] for name in RESOLUTION_M}
