"""What a date leaves to the aerosols of the next ones: the surface as it is known so far, and how well.

What a date errs by, its neighbours share: the AOT found. So the surface known is the mean of what dates say of
the same ground, each weighed by the AOT behind it; a thick date, whose aerosols are never quite of the model
assumed, hardly counts beside a thin one.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .aerosol_series import Before, unchanged

#: What the aerosol model itself may err by, share of the AOT (maritime or desert aerosols taken for continental: blue
#: of the surface errs by as much), and the least uncertainty that any date has.
MODEL_ERROR, LEAST_SIGMA = 0.25, 0.015


def known(now: Mapping[str, np.ndarray], aot: np.ndarray, sigma: np.ndarray,
          before: Before | None) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Surface by role and its AOT-equivalent standard deviation after this date, (rows, columns).

    now: surface with the AOT found, and that AOT with its uncertainty; before: in today's directions.
    """
    own = np.maximum(np.hypot(sigma, MODEL_ERROR * aot), LEAST_SIGMA)
    if before is None:
        return dict(now), own.astype(np.float32)
    with np.errstate(invalid="ignore", divide="ignore"):
        aged = before.variance()
        same = unchanged(now, before.surface) & np.isfinite(aged) & (aged > 0)
        old = np.where(same, 1 / np.maximum(aged, 1e-6), 0.0)
    new = 1 / own ** 2
    share = new / (new + old)
    merged = {role: np.where(old > 0, share * values + (1 - share) * np.nan_to_num(before.surface[role]),
                             values).astype(np.float32) for role, values in now.items()}
    # Both lean on the same dates: their mean is no better than the better of the two.
    best = np.where(old > 0, np.minimum(own, np.sqrt(1 / np.maximum(old, 1e-9))), own)
    return merged, np.maximum(best, LEAST_SIGMA).astype(np.float32)
