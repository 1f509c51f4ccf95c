"""What every reader takes out of producers' XML: times, matrices of angles, responses."""

from __future__ import annotations

import re
from datetime import datetime, timezone

import numpy as np

from ..engine.xml import Node
from ..errors import BocageError
from .model import AngleGrid, SpectralResponse

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?Z?$")


def required(node: Node, name: str, file: str) -> str:
    """Text of a field that must be there. Raises BocageError ``metadata_incomplete``."""
    text = node.value(name)
    if not text:
        raise BocageError("metadata_incomplete", file=file, field=name)
    return text


def utc_time(text: str, file: str, name: str) -> datetime:
    """Aware UTC datetime of an ISO 8601 text, whatever its decimals. Raises BocageError."""
    match = _TIME.match(text.strip())
    try:
        if match is None:
            raise ValueError(text)
        moment = datetime.fromisoformat(f"{match[1]}T{match[2]}")
    except ValueError as error:
        raise BocageError("metadata_incomplete", file=file, field=name) from error
    micro = int((match[3] or "0")[:6].ljust(6, "0"))
    return moment.replace(microsecond=micro, tzinfo=timezone.utc)


def numbers(text: str) -> np.ndarray:
    """Space-separated numbers, float64 (n,); what is no number is NaN."""
    try:
        return np.array([float(word) for word in text.split()])
    except ValueError:
        pass
    values = []
    for word in text.split():
        try:
            values.append(float(word))
        except ValueError:
            values.append(float("nan"))
    return np.asarray(values, dtype=float)


def matrix(node: Node | None) -> np.ndarray | None:
    """``Values_List/VALUES`` as float64 (rows, columns), None where rows are missing or ragged."""
    if node is None:
        return None
    rows = [numbers(row.text) for row in node.findall("Values_List/VALUES")]
    if not rows or not rows[0].size or len({row.size for row in rows}) != 1:
        return None
    return np.asarray(np.stack(rows))


def angle_grid(node: Node | None, x0: float, y0: float) -> AngleGrid | None:
    """Zenith and azimuth grids of ``node``, first node at ``(x0, y0)``, None where unusable."""
    if node is None:
        return None
    zenith, azimuth = matrix(node.find("Zenith")), matrix(node.find("Azimuth"))
    if zenith is None or azimuth is None or zenith.shape != azimuth.shape:
        return None
    return AngleGrid(zenith, azimuth, x0, y0, _step(node, "COL_STEP"), _step(node, "ROW_STEP"))


def _step(node: Node, name: str) -> float:
    """Distance between nodes, metres: 5 km in every product so far."""
    step = node.number(name)
    return step if step is not None and step > 0 else 5000.0


def merged(first: AngleGrid, second: AngleGrid) -> AngleGrid:
    """Two grids of one detector (the same band over two datastrips): the second fills the first."""
    if first.zenith.shape != second.zenith.shape:
        return first
    holes = ~np.isfinite(first.zenith) | ~np.isfinite(first.azimuth)
    return AngleGrid(np.where(holes, second.zenith, first.zenith),
                     np.where(holes, second.azimuth, first.azimuth),
                     first.x0, first.y0, first.step_x, first.step_y)


def mean_angles(node: Node | None) -> tuple[float, float] | None:
    """``(zenith, azimuth)`` in degrees, None where absent or not numbers."""
    if node is None:
        return None
    zenith, azimuth = node.number("ZENITH_ANGLE"), node.number("AZIMUTH_ANGLE")
    return None if zenith is None or azimuth is None else (zenith, azimuth)


def spectral_response(node: Node, band: str, source: str) -> SpectralResponse | None:
    """Response in a ``Spectral_Information`` (Sentinel-2) or ``Spectral_Band_Informations`` (MUSCATE).

    Wavelengths in nm on the axis MIN, MIN + STEP... Old products list fewer values than MIN, MAX and
    STEP announce (B8 of S2A in baseline 02.06 and before: 138 for 149): the values then start where
    their weighted mean falls on CENTRAL, between MIN and the last start that ends at MAX.
    """
    low, high, step = node.number("MIN"), node.number("MAX"), node.number("STEP") or 1.0
    values = numbers(node.value("VALUES"))
    if low is None or values.size < 2 or not np.isfinite(values).all() or values.sum() <= 0 or step <= 0:
        return None
    start = low
    central = node.number("CENTRAL")
    if central is not None and high is not None:
        missing = round((high - low) / step) + 1 - values.size
        mean = low + step * float(np.sum(np.arange(values.size) * values) / values.sum())
        start = low + step * min(max(round((central - mean) / step), 0), max(missing, 0))
    axis = tuple(round(start + step * index, 6) for index in range(values.size))
    return SpectralResponse(band, axis, tuple(float(v) for v in values), source, "product")
