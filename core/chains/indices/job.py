"""Indices block after block, to a GeoTIFF that appears whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ...engine.grid import Grid, Window
from ...engine.outputs import check_apart, free_bytes, human_bytes
from ...engine.progress import Progress
from ...engine.raster import Raster
from ...errors import BocageError
from ...products.model import Product
from ...series.calendar import moment_in
from ...series.dated import Dated, open_series, undated
from ..pixels import style
from ..pixels.filling import Filling, Plan, fill
from ..pixels.masking import bits_of
from ..pixels.output import band_items, check_output, coding, made_by, type_of
from ..pixels.plans import BlockExecutor, restored
from ..pixels.reading import PixelReader
from ..pixels.series import files_of
from ..pixels.sources import RASTER, label
from ..pixels.targets import cropped
from ..pixels.variables import Variable, variables
from .settings import IndicesResult, IndicesSettings


class _Readers:
    """One lane's images, open."""

    def __init__(self, products: Sequence[Product]) -> None:
        self.each: list[PixelReader] = [PixelReader(product) for product in products]

    def close(self) -> None:
        """Release the files."""
        for reader in self.each:
            reader.close()

    def forget(self) -> None:
        """Drop decoded pixels."""
        for reader in self.each:
            reader.forget()


@dataclass(frozen=True)
class _Task:
    """The images of a run, what is wanted of each, and the grid."""

    settings: IndicesSettings
    #: Days ("" for one image alone) and products.
    images: list[tuple[str, Product]]
    wanted: list[tuple[Variable, ...]]
    grid: Grid

    def opened(self) -> _Readers:
        """For one thread."""
        return _Readers([product for _, product in self.images])

    def values(self, state: _Readers, block: Window) -> np.ndarray:
        """All indices of one block (index, rows, columns), NaN where there is none."""
        place, masked = self.grid.window(*block), bits_of(self.settings.flags)
        return np.concatenate([_values(reader, several, place, self.settings.resampling, masked)
                               for reader, several in zip(state.each, self.wanted)])


def _task(settings: IndicesSettings) -> _Task:
    if not settings.indices:
        raise BocageError("indices_none")
    images = _images(settings.input)
    wanted = [variables(product, settings.indices) for _, product in images]
    with PixelReader(images[0][1]) as reader:
        grid = cropped(reader.finest(wanted[0]), settings.resolution, settings.extent, settings.extent_crs,
                       settings.input)
    return _Task(settings, images, wanted, grid)


def open_worker(arguments: Mapping[str, Any]) -> Filling[_Readers]:
    """What computes blocks of a plan of ``run_indices``, wherever it runs. Raises BocageError."""
    task = _task(restored(IndicesSettings, arguments["settings"]))
    return Filling(task.opened(), task.values)


def run_indices(settings: IndicesSettings, progress: Progress, executor: BlockExecutor | None = None) -> IndicesResult:
    """Indices of one image or of a stack of dates. Raises BocageError, or Cancelled; then nothing is left behind.

    Blocks are computed by threads of this process, or by the executor that is given.
    """
    progress.report(0.0, "step_metadata")
    task = _task(settings)
    images, wanted, grid = task.images, task.wanted, task.grid
    check_apart([settings.output], [settings.input, *files_of(product for _, product in images)])
    every = [one for several in wanted for one in several]
    names = [f"{day} {one.name}".strip() for (day, _), several in zip(images, wanted) for one in several]
    how = coding(type_of(settings.type, every, images[0][1].family == RASTER), every)
    weight = grid.shape[0] * grid.shape[1] * len(names) * np.dtype(how.dtype).itemsize * 4 / 3
    progress.info("indices_size", images=len(images), bands=len(names), rows=grid.shape[0], columns=grid.shape[1],
                  written=human_bytes(weight),
                  free=human_bytes(free_bytes(os.path.dirname(os.path.abspath(settings.output)))))
    check_output(settings.output, grid, how, len(names))
    empty = [0]

    def seen(block: Window, values: np.ndarray) -> None:
        empty[0] += int(np.count_nonzero(~np.isfinite(values).any(axis=0)))

    tags = [{**band_items(product, one), **({"DATE": day} if day else {})}
            for (day, product), several in zip(images, wanted) for one in several]
    plan = Plan(settings.output, grid, how, names, made_by("indices", settings, [images[0][1]]), tags,
                style.text(every), function="indices")
    fill(plan, task.opened, task.values, seen, settings.threads, progress, {"settings": asdict(settings)}, executor)
    progress.report(1.0)
    return _told(settings, images, names, 100.0 * empty[0] / (grid.shape[0] * grid.shape[1]))


def _images(path: str) -> list[tuple[str, Product]]:
    """Days ("" for one image alone) and products; a raster without any date is one image."""
    try:
        images = open_series([path]).images
    except BocageError as error:
        if error.code != "raster_undated":
            raise
        return [("", undated(path))]
    if len(images) == 1 and not _dated_bands(images[0]):
        return [("", images[0].product)]
    return [(image.day.isoformat(), image.product) for image in images]


def _dated_bands(image: Dated) -> bool:
    """True for the only date of a stack: its bands bear it, and so will the index."""
    if not image.is_raster:
        return False
    with Raster(image.product.path) as raster:
        return moment_in(raster.description(image.product.bands[0].index)) is not None


def _values(reader: PixelReader, wanted: tuple[Variable, ...], place: Grid, resampling: str,
            masked: int) -> np.ndarray:
    values = reader.values(wanted, place, resampling)
    if masked and reader.product.family != RASTER:
        values[:, (reader.flags(place, wanted) & np.uint16(masked)) != 0] = np.nan
    return values


def _told(settings: IndicesSettings, images: Sequence[tuple[str, Product]], names: Sequence[str],
          empty: float) -> IndicesResult:
    product = images[0][1]
    alone = len(images) == 1 and product.acquired.year > 1
    shown = label(product) if product.family != RASTER else os.path.splitext(os.path.basename(settings.input))[0]
    title = f"{', '.join(settings.indices[:3])} {shown}"
    return IndicesResult(settings.output, tuple(names), len(images), empty, title,
                         product.acquired if alone else None)
