"""What one gap filling is asked for, and what it gives back. Plain data."""

from __future__ import annotations

from dataclasses import dataclass

from ...series.whittaker import GCV
from ..pixels.masking import UNCLEAR

#: METHOD.
LINEAR, WHITTAKER = "linear", "whittaker"
METHODS = (LINEAR, WHITTAKER)


@dataclass(frozen=True)
class GapfillSettings:
    """Parameters of ``bocage:gapfill``, same names in lower case.

    ``extent`` is ``(xmin, ymin, xmax, ymax)`` in ``extent_crs``.
    """

    #: Products, rasters with dates, folders of both.
    input: tuple[str, ...]
    #: GeoTIFF; its style takes its name.
    output: str
    #: Names, roles, layers; with ``indices`` empty too, all that the images share.
    bands: tuple[str, ...] = ()
    #: Indices and formulas.
    indices: tuple[str, ...] = ()
    #: Days as text ("2018-01-01"); "" for the first and last of the series.
    start: str = ""
    end: str = ""
    #: Days between dates of the calendar; 0 keeps the days of the series.
    step: int = 10
    #: linear, whittaker.
    method: str = LINEAR
    #: days**3; None lets ``lambda_method`` choose.
    lam: float | None = None
    #: gcv, v_curve.
    lambda_method: str = GCV
    #: Flags of products that hide a pixel.
    flags: tuple[str, ...] = UNCLEAR
    #: Rasters of masks, 0 where clear, beside rasters.
    masks: tuple[str, ...] = ()
    #: CSV of dates, "" where names and metadata tell.
    dates: str = ""
    #: Days before START and after END whose images still serve.
    margin: int = 60
    resolution: float | None = None
    extent: tuple[float, float, float, float] | None = None
    extent_crs: str = ""
    resampling: str = "auto"
    #: int16 (scaled), float32, or auto: float32 of rasters whose numbers have no scale, else int16.
    type: str = "int16"
    #: GeoTIFF of the number of clear dates, "" for none.
    validity: str = ""
    #: GeoTIFF of the days to the nearest clear date, a band a date of the calendar, "" for none.
    distance: str = ""
    #: 0 means as many as the machine has cores, at most 8, and as many as the memory holds.
    threads: int = 0


@dataclass(frozen=True)
class GapfillResult:
    """What was written."""

    output: str
    #: Names of the bands of the stack: date and variable.
    bands: tuple[str, ...]
    #: Dates of the calendar.
    dates: tuple[str, ...]
    #: Days of images that were used.
    images: int
    #: Images left out.
    skipped: int
    #: Percent of pixels and dates before the first or after the last clear date of the pixel.
    extrapolated_percent: float
    #: Percent of pixels that were never clear: no data.
    nodata_percent: float
    #: Mean number of clear dates.
    clear_mean: float
    #: Lambda used, NaN for linear filling.
    lam: float
    label: str = ""
