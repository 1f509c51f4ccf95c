"""Water: dark, and darker in the near infrared than in the red; dates vote (MAJA's thresholds)."""

from __future__ import annotations

import numpy as np

from .scene import CellScene

NDVI, RED, SLOPE = 0.01, 0.05, 0.15


def water_today(scene: CellScene, slope: np.ndarray) -> np.ndarray:
    """Boolean (rows, columns), from this date alone."""
    red, nir, swir = (scene.clear[r] for r in ("red", "nir_narrow", "swir1"))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(((nir - red) / (nir + red) < NDVI) & (red < RED) & (swir < 0.05) & (slope < SLOPE)
                          | (nir < 0.0) & (swir < 0.02))


def water(scene: CellScene, today: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Today's, or under what hides the ground today the vote of earlier dates."""
    if scene.composite is None:
        return today & ~hidden
    votes, seen = scene.composite.water_votes, scene.composite.seen
    return np.asarray(np.where(hidden, (seen > 0) & (votes * 2 >= seen), today))
