"""The aerosol model of a date whose ground an earlier date has seen, through the whole chain."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from bocage.core.atmosphere.environment import neighbourhood
from bocage.core.chains.l2a import L2ASettings, run, state
from bocage.core.chains.l2a.context import Context
from bocage.core.chains.l2a.scenery import open_scenery
from bocage.core.chains.l2a.surroundings import Freed, neighbours
from bocage.core.chains.l2a.terms import uniform_terms
from bocage.core.chains.simulation import SimulationSettings, simulate
from bocage.core.engine.progress import SilentProgress
from bocage.core.masks.beneath import Beneath
from bocage.core.products.composite import read_composite

FIRST, TRUE_AOT = datetime(2018, 7, 2, 11, 6, 31), 0.35


class Heard(SilentProgress):
    """Keeps what is told."""

    def __init__(self) -> None:
        self.told: dict[str, dict[str, object]] = {}

    def info(self, code, **fields):
        self.told[code] = fields


@pytest.fixture(scope="module")
def l1c(tmp_path_factory) -> tuple[Path, Path]:
    """A clear date of continental aerosols, and one of soot four days later."""
    base = SimulationSettings(str(tmp_path_factory.mktemp("été L1C")), FIRST, clouds="none", cover=0.0, aot=0.12,
                              size_m=2400, seed=5)
    later = replace(base, date=FIRST + timedelta(days=4), aot=TRUE_AOT, aerosol_model="urban", seed=6)
    first, second = (Path(simulate(one, SilentProgress()).product) for one in (base, later))
    return first, second


def settings(product: Path, output: Path, **others) -> L2ASettings:
    return L2ASettings(str(product), str(output), altitude_m=40.0, water_vapour_method="fixed", threads=1, **others)


@pytest.fixture(scope="module")
def composite(l1c, tmp_path_factory) -> str:
    """What the first date leaves."""
    heard = Heard()
    made = run(settings(l1c[0], tmp_path_factory.mktemp("first"), composite_only=True), heard).composite
    assert made is not None and "aerosol_model_told" not in heard.told
    return made


def test_soot_is_told_by_the_date_before_and_written_down(l1c, composite, tmp_path):
    heard = Heard()
    result = run(settings(l1c[1], tmp_path, previous=composite), heard)
    told = heard.told["aerosol_model_told"]
    assert told["model"] == "urban" and told["usual"] == "continental" and int(told["near"]) < -4
    name = Path(result.product).name
    stated = json.loads((Path(result.product) / f"{name}_STAC.json").read_text())["properties"]["bocage:processing"]
    assert stated["aerosol_model"] == "urban"
    assert stated["aerosol_model_source"].startswith("series: distance of ")
    assert json.loads(stated["parameters"])["aerosol_model"] == "series"
    assert result.aot_mean == pytest.approx(TRUE_AOT, abs=0.08)


def test_a_model_that_is_given_stays(l1c, composite, tmp_path):
    heard = Heard()
    result = run(settings(l1c[1], tmp_path, previous=composite, composite_only=True, aerosol_model="continental"),
                 heard)
    assert "aerosol_model_told" not in heard.told
    assert result.aot_mean < TRUE_AOT - 0.1


def test_without_an_earlier_date_the_usual_model_stays(l1c, tmp_path):
    heard = Heard()
    assert run(settings(l1c[1], tmp_path, composite_only=True), heard).aot_mean < TRUE_AOT - 0.1
    assert "aerosol_model_told" not in heard.told


def test_later_dates_serve_a_date_and_are_not_handed_on(l1c, tmp_path):
    """A backward start hands on what it read while it reads; the date it was read for leaves its own surface."""
    later = run(settings(l1c[1], tmp_path / "later", composite_only=True), SilentProgress()).composite
    read = run(settings(l1c[0], tmp_path / "read", composite_only=True, previous=later), SilentProgress()).composite
    made = Path(run(settings(l1c[0], tmp_path / "made", previous=later), SilentProgress()).product)
    reading, left = read_composite(Path(read)), read_composite(next(made.glob("DATA/*_CMP_ALL.npz")))
    assert reading.inputs == left.inputs and left.surface_day.max() == FIRST.toordinal()
    known = np.isfinite(left.surface[0])
    assert known.any() and (left.surface_sigma >= reading.surface_sigma)[known].all()
    assert not np.array_equal(left.surface[:, known], reading.surface[:, known])


def hiding(cloud: np.ndarray) -> Beneath:
    """Clouds without shadows, through which all light comes."""
    nothing = np.zeros(cloud.shape, bool)
    return Beneath(cloud, ~cloud, nothing, np.ones(cloud.shape, np.float32), nothing.astype(np.float32))


def test_neighbours_of_a_trial_send_what_its_aot_makes_of_them(l1c, tmp_path):
    context = Context(open_scenery(settings(l1c[0], tmp_path)), tmp_path)
    context.maps = state.ground(context.scenery, SilentProgress())
    shape = context.scenery.cells.shape
    random = np.random.default_rng(4)
    toa = {"coastal": random.uniform(0.12, 0.3, shape).astype(np.float32)}
    views, cloud = {"coastal": context.view("B1")}, hiding(random.uniform(size=shape) < 0.1)
    sight = np.zeros((3, *shape), np.float32)
    sight[2] = 1.0
    freed = Freed(views, toa, context.state.altitude_km, sight, cloud)
    found = {}
    for aot in (0.1, 0.4):
        maps = replace(context.state, aot=np.full(shape, aot, np.float32))
        terms = uniform_terms(views["coastal"], maps, aot)
        around = neighbours(views, toa, maps, sight, cloud, ("coastal",), lambda: None)["coastal"]
        found[aot] = freed("coastal", terms, aot).surface(toa["coastal"])
        assert found[aot] == pytest.approx(around.taken_out(terms, maps.aot).surface(toa["coastal"]), abs=1e-6)
        # A pixel's own contrast is sharper than what is seen over uniform ground.
        assert found[aot].std() > 1.05 * terms.surface(toa["coastal"]).std()
    assert found[0.4].mean() < found[0.1].mean()


def test_snow_does_not_make_more_of_its_neighbours_than_they_are(l1c, tmp_path):
    """Light of dark ground and snow by the equation itself; the error of rho_env is more than halved."""
    context = Context(open_scenery(settings(l1c[0], tmp_path)), tmp_path)
    context.maps = state.ground(context.scenery, SilentProgress())
    shape = context.scenery.cells.shape
    ground, sight = np.full(shape, 0.04, np.float32), np.zeros((3, *shape), np.float32)
    ground[3:10, 4:12], sight[2] = 0.85, 1.0
    views, nowhere = {"coastal": context.view("B1")}, hiding(np.zeros(shape, bool))
    terms = uniform_terms(views["coastal"], context.state, float(context.state.aot.mean()))

    def around(toa: np.ndarray):
        return neighbours(views, {"coastal": toa}, context.state, sight, nowhere, ("coastal",), lambda: None)["coastal"]

    kind = around(terms.toa(ground))
    true = neighbourhood(ground, 120.0, kind.aerosols)
    up = kind.up(context.state.aot)
    lit = (up * ground + (1 - up) * true) / (1 - terms.albedo * true)
    toa = np.asarray((lit + terms.path) / terms.gain, np.float32)
    dark = ground < 0.1
    taken_for_uniform = neighbourhood(terms.surface(toa), 120.0, kind.aerosols)
    found = around(toa)
    assert np.abs(found.environment - true)[dark].mean() < 0.5 * np.abs(taken_for_uniform - true)[dark].mean()
    assert np.abs(found.taken_out(terms, context.state.aot).surface(toa) - ground)[dark].mean() < 0.002


def test_what_lies_under_a_cloud_is_taken_as_the_ground_nearest_to_it(l1c, tmp_path):
    """Half of a field of snow lies under a cloud: counted for nothing, it would be missing beside the rest."""
    context = Context(open_scenery(settings(l1c[0], tmp_path)), tmp_path)
    context.maps = state.ground(context.scenery, SilentProgress())
    shape = context.scenery.cells.shape
    ground, sight = np.full(shape, 0.04, np.float32), np.zeros((3, *shape), np.float32)
    ground[5:13, 4:14], sight[2] = 0.16, 1.0
    cloud = np.zeros(shape, bool)
    cloud[3:15, 9:17] = True
    views = {"coastal": context.view("B1")}
    toa = uniform_terms(views["coastal"], context.state, float(context.state.aot.mean())).toa(ground)

    def around(hidden: np.ndarray):
        return neighbours(views, {"coastal": toa}, context.state, sight, hiding(hidden), ("coastal",),
                          lambda: None)["coastal"]

    true = around(np.zeros(shape, bool))
    beside = ~cloud & (ground < 0.1)
    for_nothing = neighbourhood(np.where(cloud, np.nan, ground), 120.0, true.aerosols)
    error = np.abs(around(cloud).environment - true.environment)[beside].mean()
    assert error < 0.6 * np.abs(for_nothing - true.environment)[beside].mean()
