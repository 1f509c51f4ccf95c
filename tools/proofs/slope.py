"""Slopes and neighbourhood: a simulated massif corrected with an elevation that errs, against its true surface.

The massif is lit as ``core/chains/simulation/light.py`` has it: rays cast to the horizon, the sky that it leaves
open (Dozier and Frew), a circumsolar part of its own, light sent back by the slopes around. The correction knows
of it the slope of each place and what the relief puts in the shade; no horizon, no open sky, and its own idea of the
circumsolar light. It is given another elevation: sampled every 30 m, with errors of 2 m over some 150 m. That is
the ground's own, without trees, so it is not smoothed (SMOOTH_DEM); what smoothing it would cost is told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unittest import mock

import numpy as np
from bocage.core.atmosphere.slope import AEROSOL_CIRCUMSOLAR
from bocage.core.chains.l2a import L2ASettings, run
from bocage.core.chains.simulation import SimulationSettings, light, simulate
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.engine.resample import bilinear, box_mean

from . import Figure, Result
from .simulated_series import digest, short

NAME = "slope"
TITLE = "Slopes and neighbourhood: FRE and SRE against the true surface"
#: Not those on which the correction was tuned.
SEED, SIZE_M = 6007, 8400
#: Name, date, aerosols: high and low sun, hazy air.
SCENES = (("July", datetime(2018, 7, 13, 11, 6, 31), 0.12), ("October", datetime(2018, 10, 14, 11, 6, 31), 0.25),
          ("March, hazy", datetime(2018, 3, 27, 11, 6, 31), 0.45))
METHODS = ("fixed", "image")
#: What the circumsolar light of another sky would cost: told for the last scene.
OTHER_CIRCUMSOLAR = 0.6
BANDS = ("B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B11", "B12")
STEP, LIMIT, FEWEST = 0.1, 0.02, 400
#: MG2: shadow of the relief, hidden.
UNLIT = 16 | 32
DEM_STEP_M, DEM_ERROR_M = 30.0, 2.0


@dataclass(frozen=True)
class Compared:
    """One band at 20 m, on pixels inside the scene: FRE and SRE minus the truth, true reflectance, cosine of
    incidence; ``flagged`` as unlit by the product, ``dark`` in truth (shadow of the relief)."""

    flat: np.ndarray
    seen: np.ndarray
    truth: np.ndarray
    cosine: np.ndarray
    flagged: np.ndarray
    dark: np.ndarray


def scene(work: Path, name: str, circumsolar: float = light.CIRCUMSOLAR, **given: object) -> tuple[Path, Path]:
    """Product and truth, made once by the code as it stands, under a sky of a certain circumsolar part."""
    folder = work / "slope" / digest("core/chains/simulation", "core/data", "core/atmosphere") / name
    record = folder / "made.json"
    if not record.exists():
        settings = SimulationSettings(str(folder), clouds="none", cover=0.0, ground_seed=SEED, seed=SEED,
                                      **given)  # type: ignore[arg-type]
        with mock.patch.object(light, "CIRCUMSOLAR", circumsolar):
            done = simulate(settings, SilentProgress())
        record.write_text(json.dumps([done.product, done.truth]), encoding="utf-8")
    product, truth = json.loads(record.read_text(encoding="utf-8"))
    return Path(product), Path(truth)


def elevation(truth: Path) -> Path:
    """The elevation that the correction is given: coarser than the truth, and wrong by some metres."""
    path = truth / "given_dem.tif"
    if not path.exists():
        with Raster(str(truth / "DEM.tif")) as raster:
            fine, own = raster.read(), raster.grid
        (xmin, ymin, xmax, ymax), step = own.bounds, DEM_STEP_M
        grid = Grid(own.crs, (xmin - 3 * step, step, 0.0, ymax + 3 * step, 0.0, -step),
                    (int((ymax - ymin) / step) + 6, int((xmax - xmin) / step) + 6))
        noise = box_mean(np.random.default_rng(SEED).normal(0, 1, grid.shape), 2)[0]
        with RasterWriter(str(path), grid, "float32") as writer:
            writer.write((bilinear(fine, own, grid) + DEM_ERROR_M * noise / noise.std()).astype(np.float32))
            writer.close()
    return path


def corrected(product: Path, truth: Path, **given: object) -> Path:
    """L2A product with a truth's elevation, made once."""
    output = product.parent / f"L2A_{digest('core')}_{short({k: str(v) for k, v in given.items()})}"
    found = list(output.glob("SENTINEL2*"))
    if found:
        return found[0]
    asked = {"adjacency": True, "smooth_dem": False, "threads": 2, "dem": str(elevation(truth)), **given}
    return Path(run(L2ASettings(str(product), str(output), **asked), SilentProgress()).product)  # type: ignore[arg-type]


def at_20_m(path: Path) -> np.ndarray:
    """Pixels, those of 10 m averaged."""
    with Raster(str(path)) as raster:
        values, step = raster.read().astype(float), raster.grid.dx
    if step > 15:
        return values
    return np.asarray(values.reshape(values.shape[0] // 2, 2, -1, 2).mean(axis=(1, 3)))


def compared(product: Path, truth: Path, band: str) -> Compared:
    """FRE and SRE of a band against the truth."""
    file = "B8A" if band == "B8A" else f"B{int(band[1:]):02d}"
    true = at_20_m(truth / f"SR_{file}.tif")
    flat, seen = (at_20_m(next(product.glob(f"*_{kind}_{band}.tif"))) / 10000 for kind in ("FRE", "SRE"))
    flags = at_20_m(next(product.glob("MASKS/*_MG2_R2.tif"))).astype(int)
    cosine, lit = at_20_m(truth / "COS_INCIDENCE.tif"), at_20_m(truth / "RELIEF_LIGHT.tif")
    # The scene's edge has neither horizon nor neighbours.
    inner = (slice(15, -15), slice(15, -15))
    return Compared(*(v[inner] for v in (flat - true, seen - true, true, cosine, (flags & UNLIT) > 0, lit <= 0)))


def classes(found: Compared) -> list[tuple[str, np.ndarray]]:
    """Pixels by class of cos(i), of enough pixels that the product does not flag as unlit."""
    result = []
    for low in np.arange(0.0, 1.0, STEP):
        here = (found.cosine >= low) & (found.cosine < low + STEP) & ~found.flagged
        if np.count_nonzero(here) >= FEWEST:
            result.append((f"{low:.1f}-{low + STEP:.1f}", here))
    return result


def slope_figures(work: Path) -> list[Figure]:
    """Bias of FRE by class of cos(i), the largest of each scene and method with its limit, all bands."""
    figures: list[Figure] = []
    for title, date, aot in SCENES:
        product, truth = massif(work, date, aot)
        for method in METHODS:
            made = corrected(product, truth, slope=True, aot_method=method, aot=aot)
            figures += _of_scene(f"{title}, AOT {'at truth' if method == 'fixed' else 'retrieved'}", made, truth)
    title, date, aot = SCENES[1]
    product, truth = massif(work, date, aot)
    made = corrected(product, truth, slope=True, aot_method="fixed", aot=aot, smooth_dem=True)
    for band in ("B2", "B8A"):
        found = compared(made, truth, band)
        figures += [Figure(f"{title}, SMOOTH_DEM, {band}: FRE bias, cos(i) {name}", float(found.flat[here].mean()),
                           "reflectance") for name, here in classes(found)[:3]]
    title, date, aot = SCENES[-1]
    product, truth = massif(work, date, aot, OTHER_CIRCUMSOLAR)
    made = corrected(product, truth, slope=True, aot_method="fixed", aot=aot)
    for band in ("B2", "B8A"):
        found = compared(made, truth, band)
        figures += [Figure(f"{title}, circumsolar part {OTHER_CIRCUMSOLAR:g} instead, {band}: FRE bias, cos(i) {name}",
                           float(found.flat[here].mean()), "reflectance") for name, here in classes(found)]
    return figures


def massif(work: Path, date: datetime, aot: float, circumsolar: float = light.CIRCUMSOLAR) -> tuple[Path, Path]:
    """Product and truth of one scene."""
    return scene(work, f"mountain_{date:%m%d}_{circumsolar:g}", circumsolar, date=date, dem="mountain", size_m=SIZE_M,
                 aot=aot, aot_variation=0.0)


def _of_scene(title: str, made: Path, truth: Path) -> list[Figure]:
    figures, names = [], []
    for band in BANDS:
        found = compared(made, truth, band)
        parts = classes(found)
        biases = [(name, float(found.flat[here].mean()), float(found.seen[here].mean())) for name, here in parts]
        names = [name for name, _ in parts]
        worst = max(biases, key=lambda one: abs(one[1]))
        figures.append(Figure(f"{title}, {band}: FRE, largest bias in a class of cos(i) ({worst[0]})", abs(worst[1]),
                              "reflectance", LIMIT))
        figures.append(Figure(f"{title}, {band}: SRE, largest bias in a class of cos(i)",
                              max(abs(one[2]) for one in biases), "reflectance"))
        if band in ("B2", "B8A"):
            figures += [Figure(f"{title}, {band}: FRE bias, cos(i) {name}", bias, "reflectance")
                        for name, bias, _ in biases]
    found = compared(made, truth, "B8A")
    low, high = names[0].split("-")[0], names[-1].split("-")[1]
    figures += [Figure(f"{title}: classes of cos(i) from {low} to {high}", len(names), "", 6, "at least"),
                Figure(f"{title}: pixels flagged as unlit by the relief, left out", 100 * float(found.flagged.mean()),
                       "%"),
                Figure(f"{title}: pixels in truth in the shadow of the relief", 100 * float(found.dark.mean()), "%"),
                Figure(f"{title}: B8A, FRE, bias over shadows of the relief that are not flagged",
                       float(found.flat[found.dark & ~found.flagged].mean()) if (found.dark & ~found.flagged).any()
                       else 0.0, "reflectance")]
    return figures


def prove(work: Path) -> Result:
    """Eight corrections of massifs, two of a plain: some minutes."""
    from .neighbourhood import figures as neighbourhood_figures

    return Result([*slope_figures(work), *neighbourhood_figures(work)], {
        "massif": f"{SIZE_M / 1000:g} km, seed {SEED}; horizon cast in {light.DIRECTIONS} azimuths, circumsolar part "
                  f"{light.CIRCUMSOLAR:g} of the diffuse light in every band, slopes light one another, bocage on the "
                  "ground; AOT " + ", ".join(f"{aot:g}" for _, _, aot in SCENES),
        "correction": f"circumsolar part {AEROSOL_CIRCUMSOLAR:g} of what aerosols scatter, none of molecules: by band "
                      "and air; cast shadows, no horizon nor open sky",
        "elevation given": f"every {DEM_STEP_M:g} m, errors of {DEM_ERROR_M:g} m (rms) over some 150 m",
        "pixels": "at 20 m; those flagged in MG2 as shadow of the relief or hidden are left out"})
