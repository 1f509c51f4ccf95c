"""What one table of zones is asked for. Plain data."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...errors import BocageError

#: STATISTICS by their words; ``p05`` to ``p95`` are percentiles.
STATISTICS = ("mean", "median", "std", "min", "max", "p05", "p10", "p25", "p75", "p90", "p95")
WEIGHTS = ("area", "centre")
TILES = ("best", "all")
_PERCENTILE = re.compile(r"p(\d\d)")


@dataclass(frozen=True)
class ZonalSettings:
    """Parameters of ``bocage:zonalseries``, same names in lower case; the zones are handed over beside."""

    #: Products, and folders of products.
    input: tuple[str, ...]
    #: Bands, roles, indices, formulas, layers.
    indices: tuple[str, ...] = ("NDVI",)
    #: Flags that make a pixel count for nothing.
    flags: tuple[str, ...] = ("cloud", "shadow", "cirrus", "nodata", "saturated")
    statistics: tuple[str, ...] = ("mean", "median", "std")
    #: ``area``: each pixel by the share of it that the zone covers; ``centre``: pixels whose centre it holds.
    weights: str = "area"
    #: ``best``: one row a zone and date, from the product that saw most of it; ``all``: one a product.
    tiles: str = "best"
    #: Rows with a smaller clear share have no statistics, 0..1.
    min_clear: float = 0.0
    #: File of the table; "" writes none.
    csv: str = ""
    images: str = ""
    threads: int = 0


def quantile_of(word: str) -> float | None:
    """0..1 for a percentile or the median, None for another statistic. Raises BocageError for none that is known."""
    if word == "median":
        return 0.5
    match = _PERCENTILE.fullmatch(word)
    if match:
        return int(match[1]) / 100.0
    if word not in STATISTICS:
        raise BocageError("parameter_unknown", parameter="STATISTICS", value=word, known=", ".join(STATISTICS))
    return None
