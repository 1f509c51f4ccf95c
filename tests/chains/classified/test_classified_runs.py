"""Maps by other classifiers, regions and blocks; cancels and refusals."""

from __future__ import annotations

import shutil
import threading

import numpy as np
import pytest

from bocage.core.chains.classify import run_classify
from bocage.core.engine.raster import Raster
from bocage.core.errors import BocageError, Cancelled
from bocage.core.landcover.classifiers import predictor_of
from bocage.core.landcover.model import ClassEntry, LandcoverModel, Region
from bocage.core.landcover.model_file import save_model
from bocage.core.landcover.training import train
from classified_land import CLASSES, GRID, Heard, forest, read, settings, truth


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
