"""Clouds at several heights as fields of optical depth, seen and casting shadow from where they really are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Asymmetry of scattering by drops and crystals.
ASYMMETRY = 0.85
STEP_M = 20.0
#: Absorption of a thick cloud: what is left of its reflectance, drops and ice.
WATER_CLOUD = {"B11": 0.72, "B12": 0.55}
ICE_CLOUD = {"B11": 0.42, "B12": 0.33}


@dataclass(frozen=True)
class Layer:
    """Optical depth at 550 nm (rows, columns) every 20 m; the corner (0, 0) lies at ``x0, y0``; height in metres."""

    depth: np.ndarray
    x0: float
    y0: float
    height_m: float
    ice: bool

    def at(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Optical depth at any place, bilinear; x, y in metres."""
        column, row = (x - self.x0) / STEP_M - 0.5, (self.y0 - y) / STEP_M - 0.5
        rows, columns = self.depth.shape
        c0 = np.clip(np.floor(column).astype(np.int32), 0, columns - 2)
        r0 = np.clip(np.floor(row).astype(np.int32), 0, rows - 2)
        wc, wr = np.clip(column - c0, 0, 1).astype(np.float32), np.clip(row - r0, 0, 1).astype(np.float32)
        top = self.depth[r0, c0] * (1 - wc) + self.depth[r0, c0 + 1] * wc
        bottom = self.depth[r0 + 1, c0] * (1 - wc) + self.depth[r0 + 1, c0 + 1] * wc
        return np.asarray(top * (1 - wr) + bottom * wr)


def reflectance(depth: np.ndarray, cosine: float | np.ndarray) -> np.ndarray:
    """Two-stream reflectance of a conservative layer lit at ``cosine``: (1 - g) t / (2 mu + (1 - g) t)
    (Meador and Weaver 1980, J. Atmos. Sci. 37, 630, Eddington limit)."""
    scaled = (1 - ASYMMETRY) * depth
    return np.asarray(scaled / (2 * cosine + scaled))


def make_layers(kind: str, cover: float, size_m: int, upper_left: tuple[float, float], seed: int) -> list[Layer]:
    """Layers over the scene and a margin of some kilometres, whose clouds throw shadows into it."""
    rng = np.random.default_rng(seed)
    kinds = {"none": (), "cumulus": ("cumulus",), "stratus": ("stratus",), "cirrus": ("cirrus",),
             "mixed": ("cumulus", "altocumulus", "cirrus")}[kind]
    layers = []
    for name in kinds:
        height = {"cumulus": rng.uniform(600, 2200), "stratus": rng.uniform(500, 1200),
                  "altocumulus": rng.uniform(3000, 5000), "cirrus": rng.uniform(8500, 10500)}[name]
        margin = min(8000.0, 3.0 * height)
        count = int((size_m + 2 * margin) / STEP_M)
        share = cover / len(kinds)
        depth = _cumulus(rng, count, share) if name == "cumulus" else _sheet(rng, count, share, name)
        layers.append(Layer(depth.astype(np.float32), upper_left[0] - margin, upper_left[1] + margin, float(height),
                            name == "cirrus"))
    return layers


def _cumulus(rng: np.random.Generator, count: int, share: float) -> np.ndarray:
    """Round clouds from 100 m to 2 km wide, many small, few large, with ragged edges."""
    depth = np.zeros((count, count))
    ragged = _noise(rng, count, 6)
    wanted, covered = share * count * count, 0.0
    while covered < wanted:
        radius = float(np.clip(60.0 * (1 - rng.uniform()) ** -0.8, 60, 1000)) / STEP_M
        row, column = rng.uniform(0, count, 2)
        r0, r1 = max(0, int(row - 1.6 * radius)), min(count, int(row + 1.6 * radius) + 2)
        c0, c1 = max(0, int(column - 1.6 * radius)), min(count, int(column + 1.6 * radius) + 2)
        y, x = np.mgrid[r0:r1, c0:c1]
        flat = rng.uniform(0.6, 1.0)
        distance = np.hypot((y - row) / flat, x - column) / radius
        shape = np.clip(1.15 - distance ** 2 - 0.7 * (ragged[r0:r1, c0:c1] - 0.5), 0, 1)
        blob = rng.uniform(6, 35) * shape
        covered += float(((blob > 0.5) & (depth[r0:r1, c0:c1] <= 0.5)).sum()) + 1
        depth[r0:r1, c0:c1] = np.maximum(depth[r0:r1, c0:c1], blob)
    return depth


def _sheet(rng: np.random.Generator, count: int, share: float, name: str) -> np.ndarray:
    """Sheets and streaks."""
    field = 0.6 * _noise(rng, count, 90) + 0.3 * _noise(rng, count, 30) + 0.1 * _noise(rng, count, 8)
    if name == "cirrus":
        field = 0.5 * field + 0.5 * _noise(rng, count, 14)[:, :1] * np.ones(count) * 0.4 + 0.2 * field
    level = np.quantile(field, 1 - share)
    strength = {"stratus": 14.0, "altocumulus": 9.0, "cirrus": 2.5}[name]
    over = np.clip((field - level) / max(float(field.max() - level), 1e-6), 0, 1)
    return strength * np.sqrt(over) * (over > 0)


def _noise(rng: np.random.Generator, count: int, step: int) -> np.ndarray:
    """Smooth noise, 0 to 1."""
    nodes = rng.uniform(0, 1, (count // step + 3, count // step + 3))
    at = np.arange(count) / step
    low, part = at.astype(int), at - at.astype(int)
    part = part * part * (3 - 2 * part)
    rows = nodes[low] * (1 - part)[:, None] + nodes[low + 1] * part[:, None]
    return np.asarray(rows[:, low] * (1 - part) + rows[:, low + 1] * part)
