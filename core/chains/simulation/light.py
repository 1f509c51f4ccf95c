"""How each place is lit: slopes, cast shadows of the relief by ray casting, open sky, clouds above."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...atmosphere.slope import incidence
from ...engine.grid import Grid
from .sky import Layer, reflectance

_DIRECTIONS, _STEPS = 16, 40
#: Part of the diffuse light that comes from around the sun: the correction does not know it.
CIRCUMSOLAR = 0.35


@dataclass(frozen=True)
class Light:
    """At 20 m, float32 (rows, columns), against flat open ground: ``direct`` without clouds, open sky, and
    what clouds leave of both; cosine of incidence."""

    direct: np.ndarray
    diffuse: np.ndarray
    clouds: np.ndarray
    cosine: np.ndarray


def relief_light(terrain: np.ndarray, dx: float, sun: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Direct and diffuse light factors and cos(i) of a terrain (rows, columns), metres, under ``sun`` (3,)."""
    if float(np.ptp(terrain)) < 1.0:
        ones = np.ones(terrain.shape, np.float32)
        return ones, ones.copy(), ones * np.float32(sun[2])
    cosine, _ = incidence(terrain, sun, dx, dx)
    lit = horizon(terrain, dx, float(np.arctan2(sun[0], sun[1]))) < sun[2] / np.hypot(sun[0], sun[1])
    direct = np.where(lit, np.maximum(cosine, 0.0), 0.0) / sun[2]
    open_sky = np.zeros(terrain.shape)
    for k in range(_DIRECTIONS):
        tangent = np.maximum(horizon(terrain, dx, 2 * np.pi * k / _DIRECTIONS), 0.0)
        open_sky += 1 / (1 + tangent * tangent)
    open_sky /= _DIRECTIONS
    diffuse = CIRCUMSOLAR * direct + (1 - CIRCUMSOLAR) * open_sky
    return direct.astype(np.float32), diffuse.astype(np.float32), cosine


def horizon(terrain: np.ndarray, dx: float, azimuth: float) -> np.ndarray:
    """Tangent of the horizon's elevation towards an azimuth (radians from north), by marching."""
    east, north = np.sin(azimuth), np.cos(azimuth)
    rows, columns = np.indices(terrain.shape)
    result = np.full(terrain.shape, -1.0, np.float32)
    for k in range(_STEPS):
        distance = dx * (1.0 + 0.12 * k) * (k + 1)
        r = np.clip(np.rint(rows - distance * north / dx).astype(int), 0, terrain.shape[0] - 1)
        c = np.clip(np.rint(columns + distance * east / dx).astype(int), 0, terrain.shape[1] - 1)
        np.maximum(result, (terrain[r, c] - terrain) / np.float32(distance), out=result)
    return result


def cloud_light(layers: list[Layer], grid: Grid, sun: np.ndarray) -> np.ndarray:
    """Share of light that clouds leave at the ground, (rows, columns) of ``grid``."""
    x, y = np.meshgrid(grid.x(), grid.y())
    result = np.ones(grid.shape, np.float32)
    for layer in layers:
        run = layer.height_m / sun[2]
        depth = layer.at(x + run * sun[0], y + run * sun[1])
        result *= (1 - reflectance(depth, float(sun[2]))).astype(np.float32)
    return result


def mountain(size_m: int, seed: int) -> np.ndarray:
    """A synthetic massif at 20 m, metres: ridges with slopes up to some 40 degrees."""
    random = np.random.default_rng(seed)
    count = size_m // 20
    x, y = np.meshgrid(np.arange(count) * 20.0, np.arange(count) * 20.0)
    height = np.zeros((count, count))
    for wave in (5200.0, 2600.0, 1300.0, 700.0):
        for _ in range(3):
            angle, phase = random.uniform(0, 2 * np.pi, 2)
            height += wave * 0.045 * (1 - np.abs(np.sin(np.pi * (x * np.cos(angle) + y * np.sin(angle)) / wave + phase)))
    return np.asarray(height + 300.0, np.float32)
