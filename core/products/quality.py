"""Producers' masks as canonical flags: GML and JP2 of L1C, MUSCATE's bits, and the codings of ``mask_tables``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ..engine.grid import Grid
from ..engine.raster import rasterise
from ..errors import BocageError
from .flags import CIRRUS, CLOUD, DEFECTIVE, NODATA, SATURATED, SHADOW, SNOW
from .gml import mask_polygons
from .mask_tables import BITS, CODINGS, FIELDS, SCL, VALUES, Coding
from .model import Product
from .muscate.tables import BIT_FLAGS, cloud_bits
from .sampling import nearest_numbers, nearest_values

#: MSK_CLASSI (baseline 04.00 on): bands 1 to 3.
_CLASSI = {1: CLOUD, 2: CIRRUS, 3: SNOW}
#: MSK_QUALIT: 3 lost, 4 degraded, 5 defective, 6 no data, 8 saturated. 1 and 2 are ancillary packets,
#: 7 partially corrected crosstalk: the pixel is sound.
_QUALIT = {3: DEFECTIVE, 4: DEFECTIVE, 5: DEFECTIVE, 6: NODATA, 8: SATURATED}
#: Kind of vector mask -> polygon type contains -> flag. MSK_NODATA also holds crosstalk polygons
#: (QT_PARTIALLY_CORRECTED_PIXELS), whose pixels are sound.
_GML = {"cloud": {"OPAQUE": CLOUD, "CIRRUS": CIRRUS}, "nodata": {"NODATA": NODATA},
        "saturated": {"SATURATED": SATURATED}, "defective": {"DEFECTIVE": DEFECTIVE},
        "technical_quality": {"MSI_LOST": DEFECTIVE, "MSI_DEG": DEFECTIVE}}


@dataclass(frozen=True)
class BitMask:
    """A file of one band whose bits are flags."""

    path: str
    #: Bit, or several of them -> canonical flags that each raises.
    table: dict[int, int]


def bit_masks(product: Product, wanted: int, coarsest: bool = False) -> list[BitMask] | None:
    """Files whose bits are all that ``quality_flags`` would look for; None where it looks for anything else."""
    if product.family != "muscate" or any(CODINGS[layer.coding].union & wanted for layer in product.masks):
        return None
    return [BitMask(path, table) for path, table in _muscate_masks(product, wanted, coarsest).items()]


def quality_flags(product: Product, grid: Grid, wanted: int = 0xFFFF, coarsest: bool = False) -> np.ndarray:
    """Canonical flags at the pixel centres of ``grid`` (product's CRS), uint16 (rows, columns).

    Masks that can raise none of the flags ``wanted`` may be left unread. ``coarsest``: of masks that come at several
    resolutions, the coarsest, which is read the fastest, instead of the finest. The union over bands. A product of a
    kind that has no masks bears no flags; raises BocageError where a mask cannot be read, or where those that tell
    clouds are gone: cloudy ground would look clear.
    """
    flags = np.zeros(grid.shape, dtype=np.uint16)
    for path, apply in _masks(product, wanted, coarsest):
        apply(flags, path, grid)
    for layer in product.masks:
        if CODINGS[layer.coding].union & wanted:
            flags |= decoded(nearest_values(layer.path, grid, layer.index), CODINGS[layer.coding])
    return flags


def _refuse_absent(product: Product, wanted: int) -> None:
    """Raise BocageError where the producer's masks of clouds are asked for and are not there."""
    absent = product.extras.get("cloud_masks_gone", "")
    if absent and wanted & CLOUD:
        raise BocageError("cloud_masks_gone", file=product.path, masks=absent)


def decoded(numbers: np.ndarray, coding: Coding) -> np.ndarray:
    """Canonical flags of a mask's integers, uint16 of the same shape."""
    flags = np.zeros(numbers.shape, dtype=np.uint16)
    for key, flag in coding.flags.items():
        if coding.how == BITS:
            raised = (numbers & key) != 0
        elif coding.how == FIELDS:
            raised = (numbers & key) == key
        else:
            raised = numbers == key if coding.how == VALUES else numbers != 0
        _raise(flags, raised, flag)
    if coding.summary is not None:
        bit, flag = coding.summary
        _raise(flags, ((numbers & bit) != 0) & (flags & np.uint16(CLOUD | SHADOW) == 0), flag)
    return flags


def _raise(flags: np.ndarray, where: np.ndarray, flag: int) -> None:
    """``flags[where] |= flag``, ten times as fast on whole images."""
    if flag < 256:
        # Bytes, as the condition is.
        flags |= where.view(np.uint8) * np.uint8(flag)
    else:
        flags |= where * np.uint16(flag)


_Apply = Callable[[np.ndarray, str, Grid], None]


def _masks(product: Product, wanted: int, coarsest: bool) -> Iterator[tuple[str, _Apply]]:
    """Each mask file of the product and how its values become flags."""
    if product.family == "muscate":
        for path, table in _muscate_masks(product, wanted, coarsest).items():
            yield path, _by_bit(table)
        return
    _refuse_absent(product, wanted)
    readers: dict[str, _Apply] = {"classification": _by_band(_CLASSI), "quality": _by_band(_QUALIT),
                                  "scene_classification": _by_coding(SCL)}
    for kind, entries in product.mask_files.items():
        for path in entries.values():
            if kind in _GML and path.lower().endswith(".gml"):
                yield path, _by_polygon(_GML[kind])
            elif kind in readers:
                yield path, readers[kind]


def _muscate_masks(product: Product, wanted: int, coarsest: bool) -> dict[str, dict[int, int]]:
    """Bits -> flags by file, of one group, the finest or the coarsest; masks of one band for every band."""
    _refuse_absent(product, wanted)
    bits: dict[str, dict[int, int]] = {}
    for kind, entries in product.mask_files.items():
        groups = sorted(key for key in entries if not key.startswith("B"))
        others = groups[:-1] if coarsest else groups[1:]
        for key, path in entries.items():
            if key in others:
                continue
            if kind == "cloud_detail":
                table = cloud_bits(product.mission, product.extras.get("producer", ""))
            elif kind in BIT_FLAGS:
                number = product.extras.get(f"bit:{kind}:{key}", "1")
                position = int(number) if number.isdigit() else 0
                table = {1 << (position - 1): BIT_FLAGS[kind]} if position else {}
            else:
                continue
            table = {value: flag for value, flag in table.items() if flag & wanted}
            known = bits.setdefault(path, {}) if table else {}
            for value, flag in table.items():
                known[value] = known.get(value, 0) | flag
    return bits


def _by_polygon(table: dict[str, int]) -> _Apply:
    def apply(flags: np.ndarray, path: str, grid: Grid) -> None:
        polygons = mask_polygons(path)
        for word, flag in table.items():
            chosen = [(1, polygon.rings) for polygon in polygons if word in polygon.kind.upper()]
            if chosen:
                flags[rasterise(chosen, grid) == 1] |= np.uint16(flag)

    return apply


def _by_band(table: dict[int, int]) -> _Apply:
    def apply(flags: np.ndarray, path: str, grid: Grid) -> None:
        for index, flag in table.items():
            flags[nearest_values(path, grid, index) > 0] |= np.uint16(flag)

    return apply


def _by_coding(coding: Coding) -> _Apply:
    def apply(flags: np.ndarray, path: str, grid: Grid) -> None:
        flags |= decoded(nearest_values(path, grid), coding)

    return apply


def _by_bit(table: dict[int, int]) -> _Apply:
    bits: dict[int, int] = {}
    for value, flag in table.items():
        bits[flag] = bits.get(flag, 0) | value

    def apply(flags: np.ndarray, path: str, grid: Grid) -> None:
        values = nearest_numbers(path, grid)
        values = values.view(f"u{values.itemsize}")
        # Most blocks of most masks hold nothing.
        present = int(np.bitwise_or.reduce(values, axis=None))
        for flag, wanted in bits.items():
            if present & wanted:
                _raise(flags, (values & values.dtype.type(present & wanted)) != 0, flag)

    return apply
