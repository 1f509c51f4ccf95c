"""What this date leaves to the next ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..products.composite import CLEAR_ROLES, MOST_RECENT, SURFACE_ROLES, Composite
from .detect import CellMasks
from .scene import CellScene


@dataclass(frozen=True)
class Surface:
    """What is known of the surface after a date: reflectance by role, the standard uncertainty of the AOT behind it,
    (rows, columns), and the directions it is seen under, (3, rows, columns)."""

    values: Mapping[str, np.ndarray]
    sigma: np.ndarray
    directions: np.ndarray


def update(composite: Composite, scene: CellScene, masks: CellMasks, identifier: str,
           surface: Surface | None = None, trusted: np.ndarray | None = None) -> Composite:
    """The composite after this date: clear ground replaces what was there, whatever its age.

    ``surface`` enters where ``trusted`` as well.
    """
    clear = masks.ground & ~masks.snow
    now = np.stack([_role(scene.clear, role, clear.shape) for role in CLEAR_ROLES])
    blue = _role(scene.clear, "blue", clear.shape)
    today = masks.water & clear
    changed = replace(
        composite, inputs=(*composite.inputs, identifier),
        clear=np.where(clear, now, composite.clear).astype(np.float32),
        clear_day=np.where(clear, scene.day, composite.clear_day).astype(np.int32),
        recent=np.concatenate([blue[None], composite.recent])[:MOST_RECENT].astype(np.float32),
        water_votes=(composite.water_votes + today).astype(np.uint16),
        seen=(composite.seen + clear).astype(np.uint16))
    if surface is None:
        return changed
    use = clear if trusted is None else clear & trusted
    kept = np.stack([_role(surface.values, role, clear.shape) for role in SURFACE_ROLES])
    return replace(changed, surface=np.where(use, kept, composite.surface).astype(np.float32),
                   surface_day=np.where(use, scene.day, composite.surface_day).astype(np.int32),
                   surface_sigma=np.where(use, surface.sigma, composite.surface_sigma).astype(np.float32),
                   directions=np.where(use, surface.directions, composite.directions).astype(np.float32))


def _role(values: Mapping[str, np.ndarray], role: str, shape: tuple[int, ...]) -> np.ndarray:
    return np.asarray(values.get(role, np.full(shape, np.nan, np.float32)), np.float32)
