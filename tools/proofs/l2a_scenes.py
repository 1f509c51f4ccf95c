"""Simulated L2A products of one tile, in the layout of MUSCATE, for the proof of synthesis: fields, seasons, noise,
clouds of several kilometres with their shadows, water, two orbits of which one sees the west of the tile only.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np

from .series_scenes import _LARGEST, _pattern, _repeated

#: Reflectance x 10,000 of farmland and its noise, by order of the band.
_MEAN, _CONTRAST, _NOISE = 1800, 900, 60
CORNER = (499980.0, 5300040.0)
ROLES = {"B2": "blue", "B3": "green", "B4": "red", "B5": "red_edge_1", "B6": "red_edge_2", "B7": "red_edge_3",
         "B8": "nir", "B8A": "nir_narrow", "B11": "swir1", "B12": "swir2"}
#: Sun and view (zenith, azimuth) by orbit.
ORBITS = {137: ((44.0, 150.0), (9.0, 286.0)), 94: ((42.0, 155.0), (9.0, 104.0))}


def write_products(folder: Path, side: int, dates: int, step: int = 5) -> list[str]:
    """Folders of ``dates`` products of ``side`` pixels of 10 m a side, ``step`` days apart; what is there is kept."""
    return [_product(folder, side, number, datetime(2018, 6, 1, 11, 3, 51, tzinfo=timezone.utc)
                     + timedelta(days=step * number)) for number in range(dates)]


def _product(folder: Path, side: int, number: int, moment: datetime) -> str:
    from bocage.core.engine.grid import Grid
    from bocage.core.products.model import AngleGrid, Band, Product
    from bocage.core.products.muscate.writer import (
        SENTINEL2_GROUPS,
        L2ADescription,
        L2AStatistics,
        make_folders,
        product_identifier,
        write_metadata,
    )

    orbit = (94, 137)[number % 2]
    sun, view = (AngleGrid(np.full((23, 23), pair[0]) + 0.02 * np.arange(23), np.full((23, 23), pair[1]), *CORNER,
                           5000.0, 5000.0) for pair in ORBITS[orbit])
    text = f"{moment:%Y%m%d}"
    source = Product(
        identifier=f"S2A_MSIL1C_{text}T110351_N0206_R{orbit:03}_T30TWT_{text}T132421", family="sentinel2_safe",
        level="L1C", platform="S2A", mission="SENTINEL2A", tile="30TWT", baseline="02.06", acquired=moment,
        relative_orbit=orbit, path="l1c", crs="EPSG:32630",
        bands=tuple(Band(name, role, None, 1, 10.0, 1e-4, 0.0, 0, 65535) for name, role in ROLES.items()), sun=sun,
        view={name: {4: view} for name in ROLES}, mean_sun=ORBITS[orbit][0],
        mean_view=dict.fromkeys(ROLES, ORBITS[orbit][1]))
    grids = {group: Grid("EPSG:32630", (CORNER[0], size, 0.0, CORNER[1], 0.0, -size),
                         (side * 10 // int(size),) * 2) for group, size in (("R1", 10.0), ("R2", 20.0))}
    described = L2ADescription(source, product_identifier(source), grids, SENTINEL2_GROUPS, moment,
                               L2AStatistics(0.1, 1.5))
    target = folder / described.identifier
    if not (target / described.paths["MTD_ALL"]).exists():
        make_folders(target)
        for key, path in described.paths.items():
            kind, _, name = key.partition("_")
            if kind == "SRE" or (name in described.groups and kind in ("CLM", "MG2", "EDG", "SAT", "IAB", "ATB")):
                group = described.group_of(name) if kind == "SRE" else name
                _raster(str(target / path), grids[group], kind, name, number)
        # The metadata come last: a folder that has them is whole.
        write_metadata(target, described)
    return str(target)


def _raster(path: str, grid: object, kind: str, name: str, number: int) -> None:
    """One file; a whole tile is its sixteenth four times across and down, as no compression sees that far."""
    from bocage.core.engine.raster import RasterWriter, creation_options

    whole = grid.shape[0]  # type: ignore[attr-defined]
    share = round(grid.dx) // 10  # type: ignore[attr-defined]
    side = min(whole, _LARGEST // share)
    layers = _layers(kind, name, number, side, share)
    dtype = str(layers[0].dtype)
    with RasterWriter(path, grid, dtype, len(layers), -10000 if kind == "SRE" else None,  # type: ignore[arg-type]
                      options=creation_options(dtype) + (["INTERLEAVE=BAND"] if len(layers) > 1 else [])) as writer:
        for index, layer in enumerate(layers, start=1):
            _repeated(writer, layer, index, whole)
            writer.flush()
        writer.close()


def _layers(kind: str, name: str, number: int, side: int, share: int) -> list[np.ndarray]:
    rng = np.random.default_rng(number)
    fine = side * share
    clouds = _pattern(fine, 311, rng)[::share, ::share] < -0.3
    shadows = np.roll(clouds, (-40 // share, 30 // share), (0, 1)) & ~clouds
    water = _pattern(fine, 173, np.random.default_rng(5))[::share, ::share] > 0.93
    outside = np.zeros((side, side), bool)
    if number % 2:
        # The swath of this orbit ends in the tile.
        outside[:, side * 3 // 5:] = True
    if kind == "SRE":
        return [_reflectance(name, number, side, share, clouds, shadows, outside)]
    if kind == "CLM":
        return [(np.where(clouds, 3, 0) + np.where(shadows, 33, 0)).astype(np.uint8)]
    if kind == "MG2":
        return [(np.where(water, 1, 0) + np.where(clouds, 2, 0) + np.where(shadows, 8, 0)).astype(np.uint8)]
    if kind == "ATB":
        aot = 120 + 60 * _pattern(fine, 199, rng)[::share, ::share]
        return [np.full((side, side), 1500, np.uint16), np.where(outside, 0, aot).astype(np.uint16)]
    return [outside.astype(np.uint8) if kind == "EDG" else np.zeros((side, side), np.uint8)]


def _reflectance(name: str, number: int, side: int, share: int, clouds: np.ndarray, shadows: np.ndarray,
                 outside: np.ndarray) -> np.ndarray:
    order, fine = list(ROLES).index(name), side * share
    rng = np.random.default_rng(36)
    fields, phases = (_pattern(fine, cell, rng)[::share, ::share] for cell in (23, 37))
    noise = np.random.default_rng((number, order)).normal(0, _NOISE, (side, side)).astype(np.float32)
    values = _MEAN + 100 * order + _CONTRAST * (0.5 * fields + 0.3 * np.sin(number / 6 + phases)) + noise
    values[clouds] += 3500
    values[shadows] *= 0.5
    values[outside] = -10000
    return values.astype(np.int16)
