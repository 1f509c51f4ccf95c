"""What the relief does to light and sight: slopes, cast shadows, hidden ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .objects import shifted

LEAST_SUN = 0.2
_MOST_STEPS = 160


@dataclass(frozen=True)
class Relief:
    """(rows, columns): cosine of the angle between sun and slope, slope's tangent, and booleans."""

    cos_incidence: np.ndarray
    slope: np.ndarray
    shadow: np.ndarray
    hidden: np.ndarray
    sun_too_low: np.ndarray
    tangent: np.ndarray


def relief(terrain_m: np.ndarray, sun: np.ndarray, view: np.ndarray, dx: float, dy: float) -> Relief:
    """Of a terrain (rows, columns), metres, under sun and view (3, rows, columns), unit vectors."""
    shape = terrain_m.shape
    if min(shape) < 2 or float(np.ptp(terrain_m)) < 1.0:
        nothing = np.zeros(shape, bool)
        return Relief(np.asarray(sun[2], np.float32), np.zeros(shape, np.float32), nothing, nothing.copy(),
                      nothing.copy(), nothing.copy())
    down, right = np.gradient(terrain_m.astype(np.float32), dy, dx)
    east, north = -right, down
    length = np.sqrt(1 + east * east + north * north)
    incidence = (sun[0] * east + sun[1] * north + sun[2]) / length
    exitance = (view[0] * east + view[1] * north + view[2]) / length
    ratio = incidence / np.maximum(sun[2], 0.05)
    with np.errstate(invalid="ignore"):
        return Relief(np.asarray(incidence, np.float32), np.hypot(east, north).astype(np.float32),
                      beyond(terrain_m, sun, dx, dy), beyond(terrain_m, view, dx, dy) | (exitance <= 0),
                      np.asarray((incidence < LEAST_SUN) & (incidence > 0)), np.asarray(ratio < LEAST_SUN))


def beyond(terrain_m: np.ndarray, direction: np.ndarray, dx: float, dy: float) -> np.ndarray:
    """Cells from which the terrain itself hides what lies in ``direction`` (its mean over the scene)."""
    east, north, up = (float(np.nanmean(part)) for part in direction)
    flat = float(np.hypot(east, north))
    result = np.zeros(terrain_m.shape, bool)
    height = float(np.ptp(terrain_m))
    if flat < 1e-6 or up <= 0 or not np.isfinite(flat):
        return result
    # One whole cell a step along one axis; along the other the ray runs between two cells.
    down, right = -north / flat / dy, east / flat / dx
    step = 1 / max(abs(down), abs(right))
    climb, lowest = step * up / flat, float(np.nanmin(terrain_m)) - 1.0
    for k in range(1, min(_MOST_STEPS, int(height / climb) + 1) + 1):
        rows, columns = k * step * down, k * step * right
        if abs(down) >= abs(right):
            near, part = int(np.floor(columns)), columns - np.floor(columns)
            pair = [shifted(terrain_m, -round(rows), -near - j, lowest) for j in (0, 1)]
        else:
            near, part = int(np.floor(rows)), rows - np.floor(rows)
            pair = [shifted(terrain_m, -near - j, -round(columns), lowest) for j in (0, 1)]
        result |= (1 - part) * pair[0] + part * pair[1] > terrain_m + k * climb
    return result
