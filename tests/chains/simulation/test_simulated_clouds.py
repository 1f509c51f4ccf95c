"""Simulated dates: clouds and shadows where geometry puts them, events on the ground."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.simulation import SimulationResult, simulate, sky
from bocage.core.chains.simulation.air import water_above
from bocage.core.chains.simulation.forward import band_forward
from bocage.core.chains.simulation.light import cloud_light
from bocage.core.chains.simulation.scene import responses
from bocage.core.chains.simulation.surface import CRS, UPPER_LEFT
from bocage.core.engine.grid import Grid
from bocage.core.products import open_product
from bocage.core.products.scene import Scene
from small_scene import SILENT, image, read, small


def test_a_cloud_is_seen_and_casts_its_shadow_where_geometry_puts_them(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One round cloud of 300 m, 1500 m up: its shadow lies away from the sun by h tan(sza), what is seen of it
    away from the satellite by h tan(vza)."""
    height, place = 1500.0, (UPPER_LEFT[0] + 1500.0, UPPER_LEFT[1] - 1300.0)

    def one(*_: object) -> list[sky.Layer]:
        x, y = np.meshgrid(np.arange(400) * 20.0 - 4000, 4000 - np.arange(400) * 20.0)
        depth = np.where(np.hypot(x, y) < 150, 25.0, 0.0).astype(np.float32)
        return [sky.Layer(depth, place[0] - 4000 - 10, place[1] + 4000 + 10, height, False)]

    monkeypatch.setattr(sky, "make_layers", one)
    result = simulate(replace(small(tmp_path, cover=0.1), clouds="cumulus", size_m=2400), SILENT)
    state = json.loads((Path(result.truth) / "state.json").read_text(encoding="utf-8"))
    sza, saa = np.radians(state["sun_zenith"]), np.radians(state["sun_azimuth"])
    assert _centre(1 - read(Path(result.truth) / "CLOUD_LIGHT.tif")) == pytest.approx(
        (place[0] - height * np.tan(sza) * np.sin(saa), place[1] - height * np.tan(sza) * np.cos(saa)), abs=15)
    product = open_product(result.product)
    grid = Grid(CRS, (*(UPPER_LEFT[0], 20.0, 0.0), UPPER_LEFT[1], 0.0, -20.0), (120, 120))
    view = Scene(product).angles("B4", grid).view[:, 60, 60]
    run = height * np.array([view[0], view[1]]) / view[2]
    assert _centre(read(Path(result.truth) / "CLOUD_DEPTH.tif")) == pytest.approx(
        (place[0] - run[0], place[1] - run[1]), abs=15)
    # Parallax: B8 sees it elsewhere than B8A does, by what their lines of sight differ.
    other = Scene(product).angles("B8A", grid).view[:, 60, 60]
    nir, narrow = (np.clip(image(result, band) - 6500, 0, None) for band in ("B08", "B8A"))
    between = np.array(_centre(narrow)) - np.array(_centre(nir, 10.0))
    seen = Scene(product).angles("B8", grid).view[:, 60, 60]
    assert between == pytest.approx(height * (seen[:2] / seen[2] - other[:2] / other[2]), abs=8)


def _centre(weight: np.ndarray, step: float = 20.0) -> tuple[float, float]:
    rows, columns = np.indices(weight.shape)
    return (UPPER_LEFT[0] + float((columns * weight).sum() / weight.sum() + 0.5) * step,
            UPPER_LEFT[1] - float((rows * weight).sum() / weight.sum() + 0.5) * step)


def test_the_shadow_on_a_hill_lies_nearer_to_its_cloud() -> None:
    grid = Grid(CRS, (0.0, 20.0, 0.0, 4000.0, 0.0, -20.0), (200, 200))
    depth = np.zeros((200, 200), np.float32)
    depth[95:105, 95:105] = 20
    layers = [sky.Layer(depth, 0.0, 4000.0, 1000.0, False)]
    sun = np.array([0.0, -np.sqrt(0.5), np.sqrt(0.5)])
    dark = [1 - cloud_light(layers, grid, sun, np.full((200, 200), height))[:, 100] for height in (0.0, 400.0)]
    rows = [float(np.average(np.arange(200), weights=part)) for part in dark]
    assert rows[0] == pytest.approx(99.5 - 50, abs=0.5)
    assert rows[1] == pytest.approx(99.5 - 30, abs=0.5)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cumulus_come_small_too_and_fill_what_is_asked(seed: int) -> None:
    layer, = sky.make_layers("cumulus", 0.25, 12_000, (0.0, 0.0), seed)
    cloudy = layer.depth > 0.5
    assert cloudy.mean() == pytest.approx(0.25, abs=0.08)
    # Runs of cloud along rows: some clouds are under 300 m wide.
    edges = np.diff(np.pad(cloudy, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    runs = (np.argwhere(edges < 0)[:, 1] - np.argwhere(edges > 0)[:, 1]) * sky.STEP_M
    assert (runs < 300).mean() > 0.2 and runs.max() > 600


def test_mixed_clouds_stand_at_three_heights() -> None:
    layers = sky.make_layers("mixed", 0.4, 6000, (0.0, 0.0), 4)
    heights = sorted(layer.height_m for layer in layers)
    assert heights[0] < 2500 and 2500 < heights[1] < 6000 and heights[2] > 8000
    assert [layer.ice for layer in sorted(layers, key=lambda one: one.height_m)] == [False, False, True]


@pytest.mark.parametrize("height, low, high", [(0.7, 0.0, 0.006), (2.0, 0.003, 0.04), (9.5, 0.3, 0.8)])
def test_low_clouds_are_dark_in_the_cirrus_band_and_high_ones_bright(height: float, low: float, high: float) -> None:
    """TOA reflectance of a cloud of 0.7 at 1.38 micrometres, with 2 g/cm2 of water above the ground: MAJA's
    threshold of high clouds is 0.007."""
    left = band_forward(responses()["B10"], "continental").gas_above(2.5, height, water_above(2.0, height), 0.32)
    assert low <= 0.7 * left <= high


def test_snow_flood_and_harvest_are_on_the_ground_and_in_the_truth(cloudy: SimulationResult) -> None:
    events, green = read(Path(cloudy.truth) / "EVENTS.tif"), read(Path(cloudy.truth) / "SR_B05.tif")
    swir = read(Path(cloudy.truth) / "SR_B11.tif")
    assert {1.0, 4.0, 5.0} <= set(np.unique(events))
    assert green[events == 5].mean() > 0.5 and swir[events == 5].mean() < 0.15
    assert swir[events == 4].mean() < 0.08
    assert 0.05 < (read(Path(cloudy.truth) / "CLOUD_DEPTH.tif") > 0.5).mean() < 0.9
