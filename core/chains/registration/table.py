"""The shifts as tables (CSV): one line a date, and one line a date and row of windows."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence

from ...engine.grid import Grid
from .measure import Placed, Scene

COLUMNS = ("date", "product", "role", "dx_px", "dy_px", "east_m", "north_m", "sigma_px", "rms_px", "windows", "used",
           "quality", "jitter_x_px", "jitter_y_px")
PROFILE_COLUMNS = ("date", "product", "row", "northing", "dx_px", "dy_px", "windows")
#: role: the image at 0, an image whose shift is known, one whose windows are too few or do not agree.
REFERENCE, MEASURED, UNKNOWN = "reference", "measured", "unknown"


def shifts_text(scenes: Sequence[Scene], places: Sequence[Placed], reference: int, grid: Grid, metres: float) -> str:
    """One line a scene. metres: of one unit of the grid's CRS, NaN where it is in degrees."""
    rows = []
    for number, (scene, place) in enumerate(zip(scenes, places)):
        known = math.isfinite(place.dx)
        role = REFERENCE if number == reference else MEASURED if known else UNKNOWN
        pair, rowwise = place.pair, place.profile
        rows.append([_day(scene), scene.product.identifier, role, _text(place.dx), _text(place.dy),
                     _text(place.dx * grid.dx * metres, 3), _text(-place.dy * grid.dy * metres, 3),
                     _text(place.sigma), *(["", "", "", ""] if pair is None else
                                           [_text(pair.rms), pair.windows, pair.used, _text(pair.quality, 3)]),
                     *(["", ""] if rowwise is None else [_text(rowwise.jitter_x), _text(rowwise.jitter_y)])])
    return _csv(COLUMNS, rows)


def profiles_text(scenes: Sequence[Scene], places: Sequence[Placed], grid: Grid) -> str:
    """One line a scene and row of windows, where they were told against the reference."""
    rows = []
    for scene, place in zip(scenes, places):
        if place.profile is None:
            continue
        told = place.profile
        for row, dx, dy, windows in zip(told.rows, told.dx, told.dy, told.windows):
            rows.append([_day(scene), scene.product.identifier, f"{row:g}",
                         _text(grid.transform[3] - row * grid.dy, 3), _text(dx), _text(dy), int(windows)])
    return _csv(PROFILE_COLUMNS, rows)


def _day(scene: Scene) -> str:
    return "" if scene.product.acquired.year == 1 else f"{scene.product.acquired:%Y-%m-%d}"


def _csv(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def _text(value: float, digits: int = 4) -> str:
    # Never "-0.0000".
    return f"{round(value, digits) + 0.0:.{digits}f}" if math.isfinite(value) else ""
