"""A series of three simulated dates, and the same run to its end."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import simulated_dates as dates
from bocage.core.chains.l2aseries import run_series
from series_runs import Heard


@pytest.fixture(scope="session")
def l1c(tmp_path_factory) -> Path:
    """Three dates, the second with clouds."""
    folder = tmp_path_factory.mktemp("série L1C")
    dates.write(folder)
    return folder


@pytest.fixture(scope="session")
def reference(l1c, tmp_path_factory) -> Path:
    """The series run to its end at once."""
    output = tmp_path_factory.mktemp("reference")
    heard = Heard()
    result = run_series(dates.settings(l1c, output), heard)
    assert (len(result.made), len(result.kept), result.skipped, heard.warnings) == (3, 0, (), [])
    return output


@pytest.fixture()
def done(reference, tmp_path) -> Path:
    """A copy of the finished series, to be spoilt."""
    return Path(shutil.copytree(reference, tmp_path / "sortie"))
