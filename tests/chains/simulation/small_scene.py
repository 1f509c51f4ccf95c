"""What the tests of simulated dates share: a small scene asked for, and its files read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
from bocage.core.chains.simulation import SimulationResult, SimulationSettings
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster

DATE = datetime(2018, 5, 17, 11, 6, 31)
SILENT = SilentProgress()


def small(folder: Path, **other: object) -> SimulationSettings:
    """A scene of 1200 m without clouds, noise or adjacency, with even air: what a formula can be asked for."""
    asked = {"size_m": 1200, "clouds": "none", "cover": 0.0, "noise": False, "adjacency": False, "aot_variation": 0.0,
             "water_variation": 0.0, **other}
    return SimulationSettings(str(folder), **{"date": DATE, **asked})  # type: ignore[arg-type]


def read(path: Path | str) -> np.ndarray:
    with Raster(str(path)) as raster:
        return raster.read().astype(float)


def image(result: SimulationResult, band: str) -> np.ndarray:
    return read(next(Path(result.product).glob(f"GRANULE/*/IMG_DATA/*_{band}.jp2")))
