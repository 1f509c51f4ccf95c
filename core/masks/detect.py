"""All masks of one date on cells, in the order in which one leans on another."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from . import clouds_many_dates, clouds_one_date, relief, shadows, snow, water
from .objects import crowd, grown, label, spread
from .scene import CellScene

#: Cells of the buffer grown around clouds and around shadows.
CLOUD_BUFFER, SHADOW_BUFFER = 1, 1
#: Width of the ring around snow, cells, and the share of it that clouds must hold to enclose it.
RING, ENCLOSED = 3, 0.8
#: Clouds among the eight cells around that make a bright cell one.
MOSTLY = 5
#: Cells by which weaker changes may join a detection.
GROWTH = 3


@dataclass(frozen=True)
class CellMasks:
    """Boolean (rows, columns). ``cloud`` and ``shadow`` without their buffers are in the parts."""

    valid: np.ndarray
    mono: np.ndarray
    multi: np.ndarray
    cirrus: np.ndarray
    #: Cirrus alone, and thin.
    thin: np.ndarray
    #: The buffer: cells added around detections.
    extension: np.ndarray
    #: All of the above, and what was painted by hand.
    cloud: np.ndarray
    shadow_inside: np.ndarray
    shadow_outside: np.ndarray
    shadow_buffer: np.ndarray
    snow: np.ndarray
    water: np.ndarray
    topographic_shadow: np.ndarray
    hidden: np.ndarray
    sun_too_low: np.ndarray
    tangent: np.ndarray
    notes: dict[str, float] = field(default_factory=dict)

    @property
    def shadow(self) -> np.ndarray:
        """Shadows of clouds, detected."""
        return np.asarray(self.shadow_inside | self.shadow_outside)

    @property
    def ground(self) -> np.ndarray:
        """Cells whose own ground is seen: neither cloud, nor shadow or its buffer, nor nodata."""
        return np.asarray(self.valid & ~(self.cloud | self.shadow | self.shadow_buffer))


def detect(scene: CellScene) -> CellMasks:
    """Masks of a scene; every layer is False where there is no data."""
    valid = scene.valid
    cells = scene.cells
    light = relief.relief(scene.terrain_m, scene.sun, scene.view, cells.dx, cells.dy)
    white = snow.snow(scene, light.cos_incidence)
    alone = clouds_one_date.one_date(scene, white)
    series = clouds_many_dates.many_dates(scene, white)
    still = clouds_one_date.edges_of_ground(scene) | clouds_many_dates.fresh_snow(scene, white)
    multi = spread(series.detected & ~still, series.weaker | series.detected, GROWTH) & valid & ~still
    painted = np.zeros(cells.shape, bool) if scene.painted is None else scene.painted & valid
    low = clouds_one_date.without_ground_objects((alone.bright & valid & ~still) | multi, scene.parallax)
    # Inside a cloud an edge that does not move is the cloud's own relief.
    low |= alone.bright & valid & (crowd(low) >= MOSTLY)
    if scene.saturated is not None:
        # What blinds the sensor shows no edge that could move.
        low |= scene.saturated & valid & ~white
    ice = white & ~_given_to_clouds(white, low, valid)
    white = white & ~ice
    multi, bright = multi & low, alone.bright & low
    core = low | ice | (alone.cirrus & ~alone.thin & valid) | painted
    core &= ~white | painted
    cloud = grown(core, CLOUD_BUFFER) & valid | (alone.cirrus & valid)
    extension = cloud & ~core & ~alone.cirrus
    cast = shadows.shadows(scene, (low | painted) & core, alone.cirrus & core, white)
    # What is seen to be in shadow is, also inside the buffer of a cloud.
    dark = (cast.inside | cast.outside) & valid & ~core & ~alone.cirrus & ~light.shadow
    around = grown(dark, SHADOW_BUFFER) & valid & ~dark & ~cloud
    hidden_today = cloud | dark | around | ~valid
    wet = water.water(scene, water.water_today(scene, light.slope), hidden_today)
    return CellMasks(
        valid, (bright | ice) & ~white, multi & ~white, alone.cirrus & valid, alone.thin & valid & ~core, extension,
        cloud, cast.inside & dark, cast.outside & dark, around, white & valid & ~cloud, wet & ~white,
        light.shadow & valid, light.hidden & valid, light.sun_too_low & valid, light.tangent & valid,
        {"clouds": float(label(core)[1])})


def _given_to_clouds(white: np.ndarray, clouds: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Snow that clouds or the image's edge enclose on nearly all sides is cloud's ice: taken out."""
    numbers, count = label(white)
    if count == 0:
        return white
    wide = numbers
    for _ in range(RING):
        wide = clouds_one_date.nearest_label(wide)
    ring = (wide > 0) & (numbers == 0)
    hidden = np.bincount(wide[ring], (clouds | ~valid)[ring], count + 1)
    enclosed = hidden > ENCLOSED * np.maximum(np.bincount(wide[ring], minlength=count + 1), 1)
    enclosed[0] = False
    return np.asarray(white & ~enclosed[numbers])
