"""Top-of-atmosphere reflectance by spectral integration, with light direct and diffuse, down and up.

    rho_TOA = P + [G_dd L_dir + G_sd L_dif] rho / (1 - S rho_env) + [G_de + G_se] L rho_env / (1 - S rho_env)

each G a sum over a dozen slices of the band of response x solar irradiance x gas x scattering, so that
absorption and scattering are never averaged apart as the correction does. G_dd: direct down, direct up;
G_sd: diffuse down, direct up; G_de, G_se: the same with diffuse light up, which comes from around.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...atmosphere.bandtable import BandTable, solar_weights
from ...atmosphere.gases import BandGases
from ...atmosphere.spectral import aerosol_table, gas_table
from ...products.model import SpectralResponse

SLICES = 12


@dataclass(frozen=True)
class Coefficients:
    """At one geometry, on AOT nodes: path P, G_dd, G_sd, G_de, G_se and albedo S, each (A,)."""

    aot: np.ndarray
    path: np.ndarray
    direct_direct: np.ndarray
    diffuse_direct: np.ndarray
    direct_diffuse: np.ndarray
    diffuse_diffuse: np.ndarray
    albedo: np.ndarray

    def at(self, aot: np.ndarray) -> list[np.ndarray]:
        """All six at other AOT, by parabolas through three nodes."""
        i = np.clip(np.searchsorted(self.aot, aot) - 1, 0, len(self.aot) - 3)
        x = [self.aot[i + k] for k in range(3)]
        w = [(aot - x[1]) * (aot - x[2]) / ((x[0] - x[1]) * (x[0] - x[2])),
             (aot - x[0]) * (aot - x[2]) / ((x[1] - x[0]) * (x[1] - x[2])),
             (aot - x[0]) * (aot - x[1]) / ((x[2] - x[0]) * (x[2] - x[1]))]
        return [sum(values[i + k] * w[k] for k in range(3)) for values in (
            self.path, self.direct_direct, self.diffuse_direct, self.direct_diffuse, self.diffuse_diffuse, self.albedo)]


class BandForward:
    """One band of one aerosol model."""

    def __init__(self, response: SpectralResponse, aerosol_model: str) -> None:
        table, gases = aerosol_table(aerosol_model), gas_table()
        used, weight = solar_weights(response.wavelength_nm, response.response, gases)
        self.aot = np.concatenate([[0.0], table["aot550"]])
        self.slices = []
        for part in np.array_split(np.arange(len(used)), min(SLICES, len(used))):
            share = float(weight[part].sum())
            if share <= 0:
                continue
            inside = weight[part] / share
            self.slices.append((share, BandTable(table, gases["wavelength_um"][used[part]], inside),
                                BandGases(gases, used[part], inside)))

    def coefficients(self, sza: float, vza: float, raa: float, altitude_km: float, water: float,
                     ozone: float) -> Coefficients:
        """Of one geometry and state; water above the ground in g/cm2."""
        one = [np.array([v], float) for v in (sza, vza, raa)]
        z = np.array([altitude_km], float)
        mass = 1 / np.cos(np.radians(sza)) + 1 / np.cos(np.radians(vza))
        sums = np.zeros((6, len(self.aot)))
        for share, table, gas in self.slices:
            rayleigh, aerosol, through, albedo = (v.reshape(-1) for v in table.tables(*one, self.aot, z))
            stable = float(gas.ozone(np.array([mass]), np.array([ozone]))[0]
                           * gas.other(np.array([mass]), z)[0]) * share
            path = np.array([mass * water])
            full, half = (float(gas.water(p, np.array([mass]), z)[0]) for p in (path, path / 2))
            down, up = (table.direct_share(angle, self.aot, z)[:, 0] for angle in (sza, vza))
            sums[0] += stable * (rayleigh + aerosol * half)
            both = stable * full * through
            sums[1] += both * down * up
            sums[2] += both * (1 - down) * up
            sums[3] += both * down * (1 - up)
            sums[4] += both * (1 - down) * (1 - up)
            sums[5] += share * albedo
        return Coefficients(self.aot, *sums)


def reflectance(parts: list[np.ndarray], rho: np.ndarray, around: np.ndarray, direct: np.ndarray,
                diffuse: np.ndarray) -> np.ndarray:
    """TOA reflectance; ``direct`` and ``diffuse`` say how lit each pixel is against flat open ground."""
    path, dd, sd, de, se, albedo = parts
    again = 1 / (1 - albedo * around)
    return np.asarray(path + ((dd * direct + sd * diffuse) * rho + (de + se) * around) * again)
