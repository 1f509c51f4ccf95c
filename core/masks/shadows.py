"""Shadows of clouds: each cloud is tried at every height, and its shadow lies where the ground darkened.

A cloud at height h seen at p throws its shadow at p + h (v - s), with v and s the horizontal run of the
view and of the sun's ray for a metre of height (Le Hegarat-Mascle and Andre 2009 and MAJA's projection).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.resample import box_mean
from .objects import eroded, grown, label, spread
from .scene import CellScene

HIGHEST_M, STEP_M = 8000.0, 250.0
#: Highest of what B10 alone sees.
HIGHEST_CIRRUS_M = 12000.0
#: Ratio to the clear ground under which a cell darkened: near infrared, 1.6 um, red.
DARK = (0.86, 0.88, 1.0)
LOOSELY_DARK = (0.94, 0.95, 1.05)
SURELY_DARK = (0.72, 0.76, 0.95)
#: Share of a projected cloud that must have darkened for its place to be believed.
BELIEVED = 0.45
#: Weight of what all clouds say together; share of darkened ground that then suffices, at heights so common.
COMMON, HINT, SHARED = 0.3, 0.1, 0.75
_NEIGHBOURHOOD = 20


@dataclass(frozen=True)
class Shadows:
    """Boolean (rows, columns)."""

    inside: np.ndarray
    outside: np.ndarray
    heights_m: np.ndarray


def shadows(scene: CellScene, low: np.ndarray, high: np.ndarray, snow: np.ndarray) -> Shadows:
    """Shadows of the clouds of the image, and of those beyond its edges.

    ``low`` and ``high`` clouds are placed apart: one may lie over the other.
    """
    cloud = low | high
    ratios = darkening(scene, cloud | snow)
    dark = _under(ratios, DARK) & scene.valid & ~cloud
    sure = _under(ratios, SURELY_DARK) & dark
    zone, placed = np.zeros(cloud.shape, bool), np.zeros(cloud.shape, bool)
    heights = []
    for kind in (low, high):
        reached, best, found = project(scene, kind, dark, cloud)
        zone, placed = zone | reached, placed | best
        heights.append(found)
    inside = (zone & dark & grown(sure | placed, 1)) | (placed & dark)
    # A shadow whose place is believed has the shape of its cloud, its thin parts too.
    inside |= placed & ~cloud & _under(ratios, LOOSELY_DARK) & scene.valid
    outside = beyond_edges(scene, sure) & ~zone
    return Shadows(inside & ~cloud, outside & ~inside & ~cloud, np.concatenate(heights))


def darkening(scene: CellScene, hidden: np.ndarray) -> dict[str, np.ndarray]:
    """Ratio to the last clear value; to the neighbourhood of some kilometres where there is none."""
    result = {}
    for role in ("nir_narrow", "swir1", "red"):
        now, before = scene.clear[role], scene.reference(role)
        around = box_mean(np.where(hidden, np.nan, now), _NEIGHBOURHOOD)[0]
        # One neighbourhood says less than the same ground seen before: its ratio is read with a margin.
        before = np.where(np.isfinite(before), before, around * (0.8 if role != "red" else 1.0))
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = np.where(before > 0.02, now / before, 1.0)
            # Crops grow between two dates: what the neighbourhood did is taken out.
            lit = np.where(hidden | (ratio < 0.9) | (ratio > 1.6), np.nan, ratio)
            season = box_mean(lit, _NEIGHBOURHOOD)[0]
            result[role] = (ratio / np.clip(np.where(np.isfinite(season), season, 1.0), 1.0, 1.3)).astype(np.float32)
    return result


def _under(ratios: dict[str, np.ndarray], limits: tuple[float, float, float]) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.asarray((ratios["nir_narrow"] < limits[0]) & (ratios["swir1"] < limits[1])
                          & (ratios["red"] < limits[2]))


def runs(scene: CellScene, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cells to the right and down that a shadow moves from its cloud, for each metre of height."""
    sun, view = (v[:, rows, columns] for v in (scene.sun, scene.view))
    east, north = (view[k] / view[2] - sun[k] / np.maximum(sun[2], 0.05) for k in (0, 1))
    east, north = (np.where(np.isfinite(v), v, np.nanmean(v) if np.isfinite(v).any() else 0.0) for v in (east, north))
    return east / scene.cells.dx, -north / scene.cells.dy


def project(scene: CellScene, cloud: np.ndarray, dark: np.ndarray,
            hidden: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Zone that any height reaches; cells of each cloud's best place; its height, metres, by cloud.

    Clouds of one sky share their heights: what most of them say speaks for those that say little.
    """
    zone, placed = np.zeros(cloud.shape, bool), np.zeros(cloud.shape, bool)
    numbers, count = label(cloud)
    rows, columns = np.nonzero(cloud)
    if rows.size == 0:
        return zone, placed, np.zeros(0)
    own = numbers[rows, columns]
    right, down = runs(scene, rows, columns)
    heights = np.arange(STEP_M / 2, HIGHEST_CIRRUS_M if "cirrus" in scene.toa else HIGHEST_M, STEP_M)
    scores, common = np.zeros((len(heights), count + 1)), np.zeros(len(heights))
    for k, height in enumerate(heights):
        r, c, inside = _moved(rows, columns, down, right, height, cloud.shape)
        zone[r, c] = True
        open_ground = ~hidden[r, c] & scene.valid[r, c]
        hit = np.bincount(own[inside], dark[r, c] & open_ground, count + 1)
        seen = np.bincount(own[inside], open_ground, count + 1)
        # A cloud mostly over its own shadow, or off the image, says little: it is held back.
        scores[k] = hit / np.maximum(seen, 1) * np.sqrt(seen / np.maximum(np.bincount(own, minlength=count + 1), 1))
        common[k] = hit.sum() / max(1.0, float(seen.sum()))
    common = (common - common.min()) / max(float(np.ptp(common)), 1e-6)
    best = (scores + COMMON * common[:, None]).argmax(axis=0)
    own_score = np.take_along_axis(scores, best[None], 0)[0]
    believed = (own_score > BELIEVED) | ((own_score > HINT) & (common[best] > SHARED))
    for k, height in enumerate(heights):
        chosen = (best == k) & believed
        here = chosen[own]
        if here.any():
            r, c, _ = _moved(rows[here], columns[here], down[here], right[here], height, cloud.shape)
            placed[r, c] = True
    return grown(zone), placed, np.where(believed, heights[best], np.nan)[1:]


def _moved(rows: np.ndarray, columns: np.ndarray, down: np.ndarray, right: np.ndarray, height: float,
           shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r = np.rint(rows + height * down).astype(int)
    c = np.rint(columns + height * right).astype(int)
    inside = (r >= 0) & (r < shape[0]) & (c >= 0) & (c < shape[1])
    return r[inside], c[inside], inside


def beyond_edges(scene: CellScene, sure: np.ndarray) -> np.ndarray:
    """Surely dark ground that a cloud outside the image, under 8 km, could shade: whole patches at its edge."""
    rows, columns = np.indices(scene.cells.shape)
    right, down = runs(scene, rows.ravel(), columns.ravel())
    reach = [int(np.ceil(abs(float(np.mean(v))) * HIGHEST_M)) for v in (down, right)]
    zone = np.zeros(scene.cells.shape, bool)
    towards = (float(np.mean(down)), float(np.mean(right)))
    zone[:reach[0] if towards[0] > 0 else 0] = True
    if towards[0] < 0:
        zone[max(0, zone.shape[0] - reach[0]):] = True
    zone[:, :reach[1] if towards[1] > 0 else 0] = True
    if towards[1] < 0:
        zone[:, max(0, zone.shape[1] - reach[1]):] = True
    edge = np.zeros(scene.cells.shape, bool)
    edge[[0, -1]] = True
    edge[:, [0, -1]] = True
    edge |= ~eroded(scene.valid)
    core = eroded(sure & zone) | (sure & zone & edge)
    return spread(core & edge, sure & zone)
