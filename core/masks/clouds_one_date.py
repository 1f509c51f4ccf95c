"""Clouds that one date tells alone: bright and white, high and seen at 1.38 um, or displaced between bands.

Thresholds are those of MAJA (L2COMM parameters and README of CNES/MAJA, Hagolle et al. 2010, Remote Sensing
of Environment 114, 1747-1755), on reflectance corrected for molecules; the parallax after Frantz et al. 2018.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .objects import highest, label
from .scene import CellScene

BRIGHT_COASTAL, BRIGHT_RED = 0.22, 0.15
NIR_OVER_RED = (0.8, 2.0)
#: Above this over water, swir2.
BRIGHT_WATER = 0.04
#: Reflectance at 1.38 um of a clear sky: offset and gain a metre, equal to a linear law at 2000 m.
CIRRUS_OFFSET, CIRRUS_GAIN, CIRRUS_ALTITUDE = 0.007, 1.2e-5, 2000.0
#: Most of the ground's light that dry air lets through at 1.38 um, and the share of the cells taken as free of cirrus.
MOST_LEAK, FREE_OF_CIRRUS = 0.03, 20.0
#: High clouds under this much above the threshold, and nowhere else seen, are thin.
THIN_CIRRUS = 0.008
#: Displacement index of a cell that a cloud's edge crosses, and the least that each isolated cloud shows in one of
#: its cells (Frantz et al. 2018 are sure at -0.5, on pixels of 20 m).
DISPLACED, MAYBE_DISPLACED = -0.35, -0.43
#: An edge so sharp (range of blue over 3 x 3 cells) with no index so low beside it lies on the ground.
SHARP, STILL = 0.15, -0.2
#: A bright object of at most so many cells without any displaced edge is a roof, a greenhouse, a quarry.
MOST_CELLS_OF_GROUND = 60
#: Haze-optimised difference of a small cloud that is displaced: coastal - red / 2.
SMALL_CLOUD_HOT, SMALL_CLOUD_COASTAL = 0.10, 0.14


@dataclass(frozen=True)
class OneDate:
    """Boolean (rows, columns)."""

    bright: np.ndarray
    cirrus: np.ndarray
    thin: np.ndarray


def one_date(scene: CellScene, snow: np.ndarray) -> OneDate:
    """Clouds of one date; ``snow`` is not one."""
    cirrus, thin = high_clouds(scene)
    bright = (white(scene) | over_water(scene)) & ~snow
    bright = bright | (small_clouds(scene) & ~snow)
    if scene.saturated is not None:
        bright |= scene.saturated & ~snow
    return OneDate(bright, cirrus, thin & ~bright)


def white(scene: CellScene) -> np.ndarray:
    """Bright, and of a cloud's colour."""
    coastal, red, nir, swir = (scene.clear[r] for r in ("coastal", "red", "nir_narrow", "swir1"))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((coastal > BRIGHT_COASTAL) & (red > BRIGHT_RED) & (nir > NIR_OVER_RED[0] * red)
                          & (nir < NIR_OVER_RED[1] * red) & (nir > swir))


def over_water(scene: CellScene) -> np.ndarray:
    """Water is black at 2.2 um: what is not, and is bluish-white as a whole, is a cloud."""
    coastal, red, nir, swir = (scene.clear[r] for r in ("coastal", "red", "nir_narrow", "swir2"))
    reference = scene.reference("nir_narrow")
    with np.errstate(invalid="ignore", divide="ignore"):
        water = reference < 0.06
        return np.asarray(water & (swir > BRIGHT_WATER) & (coastal > 0.08) & (nir > 0.8 * red) & (nir < 2 * red))


def small_clouds(scene: CellScene) -> np.ndarray:
    """Cells that a small cloud fills in part: not so bright, but hazy and displaced."""
    if scene.parallax is None:
        return np.zeros(scene.cells.shape, bool)
    coastal, red, nir, swir = (scene.clear[r] for r in ("coastal", "red", "nir_narrow", "swir1"))
    with np.errstate(invalid="ignore"):
        hazy = (coastal - red / 2 > SMALL_CLOUD_HOT / 2 + 0.02) & (coastal > SMALL_CLOUD_COASTAL) & (nir > 0.8 * swir)
        return np.asarray(hazy & (scene.parallax < DISPLACED))


def high_clouds(scene: CellScene) -> tuple[np.ndarray, np.ndarray]:
    """Cells brighter at 1.38 um than a clear sky at their altitude; and the thin ones among them."""
    cirrus = scene.toa.get("cirrus")
    if cirrus is None:
        nothing = np.zeros(scene.cells.shape, bool)
        return nothing, nothing.copy()
    altitude = np.maximum(scene.terrain_m, 0.0)
    with np.errstate(invalid="ignore"):
        above = cirrus - (CIRRUS_OFFSET + CIRRUS_GAIN * altitude * altitude / CIRRUS_ALTITUDE) - leak(scene, cirrus)
        return np.asarray(above > 0), np.asarray((above > 0) & (above < THIN_CIRRUS))


def leak(scene: CellScene, cirrus: np.ndarray) -> np.ndarray:
    """What the ground itself shows at 1.38 um: in dry air snow and greenhouses shine through.

    The ground there is taken between near infrared and 1.6 um, what passes from the cells that show the least.
    """
    ground = (scene.clear["nir_narrow"] + scene.clear["swir1"]) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = (cirrus / ground)[ground > 0.1]
    ratio = ratio[np.isfinite(ratio)]
    passing = float(np.percentile(ratio, FREE_OF_CIRRUS)) if ratio.size else 0.0
    return np.clip(passing, 0.0, MOST_LEAK) * np.maximum(np.nan_to_num(ground), 0.0)


def without_ground_objects(bright: np.ndarray, parallax: np.ndarray | None) -> np.ndarray:
    """Small bright objects none of whose cells is displaced lie on the ground: dropped."""
    if parallax is None or not bright.any():
        return bright
    numbers, count = label(bright)
    index = np.where(np.isfinite(parallax), parallax, np.float32(1.0))
    lowest = np.full(count + 1, 1.0, np.float32)
    np.minimum.at(lowest, numbers[bright], index[bright])
    size = np.bincount(numbers.ravel(), minlength=count + 1)
    ground = (lowest > MAYBE_DISPLACED) & (size <= MOST_CELLS_OF_GROUND)
    ground[0] = False
    return bright & ~ground[numbers]


def edges_of_ground(scene: CellScene) -> np.ndarray:
    """Cells where something begins or ends that is not displaced: snow's edge, roofs, quarries, shores."""
    if scene.parallax is None:
        return np.zeros(scene.cells.shape, bool)
    blue = scene.clear["blue"]
    index = np.where(np.isfinite(scene.parallax), scene.parallax, np.float32(-1.0))
    with np.errstate(invalid="ignore"):
        return np.asarray((highest(blue) + highest(-blue) > SHARP) & (-highest(-index) > STILL))


def nearest_label(numbers: np.ndarray) -> np.ndarray:
    """Labels grown by one cell where there was none."""
    result = numbers.copy()
    padded = np.pad(numbers, 1)
    rows, columns = numbers.shape
    for down in (0, 1, 2):
        for right in (0, 1, 2):
            neighbour = padded[down:down + rows, right:right + columns]
            result = np.where(result == 0, neighbour, result)
    return result
