"""A missed cloud outlined by hand: the date it is of is made again, and so are those that leaned on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import cloud_scene as scene
import numpy as np
import pytest
from bocage.core.chains.l2aseries import SeriesSettings, run_series
from bocage.core.chains.settings import L2ASettings
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster
from bocage.core.errors import BocageError
from bocage.core.products.composite import Composite, read_composite

#: Where a cloud was missed on the second date; the third has a real cloud over a part of it.
MISSED = (20, 26, 8, 16)
CLOUD = (18, 24, 6, 12)
SECOND = scene.day(1).date()


@pytest.fixture(scope="module")
def series(tmp_path_factory) -> SeriesSettings:
    """Three L1C dates, corrected once without the outline."""
    folder = tmp_path_factory.mktemp("série")
    for number, clouds in enumerate(((), (), (CLOUD,))):
        scene.write(str(folder / "l1c"), number, clouds)
    settings = SeriesSettings(str(folder / "l1c"), L2ASettings(
        "", str(folder / "l2a"), altitude_m=scene.ALTITUDE_M, aot_method="fixed", aot=scene.AOT,
        water_vapour_method="fixed", water_vapour=scene.WATER, ozone=scene.OZONE, threads=2))
    assert len(run_series(settings, SilentProgress()).made) == 3
    return settings


def product(settings: SeriesSettings, number: int) -> Path:
    """The L2A product of a date."""
    found, = Path(settings.l2a.output).glob(f"SENTINEL2A_{scene.day(number):%Y%m%d}-*")
    return found


def clouds(settings: SeriesSettings, number: int) -> np.ndarray:
    """MG2's cloud bit on cells."""
    with Raster(str(next(product(settings, number).glob("MASKS/*_MG2_R1.tif")))) as raster:
        return (scene.on_cells(raster.read()) & 2) > 0


def composite(settings: SeriesSettings, number: int) -> Composite:
    """What a date left to the next."""
    return read_composite(next(product(settings, number).glob("DATA/*_CMP_ALL.npz")))


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a product."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def before(series):
    """Composites, clouds and first product of the series as it was without the outline."""
    return ([composite(series, n) for n in range(3)], [clouds(series, n) for n in range(3)],
            content(product(series, 0)))


@pytest.fixture(scope="module")
def again(series, before, tmp_path_factory):
    """The series made again from the second date with the outline; composites and clouds after it."""
    outline = scene.write_outlines(str(tmp_path_factory.mktemp("oublis") / "nuages.gpkg"), [MISSED], [None])
    settings = replace(series, redo_from=SECOND, l2a=replace(series.l2a, painted=outline))
    result = run_series(settings, SilentProgress())
    assert (len(result.kept), len(result.made), result.skipped) == (1, 2, ())
    return [composite(series, n) for n in range(3)], [clouds(series, n) for n in range(3)]


PATCH = scene.cells_of(MISSED)


def test_the_outlined_cells_are_cloud_on_their_date_alone(before, again):
    was, now = before[1], again[1]
    assert not was[1].any() and now[1][PATCH].all()
    # Its buffer, and nothing far from it.
    assert not now[1][scene.cells_of((0, 15, 0, 50))].any()
    assert not now[0].any() and np.array_equal(now[2], was[2])
    assert was[2][scene.cells_of(CLOUD)].all() and not was[2][PATCH & ~scene.cells_of((16, 26, 4, 14))].any()


def test_the_composite_keeps_the_date_before_under_the_outline(before, again):
    old, new = before[0], again[0]
    first, second = (scene.day(n).toordinal() for n in (0, 1))
    assert (old[1].clear_day[PATCH] == second).all() and (new[1].clear_day[PATCH] == first).all()
    np.testing.assert_array_equal(new[1].clear[:, PATCH], old[0].clear[:, PATCH])
    np.testing.assert_array_equal(new[1].surface[:, PATCH], old[0].surface[:, PATCH])
    np.testing.assert_array_equal(new[1].seen[PATCH], old[0].seen[PATCH])
    far = scene.cells_of((0, 12, 30, 50))
    np.testing.assert_array_equal(new[1].clear[:, far], old[1].clear[:, far])


def test_the_next_date_leans_on_what_the_outline_left(before, again):
    old, new = before[0], again[0]
    both = PATCH & scene.cells_of(CLOUD)
    first, second = (scene.day(n).toordinal() for n in (0, 1))
    assert both.sum() == 16
    assert (old[2].clear_day[both] == second).all() and (new[2].clear_day[both] == first).all()
    assert (new[2].seen[PATCH] == old[2].seen[PATCH] - 1).all()


def test_the_date_before_is_left_alone_to_the_byte(series, before, again):
    assert content(product(series, 0)) == before[2]


def test_an_outline_with_a_date_needs_no_other_word(series, tmp_path):
    outline = scene.write_outlines(str(tmp_path / "a.gpkg"), [MISSED, (40, 44, 40, 44)],
                                   [SECOND.isoformat(), "2017-01-01"])
    settings = replace(series, end=SECOND, l2a=replace(series.l2a, painted=outline, output=str(tmp_path / "out")))
    run_series(settings, SilentProgress())
    assert not clouds(settings, 0).any()
    assert clouds(settings, 1)[PATCH].all() and not clouds(settings, 1)[scene.cells_of((38, 46, 38, 46))].any()


def test_an_outline_of_no_date_in_a_whole_series_is_refused(series, tmp_path):
    outline = scene.write_outlines(str(tmp_path / "a.gpkg"), [MISSED, MISSED], [SECOND.isoformat(), None])
    settings = replace(series, l2a=replace(series.l2a, painted=outline, output=str(tmp_path / "out")))
    with pytest.raises(BocageError) as caught:
        run_series(settings, SilentProgress())
    assert caught.value.code == "painted_undated" and "a.gpkg" in str(caught.value)
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_a_day_that_outlines_of_no_date_are_not_of_leaves_them_out(series, tmp_path):
    outline = scene.write_outlines(str(tmp_path / "a.gpkg"), [MISSED], [None])
    settings = replace(series, end=date(2018, 5, 8), redo_from=SECOND,
                       l2a=replace(series.l2a, painted=outline, output=str(tmp_path / "out")))
    run_series(settings, SilentProgress())
    assert not clouds(settings, 0).any()
