"""A radiative-transfer table convolved with one spectral response.

Scattering is interpolated in log-log over wavelength (reference: 6SV's own practice), weighted by
response times solar irradiance. Equations in ``correction.py``; the measured errors are in docs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import BocageError
from .interpolation import cosine_weights, polynomial_weights, spline_weights, zenith_weights
from .spectral import SpectralTable

#: Largest AOT at 550 nm of the tables.
AOT_MAX = 1.8
_TINY = 1e-7


def solar_weights(wavelength_nm: Sequence[float], response: Sequence[float],
                  gases: SpectralTable) -> tuple[np.ndarray, np.ndarray]:
    """Indices on the gas table's axis (2.5 nm) and normalised weights response x irradiance.

    The response is read at 6S's own wavelengths, as 6S reads a filter: absorption lines are sampled
    there, and another sampling of the response moves B5 by 0.0006.
    """
    axis = gases["wavelength_um"]
    wavelength, values = np.asarray(wavelength_nm, float) / 1000.0, np.clip(np.asarray(response, float), 0, None)
    responding = wavelength[values > 0]
    if responding.size == 0 or responding[0] < axis[0] - 0.01 or responding[-1] > axis[-1] + 0.01:
        raise BocageError("response_outside_table", low=axis[0] * 1000, high=axis[-1] * 1000)
    weight = np.interp(axis, wavelength, values, left=0.0, right=0.0)
    used = np.flatnonzero(weight > 0)
    weight = weight[used] * gases["solar_irradiance"][used]
    return used, weight / weight.sum()


def _node_weights(wavelength: np.ndarray, nodes: np.ndarray) -> np.ndarray:
    """Linear interpolation in log wavelength: (len(wavelength), len(nodes)); outer pieces go on."""
    logs, query = np.log(nodes), np.log(wavelength)
    i = np.clip(np.searchsorted(logs, query, side="right") - 1, 0, len(logs) - 2)
    upper = (query - logs[i]) / (logs[i + 1] - logs[i])
    weights = np.zeros((len(query), len(nodes)))
    rows = np.arange(len(query))
    weights[rows, i], weights[rows, i + 1] = 1 - upper, upper
    return weights


def _convolve_log(values: np.ndarray, nodes: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Band mean of a positive quantity (w, ...) interpolated log-log."""
    logs = np.log(np.maximum(values, _TINY)).reshape(values.shape[0], -1)
    return np.tensordot(weight, np.exp(nodes @ logs), 1).reshape(values.shape[1:])


def _convolve_product(down: np.ndarray, up: np.ndarray, nodes: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Band mean of T_down(sza, ...) T_up(vza, ...): (sza, vza, ...), log-log in -ln T."""
    tau_down = np.exp(nodes @ np.log(np.maximum(-np.log(down), _TINY)).reshape(down.shape[0], -1))
    tau_up = np.exp(nodes @ np.log(np.maximum(-np.log(up), _TINY)).reshape(up.shape[0], -1))
    tau_down = tau_down.reshape(-1, *down.shape[1:])[:, :, None]
    tau_up = tau_up.reshape(-1, *up.shape[1:])[:, None]
    return np.tensordot(weight, np.exp(-(tau_down + tau_up)), 1)


@dataclass(frozen=True)
class Scattering:
    """Scattering terms at N states, float64 (N,): Rayleigh path, aerosol increment of the path,
    transmittance down times up, spherical albedo."""

    path_rayleigh: np.ndarray
    path_aerosol: np.ndarray
    transmittance: np.ndarray
    albedo: np.ndarray


class BandTable:
    """Scattering of one band over (sza, vza, raa, aot550, altitude)."""

    def __init__(self, table: SpectralTable, wavelength_um: np.ndarray, weight: np.ndarray) -> None:
        nodes = _node_weights(wavelength_um, table["wavelength_um"])
        self.sza, self.vza, self.raa = table["sza"], table["vza"], table["raa"]
        self.aot = np.concatenate([[0.0], table["aot550"]])
        self.z_rayleigh, self.z, self.z_albedo = (
            table["altitude_km_rayleigh"], table["altitude_km"], table["altitude_km_albedo"])
        self.path_rayleigh = _convolve_log(table["path_rayleigh"], nodes, weight)
        total = _convolve_log(table["path"], nodes, weight)
        at = [int(np.flatnonzero(self.z_rayleigh == z)[0]) for z in self.z]
        increment = total - self.path_rayleigh[..., None, at]
        self.path_aerosol = _with_zero(increment, axis=3)
        self.log_t_rayleigh = np.log(_convolve_product(
            table["down_rayleigh"], table["up_rayleigh"], nodes, weight))
        log_t = np.log(_convolve_product(table["down"], table["up"], nodes, weight))
        self.log_t_aerosol = _with_zero(log_t - self.log_t_rayleigh[:, :, None, at], axis=2)
        self._add_direct(table, nodes, weight, at)
        self.albedo_rayleigh = _convolve_log(table["albedo_rayleigh"], nodes, weight)
        at_albedo = [int(np.flatnonzero(self.z_rayleigh == z)[0]) for z in self.z_albedo]
        albedo = _convolve_log(table["albedo"], nodes, weight)
        self.albedo_aerosol = _with_zero(albedo - self.albedo_rayleigh[at_albedo], axis=0)

    def _add_direct(self, table: SpectralTable, nodes: np.ndarray, weight: np.ndarray, at: list[int]) -> None:
        """What tells direct light from diffuse: optical depths by wavelength, and T_down alone."""
        def depth(name: str) -> np.ndarray:
            return np.exp(nodes @ np.log(np.maximum(table[name], _TINY)))

        def through(values: np.ndarray) -> np.ndarray:
            logs = np.log(np.maximum(-np.log(values), _TINY)).reshape(values.shape[0], -1)
            return np.asarray(np.log(np.tensordot(weight, np.exp(-np.exp(nodes @ logs)), 1)).reshape(values.shape[1:]))

        self._weight = weight
        self._depth_rayleigh, self._depth_aerosol = depth("optical_depth_rayleigh"), depth("optical_depth_aerosol")
        self._log_down_rayleigh = through(table["down_rayleigh"])
        aerosol = through(table["down"]) - self._log_down_rayleigh[:, None, at]
        self._log_down_aerosol = _with_zero(aerosol, axis=1)

    def aerosol_share(self, aot: float, altitude_km: float) -> float:
        """Aerosols' share of the light that arrives from the vertical though scattered: their diffuse transmittance
        against that of molecules, as 6S weighs its environment functions (subroutine ENVIRO)."""
        z_rayleigh = spline_weights(self.z_rayleigh, np.array([altitude_km]))[0]
        z_aerosol = polynomial_weights(self.z, np.array([altitude_km]))[0]
        amount = spline_weights(self.aot, np.array([aot]))[0]
        through_r = float(np.exp(self._log_down_rayleigh[0] @ z_rayleigh))
        through_a = float(np.exp(amount @ self._log_down_aerosol[0] @ z_aerosol))
        diffuse_r = through_r - float(self._weight @ np.exp(-self._depth_rayleigh @ z_rayleigh))
        depth_a = self._depth_aerosol[:, -1] * (aot / self.aot[-1])
        diffuse_a = max(through_a - float(self._weight @ np.exp(-depth_a)), 0.0)
        return diffuse_a / max(diffuse_a + diffuse_r, 1e-6)

    def direct_share(self, zenith: float, aot: np.ndarray, altitude_km: np.ndarray) -> np.ndarray:
        """Share of what the atmosphere lets through at ``zenith`` (degrees) that was not scattered,
        (A, Z) on the axes ``aot`` and ``altitude_km``. Down or up alike, by reciprocity."""
        amount, z_aerosol = spline_weights(self.aot, aot), polynomial_weights(self.z, altitude_km)
        z_rayleigh, sun = spline_weights(self.z_rayleigh, altitude_km), spline_weights(self.sza, np.array([zenith]))
        depth_r = self._depth_rayleigh @ z_rayleigh.T
        # Optical depth grows with AOT by definition: a straight line through zero.
        depth_a = np.outer(self._depth_aerosol[:, -1] / self.aot[-1], aot)
        mu = np.cos(np.radians(zenith))
        direct = np.einsum("w,waz->az", self._weight, np.exp(-(depth_a[:, :, None] + depth_r[:, None, :]) / mu))
        rayleigh = (sun @ self._log_down_rayleigh)[0] @ z_rayleigh.T
        aerosol = amount @ np.tensordot(sun[0], self._log_down_aerosol, 1) @ z_aerosol.T
        return np.asarray(np.clip(direct / np.exp(rayleigh[None] + aerosol), 0.0, 1.0))

    def tables(self, sza: np.ndarray, vza: np.ndarray, raa: np.ndarray, aot: np.ndarray,
               altitude_km: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Dense tables at N geometries: path_rayleigh (N, Z), path_aerosol (N, A, Z),
        transmittance (N, A, Z), albedo (A, Z) on the axes ``aot`` (A,) and ``altitude_km`` (Z,)."""
        sun, view = spline_weights(self.sza, sza), zenith_weights(self.vza, vza)
        azimuth = cosine_weights(self.raa, raa)
        z_rayleigh = spline_weights(self.z_rayleigh, altitude_km)
        z_aerosol = polynomial_weights(self.z, altitude_km)
        z_albedo = polynomial_weights(self.z_albedo, altitude_km)
        amount = spline_weights(self.aot, aot)
        directions = np.einsum("ns,nv,nr->nsvr", sun, view, azimuth).reshape(len(sun), -1)
        pairs = np.einsum("ns,nv->nsv", sun, view).reshape(len(sun), -1)
        rayleigh = directions @ self.path_rayleigh.reshape(directions.shape[1], -1) @ z_rayleigh.T
        aerosol = _contract(directions, self.path_aerosol, amount, z_aerosol)
        log_t = pairs @ self.log_t_rayleigh.reshape(pairs.shape[1], -1) @ z_rayleigh.T
        log_ta = _contract(pairs, self.log_t_aerosol, amount, z_aerosol)
        albedo = (self.albedo_rayleigh @ z_rayleigh.T)[None] + amount @ self.albedo_aerosol @ z_albedo.T
        return rayleigh, aerosol, np.exp(log_t[:, None] + log_ta), albedo

    def at(self, sza: np.ndarray, vza: np.ndarray, raa: np.ndarray, aot: np.ndarray,
           altitude_km: np.ndarray) -> Scattering:
        """Scattering at N independent states (all arrays (N,), degrees, km)."""
        parts = [self.tables(*[np.atleast_1d(v[i]) for v in (sza, vza, raa, aot, altitude_km)])
                 for i in range(len(sza))]
        return Scattering(*[np.array([np.ravel(p[k])[0] for p in parts]) for k in range(4)])


def _with_zero(values: np.ndarray, axis: int) -> np.ndarray:
    """Prepend AOT 0, where the aerosol adds nothing."""
    return np.concatenate([np.zeros_like(np.take(values, [0], axis)), values], axis)


def _contract(geometry: np.ndarray, values: np.ndarray, amount: np.ndarray, altitude: np.ndarray) -> np.ndarray:
    """(N, G) . (G, a, z) . (A, a) . (Z, z) -> (N, A, Z)."""
    flat = values.reshape(geometry.shape[1], len(amount[0]), len(altitude[0]))
    at_geometry = np.tensordot(geometry, flat, 1)
    return np.einsum("naz,Aa,Zz->nAZ", at_geometry, amount, altitude, optimize=True)
