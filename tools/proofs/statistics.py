"""From cached 6SV2.1 runs to the errors of the plugin's correction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from bocage.core.atmosphere.correction import State, band_atmosphere
from bocage.core.atmosphere.responses import load

from . import states  # noqa: I001 - puts the plugin on the path


@dataclass(frozen=True)
class Errors:
    """Corrected minus true surface reflectance of one band, and what selects among draws. All (N,)."""

    error: np.ndarray
    aot550: np.ndarray
    altitude_km: np.ndarray
    sza: np.ndarray
    water_transmittance: np.ndarray

    def rms(self, where: np.ndarray | None = None) -> float:
        """Root mean square; NaN over nothing."""
        values = self.error if where is None else self.error[where]
        return float(np.sqrt(np.mean(values**2))) if values.size else float("nan")

    def largest(self, where: np.ndarray | None = None) -> float:
        """Largest absolute error; NaN over nothing."""
        values = self.error if where is None else self.error[where]
        return float(np.max(np.abs(values))) if values.size else float("nan")


def errors(rows: list[dict[str, str]], band: str) -> Errors:
    """Errors of one band: each 6S top-of-atmosphere reflectance goes through the plugin's correction."""
    kept = [row for row in rows if row["band"] == band]
    found = np.full(len(kept), np.nan)
    for platform, version in states.RESPONSES:
        places = [i for i, row in enumerate(kept) if (row["platform"], row["version"]) == (platform, version)]
        if places:
            found[places] = _corrected([kept[i] for i in places], platform, version, band)
    return Errors(
        found - _column(kept, "reflectance"),
        _column(kept, "aot550"),
        _column(kept, "altitude_km"),
        _column(kept, "sza"),
        _column(kept, "water_transmittance"),
    )


def _column(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([float(row[name]) for row in rows])


def _corrected(rows: list[dict[str, str]], platform: str, version: str, band: str) -> np.ndarray:
    state = State(
        *[
            _column(rows, name)
            for name in ("sza", "vza", "raa", "aot550", "water_g_cm2", "ozone_cm_atm", "altitude_km")
        ]
    )
    atmosphere = band_atmosphere(load(platform, version)[band])
    return atmosphere.terms(state).surface(_column(rows, "apparent"))
