"""Small L2A products of any place, date and numbers: material for the tests of the product tools."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
from bocage.core.products.muscate.writer import SENTINEL2_GROUPS

sys.path.insert(0, str(Path(__file__).resolve().parent))
from l2a_pair import L2A, grid, write_muscate  # noqa: E402

CORNER = (499980.0, 5300040.0)
#: As Bocage writes CLM.
CLM_CLOUD, CLM_SHADOW, CLM_CIRRUS = 1 | 2, 1 | 32, 128
MG2_WATER, MG2_SNOW = 1, 4
NODATA = -10000


def numbers(values: Mapping[str, object], side: int = 1200) -> dict[str, np.ndarray]:
    """Digital numbers by band: ``values`` (a number, or an array at the band's resolution), 1000 for the others."""
    found = {}
    for group, bands in SENTINEL2_GROUPS.items():
        count = side // (10 if group == "R1" else 20)
        for band in bands:
            found[band] = np.broadcast_to(np.asarray(values.get(band, 1000)), (count, count)).astype(np.int64)
    return found


def product(folder: Path, day: str, values: Mapping[str, object], masks: Mapping[str, np.ndarray] | None = None,
            corner: tuple[float, float] = CORNER, crs: str = "EPSG:32630", tile: str = "30TWT",
            side: int = 1200) -> str:
    """Write an L2A product of ``side`` metres taken on ``day`` ("2018-01-17"); returns its folder."""
    taken = datetime.fromisoformat(f"{day}T11:03:51").replace(tzinfo=timezone.utc)
    grids = {"R1": grid(10, corner, side, crs), "R2": grid(20, corner, side, crs)}
    text = day.replace("-", "")
    source = {"acquired": taken, "tile": tile, "crs": crs,
              "identifier": f"S2A_MSIL1C_{text}T110351_N0206_R094_T{tile}_{text}T132421"}
    return write_muscate(folder, L2A(numbers(values, side), masks or {}, grids, source=source))


def square(rows: slice, columns: slice, value: int, count: int = 120) -> np.ndarray:
    """A mask of ``count`` x ``count`` pixels of 10 m that holds ``value`` there, 0 elsewhere."""
    mask = np.zeros((count, count), np.uint8)
    mask[rows, columns] = value
    return mask


__all__ = ["CLM_CIRRUS", "CLM_CLOUD", "CLM_SHADOW", "CORNER", "MG2_SNOW", "MG2_WATER", "NODATA", "grid", "numbers",
           "product", "square"]
