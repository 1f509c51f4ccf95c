"""A synthetic bocage through the year, at 10 m: parcels that grow, are cut and ploughed, and events on a date.

Green vegetation and bare soil are spectra of real pixels (``core/data/ground_spectra.json``): each parcel draws its
own, and keeps it from date to date, so that blue against red scatters as it really does. Bare trees, moor, water,
buildings and the events are illustrative (``bocage.py``), no measurement of any place.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import numpy as np

from .bocage import BANDS, CLASSES, PIXEL_M, SPECTRA, block_mean, bocage, undulation

LIBRARY = Path(__file__).resolve().parents[2] / "data" / "ground_spectra.json"
#: Kinds of parcels of a class: each has its own pair of spectra and its own calendar.
VARIANTS, CALENDAR_DAYS = 256, 10.0
#: How much oftener than the others spectra far from their kind's mean coastal over red are drawn: what 60 m pixels of
#: the images had mixed already is mixed once more by the parcels drawn from them.
FAR = 0.3
#: class -> (day of full growth, half-length of the green season in days, least green share).
SEASONS = {"meadow": (140, 140, 0.55), "wheat": (125, 62, 0.03), "soil": (205, 62, 0.03), "stubble": (215, 55, 0.05),
           "moor": (170, 120, 0.5), "deciduous": (190, 85, 0.25), "hedge": (190, 95, 0.3), "conifer": (180, 400, 0.95)}
#: What a class looks like when green, and when it is not: a kind of the library, or one illustrative spectrum.
GREEN = {"meadow": "grass", "wheat": "crop", "soil": "crop", "stubble": "crop", "moor": "grass",
         "deciduous": "leaf", "hedge": "leaf", "conifer": "conifer"}
BARE = {"meadow": "bare", "wheat": "bare", "soil": "bare", "stubble": "bare", "moor": "moor",
        "deciduous": "deciduous", "hedge": "hedge", "conifer": "conifer"}
OTHERS = {"plastic": (.30, .34, .38, .41, .42, .43, .44, .44, .45, .44, .44, .33, .26),
          "muddy": (.055, .062, .085, .090, .080, .050, .045, .040, .036, .030, .02, .012, .008),
          "snow": (.78, .80, .80, .80, .79, .78, .77, .76, .75, .68, .5, .10, .08)}
EVENT_CODES = {"harvest": 1, "ploughing": 2, "greenhouses": 3, "flood": 4, "snowfall": 5}


@dataclass(frozen=True)
class Ground:
    """Reflectance by L1C band name at 10 m, float32 (rows, columns); event of each pixel, uint8."""

    reflectance: dict[str, np.ndarray]
    events: np.ndarray


def spectrum(name: str) -> np.ndarray:
    """13 values of an illustrative spectrum."""
    return np.array(SPECTRA.get(name) or OTHERS[name], np.float32)


@lru_cache(maxsize=1)
def library() -> dict[str, np.ndarray]:
    """Real spectra by kind, (n, 13)."""
    read = json.loads(LIBRARY.read_text(encoding="utf-8"))["spectra"]
    return {kind: np.array(values, np.float32) for kind, values in read.items()}


def green_share(name: str, day: np.ndarray) -> np.ndarray:
    """Share of full growth of a class on days of the year."""
    if name not in SEASONS:
        return np.ones(day.shape, np.float32)
    peak, half, least = SEASONS[name]
    away = np.abs(day - peak)
    away = np.minimum(away, 365 - away) / half
    return np.asarray(least + (1 - least) * np.exp(-away ** 4 * 0.7), np.float32)


def make_ground(size_m: int, date: datetime, seed: int, events: tuple[str, ...] = ()) -> Ground:
    """The landscape on a date; the same seed is the same landscape."""
    scene = bocage(size_m, seed)
    day = date.timetuple().tm_yday
    factor = 10 // PIXEL_M
    count = size_m // 10
    marked, labels = _events(np.random.default_rng(seed + 11), count, events)
    rng = np.random.default_rng(seed + 7)
    own, soil = _variants(rng, day)
    variant = rng.integers(0, VARIANTS, int(scene.parcels.max()) + 1)[scene.parcels]
    brightness = block_mean(scene.brightness, factor)
    result = {}
    for k, band in enumerate(BANDS):
        bare = soil[:, k][variant]
        fine = bare + scene.share * (own[:, :, k][scene.classes, variant] - bare)
        values = block_mean(fine.astype(np.float32), factor) * brightness
        for name, mask in marked.items():
            values = _with_event(name, values, mask, k)
        result[band] = np.clip(values, 0.001, 1.2).astype(np.float32)
    return Ground(result, labels)


def _variants(rng: np.random.Generator, day: int) -> tuple[np.ndarray, np.ndarray]:
    """Spectra on a day of each class's variants (class, variant, band), and of their bare soils (variant, band)."""
    days = day + rng.normal(0, CALENDAR_DAYS, VARIANTS)
    bare = library()["bare"]
    soils = bare[rng.integers(0, len(bare), VARIANTS)]
    table = []
    for name in CLASSES:
        full = _drawn(rng, GREEN.get(name, name), soils)
        empty = _drawn(rng, BARE.get(name, name), soils)
        green = green_share(name, days)[:, None]
        table.append(green * full + (1 - green) * empty)
    return np.stack(table), soils


def _drawn(rng: np.random.Generator, kind: str, soils: np.ndarray) -> np.ndarray:
    """A spectrum for each variant, (variant, band)."""
    if kind == "bare":
        return soils
    real = library().get(kind)
    if real is None:
        return np.broadcast_to(spectrum(kind), soils.shape)
    return real[rng.choice(len(real), VARIANTS, p=_chances(real[:, 0] / real[:, 3]))]


def _chances(ratio: np.ndarray) -> np.ndarray:
    """Chance of each spectrum to be drawn: what is far from the mean oftener, the mean itself staying."""
    ratio = ratio.astype(np.float64)
    away = (ratio - ratio.mean()) / max(float(ratio.std()), 1e-9)
    weight = np.maximum(1 + FAR * (away ** 2 - float((away ** 3).mean()) * away), 0.0)
    return np.asarray(weight / weight.sum())


def _events(rng: np.random.Generator, count: int,
            events: tuple[str, ...]) -> tuple[dict[str, np.ndarray], np.ndarray]:
    labels, marked = np.zeros((count, count), np.uint8), {}
    for name in events:
        mask = np.zeros((count, count), bool)
        if name in ("harvest", "ploughing", "greenhouses"):
            sizes = (8, 22) if name == "greenhouses" else (15, 45)
            for _ in range(max(6, count * count // (40_000 if name == "greenhouses" else 25_000))):
                row, column = rng.integers(0, count, 2)
                high, wide = rng.integers(*sizes, 2)
                mask[row:row + high, column:column + wide] = True
        else:
            level = undulation(rng, count, 120) + 0.3 * undulation(rng, count, 20)
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
