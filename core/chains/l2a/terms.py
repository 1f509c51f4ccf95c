"""The correction's terms on cells for one AOT everywhere."""

from __future__ import annotations

import numpy as np

from ...atmosphere.correction import Terms
from .state import StateMaps
from .views import View


def uniform_terms(view: View, state: StateMaps, aot: float) -> Terms:
    """Terms on cells for one AOT everywhere."""
    part = view.scattering(np.full(view.cells.shape, aot, np.float32), state.altitude_km)
    return view.terms(part, state.altitude_km, state.water)
