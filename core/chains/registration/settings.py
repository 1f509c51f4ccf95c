"""What one registration is asked for, and what it gives back. Plain data."""

from __future__ import annotations

from dataclasses import dataclass

from ..pixels.masking import UNCLEAR

#: ORIGIN: which date lies at 0 without a reference image.
CLEAREST, FIRST, MEAN = "clearest", "first", "mean"
ORIGINS = (CLEAREST, FIRST, MEAN)


@dataclass(frozen=True)
class RegistrationSettings:
    """Parameters of ``bocage:registration``, same names in lower case.

    ``extent`` is ``(xmin, ymin, xmax, ymax)`` in ``extent_crs``.
    """

    #: Products, rasters with dates, folders of both.
    input: tuple[str, ...]
    #: CSV of the shifts.
    table: str
    #: Product or raster that lies right; "" for a date of the series.
    reference: str = ""
    origin: str = CLEAREST
    #: Band whose edges are compared; "" for red where there is one, else the first.
    band: str = ""
    #: Pixels of a side of a window, windows at most, pixels of the largest shift.
    window: int = 128
    windows: int = 144
    reach: float = 4.0
    flags: tuple[str, ...] = UNCLEAR
    #: Rasters of masks, 0 where clear, beside rasters; CSV of dates.
    masks: tuple[str, ...] = ()
    dates: str = ""
    extent: tuple[float, float, float, float] | None = None
    extent_crs: str = ""
    #: CSV of the shifts by row of windows, "" for none.
    profile: str = ""
    #: Folder of the corrected rasters, "" for none; their bands, all that the images share if empty.
    folder: str = ""
    bands: tuple[str, ...] = ()
    #: int16 (scaled), float32, or auto: float32 of rasters whose numbers have no scale, else int16.
    type: str = "int16"
    threads: int = 0


@dataclass(frozen=True)
class RegistrationResult:
    """What was found."""

    table: str
    profile: str
    #: Corrected rasters, in order of date.
    corrected: tuple[str, ...]
    images: int
    skipped: int
    #: Dates whose shift could not be told.
    unknown: int
    #: Root mean square and largest of the shifts known, pixels, as lengths.
    rms: float
    largest: float
    #: Largest jitter of a date, pixels, NaN where none could be told.
    jitter: float
