"""Simulated series of rasters for the proof of gap filling: fields, seasons, noise, clouds of several kilometres."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from bocage.core.engine.raster import RasterWriter

#: Pixels a side that are simulated at once.
_LARGEST = 2745
#: Reflectance x 10,000 and its noise, as an L2A band of farmland has it.
_MEAN, _CONTRAST, _NOISE = 1800, 900, 60


def _pattern(side: int, cell: int, rng: np.random.Generator) -> np.ndarray:
    """Uniform patches of ``cell`` pixels, -1..1, float32 (side, side)."""
    count = -(-side // cell)
    return np.kron(rng.uniform(-1, 1, (count, count)), np.ones((cell, cell)))[:side, :side].astype(np.float32)


def _repeated(writer: RasterWriter, pixels: np.ndarray, band: int, whole: int) -> None:
    """Write ``pixels`` until they fill the raster, strip by strip of tiles."""
    side = len(pixels)
    for row in range(0, whole, 512):
        rows = np.arange(row, min(whole, row + 512)) % side
        writer.write(np.tile(pixels[rows], (1, -(-whole // side)))[:, :whole], band, row)


def write_series(folder: Path, side: int, dates: int, bands: int, start: date = date(2018, 1, 5),
                 step: int = 10) -> tuple[list[str], list[str]]:
    """Rasters and masks of ``dates`` days, of ``side`` pixels of 10 m; what is there already is kept."""
    from bocage.core.engine.grid import Grid
    from bocage.core.engine.raster import RasterWriter, creation_options

    grid = Grid("EPSG:32630", (499980.0, 10.0, 0.0, 5300040.0, 0.0, -10.0), (side, side))
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(36)
    # A whole tile is its sixteenth four times across and down: no compression sees further than its own tiles.
    whole, side = side, min(side, _LARGEST)
    fields, phases = _pattern(side, 23, rng), _pattern(side, 37, rng)
    noise = rng.normal(0, _NOISE, (side, side)).astype(np.float32)
    names = [f"band {number + 1}" for number in range(bands)]
    images, masks = [], []
    for number in range(dates):
        day = start + timedelta(days=step * number)
        image, mask = folder / f"image_{day.isoformat()}.tif", folder / f"mask_{day.isoformat()}.tif"
        images.append(str(image))
        masks.append(str(mask))
        season = np.sin(2 * np.pi * number * step / 365 + phases)
        clouds = _pattern(side, 311, np.random.default_rng(number)) < -0.2
        if image.exists() and mask.exists():
            continue
        with RasterWriter(str(image), grid, "int16", bands, -10000, names,
                          [*creation_options("int16"), "INTERLEAVE=BAND"]) as writer:
            for band in range(bands):
                values = _MEAN + 100 * band + _CONTRAST * (0.5 * fields + 0.5 * season * (1 + band / bands))
                values += np.roll(noise, (17 * band + number, 29 * number), (0, 1))
                values[clouds] += 3500
                writer.set_scaling(band + 1, 1e-4)
                _repeated(writer, values.astype(np.int16), band + 1, whole)
            writer.close()
        with RasterWriter(str(mask), grid, "uint8", 1, None) as writer:
            _repeated(writer, clouds.astype(np.uint8), 1, whole)
            writer.close()
    return images, masks
