"""Shadows of clouds: each cloud is tried at every height, and its shadow lies where the ground darkened.

A cloud at height h seen at p throws its shadow at p + h (v - s), with v and s the horizontal run of the
view and of the sun's ray for a metre of height (Le Hegarat-Mascle and Andre 2009 and MAJA's projection).
What darkens a shadow is missing light: near infrared and 1.6 um fall alike, and red no more than they do.
A flood, a ploughed field or a harvest changes colour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.resample import box_mean
from .objects import crowd, eroded, grown, highest, label, shifted, spread
from .scene import CellScene

HIGHEST_M, STEP_M = 8000.0, 200.0
#: Highest of what B10 alone sees.
HIGHEST_CIRRUS_M = 12000.0
#: Light left under which a cell is in shadow, where its cloud's place is believed or any cloud could shade it.
PLACED, POSSIBLE = 0.90, 0.87
#: The same where no earlier date says how bright the ground is: the neighbourhood does, less well.
PLACED_ALONE, POSSIBLE_ALONE = 0.80, 0.55
#: Cells of 3 x 3 that are dark where no believed place speaks for them; and where no earlier date does.
FEWEST, FEWEST_ALONE = 2, 3
#: Part of the darkening of its darkest neighbour that a cell has at least: less is the rim of a shadow.
RIM, RIM_ALONE = 0.20, 0.35
#: Light in 1.6 um against near infrared, either way, and in the red above both: more is a change of the ground.
UNLIKE, REDDER = 0.25, 0.33
#: Ground darker than this in the near infrared does not tell: a believed place speaks for it.
MUTE = 0.04
#: Light left of lit ground, and what more must be missing of a sure shadow, in the search of heights.
LIT, LIT_ALONE, DEEP = 0.94, 0.80, 0.25
#: Blue of clouds so thin that they throw no shadow, and so thick that theirs is as dark as any.
THIN, THICK = 0.10, 0.45
#: Share of a projected cloud that must have darkened for its place to be believed.
BELIEVED = 0.45
#: Weight of what all clouds say together; share of darkened ground that then suffices, at heights so common.
COMMON, HINT, SHARED = 1.5, 0.06, 0.55
#: Cells, weighted, under which a cloud says less than it shows.
FEW = 0.5
#: Snow index of a cell that is all snow; one in shadow keeps it.
WHOLE_SNOW = 0.65
#: Cells: a large cloud is placed part by part, as clouds of several heights may touch.
PART = 16
#: Weight of the whole cloud in the place of its part.
WHOLE = 0.5
_NEIGHBOURHOOD = 20
_ROLES = ("nir_narrow", "swir1", "red")


@dataclass(frozen=True)
class Shadows:
    """Boolean (rows, columns); heights of the clouds whose place is believed, metres."""

    inside: np.ndarray
    outside: np.ndarray
    heights_m: np.ndarray


@dataclass(frozen=True)
class Light:
    """Light left on each cell against a clear sky, 1 where nothing is known; ``seen``: an earlier date tells it."""

    left: np.ndarray
    #: That of the band that tells the most.
    most: np.ndarray
    seen: np.ndarray
    #: The ground only darkened; its colour stayed.
    alike: np.ndarray


def shadows(scene: CellScene, low: np.ndarray, high: np.ndarray, snow: np.ndarray) -> Shadows:
    """Shadows of the clouds of the image, and of those beyond its edges.

    ``low`` and ``high`` clouds are placed apart: one may lie over the other.
    """
    cloud = low | high
    light = light_left(scene, cloud, snow)
    ground = scene.valid & ~cloud
    dark = shade(light, ground)
    zone, placed = np.zeros(cloud.shape, bool), np.zeros(cloud.shape, bool)
    heights = []
    for kind in (low, high):
        reached, best, found = project(scene, kind, dark, cloud)
        zone, placed = zone | reached, placed | best
        heights.append(found)
    beside = grown(placed)
    limit_placed = np.where(light.seen, PLACED, PLACED_ALONE)
    inside = dark_under(light, limit_placed) & ground & beside & zone
    # Elsewhere under a possible cloud: darker, and not a cell alone.
    limit = np.where(light.seen, POSSIBLE, POSSIBLE_ALONE)
    apart = dark_under(light, limit) & ground & zone
    fewest = np.where(light.seen, FEWEST, FEWEST_ALONE)
    inside |= apart & (crowd(apart | inside) >= fewest)
    # Under its cloud's place ground may have changed too, or be too dark to tell.
    inside |= placed & ground & ((light.most < limit_placed) | (scene.reference("nir_narrow") < MUTE))
    # Between a cloud and its shadow a cell holds some of both, and shows neither.
    inside |= placed & ground & grown(cloud) & grown(inside)
    sure = ground & dark_under(light, limit)
    outside = beyond_edges(scene, sure & (crowd(sure) >= FEWEST_ALONE)) & ~zone
    return Shadows(inside, outside & ~inside, np.concatenate(heights))


def light_left(scene: CellScene, cloud: np.ndarray, snow: np.ndarray) -> Light:
    """Ratio to the last clear value, evened out over the season; to the neighbourhood where there is none.

    Fresh snow hides what earlier dates saw: it is compared with the snow around it.
    """
    ratios, hidden = {}, cloud | snow
    for role in _ROLES:
        now, before = scene.clear[role], scene.reference(role)
        seen = np.isfinite(before) & (before > MUTE / 2)
        around = box_mean(np.where(hidden, np.nan, now), _NEIGHBOURHOOD)[0]
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio, alone = now / before, now / around
            ratio = ratio / season(ratio, seen & ~hidden)
        ratios[role] = np.where(seen, ratio, np.where(np.isfinite(alone), alone, 1.0)).astype(np.float32)
    nir, swir, red = (ratios[role] for role in _ROLES)
    seen = np.isfinite(scene.reference("nir_narrow")) & ~snow
    unlike = np.where(seen, UNLIKE, 2 * UNLIKE)
    alike = (np.abs(nir - swir) < unlike) & (red < np.maximum(nir, swir) + REDDER)
    white = against_snow(scene, snow & ~cloud)
    left, most = np.minimum(1.5, (nir + swir) / 2), np.maximum(nir, swir)
    return Light(np.where(snow, white, left), np.where(snow, white, most), seen, np.asarray(alike | snow))


def against_snow(scene: CellScene, snow: np.ndarray) -> np.ndarray:
    """Ratio to the brighter half of the snow around; 1 where the ground shows through."""
    red, green, swir = (scene.clear[role] for role in ("red", "green", "swir1"))
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = snow & ((green - swir) / (green + swir) > WHOLE_SNOW)
    bright = np.where(whole, red, np.nan)
    for _ in range(2):
        around = box_mean(bright, _NEIGHBOURHOOD)[0]
        with np.errstate(invalid="ignore"):
            bright = np.where(bright >= around, bright, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole & np.isfinite(around), red / around, 1.0)


def season(ratio: np.ndarray, usable: np.ndarray) -> np.ndarray | float:
    """What growth, haze and another view did to lit ground: the commonest ratio, then its drift in space."""
    values = ratio[usable & np.isfinite(ratio)]
    counts, edges = np.histogram(values, np.arange(0.5, 1.62, 0.02))
    if counts.sum() < 100:
        return 1.0
    smooth = np.convolve(counts, np.ones(3), "same")
    # Shadows may be as common as sunlit ground, never as alike: the brightest of the common ratios.
    level = edges[np.nonzero(smooth >= 0.6 * smooth.max())[0][-1]] + 0.01
    lit = usable & (np.abs(ratio - level) < 0.12)
    local, count = box_mean(np.where(lit, ratio, np.nan), _NEIGHBOURHOOD)
    return np.where(count > 20, local, level)


def shade(light: Light, ground: np.ndarray) -> np.ndarray:
    """How sure each cell is in a shadow, 0 to 1, for the search of heights."""
    lit = np.where(light.seen, LIT, LIT_ALONE)
    with np.errstate(invalid="ignore"):
        value = np.clip((lit - light.left) / DEEP, 0.0, 1.0)
    return np.where(ground & light.alike & np.isfinite(value), value, 0.0)


def dark_under(light: Light, limit: np.ndarray) -> np.ndarray:
    """Cells whose light is under ``limit``, whose colour stayed, and that are no rim of a darker shadow."""
    return np.asarray(light.alike & (light.left < limit) & ~rim(light))


def rim(light: Light) -> np.ndarray:
    """Cells much less darkened than the darkest beside them: a small part of them is in shadow."""
    loss = 1 - light.left
    return np.asarray(loss < np.where(light.seen, RIM, RIM_ALONE) * highest(loss))


def runs(scene: CellScene, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cells to the right and down that a shadow moves from its cloud, for each metre of height."""
    sun, view = (v[:, rows, columns] for v in (scene.sun, scene.view))
    east, north = (view[k] / view[2] - sun[k] / np.maximum(sun[2], 0.05) for k in (0, 1))
    east, north = (np.where(np.isfinite(v), v, np.nanmean(v) if np.isfinite(v).any() else 0.0) for v in (east, north))
    return east / scene.cells.dx, -north / scene.cells.dy


@dataclass(frozen=True)
class CloudCells:
    """Cells of clouds, (n,): where they are, how far a shadow moves for a metre of height, cells, and their part."""

    rows: np.ndarray
    columns: np.ndarray
    down: np.ndarray
    right: np.ndarray
    part: np.ndarray

    def chosen(self, some: np.ndarray) -> CloudCells:
        """Those of a boolean (n,)."""
        return CloudCells(*(v[some] for v in (self.rows, self.columns, self.down, self.right, self.part)))

    def shade(self, height_m: float, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Index in the flat image of each cell's shadow, and which lie inside."""
        rows = np.rint(self.rows + np.float32(height_m) * self.down).astype(np.int32)
        columns = np.rint(self.columns + np.float32(height_m) * self.right).astype(np.int32)
        inside = (rows >= 0) & (rows < shape[0]) & (columns >= 0) & (columns < shape[1])
        return (rows * np.int32(shape[1]) + columns)[inside], inside


def cloud_cells(scene: CellScene, cloud: np.ndarray) -> tuple[CloudCells, np.ndarray]:
    """The cells of all clouds, and the cloud of each of their parts."""
    rows, columns = np.nonzero(cloud)
    own = label(cloud)[0][rows, columns].astype(np.int64) - 1
    across = cloud.shape[1] // PART + 1
    square = (rows // PART) * across + columns // PART
    keys, part = np.unique(own * (across * (cloud.shape[0] // PART + 1)) + square, return_inverse=True)
    whole = np.zeros(len(keys), np.int64)
    whole[part] = own
    right, down = runs(scene, rows, columns)
    return CloudCells(rows.astype(np.float32), columns.astype(np.float32), down.astype(np.float32),
                      right.astype(np.float32), part), whole


def speaking(cloud: np.ndarray) -> np.ndarray:
    """Cells that are asked for their shadow: the rims of clouds, and every other inside."""
    other = np.zeros(cloud.shape, bool)
    other[::2, ::2] = other[1::2, 1::2] = True
    return np.asarray(other | ~eroded(cloud))[cloud]


def project(scene: CellScene, cloud: np.ndarray, dark: np.ndarray,
            hidden: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Zone that any height reaches; cells of each cloud's best place; heights found, metres.

    ``dark``: how sure each cell is in shadow. Clouds of one sky share their heights: what most of them say speaks
    for those that say little.
    """
    zone, placed = np.zeros(cloud.size, bool), np.zeros(cloud.size, bool)
    if not cloud.any():
        return zone.reshape(cloud.shape), placed.reshape(cloud.shape), np.zeros(0)
    cells, whole = cloud_cells(scene, cloud)
    some = speaking(cloud)
    asked = cells.chosen(some)
    # A thick part throws a dark shadow: what a cloud reflects, the ground lacks.
    weight = np.clip((scene.clear["blue"][cloud][some] - THIN) / (THICK - THIN), 0.05, 1.0)
    heights = np.arange(STEP_M / 2, HIGHEST_CIRRUS_M if "cirrus" in scene.toa else HIGHEST_M, STEP_M)
    size = np.bincount(asked.part, weight, len(whole))
    hits, seen = np.zeros((len(heights), len(whole))), np.zeros((len(heights), len(whole)))
    free, darkness = (~hidden & scene.valid).ravel(), dark.ravel()
    for k, height in enumerate(heights):
        there, inside = asked.shade(height, cloud.shape)
        zone[there] = True
        part, share = asked.part[inside], weight[inside]
        hits[k] = np.bincount(part, darkness[there] * share, len(whole))
        seen[k] = np.bincount(part, free[there] * share, len(whole))
    best, believed = _agreed(hits, seen, size, whole)
    for k in np.unique(best[believed]):
        there, _ = cells.chosen(((best == k) & believed)[cells.part]).shade(heights[k], cloud.shape)
        placed[there] = True
    return grown(zone.reshape(cloud.shape)), placed.reshape(cloud.shape), heights[best[believed]]


def _agreed(hits: np.ndarray, seen: np.ndarray, size: np.ndarray,
            whole: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Index of the height of each part, from what the part, its cloud and all clouds say; and whether it is believed.

    ``hits``, ``seen`` (height, part): what darkened, and what could; ``whole``: the cloud of each part.
    """
    scores = _share(hits, seen, size)
    together = np.stack([_share(np.bincount(whole, h), np.bincount(whole, s), np.bincount(whole, size))
                         for h, s in zip(hits, seen)])
    common = np.convolve(hits.sum(axis=1) / np.maximum(1.0, seen.sum(axis=1)), (0.25, 0.5, 0.25), "same")
    common = (common - common.min()) / max(float(np.ptp(common)), 1e-6)
    best = (scores + WHOLE * together[:, whole] + COMMON * common[:, None]).argmax(axis=0)
    own = np.take_along_axis(scores, best[None], 0)[0]
    return best, (own > BELIEVED) | ((own > HINT) & (common[best] > SHARED))


def _share(hits: np.ndarray, seen: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Darkened part of what is seen; a cloud mostly over its own shadow, or off the image, says little."""
    return np.asarray(hits / np.maximum(seen, FEW) * np.sqrt(seen / np.maximum(size, FEW)))


def beyond_edges(scene: CellScene, sure: np.ndarray) -> np.ndarray:
    """Surely dark ground that a cloud outside the image, under 8 km, could shade: whole patches that touch the edge
    over which such a shadow comes in, no further than it reaches."""
    rows, columns = (v.ravel() for v in np.indices(scene.cells.shape)[:, ::8, ::8])
    right, down = (float(np.mean(v)) for v in runs(scene, rows, columns))
    entry = np.zeros(sure.shape, bool)
    for step in ((int(np.sign(down)), 0), (0, int(np.sign(right)))):
        if step != (0, 0):
            entry |= ~shifted(scene.valid, *step, False)
    reach = int(np.ceil(max(abs(down), abs(right)) * HIGHEST_M))
    return spread(sure & entry, sure, reach)
