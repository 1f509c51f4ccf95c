"""The truth beside a simulated product: one raster a quantity, and ``state.json``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from ...engine.grid import Grid
from ...engine.progress import Progress, check
from ...engine.raster import RasterWriter, creation_options
from .lines import patches, sights, strips
from .scene import LIGHT_M, ORBITS, SceneState
from .settings import SimulationSettings

STATE = "state.json"
#: The band as which clouds are seen.
_SEEN_BY = "B04"
#: Optical depth from which a pixel counts as cloudy in the product's metadata: what a cloud mask is asked to find.
CLOUDY_DEPTH = 0.1


def truth_folder(settings: SimulationSettings, tile: str, product: str) -> Path:
    """``TRUTH_<day>``; where that is another product's, the time, the orbit and the tile come into the name."""
    day = Path(settings.output) / f"TRUTH_{settings.date:%Y%m%d}"
    if _owner(day) in ("", product):
        return day
    orbit = ORBITS[settings.orbit][0]
    return Path(settings.output) / f"TRUTH_{settings.date:%Y%m%dT%H%M%S}_R{orbit:03d}_T{tile}"


def _owner(folder: Path) -> str:
    """Product whose truth a folder holds, "" where it does not exist, "?" where it does not say."""
    if not folder.exists():
        return ""
    try:
        return str(json.loads((folder / STATE).read_text(encoding="utf-8"))["product"])
    except (OSError, ValueError, KeyError, TypeError):
        return "?"


def write_truth(scene: SceneState, folder: Path, product: str, progress: Progress) -> float:
    """All but surface reflectance, which the bands write as they are made; the state last.

    Returns the percent of pixels of 20 m under clouds of CLOUDY_DEPTH at least."""
    write(folder / "AOT.tif", scene.air.aot.astype(np.float32), scene.air.cells)
    write(folder / "WATER_VAPOUR.tif", scene.air.water.astype(np.float32), scene.air.cells)
    grid = scene.grid(LIGHT_M)
    write(folder / "DEM.tif", scene.terrain, grid)
    depth = cloud_depth(scene, grid, progress)
    write(folder / "CLOUD_DEPTH.tif", depth, grid)
    write(folder / "CLOUD_LIGHT.tif", scene.light.clouds, grid)
    write(folder / "RELIEF_LIGHT.tif", scene.light.direct, grid)
    write(folder / "COS_INCIDENCE.tif", scene.light.cosine, grid)
    write(folder / "EVENTS.tif", np.ascontiguousarray(scene.ground.events[::2, ::2]), grid)
    state = {**asdict(scene.settings), "date": scene.settings.date.isoformat(), "product": product,
             "sun_zenith": scene.sun_angles[0], "sun_azimuth": scene.sun_angles[1], "level_m": scene.level_m,
             "layers": [{"height_m": layer.height_m, "ice": layer.ice} for layer in scene.layers]}
    (folder / STATE).write_text(json.dumps(state, indent=1, sort_keys=True), encoding="utf-8")
    return 100.0 * float(np.count_nonzero(depth >= CLOUDY_DEPTH)) / depth.size


def cloud_depth(scene: SceneState, grid: Grid, progress: Progress) -> np.ndarray:
    """Optical depth of all clouds in B4's line of sight, float32."""
    result = np.zeros(grid.shape, np.float32)
    known = sights(scene.sight, _SEEN_BY, scene.air.cells)
    for rows in strips(grid):
        check(progress)
        above_m = scene.terrain[rows] - np.float32(scene.level_m)
        for patch in patches(scene.sight, known, grid, rows):
            inner = result[rows, patch.columns]
            for layer in scene.layers:
                depth = known[patch.detector].depth(layer, patch.grid, above_m[:, patch.columns])
                np.add(inner, depth, out=inner, where=patch.inside, casting="same_kind")
    return result


def write(path: Path, pixels: np.ndarray, grid: Grid) -> None:
    """One raster of the truth."""
    dtype = str(pixels.dtype)
    with RasterWriter(str(path), grid, dtype, options=creation_options(dtype)) as writer:
        writer.write(pixels)
        writer.close()
