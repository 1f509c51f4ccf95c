"""Masks alone on L1C: those of the whole chain, and what is written with them."""

from __future__ import annotations

import json
from pathlib import Path
from xml.dom import minidom

import cloud_scene as scene
import numpy as np
import pytest
from bocage.core.chains.cloudmask import CloudMaskSettings, run_cloudmask
from bocage.core.chains.cloudmask.raster import NODATA
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster
from bocage.core.errors import Cancelled
from bocage.core.products.composite import read_composite
from bocage.core.products.muscate.layout import MASK_BITS
from masks_alone import CLOUD, LAKE, SHADOW, SNOW, Heard, bands


def layer(product: str, mask: str) -> np.ndarray:
    """A mask of an L2A product."""
    with Raster(str(next(Path(product).glob(f"MASKS/*_{mask}_R1.tif")))) as raster:
        return raster.read()


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
