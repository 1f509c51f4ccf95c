"""What a map holds, counted as it is written: pixels, hectares and confidence of each class."""

from __future__ import annotations

import csv
import io

import numpy as np

from ...engine.grid import Grid, Window
from ...validation.agreement import counted, square_areas
from .prediction import BlockMap, Work
from .settings import ClassifyResult, ClassifySettings


class Tally:
    """Pixels, square metres and confidences of each class, summed over blocks."""

    def __init__(self, work: Work, grid: Grid) -> None:
        self._nodata, self._model, self._grid = work.nodata, work.model, grid
        size = 1 + max(work.nodata, *(entry.value for entry in work.model.classes))
        self.counts, self.metres, self.sure = np.zeros(size, np.int64), np.zeros(size), np.zeros(size)
        self.pixels = 0

    def add(self, window: Window, block: BlockMap) -> None:
        """One block more."""
        counts, metres = counted(block.classes, square_areas(self._grid.window(*window)), self.counts.size)
        self.counts += counts
        self.metres += metres
        if block.confidence is not None:
            flat = block.classes.ravel()
            self.sure += np.bincount(flat, weights=block.confidence.ravel(), minlength=self.sure.size)
        self.pixels += block.classes.size

    @property
    def classified(self) -> int:
        """Pixels with a class."""
        return self.pixels - int(self.counts[self._nodata])

    def table(self, language: str) -> str:
        """CSV: a class a line, with its hectares on the ellipsoid and its share of what is classified."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(["class", "name", "pixels", "hectares", "percent", "confidence"])
        for entry in self._model.classes:
            count = int(self.counts[entry.value])
            name = entry.name_fr if language == "fr" and entry.name_fr else entry.name
            sure = f"{self.sure[entry.value] / count:.1f}" if count and self.sure.any() else ""
            writer.writerow([entry.value, name, count, f"{self.metres[entry.value] / 1e4:.4f}",
                             f"{100.0 * count / max(1, self.classified):.3f}", sure])
        return buffer.getvalue()

    def result(self, settings: ClassifySettings, engine: str) -> ClassifyResult:
        """What to tell."""
        values = [entry.value for entry in self._model.classes]
        counts = {value: int(self.counts[value]) for value in values}
        total = float(self.sure.sum() - self.sure[self._nodata])
        mean = total / self.classified if settings.confidence and self.classified else None
        return ClassifyResult(settings.output, counts, {value: self.metres[value] / 1e4 for value in values},
                              100.0 * int(self.counts[self._nodata]) / max(1, self.pixels), mean, engine)
