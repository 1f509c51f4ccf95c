"""A GeoTIFF filled block after block, its style beside it; both appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from ...engine.grid import Grid, Window
from ...engine.jobs import thread_count
from ...engine.outputs import atomic_file, write_text
from ...engine.progress import Part, Progress, check
from ...engine.raster import TIFF_BLOCK
from .lanes import Closing
from .output import Coding, StackWriter, imagery_items
from .plans import BlockExecutor, BlockPlan, ThreadBlocks
from .targets import BLOCK, blocks

#: Results of blocks that may be held at once.
MOST_BYTES = 600_000_000


class Reading(Closing, Protocol):
    """What reads blocks for one thread."""

    def forget(self) -> None:
        """Drop decoded pixels."""
        ...


State = TypeVar("State", bound=Reading)


@dataclass(frozen=True)
class Plan:
    """What is written: one raster, and what stands beside it."""

    path: str
    grid: Grid
    coding: Coding
    #: Descriptions of the bands.
    names: Sequence[str]
    items: dict[str, str]
    band_items: Sequence[dict[str, str]] = ()
    #: Content of the .qml, "" for none.
    style: str = ""
    overviews: str = "AVERAGE"
    block: tuple[int, int] = BLOCK
    #: Its name in ``core.chains.workers``, "" where only this process computes it.
    function: str = ""
    #: More files that appear with it, as a whole: path -> its text, asked for once the pixels are written.
    beside: dict[str, Callable[[], str]] = field(default_factory=dict)


def bounded(block: tuple[int, int], count: int, lanes: int) -> tuple[int, int]:
    """The block, halved until the results of ``count`` bands that wait for the writer fit MOST_BYTES."""
    rows, columns = block
    while rows * columns * 4 * count * (lanes + 2) > MOST_BYTES and max(rows, columns) > TIFF_BLOCK:
        rows, columns = (rows, columns // 2) if columns >= rows else (rows // 2, columns)
    return rows, columns


class Filling(Generic[State]):
    """The blocks of one thread: ``work(state, block)``."""

    def __init__(self, state: State, work: Callable[[State, Window], np.ndarray]) -> None:
        self._state, self._work, self._row = state, work, -1

    def block(self, window: Window) -> np.ndarray:
        """Values (band, rows, columns) of one block."""
        # Decoded tiles serve the blocks beside; those of a row that is done are let go.
        if self._row != window[0]:
            self._state.forget()
            self._row = window[0]
        return self._work(self._state, window)

    def close(self) -> None:
        """Release the files."""
        self._state.close()


def fill(plan: Plan, opened: Callable[[], State], work: Callable[[State, Window], np.ndarray],
         seen: Callable[[Window, np.ndarray], None], threads: int, progress: Progress,
         arguments: Mapping[str, Any] | None = None, executor: BlockExecutor | None = None) -> None:
    """Write ``work(state, block) -> (band, rows, columns)`` of every block; ``seen`` is told of each, in order.

    Layers beyond the bands of the plan are for ``seen`` alone. ``executor`` computes the blocks elsewhere, told
    ``arguments`` under the name ``plan.function``. Raises BocageError, or Cancelled; then nothing is left.
    """
    os.makedirs(os.path.dirname(os.path.abspath(plan.path)), exist_ok=True)
    with ExitStack() as stack:
        # The raster takes its name last: whoever sees it finds its style.
        raster = stack.enter_context(atomic_file(plan.path))
        texts = {path: stack.enter_context(atomic_file(path)) for path in plan.beside}
        if plan.style:
            write_text(stack.enter_context(atomic_file(Path(plan.path).with_suffix(".qml"))), plan.style)
        with StackWriter(raster, plan.grid, plan.coding, plan.names) as writer:
            writer.raster.set_metadata(plan.items)
            for index, items in enumerate(plan.band_items, start=1):
                writer.raster.set_metadata(items, index)
                if imagery_items(items):
                    writer.raster.set_metadata(imagery_items(items), index, "IMAGERY")

            def take(block: Window, values: np.ndarray) -> None:
                seen(block, values)
                writer.write(values[:len(plan.names)], block[0], block[1])

            progress.report(0.0, "step_writing")
            shape = bounded(plan.block, len(plan.names), thread_count(threads))
            task = BlockPlan(plan.function, arguments or {}, tuple(blocks(plan.grid, shape)))
            (executor or ThreadBlocks(threads)).run(task, lambda: Filling(opened(), work), take,
                                                    Part(progress, 0.02, 0.95))
            check(progress)
            writer.close(plan.overviews)
        for name, beyond in zip(plan.names, writer.beyond):
            if beyond:
                progress.warn("values_clipped", band=name, count=beyond, type=plan.coding.dtype)
        for path, text in plan.beside.items():
            write_text(texts[path], text())
        check(progress)
