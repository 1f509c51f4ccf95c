"""Forests as fast as they can be walked: beside scikit-learn, OTB and the reading of the features, in one run."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from . import Figure, NotReady, Result

NAME = "classify_speed"
TITLE = "Classification beside scikit-learn, OTB and reading; memory"
CLASSES, FEATURES, SAMPLES, TREES, DEPTH = 17, 100, 34_000, 100, 25
#: Spread of a class, chosen for trees of about 3,600 nodes with 3 % of the labels wrong.
SPREAD, WRONG = 72.0, 0.03
#: Side of the image, pixels: four blocks of a tile; and of the block on which predictors are compared.
SIDE, BLOCK = 1024, 512
#: Each is measured so many times by turns, and the best of each is compared.
ROUNDS = 4
SEED = 20180117
OTB = "otbcli_ImageClassifier"

#: The peak of the program itself: getrusage would tell that of whoever started it, if it was larger.
MEMORY = """
import json, sys
sys.path.insert(0, {build!r})
from bocage.core.chains.classify import ClassifySettings, run_classify
from bocage.core.engine.progress import SilentProgress
result = run_classify(ClassifySettings(({image!r},), {model!r}, {out!r}, confidence={confidence!r}, threads=2,
                                       probabilities={probabilities!r}), SilentProgress())
with open("/proc/self/status", encoding="ascii") as handle:
    peak = next(int(line.split()[1]) for line in handle if line.startswith("VmHWM"))
print(json.dumps({{"mb": peak / 1024, "engine": result.engine}}))
"""


def pixels(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Int16 (n, f) of reflectance times 10,000, and the class of each."""
    shape = np.random.default_rng(7)
    centres = 2000 + (shape.uniform(500, 4000, (CLASSES, FEATURES)) - 2250) * 0.25
    mixing = shape.normal(size=(CLASSES, FEATURES, 8))
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, CLASSES, count)
    rows = np.empty((count, FEATURES), np.int16)
    for first in range(0, count, 50_000):
        part = labels[first:first + 50_000]
        common = np.einsum("nk,nfk->nf", rng.normal(size=(part.size, 8)), mixing[part])
        noise = common + rng.normal(size=(part.size, FEATURES))
        rows[first:first + 50_000] = np.clip(np.rint(centres[part] + SPREAD * noise), 0, 10_000)
    return rows, labels


def trained(work: Path) -> tuple[Any, np.ndarray, np.ndarray]:
    """scikit-learn's forest, kept between runs, and its samples."""
    try:
        ensemble = importlib.import_module("sklearn.ensemble")
        joblib = importlib.import_module("joblib")
        importlib.import_module("numba")
    except ImportError as absent:
        raise NotReady(f"{absent}: pip install -r tools/requirements-prove.txt") from None
    rows, labels = pixels(SAMPLES, 1)
    rng = np.random.default_rng(SEED)
    labels = np.where(rng.random(SAMPLES) < WRONG, rng.integers(0, CLASSES, SAMPLES), labels)
    path = work / "forest.joblib"
    if path.exists():
        return joblib.load(path), rows, labels
    forest = ensemble.RandomForestClassifier(TREES, max_depth=DEPTH, n_jobs=2, random_state=0)
    forest.fit(rows.astype(np.float32), labels)
    joblib.dump(forest, path)
    return forest, rows, labels


def written(work: Path, forest: Any) -> tuple[str, str]:
    """The image of four blocks, and our model file."""
    model_room = importlib.import_module("bocage.core.landcover.model")
    files = importlib.import_module("bocage.core.landcover.model_file")
    flat = importlib.import_module("bocage.core.landcover.flat_trees")
    raster = importlib.import_module("bocage.core.engine.raster")
    grid = importlib.import_module("bocage.core.engine.grid").Grid
    names = [f"2018-{1 + k // 28:02d}-{1 + k % 28:02d} B" for k in range(FEATURES)]
    classes = tuple(model_room.ClassEntry(k + 1, f"class {k + 1}") for k in range(CLASSES))
    path = work / "forest.bocagemodel"
    files.save_model(model_room.LandcoverModel(
        "random_forest", classes, tuple(model_room.Feature(name) for name in names),
        flat.forest_arrays([one.tree_ for one in forest.estimators_]), {"trees": TREES}), str(path))
    image = work / f"image_{SIDE}.tif"
    if not image.exists():
        rows, _ = pixels(SIDE * SIDE, 2)
        half = work / "half.tif"
        place = grid("EPSG:32630", (499980.0, 10.0, 0.0, 5300040.0, 0.0, -10.0), (SIDE, SIDE))
        with raster.RasterWriter(str(half), place, "int16", FEATURES, -32768, names) as writer:
            for k in range(FEATURES):
                writer.write(np.ascontiguousarray(rows[:, k]).reshape(SIDE, SIDE), k + 1)
            writer.close()
        half.rename(image)
    return str(image), str(path)


def two_threads(work: Callable[[np.ndarray], object], rows: np.ndarray) -> None:
    """Halves side by side."""
    middle = len(rows) // 2
    parts = [threading.Thread(target=work, args=(part,)) for part in (rows[:middle], rows[middle:])]
    for part in parts:
        part.start()
    for part in parts:
        part.join()


class Best:
    """Pixels a second, and a second of processor, of the best round."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = {}
        self.spent: dict[str, float] = {}

    def measure(self, name: str, count: int, work: Callable[[], object]) -> None:
        start, spent = time.perf_counter(), time.process_time()
        work()
        wall, used = time.perf_counter() - start, time.process_time() - spent
        self.wall[name] = max(self.wall.get(name, 0.0), count / wall)
        self.spent[name] = max(self.spent.get(name, 0.0), count / used)


def speeds(work: Path, forest: Any, image: str, model_path: str) -> tuple[list[Figure], Best]:
    """Interleaved rounds; numpy on a quarter of the block, which takes as long."""
    chain = importlib.import_module("bocage.core.chains.classify")
    silent = importlib.import_module("bocage.core.engine.progress").SilentProgress
    integers = importlib.import_module("bocage.core.landcover.integers")
    predict = importlib.import_module("bocage.core.landcover.predict")
    model = importlib.import_module("bocage.core.landcover.model_file").load_model(model_path)
    window, places = (0, 0, BLOCK, BLOCK), list(range(FEATURES))
    with integers.NumberStack([image]) as stack:
        tables = stack.physical_tables(places)
        numbers, _ = stack.numbers(window, places)
    floats = numbers.astype(np.float32)
    count, quarter = len(numbers), len(numbers) // 4
    makers = {"numba": ("numba", tables), "numba on floats": ("numba", None), "numpy": ("numpy", tables),
              "numpy on floats": ("numpy", None)}
    made = {name: predict.predictor(model, engine, given) for name, (engine, given) in makers.items()}
    forest.n_jobs = 2
    best = Best()
    for number in range(ROUNDS):
        sys.stderr.write(f"  round {number + 1} of {ROUNDS}, load {os.getloadavg()[0]:.1f}\n")
        best.measure("scikit-learn", count, lambda: forest.predict_proba(floats))
        for name, one in made.items():
            rows = floats if one.dtype == np.float32 else numbers
            rows = rows if one.engine == "numba" else rows[:quarter]
            best.measure(name, len(rows), partial(two_threads, partial(_confident, predict, one), rows))
        best.measure("numba, classes alone", count, lambda: two_threads(
            lambda part: predict.says(made["numba"], part, False, False), numbers))
        best.measure("whole chain", SIDE * SIDE, lambda: chain.run_classify(chain.ClassifySettings(
            (image,), model_path, str(work / "map.tif"), confidence=str(work / "confidence.tif"), threads=2), silent()))
        best.measure("reading", SIDE * SIDE, lambda: _read(integers, image, places))
    return [*_same(forest, floats, numbers, made, predict), *_ratios(best)], best


def _confident(predict: Any, one: Any, part: np.ndarray) -> None:
    predict.says(one, part, True, False)


def _read(integers: Any, image: str, places: list[int]) -> None:
    """All features of the image as a classification reads them, one thread."""
    with integers.NumberStack([image]) as stack:
        for row in range(0, SIDE, BLOCK):
            for column in range(0, SIDE, BLOCK):
                stack.numbers((row, column, BLOCK, BLOCK), places)
                stack.forget()


def _same(forest: Any, floats: np.ndarray, numbers: np.ndarray, made: dict[str, Any], predict: Any) -> list[Figure]:
    """What is fast says what scikit-learn says."""
    count = 20_000
    theirs = forest.predict_proba(floats[:count])
    gap, differ = 0.0, 0
    for one in made.values():
        found = predict.says(one, (floats if one.dtype == np.float32 else numbers)[:count], True, True)
        gap = max(gap, float(np.abs(found.probabilities - theirs).max()))
        differ += int((found.columns != theirs.argmax(axis=1)).sum())
        differ += int((predict.says(one, (floats if one.dtype == np.float32 else numbers)[:count], False, False).columns
                       != theirs.argmax(axis=1)).sum())
    return [Figure("largest difference of a probability from scikit-learn's, all engines", gap, "", 1e-6),
            Figure("classes that differ from scikit-learn's, all engines", differ, "pixels", 0)]


def _ratios(best: Best) -> list[Figure]:
    base, spent = best.wall["scikit-learn"], best.spent["scikit-learn"]
    limits = {"numba": 1.8, "whole chain": 1.8, "numpy": 0.3}
    words = {"numba": "numba, numbers, with confidence", "numba on floats": "numba, floats, with confidence",
             "numba, classes alone": "numba, numbers, classes alone", "numpy": "numpy alone, with confidence",
             "numpy on floats": "numpy alone, floats, with confidence",
             "whole chain": "bocage:classify: reading, classes and confidence, writing"}
    figures = [Figure(f"{words[name]}, over scikit-learn", best.wall[name] / base, "", limits.get(name), "at least")
               for name in words]
    figures += [Figure(f"{words[name]}, over scikit-learn, a second of processor", best.spent[name] / spent)
                for name in words]
    figures.append(Figure("bocage:classify on two threads over reading the features on one",
                          best.wall["whole chain"] / best.wall["reading"]))
    return figures + [Figure(f"pixels a second, {name}", best.wall[name], "px/s") for name in best.wall]


def memory(work: Path, image: str, model_path: str) -> list[Figure]:
    """Peak of a process of its own, on the image and on four of it side by side."""
    from osgeo import gdal

    from . import LINK

    four, found = str(work / "four.vrt"), []
    if not Path(four).exists():
        parts = []
        for k in range(4):
            x, y = 499980.0 + 10.0 * SIDE * (k % 2), 5300040.0 - 10.0 * SIDE * (k // 2)
            part = str(work / f"part_{k}.vrt")
            gdal.Translate(part, image, format="VRT", outputBounds=[x, y, x + 10.0 * SIDE, y - 10.0 * SIDE])
            parts.append(part)
        made = gdal.BuildVRT(four, parts)
        with_names = gdal.Open(image)
        for band in range(1, FEATURES + 1):
            made.GetRasterBand(band).SetDescription(with_names.GetRasterBand(band).GetDescription())
        made.FlushCache()
    for path in (image, four):
        done = subprocess.run([sys.executable, "-c", MEMORY.format(
            build=str(LINK.parent), image=path, model=model_path, out=str(work / "m.tif"),
            confidence=str(work / "c.tif"), probabilities=str(work / "p.tif"))], capture_output=True, text=True,
            check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr[-400:])
        found.append(json.loads(done.stdout)["mb"])
    return [Figure(f"memory at most, {FEATURES} features, map, confidence and probabilities, {2 * SIDE} x {2 * SIDE}",
                   found[1], "MB", 3000),
            Figure(f"memory at most, {SIDE} x {SIDE}", found[0], "MB"),
            Figure("memory of four times the pixels over that of one", found[1] / found[0], "", 1.15)]


def otb(work: Path, rows: np.ndarray, labels: np.ndarray, image: str, best: Best) -> list[Figure]:
    """Forest of OpenCV of the same trees and depth, on the image of our chain; its start and files are in its time.

    A run of some minutes: once each.
    """
    if shutil.which(OTB) is None:
        return []
    environment = {**os.environ, "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS": "2", "OTB_LOGGER_LEVEL": "WARNING"}
    model = work / "otb.rf"
    if not model.exists():
        _call([OTB.replace("ImageClassifier", "TrainVectorClassifier"), "-io.vd", _samples(work, rows, labels),
               "-cfield", "class", "-feat", *(f"f{k}" for k in range(FEATURES)), "-classifier", "rf",
               "-classifier.rf.max", str(DEPTH), "-classifier.rf.nbtrees", str(TREES), "-classifier.rf.acc", "0.000001",
               "-classifier.rf.min", "1", "-io.out", f"{model}.part"], environment)
        Path(f"{model}.part").rename(model)
    speed: dict[str, float] = {}
    for name, more in (("classes", []), ("classes and confidence", ["-confmap", str(work / "otb_c.tif")])):
        start = time.perf_counter()
        _call([OTB, "-in", image, "-model", str(model), "-out", str(work / "otb.tif"), "uint8", *more], environment)
        speed[name] = SIDE * SIDE / (time.perf_counter() - start)
    ours = best.wall["whole chain"]
    return [Figure("bocage:classify over OTB's ImageClassifier, both with confidence",
                   ours / speed["classes and confidence"]),
            *(Figure(f"OTB's ImageClassifier over scikit-learn, {name}", value / best.wall["scikit-learn"])
              for name, value in speed.items())]


def _samples(work: Path, rows: np.ndarray, labels: np.ndarray) -> str:
    from osgeo import ogr

    path = work / "samples.sqlite"
    path.unlink(missing_ok=True)
    source = ogr.GetDriverByName("SQLite").CreateDataSource(str(path))
    layer = source.CreateLayer("samples", None, ogr.wkbPoint)
    layer.CreateField(ogr.FieldDefn("class", ogr.OFTInteger))
    for k in range(FEATURES):
        layer.CreateField(ogr.FieldDefn(f"f{k}", ogr.OFTReal))
    source.StartTransaction()
    for row, label in zip(rows.tolist(), labels.tolist()):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField(0, int(label) + 1)
        for k, value in enumerate(row):
            feature.SetField(k + 1, float(value))
        feature.SetGeometry(ogr.CreateGeometryFromWkt("POINT (0 0)"))
        layer.CreateFeature(feature)
    source.CommitTransaction()
    return str(path)


def _call(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {(done.stderr or done.stdout)[-400:]}")


def prove(work: Path) -> Result:
    """Some minutes; the forest, the image and OTB's model are kept under ``work``."""
    place = work / NAME
    place.mkdir(parents=True, exist_ok=True)
    forest, rows, labels = trained(place)
    image, model = written(place, forest)
    figures, best = speeds(place, forest, image, model)
    figures += memory(place, image, model)
    beside = otb(place, rows, labels, image, best)
    nodes = float(np.mean([one.tree_.node_count for one in forest.estimators_]))
    remarks = ["Ratios travel, pixels a second do not: the machine is shared. Each is the best of its rounds, by "
               "turns, on two threads of two cores.",
               "Predictors with confidence are compared with predict_proba; the whole chain reads the features and "
               "writes the map and the confidence, which scikit-learn's figure does not.",
               "Numbers: int16 features as their raster holds them; floats: the same as float32. numpy is measured on "
               "a quarter of the block."]
    if beside:
        remarks.append("OTB is measured as a program: its start and the reading of its model are in its time.")
    else:
        remarks.append("OTB is not installed (Debian: apt-get install otb-bin): not compared.")
    return Result(figures + beside, {
        "forest": f"{TREES} trees of depth {DEPTH}, {nodes:.0f} nodes a tree, {CLASSES} classes, {FEATURES} features, "
                  f"{SAMPLES} samples of which {WRONG:.0%} wrong",
        "block": f"{BLOCK} x {BLOCK} pixels; chain: {SIDE} x {SIDE}",
        "load": f"{os.getloadavg()[1]:.1f} over five minutes at the end",
        "versions": ", ".join(f"{name} {importlib.import_module(name).__version__}"
                              for name in ("numpy", "sklearn", "numba"))}, remarks)
