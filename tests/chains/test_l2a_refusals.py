"""Bad input: one sentence that names the file, and nothing left behind."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from bocage.core.chains.l2a import L2ASettings, run
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter
from bocage.core.errors import BocageError
from bocage.core.messages import sentence

SETTINGS = L2ASettings("", "", aot_method="image", water_vapour_method="image", altitude_m=100.0, threads=2)


def refusal(tmp_path: Path, **changes) -> BocageError:
    output = tmp_path / "out"
    output.mkdir(exist_ok=True)
    settings = replace(SETTINGS, **{"output": str(output), **changes})
    with pytest.raises(BocageError) as caught:
        run(settings, SilentProgress())
    assert list(output.iterdir()) == []
    for language in ("en", "fr"):
        text = sentence(caught.value.code, language, **caught.value.fields)
        assert "<" not in text and "\n" not in text and text.endswith("."), text
    return caught.value


def copy(l1c: str, tmp_path: Path) -> Path:
    target = tmp_path / Path(l1c).name
    shutil.copytree(l1c, target)
    return target


def test_an_empty_folder(tmp_path):
    empty = tmp_path / "vide"
    empty.mkdir()
    assert str(empty) in str(refusal(tmp_path, input=str(empty)))


def test_a_path_that_does_not_exist(tmp_path):
    assert "absent" in str(refusal(tmp_path, input=str(tmp_path / "absent.SAFE")))


@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_a_truncated_jp2_is_named(l1c, tmp_path, share):
    product = copy(l1c, tmp_path)
    image = next(product.rglob("*_B08.jp2"))
    image.write_bytes(image.read_bytes()[:int(image.stat().st_size * share)])
    error = refusal(tmp_path, input=str(product))
    assert image.name in str(error)


def test_a_missing_b8a_is_named(l1c, tmp_path):
    product = copy(l1c, tmp_path)
    next(product.rglob("*_B8A.jp2")).unlink()
    assert "B8A" in str(refusal(tmp_path, input=str(product)))


def test_a_malformed_mtd(l1c, tmp_path):
    product = copy(l1c, tmp_path)
    mtd = product / "MTD_MSIL1C.xml"
    mtd.write_text(mtd.read_text(encoding="utf-8") + "<junk>", encoding="utf-8")
    assert "MTD_MSIL1C.xml" in str(refusal(tmp_path, input=str(product)))


def test_a_really_malformed_mtd_of_theia(shared, tmp_path):
    mtd = next((shared / "data" / "theia_muscate_pixels" / "T38K_S2").rglob("*_MTD_ALL.xml"))
    assert mtd.name in str(refusal(tmp_path, input=str(mtd)))


def test_a_zip_cut_in_the_middle(l1c, tmp_path):
    whole = tmp_path / "product.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        for path in sorted(Path(l1c).rglob("*")):
            archive.write(path, Path(l1c).name + "/" + path.relative_to(l1c).as_posix())
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole.read_bytes()[:whole.stat().st_size // 2])
    assert "cut.zip" in str(refusal(tmp_path, input=str(cut)))


def test_an_extent_outside(l1c, tmp_path):
    assert refusal(tmp_path, input=l1c, extent=(0.0, 0.0, 100.0, 100.0),
                   extent_crs="EPSG:32630").code == "extent_outside"


def test_an_empty_extent(l1c, tmp_path):
    assert refusal(tmp_path, input=l1c, extent=(5.0, 5.0, 5.0, 5.0), extent_crs="EPSG:32630").code == "extent_empty"


@pytest.mark.parametrize("changes", [
    {"aot_method": "fixed", "aot": 2.5}, {"aot": -0.1}, {"water_vapour": 12.0}, {"ozone": 300.0},
    {"altitude_m": 12000.0}])
def test_a_value_out_of_range(l1c, tmp_path, changes):
    assert refusal(tmp_path, input=l1c, **changes).code == "parameter_out_of_range"


def test_an_unknown_method_or_model_or_response(l1c, tmp_path):
    assert "magic" in str(refusal(tmp_path, input=l1c, aot_method="magic"))
    assert "martian" in str(refusal(tmp_path, input=l1c, aerosol_model="martian"))
    assert "v9" in str(refusal(tmp_path, input=l1c, spectral_response="v9"))


def test_a_slope_without_elevation_is_said_and_leaves_the_surface_reflectance(l1c, tmp_path):
    result = run(replace(SETTINGS, input=l1c, output=str(tmp_path), slope=True), SilentProgress())
    names = {path.name.split("_C_V1-0_")[1] for path in Path(result.product).glob("*RE_*.tif")}
    assert "SRE_B2.tif" in names and not any(name.startswith("FRE") for name in names)


def test_an_l2a_product_is_not_corrected_again(shared, tmp_path):
    folder = next((shared / "formats" / "s2_l2a_safe").glob("S2B_MSIL2A_2022*"))
    assert "L2A" in str(refusal(tmp_path, input=str(folder)))


def test_aot_asked_of_a_product_that_carries_none(l1c, tmp_path):
    assert refusal(tmp_path, input=l1c, aot_method="product").code == "not_in_product"


def test_a_dem_elsewhere_and_a_dem_that_is_no_raster(l1c, tmp_path):
    dem = tmp_path / "elsewhere.tif"
    with RasterWriter(str(dem), Grid("EPSG:4326", (10.0, 0.01, 0, 10.0, 0, -0.01), (20, 20)), "float32") as writer:
        writer.close()
    assert "elsewhere.tif" in str(refusal(tmp_path, input=l1c, dem=str(dem), altitude_m=None))
    text = tmp_path / "notes.txt"
    text.write_text("not a raster")
    assert "notes.txt" in str(refusal(tmp_path, input=l1c, dem=str(text)))


def test_an_output_that_cannot_be_written(l1c, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings = replace(SETTINGS, input=l1c, output=str(blocked / "inside"))
    with pytest.raises(BocageError) as caught:
        run(settings, SilentProgress())
    assert caught.value.code == "folder_not_writable"


def test_a_disk_too_small_is_refused_before_the_work(l1c, tmp_path, monkeypatch):
    from bocage.core.engine import outputs

    monkeypatch.setattr(outputs, "free_bytes", lambda folder: 1_000_000)
    error = refusal(tmp_path, input=l1c)
    assert error.code == "disk_full" and "1 MB" in str(error)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("raising", [False, True], ids=["GDAL returns", "GDAL raises, as in QGIS"])
@pytest.mark.parametrize("method", ["fixed", "image"])
@pytest.mark.parametrize("taken", [700_000, 850_000, 980_000, 1_030_000])
def test_a_disk_that_fills_up_during_the_work(l1c, tiny_disk, monkeypatch, method, raising, taken):
    from bocage.core.chains.l2a import run as chain
    from osgeo import gdal

    (tiny_disk / "other.bin").write_bytes(b"0" * taken)
    monkeypatch.setattr("bocage.core.chains.l2a.job.check_space", lambda folder, needed: None)
    settings = replace(SETTINGS, input=l1c, output=str(tiny_disk), aot_method=method, water_vapour_method=method)
    before = gdal.GetUseExceptions()
    if raising:
        gdal.UseExceptions()
    try:
        with pytest.raises(BocageError) as caught:
            chain(settings, SilentProgress())
    finally:
        if not before:
            gdal.DontUseExceptions()
    assert caught.value.code == "disk_full"
    assert [p.name for p in tiny_disk.iterdir()] == ["other.bin"]
