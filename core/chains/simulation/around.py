"""Where the light comes from that is scattered into a line of sight: the simulator's own reckoning.

6S's functions F(r), F = s F_aerosols + (1 - s) F_molecules, integrated over cells by fine sampling and to the
distance where they end. The correction has its own kernel (``core/atmosphere/environment.py``), of another reach
and other steps; both rest on 6S, and ``tools/proofs/simulator.py`` compares with it.
"""

from __future__ import annotations

import numpy as np

from ...atmosphere.environment import AEROSOLS, MOLECULES

REACH_M, SAMPLES = 24_000.0, 12


def weights(cell_m: float, aerosol_share: float, reach_m: float = REACH_M) -> np.ndarray:
    """(2n + 1, 2n + 1), sum 1: density f(r) = F'(r) / (2 pi r), integrated over each cell."""
    count = max(1, int(reach_m / cell_m))
    offsets = np.arange(-count, count + 1) * cell_m / 1000.0
    terms = [(aerosol_share * a, b) for a, b in AEROSOLS] + [((1 - aerosol_share) * a, b) for a, b in MOLECULES]

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
    return np.asarray(result / result.sum())


def surroundings(lit: np.ndarray, cell_m: float, aerosol_share: float) -> np.ndarray:
    """Mean of what the ground sends back about each cell; beyond the scene its mirror image goes on."""
    reach_m = min(REACH_M, (min(lit.shape) - 1) * cell_m)
    kernel = weights(cell_m, aerosol_share, reach_m)
    margin = kernel.shape[0] // 2
    padded = np.pad(lit, margin, mode="symmetric")
    size = [n + kernel.shape[0] - 1 for n in padded.shape]
    full = np.fft.irfft2(np.fft.rfft2(padded, size) * np.fft.rfft2(kernel, size), size)
    return np.asarray(full[2 * margin:2 * margin + lit.shape[0], 2 * margin:2 * margin + lit.shape[1]])
