"""What brings the reflectance of a product to the nadir under a given sun, by band, on cells."""

from __future__ import annotations

import numpy as np

from ...atmosphere.brdf import COEFFICIENTS, li_sparse, ross_thick
from ...engine.grid import Grid
from ...products.angles import detector_vectors, sun_vectors, zenith_azimuth
from ...products.footprints import detector_index
from ...products.model import Band, Product

#: Red edges, by Roy et al. (2017, Remote Sensing of Environment 199, 25-38); the others as in atmosphere.brdf.
_KERNELS = {**COEFFICIENTS, "red_edge_1": (0.2085, 0.0845, 0.0256), "red_edge_2": (0.2316, 0.1003, 0.0273),
            "red_edge_3": (0.2599, 0.1197, 0.0294)}
_LIMITS = (0.5, 2.0)


def sun_zenith(product: Product, cells: Grid) -> np.ndarray:
    """Degrees (rows, columns). Raises BocageError where the product tells nothing of its sun."""
    return np.asarray(np.degrees(np.arccos(np.clip(sun_vectors(product, cells)[2], -1, 1))))


def view_vectors(product: Product, band: str, cells: Grid) -> np.ndarray:
    """Direction of the sensor, by the detector that saw each cell, float32 (3, rows, columns)."""
    index = detector_index(product, band, cells)
    result = detector_vectors(product, band, 0, cells) if not index.any() else np.zeros((3, *cells.shape), np.float32)
    for detector in np.unique(index[index > 0]):
        here = index == detector
        result[:, here] = detector_vectors(product, band, int(detector), cells)[:, here]
    result[2][(result == 0).all(axis=0)] = 1.0
    return result


def to_nadir(product: Product, band: Band, cells: Grid, wanted_sza: np.ndarray) -> np.ndarray:
    """What multiplies reflectance to have it from the nadir under a sun of ``wanted_sza`` degrees, float32."""
    if band.role not in _KERNELS:
        return np.ones(cells.shape, np.float32)
    sza, sun_azimuth = zenith_azimuth(sun_vectors(product, cells))
    vza, view_azimuth = zenith_azimuth(view_vectors(product, band.name, cells))
    seen = _modelled(band.role, sza, vza, sun_azimuth - view_azimuth)
    zero = np.zeros(cells.shape)
    ratio = _modelled(band.role, wanted_sza, zero, zero) / seen
    return np.where(np.isfinite(ratio), np.clip(ratio, *_LIMITS), 1.0).astype(np.float32)


def _modelled(role: str, sza: np.ndarray, vza: np.ndarray, raa: np.ndarray) -> np.ndarray:
    """Reflectance of the mean ground; angles in degrees, raa 0 towards the backscatter side."""
    isotropic, volume, geometric = _KERNELS[role]
    sun, view, across = (np.radians(np.asarray(one, float)) for one in (sza, vza, raa))
    return np.asarray(isotropic + volume * ross_thick(sun, view, across) + geometric * li_sparse(sun, view, across))
