"""The series of one point through many products: values, flags, and why a date has none.

Only the block that holds the pixel is read of each band; several products are read at once.
"""

from __future__ import annotations

import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

import numpy as np

from ..catalogue.model import SceneRecord
from ..engine.grid import Grid
from ..engine.jobs import thread_count
from ..engine.progress import Progress, SilentProgress, check
from ..engine.raster import transform_points
from ..errors import BocageError, Cancelled
from ..products.carried import as_without_masks
from ..products.flags import NAMES, NODATA
from ..products.model import Product
from ..products.open import open_product
from .pixels.reading import PixelReader
from .pixels.variables import Variable, variables

LOG = logging.getLogger("bocage")
#: Why a date has no value. ``nodata``: inside the product, but nothing there, or the detector saturated.
OUTSIDE, EMPTY, UNREADABLE = "outside", "nodata", "unreadable"
WGS84 = "EPSG:4326"
_MOST_KEPT = 256


@dataclass(frozen=True)
class PointValue:
    """One product at the point."""

    path: str
    identifier: str
    #: UTC; None where the product cannot be read and no record tells.
    acquired: datetime | None
    platform: str
    level: str
    #: One a name asked for, in order; NaN where there is none.
    values: tuple[float, ...]
    #: Canonical flags (``products.flags``), those of all the pixels looked at.
    flags: int = 0
    flag_names: tuple[str, ...] = ()
    #: "" where a value was found, else OUTSIDE, EMPTY or UNREADABLE.
    reason: str = ""
    #: What an unreadable product has: a code and its fields, to be worded in the user's language.
    error: BocageError | None = None
    tile: str = ""


Listener = Callable[[PointValue], None]


def point_series(products: Sequence[str | SceneRecord], longitude: float, latitude: float, names: Sequence[str],
                 window: int = 1, threads: int = 0, progress: Progress | None = None,
                 each: Listener | None = None) -> list[PointValue]:
    """Bands, indices or formulas at one point (degrees, WGS 84), oldest first; products that fail say why.

    names: band names ("B4"), roles ("red"), indices ("NDVI"), formulas ("nir / red"), layers ("aot").
    window: 1 for the pixel that holds the point, 3 for the mean of the 3 x 3 pixels around, of the finest band used.
    each: told of every product as soon as it is read, in the calling thread. Raises Cancelled; BocageError for
    coordinates that are none. Never raises for one product.
    """
    if not (np.isfinite(longitude) and abs(latitude) <= 90.0):
        raise BocageError("point_unknown", longitude=f"{longitude:g}", latitude=f"{latitude:g}")
    progress = progress or SilentProgress()
    found: list[PointValue] = []
    pool = ThreadPoolExecutor(max(1, min(thread_count(threads), len(products))), thread_name_prefix="bocage-point")
    try:
        jobs = [pool.submit(_one, item, (longitude, latitude), tuple(names), window) for item in products]
        for job in as_completed(jobs):
            check(progress)
            found.append(job.result())
            if each is not None:
                each(found[-1])
            progress.report(len(found) / len(jobs))
    finally:
        pool.shutdown(cancel_futures=True)
    return sorted(found, key=lambda one: (one.acquired is None, str(one.acquired), one.identifier))


def _one(item: str | SceneRecord, point: tuple[float, float], names: tuple[str, ...], window: int) -> PointValue:
    path = item if isinstance(item, str) else item.path
    nothing = (float("nan"),) * len(names)
    try:
        product = _kept.get(path, "" if isinstance(item, str) else item.extras.get("granule", ""))
        start = PointValue(path, product.identifier, product.acquired, product.platform, product.level, nothing,
                           tile=product.tile)
        return _read(start, product, point, variables(product, names), window)
    except Cancelled:
        raise
    except BocageError as error:
        fault = error
    except Exception as error:  # noqa: BLE001 - the edge of one product: whatever it hides, the others go on
        LOG.debug("unexpected fault at a point of %s", path, exc_info=error)
        fault = BocageError("unexpected_fault", algorithm="point_series",
                            fault=f"{type(error).__name__}: {error}".splitlines()[0])
    if isinstance(item, str):
        return PointValue(path, os.path.basename(path.rstrip("/\\")), None, "", "", nothing, reason=UNREADABLE,
                          error=fault)
    return PointValue(path, item.identifier, item.acquired, item.platform, item.level, nothing, reason=UNREADABLE,
                      error=fault, tile=item.tile)


def _read(start: PointValue, product: Product, point: tuple[float, float], wanted: tuple[Variable, ...],
          window: int) -> PointValue:
    with PixelReader(product) as reader:
        finest = reader.finest(wanted)
        grid = _around(finest, point, window)
        if grid is None:
            return replace(start, reason=OUTSIDE)
        pixels = reader.values(wanted, grid, "nearest").reshape(len(wanted), -1)
        flags = reader.flags(grid, wanted)
    values = tuple(float(np.mean(one[np.isfinite(one)])) if np.isfinite(one).any() else float("nan") for one in pixels)
    absent = bool(np.isnan(values).all())
    seen = int(np.bitwise_or.reduce(flags[(flags & NODATA) == 0])) if ((flags & NODATA) == 0).any() else NODATA
    if absent:
        seen |= int(np.bitwise_or.reduce(flags.ravel()))
    named = tuple(name for name, bit in NAMES.items() if seen & bit)
    return replace(start, values=values, flags=seen, flag_names=named, reason=EMPTY if absent else "")


def _around(finest: Grid, point: tuple[float, float], window: int) -> Grid | None:
    """The pixels looked at: those within the image of the square centred on the pixel that holds the point."""
    x, y = transform_points(np.array([point[0]]), np.array([point[1]]), WGS84, finest.crs)
    if not (np.isfinite(x[0]) and np.isfinite(y[0])):
        return None
    column = int(np.floor((x[0] - finest.transform[0]) / finest.dx))
    row = int(np.floor((finest.transform[3] - y[0]) / finest.dy))
    if not (0 <= row < finest.shape[0] and 0 <= column < finest.shape[1]):
        return None
    reach = max(0, (window - 1) // 2)
    top, left = max(0, row - reach), max(0, column - reach)
    bottom, right = min(finest.shape[0], row + reach + 1), min(finest.shape[1], column + reach + 1)
    return finest.window(top, left, bottom - top, right - left)


class _Kept:
    """Products already opened, without their angles: metadata cost more than the pixel."""

    def __init__(self) -> None:
        self._lock, self._products = Lock(), OrderedDict[tuple[str, str, int], Product]()

    def get(self, path: str, granule: str = "") -> Product:
        key = (path, granule, _changed(path))
        with self._lock:
            if key in self._products:
                self._products.move_to_end(key)
                return self._products[key]
        opened = as_without_masks(open_product(path, granule=granule or None))
        product = replace(opened, sun=None, view={}, mean_view={}, auxiliary=None)
        with self._lock:
            self._products[key] = product
            while len(self._products) > _MOST_KEPT:
                self._products.popitem(last=False)
        return product


_kept = _Kept()


def _changed(path: str) -> int:
    """When the product was last changed, as far as its folder or file tells; 0 where it cannot be told."""
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0
