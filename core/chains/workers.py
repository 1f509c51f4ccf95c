"""Blocks of a plan computed elsewhere: by other processes, by a cluster, through files that all of them see.

A worker needs this package (``core`` alone, of the same version), numpy, GDAL, and the paths of the plan. With Dask:

    from dask.distributed import Client
    from bocage.core.chains.workers import PartFiles
    run_classify(settings, progress, PartFiles(Client(address).get_executor(), "/shared/parts"))

Workers of one thread each are best: every thread opens the model and the files for itself.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np

from ..engine.grid import Window
from ..engine.outputs import atomic_file
from ..engine.progress import Progress
from ..errors import BocageError
from .pixels.lanes import in_order
from .pixels.plans import BlockPlan, BlockWorker, read_plan

Result = TypeVar("Result")
#: Parts that may wait on the disk, by worker at work.
_AHEAD = 4
#: Plans whose files a thread keeps open.
_MOST_OPEN = 2


@dataclass(frozen=True)
class Function:
    """How the worker of a plan is opened, and the dataclass of its results: None where they are one array each, dict
    where they are arrays by name.
    """

    open: Callable[[Mapping[str, Any]], BlockWorker[Any]]
    result: Callable[..., Any] | None = None


def _classify() -> Function:
    from .classify.job import open_worker
    from .classify.prediction import BlockMap

    return Function(open_worker, BlockMap)


def _gapfill() -> Function:
    from .gapfill.filling import Filled
    from .gapfill.job import open_worker

    return Function(open_worker, Filled)


def _indices() -> Function:
    from .indices.job import open_worker

    return Function(open_worker)


def _synthesis() -> Function:
    from .synthesis.composing import open_worker

    return Function(open_worker, dict)


#: By the name that a plan gives; read where they are needed.
FUNCTIONS: Mapping[str, Callable[[], Function]] = {"classify": _classify, "gapfill": _gapfill, "indices": _indices,
                                                    "synthesis": _synthesis}


class _Open(threading.local):
    """The workers of one thread, by the text of their plans."""

    def __init__(self) -> None:
        self.workers: OrderedDict[str, tuple[BlockPlan, BlockWorker[Any]]] = OrderedDict()


_OPEN = _Open()


def run_part(text: str, number: int, path: str) -> str:
    """Window ``number`` of a plan to a file that appears whole; returns its path. Raises BocageError."""
    plan, worker = _worker(text)
    with atomic_file(path) as part:
        _save(worker.block(plan.windows[number]), part)
    return path


def _worker(text: str) -> tuple[BlockPlan, BlockWorker[Any]]:
    workers = _OPEN.workers
    if text not in workers:
        plan = read_plan(text)
        if plan.function not in FUNCTIONS:
            raise BocageError("plan_unknown", function=plan.function, known=", ".join(FUNCTIONS))
        while len(workers) >= _MOST_OPEN:
            workers.popitem(last=False)[1][1].close()
        workers[text] = plan, FUNCTIONS[plan.function]().open(plan.arguments)
    workers.move_to_end(text)
    return workers[text]


def close_workers() -> None:
    """Close what this thread holds open for plans."""
    while _OPEN.workers:
        _OPEN.workers.popitem()[1][1].close()


class PartFiles:
    """Blocks by any ``concurrent.futures.Executor``, handed over in files of a folder that all workers see.

    ``workers``: how many blocks are computed at once; four times as many wait on the disk at most.
    """

    def __init__(self, pool: Executor, folder: str, workers: int = 8) -> None:
        self.pool, self.folder, self.ahead = pool, folder, max(1, workers) * _AHEAD

    def run(self, plan: BlockPlan, opened: Callable[[], BlockWorker[Result]], take: Callable[[Window, Result], None],
            progress: Progress, release: Callable[[Result], None] | None = None) -> None:
        """As ``BlockExecutor`` says. Whatever happens, no part stays."""
        os.makedirs(self.folder, exist_ok=True)
        folder = tempfile.mkdtemp(prefix="bocage-parts-", dir=self.folder)
        text, result = plan.text(), FUNCTIONS[plan.function]().result

        def start(number: int, _window: Window) -> "Future[str]":
            return self.pool.submit(run_part, text, number, os.path.join(folder, f"{number:06d}.npz"))

        def taken(window: Window, path: str) -> None:
            take(window, _load(path, result))
            os.unlink(path)

        try:
            in_order(plan.windows, start, taken, self.ahead, progress)
        finally:
            # No block is under way any more: one that came later would find its folder gone.
            shutil.rmtree(folder, ignore_errors=True)


def _save(result: Any, path: str) -> None:
    """An array, arrays by name, or arrays and numbers of a dataclass, where what is None is left out."""
    if isinstance(result, np.ndarray):
        np.savez(path, array=result)
        return
    if isinstance(result, dict):
        np.savez(path, **result)
        return
    values = {one.name: getattr(result, one.name) for one in fields(result)}
    np.savez(path, **{name: np.asarray(value) for name, value in values.items() if value is not None})


def _load(path: str, kind: Callable[..., Any] | None) -> Any:
    """What ``_save`` wrote. Raises BocageError for a file that is not whole, or holds other arrays."""
    try:
        kept = np.load(path, allow_pickle=False)
        if isinstance(kept, np.ndarray):
            raise ValueError("one array")
        with kept:
            told = {name: kept[name] for name in kept.files}
    except (OSError, EOFError, ValueError, zipfile.BadZipFile) as fault:
        raise BocageError("part_unreadable", file=path, fault=str(fault)) from fault
    if kind is dict:
        return told
    known = {"array": True}
    if kind is not None:
        known = {one.name: "None" not in str(one.type) for one in fields(kind)}  # type: ignore[arg-type]
    if set(told) - set(known) or any(needed and name not in told for name, needed in known.items()):
        # Of another work: its arrays are not those that this one awaits.
        raise BocageError("part_unreadable", file=path, fault=f"{', '.join(told) or '-'} / {', '.join(known)}")
    if kind is None:
        return told["array"]
    return kind(**{name: None for name in known if name not in told},
                **{name: value if value.ndim else value.item() for name, value in told.items()})
