"""What a run costs and how it behaves while it works: trials, space, progress, cancel."""

from __future__ import annotations

from dataclasses import fields, replace
from types import SimpleNamespace

import numpy as np
import pytest
from bocage.core.atmosphere.correction import Terms
from bocage.core.chains.l2a import L2ASettings, needed_bytes, run, trials
from bocage.core.chains.l2a.scenery import open_scenery
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import Cancelled
from bocage.core.products.composite import BYTES_A_CELL, MOST_RECENT, empty

CELLS = Grid("EPSG:32630", (0.0, 120.0, 0.0, 0.0, 0.0, -120.0), (3, 4))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """Role and AOT of each node that was computed; terms are those of a gain of 1 and a path of AOT cubed."""
    seen: list[tuple[str, float]] = []

    def terms(view, _state, aot: float) -> Terms:
        seen.append((view.role, aot))
        one = np.ones(CELLS.shape, np.float32)
        return Terms(one, one * np.float32(aot ** 3), 0 * one)

    monkeypatch.setattr(trials, "uniform_terms", terms)
    return seen


def surfaces(goes_on=lambda: None) -> trials.TrialSurfaces:
    toa = {role: np.full(CELLS.shape, 1.0, np.float32) for role in ("blue", "red")}
    views = {role: SimpleNamespace(role=role, cells=CELLS) for role in toa}
    return trials.TrialSurfaces(toa, views, None, ("blue", "red"), 2, goes_on)


@pytest.mark.parametrize("aot", [0.0, 0.19, 0.25, 0.5, 1.1, 1.8])
def test_between_nodes_a_cubic_is_exact_on_a_cubic(made, aot: float) -> None:
    assert surfaces()(aot)["blue"] == pytest.approx(1.0 - aot ** 3, abs=1e-6)


def test_a_band_that_is_not_read_is_not_computed_and_a_node_is_computed_once(made) -> None:
    trial = surfaces()
    first = trial(0.2)
    assert made == [] and set(first) == {"blue", "red"}
    assert first["red"] is first["red"]
    assert sorted(made) == [("red", aot) for aot in (0.06, 0.14, 0.25, 0.4)]
    for aot in (0.0, 0.03, 0.5, 1.8, 0.0, 0.7):
        assert trial(aot)["red"] == pytest.approx(1.0 - aot ** 3, abs=1e-6)
    assert sorted(made) == [("red", aot) for aot in trials.NODES]
    with pytest.raises(KeyError):
        first["nir"]


def test_trials_stop_when_the_user_asks_and_tell_how_far_they_are(made) -> None:
    class Stops(SilentProgress):
        shares: list[float] = []

        def report(self, fraction: float, step: str = "") -> None:
            self.shares.append(fraction)

        def cancelled(self) -> bool:
            return len(self.shares) >= 3

    trial = surfaces(trials.Pace(Stops(), expected=10))
    with pytest.raises(Cancelled):
        for aot in (0.1, 0.2, 0.3, 0.4):
            trial(aot)["blue"]
    assert Stops.shares == pytest.approx([0.1, 0.2, 0.3])
    assert len(made) < len(trials.NODES)


def test_the_fullest_composite_takes_the_bytes_that_are_reserved_for_it() -> None:
    full = replace(empty(CELLS, "30TWT"), recent=np.zeros((MOST_RECENT, *CELLS.shape), np.float32))
    arrays = [getattr(full, one.name) for one in fields(full)]
    taken = sum(values.nbytes for values in arrays if isinstance(values, np.ndarray))
    assert taken == BYTES_A_CELL * CELLS.shape[0] * CELLS.shape[1]


def test_space_needed_counts_slopes_masks_and_a_first_pass_alone(l1c, tmp_path) -> None:
    plain = L2ASettings(l1c, str(tmp_path), dem="dem.tif", masks=False)
    fine, coarse = 360 * 480, 180 * 240
    sre = 2 * (4 * fine + 6 * coarse) * 4 / 3

    def need(**changes: object) -> int:
        return needed_bytes(open_scenery(replace(plain, **changes)))

    # FRE doubles the reflectances; bands that the first pass did not read are kept as numbers too.
    more = need(slope=True) - need()
    assert more >= sre
    assert more <= sre + 2 * (4 * fine + 6 * coarse) + 4 * 13 * 30 * 40
    assert need(slope=True, dem=None) - need() < sre
    assert need(masks=True) - need() >= 30 * 40 * (BYTES_A_CELL + 8)
    assert need(masks=True, composite_only=True) < need(masks=True) - sre


class Heard(SilentProgress):
    """Keeps shares and steps; cancels ``after`` so many reports of a step and those that follow it."""

    def __init__(self, step: str = "", after: int = 10_000) -> None:
        self.shares: list[float] = []
        self.steps: list[str] = []
        self.step, self.after, self.count = step, after, 0

    def report(self, fraction: float, step: str = "") -> None:
        self.shares.append(fraction)
        self.steps += [step] if step else []
        self.count += self.step in self.steps

    def cancelled(self) -> bool:
        return self.count > self.after


@pytest.mark.parametrize(("step", "after"), [("step_masks", 0), ("step_masks", 4), ("step_aerosols", 0),
                                             ("step_aerosols", 5), ("step_surroundings", 3)])
def test_cancel_is_heard_inside_masks_aerosols_and_surroundings(l1c, tmp_path, step: str, after: int) -> None:
    progress = Heard(step, after)
    with pytest.raises(Cancelled):
        run(L2ASettings(l1c, str(tmp_path), altitude_m=100.0, adjacency=True, threads=2), progress)
    assert list(tmp_path.iterdir()) == []
    later = ["step_masks", "step_aerosols", "step_surroundings", "step_correction"]
    assert not set(progress.steps) & set(later[later.index(step) + 1:])


def test_progress_only_grows_and_never_jumps_far(l1c, tmp_path) -> None:
    progress = Heard()
    run(L2ASettings(l1c, str(tmp_path), altitude_m=100.0, adjacency=True, threads=2), progress)
    steps = np.diff(progress.shares)
    assert (steps >= -1e-9).all()
    first = next(k for k, share in enumerate(progress.shares) if share >= 0.36)
    inside = np.array([share for share in progress.shares[first:] if share <= 0.48])
    assert np.diff(inside).max() < 0.03
