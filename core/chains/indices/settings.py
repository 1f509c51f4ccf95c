"""What one run of indices is asked for, and what it gives back. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class IndicesSettings:
    """Parameters of ``bocage:indices``, same names in lower case.

    ``extent`` is ``(xmin, ymin, xmax, ymax)`` in ``extent_crs``.
    """

    #: Product (folder, archive, metadata), raster, or stack whose bands have dates.
    input: str
    #: GeoTIFF; its style takes its name.
    output: str
    #: Names of indices, formulas of roles or letters.
    indices: tuple[str, ...] = ("NDVI",)
    #: Flags of a product whose pixels become no data.
    flags: tuple[str, ...] = ()
    resolution: float | None = None
    extent: tuple[float, float, float, float] | None = None
    extent_crs: str = ""
    resampling: str = "auto"
    #: int16 (x 10,000), float32, or auto: float32 of rasters whose numbers have no scale, else int16.
    type: str = "int16"
    threads: int = 0


@dataclass(frozen=True)
class IndicesResult:
    """What was written."""

    output: str
    bands: tuple[str, ...]
    #: Dates of a stack; 1 for one image.
    dates: int
    #: Percent of the pixels where no band has a value.
    nodata_percent: float
    label: str = ""
    acquired: datetime | None = None
