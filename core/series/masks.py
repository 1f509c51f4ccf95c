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
    """Each image with its mask: by date where all masks have one, else by the order in which both are given.

    Masks of one date serve the images of that date in their order. Raises BocageError where neither agrees.
    """
    if not masks:
        return images
    found = [one for path in masks for one in _bands(path)]
    dated = {moment: mask for moment, mask in found if moment is not None}
    if len(dated) < len(found) == len(images) and all(moment is not None for moment, _ in found):
        whole = _in_turn(images, found)
    elif len(dated) == len(found):
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


def _in_turn(images: "tuple[Dated, ...]", found: "Sequence[tuple[datetime | None, MaskBand]]"
             ) -> "list[MaskBand | None]":
    """As many masks as images, several of one date: those of each day in turn. Raises BocageError."""
    waiting: dict[str, list[MaskBand]] = {}
    for moment, mask in found:
        waiting.setdefault(f"{moment:%Y-%m-%d}", []).append(mask)
    absent = [image.day.isoformat() for image in images if image.day.isoformat() not in waiting]
    if absent:
        raise BocageError("masks_absent_dates", file=found[0][1].path, count=len(absent), dates=", ".join(absent[:5]))
    if any(len(waiting[image.day.isoformat()]) != sum(other.day == image.day for other in images) for image in images):
        raise BocageError("masks_unmatched", file=found[0][1].path, masks=len(found), dates=len(images))
    return [waiting[image.day.isoformat()].pop(0) for image in images]


def _bands(path: str) -> list[tuple[datetime | None, MaskBand]]:
    with Raster(path) as raster:
        labels = [moment_in(raster.description(number)) for number in range(1, raster.count + 1)]
        if raster.count == 1 and labels[0] is None:
            labels = [moment_in(raster.metadata().get("ACQUIRED", "")) or moment_in(Path(path).stem)]
        return [(label[0] if label else None, MaskBand(path, number)) for number, label in enumerate(labels, start=1)]


__all__ = ["MaskBand", "match_masks"]
