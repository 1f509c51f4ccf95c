"""What the making of a map leaves in it: borders of strata that were classified apart, tiles that were computed apart.

A border of the ground follows a line of the making by chance alone. So the share of neighbours whose classes differ is
counted across the line, and across lines parallel to it a few pixels away, where nothing was cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..engine.class_raster import read_classes
from ..engine.progress import Progress, check
from ..engine.raster import Raster, rasterise
from ..errors import BocageError

#: Parallels looked at: pixels on each side of a border, beyond a mixed pixel or two.
SHIFTS = (3, 4, 5, 6, 7, 8, 9, 10)
#: A border is an artefact where classes change across it so many times as often, and by so many times what its
#: parallels scatter.
RATIO, SCATTER = 1.25, 4.0
#: Fewer pairs of pixels tell nothing of a border, nor fewer lines of tiles.
FEWEST_PAIRS, FEWEST_LINES = 50, 3
#: Lines beside a tile's, on each side.
BESIDE = 8
_MOST_STRATA, _ROWS = 255, 512


@dataclass(frozen=True)
class Stratum:
    """A region of the map's making: polygons of rings (n, 2) in the map's CRS, and its name."""

    name: str
    polygons: Sequence[Sequence[np.ndarray]]


@dataclass(frozen=True)
class Border:
    """Between two strata (names), or between all that touch ("", "")."""

    first: str
    second: str
    #: Pairs of neighbouring pixels across it, and the share of them whose classes differ.
    pairs: int
    share: float
    #: The same along its parallels, the median of them.
    beside: float
    artefact: bool

    @property
    def ratio(self) -> float:
        """Of the shares; NaN where nothing changes beside it."""
        return self.share / self.beside if self.beside > 0 else float("nan")


@dataclass(frozen=True)
class Tiles:
    """All lines of a grid of tiles, of so many pixels."""

    size: int
    lines: int
    share: float
    beside: float
    artefact: bool


@dataclass
class _Tally:
    """Changes and pairs across one border, [0], and along each of its parallels."""

    changes: np.ndarray = field(default_factory=lambda: np.zeros(2 * len(SHIFTS) + 1, np.int64))
    pairs: np.ndarray = field(default_factory=lambda: np.zeros(2 * len(SHIFTS) + 1, np.int64))


def borders(path: str, strata: Sequence[Stratum], progress: Progress) -> list[Border]:
    """Of strata that touch on the map at ``path``, all of them together first, then by pair.

    Raises BocageError: more strata than can be told apart, none that touch; Cancelled.
    """
    if len(strata) > _MOST_STRATA:
        raise BocageError("strata_too_many", count=len(strata), most=_MOST_STRATA)
    shapes = [(number, list(rings)) for number, one in enumerate(strata, start=1) for rings in one.polygons]
    tallies: dict[tuple[int, int], _Tally] = {}
    reach = SHIFTS[-1] + 1
    with Raster(path) as raster:
        rows, columns = raster.grid.shape
        for start in range(0, rows, _ROWS):
            check(progress)
            first, last = max(0, start - reach), min(rows, start + _ROWS + reach)
            window = (first, 0, last - first, columns)
            stratum = rasterise(shapes, raster.grid.window(*window))
            # Of a strip, pairs that begin in its own rows; the others serve as parallels.
            own = slice(start - first, min(rows, start + _ROWS) - first)
            if (stratum[own] != 0).any():
                values, known = read_classes(raster, path, window)
                for axis in (0, 1):
                    _count(tallies, stratum, values, known, axis, own)
            raster.forget()
            progress.report(min(1.0, last / rows))
    if not tallies:
        raise BocageError("strata_apart", file=path)
    return _judged(tallies, strata)


def _count(tallies: dict[tuple[int, int], _Tally], stratum: np.ndarray, values: np.ndarray, known: np.ndarray,
           axis: int, own: slice) -> None:
    """Pairs of pixels along ``axis`` that lie in two strata, and those shifted from them inside one."""
    if axis == 1:
        stratum, values, known = stratum.T, values.T, known.T
    across = (stratum[:-1] != stratum[1:]) & (stratum[:-1] != 0) & (stratum[1:] != 0)
    rows, columns = np.nonzero(across)
    mine = (columns if axis == 1 else rows)
    chosen = (mine >= own.start) & (mine < own.stop)
    rows, columns = rows[chosen], columns[chosen]
    if not rows.size:
        return
    low, high = (stratum[rows + k, columns].astype(np.int64) for k in (0, 1))
    key = np.minimum(low, high) * (_MOST_STRATA + 1) + np.maximum(low, high)
    keys, number = np.unique(key, return_inverse=True)
    found = [tallies.setdefault((int(one) // (_MOST_STRATA + 1), int(one) % (_MOST_STRATA + 1)), _Tally())
             for one in keys]
    for place, shift in enumerate((0, *SHIFTS, *(-one for one in SHIFTS))):
        at = rows + shift
        good = (at >= 0) & (at + 1 < stratum.shape[0])
        one, two, column = at[good], at[good] + 1, columns[good]
        good[good] = known[one, column] & known[two, column] & (
            (stratum[one, column] == stratum[two, column]) & (stratum[one, column] != 0) if shift else True)
        at = at[good]
        changed = values[at, columns[good]] != values[at + 1, columns[good]]
        changes = np.bincount(number[good], changed, keys.size)
        pairs = np.bincount(number[good], minlength=keys.size)
        for k, tally in enumerate(found):
            tally.changes[place] += int(changes[k])
            tally.pairs[place] += int(pairs[k])


def _judged(tallies: dict[tuple[int, int], _Tally], strata: Sequence[Stratum]) -> list[Border]:
    whole = _Tally(sum((one.changes for one in tallies.values()), np.zeros(2 * len(SHIFTS) + 1, np.int64)),
                   sum((one.pairs for one in tallies.values()), np.zeros(2 * len(SHIFTS) + 1, np.int64)))
    found = [_border("", "", whole)]
    for (low, high), tally in sorted(tallies.items()):
        found.append(_border(strata[low - 1].name, strata[high - 1].name, tally))
    return [found[0], *sorted(found[1:], key=lambda one: (not one.artefact, -one.share + one.beside))]


def _border(first: str, second: str, tally: _Tally) -> Border:
    share = tally.changes / np.maximum(tally.pairs, 1)
    parallel = share[1:][tally.pairs[1:] >= FEWEST_PAIRS]
    pairs = int(tally.pairs[0])
    if not parallel.size:
        return Border(first, second, pairs, float(share[0]), float("nan"), False)
    usual = float(np.median(parallel))
    return Border(first, second, pairs, float(share[0]), usual, pairs >= FEWEST_PAIRS and _too_often(
        float(share[0]), usual, parallel, pairs))


def _too_often(share: float, usual: float, beside: np.ndarray, pairs: int) -> bool:
    """More often than the parallels by their ratio, and by what they and a binomial scatter."""
    scatter = max(float(np.sqrt(max(usual * (1 - usual), 1e-9) / max(1, pairs))),
                  1.4826 * float(np.median(np.abs(beside - usual))))
    return share > RATIO * usual and share > usual + SCATTER * scatter


def tiles(size: int, changes: Sequence[np.ndarray], pairs: Sequence[np.ndarray]) -> Tiles:
    """Of tiles of ``size`` pixels from the map's upper left corner.

    changes, pairs: by column and by row, between each and the next. All lines of tiles are taken together, each beside
    the lines around it: what no single line shows, many do. Raises BocageError where there are too few.
    """
    across, around, excess = [], [], []
    for changed, seen in zip(changes, pairs):
        share = np.where(seen > 0, changed / np.maximum(seen, 1), np.nan)
        for line in range(size - 1, share.size, size):
            low, high = max(0, line - BESIDE), line + BESIDE + 1
            beside = np.concatenate([share[low:line], share[line + 1:high]])
            beside = beside[np.isfinite(beside)]
            if beside.size >= BESIDE and np.isfinite(share[line]):
                across.append(float(share[line]))
                around.append(float(np.median(beside)))
                excess.append(across[-1] - around[-1])
    if len(across) < FEWEST_LINES:
        raise BocageError("tiles_too_few", size=size, lines=len(across), least=FEWEST_LINES)
    mean, usual = float(np.mean(across)), float(np.mean(around))
    # Lines of tiles are independent of each other: their spread tells what chance does.
    error = float(np.std(excess, ddof=1)) / len(excess) ** 0.5
    return Tiles(size, len(across), mean, usual, mean > RATIO * usual and mean - usual > SCATTER * max(error, 1e-9))
