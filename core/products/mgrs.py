"""Where a tile of Sentinel-2's grid lies, told by its name alone."""

from __future__ import annotations

import math
import re

import numpy as np

from ..engine.grid import Grid
from ..engine.raster import transform_points

_TILE = re.compile(r"T?(\d{1,2})([C-HJ-NP-X])([A-HJ-NP-Z])([A-HJ-NP-V])")
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_COLUMNS = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")
#: Side of a tile and of a square of the grid, metres; corners lie on multiples of 60 m, outside the square.
SIDE_M, _SQUARE_M, _STEP_M = 109800, 100000, 60


def tile_grid(tile: str, rows: int, columns: int) -> Grid | None:
    """The tile cut in ``rows`` x ``columns`` cells; None where the name is not that of a tile."""
    match = _TILE.fullmatch(tile.upper())
    if match is None or not 1 <= int(match[1]) <= 60:
        return None
    zone, band = int(match[1]), match[2]
    letters = _COLUMNS[zone % 3]
    if match[3] not in letters:
        return None
    easting = (letters.index(match[3]) + 1) * _SQUARE_M
    northing = (_ROWS.index(match[4]) - (5 if zone % 2 == 0 else 0)) % len(_ROWS) * _SQUARE_M
    crs = f"EPSG:{(32600 if band >= 'N' else 32700) + zone}"
    # Letters come again every 2,000 km: the band of latitude says which.
    middle = -80.0 + 8 * _BANDS.index(band) + 4.0
    _, near = transform_points(np.array([zone * 6.0 - 183.0]), np.array([middle]), "EPSG:4326", crs)
    cycle = len(_ROWS) * _SQUARE_M
    northing += round((float(near[0]) - northing - _SQUARE_M / 2) / cycle) * cycle
    left = math.floor(easting / _STEP_M) * _STEP_M
    # South of the equator, multiples are counted from it.
    equator = 0 if band >= "N" else 10_000_000
    top = math.ceil((northing + _SQUARE_M - equator) / _STEP_M) * _STEP_M + equator
    return Grid(crs, (float(left), SIDE_M / columns, 0.0, float(top), 0.0, -SIDE_M / rows), (rows, columns))
