"""External mixtures of the tables' aerosol models, by their shares of the optical thickness at 550 nm.

A mixture goes by a text, heaviest first: ``maritime 0.80 + continental 0.20``; a model alone by its name. What light
meets of each kind is its share of the AOT: path reflectance and spherical albedo of the mixture are the means of
those of its parts at the whole AOT, optical depths likewise, transmittances as their logarithms. Exact where light is
scattered once; the proof ``aerosol_models`` measures what this costs against 6SV2.1, which mixes particles.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

#: What is a mean of logarithms; all other arrays are plain means.
TRANSMITTANCES = ("down", "up")
#: Axes, and what aerosols have no part in.
COMMON = ("wavelength_um", "sza", "vza", "raa", "aot550", "altitude_km", "altitude_km_albedo", "altitude_km_rayleigh",
          "path_rayleigh", "down_rayleigh", "up_rayleigh", "albedo_rayleigh", "optical_depth_rayleigh")


def named(shares: Mapping[str, float]) -> str:
    """The text of a mixture; shares are positive and sum to one."""
    if len(shares) == 1:
        return next(iter(shares))
    heaviest_first = sorted(shares.items(), key=lambda part: (-part[1], part[0]))
    return " + ".join(f"{model} {share:.2f}" for model, share in heaviest_first)


def shares_of(model: str) -> dict[str, float]:
    """Shares of the AOT by model. Raises ValueError for what is no mixture."""
    if " " not in model:
        return {model: 1.0}
    parts = [part.rsplit(" ", 1) for part in model.split(" + ")]
    shares = {name: float(share) for name, share in parts}
    if len(shares) < len(parts) or min(shares.values()) <= 0 or abs(sum(shares.values()) - 1) > 0.005 * len(parts):
        raise ValueError(model)
    return shares


def heaviest(model: str) -> str:
    """The model that has the largest share."""
    shares = shares_of(model)
    return max(shares, key=lambda name: shares[name])


def mixed(tables: Mapping[str, Mapping[str, np.ndarray]], shares: Mapping[str, float]) -> dict[str, np.ndarray]:
    """Arrays of the mixture, from those of its models (all on the same axes)."""
    first = next(iter(tables.values()))
    total = sum(shares.values())

    def mean(name: str) -> np.ndarray:
        parts = [(share / total, np.asarray(tables[model][name], np.float64)) for model, share in shares.items()]
        if name in TRANSMITTANCES:
            return np.asarray(np.exp(sum(share * np.log(values) for share, values in parts)))
        return np.asarray(sum(share * values for share, values in parts))

    return {name: values if name in COMMON else mean(name).astype(values.dtype) for name, values in first.items()}
