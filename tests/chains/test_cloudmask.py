"""Masks alone: those of the whole chain on L1C, clouds still found on L2A, and what a user may do wrong."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from xml.dom import minidom

import cloud_scene as scene
import l2a_safe
import numpy as np
import pytest
from bocage.core.chains.cloudmask import CloudMaskSettings, run_cloudmask
from bocage.core.chains.cloudmask.raster import NODATA
from bocage.core.chains.l2a import L2ASettings, run
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.errors import BocageError, Cancelled
from bocage.core.products.composite import read_composite
from bocage.core.products.muscate.layout import MASK_BITS
from bocage.core.products.open import open_product

CLOUD, LAKE, SNOW = (30, 36, 24, 30), (4, 10, 4, 12), (40, 46, 4, 12)
SHADOW = tuple(int(round(v)) for v in np.array(CLOUD) + np.repeat(scene.shadow_of(CLOUD), 2))
#: Cells at one corner of the image without data, on the second date.
EMPTY = (0, 3, 40, 50)


class Heard(SilentProgress):
    """What was said, by code; and a user who cancels once a share is done."""

    def __init__(self, share: float = 2.0) -> None:
        self.codes: list[str] = []
        self.share, self.seen = share, 0.0
        self.steps: list[float] = []

    def warn(self, code, **fields):
        self.codes.append(code)

    info = warn

    def report(self, fraction: float, step: str = "") -> None:
        self.steps.append(fraction)
        self.seen = max(self.seen, fraction)

    def cancelled(self) -> bool:
        return self.seen >= self.share


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with a space and accents."""
    return tmp_path_factory.mktemp("masques d'été")


@pytest.fixture(scope="module")
def dates(place) -> list[str]:
    """A clear date with a lake, then the same with a cloud, snow and a corner without data."""
    return [scene.write(str(place / "l1c"), 0, lake=LAKE),
            scene.write(str(place / "l1c"), 1, (CLOUD,), SNOW, LAKE, EMPTY)]


@pytest.fixture(scope="module")
def dem(place) -> str:
    """A plain at 100 m with a steep ridge along its eastern edge."""
    height = np.full((60, 60), 100.0, np.float32)
    height[:, 50:53] += np.array([300.0, 600.0, 300.0], np.float32)
    path = place / "relief é.tif"
    with RasterWriter(str(path), Grid("EPSG:32630", (scene.CORNER[0], 100.0, 0, scene.CORNER[1], 0, -100.0),
                                      (60, 60)), "float32") as writer:
        writer.write(height)
        writer.close()
    return str(path)


@pytest.fixture(scope="module")
def products(dates, dem, place) -> list[str]:
    """The L2A products of both dates."""
    return [run(L2ASettings(date, str(place / "l2a"), dem=dem, aot_method="fixed", aot=scene.AOT,
                            water_vapour_method="fixed", water_vapour=scene.WATER, previous=str(place / "l2a")
                            if number else None, threads=2), SilentProgress()).product
            for number, date in enumerate(dates)]


@pytest.fixture(scope="module")
def alone(dates, dem, place):
    """Masks of both L1C dates, the second compared with the first by its composite."""
    first = run_cloudmask(CloudMaskSettings(dates[0], str(place / "un.tif"), dem=dem, threads=2,
                                            composite=str(place / "suite" / "un.npz")), SilentProgress())
    second = run_cloudmask(CloudMaskSettings(dates[1], str(place / "deux.tif"), dem=dem, previous=first.composite,
                                             composite=str(place / "suite" / "deux.npz"), threads=2),
                           SilentProgress())
    return first, second


def bands(path: str) -> np.ndarray:
    """CLM and MG2, uint8 (2, rows, columns)."""
    with Raster(path) as raster:
        return np.stack([raster.read(1), raster.read(2)])


def layer(product: str, mask: str) -> np.ndarray:
    """A mask of an L2A product."""
    with Raster(str(next(Path(product).glob(f"MASKS/*_{mask}_R1.tif")))) as raster:
        return raster.read()


# -- on L1C ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("number", [0, 1])
def test_masks_of_l1c_are_those_of_the_whole_chain(alone, products, number):
    found = bands(alone[number].output)
    seen = found[0] != NODATA
    assert np.array_equal(seen, layer(products[number], "EDG") == 0)
    for index, mask in enumerate(("CLM", "MG2")):
        assert np.array_equal(found[index][seen], layer(products[number], mask)[seen]), mask
    assert np.array_equal(found[1] == NODATA, ~seen)


def test_cloud_shadow_snow_and_water_lie_where_they_were_put(alone):
    clm, mg2 = scene.on_cells(bands(alone[1].output))
    inner = scene.cells_of((CLOUD[0] + 1, CLOUD[1] - 1, CLOUD[2] + 1, CLOUD[3] - 1))
    assert (clm[inner] & 2).all() and (mg2[inner] & 2).all()
    shade = scene.cells_of((SHADOW[0] + 1, SHADOW[1] - 1, SHADOW[2] + 1, SHADOW[3] - 1))
    assert (clm[shade] & 32).all() and (mg2[shade] & 8).all()
    assert (mg2[scene.cells_of(SNOW)] & 4).all() and (mg2[scene.cells_of(LAKE)] & 1).all()
    elsewhere = ~(scene.cells_of((14, 42, 15, 36)) | scene.cells_of((0, 4, 39, 50)))
    assert not (clm[elsewhere] & 2).any() and not (mg2[~scene.cells_of((38, 48, 2, 14)) & elsewhere] & 4).any()


def test_the_buffer_is_apart_from_the_detection(alone):
    clm = scene.on_cells(bands(alone[1].output))[0]
    detected, buffer = (clm & 12 > 0) & (clm != NODATA), (clm & 16 > 0) & (clm != NODATA)
    assert detected.any() and buffer.any() and not (detected & buffer).any()
    # Around the detection, and nowhere else.
    near = np.zeros_like(detected)
    for down in (-2, -1, 0, 1, 2):
        for right in (-2, -1, 0, 1, 2):
            near |= np.roll(detected, (down, right), (0, 1))
    assert not (buffer & ~near).any()
    assert np.array_equal((clm & 2 > 0)[clm != NODATA], (detected | buffer)[clm != NODATA])


def test_percentages_are_those_of_the_pixels(alone):
    found = bands(alone[1].output)[1]
    seen = found[found != NODATA]
    for name, bit in (("water", 1), ("cloud", 2), ("snow", 4), ("shadow", 8)):
        assert getattr(alone[1], f"{name}_percent") == pytest.approx(100 * np.mean(seen & bit > 0), abs=1e-3), name
    assert 0.5 < alone[1].cloud_percent < 5 and alone[0].cloud_percent == 0


def test_relief_throws_its_shadow_away_from_the_sun(alone):
    mg2 = scene.on_cells(bands(alone[0].output))[1]
    shaded = mg2 & 16 > 0
    # The sun is in the south-south-east, 50 degrees from the zenith: shade reaches 600 m tan(50) sin(20) = 245 m west
    # of the crest, whose cell is 42, and north of nothing.
    assert shaded[:, 41].sum() >= 45 and not shaded[:, :40].any() and not shaded[:, 43:].any()


def test_without_elevation_the_bits_of_the_relief_say_that_nothing_computes_them(dates, tmp_path):
    heard = Heard()
    result = run_cloudmask(CloudMaskSettings(dates[0], str(tmp_path / "a.tif"), threads=2), heard)
    assert "no_relief" in heard.codes and "no_history" in heard.codes
    described = json.loads(Path(result.metadata).read_text(encoding="utf-8"))
    absent = {f"{band['name']}.{bit['name']}" for band in described["bands"] for bit in band["bits"]
              if not bit["computed"]}
    assert absent == {"CLM.multi_temporal", "MG2.topographic_shadow", "MG2.hidden", "MG2.sun_too_low",
                      "MG2.tangent_sun"}
    assert not (bands(result.output)[1] & (16 | 32 | 64 | 128)).any()


def test_a_series_of_masks_goes_on_by_its_composites(alone):
    first, second = (read_composite(Path(result.composite)) for result in alone)
    days = [scene.day(n).toordinal() for n in (0, 1)]
    assert len(first.inputs) == 1 and len(second.inputs) == 2 and (first.clear_day == days[0]).all()
    assert (second.clear_day[scene.cells_of(CLOUD)] == days[0]).all()
    assert (second.clear_day[scene.cells_of((46, 50, 30, 50))] == days[1]).all()
    assert json.loads(Path(alone[1].metadata).read_text(encoding="utf-8"))["earlier_dates"] == list(first.inputs)


# -- the raster and what stands beside it -----------------------------------------------------------------------

def test_the_raster_is_two_bytes_with_their_bit_tables(alone, dates):
    from osgeo import gdal

    with Raster(alone[1].output) as raster:
        assert (raster.count, raster.dtype, raster.nodata) == (2, "Byte", NODATA)
        assert raster.grid == Grid("EPSG:32630", (scene.CORNER[0], 10.0, 0.0, scene.CORNER[1], 0.0, -10.0), (600, 600))
        tags = [raster.metadata(index) for index in range(3)]
    assert Path(dates[1]).stem == tags[0]["INPUT"] and tags[0]["LEVEL"] == "L1C"
    assert tags[0]["SOFTWARE"].startswith("Bocage ") and tags[0]["LEFT_OUT"] == "nothing"
    for index, mask in ((1, "CLM"), (2, "MG2")):
        assert tags[index]["MASK"] == mask
        for number, name, meaning in MASK_BITS[mask]:
            assert tags[index][f"BIT_{2 ** (number - 1)}"] == f"{name}: {meaning}"
    dataset = gdal.OpenEx(alone[1].output)
    assert [dataset.GetRasterBand(i).GetDescription()[:3] for i in (1, 2)] == ["CLM", "MG2"]
    assert dataset.GetRasterBand(1).GetOverviewCount() > 0


def test_the_json_says_what_made_it(alone, dates):
    found = json.loads(Path(alone[1].metadata).read_text(encoding="utf-8"))
    assert found["input"]["identifier"] == Path(dates[1]).stem and found["input"]["level"] == "L1C"
    assert found["software"]["name"] == "Bocage" and found["parameters"]["input"] == dates[1]
    assert found["percent"]["snow"] == alone[1].snow_percent and found["left_out"] == []
    assert [band["nodata"] for band in found["bands"]] == [NODATA, NODATA]
    bits = {bit["value"]: bit["name"] for bit in found["bands"][1]["bits"]}
    assert bits[16] == "topographic_shadow" and bits[32] == "hidden" and len(bits) == 8


@pytest.mark.parametrize(("language", "word"), [("en", "cloud (6)"), ("fr", "nuage (6)")])
def test_the_style_has_a_colour_for_each_value_that_occurs(dates, alone, tmp_path, language, word):
    result = run_cloudmask(CloudMaskSettings(dates[1], str(tmp_path / "a.tif"), language=language, threads=2),
                           SilentProgress())
    entries = minidom.parse(str(tmp_path / "a.qml")).getElementsByTagName("paletteEntry")
    values = {int(entry.getAttribute("value")): entry for entry in entries}
    assert set(values) == set(np.unique(bands(result.output)[0]).tolist()) - {NODATA} | {0}
    assert values[0].getAttribute("alpha") == "0"
    cloudy = [entry.getAttribute("label") for value, entry in values.items() if value & 2 and not value & 16]
    assert cloudy and all(label.startswith(word.split(" ")[0]) for label in cloudy)


# -- on L2A ------------------------------------------------------------------------------------------------------

def test_on_l2a_the_surface_is_looked_at_and_what_is_left_out_is_said(products, dem, place, tmp_path):
    heard = Heard()
    result = run_cloudmask(CloudMaskSettings(products[1], str(tmp_path / "a.tif"), dem=dem, threads=2,
                                             previous=str(place / "l2a")), heard)
    clm, mg2 = scene.on_cells(bands(result.output))
    assert heard.codes.count("no_cirrus_band") == heard.codes.count("no_coastal_band") == 1
    assert "composite_other_level" not in heard.codes and "no_parallax" not in heard.codes
    inner = scene.cells_of((CLOUD[0] + 1, CLOUD[1] - 1, CLOUD[2] + 1, CLOUD[3] - 1))
    assert (clm[inner] & 2).all() and (clm[inner] & 8).all()
    assert (clm[scene.cells_of((SHADOW[0] + 1, SHADOW[1] - 1, SHADOW[2] + 1, SHADOW[3] - 1))] & 32).all()
    assert (mg2[scene.cells_of(SNOW)] & 4).all() and (mg2[scene.cells_of(LAKE)] & 1).all()
    assert result.cloud_percent < 5 and np.array_equal(clm == NODATA, scene.cells_of(EMPTY))
    found = json.loads(Path(result.metadata).read_text(encoding="utf-8"))
    assert found["input"]["level"] == "L2A" and found["replaced_bands"] == {"coastal": "blue"}
    assert len(found["left_out"]) == 2 and "1.38" in found["left_out"][0]
    cirrus = next(bit for bit in found["bands"][0]["bits"] if bit["name"] == "cirrus")
    assert cirrus["computed"] is False and not (clm[clm != NODATA] & 128).any()


def test_a_series_of_l2a_masks_has_its_own_composites(products, dem, tmp_path):
    heard = Heard()
    first = run_cloudmask(CloudMaskSettings(products[0], str(tmp_path / "a.tif"), dem=dem, threads=2,
                                            composite=str(tmp_path / "a.npz")), heard)
    second = run_cloudmask(CloudMaskSettings(products[1], str(tmp_path / "b.tif"), dem=dem, threads=2,
                                             previous=first.composite), heard)
    kept = read_composite(tmp_path / "a.npz")
    # Blue stood for the coastal band: it is not handed on as if it had been seen.
    assert np.isnan(kept.clear[0]).all() and np.isfinite(kept.clear[1]).all()
    assert "composite_other_level" not in heard.codes
    clm = scene.on_cells(bands(second.output))[0]
    assert (clm[scene.cells_of((CLOUD[0] + 1, CLOUD[1] - 1, CLOUD[2] + 1, CLOUD[3] - 1))] & 8).all()


def test_levels_may_be_mixed_but_not_silently(products, dates, alone, dem, tmp_path):
    surface = run_cloudmask(CloudMaskSettings(products[0], str(tmp_path / "a.tif"), dem=dem, threads=2,
                                              composite=str(tmp_path / "a.npz")), SilentProgress())
    for product, previous in ((dates[1], surface.composite), (products[1], alone[0].composite)):
        heard = Heard()
        run_cloudmask(CloudMaskSettings(product, str(tmp_path / "b.tif"), dem=dem, previous=previous, threads=2), heard)
        assert "composite_other_level" in heard.codes


def test_a_product_with_both_kinds_of_images_is_looked_at_by_those_that_slopes_do_not_flatten(tmp_path, monkeypatch):
    from types import SimpleNamespace

    from bocage.core.chains.cloudmask import inputs

    asked = []

    def opening(path, images=None):
        asked.append(images)
        return SimpleNamespace(family="muscate", extras={"images": images or "FRE"})

    monkeypatch.setattr(inputs, "open_product", opening)
    assert inputs._product("a").extras["images"] == "SRE" and asked == [None, "SRE"]


# -- parts, outlines, cancel ------------------------------------------------------------------------------------

def test_extent_gives_the_cells_of_the_whole_image(dates, dem, tmp_path, alone):
    x, y = scene.CORNER
    part = run_cloudmask(CloudMaskSettings(
        dates[1], str(tmp_path / "a.tif"), dem=dem, threads=2, previous=alone[0].composite,
        extent=(x + 1300, y - 5000, x + 4700, y - 1300), extent_crs="EPSG:32630"), SilentProgress())
    with Raster(part.output) as raster:
        assert raster.grid.bounds == (x + 1200, y - 5040, x + 4800, y - 1200)
    whole = bands(alone[1].output)[:, 120:504, 120:480]
    assert np.array_equal(bands(part.output)[0] & 8, whole[0] & 8) and (whole[0] & 8).any()


def test_an_outlined_cloud_is_cloud_and_leaves_the_composite(dates, dem, tmp_path, alone):
    missed = (12, 16, 4, 9)
    outline = scene.write_outlines(str(tmp_path / "a.gpkg"), [missed], [None])
    result = run_cloudmask(CloudMaskSettings(dates[1], str(tmp_path / "a.tif"), dem=dem, threads=2, painted=outline,
                                             previous=alone[0].composite, composite=str(tmp_path / "a.npz")),
                           SilentProgress())
    patch = scene.cells_of(missed)
    clm = scene.on_cells(bands(result.output))[0]
    assert (clm[patch] & 2).all() and not (clm[patch] & (4 | 8 | 16)).any()
    assert not (scene.on_cells(bands(alone[1].output))[0][patch] & 2).any()
    before, after = read_composite(Path(alone[0].composite)), read_composite(tmp_path / "a.npz")
    np.testing.assert_array_equal(after.clear[:, patch], before.clear[:, patch])
    assert (after.clear_day[patch] == scene.day(0).toordinal()).all()


def test_outlines_elsewhere_are_said(dates, tmp_path):
    heard = Heard()
    run_cloudmask(CloudMaskSettings(dates[0], str(tmp_path / "a.tif"), threads=2, painted=scene.write_outlines(
        str(tmp_path / "a.gpkg"), [(500, 510, 500, 510)], [None])), heard)
    assert "painted_outside" in heard.codes


@pytest.mark.parametrize("share", [0.0, 0.3, 0.75, 0.9])
def test_cancel_leaves_what_was_there_and_nothing_else(dates, tmp_path, share):
    (tmp_path / "a.tif").write_bytes(b"mine")
    with pytest.raises(Cancelled):
        run_cloudmask(CloudMaskSettings(dates[1], str(tmp_path / "a.tif"), threads=1,
                                        composite=str(tmp_path / "a.npz")), Heard(share))
    assert [path.name for path in tmp_path.iterdir()] == ["a.tif"] and (tmp_path / "a.tif").read_bytes() == b"mine"


def test_a_run_leaves_its_files_and_no_other_and_goes_forward(dates, tmp_path):
    heard = Heard()
    run_cloudmask(CloudMaskSettings(dates[1], str(tmp_path / "neuf" / "a.tif"), threads=2,
                                    composite=str(tmp_path / "b" / "c.npz")), heard)
    names = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert names == ["b/c.npz", "neuf/a.json", "neuf/a.qml", "neuf/a.tif"]
    assert heard.steps == sorted(heard.steps) and heard.steps[-1] == 1.0 and len(heard.steps) > 5


# -- what cannot be done is one sentence ------------------------------------------------------------------------

def refused(settings: CloudMaskSettings, *words: str) -> BocageError:
    """The error, in one sentence holding these words; nothing is left in the output's folder."""
    folder = Path(settings.output).parent
    before = sorted(folder.iterdir()) if folder.is_dir() else None
    with pytest.raises(BocageError) as caught:
        run_cloudmask(settings, SilentProgress())
    text = str(caught.value)
    assert "\n" not in text and "<" not in text.replace("<id>", "")
    for word in words:
        assert word in text
    assert (sorted(folder.iterdir()) if folder.is_dir() else None) == before
    return caught.value


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


def test_a_composite_of_the_l1c_date_is_known_again_under_its_l2a_name(products, tmp_path):
    own = next(Path(products[1]).glob("DATA/*_CMP_ALL.npz"))
    (tmp_path / "out").mkdir()
    found = refused(CloudMaskSettings(products[1], str(tmp_path / "out" / "a.tif"), previous=str(own), threads=2))
    assert found.code == "composite_of_this_date"


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


# -- real products ----------------------------------------------------------------------------------------------

def test_a_real_decimated_l1c_is_looked_at_whole(shared, tmp_path):
    source = next((shared / "data" / "s2_l1c_safe").glob("S2A_MSIL1C_20180629*.zip"))
    heard = Heard()
    result = run_cloudmask(CloudMaskSettings(str(source), str(tmp_path / "a.tif"), threads=2), heard)
    with Raster(result.output) as raster:
        assert raster.grid.shape == (439, 439) and raster.grid.dx == pytest.approx(250.1, abs=0.1)
    # Pixels of 250 m: clouds do not move from band to band. The orbit's edge crosses the tile.
    assert "no_parallax" in heard.codes and "no_cirrus_band" not in heard.codes
    # B1 has pixels of 1.5 km there, in which clouds are lost: blue tells them.
    assert "no_coastal_band" in heard.codes
    clm = bands(result.output)[0]
    # The white patch in the middle of the scene; brown fields and dark forests around it.
    assert (clm[165:185, 122:134] & 4 > 0).sum() > 40 and 0.1 < result.cloud_percent < 2
    ground = clm[200:330, 80:240]
    assert (ground != NODATA).mean() > 0.9 and (ground[ground != NODATA] & 4 > 0).mean() < 0.002
    assert 0.1 < (bands(result.output)[0] == NODATA).mean() < 0.9


def test_a_real_cloudy_l1c_and_the_l2a_made_of_it_show_the_same_clouds(shared, tmp_path):
    source = str(next((shared / "data" / "s2_l1c_safe").glob("*AWSPDS.zip")))
    red = open_product(source).role("red")
    with Raster(red.path) as raster:
        x0, y0, x1, y1 = raster.grid.bounds
        crs = raster.grid.crs
    part = {"extent": ((x0 + x1) / 2, (y0 + y1) / 2, x1, y1), "extent_crs": crs, "threads": 2}
    result = run_cloudmask(CloudMaskSettings(source, str(tmp_path / "l1c.tif"), **part), SilentProgress())
    made = run(L2ASettings(source, str(tmp_path), altitude_m=200.0, aot_method="fixed", aot=0.1, masks=False,
                           water_vapour_method="fixed", **part), SilentProgress()).product
    surface = run_cloudmask(CloudMaskSettings(made, str(tmp_path / "l2a.tif"), threads=2), SilentProgress())
    l1c, l2a = (bands(path) for path in (result.output, surface.output))
    assert l1c.shape == l2a.shape
    both = (l1c[0] != NODATA) & (l2a[0] != NODATA)
    # The cirrus band is what L2A lacks: without the clouds that it alone shows, both agree.
    both &= (l1c[0] & 128) == 0
    agreement = ((l1c[1] & 2) == (l2a[1] & 2))[both].mean()
    assert both.mean() > 0.2 and agreement > 0.9 and 5 < result.cloud_percent < 95


def test_real_l2a_pixels_of_sen2cor_bright_desert_is_no_cloud(shared, tmp_path):
    if not (shared / "data" / "s2_l2a_cog_29RKH").is_dir() or not (shared / "formats" / "s2_l2a_safe").is_dir():
        pytest.skip("the real L2A pixels or metadata are absent")
    heard = Heard()
    product = l2a_safe.write(shared, tmp_path)
    result = run_cloudmask(CloudMaskSettings(product, str(tmp_path / "a.tif"), threads=2), heard)
    # B1 has pixels of 600 m there: blue takes its place.
    assert {"no_coastal_band", "no_cirrus_band", "no_parallax"} <= set(heard.codes)
    cloud = (bands(result.output)[1, ::2, ::2] & 2) > 0
    classified = l2a_safe.classes(shared)
    # 289,159 pixels of bare ground; 837 that Sen2Cor is sure are clouds, small ones at the edge of their buffers.
    assert (classified == 5).mean() > 0.95 and cloud[classified == 5].mean() < 0.005
    assert cloud[classified == 9].mean() > 0.4 and not (bands(result.output)[1] & (4 | 1)).any()


def test_the_same_pixels_as_a_cog_scene_under_their_own_sun(shared, tmp_path):
    if not (shared / "data" / "s2_l2a_cog_29RKH").is_dir():
        pytest.skip("the real COG scene is absent")
    result = run_cloudmask(CloudMaskSettings(str(shared / "data" / "s2_l2a_cog_29RKH"), str(tmp_path / "a.tif"),
                                             threads=2), SilentProgress())
    cloud, classified = (bands(result.output)[1, ::2, ::2] & 2) > 0, l2a_safe.classes(shared)
    assert cloud[classified == 5].mean() < 0.005 and cloud[classified == 9].mean() > 0.4


@pytest.mark.parametrize("place", [
    "data/s2_l1c_safe/S2A_MSIL1C_20180101T105441_N0206_R051_T31TDH_20180101T124911.B01only.zip",
    "data/s2_l1c_slovenia_5dates", "data/s2_l1c_previews_19UDP",
    "data/rstoolbox_sen2/sen2.tif",
    "data/theia_muscate_pixels/T38K_S2/T38KPE/SENTINEL2A_20170213-071209-461_L2A_T38KPE_C_V1-0",
    "data/theia_muscate_pixels/L8_50x50/D0005H0003", "formats/theia_muscate_l2a", "formats/s2_l2a_safe",
    "formats/s2_l1c_safe"])
def test_real_inputs_that_are_no_whole_product_are_one_sentence(shared, tmp_path, place):
    if not (shared / place).exists():
        pytest.skip(f"{place} is absent")
    (tmp_path / "out").mkdir()
    refused(CloudMaskSettings(str(shared / place), str(tmp_path / "out" / "a.tif"), threads=2))
