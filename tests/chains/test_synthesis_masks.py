"""Masks of a synthesis: bits taken as files hold them say what canonical flags say, on pixels and on cells."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.synthesis import files, masks
from bocage.core.chains.pixels.reading import window_in
from bocage.core.chains.synthesis.files import Buffers, OpenFiles, most_open, whole_tiles
from bocage.core.chains.synthesis.masks import StateReader, cell_flags, states
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.errors import BocageError
from bocage.core.products.flags import CIRRUS, CLOUD, NODATA, SATURATED, SHADOW, SNOW, WATER
from bocage.core.products.open import open_product
from bocage.core.products.quality import quality_flags

sys.path.insert(0, str(Path(__file__).resolve().parent))
from dated_product import CORNER, grid, product  # noqa: E402

SIDE = 9100
COUNT = SIDE // 10


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """A product of 910 x 910 pixels of 10 m: cells of 240 m do not divide it. Any bit somewhere, and large patches."""
    rng = np.random.default_rng(8)
    found = {}
    for name, bits in (("CLM", 8), ("MG2", 8), ("EDG", 1), ("SAT", 4)):
        mask = np.where(rng.random((COUNT, COUNT)) < 0.0004, rng.integers(0, 2 ** bits, (COUNT, COUNT)), 0)
        mask[600:700, :300] |= 1 << (bits - 1)
        found[name] = mask.astype(np.uint8)
    found["EDG"][:, 700:] = 1
    found["EDG"][3:9, 240:250] = 1
    return open_product(product(tmp_path_factory.mktemp("masques d'été"), "2018-07-15", {}, found, side=SIDE))


def test_states_of_flags_are_those_of_the_strongest():
    flags = np.array([[0, WATER, SNOW | WATER, SHADOW | SNOW, CIRRUS, CLOUD | WATER, NODATA | CLOUD, SATURATED, 128]],
                     np.uint16)
    assert states(flags).tolist() == [[4, 3, 2, 1, 1, 1, 0, 0, 4]]


@pytest.mark.parametrize("chunk", [65_536, 5_000])
def test_bits_say_what_canonical_flags_say(scene, chunk, monkeypatch):
    monkeypatch.setattr(masks, "_CHUNK", chunk)
    whole = grid(10, CORNER, SIDE)
    reader = StateReader(OpenFiles(9), Buffers())
    monkeypatch.setattr(masks, "masks_on", lambda *_: pytest.fail("bits were not taken as they are"))
    for window in ((0, 0, COUNT, COUNT), (512, 0, 398, COUNT), (30, 640, 200, 120)):
        place = whole.window(*window)
        found = reader.read(scene, place)
        assert np.array_equal(found, states(quality_flags(scene, place)))
        assert set(np.unique(found)) == {0, 1, 2, 3, 4} or window[0] == 30


def test_elsewhere_and_beyond_the_file_flags_are_asked(scene):
    reader = StateReader(OpenFiles(9), Buffers())
    beyond = grid(10, CORNER, SIDE).window(-20, -20, 100, 100)
    assert np.array_equal(reader.read(scene, beyond), states(quality_flags(scene, beyond)))


def test_a_mask_that_cannot_be_read_is_an_error(scene, tmp_path):
    broken = tmp_path / "CLM.tif"
    broken.write_bytes(b"II*\0 not a mask")
    cut = replace(scene, path="cut", mask_files={**scene.mask_files, "cloud_detail": {"R1": str(broken)}})
    with pytest.raises(BocageError):
        StateReader(OpenFiles(9), Buffers()).read(cut, grid(10, CORNER, SIDE))
    with pytest.raises(BocageError):
        cell_flags(cut, grid(10, CORNER, SIDE).cells(240.0))


@pytest.mark.parametrize("size", [240.0, 200.0, 500.0, 20.0])
def test_cells_by_bits_are_those_of_sampled_flags(scene, size, monkeypatch):
    cells = grid(10, CORNER, SIDE).cells(size)
    monkeypatch.setattr(masks, "_STRIP", 7)
    found = cell_flags(scene, cells)
    monkeypatch.setattr(masks, "bit_masks", lambda *_, **__: None)
    told = cell_flags(scene, cells)
    hiding = CLOUD | SHADOW | CIRRUS
    assert np.array_equal((found & hiding) != 0, (told & hiding) != 0)
    assert np.array_equal(found & NODATA, told & NODATA)
    assert 0.02 < ((found & hiding) != 0).mean() < 0.98 and 0.2 < ((found & NODATA) != 0).mean() < 0.3


def raster(path: Path, value: int) -> str:
    with RasterWriter(str(path), grid(10), "int16") as writer:
        writer.write(np.full(grid(10).shape, value, np.int16))
        writer.close()
    return str(path)


def test_files_stay_open_up_to_a_number_and_are_asked_once_for_their_crs(tmp_path, monkeypatch):
    paths = [raster(tmp_path / f"{value}.tif", value) for value in range(4)]
    opened = []

    class Opened(Raster):
        def __init__(self, path, crs=True):
            opened.append((path, crs))
            super().__init__(path, crs)

    monkeypatch.setattr(files, "Raster", Opened)
    kept = OpenFiles(3)
    assert kept.raster(paths[0], crs=False).grid.crs == ""
    kept.raster(paths[0])
    assert kept.crs(paths[0]) == "EPSG:32630" and opened == [(paths[0], False), (paths[0], True)]
    for _ in range(2):
        for value, path in enumerate(paths):
            assert (kept.raster(path).read() == value).all()
        assert len(kept._files) == 3
    # The fourth took the place of the third, the last used; a second round opens one of them only.
    assert [path for path, _ in opened[2:]] == [*paths[1:], paths[2]]
    assert all(crs for _, crs in opened[2:5]) and not any(crs for _, crs in opened[5:])
    kept.close()
    assert not kept._files


def test_lanes_share_what_the_system_allows():
    assert most_open(1) >= most_open(2) >= most_open(64) >= 8
    assert most_open(1) <= 500


def test_memory_is_used_again_and_holds_the_file_s_numbers(tmp_path):
    buffers = Buffers()
    with Raster(raster(tmp_path / "a.tif", 5)) as first, Raster(raster(tmp_path / "b.tif", -9)) as second:
        one = buffers.read("here", first, 1, (0, 0, 120, 120))
        assert one.dtype == np.int16 and (one == 5).all()
        other = buffers.read("there", second, 1, (10, 10, 50, 60))
        again = buffers.read("here", second, 1, (0, 0, 40, 30))
        assert again.shape == (40, 30) and (again == -9).all() and np.shares_memory(one, again)
        assert (other == -9).all() and not np.shares_memory(one, other)
        assert window_in(first.grid, grid(10).window(4, 6, 10, 20)) == (4, 6, 10, 20)
        assert window_in(first.grid, grid(10).window(115, 0, 10, 20)) is None
        assert window_in(first.grid, grid(20)) is None
        assert whole_tiles(first, (0, 0, 120, 120)) and not whole_tiles(first, (0, 0, 60, 120))
