"""Linear filling and Whittaker smoothing against numpy's own interpolation and dense solutions, pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.series.linear import LinearFilling
from bocage.core.series.whittaker import METHODS, Whittaker, choose_lambda, penalty

DATES, PIXELS = 30, 400


def gaps(seed: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Irregular days and what is clear on them: some pixels never, some once, some at one end alone."""
    rng = np.random.default_rng(seed)
    days = np.sort(rng.choice(400, DATES, replace=False)) + 736000
    clear = rng.random((DATES, PIXELS)) > 0.5
    clear[:, 0] = False
    clear[:, 1] = False
    clear[7, 1] = True
    clear[:20, 2], clear[20:, 2] = False, True
    clear[10:, 3], clear[:10, 3] = False, True
    clear[:, 4] = True
    return days, clear


def bent(days: np.ndarray) -> np.ndarray:
    """The dense second differences of any days, as a matrix whose square is the roughness."""
    rows = []
    for i in range(1, len(days) - 1):
        left, right = days[i] - days[i - 1], days[i + 1] - days[i]
        row = np.zeros(len(days))
        row[i - 1], row[i + 1] = 2 / (left * (left + right)), 2 / (right * (left + right))
        row[i] = -row[i - 1] - row[i + 1]
        rows.append(row * np.sqrt((left + right) / 2))
    return np.array(rows)


@pytest.mark.parametrize("kind", [np.int16, np.float32])
def test_linear_filling_is_numpys_interpolation_and_stays_between_its_neighbours(kind):
    days, clear = gaps()
    # Before the first date, on dates, between them, after the last.
    targets = np.unique(np.concatenate([days[::3], np.arange(days[0] - 20, days[-1] + 20, 7)]))
    values = np.random.default_rng(1).integers(-3000, 12000, (DATES, PIXELS)).astype(kind)
    if kind is np.float32:
        values = (values / np.float32(7e3)).astype(kind)
        values[~clear] = np.nan
    filling = LinearFilling(clear, days, targets)
    out = np.empty((len(targets), PIXELS), kind)
    filling.fill(values[None], out[:, None])
    assert not filling.known[0] and filling.known[1:].all()
    for pixel in range(1, PIXELS):
        seen, known = days[clear[:, pixel]], values[clear[:, pixel], pixel]
        expected = np.interp(targets, seen, known)
        assert np.abs(out[:, pixel] - expected).max() <= (0.5001 if kind is np.int16 else 1e-6)
        low = known[np.clip(np.searchsorted(seen, targets, "right") - 1, 0, None)]
        high = known[np.clip(np.searchsorted(seen, targets, "left"), None, len(seen) - 1)]
        assert (out[:, pixel] >= np.minimum(low, high)).all() and (out[:, pixel] <= np.maximum(low, high)).all()


def test_clear_dates_are_kept_to_the_number():
    days, clear = gaps()
    values = np.random.default_rng(2).integers(-32767, 32767, (DATES, PIXELS)).astype(np.int16)
    out = np.empty_like(values)
    LinearFilling(clear, days, days).fill(values[None], out[:, None])
    assert np.array_equal(out[clear], values[clear])


def test_what_is_beyond_and_how_far_the_nearest_clear_date_is():
    days, clear = gaps()
    targets = np.arange(days[0] - 30, days[-1] + 30, 11)
    filling = LinearFilling(clear, days, targets)
    beyond, distance = filling.beyond(), filling.distance()
    assert not beyond[:, 0].any() and (distance[:, 0] > 1 << 20).all()
    for pixel in range(1, PIXELS):
        seen = days[clear[:, pixel]]
        assert np.array_equal(beyond[:, pixel], (targets < seen[0]) | (targets > seen[-1]))
        assert np.array_equal(distance[:, pixel], np.abs(targets[:, None] - seen).min(axis=1))


def test_whittaker_solves_the_dense_system_on_irregular_dates_with_any_weights():
    days, clear = gaps()
    rng = np.random.default_rng(3)
    weights = np.where(clear, rng.uniform(0.2, 2.0, clear.shape), 0.0)[:, 2:60]
    values = rng.normal(0.5, 0.2, weights.shape)
    values[weights == 0] = np.nan
    targets = np.arange(days[0] - 15, days[-1] + 15, 10)
    nodes = np.unique(np.concatenate([days, targets]))
    roughness = bent(nodes).T @ bent(nodes)
    for lam in (1.0, 1e3, 1e6):
        found = Whittaker(weights, days, targets, lam).smooth(values)
        for pixel in range(weights.shape[1]):
            full, data = np.zeros(len(nodes)), np.zeros(len(nodes))
            full[np.searchsorted(nodes, days)] = weights[:, pixel]
            data[np.searchsorted(nodes, days)] = np.nan_to_num(values[:, pixel])
            dense = np.linalg.solve(np.diag(full) + lam * roughness, full * data)
            seen = days[weights[:, pixel] > 0]
            held = np.clip(targets, seen[0], seen[-1])
            expected = dense[np.searchsorted(nodes, held)]
            assert np.abs(found[:, pixel] - expected).max() < 1e-6


def test_on_daily_dates_it_is_the_classical_smoother_and_its_leverage_the_hat_matrix():
    days = np.arange(60)
    rng = np.random.default_rng(5)
    weights = (rng.random((60, 20)) > 0.4).astype(float)
    values = np.sin(days / 8)[:, None] + rng.normal(0, 0.1, (60, 20))
    differences = np.diff(np.eye(60), 2, axis=0)
    smoother = Whittaker(weights, days, days, 100.0)
    fitted, leverage = smoother.fitted(values), smoother.leverage()
    for pixel in range(20):
        matrix = np.diag(weights[:, pixel]) + 100.0 * differences.T @ differences
        assert np.abs(np.linalg.solve(matrix, weights[:, pixel] * values[:, pixel]) - fitted[:, pixel]).max() < 1e-9
        assert np.abs(np.diag(np.linalg.inv(matrix)) * weights[:, pixel] - leverage[:, pixel]).max() < 1e-9


def test_the_roughness_of_a_line_is_nothing_and_of_a_parabola_what_it_is():
    days = np.array([0, 3, 4, 9, 17, 18, 30])
    diagonal, first, second = penalty(days)
    matrix = np.diag(diagonal) + np.diag(first, 1) + np.diag(first, -1) + np.diag(second, 2) + np.diag(second, -2)
    assert np.abs(matrix @ (2.0 * days + 5)).max() < 1e-12
    # z'' = 2 from the middle of the first interval to that of the last.
    assert (days ** 2.0) @ matrix @ (days ** 2.0) == pytest.approx(4 * ((18 + 30) / 2 - 1.5))


@pytest.mark.parametrize("method", METHODS)
def test_the_lambda_chosen_is_nearly_as_good_as_the_best(method):
    rng = np.random.default_rng(6)
    days = np.sort(rng.choice(365, 50, replace=False))
    truth = 0.5 + 0.3 * np.sin(2 * np.pi * days / 365)[:, None] + np.zeros((50, 200))
    noisy = truth + rng.normal(0, 0.05, truth.shape)
    weights = (rng.random(truth.shape) > 0.4).astype(float)

    def error(lam: float) -> float:
        return float(np.sqrt(np.mean((Whittaker(weights, days, days, lam).fitted(noisy) - truth) ** 2)))

    best = min(error(10.0 ** power) for power in np.arange(0, 8, 0.5))
    chosen = choose_lambda(noisy[None], weights, days, method)
    # V-curves ask no model of the noise and pay for it.
    assert error(chosen) < best * (1.1 if method == "gcv" else 1.6)
    assert choose_lambda(noisy[None], weights * 0, days, method) > 0
