"""Rasters and a model to a map whose truth is known."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from bocage.core.chains.classify import run_classify
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster
from bocage.core.errors import BocageError
from bocage.core.landcover.model import Feature, LandcoverModel
from bocage.core.landcover.model_file import save_model
from classified_land import GRID, NAMES, Heard, forest, read, settings, truth, write


def test_the_map_of_a_forest_known_by_heart(land):
    heard, folder = Heard(), land["folder"]
    result = run_classify(settings(land, confidence=str(folder / "confidence.tif"),
                                   probabilities=str(folder / "p.tif"), validity=str(folder / "v.tif")), heard)
    classes, votes = truth(land)
    assert (read(folder / "map.tif") == classes).all()
    assert (read(folder / "confidence.tif") == votes).all()
    assert result.counts == {11: int((classes == 11).sum()), 31: int((classes == 31).sum()), 51: 0}
    assert result.nodata_percent == pytest.approx(100 * 2 / classes.size)
    assert result.confidence_mean == pytest.approx(votes[votes != 255].mean())
    dry = (land["height"] > 100) & (land["ndvi"] <= 2500) & (classes > 0)
    assert (read(folder / "p.tif", 1)[dry] == round(1e4 * 1.75 / 3)).all()
    assert (read(folder / "p.tif", 3)[dry] == 0).all()
    # Two dates; the NDVI of one of them is missing at two pixels.
    validity = read(folder / "v.tif")
    assert validity[3, 4] == 1 and validity[5, 6] == 1 and np.count_nonzero(validity != 2) == 2
    size = next(fields for code, fields in heard.said if code == "classify_size")
    assert size["features"] == 4 and size["rows"] == 150


def test_the_table_of_a_map_holds_pixels_and_hectares_of_the_ground(land):
    table = land["folder"] / "classes.csv"
    result = run_classify(settings(land, confidence=str(land["folder"] / "c.tif"), table=str(table), language="fr"),
                          Heard())
    classes, votes = truth(land)
    rows = list(csv.DictReader(table.open(encoding="utf-8")))
    assert [row["class"] for row in rows] == ["11", "31", "51"] and rows[1]["name"] == "feuillus"
    for row in rows:
        here = classes == int(row["class"])
        assert int(row["pixels"]) == here.sum() == result.counts[int(row["class"])]
        # UTM far from its middle: a pixel of 100 m2 on the grid is a few ten-thousandths more or less on the ground.
        assert float(row["hectares"]) == pytest.approx(here.sum() / 100, rel=1e-3)
        assert float(row["percent"]) == pytest.approx(100 * here.sum() / (classes > 0).sum(), abs=1e-3)
        if here.any():
            assert float(row["confidence"]) == pytest.approx(votes[here].mean(), abs=0.06)
    assert float(rows[0]["hectares"]) != pytest.approx((classes == 11).sum() / 100, rel=1e-6)


def test_numbers_and_floats_make_one_map(land):
    run_classify(settings(land, confidence=str(land["folder"] / "c.tif")), Heard())
    numbers = []
    for path in land["input"]:
        with Raster(path) as raster:
            numbers.append({raster.description(k): raster.read(k) for k in range(1, raster.count + 1)})
    series = write(land["folder"] / "f.tif", GRID, {
        name: np.where(pixels == -10000, np.nan, pixels.astype(np.float32) * np.float32(1e-4))
        for name, pixels in numbers[0].items()}, "float32", float("nan"))
    heard = Heard()
    run_classify(settings(land, input=(series, land["input"][1]), output=str(land["folder"] / "m2.tif"),
                          confidence=str(land["folder"] / "c2.tif")), heard)
    assert (read(land["folder"] / "map.tif") == read(land["folder"] / "m2.tif")).all()
    assert (read(land["folder"] / "c.tif") == read(land["folder"] / "c2.tif")).all()
    # The scale is another one: it is said, with the names.
    assert any(code == "features_scale" and NAMES[0] in fields["names"] for code, fields in heard.said)


def test_a_large_map_has_overviews_of_its_classes(land):
    grid = Grid(GRID.crs, GRID.transform, (700, 530))
    raster = write(land["folder"] / "grand.tif", grid, {name: np.full(grid.shape, 3000) for name in NAMES[:3]},
                   scale=1e-4)
    dem = write(land["folder"] / "grand dem.tif", grid, {NAMES[3]: np.full(grid.shape, 150)}, "uint16")
    outputs = {key: str(land["folder"] / f"{key}.tif") for key in ("confidence", "probabilities", "validity")}
    result = run_classify(settings(land, input=(raster, dem), **outputs), Heard())
    assert result.counts == {11: 0, 31: 700 * 530, 51: 0}
    for path in (str(land["folder"] / "map.tif"), *outputs.values()):
        with Raster(path) as found:
            assert found.overview_count() > 0
    with Raster(str(land["folder"] / "map.tif")) as found:
        assert (found.read(1, None, (350, 265)) == 31).all()


def test_what_is_written_tells_its_classes_and_what_made_it(land):
    run_classify(settings(land, language="fr", confidence=str(land["folder"] / "c.tif")), Heard())
    look = (land["folder"] / "map.qml").read_text(encoding="utf-8")
    assert "feuillus" in look and "#006400" in look and "paletted" in look
    with Raster(str(land["folder"] / "map.tif")) as raster:
        items, band = raster.metadata(), raster.metadata(1)
        assert raster.dtype == "Byte" and raster.nodata == 0
        assert raster._dataset.GetRasterBand(1).GetCategoryNames()[31] == "broad-leaved"
        assert raster._dataset.GetRasterBand(1).GetColorTable().GetColorEntry(51)[:3] == (0, 0, 255)
    assert band["CLASS_31"] == "broad-leaved" and len(items["MODEL_SHA256"]) == 64
    assert json.loads(items["FEATURES"]) == list(NAMES) and json.loads(items["TRAINING"]) == {"seed": 4}
    with Raster(str(land["folder"] / "c.tif")) as raster:
        assert "trees" in raster.metadata(1)["MEANING"] and raster.nodata == 255


def test_missing_features_are_named(land):
    with pytest.raises(BocageError) as found:
        run_classify(settings(land, input=land["input"][:1]), Heard())
    assert found.value.code == "features_missing" and "elevation" in str(found.value)
    assert "2018-01-17 blue" in str(found.value)


def test_features_in_another_order_are_named(land):
    with pytest.raises(BocageError) as found:
        run_classify(settings(land, input=land["input"][::-1]), Heard())
    assert found.value.code == "features_order" and "elevation" in str(found.value)


def test_bands_between_that_the_model_does_not_know_are_left_aside(land):
    other = write(land["folder"] / "x.tif", GRID, {"2018-02-01 NDVI": np.zeros(GRID.shape)})
    heard = Heard()
    run_classify(settings(land, input=(land["input"][0], other, land["input"][1])), heard)
    assert (read(land["folder"] / "map.tif") == truth(land)[0]).all()
    assert ("features_aside", {"count": 1}) in heard.said


def test_a_raster_of_another_grid_is_brought_to_the_first(land):
    # The same heights on pixels of 5 m, and a column farther west.
    fine = Grid(GRID.crs, (599990.0, 5.0, 0.0, 5240000.0, 0.0, -5.0), (300, 262))
    heights = np.repeat(np.repeat(land["height"], 2, 0), 2, 1)
    heights = np.concatenate([heights[:, :2], heights], axis=1)
    dem = write(land["folder"] / "fine.tif", fine, {NAMES[3]: heights}, "uint16")
    run_classify(settings(land, input=(land["input"][0], dem)), Heard())
    assert (read(land["folder"] / "map.tif") == truth(land)[0]).all()


def test_a_mask_of_polygons_and_a_mask_raster(land, tmp_path):
    # The middle of the pixels of the edge lies inside: rows 30 to 59, columns 20 to 39; and a hole of 5 by 5.
    def ring(left, top, right, bottom):
        x0, x1, y0, y1 = 600000 + left, 600000 + right, 5240000 - top, 5240000 - bottom
        return [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]

    path = tmp_path / "zone.geojson"
    path.write_text(json.dumps({
        "type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32630"}},
        "features": [{"type": "Feature", "properties": {}, "geometry": {
            "type": "Polygon", "coordinates": [ring(203, 303, 397, 597), ring(250, 350, 300, 400)]}}]}))
    run_classify(settings(land, mask=str(path), validity=str(land["folder"] / "v.tif")), Heard())
    inside = np.zeros(GRID.shape, bool)
    inside[30:60, 20:40] = True
    inside[35:40, 25:30] = False
    found = read(land["folder"] / "map.tif")
    assert (found == np.where(inside, truth(land)[0], 0)).all()
    assert (read(land["folder"] / "v.tif")[:30] == 65535).all()
    raster = write(tmp_path / "m.tif", GRID, {"mask": np.where(np.arange(130)[None] < 50, 1, 0).repeat(150, 0)},
                   "uint8")
    run_classify(settings(land, mask=raster), Heard())
    found = read(land["folder"] / "map.tif")
    assert (found[:, :50] == truth(land)[0][:, :50]).all() and not found[:, 50:].any()


def test_clear_dates_are_counted_or_taken(land):
    clear = {f"2018-0{k + 1}-01": (np.arange(130)[None] % (k + 2) == 0).repeat(150, 0) for k in range(4)}
    masks = write(land["folder"] / "clear.tif", GRID, clear, "uint8")
    run_classify(settings(land, valid=masks, validity=str(land["folder"] / "v.tif")), Heard())
    expected = np.sum(list(clear.values()), axis=0)
    assert (read(land["folder"] / "v.tif") == expected).all()
    count = write(land["folder"] / "count.tif", GRID, {"clear dates": expected * 3}, "uint16")
    run_classify(settings(land, valid=count, validity=str(land["folder"] / "v.tif")), Heard())
    assert (read(land["folder"] / "v.tif") == expected * 3).all()


def test_without_dates_validity_is_refused(land):
    model = forest()
    plain = [Feature(f"b{k}") for k in range(4)]
    path = str(land["folder"] / "plain.bocagemodel")
    save_model(LandcoverModel(model.kind, model.classes, tuple(plain), model.arrays, {}, {}), path)
    raster = write(land["folder"] / "b.tif", GRID, {f"b{k}": np.full(GRID.shape, k) for k in range(4)})
    with pytest.raises(BocageError) as found:
        run_classify(settings(land, input=(raster,), model=path, validity=str(land["folder"] / "v.tif")), Heard())
    assert found.value.code == "classify_no_dates"
