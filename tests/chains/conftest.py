"""Scenes shared by the tests of the chains."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import l1c_scene  # noqa: E402


@pytest.fixture(scope="session")
def l1c(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The simulated scene as processing baseline 02.06 encodes it."""
    return l1c_scene.write(str(tmp_path_factory.mktemp("avant 04.00")))


@pytest.fixture(scope="session")
def l1c_with_offset(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same scene with RADIO_ADD_OFFSET -1000."""
    return l1c_scene.write(str(tmp_path_factory.mktemp("après 04.00")), -1000, "05.09")
