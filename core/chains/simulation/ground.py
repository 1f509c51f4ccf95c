"""A synthetic bocage through the year, at 10 m: parcels that grow, are cut and ploughed, and events on a date.

Illustrative spectra (``bocage.py``), no measurement of any place. Each parcel has its own blue-to-red ratio,
which stays its own from date to date: scatter of 22 % (one standard deviation), as no relation is that good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from .bocage import BANDS, CLASSES, PIXEL_M, SPECTRA, block_mean, bocage, undulation

RATIO_SCATTER = 0.22
#: class -> (day of full growth, half-length of the green season in days, least green share).
SEASONS = {"meadow": (140, 140, 0.55), "wheat": (125, 62, 0.03), "soil": (205, 62, 0.03), "stubble": (215, 55, 0.05),
           "moor": (170, 120, 0.5), "deciduous": (190, 85, 0.25), "hedge": (190, 95, 0.3), "conifer": (180, 400, 0.95)}
#: What a class looks like when green, and when it is not.
GREEN = {"meadow": "meadow", "wheat": "wheat", "soil": "wheat", "stubble": "wheat", "moor": "moor",
         "deciduous": "leaf", "hedge": "leaf", "conifer": "conifer"}
BARE = {"meadow": "stubble", "wheat": "stubble", "soil": "soil", "stubble": "soil", "moor": "moor",
        "deciduous": "deciduous", "hedge": "hedge", "conifer": "conifer"}
OTHERS = {"leaf": (.016, .023, .048, .032, .080, .250, .330, .345, .360, .352, .30, .190, .090),
          "plastic": (.30, .34, .38, .41, .42, .43, .44, .44, .45, .44, .44, .33, .26),
          "muddy": (.055, .062, .085, .090, .080, .050, .045, .040, .036, .030, .02, .012, .008),
          "snow": (.78, .80, .80, .80, .79, .78, .77, .76, .75, .68, .5, .10, .08)}
EVENT_CODES = {"harvest": 1, "ploughing": 2, "greenhouses": 3, "flood": 4, "snowfall": 5}


@dataclass(frozen=True)
class Ground:
    """Reflectance by L1C band name at 10 m, float32 (rows, columns); event of each pixel, uint8."""

    reflectance: dict[str, np.ndarray]
    events: np.ndarray


def spectrum(name: str) -> np.ndarray:
    """13 values."""
    return np.array(SPECTRA.get(name) or OTHERS[name], np.float32)


def green_share(name: str, day: int) -> float:
    """Share of full growth of a class on a day of the year."""
    if name not in SEASONS:
        return 1.0
    peak, half, least = SEASONS[name]
    away = min(abs(day - peak), 365 - abs(day - peak)) / half
    return least + (1 - least) * float(np.exp(-away ** 4 * 0.7))


def make_ground(size_m: int, date: datetime, seed: int, events: tuple[str, ...] = ()) -> Ground:
    """The landscape on a date; the same seed is the same landscape."""
    scene = bocage(size_m, seed)
    day = date.timetuple().tm_yday
    factor = 10 // PIXEL_M
    count = size_m // 10
    random = np.random.default_rng(seed + 7)
    tone = _parcel_tone(random, count)
    marked, labels = _events(np.random.default_rng(seed + 11), count, events)
    mix = _mixture(scene.classes, day)
    brightness = block_mean(scene.brightness, factor)
    result = {}
    soil = spectrum("soil")
    for k, band in enumerate(BANDS):
        own = mix[:, k][scene.classes]
        fine = soil[k] + scene.share * (own - soil[k])
        values = block_mean(fine.astype(np.float32), factor) * brightness
        if band in ("B01", "B02"):
            # A parcel's own blue; the green band follows halfway.
            values = values * tone
        elif band == "B03":
            values = values * np.sqrt(tone)
        for name, mask in marked.items():
            values = _with_event(name, values, mask, k)
        result[band] = np.clip(values, 0.001, 1.2).astype(np.float32)
    return Ground(result, labels)


def _mixture(classes: np.ndarray, day: int) -> np.ndarray:
    """Spectrum of each class on a day, (class, band)."""
    rows = []
    for name in CLASSES:
        green = green_share(name, day)
        full = spectrum(GREEN.get(name, name))
        rows.append(green * full + (1 - green) * spectrum(BARE.get(name, name)))
    return np.stack(rows)


def _parcel_tone(random: np.random.Generator, count: int) -> np.ndarray:
    """Factor of blue, constant by blocks of about 150 m, log-normal."""
    side = 15
    blocks = np.exp(random.normal(0, RATIO_SCATTER, (count // side + 2, count // side + 2)))
    shift = (undulation(random, count, 40) * side).astype(int)
    rows = (np.arange(count)[:, None] + shift) // side
    columns = (np.arange(count)[None, :] + shift.T) // side
    return blocks[rows, columns].astype(np.float32)


def _events(random: np.random.Generator, count: int,
            events: tuple[str, ...]) -> tuple[dict[str, np.ndarray], np.ndarray]:
    labels, marked = np.zeros((count, count), np.uint8), {}
    for name in events:
        mask = np.zeros((count, count), bool)
        if name in ("harvest", "ploughing", "greenhouses"):
            sizes = (8, 22) if name == "greenhouses" else (15, 45)
            for _ in range(max(6, count * count // (40_000 if name == "greenhouses" else 25_000))):
                row, column = random.integers(0, count, 2)
                high, wide = random.integers(*sizes, 2)
                mask[row:row + high, column:column + wide] = True
        else:
            level = undulation(random, count, 120) + 0.3 * undulation(random, count, 20)
            mask = level > np.quantile(level, 0.88 if name == "flood" else 0.70)
        mask &= labels == 0
        labels[mask] = EVENT_CODES[name]
        marked[name] = mask
    return marked, labels


def _with_event(name: str, values: np.ndarray, mask: np.ndarray, band: int) -> np.ndarray:
    look = {"harvest": ("stubble", 1.05), "ploughing": ("soil", 0.8), "greenhouses": ("plastic", 1.0),
            "flood": ("muddy", 1.0), "snowfall": ("snow", 0.95)}[name]
    target = spectrum(look[0])[band] * look[1]
    share = 0.85 if name in ("snowfall", "flood") else 0.95
    return np.where(mask, share * target + (1 - share) * values, values)
