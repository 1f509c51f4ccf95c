"""AOT from the image and from the dates before it; then what this date leaves to the next ones."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from ...atmosphere.aerosol_fill import fill
from ...atmosphere.aerosol_memory import known
from ...atmosphere.aerosol_series import PRIOR_SIGMA, Before, evidence, search
from ...atmosphere.brdf import factors
from ...engine.jobs import thread_count
from ...engine.progress import Progress, check
from ...masks.composite_update import Surface, update
from ...masks.detect import CellMasks
from ...masks.objects import grown
from ...masks.scene import CellScene
from ...products.composite import SURFACE_ROLES, Composite, empty, without_later
from ...products.model import UnitVectors
from .context import Context
from .state import StateMaps
from .surroundings import Freed, Neighbours, neighbours
from .trials import Pace, TrialSurfaces
from .views import View

#: Reflectance found through thicker air is not handed on.
MOST_AOT = 0.5
#: A date with more cloud than this hands nothing on.
MOST_CLOUD = 0.9
#: Oldest surface that aerosols are compared with, days (MAJA).
MOST_AGE_DAYS = 60.0
#: Standard uncertainty of the forecast carried by a product.
CAMS_SIGMA = 0.12
#: Standard uncertainty of an AOT that was given.
GIVEN_SIGMA = 0.1
#: What speaks is chosen by the surface under a first AOT: passes, at most; mean change of the AOT that ends them.
MOST_PASSES, SETTLED = 2, 0.02
#: Cells around snow that tell nothing of aerosols: snow that a cell holds in part is not told from thick air.
FROM_SNOW = 3
#: Cells whose surface is not handed on: around clouds and shadows, whose edges are never all found; around snow,
#: whose light is taken out of theirs but for a small part.
FROM_CLOUDS, FROM_SNOW_HANDED = 2, 8


def directions(vectors: UnitVectors) -> np.ndarray:
    """sza, vza, raa in degrees, float32 (3, rows, columns)."""
    sun, view = vectors.sun, vectors.view
    zeniths = [np.degrees(np.arccos(np.clip(v[2], -1, 1))) for v in (sun, view)]
    azimuths = [np.degrees(np.arctan2(v[0], v[1])) for v in (sun, view)]
    difference = np.abs(azimuths[0] - azimuths[1]) % 360.0
    return np.stack([*zeniths, np.where(difference > 180, 360 - difference, difference)]).astype(np.float32)


def directions_of(scene: CellScene) -> np.ndarray:
    """Those of a date."""
    return directions(UnitVectors(scene.sun, scene.view))


def clear_ground(masks: CellMasks) -> np.ndarray:
    """Cells that aerosols and water vapour are read from."""
    return np.asarray(masks.ground & ~masks.snow & ~masks.topographic_shadow & ~masks.sun_too_low)


def speaking(masks: CellMasks) -> np.ndarray:
    """Cells that tell AOT."""
    return np.asarray(clear_ground(masks) & ~masks.water & ~grown(masks.snow, FROM_SNOW))


def undisturbed(masks: CellMasks) -> np.ndarray:
    """Cells whose neighbours are clear ground too."""
    return ~(grown(masks.cloud | masks.shadow, FROM_CLOUDS) | grown(masks.snow, FROM_SNOW_HANDED))


def run(context: Context, scene: CellScene, masks: CellMasks, toa: Mapping[str, np.ndarray],
        views: Mapping[str, View], progress: Progress) -> tuple[StateMaps, Composite]:
    """The state with AOT found, where it was asked of the image; and the composite after this date."""
    scenery = context.scenery
    here = directions_of(scene)
    maps = context.state
    threads = thread_count(scenery.settings.threads)
    earlier = earlier_surface(scene, here)
    if scenery.settings.aot_method == "image":
        trial = TrialSurfaces(toa, views, maps, SURFACE_ROLES, threads, Pace(progress),
                              Freed(views, toa, maps.altitude_km, scene.view, context.beneath))
        for _ in range(MOST_PASSES):
            before = maps.aot
            maps = estimate(context, masks, trial, maps, earlier, progress)
            if float(np.mean(np.abs(maps.aot - before))) < SETTLED:
                break
    around = neighbours(views, toa, maps, scene.view, context.beneath, SURFACE_ROLES, lambda: check(progress), threads)
    composite = scene.composite if scene.composite is not None else empty(scenery.cells, scenery.product.tile)
    cloudy = np.count_nonzero(masks.cloud & masks.valid) > MOST_CLOUD * max(1, np.count_nonzero(masks.valid))
    uncertainty = np.full(scenery.cells.shape, GIVEN_SIGMA, np.float32) if maps.aot_uncertainty is None else (
        maps.aot_uncertainty)
    past = composite if scenery.settings.composite_only else without_later(composite, scene.day)
    if past is not composite:
        # Later dates, read by a backward start, served this one; they come in their turn.
        composite, earlier = past, earlier_surface(replace(scene, composite=past), here)
    surface, sigma = known(surfaces(toa, views, maps, around, threads), maps.aot, uncertainty, earlier)
    trusted = (maps.aot < MOST_AOT) & (not cloudy) & undisturbed(masks)
    return maps, update(composite, scene, masks, scenery.product.identifier, Surface(surface, sigma, here), trusted)


def estimate(context: Context, masks: CellMasks, trial: TrialSurfaces, so_far: StateMaps, earlier: Before | None,
             progress: Progress) -> StateMaps:
    """AOT and its uncertainty on cells, what speaks being chosen under that found so far; the first guess, with a
    warning, where nothing speaks."""
    scenery, maps = context.scenery, context.state
    found = evidence(trial(float(np.clip(np.mean(so_far.aot), 0.05, 0.4))), speaking(masks), earlier)
    own = scenery.product.auxiliary is not None and scenery.product.auxiliary.aot550 is not None
    windows = search(trial, found, maps.aot if own else None, CAMS_SIGMA if own else PRIOR_SIGMA)
    result = fill(windows, scenery.cells, maps.terrain_m)
    if result is None:
        progress.warn("aot_no_dark_target", value=f"{float(np.mean(maps.aot)):.2f}")
        return replace(maps, aot_interpolated=np.ones(scenery.cells.shape, bool),
                       sources={**maps.sources, "aot": "no ground that tells: first guess kept"})
    compared = int(np.count_nonzero(np.isfinite(found.reference["blue"])))
    source = f"image: {int(found.vegetation.sum())} cells of vegetation, {compared} cells compared with earlier dates"
    if own:
        source += ", prior from the product"
    return replace(maps, aot=result.aot, aot_interpolated=result.interpolated, aot_uncertainty=result.sigma,
                   sources={**maps.sources, "aot": source})


def earlier_surface(scene: CellScene, here: np.ndarray) -> Before | None:
    """The composite's surface brought to today's directions, its age and its uncertainty."""
    composite = scene.composite
    if composite is None or not (composite.surface_day > 0).any():
        return None
    lag = np.abs(scene.day - composite.surface_day).astype(np.float32)
    use = (composite.surface_day > 0) & (lag <= MOST_AGE_DAYS)
    turned = factors(SURFACE_ROLES, composite.directions, here)
    values = {role: np.where(use, composite.surface[k] * turned[role], np.nan)
              for k, role in enumerate(SURFACE_ROLES)}
    return Before(values, np.where(use, lag, np.inf), composite.surface_sigma)


def surfaces(toa: Mapping[str, np.ndarray], views: Mapping[str, View], maps: StateMaps,
             around: Mapping[str, Neighbours], threads: int) -> dict[str, np.ndarray]:
    """Surface reflectance on cells with the AOT found, the neighbours' light taken out."""
    def one(role: str) -> np.ndarray:
        part = views[role].scattering(maps.aot, maps.altitude_km)
        terms = around[role].taken_out(views[role].terms(part, maps.altitude_km, maps.water), maps.aot)
        return np.asarray(terms.surface(toa[role]), np.float32)

    with ThreadPoolExecutor(threads) as pool:
        return dict(zip(SURFACE_ROLES, pool.map(one, SURFACE_ROLES)))
