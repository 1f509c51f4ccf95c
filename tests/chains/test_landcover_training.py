"""Rasters and polygons to a model file that tells the truth about itself."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from bocage.core.chains import landcover_page
from bocage.core.chains.compareruns import CompareRunsSettings, compare_runs
from bocage.core.chains.landcover_training import Outlines, TrainingSettings, calendar_of, train_model
from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import BocageError, Cancelled
from bocage.core.landcover.classifiers import predictor_of
from bocage.core.landcover.extract import Draw
from bocage.core.landcover.features import FeatureStack
from bocage.core.landcover.model import ClassEntry
from bocage.core.landcover.model_file import load_model
from bocage.core.landcover.regions import RegionWeights, blended
from bocage.core.landcover.splits import run_seed
from land import FIELD, GRID, UTM, box, classes_of_fields, reference, write_rasters

NAMES = (ClassEntry(1, "crop", "culture", (200, 180, 0)), ClassEntry(2, "grass", "prairie", (0, 200, 0)),
         ClassEntry(3, "wood", "bois", (0, 90, 0)))


class Watch(SilentProgress):
    def __init__(self):
        self.warned, self.told = [], []

    def warn(self, code, **fields):
        self.warned.append(code)

    def info(self, code, **fields):
        self.told.append(code)


@pytest.fixture(scope="module")
def rasters(tmp_path_factory):
    return tuple(write_rasters(tmp_path_factory.mktemp("pays d'été")))


def settings(rasters, folder, **more):
    return TrainingSettings(**{"rasters": rasters, "items": tuple(reference()), "crs": UTM, "source": "parcels.gpkg",
                               "model": str(folder / "modèle.bocagemodel"), "classifier": "linear_discriminant",
                               "classes": NAMES, **more})


def truth_and_stack(rasters):
    with FeatureStack(rasters) as stack:
        table = stack.read((0, 0, *GRID.shape)).reshape(4, -1).T
    return np.kron(classes_of_fields(), np.ones((FIELD, FIELD), int)).ravel(), table


def test_a_model_is_trained_judged_and_written(rasters, tmp_path):
    watch = Watch()
    model = train_model(settings(rasters, tmp_path), watch).model
    back = load_model(str(tmp_path / "modèle.bocagemodel"))
    assert back.classes == NAMES and back.validation == model.validation
    assert [feature.name for feature in back.features] == ["2018-01-17 NDVI", "2018-05-02 NDVI", "2018-07-20 NDVI",
                                                           "2: band 1"]
    assert back.training["calendar"] == ["2018-01-17", "2018-05-02", "2018-07-20"]
    assert back.training["rasters"] == ["série.tif", "relief.tif"] and len(back.training["polygons_hash"]) == 64
    assert watch.told == ["training_size"]
    judged = back.validation
    # 96 polygons of 36 pixels, three in ten kept apart.
    assert judged["mode"] == "polygons" and judged["polygons"] == pytest.approx(29, abs=2)
    assert judged["pixels"] == 36 * judged["polygons"] and sum(map(sum, judged["matrix"])) == judged["pixels"]
    # What it says of itself is what it does on the fields that no polygon was in.
    truth, table = truth_and_stack(rasters)
    row, column = np.divmod(np.arange(truth.size), GRID.shape[1])
    unseen = (row // FIELD + column // FIELD) % 2 == 1
    right = (predictor_of(back).classes(table[unseen]) == truth[unseen]).mean()
    overall = judged["overall_accuracy"]
    assert overall["low"] < right < overall["high"] and 0.6 < right < 0.99
    assert judged["runs"] == [{"seed": 1, "overall_accuracy": overall["value"], "macro_f1": judged["macro_f1"]}]


def test_two_trainings_are_held_side_by_side(rasters, tmp_path):
    found = {}
    for name in ("linear_discriminant", "nearest_mean"):
        result = train_model(settings(rasters, tmp_path, classifier=name, runs=3, draw=Draw(per_class=400),
                                      keep_run=True), Watch())
        landcover_page.write(result.model, "", str(tmp_path / f"{name}.json"), "en", result.run)
        found[name] = result.model.validation["runs"]
    report = compare_runs(CompareRunsSettings(str(tmp_path / "linear_discriminant.json"),
                                              str(tmp_path / "nearest_mean.json")), Watch()).report
    one = report["splits"][0]
    means = [np.mean([run["overall_accuracy"] for run in found[name]]) for name in found]
    assert one["runs"] == 3 and one["overall_accuracy"]["values"] == pytest.approx(means)
    gap = [a["macro_f1"] - b["macro_f1"] for a, b in zip(*found.values())]
    assert one["macro_f1"]["value"] == pytest.approx(np.mean(gap))
    # 67 polygons train and 29 judge.
    assert one["variance_factor"] == pytest.approx(1 / 3 + 29 / 67, abs=0.03)
    assert train_model(settings(rasters, tmp_path, validation=0.0, keep_run=True), Watch()).run is None
    assert train_model(settings(rasters, tmp_path), Watch()).run is None


def test_the_same_settings_give_the_same_file(rasters, tmp_path):
    files = []
    for name in ("a", "b"):
        train_model(settings(rasters, tmp_path, model=str(tmp_path / name)), Watch())
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]


def test_pixels_of_a_polygon_kept_apart_never_train(rasters, tmp_path):
    # Each polygon gets a value of its own in a raster: one neighbour knows all pixels it has seen.
    labels = np.zeros(GRID.shape, np.float32)
    items = reference()
    for number in range(len(items)):
        row, column = [(r, c) for (r, c), _ in np.ndenumerate(classes_of_fields()) if (r + c) % 2 == 0][number]
        labels[row * FIELD:(row + 1) * FIELD, column * FIELD:(column + 1) * FIELD] = number
    from bocage.core.engine.raster import RasterWriter

    path = str(tmp_path / "numéros.tif")
    with RasterWriter(path, GRID, "float32") as writer:
        writer.write(labels)
        writer.close()
    model = train_model(settings((path,), tmp_path, classifier="k_nearest",
                                 settings={"neighbours": 1, "standardise": False}), Watch()).model
    # Pixels shared between the two would make it perfect; without, a number says nothing of the class.
    assert model.validation["overall_accuracy"]["value"] < 0.8
    seen = set(model.arrays["samples"][:, 0].astype(int).tolist())
    assert len(seen) == len(items) - model.validation["polygons"]


def test_splits_of_a_field_are_kept_and_the_test_is_not_touched(rasters, tmp_path):
    items = reference()
    words = tuple(("train", "Validation", "test")[k % 3] for k in range(len(items)))
    model = train_model(settings(rasters, tmp_path, splits=words, split_field="split"), Watch()).model
    assert model.validation["polygons"] == words.count("Validation")
    assert sum(model.training["polygons"].values()) == words.count("train")
    assert model.training["samples"] == 36 * words.count("train")
    with pytest.raises(BocageError) as caught:
        train_model(settings(rasters, tmp_path, splits=("x",) * len(items), split_field="lot"), Watch())
    assert caught.value.code == "split_field_empty" and "lot" in str(caught.value)


def test_caps_do_not_change_what_the_accuracy_speaks_of(rasters, tmp_path):
    free = train_model(settings(rasters, tmp_path, draw=Draw(0)), Watch()).model
    capped = train_model(settings(rasters, tmp_path, draw=Draw(300)), Watch()).model
    assert sum(capped.training["counts"].values()) < 900
    gap = abs(free.validation["overall_accuracy"]["value"] - capped.validation["overall_accuracy"]["value"])
    assert gap < 0.05


def test_runs_tell_the_spread_and_the_file_is_that_of_the_first(rasters, tmp_path):
    one = train_model(settings(rasters, tmp_path), Watch()).model
    several = train_model(settings(rasters, tmp_path, runs=4), Watch()).model
    runs = several.validation["runs"]
    assert [run["seed"] for run in runs] == [run_seed(1, number) for number in range(4)] and runs[0]["seed"] == 1
    assert len({run["overall_accuracy"] for run in runs}) > 1
    assert (several.arrays["coefficients"] == one.arrays["coefficients"]).all()
    assert runs[0]["overall_accuracy"] == several.validation["overall_accuracy"]["value"]


def test_runs_of_neighbouring_seeds_share_no_draw_and_the_same_seed_is_the_same(rasters, tmp_path):
    def scores(seed):
        found = train_model(settings(rasters, tmp_path, runs=4, seed=seed), Watch()).model.validation["runs"]
        return [(one["seed"], one["overall_accuracy"]) for one in found]

    first, second = scores(1), scores(2)
    assert scores(1) == first and not {seed for seed, _ in first} & {seed for seed, _ in second}
    # The second run of SEED 1 is not the first of SEED 2.
    assert first[1][1] != second[0][1]


def test_nothing_kept_apart_is_said(rasters, tmp_path):
    watch = Watch()
    model = train_model(settings(rasters, tmp_path, validation=0.0), watch).model
    assert model.validation == {} and watch.warned == ["training_no_validation"]


def test_few_polygons_of_a_class_are_said(rasters, tmp_path):
    watch = Watch()
    train_model(settings(rasters, tmp_path, items=tuple(reference()[:24])), watch)
    assert "training_few_polygons" in watch.warned


def test_a_model_for_each_region_learns_what_one_cannot(tmp_path):
    rasters = tuple(write_rasters(tmp_path, noise=0.15, swapped=True))
    west, east = box(0, 0, 120, 80), box(0, 80, 120, 80)
    outlines = Outlines(("ouest", "est"), (west, east), UTM, 50.0)
    alone = train_model(settings(rasters, tmp_path), Watch()).model
    model = train_model(settings(rasters, tmp_path, regions=outlines), Watch()).model
    assert model.validation["overall_accuracy"]["value"] > alone.validation["overall_accuracy"]["value"] + 0.15
    back = load_model(str(tmp_path / "modèle.bocagemodel"))
    assert [region.name for region in back.regions] == ["ouest", "est"] and back.classes == NAMES
    truth, table = truth_and_stack(rasters)
    weights = RegionWeights(back, UTM).on(GRID).reshape(2, -1)
    shares = blended(back, [predictor_of(region.model) for region in back.regions], weights, table)
    assert np.abs(shares.sum(1) - 1).max() < 1e-5
    assert (np.array([1, 2, 3])[shares.argmax(1)] == truth).mean() > 0.9


def test_a_region_of_one_class_and_polygons_in_none(rasters, tmp_path):
    watch = Watch()
    west = Outlines(("ouest",), (box(0, 0, 120, 80),), UTM)
    model = train_model(settings(rasters, tmp_path, regions=west), watch).model
    assert "training_outside_regions" in watch.warned and len(model.regions) == 1
    tiny = Outlines(("ouest", "rien"), (box(0, 0, 120, 80), box(0, 159, 1, 1)), UTM)
    with pytest.raises(BocageError) as caught:
        train_model(settings(rasters, tmp_path, regions=tiny), watch)
    assert caught.value.code == "training_region" and "rien" in str(caught.value)


def test_stopped_work_leaves_the_former_model(rasters, tmp_path):
    given = settings(rasters, tmp_path)
    train_model(given, Watch())
    before = (tmp_path / "modèle.bocagemodel").read_bytes()

    class Stop(Watch):
        def cancelled(self):
            return bool(self.told)

    with pytest.raises(Cancelled):
        train_model(replace(given, runs=3, seed=9), Stop())
    assert (tmp_path / "modèle.bocagemodel").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["modèle.bocagemodel"]


def test_a_folder_that_cannot_be_written_is_said_before_the_work(rasters, tmp_path):
    (tmp_path / "file").write_text("x")
    watch = Watch()
    with pytest.raises(BocageError) as caught:
        train_model(settings(rasters, tmp_path, model=str(tmp_path / "file" / "m")), watch)
    assert caught.value.code == "folder_not_writable" and watch.told == []


def test_dates_are_found_in_names():
    assert calendar_of(["2018-05-02 NDVI", "2018-01-17 B4", "2018-01-17 B8", "DEM", "run 12018-01-17"]) == \
        ["2018-01-17", "2018-05-02"]


def test_the_page_says_first_what_it_is_not(rasters, tmp_path):
    names = (*NAMES[:2], ClassEntry(3, "wood <3>", "bois", (0, 90, 0)))
    model = train_model(settings(rasters, tmp_path, runs=2, classes=names), Watch()).model
    landcover_page.write(model, str(tmp_path / "p.html"), str(tmp_path / "p.json"), "fr_FR")
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "est pas la précision de la carte" in text and "1 culture" in text and "Répétitions" in text
    assert f"{model.validation['overall_accuracy']['value']:.3f} (".replace(".", ",") in text
    english = landcover_page.page(model, "en")
    assert "wood &lt;3&gt;" in english and english.index("not the accuracy") < english.index("Error matrix")
    told = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert told["validation"] == json.loads(json.dumps(model.validation)) and len(told["features"]) == 4
    silent = train_model(settings(rasters, tmp_path, validation=0.0), Watch()).model
    assert "nothing is known" in landcover_page.page(silent, "en")
