"""Two dates of a place with a cloud, a lake, snow and relief, and their masks."""

from __future__ import annotations

from pathlib import Path

import cloud_scene as scene
import numpy as np
import pytest
from bocage.core.chains.cloudmask import CloudMaskSettings, run_cloudmask
from bocage.core.chains.l2a import L2ASettings, run
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter
from masks_alone import CLOUD, EMPTY, LAKE, SNOW


@pytest.fixture(scope="session")
def place(tmp_path_factory) -> Path:
    """A folder with a space and accents."""
    return tmp_path_factory.mktemp("masques d'été")


@pytest.fixture(scope="session")
def dates(place) -> list[str]:
    """A clear date with a lake, then the same with a cloud, snow and a corner without data."""
    return [scene.write(str(place / "l1c"), 0, lake=LAKE),
            scene.write(str(place / "l1c"), 1, (CLOUD,), SNOW, LAKE, EMPTY)]


@pytest.fixture(scope="session")
def dem(place) -> str:
    """A plain at 100 m with a steep ridge along its eastern edge."""
    height = np.full((60, 60), 100.0, np.float32)
    height[:, 50:53] += np.array([300.0, 600.0, 300.0], np.float32)
    path = place / "relief é.tif"
    with RasterWriter(str(path), Grid("EPSG:32630", (scene.CORNER[0], 100.0, 0, scene.CORNER[1], 0, -100.0),
                                      (60, 60)), "float32") as writer:
        writer.write(height)
        writer.close()
    return str(path)


@pytest.fixture(scope="session")
def products(dates, dem, place) -> list[str]:
    """The L2A products of both dates."""
    return [run(L2ASettings(date, str(place / "l2a"), dem=dem, aot_method="fixed", aot=scene.AOT,
                            water_vapour_method="fixed", water_vapour=scene.WATER, previous=str(place / "l2a")
                            if number else None, threads=2), SilentProgress()).product
            for number, date in enumerate(dates)]


@pytest.fixture(scope="session")
def alone(dates, dem, place):
    """Masks of both L1C dates, the second compared with the first by its composite."""
    first = run_cloudmask(CloudMaskSettings(dates[0], str(place / "un.tif"), dem=dem, threads=2,
                                            composite=str(place / "suite" / "un.npz")), SilentProgress())
    second = run_cloudmask(CloudMaskSettings(dates[1], str(place / "deux.tif"), dem=dem, previous=first.composite,
                                             composite=str(place / "suite" / "deux.npz"), threads=2),
                           SilentProgress())
    return first, second
