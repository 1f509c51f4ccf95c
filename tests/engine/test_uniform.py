"""Tiles of one number are told without being decoded, and nothing else is: the pixels are those of a plain reading."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster, RasterWriter, UniformTiles

GRID = Grid("EPSG:32630", (0.0, 10.0, 0.0, 0.0, 0.0, -10.0), (900, 1100))
TILED = ["TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256"]
HOW = {"zstd": [*TILED, "COMPRESS=ZSTD", "PREDICTOR=2"], "deflate": [*TILED, "COMPRESS=DEFLATE", "PREDICTOR=2"],
       "no predictor": [*TILED, "COMPRESS=DEFLATE"], "lzw": [*TILED, "COMPRESS=LZW"], "plain": TILED,
       "strips": ["COMPRESS=DEFLATE"], "big endian": [*TILED, "COMPRESS=DEFLATE", "ENDIANNESS=BIG"]}


def pixels(dtype: str) -> np.ndarray:
    """Tiles of 0, of 1, of 7 (twice), of two numbers, and one that ends in another number just before its border."""
    result = np.zeros(GRID.shape, dtype)
    result[:256, 256:512] = 1
    result[256:512, :512] = 7
    result[300:340, 600:700] = 5
    result[511, 767] = 3
    # A tile cut by the image: 7 in what is seen of it.
    result[768:, 1024:] = 7
    return result


def write(path: str, values: np.ndarray, options: list[str]) -> str:
    with RasterWriter(path, GRID, str(values.dtype), options=options) as writer:
        writer.write(values)
        writer.close()
    return path


class Counted(Raster):
    decoded = 0

    def read(self, *arguments, **options):
        pixels = super().read(*arguments, **options)
        self.decoded += pixels.size
        return pixels


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16"])
def test_the_pixels_are_those_of_a_plain_reading(how, dtype, tmp_path):
    truth, tiles = pixels(dtype), UniformTiles()
    # Two files of the same coding, the second of which knows what the first has met.
    for name in ("été.tif", "hiver.tif"):
        with Raster(write(str(tmp_path / name), truth, HOW[how])) as raster:
            for window in ((0, 0, 900, 1100), (100, 130, 500, 700), (256, 256, 256, 256), (767, 1023, 133, 77),
                           (255, 0, 2, 1100)):
                row, column, rows, columns = window
                found = tiles.read(raster, window, np.full((rows, columns), 99, dtype))
                assert np.array_equal(found, truth[row:row + rows, column:column + columns])


def test_tiles_met_in_another_file_are_not_decoded(tmp_path):
    tiles, window = UniformTiles(), (0, 0, 512, 1024)
    out = np.empty(window[2:], np.uint8)
    truth = pixels("uint8")
    with Counted(write(str(tmp_path / "a.tif"), truth, HOW["zstd"])) as first:
        tiles.read(first, window, out)
    with Counted(write(str(tmp_path / "b.tif"), truth, HOW["zstd"])) as second:
        assert np.array_equal(tiles.read(second, window, out), truth[:512, :1024])
        # Of eight tiles one holds several numbers, and so does, by one pixel, another.
        assert second.decoded == 256 * 256 < first.decoded


def test_a_tile_cut_by_the_image_teaches_nothing(tmp_path):
    """What lies beyond the image may be another number: here 0 is written there, and 7 in what is seen."""
    tiles, truth = UniformTiles(), pixels("uint8")
    with Raster(write(str(tmp_path / "a.tif"), truth, HOW["zstd"])) as raster:
        tiles.read(raster, (768, 1024, 132, 76), np.empty((132, 76), np.uint8))
        assert not tiles._known


def test_equal_bytes_of_another_coding_are_another_number(tmp_path):
    """Rows of 1 are 1, 0, 0... to a predictor, and rows of 1, 0, 0... are that without one."""
    tiles, ones, first = UniformTiles(), np.ones(GRID.shape, np.uint8), np.zeros(GRID.shape, np.uint8)
    first[:, ::256] = 1
    out, how = np.empty((256, 256), np.uint8), [*TILED, "COMPRESS=ZSTD"]
    with Raster(write(str(tmp_path / "a.tif"), ones, [*how, "PREDICTOR=2"])) as raster:
        assert tiles.read(raster, (0, 0, 256, 256), out).min() == 1
        known = {stored for _, stored in tiles._known}
    with Raster(write(str(tmp_path / "b.tif"), first, how)) as raster:
        assert known == {raster.small_tiles()[0, 0][1]}, "the bytes differ: nothing is shown"
        assert np.array_equal(tiles.read(raster, (0, 0, 256, 256), out), first[:256, :256])
