"""Clouds are what changed too much: a date against the last clear ground.

The test of Hagolle et al. (2010, Remote Sensing of Environment 114, 1747-1755) on the haze-optimised
difference blue - red / 2, with thresholds of MAJA at 120 m, and its veto by correlation. Added: the change
must be that of a white veil mixed into the ground (snow darkens swir, harvest and ploughing redden, floods
darken), and what changed alike over several kilometres of well-correlated ground is aerosol, not cloud.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.resample import box_mean, fill_gaps
from .clouds_one_date import DISPLACED
from .objects import box_sum, grown
from .scene import CellScene

LEAST, MOST, LAG_DAYS = 0.018, 0.06, 45.0
EXTENSION = 0.006
#: Reflectance of the whitest veil, and the least that a cloud of drops has at 1.6 um.
WHITE, WHITE_SWIR = 0.65, 0.25
RADIUS, FEWEST, SAME = 3, 15, 0.90
#: Product of variances under which nothing varies.
FLAT = 1e-14
#: Reflectance of drops at 1.6 um, and the part of the rise towards it that the thinnest of them shows.
DROPS_SWIR, DROPS_RISE = 0.38, 0.3
#: Cells around snow where it may cover others in part; reflectance at 1.38 um over which ice clouds are likelier.
BESIDE_SNOW, SNOW_CIRRUS = 2, 0.006
#: Veto only up to so many thresholds: a translucent cloud lets the ground be recognised too.
SURE = 2.5
BACKGROUND_RADIUS, MOST_BACKGROUND = 25, 0.03


@dataclass(frozen=True)
class ManyDates:
    """Boolean (rows, columns): detected; and the weaker ones that may join a detection."""

    detected: np.ndarray
    weaker: np.ndarray


def many_dates(scene: CellScene, snow: np.ndarray) -> ManyDates:
    """Clouds by difference with the composite; nothing where it has no value."""
    nothing = np.zeros(scene.cells.shape, bool)
    if scene.composite is None:
        return ManyDates(nothing, nothing.copy())
    before = {r: scene.reference(r) for r in ("blue", "red", "nir_narrow", "swir1")}
    now = {r: scene.clear[r] for r in before}
    same = recognised(now["blue"], before["blue"], scene)
    with np.errstate(invalid="ignore", divide="ignore"):
        lag = np.minimum(scene.lag(), 1e4)
        threshold = np.minimum(MOST, LEAST * (1 + lag / LAG_DAYS))
        rise = (now["blue"] - now["red"] / 2) - (before["blue"] - before["red"] / 2)
        rise = rise - background(rise, same)
        veil = veiled(now, before) & ~snow
        weak = same & (rise < SURE * threshold)
        if scene.parallax is not None:
            weak &= ~(scene.parallax < DISPLACED)
        detected = (rise > threshold) & veil & ~weak
        weaker = (rise > threshold - EXTENSION) & veil & ~(same & (rise < threshold))
    return ManyDates(np.asarray(detected), np.asarray(weaker))


def veiled(now: dict[str, np.ndarray], before: dict[str, np.ndarray]) -> np.ndarray:
    """The change is that of a white veil over the same ground."""
    d_blue, d_red = now["blue"] - before["blue"], now["red"] - before["red"]
    share = np.clip(d_blue / np.maximum(WHITE - before["blue"], 0.05), 0.0, 1.0)
    swir = before["swir1"] + share * (WHITE_SWIR - before["swir1"])
    nir = before["nir_narrow"] + share * (0.3 - before["nir_narrow"])
    relative_blue = d_blue / np.maximum(before["blue"], 0.01)
    relative_nir = (now["nir_narrow"] - before["nir_narrow"]) / np.maximum(before["nir_narrow"], 0.02)
    # Between two dates crops grow and dry: the room left by a tenth is theirs.
    return np.asarray((d_blue > 0) & (d_red < 1.5 * d_blue) & (relative_nir < np.maximum(1.2 * relative_blue, 0.3))
                      & (now["swir1"] > 0.9 * swir - 0.02) & (now["nir_narrow"] > 0.7 * nir - 0.01))


def fresh_snow(scene: CellScene, snow: np.ndarray) -> np.ndarray:
    """Cells beside snow that whitened and did not rise at 1.6 um as drops make them: snow covers them in part."""
    blue, before = scene.clear["blue"], scene.reference("blue")
    swir, dark = scene.clear["swir1"], scene.reference("swir1")
    with np.errstate(invalid="ignore"):
        share = np.clip((blue - before) / (WHITE - before), 0.0, 1.0)
        part = swir < dark + DROPS_RISE * share * (DROPS_SWIR - dark)
        cirrus = scene.toa.get("cirrus")
        if cirrus is not None:
            part = part & (cirrus < SNOW_CIRRUS)
    return np.asarray(part & grown(snow, BESIDE_SNOW))


def recognised(now: np.ndarray, before: np.ndarray, scene: CellScene) -> np.ndarray:
    """Cells whose 7 x 7 neighbourhood looks as before: correlation with the composite or a recent date."""
    own = correlation(now, before)
    found = own > SAME
    for earlier in scene.composite.recent if scene.composite is not None else ():
        found |= correlation(now, earlier) > SAME
    return (grown(found) & (own > 0.6)) | found


def correlation(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Pearson's, in squares of 7 x 7 cells; -1 where fewer than 15 are valid or nothing varies."""
    both = np.isfinite(first) & np.isfinite(second)
    a, b = (np.where(both, v, 0.0).astype(np.float64) for v in (first, second))
    count = box_sum(both, RADIUS)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean_a, mean_b, ab, aa, bb = (box_sum(v, RADIUS) / count for v in (a, b, a * b, a * a, b * b))
        spread = (aa - mean_a * mean_a) * (bb - mean_b * mean_b)
        value = (ab - mean_a * mean_b) / np.sqrt(np.maximum(spread, FLAT))
        known = (count > FEWEST - 0.5) & (spread > FLAT)
    return np.where(known, value, -1.0).astype(np.float32)


def background(rise: np.ndarray, same: np.ndarray) -> np.ndarray:
    """What aerosols alone raised: the mean over recognised ground of some kilometres, at most 0.03."""
    kept = np.where(same & (rise > -0.05) & (rise < 2 * MOST), rise, np.nan)
    if not np.isfinite(kept).any():
        return np.zeros(rise.shape, np.float32)
    mean, count = box_mean(kept, BACKGROUND_RADIUS)
    square = (2 * BACKGROUND_RADIUS + 1) ** 2
    mean = np.where(count > square / 20, mean, np.nan).astype(np.float32)
    if not np.isfinite(mean).any():
        mean = np.full(rise.shape, np.nanmedian(kept), np.float32)
    return np.clip(fill_gaps(mean), 0.0, MOST_BACKGROUND)
