"""The main job, from an L1C product to an L2A product that appears whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np

from ... import __version__
from ...atmosphere.spectral import aerosol_table, gas_table
from ...engine.jobs import Function, ThreadExecutor
from ...engine.outputs import ProductFolder, check_space, check_writable, human_bytes, translate_write_fault
from ...engine.progress import Part, Progress, check
from ...errors import BocageError
from ...masks.beneath import beneath, high_clouds
from ...products.composite import BYTES_A_CELL
from ...products.muscate.description import L2ADescription, L2AStatistics
from ...products.muscate.layout import MASKS, layout, product_identifier
from ...products.muscate.writer import make_folders, write_companions
from ...products.safe.sums import check_images
from ..settings import L2AResult, L2ASettings
from . import aerosol_model, bands, coarse, haze, layers, sky, state
from .context import Context, register, release
from .earlier import file_digest
from .limits import known, not_computed, say_angles
from .outlines import outlined
from .scenery import CIRRUS_ROLE, Scenery, open_scenery
from .surroundings import relief_of, surroundings
from .views import View

FUNCTIONS: dict[str, Function] = {"l2a.coarse": coarse.coarse_band, "l2a.band": bands.correct_band,
             "l2a.atmosphere": layers.write_atmosphere, "l2a.masks": layers.write_masks,
             "l2a.parallax": sky.parallax, "l2a.composite": layers.write_earlier}
#: Bytes a pixel of the outputs before compression, overviews included: an upper bound kept on purpose.
_OVERVIEWS = 4 / 3
#: Solar zenith angles, degrees: where the tables end, and where extrapolating them is no more honest.
SUN_TABLES, SUN_REFUSED = 75.0, 82.0


def run(settings: L2ASettings, progress: Progress) -> L2AResult:
    """Correct one product. Raises BocageError, or Cancelled; then nothing is left behind."""
    progress.report(0.0, "step_metadata")
    scenery = open_scenery(settings)
    check_writable(settings.output)
    need = needed_bytes(scenery)
    progress.info("space_needed", needed=human_bytes(need), folder=settings.output)
    check_space(settings.output, need)
    _announce(scenery, progress)
    check_sun(scenery, progress)
    say_angles(scenery, progress)
    progress.report(0.0, "step_checking_images")
    read = scenery.first_pass if settings.composite_only else tuple(scenery.sources)
    check_images(scenery.product, read, settings.threads, Part(progress, 0.0, 0.02))
    identifier = product_identifier(scenery.product)
    target = Path(settings.output) / identifier
    try:
        if settings.composite_only:
            return _composite_alone(scenery, identifier, progress)
        statistics = _produce(scenery, identifier, target, progress)
    except OSError as error:
        # Whatever write met the full disk first, the analyst reads the same sentence.
        raise translate_write_fault(target, error) from error
    progress.report(1.0)
    paths = layout(identifier, scenery.groups)
    return L2AResult(str(target), str(target / paths["MTD_ALL"]), str(target / paths["RGB"]),
                     round(statistics.aot_mean, 4), round(statistics.water_vapour_mean, 3),
                     statistics.cloud_percent, statistics.snow_percent,
                     str(target / paths["CMP"]) if settings.masks else None)


def _produce(scenery: Scenery, identifier: str, target: Path, progress: Progress) -> L2AStatistics:
    """Make the product beside its target, then give it its name."""
    with ProductFolder(target) as folder:
        make_folders(folder.path)
        context = Context(scenery, folder.path)
        work = register(context)
        try:
            statistics = _work(context, identifier, Part(progress, 0.02, 0.96))
        finally:
            release(work)
        _remove_scraps(folder.path)
        progress.report(0.97, "step_writing_metadata")
        write_companions(folder.path, _description(scenery, context, identifier, statistics))
        check(progress)
        folder.commit()
    return statistics


def _composite_alone(scenery: Scenery, identifier: str, progress: Progress) -> L2AResult:
    """First pass alone: the composite after this date, and nothing else."""
    output = Path(scenery.settings.output)
    output.mkdir(parents=True, exist_ok=True)
    target = output / f"{identifier}_CMP_ALL.npz"
    with ProductFolder(output / f"{identifier}_first_pass") as folder:
        make_folders(folder.path)
        context = Context(scenery, folder.path)
        work = register(context)
        try:
            context.maps = state.ground(scenery, progress)
            _estimate(context, identifier, progress)
            layers.save_composite(context, identifier)
        finally:
            release(work)
        (folder.path / layout(identifier, scenery.groups)["CMP"]).replace(target)
    maps, seen = context.state, context.masks.valid if context.masks is not None else None
    cloud, snow = layers.shares(context.masks)
    return L2AResult("", "", "", round(_mean(maps.aot, seen), 4), round(_mean(maps.water, seen), 3), cloud, snow,
                     str(target))


def needed_bytes(scenery: Scenery) -> int:
    """Upper bound of what the run writes: outputs uncompressed with overviews, kept numbers, and what is on cells."""
    settings, total = scenery.settings, 0.0
    for group, names in scenery.groups.items():
        pixels = float(np.prod(scenery.grid(group).shape))
        if not settings.composite_only:
            each = 2 * len(names) * (2 if settings.slope and settings.dem else 1) + 4 + len(MASKS)
            total += pixels * each * _OVERVIEWS
        total += pixels * 2 * len(coarse.kept(scenery) & set(names))
    cells = float(np.prod(scenery.cells.shape))
    total += cells * 4 * len(scenery.first_pass)
    if settings.masks:
        # The composite at its fullest, the parallax, and the uncertainty of AOT.
        total += cells * (BYTES_A_CELL + 4 + 4)
    return int(total) + 50_000_000


def _announce(scenery: Scenery, progress: Progress) -> None:
    product = scenery.product
    offsets = sorted({s.band.offset for s in scenery.sources.values()})
    response = next(iter(scenery.responses.values()))
    progress.info("product_read", identifier=product.identifier, platform=product.platform,
                  baseline=product.baseline or "?", offset=", ".join(f"{o:g}" for o in offsets))
    progress.info("response_used", version=response.version, source=response.source)
    if scenery.settings.previous and not scenery.settings.masks:
        progress.warn("previous_needs_masks", folder=scenery.settings.previous)
    if "unknown_baseline" in product.extras:
        progress.warn("baseline_unknown", file=product.path, baseline=product.extras["unknown_baseline"])


def check_sun(scenery: Scenery, progress: Progress) -> None:
    """The tables end at 75 degrees: beyond, they are extrapolated, which is said, then refused."""
    sun = scenery.product.sun
    zenith = (float(np.nanmax(sun.zenith)) if sun is not None and known(sun)
              else (scenery.product.mean_sun or (0.0, 0.0))[0])
    if zenith > SUN_REFUSED:
        raise BocageError("sun_too_low", file=scenery.product.path, zenith=f"{zenith:.1f}", most=f"{SUN_REFUSED:g}")
    if zenith > SUN_TABLES:
        progress.warn("sun_low", file=scenery.product.path, zenith=f"{zenith:.1f}", most=f"{SUN_TABLES:g}")


def _work(context: Context, identifier: str, progress: Progress) -> L2AStatistics:
    scenery = context.scenery
    context.maps = state.ground(scenery, progress)
    check(progress)
    share = _estimate(context, identifier, progress) if scenery.first_pass else 0.0
    _say_state(context, progress)
    progress.report(share, "step_correction")
    executor = ThreadExecutor(FUNCTIONS, scenery.settings.threads)
    context.forget()
    results = executor.run([*bands.jobs(context, identifier), *layers.jobs(context, identifier)],
                           Part(progress, share, 1.0))
    layers.write_uncertainty(context, identifier)
    maps = context.state
    cloud, snow = layers.shares(context.masks)
    found = results["masks R1"]
    if found["nodata"] >= 1.0:
        progress.warn("nothing_seen", file=scenery.product.path)
    aot, water, ozone = (_mean(values, found["seen"]) for values in (maps.aot, maps.water, maps.ozone))
    return L2AStatistics(aot, water, ozone, cloud, snow, nodata_percent=100.0 * found["nodata"])


def _mean(values: np.ndarray, seen: np.ndarray | None) -> float:
    """Mean over the cells that were seen: outside the swath, the air is a guess. Over all where that is not known."""
    return float(np.mean(values[seen] if seen is not None and seen.any() else values))


def _estimate(context: Context, identifier: str, progress: Progress) -> float:
    """First pass: cells of every band that something is asked of. Returns the share of the work done."""
    scenery, share = context.scenery, 0.5
    settings = scenery.settings
    progress.report(0.0, "step_atmosphere")
    plan = [*coarse.jobs(context, list(scenery.first_pass)), *sky.parallax_job(context)]
    executor = ThreadExecutor(FUNCTIONS, settings.threads)
    files = executor.run(plan, Part(progress, 0.0, share - 0.15))
    cells = {name: np.load(files[f"coarse {name}"], allow_pickle=False) for name in scenery.first_pass}
    toa = {scenery.product.band(name).role: values for name, values in cells.items()}
    views = _views(context, cells)
    clear = None
    if settings.masks:
        progress.report(share - 0.13, "step_masks")
        displaced = np.load(files["parallax"], allow_pickle=False) if "parallax" in files else None
        composite = sky.history(context, progress)
        scene, context.masks = sky.look(context, toa, views, displaced, composite,
                                        Part(progress, share - 0.13, share - 0.12))
        if scene.painted is not None and not scene.painted.any():
            progress.warn("painted_outside", file=str(settings.painted))
        masks = context.masks
        high = high_clouds(masks.cloud, masks.cirrus, masks.mono | masks.multi)
        context.beneath = beneath(masks.cloud, masks.shadow, masks.snow, high, scene.clear)
        check(progress)
        progress.report(share - 0.10, "step_aerosols")
        clear = haze.clear_ground(context.masks)
        if settings.aerosol_model == "series" and settings.aot_method == "image":
            told = aerosol_model.tell(context, scene, context.masks, toa, views,
                                      Part(progress, share - 0.10, share - 0.08))
            context.tell_aerosols(told.model, told.source)
            views = _views(context, cells)
        context.maps, context.left = haze.run(context, scene, context.masks, toa, views,
                                              Part(progress, share - 0.08, share - 0.05))
    elif settings.aot_method == "image":
        context.maps = state.invert_aot(scenery, context.state, toa, views, progress)
    check(progress)
    if settings.water_vapour_method == "image" and not settings.composite_only:
        context.maps = state.invert_water(scenery, context.state, toa, views, clear,
                                          Part(progress, share - 0.05, share - 0.04))
    check(progress)
    if (settings.adjacency or settings.slope) and not settings.composite_only:
        progress.report(share - 0.04, "step_surroundings")
        context.surroundings = surroundings(context, cells, Part(progress, share - 0.04, share - 0.01))
        context.relief = relief_of(scenery, progress)
    return share


def _views(context: Context, names: Iterable[str]) -> dict[str, View]:
    """By role, of bands of the first pass; no ground is seen in the cirrus band."""
    band = context.scenery.product.band
    return {band(name).role: context.view(name) for name in names if band(name).role != CIRRUS_ROLE}


def _say_state(context: Context, progress: Progress) -> None:
    maps, seen = context.state, context.masks.valid if context.masks is not None else None
    progress.info("state_used", aot=f"{_mean(maps.aot, seen):.3f}", aot_source=maps.sources["aot"],
                  water=f"{_mean(maps.water, seen):.2f}", water_source=maps.sources["water_vapour"],
                  ozone=f"{_mean(maps.ozone, seen):.3f}", ozone_source=maps.sources["ozone"])


def _remove_scraps(work: Path) -> None:
    for pattern in ("numbers_*.raw", "coarse_*.npy", "flags_*.bin"):
        for path in work.glob(pattern):
            path.unlink()


def _description(scenery: Scenery, context: Context, identifier: str, statistics: L2AStatistics) -> L2ADescription:
    written = [name for names in scenery.groups.values() for name in names]
    return L2ADescription(
        source=scenery.product, identifier=identifier,
        grids={group: scenery.grid(group) for group in scenery.groups}, groups=dict(scenery.groups),
        generated=datetime.now(timezone.utc), statistics=statistics, processing=_processing(context.scenery, context),
        not_computed=not_computed(context),
        responses={name: scenery.responses[name] for name in written}, flat=context.relief is not None,
        uncertainty=context.state.aot_uncertainty is not None, composite=context.masks is not None)


def _correction(scenery: Scenery, context: Context) -> str:
    """What was corrected, in words."""
    around = ("adjacency by the environment functions of 6S (Vermote et al. 1997)"
              if scenery.settings.adjacency else "no adjacency")
    slopes = ("FRE: light on slopes, direct, circumsolar and diffuse" if context.relief is not None
              else "no slope (SRE alone)")
    return f"Vermote et al. 1997, Lambertian surface; {around}; {slopes}"


def _processing(scenery: Scenery, context: Context) -> dict[str, str]:
    """What made the product, as text: enough to run it again."""
    model = scenery.aerosol_model
    parameters: dict[str, Any] = asdict(scenery.settings)
    text = {"software": "Bocage", "software_version": __version__, "input": scenery.product.identifier,
            "parameters": json.dumps(parameters, sort_keys=True),
            "radiative_transfer": str(aerosol_table(model).description["code"]),
            "aerosol_table_sha256": aerosol_table(model).sha256, "gas_table_sha256": gas_table().sha256,
            "aerosol_model": model, "aerosol_model_source": scenery.aerosol_source,
            "correction": _correction(scenery, context),
            "spectral_response": next(iter(scenery.responses.values())).version}
    text.update({f"{name}_source": source for name, source in context.state.sources.items()})
    if context.previous is not None:
        text["previous_sha256"] = file_digest(context.previous)
    outlines = outlined(scenery.settings, scenery.cells.crs, scenery.product.acquired.date())
    if outlines and context.masks is not None:
        text["painted_sha256"] = outlines
    return text
