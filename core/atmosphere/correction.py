"""From top-of-atmosphere to surface reflectance, one band, and back.

    rho_TOA = Tg [ rho_R + (rho_RA - rho_R) Tw(U/2) + Td Tu Tw(U) rho_s / (1 - S rho_s) ]

Tg: ozone and the other gases; Tw: water vapour; rho_R, rho_RA: path reflectance of the molecules
alone and with aerosols; Td Tu: scattering transmittances; S: spherical albedo. Source: Vermote et al.
(1997, IEEE TGRS 35(3), eq. 22). Lambertian, uniform surface: adjacency is another step.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..products.model import SpectralResponse
from .bandtable import BandTable, solar_weights
from .gases import BandGases
from .spectral import aerosol_table, gas_table


@dataclass(frozen=True)
class State:
    """N atmospheric states at the target, all float (N,).

    sza, vza, raa in degrees (raa = |solar azimuth - view azimuth|); aot550; water_g_cm2 above the
    surface; ozone_cm_atm; altitude_km where the standard atmosphere has the surface pressure.
    """

    sza: np.ndarray
    vza: np.ndarray
    raa: np.ndarray
    aot550: np.ndarray
    water_g_cm2: np.ndarray
    ozone_cm_atm: np.ndarray
    altitude_km: np.ndarray

    def mass(self) -> np.ndarray:
        """Air mass 1/cos(sza) + 1/cos(vza)."""
        return 1 / np.cos(np.radians(self.sza)) + 1 / np.cos(np.radians(self.vza))


@dataclass(frozen=True)
class Terms:
    """Inverse of the equation: z = gain rho_TOA - path; rho_s = z / (1 + albedo z).

    At N states (N,), or on a scene's cells, float32 (rows, columns).
    """

    gain: np.ndarray
    path: np.ndarray
    albedo: np.ndarray

    def surface(self, toa: np.ndarray) -> np.ndarray:
        """Surface reflectance from top-of-atmosphere reflectance."""
        z = self.gain * toa - self.path
        return np.asarray(z / (1 + self.albedo * z))

    def toa(self, surface: np.ndarray) -> np.ndarray:
        """Top-of-atmosphere reflectance from surface reflectance."""
        return np.asarray((surface / (1 - self.albedo * surface) + self.path) / self.gain)


class BandAtmosphere:
    """Everything one band needs of the atmosphere, for one aerosol model."""

    def __init__(self, response: SpectralResponse, aerosol_model: str = "continental") -> None:
        self.response, self.aerosol_model = response, aerosol_model
        gases, aerosols = gas_table(), aerosol_table(aerosol_model)
        used, weight = solar_weights(response.wavelength_nm, response.response, gases)
        self.scattering = BandTable(aerosols, gases["wavelength_um"][used], weight)
        self.gases = BandGases(gases, used, weight)

    def terms(self, state: State) -> Terms:
        """Terms at N independent states: exact interpolation, for points rather than images."""
        mass = state.mass()
        part = self.scattering.at(state.sza, state.vza, state.raa, state.aot550, state.altitude_km)
        gas = self.gases.ozone(mass, state.ozone_cm_atm) * self.gases.other(mass, state.altitude_km)
        path = mass * state.water_g_cm2
        full = self.gases.water(path, mass, state.altitude_km)
        half = self.gases.water(path / 2, mass, state.altitude_km)
        through = part.transmittance * full
        return Terms(1 / (gas * through), (part.path_rayleigh + part.path_aerosol * half) / through, part.albedo)


@lru_cache(maxsize=96)
def band_atmosphere(response: SpectralResponse, aerosol_model: str = "continental") -> BandAtmosphere:
    """Cached BandAtmosphere: the convolution costs some tens of milliseconds."""
    return BandAtmosphere(response, aerosol_model)
