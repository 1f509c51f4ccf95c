"""A full-size L1C product to time and weigh the chain on: plausible numbers, no radiative transfer.

A tile of 10,980 x 10,980 pixels, 13 bands, in Sentinel-2's own JPEG 2000 layout. Fields (a Voronoi
patchwork), slow undulations and white noise, so that lossless files weigh what real ones do, 7 to 9 bits
a pixel. Cumulus at 1,500 m over an eighth of it, with their shadows and the parallax of B8, and thin cirrus
in B10: masks cost time where there are clouds. The atmosphere is one pair of typed constants a band (sun at
45 degrees, AOT 0.15, 2 g/cm2 of water vapour, rounded from 6S): enough for the inversion to have something
to find, not a truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from bocage.core.chains.simulation.geometry import Pass
from bocage.core.products.safe.l1c_description import RESOLUTION_M, L1CBand, L1CDescription, Strips

UPPER_LEFT, SIZE_M, CRS = (499980.0, 5300040.0), (109800, 109800), "EPSG:32630"
TIME = datetime(2018, 4, 17, 11, 6, 31)
PASS = Pass(TIME, CRS, (596600.0, 5244800.0), 48_000.0)
#: West of this distance from the ground track the sensor saw nothing: a wedge in the upper left corner.
SWATH_EDGE_M = -42_000.0
#: Clouds: share of light that a pixel of them hides, by undulation above a threshold; 10 m pixels from a cloud to its
#: shadow (1,500 m high, sun at 38 degrees in the south-south-east); pixels by which B8 sees them apart from others.
CLOUD_LEVEL, CLOUD_EDGE, SHADOW, PARALLAX = 0.66, 14.0, (-110, -40), 3
CLOUD, CLOUD_SWIR, CIRRUS, DIFFUSE = 0.62, 0.40, 0.02, 0.25


@dataclass(frozen=True)
class _Constants:
    """rho_toa = path + slope * rho; soil and vegetation reflectance; standard deviation of noise, DN."""

    path: float
    slope: float
    soil: float
    vegetation: float
    noise: float


BANDS = {
    "B01": _Constants(0.112, 0.76, 0.075, 0.022, 12), "B02": _Constants(0.075, 0.79, 0.090, 0.028, 26),
    "B03": _Constants(0.044, 0.79, 0.120, 0.060, 32), "B04": _Constants(0.026, 0.87, 0.160, 0.035, 32),
    "B05": _Constants(0.021, 0.88, 0.185, 0.095, 36), "B06": _Constants(0.017, 0.91, 0.205, 0.290, 48),
    "B07": _Constants(0.014, 0.93, 0.225, 0.370, 55), "B08": _Constants(0.011, 0.90, 0.240, 0.390, 58),
    "B8A": _Constants(0.010, 0.95, 0.255, 0.410, 58), "B09": _Constants(0.004, 0.25, 0.260, 0.410, 12),
    "B10": _Constants(0.001, 0.002, 0.270, 0.350, 1), "B11": _Constants(0.002, 0.91, 0.320, 0.220, 48),
    "B12": _Constants(0.001, 0.87, 0.270, 0.110, 40)}


class _Texture:
    """Repeated tiles whose sides share no factor, so that the whole does not visibly repeat."""

    def __init__(self, seed: int = 20180117) -> None:
        random = np.random.default_rng(seed)
        self.fields = _patchwork(random, 1531, 19).astype(np.float32)
        self.slow = _smooth(random, 2039, 64).astype(np.float32)
        self.noise = random.standard_normal((1021, 2053), dtype=np.float32)
        self.clouds = (0.5 * _smooth(random, 1789, 60) + 0.5 * _smooth(random, 1789, 300)).astype(np.float32)
        self.cirrus = _smooth(random, 2531, 500).astype(np.float32)

    def cover(self, row: int, rows: int, columns: int) -> np.ndarray:
        """Share of vegetation of 10 m pixels, float32."""
        cover = 0.62 * _tiled(self.fields, row, rows, columns) + 0.38 * _tiled(self.slow, row, rows, columns)
        cover += 0.03 * _tiled(self.noise, row + 7, rows, columns)
        return np.clip(cover, 0.0, 1.0, out=cover)

    def hidden(self, row: int, rows: int, columns: int, down: int = 0, right: int = 0) -> np.ndarray:
        """Share of 10 m pixels under a cumulus moved by whole pixels, float32."""
        share = _tiled(self.clouds, row - down, rows, columns, -right)
        share -= np.float32(CLOUD_LEVEL)
        share *= np.float32(CLOUD_EDGE)
        return np.clip(share, 0.0, 1.0, out=share)


def _tiled(tile: np.ndarray, row: int, rows: int, columns: int, column: int = 0) -> np.ndarray:
    return tile[np.ix_((row + np.arange(rows)) % tile.shape[0], (column + np.arange(columns)) % tile.shape[1])]


def _patchwork(random: np.random.Generator, size: int, spacing: int) -> np.ndarray:
    """Voronoi cells about jittered centres, one uniform value each."""
    cells = size // spacing + 3
    centre = random.uniform(0.05, 0.95, (cells, cells, 2))
    value = random.uniform(0, 1, (cells, cells))
    y, x = np.mgrid[0:size, 0:size] / spacing + 1.0
    i, j = y.astype(int), x.astype(int)
    best, field = np.full((size, size), 9.0), np.zeros((size, size))
    for di in (-1, 0, 1):
        for dj in (-1, 0, 1):
            a, b = i + di, j + dj
            distance = (a + centre[a, b, 0] - y) ** 2 + (b + centre[a, b, 1] - x) ** 2
            nearer = distance < best
            best[nearer], field[nearer] = distance[nearer], value[a, b][nearer]
    return field


def _smooth(random: np.random.Generator, size: int, step: int) -> np.ndarray:
    """Bilinear undulations of ``step`` pixels, 0 to 1, which join at the tile's edges."""
    nodes = random.uniform(0, 1, (size // step + 1, size // step + 1))
    at = np.arange(size) / size * nodes.shape[0]
    low, share = at.astype(int), at - at.astype(int)
    high = (low + 1) % nodes.shape[0]
    rows = nodes[low] * (1 - share)[:, None] + nodes[high] * share[:, None]
    return rows[:, low] * (1 - share) + rows[:, high] * share


def strips(name: str, texture: _Texture) -> Strips:
    """DN of one band, strip by strip; the same ground whatever the resolution."""
    constants, factor = BANDS[name], RESOLUTION_M[name] // 10
    columns = SIZE_M[1] // 10
    number = list(BANDS).index(name)

    def pixels(row: int, rows: int) -> np.ndarray:
        strip = (row * factor, rows * factor, columns)
        cover = texture.cover(*strip)
        lit = 1 - np.float32(1 - DIFFUSE) * texture.hidden(*strip, *SHADOW)
        hidden = texture.hidden(*strip, PARALLAX if name == "B08" else 0)
        if factor > 1:
            cover, lit, hidden = (part.reshape(rows, factor, columns // factor, factor).mean(axis=(1, 3))
                                  for part in (cover, lit, hidden))
        rho = constants.soil + np.float32(constants.vegetation - constants.soil) * cover
        rho *= lit
        rho += hidden * (np.float32(CLOUD_SWIR if name in ("B11", "B12") else CLOUD) - rho)
        dn = np.float32(10000.0) * (np.float32(constants.path) + np.float32(constants.slope) * rho)
        if name == "B10":
            thin = np.clip(texture.cirrus[(row * factor + factor * np.arange(rows)) % 2531][
                :, factor * np.arange(columns // factor) % 2531] - 0.75, 0, 1)
            dn += np.float32(10000.0 * CIRRUS / 0.25) * thin
        dn += np.float32(constants.noise) * _tiled(texture.noise, row + 131 * number, rows, columns // factor)
        pixels_dn = np.clip(np.rint(dn), 1, 65534).astype(np.uint16)
        pixels_dn[_outside(row, rows, columns // factor, factor * 10)] = 0
        return pixels_dn

    return pixels


def _outside(row: int, rows: int, columns: int, resolution_m: int) -> np.ndarray:
    x = UPPER_LEFT[0] + resolution_m * (np.arange(columns) + 0.5)
    y = UPPER_LEFT[1] - resolution_m * (row + np.arange(rows) + 0.5)
    return PASS.across_m(x[None, :], y[:, None]) < SWATH_EDGE_M


def description(bands: dict[str, L1CBand]) -> L1CDescription:
    """The product around ``bands``."""
    xmin, ymax = UPPER_LEFT
    bounds = (xmin, ymax - SIZE_M[0], xmin + SIZE_M[1], ymax)
    sun, view = PASS.angle_grids(UPPER_LEFT, bounds)
    return L1CDescription(
        platform="S2A", sensing=TIME, tile="30TWT", relative_orbit=137, absolute_orbit=14720, crs=CRS,
        upper_left=UPPER_LEFT, size_m=SIZE_M, sun=sun, view=view, footprints=PASS.footprints(bounds),
        bands=bands, generated=datetime(2018, 4, 17, 13, 0, 0))


def texture() -> _Texture:
    """The textures, a second to make."""
    return _Texture()
