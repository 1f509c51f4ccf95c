"""Surface pressure and the altitude at which the standard atmosphere has it."""

from __future__ import annotations

import numpy as np

#: US Standard Atmosphere 1962 as in 6S (McClatchey et al. 1972), hPa at 0, 1, 2... km.
_PRESSURE_HPA = np.array([1013.0, 898.6, 795.0, 701.2, 616.6, 540.5, 472.2, 411.1, 356.5, 308.0])
STANDARD_SEA_LEVEL_HPA = float(_PRESSURE_HPA[0])


def standard_pressure(altitude_km: np.ndarray) -> np.ndarray:
    """Pressure (hPa) of the standard atmosphere: log-linear between whole kilometres, also below sea level."""
    altitude = np.asarray(altitude_km, dtype=float)
    low = np.clip(np.floor(altitude).astype(int), 0, len(_PRESSURE_HPA) - 2)
    logs = np.log(_PRESSURE_HPA)
    return np.exp(logs[low] + (altitude - low) * (logs[low + 1] - logs[low]))


def surface_pressure(altitude_km: np.ndarray, sea_level_hpa: np.ndarray | float) -> np.ndarray:
    """Pressure (hPa) at the altitude, from the pressure reduced to sea level."""
    return standard_pressure(altitude_km) * (np.asarray(sea_level_hpa) / STANDARD_SEA_LEVEL_HPA)


def standard_altitude(pressure_hpa: np.ndarray) -> np.ndarray:
    """Altitude (km) where the standard atmosphere has that pressure; the inverse of standard_pressure."""
    logs = np.log(_PRESSURE_HPA)
    query = np.log(np.asarray(pressure_hpa, dtype=float))
    low = np.clip(len(logs) - 1 - np.searchsorted(logs[::-1], query, side="left"), 0, len(logs) - 2)
    return low + (query - logs[low]) / (logs[low + 1] - logs[low])
