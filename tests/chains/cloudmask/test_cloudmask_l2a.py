"""Masks alone on L2A, whose surfaces are looked at again; levels mixed; real products."""

from __future__ import annotations

import json
from pathlib import Path

import cloud_scene as scene
import l2a_safe
import numpy as np
import pytest
from bocage.core.chains.cloudmask import CloudMaskSettings, run_cloudmask
from bocage.core.chains.cloudmask.raster import NODATA
from bocage.core.chains.l2a import L2ASettings, run
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster
from bocage.core.products.composite import read_composite
from bocage.core.products.open import open_product
from masks_alone import CLOUD, EMPTY, LAKE, SHADOW, SNOW, Heard, bands, refused


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


def test_a_composite_of_the_l1c_date_is_known_again_under_its_l2a_name(products, tmp_path):
    own = next(Path(products[1]).glob("DATA/*_CMP_ALL.npz"))
    (tmp_path / "out").mkdir()
    found = refused(CloudMaskSettings(products[1], str(tmp_path / "out" / "a.tif"), previous=str(own), threads=2))
    assert found.code == "composite_of_this_date"


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
