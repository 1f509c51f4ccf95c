"""Rasters and a model to a map whose truth is known."""

from __future__ import annotations

import csv
import json
import shutil
import threading

import numpy as np
import pytest

from bocage.core.chains.classify import ClassifySettings, run_classify
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.errors import BocageError, Cancelled
from bocage.core.landcover.classifiers import predictor_of
from bocage.core.landcover.model import ClassEntry, Feature, LandcoverModel, Region
from bocage.core.landcover.model_file import save_model
from bocage.core.landcover.training import train

GRID = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (150, 130))
NAMES = ("2018-01-17 NDVI", "2018-01-17 blue", "2018-03-18 NDVI", "elevation")
CLASSES = (ClassEntry(11, "crops", "cultures", (255, 255, 0)), ClassEntry(31, "broad-leaved", "feuillus", (0, 100, 0)),
           ClassEntry(51, "water", "eau", (0, 0, 255)))


class Heard(SilentProgress):
    """Remembers what is said."""

    def __init__(self) -> None:
        self.said: list[tuple[str, dict]] = []

    def info(self, code, **fields):
        self.said.append((code, fields))

    def warn(self, code, **fields):
        self.said.append((code, fields))


def forest() -> LandcoverModel:
    """Water where elevation <= 100; else crops where the NDVI of January <= 0.25, with a leaf of 3/4; else trees.

    A second tree knows crops and trees alone, a third is sure of trees.
    """
    arrays = {
        "tree_start": np.array([0, 5, 8, 9], np.int32),
        "left": np.array([1, -1, 3, -1, -1, 1, -1, -1, -1], np.int32),
        "right": np.array([2, -1, 4, -1, -1, 2, -1, -1, -1], np.int32),
        "feature": np.array([3, -1, 0, -1, -1, 0, -1, -1, -1], np.int16),
        "threshold": np.array([100, 0, 0.25, 0, 0, 0.25, 0, 0, 0], np.float32),
        "leaf": np.array([-1, 0, -1, 1, 2, -1, 3, 2, 2], np.int32),
        "values": np.array([[0, 0, 1], [0.75, 0.25, 0], [0, 1, 0], [1, 0, 0]], np.float32)}
    features = (Feature(NAMES[0], 1e-4, 0.0, -10000.0), Feature(NAMES[1], 1e-4, 0.0, -10000.0),
                Feature(NAMES[2], 1e-4, 0.0, -10000.0), Feature(NAMES[3]))
    return LandcoverModel("random_forest", CLASSES, features, arrays, {"trees": 3}, {"seed": 4})


def write(path, grid, bands, dtype="int16", nodata=None, scale=1.0):
    """``bands``: name -> numbers (rows, columns)."""
    with RasterWriter(str(path), grid, dtype, len(bands), nodata, list(bands)) as writer:
        for number, pixels in enumerate(bands.values(), start=1):
            writer.write(np.asarray(pixels, dtype), number)
            if scale != 1.0:
                writer.set_scaling(number, scale)
        writer.close()
    return str(path)


@pytest.fixture()
def land(tmp_path):
    """Folder with an accent and a space; rasters, numbers, model."""
    folder = tmp_path / "carte d'été"
    folder.mkdir()
    rng = np.random.default_rng(1)
    ndvi = rng.integers(0, 9000, GRID.shape)
    ndvi[:, ::7] = 2500  # on the threshold: left
    blue, march = rng.integers(0, 3000, GRID.shape), rng.integers(0, 9000, GRID.shape)
    height = rng.integers(50, 200, GRID.shape)
    ndvi[3, 4], march[5, 6] = -10000, -10000
    series = write(folder / "série.tif", GRID, {NAMES[0]: ndvi, NAMES[1]: blue, NAMES[2]: march}, nodata=-10000,
                   scale=1e-4)
    dem = write(folder / "dem.tif", GRID, {NAMES[3]: height}, "uint16")
    save_model(forest(), str(folder / "forêt.bocagemodel"))
    return {"folder": folder, "input": (series, dem), "model": str(folder / "forêt.bocagemodel"), "ndvi": ndvi,
            "height": height, "march": march}


def settings(land, **more):
    return ClassifySettings(**{"input": land["input"], "model": land["model"], "engine": "numpy", "threads": 2,
                               "output": str(land["folder"] / "map.tif"), **more})


def truth(land):
    """Classes, and the confidence in percent, by hand."""
    water, low = land["height"] <= 100, land["ndvi"] <= 2500
    # Low and dry: 0.75 + 1 of 3 for crops. Low and wet: water, crops, trees have one each: the first. High: trees.
    classes = np.where(low, 11, 31)
    votes = np.where(low, np.where(water, 33, 67), np.where(water, 67, 100))
    lost = (land["ndvi"] == -10000) | (land["march"] == -10000)
    return np.where(lost, 0, classes), np.where(lost, 255, votes)


def read(path, band=1):
    with Raster(str(path)) as raster:
        return raster.read(band)


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


@pytest.mark.parametrize("classifier", ["linear_discriminant", "nearest_mean"])
def test_classifiers_of_numpy_make_the_map_that_they_predict(land, classifier):
    rng = np.random.default_rng(3)
    with Raster(land["input"][0]) as raster:
        rows = np.stack([raster.read(k).astype(np.float32) * np.float32(1e-4) for k in (1, 2, 3)], axis=-1)
    rows = np.concatenate([rows, land["height"][..., None].astype(np.float32)], axis=-1).reshape(-1, 4)
    chosen = rng.choice(len(rows), 500, replace=False)
    labels = np.where(rows[chosen, 3] <= 100, 51, np.where(rows[chosen, 0] > 0.4, 31, 11))
    model = train(rows[chosen], labels, classifier, classes=CLASSES, names=forest().features)
    path = str(land["folder"] / "other.bocagemodel")
    save_model(model, path)
    run_classify(settings(land, model=path, confidence=str(land["folder"] / "c.tif")), Heard())
    expected = predictor_of(model).classes(rows).reshape(GRID.shape)
    known = truth(land)[0] > 0
    assert (read(land["folder"] / "map.tif")[known] == expected[known]).all()
    sure = predictor_of(model).probabilities(rows).max(axis=1).reshape(GRID.shape)
    assert np.abs(read(land["folder"] / "c.tif")[known] - 100 * sure[known]).max() <= 0.51
    with Raster(str(land["folder"] / "c.tif")) as raster:
        assert "probability" in raster.metadata(1)["MEANING"]


def test_two_regions_each_by_its_own_model(land):
    """West of column 65 the forest; east of it one that always says water."""
    whole = forest()
    sea = LandcoverModel("random_forest", CLASSES[2:], whole.features, {
        "tree_start": np.array([0, 1], np.int32), "left": np.array([-1], np.int32), "right": np.array([-1], np.int32),
        "feature": np.array([-1], np.int16), "threshold": np.zeros(1, np.float32), "leaf": np.zeros(1, np.int32),
        "values": np.ones((1, 1), np.float32)})

    def box(left, right):
        x0, x1, y0, y1 = 600000 + 10 * left, 600000 + 10 * right, 5240000 - 1500, 5240000
        return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]], float)

    model = LandcoverModel("random_forest", CLASSES, whole.features, {}, {"blend_m": 0.0}, {}, {},
                           (Region("west", GRID.crs, (box(0, 65),), whole),
                            Region("east", GRID.crs, (box(65, 120),), sea)))
    path = str(land["folder"] / "two.bocagemodel")
    save_model(model, path)
    run_classify(settings(land, model=path, confidence=str(land["folder"] / "c.tif")), Heard())
    found, known = read(land["folder"] / "map.tif"), truth(land)[0] > 0
    assert (found[:, :65] == truth(land)[0][:, :65]).all()
    assert (found[:, 65:120][known[:, 65:120]] == 51).all()
    # Beyond all regions there is no model.
    assert not found[:, 120:].any()
    assert (read(land["folder"] / "c.tif")[:, :65] == truth(land)[1][:, :65]).all()


def test_small_blocks_and_one_thread_make_the_same_map(land, monkeypatch):
    from bocage.core.chains.classify import job, prediction

    monkeypatch.setattr(job, "_SIDE", 64)
    monkeypatch.setattr(job, "_LARGEST_SIDE", 64)
    monkeypatch.setattr(prediction, "STRIP_BYTES", 4000)
    run_classify(settings(land, threads=1, confidence=str(land["folder"] / "c.tif")), Heard())
    classes, votes = truth(land)
    assert (read(land["folder"] / "map.tif") == classes).all()
    assert (read(land["folder"] / "c.tif") == votes).all()


def test_a_virtual_raster_is_read_block_after_block(land, monkeypatch):
    """Opened again after each block, so that what its sources keep does not grow with the image."""
    from osgeo import gdal

    from bocage.core.chains.classify import job

    monkeypatch.setattr(job, "_SIDE", 64)
    monkeypatch.setattr(job, "_LARGEST_SIDE", 64)
    virtual = str(land["folder"] / "série.vrt")
    gdal.Translate(virtual, land["input"][0], format="VRT").FlushCache()
    run_classify(settings(land, input=(virtual, land["input"][1])), Heard())
    assert (read(land["folder"] / "map.tif") == truth(land)[0]).all()


def test_a_cancel_leaves_an_older_map_and_nothing_else(land):
    target = land["folder"] / "map.tif"
    run_classify(settings(land), Heard())
    before = sorted(path.name for path in land["folder"].iterdir())
    content = target.read_bytes()

    class Stopped(Heard):
        def cancelled(self):
            return any(code == "forest_numpy" for code, _ in self.said)

    with pytest.raises(Cancelled):
        run_classify(settings(land, confidence=str(land["folder"] / "c.tif")), Stopped())
    assert sorted(path.name for path in land["folder"].iterdir()) == before
    assert target.read_bytes() == content
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("bocage-lane")]


def test_a_full_disk_is_said_before_anything_is_read(land, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10 ** 6, 10 ** 6, 1000))
    with pytest.raises(BocageError) as found:
        run_classify(settings(land), Heard())
    assert found.value.code == "disk_full" and not (land["folder"] / "map.tif").exists()


@pytest.mark.parametrize("more, code", [
    ({"confidence": "map.tif"}, "classify_same_file"), ({"output": "série.tif"}, "classify_same_file"),
    ({"output": "map.png"}, "output_not_geotiff"), ({"mask": "absent.gpkg"}, "raster_unreadable"),
    ({"valid": "absent.tif", "validity": "v.tif"}, "raster_unreadable")])
def test_what_cannot_be_is_said(land, more, code):
    more = {key: str(land["folder"] / value) for key, value in more.items()}
    with pytest.raises(BocageError) as found:
        run_classify(settings(land, **more), Heard())
    assert found.value.code == code
    assert not list(land["folder"].glob(".*part*"))


def test_classes_beyond_a_byte_and_a_class_of_number_nought():
    from bocage.core.chains.classify.output import coding_of

    def of(*values):
        return coding_of([ClassEntry(value, str(value)) for value in values])

    assert of(1, 255) == ("uint8", 0)
    assert of(0, 3) == ("uint8", 255)
    assert of(0, 255) == ("uint16", 65535)
    assert of(11, 2111) == ("uint16", 0)


def test_a_map_of_sixteen_bits_keeps_its_numbers(land):
    model = forest()
    far = tuple(ClassEntry(entry.value + 2000, entry.name, entry.name_fr, entry.colour) for entry in CLASSES)
    path = str(land["folder"] / "far.bocagemodel")
    save_model(LandcoverModel(model.kind, far, model.features, model.arrays, {}, {}), path)
    result = run_classify(settings(land, model=path), Heard())
    expected = np.where(truth(land)[0] > 0, truth(land)[0].astype(int) + 2000, 0)
    assert (read(land["folder"] / "map.tif") == expected).all() and result.counts[2011] > 0
