"""Land cover of a real square kilometre: a gap-filled series beside every one of its dates, and all classifiers."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import numpy as np

from . import ROOT, Figure, Result, shared
from . import slovenia_land as land
from .two_qgis import Here, Matrix

NAME = "landcover_slovenia"
TITLE = "Land cover: a series beside each of its dates, and a table of classifiers"
FOREST, NORMAL = "random_forest", "quadratic_discriminant"
#: Splits on which the best date is chosen, and all those on which it is compared.
CHOOSING, ALL = range(1, 3), range(1, 7)
DRAWS = 2000
MEASURES = {"macro": "macro-F by pixels", "macro_polygon": "macro-F, each polygon one"}
REMARKS = [
    "Three folds by polygon, dealt by `bocage:splitsamples` with shares 1:1:1 and six seeds: each polygon is mapped "
    "by a model that saw neither it nor what overlaps it. Every step is the chain of its algorithm: gap filling "
    "(linear, every 10 days, all defaults), split, training (100 pixels a polygon at most, classes of one weight), "
    "classification, accuracy.",
    "Macro-F is the mean F1 of the classes; a pixel without a class is an error. By pixels it is what "
    "`bocage:accuracy` says, and large polygons rule; with each polygon one, the shares of its pixels count, and "
    "slivers rule: most shrubland here is hedges a pixel or two wide.",
    "A date alone is its NDVI, no data where its mask hides, trained and judged like the series. The best is chosen "
    "after the fact, for each measure by itself, among all dates that have a clear pixel, on two of the very splits "
    "that judge it: this favours the date, and the difference on the splits that chose no date is given too. First "
    "both are mapped by the same random forest; then each by whichever of the eight classifiers serves it best (dates: "
    "those that are best by forest or by discriminant).",
    "Each date here is one index. One clear date of the growing season with all its 13 bands is worth about as much "
    "as the whole series of NDVI, and less where its sky is hazy: time and bands tell different things.",
    "Intervals: 2,000 draws of polygons, class by class, the same for both maps, mean over the splits. The spread over "
    "splits is a spread: splits share polygons.",
    "quadratic_discriminant has REGULARISATION 0.1: filled dates are more features than small classes have pixels.",
    "The reference is a register of parcels, its borders not cut; accuracies are those inside its polygons, and no "
    "accuracy of a map."]


def prove(work: Path) -> Result:
    """Runs what no earlier run left in ``work``."""
    shared.find(land.NDVI)
    logging.getLogger("bocage").setLevel(logging.ERROR)
    folder = work / NAME
    folder.mkdir(parents=True, exist_ok=True)
    series, dates = land.series_of(folder), land.dates_of(folder)
    seen = {when: path for when, (path, clear) in dates.items() if clear > 0}
    from bocage.core.landcover.model import CLASSIFIERS

    screened = land.scored(folder, [(path, kind, seed) for path in seen.values() for kind in (FOREST, NORMAL)
                                    for seed in CHOOSING])
    best = {measure: _best(seen, screened, measure) for measure in MEASURES}
    rivals = sorted({seen[when] for found in best.values() for when in found.values()})
    scores = land.scored(folder, [(path, kind, seed) for path in (series, *rivals) for kind in CLASSIFIERS
                                  for seed in ALL])
    figures = _counted(dates)
    remarks = []
    for measure, title in MEASURES.items():
        figures += _compared(folder, series, rivals, scores, measure, title)
    figures += _images(folder)
    figures += _end_to_end(folder / "end to end")
    remarks += ["", "**Classifiers on the series**", "", *_table(series, scores), "", "**Every date alone**", "",
                *_dates(dates, screened, series, scores)]
    return Result(figures, _inputs(dates), [*REMARKS, *remarks])


def _best(seen: dict, screened: dict, measure: str) -> dict[str, str]:
    """By classifier, the date with the best mean."""
    return {kind: max(seen, key=lambda when: _mean(screened, seen[when], kind, measure, CHOOSING))
            for kind in (FOREST, NORMAL)}


def _mean(scores: dict, raster: Path, kind: str, measure: str, seeds: range) -> float:
    return float(np.mean([getattr(scores[raster.stem, kind, seed], measure) for seed in seeds]))


def _counted(dates: dict) -> list[Figure]:
    ground = land.ground()
    shares = [clear for _, clear in dates.values()]
    return [Figure("dates", len(dates)), Figure("dates with no clear pixel", sum(one == 0 for one in shares)),
            Figure("polygons used", len(ground.items)),
            Figure("of these, with the centre of a pixel inside", int(np.unique(ground.index[ground.index >= 0]).size)),
            Figure("classes", len(ground.classes))]


def _compared(folder: Path, series: Path, rivals: list[Path], scores: dict, measure: str,
              title: str) -> list[Figure]:
    """By the forest, the series beside the best date; then both by whichever classifier serves them best."""
    def best(rasters: list[Path], kinds: set[str]) -> tuple[Path, str]:
        return max(((path, kind) for path in rasters for kind in kinds),
                   key=lambda pair: _mean(scores, *pair, measure, ALL))

    every = {key[1] for key in scores}
    figures = _difference(folder, scores, measure, f"{title}, {FOREST}", (series, FOREST), best(rivals, {FOREST}))
    low = figures.pop()
    figures.append(Figure(low.name, low.value, "", 0.0, "at least"))
    return figures + _difference(folder, scores, measure, f"{title}, each by its best classifier",
                                 best([series], every), best(rivals, every))


def _difference(folder: Path, scores: dict, measure: str, title: str, one: tuple[Path, str],
                two: tuple[Path, str]) -> list[Figure]:
    """Paired by split; the lower bound comes last."""
    both = np.array([[getattr(scores[path.stem, kind, seed], measure) for seed in ALL] for path, kind in (one, two)])
    gap = both[0] - both[1]
    other = gap[len(CHOOSING):]
    low, high = _interval(folder, one, two, measure)
    return [Figure(f"{title}: the series by {one[1]}, mean of {len(ALL)} splits", float(both[0].mean())),
            Figure(f"{title}: the best date, {two[0].stem[5:15]} by {two[1]}", float(both[1].mean())),
            Figure(f"{title}: difference, mean", float(gap.mean()), "", 0.0, "at least"),
            Figure(f"{title}: difference, standard deviation over splits", float(gap.std(ddof=1))),
            Figure(f"{title}: splits on which the series is better, of {len(ALL)}", int((gap > 0).sum())),
            Figure(f"{title}: difference on the {len(other)} splits that did not choose the date", float(other.mean())),
            Figure(f"{title}: difference, upper bound of 95 % over polygons", high),
            Figure(f"{title}: difference, lower bound of 95 % over polygons", low)]


def _interval(folder: Path, one: tuple[Path, str], two: tuple[Path, str], measure: str) -> tuple[float, float]:
    """Polygons drawn again class by class, n - 1 of n (Rao and Wu 1988), both maps by the same draw."""
    tables = []
    for raster, kind in (one, two):
        found = [land.polygon_counts(land.map_of(folder, raster, kind, seed)) for seed in ALL]
        truth = found[0][0]
        tables.append([counts if measure == "macro" else land.alike(counts) for _, counts in found])
    rng = np.random.default_rng(20160101)
    gaps = np.empty(DRAWS)
    members = [np.flatnonzero(truth == value) for value in np.unique(truth)]
    for draw in range(DRAWS):
        times = np.zeros(truth.size)
        for inside in members:
            n = inside.size
            times[inside] = np.bincount(rng.integers(0, n, n - 1), minlength=n) * n / (n - 1.0)
        scores = [np.mean([land.macro_of(land.table_of(truth, counts, times)) for counts in found]) for found in tables]
        gaps[draw] = scores[0] - scores[1]
    low, high = np.quantile(gaps, [0.025, 0.975])
    return float(low), float(high)


def _images(folder: Path) -> list[Figure]:
    """All 13 bands of a clear date, for what they are worth beside NDVI through time."""
    clear = [shared.find(f"{land.FOLDER}/S2A_L1C_{day}*.tif") for day in ("20150711", "20150830", "20150909")]
    scores = land.scored(folder, [(path, FOREST, seed) for path in clear for seed in CHOOSING])
    return [Figure(f"all 13 bands of {path.stem[8:16]} (no series): {MEASURES[measure]}, mean of {len(CHOOSING)} "
                   "splits", _mean(scores, path, FOREST, measure, CHOOSING)) for measure in MEASURES for path in clear]


def _end_to_end(folder: Path) -> list[Figure]:
    """The shipped model by qgis_process, as a file and as bocage:seriestomap, in the oldest QGIS and in the newest."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    table = folder / "classes.csv"
    table.write_text("".join(f"{entry.value},{entry.name},{entry.name_fr}\n" for entry in land.ground().classes),
                     encoding="utf-8")
    data = [shutil.copy(shared.find(name), folder) for name in (land.NDVI, land.CLM, land.POLYGONS)]
    asked = [("INPUT", data[0]), ("MASKS", data[1]), ("SAMPLES", data[2]), ("FIELD", "LULC_ID"),
             ("NOMENCLATURE", table), ("CLASSIFIER", "linear_discriminant"), ("MINIMUM_UNIT", 4)]
    model = Path(shutil.copy(ROOT / "resources" / "models" / "series_to_map.model3", folder))
    figures, maps = [], []
    for number, qgis in enumerate((Here(), Matrix(folder))):
        made = {key: folder / f"{number} {name}" for key, name in (
            ("gapfill:FILLED", "series.tif"), ("splitsamples:SPLIT_SAMPLES", "split.gpkg"),
            ("train:MODEL", "map.bocagemodel"), ("regularise:OUTPUT", "map.tif"),
            ("accuracy:OUTPUT_HTML_FILE", "report.html"))}
        version = qgis.run(str(model), [*asked, *made.items()])["qgis_version"].split("-")[0]
        named = {"OUTPUT": folder / f"{number} named.tif", "OUTPUT_HTML_FILE": folder / f"{number} named.html"}
        told = qgis.run("bocage:seriestomap", [*asked, *named.items()])["results"]
        maps += [_pixels(made["regularise:OUTPUT"]), _pixels(named["OUTPUT"])]
        report = made["accuracy:OUTPUT_HTML_FILE"].read_text(encoding="utf-8")
        figures += [
            Figure(f"QGIS {version}, the .model3: files written",
                   sum(path.stat().st_size > 0 for path in made.values()), "", len(made), "about"),
            Figure(f"QGIS {version}, the .model3: classes on the map that are named in its style and its report",
                   sum(entry.name in report and entry.name in (folder / f"{number} map.qml").read_text(encoding="utf-8")
                       and bool((maps[-2] == entry.value).any()) for entry in land.ground().classes), "",
                   len(land.ground().classes), "about"),
            Figure(f"QGIS {version}, bocage:seriestomap by linear_discriminant: overall accuracy in the test polygons",
                   told["OVERALL_ACCURACY"], "", 0.5, "at least")]
    differ = max(int(np.count_nonzero(one != maps[0])) for one in maps[1:])
    return [*figures, Figure("pixels that differ between both QGIS, and between the file and bocage:seriestomap",
                             differ, "", 0)]


def _pixels(path: Path) -> np.ndarray:
    from bocage.core.engine.raster import Raster

    with Raster(str(path)) as raster:
        return raster.read(1)


def _table(series: Path, scores: dict) -> list[str]:
    from bocage.core.landcover.model import ALWAYS, CLASSIFIERS

    lines = ["| Classifier | Overall accuracy | Macro-F by pixels | Macro-F, each polygon one | Spread of the last | "
             "Train (s) | Predict (s) | scikit-learn |", "|---|---|---|---|---|---|---|---|"]
    for kind in CLASSIFIERS:
        found = [scores[series.stem, kind, seed] for seed in ALL]
        spread = np.std([one.macro_polygon for one in found], ddof=1)
        mean = {name: np.mean([getattr(one, name) for one in found]) for name in (
            "overall", "macro", "macro_polygon")}
        # A split is three trainings and three maps; the first of a process loads libraries.
        train, predict = (min(getattr(one, name) for one in found) / 3 for name in ("train_seconds", "predict_seconds"))
        lines.append(f"| {kind} | {mean['overall']:.3f} | {mean['macro']:.3f} | {mean['macro_polygon']:.3f} "
                     f"| {spread:.3f} | {train:.2f} | {predict:.2f} | {'no' if kind in ALWAYS else 'to train'} |")
    return [*lines, "", "Training reads its pixels and judges the model; the map has 10,100 pixels. Seconds of "
            "processor of one model, the least of the splits. Overall accuracy is by pixels."]


def _dates(dates: dict, screened: dict, series: Path, scores: dict) -> list[str]:
    lines = ["| Date | Clear | Macro-F by pixels, forest | by discriminant | Each polygon one, forest "
             "| by discriminant |", "|---|---|---|---|---|---|"]
    told = {kind: [_mean(scores, series, kind, measure, CHOOSING) for measure in MEASURES]
            for kind in (FOREST, NORMAL)}
    lines.append("| the series | | " + " | ".join(f"{told[kind][number]:.3f}" for number in (0, 1)
                                                  for kind in (FOREST, NORMAL)) + " |")
    for when, (path, clear) in sorted(dates.items()):
        if clear:
            row = " | ".join(f"{_mean(screened, path, kind, measure, CHOOSING):.3f}" for measure in MEASURES
                             for kind in (FOREST, NORMAL))
            lines.append(f"| {when[:10]} | {clear:.0%} | {row} |")
    hidden = [when[:10] for when, (_, clear) in sorted(dates.items()) if not clear]
    return [*lines, "", f"Means of {len(CHOOSING)} splits. Without a clear pixel, and so without a map: "
            f"{', '.join(hidden)}."]


def _inputs(dates: dict) -> dict[str, object]:
    ground = land.ground()
    days = sorted(dates)
    counts = {entry.name: sum(item.label == str(entry.value) for item in ground.items) for entry in ground.classes}
    return {"series": f"NDVI of {len(days)} dates from {days[0][:10]} to {days[-1][:10]}, 100 x 101 pixels of 10 m, "
                      "and their masks (sentinel-hub/eo-learn, MIT)",
            "polygons": ", ".join(f"{name} {count}" for name, count in counts.items()),
            "left out": ", ".join(f"{name} {count}" for name, count in ground.left_out.items())
                        + f" (fewer than {land.FEWEST} polygons, or no class)"}
