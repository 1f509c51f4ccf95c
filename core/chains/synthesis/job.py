"""A synthesis in order: dates and weights, blocks of all groups, the metadata; the product appears whole."""

from __future__ import annotations

import os
from contextlib import ExitStack
from datetime import date
from threading import Event, get_ident

import numpy as np

from ...engine.grid import Window
from ...engine.jobs import thread_count
from ...engine.outputs import ProductFolder, check_space, free_bytes, human_bytes, write_text
from ...engine.progress import Part, Progress, Stopping, check
from ...engine.raster import TIFF_BLOCK, RasterWriter
from ...errors import Cancelled
from ...series.synthesis import Composite
from ...series.synthesis_kernels import kernels
from ..pixels.lanes import in_lanes
from ..pixels.targets import blocks
from .files import most_open
from .inputs import Inputs, inputs
from .metadata import NODATA, WEIGHTS, identifier_of, paths_of, text
from .reading import BlockReader, Pass, batches, passes
from .settings import SynthesisResult, SynthesisSettings

#: Dates read before they are summed: sums are fetched from memory once for all of them.
_TOGETHER = 4
_LARGEST = 32767
#: Bytes of the blocks of all lanes: larger ones are no faster, fresh memory costs as much as the sums.
_MOST_BYTES = 500_000_000
#: Numbers to sum from which compiling, a second or two, is soon paid back: numpy takes five more for a billion.
_WORTH = 500_000_000
#: Share of the progress of each step.
_READY, _PIXELS = 0.1, 0.98


def run_synthesis(settings: SynthesisSettings, progress: Progress) -> SynthesisResult:
    """One L3A product. Raises BocageError, or Cancelled; then nothing is left behind."""
    progress.report(0.0, "step_metadata")
    found = inputs(settings, Part(progress, 0.0, _READY))
    first = found.dates[0].product
    identifier = identifier_of(first, [one.product.mission for one in found.dates], found.centre)
    target = os.path.join(settings.output, identifier)
    planned = [(one, *_blocks(one, found, thread_count(settings.threads))) for one in passes(found.grids)]
    _size(settings, found, max(threads for _, _, threads in planned), progress)
    empty: dict[str, float] = {}
    total, done = sum(_weight(one, found) for one, _, _ in planned), _READY
    with ProductFolder(target) as folder:
        os.makedirs(folder.path / "MASKS")
        progress.report(_READY, "step_writing")
        for one, windows, threads in planned:
            share = (_PIXELS - _READY) * _weight(one, found) / total
            run = _Run(found, one, identifier, str(folder.path))
            empty.update(run.all(windows, threads, progress, (done, done + share)))
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


def _weight(one: Pass, found: Inputs) -> float:
    """Numbers written a band and date, in all groups of a pass."""
    return float(sum(found.grids[group].shape[0] * found.grids[group].shape[1] * len(found.groups[group])
                     for group in one.groups))


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
    each = sum((one.shares[-1] // share) ** 2 * (len(found.groups[group]) * (4 + 3 * min(_TOGETHER, len(found.dates)))
                                                 + 2 * len(found.groups[group]) + 40)
               for group, share in zip(one.groups, one.shares))
    tile = TIFF_BLOCK * TIFF_BLOCK * each
    threads = max(1, min(threads, _MOST_BYTES // tile))
    room = max(1, _MOST_BYTES // threads // tile)
    across = min(room, -(-coarsest.shape[1] // TIFF_BLOCK))
    down = max(1, min(room // across, 2))
    return list(blocks(coarsest, (down * TIFF_BLOCK, across * TIFF_BLOCK))), threads


class _Run:
    """One pass over the pixels: its readers, its rasters, its blocks."""

    def __init__(self, found: Inputs, one: Pass, identifier: str, folder: str) -> None:
        self.found, self.one, self.folder = found, one, folder
        self.paths = paths_of(identifier, found.groups)
        self.told = Event()
        self.missing = dict.fromkeys(one.groups, 0)
        self._rows: dict[int, int] = {}
        self._kernels = kernels() if _weight(one, found) * len(found.dates) > _WORTH else None
        self._writers: dict[str, RasterWriter] = {}

    def all(self, windows: list[Window], threads: int, progress: Progress, span: tuple[float, float]
            ) -> dict[str, float]:
        """Rasters of the pass; returns by group the percent of its pixels without a clear date."""
        with ExitStack() as stack:
            for group in self.one.groups:
                for key in (*(f"FRC_{band}" for band in self.found.groups[group]), f"DTS_{group}", f"WGT_{group}",
                            f"FLG_{group}"):
                    flags = key.startswith("FLG")
                    self._writers[key] = stack.enter_context(RasterWriter(
                        os.path.join(self.folder, self.paths[key]), self.found.grids[group],
                        "uint8" if flags else "int16", nodata=0 if flags else NODATA))
            most = most_open(threads)
            in_lanes(windows, lambda: BlockReader(self.found, self._step, self._kernels, most), self._work, self._take,
                     threads, Stopping(progress, *span, self.told))
            for key, writer in self._writers.items():
                check(progress)
                writer.close("NEAREST" if key.startswith("FLG") else "AVERAGE")
        return {group: 100.0 * missing / (self.found.grids[group].shape[0] * self.found.grids[group].shape[1])
                for group, missing in self.missing.items()}

    def _step(self) -> None:
        if self.told.is_set():
            raise Cancelled

    def _work(self, reader: BlockReader, block: Window) -> dict[str, dict[str, np.ndarray]]:
        # Decoded tiles serve the blocks beside; those of a row that is done are let go.
        if self._rows.get(get_ident()) != block[0]:
            self._rows[get_ident()] = block[0]
            reader.forget()
        windows = self.one.windows(block)
        composites = {group: Composite(len(self.found.groups[group]), window[2:], self._kernels)
                      for group, window in windows.items()}
        for dates in batches(self.found.dates, _TOGETHER):
            read = [reader.read(one, windows, slot) for slot, one in enumerate(dates)]
            for group, composite in composites.items():
                self._step()
                composite.add([one[group] for one in read])
        return {group: rasters(composite, self.found.groups[group], group, self.found.centre)
                for group, composite in composites.items()}

    def _take(self, block: Window, result: dict[str, dict[str, np.ndarray]]) -> None:
        for group, window in self.one.windows(block).items():
            for key, numbers in result[group].items():
                self._writers[key].write(numbers, 1, window[0], window[1])
                self._writers[key].flush()
            self.missing[group] += int(np.count_nonzero(result[group][f"DTS_{group}"] == NODATA))


def rasters(composite: Composite, names: tuple[str, ...], group: str, centre: date) -> dict[str, np.ndarray]:
    """Numbers of one block by the name of their file."""
    values, days = composite.whole_numbers(NODATA, day_of_year(centre))
    flags = composite.flags()
    weight = composite.weight() * np.float32(WEIGHTS)
    np.minimum(np.rint(weight, out=weight), _LARGEST, out=weight)
    weight[flags == 0] = NODATA
    return {**{f"FRC_{name}": one for name, one in zip(names, values)}, f"DTS_{group}": days,
            f"WGT_{group}": weight.astype(np.int16), f"FLG_{group}": flags}


def day_of_year(day: date) -> int:
    """Days since 1 January, which is 0: what WASP counts DTS from (GetAcquisitionDateAsDoy of MetadataHelper.cpp)."""
    return day.timetuple().tm_yday - 1
