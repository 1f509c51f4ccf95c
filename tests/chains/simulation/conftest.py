"""Two simulated dates that many tests look at."""

from __future__ import annotations

import pytest
from bocage.core.chains.simulation import SimulationResult, SimulationSettings, simulate
from small_scene import DATE, SILENT, small


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> SimulationResult:
    """Without clouds, noise or adjacency."""
    return simulate(small(tmp_path_factory.mktemp("plain")), SILENT)


@pytest.fixture(scope="session")
def cloudy(tmp_path_factory: pytest.TempPathFactory) -> SimulationResult:
    """Clouds at three heights, and events of the ground."""
    folder = tmp_path_factory.mktemp("été nuageux")
    return simulate(SimulationSettings(str(folder), DATE, size_m=3600, clouds="mixed", cover=0.4,
                                       events=("harvest", "flood", "snowfall")), SILENT)
