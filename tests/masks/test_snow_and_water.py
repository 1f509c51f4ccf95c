"""Snow and water, cell by cell against their rules, and where clouds or earlier dates have a say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.masks.detect import detect
from bocage.core.masks.scene import CellScene
from bocage.core.masks.snow import snow
from bocage.core.masks.water import water, water_today
from bocage.core.products.composite import empty

CELLS = Grid("EPSG:32630", (500000.0, 120.0, 0.0, 5300000.0, 0.0, -120.0), (40, 40))
GRASS = {"coastal": 0.03, "blue": 0.035, "green": 0.06, "red": 0.05, "red_edge_3": 0.28, "nir": 0.29,
         "nir_narrow": 0.30, "swir1": 0.2, "swir2": 0.1}
SNOW = {"coastal": 0.75, "blue": 0.78, "green": 0.78, "red": 0.76, "red_edge_3": 0.75, "nir": 0.74,
        "nir_narrow": 0.73, "swir1": 0.08, "swir2": 0.05}
CLOUD = {**dict.fromkeys(GRASS, 0.6), "swir1": 0.45, "swir2": 0.35}
LAKE = {"coastal": 0.03, "blue": 0.03, "green": 0.03, "red": 0.02, "red_edge_3": 0.01, "nir": 0.008,
        "nir_narrow": 0.006, "swir1": 0.004, "swir2": 0.003}


def scene(patches: list[tuple[tuple[int, int, int, int], dict[str, float]]], cirrus: float | None = 0.002,
          zenith: float = 45.0, **changes: object) -> CellScene:
    """Grass with patches of something else, ``(top, bottom, left, right)``; sun in the south."""
    clear = {role: np.full(CELLS.shape, value, np.float32) for role, value in GRASS.items()}
    for (top, bottom, left, right), spectrum in patches:
        for role, value in spectrum.items():
            clear[role][top:bottom, left:right] = value
    z = np.radians(zenith)
    sun = np.broadcast_to(np.array([0.0, -np.sin(z), np.cos(z)])[:, None, None], (3, *CELLS.shape))
    view = np.broadcast_to(np.array([0.0, 0.0, 1.0])[:, None, None], (3, *CELLS.shape))
    toa = {} if cirrus is None else {"cirrus": np.full(CELLS.shape, cirrus, np.float32)}
    values = {"cells": CELLS, "toa": toa, "clear": clear, "terrain_m": np.zeros(CELLS.shape), "day": 737_000,
              "sun": sun.astype(np.float32), "view": view.astype(np.float32)}
    return CellScene(**{**values, **changes})  # type: ignore[arg-type]


def flat_light(one: CellScene) -> np.ndarray:
    """Cosine of incidence on flat ground."""
    return np.asarray(one.sun[2])


def box(top: int, bottom: int, left: int, right: int) -> np.ndarray:
    """True inside."""
    result = np.zeros(CELLS.shape, bool)
    result[top:bottom, left:right] = True
    return result


def test_snow_is_where_it_lies_and_nowhere_else():
    one = scene([((10, 20, 10, 25), SNOW), ((25, 35, 5, 15), CLOUD), ((25, 35, 25, 35), LAKE)])
    assert np.array_equal(snow(one, flat_light(one)), box(10, 20, 10, 25))


@pytest.mark.parametrize(("changes", "expected"), [
    ({}, True), ({"swir1": 0.17}, False), ({"swir1": 0.15}, True), ({"green": 0.115, "swir1": 0.05}, False),
    ({"green": 0.117, "swir1": 0.05}, True), ({"red": 0.119}, False), ({"red": 0.121}, True)])
def test_each_threshold_of_snow_has_its_side(changes, expected):
    """NDSI 0.4, red 0.12, 1.6 um 0.16; whole patches, so that none is a neighbour of another."""
    one = scene([((10, 20, 10, 20), {**SNOW, **changes})])
    assert snow(one, flat_light(one))[box(11, 19, 11, 19)].all() == expected
    assert snow(one, flat_light(one))[box(11, 19, 11, 19)].any() == expected


def test_snow_in_the_shade_of_a_slope_is_evened_out():
    """Half the light on the slope: red 0.08 is snow of 0.16 in the sun, 1.6 um of 0.09 would be 0.18."""
    dim = {**SNOW, "green": 0.09, "red": 0.08, "swir1": 0.02}
    one = scene([((10, 20, 10, 20), dim)])
    assert not snow(one, flat_light(one)).any()
    assert np.array_equal(snow(one, flat_light(one) / 2), box(10, 20, 10, 20))
    bright = scene([((10, 20, 10, 20), {**SNOW, "swir1": 0.09})])
    assert snow(bright, flat_light(bright)).any() and not snow(bright, flat_light(bright) / 2).any()


def test_patchy_snow_counts_beside_whole_cells_and_not_alone():
    patchy = {**SNOW, "green": 0.16, "red": 0.10, "swir1": 0.11}
    one = scene([((10, 20, 10, 20), SNOW), ((10, 20, 20, 26), patchy), ((30, 36, 30, 36), patchy)])
    # NDSI 0.185: two cells from whole snow, no farther.
    assert np.array_equal(snow(one, flat_light(one)), box(10, 20, 10, 22))


def test_ice_clouds_that_shine_at_1380_nm_are_no_snow():
    one = scene([((10, 20, 10, 20), SNOW)], cirrus=0.04)
    assert not snow(one, flat_light(one)).any()
    without = scene([((10, 20, 10, 20), SNOW)], cirrus=None)
    assert snow(without, flat_light(without)).any()


def test_no_data_is_no_snow():
    one = scene([((10, 20, 10, 20), SNOW)])
    one.clear["swir2"][12, 12] = np.nan
    found = snow(one, flat_light(one))
    assert not found[12, 12] and found.sum() == 99


def test_snow_that_clouds_enclose_is_not_snow_and_open_snow_is():
    enclosed = scene([((8, 22, 8, 22), CLOUD), ((13, 17, 13, 17), SNOW), ((26, 36, 26, 36), SNOW)])
    found = detect(enclosed)
    assert not found.snow[box(13, 17, 13, 17)].any()
    assert found.snow[box(26, 36, 26, 36)].all() and not found.cloud[box(26, 36, 26, 36)].any()
    assert found.cloud[box(8, 22, 8, 22) & ~box(13, 17, 13, 17)].all()


def test_ice_that_clouds_enclose_is_cloud():
    found = detect(scene([((8, 22, 8, 22), CLOUD), ((13, 17, 13, 17), SNOW)]))
    assert found.cloud[box(13, 17, 13, 17)].all() and not found.ground[box(8, 22, 8, 22)].any()


def test_snow_that_clouds_touch_on_one_side_stays_snow():
    found = detect(scene([((8, 14, 8, 32), CLOUD), ((14, 30, 8, 32), SNOW)]))
    assert found.snow[box(16, 30, 8, 32)].all()


def test_water_is_dark_and_darker_in_the_near_infrared():
    one = scene([((5, 15, 5, 15), LAKE), ((20, 30, 5, 15), {**LAKE, "red": 0.051}),
                 ((20, 30, 20, 30), {**LAKE, "nir_narrow": 0.0206}), ((5, 15, 20, 30), {**LAKE, "swir1": 0.051})])
    today = water_today(one, np.zeros(CELLS.shape, np.float32))
    assert np.array_equal(today, box(5, 15, 5, 15))
    steep = np.zeros(CELLS.shape, np.float32)
    steep[:, 10:] = 0.16
    assert np.array_equal(water_today(one, steep), box(5, 15, 5, 10))


def test_water_darker_than_black_is_water_on_any_slope():
    """Near infrared corrected below zero, where the index means nothing."""
    one = scene([((5, 15, 5, 15), {**LAKE, "nir_narrow": -0.004, "red": 0.003})])
    assert water_today(one, np.full(CELLS.shape, 0.3, np.float32))[box(5, 15, 5, 15)].all()


@pytest.mark.parametrize(("votes", "seen", "expected"), [(0, 0, False), (0, 4, False), (1, 3, False), (1, 2, True),
                                                         (2, 4, True), (4, 4, True)])
def test_under_a_cloud_earlier_dates_vote(votes, seen, expected):
    counted = {name: np.full(CELLS.shape, number, np.uint16) for name, number in (("water_votes", votes),
                                                                                  ("seen", seen))}
    one = scene([], composite=replace(empty(CELLS, "30TWT"), **counted))
    today, hidden = np.zeros(CELLS.shape, bool), box(0, 40, 0, 20)
    today[:, 30:] = True
    found = water(one, today, hidden)
    assert found[hidden].all() == expected == found[hidden].any()
    assert found[:, 30:].all() and not found[:, 20:30].any()


def test_without_earlier_dates_what_is_hidden_is_not_called_water():
    today = box(0, 40, 0, 40)
    assert np.array_equal(water(scene([]), today, box(0, 10, 0, 40)), ~box(0, 10, 0, 40))
