"""What a simulated L1C product is, before it is written: pixels, geometry, identifiers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Union

import numpy as np

from ...engine.grid import Grid
from ..model import AngleGrid, Auxiliary, SpectralResponse
from .footprints import Ring

#: Band name -> resolution, metres.
RESOLUTION_M = {"B01": 60, "B02": 10, "B03": 10, "B04": 10, "B05": 20, "B06": 20, "B07": 20, "B08": 10,
                "B8A": 20, "B09": 60, "B10": 60, "B11": 20, "B12": 20}
#: Resolution -> (tile, code-block) of the real JPEG 2000 files, pixels.
JP2_LAYOUT = {10: (1024, 64), 20: (640, 64), 60: (192, 4)}
NODATA, SATURATED = 0, 65535
#: Bands of the natural colours, and the reflectance x 10000 that is white in them.
TRUE_COLOUR, WHITE = ("B04", "B03", "B02"), 3558.0
NOTE = "SIMULATED product written by Bocage, not an acquisition"

#: ``pixels(row, rows)`` gives rows ``row`` to ``row + rows`` of the band, DN as uint16.
Strips = Callable[[int, int], np.ndarray]
Pixels = Union[np.ndarray, Strips]


@dataclass(frozen=True)
class L1CBand:
    """One band to write: DN as an array (rows, columns) or as a function of (first row, rows)."""

    pixels: Pixels
    response: SpectralResponse
    #: W/m2/um.
    solar_irradiance: float


@dataclass(frozen=True)
class L1CDescription:
    """What one simulated product is. ``upper_left`` and ``size_m`` (height, width) are multiples of 60 m."""

    #: "S2A", "S2B" or "S2C".
    platform: str
    sensing: datetime
    #: MGRS tile without its T.
    tile: str
    relative_orbit: int
    absolute_orbit: int
    crs: str
    upper_left: tuple[float, float]
    size_m: tuple[int, int]
    sun: AngleGrid
    #: band name -> detector -> view angles.
    view: Mapping[str, Mapping[int, AngleGrid]]
    #: band name -> detector -> ring in the product's CRS.
    footprints: Mapping[str, Mapping[int, Ring]]
    bands: Mapping[str, L1CBand]
    generated: datetime
    baseline: str = "02.06"
    quantification: int = 10000
    #: bandId -> RADIO_ADD_OFFSET; empty writes no list, as before processing baseline 04.00.
    offsets: Mapping[int, int] = field(default_factory=dict)
    #: Written as AUX_ECMWFT (GRIB); needs ozone, water vapour and sea-level pressure.
    auxiliary: Auxiliary | None = None
    #: Earth-Sun distance correction U of Reflectance_Conversion.
    distance_correction: float = 1.0
    note: str = NOTE
    #: Percent of the image under clouds, written at both places where metadata say it.
    cloud_percent: float = 0.0
    #: Write the natural colours too (TCI), as real products do.
    true_colour: bool = False

    def grid(self, resolution_m: int) -> Grid:
        """Grid of the bands of that resolution."""
        x, y = self.upper_left
        shape = (self.size_m[0] // resolution_m, self.size_m[1] // resolution_m)
        return Grid(self.crs, (x, float(resolution_m), 0.0, y, 0.0, -float(resolution_m)), shape)

    def raster_masks(self) -> bool:
        """True from processing baseline 04.00 on: masks are JPEG 2000."""
        return float(self.baseline) >= 4.0


def product_name(product: L1CDescription) -> str:
    """``S2A_MSIL1C_20180117T110631_N0206_R137_T30TWT_20180117T130000.SAFE``."""
    return (f"{product.platform}_MSIL1C_{compact(product.sensing)}_N{product.baseline.replace('.', '')}"
            f"_R{product.relative_orbit:03d}_T{product.tile}_{compact(product.generated)}.SAFE")


def compact(time: datetime) -> str:
    """``20180117T110631``."""
    return time.strftime("%Y%m%dT%H%M%S")


def granule_name(product: L1CDescription) -> str:
    """``L1C_T30TWT_A013433_20180117T110631``."""
    return f"L1C_T{product.tile}_A{product.absolute_orbit:06d}_{compact(product.sensing)}"
