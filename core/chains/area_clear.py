"""How clear an area was, date by date: from the masks of each product, without reading a band."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from ..engine.areas import Area
from ..engine.grid import Grid
from ..engine.progress import Progress, check
from ..errors import BocageError
from ..products.carried import as_without_masks, carried_flags
from ..products.flags import CIRRUS, CLOUD, NODATA, SHADOW, SNOW, WATER
from ..products.open import open_product
from .area_pixels import blocks, outline_in, pixels_wanted
from .compareproducts.agreement import NOT_CLEAR
from .pixels.reading import PixelReader

#: Kind -> flag: the shares that are told.
KINDS = {"cloud": CLOUD, "cirrus": CIRRUS, "shadow": SHADOW, "snow": SNOW, "water": WATER}
#: Metres between looks: masks are no finer, and a tile takes a second instead of four.
STEP_M = 20.0


@dataclass(frozen=True)
class AreaClear:
    """One product over an area. Shares 0 to 1."""

    path: str
    identifier: str
    #: None where the product cannot be read.
    acquired: datetime | None
    platform: str = ""
    level: str = ""
    #: Of the area, inside the image.
    covered: float = 0.0
    #: Of what is covered; NaN where nothing is, or where no mask tells of clouds.
    clear: float = math.nan
    #: Kind of KINDS -> share of what is covered; kinds that no mask tells of are absent.
    shares: tuple[tuple[str, float], ...] = ()
    #: Why it could not be read: a code and its fields.
    error: BocageError | None = None


def clear_by_date(paths: Sequence[str], area: Area, progress: Progress) -> list[AreaClear]:
    """Each product over the area, by date, those that cannot be read last with their reason. Raises Cancelled."""
    found = []
    for number, path in enumerate(paths):
        check(progress)
        try:
            found.append(_look(path, area, progress))
        except BocageError as error:
            found.append(AreaClear(path, path, None, error=error))
        progress.report((number + 1) / len(paths))
    return sorted(found, key=lambda one: (one.acquired is None, str(one.acquired), one.identifier))


def _look(path: str, area: Area, progress: Progress) -> AreaClear:
    product = as_without_masks(open_product(path))
    carried = carried_flags(product)
    held = clear = 0.0
    counts = {kind: 0.0 for kind, flag in KINDS.items() if carried & flag}
    with PixelReader(product) as reader:
        grid = _coarser(reader.finest(()))
        outline = outline_in(area, grid.crs)
        for part, share in blocks(outline, grid):
            check(progress)
            flags = reader.flags(part)
            inside = np.where((flags & NODATA) == 0, share, np.float32(0.0)).astype(np.float64)
            held += float(inside.sum())
            clear += float(inside[(flags & NOT_CLEAR) == 0].sum())
            for kind in counts:
                counts[kind] += float(inside[(flags & KINDS[kind]) != 0].sum())
    wanted = pixels_wanted(outline, grid)
    told = held > 0 and bool(carried & CLOUD)
    return AreaClear(path, product.identifier, product.acquired, product.platform, product.level,
                     min(1.0, held / wanted) if wanted else 0.0, clear / held if told else math.nan,
                     tuple((kind, count / held) for kind, count in counts.items()) if held else ())


def _coarser(grid: Grid) -> Grid:
    """Pixels of STEP_M where those of the product are finer and nest in them."""
    factor = round(STEP_M / grid.dx)
    if factor < 2 or abs(grid.dx * factor - STEP_M) > 1e-6 * STEP_M:
        return grid
    x0, dx, _, y0, _, dy = grid.transform
    return Grid(grid.crs, (x0, dx * factor, 0.0, y0, 0.0, dy * factor),
                (-(-grid.shape[0] // factor), -(-grid.shape[1] // factor)))
