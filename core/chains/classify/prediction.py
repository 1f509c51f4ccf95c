"""One block of a map: features read strip by strip, what the model says of each pixel that has them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ...engine.grid import Grid, Window
from ...landcover.classifiers.base import Predictor
from ...landcover.integers import NumberStack
from ...landcover.model import LandcoverModel
from ...landcover.predict import Regional, Said, says
from ...landcover.regions import RegionWeights
from .inputs import ClearDates, Mask, MaskReader

#: Bytes of the features of one strip.
STRIP_BYTES = 64 << 20
#: Numbers that stand for nothing.
CONFIDENCE_NODATA, PROBABILITY_NODATA, VALIDITY_NODATA = 255, -32768, 65535
#: Probabilities are whole numbers of this.
PROBABILITY_SCALE = 1e-4


@dataclass(frozen=True)
class Wanted:
    """Beside the classes."""

    confidence: bool = False
    probabilities: bool = False
    validity: bool = False


@dataclass
class BlockMap:
    """What one block says; None for what was not asked."""

    classes: np.ndarray
    confidence: np.ndarray | None = None
    #: (class, rows, columns)
    probabilities: np.ndarray | None = None
    validity: np.ndarray | None = None


@dataclass(frozen=True)
class Work:
    """What all threads share, and change nothing of."""

    model: LandcoverModel
    predictor: Predictor | Regional
    #: Places of the model's features among the bands.
    places: Sequence[int]
    #: True where the features are read as numbers.
    whole: bool
    wanted: Wanted
    #: Type and nodata of the map.
    dtype: str
    nodata: int
    days: Sequence[Sequence[int]]
    weights: RegionWeights | None
    stop: Callable[[], None]


class Lane:
    """The files of one thread, and its blocks."""

    def __init__(self, work: Work, stack: NumberStack, mask: Mask, valid: str) -> None:
        self.work, self.stack = work, stack
        self.mask: MaskReader = mask.open()
        self.clear = ClearDates(valid) if valid else None
        self._values = np.array([entry.value for entry in work.model.classes]).astype(work.dtype)

    def close(self) -> None:
        """Release the files."""
        self.stack.close()
        self.mask.close()
        if self.clear is not None:
            self.clear.close()

    def block(self, window: Window) -> BlockMap:
        """All that is asked of ``(row, column, rows, columns)``."""
        work = self.work
        place = self.stack.grid.window(*window)
        found = _empty(work, place.shape)
        inside = self.mask.inside(place)
        if inside.any():
            rows = self._rows(window[3])
            for first in range(0, window[2], rows):
                work.stop()
                part = slice(first, min(first + rows, window[2]))
                if inside[part].any():
                    self._strip((window[0] + first, window[1], part.stop - first, window[3]), inside[part], found, part)
            self.stack.forget()
        return found

    def _rows(self, columns: int) -> int:
        # Floats are read by feature and turned: twice their size.
        size = 2 if self.work.whole else 8
        return max(1, STRIP_BYTES // (columns * len(self.work.places) * size))

    def _strip(self, window: Window, inside: np.ndarray, found: BlockMap, part: slice) -> None:
        work, grid = self.work, self.stack.grid.window(*window)
        features, known, dates = self._features(window)
        known &= inside.ravel()
        weights = None
        if work.weights is not None:
            weights = work.weights.on(grid).reshape(work.weights.count, -1)
            known &= (weights > 0).any(axis=0)
        rows = np.flatnonzero(known)
        if rows.size:
            chosen = features if rows.size == known.size else features[rows]
            if isinstance(work.predictor, Regional):
                said = self._regional(chosen, weights[:, rows] if weights is not None else np.ones((1, rows.size)))
            else:
                said = says(work.predictor, chosen, work.wanted.confidence, work.wanted.probabilities, stop=work.stop)
            self._fill(found, part, rows, said)
        if found.validity is not None:
            self._dates(found.validity[part], grid, inside, dates)

    def _features(self, window: Window) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        """(pixels, features), which pixels have them all, and of how many dates each has all: int32 (rows, columns)."""
        work = self.work
        wanted = work.wanted.validity and self.clear is None and bool(work.days)
        lost = np.zeros((len(work.days), window[2], window[3]), bool) if wanted else None
        owner = {column: number for number, columns in enumerate(work.days) for column in columns}

        def tell(column: int, known: np.ndarray) -> None:
            if lost is not None and column in owner:
                lost[owner[column]] |= ~known

        if work.whole:
            features, known = self.stack.numbers(window, work.places, tell if wanted else None)
        else:
            values = self.stack.read(window, work.places)
            holes = ~np.isfinite(values)
            if wanted:
                for column in owner:
                    tell(column, ~holes[column])
            known = ~holes.any(axis=0).ravel()
            features = np.ascontiguousarray(values.reshape(len(values), -1).T)
        return features, known, None if lost is None else (~lost).sum(axis=0).astype(np.int32)

    def _regional(self, features: np.ndarray, weights: np.ndarray) -> Said:
        work = self.work
        if not isinstance(work.predictor, Regional):
            raise TypeError("a model without regions")
        return work.predictor.said(features, weights, work.wanted.confidence, work.wanted.probabilities, work.stop)

    def _fill(self, found: BlockMap, part: slice, rows: np.ndarray, said: Said) -> None:
        found.classes[part].reshape(-1)[rows] = self._values[said.columns]
        if found.confidence is not None and said.confidence is not None:
            found.confidence[part].reshape(-1)[rows] = np.rint(100.0 * said.confidence).astype(np.uint8)
        if found.probabilities is not None and said.probabilities is not None:
            numbers = np.rint(said.probabilities.T / np.float32(PROBABILITY_SCALE)).astype(np.int16)
            for target, one in zip(found.probabilities, numbers):
                target[part].reshape(-1)[rows] = one

    def _dates(self, target: np.ndarray, grid: Grid, inside: np.ndarray, dates: np.ndarray | None) -> None:
        counted = self.clear.count(grid) if self.clear is not None else dates
        if counted is not None:
            target[:] = np.where(inside & (counted >= 0), counted, VALIDITY_NODATA)


def _empty(work: Work, shape: tuple[int, int]) -> BlockMap:
    wanted = work.wanted
    return BlockMap(
        np.full(shape, work.nodata, work.dtype),
        np.full(shape, CONFIDENCE_NODATA, np.uint8) if wanted.confidence else None,
        np.full((len(work.model.classes), *shape), PROBABILITY_NODATA, np.int16) if wanted.probabilities else None,
        np.full(shape, VALIDITY_NODATA, np.uint16) if wanted.validity else None)
