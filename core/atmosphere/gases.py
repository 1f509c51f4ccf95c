"""Gas absorption of one band: ozone, water vapour, and the others, from the spectral table.

6S's split (Vermote et al. 1997, eq. 22): ozone and the other gases over everything; water vapour
over the whole path for the surface term, over half of it for the aerosol path, none for Rayleigh.
"""

from __future__ import annotations

import numpy as np

from .interpolation import polynomial_weights, spline_weights
from .spectral import SpectralTable

_FLOOR = 1e-7
#: Least transmittance: at 1.38 micrometres 6S prints zero, whose logarithm would be no number.
_DARK = 1e-7


class BandGases:
    """Band-mean transmittances. Water's is stored jointly with the other gases', because they
    overlap in the short-wave infrared; ``water`` is what is left once ``other`` is taken out."""

    def __init__(self, table: SpectralTable, used: np.ndarray, share: np.ndarray) -> None:
        self.altitude, self.path, self.mass = table["altitude_km"], table["water_path"], table["air_mass"]
        water, other = table["water"][used].astype(float), table["other"][used].astype(float)
        self.ozone_absorption = float(-np.log(share @ np.exp(-table["ozone_absorption"][used].astype(float))))
        joint = np.einsum("w,wzx,wzm->zxm", share, water, other)
        alone = np.einsum("w,wzm->zm", share, other)
        self._log_other = np.log(alone)
        self._log_tau = np.log(np.maximum(-np.log(np.maximum(joint / alone[:, None, :], _DARK)), _FLOOR))

    def ozone(self, mass: np.ndarray, ozone_cm_atm: np.ndarray) -> np.ndarray:
        """Transmittance of ozone (cm-atm) over an air mass."""
        return np.exp(-self.ozone_absorption * np.asarray(mass) * np.asarray(ozone_cm_atm))

    def other(self, mass: np.ndarray, altitude_km: np.ndarray) -> np.ndarray:
        """Transmittance of CO2, CH4, O2, N2O and CO at N states."""
        by_mass = spline_weights(self.mass, np.asarray(mass, float))
        by_altitude = polynomial_weights(self.altitude, np.asarray(altitude_km, float))
        return np.minimum(np.exp(np.einsum("nm,nz,zm->n", by_mass, by_altitude, self._log_other)), 1.0)

    def water(self, path: np.ndarray, mass: np.ndarray, altitude_km: np.ndarray) -> np.ndarray:
        """Transmittance of water vapour at N states; ``path`` = air mass x column, g/cm2."""
        query = np.log(np.maximum(np.asarray(path, float), 1e-6))
        low = query < np.log(self.path[0])
        by_path = spline_weights(np.log(self.path), np.maximum(query, np.log(self.path[0])))
        by_mass = spline_weights(self.mass, np.asarray(mass, float))
        by_altitude = polynomial_weights(self.altitude, np.asarray(altitude_km, float))
        log_tau = np.einsum("nx,nm,nz,zxm->n", by_path, by_mass, by_altitude, self._log_tau)
        # Below the first node absorption is proportional to the amount.
        return np.exp(-np.exp(log_tau + np.where(low, query - np.log(self.path[0]), 0.0)))

    def water_grid(self, log_path: np.ndarray, mass: float, altitude_km: np.ndarray) -> np.ndarray:
        """Transmittance on (Z, X) axes at one air mass, for fast lookup."""
        z, x = np.meshgrid(altitude_km, log_path, indexing="ij")
        values = self.water(np.exp(x).ravel(), np.full(x.size, mass), z.ravel())
        return values.reshape(x.shape)

