"""Quantity, allocation, exchange and shift: what a matrix disagrees by, without chance.

Pontius and Millones 2011, International Journal of Remote Sensing 32, 4407-4429; exchange and shift after Pontius and
Santacruz 2014, IJRS 35, 7543-7554.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Disagreement:
    """In the unit of the matrix; ``total`` is ``quantity`` + ``exchange`` + ``shift``. Arrays go by class."""

    total: float
    quantity: float
    exchange: float
    shift: float
    class_quantity: np.ndarray
    class_exchange: np.ndarray
    class_shift: np.ndarray

    @property
    def allocation(self) -> float:
        """Exchange and shift together."""
        return self.exchange + self.shift


def disagreement(matrix: np.ndarray) -> Disagreement:
    """Of a square matrix (map, reference) of counts or shares."""
    table = np.asarray(matrix, float)
    mapped, true, right = table.sum(1), table.sum(0), np.diag(table)
    quantity = np.abs(mapped - true)
    exchange = 2.0 * (np.minimum(table, table.T).sum(1) - right)
    allocation = 2.0 * np.minimum(mapped - right, true - right)
    shift = np.maximum(allocation - exchange, 0.0)
    # A pair that disagrees counts in two classes.
    return Disagreement(float(table.sum() - right.sum()), float(quantity.sum()) / 2.0, float(exchange.sum()) / 2.0,
                        float(shift.sum()) / 2.0, quantity, exchange, shift)
