"""Who trains and who tests, split by split and run by run: drawn once, before any classifier is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ...engine.progress import Progress, check
from ...errors import BocageError
from ...landcover.splits import assign, run_seed
from ...validation.comparison import TRUSTED_RUNS
from .samples import SampleTable
from .settings import BLOCK, FOLDS, PIXEL, POLYGON, BenchmarkSettings

#: Draws of blocks among which the first is taken that leaves every class on both sides.
_TRIES = 100
#: Draws in a row that were there already, after which there is taken to be no other.
_REPEATS = 30


@dataclass(frozen=True)
class Run:
    """One parting of the samples."""

    #: True (n,) for the samples that test; the others train.
    test: np.ndarray
    #: Units (polygons, blocks, pixels) on either side.
    train_units: int
    test_units: int

    @property
    def hash(self) -> str:
        """SHA-256 of who tests."""
        return hashlib.sha256(np.packbits(self.test).tobytes()).hexdigest()


@dataclass(frozen=True)
class Split:
    """All runs of one kind of split, each another parting of the samples."""

    kind: str
    runs: tuple[Run, ...]
    #: Units in all.
    units: int
    #: Of a split by blocks, the block of each polygon (polygons,).
    block: np.ndarray | None = None


def plan(table: SampleTable, settings: BenchmarkSettings, progress: Progress) -> tuple[Split, ...]:
    """In the order of the settings. The same samples and settings give the same runs. Raises BocageError, Cancelled."""
    return tuple(_split(kind, table, settings, progress) for kind in settings.splits)


def _split(kind: str, table: SampleTable, settings: BenchmarkSettings, progress: Progress) -> Split:
    unit = {POLYGON: lambda: table.group, BLOCK: lambda: table.blocks(settings, progress),
            PIXEL: lambda: np.arange(table.label.size)}[kind]()
    units = int(unit.max()) + 1
    if settings.method == FOLDS:
        if settings.runs < 2:
            raise BocageError("benchmark_one_fold")
        if units < settings.runs:
            raise BocageError("benchmark_few_units", split=kind, units=units, runs=settings.runs)
        rng = np.random.default_rng([settings.seed, 7])
        fold = _block_folds(unit, settings.runs, rng) if kind == BLOCK else \
            _folds(_stratum(table, unit), settings.runs, rng)
        sides = [fold == number for number in range(settings.runs)]
    elif kind == BLOCK:
        sides = _different(lambda seed: _blocks_drawn(table, unit, settings.test, seed, progress), settings, progress)
    else:
        stratum = _stratum(table, unit)
        shares = (1.0 - settings.test, 0.0, settings.test)
        sides = _different(lambda seed: assign(stratum, shares, seed) == 2, settings, progress)
    if len(sides) < settings.runs:
        progress.warn("benchmark_repeated", split=kind, runs=settings.runs, count=len(sides), units=units)
    if 1 < len(sides) < TRUSTED_RUNS:
        progress.warn("benchmark_few_runs", split=kind, count=len(sides), least=TRUSTED_RUNS)
    return Split(kind, tuple(Run(side[unit], int((~side).sum()), int(side.sum())) for side in sides), units,
                 unit[np.unique(table.group, return_index=True)[1]] if kind == BLOCK else None)


def _different(draw: Callable[[int], np.ndarray], settings: BenchmarkSettings, progress: Progress) -> list[np.ndarray]:
    """As many different draws as were asked for, or as there are: a draw that comes again is no other run."""
    found: dict[bytes, np.ndarray] = {}
    tried, repeats = 0, 0
    while len(found) < settings.runs and repeats < _REPEATS:
        check(progress)
        side = draw(run_seed(settings.seed, tried))
        repeats = repeats + 1 if side.tobytes() in found else 0
        found.setdefault(side.tobytes(), side)
        tried += 1
    return list(found.values())


def _stratum(table: SampleTable, unit: np.ndarray) -> np.ndarray:
    """Class of most samples of each unit (units,)."""
    side = len(table.classes)
    count = np.bincount(unit * side + table.label, minlength=(int(unit.max()) + 1) * side)
    return np.asarray(count.reshape(-1, side).argmax(axis=1))


def _folds(stratum: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Fold (units,): each class is dealt round, the next one where the last one stopped."""
    fold = np.empty(stratum.size, np.int64)
    dealt = 0
    for one in np.unique(stratum):
        rows = rng.permutation(np.flatnonzero(stratum == one))
        fold[rows] = (dealt + np.arange(rows.size)) % count
        dealt += rows.size
    return fold


def _block_folds(unit: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Fold (blocks,): the largest blocks first, each to the fold that has least."""
    size = np.bincount(unit)
    shuffled = rng.permutation(size.size)
    fold, held = np.empty(size.size, np.int64), np.zeros(count)
    for block in shuffled[np.argsort(-size[shuffled], kind="stable")]:
        # Of empty folds the first: no fold stays without a block.
        fold[block] = int(held.argmin())
        held[fold[block]] += size[block]
    return fold


def _blocks_drawn(table: SampleTable, unit: np.ndarray, test: float, seed: int, progress: Progress) -> np.ndarray:
    """True (blocks,) for those that test: about their share of the samples, every class on both sides if it can be."""
    side = len(table.classes)
    units = int(unit.max()) + 1
    held = np.bincount(unit * side + table.label, minlength=units * side).reshape(units, side)
    rng = np.random.default_rng([seed, 5])
    best, least = np.zeros(units, bool), np.inf
    for _ in range(_TRIES):
        check(progress)
        order = rng.permutation(units)
        reached = np.cumsum(held[order].sum(axis=1)) / table.label.size
        # The number of blocks whose share is nearest, one at least on each side.
        number = int(np.abs(reached[:-1] - test).argmin()) + 1
        chosen = np.zeros(units, bool)
        chosen[order[:number]] = True
        lacking = int((held[~chosen].sum(axis=0) == 0).sum() + (held[chosen].sum(axis=0) == 0).sum())
        cost = lacking + abs(float(reached[number - 1]) - test)
        if cost < least:
            best, least = chosen, cost
        if lacking == 0 and abs(reached[number - 1] - test) < 0.1:
            break
    return best


def absent(table: SampleTable, run: Run) -> tuple[list[int], list[int]]:
    """Classes that no sample trains, and that no sample tests, of a run."""
    side = len(table.classes)
    train = np.bincount(table.label[~run.test], minlength=side)
    tested = np.bincount(table.label[run.test], minlength=side)
    return np.flatnonzero(train == 0).tolist(), np.flatnonzero(tested == 0).tolist()


def fewer(table: SampleTable, run: Run, shares: Sequence[float], seed: int) -> list[np.ndarray]:
    """Of the samples that train, those of a share of the polygons of each class: True (n,), each within the next."""
    rows = np.flatnonzero(~run.test)
    groups, index = np.unique(table.group[rows], return_inverse=True)
    side = len(table.classes)
    count = np.bincount(index.ravel() * side + table.label[rows], minlength=groups.size * side)
    stratum = count.reshape(-1, side).argmax(axis=1)
    rng = np.random.default_rng([seed, 3])
    rank = np.empty(groups.size)
    for one in np.unique(stratum):
        places = rng.permutation(np.flatnonzero(stratum == one))
        # The first of each class is in every share: a class that is never seen tells nothing of how many it takes.
        rank[places] = np.arange(places.size) / places.size
    result = []
    for share in shares:
        chosen = np.zeros(table.label.size, bool)
        chosen[rows] = (rank < share)[index.ravel()]
        result.append(chosen)
    return result
