"""The masks of one product, from its bands to a raster that appears whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np

from ...engine.jobs import Function, Job, ThreadExecutor
from ...engine.outputs import ProductFolder, atomic_file, check_space, check_writable, translate_write_fault, write_text
from ...engine.progress import Part, Progress, check
from ...errors import BocageError
from ...masks.composite_update import update
from ...masks.detect import CellMasks, detect
from ...masks.scene import CellScene
from ...products.composite import Composite, empty, write_composite
from ...products.safe.sums import check_images
from ..l2a import coarse, sky, state
from ..l2a.context import Context, register, release
from ..l2a.limits import say_angles
from ..l2a.scenery import CIRRUS_ROLE
from . import limits, style
from .history import earlier
from .inputs import Inputs, check_sun_of, open_inputs, reference_band, spooled, with_substitutes
from .raster import Record, description, shares, tags, write_pixels
from .settings import CloudMaskResult, CloudMaskSettings
from .surface import surface_scene

FUNCTIONS: dict[str, Function] = {"l2a.coarse": coarse.coarse_band, "l2a.parallax": sky.parallax,
                                  "cloudmask.pixels": write_pixels}
EXTENSIONS = (".tif", ".tiff")


def run_cloudmask(settings: CloudMaskSettings, progress: Progress) -> CloudMaskResult:
    """Masks of one product. Raises BocageError, or Cancelled; then nothing is left behind."""
    progress.report(0.0, "step_metadata")
    output = Path(os.path.abspath(settings.output))
    if output.suffix.lower() not in EXTENSIONS:
        raise BocageError("masks_not_geotiff", file=settings.output)
    inputs = open_inputs(settings)
    for path in (settings.output, settings.composite):
        if path:
            check_writable(os.path.dirname(os.path.abspath(path)))
    check_space(output.parent, needed_bytes(inputs))
    check_sun_of(inputs, progress)
    if inputs.level == "L1C":
        say_angles(inputs.scenery, progress)
    product = inputs.scenery.product
    progress.info("masks_of", identifier=product.identifier, level=product.level, platform=product.platform)
    progress.report(0.0, "step_checking_images")
    check_images(product, tuple(inputs.scenery.sources), settings.threads, Part(progress, 0.0, 0.02))
    try:
        # Never committed: it holds what the first reading keeps, and goes with it.
        with ProductFolder(output.with_name(f"{output.stem}_masks_work")) as folder:
            context = Context(inputs.scenery, folder.path)
            work = register(context)
            try:
                result = _work(context, settings, inputs, output, Part(progress, 0.02, 1.0))
            finally:
                release(work)
    except OSError as error:
        raise translate_write_fault(output, error) from error
    progress.report(1.0)
    return result


def needed_bytes(inputs: Inputs) -> int:
    """Upper bound of what a run writes: two bytes a pixel with overviews, and the numbers kept."""
    scenery = inputs.scenery
    pixels = float(np.prod(scenery.sources[reference_band(inputs)].window[2:]))
    kept = sum(2.0 * float(np.prod(scenery.sources[name].window[2:])) for name in spooled(inputs))
    return int(pixels * 2 * 4 / 3 + kept) + 20_000_000


def _work(context: Context, settings: CloudMaskSettings, inputs: Inputs, output: Path,
          progress: Progress) -> CloudMaskResult:
    context.maps = state.ground(inputs.scenery, progress)
    composite = earlier(context, inputs, progress)
    check(progress)
    cells, displaced = _first_pass(context, inputs, Part(progress, 0.0, 0.7))
    found = limits.limits(inputs, displaced is not None, composite is not None)
    limits.say(found, inputs, progress)
    progress.report(0.7, "step_masks")
    scene, context.masks = _look(context, inputs, cells, displaced, composite, Part(progress, 0.7, 0.75))
    if scene.painted is not None and not scene.painted.any():
        progress.warn("painted_outside", file=str(settings.painted))
    check(progress)
    record = Record(settings, inputs, context.masks, found, composite, reference_band(inputs))
    left = _after(scene, record) if settings.composite else None
    _write(context, record, output, left, Part(progress, 0.8, 1.0))
    percent = shares(context.masks)
    return CloudMaskResult(str(output), str(output.with_suffix(".json")), percent["cloud"], percent["shadow"],
                           percent["snow"], percent["water"], settings.composite or None)


def _first_pass(context: Context, inputs: Inputs,
                progress: Progress) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
    """Reflectance on cells by role, and the displacement index where the three bands allow it."""
    scenery, kept = inputs.scenery, spooled(inputs)
    progress.report(0.0, "step_reading")
    plan: list[Job] = [
        Job(f"coarse {name}", "l2a.coarse", {"work": str(context.work), "band": name, "keep": name in kept},
            cost=float(np.prod(scenery.sources[name].window[2:])) * coarse.DECODING / 1e6)
        for name in scenery.first_pass]
    plan += sky.parallax_job(context)
    files = ThreadExecutor(FUNCTIONS, scenery.settings.threads).run(plan, progress)
    cells = {scenery.product.band(name).role: np.load(files[f"coarse {name}"], allow_pickle=False)
             for name in scenery.first_pass}
    return cells, np.load(files["parallax"], allow_pickle=False) if "parallax" in files else None


def _look(context: Context, inputs: Inputs, cells: dict[str, np.ndarray], displaced: np.ndarray | None,
          composite: Composite | None, progress: Progress) -> tuple[CellScene, CellMasks]:
    """The scene and its masks: of an L1C product through the air of its date, of L2A as it is."""
    if inputs.level == "L1C":
        views = {role: context.view(inputs.scenery.named(role)) for role in cells if role != CIRRUS_ROLE}
        return sky.look(context, with_substitutes(cells, inputs.replaced), with_substitutes(views, inputs.replaced),
                        displaced, composite, progress)
    scene = surface_scene(context, with_substitutes(cells, inputs.replaced), displaced, composite, progress)
    return scene, detect(scene)


def _after(scene: CellScene, record: Record) -> Composite:
    """The composite after this date; of its air nothing is known, so it serves masks and not aerosols."""
    scenery = record.inputs.scenery
    before = record.earlier if record.earlier is not None else empty(scenery.cells, scenery.product.tile)
    # Blue may have stood for the coastal band: the next dates are not told that it was seen.
    seen = {role: values for role, values in scene.clear.items()
            if role != "coastal" or role not in record.inputs.replaced}
    return update(before, replace(scene, clear=seen), record.masks, scenery.product.identifier)


def _write(context: Context, record: Record, output: Path, left: Composite | None, progress: Progress) -> None:
    """All files beside their targets, then under their names, the raster last."""
    progress.report(0.0, "step_writing_masks")
    with ExitStack() as stack:
        targets = [output, output.with_suffix(".qml"), output.with_suffix(".json")]
        if left is not None:
            os.makedirs(os.path.dirname(os.path.abspath(record.settings.composite)), exist_ok=True)
            targets.append(Path(os.path.abspath(record.settings.composite)))
        beside = [stack.enter_context(atomic_file(path)) for path in targets]
        values = _pixels(context, record, beside[0], progress)
        write_text(beside[1], style.text(values, record.settings.language))
        write_text(beside[2], description(record))
        if left is not None:
            write_composite(Path(beside[3]), left)
        check(progress)


def _pixels(context: Context, record: Record, path: str, progress: Progress) -> Sequence[int]:
    job = Job("pixels", "cloudmask.pixels", {"work": str(context.work), "path": path, "band": record.band,
                                             "tags": tags(record)})
    return list(ThreadExecutor(FUNCTIONS, 1).run([job], progress)["pixels"])
