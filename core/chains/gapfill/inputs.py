"""The series of one run: images that serve, what is read of each, the grid, the calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ...engine.grid import Grid
from ...engine.progress import Progress
from ...errors import BocageError
from ...series.calendar import calendar, day_of
from ...series.dated import Dated, Series, open_series
from ..pixels.reading import PixelReader, bounds_in, window_of
from ..pixels.series import Image, expanded, readable
from ..pixels.targets import cropped
from .settings import GapfillSettings

#: Roles that nobody wants by default: of the atmosphere.
_AIR = ("coastal", "water_vapour", "cirrus")


@dataclass(frozen=True)
class Inputs:
    """What a run reads, and on what it writes."""

    names: tuple[str, ...]
    #: Images by day, oldest first.
    days: tuple[tuple[date, tuple[Image, ...]], ...]
    targets: tuple[date, ...]
    #: First and last day whose clear dates are counted.
    counted: tuple[date, date]
    grid: Grid
    skipped: int

    @property
    def images(self) -> tuple[Image, ...]:
        """All images, oldest first."""
        return tuple(image for _, several in self.days for image in several)


def series_inputs(settings: GapfillSettings, progress: Progress) -> Inputs:
    """What a run works on; images that cannot serve are left out and said. Raises BocageError, Cancelled."""
    start, end = day_of(settings.start), day_of(settings.end)
    series = open_series(expanded(settings.input, progress), settings.masks, settings.dates,
                         settings.bands[0] if len(settings.bands) == 1 else "")
    for one in series.refused:
        progress.warn("product_skipped", file=one.path, fault=str(one.error))
    targets = calendar(series.days, start, end, settings.step)
    low, high = targets[0] - timedelta(days=settings.margin), targets[-1] + timedelta(days=settings.margin)
    inside = [image for image in series.images if low <= image.day <= high]
    if not inside:
        raise BocageError("calendar_empty", start=targets[0].isoformat(), end=targets[-1].isoformat(),
                          first=series.days[0].isoformat(), last=series.days[-1].isoformat())
    names = (*settings.bands, *settings.indices) or _default(inside)
    images, skipped = readable(inside, names, progress)
    grids = Grids()
    grid = cropped(grids.common(images), settings.resolution, settings.extent, settings.extent_crs,
                   images[0].dated.product.path)
    images, outside = _touching(images, grid, grids, progress)
    days = sorted({image.dated.day for image in images})
    grouped = tuple((day, tuple(one for one in images if one.dated.day == day)) for day in days)
    return Inputs(tuple(one.name for one in images[0].variables), grouped, targets, (targets[0], targets[-1]), grid,
                  len(series.refused) + skipped + outside)


def _default(images: Sequence[Dated]) -> tuple[str, ...]:
    names = Series(tuple(images)).names()
    if not names:
        raise BocageError("series_no_band", file=images[0].product.path, other=images[-1].product.path)
    return tuple(name for name in names if name not in _AIR) or names


class Grids:
    """Grids of the finest band that is read of each image; files are opened once, however many dates they hold."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Grid] = {}

    def finest(self, image: Image) -> Grid:
        """Grid of the finest band. Raises BocageError."""
        key = tuple(str(band.path) for one in image.variables for band in one.bands) or (image.dated.product.path,)
        if key not in self._known:
            with PixelReader(image.dated.product) as reader:
                self._known[key] = reader.finest(image.variables)
        return self._known[key]

    def common(self, images: Sequence[Image]) -> Grid:
        """The grid that most images have; of the oldest of them where several are as frequent."""
        return Counter(self.finest(image) for image in images).most_common(1)[0][0]


def _touching(images: Sequence[Image], grid: Grid, grids: Grids, progress: Progress) -> tuple[list[Image], int]:
    kept = []
    for image in images:
        own = grids.finest(image)
        window = window_of(own, bounds_in(grid, own.crs))
        if window[2] and window[3]:
            kept.append(image)
        else:
            progress.warn("image_outside", file=image.dated.product.path)
    if not kept:
        raise BocageError("extent_outside", file=images[0].dated.product.path)
    return kept, len(images) - len(kept)
