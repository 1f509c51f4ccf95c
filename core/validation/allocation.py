"""How many units, and how many in each stratum."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ..errors import BocageError

ALLOCATIONS = ("equal", "proportional", "neyman", "mixed")
#: Fewest units of a stratum by the mixed allocation, and of any stratum (a variance needs two).
FEWEST_MIXED, FEWEST = 50, 2
#: User's accuracy expected where nobody tells.
EXPECTED = 0.8


def size_for(shares: Sequence[float], expected: Sequence[float], standard_error: float,
             population: float = math.inf) -> int:
    """Units for a standard error of overall accuracy, under the neyman allocation: the fewest that reach it.

    shares: of the strata, one for a simple sample; expected: user's accuracies. Cochran 1977, equation 5.25, as in
    Olofsson et al. 2014, equation 13: n = (sum W S)^2 / (SE^2 + sum W S^2 / N), S = sqrt(U (1 - U)).
    """
    if standard_error <= 0:
        raise BocageError("size_wrong", value=f"{standard_error:g}")
    weight = np.asarray(shares, float) / np.sum(shares)
    spread = np.sqrt(np.asarray(expected) * (1.0 - np.asarray(expected)))
    units = float((weight * spread).sum()) ** 2 / (standard_error ** 2 + float((weight * spread ** 2).sum())
                                                   / population)
    return max(FEWEST, math.ceil(units - 1e-9))


def size_allocated(shares: Sequence[float], kind: str, expected: Sequence[float], population: Sequence[int],
                   standard_error: float) -> int:
    """Fewest units by which that allocation has the standard error of the overall accuracy, all where none has.

    The variance is sum W^2 S^2 (1 / n_h - 1 / N_h) (Cochran 1977, equation 5.6): of the neyman allocation that is
    ``size_for``; every other one wants more, the more so where few units go to strata that err.
    """
    weight = np.asarray(shares, float) / np.sum(shares)
    scale = (weight ** 2) * np.asarray(expected) * (1.0 - np.asarray(expected))
    whole = np.asarray(population, float)

    def reached(size: int) -> bool:
        drawn = np.asarray(allocate(size, shares, kind, expected, population), float)
        return float((scale * (1.0 / drawn - 1.0 / whole)).sum()) <= standard_error ** 2 * (1.0 + 1e-9)

    least = max(FEWEST * weight.size, size_for(shares, expected, standard_error, float(whole.sum())))
    low, high, most = least - 1, least, int(whole.sum())
    while high < most and not reached(high):
        low, high = high, min(2 * high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def allocate(size: int, shares: Sequence[float], kind: str, expected: Sequence[float],
             population: Sequence[int]) -> list[int]:
    """Units by stratum, that sum to ``size`` where strata are large enough for it.

    equal: the same in each, for user's accuracies; proportional: to shares, for the overall accuracy; neyman: to
    shares times sqrt(U (1 - U)), the least variance of it; mixed: at least 50 in the small ones, the rest in
    proportion (Olofsson et al. 2014, section 5.1.2). Raises BocageError where two a stratum are too many.
    """
    weight = np.asarray(shares, float) / np.sum(shares)
    most = np.asarray(population, int)
    if size < FEWEST * weight.size:
        raise BocageError("size_too_small", size=size, strata=weight.size, least=FEWEST * weight.size)
    spread = np.sqrt(np.maximum(np.asarray(expected) * (1.0 - np.asarray(expected)), 1e-4))
    wanted = {"equal": np.ones(weight.size), "proportional": weight, "neyman": weight * spread,
              "mixed": weight}[kind]
    least = np.full(weight.size, FEWEST)
    if kind == "mixed":
        least = np.full(weight.size, max(FEWEST, min(FEWEST_MIXED, size // (2 * weight.size))))
    return _shared_out(size, wanted, np.minimum(least, most), most).tolist()


def _shared_out(size: int, wanted: np.ndarray, least: np.ndarray, most: np.ndarray) -> np.ndarray:
    """Whole numbers in proportion to ``wanted`` between bounds: who is at a bound leaves the others' sharing."""
    result, free = np.zeros(wanted.size), np.ones(wanted.size, bool)
    for _ in range(2 * wanted.size + 1):
        left = max(0.0, size - result[~free].sum())
        share = wanted / max(wanted[free].sum(), 1e-300) * left
        low, high = free & (share < least), free & (share > most)
        if not low.any() and not high.any():
            result[free] = share[free]
            break
        # Raising the small ones first leaves less for the others, so that they are looked at again.
        fixed, bound = (low, least) if low.any() else (high, most)
        result[fixed], free = bound[fixed], free & ~fixed
    whole = np.floor(result + 1e-9).astype(int)
    for index in np.argsort(-(result - whole), kind="stable"):
        if whole.sum() >= size:
            break
        if whole[index] < most[index]:
            whole[index] += 1
    return whole
