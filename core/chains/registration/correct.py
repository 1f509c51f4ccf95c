"""One image brought to the reference: cubic, its hidden pixels no data, one GeoTIFF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...engine.grid import Grid, Window
from ...engine.progress import Progress
from ..pixels import style
from ..pixels.filling import Plan, fill
from ..pixels.masking import bits_of, clear_beside
from ..pixels.output import Coding, band_items, check_output, coding_of, label_of, made_by
from ..pixels.reading import PixelReader
from ..pixels.sources import RASTER
from ..pixels.variables import Variable
from .measure import Placed, Scene
from .settings import RegistrationSettings


@dataclass(frozen=True)
class Correction:
    """One raster to write."""

    scene: Scene
    place: Placed
    variables: tuple[Variable, ...]
    path: str
    grid: Grid
    coding: Coding


def correction(scene: Scene, place: Placed, variables: Sequence[Variable], path: str, grid: Grid,
               settings: RegistrationSettings) -> Correction:
    """What will be written; its name and its disk are checked. Raises BocageError."""
    coding = coding_of(variables, settings.type, scene.product.family == RASTER)
    check_output(path, grid, coding, len(variables))
    return Correction(scene, place, tuple(variables), path, grid, coding)


def shifted(grid: Grid, place: Placed) -> Grid:
    """Where the pixels of ``grid`` lie on the image: its ground is dx to the right and dy down."""
    x0, dx, _, y0, _, dy = grid.transform
    return replace(grid, transform=(x0 + place.dx * dx, dx, 0.0, y0 + place.dy * dy, 0.0, dy))


def write(one: Correction, settings: RegistrationSettings, progress: Progress) -> None:
    """The raster, whole or not at all. Raises BocageError, Cancelled."""
    scene, hiding = one.scene, bits_of(settings.flags)
    # Once resampled, a pixel bears what hid any of those that weigh in it.
    apart = abs(one.place.dx) + abs(one.place.dy) > 0

    def work(reader: PixelReader, block: Window) -> np.ndarray:
        place = shifted(one.grid.window(*block), one.place)
        values = reader.values(one.variables, place, "cubic" if apart else "auto")
        hidden = np.zeros(place.shape, bool)
        wide = _wider(place) if apart else place
        if hiding:
            flags = (reader.flags(wide, one.variables) & np.uint16(hiding)) != 0
            hidden |= _near(flags) if apart else flags
        if scene.mask is not None:
            flags = ~clear_beside(scene.mask, wide)
            hidden |= _near(flags) if apart else flags
        values[:, hidden] = np.nan
        return values

    items = {**made_by("registration", settings, [scene.product]), "SHIFT_X_PIXELS": f"{one.place.dx:.4f}",
             "SHIFT_Y_PIXELS": f"{one.place.dy:.4f}"}
    plan = Plan(one.path, one.grid, one.coding, [label_of(name) for name in one.variables], items,
                [band_items(scene.product, name) for name in one.variables], style.text(one.variables))
    fill(plan, lambda: PixelReader(scene.product), work, lambda _block, _values: None, settings.threads, progress)


def _wider(grid: Grid) -> Grid:
    rows, columns = grid.shape
    return grid.window(-1, -1, rows + 2, columns + 2)


def _near(hidden: np.ndarray) -> np.ndarray:
    """True where one of the nine pixels about it is hidden; one row and column less on each side."""
    rows, columns = hidden.shape[0] - 2, hidden.shape[1] - 2
    result = np.zeros((rows, columns), bool)
    for down in range(3):
        for across in range(3):
            result |= hidden[down:down + rows, across:across + columns]
    return result
