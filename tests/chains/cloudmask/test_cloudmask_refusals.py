"""What a user may do wrong with masks alone, and a sun too low."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import cloud_scene as scene
import pytest
from bocage.core.chains.cloudmask import CloudMaskSettings, run_cloudmask
from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import BocageError
from masks_alone import CLOUD, Heard, bands, refused


@pytest.fixture()
def asked(dates, tmp_path) -> CloudMaskSettings:
    """A run that would go well."""
    (tmp_path / "out").mkdir()
    return CloudMaskSettings(dates[1], str(tmp_path / "out" / "a.tif"), threads=2)


def test_another_format_than_geotiff(asked):
    refused(replace(asked, output=asked.output.replace(".tif", ".jp2")), "GeoTIFF", "a.jp2")


@pytest.mark.parametrize("name", ["B11", "B04"])
def test_a_band_that_is_cut_or_absent_is_named(asked, dates, tmp_path, name):
    copy = tmp_path / Path(dates[1]).name
    shutil.copytree(dates[1], copy)
    path = next(copy.rglob(f"*_{name}.jp2"))
    path.write_bytes(path.read_bytes()[:len(path.read_bytes()) // 2])
    refused(replace(asked, input=str(copy)), path.name)
    path.unlink()
    refused(replace(asked, input=str(copy)), {"B11": "swir1", "B04": "red"}[name])


def test_a_band_that_the_tests_can_do_without_is_only_said(asked, dates, tmp_path):
    copy = tmp_path / Path(dates[1]).name
    shutil.copytree(dates[1], copy)
    for name in ("B01", "B07", "B10", "B09", "B05"):
        next(copy.rglob(f"*_{name}.jp2")).unlink()
    heard = Heard()
    result = run_cloudmask(replace(asked, input=str(copy)), heard)
    assert {"no_coastal_band", "no_parallax", "no_cirrus_band"} <= set(heard.codes)
    assert heard.codes.count("no_cirrus_band") == 1
    clm = scene.on_cells(bands(result.output))[0]
    assert (clm[scene.cells_of((CLOUD[0] + 1, CLOUD[1] - 1, CLOUD[2] + 1, CLOUD[3] - 1))] & 4).all()


def test_earlier_dates_that_cannot_serve(asked, alone, dates, tmp_path):
    refused(replace(asked, previous=str(tmp_path / "nowhere")), "nowhere", "does not exist")
    (tmp_path / "bad.npz").write_bytes(Path(alone[0].composite).read_bytes()[:4000])
    assert refused(replace(asked, previous=str(tmp_path / "bad.npz")), "bad.npz").code == "composite_damaged"
    refused(replace(asked, previous=alone[1].composite), "compared with itself")
    small = run_cloudmask(CloudMaskSettings(
        dates[0], str(tmp_path / "small.tif"), threads=2, composite=str(tmp_path / "small.npz"),
        extent=(scene.CORNER[0], scene.CORNER[1] - 3000, scene.CORNER[0] + 3000, scene.CORNER[1]),
        extent_crs="EPSG:32630"), SilentProgress())
    assert refused(replace(asked, previous=small.composite)).code == "composite_elsewhere"


def test_outlines_elevation_and_extent_that_cannot_serve(asked, tmp_path):
    refused(replace(asked, painted=str(tmp_path / "none.gpkg")), "none.gpkg")
    (tmp_path / "dem.tif").write_text("no raster")
    refused(replace(asked, dem=str(tmp_path / "dem.tif")), "dem.tif")
    refused(replace(asked, extent=(0, 0, 10, 10), extent_crs="EPSG:32630"), "extent")
    refused(replace(asked, extent=(10, 10, 0, 0), extent_crs="EPSG:32630"), "extent")


def test_a_folder_that_cannot_be_written(asked, tmp_path):
    (tmp_path / "a file").write_text("in the way")
    with pytest.raises(BocageError, match="a file"):
        run_cloudmask(replace(asked, output=str(tmp_path / "a file" / "a.tif")), SilentProgress())
    with pytest.raises(BocageError, match="a file"):
        run_cloudmask(replace(asked, composite=str(tmp_path / "a file" / "a.npz")), SilentProgress())
    assert list((tmp_path / "out").iterdir()) == []


def test_a_disk_too_small_is_refused_before_the_work(dates, tiny_disk):
    found = refused(CloudMaskSettings(dates[0], str(tiny_disk / "a.tif"), threads=2))
    assert found.code == "disk_full"


@pytest.mark.parametrize(("zenith", "code"), [(76.0, "sun_low"), (83.0, None)])
def test_a_low_sun_is_said_then_refused_on_l1c(tmp_path, zenith, code):
    low = scene.write(str(tmp_path / "l1c"), 0, sza=zenith)
    (tmp_path / "out").mkdir()
    settings = CloudMaskSettings(low, str(tmp_path / "out" / "a.tif"), threads=2)
    if code is None:
        assert refused(settings, "83.0").code == "sun_too_low"
        return
    heard = Heard()
    run_cloudmask(settings, heard)
    assert code in heard.codes


@pytest.mark.parametrize(("zenith", "code"), [(60.0, ""), (78.0, "sun_low_masks"), (86.0, "sun_too_low_masks")])
def test_a_low_sun_is_said_then_refused_on_l2a(zenith, code):
    from types import SimpleNamespace

    from bocage.core.chains.cloudmask.inputs import check_sun_of

    product = SimpleNamespace(level="L2A", sun=None, mean_sun=(zenith, 160.0), path="a")
    heard = Heard()
    wanted = SimpleNamespace(level="L2A", scenery=SimpleNamespace(product=product))
    if zenith > 85:
        with pytest.raises(BocageError) as caught:
            check_sun_of(wanted, heard)
        assert caught.value.code == code
    else:
        check_sun_of(wanted, heard)
        assert heard.codes == [code] * bool(code)
