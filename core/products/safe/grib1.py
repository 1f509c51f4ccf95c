"""GRIB edition 1 messages, as few as a simulated product needs (WMO FM 92-IX, ECMWF table 128).

The auxiliary file of an L1C product (``AUX_ECMWFT``) holds three of them, on a small grid in longitude
and latitude. GDAL reads edition 1 but writes only edition 2, whose elements have other names.
"""

from __future__ import annotations

import math
import struct
from datetime import datetime

import numpy as np

#: ECMWF table 128: total column water vapour (kg/m2), sea-level pressure (Pa), total ozone (kg/m2).
PARAMETERS = {"TCWV": 137, "MSL": 151, "TCO3": 206}
_BITS = 16


def message(parameter: str, values: np.ndarray, longitude: np.ndarray, latitude: np.ndarray,
            time: datetime) -> bytes:
    """One surface field (rows, columns), first row northernmost, degrees; simple packing on 16 bits."""
    body = _product(PARAMETERS[parameter], time) + _grid(longitude, latitude) + _data(values)
    total = 8 + len(body) + 4
    return b"GRIB" + _uint24(total) + b"\x01" + body + b"7777"


def _uint24(value: int) -> bytes:
    return struct.pack(">I", value)[1:]


def _signed24(value: float) -> bytes:
    """Sign and magnitude, thousandths of a degree."""
    magnitude = int(round(abs(value) * 1000))
    return _uint24(magnitude | (0x800000 if value < 0 else 0))


def _product(parameter: int, time: datetime) -> bytes:
    year = time.year % 100 or 100
    century = (time.year - 1) // 100 + 1
    head = _uint24(28) + bytes([128, 98, 128, 255, 0x80, parameter, 1, 0, 0])
    return head + bytes([year, time.month, time.day, time.hour, time.minute, 1, 0, 0, 0, 0, 0, 0,
                         century, 0, 0, 0])


def _grid(longitude: np.ndarray, latitude: np.ndarray) -> bytes:
    columns, rows = len(longitude), len(latitude)
    step_x = round(abs(float(longitude[-1] - longitude[0])) / max(1, columns - 1) * 1000)
    step_y = round(abs(float(latitude[0] - latitude[-1])) / max(1, rows - 1) * 1000)
    return (_uint24(32) + bytes([0, 255, 0]) + struct.pack(">HH", columns, rows)
            + _signed24(float(latitude[0])) + _signed24(float(longitude[0])) + b"\x80"
            + _signed24(float(latitude[-1])) + _signed24(float(longitude[-1]))
            + struct.pack(">HH", step_x, step_y) + b"\x00" * 5)


def _ibm_float(value: float) -> tuple[bytes, float]:
    """Four bytes of IBM System/360 floating point, and the value that they hold, never above ``value``."""
    if value == 0.0:
        return b"\x00" * 4, 0.0
    exponent = 64
    magnitude = abs(value)
    while magnitude >= 1.0:
        magnitude /= 16.0
        exponent += 1
    while magnitude < 1.0 / 16.0:
        magnitude *= 16.0
        exponent -= 1
    scaled = magnitude * (1 << 24)
    mantissa = math.floor(scaled) if value > 0 else math.ceil(scaled)
    held = math.copysign(mantissa / (1 << 24) * 16.0 ** (exponent - 64), value)
    return bytes([exponent | (0x80 if value < 0 else 0)]) + _uint24(mantissa), held


def _data(values: np.ndarray) -> bytes:
    reference, held = _ibm_float(float(values.min()))
    spread = float(values.max()) - held
    scale = math.ceil(math.log2(spread / ((1 << _BITS) - 1))) if spread > 0 else 0
    packed = bytes(np.rint((np.asarray(values, dtype=float) - held) / 2.0 ** scale).astype(">u2").tobytes())
    length = 11 + len(packed)
    padding = length % 2
    sign = 0x8000 if scale < 0 else 0
    head = _uint24(length + padding) + bytes([padding * 8]) + struct.pack(">H", abs(scale) | sign)
    return head + reference + bytes([_BITS]) + packed + b"\x00" * padding
