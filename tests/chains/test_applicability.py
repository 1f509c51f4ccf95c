"""Area of applicability: rasters and samples to an index and a mask, against every distance written out."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from bocage.core.chains.applicability import ApplicabilitySettings, run_applicability
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.errors import BocageError, Cancelled
from bocage.core.landcover.model import Feature, LandcoverModel
from bocage.core.landcover.model_file import save_model
from bocage.core.landcover.nomenclature import of_values

GRID = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (60, 80))


def point(row, column):
    return struct.pack("<BIdd", 1, 1, 600005.0 + 10 * column, 5239995.0 - 10 * row)


def write(path, bands, names):
    with RasterWriter(str(path), GRID, "int16", len(bands), -9999, names) as writer:
        for number, band in enumerate(bands, start=1):
            writer.write(np.rint(band).astype(np.int16), number)
    return str(path)


@pytest.fixture
def ground(tmp_path):
    """Two features; a corner that no sample is like, a pixel without data, 25 samples on the left."""
    rng = np.random.default_rng(5)
    bands = np.stack([rng.normal(1000, 100, GRID.shape), rng.normal(300, 20, GRID.shape)])
    bands[0, 50:, 70:] += 5000
    bands[1, 0, 0] = -9999
    places = [(int(r), int(c)) for r, c in rng.integers(1, 45, (25, 2))]
    return write(tmp_path / "f é.tif", bands, ("a", "b")), np.rint(bands), sorted(set(places))


def settings(ground, tmp_path, **more):
    path, _, places = ground
    return ApplicabilitySettings((path,), tuple(point(*one) for one in places), GRID.crs, "samples",
                                 str(tmp_path / "index.tif"), str(tmp_path / "mask.tif"), **more)


def by_hand(bands, places, weight=(1.0, 1.0)):
    """Index (rows, columns) and threshold, one distance after another."""
    samples = np.array([bands[:, r, c] for r, c in places])
    scale = np.array(weight) / samples.std(0, ddof=1)
    between = np.sqrt((((samples[:, None] - samples[None]) * scale) ** 2).sum(-1))
    n = len(samples)
    mean = between.sum() / (n - 1) / n
    np.fill_diagonal(between, np.inf)
    own = between.min(1) / mean
    first, third = np.quantile(own, [0.25, 0.75])
    pixels = bands.reshape(2, -1).T
    near = np.sqrt((((pixels[:, None] - samples[None]) * scale) ** 2).sum(-1)).min(1) / mean
    return near.reshape(bands.shape[1:]), min(third + 1.5 * (third - first), own.max())


def test_index_and_mask_are_those_of_every_distance(ground, tmp_path):
    found = run_applicability(settings(ground, tmp_path), SilentProgress())
    index, threshold = by_hand(ground[1], ground[2])
    assert found.threshold == pytest.approx(threshold, rel=1e-5) and found.samples == len(ground[2])
    with Raster(str(tmp_path / "index.tif")) as raster, Raster(str(tmp_path / "mask.tif")) as other:
        written, mask = raster.read(1), other.read(1)
        assert float(raster.metadata(1)["THRESHOLD"]) == pytest.approx(threshold, rel=1e-4)
        assert other.nodata == 255
    assert np.isnan(written[0, 0]) and mask[0, 0] == 255
    index[0, 0] = np.nan
    good = np.isfinite(index)
    assert written[good] == pytest.approx(index[good], rel=2e-4, abs=2e-4)
    clear = good & (np.abs(index - threshold) > 1e-3)
    assert (mask[clear] == (index[clear] <= threshold)).all()
    assert (mask[50:, 70:] == 0).all() and found.pixels == 60 * 80 - 1
    assert found.inside == (mask == 1).sum() > 2000


def test_weights_go_by_the_names_of_bands(ground, tmp_path):
    found = run_applicability(settings(ground, tmp_path, weights={"b": 3.0, "a": 0.5}), SilentProgress())
    assert found.threshold == pytest.approx(by_hand(ground[1], ground[2], (0.5, 3.0))[1], rel=1e-5)
    with pytest.raises(BocageError) as refusal:
        run_applicability(settings(ground, tmp_path, weights={"c": 1.0}, weights_file="w.csv"), SilentProgress())
    assert refusal.value.code == "applicability_weight"


def test_the_features_of_a_model_alone(ground, tmp_path):
    """A band that the model does not know is left aside; one that it needs and is not there is named."""
    model = tmp_path / "m.bocagemodel"
    more = write(tmp_path / "more.tif", np.stack([np.random.default_rng(9).normal(0, 900, GRID.shape), *ground[1]]),
                 ("x", "a", "b"))
    for names, good in ((("a", "b"), True), (("a", "c"), False)):
        save_model(LandcoverModel("nearest_mean", of_values([1, 2]), tuple(Feature(name) for name in names),
                                  {"means": np.eye(2), "spread": np.ones(2), "constant": np.zeros(2)}), str(model))
        if good:
            found = run_applicability(settings((more, *ground[1:]), tmp_path, model=str(model)), SilentProgress())
            assert found.threshold == pytest.approx(by_hand(ground[1], ground[2])[1], rel=1e-5)
        else:
            with pytest.raises(BocageError) as refusal:
                run_applicability(settings((more, *ground[1:]), tmp_path, model=str(model)), SilentProgress())
            assert refusal.value.code == "features_missing"


def test_one_group_alone_is_refused_and_groups_widen_the_threshold(ground, tmp_path):
    count = len(ground[2])
    with pytest.raises(BocageError) as refusal:
        run_applicability(settings(ground, tmp_path, groups=("x",) * count), SilentProgress())
    assert refusal.value.code == "applicability_one_fold" and not (tmp_path / "index.tif").exists()
    alone = run_applicability(settings(ground, tmp_path, groups=("",) * count), SilentProgress()).threshold
    pairs = run_applicability(settings(ground, tmp_path, groups=tuple("ab"[k % 2] for k in range(count))),
                              SilentProgress()).threshold
    assert alone == pytest.approx(by_hand(ground[1], ground[2])[1], rel=1e-5) and pairs >= alone


def test_samples_all_alike_are_refused(ground, tmp_path):
    flat = write(tmp_path / "flat.tif", np.full((2, *GRID.shape), 7), ("a", "b"))
    with pytest.raises(BocageError) as refusal:
        run_applicability(settings((flat, *ground[1:]), tmp_path), SilentProgress())
    assert refusal.value.code == "applicability_alike"


def test_cancelled_leaves_nothing(ground, tmp_path):
    class Stop(SilentProgress):
        def __init__(self):
            self.asked = 0

        def cancelled(self):
            self.asked += 1
            return self.asked > 1

    with pytest.raises(Cancelled):
        run_applicability(settings(ground, tmp_path), Stop())
    assert {path.name for path in tmp_path.iterdir()} == {"f é.tif"}
