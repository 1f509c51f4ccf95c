"""Snow: bright in the visible, dark at 1.6 um, once the light on slopes is evened out (MAJA's thresholds)."""

from __future__ import annotations

import numpy as np

from .objects import closed, grown
from .scene import CellScene

NDSI, RED, SWIR = 0.4, 0.12, 0.16
_LEAST_COSINE = 0.2


def snow(scene: CellScene, cos_incidence: np.ndarray) -> np.ndarray:
    """Boolean (rows, columns)."""
    green, red, swir = (scene.clear[r] for r in ("green", "red", "swir1"))
    light = np.asarray(scene.sun[2], np.float32) / np.maximum(cos_incidence, _LEAST_COSINE)
    with np.errstate(invalid="ignore", divide="ignore"):
        index = (green - swir) / (green + swir)
        found = (index > NDSI) & (red * light > RED) & (swir * light < SWIR)
        cirrus = scene.toa.get("cirrus")
        if cirrus is not None:
            # Ice clouds are as dark at 1.6 um; at 1.38 um only they shine.
            found &= ~(cirrus > 0.03)
        part = (index > 0.15) & (red * light > 0.04) & (swir * light < SWIR)
    # Cells that snow covers in part, beside whole ones.
    return np.asarray((found | (grown(closed(found), 2) & part)) & scene.valid)
