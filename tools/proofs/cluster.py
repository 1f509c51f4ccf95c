"""Gap filling and classification by the workers of a Dask cluster, one of which dies on the way: the same pixels."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from bocage.core.chains.classify import ClassifySettings, run_classify
from bocage.core.chains.gapfill import GapfillSettings, run_gapfill
from bocage.core.chains.workers import PartFiles
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster
from bocage.core.landcover.model import ClassEntry, Feature
from bocage.core.landcover.model_file import save_model
from bocage.core.landcover.training import train

from . import LINK, Figure, NotReady, Result
from .series_scenes import write_series

NAME = "cluster"
TITLE = "The same plan by a Dask cluster: the same pixels, though a worker dies"
SIDE, DATES, BANDS, WORKERS = 2745, 6, 2, 2


class Killing(SilentProgress):
    """Kills once, when a third of the blocks is done."""

    def __init__(self, kill: Callable[[], None]) -> None:
        self.kill, self.killed = kill, False

    def report(self, fraction: float, step: str = "") -> None:
        """Looks at the share done."""
        if fraction > 0.35 and not self.killed:
            self.killed = True
            self.kill()


def prove(work: Path) -> Result:
    """Two runs of each, here and there; two minutes."""
    try:
        from dask import config
        from distributed import Client, LocalCluster
    except ImportError:
        raise NotReady("distributed is not installed: tools/requirements-prove.txt.") from None
    work = work / NAME
    images, masks = write_series(work / "series", SIDE, DATES, BANDS)
    # Workers are processes of their own: they find the plugin as an installed package would be found.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(LINK.parent), os.environ.get("PYTHONPATH", "")])
    config.set({"distributed.worker.daemon": True, "distributed.dashboard.link": ""})
    figures = []
    with LocalCluster(n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=None,
                      local_directory=str(work / "dask")) as cluster, Client(cluster) as client:
        executor = PartFiles(client.get_executor(), str(work / "parts"), WORKERS)
        here, there = (GapfillSettings(tuple(images), str(work / f"{name}.tif"), masks=tuple(masks), step=10,
                                       method="whittaker", validity=str(work / f"{name}_validity.tif"), threads=WORKERS)
                       for name in ("here", "there"))
        figures += compared("gap filling", run_gapfill, here, there, executor, cluster, ("output", "validity"))
        model = _model(work, here.output)
        one, two = (ClassifySettings((here.output,), model, str(work / f"{name}_map.tif"),
                                     confidence=str(work / f"{name}_confidence.tif"), threads=WORKERS)
                    for name in ("here", "there"))
        figures += compared("classification", run_classify, one, two, executor, cluster, ("output", "confidence"))
    left = len(list((work / "parts").iterdir()))
    figures.append(Figure("part-files left", left, "", 0))
    return Result(figures, {"pixels a side": SIDE, "dates": DATES, "bands": BANDS, "workers": WORKERS}, [
        "The worker that dies is killed by SIGKILL once 35 % of the blocks are written; Dask starts another.",
        "Times are told, not judged: on one machine a cluster shares the processors that threads would have had."])


def compared(name: str, run: Callable[..., Any], here: Any, there: Any, executor: PartFiles, cluster: Any,
             outputs: tuple[str, ...]) -> list[Figure]:
    """Pixels that differ, and both times."""
    began = time.perf_counter()
    run(here, SilentProgress())
    alone = time.perf_counter() - began
    killing = Killing(lambda: os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL))
    began = time.perf_counter()
    run(there, killing, executor)
    together = time.perf_counter() - began
    differ = sum(_differ(getattr(here, output), getattr(there, output)) for output in outputs)
    return [Figure(f"{name}: pixels that differ from those of threads", differ, "", 0),
            Figure(f"{name}: workers killed", int(killing.killed), "", 1, "at least"),
            Figure(f"{name}: by threads", alone, "s"), Figure(f"{name}: by the cluster", together, "s")]


def _differ(one: str, two: str) -> int:
    with Raster(one) as first, Raster(two) as second:
        return sum(int((first.read(band) != second.read(band)).sum()) for band in range(1, first.count + 1))


def _model(work: Path, stack: str) -> str:
    """A forest of three classes of the filled series."""
    path = str(work / "forest.bocagemodel")
    with Raster(stack) as raster:
        features = [Feature(raster.description(band), 1e-4, 0.0, -32768.0) for band in range(1, raster.count + 1)]
        pixels = np.stack([raster.read(band, (0, 0, 60, 60)).ravel() for band in range(1, raster.count + 1)], axis=1)
    table = pixels.astype(np.float32) * np.float32(1e-4)
    labels = 1 + np.digitize(table[:, 0], np.quantile(table[:, 0], (0.33, 0.67)))
    classes = [ClassEntry(value, f"class {value}", "", (80 * value, 80, 80)) for value in (1, 2, 3)]
    save_model(train(table, labels, "random_forest", {"trees": 20}, classes=classes, names=features), path)
    return path
