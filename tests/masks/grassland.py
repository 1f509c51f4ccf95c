"""A small grassland on cells, for tests of clouds and shadows: what lies on it and above it is put in by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from bocage.core.engine.grid import Grid
from bocage.core.masks.scene import CellScene
from bocage.core.products.composite import CLEAR_ROLES, Composite, empty

SIDE = 60
CELLS = Grid("EPSG:32630", (500000.0, 120.0, 0.0, 5300000.0, 0.0, -120.0), (SIDE, SIDE))
DAY = 737_000
GRASS = {"coastal": 0.03, "blue": 0.035, "green": 0.06, "red": 0.05, "red_edge_3": 0.28, "nir": 0.29,
         "nir_narrow": 0.30, "swir1": 0.2, "swir2": 0.1}
CLOUD = {**dict.fromkeys(GRASS, 0.6), "swir1": 0.45, "swir2": 0.35}
SNOW = {"coastal": 0.75, "blue": 0.78, "green": 0.78, "red": 0.76, "red_edge_3": 0.75, "nir": 0.74,
        "nir_narrow": 0.73, "swir1": 0.08, "swir2": 0.05}
#: What a parcel may become in a week.
STUBBLE = {"coastal": 0.06, "blue": 0.075, "green": 0.105, "red": 0.135, "red_edge_3": 0.215, "nir": 0.23,
           "nir_narrow": 0.245, "swir1": 0.30, "swir2": 0.235}
SOIL = {"coastal": 0.045, "blue": 0.055, "green": 0.075, "red": 0.095, "red_edge_3": 0.135, "nir": 0.145,
        "nir_narrow": 0.15, "swir1": 0.20, "swir2": 0.165}
FLOOD = {"coastal": 0.055, "blue": 0.062, "green": 0.085, "red": 0.09, "red_edge_3": 0.045, "nir": 0.04,
         "nir_narrow": 0.036, "swir1": 0.012, "swir2": 0.008}
PLASTIC = {"coastal": 0.30, "blue": 0.34, "green": 0.38, "red": 0.41, "red_edge_3": 0.44, "nir": 0.44,
           "nir_narrow": 0.44, "swir1": 0.33, "swir2": 0.26}


def box(top: int, bottom: int, left: int, right: int) -> np.ndarray:
    """True inside."""
    result = np.zeros(CELLS.shape, bool)
    result[top:bottom, left:right] = True
    return result


def texture(strength: float = 0.15, seed: int = 1) -> np.ndarray:
    """Parcels that differ: factor of reflectance."""
    return np.random.default_rng(seed).normal(1.0, strength, CELLS.shape).astype(np.float32)


def ground(factor: np.ndarray | float = 1.0) -> dict[str, np.ndarray]:
    """Reflectance of the grassland by role."""
    return {role: np.full(CELLS.shape, value, np.float32) * np.float32(factor) for role, value in GRASS.items()}


def put(clear: dict[str, np.ndarray], where: np.ndarray, spectrum: dict[str, float], share: float = 1.0) -> None:
    """Cover some cells with something else, wholly or in part."""
    for role, values in clear.items():
        values[where] = (1 - share) * values[where] + share * spectrum[role]


def dim(clear: dict[str, np.ndarray], where: np.ndarray, left: float) -> None:
    """Take light from some cells."""
    for values in clear.values():
        values[where] *= np.float32(left)


def towards(zenith: float, azimuth: float) -> np.ndarray:
    """Unit vectors (3, rows, columns), angles in degrees."""
    z, a = np.radians(zenith), np.radians(azimuth)
    one = np.array([np.sin(z) * np.sin(a), np.sin(z) * np.cos(a), np.cos(z)], np.float32)
    return np.broadcast_to(one[:, None, None], (3, *CELLS.shape))


def scene(clear: dict[str, np.ndarray], cirrus: np.ndarray | float = 0.002, **changes: object) -> CellScene:
    """One date; the sun in the south at 45 degrees, seen from the zenith."""
    toa = {"cirrus": np.full(CELLS.shape, 1.0, np.float32) * np.float32(cirrus)}
    values: dict[str, object] = {"cells": CELLS, "toa": toa, "clear": clear, "terrain_m": np.zeros(CELLS.shape),
                                 "day": DAY, "sun": towards(45.0, 180.0), "view": towards(0.0, 0.0)}
    return CellScene(**{**values, **changes})  # type: ignore[arg-type]


def seen_before(clear: dict[str, np.ndarray], days: int = 5) -> Composite:
    """A composite of clear ground some days ago."""
    kept = np.stack([clear[role] for role in CLEAR_ROLES]).astype(np.float32)
    return replace(empty(CELLS, "30TWT"), clear=kept, clear_day=np.full(CELLS.shape, DAY - days, np.int32))
