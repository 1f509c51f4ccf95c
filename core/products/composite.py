"""What a tile's earlier dates left: the last clear ground, on the coarse cells, in one file.

Masks compare a new date with it, the aerosol inversion leans on it. An npz without objects:
data, never code.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..engine.grid import Grid
from ..engine.outputs import atomic_file
from ..errors import BocageError

FORMAT = 2
#: Roles of ``clear``: reflectance corrected for gases and molecules, with AOT 0.05.
CLEAR_ROLES = ("coastal", "blue", "green", "red", "nir_narrow", "swir1", "swir2")
#: Roles of ``surface``: surface reflectance with the AOT found on its date.
SURFACE_ROLES = ("coastal", "blue", "red", "nir_narrow", "swir2")
#: Most dates kept in ``recent`` (the correlation veto looks back that far).
MOST_RECENT = 10
#: Of the fullest composite, uncompressed.
BYTES_A_CELL = 4 * (len(CLEAR_ROLES) + len(SURFACE_ROLES) + MOST_RECENT + 6) + 2 * 2


@dataclass(frozen=True)
class Composite:
    """Arrays on ``cells``; days are proleptic Gregorian ordinals (``date.toordinal``), 0 where none.

    clear: float32 (len(CLEAR_ROLES), rows, columns), NaN where never clear; ``clear_day`` int32 (rows, columns).
    surface: float32 (len(SURFACE_ROLES), rows, columns), as seen; ``surface_day`` its date, ``surface_sigma``
    float32 (rows, columns) the standard uncertainty of the AOT behind it, infinite where none, and ``directions``
    float32 (3, rows, columns) the sza, vza, raa in degrees under which it was seen.
    recent: float32 (n, rows, columns), blue of ``clear``'s kind on the last n dates, cloudy or not, newest first.
    water_votes, seen: uint16 (rows, columns): dates found to be water, dates seen clear.
    """

    cells: Grid
    tile: str
    #: Identifiers of the L1C products behind it, in the order they were read (a backward start reads later ones first).
    inputs: tuple[str, ...]
    clear: np.ndarray
    clear_day: np.ndarray
    surface: np.ndarray
    surface_day: np.ndarray
    surface_sigma: np.ndarray
    directions: np.ndarray
    recent: np.ndarray
    water_votes: np.ndarray
    seen: np.ndarray


#: Bands, type of each array; None is any number of bands, 0 no axis of bands.
_ARRAYS: dict[str, tuple[int | None, type]] = {
    "clear": (len(CLEAR_ROLES), np.float32), "clear_day": (0, np.int32), "surface": (len(SURFACE_ROLES), np.float32),
    "surface_day": (0, np.int32), "surface_sigma": (0, np.float32), "directions": (3, np.float32),
    "recent": (None, np.float32), "water_votes": (0, np.uint16), "seen": (0, np.uint16)}


def empty(cells: Grid, tile: str) -> Composite:
    """A composite that has seen nothing."""
    def nothing(count: int) -> np.ndarray:
        return np.full((count, *cells.shape), np.nan, np.float32)

    days = np.zeros(cells.shape, np.int32)
    votes = np.zeros(cells.shape, np.uint16)
    return Composite(cells, tile, (), nothing(len(CLEAR_ROLES)), days, nothing(len(SURFACE_ROLES)), days.copy(),
                     np.full(cells.shape, np.inf, np.float32), nothing(3), nothing(0), votes, votes.copy())


def without_later(composite: Composite, day: int) -> Composite:
    """Without the surface of dates after ``day``: where they are looked at in their turn, they would be compared with
    themselves, whatever they were taken for."""
    later = composite.surface_day > day
    if not later.any():
        return composite
    return replace(composite, surface=np.where(later, np.float32(np.nan), composite.surface),
                   surface_day=np.where(later, np.int32(0), composite.surface_day),
                   surface_sigma=np.where(later, np.float32(np.inf), composite.surface_sigma),
                   directions=np.where(later, np.float32(np.nan), composite.directions))


def write_composite(path: Path, composite: Composite) -> None:
    """Write the file whole or not at all; the same composite gives the same bytes."""
    description = json.dumps({
        "format": FORMAT, "tile": composite.tile, "inputs": list(composite.inputs), "crs": composite.cells.crs,
        "transform": list(composite.cells.transform), "shape": list(composite.cells.shape)}, sort_keys=True)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, description=np.frombuffer(description.encode(), np.uint8),
                        **{name: getattr(composite, name) for name in _ARRAYS})
    with atomic_file(path) as beside:
        Path(beside).write_bytes(buffer.getvalue())


def read_composite(path: Path) -> Composite:
    """Read one. Raises BocageError("composite_damaged") where it is no composite, or not a whole one."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        description = json.loads(arrays.pop("description").tobytes().decode())
        if description["format"] != FORMAT:
            raise ValueError(f"format {description['format']}")
        transform, shape = tuple(float(v) for v in description["transform"]), tuple(description["shape"])
        cells = Grid(description["crs"], transform, shape)  # type: ignore[arg-type]
        for name, (bands, dtype) in _ARRAYS.items():
            _check_array(name, arrays[name], bands, dtype, shape)
        return Composite(cells, description["tile"], tuple(description["inputs"]),
                         *[arrays[name] for name in _ARRAYS])
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        if os.path.isfile(path) and not zipfile.is_zipfile(path):
            raise BocageError("composite_damaged", file=str(path), fault="not a whole .npz") from error
        raise BocageError("composite_damaged", file=str(path), fault=str(error)) from error


def _check_array(name: str, array: np.ndarray, bands: int | None, dtype: type, shape: tuple[int, int]) -> None:
    axes = len(shape) if bands == 0 else 1 + len(shape)
    if array.dtype != dtype or array.ndim != axes or array.shape[-2:] != shape or (bands and len(array) != bands):
        raise ValueError(f"{name} is {array.dtype} {array.shape}")


__all__ = ["CLEAR_ROLES", "MOST_RECENT", "SURFACE_ROLES", "Composite", "empty", "read_composite",
           "without_later", "write_composite"]
