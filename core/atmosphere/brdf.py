"""Reflectance brought from one pair of directions to another, so that two orbits can be compared.

Ross-Thick and Li-Sparse-reciprocal kernels (Wanner et al. 1995, JGR 100(D10), 21077) with the fixed
coefficients of Roy et al. (2016, Remote Sensing of Environment 176, 255-271), one set a band.
Used in costs and composites only: products stay as seen.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: role -> isotropic, volumetric (Ross-Thick), geometric (Li-Sparse).
COEFFICIENTS = {
    "coastal": (0.0774, 0.0372, 0.0079), "blue": (0.0774, 0.0372, 0.0079), "green": (0.1306, 0.0580, 0.0178),
    "red": (0.1690, 0.0574, 0.0227), "nir": (0.3093, 0.1535, 0.0330), "nir_narrow": (0.3093, 0.1535, 0.0330),
    "swir1": (0.3430, 0.1154, 0.0453), "swir2": (0.2658, 0.0639, 0.0387)}
#: Height over width, and height over radius of Li's crowns.
_B_OVER_R, _H_OVER_B = 1.0, 2.0


def ross_thick(sza: np.ndarray, vza: np.ndarray, relative: np.ndarray) -> np.ndarray:
    """Volumetric kernel; angles in radians, ``relative`` 0 towards the backscatter side."""
    cosine = np.clip(np.cos(sza) * np.cos(vza) + np.sin(sza) * np.sin(vza) * np.cos(relative), -1, 1)
    phase = np.arccos(cosine)
    return np.asarray(((np.pi / 2 - phase) * cosine + np.sin(phase)) / (np.cos(sza) + np.cos(vza)) - np.pi / 4)


def li_sparse(sza: np.ndarray, vza: np.ndarray, relative: np.ndarray) -> np.ndarray:
    """Geometric kernel, reciprocal form."""
    sun, view = (np.arctan(_B_OVER_R * np.tan(angle)) for angle in (sza, vza))
    cosine = np.clip(np.cos(sun) * np.cos(view) + np.sin(sun) * np.sin(view) * np.cos(relative), -1, 1)
    distance = np.tan(sun) ** 2 + np.tan(view) ** 2 - 2 * np.tan(sun) * np.tan(view) * np.cos(relative)
    secants = 1 / np.cos(sun) + 1 / np.cos(view)
    crossed = (np.tan(sun) * np.tan(view) * np.sin(relative)) ** 2
    t = np.arccos(np.clip(_H_OVER_B * np.sqrt(np.maximum(distance + crossed, 0)) / secants, -1, 1))
    overlap = (t - np.sin(t) * np.cos(t)) * secants / np.pi
    return np.asarray(overlap - secants + (1 + cosine) / (2 * np.cos(sun) * np.cos(view)))


def factor(role: str, seen: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """What multiplies reflectance seen under ``seen`` to have it under ``wanted``; 1 where unknown.

    seen, wanted: sza, vza, raa in degrees (3, rows, columns).
    """
    return factors((role,), seen, wanted)[role]


def factors(roles: Sequence[str], seen: np.ndarray, wanted: np.ndarray) -> dict[str, np.ndarray]:
    """``factor`` of several bands: the kernels, which cost the most, are the same for all."""
    kernels = []
    for directions in (wanted, seen):
        sza, vza, raa = np.radians(np.asarray(directions, np.float64))
        kernels.append((ross_thick(sza, vza, raa), li_sparse(sza, vza, raa)))
    result = {}
    for role in roles:
        isotropic, volume, geometric = COEFFICIENTS[role]
        over, under = (isotropic + volume * thick + geometric * sparse for thick, sparse in kernels)
        ratio = over / under
        result[role] = np.where(np.isfinite(ratio), np.clip(ratio, 0.5, 2.0), 1.0).astype(np.float32)
    return result
