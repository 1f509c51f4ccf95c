"""Products that differ as they were built to."""

from __future__ import annotations

import l2a_pair as pairs
import pytest
from compared import run


@pytest.fixture(scope="session")
def reference(tmp_path_factory) -> str:
    return pairs.write_muscate(tmp_path_factory.mktemp("référence"), pairs.plain())


@pytest.fixture(scope="session")
def shifted(tmp_path_factory) -> str:
    """0.0030 brighter, plus and minus 0.0040."""
    return pairs.write_muscate(tmp_path_factory.mktemp("shifted"), pairs.plain(30, 40, aot=173, water=900))


@pytest.fixture(scope="session")
def both(shifted, reference, tmp_path_factory):
    folder = tmp_path_factory.mktemp("été 2018")
    return run(shifted, reference, html=str(folder / "r.html"), json=str(folder / "r.json"),
               difference=str(folder / "d.tif")), folder
