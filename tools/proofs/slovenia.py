"""Real pixels of Slovenia, a square kilometre on five dates without metadata: are the masks plausible?

For plausibility only: 8 x 8 cells hold no cloud's shadow nor its surroundings, angles are the almanac's sun and a
view from the zenith, and the only reference is the mask that came with the pixels (eo-learn's, from s2cloudless).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
from bocage.core.chains.simulation.forward import BandForward
from bocage.core.chains.simulation.geometry import sun_angles
from bocage.core.chains.simulation.scene import responses
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster
from bocage.core.masks.composite_update import update
from bocage.core.masks.detect import detect
from bocage.core.masks.parallax import displacement_index
from bocage.core.masks.scene import CellScene
from bocage.core.products.composite import empty

from . import Figure, shared

FOLDER = "data/s2_l1c_slovenia_5dates"
BANDS = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B10", "B11", "B12")
ROLES = {"coastal": "B01", "blue": "B02", "green": "B03", "red": "B04", "red_edge_3": "B07", "nir": "B08",
         "nir_narrow": "B8A", "swir1": "B11", "swir2": "B12"}
SIDE = 12  # pixels of 10 m in a cell
WATER, OZONE = 2.0, 0.32
REMARKS = ["Slovenia: a square kilometre of real pixels on five dates, 64 cells, no angles in the data: a look at "
           "whether the masks are plausible, no measure. The mask beside them came with the pixels."]


def figures() -> list[Figure]:
    """Share of the cells masked on each date, beside that of the mask that came with the pixels."""
    with Raster(str(shared.find(f"{FOLDER}/SLOVENIA_DEM.tif"))) as raster:
        terrain = cells_of(raster.read(1).astype(np.float32))
    result, composite = [], None
    for number, path in enumerate(sorted(shared.find(f"{FOLDER}/SLOVENIA_DEM.tif").parent.glob("S2A_L1C_*.tif"))):
        stamp = path.name.split("_")[2]
        scene = scene_of(path, datetime.strptime(stamp, "%Y%m%dT%H%M%S"), terrain)
        composite = composite or empty(scene.cells, "33TVM")
        scene = replace(scene, composite=composite)
        masks = detect(scene)
        composite = update(composite, scene, masks, stamp)
        day = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}"
        result.append(Figure(f"Slovenia, {day}: cells masked as cloud", float(masks.cloud.mean())))
        with Raster(str(shared.find(f"{FOLDER}/SLOVENIA_CLM_68dates.tif"))) as raster:
            # Its first five bands are these five dates.
            given = cells_of(raster.read(number + 1).astype(np.float32))
        result.append(Figure(f"Slovenia, {day}: the same, of the mask that came with the pixels",
                             float((given > 0.5).mean())))
    return result


def cells_of(pixels: np.ndarray) -> np.ndarray:
    """Means on cells; the remainder is left out."""
    rows, columns = (n // SIDE * SIDE for n in pixels.shape)
    return np.asarray(pixels[:rows, :columns].reshape(rows // SIDE, SIDE, columns // SIDE, SIDE).mean(axis=(1, 3)),
                      np.float32)


def scene_of(path: Path, when: datetime, terrain: np.ndarray) -> CellScene:
    """The date on cells."""
    with Raster(str(path)) as raster:
        pixels = {name: raster.read(k + 1).astype(np.float32) / 10000 for k, name in enumerate(BANDS)}
    zenith, azimuth = (float(v[0]) for v in sun_angles(when, np.array([14.55]), np.array([45.87])))
    z, a = np.radians(zenith), np.radians(azimuth)
    sun = np.array([np.sin(z) * np.sin(a), np.sin(z) * np.cos(a), np.cos(z)], np.float32)
    shape = terrain.shape
    toa = {role: cells_of(pixels[name]) for role, name in {**ROLES, "cirrus": "B10"}.items()}
    curves, altitude = responses(), float(terrain.mean()) / 1000
    clear = {}
    for role, name in ROLES.items():
        parts = BandForward(curves[name], "continental").coefficients(zenith, 0.0, 0.0, altitude, WATER, OZONE)
        path_, dd, sd, de, se, albedo = (float(v[0]) for v in parts.at(np.array([0.05])))
        bare = (toa[role] - path_) / (dd + sd + de + se)
        clear[role] = (bare / (1 + albedo * bare)).astype(np.float32)
    fine = [pixels[name][:100, :100].reshape(50, 2, 50, 2).mean(axis=(1, 3)) for name in ("B08", "B07", "B8A")]
    index = displacement_index(*fine)[:SIDE // 2 * shape[0], :SIDE // 2 * shape[1]]
    parallax = index.reshape(shape[0], SIDE // 2, shape[1], SIDE // 2).mean(axis=(1, 3))
    grid = Grid("EPSG:32633", (465181.0, 120.0, 0.0, 5080254.0, 0.0, -120.0), shape)
    up = np.zeros((3, *shape), np.float32)
    up[2] = 1.0
    return CellScene(grid, toa, clear, terrain, np.broadcast_to(sun[:, None, None], (3, *shape)), up,
                     when.toordinal(), parallax=parallax)
