"""Tiles, orbits and zones to one grid, block after block, to GeoTIFFs that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import numpy as np

from ...engine.grid import Grid, Window
from ...engine.outputs import atomic_file, write_text
from ...engine.progress import Part, Progress, check
from ...engine.raster import rasterise
from ...engine.vectors import Polygon
from ..pixels import style
from ..pixels.filling import Plan, fill
from ..pixels.masking import bits_of
from ..pixels.output import (
    Coding,
    StackWriter,
    band_items,
    check_output,
    coding,
    described,
    label_of,
    made_by,
    raster_coding,
)
from ..pixels.targets import BLOCK
from . import provenance
from .choice import Readers, chosen_first, combined
from .plan import Layered, open_layers, ordered, target_grid
from .settings import MosaicResult, MosaicSettings

_COUNTS = Coding("uint16", 0.0, ((1.0, 0.0),))
#: Bytes that the values of one block may take where all products are held at once.
_MOST_BYTES = 256_000_000


def run_mosaic(settings: MosaicSettings, progress: Progress) -> MosaicResult:
    """One mosaic. Raises BocageError, or Cancelled; then nothing is left behind."""
    progress.report(0.0, "step_metadata")
    layers = open_layers(settings, progress)
    grid, outlines = target_grid(settings, layers)
    layers = ordered(settings, layers, grid, progress)
    first = settings.rule in ("clearest", "nearest")
    how = _coding(settings, layers, first)
    check_output(settings.output, grid, how, len(how.scales))
    if settings.provenance:
        check_output(settings.provenance, grid, _COUNTS, 1)
    unclear = bits_of(settings.flags) | bits_of(["nodata"])

    def work(readers: Readers, block: Window) -> np.ndarray:
        place = grid.window(*block)
        inside = _inside(outlines, place)
        if first:
            values = chosen_first(readers, layers, place, unclear, settings.fill, settings.resampling)
        else:
            values = combined(readers, layers, place, unclear, settings.fill, settings.resampling, settings.rule)
        values[:-2, ~inside] = np.nan
        values[-2:, ~inside] = 0.0
        return np.concatenate([values, inside[None].astype(np.float32)])

    plan = Plan(settings.output, grid, how, _names(layers), _items(settings, layers),
                [band_items(layers[0].source.product, one) for one in layers[0].variables], _look(layers),
                _overviews(layers, how), _block(layers, first))
    tally = _Tally(len(layers) if first else 1)
    with ExitStack() as stack:
        writer = _provenance(stack, settings, grid, layers, first)

        def seen(block: Window, values: np.ndarray) -> None:
            tally.add(values[-3], values[-2] > 0, values[-1] > 0)
            if writer is not None:
                writer.write(np.where(values[-3:-2] > 0, values[-3:-2], np.nan), block[0], block[1])

        fill(plan, lambda: Readers(layers), work, seen, settings.threads, Part(progress, 0.02, 0.95))
        if writer is not None:
            writer.close("NEAREST")
            if first:
                target = Path(settings.provenance).with_suffix(".csv")
                write_text(stack.enter_context(atomic_file(target)), provenance.table(layers, tally.counts))
        check(progress)
    progress.report(1.0)
    inside = max(1, tally.inside)
    return MosaicResult(settings.output, len(layers), 100.0 * (inside - tally.filled) / inside,
                        100.0 * tally.clear / inside, settings.provenance,
                        str(Path(settings.provenance).with_suffix(".csv")) if settings.provenance and first else "",
                        _moment(layers))


class _Tally:
    """Pixels by the number of their product, and what is clear, filled and inside."""

    def __init__(self, most: int) -> None:
        self.counts = np.zeros(most + 1, np.int64)
        self.inside = self.filled = self.clear = 0

    def add(self, origin: np.ndarray, clear: np.ndarray, inside: np.ndarray) -> None:
        numbers = np.minimum(origin.astype(np.int64), len(self.counts) - 1)
        self.counts += np.bincount(numbers.ravel(), minlength=len(self.counts))
        self.inside += int(np.count_nonzero(inside))
        self.filled += int(np.count_nonzero(origin > 0))
        self.clear += int(np.count_nonzero(clear))


def _provenance(stack: ExitStack, settings: MosaicSettings, grid: Grid, layers: Sequence[Layered],
                first: bool) -> StackWriter | None:
    if not settings.provenance:
        return None
    os.makedirs(os.path.dirname(os.path.abspath(settings.provenance)), exist_ok=True)
    path = stack.enter_context(atomic_file(settings.provenance))
    if first:
        look = Path(settings.provenance).with_suffix(".qml")
        write_text(stack.enter_context(atomic_file(look)), provenance.palette(layers))
    name = "number of the product" if first else "number of clear products"
    writer = stack.enter_context(StackWriter(path, grid, _COUNTS, [name]))
    writer.raster.set_metadata({**made_by("mosaic", settings, [one.source.product for one in layers]),
                                **provenance.items(layers)})
    return writer


def _coding(settings: MosaicSettings, layers: Sequence[Layered], first: bool) -> Coding:
    sources = [one.source for one in layers]
    kept = {(source.dtype, raster_coding(source, len(source.product.bands))) for source in sources if source.is_raster}
    if not settings.type and all(source.is_raster for source in sources):
        count = len(layers[0].variables)
        same = len(kept) == 1 and all(one.is_band for one in layers[0].variables)
        if first and same:
            own = raster_coding(sources[0], len(sources[0].product.bands))
            numbers = [one.bands[0].index - 1 for one in layers[0].variables]
            return Coding(own.dtype, own.nodata, tuple(own.scales[number] for number in numbers))
        return Coding("float32", float("nan"), ((1.0, 0.0),) * count)
    return coding(settings.type or "int16", layers[0].variables)


def _names(layers: Sequence[Layered]) -> list[str]:
    return [label_of(one) for one in layers[0].variables]


def _items(settings: MosaicSettings, layers: Sequence[Layered]) -> dict[str, str]:
    items = {**made_by("mosaic", settings, [one.source.product for one in layers]), **provenance.items(layers)}
    # Of one day, the mosaic is of that day too.
    return {**described(layers[0].source.product), **items} if _moment(layers) else items


def _moment(layers: Sequence[Layered]) -> datetime | None:
    """When all were taken, None where they are of several days or do not say."""
    days = {one.source.acquired.date() if one.source.acquired else None for one in layers}
    return layers[0].source.acquired if len(days) == 1 else None


def _look(layers: Sequence[Layered]) -> str:
    source = layers[0].source
    if not source.is_raster or any(one.bands and one.bands[0].role for one in layers[0].variables):
        return style.text(layers[0].variables)
    look = Path(source.product.path).with_suffix(".qml")
    return look.read_text(encoding="utf-8") if look.is_file() else ""


def _overviews(layers: Sequence[Layered], how: Coding) -> str:
    return "NEAREST" if layers[0].source.is_raster and how.whole and how.scales[0] == (1.0, 0.0) else "AVERAGE"


def _block(layers: Sequence[Layered], first: bool) -> tuple[int, int]:
    """Smaller blocks where the values of all products are held at once."""
    rows, columns = BLOCK
    held = 3 if first else 3 * len(layers)
    while rows * columns * 4 * held * len(layers[0].variables) > _MOST_BYTES and columns > 512:
        columns //= 2
    while rows * columns * 4 * held * len(layers[0].variables) > _MOST_BYTES and rows > 512:
        rows //= 2
    return rows, columns


def _inside(outlines: Sequence[Polygon], grid: Grid) -> np.ndarray:
    """Pixels whose centre lies in the area of interest; all without one."""
    if not outlines:
        return np.ones(grid.shape, bool)
    return rasterise([(1, one.rings) for one in outlines], grid) > 0
