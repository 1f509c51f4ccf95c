"""One block of all dates: numbers as they will be written, and where they are clear.

Bands whose pixels coincide with the grid come as whole numbers, without a detour by reflectance; all others by
``PixelReader``. No file stays open between images, however many there are.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ...engine.grid import Grid
from ...engine.raster import Raster, same_crs
from ...products.model import Band
from ..pixels.masking import bits_of, clear_in
from ..pixels.output import Coding
from ..pixels.reading import PixelReader, window_in
from ..pixels.series import Image
from ..pixels.variables import Variable
from .inputs import Inputs
from .memory import Pool

#: Finer than this share of a pixel, masks are looked at pixel by pixel.
_COARSE = 1.5
_MOST_OPEN = 6


@dataclass
class Cube:
    """Numbers (band, date, rows, columns), coded; clear: bool (date, rows, columns); beyond: numbers clipped a band."""

    numbers: np.ndarray
    clear: np.ndarray
    beyond: list[int]


class CubeReader:
    """Reads blocks of one series. Used by several threads: it holds no file.

    ``pool`` lends the numbers of its cubes: whoever is done with them gives them back.
    """

    def __init__(self, inputs: Inputs, coding: Coding, flags: Sequence[str], resampling: str,
                 step: Callable[[], None]) -> None:
        self.inputs, self.coding, self.resampling, self.step = inputs, coding, resampling, step
        self._hiding = bits_of(flags)
        self.pool = Pool()
        #: Grids by file: to open one for its grid alone, at each block and date, takes longer than to read it.
        self._grids: dict[str, Grid] = {}

    def read(self, grid: Grid) -> Cube:
        """The cube on ``grid``. ``step`` is called for each image and may raise Cancelled. Raises BocageError."""
        with _Open() as files:
            return self._read(grid, files)

    def _read(self, grid: Grid, files: "_Open") -> Cube:
        days = self.inputs.days
        shape = (len(days), *grid.shape)
        # What is not clear may hold anything.
        cube = Cube(self.pool.lend((len(self.inputs.names), *shape), self.coding.dtype), np.zeros(shape, bool),
                    [0] * len(self.inputs.names))
        for number, (_, images) in enumerate(days):
            if len(images) == 1:
                self._image(images[0], grid, cube.numbers[:, number], cube.clear[number], cube.beyond, files)
            else:
                self._meet(images, grid, cube, number, files)
        return cube

    def _meet(self, images: Sequence[Image], grid: Grid, cube: Cube, number: int, files: "_Open") -> None:
        """Images of one day: the mean of those that are clear."""
        total = np.zeros((len(cube.numbers), *grid.shape), np.float64)
        count = np.zeros(grid.shape, np.int32)
        for image in images:
            numbers = np.zeros(total.shape, cube.numbers.dtype)
            clear = np.zeros(grid.shape, bool)
            self._image(image, grid, numbers, clear, cube.beyond, files)
            count += clear
            np.add(total, numbers, out=total, where=clear)
        total /= np.maximum(count, 1)
        cube.numbers[:, number] = total if self.coding.dtype == "float32" else np.rint(total)
        cube.clear[number] = count > 0

    def _image(self, image: Image, grid: Grid, numbers: np.ndarray, clear: np.ndarray, beyond: list[int],
               files: "_Open") -> None:
        self.step()
        clear[:] = True
        with PixelReader(image.dated.product) as reader:
            self._masked(reader, image, grid, clear, files)
            if not clear.any():
                return
            rest = []
            for index, variable in enumerate(image.variables):
                stored = self._stored(reader, variable, grid, files)
                if stored is None:
                    rest.append(index)
                else:
                    beyond[index] += self._as_stored(variable.bands[0], stored, index, numbers[index], clear)
            if rest:
                values = reader.values([image.variables[index] for index in rest], grid, self.resampling)
                for index, one in zip(rest, values):
                    clear &= np.isfinite(one)
                    numbers[index], count = self._coded(one, index, clear)
                    beyond[index] += count

    def _masked(self, reader: PixelReader, image: Image, grid: Grid, clear: np.ndarray, files: "_Open") -> None:
        """Takes from ``clear`` what flags or the mask beside hide."""
        if not image.dated.is_raster and self._hiding:
            finest = reader.finest(image.variables)
            if same_crs(finest.crs, grid.crs) and grid.dx < _COARSE * finest.dx:
                flags = reader.sampled(grid)
            else:
                flags = reader.flags(grid, image.variables)
            clear &= (flags & np.uint16(self._hiding)) == 0
        if image.dated.mask is not None:
            clear &= clear_in(files.raster(image.dated.mask.path), image.dated.mask.index, grid)

    def _stored(self, reader: PixelReader, variable: Variable, grid: Grid, files: "_Open") -> np.ndarray | None:
        """Numbers of a band as its file holds them; None where its pixels do not coincide with the grid."""
        if not variable.is_band:
            return None
        band = variable.bands[0]
        path = str(band.path)
        own = self._grids.get(path) or self._grids.setdefault(path, reader.grid(band))
        window = window_in(own, grid) if same_crs(own.crs, grid.crs) else None
        return None if window is None else files.raster(path).read(band.index, window)

    def _as_stored(self, band: Band, stored: np.ndarray, index: int, numbers: np.ndarray, clear: np.ndarray) -> int:
        """What a file holds, coded, into ``numbers``; what is no value, out of ``clear``. Returns the clipped."""
        for code in (band.nodata, band.saturated, *band.invalid):
            if code is not None and _can_hold(stored.dtype, code):
                # A number of another type would have the whole of it converted.
                clear &= stored != stored.dtype.type(code)
        if stored.dtype.kind == "f":
            clear &= np.isfinite(stored)
        scale, offset = self.coding.scales[index]
        if stored.dtype == numbers.dtype and abs(band.scale - scale) < 1e-12 and band.offset * band.scale == offset:
            numbers[:] = stored
            return 0
        with np.errstate(all="ignore"):
            values = stored.astype(np.float32)
            values *= np.float32(band.scale / scale)
            values += np.float32((band.offset * band.scale - offset) / scale)
        return self._clipped(values, numbers, clear)

    def _coded(self, values: np.ndarray, index: int, clear: np.ndarray) -> tuple[np.ndarray, int]:
        """Physical values as numbers."""
        numbers = np.empty(values.shape, self.coding.dtype)
        scale, offset = self.coding.scales[index]
        scaled = values if (scale, offset) == (1.0, 0.0) else (values - np.float32(offset)) / np.float32(scale)
        return numbers, self._clipped(scaled, numbers, clear)

    def _clipped(self, scaled: np.ndarray, numbers: np.ndarray, clear: np.ndarray) -> int:
        """Puts ``scaled`` into ``numbers``, rounded and within its type; returns how many clear ones lay beyond."""
        if not self.coding.whole:
            numbers[:] = scaled
            return 0
        limits = np.iinfo(self.coding.dtype)
        # The smallest is no data.
        low, high = float(limits.min + 1), float(limits.max)
        with np.errstate(all="ignore"):
            rounded = np.rint(scaled)
            beyond = int(np.count_nonzero(((rounded < low) | (rounded > high)) & clear))
            np.copyto(numbers, np.clip(np.nan_to_num(rounded), low, high), casting="unsafe")
        return beyond


def _can_hold(dtype: np.dtype, code: float) -> bool:
    """False for a code that no number of that type equals."""
    if dtype.kind == "f":
        return bool(np.isfinite(code))
    limits = np.iinfo(dtype)
    return bool(np.isfinite(code)) and float(code).is_integer() and limits.min <= code <= limits.max


class _Open:
    """The last few rasters read: one that holds many dates is decoded once a block."""

    def __init__(self) -> None:
        self._rasters: OrderedDict[str, Raster] = OrderedDict()

    def __enter__(self) -> "_Open":
        return self

    def __exit__(self, *_: object) -> None:
        for raster in self._rasters.values():
            raster.close()
        self._rasters.clear()

    def raster(self, path: str) -> Raster:
        """The raster at ``path``, open."""
        if path in self._rasters:
            self._rasters.move_to_end(path)
            return self._rasters[path]
        while len(self._rasters) >= _MOST_OPEN:
            self._rasters.popitem(last=False)[1].close()
        self._rasters[path] = Raster(path)
        return self._rasters[path]
