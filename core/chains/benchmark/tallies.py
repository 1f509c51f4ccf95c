"""What a classifier said, group by group, as one short text of the JSON: two runs can be held side by side by it."""

from __future__ import annotations

import numpy as np

from ...errors import BocageError


def written(unit: np.ndarray, reference: np.ndarray, predicted: np.ndarray, count: np.ndarray) -> str:
    """ "group class prediction samples; ...", by number."""
    rows = np.stack([unit, reference, predicted, count], axis=1)
    return ";".join(" ".join(map(str, row)) for row in rows.tolist())


def read(text: str, groups: int, classes: int, samples: int, path: str) -> np.ndarray:
    """Int64 (t, 4) of what ``written`` wrote, of so many at most. Raises BocageError where it is something else."""
    try:
        rows = np.array([[int(cell) for cell in part.split(" ")] for part in text.split(";")], np.int64)
    except (ValueError, AttributeError, OverflowError):
        raise BocageError("run_damaged", file=path, fault="tally") from None
    if rows.ndim != 2 or rows.shape[1] != 4 or rows.min() < 0 or (rows[:, 3] < 1).any() \
            or rows[:, 0].max() >= groups or rows[:, 1:3].max() >= classes or rows[:, 3].max() > samples \
            or rows[:, 3].sum() > samples:
        raise BocageError("run_damaged", file=path, fault="tally")
    return rows
