"""Top-of-atmosphere reflectance by spectral integration, with light direct and diffuse, down and up.

    rho_TOA = P + [G_dd L_dir + G_sd L_dif + (G_dd + G_sd) L_back] rho / (1 - S rho_env)
                + [G_de + G_se] rho_env / (1 - S rho_env)

each G a sum over a dozen slices of the band of response x solar irradiance x gas x scattering, so that
absorption and scattering are never averaged apart as the correction does. G_dd: direct down, direct up;
G_sd: diffuse down, direct up; G_de, G_se: the same with diffuse light up, which comes from around. L: how lit
a place is against flat open ground; L_back: by light that the slopes around send back.
Checked against 6SV2.1 by ``tools/proofs/simulator.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ...atmosphere.bandtable import BandTable, solar_weights
from ...atmosphere.gases import BandGases
from ...atmosphere.spectral import aerosol_table, gas_table
from ...products.model import SpectralResponse

SLICES = 12
#: P, G_dd, G_sd, G_de, G_se, S.
PARTS = 6


@dataclass(frozen=True)
class Coefficients:
    """``values`` (6, geometry, water, altitude, AOT): path P, G_dd, G_sd, G_de, G_se and albedo S on nodes."""

    values: np.ndarray
    water: np.ndarray
    altitude_km: np.ndarray
    aot: np.ndarray

    def at(self, aot: np.ndarray, altitude_km: np.ndarray | None = None, water: np.ndarray | None = None,
           geometry: int = 0) -> np.ndarray:
        """All six (6, ...) for other states, by parabolas through three nodes of each axis that has as many."""
        flat = self.values[:, geometry].reshape(PARTS, -1)
        result = np.zeros((PARTS, *np.shape(aot)))
        for w, w_share in _nearest(self.water, aot if water is None else water):
            for z, z_share in _nearest(self.altitude_km, aot if altitude_km is None else altitude_km):
                share = w_share * z_share
                for a, a_share in _nearest(self.aot, aot):
                    result += flat[:, (w * len(self.altitude_km) + z) * len(self.aot) + a] * (share * a_share)
        return result


def _nearest(nodes: np.ndarray, wanted: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Index and weight of up to three nodes about each value: Lagrange's parabola, or a line through two."""
    order = min(3, len(nodes))
    first = np.clip(np.searchsorted(nodes, wanted) - 1, 0, len(nodes) - order)
    for k in range(order):
        share = np.ones(np.shape(wanted))
        for other in range(order):
            if other != k:
                share = share * (wanted - nodes[first + other]) / (nodes[first + k] - nodes[first + other])
        yield first + k, share


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
        one = [np.array([v], float) for v in (sza, vza, raa, altitude_km, water)]
        return self.nodes(one[0], one[1], one[2], one[3], one[4], ozone)

    def nodes(self, sza: np.ndarray, vza: np.ndarray, raa: np.ndarray, altitude_km: np.ndarray, water: np.ndarray,
              ozone: float) -> Coefficients:
        """At N geometries (degrees), Z altitudes and W water columns."""
        shape = (len(sza), len(water), len(altitude_km), len(self.aot))
        mass = 1 / np.cos(np.radians(sza)) + 1 / np.cos(np.radians(vza))
        sums = np.zeros((PARTS, *shape))
        for share, table, gas in self.slices:
            rayleigh, aerosol, through, albedo = table.tables(sza, vza, raa, self.aot, altitude_km)
            stable = share * _stable(gas, mass, altitude_km, ozone)[:, None, :, None]
            full, half = (_water(gas, mass, altitude_km, water * part)[..., None] for part in (1.0, 0.5))
            aerosol, through = (np.swapaxes(v, 1, 2)[:, None] for v in (aerosol, through))
            down, up = (_direct(table, angles, self.aot, altitude_km)[:, None] for angles in (sza, vza))
            sums[0] += stable * (rayleigh[:, None, :, None] + aerosol * half)
            both = stable * full * through
            sums[1] += both * down * up
            sums[2] += both * (1 - down) * up
            sums[3] += both * down * (1 - up)
            sums[4] += both * (1 - down) * (1 - up)
            sums[5] += share * albedo.T
        return Coefficients(sums, water, altitude_km, self.aot)

    def aerosol_share(self, aot: float, altitude_km: float) -> float:
        """Aerosols' share of the diffuse light on its way up."""
        return float(sum(share * table.aerosol_share(aot, altitude_km) for share, table, _ in self.slices))

    def gas_above(self, mass: float, altitude_km: float, water: float, ozone: float) -> float:
        """Share of light that gases leave over an air mass, above a cloud whose top lies at an altitude."""
        # The tables end at 4 km: lines that pressure hardly widens any more.
        one = np.array([mass]), np.array([min(altitude_km, 4.0)]), np.array([water])
        return float(sum(share * (_stable(gas, one[0], one[1], ozone) * _water(gas, *one)[0])[0, 0]
                         for share, _, gas in self.slices))


def _direct(table: BandTable, zenith: np.ndarray, aot: np.ndarray, altitude_km: np.ndarray) -> np.ndarray:
    """Direct share (N, Z, A): exact at some zenith angles over their range, read between them."""
    low, high = float(zenith.min()), float(zenith.max())
    angles = np.linspace(low, high, 1 if high - low < 1e-6 else 2 if high - low < 1.0 else 5)
    exact = np.stack([table.direct_share(float(angle), aot, altitude_km).T for angle in angles])
    return np.asarray(sum(share[:, None, None] * exact[place] for place, share in _nearest(angles, zenith)))


@lru_cache(maxsize=32)
def band_forward(response: SpectralResponse, aerosol_model: str) -> BandForward:
    """The forward model of a band, made once: a series asks for the same ones on every date."""
    return BandForward(response, aerosol_model)


def _stable(gas: BandGases, mass: np.ndarray, altitude_km: np.ndarray, ozone: float) -> np.ndarray:
    """Ozone and the other gases (N, Z)."""
    m, z = (v.ravel() for v in np.meshgrid(mass, altitude_km, indexing="ij"))
    return np.asarray(gas.ozone(m, np.full(m.shape, ozone)) * gas.other(m, z)).reshape(len(mass), -1)


def _water(gas: BandGases, mass: np.ndarray, altitude_km: np.ndarray, water: np.ndarray) -> np.ndarray:
    """Water vapour (N, W, Z)."""
    m, w, z = (v.ravel() for v in np.meshgrid(mass, water, altitude_km, indexing="ij"))
    return np.asarray(gas.water(m * w, m, z)).reshape(len(mass), len(water), -1)


def reflectance(parts: np.ndarray, rho: np.ndarray, around: np.ndarray, direct: np.ndarray | float,
                diffuse: np.ndarray | float, returned: np.ndarray | float = 0.0) -> np.ndarray:
    """TOA reflectance of ``parts`` (6, ...); ``direct``, ``diffuse`` and ``returned`` say how lit each pixel is
    against flat open ground."""
    path, dd, sd, de, se, albedo = parts
    again = 1 / (1 - albedo * around)
    lit = dd * direct + sd * diffuse + (dd + sd) * returned
    return np.asarray(path + (lit * rho + (de + se) * around) * again)
