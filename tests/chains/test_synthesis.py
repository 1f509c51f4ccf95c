"""bocage:synthesis on synthetic products: two orbits without a seam, dates inside the window, flags, refusals."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from bocage.core.atmosphere.brdf import li_sparse, ross_thick
from bocage.core.chains.synthesis import SynthesisSettings, composing, job, run_synthesis
from bocage.core.chains.synthesis.directions import kernels
from bocage.core.chains.synthesis.reading import passes
from bocage.core.engine import outputs
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster
from bocage.core.errors import BocageError, Cancelled
from bocage.core.products.angles import unit_vectors
from bocage.core.products.model import AngleGrid
from bocage.core.products.open import open_product
from bocage.core.series import synthesis_kernels

sys.path.insert(0, str(Path(__file__).resolve().parent))
from dated_product import CLM_CLOUD, CLM_SHADOW, CORNER, MG2_SNOW, MG2_WATER, grid, numbers, product, square  # noqa: E402
from l2a_pair import L2A, ROLES, write_muscate  # noqa: E402

#: Days from 1 January to the central date, as DTS counts them.
CENTRE = 195
SIDE = 6000
COUNT = SIDE // 10
#: A ground that is not the mean one: its kernels are half as strong again in volume, weaker in shadows.
GROUND = {"B4": (0.12, 0.045, 0.014), "B8": (0.32, 0.19, 0.028)}
#: Sun (zenith, azimuth) and view of each orbit: the west edge of one swath, the east edge of the other.
ORBITS = {"R094": ((42.0, 155.0), (9.5, 104.0)), "R137": ((44.0, 150.0), (9.5, 286.0))}


def angles(pair: tuple[float, float]) -> AngleGrid:
    return AngleGrid(np.full((4, 4), pair[0]), np.full((4, 4), pair[1]), *CORNER, 5000.0, 5000.0)


def seen(band: str, orbit: str) -> float:
    """Digital number of the ground under the directions of an orbit."""
    (sza, sun), (vza, view) = ORBITS[orbit]
    isotropic, volume, geometric = GROUND[band]
    thick, sparse = (kernel(*np.radians([sza, vza, sun - view])) for kernel in (ross_thick, li_sparse))
    return float(1e4 * (isotropic + volume * thick + geometric * sparse))


def orbit_product(folder: Path, day: str, orbit: str, east: int = COUNT, masks=None, shift: float = 0.0) -> str:
    """A product of one orbit, which saw the columns before ``east``."""
    taken = datetime.fromisoformat(f"{day}T11:03:51").replace(tzinfo=timezone.utc)
    sun, view = (angles(pair) for pair in ORBITS[orbit])
    values = {}
    for band in GROUND:
        pixels = np.full((COUNT, COUNT), round(seen(band, orbit) + shift))
        pixels[:, east:] = -10000
        values[band] = pixels
    text = day.replace("-", "")
    source = {"acquired": taken, "sun": sun, "view": {name: {4: view} for name in ROLES}, "mean_view": {},
              "mean_sun": ORBITS[orbit][0], "relative_orbit": int(orbit[1:]),
              "identifier": f"S2A_MSIL1C_{text}T110351_N0206_{orbit}_T30TWT_{text}T132421"}
    edge = np.zeros((COUNT, COUNT), np.uint8)
    edge[:, east:] = 1
    grids = {"R1": grid(10, CORNER, SIDE), "R2": grid(20, CORNER, SIDE)}
    every = numbers(values, SIDE)
    for band, pixels in every.items():
        if band not in GROUND:
            pixels = pixels.copy()
            pixels[:, east * pixels.shape[1] // COUNT:] = -10000
            every[band] = pixels
    return write_muscate(folder, L2A(every, {"EDG": edge, **(masks or {})}, grids, source=source))


@pytest.fixture(scope="module")
def orbits(tmp_path_factory) -> list[str]:
    folder = tmp_path_factory.mktemp("synthèse d'été")
    cloud = square(slice(0, 200), slice(0, 200), CLM_CLOUD, COUNT)
    state = square(slice(0, 200), slice(0, 200), 2, COUNT)
    state[500:520], state[560:580] = MG2_WATER, MG2_SNOW
    return [orbit_product(folder, "2018-07-12", "R137", 300), orbit_product(folder, "2018-07-15", "R094", masks={
        "CLM": cloud, "MG2": state}), orbit_product(folder, "2018-07-20", "R094"),
        orbit_product(folder, "2018-10-20", "R094", shift=2000)]


def run(products, into: Path, progress=None, **changes):
    settings = SynthesisSettings(**{"input": tuple(products), "output": str(into), "date": "2018-07-15", **changes})
    return run_synthesis(settings, progress or SilentProgress())


def pixels(result, key: str) -> np.ndarray:
    with Raster(str(Path(result.product) / f"{result.identifier}_{key}.tif")) as raster:
        return raster.read()


def seam(image: np.ndarray) -> float:
    """Largest step between the columns of both orbits: of neighbours, and of what is far from the edge."""
    row = image[400].astype(float) / 1e4
    return max(float(np.abs(np.diff(row)).max()), abs(float(row[20:60].mean() - row[500:560].mean())))


def test_two_orbits_leave_no_seam(orbits, tmp_path):
    left = run(orbits, tmp_path / "left", directional=False)
    assert seam(pixels(left, "FRC_B8")) > 0.005, "the orbits are not different enough for this test to fail"
    corrected = run(orbits, tmp_path / "corrected")
    for band in GROUND:
        assert seam(pixels(corrected, f"FRC_{band}")) < 0.005


def test_product_is_read_as_an_l3a_with_dates_inside_the_window(orbits, tmp_path):
    result = run(orbits, tmp_path)
    assert result.dates == ("2018-07-12", "2018-07-15", "2018-07-20") and result.skipped == 1
    found = open_product(result.product)
    assert (found.level, found.platform, found.tile) == ("L3A", "S2A", "30TWT")
    assert found.extras["images"] == "FRC" and {"dates", "weights", "status"} <= set(found.mask_files)
    assert found.acquired.date().isoformat() == "2018-07-15" and len(found.bands) == 10
    days = pixels_of(result, "DTS_R1") - CENTRE
    assert days.min() >= -3.0 and days.max() <= 5.0
    assert result.nodata_percent == 0.0 and pixels_of(result, "WGT_R1").min() > 0


def test_where_the_central_date_is_hidden_the_other_tells(orbits, tmp_path):
    days = pixels_of(run(orbits[1:3], tmp_path), "DTS_R1") - CENTRE
    # Under the cloud, and far from it: the weights of the days 0 and 5 of a window of 23, to the day.
    assert days[100, 100] == 5.0 and days[590, 590] == round(5.0 * 0.8913 / 1.8913)


def pixels_of(result, mask: str) -> np.ndarray:
    with Raster(str(Path(result.product) / "MASKS" / f"{result.identifier}_{mask}.tif")) as raster:
        return raster.read().astype(float)


def test_flags_are_values_and_what_is_never_clear_is_no_data(orbits, tmp_path):
    result = run(orbits[1:2], tmp_path)
    flags = pixels_of(result, "FLG_R1")
    assert (flags[100, 100], flags[510, 300], flags[570, 300], flags[300, 300]) == (1, 3, 2, 4)
    assert pixels(result, "FRC_B4")[100, 100] == -10000 and pixels_of(result, "DTS_R1")[100, 100] == -10000
    assert abs(result.nodata_percent - 100 * 200 * 200 / COUNT ** 2) < 0.1


def test_what_cannot_be_composed_is_refused(orbits, tmp_path):
    with pytest.raises(BocageError) as window:
        run(orbits, tmp_path, date="2017-01-01")
    assert window.value.code == "synthesis_window"
    (tmp_path / "vide").mkdir()
    with pytest.raises(BocageError) as none:
        run([str(tmp_path / "vide")], tmp_path)
    assert none.value.code == "synthesis_none"


def test_a_cancelled_run_leaves_nothing(orbits, tmp_path):
    class Stopped(SilentProgress):
        asked = 0

        def cancelled(self) -> bool:
            self.asked += 1
            return self.asked > 12

    with pytest.raises(Cancelled):
        run(orbits, tmp_path, Stopped())
    assert list(tmp_path.iterdir()) == []


def test_shadows_are_clouds_in_flg_and_what_nobody_saw_has_no_weight(tmp_path):
    mask = square(slice(0, 100), slice(0, 100), CLM_SHADOW, COUNT)
    result = run([orbit_product(tmp_path, "2018-07-15", "R094", 500, {"CLM": mask})], tmp_path / "l3a")
    flags, weights = pixels_of(result, "FLG_R1"), pixels_of(result, "WGT_R1")
    # As WASP: 1 for both, and -10000 where there was nothing to see at all.
    assert (flags[50, 50], flags[50, 550], flags[300, 300]) == (1, 0, 4)
    assert weights[50, 50] == 0 and weights[50, 550] == -10000 and weights[300, 300] > 0
    assert result.identifier.startswith("SENTINEL2A_20180715-000000-000_L3A_T30TWT_C_V")


def test_dates_go_on_over_the_new_year(tmp_path):
    products = [orbit_product(tmp_path, day, "R094") for day in ("2018-12-28", "2019-01-03", "2019-01-07")]
    days = pixels_of(run(products, tmp_path / "l3a", date="2019-01-02"), "DTS_R1")
    # From 1 January of the central date's year: neither the mean of 361 and 2, nor of 2 and -4 by turns.
    weights = [1 - 0.5 * away / 23 for away in (5, 1, 5)]
    assert (days == round(sum(w * d for w, d in zip(weights, (-4, 2, 6))) / sum(weights))).all()


@pytest.mark.parametrize("compiled", [False, True])
def test_blocks_threads_and_compiled_code_change_no_digit(compiled, orbits, tmp_path, monkeypatch):
    if compiled and synthesis_kernels.numba() is None:
        pytest.skip("numba is not installed")
    whole = run(orbits, tmp_path / "whole", threads=1)
    monkeypatch.setattr(job, "TIFF_BLOCK", 128)
    monkeypatch.setattr(job, "_MOST_BYTES", 40_000_000)
    monkeypatch.setattr(composing, "TOGETHER", 2)
    monkeypatch.setattr(composing, "_WORTH", 0 if compiled else 10 ** 12)
    monkeypatch.setattr(job, "most_open", lambda _lanes: 3)
    pieces = run(orbits, tmp_path / "pieces", threads=2)
    for key in ("FRC_B4", "FRC_B8", "FRC_B11", "MASKS/DTS_R1", "MASKS/WGT_R2", "MASKS/FLG_R1"):
        folder, _, name = key.rpartition("/")
        first, second = (Raster(str(Path(one.product) / folder / f"{one.identifier}_{name}.tif")).read()
                         for one in (whole, pieces))
        assert np.array_equal(first, second), key


def test_bands_off_the_grid_are_brought_to_it(orbits, tmp_path):
    shifted = product(tmp_path, "2018-07-18", {}, corner=(CORNER[0] + 5.0, CORNER[1] - 5.0), side=SIDE)
    result = run([orbits[1], shifted], tmp_path / "l3a", directional=False)
    blue = pixels(result, "FRC_B2")
    # Both hold 1000 in blue; half a pixel within the border of the second, it is read between its pixels.
    assert set(np.unique(blue[210:590, 10:590])) == {1000} and pixels_of(result, "WGT_R1")[300, 300] > 1000


def test_the_size_is_told_and_held_against_the_disk(orbits, tmp_path, monkeypatch):
    class Told(SilentProgress):
        sizes: ClassVar[list[dict]] = []

        def info(self, code: str, **fields) -> None:
            if code == "synthesis_size":
                self.sizes.append(fields)

    run(orbits[1:2], tmp_path / "l3a", Told())
    assert Told.sizes[0]["dates"] == 1 and Told.sizes[0]["bands"] == 10 and Told.sizes[0]["rows"] == COUNT
    monkeypatch.setattr(outputs, "free_bytes", lambda _folder: 1_000_000)
    with pytest.raises(BocageError) as full:
        run(orbits[1:2], tmp_path / "full")
    assert full.value.code == "disk_full" and not (tmp_path / "full").exists()


def test_kernels_of_vectors_are_those_of_angles():
    rng = np.random.default_rng(2)
    angles = np.stack([rng.uniform(0, 75, 2000), rng.uniform(0, 15, 2000), rng.uniform(0, 360, 2000)])
    sza, vza, relative = np.radians(angles)
    sun = unit_vectors(angles[0], angles[2] + 40)[:, None].astype(np.float32)
    found = kernels(sun, unit_vectors(angles[1], np.full(2000, 40.0))[:, None].astype(np.float32))
    for one, truth in zip(found, (ross_thick(sza, vza, relative), li_sparse(sza, vza, relative))):
        # Near their own direction the arc cosine keeps three digits of single precision.
        assert np.abs(one[0] - truth).max() < 5e-4 and np.abs(one[0] - truth).mean() < 2e-5


def test_groups_that_do_not_nest_are_read_apart():
    near, far = grid(10, CORNER, SIDE), grid(20, CORNER, SIDE)
    assert [one.groups for one in passes({"R1": near, "R2": far})] == [("R1", "R2")]
    moved = grid(20, (CORNER[0] + 10, CORNER[1]), SIDE)
    assert [one.groups for one in passes({"R1": near, "R2": moved})] == [("R1",), ("R2",)]
    assert passes({"R1": near, "R2": far})[0].windows((64, 0, 10, 20)) == {"R1": (128, 0, 20, 40),
                                                                           "R2": (64, 0, 10, 20)}
