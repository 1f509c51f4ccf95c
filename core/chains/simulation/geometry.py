"""Sun and view geometry of a simulated Sentinel-2 pass: illustrative, close to what real products carry.

The sun from the almanac's short series (Michalsky 1988, 0.01 degree). The view from an across-track angle,
growing eastward of the ground track, and an along-track one, of alternating sign from one detector to the
next and a little larger for each band's place on the focal plane, as the angle grids of real products show.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timezone

import numpy as np

from ...engine.raster import transform_points
from ...products.model import AngleGrid
from ...products.safe.l1c_xml import BAND_NAMES

NODES, STEP_M = 23, 5000.0
#: Orbit altitude, m; view zenith at the ground is larger than the angle at the satellite by Earth's curve.
ORBIT_M, CURVATURE = 786_000.0, 1.12
#: Azimuth of the ground track (descending) and of the across-track axis, degrees.
TRACK_AZIMUTH, ACROSS_AZIMUTH = 193.0, 103.0
DETECTOR_WIDTH_M, OVERLAP_M = 24_000.0, 200.0
#: Along-track half angle by band, degrees: read off the mean angles of real products.
ALONG_DEG = {"B01": 1.8, "B02": 1.1, "B03": 1.3, "B04": 1.45, "B05": 1.55, "B06": 1.65, "B07": 1.7,
             "B08": 1.2, "B8A": 1.75, "B09": 1.9, "B10": 1.25, "B11": 1.6, "B12": 1.8}


def sun_angles(time: datetime, longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Zenith and azimuth of the sun, degrees, at longitudes and latitudes in degrees. ``time`` is UTC."""
    utc = time.replace(tzinfo=timezone.utc)
    days = (utc - datetime(2000, 1, 1, 12, tzinfo=timezone.utc)).total_seconds() / 86400.0
    mean_longitude = math.radians((280.460 + 0.9856474 * days) % 360)
    anomaly = math.radians((357.528 + 0.9856003 * days) % 360)
    ecliptic = mean_longitude + math.radians(1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    obliquity = math.radians(23.439 - 4e-7 * days)
    declination = math.asin(math.sin(obliquity) * math.sin(ecliptic))
    ascension = math.atan2(math.cos(obliquity) * math.sin(ecliptic), math.cos(ecliptic))
    sidereal = math.radians((280.46061837 + 360.98564736629 * days) % 360)
    hour = sidereal + np.radians(longitude) - ascension
    phi = np.radians(latitude)
    east = -math.cos(declination) * np.sin(hour)
    north = math.sin(declination) * np.cos(phi) - math.cos(declination) * np.sin(phi) * np.cos(hour)
    up = math.sin(declination) * np.sin(phi) + math.cos(declination) * np.cos(phi) * np.cos(hour)
    return np.degrees(np.arctan2(np.hypot(east, north), up)), np.degrees(np.arctan2(east, north)) % 360


@dataclass(frozen=True)
class Pass:
    """One pass over one tile: ``origin`` is the point whose across-track distance is ``origin_across_m``."""

    time: datetime
    crs: str
    origin: tuple[float, float]
    origin_across_m: float

    def across_m(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Distance eastward of the ground track, metres."""
        azimuth = math.radians(ACROSS_AZIMUTH)
        return (self.origin_across_m + (x - self.origin[0]) * math.sin(azimuth)
                + (y - self.origin[1]) * math.cos(azimuth))

    def detector(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Number (1 to 12, increasing eastward) of the detector that sees a place: where two overlap the higher, as
        readers of footprints take it."""
        return np.floor((self.across_m(x, y) + OVERLAP_M / 2) / DETECTOR_WIDTH_M).astype(int) + 7

    def view(self, band: str, detector: int, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Zenith and azimuth of the satellite seen from the ground, degrees."""
        across = np.tan(CURVATURE * np.arctan(self.across_m(x, y) / ORBIT_M))
        along = math.tan(math.radians(ALONG_DEG[band])) * (1 if detector % 2 == 0 else -1)
        west, ahead = math.radians(ACROSS_AZIMUTH + 180), math.radians(TRACK_AZIMUTH + 180)
        east = across * math.sin(west) + along * math.sin(ahead)
        north = across * math.cos(west) + along * math.cos(ahead)
        return np.degrees(np.arctan(np.hypot(east, north))), np.degrees(np.arctan2(east, north)) % 360

    def sun(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Zenith and azimuth of the sun, degrees."""
        return sun_angles(self.time, *transform_points(x, y, self.crs, "EPSG:4326"))

    def ring(self, detector: int, bounds: tuple[float, float, float, float]) -> list[tuple[float, float]]:
        """Footprint of a detector over ``bounds``, overlapping its neighbours by ``OVERLAP_M``."""
        edges = ((detector - 7) * DETECTOR_WIDTH_M - OVERLAP_M / 2,
                 (detector - 6) * DETECTOR_WIDTH_M + OVERLAP_M / 2)
        azimuth = math.radians(ACROSS_AZIMUTH)
        top, bottom = bounds[3] + 100.0, bounds[1] - 100.0

        def x_at(across: float, y: float) -> float:
            shift = across - self.origin_across_m - (y - self.origin[1]) * math.cos(azimuth)
            return self.origin[0] + shift / math.sin(azimuth)

        return [(x_at(edges[0], top), top), (x_at(edges[1], top), top),
                (x_at(edges[1], bottom), bottom), (x_at(edges[0], bottom), bottom)]

    def detectors(self, bounds: tuple[float, float, float, float]) -> list[int]:
        """Detectors that see some of ``bounds``."""
        xmin, ymin, xmax, ymax = bounds
        corners = self.detector(np.array([xmin, xmin, xmax, xmax]), np.array([ymin, ymax, ymin, ymax]))
        return list(range(max(1, int(corners.min())), min(12, int(corners.max())) + 1))

    def angle_grids(self, upper_left: tuple[float, float], bounds: tuple[float, float, float, float],
                    ) -> tuple[AngleGrid, dict[str, dict[int, AngleGrid]]]:
        """Sun grid and view grids (band -> detector), NaN at nodes far from the detector's strip."""
        x0, y0 = upper_left
        x, y = np.meshgrid(x0 + STEP_M * np.arange(NODES), y0 - STEP_M * np.arange(NODES))
        sun = AngleGrid(*self.sun(x, y), x0, y0, STEP_M, STEP_M)
        middle = (self.across_m(x, y) / DETECTOR_WIDTH_M) + 6.5
        view: dict[str, dict[int, AngleGrid]] = {}
        for band in BAND_NAMES:
            view[band] = {}
            for detector in self.detectors(bounds):
                zenith, azimuth = self.view(band, detector, x, y)
                far = np.abs(middle - detector) > 0.5 + STEP_M / DETECTOR_WIDTH_M
                zenith[far] = azimuth[far] = np.nan
                view[band][detector] = AngleGrid(zenith, azimuth, x0, y0, STEP_M, STEP_M)
        return sun, view

    def footprints(self, bounds: tuple[float, float, float, float],
                   ) -> dict[str, dict[int, list[tuple[float, float]]]]:
        """Band -> detector -> ring."""
        rings = {d: self.ring(d, bounds) for d in self.detectors(bounds)}
        return dict.fromkeys(BAND_NAMES, rings)
