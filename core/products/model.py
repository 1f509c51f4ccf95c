"""The nouns: response, band, angles, auxiliary data, product. Readers fill them, science reads them.

Integers, scale factors and bit orders exist only in this room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from ..engine.grid import Grid

#: Roles by which science asks for bands, never by "B8A".
ROLES = ("coastal", "blue", "green", "red", "red_edge_1", "red_edge_2", "red_edge_3", "nir",
         "nir_narrow", "water_vapour", "cirrus", "swir1", "swir2")


@dataclass(frozen=True)
class SpectralResponse:
    """Relative response of one band on a regular wavelength axis, with where it comes from."""

    band: str
    wavelength_nm: tuple[float, ...]
    response: tuple[float, ...]
    source: str
    version: str

    def central_nm(self) -> float:
        """Response-weighted mean wavelength, nm."""
        weights = np.asarray(self.response, dtype=float)
        return float(np.sum(weights * np.asarray(self.wavelength_nm)) / np.sum(weights))


@dataclass(frozen=True)
class Band:
    """One band of a product.

    reflectance = (DN + offset) * scale where DN is neither ``nodata`` nor ``saturated``.
    """

    name: str
    role: str
    #: Path GDAL opens (may start with /vsizip/), None where the metadata name a file that is absent.
    path: str | None
    #: 1-based band number inside the file.
    index: int
    resolution_m: float
    scale: float
    offset: float
    nodata: int | None
    saturated: int | None
    #: The product's own response, None where its metadata carry none.
    response: SpectralResponse | None = None
    #: W/m2/um, None where unknown.
    solar_irradiance: float | None = None
    #: Other digital numbers that are no value: codes of clouds among percentages.
    invalid: tuple[int, ...] = ()


@dataclass(frozen=True)
class MaskLayer:
    """One band of one mask file, whose numbers are told by a coding of ``mask_tables.CODINGS``."""

    #: "cloud_detail", "quality", "saturated"...
    kind: str
    #: Path GDAL opens.
    path: str
    #: 1-based band number inside the file.
    index: int
    coding: str


@dataclass(frozen=True)
class AngleGrid:
    """Zenith and azimuth, degrees, at nodes ``x0 + i*step``, ``y0 - j*step``; NaN where there is none."""

    zenith: np.ndarray
    azimuth: np.ndarray
    x0: float
    y0: float
    step_x: float
    step_y: float


@dataclass(frozen=True)
class Auxiliary:
    """What the product itself carries of the atmosphere, on a small grid in longitude and latitude.

    Arrays (rows, columns) with ``longitude`` (columns,) and ``latitude`` (rows,) in degrees, or None.
    """

    longitude: np.ndarray
    latitude: np.ndarray
    ozone_cm_atm: np.ndarray | None = None
    water_vapour_g_cm2: np.ndarray | None = None
    sea_level_pressure_hpa: np.ndarray | None = None
    aot550: np.ndarray | None = None
    source: str = ""
    #: Share of the AOT at 550 nm by species, over the grid; empty where the forecast does not tell.
    aerosol_shares: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Product:
    """One acquisition as a producer made it: what its metadata say, nothing computed."""

    identifier: str
    #: "sentinel2_safe", "sentinel2_aws", "sentinel2_cog", "muscate", "maja_native", "theia_n2a", "landsat_usgs",
    #: "snow".
    family: str
    #: "L1C", "L2A", "L3A", "SNOW", and "L1" for what USGS calls L1TP, L1GT, L1GS.
    level: str
    #: "S2A", "S2B", "S2C", "VENUS", "LANDSAT8"...
    platform: str
    #: Mission name as written by the producer, "SENTINEL2A".
    mission: str
    acquired: datetime
    #: MGRS tile without its T ("30TWT"), or site name.
    tile: str
    #: Processing baseline or product version as written, "" if none.
    baseline: str
    relative_orbit: int | None
    #: Folder, archive or MTD file as the user named it.
    path: str
    crs: str
    bands: tuple[Band, ...]
    sun: AngleGrid | None = None
    #: band name -> detector number -> view angles.
    view: Mapping[str, Mapping[int, AngleGrid]] = field(default_factory=dict)
    mean_sun: tuple[float, float] | None = None
    #: band name -> (zenith, azimuth), degrees.
    mean_view: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    auxiliary: Auxiliary | None = None
    #: mask kind ("detector_footprint", "cloud", "saturated", ...) -> band name or "" -> GDAL/GML path.
    mask_files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: Whatever else the metadata say and reports may show (text only).
    extras: Mapping[str, str] = field(default_factory=dict)
    #: Outline as the metadata draw it, (longitude, latitude) in degrees, not yet cut at the antimeridian; () if none.
    footprint: tuple[tuple[float, float], ...] = ()
    #: Path GDAL opens of a small picture, "" where there is none.
    quicklook: str = ""
    #: Masks whose coding the reader knows; those of ``mask_files`` are told by their kind and ``extras``.
    masks: tuple[MaskLayer, ...] = ()

    def band(self, name: str) -> Band:
        """The band of that name. Raises KeyError."""
        for band in self.bands:
            if band.name == name:
                return band
        raise KeyError(name)

    def role(self, role: str) -> Band | None:
        """The band of that role, None where the sensor has none."""
        for band in self.bands:
            if band.role == role:
                return band
        return None


@dataclass(frozen=True)
class UnitVectors:
    """Directions from the target, float32 (3, row, column): east, north, up. NaN where there is none."""

    sun: np.ndarray
    view: np.ndarray


__all__ = ["ROLES", "AngleGrid", "Auxiliary", "Band", "Grid", "MaskLayer", "Product", "SpectralResponse", "UnitVectors"]
