"""Which canonical flags the masks of a product can raise: a mask that is absent says nothing, not "clear"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .flags import CIRRUS, CLOUD, DEFECTIVE, NODATA, SATURATED, SNOW
from .mask_tables import CODINGS, SCL
from .model import Product
from .muscate.tables import BIT_FLAGS, MASK_KINDS, cloud_bits

#: Kind of a SAFE product's mask -> flags.
_SAFE = {"scene_classification": SCL.union,
         "classification": CLOUD | CIRRUS | SNOW, "quality": DEFECTIVE | NODATA | SATURATED,
         "cloud": CLOUD | CIRRUS, "nodata": NODATA, "saturated": SATURATED, "defective": DEFECTIVE,
         "technical_quality": DEFECTIVE}


def as_without_masks(product: Product) -> Product:
    """The product as one of a kind without masks of clouds, where its own were left behind.

    For those who say that nobody tells of clouds; all others are answered by an error.
    """
    extras = {key: value for key, value in product.extras.items() if key != "cloud_masks_gone"}
    return replace(product, extras=extras)


def carried_flags(product: Product) -> int:
    """Union of the flags that the product's masks can raise, those that it declares not computed left out."""
    return _told_by_kind(product) | _union(CODINGS[layer.coding].union for layer in product.masks)


def _told_by_kind(product: Product) -> int:
    kinds = set(product.mask_files)
    if product.family != "muscate":
        return _union(_SAFE.get(kind, 0) for kind in kinds)
    kinds -= {MASK_KINDS.get(nature.strip(), "") for nature in product.extras.get("not_computed", "").split(",")}
    flags = _union(BIT_FLAGS.get(kind, 0) for kind in kinds)
    if "cloud_detail" in kinds:
        flags |= _union(cloud_bits(product.mission, product.extras.get("producer", "")).values())
    return flags


def _union(values: Iterable[int]) -> int:
    result = 0
    for value in values:
        result |= value
    return result
