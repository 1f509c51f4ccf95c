"""How each place is lit: slopes, cast shadows of the relief by ray casting, open sky, clouds above."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...atmosphere.slope import incidence
from ...engine.grid import Grid
from ...engine.progress import Progress, check
from .sky import Layer, reflectance

#: Azimuths in which the horizon is looked for, and steps along each: out to 4.5 km at 20 m.
DIRECTIONS, STEPS = 16, 40
#: Part of the diffuse light that comes from around the sun, in every band: the correction does not know it.
CIRCUMSOLAR = 0.35
#: Rows of terrain lit at a time.
ROWS = 1024


@dataclass(frozen=True)
class Light:
    """At 20 m, float32 (rows, columns), against flat open ground: ``direct`` and ``diffuse`` without clouds, the
    share of the sky that the relief hides, what clouds leave of light, cosine of incidence."""

    direct: np.ndarray
    diffuse: np.ndarray
    hidden: np.ndarray
    clouds: np.ndarray
    cosine: np.ndarray


def relief_light(terrain: np.ndarray, dx: float, sun: np.ndarray, progress: Progress) -> tuple[np.ndarray, ...]:
    """Direct light, diffuse light, hidden sky and cos(i) of a terrain (rows, columns), metres, under ``sun`` (3,)."""
    if float(np.ptp(terrain)) < 1.0:
        ones = np.ones(terrain.shape, np.float32)
        return ones, ones.copy(), np.zeros_like(ones), ones * np.float32(sun[2])
    result = tuple(np.empty(terrain.shape, np.float32) for _ in range(4))
    margin = int(np.ceil(_distance(STEPS - 1, dx) / dx)) + 1
    for first in range(0, terrain.shape[0], ROWS):
        check(progress)
        last = min(terrain.shape[0], first + ROWS)
        top, bottom = max(0, first - margin), min(terrain.shape[0], last + margin)
        parts = _lit(terrain[top:bottom], dx, sun)
        for whole, part in zip(result, parts):
            whole[first:last] = part[first - top:last - top]
    return result


def _lit(terrain: np.ndarray, dx: float, sun: np.ndarray) -> tuple[np.ndarray, ...]:
    cosine, _ = incidence(terrain, sun, dx, dx)
    sunlit = horizon(terrain, dx, float(np.arctan2(sun[0], sun[1]))) < sun[2] / np.hypot(sun[0], sun[1])
    direct = np.where(sunlit, np.maximum(cosine, 0.0), 0.0) / sun[2]
    sky = open_sky(terrain, dx)
    return direct, CIRCUMSOLAR * direct + (1 - CIRCUMSOLAR) * sky, 1 - sky, cosine


def open_sky(terrain: np.ndarray, dx: float) -> np.ndarray:
    """Share of an isotropic sky's light that a slope within its horizon receives (Dozier and Frew 1990, IEEE TGRS
    28(5), 963, eq. 7b): (1 + cos s) / 2 on an endless plane."""
    down, right = np.gradient(terrain, np.float32(dx), np.float32(dx))
    slope = np.arctan(np.hypot(down, right))
    facing = np.arctan2(-right, down)
    total = np.zeros(terrain.shape, np.float32)
    for k in range(DIRECTIONS):
        azimuth = 2 * np.pi * k / DIRECTIONS
        # Angle of the horizon from the zenith; below the horizontal there is no sky.
        zenith = np.pi / 2 - np.arctan(np.maximum(horizon(terrain, dx, azimuth), 0.0))
        total += (np.cos(slope) * np.sin(zenith) ** 2
                  + np.sin(slope) * np.cos(azimuth - facing) * (zenith - np.sin(zenith) * np.cos(zenith)))
    return np.clip(total / DIRECTIONS, 0.0, 1.0)


def _distance(step: int, dx: float) -> float:
    """Distance of a step of the march, longer and longer, metres."""
    return dx * (1.0 + 0.12 * step) * (step + 1)


def horizon(terrain: np.ndarray, dx: float, azimuth: float) -> np.ndarray:
    """Tangent of the horizon's elevation towards an azimuth (radians from north), by marching; the edge of the
    terrain goes on level."""
    margin = int(np.ceil(_distance(STEPS - 1, dx) / dx)) + 1
    padded = np.pad(terrain.astype(np.float32), margin, mode="edge")
    rows, columns = terrain.shape
    result = np.full(terrain.shape, -1.0, np.float32)
    for k in range(STEPS):
        distance = _distance(k, dx)
        down, right = margin - distance * np.cos(azimuth) / dx, margin + distance * np.sin(azimuth) / dx
        r, c = int(np.floor(down)), int(np.floor(right))
        v, h = np.float32(down - r), np.float32(right - c)
        seen = ((padded[r:r + rows, c:c + columns] * (1 - h) + padded[r:r + rows, c + 1:c + 1 + columns] * h) * (1 - v)
                + (padded[r + 1:r + 1 + rows, c:c + columns] * (1 - h)
                   + padded[r + 1:r + 1 + rows, c + 1:c + 1 + columns] * h) * v)
        np.maximum(result, (seen - terrain) / np.float32(distance), out=result)
    return result


def cloud_light(layers: list[Layer], grid: Grid, sun: np.ndarray, above_m: np.ndarray) -> np.ndarray:
    """Share of light that clouds leave at the ground, (rows, columns) of ``grid``; ``above_m``: how far each place
    lies above the level from which the heights of clouds count."""
    result = np.ones(grid.shape, np.float32)
    for first in range(0, grid.shape[0], ROWS):
        strip = grid.window(first, 0, min(ROWS, grid.shape[0] - first), grid.shape[1])
        rows = slice(first, first + strip.shape[0])
        x, y = np.meshgrid(strip.x(), strip.y())
        for layer in layers:
            run = np.maximum(layer.height_m - above_m[rows], 0.0) / sun[2]
            depth = layer.at(x + run * sun[0], y + run * sun[1])
            result[rows] *= (1 - reflectance(depth, float(sun[2]))).astype(np.float32)
    return result


def mountain(size_m: int, seed: int) -> np.ndarray:
    """A synthetic massif at 20 m, metres: ridges with slopes up to some 40 degrees."""
    rng = np.random.default_rng(seed)
    count = size_m // 20
    x, y = np.meshgrid(np.arange(count, dtype=np.float32) * 20, np.arange(count, dtype=np.float32) * 20)
    height = np.zeros((count, count), np.float32)
    for wave in (5200.0, 2600.0, 1300.0, 700.0):
        for _ in range(3):
            angle, phase = (np.float32(v) for v in rng.uniform(0, 2 * np.pi, 2))
            along = (x * np.cos(angle) + y * np.sin(angle)) * np.float32(np.pi / wave)
            height += np.float32(wave * 0.045) * (1 - np.abs(np.sin(along + phase)))
    return height + np.float32(300.0)
