"""A classification in order: model, features, sizes, then block after block; files appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np

from ...engine.grid import Window
from ...engine.outputs import atomic_file, write_text
from ...engine.progress import Part, Progress, SilentProgress, Stopping, check
from ...errors import BocageError, Cancelled
from ...landcover import forest_kernels
from ...landcover.classifiers.base import Predictor
from ...landcover.integers import NumberStack
from ...landcover.model import LandcoverModel
from ...landcover.model_file import load_model
from ...landcover.predict import FORESTS, FastForest, Regional, predictor, regional
from ...landcover.regions import RegionWeights
from ..pixels import style
from ..pixels.plans import BlockExecutor, BlockPlan, ThreadBlocks, restored
from ..pixels.targets import blocks
from .inputs import Mask, chosen_of, days_of, take_nodata
from .output import Files, categories_of, check_outputs, coding_of, items_of, paths_of, style_of
from .prediction import BlockMap, Lane, Wanted, Work
from .settings import ClassifyResult, ClassifySettings
from .tally import Tally

#: Pixels of the side of a block: whole tiles of what is written, and of what is read where tiles are larger.
_SIDE, _LARGEST_SIDE = 512, 1024
#: Columns of a block of rasters that are laid out by rows.
_MOST_COLUMNS = 16_384


def run_classify(settings: ClassifySettings, progress: Progress,
                 executor: BlockExecutor | None = None) -> ClassifyResult:
    """A map of classes and what was asked beside it. Raises BocageError, or Cancelled; then nothing is left behind.

    Blocks are computed by threads of this process, or by the executor that is given.
    """
    progress.report(0.0, "step_model")
    model = load_model(settings.model)
    told = Event()

    def stop() -> None:
        if told.is_set():
            raise Cancelled

    with NumberStack(settings.input, settings.resampling) as stack:
        places = chosen_of(model, stack, settings.input[0], progress)
        take_nodata(model, stack, places)
        check_outputs(settings, model, stack.grid, progress)
        work = _work(settings, model, stack, places, stop, progress)
        mask = Mask(settings.mask, settings.mask_layer, stack.grid.crs)
        mask.check_touches(stack.grid)
        if settings.valid:
            # Unreadable, it is said before the work and not in the middle of it.
            Lane(work, NumberStack(settings.input[:1]), mask, settings.valid).close()
        return _run(settings, work, stack, mask, executor, Stopping(progress, 0.0, 1.0, told))


def open_worker(arguments: Mapping[str, Any]) -> Lane:
    """What computes blocks of a plan of ``run_classify``, wherever it runs. Raises BocageError."""
    settings = restored(ClassifySettings, arguments["settings"])
    progress = SilentProgress()
    model = load_model(settings.model)
    stack = NumberStack(settings.input, settings.resampling)
    places = chosen_of(model, stack, settings.input[0])
    take_nodata(model, stack, places)
    work = _work(settings, model, stack, places, lambda: None, progress)
    return Lane(work, stack, Mask(settings.mask, settings.mask_layer, stack.grid.crs), settings.valid)


def _work(settings: ClassifySettings, model: LandcoverModel, stack: NumberStack, places: list[int],
          stop: Callable[[], None], progress: Progress) -> Work:
    """The predictor, and how the features come to it."""
    kinds = {region.model.kind for region in model.regions} or {model.kind}
    tables = stack.physical_tables(places) if kinds <= set(FORESTS) and stack.whole(places) else None
    if kinds & set(FORESTS) and settings.engine != "numpy" and not (
            forest_kernels.ready("narrow") and forest_kernels.ready("wide")):
        progress.report(0.01, "step_compiling")
    check(progress)
    made = _predictor(settings, model, tables)
    if made is None and tables is not None:
        tables = None
        made = _predictor(settings, model, None)
    if made is None:
        raise BocageError("classify_no_numba")
    check(progress)
    wanted = Wanted(bool(settings.confidence), bool(settings.probabilities), bool(settings.validity))
    days = days_of(model)
    if wanted.validity and not settings.valid and not days:
        raise BocageError("classify_no_dates", file=settings.validity)
    dtype, nodata = coding_of(model.classes)
    weights = RegionWeights(model, stack.grid.crs) if model.regions else None
    return Work(model, made, places, tables is not None, wanted, dtype, nodata, days, weights, stop)


def _predictor(settings: ClassifySettings, model: LandcoverModel,
               tables: list[np.ndarray] | None) -> Predictor | Regional | None:
    """None where the features cannot come that way, or where numba was asked for and is not there."""
    try:
        if model.regions:
            return regional(model, settings.engine, tables)
        return predictor(model, settings.engine, tables)
    except ValueError:
        return None


def _run(settings: ClassifySettings, work: Work, first: NumberStack, mask: Mask,
         executor: BlockExecutor | None, progress: Progress) -> ClassifyResult:
    tally = Tally(work, first.grid)
    engine = _engine(work)
    progress.info("forest_numba" if engine == "numba" else "forest_numpy" if engine == "numpy" else "classify_plain")
    validity = ("number of clear dates, of " + os.path.basename(settings.valid) if settings.valid
                else "number of dates of which all features have a value")
    grid = first.grid

    def opened() -> Lane:
        stack = NumberStack(settings.input, settings.resampling)
        stack.layers[:] = first.layers
        return Lane(work, stack, mask, settings.valid)

    with ExitStack() as stack:
        # The map takes its name last: whoever sees it finds its style and its confidence.
        paths = {}
        for name, path in paths_of(settings).items():
            os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
            paths[name] = stack.enter_context(atomic_file(path))
        for path, text in _beside(settings, work.model).items():
            write_text(stack.enter_context(atomic_file(path)), text)
        with Files(paths, grid, work.model, items_of(settings, work.model, engine), validity) as files:

            def take(window: Window, block: BlockMap) -> None:
                tally.add(window, block)
                files.write(window, block)

            progress.report(0.03, "step_classifying")
            plan = BlockPlan("classify", {"settings": asdict(settings)}, tuple(blocks(grid, _block(first))))
            (executor or ThreadBlocks(settings.threads)).run(plan, opened, take, Part(progress, 0.03, 0.95))
            check(progress)
            progress.report(0.95, "step_writing")
            files.close(len(work.model.classes))
        if settings.table:
            write_text(stack.enter_context(atomic_file(settings.table)), tally.table(settings.language))
        check(progress)
    progress.report(1.0)
    if not tally.classified:
        progress.warn("classify_nothing", file=settings.output)
    return tally.result(settings, engine)


def _beside(settings: ClassifySettings, model: LandcoverModel) -> dict[str, str]:
    """Styles and names, by path."""
    found = {str(Path(settings.output).with_suffix(".qml")): style_of(model, settings.language)}
    categories = categories_of(model)
    if categories:
        found[settings.output + ".aux.xml"] = categories
    if settings.confidence:
        found[str(Path(settings.confidence).with_suffix(".qml"))] = style.grey(0.0, 100.0)
    return found


def _engine(work: Work) -> str:
    parts = work.predictor.parts if isinstance(work.predictor, Regional) else [work.predictor]
    engines = {part.engine for part in parts if isinstance(part, FastForest)}
    return "numba" if engines == {"numba"} else "numpy" if engines else "plain"


def _block(stack: NumberStack) -> tuple[int, int]:
    """Whole tiles of what is read; whole rows where it is laid out by rows."""
    rows, columns = stack.block
    high = _SIDE if rows <= _SIDE else _LARGEST_SIDE
    if columns > _LARGEST_SIDE:
        return _SIDE, min(_MOST_COLUMNS, -(-stack.grid.shape[1] // _SIDE) * _SIDE)
    return high, _SIDE if columns <= _SIDE else _LARGEST_SIDE
