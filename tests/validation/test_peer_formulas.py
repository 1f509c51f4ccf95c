"""What other tools print is what our writing of their formulas gives: the proof that compares them compares them."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from bocage.core.validation import estimators
from bocage.core.validation.sample import from_matrix, poststratified

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from proofs import peer_formulas as peers  # noqa: E402


def test_acatama_prints_these_errors_of_producers_accuracy():
    assert peers.acatama_producers_error(peers.STRATIFIED, peers.AREAS) == pytest.approx(
        [0.01056, 0.09383, 0.02542], abs=5e-6)


def test_acatama_prints_these_errors_of_areas_after_the_draw():
    found = peers.acatama_area_error(peers.SIMPLE, peers.AREAS / peers.PIXEL_HA) * peers.AREAS.sum()
    assert found == pytest.approx([1161, 438, 1614], abs=0.5)


def test_olofsson_written_twice_is_our_ratio_estimator():
    found = estimators.accuracy(from_matrix(peers.STRATIFIED, peers.NAMES, peers.AREAS))
    ours = [one.standard_error for one in found.producers]
    assert peers.olofsson_producers_error(peers.STRATIFIED, peers.AREAS) == pytest.approx(ours, rel=1e-9)
    assert ours == pytest.approx([0.010321, 0.094642, 0.026562], abs=1e-6)


def test_simulation_sides_with_ours():
    """The published simulation of 200,000 draws: .01026 .0913 .0265; 1973, 439 and 2017 ha. Here 40,000."""
    rng = np.random.default_rng(1)
    counts = peers.stratified_samples(rng, 40_000)
    share = peers.AREAS[:, None] * counts / counts.sum(2)[:, :, None]
    spread = (np.diagonal(share, axis1=1, axis2=2) / share.sum(1)).std(0)
    assert spread == pytest.approx([0.01026, 0.0913, 0.0265], rel=0.02)
    theirs, ours = (np.abs(error(peers.STRATIFIED, peers.AREAS) / spread - 1) for error in (
        peers.acatama_producers_error, peers.olofsson_producers_error))
    assert (ours[[0, 2]] < theirs[[0, 2]]).all()
    simple = peers.simple_samples(rng, 40_000)
    weight = (peers.AREAS / peers.AREAS.sum())[:, None]
    spread = (weight * simple / simple.sum(2)[:, :, None]).sum(1).std(0) * peers.AREAS.sum()
    assert spread == pytest.approx([1973, 439, 2017], rel=0.02)
    ours = [one.standard_error * peers.AREAS.sum() for one in estimators.accuracy(
        poststratified(from_matrix(peers.SIMPLE, peers.NAMES), peers.AREAS)).area]
    assert ours == pytest.approx(spread, rel=0.02)


def test_enmapbox_is_forty_times_too_narrow():
    assert 1.959963984540054 * 0.0128 / peers.enmapbox_half_width(0.0128) == pytest.approx(40)


def test_iota2_takes_the_degrees_of_freedom_of_the_classes():
    runs = np.array([0.80, 0.81, 0.82, 0.83, 0.84])
    error = runs.std(ddof=1) / np.sqrt(5)
    assert peers.iota2_half_width(runs, 17) == pytest.approx(2.120 * error, rel=1e-3)
    # Of five runs it is 2.776: theirs is 24 % narrower.
    assert 1 - peers.iota2_half_width(runs, 17) / (2.776445 * error) == pytest.approx(0.24, abs=0.005)
