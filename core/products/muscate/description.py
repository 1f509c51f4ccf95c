"""What the writer is told of an L2A product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from ...engine.grid import Grid
from ...errors import BocageError
from ..model import AngleGrid, Band, Product, SpectralResponse
from .layout import layout, muscate_band


@dataclass(frozen=True)
class L2AStatistics:
    """Figures of the whole product. None means not computed, never zero."""

    #: At 550 nm.
    aot_mean: float
    #: g/cm2.
    water_vapour_mean: float
    ozone_cm_atm: float | None = None
    cloud_percent: float | None = None
    snow_percent: float | None = None
    nodata_percent: float | None = None


@dataclass(frozen=True)
class L2ADescription:
    """An L2A product as its metadata tell it. Band names are MUSCATE's (``B2``, ``B8A``)."""

    #: The L1C product it was made from.
    source: Product
    identifier: str
    #: Group ("R1", "R2") -> grid of its rasters.
    grids: Mapping[str, Grid]
    #: Group -> its bands, in the order of the saturation bits.
    groups: Mapping[str, tuple[str, ...]]
    generated: datetime
    statistics: L2AStatistics
    #: What made it, text only: software version, parameters, table hash, input, estimators...
    processing: Mapping[str, str] = field(default_factory=dict)
    #: Masks ("CLM") and bits ("MG2.cloud") left at zero because nothing computes them yet.
    not_computed: tuple[str, ...] = ()
    #: Band -> the spectral response the correction used.
    responses: Mapping[str, SpectralResponse] = field(default_factory=dict)
    #: Whether FRE, the uncertainty of the AOT and the composite were written.
    flat: bool = False
    uncertainty: bool = False
    composite: bool = False

    @property
    def paths(self) -> dict[str, str]:
        """Relative paths of its files."""
        return layout(self.identifier, self.groups)

    @property
    def bands(self) -> tuple[str, ...]:
        """Bands in ascending order of number, B8A after B8."""
        names = [band for bands in self.groups.values() for band in bands]
        return tuple(sorted(names, key=_band_order))

    def group_of(self, band: str) -> str:
        """Group that holds the band. Raises KeyError."""
        for group, bands in self.groups.items():
            if band in bands:
                return group
        raise KeyError(band)

    def source_band(self, band: str) -> Band | None:
        """The band of the source product, whether it writes ``B2`` or ``B02``."""
        return next((b for b in self.source.bands if muscate_band(b.name) == band), None)

    def natural_colours(self) -> tuple[str, str, str]:
        """Names of the red, green and blue bands. Raises BocageError("natural_colour_bands_missing")."""
        written = {band.role: muscate_band(band.name) for band in self.source.bands
                   if muscate_band(band.name) in self.bands}
        for role in ("red", "green", "blue"):
            if role not in written:
                raise BocageError("natural_colour_bands_missing", identifier=self.identifier, role=role)
        return written["red"], written["green"], written["blue"]

    def view(self, band: str) -> Mapping[int, AngleGrid]:
        """Detector -> view angles of the band; empty where the source has none."""
        return next((grids for name, grids in self.source.view.items() if muscate_band(name) == band), {})

    def mean_sun(self) -> tuple[float, float] | None:
        """Mean solar (zenith, azimuth), degrees."""
        if self.source.mean_sun is not None or self.source.sun is None:
            return self.source.mean_sun
        return mean_direction([self.source.sun])

    def mean_view(self, band: str) -> tuple[float, float] | None:
        """Mean view (zenith, azimuth) of the band, degrees."""
        for name, angles in self.source.mean_view.items():
            if muscate_band(name) == band:
                return angles
        return mean_direction(list(self.view(band).values()))


def mean_direction(grids: list[AngleGrid]) -> tuple[float, float] | None:
    """Zenith and azimuth, degrees, of the mean of unit vectors; None where all is NaN."""
    total, count = np.zeros(3), 0
    for grid in grids:
        vectors = unit_vectors(grid)
        valid = np.isfinite(vectors).all(axis=0)
        total += vectors[:, valid].sum(axis=1)
        count += int(valid.sum())
    if count == 0:
        return None
    zenith, azimuth = angles_of(total[:, None, None] / count)
    return float(zenith[0, 0]), float(azimuth[0, 0])


def unit_vectors(grid: AngleGrid) -> np.ndarray:
    """East, north, up: float64 (3, row, column)."""
    zenith, azimuth = np.deg2rad(grid.zenith), np.deg2rad(grid.azimuth)
    return np.stack([np.sin(zenith) * np.sin(azimuth), np.sin(zenith) * np.cos(azimuth), np.cos(zenith)])


def angles_of(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Zenith and azimuth in [0, 360), degrees, of (3, row, column)."""
    east, north, up = vectors
    zenith = np.rad2deg(np.arctan2(np.hypot(east, north), up))
    return zenith, np.rad2deg(np.arctan2(east, north)) % 360.0


def _band_order(name: str) -> tuple[int, str]:
    digits = "".join(character for character in name if character.isdigit())
    return int(digits or 0), name
