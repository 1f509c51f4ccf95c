"""What ground a scene shows: the synthetic bocage, or the reflectance of an L2A product."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...engine.grid import Grid
from ...engine.progress import Progress, check
from ...errors import BocageError
from ...products.model import Product
from ...products.open import open_product
from ...products.scene import Scene
from .bocage import BANDS
from .ground import Ground, make_ground
from .settings import SimulationSettings

UPPER_LEFT, CRS, TILE = (588960.0, 5250000.0), "EPSG:32630", "30TWT"
#: The landscape is drawn by squares of this side: at 5 m, a larger one would fill the memory.
BLOCK_M = 12_000
#: Bands of more pixels than this are kept in files of the work folder.
IN_MEMORY = 2400 * 2400
#: Least side, and what it is a multiple of: pixels of 10, 20 and 60 m and cells of 120 m are whole.
LEAST_M, MULTIPLE_M = 1200, 120
#: Rows of an L2A product read at a time.
_ROWS = 1200
_ROLES = {"B01": "blue", "B02": "blue", "B03": "green", "B04": "red", "B05": "red_edge_1", "B06": "red_edge_2",
          "B07": "red_edge_3", "B08": "nir", "B8A": "nir_narrow", "B09": "nir_narrow", "B10": "nir_narrow",
          "B11": "swir1", "B12": "swir2"}
#: L2A products rarely hold 443 nm: the ground is darker there than at 490.
_COASTAL = np.float32(0.85)


@dataclass(frozen=True)
class Place:
    """Where the scene lies; ``product`` whose ground it shows, None for the synthetic one."""

    corner: tuple[float, float]
    crs: str
    tile: str
    size_m: int
    product: Product | None = None


def array(work: Path, name: str, shape: tuple[int, int], dtype: type) -> np.ndarray:
    """An array to fill, in memory where it is small, else in a file that goes with the work folder."""
    if shape[0] * shape[1] <= IN_MEMORY:
        return np.empty(shape, dtype)
    return np.memmap(work / f"{name}.raw", dtype, "w+", shape=shape)


def locate(settings: SimulationSettings) -> Place:
    """The place, nothing drawn or read yet. Raises BocageError where the surface cannot be used."""
    if settings.surface == "bocage":
        return Place(UPPER_LEFT, CRS, TILE, settings.size_m)
    product = open_product(settings.surface)
    if product.level != "L2A":
        raise BocageError("not_l2a", file=product.path, level=product.level)
    whole = Scene(product).grid("red")
    room = int(min(whole.shape[0] * whole.dy, whole.shape[1] * whole.dx)) // MULTIPLE_M * MULTIPLE_M
    if room < LEAST_M:
        raise BocageError("simulation_surface_small", file=product.path, size=room, least=LEAST_M)
    return Place((whole.transform[0], whole.transform[3]), whole.crs, product.tile, min(settings.size_m, room), product)


def draw_ground(settings: SimulationSettings, place: Place, work: Path, progress: Progress) -> Ground:
    """Reflectance of every band at 10 m."""
    if place.product is None:
        return _synthetic(settings, work, progress)
    return _from_product(Scene(place.product), place, work, progress)


def _synthetic(settings: SimulationSettings, work: Path, progress: Progress) -> Ground:
    """One landscape, or several side by side where the scene is larger than a square."""
    if settings.size_m <= BLOCK_M:
        return make_ground(settings.size_m, settings.date, settings.ground_seed, settings.events)
    count, side = settings.size_m // 10, BLOCK_M // 10
    events = array(work, "events", (count, count), np.uint8)
    values = {name: array(work, f"ground_{name}", (count, count), np.float32) for name in BANDS}
    for row in range(0, count, side):
        for column in range(0, count, side):
            check(progress)
            rows, columns = min(side, count - row), min(side, count - column)
            seed = settings.ground_seed + 1_000_003 * (row // side * 64 + column // side)
            part = make_ground(max(rows, columns) * 10, settings.date, seed, settings.events)
            place = (slice(row, row + rows), slice(column, column + columns))
            for name, band in part.reflectance.items():
                values[name][place] = band[:rows, :columns]
            events[place] = part.events[:rows, :columns]
    return Ground(values, events)


def _from_product(scene: Scene, place: Place, work: Path, progress: Progress) -> Ground:
    count = place.size_m // 10
    grid = Grid(place.crs, (place.corner[0], 10.0, 0.0, place.corner[1], 0.0, -10.0), (count, count))
    values = {}
    for name, role in _ROLES.items():
        values[name] = _band(scene, role, grid, array(work, f"ground_{name}", grid.shape, np.float32), progress)
        if name == "B01":
            values[name] *= _COASTAL
    events = array(work, "events", grid.shape, np.uint8)
    events[:] = 0
    return Ground(values, events)


def _band(scene: Scene, role: str, grid: Grid, target: np.ndarray, progress: Progress) -> np.ndarray:
    """Reflectance of a role into ``target``; where the product has none, its median."""
    for first in range(0, grid.shape[0], _ROWS):
        check(progress)
        rows = min(_ROWS, grid.shape[0] - first)
        target[first:first + rows] = scene.read([role], grid.window(first, 0, rows, grid.shape[1]))[0]
    middle = float(np.nanmedian(target[::7, ::7])) if np.isfinite(target[::7, ::7]).any() else float("nan")
    if not np.isfinite(middle):
        raise BocageError("band_absent", file=scene.product.path, band=role)
    for first in range(0, grid.shape[0], _ROWS):
        part = target[first:first + _ROWS]
        part[:] = np.clip(np.where(np.isfinite(part), part, middle), 0.001, 1.2)
    return target
