"""A synthesis in order: dates and weights, each group block after block, the metadata; the product appears whole."""

from __future__ import annotations

import os
from contextlib import ExitStack

import numpy as np

from ...engine.grid import Grid, Window
from ...engine.outputs import ProductFolder, check_space, write_text
from ...engine.progress import Part, Progress, check
from ...engine.raster import RasterWriter
from ...engine.resample import bilinear
from ...series.synthesis import FLAG_NODATA, Composite
from ..pixels.reading import PixelReader
from ..pixels.targets import blocks
from ..pixels.variables import variables
from .inputs import Dated, Inputs, inputs, states
from .metadata import DAYS, NODATA, QUANTIFICATION, WEIGHTS, identifier_of, paths_of, text
from .settings import SynthesisResult, SynthesisSettings

#: Rows and columns of a block: sums of all bands are held for it.
_BLOCK = (512, 1024)
_LARGEST = 32767


def run_synthesis(settings: SynthesisSettings, progress: Progress) -> SynthesisResult:
    """One L3A product. Raises BocageError, or Cancelled; then nothing is left behind."""
    progress.report(0.0, "step_metadata")
    found = inputs(settings, Part(progress, 0.0, 0.2))
    first = found.dates[0].product
    identifier = identifier_of(first, [one.product.mission for one in found.dates], found.centre)
    target = os.path.join(settings.output, identifier)
    check_space(settings.output, sum(grid.shape[0] * grid.shape[1] * (2 * len(found.groups[group]) + 5) * 4 // 3
                                     for group, grid in found.grids.items()))
    empty: dict[str, float] = {}
    total = sum(grid.shape[0] * grid.shape[1] * len(found.groups[group]) for group, grid in found.grids.items())
    done = 0.2
    with ProductFolder(target) as folder:
        os.makedirs(folder.path / "MASKS")
        progress.report(0.2, "step_writing")
        for group, grid in found.grids.items():
            share = 0.78 * grid.shape[0] * grid.shape[1] * len(found.groups[group]) / total
            empty[group] = _group(found, group, identifier, str(folder.path), Part(progress, done, done + share))
            done += share
        check(progress)
        names = [(one.product.identifier, one.days) for one in found.dates]
        # The metadata come last: a folder that has them is whole.
        write_text(folder.path / paths_of(identifier, found.groups)["MTD_ALL"],
                   text(identifier, first, found.centre, found.groups, found.grids, names, settings))
        folder.commit()
    progress.report(1.0)
    return SynthesisResult(target, identifier, tuple(sorted(f"{one.product.acquired:%Y-%m-%d}" for one in found.dates)),
                           found.skipped, empty["R1"])


def _group(found: Inputs, group: str, identifier: str, folder: str, progress: Progress) -> float:
    """Rasters of one group; returns the percent of its pixels without a clear date."""
    grid, names = found.grids[group], found.groups[group]
    paths = paths_of(identifier, found.groups)
    missing = 0
    with ExitStack() as stack:
        writers = {key: stack.enter_context(RasterWriter(
            os.path.join(folder, paths[key]), grid, "uint8" if key.startswith("FLG") else "int16",
            nodata={"F": NODATA, "D": NODATA, "W": None}[key[0]] if not key.startswith("FLG") else FLAG_NODATA))
            for key in (*(f"FRC_{band}" for band in names), f"DTS_{group}", f"WGT_{group}", f"FLG_{group}")}
        readers = [stack.enter_context(PixelReader(one.product)) for one in found.dates]
        todo = list(blocks(grid, _BLOCK))
        row = 0
        for number, block in enumerate(todo):
            if block[0] != row:
                row = block[0]
                for reader in readers:
                    reader.forget()
            composite = _composed(found, readers, grid, names, block, progress)
            missing += _write(composite, writers, names, group, block)
            progress.report((number + 1) / len(todo))
        for key, writer in writers.items():
            writer.close("NEAREST" if key.startswith("FLG") else "AVERAGE")
    return 100.0 * missing / (grid.shape[0] * grid.shape[1])


def _composed(found: Inputs, readers: list[PixelReader], grid: Grid, names: tuple[str, ...], block: Window,
              progress: Progress) -> Composite:
    place = grid.window(*block)
    composite = Composite(len(names), place.shape)
    for one, reader in zip(found.dates, readers):
        check(progress)
        chosen = variables(one.product, names)
        values = reader.values(chosen, place)
        if one.factors:
            for index, name in enumerate(names):
                values[index] *= bilinear(one.factors[name], found.cells, place)
        composite.add(values, bilinear(_held(one), found.cells, place), one.days, states(reader.flags(place, chosen)))
    return composite


def _held(one: Dated) -> np.ndarray:
    """A clear pixel in the middle of clouds has little weight, never none: it may be the only one."""
    return np.maximum(one.weight, np.float32(1e-3))


def _write(composite: Composite, writers: dict[str, RasterWriter], names: tuple[str, ...], group: str,
           block: Window) -> int:
    """The rasters of one block; returns its pixels without a clear date."""
    row, column = block[0], block[1]
    for name, values in zip(names, composite.reflectance()):
        writers[f"FRC_{name}"].write(_numbers(values, QUANTIFICATION), 1, row, column)
    days = composite.days()
    writers[f"DTS_{group}"].write(_numbers(days, DAYS), 1, row, column)
    weight = np.clip(np.rint(composite.weight() * WEIGHTS), 0, _LARGEST)
    writers[f"WGT_{group}"].write(weight.astype(np.int16), 1, row, column)
    writers[f"FLG_{group}"].write(composite.flags(), 1, row, column)
    return int(np.count_nonzero(~np.isfinite(days)))


def _numbers(values: np.ndarray, scale: float) -> np.ndarray:
    known = np.isfinite(values)
    scaled = np.clip(np.rint(np.where(known, values, 0.0) * scale), NODATA + 1, _LARGEST)
    return np.where(known, scaled, NODATA).astype(np.int16)
