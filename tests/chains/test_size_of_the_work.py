"""What writes rasters says how much before it starts, and does not start on a disk that cannot hold it."""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np
import pytest
from bocage.core.chains.classify import ClassifySettings, run_classify
from bocage.core.chains.gapfill import GapfillSettings, run_gapfill
from bocage.core.chains.indices import IndicesSettings, run_indices
from bocage.core.chains.landcover_training import TrainingSettings, train_model
from bocage.core.engine import outputs
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter
from bocage.core.errors import BocageError
from bocage.core.landcover.fuse import FuseSettings, fuse
from bocage.core.landcover.regularise import RegulariseSettings, regularise
from bocage.core.landcover.vectorise import VectoriseSettings, vectorise
from land import GRID, UTM, reference, write_rasters

PIXELS = GRID.shape[0] * GRID.shape[1]


class Watch(SilentProgress):
    """Keeps what is said, in order, with the share done at that moment."""

    def __init__(self):
        self.said, self.share = {}, 0.0

    def report(self, fraction, step=""):
        self.share = fraction

    def info(self, code, **fields):
        self.said[code] = {**fields, "share": self.share}


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """Rasters, a raster of bands by role, a model and a map."""
    folder = tmp_path_factory.mktemp("pays")
    rasters = tuple(write_rasters(folder))
    bands = str(folder / "2018-01-17.tif")
    with RasterWriter(bands, GRID, "float32", 2, float("nan"), ["red", "nir"]) as writer:
        writer.write(np.full(GRID.shape, 0.1, np.float32), 1)
        writer.write(np.full(GRID.shape, 0.3, np.float32), 2)
        writer.close()
    model, chart = str(folder / "m.bocagemodel"), str(folder / "carte.tif")
    train_model(TrainingSettings(rasters, tuple(reference()), UTM, "parcels", model, "nearest_mean"), SilentProgress())
    run_classify(ClassifySettings(rasters, model, chart, threads=1), SilentProgress())
    return {"rasters": rasters, "bands": bands, "model": model, "map": chart}


def works(known, out) -> dict[str, tuple[str, Callable]]:
    """By name: the code of what is said, and the work, which writes ``out``."""
    return {
        "gapfill": ("gapfill_size", lambda progress: run_gapfill(GapfillSettings(
            known["rasters"][:1], out, ("NDVI",), step=30, threads=1), progress)),
        "indices": ("indices_size", lambda progress: run_indices(IndicesSettings(
            known["bands"], out, ("NDVI",), threads=1), progress)),
        "classify": ("classify_size", lambda progress: run_classify(ClassifySettings(
            known["rasters"], known["model"], out, threads=1), progress)),
        "regularise": ("map_size", lambda progress: regularise(RegulariseSettings(
            known["map"], out, minimum=9), progress)),
        "fuse": ("map_size", lambda progress: fuse(FuseSettings(
            (known["map"], known["map"]), out, confidence=out.replace(".tif", "_c.tif")), progress)),
        "vectorise": ("vectorise_size", lambda progress: list(vectorise(VectoriseSettings(
            known["map"], minimum=4, folder=os.path.dirname(out)), progress)))}


@pytest.mark.parametrize("name", ["gapfill", "indices", "classify", "regularise", "fuse", "vectorise"])
def test_the_size_is_said_before_and_a_full_disk_refused(name, country, tmp_path, monkeypatch):
    out = str(tmp_path / "sortie.tif")
    code, work = works(country, out)[name]
    watch = Watch()
    work(watch)
    said = watch.said[code]
    # All told in words of the sentence; nothing was done yet, but for the patches that vectorise counts first.
    assert (said["rows"], said["columns"]) == GRID.shape and said["free"] and said["written" if "written" in said
                                                                                   else "needed"]
    assert said["share"] <= (0.6 if name == "vectorise" else 0.06)
    kept = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    for path in tmp_path.iterdir():
        path.unlink()
    monkeypatch.setattr(outputs, "free_bytes", lambda folder: 2000)
    with pytest.raises(BocageError) as fault:
        work(SilentProgress())
    assert fault.value.code == "disk_full" and list(tmp_path.iterdir()) == []
    # What was promised as the most was the most.
    if name in ("regularise", "fuse"):
        assert sum(size for file, size in kept.items() if file.endswith(".tif")) <= PIXELS * 8 / 3 + 100_000


def test_polygons_are_held_against_the_disk_that_will_have_them(country, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(outputs, "free_bytes", lambda folder: asked.append(str(folder)) or 10 ** 12)
    list(vectorise(VectoriseSettings(country["map"], folder=str(tmp_path), target="/mnt/autre disque"), Watch()))
    assert asked == ["/mnt/autre disque"]


def test_the_sentence_tells_bytes_that_are_those_of_the_rasters(country, tmp_path):
    watch = Watch()
    regularise(RegulariseSettings(country["map"], str(tmp_path / "r.tif"), radius=1), watch)
    assert watch.said["map_size"]["read"] == outputs.human_bytes(PIXELS)
    assert watch.said["map_size"]["written"] == outputs.human_bytes(PIXELS * 4 / 3 + 100_000)
    fuse(FuseSettings((country["map"],) * 3, str(tmp_path / "f.tif")), watch)
    assert watch.said["map_size"]["rasters"] == 3
    assert watch.said["map_size"]["read"] == outputs.human_bytes(3 * PIXELS)
