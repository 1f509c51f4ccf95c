"""What the tests of masks alone share."""

from __future__ import annotations

from pathlib import Path

import cloud_scene as scene
import numpy as np
import pytest
from bocage.core.chains.cloudmask import CloudMaskSettings, run_cloudmask
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster
from bocage.core.errors import BocageError

CLOUD, LAKE, SNOW = (30, 36, 24, 30), (4, 10, 4, 12), (40, 46, 4, 12)
SHADOW = tuple(int(round(v)) for v in np.array(CLOUD) + np.repeat(scene.shadow_of(CLOUD), 2))
#: Cells at one corner of the image without data, on the second date.
EMPTY = (0, 3, 40, 50)


class Heard(SilentProgress):
    """What was said, by code; and a user who cancels once a share is done."""

    def __init__(self, share: float = 2.0) -> None:
        self.codes: list[str] = []
        self.share, self.seen = share, 0.0
        self.steps: list[float] = []

    def warn(self, code, **fields):
        self.codes.append(code)

    info = warn

    def report(self, fraction: float, step: str = "") -> None:
        self.steps.append(fraction)
        self.seen = max(self.seen, fraction)

    def cancelled(self) -> bool:
        return self.seen >= self.share


def bands(path: str) -> np.ndarray:
    """CLM and MG2, uint8 (2, rows, columns)."""
    with Raster(path) as raster:
        return np.stack([raster.read(1), raster.read(2)])


def refused(settings: CloudMaskSettings, *words: str) -> BocageError:
    """The error, in one sentence holding these words; nothing is left in the output's folder."""
    folder = Path(settings.output).parent
    before = sorted(folder.iterdir()) if folder.is_dir() else None
    with pytest.raises(BocageError) as caught:
        run_cloudmask(settings, SilentProgress())
    text = str(caught.value)
    assert "\n" not in text and "<" not in text.replace("<id>", "")
    for word in words:
        assert word in text
    assert (sorted(folder.iterdir()) if folder.is_dir() else None) == before
    return caught.value
