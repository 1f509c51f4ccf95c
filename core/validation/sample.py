"""The noun of this room: units drawn from a map with known chances, each with what the map and the reference say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..errors import BocageError


@dataclass(frozen=True)
class Sample:
    """A probability sample. All arrays (n,): one row a unit, or a group of like units told by ``count``.

    A stratum need not be a class of the map: a map edited after its sample was drawn keeps the strata of the draw
    (Stehman 2014, International Journal of Remote Sensing 35, 4923-4939).
    """

    #: Names of the classes, of the map and of the reference alike.
    classes: tuple[str, ...]
    #: Index of the class on the map and by the reference.
    map_class: np.ndarray
    reference: np.ndarray
    #: Index of the stratum each unit was drawn in; all 0 for a simple sample.
    stratum: np.ndarray
    #: What a unit stands for: units of the population, or area in any unit.
    weight: np.ndarray
    #: Units that a row speaks for.
    count: np.ndarray
    #: Sampled share of each stratum, (strata,); 0 where the population is large or unknown.
    fraction: np.ndarray
    #: Index of the primary unit drawn together, None where units were drawn one by one.
    cluster: np.ndarray | None = None
    #: By stratum, what multiplies its variance: strata made after the draw have no size of their own choice.
    factor: np.ndarray | None = None
    #: Do strata keep known sizes while their units weigh unequally? Then each is a ratio of its own.
    separate: bool = False

    @property
    def size(self) -> int:
        """Units observed."""
        return int(self.count.sum())

    @property
    def population(self) -> float:
        """Sum of what the units stand for."""
        return float((self.weight * self.count).sum())

    def matrix(self) -> np.ndarray:
        """Counts (map, reference) of units."""
        return self._table(self.count)

    def proportions(self) -> np.ndarray:
        """Estimated shares of the population (map, reference): p_ij of Olofsson et al. 2014, equation 4."""
        return self._table(self.weight * self.count) / self.population

    def _table(self, values: np.ndarray) -> np.ndarray:
        side = len(self.classes)
        flat = np.bincount(self.map_class * side + self.reference, values, side * side)
        return flat.reshape(side, side)


def _rows(map_class: Sequence[int] | np.ndarray, reference: Sequence[int] | np.ndarray,
          classes: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    rows = np.asarray(map_class, np.int64), np.asarray(reference, np.int64)
    if rows[0].shape != rows[1].shape or rows[0].ndim != 1:
        raise BocageError("sample_lengths_differ", map=rows[0].size, reference=rows[1].size)
    if rows[0].size == 0:
        raise BocageError("sample_empty")
    if min(rows[0].min(), rows[1].min()) < 0 or max(rows[0].max(), rows[1].max()) >= len(classes):
        raise BocageError("sample_class_unknown", count=len(classes))
    return rows


def simple(map_class: Sequence[int] | np.ndarray, reference: Sequence[int] | np.ndarray, classes: Sequence[str],
           population: float = float("inf")) -> Sample:
    """Simple random sample, or a systematic one taken for it. ``population``: its units, infinite if unknown."""
    rows = _rows(map_class, reference, classes)
    n = rows[0].size
    known = np.isfinite(population)
    if known and population < n:
        raise BocageError("sample_larger_than_stratum", stratum="", sampled=n, population=f"{population:g}")
    return Sample(tuple(classes), *rows, np.zeros(n, np.int64), np.full(n, population / n if known else 1.0),
                  np.ones(n), np.array([n / population if known else 0.0]))


def stratified(map_class: Sequence[int] | np.ndarray, reference: Sequence[int] | np.ndarray, classes: Sequence[str],
               stratum: Sequence[int] | np.ndarray, sizes: Sequence[float], finite: bool = True) -> Sample:
    """Stratified random sample. ``sizes``: by stratum, units of the population; areas with ``finite`` False.

    Raises BocageError where a stratum of some size has no unit: nothing can be said of it.
    """
    rows = _rows(map_class, reference, classes)
    strata = np.asarray(stratum, np.int64)
    return _weigh(tuple(classes), *rows, strata, np.ones(strata.size), np.asarray(sizes, float), finite)


def from_matrix(counts: np.ndarray, classes: Sequence[str], sizes: Sequence[float] | None = None,
                finite: bool = False) -> Sample:
    """Sample behind a matrix of counts (map, reference). With ``sizes``, rows are strata of these sizes."""
    table = np.asarray(counts, float)
    if table.shape != (len(classes), len(classes)):
        raise BocageError("matrix_not_square", rows=table.shape[0], columns=table.shape[-1])
    if not np.isfinite(table).all() or (table < 0).any() or table.sum() == 0:
        raise BocageError("matrix_not_counts")
    row, column = np.nonzero(table)
    count = table[row, column]
    if sizes is None:
        return Sample(tuple(classes), row, column, np.zeros(row.size, np.int64), np.ones(row.size), count,
                      np.zeros(1))
    return _weigh(tuple(classes), row, column, row, count, np.asarray(sizes, float), finite)


def _weigh(classes: tuple[str, ...], map_class: np.ndarray, reference: np.ndarray, stratum: np.ndarray,
           count: np.ndarray, sizes: np.ndarray, finite: bool) -> Sample:
    observed = np.bincount(stratum, count, sizes.size)
    if observed.size > sizes.size:
        raise BocageError("stratum_without_size", count=sizes.size, strata=observed.size)
    if not np.isfinite(sizes).all() or (sizes < 0).any():
        raise BocageError("stratum_size_wrong")
    for index in np.flatnonzero((sizes > 0) & (observed == 0)):
        raise BocageError("stratum_without_units", stratum=int(index))
    if finite:
        for index in np.flatnonzero(observed > sizes):
            raise BocageError("sample_larger_than_stratum", stratum=int(index), sampled=int(observed[index]),
                              population=f"{sizes[index]:g}")
    with np.errstate(invalid="ignore", divide="ignore"):
        weight = np.where(observed > 0, sizes / observed, 0.0)
        fraction = np.where(sizes > 0, observed / sizes, 0.0) if finite else np.zeros(sizes.size)
    return Sample(classes, map_class, reference, stratum, weight[stratum], count, fraction)


def on_ground(sample: Sample, area: np.ndarray, known: bool) -> Sample:
    """The same units, drawn by pixel, each weighing the ``area`` (n,) of its pixel: shares are those of the ground.

    known: the sizes of strata are areas, and stay: within each, a ratio of totals (Cochran 1977, Sampling Techniques,
    section 6.10, separate ratio estimate); else weights are pixels, and totals over all strata make the ratio (6.11).
    """
    weight = sample.weight * area
    if not known:
        return replace(sample, weight=weight / area.mean())
    size, covered = (np.bincount(sample.stratum, one * sample.count, sample.fraction.size)
                     for one in (sample.weight, weight))
    return replace(sample, weight=weight * (size / np.where(covered > 0, covered, 1.0))[sample.stratum],
                   separate=True)


def clustered(sample: Sample, cluster: Sequence[int] | np.ndarray, fraction: Sequence[float] | None = None) -> Sample:
    """The same units drawn in groups: pixels of a polygon, points of a segment.

    ``fraction``: sampled share of the groups by stratum, 0 if unknown.
    """
    groups = np.unique(np.asarray(cluster), return_inverse=True)[1].astype(np.int64)
    if groups.shape != sample.map_class.shape:
        raise BocageError("sample_lengths_differ", map=sample.map_class.size, reference=groups.size)
    shares = np.zeros(sample.fraction.size) if fraction is None else np.asarray(fraction, float)
    return replace(sample, cluster=groups, fraction=shares)


def poststratified(sample: Sample, sizes: Mapping[int, float] | Sequence[float],
                   conditional: bool = False) -> Sample:
    """A simple sample whose map classes, of known ``sizes``, serve as strata after the draw.

    How many units fell in each was not chosen, and that is paid for: the variance is the mean over draws (Cochran
    1977, Sampling Techniques, equation 5A.42). ``conditional`` takes the numbers drawn as given, as Olofsson et al.
    2013 do (Remote Sensing of Environment 129, 122-131).
    """
    side = len(sample.classes)
    known = np.array([sizes[k] for k in range(side)] if isinstance(sizes, Mapping) else sizes, float)
    after = _weigh(sample.classes, sample.map_class, sample.reference, sample.map_class, sample.count, known, False)
    if conditional:
        return after
    n, share = np.bincount(after.stratum, after.count, side), known / known.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = n * (share / n.sum() + (1.0 - share) / n.sum() ** 2) / share ** 2
    return replace(after, factor=np.where(share > 0, factor, 0.0))
