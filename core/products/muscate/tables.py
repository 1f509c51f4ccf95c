"""What MUSCATE products mean: roles of bands by mission, bits of masks by mission and producer."""

from __future__ import annotations

from ..flags import (
    CLOUD,
    DEFECTIVE,
    HIDDEN,
    NODATA,
    SATURATED,
    SHADOW,
    SNOW,
    SUN_TOO_LOW,
    TOPOGRAPHIC_SHADOW,
    WATER,
)
from ..mask_tables import CLM_THEIA, CLOUD_MASKS
from ..safe.bands import MSI_BANDS

_SENTINEL2 = {band.name: band.role for band in MSI_BANDS}
_VENUS = {"B2": "coastal", "B3": "blue", "B4": "green", "B7": "red", "B8": "red_edge_1", "B9": "red_edge_2",
          "B10": "red_edge_3", "B11": "nir", "B12": "water_vapour"}
_LANDSAT8 = {"B1": "coastal", "B2": "blue", "B3": "green", "B4": "red", "B5": "nir", "B6": "swir1",
             "B7": "swir2", "B9": "cirrus"}
_TM = {"B1": "blue", "B2": "green", "B3": "red", "B4": "nir", "B5": "swir1", "B7": "swir2"}
_SPOT = {"XS1": "green", "XS2": "red", "XS3": "nir", "SWIR": "swir1", "B1": "green", "B2": "red", "B3": "nir",
         "B4": "swir1"}
#: Family of missions -> roles; a family's name is the start of its missions' names, the most precise first.
_ROLES = {"SENTINEL2": _SENTINEL2, "VENUS": _VENUS, "LANDSAT8": _LANDSAT8, "LANDSAT9": _LANDSAT8, "LANDSAT": _TM,
          "SPOT": _SPOT}

#: NATURE of a mask -> kind in ``Product.mask_files``.
MASK_KINDS = {
    "Detailed_Cloud": "cloud_detail", "Edge": "edge", "Saturation": "saturated", "Water": "water",
    "Cloud": "cloud", "Snow": "snow", "Cloud_Shadow": "cloud_shadow",
    "Topography_Shadow": "topographic_shadow", "Hidden_Surface": "hidden", "Sun_Too_Low": "sun_too_low",
    "Tangent_Sun": "tangent_sun", "Weighted_Average_Dates": "dates", "Pixel_Weight": "weights",
    "Pixel_Status_Flag": "status", "Detector_Footprint": "detector_footprint", "Defective_Pixel": "defective",
    "Aberrant_Pixels": "defective", "AOT_Interpolation": "aot_interpolated",
    "WVC_Interpolation": "water_vapour_interpolated",
}
#: Kinds of one bit each -> canonical flag. A slope almost parallel to the beam is lit too little.
BIT_FLAGS = {"water": WATER, "cloud": CLOUD, "snow": SNOW, "cloud_shadow": SHADOW, "hidden": HIDDEN,
             "topographic_shadow": TOPOGRAPHIC_SHADOW, "sun_too_low": SUN_TOO_LOW, "tangent_sun": SUN_TOO_LOW,
             "edge": NODATA, "saturated": SATURATED, "defective": DEFECTIVE}


def mission_family(mission: str) -> str:
    """``SENTINEL2A`` -> ``SENTINEL2``, ``VENUS-XS`` -> ``VENUS``, ``LANDSAT8-OLITIRS-XS`` -> ``LANDSAT8``."""
    name = mission.upper().replace("-", "").replace("_", "").replace("\N{GREEK CAPITAL LETTER MU}", "U")
    return next((family for family in _ROLES if name.startswith(family)), name)


def band_role(mission: str, band: str) -> str:
    """Role of a band, empty where science has none for it."""
    return _ROLES.get(mission_family(mission), {}).get(band, "")


def cloud_bits(mission: str, producer: str) -> dict[int, int]:
    """Bit values of the detailed cloud mask -> canonical flag."""
    family = mission_family(mission)
    coding = CLOUD_MASKS.get((family, producer.upper())) or CLOUD_MASKS.get((family, "")) or CLM_THEIA
    return dict(coding.flags)
