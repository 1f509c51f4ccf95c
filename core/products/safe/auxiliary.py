"""What a Sentinel-2 product carries of the atmosphere: ECMWF and CAMS forecasts in small GRIB files."""

from __future__ import annotations

import logging

import numpy as np

from ...engine.raster import read_grib
from ...errors import BocageError
from ..files import ProductFiles
from ..model import Auxiliary

LOG = logging.getLogger("bocage")

#: One Dobson unit is 2.1415e-5 kg/m2 of ozone, and 0.001 cm-atm: cm-atm in one kg/m2.
OZONE_CM_ATM = 1 / 2.1415e-2
#: Field -> words of the GRIB element or comment, units accepted, factor to the field's unit. GDAL
#: names PWC the total column water vapour of ECMWF (parameter 137), TCO3 the ozone column, and knows no
#: name for parameter 207 of ECMWF's table 210, the total aerosol optical depth at 550 nm.
_FIELDS: dict[str, tuple[tuple[str, ...], str, float]] = {
    "ozone_cm_atm": (("TCO3", "TOTAL COLUMN OZONE"), "[kg/m^2]", OZONE_CM_ATM),
    "water_vapour_g_cm2": (("TCWV", "PWC", "PRECIPITABLE WATER", "TOTAL COLUMN WATER"), "[kg/m^2]", 0.1),
    "sea_level_pressure_hpa": (("MSL", "PRMSL", "SEA LEVEL PRESSURE"), "[Pa]", 0.01),
    "aot550": (("AOD550", "VAR207 OF TABLE 210", "DEPTH AT 550"), "", 1.0),
}
#: Physically possible values; what lies outside is not the field it claims to be.
_RANGES = {"ozone_cm_atm": (0.05, 0.8), "water_vapour_g_cm2": (0.0, 10.0),
           "sea_level_pressure_hpa": (850.0, 1100.0), "aot550": (0.0, 10.0)}
#: AOT at 550 nm by species, ECMWF's table 210, for which GDAL knows no names either.
_SPECIES = {"sea_salt": "VAR208 OF TABLE 210", "dust": "VAR209 OF TABLE 210", "organic_matter": "VAR210 OF TABLE 210",
            "black_carbon": "VAR211 OF TABLE 210", "sulphate": "VAR212 OF TABLE 210"}
_NAMES = ("AUX_ECMWFT", "AUX_CAMSFO", "AUX_CAMSRE", "ECMWFT", "ECMWF", "CAMSFO")


def auxiliary_names(files: ProductFiles, folders: list[str]) -> list[str]:
    """Forecast files below the folders, weather first; old products name them S2A_OPER_AUX_ECMWFT_*."""
    found: list[str] = []
    for kind in _NAMES:
        for name in (name for folder in folders for name in files.below(folder)):
            last = name.rpartition("/")[2]
            if name not in found and (last == kind or f"_{kind}_" in last):
                found.append(name)
    return found


def read_auxiliary(files: ProductFiles, names: list[str]) -> Auxiliary | None:
    """The forecasts on the grid of the first file that reads; None, and a line in the log, without any."""
    parts: list[tuple[np.ndarray, np.ndarray, dict[str, np.ndarray], str]] = []
    for name in names:
        try:
            longitude, latitude, bands = read_grib(files.gdal_path(name))
        except (BocageError, OSError) as error:
            LOG.warning("Auxiliary file %s not read: %s", files.shown(name), error)
            continue
        fields = _fields(bands)
        if fields:
            parts.append((longitude, latitude, fields, name.rpartition("/")[2]))
    if not parts:
        LOG.info("%s carries no usable auxiliary data.", files.path)
        return None
    longitude, latitude = parts[0][0], parts[0][1]
    values: dict[str, np.ndarray] = {}
    species = next((fields for _, _, fields, _ in parts if "aot550" in fields and any(k in fields for k in _SPECIES)),
                   {})
    for x, y, fields, _ in parts:
        for key, array in fields.items():
            values.setdefault(key, _onto(array, x, y, longitude, latitude))
    return Auxiliary(longitude, latitude, ozone_cm_atm=values.get("ozone_cm_atm"),
                     water_vapour_g_cm2=values.get("water_vapour_g_cm2"),
                     sea_level_pressure_hpa=values.get("sea_level_pressure_hpa"),
                     aot550=values.get("aot550"), source=", ".join(part[3] for part in parts),
                     aerosol_shares=_shares(species))


def _shares(fields: dict[str, np.ndarray]) -> dict[str, float]:
    """Share of the total AOT by species, of the means over the grid."""
    total = float(np.nanmean(fields["aot550"])) if "aot550" in fields else 0.0
    if total <= 0:
        return {}
    return {name: float(np.nanmean(fields[name])) / total for name in _SPECIES if name in fields}


def _fields(bands: list[tuple[dict[str, str], np.ndarray]]) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    for items, values in bands:
        comment = items.get("GRIB_COMMENT", "").upper()
        found.update({name: values for name, words in _SPECIES.items() if words in comment and name not in found})
        element = items.get("GRIB_ELEMENT", "").upper()
        words = f"{element} {comment}"
        for key, (names, unit, factor) in _FIELDS.items():
            if key in found or not any(name in words for name in names):
                continue
            if unit and items.get("GRIB_UNIT", unit) != unit:
                continue
            scaled = values * factor
            low, high = _RANGES[key]
            if np.isfinite(scaled).any() and low <= float(np.nanmean(scaled)) <= high:
                found[key] = scaled
    return found


def _onto(values: np.ndarray, x: np.ndarray, y: np.ndarray, longitude: np.ndarray,
          latitude: np.ndarray) -> np.ndarray:
    """Nearest node of the first file's grid: both describe the same tile with a few nodes."""
    if x.shape == longitude.shape and y.shape == latitude.shape and np.allclose(x, longitude) \
            and np.allclose(y, latitude):
        return values
    turn = (longitude[:, None] - x[None, :] + 180.0) % 360.0 - 180.0
    columns = np.abs(turn).argmin(axis=1)
    rows = np.abs(latitude[:, None] - y[None, :]).argmin(axis=1)
    return values[np.ix_(rows, columns)]
