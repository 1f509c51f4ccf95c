"""Blocks of a synthesis, composed by whoever is told which: a lane of this process, or a worker elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np

from ...engine.grid import Window
from ...engine.progress import SilentProgress
from ...series.synthesis import Composite
from ...series.synthesis_kernels import kernels
from ..pixels.plans import restored
from .files import most_open
from .inputs import Inputs, inputs
from .metadata import NODATA, WEIGHTS
from .reading import BlockReader, Pass, batches, passes
from .settings import SynthesisSettings

#: Dates read before they are summed: sums are fetched from memory once for all of them.
TOGETHER = 4
_LARGEST = 32767
#: Numbers to sum from which compiling, a second or so, is soon paid back: numpy takes five more for a billion.
_WORTH = 500_000_000
#: Threads that a worker elsewhere is thought to share its process with.
_ELSEWHERE = 8


class BlockComposer:
    """Blocks of one pass, with files and memory of its own."""

    def __init__(self, found: Inputs, one: Pass, step: Callable[[], None], most: int) -> None:
        """``step`` is called now and then, and may raise Cancelled; ``most``: files that may stay open."""
        self._found, self._one, self._step = found, one, step
        self._kernels = kernels() if one.numbers(found.grids, found.groups) * len(found.dates) > _WORTH else None
        self._reader, self._row = BlockReader(found, step, self._kernels, most), -1

    def block(self, window: Window) -> dict[str, np.ndarray]:
        """Numbers of all files of the pass, by ``names_of``, from a window of the coarsest group."""
        # Decoded tiles serve the blocks beside; those of a row that is done are let go.
        if self._row != window[0]:
            self._row = window[0]
            self._reader.forget()
        windows = self._one.windows(window)
        composites = {group: Composite(len(self._found.groups[group]), place[2:], self._kernels)
                      for group, place in windows.items()}
        for dates in batches(self._found.dates, TOGETHER):
            read = [self._reader.read(one, windows, slot) for slot, one in enumerate(dates)]
            for group, composite in composites.items():
                self._step()
                composite.add([one[group] for one in read])
        return {key: numbers for group, composite in composites.items()
                for key, numbers in rasters(composite, self._found.groups[group], group, self._found.centre).items()}

    def close(self) -> None:
        """Release the files."""
        self._reader.close()


def open_worker(arguments: Mapping[str, Any]) -> BlockComposer:
    """What composes blocks of a plan of ``run_synthesis``, wherever it runs. Raises BocageError."""
    found = inputs(restored(SynthesisSettings, arguments["settings"]), SilentProgress())
    return BlockComposer(found, passes(found.grids)[arguments["pass"]], lambda: None, most_open(_ELSEWHERE))


def names_of(group: str, bands: tuple[str, ...]) -> tuple[str, ...]:
    """Files of a group, as the metadata call them."""
    return (*(f"FRC_{band}" for band in bands), f"DTS_{group}", f"WGT_{group}", f"FLG_{group}")


def rasters(composite: Composite, bands: tuple[str, ...], group: str, centre: date) -> dict[str, np.ndarray]:
    """Numbers of one block by the name of their file."""
    values, days = composite.whole_numbers(NODATA, day_of_year(centre))
    flags = composite.flags()
    weight = composite.weight() * np.float32(WEIGHTS)
    np.minimum(np.rint(weight, out=weight), _LARGEST, out=weight)
    weight[flags == 0] = NODATA
    return dict(zip(names_of(group, bands), (*values, days, weight.astype(np.int16), flags)))


def day_of_year(day: date) -> int:
    """Days since 1 January, which is 0: what WASP counts DTS from (GetAcquisitionDateAsDoy of MetadataHelper.cpp)."""
    return day.timetuple().tm_yday - 1
