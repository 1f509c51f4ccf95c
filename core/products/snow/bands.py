"""The one band of a snow product and what its codes mean."""

from __future__ import annotations

from ..model import Band, MaskLayer

#: Codes among the percentages: cloud or cloud shadow, no data of the old products and of the new ones.
CLOUD, OLD_NODATA, NODATA = 205, 254, 255


def snow_band(name: str, path: str, resolution_m: float) -> Band:
    """Snow cover as a fraction 0 to 1; NaN under clouds and where there is no data."""
    return Band(name, "snow_cover", path, 1, resolution_m, 0.01, 0.0, NODATA, None, invalid=(CLOUD, OLD_NODATA))


def snow_layers(path: str) -> list[MaskLayer]:
    """The same numbers as flags."""
    return [MaskLayer("snow_cover", path, 1, "snow_cover")]
