"""A scene that is on a server, as a small local picture in its place: the map never waits for the wire."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..engine.grid import Grid
from ..engine.progress import Progress, check
from ..engine.raster import Raster, RasterWriter, creation_options, http_limits
from ..errors import BocageError
from .display import Shown, write_plain_style

#: Pixels a side of a preview, at most; rows read at once.
MOST, _ROWS = 1500, 256
#: Seconds without news after which a server is given up.
SECONDS = 20.0


def cog_preview(url: str, path: str, progress: Progress, most: int = MOST, seconds: float = SECONDS) -> Shown:
    """Natural colours of a cloud-optimised GeoTIFF of bytes, read from its overviews, to the GeoTIFF ``path``.

    Raises BocageError where it cannot be read in time or is no picture in a place, Cancelled.
    """
    with http_limits(seconds), Raster(f"/vsicurl/{url}") as raster:
        if raster.count < 3 or raster.dtype != "Byte" or not raster.grid.crs:
            raise BocageError("preview_impossible", file=url)
        share = min(1.0, most / max(raster.grid.shape))
        rows, columns = (max(1, round(size * share)) for size in raster.grid.shape)
        x0, dx, _, y0, _, dy = raster.grid.transform
        across, down = raster.grid.shape[1] / columns, raster.grid.shape[0] / rows
        grid = Grid(raster.grid.crs, (x0, dx * across, 0.0, y0, 0.0, dy * down), (rows, columns))

        def strip(row: int, count: int) -> np.ndarray:
            first, last = round(row * down), min(raster.grid.shape[0], round((row + count) * down))
            return np.stack([raster.read(band, (first, 0, last - first, raster.grid.shape[1]), (count, columns))
                             for band in (1, 2, 3)])

        _write(path, grid, strip, progress)
    return _shown(path, grid)


def picture_preview(picture: str, path: str, place: Callable[[int, int], Grid], progress: Progress) -> Shown:
    """A thumbnail laid over the ground that ``place`` gives for its rows and columns, to the GeoTIFF ``path``."""
    with Raster(picture) as raster:
        if raster.dtype != "Byte":
            raise BocageError("preview_impossible", file=picture)
        bands = (1, 2, 3) if raster.count >= 3 else (1, 1, 1)
        grid = place(*raster.grid.shape)

        def strip(row: int, count: int) -> np.ndarray:
            return np.stack([raster.read(band, (row, 0, count, raster.grid.shape[1])) for band in bands])

        _write(path, grid, strip, progress)
    return _shown(path, grid)


def _write(path: str, grid: Grid, strip: Callable[[int, int], np.ndarray], progress: Progress) -> None:
    """Red, green, blue, and transparent where all are black: outside the swath."""
    with RasterWriter(path, grid, "uint8", 4, options=[*creation_options("uint8"), "INTERLEAVE=BAND"]) as writer:
        for row in range(0, grid.shape[0], _ROWS):
            check(progress)
            progress.report(row / grid.shape[0])
            colours = strip(row, min(_ROWS, grid.shape[0] - row))
            opaque = np.where(colours.max(axis=0) > 0, 255, 0)
            writer.append(np.concatenate([colours, opaque[None]]).astype(np.uint8))
        writer.close()
    write_plain_style(path)


def _shown(path: str, grid: Grid) -> Shown:
    return Shown(path, "natural", "picture", ((0.0, 255.0),) * 3, (f"{grid.dx:.3g}",), gamma=1.0)
