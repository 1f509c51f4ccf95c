"""Patches of a map of classes, counted strip by strip: pixels of one class that touch by a side.

Rows are cut into runs of one class; runs that touch from row to row are joined, and what the last row of a strip
belongs to is handed to the next one. Memory is that of a strip and of the patches still open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..engine.regions import OUTSIDE, components, runs, touching

#: Upper bounds of the classes of size, pixels.
SIZES = (1, 2, 4, 9, 24, 99, 999, 9999)


@dataclass
class Spectrum:
    """Patches, and their pixels, by class of the map: arrays of len(SIZES) + 1, by class of size."""

    patches: dict[int, np.ndarray] = field(default_factory=dict)
    pixels: dict[int, np.ndarray] = field(default_factory=dict)

    def add(self, classes: np.ndarray, sizes: np.ndarray) -> None:
        """Some whole patches."""
        place = np.searchsorted(SIZES, sizes)
        for value in np.unique(classes).tolist():
            mine = classes == value
            for store, weight in ((self.patches, None), (self.pixels, sizes[mine])):
                counts = np.bincount(place[mine], weight, len(SIZES) + 1)
                store[value] = store.get(value, np.zeros(len(SIZES) + 1, np.int64)) + counts.astype(np.int64)


def described(spectrum: Spectrum, names: Mapping[int, str]) -> dict[str, Any]:
    """Plain data: names of the sizes, patches and pixels by class and by them, and the share of pixels alone."""
    sizes = [_between(1 if k == 0 else SIZES[k - 1] + 1, size) for k, size in enumerate(SIZES)] + [f"> {SIZES[-1]}"]
    rows = [{"class": names.get(value, str(value)), "patches": counts.tolist(),
             "pixels": spectrum.pixels[value].tolist()} for value, counts in sorted(spectrum.patches.items())]
    pixels = sum(int(counts.sum()) for counts in spectrum.pixels.values())
    alone = sum(int(counts[0]) for counts in spectrum.patches.values())
    return {"sizes": sizes, "spectrum": rows, "patches": sum(sum(row["patches"]) for row in rows),
            "isolated": alone / pixels if pixels else None}


def _between(first: int, last: int) -> str:
    return str(last) if first == last else f"{first}-{last}"


class PatchCounter:
    """Feed it strips from top to bottom, then ``finish``."""

    def __init__(self) -> None:
        self.spectrum = Spectrum()
        # The last row so far: its classes (NOT_KNOWN where there is none), and the open patch of each pixel.
        self._last: np.ndarray | None = None
        self._open: np.ndarray = np.zeros(0, np.int64)
        self._open_class: np.ndarray = np.zeros(0, np.int64)
        self._open_size: np.ndarray = np.zeros(0, np.int64)

    def add(self, values: np.ndarray, known: np.ndarray) -> None:
        """One more strip (rows, columns) of classes, whole numbers, and where there is one."""
        codes = np.where(known, values.astype(np.int64, copy=False), OUTSIDE)
        run, classes, sizes, _ = runs(codes)
        run = run.astype(np.int64)
        valid = classes != OUTSIDE
        pairs = [touching(run[:-1], run[1:], codes[:-1] == codes[1:])]
        already = self._open_class.size
        total = already + classes.size
        if self._last is not None:
            above = touching(self._open, run[0] + already, self._last == codes[0])
            pairs = [pairs[0] + already, above]
        label = components(np.concatenate(pairs), total)
        classes = np.concatenate([self._open_class, classes])
        sizes = np.bincount(label, np.concatenate([self._open_size, np.where(valid, sizes, 0)])).astype(np.int64)
        first = np.zeros(sizes.size, np.int64)
        first[label] = classes
        self._close(label[run[-1] + already], first, sizes, codes[-1])

    def _close(self, last: np.ndarray, classes: np.ndarray, sizes: np.ndarray, codes: np.ndarray) -> None:
        """Patches that do not reach the last row are whole."""
        reached = np.zeros(sizes.size, bool)
        reached[last] = True
        done = ~reached & (classes != OUTSIDE) & (sizes > 0)
        self.spectrum.add(classes[done], sizes[done])
        number = np.cumsum(reached) - 1
        self._last, self._open = codes, number[last]
        self._open_class, self._open_size = classes[reached], sizes[reached]

    def finish(self) -> Spectrum:
        """The patches that reached the bottom are whole too."""
        done = self._open_size > 0
        self.spectrum.add(self._open_class[done], self._open_size[done])
        self._last = None
        return self.spectrum
