"""What this date leaves to the next ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..products.composite import CLEAR_ROLES, MOST_RECENT, SURFACE_ROLES, Composite
from .detect import CellMasks
from .scene import CellScene


def update(composite: Composite, scene: CellScene, masks: CellMasks, identifier: str,
           surface: Mapping[str, np.ndarray] | None = None, directions: np.ndarray | None = None,
           trusted: np.ndarray | None = None) -> Composite:
    """The composite after this date: clear ground replaces what was there, whatever its age.

    ``surface`` (by role) and ``directions`` (3, rows, columns) enter where ``trusted`` as well.
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
    if surface is None or directions is None:
        return changed
    use = clear if trusted is None else clear & trusted
    kept = np.stack([_role(surface, role, clear.shape) for role in SURFACE_ROLES])
    return replace(changed, surface=np.where(use, kept, composite.surface).astype(np.float32),
                   surface_day=np.where(use, scene.day, composite.surface_day).astype(np.int32),
                   directions=np.where(use, directions, composite.directions).astype(np.float32))


def _role(values: Mapping[str, np.ndarray], role: str, shape: tuple[int, ...]) -> np.ndarray:
    return np.asarray(values.get(role, np.full(shape, np.nan, np.float32)), np.float32)
