"""Smooth interpolation of small tables as linear operators: weights of the nodes at the queries."""

from __future__ import annotations

from functools import lru_cache

import numpy as np


def spline_weights(nodes: np.ndarray, query: np.ndarray) -> np.ndarray:
    """Weights of a not-a-knot cubic spline: ``values @ weights.T`` is the spline at ``query``.

    nodes: (n,) increasing, n >= 2 (a polynomial of degree n - 1 below 4 nodes).
    query: (q,); beyond the ends the last piece goes on.
    Returns float64 (q, n). Source: de Boor (1978), chapter IV, equations for second derivatives.
    """
    nodes, query = np.asarray(nodes, float), np.atleast_1d(np.asarray(query, float))
    if len(nodes) < 4:
        return polynomial_weights(nodes, query)
    curvature = _second_derivatives(tuple(nodes.tolist()))
    step = np.diff(nodes)
    i = np.clip(np.searchsorted(nodes, query, side="right") - 1, 0, len(nodes) - 2)
    h = step[i]
    upper = (query - nodes[i]) / h
    lower = 1.0 - upper
    identity = np.eye(len(nodes))
    weights = lower[:, None] * identity[i] + upper[:, None] * identity[i + 1]
    weights += ((lower**3 - lower) * h**2 / 6)[:, None] * curvature[i]
    weights += ((upper**3 - upper) * h**2 / 6)[:, None] * curvature[i + 1]
    return weights


@lru_cache(maxsize=32)
def _second_derivatives(nodes: tuple[float, ...]) -> np.ndarray:
    """Matrix that turns node values into the spline's second derivatives at the nodes."""
    n, h = len(nodes), np.diff(nodes)
    left, right = np.zeros((n, n)), np.zeros((n, n))
    for k in range(1, n - 1):
        left[k, k - 1:k + 2] = h[k - 1], 2 * (h[k - 1] + h[k]), h[k]
        right[k, k - 1:k + 2] = 6 / h[k - 1], -6 / h[k - 1] - 6 / h[k], 6 / h[k]
    left[0, :3] = h[1], -(h[0] + h[1]), h[0]
    left[-1, -3:] = h[-1], -(h[-2] + h[-1]), h[-2]
    return np.linalg.solve(left, right)


def polynomial_weights(nodes: np.ndarray, query: np.ndarray) -> np.ndarray:
    """Lagrange weights of the polynomial through all nodes; float64 (q, n)."""
    nodes, query = np.asarray(nodes, float), np.atleast_1d(np.asarray(query, float))
    weights = np.ones((len(query), len(nodes)))
    for j, node in enumerate(nodes):
        for k, other in enumerate(nodes):
            if k != j:
                weights[:, j] *= (query - other) / (node - other)
    return weights


def cosine_weights(nodes_degrees: np.ndarray, query_degrees: np.ndarray) -> np.ndarray:
    """Weights of the cosine series through n azimuth nodes from 0 to 180; float64 (q, n).

    Radiance is even in the relative azimuth, so n terms cos(k raa) pass through n nodes.
    """
    order = np.arange(len(nodes_degrees))
    at_query = np.cos(np.radians(np.atleast_1d(np.asarray(query_degrees, float)))[:, None] * order)
    return np.asarray(at_query @ _from_cosines(tuple(np.asarray(nodes_degrees, float).tolist())))


@lru_cache(maxsize=32)
def _from_cosines(nodes_degrees: tuple[float, ...]) -> np.ndarray:
    """Matrix that turns values at azimuth nodes into coefficients of the cosine series."""
    at_nodes = np.cos(np.radians(np.array(nodes_degrees))[:, None] * np.arange(len(nodes_degrees)))
    return np.linalg.inv(at_nodes)


def zenith_weights(nodes: np.ndarray, query: np.ndarray) -> np.ndarray:
    """View zenith: a quadratic on the three nodes of a narrow sensor, a spline on more."""
    return polynomial_weights(nodes, query) if len(nodes) <= 3 else spline_weights(nodes, query)
