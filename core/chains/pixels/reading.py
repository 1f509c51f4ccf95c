"""Values and flags of one product on any grid, in any CRS. Belongs to the thread that made it.

Files stay open between blocks, so that tiles which several blocks share are decoded once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from ...engine.grid import Bounds, Grid, Window, check_upright
from ...engine.levels import exact_factor, read_level
from ...engine.raster import Raster, same_crs, transform_points, warp_pixels
from ...engine.regrid import regrid
from ...errors import BocageError
from ...products.flags import NODATA
from ...products.layers import read_layer
from ...products.model import Band, Product
from ...products.scene import Scene, reflectance
from .sources import RASTER
from .variables import Variable

#: How values come to a grid. ``auto``: as they are where the pixels coincide, mean by area on larger pixels, else
#: bilinear.
RESAMPLING = ("auto", "nearest", "bilinear", "cubic", "average")
#: Finer pixels that one side of a coarse pixel may hold for its flags to be looked for in all of them.
_FINEST = 12
_SAME = 1e-3
#: Share of its weights that an interpolation has where it lacks none.
_WHOLE = 0.999
_EDGE = 9


class PixelReader:
    """One product open for reading."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self._scene = Scene(product)
        self._rasters: dict[str, Raster] = {}
        self._grids: dict[str, Grid] = {}

    def __enter__(self) -> "PixelReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the files."""
        for raster in self._rasters.values():
            raster.close()
        self._rasters.clear()

    def forget(self) -> None:
        """Drop decoded pixels: GDAL's cache grows with the machine's memory, not with what a run needs."""
        for raster in self._rasters.values():
            raster.forget()

    def grid(self, band: Band) -> Grid:
        """Grid of a band, from its raster."""
        if band.name not in self._grids:
            own = self._raster(band).grid
            crs = self.product.crs if not own.crs or same_crs(own.crs, self.product.crs) else own.crs
            if not crs:
                raise BocageError("raster_without_crs", file=str(band.path))
            check_upright(own, str(band.path))
            self._grids[band.name] = Grid(crs, own.transform, own.shape)
        return self._grids[band.name]

    def finest(self, variables: Iterable[Variable]) -> Grid:
        """Grid of the finest band among those that the variables need; of any band where they need none."""
        bands = [band for variable in variables for band in variable.bands]
        bands = bands or [band for band in self.product.bands if band.path is not None]
        if not bands:
            raise BocageError("band_absent", file=self.product.path, band="")
        return min((self.grid(band) for band in bands), key=lambda grid: grid.dx)

    def values(self, variables: Sequence[Variable], grid: Grid, resampling: str = "auto",
               strict: bool = False) -> np.ndarray:
        """Variables on ``grid``, float32 (variable, rows, columns), NaN for nothing; formulas of bands on ``grid``.

        ``strict``: NaN too where an interpolation lacks one of its pixels, at the border of what was seen.
        """
        bands = {band.name: band for variable in variables for band in variable.bands}
        read = {name: self._read(band, grid, resampling, strict) for name, band in bands.items()}
        return np.stack([self._layer(one.layer, grid) if one.layer else one.compute(read) for one in variables])

    def flags(self, grid: Grid, variables: Sequence[Variable] = ()) -> np.ndarray:
        """Canonical flags on ``grid``, uint16: of the product's masks and of the pixels of the bands used.

        A pixel much larger than the masks' bears every flag that lies in it; no data where half of it has none.
        """
        bands = [band for one in variables for band in one.bands]
        names = list(dict.fromkeys(band.name for band in bands)) if variables else None
        finest = self.finest(variables)
        if not same_crs(finest.crs, grid.crs):
            return self._flags_elsewhere(grid, finest, variables)
        share = max(1, min(_FINEST, round(grid.dx / finest.dx)))
        if share == 1:
            return self._mask(grid, names)
        x0, dx, _, y0, _, dy = grid.transform
        rows, columns = grid.shape
        fine = Grid(grid.crs, (x0, dx / share, 0.0, y0, 0.0, dy / share), (rows * share, columns * share))
        return gathered(self._mask(fine, names), share)

    def touches(self, grid: Grid, variables: Iterable[Variable] = ()) -> bool:
        """False where the product has no pixel in ``grid``, any CRS."""
        own = self.finest(variables)
        window = window_of(own, bounds_in(grid, own.crs))
        return bool(window[2] and window[3])

    def sampled(self, grid: Grid) -> np.ndarray:
        """Flags of the masks alone at the pixel centres of ``grid`` (the product's CRS), however coarse it is."""
        return self._mask(grid, [])

    def _mask(self, grid: Grid, names: list[str] | None) -> np.ndarray:
        if self.product.family == RASTER:
            # A raster has no masks: what it lacks is known from its values.
            chosen = [band for band in self.product.bands if names is None or band.name in names]
            empty = [~np.isfinite(self._read(band, grid, "nearest")) for band in chosen or self.product.bands[:1]]
            return np.where(np.logical_or.reduce(empty), np.uint16(NODATA), np.uint16(0))
        flags = self._scene.mask(grid, names)
        own = self.finest(()) if names is None else min((self.grid(self.product.band(n)) for n in names),
                                                         key=lambda one: one.dx, default=self.finest(()))
        row, column, rows, columns = grid.covering(own.bounds)
        outside = np.ones(grid.shape, bool)
        outside[row:row + rows, column:column + columns] = False
        flags[outside] |= np.uint16(NODATA)
        return flags

    def _flags_elsewhere(self, grid: Grid, finest: Grid, variables: Sequence[Variable]) -> np.ndarray:
        step = step_in(grid, finest)
        window = window_of(finest, bounds_in(grid, finest.crs, 4 * max(finest.dx, step)))
        if not window[2] or not window[3]:
            return np.full(grid.shape, NODATA, np.uint16)
        own = finest.window(*window)
        if step > 1.5 * finest.dx:
            own = own.cells(round(step / finest.dx) * finest.dx)
        return _as_flags(warp_pixels(self.flags(own, variables).astype(np.float32), own, grid, "nearest"))

    def _raster(self, band: Band) -> Raster:
        if band.path is None:
            raise BocageError("band_absent", file=self.product.path, band=band.name)
        if band.path not in self._rasters:
            self._rasters[band.path] = Raster(band.path)
        return self._rasters[band.path]

    def _read(self, band: Band, grid: Grid, resampling: str, strict: bool = False) -> np.ndarray:
        raster, own = self._raster(band), self.grid(band)
        return read_on(raster, own, grid, resampling, band.index,
                       lambda pixels, coarse: reflectance(band, pixels, coarse), strict)

    def _layer(self, kind: str, grid: Grid) -> np.ndarray:
        finest = self.finest(())
        if same_crs(finest.crs, grid.crs):
            values = read_layer(self.product, kind, grid)
        else:
            window = window_of(finest, bounds_in(grid, finest.crs, 4 * finest.dx))
            if not window[2] or not window[3]:
                return np.full(grid.shape, np.nan, np.float32)
            own = finest.window(*window)
            values = read_layer(self.product, kind, own)
            values = values if values is None else warp_pixels(values, own, grid, "nearest")
        if values is None:
            raise BocageError("band_absent", file=self.product.path, band=kind)
        return values


Physical = Callable[[np.ndarray, bool], np.ndarray]


def read_on(raster: Raster, own: Grid, grid: Grid, resampling: str, index: int, physical: Physical,
            strict: bool = False) -> np.ndarray:
    """Band ``index`` of an open raster lying on ``own``, on ``grid``, float32, NaN for nothing.

    ``physical(numbers, coarse)`` turns its numbers into values; ``strict`` as in ``PixelReader.values``.
    """
    here = same_crs(own.crs, grid.crs)
    step = grid.dx if here else step_in(grid, own)
    method = method_of(resampling, own, grid, step, here)
    margin = 3 * max(own.dx, step)
    bounds = grid.bounds if here else bounds_in(grid, own.crs, 0.0)
    xmin, ymin, xmax, ymax = bounds
    window = window_of(own, (xmin - margin, ymin - margin, xmax + margin, ymax + margin))
    if here and method == "nearest" and aligned(own, grid):
        window = own.covering(bounds)
    if not window[2] or not window[3]:
        return np.full(grid.shape, np.nan, dtype=np.float32)
    # As in Scene: a mean wants two pixels of the level a side at least.
    factor = exact_factor(own.shape, step / own.dx / 2) if method == "average" else 1
    numbers, level = read_level(raster, index, window, factor)
    values = physical(numbers, factor > 1)
    level = Grid(own.crs, level.transform, level.shape)
    result = _placed(values, level, grid, method, here)
    if strict and method != "nearest" and (_at_border(window, own) or not np.isfinite(values).all()):
        rows, columns = level.shape
        share = _placed(np.pad(np.isfinite(values), 1).astype(np.float32),
                        level.window(-1, -1, rows + 2, columns + 2), grid,
                        "bilinear" if method == "cubic" else method, here)
        result[~(share >= _WHOLE)] = np.nan
    return result


def _placed(values: np.ndarray, level: Grid, grid: Grid, method: str, here: bool) -> np.ndarray:
    if here and method != "cubic":
        return regrid(values, level, grid, method)
    return warp_pixels(values, level, grid, method)


def _at_border(window: Window, own: Grid) -> bool:
    row, column, rows, columns = window
    return row == 0 or column == 0 or row + rows == own.shape[0] or column + columns == own.shape[1]


def window_of(own: Grid, bounds: Bounds) -> Window:
    """Pixels of ``own`` that touch ``bounds``; none where the bounds are no numbers."""
    return own.covering(bounds) if math.isfinite(sum(bounds)) else (0, 0, 0, 0)


def method_of(resampling: str, own: Grid, grid: Grid, step: float, here: bool) -> str:
    """What ``auto`` means between two grids; the other words mean themselves."""
    if here and aligned(own, grid):
        # At the very centres of pixels every way of interpolating gives the pixel.
        return "nearest"
    if resampling != "auto":
        return "bilinear" if resampling == "average" and step <= own.dx * (1 + _SAME) else resampling
    return "average" if step > own.dx * 1.5 or (here and step > own.dx * (1 + _SAME)) else "bilinear"


def aligned(own: Grid, grid: Grid) -> bool:
    """True where the pixels of both grids coincide."""
    if abs(own.dx - grid.dx) > own.dx * 1e-6 or abs(own.dy - grid.dy) > own.dy * 1e-6:
        return False
    right = (grid.transform[0] - own.transform[0]) / own.dx
    down = (own.transform[3] - grid.transform[3]) / own.dy
    return abs(right - round(right)) < _SAME and abs(down - round(down)) < _SAME


def window_in(own: Grid, place: Grid) -> Window | None:
    """Where the pixels of ``place`` lie among those of ``own``; None unless they are all there, one on one."""
    if not aligned(own, place):
        return None
    row = round((own.transform[3] - place.transform[3]) / own.dy)
    column = round((place.transform[0] - own.transform[0]) / own.dx)
    rows, columns = place.shape
    if row < 0 or column < 0 or row + rows > own.shape[0] or column + columns > own.shape[1]:
        return None
    return row, column, rows, columns


def step_in(grid: Grid, own: Grid) -> float:
    """Pixel size of ``grid`` at its centre, in the units of the CRS of ``own``."""
    if same_crs(grid.crs, own.crs):
        return grid.dx
    xmin, ymin, xmax, ymax = grid.bounds
    x, y = (xmin + xmax) / 2, (ymin + ymax) / 2
    moved = transform_points(np.array([x, x + grid.dx, x]), np.array([y, y, y + grid.dy]), grid.crs, own.crs)
    across = math.hypot(moved[0][1] - moved[0][0], moved[1][1] - moved[1][0])
    along = math.hypot(moved[0][2] - moved[0][0], moved[1][2] - moved[1][0])
    found = math.sqrt(across * along)
    return found if math.isfinite(found) and found > 0 else own.dx


def bounds_in(grid: Grid, crs: str, margin: float = 0.0) -> Bounds:
    """Bounds of a grid in another CRS, its edges followed, widened by ``margin``; infinite where they have none."""
    xmin, ymin, xmax, ymax = grid.bounds
    if not same_crs(grid.crs, crs):
        xmin, ymin, xmax, ymax = edges_in((xmin, ymin, xmax, ymax), grid.crs, crs)
    return xmin - margin, ymin - margin, xmax + margin, ymax + margin


def edges_in(bounds: Bounds, source: str, target: str, turned: bool = False) -> Bounds:
    """Bounds in another CRS of what lies in a rectangle, from a lattice of points; NaN where none can be told.

    ``turned``: longitudes as 0 to 360.
    """
    xmin, ymin, xmax, ymax = bounds
    x, y = np.meshgrid(np.linspace(xmin, xmax, _EDGE), np.linspace(ymin, ymax, _EDGE))
    if not same_crs(source, target):
        x, y = transform_points(x, y, source, target)
    if turned:
        x = np.where(x < 0, x + 360.0, x)
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return math.nan, math.nan, math.nan, math.nan
    return float(x[known].min()), float(y[known].min()), float(x[known].max()), float(y[known].max())


def gathered(flags: np.ndarray, share: int) -> np.ndarray:
    """Flags of cells of ``share`` pixels a side: all that lie in them; no data where half of them have none."""
    rows, columns = flags.shape[0] // share, flags.shape[1] // share
    cells = flags.reshape(rows, share, columns, share)
    # Whole rows first: they are met as they lie.
    result = np.asarray(np.bitwise_or.reduce(np.bitwise_or.reduce(cells, axis=1), axis=2))
    if ((result & np.uint16(NODATA)) != 0).any():
        empty = np.count_nonzero((cells & np.uint16(NODATA)) != 0, axis=(1, 3))
        result &= np.uint16(~NODATA & 0xFFFF)
        result[empty * 2 >= share * share] |= np.uint16(NODATA)
    return result


def _as_flags(values: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(values), np.nan_to_num(values), np.float32(NODATA)).astype(np.uint16)
