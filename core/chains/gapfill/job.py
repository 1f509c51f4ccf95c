"""Gap filling in order: the series, its lambda, every block read, filled and written; files appear whole."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np

from ...engine.grid import Window
from ...engine.jobs import thread_count
from ...engine.outputs import (
    atomic_file,
    check_apart,
    check_space,
    check_writable,
    free_bytes,
    human_bytes,
    write_text,
)
from ...engine.progress import Progress, SilentProgress, Stopping, check
from ...engine.raster import TIFF_BLOCK
from ...errors import BocageError, Cancelled
from ...series.blocks import CubeSize, block_shape
from ...series.whittaker import METHODS as LAMBDA_METHODS
from ...series.whittaker import choose_lambda
from ..pixels.output import EXTENSIONS, Coding, coding_of, made_by
from ..pixels.plans import BlockExecutor, BlockPlan, ThreadBlocks, restored
from ..pixels.series import files_of
from ..pixels.targets import blocks
from .cube import CubeReader
from .filling import Filled, Filler
from .inputs import Inputs, series_inputs
from .output import Files, stack_names, stack_style, validity_style
from .settings import METHODS, WHITTAKER, GapfillResult, GapfillSettings

#: Places and pixels of each from which lambda is chosen.
_PLACES, _SIDE, _EACH = 8, 32, 64
_SEED = 20180117


class BlockFiller:
    """Blocks read and filled; several threads may share one, which keeps no file open between blocks."""

    def __init__(self, settings: GapfillSettings, inputs: Inputs, coding: Coding, lam: float | None,
                 reader: CubeReader, step: Callable[[], None]) -> None:
        self.grid, self.reader = inputs.grid, reader
        self.filler = Filler([day for day, _ in inputs.days], inputs.targets, inputs.counted, coding, lam,
                             bool(settings.distance), step)

    def block(self, window: Window) -> Filled:
        """One window of the grid."""
        cube = self.reader.read(self.grid.window(*window))
        filled = self.filler.fill(cube)
        self.reader.pool.give(cube.numbers)
        return filled

    def release(self, filled: Filled) -> None:
        """Its numbers serve again."""
        self.filler.pool.give(filled.numbers)

    def close(self) -> None:
        """Nothing is open between blocks."""


def open_worker(arguments: Mapping[str, Any]) -> BlockFiller:
    """What computes blocks of a plan of ``run_gapfill``, wherever it runs. Raises BocageError."""
    settings, lam = restored(GapfillSettings, arguments["settings"]), arguments["lam"]
    inputs = series_inputs(settings, SilentProgress())
    first = inputs.images[0]
    coding = coding_of(first.variables, settings.type, first.dated.is_raster)
    reader = CubeReader(inputs, coding, settings.flags, settings.resampling, lambda: None)
    return BlockFiller(settings, inputs, coding, lam, reader, lambda: None)


def run_gapfill(settings: GapfillSettings, progress: Progress, executor: BlockExecutor | None = None) -> GapfillResult:
    """A series to a regular calendar. Raises BocageError, or Cancelled; then nothing is left behind.

    Blocks are computed by threads of this process, or by the executor that is given.
    """
    progress.report(0.0, "step_metadata")
    _check(settings)
    inputs = series_inputs(settings, progress)
    check_apart([settings.output, settings.validity, settings.distance],
                [*settings.masks, settings.dates, *files_of(image.dated.product for image in inputs.images)])
    first = inputs.images[0]
    coding = coding_of(first.variables, settings.type, first.dated.is_raster)
    shape, threads = _plan(settings, inputs, coding, progress)
    told = Event()

    def step() -> None:
        if told.is_set():
            raise Cancelled

    reader = CubeReader(inputs, coding, settings.flags, settings.resampling, step)
    lam = _lambda(settings, inputs, reader, progress) if settings.method == WHITTAKER else None
    worker = BlockFiller(settings, inputs, coding, lam, reader, step)
    tally = _Tally(len(inputs.names))
    with ExitStack() as stack:
        # The stack takes its name last: whoever sees it finds its style and its validity.
        paths = [stack.enter_context(atomic_file(path)) if path else ""
                 for path in (settings.output, settings.validity, settings.distance)]
        look = stack_style(first.variables, len(inputs.targets))
        if look:
            write_text(stack.enter_context(atomic_file(Path(settings.output).with_suffix(".qml"))), look)
        with Files(paths, inputs.grid, coding, inputs.names, inputs.targets) as files:
            files.describe(*_items(settings, inputs, lam))

            def take(block: Window, filled: Filled) -> None:
                tally.add(filled)
                files.take(block, filled)

            progress.report(0.02, "step_filling")
            plan = BlockPlan("gapfill", {"settings": asdict(settings), "lam": lam}, tuple(blocks(inputs.grid, shape)))
            (executor or ThreadBlocks(threads)).run(plan, lambda: worker, take, Stopping(progress, 0.03, 0.97, told),
                                                    worker.release)
            check(progress)
            files.close()
        if settings.validity:
            write_text(stack.enter_context(atomic_file(Path(settings.validity).with_suffix(".qml"))),
                       validity_style(max(1, tally.most)))
        check(progress)
    return _told(settings, inputs, lam, tally, progress)


def _check(settings: GapfillSettings) -> None:
    """Raise BocageError for words that mean nothing and files that cannot be written."""
    for parameter, value, known in (("METHOD", settings.method, METHODS),
                                    ("LAMBDA_METHOD", settings.lambda_method, LAMBDA_METHODS)):
        if value not in known:
            raise BocageError("parameter_unknown", parameter=parameter, value=value, known=", ".join(known))
    if settings.lam is not None and not (math.isfinite(settings.lam) and settings.lam > 0):
        raise BocageError("parameter_out_of_range", parameter="LAMBDA", value=f"{settings.lam:g}", low="0", high="1e12")
    for path in (settings.output, settings.validity, settings.distance):
        if path and Path(path).suffix.lower() not in EXTENSIONS:
            raise BocageError("output_not_geotiff", file=path)
        if path:
            check_writable(os.path.dirname(os.path.abspath(path)))


def _plan(settings: GapfillSettings, inputs: Inputs, coding: Coding, progress: Progress
          ) -> tuple[tuple[int, int], int]:
    """Blocks and threads; the size of the work is said, then held against the disk. Raises BocageError."""
    rows, columns = inputs.grid.shape
    bands, pixels, item = len(inputs.names), rows * columns, np.dtype(coding.dtype).itemsize
    size = CubeSize(bands * len(inputs.days), bands * len(inputs.targets), item)
    layers = sum(2 * len(inputs.targets) if path == settings.distance else 2
                 for path in (settings.validity, settings.distance) if path)
    # Overviews add a third.
    needed = pixels * size.written * item * (4 / 3 if size.written <= 40 else 1) + pixels * layers * 4 / 3 + 2_000_000
    folder = os.path.dirname(os.path.abspath(settings.output))
    shape, threads = block_shape(size, inputs.grid.shape, thread_count(settings.threads))
    progress.info("gapfill_size", images=len(inputs.images), days=len(inputs.days), bands=bands,
                  targets=len(inputs.targets), first=inputs.targets[0].isoformat(),
                  last=inputs.targets[-1].isoformat(), rows=rows, columns=columns,
                  read=human_bytes(pixels * size.read * item), written=human_bytes(needed),
                  free=human_bytes(free_bytes(folder)), block_rows=min(shape[0], rows),
                  block_columns=min(shape[1], columns), threads=threads)
    check_space(folder, int(needed))
    return shape, threads


def _lambda(settings: GapfillSettings, inputs: Inputs, reader: CubeReader, progress: Progress) -> float:
    """The lambda given, or that of a sample of pixels."""
    if settings.lam is not None:
        return settings.lam
    progress.report(0.01, "step_lambda")
    rng = np.random.default_rng(_SEED)
    rows, columns = inputs.grid.shape
    numbers, clear = [], []
    # A small grid is read as a whole: eight looks would decode its tiles eight times.
    small = rows <= TIFF_BLOCK and columns <= TIFF_BLOCK
    places, each, side = (1, _PLACES * _EACH, TIFF_BLOCK) if small else (_PLACES, _EACH, _SIDE)
    for _ in range(places):
        check(progress)
        row, column = (int(rng.integers(0, max(1, size - side + 1))) for size in (rows, columns))
        cube = reader.read(inputs.grid.window(row, column, min(side, rows), min(side, columns)))
        flat = cube.numbers.reshape(*cube.numbers.shape[:2], -1)
        chosen = rng.permutation(flat.shape[2])[:each]
        numbers.append(flat[:, :, chosen])
        clear.append(cube.clear.reshape(len(cube.clear), -1)[:, chosen])
    lam = choose_lambda(np.concatenate(numbers, axis=2), np.concatenate(clear, axis=1),
                        [day.toordinal() for day, _ in inputs.days], settings.lambda_method)
    progress.info("gapfill_lambda", value=f"{lam:.3g}", method=settings.lambda_method)
    return lam


def _items(settings: GapfillSettings, inputs: Inputs, lam: float | None
           ) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Metadata of the files, then of each band of the stack."""
    products = list({image.dated.product.identifier: image.dated.product for image in inputs.images}.values())
    items = {**made_by("gapfill", settings, products), "METHOD": settings.method,
             "DAYS": ", ".join(day.isoformat() for day, _ in inputs.days),
             "CALENDAR": ", ".join(day.isoformat() for day in inputs.targets)}
    # One acquisition's own items say nothing of a series.
    for key in ("ACQUIRED", "TIFFTAG_DATETIME", "INPUT"):
        items.pop(key, None)
    if lam is not None:
        items["LAMBDA_DAYS3"] = f"{lam:g}"
    bands = []
    for day in inputs.targets:
        for one in inputs.images[0].variables:
            band: dict[str, Any] = {"DATE": day.isoformat(), "NAME": one.name}
            if one.is_band and one.bands[0].role:
                band["ROLE"] = one.bands[0].role
            bands.append(band)
    return items, bands


class _Tally:
    """What the blocks tell, summed."""

    def __init__(self, bands: int) -> None:
        self.pixels = self.extrapolated = self.empty = self.clear = self.most = 0
        self.beyond = [0] * bands

    def add(self, filled: Filled) -> None:
        """One block more."""
        self.pixels += filled.validity.size
        self.extrapolated += filled.extrapolated
        self.empty += filled.empty
        self.clear += int(filled.validity.sum(dtype=np.int64))
        self.most = max(self.most, int(filled.validity.max()))
        self.beyond = [one + more for one, more in zip(self.beyond, filled.beyond)]


def _told(settings: GapfillSettings, inputs: Inputs, lam: float | None, tally: _Tally,
          progress: Progress) -> GapfillResult:
    """The result; what an analyst must know of it goes to the log."""
    share = 100.0 * tally.extrapolated / (tally.pixels * len(inputs.targets))
    if tally.extrapolated:
        progress.info("gapfill_extrapolated", percent=f"{share:.1f}")
    if tally.empty:
        progress.warn("gapfill_empty", percent=f"{100.0 * tally.empty / tally.pixels:.3g}")
    for name, beyond in zip(inputs.names, tally.beyond):
        if beyond:
            progress.warn("values_clipped", band=name, count=beyond, type="int16")
    progress.report(1.0)
    return GapfillResult(
        settings.output, tuple(stack_names(inputs.targets, inputs.names)),
        tuple(day.isoformat() for day in inputs.targets), len(inputs.days), inputs.skipped, share,
        100.0 * tally.empty / tally.pixels, tally.clear / tally.pixels, float("nan") if lam is None else lam,
        f"{', '.join(inputs.names[:3])} {inputs.targets[0].isoformat()} / {inputs.targets[-1].isoformat()}")
