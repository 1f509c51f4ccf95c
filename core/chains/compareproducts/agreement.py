"""How two producers' masks agree: contingency by kind of mask, read in both directions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...products.flags import (
    CIRRUS,
    CLOUD,
    DEFECTIVE,
    HIDDEN,
    NODATA,
    SATURATED,
    SHADOW,
    SNOW,
    SUN_TOO_LOW,
    TOPOGRAPHIC_SHADOW,
    WATER,
)

#: What keeps a pixel out of the statistics of reflectance. Snow and water are ground: classes, not obstacles.
NOT_CLEAR = (NODATA | CLOUD | SHADOW | CIRRUS | SATURATED | TOPOGRAPHIC_SHADOW | HIDDEN | SUN_TOO_LOW | DEFECTIVE)
#: Name of a comparison -> flags, any of which counts. Producers part clouds from cirrus differently.
KINDS = {"cloud": CLOUD, "cirrus": CIRRUS, "cloud_or_cirrus": CLOUD | CIRRUS, "shadow": SHADOW, "snow": SNOW,
         "water": WATER}


@dataclass(frozen=True)
class Contingency:
    """Pixels by what each product says of them."""

    both: int
    input_only: int
    reference_only: int
    neither: int

    @property
    def pixels(self) -> int:
        """All of them."""
        return self.both + self.input_only + self.reference_only + self.neither

    @property
    def agreement(self) -> float | None:
        """Share of pixels of which both say the same."""
        return _share(self.both + self.neither, self.pixels)

    @property
    def confirmed(self) -> float | None:
        """Of the pixels that INPUT flags, the share that REFERENCE flags (precision, were REFERENCE the truth)."""
        return _share(self.both, self.both + self.input_only)

    @property
    def found(self) -> float | None:
        """Of the pixels that REFERENCE flags, the share that INPUT flags (recall, were REFERENCE the truth)."""
        return _share(self.both, self.both + self.reference_only)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


class Agreement:
    """Counts of every kind of mask, added block after block."""

    def __init__(self) -> None:
        self.counts = {name: np.zeros(4, np.int64) for name in KINDS}
        self.pixels = self.clear = 0

    def add(self, first: np.ndarray, second: np.ndarray, clear: np.ndarray) -> None:
        """Flags of both products (uint16) and where both are clear; only pixels with data in both count."""
        seen = ((first | second) & NODATA) == 0
        self.pixels += int(np.count_nonzero(seen))
        self.clear += int(np.count_nonzero(clear & seen))
        ours, theirs = first[seen], second[seen]
        for name, flags in KINDS.items():
            case = ((ours & flags) == 0) * 2 + ((theirs & flags) == 0)
            self.counts[name] += np.bincount(case, minlength=4)

    def contingency(self, name: str) -> Contingency:
        """Of one kind."""
        return Contingency(*(int(count) for count in self.counts[name]))
