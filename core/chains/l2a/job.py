"""The main job, from an L1C product to an L2A product that appears whole or not at all."""

from __future__ import annotations

import json
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
from ...products.muscate.description import L2ADescription, L2AStatistics
from ...products.muscate.layout import FIRST_VERSION_NOT_COMPUTED, MASKS, layout, product_identifier
from ...products.muscate.writer import make_folders, write_companions
from ..settings import L2AResult, L2ASettings
from . import bands, coarse, layers, state
from .context import Context, register, release
from .scenery import AOT_ROLES, WATER_ROLES, Scenery, open_scenery

FUNCTIONS: dict[str, Function] = {"l2a.coarse": coarse.coarse_band, "l2a.band": bands.correct_band,
             "l2a.atmosphere": layers.write_atmosphere, "l2a.masks": layers.write_masks}
#: Bytes a pixel of the outputs before compression, overviews included: an upper bound kept on purpose.
_OVERVIEWS = 4 / 3
#: Solar zenith angles, degrees: where the tables end, and where extrapolating them is no more honest.
SUN_TABLES, SUN_REFUSED = 75.0, 82.0
NOT_COMPUTED = (*FIRST_VERSION_NOT_COMPUTED, "MG2.water")


def run(settings: L2ASettings, progress: Progress) -> L2AResult:
    """Correct one product. Raises BocageError, or Cancelled; then nothing is left behind."""
    progress.report(0.0, "step_metadata")
    scenery = open_scenery(settings)
    check_writable(settings.output)
    need = needed_bytes(scenery)
    progress.info("space_needed", needed=human_bytes(need), folder=settings.output)
    check_space(settings.output, need)
    _announce(scenery, progress)
    _check_sun(scenery, progress)
    identifier = product_identifier(scenery.product)
    target = Path(settings.output) / identifier
    try:
        statistics = _produce(scenery, identifier, target, progress)
    except OSError as error:
        # Whatever write met the full disk first, the analyst reads the same sentence.
        raise translate_write_fault(target, error) from error
    progress.report(1.0)
    paths = layout(identifier, scenery.groups)
    return L2AResult(str(target), str(target / paths["MTD_ALL"]), str(target / paths["RGB"]),
                     round(statistics.aot_mean, 4), round(statistics.water_vapour_mean, 3), None, None)


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


def needed_bytes(scenery: Scenery) -> int:
    """Upper bound of what the run writes: outputs uncompressed with overviews, and kept numbers."""
    total = 0.0
    for group, names in scenery.groups.items():
        pixels = float(np.prod(scenery.grid(group).shape))
        total += pixels * (2 * len(names) + 4 + len(MASKS)) * _OVERVIEWS
        if "image" in (scenery.settings.aot_method, scenery.settings.water_vapour_method):
            kept = set(_estimation_names(scenery)) & set(names)
            total += pixels * 2 * len(kept)
    return int(total) + 50_000_000


def _estimation_names(scenery: Scenery) -> list[str]:
    settings = scenery.settings
    roles = (*(AOT_ROLES if settings.aot_method == "image" else ()),
             *(WATER_ROLES if settings.water_vapour_method == "image" else ()))
    return list(dict.fromkeys(scenery.named(role) for role in roles))


def _announce(scenery: Scenery, progress: Progress) -> None:
    product = scenery.product
    offsets = sorted({s.band.offset for s in scenery.sources.values()})
    response = next(iter(scenery.responses.values()))
    progress.info("product_read", identifier=product.identifier, platform=product.platform,
                  baseline=product.baseline or "?", offset=", ".join(f"{o:g}" for o in offsets))
    progress.info("response_used", version=response.version, source=response.source)
    if scenery.settings.previous:
        progress.warn("previous_not_used", folder=scenery.settings.previous)
    if "unknown_baseline" in product.extras:
        progress.warn("baseline_unknown", file=product.path, baseline=product.extras["unknown_baseline"])


def _check_sun(scenery: Scenery, progress: Progress) -> None:
    """The tables end at 75 degrees: beyond, they are extrapolated, which is said, then refused."""
    sun = scenery.product.sun
    zenith = float(np.nanmax(sun.zenith)) if sun is not None else (scenery.product.mean_sun or (0.0, 0.0))[0]
    if zenith > SUN_REFUSED:
        raise BocageError("sun_too_low", file=scenery.product.path, zenith=f"{zenith:.1f}", most=f"{SUN_REFUSED:g}")
    if zenith > SUN_TABLES:
        progress.warn("sun_low", file=scenery.product.path, zenith=f"{zenith:.1f}", most=f"{SUN_TABLES:g}")


def _work(context: Context, identifier: str, progress: Progress) -> L2AStatistics:
    scenery = context.scenery
    executor = ThreadExecutor(FUNCTIONS, scenery.settings.threads)
    context.maps = state.ground(scenery, progress)
    check(progress)
    names = _estimation_names(scenery)
    share = 0.0
    if names:
        share = 0.4
        progress.report(0.0, "step_atmosphere")
        files = executor.run(coarse.jobs(context, names), Part(progress, 0.0, share - 0.05))
        toa = {scenery.product.band(n).role: np.load(files[f"coarse {n}"], allow_pickle=False) for n in names}
        views = {role: context.view(scenery.named(role)) for role in toa}
        context.maps = state.invert(scenery, context.state, toa, views, progress)
        check(progress)
    maps = context.state
    progress.info("state_used", aot=f"{float(np.mean(maps.aot)):.3f}", aot_source=maps.sources["aot"],
                  water=f"{float(np.mean(maps.water)):.2f}", water_source=maps.sources["water_vapour"],
                  ozone=f"{float(np.mean(maps.ozone)):.3f}", ozone_source=maps.sources["ozone"])
    progress.report(share, "step_correction")
    results = executor.run([*bands.jobs(context, identifier), *layers.jobs(context, identifier)],
                           Part(progress, share, 1.0))
    return L2AStatistics(float(np.mean(maps.aot)), float(np.mean(maps.water)), float(np.mean(maps.ozone)),
                         nodata_percent=100.0 * results["masks R1"]["nodata"])


def _remove_scraps(work: Path) -> None:
    for pattern in ("numbers_*.raw", "coarse_*.npy", "flags_*.bin"):
        for path in work.glob(pattern):
            path.unlink()


def _description(scenery: Scenery, context: Context, identifier: str, statistics: L2AStatistics) -> L2ADescription:
    written = [name for names in scenery.groups.values() for name in names]
    return L2ADescription(
        source=scenery.product, identifier=identifier,
        grids={group: scenery.grid(group) for group in scenery.groups}, groups=dict(scenery.groups),
        generated=datetime.now(timezone.utc), statistics=statistics, processing=_processing(scenery, context),
        not_computed=NOT_COMPUTED, responses={name: scenery.responses[name] for name in written})


def _processing(scenery: Scenery, context: Context) -> dict[str, str]:
    """What made the product, as text: enough to run it again."""
    model = scenery.settings.aerosol_model
    parameters: dict[str, Any] = asdict(scenery.settings)
    text = {"software": "Bocage", "software_version": __version__, "input": scenery.product.identifier,
            "parameters": json.dumps(parameters, sort_keys=True),
            "radiative_transfer": str(aerosol_table(model).description["code"]),
            "aerosol_table_sha256": aerosol_table(model).sha256, "gas_table_sha256": gas_table().sha256,
            "correction": "Vermote et al. 1997, Lambertian uniform surface; no adjacency, no slope (SRE)",
            "spectral_response": next(iter(scenery.responses.values())).version}
    text.update({f"{name}_source": source for name, source in context.state.sources.items()})
    return text
