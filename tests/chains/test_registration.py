"""bocage:registration: known shifts found under clouds and a change of season, tables, corrected rasters, refusals."""

from __future__ import annotations

import csv
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.registration import RegistrationSettings, run_registration
from bocage.core.engine import outputs
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.errors import BocageError, Cancelled
from bocage.core.series.shifts import Pair, combine, lattice, network, profile

sys.path.insert(0, str(Path(__file__).resolve().parent))
from shifted_series import FINE, Ground, clouds, jitter, seen  # noqa: E402

SIDE = 192
GRID = Grid("EPSG:32630", (499980.0, 10.0, 0.0, 5300040.0, 0.0, -10.0), (SIDE, SIDE))
#: Day, season, shift to the right and down.
DATES = (("20180115", 0, 0.0, 0.0), ("20180412", 0, 0.63, -0.41), ("20180720", 1, -0.84, 1.27))
CLOUD = 0.9


class Listening(SilentProgress):
    def __init__(self) -> None:
        self.warned: list[str] = []

    def warn(self, code, **fields):
        self.warned.append(code)


def raster(path: Path, pixels: np.ndarray, nodata: float | None = None, dtype: str = "int16") -> str:
    with RasterWriter(str(path), GRID, dtype, 1, nodata, ["red"]) as writer:
        writer.write(pixels)
        if dtype == "int16":
            writer.set_scaling(1, 1e-4)
        writer.close()
    return str(path)


@pytest.fixture(scope="module")
def series(tmp_path_factory) -> tuple[list[str], list[str]]:
    """Three dates and their masks: 40 % clouds but on the first, noise, a jitter of 0.1 pixel on the last."""
    folder = tmp_path_factory.mktemp("décalages d'été")
    rng = np.random.default_rng(20180117)
    ground = Ground(rng, SIDE)
    images, masks = [], []
    for day, season, right, down in DATES:
        still = np.zeros(SIDE * FINE)
        across = right + (jitter(rng, SIDE, 60, 0.1) if season else still)
        pixels = seen(ground.image(season), across, down + still) + rng.normal(0, 0.002, (SIDE, SIDE))
        hidden = clouds(rng, SIDE, 0.4 if day != DATES[0][0] else 0.05)
        pixels[hidden] = CLOUD
        pixels[:3, :] = -1
        images.append(raster(folder / f"image_{day}.tif", np.rint(pixels * 1e4).astype(np.int16), -10000))
        masks.append(raster(folder / f"mask_{day}.tif", hidden.astype(np.uint8), None, "uint8"))
    return images, masks


def run(series, into: Path, progress=None, **changes):
    images, masks = series
    settings = RegistrationSettings(**{"input": tuple(images), "masks": tuple(masks), "threads": 1, "window": 96,
                                       "table": str(into / "shifts é.csv"), **changes})
    return run_registration(settings, progress or SilentProgress())


def rows_of(path: str) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_known_shifts_are_found_under_clouds_and_a_change_of_season(series, tmp_path):
    result = run(series, tmp_path, profile=str(tmp_path / "rows.csv"))
    table = rows_of(result.table)
    assert [row["date"] for row in table] == ["2018-01-15", "2018-04-12", "2018-07-20"]
    assert [row["role"] for row in table] == ["reference", "measured", "measured"]
    for row, (_, season, right, down) in zip(table, DATES):
        # A window of a small image; the proof asks 0.05 of larger ones.
        tolerance = 0.12 if season else 0.06
        assert abs(float(row["dx_px"]) - right) < tolerance and abs(float(row["dy_px"]) - down) < tolerance, row
        assert abs(float(row["east_m"]) - 10 * float(row["dx_px"])) < 0.01
        assert abs(float(row["north_m"]) + 10 * float(row["dy_px"])) < 0.01
    assert result.unknown == 0 and result.images == 3 and 1.0 < result.largest < 1.7
    assert {row["date"] for row in rows_of(result.profile)} == {"2018-04-12", "2018-07-20"}


def test_without_masks_clouds_are_said_not_to_agree_or_do_not_move_the_ground(series, tmp_path):
    """Bright clouds not masked have edges of their own: the shift stays the ground's, or is not told."""
    result = run((series[0][:2], []), tmp_path, origin="first")
    row = rows_of(result.table)[1]
    assert row["role"] == "unknown" or abs(float(row["dx_px"]) - DATES[1][2]) < 0.3


def test_mean_origin_and_a_reference_of_its_own_move_the_origin_alone(series, tmp_path):
    first = rows_of(run(series, tmp_path, origin="first").table)
    mean = rows_of(run(series, tmp_path, origin="mean").table)
    assert abs(sum(float(row["dx_px"]) for row in mean)) < 1e-3
    gap = [float(one["dx_px"]) - float(other["dx_px"]) for one, other in zip(first, mean)]
    assert max(gap) - min(gap) < 1e-3
    images, masks = series
    given = rows_of(run((images[1:], masks[1:]), tmp_path, reference=images[0]).table)
    assert [row["role"] for row in given] == ["reference", "measured", "measured"]
    assert abs(float(given[1]["dx_px"]) - DATES[1][2]) < 0.06


def test_corrected_rasters_lie_on_the_reference(series, tmp_path):
    result = run(series, tmp_path, folder=str(tmp_path / "corrigées"))
    assert len(result.corrected) == 3
    images, masks = series
    with Raster(images[0]) as one, Raster(result.corrected[1]) as other, Raster(images[1]) as before:
        assert other.grid == GRID and other.metadata()["ALGORITHM"] == "bocage:registration"
        assert abs(float(other.metadata()["SHIFT_X_PIXELS"]) - DATES[1][2]) < 0.06
        truth, moved, still = (image.read().astype(float) * image.scaling(1)[0] for image in (one, other, before))
    with Raster(masks[0]) as one, Raster(masks[1]) as other:
        hidden = one.read() != 0
        cloud = other.read() != 0
    clear = (moved > -1) & ~hidden
    away = np.sqrt(np.mean((moved - truth)[clear] ** 2))
    assert away < 0.35 * np.sqrt(np.mean((still - truth)[clear & ~cloud] ** 2))
    assert moved[clear].max() < CLOUD - 0.2, "a cloud weighs in a pixel said to be clear"
    again = run((list(result.corrected), []), tmp_path, table=str(tmp_path / "again.csv"))
    for row in rows_of(again.table):
        assert abs(float(row["dx_px"])) < 0.06 and abs(float(row["dy_px"])) < 0.06


def test_two_places_are_never_said_to_agree(series, tmp_path):
    rng = np.random.default_rng(5)
    other = seen(Ground(rng, SIDE).image(0), np.zeros(SIDE * FINE), np.zeros(SIDE * FINE))
    stranger = raster(tmp_path / "image_20180801.tif", np.rint(other * 1e4).astype(np.int16), -10000)
    heard = Listening()
    result = run(([series[0][0], stranger], []), tmp_path, heard, origin="first")
    assert result.unknown == 1 and rows_of(result.table)[1]["dx_px"] == ""
    assert set(heard.warned) <= {"registration_unknown", "registration_beyond"} and heard.warned


def test_a_shift_beyond_the_reach_is_not_told(series, tmp_path):
    rng = np.random.default_rng(6)
    fine = Ground(rng, SIDE).image(0)
    still = np.zeros(SIDE * FINE)
    paths = [raster(tmp_path / f"i_2018080{day}.tif", np.rint(seen(fine, still + right, still) * 1e4).astype(np.int16),
                    -10000) for day, right in ((1, 0.0), (2, 6.0))]
    assert run((paths, []), tmp_path, reach=3.0).unknown == 1
    found = rows_of(run((paths, []), tmp_path, reach=8.0, origin="first").table)
    assert abs(float(found[1]["dx_px"]) - 6.0) < 0.05


def test_what_cannot_be_measured_is_refused(series, tmp_path):
    with pytest.raises(BocageError) as alone:
        run((series[0][:1], []), tmp_path)
    assert alone.value.code == "registration_alone"
    with pytest.raises(BocageError) as small:
        run(series, tmp_path, extent=(500000.0, 5299700.0, 500200.0, 5299900.0))
    assert small.value.code == "registration_small"
    with pytest.raises(BocageError) as origin:
        run(series, tmp_path, origin="last")
    assert origin.value.code == "parameter_unknown"


def test_results_of_a_former_run_are_not_replaced_while_they_are_read(series, tmp_path):
    images = [str(shutil.copy(path, tmp_path)) for path in series[0][:2]]
    images.append(str(shutil.copy(images[1], images[1].replace(".tif", "_registered.tif"))))
    with pytest.raises(BocageError) as refusal:
        run((images, []), tmp_path, folder=str(tmp_path))
    assert refusal.value.code == "output_is_input" and refusal.value.fields["file"] == images[2]


def test_the_size_is_told_and_all_rasters_are_held_against_the_disk(series, tmp_path, monkeypatch):
    class Told(SilentProgress):
        def __init__(self) -> None:
            self.sizes: list[dict] = []

        def info(self, code, **fields):
            if code == "registration_size":
                self.sizes.append(fields)

    told = Told()
    run(series, tmp_path, told)
    assert (told.sizes[0]["images"], told.sizes[0]["rows"], told.sizes[0]["rasters"]) == (3, SIDE, 0)
    # Room for two of the three rasters, each of which alone would fit.
    monkeypatch.setattr(outputs, "free_bytes", lambda _folder: 2_500_000)
    with pytest.raises(BocageError) as full:
        run(series, tmp_path, folder=str(tmp_path / "corrected"))
    assert full.value.code == "disk_full" and not (tmp_path / "corrected").exists()


def test_a_cancelled_run_leaves_nothing(series, tmp_path):
    class Stopped(SilentProgress):
        asked = 0

        def cancelled(self) -> bool:
            self.asked += 1
            return self.asked > 6

    with pytest.raises(Cancelled):
        run(series, tmp_path, Stopped(), folder=str(tmp_path / "c"))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_windows_that_lie_are_left_out_of_a_pair():
    rng = np.random.default_rng(1)
    table = np.column_stack([rng.normal(0.4, 0.05, (40, 2)), np.full((40, 2), 0.8), np.zeros(40)])
    table[::4, :2] = rng.uniform(-4, 4, (10, 2))
    pair, kept = combine(table)
    assert abs(pair.dx - 0.4) < 0.03 and abs(pair.dy - 0.4) < 0.03 and kept.sum() <= 33 and pair.sure
    assert not combine(np.column_stack([rng.uniform(-4, 4, (40, 2)), np.full((40, 2), 0.8), np.zeros(40)]))[0].sure
    assert combine(np.zeros((0, 5)))[0].windows == 0


def test_a_pair_that_contradicts_the_others_weighs_little():
    def pair(dx):
        return Pair(dx, 0.0, 0.1, 25, 25, 0.7, 0.0)

    pairs = {(0, 1): pair(1.0), (0, 2): pair(2.0), (1, 2): pair(1.0), (0, 3): pair(5.0), (2, 3): pair(1.0),
             (1, 3): pair(2.0)}
    positions, errors = network(5, pairs, 0)
    assert np.allclose(positions[:3, 0], [0, 1, 2], atol=0.4) and abs(positions[3, 0] - 3.0) < 0.5
    assert np.isnan(positions[4]).all() and np.isnan(errors[4]) and errors[1] > 0


def test_jitter_is_told_without_the_noise_of_windows():
    rng = np.random.default_rng(2)
    centres = np.repeat(np.arange(30) * 64.0, 12)
    wave = 0.2 * np.sin(centres / 200)
    table = np.column_stack([wave + rng.normal(0, 0.1, centres.size), rng.normal(0, 0.1, centres.size),
                             np.full((centres.size, 2), 0.8), np.zeros(centres.size)])
    told = profile(centres, table, np.ones(centres.size, bool))
    assert abs(told.jitter_x - 0.2 / np.sqrt(2)) < 0.03 and told.jitter_y < 0.03 and len(told.rows) == 30


@pytest.mark.parametrize("shape", [(128, 128), (300, 128), (1000, 700)])
def test_windows_lie_inside_and_are_no_more_than_asked(shape):
    corners = lattice(shape, 128, 20)
    assert 1 <= len(corners) <= 20 and len(set(corners)) == len(corners)
    assert all(0 <= row <= shape[0] - 128 and 0 <= column <= shape[1] - 128 for row, column in corners)
    assert lattice((100, 500), 128, 20) == []
