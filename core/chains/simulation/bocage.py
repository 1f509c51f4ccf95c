"""A synthetic bocage in January: parcels, hedges, woods, ponds, roads, farms, at 5 m, in 13 bands.

Illustrative: the spectra are plausible figures typed for this purpose, no measurement of any place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

#: Pixel of the scene before it is averaged to 10, 20 and 60 m, metres.
PIXEL_M = 5
#: Reflectance in B01 B02 B03 B04 B05 B06 B07 B08 B8A B09 B10 B11 B12. Illustrative;
#: leaves absorb a little more at 945 nm (liquid water) than at 865, soils less.
SPECTRA = {
    "meadow": (.019, .027, .058, .042, .096, .262, .322, .335, .352, .347, .30, .205, .103),
    "wheat": (.021, .030, .063, .046, .105, .270, .330, .345, .362, .356, .30, .190, .095),
    "soil": (.052, .063, .088, .112, .130, .147, .158, .168, .178, .185, .21, .235, .195),
    "stubble": (.060, .075, .105, .135, .165, .195, .215, .230, .245, .255, .27, .300, .235),
    "moor": (.022, .030, .048, .052, .088, .135, .155, .168, .180, .182, .19, .180, .110),
    "deciduous": (.020, .026, .038, .044, .070, .105, .120, .132, .142, .145, .16, .150, .088),
    "conifer": (.012, .016, .028, .020, .042, .125, .155, .165, .172, .170, .15, .085, .040),
    "hedge": (.020, .026, .042, .041, .074, .140, .165, .178, .190, .190, .18, .145, .080),
    "water": (.030, .032, .036, .026, .020, .012, .010, .009, .008, .007, .00, .004, .003),
    "asphalt": (.075, .085, .098, .106, .112, .118, .122, .128, .132, .135, .15, .155, .140),
    "roof": (.070, .085, .110, .160, .185, .200, .210, .220, .230, .235, .26, .290, .270),
    "slate": (.062, .066, .070, .074, .076, .080, .083, .086, .089, .091, .10, .115, .110),
}
CLASSES = tuple(SPECTRA)
BANDS = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B10", "B11", "B12")


@dataclass(frozen=True)
class Surface:
    """Classes (indices of ``CLASSES``), share of the class against bare soil, brightness, number of the parcel;
    (rows, columns)."""

    classes: np.ndarray
    share: np.ndarray
    brightness: np.ndarray
    parcels: np.ndarray

    def reflectance(self, band: str) -> np.ndarray:
        """Reflectance of one band at 5 m, float32."""
        index = BANDS.index(band)
        own = np.array([SPECTRA[name][index] for name in CLASSES], dtype=np.float32)[self.classes]
        soil = np.float32(SPECTRA["soil"][index])
        return (soil + self.share * (own - soil)) * self.brightness

    def purity(self, name: str, factor: int) -> np.ndarray:
        """Share of one class in pixels of ``factor`` x 5 m."""
        return block_mean((self.classes == CLASSES.index(name)).astype(np.float32), factor)


def block_mean(pixels: np.ndarray, factor: int) -> np.ndarray:
    """Mean over squares of ``factor`` pixels, float32."""
    rows, columns = pixels.shape
    squares = pixels.reshape(rows // factor, factor, columns // factor, factor)
    return np.asarray(squares.mean(axis=(1, 3), dtype=np.float64), dtype=np.float32)


def bocage(size_m: int, seed: int = 20180117) -> Surface:
    """The scene, ``size_m`` metres square, the same for the same seed."""
    rng = np.random.default_rng(seed)
    count = size_m // PIXEL_M
    x, y = np.meshgrid((np.arange(count) + 0.5) * PIXEL_M, (np.arange(count) + 0.5) * PIXEL_M)
    warp = [40.0 * (undulation(rng, count, 240) - 0.5) * 2 for _ in range(2)]
    classes, share, parcels = _parcels(rng, x + warp[0], y + warp[1])
    _woods(rng, classes, share, x + 3 * warp[1], y + 3 * warp[0], size_m)
    _roads(classes, share, x + warp[0], y + warp[1], size_m)
    _ponds(rng, classes, share, x, y, size_m)
    _farms(rng, classes, share, x, y, size_m)
    brightness = 1 + 0.10 * (undulation(rng, count, 24) - 0.5)
    brightness += 0.10 * (undulation(rng, count, 5) - 0.5)
    brightness += rng.normal(0, 0.04, classes.shape)
    return Surface(classes, share.astype(np.float32), brightness.astype(np.float32), parcels)


def undulation(rng: np.random.Generator, count: int, step: int) -> np.ndarray:
    """Bilinear noise between random nodes every ``step`` pixels, 0 to 1."""
    nodes = rng.uniform(0, 1, (count // step + 2, count // step + 2))
    at = np.arange(count) / step
    low, part = at.astype(int), at - at.astype(int)
    rows = nodes[low] * (1 - part)[:, None] + nodes[low + 1] * part[:, None]
    return rows[:, low] * (1 - part) + rows[:, low + 1] * part


def _cells(rng: np.random.Generator, x: np.ndarray, y: np.ndarray, width: float, height: float,
           degrees: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Nearest cell, second nearest, and half the gap between their distances (metres)."""
    angle = math.radians(degrees)
    u = (x * math.cos(angle) + y * math.sin(angle)) / width
    v = (y * math.cos(angle) - x * math.sin(angle)) / height
    u, v = u - u.min() + 1.5, v - v.min() + 1.5
    i, j = v.astype(int), u.astype(int)
    across = int(j.max()) + 3
    centre = rng.uniform(0.18, 0.82, (int(i.max()) + 3, across, 2))
    first, second = np.full(x.shape, 1e9), np.full(x.shape, 1e9)
    cell, other = np.zeros(x.shape, dtype=np.int64), np.zeros(x.shape, dtype=np.int64)
    for di in (-1, 0, 1):
        for dj in (-1, 0, 1):
            a, b = i + di, j + dj
            # Distance of the larger axis: parcels with straight sides.
            distance = np.maximum(np.abs(a + centre[a, b, 0] - v) * height,
                                  np.abs(b + centre[a, b, 1] - u) * width)
            number = a * across + b
            nearer, next_ = distance < first, (distance >= first) & (distance < second)
            second[nearer], other[nearer] = first[nearer], cell[nearer]
            first[nearer], cell[nearer] = distance[nearer], number[nearer]
            second[next_], other[next_] = distance[next_], number[next_]
    return cell, other, (second - first) / 2


def _parcels(rng: np.random.Generator, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    cell, other, border = _cells(rng, x, y, 175.0, 120.0, 23.0)
    draw, vigour = rng.uniform(0, 1, cell.max() + 1), rng.uniform(0, 1, cell.max() + 1)
    kinds = ("meadow", "wheat", "soil", "stubble", "moor")
    kind = np.searchsorted([0.52, 0.74, 0.86, 0.93], draw)
    classes = np.array([CLASSES.index(name) for name in kinds])[kind][cell]
    low = np.array([0.80, 0.35, 1.0, 0.9, 0.9])[kind]
    share = (low + (1 - low) * vigour)[cell]
    pair = (np.minimum(cell, other) * 7919 + np.maximum(cell, other) * 104729) % 1000
    hedge = (border < 4.5) & (pair < 620)
    classes[hedge], share[hedge] = CLASSES.index("hedge"), 0.95
    return classes, share, cell


def _woods(rng: np.random.Generator, classes: np.ndarray, share: np.ndarray, x: np.ndarray, y: np.ndarray,
           size_m: int) -> None:
    cell, _, _ = _cells(rng, x, y, 850.0, 700.0, 65.0)
    draw = rng.uniform(0, 1, cell.max() + 1)[cell]
    for name, chosen in (("deciduous", draw < 0.10), ("conifer", (draw >= 0.10) & (draw < 0.15))):
        classes[chosen], share[chosen] = CLASSES.index(name), 0.96


def _roads(classes: np.ndarray, share: np.ndarray, x: np.ndarray, y: np.ndarray, size_m: int) -> None:
    roads = ((12, 0.31, 9), (78, 0.55, 9), (-41, 0.12, 7), (128, -0.60, 6), (5, 0.80, 6))
    for degrees, offset, width in roads:
        angle = math.radians(degrees)
        distance = np.abs(y * math.cos(angle) - x * math.sin(angle) - offset * size_m)
        road = distance < width / 2
        classes[road], share[road] = CLASSES.index("asphalt"), 1.0


def _ponds(rng: np.random.Generator, classes: np.ndarray, share: np.ndarray, x: np.ndarray, y: np.ndarray,
           size_m: int) -> None:
    shapes = [(0.24 * size_m, 0.70 * size_m, 420.0, 150.0)]
    shapes += [(*rng.uniform(0.02, 0.98, 2) * size_m, *rng.uniform(15, 75, 2)) for _ in range(40)]
    for centre_x, centre_y, half_width, half_height in shapes:
        pond = ((x - centre_x) / half_width) ** 2 + ((y - centre_y) / half_height) ** 2 < 1
        classes[pond], share[pond] = CLASSES.index("water"), 1.0


def _span(centre: float, half: float) -> slice:
    """Pixels within ``half`` metres of ``centre``."""
    return slice(max(0, int((centre - half) / PIXEL_M)), max(0, int((centre + half) / PIXEL_M) + 1))


def _farms(rng: np.random.Generator, classes: np.ndarray, share: np.ndarray, x: np.ndarray, y: np.ndarray,
           size_m: int) -> None:
    places = [(*rng.uniform(0.03, 0.97, 2) * size_m, 45.0, 4) for _ in range(110)]
    places += [(0.52 * size_m, 0.47 * size_m, 420.0, 260), (0.83 * size_m, 0.22 * size_m, 330.0, 170)]
    for centre_x, centre_y, spread, buildings in places:
        for _ in range(buildings):
            at_x, at_y = centre_x + rng.normal(0, spread), centre_y + rng.normal(0, spread)
            half_x, half_y = rng.uniform(4, 14, 2)
            rows, columns = _span(at_y, half_y), _span(at_x, half_x)
            classes[rows, columns] = CLASSES.index("slate" if rng.uniform() < 0.7 else "roof")
            share[rows, columns] = 1.0
