"""Names of a MUSCATE L2A product's files, and what the bits of its masks mean.

Source: metadata of a distributed Theia product (format 1.16) and Theia's description of the masks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

from ...errors import BocageError
from ..model import Product

#: Surface reflectance: int16, reflectance = DN / 10000.
REFLECTANCE_QUANTIFICATION = 10000
REFLECTANCE_NODATA = -10000
#: ATB band 1, uint16: water vapour in g/cm2 = DN / 1000. Theia's own byte files use 20.
WATER_VAPOUR_QUANTIFICATION = 1000
#: ATB band 2, uint16: AOT at 550 nm = DN / 1000. Theia's own byte files use 200.
AOT_QUANTIFICATION = 1000
#: Nodata of both bands of ATB.
ATMOSPHERE_NODATA = 0
ATMOSPHERE_DTYPE = "uint16"

#: Sentinel-2: R1 is 10 m, R2 is 20 m.
SENTINEL2_GROUPS = {"R1": ("B2", "B3", "B4", "B8"), "R2": ("B5", "B6", "B7", "B8A", "B11", "B12")}

Bits = tuple[tuple[int, str, str], ...]
#: Mask -> (bit number from 1, short name, meaning). The value of bit n is 2 ** (n - 1).
MASK_BITS: dict[str, Bits] = {
    "CLM": ((1, "cloud_or_shadow", "all clouds except the thinnest, and all shadows"),
            (2, "cloud", "all clouds except the thinnest"),
            (3, "mono_temporal", "clouds found by the mono-temporal test"),
            (4, "multi_temporal", "clouds found by the multi-temporal test"),
            (5, "extension", "buffer grown around the clouds detected, and the thinnest clouds"),
            (6, "shadow_inside", "shadows of clouds inside the image"),
            (7, "shadow_outside", "shadows of clouds outside the image"),
            (8, "cirrus", "high clouds, 1.38 micrometre band")),
    "MG2": ((1, "water", "water"), (2, "cloud", "clouds"), (3, "snow", "snow"),
            (4, "cloud_shadow", "shadows of clouds"), (5, "topographic_shadow", "shadows of the relief"),
            (6, "hidden", "surface hidden by the relief"), (7, "sun_too_low", "sun too low over the slope"),
            (8, "tangent_sun", "sun tangent to the slope")),
    "EDG": ((1, "outside", "outside the image"),),
    "IAB": ((1, "water_vapour_interpolated", "water vapour interpolated"),
            (2, "aot_interpolated", "aerosol optical thickness interpolated")),
}
MASKS = ("CLM", "MG2", "EDG", "SAT", "IAB")
#: Masks (whole) and bits ("MASK.short_name") that the first version leaves at zero: declared, not computed.
FIRST_VERSION_NOT_COMPUTED = ("CLM", "MG2.cloud", "MG2.snow", "MG2.cloud_shadow", "MG2.topographic_shadow",
                              "MG2.hidden", "MG2.sun_too_low", "MG2.tangent_sun")
#: Bits that only a band at 1.38 um, earlier dates, or an elevation can tell.
HIGH_CLOUD_BITS, HISTORY_BITS = ("CLM.cirrus",), ("CLM.multi_temporal",)
RELIEF_BITS = ("MG2.topographic_shadow", "MG2.hidden", "MG2.sun_too_low", "MG2.tangent_sun")
_MGRS_TILE = re.compile(r"T?(\d{2}[A-Z]{3})")
#: What a product without masks leaves at zero.
MASKS_NOT_COMPUTED = (*FIRST_VERSION_NOT_COMPUTED, "MG2.water")
_VERSION = re.compile(r"V(\d+)-(\d+)$")


def muscate_band(name: str) -> str:
    """Band name as MUSCATE writes it: ``B02`` is ``B2``; ``B8A``, ``B11`` stay."""
    match = re.fullmatch(r"B0*(\d+A?)", name)
    return f"B{match.group(1)}" if match else name


def utc(moment: datetime) -> datetime:
    """Aware time in UTC; a naive one is taken as UTC already."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return aware.astimezone(timezone.utc)


def zone(product: Product) -> str:
    """Tile or site as MUSCATE writes it: ``T30TWT``, ``VILAINE``."""
    tile = product.tile.strip().upper()
    match = _MGRS_TILE.fullmatch(tile)
    return f"T{match.group(1)}" if match else re.sub(r"[^A-Z0-9-]+", "-", tile).strip("-")


def product_identifier(product: Product, version: str = "V1-0") -> str:
    """``SENTINEL2A_20180117-110000-000_L2A_T30TWT_C_V1-0``.

    Raises BocageError("mission_unknown") where the product names no mission or tile.
    """
    mission, place = re.sub(r"[^A-Z0-9-]+", "-", product.mission.strip().upper()), zone(product)
    if not mission or not place:
        raise BocageError("mission_unknown", file=product.path)
    when = utc(product.acquired)
    milliseconds = when.microsecond // 1000
    return f"{mission}_{when:%Y%m%d-%H%M%S}-{milliseconds:03d}_L2A_{place}_C_{version}"


def dataset_identifier(identifier: str) -> str:
    """The identifier without its version."""
    return re.sub(r"_V\d+-\d+$", "", identifier)


def version_number(identifier: str) -> str:
    """``1.0`` from ``..._V1-0``."""
    match = _VERSION.search(identifier)
    return f"{match.group(1)}.{match.group(2)}" if match else "1.0"


def layout(identifier: str, groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Paths inside the product's folder, with ``/``: ``SRE_B2``, ``FRE_B2``, ``ATB_R1``, ``CLM_R1``..., ``QKL_ALL``,
    ``MTD_ALL``, ``STAC``, ``RGB`` (natural-colour VRT), ``RGB_STYLE``, ``AUN`` (AOT's uncertainty on cells) and
    ``CMP`` (the composite of earlier dates and this one)."""
    paths = {f"SRE_{band}": f"{identifier}_SRE_{band}.tif" for bands in groups.values() for band in bands}
    paths.update({f"FRE_{band}": f"{identifier}_FRE_{band}.tif" for bands in groups.values() for band in bands})
    for group in groups:
        paths[f"ATB_{group}"] = f"{identifier}_ATB_{group}.tif"
        for mask in MASKS:
            paths[f"{mask}_{group}"] = f"MASKS/{identifier}_{mask}_{group}.tif"
    paths["AUN"] = f"DATA/{identifier}_AUN_ALL.tif"
    paths["CMP"] = f"DATA/{identifier}_CMP_ALL.npz"
    paths["QKL_ALL"] = f"{identifier}_QKL_ALL.jpg"
    paths["MTD_ALL"] = f"{identifier}_MTD_ALL.xml"
    paths["STAC"] = f"{identifier}_STAC.json"
    paths["RGB"] = f"{identifier}_RGB.vrt"
    paths["RGB_STYLE"] = f"{identifier}_RGB.qml"
    return paths


def mask_bits(mask: str, bands: Sequence[str] = ()) -> Bits:
    """Bits of a mask; those of SAT are one a band of the group, in order."""
    if mask == "SAT":
        return tuple((number, band, f"{band} saturated") for number, band in enumerate(bands, start=1))
    return MASK_BITS[mask]


def mask_dtype(mask: str, bands: Sequence[str] = ()) -> str:
    """``uint8``, or ``uint16`` for the saturation of more than eight bands."""
    return "uint16" if mask == "SAT" and len(bands) > 8 else "uint8"


def is_computed(mask: str, bit: str, not_computed: Sequence[str]) -> bool:
    """False where ``not_computed`` names the mask or the bit (``MG2.cloud``)."""
    return mask not in not_computed and f"{mask}.{bit}" not in not_computed
