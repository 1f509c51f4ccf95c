"""How an L2A product is looked at: its surface reflectance in place of one corrected for molecules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...engine.progress import Progress
from ...masks.scene import CellScene
from ...products.angles import unit_vectors
from ...products.composite import CLEAR_ROLES, SURFACE_ROLES, Composite
from ...products.scene import Scene
from ..l2a.context import Context
from ..l2a.sky import painted_cells


def surface_scene(context: Context, surface: dict[str, np.ndarray], displaced: np.ndarray | None,
                  composite: Composite | None, progress: Progress) -> CellScene:
    """The scene on cells; ``surface``: reflectance by role, float32 (rows, columns)."""
    scenery = context.scenery
    product, cells, band = scenery.product, scenery.cells, scenery.named("red")
    seen = Scene(product).angles(band, cells)
    view = seen.view
    if not np.isfinite(view).any():
        mean = product.mean_view.get(band)
        progress.warn("view_angles_missing", identifier=product.identifier, band=band, detector="?",
                      used="mean" if mean else "nadir")
        view = np.broadcast_to(unit_vectors(*(mean or (0.0, 0.0)))[:, None, None], (3, *cells.shape))
    return CellScene(
        cells=cells, toa={}, clear=surface, terrain_m=context.state.terrain_m, sun=seen.sun,
        view=np.asarray(view, np.float32), parallax=displaced, day=product.acquired.toordinal(), composite=composite,
        painted=painted_cells(scenery))


def at_surface(composite: Composite, file: str, progress: Progress) -> Composite:
    """A composite that an L2A date can be compared with.

    One left by L1C dates holds reflectance through the aerosols of each date; where it also holds that of the
    surface, this takes its place. Said where it cannot.
    """
    if not of_level_1(composite):
        return composite
    known = composite.surface_day > 0
    if not known.any():
        progress.warn("composite_other_level", file=file)
        return composite
    clear = np.where(known, composite.clear, np.float32(np.nan))
    for number, role in enumerate(SURFACE_ROLES):
        place = CLEAR_ROLES.index(role)
        clear[place] = np.where(known, composite.surface[number], clear[place])
    return replace(composite, clear=clear.astype(np.float32),
                   clear_day=np.where(known, composite.surface_day, 0).astype(np.int32))


def of_level_1(composite: Composite) -> bool:
    """True where the last date that it holds is an L1C product."""
    return bool(composite.inputs) and "L1C" in composite.inputs[-1]
