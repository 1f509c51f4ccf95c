"""Real pixels of Slovenia: the series, its dates one by one, reference polygons dealt to folds, maps judged.

Everything goes through the chains that the algorithms call: gap filling, the split of polygons, training,
classification, accuracy. A map is made of three: each polygon's pixels come from the model that did not see it.
"""

from __future__ import annotations

import csv
import functools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .shared import find

FOLDER = "data/s2_l1c_slovenia_5dates"
NDVI, CLM, POLYGONS = (f"{FOLDER}/SLOVENIA_{name}" for name in (
    "NDVI_68dates.tif", "CLM_68dates.tif", "LULC_88polygons.gpkg"))
#: A class of fewer polygons than this cannot be learned from and judged by polygons.
FEWEST = 5
#: Of a pixel that the map leaves without a class: an error of the map.
UNMAPPED = 99
#: So that one forest of 3,424 pixels is not the whole class, and that all classes weigh the same in training.
PER_POLYGON, CLASS_WEIGHT = 100, "balanced"
FOLDS = ("train", "validation", "test")
#: All else as it comes. Ninety dates are more features than small classes have pixels: covariances need help.
SETTINGS = {"random_forest": {"threads": 1}, "extra_trees": {"threads": 1}, "gradient_boosting": {"threads": 1},
            "quadratic_discriminant": {"regularisation": 0.1}}


@dataclass(frozen=True)
class Ground:
    """Polygons of known class, in one order; ``index`` (rows, columns) is the polygon of each pixel, -1 in none."""

    items: tuple
    crs: str
    classes: tuple
    rings: list
    index: np.ndarray
    left_out: dict[str, int]


@dataclass(frozen=True)
class Score:
    """One map judged. Macro-F of pixels, as bocage:accuracy gives it, and with each polygon weighing one."""

    overall: float
    macro: float
    macro_polygon: float
    overall_polygon: float
    train_seconds: float
    predict_seconds: float

    def row(self) -> list[str]:
        """As text."""
        return [f"{value:.6f}" for value in (self.overall, self.macro, self.macro_polygon, self.overall_polygon,
                                             self.train_seconds, self.predict_seconds)]


@functools.lru_cache(maxsize=1)
def ground() -> Ground:
    """The 88 polygons, less those without a class and those of classes with too few polygons that hold a pixel."""
    from bocage.core.engine.raster import Raster, crs_text, open_vector, rasterise
    from bocage.core.engine.zones import zones_of
    from bocage.core.landcover.model import ClassEntry
    from bocage.core.landcover.samples import Item

    with Raster(str(find(NDVI))) as raster:
        grid = raster.grid
    source = open_vector(str(find(POLYGONS)))
    layer = source.GetLayer(0)
    crs = crs_text(layer.GetSpatialRef())
    found = [(bytes(feature.GetGeometryRef().ExportToWkb()), feature.GetField("LULC_NAME") or "",
              int(feature.GetField("LULC_ID"))) for feature in layer]
    zones = zones_of(((number, wkb) for number, (wkb, _, _) in enumerate(found)), crs, "reference").to(grid.crs)
    rings: list[list] = [[] for _ in found]
    for ring, owner in zip(zones.rings, zones.owner):
        rings[zones.names[owner]].append(ring)
    index = rasterise([(number + 1, one) for number, one in enumerate(rings)], grid).astype(int) - 1
    seen = np.bincount(index[index >= 0], minlength=len(found)) > 0
    counts = {name: sum(seen[number] for number, one in enumerate(found) if one[1] == name)
              for name in {one[1] for one in found}}
    kept = [number for number, one in enumerate(found) if one[1] and counts[one[1]] >= FEWEST]
    place = np.full(len(found) + 1, -1)
    place[kept] = np.arange(len(kept))
    colours = {"forest": (0, 104, 55), "grassland": (166, 217, 106), "schrubland": (191, 129, 45),
               "artificial surface": (215, 25, 28)}
    french = {"forest": "forêt", "grassland": "prairie", "schrubland": "broussailles",
              "artificial surface": "surface artificielle"}
    names = {"schrubland": "shrubland"}
    classes = tuple(ClassEntry(value, names.get(name, name), french.get(name, ""), colours.get(name, (128, 128, 128)))
                    for value, name in sorted({(found[number][2], found[number][1]) for number in kept}))
    out = {one[1] or "no class": 0 for number, one in enumerate(found) if number not in kept}
    for number, one in enumerate(found):
        if number not in kept:
            out[one[1] or "no class"] += 1
    return Ground(tuple(Item(found[number][0], str(found[number][2])) for number in kept), crs, classes,
                  [rings[number] for number in kept], place[index], out)


def series_of(work: Path, start: str = "", end: str = "", step: int = 10, method: str = "linear") -> Path:
    """The series filled by the chain of bocage:gapfill."""
    from bocage.core.chains.gapfill import GapfillSettings, run_gapfill
    from bocage.core.engine.progress import SilentProgress

    path = work / f"series_{method}_{step}_{start}_{end}.tif"
    if not path.exists():
        run_gapfill(GapfillSettings((str(find(NDVI)),), str(path), ("NDVI",), masks=(str(find(CLM)),), start=start,
                                    end=end, step=step, method=method, threads=1), SilentProgress())
    return path


def dates_of(work: Path) -> dict[str, tuple[Path, float]]:
    """Each date alone, no data where its mask hides: file and clear share."""
    from bocage.core.engine.raster import Raster, RasterWriter

    found: dict[str, tuple[Path, float]] = {}
    with Raster(str(find(NDVI))) as ndvi, Raster(str(find(CLM))) as masks:
        for number in range(1, ndvi.count + 1):
            when = ndvi.description(number)
            path = work / f"date_{when.replace(':', '')}.tif"
            hidden = masks.read(number) != 0
            if not path.exists():
                with RasterWriter(str(path), ndvi.grid, "float32", 1, float("nan"), [f"{when} NDVI"]) as writer:
                    writer.write(np.where(hidden, np.float32(np.nan), ndvi.read(number)), 1)
                    writer.close()
            found[when] = path, float(1.0 - hidden.mean())
    return found


def map_of(work: Path, raster: Path, classifier: str, seed: int) -> Path:
    """Where ``judged`` keeps its map."""
    return work / f"map_{raster.stem}_{classifier}_{seed}.tif"


def judged(work: Path, raster: Path, classifier: str, seed: int) -> Score:
    """The map of three folds, judged, and kept as a raster; a fold that cannot be trained maps nothing."""
    from bocage.core.engine.progress import SilentProgress
    from bocage.core.engine.raster import Raster, RasterWriter
    from bocage.core.landcover.samples import SplitSettings, split

    land = ground()
    dealt = split(land.items, SplitSettings(land.crs, "Slovenia", (1 / 3, 1 / 3, 1 / 3), seed,
                                            classes=land.classes), SilentProgress())
    fold_of = {one.index: one.split for one in dealt.samples}
    target = map_of(work, raster, classifier, seed)
    with Raster(str(raster)) as opened:
        grid = opened.grid
    whole = np.full(grid.shape, 0, np.uint8)
    spent = [0.0, 0.0]
    for fold in FOLDS:
        inside = np.isin(land.index, [number for number, one in fold_of.items() if one == fold])
        whole[inside] = UNMAPPED
        mapped = _fold(work, raster, classifier, seed, {number: one == fold for number, one in fold_of.items()}, spent)
        if mapped is not None:
            whole[inside & (mapped > 0)] = mapped[inside & (mapped > 0)]
    with RasterWriter(str(target), grid, "uint8", 1, 0, ["class"]) as writer:
        writer.write(whole, 1)
        writer.close()
    return score(target, *spent)


def _fold(work: Path, raster: Path, classifier: str, seed: int, apart: dict[int, bool],
          spent: list[float]) -> np.ndarray | None:
    """The whole map by a model that did not see the polygons kept apart."""
    from bocage.core.chains.classify import ClassifySettings, run_classify
    from bocage.core.chains.landcover_training import TrainingSettings, train_model
    from bocage.core.engine.progress import SilentProgress
    from bocage.core.engine.raster import Raster
    from bocage.core.errors import BocageError
    from bocage.core.landcover.extract import Draw

    land = ground()
    model, output = work / "fold.bocagemodel", work / "fold.tif"
    splits = tuple("validation" if apart.get(number) else "train" for number in range(len(land.items)))
    settings = SETTINGS.get(classifier, {})
    start = time.process_time()
    try:
        train_model(TrainingSettings((str(raster),), land.items, land.crs, "Slovenia", str(model), classifier, settings,
                                     seed, land.classes, CLASS_WEIGHT, splits, "split",
                                     draw=Draw(per_polygon=PER_POLYGON, seed=seed)), SilentProgress())
    except BocageError as error:
        if error.code not in ("training_one_class", "training_no_sample", "training_covariance"):
            raise
        return None
    middle = time.process_time()
    run_classify(ClassifySettings((str(raster),), str(model), str(output), threads=1), SilentProgress())
    spent[0] += middle - start
    spent[1] += time.process_time() - middle
    with Raster(str(output)) as opened:
        return opened.read(1)


def score(path: Path, train_seconds: float = 0.0, predict_seconds: float = 0.0) -> Score:
    """By bocage:accuracy's chain, then each polygon weighing one."""
    from bocage.core.engine.progress import SilentProgress
    from bocage.core.validation.assess import assess
    from bocage.core.validation.settings import AccuracySettings, Reference

    land = ground()
    names = {entry.value: entry.name for entry in land.classes}
    told = assess(AccuracySettings(
        map=str(path), reference=Reference([names[int(item.label)] for item in land.items],
                                           rings=[[one] for one in land.rings]),
        reference_name="Slovenia", names={**names, UNMAPPED: "unmapped"}), SilentProgress()).report
    scores = {row["class"]: row["f1"]["value"] or 0.0 for row in told["by_class"]}
    macro = float(np.mean([scores[name] for name in names.values()]))
    truth, counts = polygon_counts(path)
    table = table_of(truth, alike(counts))
    return Score(told["overall_accuracy"]["value"], macro, macro_of(table),
                 float(np.trace(table[:, :len(names)]) / table.sum()), train_seconds, predict_seconds)


def polygon_counts(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """By polygon: the class it has (n,), and its pixels mapped as each class, then as none (n, classes + 1)."""
    from bocage.core.engine.raster import Raster

    land = ground()
    with Raster(str(path)) as raster:
        mapped = raster.read(1)
    values = [entry.value for entry in land.classes]
    column = np.full(256, len(values))
    column[values] = np.arange(len(values))
    counts = np.zeros((len(land.items), len(values) + 1))
    inside = land.index >= 0
    np.add.at(counts, (land.index[inside], column[mapped[inside]]), 1.0)
    truth = np.array([values.index(int(item.label)) for item in land.items])
    held = counts.sum(axis=1) > 0
    return truth[held], counts[held]


def alike(counts: np.ndarray) -> np.ndarray:
    """Each polygon weighing one."""
    return counts / counts.sum(axis=1, keepdims=True)


def table_of(truth: np.ndarray, counts: np.ndarray, times: np.ndarray | None = None) -> np.ndarray:
    """Table (true class, mapped class or none). ``times``: how often each polygon counts."""
    table = np.zeros((counts.shape[1] - 1, counts.shape[1]))
    np.add.at(table, truth, counts if times is None else counts * times[:, None])
    return table


def macro_of(table: np.ndarray) -> float:
    """Mean F1 of the classes of a table (true, mapped or none)."""
    square = table[:, :len(table)]
    right = np.diag(square)
    return float(np.mean(2 * right / np.maximum(table.sum(axis=1) + square.sum(axis=0), 1e-12)))


def read_scores(path: Path) -> dict[tuple[str, str, int], Score]:
    """What earlier runs measured."""
    if not path.exists():
        return {}
    with open(path, newline="", encoding="utf-8") as file:
        return {(row[0], row[1], int(row[2])): Score(*(float(value) for value in row[3:])) for row in csv.reader(file)}


def add_score(path: Path, key: tuple[str, str, int], found: Score) -> None:
    """One more, at once: a proof that is stopped goes on from there."""
    with open(path, "a", newline="", encoding="utf-8") as file:
        csv.writer(file).writerow([*key, *found.row()])


def scored(work: Path, runs: Sequence[tuple[Path, str, int]]) -> dict[tuple[str, str, int], Score]:
    """Every run, those of the file not again."""
    path = work / "scores.csv"
    known = read_scores(path)
    for raster, classifier, seed in runs:
        key = (raster.stem, classifier, seed)
        if key not in known:
            known[key] = judged(work, raster, classifier, seed)
            add_score(path, key, known[key])
    return {(raster.stem, classifier, seed): known[raster.stem, classifier, seed]
            for raster, classifier, seed in runs}
