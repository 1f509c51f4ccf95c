"""What one mosaic is asked for, and what it gives back. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

#: Which product gives a pixel that several have clear. ``clearest``: the one with the largest clear share over the
#: target, then the nearest in date; ``nearest``: the nearest in date, then the clearest; the others combine all.
RULES = ("clearest", "nearest", "mean", "median")


@dataclass(frozen=True)
class MosaicSettings:
    """Parameters of ``bocage:mosaic``, same names in lower case.

    ``extent`` is ``(xmin, ymin, xmax, ymax)`` in ``extent_crs``.
    """

    #: Products, rasters, and folders of products.
    input: tuple[str, ...]
    output: str
    #: Raster or product whose pixels the mosaic takes; "" for none.
    grid: str = ""
    #: Where there is no grid: "" is the CRS of most inputs.
    crs: str = ""
    resolution: float | None = None
    extent: tuple[float, float, float, float] | None = None
    extent_crs: str = ""
    #: Vector file: nothing is written outside its polygons.
    aoi: str = ""
    bands: tuple[str, ...] = ()
    rule: str = "clearest"
    #: Day (2018-01-17) to be near to; "" is that of the newest input.
    date: str = ""
    flags: tuple[str, ...] = ("cloud", "shadow", "cirrus", "nodata", "saturated")
    #: Where no product is clear, take the first one all the same.
    fill: bool = False
    resampling: str = "auto"
    #: int16, float32; of rasters, "" keeps theirs.
    type: str = ""
    #: GeoTIFF of the number of the product of each pixel; "" writes none.
    provenance: str = ""
    images: str = ""
    #: Language of the labels, "en" or "fr".
    language: str = "en"
    threads: int = 0


@dataclass(frozen=True)
class MosaicResult:
    """What was written."""

    output: str
    #: Products that have a pixel in the target.
    used: int
    #: Percent of the target (inside the area of interest) without value.
    nodata_percent: float
    #: Percent that is clear: filled without ``fill``.
    clear_percent: float
    provenance: str = ""
    table: str = ""
    #: Where all products used are of one day.
    acquired: datetime | None = None
