"""Ozone column where the product carries none."""

from __future__ import annotations

import math


def climatology_cm_atm(latitude: float, longitude: float, day_of_year: int) -> float:
    """Total ozone (cm-atm) by place and day. Source: Van Heuklon (1979), Solar Energy 22, 63-68, table 1.

    Latitude and longitude in degrees, north and east positive. Errors of some 10 % are usual.
    """
    north = latitude >= 0
    amplitude, beta, seasonal, phase, zonal, waves, base = (
        (150.0, 1.28, 40.0, -30.0, 20.0, 3.0, 235.0) if north else (100.0, 1.5, 30.0, 152.625, 20.0, 2.0, 235.0))
    shift = (20.0 if longitude > 0 else 0.0) if north else -75.0
    season = seasonal * math.sin(math.radians(0.9865 * (day_of_year + phase)))
    wave = zonal * math.sin(math.radians(waves * (longitude + shift)))
    dobson = base + (amplitude + season + wave) * math.sin(math.radians(beta * latitude)) ** 2
    return dobson / 1000.0
