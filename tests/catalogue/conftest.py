"""A queue and a folder to fetch into."""

from __future__ import annotations

import pytest
from bocage.core.catalogue.queue import JobStore


@pytest.fixture()
def place(tmp_path):
    folder = tmp_path / "scènes reçues"
    folder.mkdir()
    return folder


@pytest.fixture()
def store(tmp_path):
    with JobStore(tmp_path / "jobs.sqlite") as opened:
        yield opened
