"""Dates of a synthesis: which serve, how much each weighs, on what grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ...engine.grid import Grid
from ...engine.progress import Progress, check
from ...errors import BocageError
from ...products.flags import CIRRUS, CLOUD, NODATA, SHADOW
from ...products.layers import read_layer
from ...products.model import Band, Product
from ...series.calendar import day_of
from ...series.synthesis import Weighting, aot_weight, chosen, cloud_weight, date_weight, edge_weight
from ..pixels.reading import PixelReader
from ..pixels.sources import light, open_sources
from .directions import Directions, sun_zenith
from .masks import cell_flags
from .settings import SynthesisSettings

#: Metres of a side of the cells of weights and directions: defCoarseRes of WASP.py.
CELL_M = 240.0
_HIDING = CLOUD | SHADOW | CIRRUS
#: Roles of the atmosphere, which no composite shows.
_AIR = ("coastal", "water_vapour", "cirrus")


@dataclass(frozen=True)
class Dated:
    """One product that serves."""

    product: Product
    #: From the central day.
    days: float
    #: On cells, float32 (rows, columns).
    weight: np.ndarray
    #: Band -> what multiplies its reflectance, on cells; empty where directions are left.
    factors: dict[str, np.ndarray]


@dataclass(frozen=True)
class Inputs:
    """What is composed, nearest date first."""

    centre: date
    dates: tuple[Dated, ...]
    #: Group ("R1") -> its bands and its grid.
    groups: dict[str, tuple[str, ...]]
    grids: dict[str, Grid]
    cells: Grid
    skipped: int
    mean_sun: float | None


def inputs(settings: SynthesisSettings, progress: Progress) -> Inputs:
    """All that pixels are composed from. Raises BocageError, Cancelled."""
    sources, refused = open_sources(settings.input, progress, rasters=False, angles=settings.directional)
    for one in refused:
        progress.warn("product_skipped", file=one.path, fault=str(one.error))
    products = sorted((source.product for source in sources if source.product.level == "L2A"),
                      key=lambda product: product.acquired)
    if not products:
        raise BocageError("synthesis_none", file=", ".join(settings.input))
    centre = day_of(settings.date) or _middle(products)
    days = [float((product.acquired.date() - centre).days) for product in products]
    kept = [(products[place], days[place]) for place in chosen(days, settings.window)]
    if not kept:
        raise BocageError("synthesis_window", date=centre.isoformat(), days=settings.window,
                          first=products[0].acquired.date().isoformat(),
                          last=products[-1].acquired.date().isoformat())
    groups, grids = _groups([product for product, _ in kept])
    cells = next(iter(grids.values())).cells(CELL_M)
    sza = np.mean([sun_zenith(product, cells) for product, _ in kept], axis=0) if settings.directional else None
    directions = None if sza is None else Directions(cells, sza)
    dates = []
    for number, (product, away) in enumerate(kept):
        check(progress)
        progress.report(number / len(kept))
        factors = {} if directions is None else directions.factors(product, [
            product.band(name) for bands in groups.values() for name in bands])
        dates.append(Dated(light(product), away, _weight(product, away, settings.window, cells), factors))
    return Inputs(centre, tuple(dates), groups, grids, cells, len(refused) + len(sources) - len(kept),
                  None if sza is None else float(sza.mean()))


def _middle(products: Sequence[Product]) -> date:
    first, last = products[0].acquired.date(), products[-1].acquired.date()
    return first + timedelta(days=(last - first).days // 2)


def _groups(products: Sequence[Product]) -> tuple[dict[str, tuple[str, ...]], dict[str, Grid]]:
    """Bands that all products have, by resolution; grids of the first."""
    shared = set.intersection(*({band.name for band in product.bands if band.path} for product in products))
    bands = [band for band in products[0].bands if band.name in shared and band.role not in _AIR]
    if not bands:
        raise BocageError("series_no_band", file=products[0].path, other=products[-1].path)
    by_grid: dict[Grid, list[Band]] = {}
    with PixelReader(products[0]) as reader:
        for band in bands:
            by_grid.setdefault(reader.grid(band), []).append(band)
    ordered = sorted(by_grid.items(), key=lambda pair: pair[0].dx)
    return ({f"R{number}": tuple(band.name for band in several)
             for number, (_, several) in enumerate(ordered, start=1)},
            {f"R{number}": grid for number, (grid, _) in enumerate(ordered, start=1)})


def _weight(product: Product, days: float, half: int, cells: Grid) -> np.ndarray:
    """Weight of a date on cells: of its day, of clouds nearby, of its aerosols, of the edge of its swath."""
    how = Weighting()
    flags = cell_flags(product, cells)
    size = (cells.dx + cells.dy) / 2
    seen = (flags & np.uint16(NODATA)) == 0
    hidden = ((flags & np.uint16(_HIDING)) != 0).astype(float)
    weight = date_weight(days, half, how) * cloud_weight(hidden, size, how) * edge_weight(seen, size, how.far_m)
    aot = read_layer(product, "aot", cells, coarsest=True)
    return np.asarray(weight if aot is None else weight * aot_weight(aot, how), np.float32)
