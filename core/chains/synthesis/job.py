"""A synthesis in order: dates and weights, blocks of all groups, the metadata; the product appears whole."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import asdict
from threading import Event

import numpy as np

from ...engine.grid import Window
from ...engine.jobs import thread_count
from ...engine.outputs import ProductFolder, check_space, free_bytes, human_bytes, write_text
from ...engine.progress import Part, Progress, Stopping, check
from ...engine.raster import TIFF_BLOCK, RasterWriter
from ...errors import BocageError, Cancelled
from ..pixels.plans import BlockExecutor, BlockPlan, ThreadBlocks
from ..pixels.targets import blocks
from .composing import TOGETHER, BlockComposer, names_of
from .files import most_open
from .inputs import Inputs, inputs
from .metadata import NODATA, identifier_of, paths_of, text
from .reading import Pass, passes
from .settings import SynthesisResult, SynthesisSettings

#: Bytes of the blocks of all lanes: larger ones are no faster, fresh memory costs as much as the sums.
_MOST_BYTES = 500_000_000
#: Share of the progress of each step.
_READY, _PIXELS = 0.1, 0.98


def run_synthesis(settings: SynthesisSettings, progress: Progress, executor: BlockExecutor | None = None
                  ) -> SynthesisResult:
    """One L3A product. Raises BocageError, or Cancelled; then nothing is left behind.

    Blocks are composed by threads of this process, or by the executor that is given.
    """
    progress.report(0.0, "step_metadata")
    found = inputs(settings, Part(progress, 0.0, _READY))
    first = found.dates[0].product
    identifier = identifier_of(first, [one.product.mission for one in found.dates], found.centre)
    target = os.path.join(settings.output, identifier)
    planned = [(one, *_blocks(one, found, thread_count(settings.threads))) for one in passes(found.grids)]
    _size(settings, found, max(threads for _, _, threads in planned), progress)
    empty: dict[str, float] = {}
    total, done = sum(one.numbers(found.grids, found.groups) for one, _, _ in planned), _READY
    with ProductFolder(target) as folder:
        os.makedirs(folder.path / "MASKS")
        progress.report(_READY, "step_writing")
        for number, (one, windows, threads) in enumerate(planned):
            share = (_PIXELS - _READY) * one.numbers(found.grids, found.groups) / total
            plan = BlockPlan("synthesis", {"settings": asdict(settings), "pass": number}, tuple(windows))
            empty.update(_Run(found, one, identifier, str(folder.path)).all(
                plan, executor or ThreadBlocks(threads), most_open(threads), progress, (done, done + share)))
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


def _size(settings: SynthesisSettings, found: Inputs, threads: int, progress: Progress) -> None:
    """The size of the work is said, then held against the disk. Raises BocageError."""
    pixels = {group: grid.shape[0] * grid.shape[1] for group, grid in found.grids.items()}
    read = sum(pixels[group] * 2 * len(names) for group, names in found.groups.items()) * len(found.dates)
    # Overviews add a third.
    needed = sum(pixels[group] * (2 * len(names) + 5) * 4 // 3 for group, names in found.groups.items()) + 2_000_000
    rows, columns = found.grids["R1"].shape
    progress.info("synthesis_size", dates=len(found.dates), bands=sum(map(len, found.groups.values())), rows=rows,
                  columns=columns, read=human_bytes(read), written=human_bytes(needed),
                  free=human_bytes(free_bytes(settings.output)), threads=threads)
    check_space(settings.output, needed)


def _blocks(one: Pass, found: Inputs, threads: int) -> tuple[list[Window], int]:
    """Blocks of the coarsest group, whole tiles of all that is written, and the threads that can each hold one."""
    coarsest = found.grids[one.groups[-1]]
    # Sums and dates waiting, results waiting: bytes a pixel of the coarsest group.
    each = sum((one.shares[-1] // share) ** 2 * (len(found.groups[group]) * (4 + 3 * min(TOGETHER, len(found.dates)))
                                                 + 2 * len(found.groups[group]) + 40)
               for group, share in zip(one.groups, one.shares))
    tile = TIFF_BLOCK * TIFF_BLOCK * each
    threads = max(1, min(threads, _MOST_BYTES // tile))
    room = max(1, _MOST_BYTES // threads // tile)
    across = min(room, -(-coarsest.shape[1] // TIFF_BLOCK))
    down = max(1, min(room // across, 2))
    return list(blocks(coarsest, (down * TIFF_BLOCK, across * TIFF_BLOCK))), threads


class _Run:
    """One pass over the pixels: its rasters, written block after block."""

    def __init__(self, found: Inputs, one: Pass, identifier: str, folder: str) -> None:
        self.found, self.one, self.folder = found, one, folder
        self.paths = paths_of(identifier, found.groups)
        self.told = Event()
        self.missing = dict.fromkeys(one.groups, 0)
        self._writers: dict[str, RasterWriter] = {}

    def all(self, plan: BlockPlan, executor: BlockExecutor, most: int, progress: Progress, span: tuple[float, float]
            ) -> dict[str, float]:
        """Rasters of the pass; returns by group the percent of its pixels without a clear date.

        most: files that each worker of this process may keep open.
        """
        with ExitStack() as stack:
            for group in self.one.groups:
                for key in names_of(group, self.found.groups[group]):
                    flags = key.startswith("FLG")
                    self._writers[key] = stack.enter_context(RasterWriter(
                        os.path.join(self.folder, self.paths[key]), self.found.grids[group],
                        "uint8" if flags else "int16", nodata=0 if flags else NODATA))
            executor.run(plan, lambda: BlockComposer(self.found, self.one, self._step, most), self._take,
                         Stopping(progress, *span, self.told))
            for key, writer in self._writers.items():
                check(progress)
                writer.close("NEAREST" if key.startswith("FLG") else "AVERAGE")
        return {group: 100.0 * missing / (self.found.grids[group].shape[0] * self.found.grids[group].shape[1])
                for group, missing in self.missing.items()}

    def _step(self) -> None:
        if self.told.is_set():
            raise Cancelled

    def _take(self, block: Window, result: dict[str, np.ndarray]) -> None:
        if set(result) != set(self._writers):
            # Of a worker that found other bands.
            raise BocageError("part_unreadable", file=self.folder, fault=", ".join(sorted(result)))
        for group, window in self.one.windows(block).items():
            for key in names_of(group, self.found.groups[group]):
                self._writers[key].write(result[key], 1, window[0], window[1])
                self._writers[key].flush()
            self.missing[group] += int(np.count_nonzero(result[f"DTS_{group}"] == NODATA))
