"""Copies of a display raster: a light VRT, or a self-contained GeoTIFF."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import Cancelled
from .progress import Progress
from .raster import copy_raster


def export_raster(source: str, destination: str, progress: Progress) -> None:
    """Write ``source`` to ``destination``: a VRT where the name ends with .vrt, else a tiled GeoTIFF.

    Paths inside a VRT are made right for its new place. Nothing is left of a cancelled or failed
    copy. Raises BocageError where it cannot be written, Cancelled where the user stopped.
    """
    def goes_on(fraction: float) -> bool:
        progress.report(fraction)
        return not progress.cancelled()

    done = False
    try:
        copy_raster(source, destination, goes_on)
        if progress.cancelled():
            raise Cancelled
        done = True
    finally:
        if not done:
            for leftover in (destination, destination + ".aux.xml", destination + ".ovr"):
                if os.path.exists(leftover):
                    Path(leftover).unlink()
