"""Light on slopes: what makes flat-equivalent reflectance (FRE) of surface reflectance (SRE).

A slope receives direct light by the cosine of its incidence, diffuse light from the part of the sky that it
faces, and light sent back by the ground around:

    E_slope / E_flat = d m + (1 - d) [k m + (1 - k) F_sky] + rho_env F_ground,   m = cos(i) / cos(sza)

with d the direct share of the light that comes down, F_sky = (1 + cos s) / 2, F_ground = 1 - F_sky, and k the
circumsolar part of the diffuse light: 0.4 of what aerosols scatter, nothing of what molecules do. In the shadow of
the relief m = 0; of the horizon nothing else is known. MAJA's equation has k = 0 and a factor for bidirectional
effects, which is left out here: the result is that of a Lambertian ground.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.grid import Grid

#: Floor of the cosine of incidence: below, noise and errors of the elevation would be multiplied without end.
LEAST_COSINE = 0.01
#: Part of the light scattered by aerosols that comes from around the sun: a Henyey-Greenstein phase function of
#: asymmetry 0.64, which is theirs in 6S's models to a few hundredths, sends 0.4 of it within 28 degrees; clear skies
#: as measured have 0.3 to 0.5 (Perez et al. 1990, Solar Energy 44, 271).
AEROSOL_CIRCUMSOLAR = 0.4
#: The terrain must rise this much above the sun's ray to hide it, metres: less is error of the elevation.
SURELY_M = 1.0
#: Stored as whole numbers, to hold a whole tile.
SCALE = 60000.0


@dataclass(frozen=True)
class Relief:
    """Geometry of the slopes on ``grid``: cosine of incidence (floored) and F_sky, uint16 x 60000."""

    grid: Grid
    cosine: np.ndarray
    sky: np.ndarray

    def holding(self, target: Grid) -> tuple[Grid, np.ndarray, np.ndarray]:
        """The part of the slopes' grid that holds the pixels of ``target``; in it, the row of each row of pixels
        and the column of each column."""
        rows = ((self.grid.transform[3] - target.y()) / self.grid.dy).astype(int)
        columns = ((target.x() - self.grid.transform[0]) / self.grid.dx).astype(int)
        rows, columns = np.clip(rows, 0, self.grid.shape[0] - 1), np.clip(columns, 0, self.grid.shape[1] - 1)
        top, left = int(rows[0]), int(columns[0])
        part = self.grid.window(top, left, int(rows[-1]) + 1 - top, int(columns[-1]) + 1 - left)
        return part, rows - top, columns - left

    def light(self, part: Grid, a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
        """E_slope / E_flat, float32 (rows, columns), on ``part`` of the slopes' grid, from its ``light_terms``."""
        row = round((self.grid.transform[3] - part.transform[3]) / self.grid.dy)
        column = round((part.transform[0] - self.grid.transform[0]) / self.grid.dx)
        here = (slice(row, row + part.shape[0]), slice(column, column + part.shape[1]))
        result = a * np.float32(1 / SCALE)
        result *= self.cosine[here]
        second = b * np.float32(1 / SCALE)
        second *= self.sky[here]
        result += second
        result += c
        return np.asarray(result)


def smoothed(terrain_m: np.ndarray) -> np.ndarray:
    """Mean of 3 x 3 pixels: of a surface model at 20 m, trees and roofs are no slopes."""
    padded = np.pad(terrain_m, 1, mode="edge").astype(np.float32)
    rows, columns = terrain_m.shape
    total = np.zeros(terrain_m.shape, np.float32)
    for down in range(3):
        for right in range(3):
            total += padded[down:down + rows, right:right + columns]
    return total / np.float32(9)


def incidence(terrain_m: np.ndarray, sun: np.ndarray, dx: float, dy: float) -> tuple[np.ndarray, np.ndarray]:
    """cos(i), not floored, and F_sky of a terrain (rows, columns); ``sun`` (3,) or (3, rows, columns)."""
    down, right = np.gradient(terrain_m, np.float32(dy), np.float32(dx))
    length = np.sqrt(1 + down * down + right * right)
    cosine = (-right * sun[0] + down * sun[1] + sun[2]) / length
    return np.asarray(cosine, np.float32), np.asarray((1 + 1 / length) / 2, np.float32)


def make_relief(terrain_m: np.ndarray, grid: Grid, sun: np.ndarray, smooth: bool = True,
                rows_at_once: int = 512) -> Relief:
    """Slopes of a terrain on ``grid``; ``sun`` (3, 2, 2): unit vectors at the grid's corners.

    By strips with a margin of two rows: what lies beside counts, memory hardly grows. In the shadow of the relief
    the cosine is that of the floor.
    """
    cosine, sky = (np.empty(grid.shape, np.uint16) for _ in range(2))
    even = np.empty(grid.shape, np.float32) if smooth else terrain_m
    rows, columns = grid.shape
    across = np.linspace(0, 1, columns, dtype=np.float32)[None, :]
    for first in range(0, rows, rows_at_once):
        last = min(rows, first + rows_at_once)
        top, bottom = max(0, first - 2), min(rows, last + 2)
        part = smoothed(terrain_m[top:bottom]) if smooth else terrain_m[top:bottom]
        along = (np.arange(top, bottom, dtype=np.float32) / max(1, rows - 1))[:, None]
        here = [(v[0, 0] * (1 - across) + v[0, 1] * across) * (1 - along)
                + (v[1, 0] * (1 - across) + v[1, 1] * across) * along for v in np.asarray(sun, np.float32)]
        lit, open_sky = incidence(part, np.stack(here), grid.dx, grid.dy)
        inner = slice(first - top, last - top)
        if smooth:
            even[first:last] = part[inner]
        cosine[first:last] = np.clip(lit[inner], LEAST_COSINE, 1.0) * SCALE
        sky[first:last] = open_sky[inner] * SCALE
    middle = np.asarray(sun, np.float64).mean(axis=(1, 2))
    cosine[cast_shadow(even, middle, grid.dx, grid.dy)] = round(LEAST_COSINE * SCALE)
    return Relief(grid, cosine, sky)


def cast_shadow(terrain_m: np.ndarray, sun: np.ndarray, dx: float, dy: float) -> np.ndarray:
    """Where the terrain (rows, columns) hides the sun (3,), boolean: the height of the shadow's upper edge is carried
    from line to line, away from the sun, and falls as the sun's rays do."""
    east, north, up = (float(v) for v in sun)
    if up <= 0 or np.hypot(east, north) < 1e-6 or float(np.ptp(terrain_m)) < SURELY_M:
        return np.zeros(terrain_m.shape, bool)
    if abs(east) / dx > abs(north) / dy:
        # Lines are columns: the same with axes exchanged, south for east.
        return cast_shadow(terrain_m.T, np.array([-north, -east, up]), dy, dx).T
    fall, shift = dy * up / abs(north), -east / abs(north) * dy / dx
    rows, columns = terrain_m.shape
    result, place = np.zeros(terrain_m.shape, bool), np.arange(columns, dtype=float)
    edge = np.full(columns, -1e6)
    for row in range(rows) if north > 0 else range(rows - 1, -1, -1):
        edge = np.interp(place - shift, place, edge, left=-1e6, right=-1e6) - fall
        result[row] = edge > terrain_m[row] + SURELY_M
        np.maximum(edge, terrain_m[row], out=edge)
    return result


def light_terms(direct_share: np.ndarray, aerosol_share: float, cos_sun: np.ndarray,
                environment: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """a, b, c of E_slope / E_flat = a cos(i) + b F_sky + c, on cells.

    direct_share: d; aerosol_share: of the diffuse light; cos_sun: cosine of the solar zenith angle.
    """
    diffuse, circumsolar = 1.0 - direct_share, AEROSOL_CIRCUMSOLAR * aerosol_share
    a = (direct_share + diffuse * circumsolar) / cos_sun
    b = diffuse * (1.0 - circumsolar) - environment
    return np.asarray(a, np.float32), np.asarray(b, np.float32), np.asarray(environment, np.float32)
