"""Directions of sun and view as unit vectors (east, north, up), seen from the target.

Vectors are interpolated, never azimuths; one detector's nodes at a time, never across a border.
"""

from __future__ import annotations

import numpy as np

from ..engine.grid import Grid
from ..engine.progress import Progress, SilentProgress
from ..errors import BocageError
from .model import AngleGrid, Product

#: Nodes from which a quadratic surface is fitted, and how many rows and columns they must span.
_QUADRATIC_NODES, _QUADRATIC_SPAN = 12, 3
_LINEAR_NODES, _LINEAR_SPAN = 4, 2


def unit_vectors(zenith: np.ndarray | float, azimuth: np.ndarray | float) -> np.ndarray:
    """(east, north, up) of directions given in degrees, float64 (3, ...). Azimuth clockwise from north."""
    z, a = np.radians(zenith), np.radians(azimuth)
    return np.stack([np.sin(z) * np.sin(a), np.sin(z) * np.cos(a), np.cos(z) + 0.0 * a])


def zenith_azimuth(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Zenith and azimuth (0..360), degrees, of vectors (3, ...)."""
    east, north, up = vectors
    zenith = np.degrees(np.arctan2(np.hypot(east, north), up))
    return zenith, np.degrees(np.arctan2(east, north)) % 360.0


def sun_vectors(product: Product, grid: Grid, progress: Progress | None = None) -> np.ndarray:
    """Direction of the sun at each pixel centre of ``grid`` (product's CRS), float32 (3, rows, columns).

    The mean direction, with a warning, where the product has no grid. Raises BocageError without both.
    """
    if product.sun is not None:
        vectors = interpolated(product.sun, grid)
        if vectors is not None:
            return vectors
    if product.mean_sun is None:
        raise BocageError("angles_absent", file=product.path)
    (progress or SilentProgress()).warn("sun_angles_missing", identifier=product.identifier)
    return _constant(product.mean_sun, grid)


def detectors(product: Product, band_name: str) -> list[int]:
    """Numbers of the detectors whose view angles the product gives for that band, ascending."""
    return sorted(product.view.get(band_name, {}))


def detector_vectors(product: Product, band_name: str, detector: int, grid: Grid,
                     progress: Progress | None = None) -> np.ndarray:
    """Direction of the sensor as that detector sees each pixel centre, float32 (3, rows, columns).

    Filled over the whole grid from the detector's own nodes; without any, the band's mean direction,
    then the vertical, with a warning.
    """
    angles = product.view.get(band_name, {}).get(detector)
    vectors = interpolated(angles, grid) if angles is not None else None
    if vectors is not None:
        return vectors
    mean = product.mean_view.get(band_name)
    (progress or SilentProgress()).warn(
        "view_angles_missing", identifier=product.identifier, band=band_name, detector=detector,
        used="mean" if mean else "nadir")
    return _constant(mean or (0.0, 0.0), grid)


def interpolated(angles: AngleGrid, grid: Grid) -> np.ndarray | None:
    """Unit vectors at the pixel centres of ``grid``, float32 (3, rows, columns); None without a node.

    Bilinear between nodes; missing nodes are first filled by a low-order surface fitted to the others.
    """
    nodes = filled_nodes(angles)
    if nodes is None:
        return None
    rows, columns = nodes.shape[1:]
    r0, r1, wr = _nodes_around((angles.y0 - grid.y()) / angles.step_y, rows)
    c0, c1, wc = _nodes_around((grid.x() - angles.x0) / angles.step_x, columns)
    across = (nodes[:, :, c0] * (1 - wc) + nodes[:, :, c1] * wc).astype(np.float32)
    weight = wr[:, None].astype(np.float32)
    vectors = across[:, r0] * (1 - weight) + across[:, r1] * weight
    return np.asarray(vectors / np.sqrt(np.sum(vectors * vectors, axis=0, dtype=np.float32)))


def _nodes_around(position: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Node before, node after and weight of the latter; beyond the last node the slope goes on."""
    low = np.clip(np.floor(position).astype(int), 0, max(0, count - 2))
    high = np.minimum(low + 1, count - 1)
    weight = np.where(high > low, np.clip(position - low, -1.0, 2.0), 0.0)
    return low, high, weight


def filled_nodes(angles: AngleGrid) -> np.ndarray | None:
    """Unit vectors of every node, float64 (3, rows, columns), none missing; None without a single one."""
    vectors = unit_vectors(angles.zenith, angles.azimuth)
    known = np.isfinite(vectors).all(axis=0)
    if not known.any():
        return None
    if not known.all():
        vectors = np.where(known, vectors, _surface(vectors, known))
    return vectors


def _surface(vectors: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Surface of the lowest sensible order through the known nodes, evaluated at all, normalised."""
    rows, columns = np.nonzero(known)
    order = _order(rows, columns)
    all_rows, all_columns = np.indices(known.shape)
    terms = _terms(all_rows - rows.mean(), all_columns - columns.mean(), order)
    design = terms[:, rows, columns].T
    coefficients = np.linalg.lstsq(design, vectors[:, rows, columns].T, rcond=None)[0]
    surface = np.tensordot(coefficients.T, terms, axes=1)
    # Far from its nodes a quadratic may run away; no pixel of the detector lies there.
    surface[2] = np.maximum(surface[2], 0.05)
    return np.asarray(surface / np.sqrt(np.sum(surface * surface, axis=0)))


def _order(rows: np.ndarray, columns: np.ndarray) -> int:
    """0, 1 or 2: as the number of nodes and their spread allow."""
    spread = np.linalg.svd(np.stack([rows - rows.mean(), columns - columns.mean()]), compute_uv=False)
    thin = spread[-1] < 0.35 * np.sqrt(rows.size)
    span = min(np.ptp(rows), np.ptp(columns))
    if rows.size >= _QUADRATIC_NODES and span >= _QUADRATIC_SPAN and not thin:
        return 2
    if rows.size >= _LINEAR_NODES and span >= _LINEAR_SPAN - 1 and spread[-1] > 0.3:
        return 1
    return 0


def _terms(y: np.ndarray, x: np.ndarray, order: int) -> np.ndarray:
    terms = [np.ones_like(y, dtype=float)]
    if order >= 1:
        terms += [y, x]
    if order >= 2:
        terms += [y * y, x * y, x * x]
    return np.stack(terms)


def _constant(angles: tuple[float, float], grid: Grid) -> np.ndarray:
    vector = unit_vectors(*angles).astype(np.float32)
    return np.broadcast_to(vector[:, None, None], (3, *grid.shape)).copy()
