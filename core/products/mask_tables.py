"""What every producer's masks mean: the one table from their bits and values to the canonical flags.

Two things are told by a coding: how the numbers are to be read (bits, values, any that is not zero) and which flag
each raises. Pixels cannot tell which coding is theirs, so those of one file name are keyed on mission and producer
(``CLOUD_MASKS``); sources stand beside each table, and in docs/products.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .flags import (
    CIRRUS,
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

BITS, VALUES, FIELDS, NONZERO = "bits", "values", "fields", "nonzero"


@dataclass(frozen=True)
class Coding:
    """How the numbers of a mask become flags.

    ``bits``: each key is a bit's value, several may be set. ``values``: each key is a whole number.
    ``fields``: each key is several bits, raised where all of them are set. ``nonzero``: the key is 0.
    """

    how: str
    flags: Mapping[int, int]
    #: Key -> meaning, as the producer words it: for legends.
    words: Mapping[int, str]
    #: A bit of the producer's that only sums up others, and its flag where none of the others is set.
    summary: tuple[int, int] | None = None

    @property
    def union(self) -> int:
        """Every flag that this coding can raise."""
        result = self.summary[1] if self.summary else 0
        for flag in self.flags.values():
            result |= flag
        return result


#: CLM as Theia distributes it, Sentinel-2 and Landsat (Theia's documentation; eoreader; let-it-snow).
CLM_THEIA = Coding(BITS, {2: CLOUD, 16: CIRRUS, 32: SHADOW, 64: SHADOW, 128: CIRRUS}, {
    1: "all clouds except the thinnest, and all shadows", 2: "all clouds except the thinnest",
    4: "cloud seen in one date", 8: "cloud seen against earlier dates", 16: "thinnest clouds",
    32: "shadow of a cloud inside the image", 64: "shadow of a cloud outside the image",
    128: "high clouds at 1.38 um"})
#: The order of MACCS and of MAJA's own format (CLD), and of VENuS (MAJA's writer, let-it-snow, eoreader).
CLM_NATIVE = Coding(BITS, {2: CLOUD, 4: SHADOW, 8: SHADOW, 64: CIRRUS, 128: CIRRUS}, {
    1: "all clouds and shadows", 2: "all clouds", 4: "shadow of a cloud inside the image",
    8: "shadow of a cloud outside the image", 16: "cloud seen in one date", 32: "cloud seen against earlier dates",
    64: "extension of clouds, thin clouds", 128: "high clouds: stereoscopy (VENuS) or 1.38 um"})
#: Ours: bit 16 is the buffer; the buffer of shadows is in MG2's bit 8.
CLM_BOCAGE = Coding(BITS, {2: CLOUD, 16: CLOUD, 32: SHADOW, 64: SHADOW, 128: CIRRUS}, {
    **CLM_THEIA.words, 16: "buffer around clouds"})
#: (family of missions, producer) -> coding of the detailed cloud mask; "" is any producer. Which order MAJA 4 writes
#: in MUSCATE's layout for Sentinel-2 is not verified: as distributed by Theia.
CLOUD_MASKS: dict[tuple[str, str], Coding] = {
    ("SENTINEL2", ""): CLM_THEIA, ("LANDSAT", ""): CLM_THEIA, ("LANDSAT8", ""): CLM_THEIA,
    ("LANDSAT9", ""): CLM_THEIA, ("VENUS", ""): CLM_NATIVE,
    ("SENTINEL2", "BOCAGE"): CLM_BOCAGE, ("LANDSAT8", "BOCAGE"): CLM_BOCAGE, ("VENUS", "BOCAGE"): CLM_BOCAGE,
    ("SENTINEL2", "MACCS"): CLM_NATIVE, ("LANDSAT8", "MACCS"): CLM_NATIVE, ("LANDSAT", "MACCS"): CLM_NATIVE}

#: MSK of MACCS and MAJA's own format: WAT, HID, SHD, STL, TGS and, but for VENuS, SNW (MAJA's L2 writer).
MSK_NATIVE = Coding(BITS, {1: WATER, 2: HIDDEN, 4: TOPOGRAPHIC_SHADOW, 8: SUN_TOO_LOW, 16: SUN_TOO_LOW, 32: SNOW}, {
    1: "water", 2: "hidden by the relief", 4: "shadow of the relief", 8: "sun too low", 16: "tangent sun", 32: "snow"})
#: Last band of QLT, bit 1: outside the image.
OTH_NATIVE = Coding(BITS, {1: NODATA}, {
    1: "outside the image", 2: "AOT interpolated", 4: "water vapour interpolated"})

#: NUA of the old N2A products (SNAP's help on SPOT4 Take5, CESBIO's page on the format).
NUA = Coding(BITS, {2: CLOUD, 16: CIRRUS, 32: CIRRUS, 64: SHADOW, 128: SHADOW}, {
    1: "clouds except thin ones, or shadows", 2: "clouds except thin ones", 4: "cloud seen in one date",
    8: "cloud seen against earlier dates", 16: "very thin clouds", 32: "high clouds at 1.38 um (Landsat 8)",
    64: "shadow of a cloud", 128: "shadow of a cloud outside the image"}, summary=(1, CLOUD))
#: DIV of the same: bits from 16 on are left out, no source tells them.
DIV = Coding(BITS, {1: NODATA, 2: WATER, 4: SNOW, 8: SUN_TOO_LOW}, {
    1: "no data", 2: "water", 4: "snow", 8: "sun too low for the slopes' correction"})

#: QA_PIXEL of Landsat Collection 2 (USGS LSDS-1619, LSDS-1618). Cirrus is of Landsat 8 and 9 alone.
QA_PIXEL = Coding(BITS, {1: NODATA, 2: CLOUD, 4: CIRRUS, 8: CLOUD, 16: SHADOW, 32: SNOW, 128: WATER}, {
    1: "fill", 2: "dilated cloud", 4: "cirrus", 8: "cloud", 16: "cloud shadow", 32: "snow", 64: "clear",
    128: "water"})
#: BQA of Landsat Collection 1 (USGS LSDS-1656): confidences of two bits, the highest one counts.
#: Bits 2 and 3 count saturated bands. Bit 1 is terrain occlusion for Landsat 8, a dropped pixel before it.
BQA_OLI = Coding(FIELDS, {1: NODATA, 2: HIDDEN, 16: CLOUD, 384: SHADOW, 1536: SNOW, 6144: CIRRUS}, {
    1: "fill", 2: "hidden by the relief", 16: "cloud", 384: "cloud shadow, high confidence",
    1536: "snow, high confidence", 6144: "cirrus, high confidence"})
BQA_TM = Coding(FIELDS, {1: NODATA, 2: DEFECTIVE, 16: CLOUD, 384: SHADOW, 1536: SNOW}, {
    1: "fill", 2: "dropped pixel", 16: "cloud", 384: "cloud shadow, high confidence", 1536: "snow, high confidence"})
#: pixel_qa of Collection 1 surface reflectance (USGS LSDS-1368).
PIXEL_QA = Coding(FIELDS, {1: NODATA, 4: WATER, 8: SHADOW, 16: SNOW, 32: CLOUD, 768: CIRRUS, 1024: HIDDEN}, {
    1: "fill", 2: "clear", 4: "water", 8: "cloud shadow", 16: "snow", 32: "cloud", 768: "cirrus, high confidence",
    1024: "hidden by the relief"})
_OLI_SATURATION = {1 << bit: SATURATED for bit in (0, 1, 2, 3, 4, 5, 6, 8)}
#: QA_RADSAT of Collection 2: one bit a band; bit 11 terrain occlusion (OLI), bit 9 dropped pixel (TM, ETM+).
RADSAT_OLI = Coding(BITS, {**_OLI_SATURATION, 2048: HIDDEN}, {
    **{1 << (band - 1): f"B{band} saturated" for band in (1, 2, 3, 4, 5, 6, 7, 9)}, 2048: "hidden by the relief"})
RADSAT_TM = Coding(BITS, {**{1 << (band - 1): SATURATED for band in (1, 2, 3, 4, 5, 7)}, 512: DEFECTIVE}, {
    **{1 << (band - 1): f"B{band} saturated" for band in (1, 2, 3, 4, 5, 6, 7)}, 512: "dropped pixel"})

#: Scene classification of Sentinel-2 L2A; 4 vegetation, 5 bare, 7 unclassified carry no flag (its metadata).
SCL = Coding(VALUES, {0: NODATA, 1: SATURATED | DEFECTIVE, 2: TOPOGRAPHIC_SHADOW, 3: SHADOW, 6: WATER, 8: CLOUD,
                      9: CLOUD, 10: CIRRUS, 11: SNOW}, {
    0: "no data", 1: "saturated or defective", 2: "dark, or shadow of the relief", 3: "cloud shadow", 4: "vegetation",
    5: "bare", 6: "water", 7: "unclassified", 8: "cloud, medium probability", 9: "cloud, high probability",
    10: "thin cirrus", 11: "snow"})
#: FLG of WASP: values, not bits (CNES' code; the German chain's FLG are bits, and other products).
FLG = Coding(VALUES, {0: NODATA, 1: CLOUD, 2: SNOW, 3: WATER, 5: SHADOW, 6: SATURATED}, {
    0: "no data", 1: "cloud", 2: "snow", 3: "water", 4: "land", 5: "cloud shadow", 6: "saturated"})
#: Theia's snow (SNW: 0, 100, 205, 254) and LIS's fraction (FSC: 0 to 100, 205, 255, water too).
SNOW_COVER = Coding(VALUES, {**dict.fromkeys(range(1, 101), SNOW), 205: CLOUD, 254: NODATA, 255: NODATA}, {
    0: "no snow", 100: "snow (percent)", 205: "cloud or cloud shadow", 254: "no data", 255: "no data, or water"})
#: LIS's QCFLAGS: 0 sun too low, 1 tangent sun, 2 water, 3 trees over 90 %, 4 snow under thin cloud, 5 trees unknown.
QCFLAGS = Coding(BITS, {1: SUN_TOO_LOW, 2: SUN_TOO_LOW, 4: WATER, 16: CIRRUS}, {
    1: "sun too low", 2: "tangent sun", 4: "water", 8: "trees over 90 %", 16: "snow under a thin cloud",
    32: "density of trees unknown", 64: "shaded slope"})

#: Masks of one meaning.
SATURATED_ANYWHERE = Coding(NONZERO, {0: SATURATED}, {0: "saturated in a band"})
DEFECTIVE_ANYWHERE = Coding(NONZERO, {0: DEFECTIVE}, {0: "defective in a band"})
CLOUD_ANYWHERE = Coding(NONZERO, {0: CLOUD}, {0: "cloud"})

#: Name in ``MaskLayer.coding`` -> coding.
CODINGS: dict[str, Coding] = {
    "clm_native": CLM_NATIVE, "msk_native": MSK_NATIVE, "oth_native": OTH_NATIVE, "nua": NUA, "div": DIV,
    "qa_pixel": QA_PIXEL, "bqa_oli": BQA_OLI, "bqa_tm": BQA_TM, "pixel_qa": PIXEL_QA, "radsat_oli": RADSAT_OLI,
    "radsat_tm": RADSAT_TM, "scl": SCL, "flg": FLG, "snow_cover": SNOW_COVER, "qcflags": QCFLAGS,
    "saturated": SATURATED_ANYWHERE, "defective": DEFECTIVE_ANYWHERE, "cloud": CLOUD_ANYWHERE}
