"""What one stack is asked for, and what it gives back. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class StackSettings:
    """Parameters of ``bocage:stack``, same names in lower case.

    ``extent`` is ``(xmin, ymin, xmax, ymax)`` in ``extent_crs``.
    """

    #: Product: folder, archive or metadata file.
    input: str
    #: GeoTIFF; its style takes its name.
    output: str
    #: Names, roles, indices, formulas, layers; none means every band of the product.
    bands: tuple[str, ...] = ()
    #: Pixel size in units of the CRS; None is the finest of the bands used.
    resolution: float | None = None
    extent: tuple[float, float, float, float] | None = None
    extent_crs: str = ""
    #: auto, nearest, bilinear, cubic, average. Masks and layers are always nearest.
    resampling: str = "auto"
    #: Flags whose pixels become no data.
    flags: tuple[str, ...] = ()
    #: int16 (reflectance x 10,000) or float32.
    type: str = "int16"
    #: FRE or SRE of a MUSCATE product, "" for FRE where it has it.
    images: str = ""
    #: 0 means as many as the machine has cores, at most 8.
    threads: int = 0


@dataclass(frozen=True)
class StackResult:
    """What was written."""

    output: str
    bands: tuple[str, ...]
    #: Percent of the pixels where no band has a value.
    nodata_percent: float
    identifier: str = ""
    #: What the product is called on the map, and its day; "" and None where nothing says.
    label: str = ""
    acquired: datetime | None = None
