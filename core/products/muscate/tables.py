"""What MUSCATE products mean: roles of bands by mission, bits of masks by mission and producer."""

from __future__ import annotations

from ..flags import (
    CIRRUS,
    CLOUD,
    HIDDEN,
    NODATA,
    SATURATED,
    SHADOW,
    SNOW,
    SUN_TOO_LOW,
    TOPOGRAPHIC_SHADOW,
    WATER,
)
from ..safe.bands import MSI_BANDS

_SENTINEL2 = {band.name: band.role for band in MSI_BANDS}
_VENUS = {"B2": "coastal", "B3": "blue", "B4": "green", "B7": "red", "B8": "red_edge_1", "B9": "red_edge_2",
          "B10": "red_edge_3", "B11": "nir", "B12": "water_vapour"}
_LANDSAT8 = {"B1": "coastal", "B2": "blue", "B3": "green", "B4": "red", "B5": "nir", "B6": "swir1",
             "B7": "swir2", "B9": "cirrus"}
_ROLES = {"SENTINEL2": _SENTINEL2, "VENUS": _VENUS, "LANDSAT8": _LANDSAT8, "LANDSAT9": _LANDSAT8}

#: NATURE of a mask -> kind in ``Product.mask_files``.
MASK_KINDS = {
    "Detailed_Cloud": "cloud_detail", "Edge": "edge", "Saturation": "saturated", "Water": "water",
    "Cloud": "cloud", "Snow": "snow", "Cloud_Shadow": "cloud_shadow",
    "Topography_Shadow": "topographic_shadow", "Hidden_Surface": "hidden", "Sun_Too_Low": "sun_too_low",
    "Tangent_Sun": "tangent_sun", "Detector_Footprint": "detector_footprint", "Defective_Pixel": "defective",
    "Aberrant_Pixels": "defective", "AOT_Interpolation": "aot_interpolated",
    "WVC_Interpolation": "water_vapour_interpolated",
}
#: Kinds of one bit each -> canonical flag. A slope almost parallel to the beam is lit too little.
BIT_FLAGS = {"water": WATER, "cloud": CLOUD, "snow": SNOW, "cloud_shadow": SHADOW, "hidden": HIDDEN,
             "topographic_shadow": TOPOGRAPHIC_SHADOW, "sun_too_low": SUN_TOO_LOW, "tangent_sun": SUN_TOO_LOW,
             "edge": NODATA, "saturated": SATURATED}

#: CLM as Theia distributes it: 1 all, 2 all clouds, 4 one date, 8 several dates, 16 thinnest, 32 and 64
#: shadows of clouds inside and outside the image, 128 high clouds at 1.38 um.
_CLM_THEIA = {2: CLOUD, 16: CIRRUS, 32: SHADOW, 64: SHADOW, 128: CIRRUS}
#: The order of MACCS and MAJA's own format, and of VENuS: 4 and 8 shadows, 64 thin, 128 high clouds.
_CLM_NATIVE = {2: CLOUD, 4: SHADOW, 8: SHADOW, 64: CIRRUS, 128: CIRRUS}
#: Ours: bit 16 is the buffer; the buffer of shadows is in MG2's bit 8.
_CLM_BOCAGE = {2: CLOUD, 16: CLOUD, 32: SHADOW, 64: SHADOW, 128: CIRRUS}
#: (mission, producer) -> table; the pixels cannot tell. "" stands for any producer.
_CLM = {("SENTINEL2", ""): _CLM_THEIA, ("LANDSAT8", ""): _CLM_THEIA, ("VENUS", ""): _CLM_NATIVE,
        ("SENTINEL2", "BOCAGE"): _CLM_BOCAGE, ("SENTINEL2", "MACCS"): _CLM_NATIVE, ("LANDSAT8", "MACCS"): _CLM_NATIVE}


def mission_family(mission: str) -> str:
    """``SENTINEL2A`` -> ``SENTINEL2``, ``VENUS-XS`` -> ``VENUS``, ``LANDSAT8-OLITIRS-XS`` -> ``LANDSAT8``."""
    name = mission.upper().replace("-", "").replace("\N{GREEK CAPITAL LETTER MU}", "U")
    return next((family for family in _ROLES if name.startswith(family)), name)


def band_role(mission: str, band: str) -> str:
    """Role of a band, empty where science has none for it."""
    return _ROLES.get(mission_family(mission), {}).get(band, "")


def cloud_bits(mission: str, producer: str) -> dict[int, int]:
    """Bit values of the detailed cloud mask -> canonical flag."""
    family = mission_family(mission)
    return _CLM.get((family, producer.upper())) or _CLM.get((family, "")) or _CLM_THEIA
