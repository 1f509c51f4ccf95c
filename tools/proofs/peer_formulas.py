"""Formulas of other tools on the samples that ours see, beside what simulation says: who is right, and by how much.

The formulas are written anew from what was read in the sources:

- AcATaMa (SMByC/AcATaMa, 2026, gui/accuracy_assessment_results.py, get_html): standard error of producer's accuracy
  ("producer_standard_error") and of areas after the draw ("ui_table", "variance").
- EnMAP-Box (EnMAP-Box/enmap-box, enmapboxprocessing/algorithm/classificationperformancestratifiedalgorithm.py,
  writeReport, confidenceIntervall): standard errors of Stehman 2014, then 1.96 times 0.05 / 2 of them on each side.
- iota2 (inglada/iota2 at 7be2221, iota2/Validation/ResultsUtils.py, get_interest_coeff and stats_report): Student's t
  with as many degrees of freedom as classes less one, standard deviation of runs over the root of their number.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from bocage.core.validation import estimators, quantiles
from bocage.core.validation.comparison import corrected_resampled_t
from bocage.core.validation.estimators import Estimate
from bocage.core.validation.sample import from_matrix, poststratified

from . import Figure, Result  # noqa: I001 - puts the plugin on the path

NAME = "peer_formulas"
TITLE = "Formulas of AcATaMa, EnMAP-Box and iota2 on the same samples, beside simulation"
#: AcATaMa's own worked examples (tests/data/analysis), rows map, and the areas of its classes, ha.
STRATIFIED = np.array([[287, 1, 25], [3, 43, 4], [11, 1, 127]], float)
SIMPLE = np.array([[325, 0, 15], [0, 17, 0], [7, 1, 135]], float)
AREAS = np.array([145078.56, 5703.75, 64029.69])
PIXEL_HA = 0.09
NAMES = ("1", "2", "3")
#: Draws of the simulation, and those on which intervals are asked too.
DRAWS, ASKED, SEED = 200_000, 2_000, 20261124
#: Of the examples' classes, those of which the sample sees enough. Of class 2 it sees 45 and 18 units, one or two of
#: which another class has taken: there standard errors and areas are told, without a limit, and a report warns.
ENOUGH, EVERY = (0, 2), (0, 1, 2)
#: Of the runs: data sets, runs of each, classes, polygons of a class, pixels of a polygon, features.
SETS, RUNS, CLASSES, POLYGONS, PIXELS, FEATURES = 1000, 5, 17, 10, 10, 6


# -- what others compute --------------------------------------------------------------------------------


def acatama_producers_error(counts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Standard error of producer's accuracy by class; counts (..., map, reference).

    Of the other rows it takes n_ij / n_i. (1 - n_ij / n_.j): the second share is of the column, where Olofsson et al.
    2014 (equation 7) have n_ij / n_i. twice.
    """
    row, column = counts.sum(-1)[..., None], counts.sum(-2)[..., None, :]
    return _producers_error(counts, sizes, counts / row, counts / column)


def olofsson_producers_error(counts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """The same by Olofsson et al. 2014, equation 7."""
    share = counts / counts.sum(-1)[..., None]
    return _producers_error(counts, sizes, share, share)


def _producers_error(counts: np.ndarray, sizes: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    row, size = counts.sum(-1)[..., None], sizes[:, None]
    share = counts / row
    total = (size * share).sum(-2)
    accuracy = np.diagonal(size * share, axis1=-2, axis2=-1) / total
    users = np.diagonal(share, axis1=-2, axis2=-1)
    own = sizes ** 2 * (1 - accuracy) ** 2 * users * (1 - users) / (row[..., 0] - 1)
    terms = size ** 2 * one * (1 - other) / (row - 1)
    rest = accuracy ** 2 * (terms.sum(-2) - np.diagonal(terms, axis1=-2, axis2=-1))
    return np.asarray(np.sqrt(own + rest) / total)


def acatama_area_error(counts: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    """Standard error of the share of each class, strata made after the draw; counts (..., map, reference).

    Its variance of a row is (1 - p)^2 n p / (n - 1): the units that are the class, without those that are not.
    """
    row = counts.sum(-1)[..., None]
    share = counts / row
    spread = (1 - share) ** 2 * counts / (row - 1)
    total, weight = counts.sum((-2, -1))[..., None], (pixels / pixels.sum())[:, None]
    finite = 1 - total / pixels.sum()
    variance = finite / total * (weight * spread).sum(-2) + ((1 - weight) * spread).sum(-2) / total ** 2
    return np.asarray(np.sqrt(variance))


def enmapbox_half_width(standard_error: float) -> float:
    """Half of the interval that its report calls of 95 %."""
    return 1.959963984540054 * 0.05 / 2.0 * standard_error


def iota2_half_width(runs: np.ndarray, classes: int) -> float:
    """Half of the interval that its report gives a mean of runs."""
    return float(quantiles.student(0.975, classes - 1) * runs.std(ddof=1) / math.sqrt(runs.size))


# -- stratified and simple samples -----------------------------------------------------------------------


def stratified_samples(rng: np.random.Generator, draws: int) -> np.ndarray:
    """Matrices (draws, map, reference) of stratified samples of a map whose rows are those of the example."""
    truth = STRATIFIED / STRATIFIED.sum(1, keepdims=True)
    rows = [rng.multinomial(int(STRATIFIED[k].sum()), truth[k], draws) for k in range(3)]
    return np.stack(rows, 1).astype(float)


def simple_samples(rng: np.random.Generator, draws: int) -> np.ndarray:
    """The same, drawn from the whole map at random."""
    truth = SIMPLE / SIMPLE.sum(1, keepdims=True) * (AREAS / AREAS.sum())[:, None]
    found = rng.multinomial(int(SIMPLE.sum()), truth.ravel(), draws).reshape(draws, 3, 3).astype(float)
    return found[(found.sum(2) > 1).all(1)]


class Coverage:
    """How often an interval holds the truth, in percent."""

    def __init__(self) -> None:
        self.held, self.asked = 0, 0

    def add(self, low: float, high: float, truth: float) -> None:
        """One interval."""
        if math.isfinite(low):
            self.asked += 1
            self.held += int(low <= truth <= high)

    @property
    def percent(self) -> float:
        """Of those asked."""
        return 100.0 * self.held / max(1, self.asked)


def of_stratified(rng: np.random.Generator) -> list[Figure]:
    """Producer's accuracy by AcATaMa, every interval by EnMAP-Box."""
    counts = stratified_samples(rng, DRAWS)
    share = AREAS[:, None] * counts / counts.sum(2)[:, :, None]
    drawn = np.diagonal(share, axis1=1, axis2=2) / share.sum(1)
    spread = drawn.std(0)
    truth = np.diag(AREAS[:, None] * STRATIFIED / STRATIFIED.sum(1, keepdims=True))
    truth = truth / (AREAS[:, None] * STRATIFIED / STRATIFIED.sum(1, keepdims=True)).sum(0)
    theirs, ours = (_root_mean(error(counts, AREAS)) for error in (acatama_producers_error, olofsson_producers_error))
    figures = []
    for k in range(3):
        figures += [Figure(f"standard error of producer's accuracy, class {k + 1}: simulation", float(spread[k])),
                    *_ratios(k, theirs[k] / spread[k], ours[k] / spread[k])]
    return figures + _stratified_intervals(counts[:ASKED], truth)


def _ratios(k: int, theirs: float, ours: float) -> list[Figure]:
    limit = 1.0 if k in ENOUGH else None
    return [Figure(f"the same by AcATaMa over simulation, class {k + 1}", float(theirs)),
            Figure(f"the same by Bocage over simulation, class {k + 1}", float(ours), "", limit, "about", 0.05)]


def _held(what: str, theirs: list[Coverage], ours: list[Coverage], enough: tuple[int, ...]) -> list[Figure]:
    """By class: AcATaMa's standard error times 1.96, and our interval, limited for some."""
    figures = []
    for k in range(3):
        limit = 93.0 if k in enough else None
        figures += [Figure(f"{what}, class {k + 1}: AcATaMa's standard error times 1.96 holds the truth",
                           theirs[k].percent, "%"),
                    Figure(f"{what}, class {k + 1}: Bocage's interval holds the truth", ours[k].percent, "%", limit,
                           "at least")]
    return figures


def _root_mean(errors: np.ndarray) -> np.ndarray:
    """Root of the mean variance, by class: what an unbiased estimator of variance makes equal to the spread."""
    return np.asarray(np.sqrt((errors ** 2).mean(0)))


def _stratified_intervals(counts: np.ndarray, truth: np.ndarray) -> list[Figure]:
    overall = float((AREAS * np.diag(STRATIFIED) / STRATIFIED.sum(1)).sum() / AREAS.sum())
    box, wide, mine = Coverage(), Coverage(), Coverage()
    theirs, ours = ([Coverage() for _ in range(3)] for _ in range(2))
    for matrix, error in zip(counts, acatama_producers_error(counts, AREAS)):
        sample = from_matrix(matrix, NAMES, AREAS)
        found = estimators.overall_accuracy(sample)
        half = enmapbox_half_width(found.standard_error)
        box.add(found.value - half, found.value + half, overall)
        half = 1.959963984540054 * found.standard_error
        wide.add(found.value - half, found.value + half, overall)
        mine.add(*_bounds(found), overall)
        for k in range(3):
            one = estimators.producers_accuracy(sample, k)
            theirs[k].add(one.value - 1.96 * error[k], one.value + 1.96 * error[k], truth[k])
            ours[k].add(*_bounds(one), truth[k])
    return [Figure("overall accuracy, 95 % interval of EnMAP-Box holds the truth", box.percent, "%"),
            Figure("the same, were it 1.96 standard errors", wide.percent, "%"),
            Figure("the same by Bocage", mine.percent, "%", 93.0, "at least"),
            *_held("producer's accuracy", theirs, ours, EVERY)]


def of_simple(rng: np.random.Generator) -> list[Figure]:
    """Areas after the draw, by AcATaMa."""
    counts = simple_samples(rng, DRAWS)
    weight = (AREAS / AREAS.sum())[:, None]
    spread = (weight * counts / counts.sum(2)[:, :, None]).sum(1).std(0) * AREAS.sum()
    truth = (weight * SIMPLE / SIMPLE.sum(1, keepdims=True)).sum(0)
    theirs = _root_mean(acatama_area_error(counts, AREAS / PIXEL_HA)) * AREAS.sum()
    acatama, bocage = ([Coverage() for _ in range(3)] for _ in range(2))
    errors: list[list[float]] = []
    for matrix in counts[:ASKED]:
        sample = poststratified(from_matrix(matrix, NAMES), AREAS)
        found = [estimators.area_share(sample, k) for k in range(3)]
        errors.append([one.standard_error for one in found])
        wrong = acatama_area_error(matrix, AREAS / PIXEL_HA)
        for k, one in enumerate(found):
            acatama[k].add(one.value - 1.96 * wrong[k], one.value + 1.96 * wrong[k], truth[k])
            bocage[k].add(*_bounds(one), truth[k])
    ours = _root_mean(np.array(errors)) * AREAS.sum()
    figures = []
    for k in range(3):
        figures += [Figure(f"standard error of an area after the draw, class {k + 1}: simulation", float(spread[k]),
                           "ha"),
                    *_ratios(k, theirs[k] / spread[k], ours[k] / spread[k])]
    return [*figures, *_held("area after the draw", acatama, bocage, ENOUGH)]


def _bounds(one: Estimate) -> tuple[float, float]:
    return one.interval.low, one.interval.high


# -- runs over one set of samples --------------------------------------------------------------------------


def data_set(rng: np.random.Generator, centres: np.ndarray) -> np.ndarray:
    """Features (class, polygon, pixel, feature): pixels of a polygon are alike."""
    polygon = rng.normal(size=(CLASSES, POLYGONS, 1, FEATURES))
    return np.asarray(centres[:, None, None] + polygon + 0.5 * rng.normal(size=(CLASSES, POLYGONS, PIXELS, FEATURES)))


def one_run(rng: np.random.Generator, features: np.ndarray) -> float:
    """Overall accuracy of the nearest mean, half of the polygons of each class to train and half to test."""
    order = rng.permuted(np.tile(np.arange(POLYGONS), (CLASSES, 1)), axis=1)
    half = POLYGONS // 2
    picked = np.take_along_axis(features, order[:, :, None, None], 1)
    means = picked[:, :half].reshape(CLASSES, -1, FEATURES).mean(1)
    test = picked[:, half:].reshape(-1, FEATURES)
    score = test @ means.T - (means ** 2).sum(1) / 2
    return float((score.argmax(1) == np.repeat(np.arange(CLASSES), half * PIXELS)).mean())


def of_runs(rng: np.random.Generator) -> list[Figure]:
    """Mean of runs: what holds the accuracy to be expected of other samples of the same size."""
    centres = 1.6 * rng.normal(size=(CLASSES, FEATURES))
    expected = float(np.mean([one_run(rng, data_set(rng, centres)) for _ in range(4 * SETS)]))
    held = {name: Coverage() for name in ("iota2", "runs less one", "Nadeau and Bengio")}
    for _ in range(SETS):
        features = data_set(rng, centres)
        runs = np.array([one_run(rng, features) for _ in range(RUNS)])
        mean, plain = float(runs.mean()), float(quantiles.student(0.975, RUNS - 1) * runs.std(ddof=1) / RUNS ** 0.5)
        half = iota2_half_width(runs, CLASSES)
        held["iota2"].add(mean - half, mean + half, expected)
        held["runs less one"].add(mean - plain, mean + plain, expected)
        ours = corrected_resampled_t(runs, POLYGONS / 2, POLYGONS / 2).interval
        held["Nadeau and Bengio"].add(ours.low, ours.high, expected)
    return [Figure("mean of runs, 95 % interval of iota2 (degrees of freedom of the classes) holds the truth",
                   held["iota2"].percent, "%"),
            Figure("the same with degrees of freedom of the runs", held["runs less one"].percent, "%"),
            Figure("the same by Bocage (Nadeau and Bengio)", held["Nadeau and Bengio"].percent, "%", 93.0, "at least"),
            Figure("iota2's interval over that of the runs, 17 classes and 5 runs",
                   quantiles.student(0.975, CLASSES - 1) / quantiles.student(0.975, RUNS - 1))]


def prove(work: Path) -> Result:
    """Draw, and ask each formula."""
    rng = np.random.default_rng(SEED)
    figures = [*of_stratified(rng), *of_simple(rng), *of_runs(rng)]
    return Result(figures, {
        "samples": "AcATaMa's own examples: 502 units stratified by class, 500 units drawn from the whole map",
        "simulation": f"{DRAWS} draws from a map whose rows are those of the example, {ASKED} of them for intervals; "
                      f"seed {SEED}",
        "runs": f"{SETS} data sets of {CLASSES} classes, {POLYGONS} polygons a class, {PIXELS} pixels a polygon; "
                f"{RUNS} random halves each, nearest mean"},
        ["Standard errors are compared as roots of mean variances: 1 is right, less is too narrow.",
         "Of class 2 the samples see 45 and 18 units, one or two of them taken by another class: standard errors are "
         "too small there, whoever computes them, and a report warns of classes with fewer than 50 units. The interval "
         "of its producer's accuracy holds because strata that show no omission weigh what they did not show; that of "
         "its area does not.",
         "AcATaMa takes, of the rows of other classes, a share of the column where the share of the row belongs, and "
         "in areas after the draw the spread of the units that are the class without those that are not.",
         "EnMAP-Box multiplies its standard errors by 1.96 and by half of 0.05: forty times too narrow. Its standard "
         "errors are Stehman's.",
         "iota2's runs share their samples: neither count of degrees of freedom mends that; the correction of Nadeau "
         "and Bengio does."])
