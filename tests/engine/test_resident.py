"""What a process holds in memory while something runs."""

from __future__ import annotations

import sys
import time

import numpy as np
import pytest
from bocage.core.engine import resident


def test_the_greatest_rise_is_seen_though_it_is_given_back():
    if resident.resident_bytes() is None:
        pytest.skip(f"{sys.platform} does not tell")
    with resident.PeakMemory() as memory:
        held = np.ones(30_000_000)
        time.sleep(0.1)
        del held
        time.sleep(0.05)
    # 240 MB were held; what the process uses besides may come and go.
    assert 200e6 < memory.rise < 400e6
    with resident.PeakMemory() as quiet:
        pass
    assert 0 <= quiet.rise < 20e6


def test_a_system_that_does_not_tell_gives_nothing(monkeypatch):
    monkeypatch.setattr(resident, "resident_bytes", lambda: None)
    with resident.PeakMemory() as memory:
        pass
    assert memory.rise is None
