"""The aerosols of a date, told by the ground that earlier dates have seen: each of the tables' models in turn.

A whole scene has one model or one mixture, so a thin lattice of its cells is enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ...atmosphere import available_models
from ...atmosphere.aerosol_choice import Agreement, Under, agreement, shares
from ...atmosphere.aerosol_fill import fill
from ...atmosphere.aerosol_series import PRIOR_SIGMA, Before, evidence, search
from ...atmosphere.correction import band_atmosphere
from ...atmosphere.mixture import named
from ...engine.jobs import thread_count
from ...engine.progress import Part, Progress, check
from ...masks.beneath import Beneath
from ...masks.detect import CellMasks
from ...masks.scene import CellScene
from ...products.composite import SURFACE_ROLES
from . import haze
from .context import Context
from .state import StateMaps, thin_grid
from .surroundings import Freed, neighbours
from .trials import Pace, TrialSurfaces
from .views import View

#: Most cells of the lattice.
MOST_CELLS = 40_000
#: What is added to the AOT found to see what its error does: a share of it, and so much.
MORE_SHARE, MORE = 0.2, 0.01


@dataclass(frozen=True)
class Told:
    """The model or the mixture, and in words what told it."""

    model: str
    source: str


@dataclass(frozen=True)
class _Lattice:
    """What is asked of a date, on some of its cells."""

    toa: Mapping[str, np.ndarray]
    views: Mapping[str, View]
    maps: StateMaps
    earlier: Before
    #: Ground that aerosols are read from; ground that is compared.
    speaks: np.ndarray
    compared: np.ndarray
    beneath: Beneath | None
    view: np.ndarray
    index: tuple[slice, slice]


def tell(context: Context, scene: CellScene, masks: CellMasks, toa: Mapping[str, np.ndarray],
         views: Mapping[str, View], progress: Progress) -> Told:
    """The aerosols of the date: each model has the share that unchanged ground makes probable."""
    usual = context.scenery.aerosol_model
    earlier = haze.earlier_surface(scene, haze.directions_of(scene))
    if earlier is None:
        return Told(usual, "usual: no earlier date to tell another")
    lattice = _lattice(context, scene, masks, toa, views, earlier)
    found: dict[str, Agreement] = {}
    models = available_models()
    for number, model in enumerate(models):
        check(progress)
        result = _agreement(context, lattice, model, Part(progress, number / len(models), (number + 1) / len(models)))
        if result is not None:
            found[model] = result
    if usual not in found:
        return Told(usual, "usual: too little ground seen before to tell another")
    return _said(named(shares(found, usual)), usual, found, progress)


def _said(model: str, usual: str, found: Mapping[str, Agreement], progress: Progress) -> Told:
    """The choice with its evidence; in the log as well where it is not the usual model alone."""
    first = found[usual]
    distances = ", ".join(f"{name} {one.misfit:.1f}" for name, one in sorted(found.items()))
    evidence_told = f"distance of {first.cells} cells from earlier dates {distances}"
    if model == usual:
        return Told(model, f"usual: {evidence_told}")
    progress.info("aerosol_model_told", model=model, usual=usual, cells=str(first.cells), distances=distances,
                  near=f"{100 * np.expm1(first.departure[3]):+.0f}", red=f"{100 * np.expm1(first.departure[2]):+.0f}")
    return Told(model, f"series: {evidence_told}")


def _lattice(context: Context, scene: CellScene, masks: CellMasks, toa: Mapping[str, np.ndarray],
             views: Mapping[str, View], earlier: Before) -> _Lattice:
    maps, cells = context.state, context.scenery.cells
    stride = max(1, int(np.ceil(np.sqrt(cells.shape[0] * cells.shape[1] / MOST_CELLS))))
    thin = (slice(stride // 2, None, stride), slice(stride // 2, None, stride))
    names = ("terrain_m", "altitude_km", "ozone", "aot", "water", "aot_interpolated", "water_interpolated")
    some = replace(maps, **{name: np.ascontiguousarray(getattr(maps, name)[thin]) for name in names})  # type: ignore[arg-type]
    before = Before({role: values[thin] for role, values in earlier.surface.items()}, earlier.lag_days[thin],
                    earlier.sigma[thin])
    return _Lattice({role: toa[role][thin] for role in SURFACE_ROLES},
                    {role: views[role] for role in SURFACE_ROLES}, some, before, haze.speaking(masks)[thin],
                    (haze.clear_ground(masks) & ~masks.water)[thin], context.beneath and context.beneath.at(thin),
                    scene.view[(slice(None), *thin)], thin)


def _agreement(context: Context, on: _Lattice, model: str, progress: Progress) -> Agreement | None:
    """Of the surface found under one model."""
    scenery, threads = context.scenery, thread_count(context.scenery.settings.threads)
    grid = thin_grid(scenery.cells, on.index[0].step or 1, (int(on.speaks.shape[0]), int(on.speaks.shape[1])))
    views = {role: View(view.product, view.band, band_atmosphere(view.atmosphere.response, model), grid, on.maps.ozone,
                        view.index[on.index]) for role, view in on.views.items()}
    trial = TrialSurfaces(on.toa, views, on.maps, SURFACE_ROLES, threads, Pace(progress),
                          Freed(views, on.toa, on.maps.altitude_km, on.view, on.beneath))
    found = evidence(trial(float(np.clip(np.mean(on.maps.aot), 0.05, 0.4))), on.speaks, on.earlier)
    own = scenery.product.auxiliary is not None and scenery.product.auxiliary.aot550 is not None
    aot = fill(search(trial, found, on.maps.aot if own else None, haze.CAMS_SIGMA if own else PRIOR_SIGMA), grid,
               on.maps.terrain_m)
    if aot is None:
        return None
    step = MORE_SHARE * aot.aot + MORE
    surface, thicker = (_surfaces(on, views, value, progress, threads) for value in (aot.aot, aot.aot + step))
    return agreement(Under(surface, thicker, aot.aot, step, aot.sigma), on.earlier, on.compared)


def _surfaces(on: _Lattice, views: Mapping[str, View], aot: np.ndarray, progress: Progress,
              threads: int) -> dict[str, np.ndarray]:
    maps = replace(on.maps, aot=aot)
    around = neighbours(views, on.toa, maps, on.view, on.beneath, SURFACE_ROLES, lambda: check(progress), threads)
    return haze.surfaces(on.toa, views, maps, around, threads)
