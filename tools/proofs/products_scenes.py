"""What ``products_speed`` measures on: small L2A products in the MUSCATE layout, as Bocage writes them, and parcels."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import RasterWriter, transform_points
from bocage.core.products.model import AngleGrid, Band, Product
from bocage.core.products.muscate.writer import (
    SENTINEL2_GROUPS,
    L2ADescription,
    L2AStatistics,
    make_folders,
    product_identifier,
    write_companions,
)

ROLES = {"B2": "blue", "B3": "green", "B4": "red", "B5": "red_edge_1", "B6": "red_edge_2", "B7": "red_edge_3",
         "B8": "nir", "B8A": "nir_narrow", "B11": "swir1", "B12": "swir2"}
#: Digital numbers of the bands about which the fields vary.
MEANS = {"B2": 500, "B3": 700, "B4": 800, "B8": 3000}
CLM_CLOUD = 3


@dataclass(frozen=True)
class Place:
    """Where one tile lies."""

    tile: str
    crs: str
    corner: tuple[float, float]
    side_m: int

    def grid(self, step: float) -> Grid:
        count = int(self.side_m / step)
        return Grid(self.crs, (self.corner[0], step, 0.0, self.corner[1], 0.0, -step), (count, count))


def ground(place: Place, band: str, step: float, day: int) -> np.ndarray:
    """Fields of 300 m, each with its own number and some texture, by place on the ground of zone 30; int16."""
    grid = place.grid(step)
    x, y = np.meshgrid(grid.x(), grid.y())
    if place.crs != "EPSG:32630":
        x, y = transform_points(x, y, place.crs, "EPSG:32630")
    patch = np.floor(x / 300.0) * 7919 + np.floor(y / 300.0) * 104729 + day * 13
    noise = np.mod(np.sin(patch) * 43758.5453, 1.0) * 0.8 + 0.6
    texture = 1.0 + 0.05 * np.sin(x / 37.0) * np.cos(y / 53.0)
    return np.rint(MEANS.get(band, 1500) * noise * texture).astype(np.int16)


def clouds(place: Place, rng: np.random.Generator) -> np.ndarray:
    """CLM of discs over some 15 % of the tile, uint8 at 10 m."""
    count = place.side_m // 10
    mask = np.zeros((count, count), np.uint8)
    rows, columns = np.ogrid[:count, :count]
    for _ in range(12):
        row, column, radius = rng.uniform(0, count, 2).tolist() + [rng.uniform(0.03, 0.09) * count]
        mask[(rows - row) ** 2 + (columns - column) ** 2 <= radius * radius] = CLM_CLOUD
    return mask


def write(folder: Path, place: Place, day: str, seed: int) -> str:
    """One product; returns its folder. Bands of 20 m and layers are flat."""
    rng = np.random.default_rng(seed)
    angles = AngleGrid(np.full((23, 23), 60.0), np.full((23, 23), 160.0), *place.corner, 5000.0, 5000.0)
    text = day.replace("-", "")
    source = Product(
        identifier=f"S2A_MSIL1C_{text}T110351_N0206_R094_T{place.tile}_{text}T132421", family="sentinel2_safe",
        level="L1C", platform="S2A", mission="SENTINEL2A", acquired=datetime.fromisoformat(f"{day}T11:03:51").replace(
            tzinfo=timezone.utc), tile=place.tile, baseline="02.06", relative_orbit=94, path="l1c", crs=place.crs,
        bands=tuple(Band(name, role, None, 1, 10.0, 1e-4, 0.0, 0, 65535) for name, role in ROLES.items()), sun=angles,
        view={}, mean_sun=(60.0, 160.0), mean_view={},
        extras={"generation_time": f"{day}T13:24:21.000000Z", **{f"physical_gain:{name}": "3.79" for name in ROLES}})
    grids = {"R1": place.grid(10.0), "R2": place.grid(20.0)}
    described = L2ADescription(source, product_identifier(source), grids, SENTINEL2_GROUPS,
                               datetime(2026, 11, 24, tzinfo=timezone.utc), L2AStatistics(0.1, 1.0),
                               {"software_version": "0.1"})
    target = folder / described.identifier
    make_folders(target)
    mask = clouds(place, rng)
    for key, path in described.paths.items():
        kind, _, name = key.partition("_")
        if kind == "SRE":
            group = described.group_of(name)
            with RasterWriter(str(target / path), grids[group], "int16", nodata=-10000) as writer:
                writer.write(ground(place, name, 10.0, seed) if name in MEANS else
                             np.full(grids[group].shape, 1500, np.int16))
                writer.close()
        elif name in described.groups:
            shape = grids[name].shape
            with RasterWriter(str(target / path), grids[name], "uint16" if kind == "ATB" else "uint8",
                              2 if kind == "ATB" else 1) as writer:
                flat = np.zeros(shape, np.uint8)
                if kind == "CLM":
                    flat = mask if name == "R1" else mask[::2, ::2]
                elif kind == "MG2":
                    flat = ((mask if name == "R1" else mask[::2, ::2]) > 0).astype(np.uint8) * np.uint8(2)
                writer.write(flat)
                writer.close()
    write_companions(target, described)
    return str(target)


def parcels(path: Path, place: Place, count: int, seed: int) -> str:
    """Quadrilaterals of 1 to 12 ha, one a cell of a lattice, as GeoJSON in the tile's own coordinates."""
    rng = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(count)))
    cell = place.side_m / side
    features = []
    for number in range(count):
        west, north = place.corner[0] + (number % side) * cell, place.corner[1] - (number // side) * cell
        inset = rng.uniform(0.02, 0.35, (4, 2)) * cell
        corners = [(west + inset[0, 0], north - inset[0, 1]), (west + cell - inset[1, 0], north - inset[1, 1]),
                   (west + cell - inset[2, 0], north - cell + inset[2, 1]),
                   (west + inset[3, 0], north - cell + inset[3, 1])]
        features.append({"type": "Feature", "properties": {"code": number}, "geometry": {
            "type": "Polygon", "coordinates": [[list(map(float, point)) for point in [*corners, corners[0]]]]}})
    name = place.crs.replace("EPSG:", "urn:ogc:def:crs:EPSG::")
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": name}},
                                "features": features}), encoding="utf-8")
    return str(path)
