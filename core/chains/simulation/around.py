"""Where the light comes from that is scattered into a line of sight: the simulator's own reckoning.

6S's functions F(r), F = s F_aerosols + (1 - s) F_molecules, integrated over cells by fine sampling and to the
distance where they end. The correction has its own kernel (``core/atmosphere/environment.py``), of another reach
and other steps; both rest on 6S, and ``tools/proofs/simulator.py`` compares with it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ...atmosphere.environment import AEROSOLS, MOLECULES

#: To where 6S's functions have all but ended (2 % of what molecules send comes from beyond), and samples of a cell.
REACH_M, SAMPLES = 48_000.0, 12


def weights(cell_m: float, aerosol_share: float) -> np.ndarray:
    """(2n + 1, 2n + 1), sum 1: density f(r) = F'(r) / (2 pi r), integrated over each cell."""
    aerosols, molecules = _by_kind(cell_m)
    result = aerosol_share * aerosols + (1 - aerosol_share) * molecules
    return np.asarray(result / result.sum())


@lru_cache(maxsize=2)
def _by_kind(cell_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Of aerosols and of molecules: all bands and dates of a scene ask for the same."""
    return _integrated(cell_m, AEROSOLS), _integrated(cell_m, MOLECULES)


def _integrated(cell_m: float, terms: tuple[tuple[float, float], ...]) -> np.ndarray:
    count = max(1, int(REACH_M / cell_m))
    offsets = np.arange(-count, count + 1) * cell_m / 1000.0

    def density(r: np.ndarray) -> np.ndarray:
        return np.asarray(sum(a * b * np.exp(-b * r) for a, b in terms) / (2 * np.pi * r))

    side = cell_m / 1000.0
    result = density(np.maximum(np.hypot(offsets[:, None], offsets[None, :]), side / 4)) * side * side
    # Near the middle the density changes within a cell: it is sampled there, off the singular point.
    near = min(count, 4)
    fine = (np.arange((2 * near + 1) * SAMPLES) + 0.5) / SAMPLES * side - (near + 0.5) * side
    inner = density(np.hypot(fine[:, None], fine[None, :])) * (side / SAMPLES) ** 2
    inner = inner.reshape(2 * near + 1, SAMPLES, 2 * near + 1, SAMPLES).sum(axis=(1, 3))
    result[count - near:count + near + 1, count - near:count + near + 1] = inner
    return result


def surroundings(lit: np.ndarray, cell_m: float, aerosol_share: float) -> np.ndarray:
    """Mean of what the ground sends back about each cell; beyond the scene its mirror images go on, as far as light
    comes from: a kernel cut at the scene's size would draw light nearer than it comes from.

    A scene and its mirror images repeat: the kernel is folded onto one period, and turns round in it.
    """
    mirrored = np.pad(lit, [(0, n) for n in lit.shape], mode="symmetric")
    kernel = _folded(weights(cell_m, aerosol_share), mirrored.shape)
    full = np.fft.irfft2(np.fft.rfft2(mirrored) * np.fft.rfft2(kernel), mirrored.shape)
    return np.asarray(full[:lit.shape[0], :lit.shape[1]])


def _folded(kernel: np.ndarray, period: tuple[int, ...]) -> np.ndarray:
    """What falls on each cell of a period, the kernel's middle on its first."""
    margin = kernel.shape[0] // 2
    rows, columns = (-(-kernel.shape[0] // n) for n in period)
    whole = np.zeros((rows * period[0], columns * period[1]))
    whole[:kernel.shape[0], :kernel.shape[1]] = kernel
    folded = whole.reshape(rows, period[0], columns, period[1]).sum(axis=(0, 2))
    return np.roll(folded, (-(margin % period[0]), -(margin % period[1])), (0, 1))
