"""Masks given beside a series of rasters: 0 where clear, anything else hides; so does their nodata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..engine.raster import Raster
from ..errors import BocageError
from .calendar import moment_in

if TYPE_CHECKING:
    from .dated import Dated


@dataclass(frozen=True)
class MaskBand:
    """One band of a raster of masks, 0 where clear."""

    path: str
    #: From 1.
    index: int


def match_masks(images: "tuple[Dated, ...]", masks: Sequence[str]) -> "tuple[Dated, ...]":
    """Each image with its mask: by date where all masks have one, else by their order.

    Raises BocageError where neither dates nor numbers agree.
    """
    if not masks:
        return images
    found = [one for path in masks for one in _bands(path)]
    dated = {moment: mask for moment, mask in found if moment is not None}
    if len(dated) == len(found):
        whole = [dated.get(image.acquired) for image in images]
        if None in whole:
            days = {moment.date(): mask for moment, mask in dated.items()}
            whole = [exact or days.get(image.day) for exact, image in zip(whole, images)]
        absent = [image.day.isoformat() for image, mask in zip(images, whole) if mask is None]
        if absent:
            raise BocageError("masks_absent_dates", file=masks[0], count=len(absent), dates=", ".join(absent[:5]))
    elif len(found) == len(images):
        whole = [mask for _, mask in found]
    else:
        raise BocageError("masks_unmatched", file=masks[0], masks=len(found), dates=len(images))
    return tuple(replace(image, mask=mask) for image, mask in zip(images, whole))


def _bands(path: str) -> list[tuple[datetime | None, MaskBand]]:
    with Raster(path) as raster:
        labels = [moment_in(raster.description(number)) for number in range(1, raster.count + 1)]
        if raster.count == 1 and labels[0] is None:
            labels = [moment_in(raster.metadata().get("ACQUIRED", "")) or moment_in(Path(path).stem)]
        return [(label[0] if label else None, MaskBand(path, number)) for number, label in enumerate(labels, start=1)]


__all__ = ["MaskBand", "match_masks"]
