"""Scene: a product's pixels as physical values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..engine.grid import Grid
from ..engine.levels import exact_factor, read_level
from ..engine.progress import Progress
from ..engine.raster import Raster
from ..engine.regrid import regrid
from ..errors import BocageError
from .angles import detector_vectors, sun_vectors
from .flags import NODATA, SATURATED
from .footprints import detector_index
from .model import Band, Product, UnitVectors
from .quality import quality_flags
from .sampling import nearest_values


class Scene:
    """Pixels of one product on any north-up grid of its CRS.

    Grids come from the rasters: sizes in the metadata may differ from the files.
    """

    def __init__(self, product: Product) -> None:
        self.product = product

    def band(self, role_or_name: str) -> Band:
        """The band of a role, else of a name, with its file. Raises BocageError ``band_absent``."""
        band = self.product.role(role_or_name)
        if band is None:
            band = next((item for item in self.product.bands if item.name == role_or_name), None)
        if band is None or band.path is None:
            raise BocageError("band_absent", file=self.product.path, band=role_or_name)
        return band

    def grid(self, role_or_name: str) -> Grid:
        """Native grid of a band, from its raster."""
        with Raster(str(self.band(role_or_name).path)) as source:
            return source.grid if source.grid.crs else Grid(self.product.crs, source.grid.transform,
                                                            source.grid.shape)

    def read(self, bands: Sequence[str], grid: Grid, resampling: str = "bilinear") -> np.ndarray:
        """Reflectance of ``bands`` (roles or names) on ``grid``, float32 (band, rows, columns).

        NaN where there is nothing or where the detector saturated. ``resampling`` is nearest,
        bilinear or average; a grid four times as coarse or more is served from a coarser level.
        """
        return np.stack([self._read(self.band(name), grid, resampling) for name in bands])

    def _read(self, band: Band, grid: Grid, resampling: str) -> np.ndarray:
        with Raster(str(band.path)) as source:
            xmin, ymin, xmax, ymax = grid.bounds
            margin_x, margin_y = 2 * max(source.grid.dx, grid.dx), 2 * max(source.grid.dy, grid.dy)
            window = source.grid.covering(
                (xmin - margin_x, ymin - margin_y, xmax + margin_x, ymax + margin_y))
            if not window[2] or not window[3]:
                return np.full(grid.shape, np.nan, dtype=np.float32)
            # Nearest asks for pixels as they are. A mean wants two level pixels a side at least: a level
            # is smoothed by a wavelet, which is not a mean.
            # Codes among numbers are never averaged.
            whole = resampling == "nearest" or bool(band.invalid)
            wanted = 1.0 if whole else grid.dx / source.grid.dx / 2
            factor = exact_factor(source.grid.shape, wanted)
            pixels, level = read_level(source, band.index, window, factor)
        return regrid(reflectance(band, pixels, factor > 1), level, grid, resampling)

    def mask(self, grid: Grid, bands: Sequence[str] | None = None) -> np.ndarray:
        """Canonical flags on ``grid``, uint16 (rows, columns): the producer's masks and the pixels' own.

        No data and saturation are also looked for in the pixels of ``bands``, all by default.
        """
        flags = quality_flags(self.product, grid)
        chosen = [self.band(name) for name in bands] if bands is not None else self.product.bands
        for band in chosen:
            if band.path is None:
                continue
            values = nearest_values(band.path, grid, band.index, outside=band.nodata or 0)
            if band.nodata is not None:
                flags[values == band.nodata] |= np.uint16(NODATA)
            if band.saturated is not None:
                flags[values == band.saturated] |= np.uint16(SATURATED)
        return flags

    def angles(self, band: str, grid: Grid, progress: Progress | None = None) -> UnitVectors:
        """Directions of sun and view on ``grid``, each pixel by the detector whose footprint holds it."""
        name = next((item.name for item in self.product.bands if band in (item.role, item.name)), band)
        numbers = detector_index(self.product, name, grid)
        view = np.full((3, *grid.shape), np.nan, dtype=np.float32)
        for number in (int(value) for value in np.unique(numbers) if value):
            inside = numbers == number
            rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
            top, left = int(rows[0]), int(columns[0])
            size = (int(rows[-1]) - top + 1, int(columns[-1]) - left + 1)
            vectors = detector_vectors(self.product, name, number, grid.window(top, left, *size), progress)
            part = view[:, top:top + size[0], left:left + size[1]]
            part[:] = np.where(inside[top:top + size[0], left:left + size[1]], vectors, part)
        return UnitVectors(sun_vectors(self.product, grid, progress), view)


def reflectance(band: Band, pixels: np.ndarray, coarse: bool = False) -> np.ndarray:
    """Digital numbers as reflectance, float32, NaN where no data or saturated.

    ``coarse`` pixels mix several: those that touch a pixel without data are dropped too.
    """
    empty = np.zeros(pixels.shape, dtype=bool)
    if band.nodata is not None:
        empty = pixels == band.nodata
        if coarse and empty.any():
            empty = _grown(empty)
    if band.saturated is not None:
        empty = empty | (pixels == band.saturated)
    for code in band.invalid:
        empty = empty | (pixels == code)
    values = (pixels.astype(np.float32) + np.float32(band.offset)) * np.float32(band.scale)
    return np.where(empty, np.float32(np.nan), values)


def _grown(mask: np.ndarray) -> np.ndarray:
    """The mask and its four neighbours."""
    result = mask.copy()
    result[1:] |= mask[:-1]
    result[:-1] |= mask[1:]
    result[:, 1:] |= mask[:, :-1]
    result[:, :-1] |= mask[:, 1:]
    return result
