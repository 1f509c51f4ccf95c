"""Majority and minimum unit against brute force, whatever the strips; nothing is invented, nothing kept moves."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import regularise_by_hand as hand
from bocage.core.engine.class_raster import pixel_area_m2
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter, spatial_reference
from bocage.core.errors import BocageError, Cancelled
from bocage.core.landcover import code_source
from bocage.core.landcover.fuse import FuseSettings, fuse
from bocage.core.landcover.majority import majority
from bocage.core.landcover.regularise import RegulariseSettings, minimum_pixels, regularise
from osgeo import gdal

NONE = hand.NONE


def grid(shape, crs="EPSG:32630", side=10.0):
    return Grid(crs, (600000.0, side, 0.0, 5240000.0, 0.0, -side), shape)


def write(path, codes, dtype="uint8", nodata=0, **more):
    with RasterWriter(str(path), grid(codes.shape), dtype, nodata=nodata) as writer:
        writer.set_palette(more.get("palette", {}))
        writer.write(np.where(codes == NONE, nodata or 0, codes).astype(dtype))
        writer.close()
    return str(path)


def read(path):
    with Raster(path) as raster:
        values = raster.read().astype(np.int32)
        return np.where(values == raster.nodata, NONE, values)


def patchy(seed):
    """Patches of all sizes, some of them places without a class."""
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(3, 26, 2))
    codes = rng.integers(1, rng.integers(3, 7), shape).astype(np.int32)
    if seed % 3:
        coarse = rng.integers(1, 5, (shape[0] // 4 + 1, shape[1] // 4 + 1))
        big = np.kron(coarse, np.ones((4, 4), int))[:shape[0], :shape[1]]
        codes = np.where(rng.random(shape) < 0.7, big, codes).astype(np.int32)
    codes[rng.random(shape) < rng.choice([0.0, 0.15])] = NONE
    return rng, codes


@pytest.mark.parametrize("seed", range(15))
def test_majority_is_that_of_a_count_window_by_window(seed):
    rng, codes = patchy(seed)
    for radius, kept in ((1, ()), (2, (2,)), (30, ())):
        assert np.array_equal(majority(codes, radius, kept), hand.majority(codes, radius, kept))


@pytest.mark.parametrize("seed", range(24))
def test_the_minimum_unit_is_that_of_one_patch_after_another_however_strips_cut(seed, tmp_path, monkeypatch):
    rng, codes = patchy(seed)
    radius, bound, kept = int(seed % 2), int(rng.integers(2, 25)), ((3,) if seed % 4 == 0 else ())
    path = write(tmp_path / "map.tif", codes)
    expected = hand.merge(hand.majority(codes, radius, kept) if radius else codes, bound, kept)
    for rows in (int(rng.integers(1, 7)), 512):
        monkeypatch.setattr(code_source, "STRIP_ROWS", rows)
        output = str(tmp_path / f"out {rows} é.tif")
        result = regularise(RegulariseSettings(path, output, radius, bound, kept=kept), SilentProgress())
        found = read(output)
        assert np.array_equal(found, expected)
        # The rule of areas: every pixel with a class keeps one, no other gets one, kept classes keep theirs.
        assert np.array_equal(found == NONE, codes == NONE)
        assert all(np.array_equal(found == value, codes == value) for value in kept)
        assert set(np.unique(found)) <= set(np.unique(codes))
        assert sum(result.after.pixels.values()) == sum(result.before.pixels.values()) == (codes != NONE).sum()
        assert sum(result.after.area_m2.values()) == pytest.approx(sum(result.before.area_m2.values()), rel=1e-12)
        assert {k: v for k, v in result.after.pixels.items() if v} == {
            int(v): int(n) for v, n in zip(*np.unique(found[found != NONE], return_counts=True))}
        assert result.changed_pixels == (found != codes).sum()
        small = [p for _, code, p in hand.patches(found) if len(p) < bound and code not in kept]
        assert result.left_patches == len(small)
        assert not any(set(hand.border(found, p)) - set(kept) for p in small)


def test_a_large_noisy_map_ends_and_keeps_no_small_patch(tmp_path, monkeypatch):
    # Patches one beside another and all of one size: the longest chains of decisions.
    monkeypatch.setattr(code_source, "STRIP_ROWS", 64)
    codes = (np.indices((300, 300)).sum(axis=0) % 2 + 1).astype(np.int32)
    path = write(tmp_path / "board.tif", codes)
    result = regularise(RegulariseSettings(path, str(tmp_path / "o.tif"), 0, 9), SilentProgress())
    assert result.left_patches == 0 and sum(result.after.pixels.values()) == 90000
    assert min(len(p) for _, _, p in hand.patches(read(tmp_path / "o.tif"))) >= 9


def test_the_smallest_goes_first_and_never_to_a_class_that_is_no_neighbour(tmp_path):
    # The single 4 joins the 3 on three of its sides; its three arms of two pixels are then one patch, which stays.
    codes = np.full((7, 9), 1, np.int32)
    codes[3, 2:7] = (3, 3, 4, 3, 3)
    codes[1:3, 4] = 3
    path = write(tmp_path / "m.tif", codes)
    regularise(RegulariseSettings(path, str(tmp_path / "o.tif"), 0, 4), SilentProgress())
    found = read(tmp_path / "o.tif")
    assert (found == 3).sum() == 7 and found[3, 4] == 3 and (found == 4).sum() == 0


def test_the_look_of_the_map_is_kept(tmp_path):
    path = write(tmp_path / "m.tif", np.full((5, 5), 2, np.int32), palette={1: (1, 2, 3), 2: (200, 100, 50)})
    (tmp_path / "m.qml").write_text("<qgis/>", encoding="utf-8")
    names = "<Category>none</Category><Category>water</Category><Category>forêt &amp; haie</Category>"
    (tmp_path / "m.tif.aux.xml").write_text(
        f'<PAMDataset><PAMRasterBand band="1"><CategoryNames>{names}</CategoryNames></PAMRasterBand></PAMDataset>',
        encoding="utf-8")
    output = str(tmp_path / "carte lissée.tif")
    regularise(RegulariseSettings(path, output), SilentProgress())
    with Raster(output) as raster:
        assert raster.dtype == "Byte" and raster.nodata == 0
        assert raster.palette()[2] == (200, 100, 50)
        assert raster.categories()[:3] == ("none", "water", "forêt & haie")
        assert "regularise" in raster.metadata()["ALGORITHM"]
    assert (tmp_path / "carte lissée.qml").read_text(encoding="utf-8") == "<qgis/>"


def test_signed_bytes_keep_their_signs(tmp_path):
    codes = np.array([[-1, -1, -2], [-1, 3, -2], [3, 3, -2]], np.int8)
    old = int(gdal.VersionInfo()) < 3070000
    made = gdal.GetDriverByName("GTiff").Create(str(tmp_path / "m.tif"), 3, 3, 1, gdal.GDT_Byte if old
                                                else gdal.GDT_Int8, ["PIXELTYPE=SIGNEDBYTE"] if old else [])
    made.SetGeoTransform((600000, 10, 0, 5240000, 0, -10))
    made.SetSpatialRef(spatial_reference("EPSG:32630"))
    made.GetRasterBand(1).WriteArray(codes.view(np.uint8) if old else codes)
    made = None
    for work in (lambda: regularise(RegulariseSettings(str(tmp_path / "m.tif"), str(tmp_path / "o.tif"), 0),
                                    SilentProgress()),
                 lambda: fuse(FuseSettings([str(tmp_path / "m.tif")] * 2, str(tmp_path / "o.tif")), SilentProgress())):
        work()
        with Raster(str(tmp_path / "o.tif")) as raster:
            assert np.array_equal(raster.read(1), codes)


def test_outside_the_mask_there_is_no_class_and_no_vote(tmp_path):
    codes = np.full((6, 6), 1, np.int32)
    codes[:, 3:] = 2
    codes[2, 2] = 2
    mask = np.ones((6, 6), np.int32)
    mask[:, 4:] = NONE
    path, cover = write(tmp_path / "m.tif", codes), write(tmp_path / "k.tif", mask)
    regularise(RegulariseSettings(path, str(tmp_path / "o.tif"), 1, 0, mask=cover), SilentProgress())
    inside = np.where(mask == 1, codes, NONE)
    assert np.array_equal(read(tmp_path / "o.tif"), hand.majority(inside, 1))


def test_hectares_are_pixels_of_their_size():
    assert minimum_pixels(0.1, "hectares", grid((100, 100))) == 10
    assert minimum_pixels(0.1001, "hectares", grid((100, 100))) == 11
    assert minimum_pixels(7, "pixels", grid((100, 100))) == 7
    # Degrees, and Mercator at 47 degrees north: pixels on the ground.
    for where in (Grid("EPSG:4326", (-1.7, 1e-4, 0.0, 47.3, 0.0, -1e-4), (100, 100)),
                  Grid("EPSG:3857", (-190000.0, 10.0, 0.0, 5990000.0, 0.0, -10.0), (100, 100))):
        assert minimum_pixels(1, "hectares", where) == int(np.ceil(1e4 / pixel_area_m2(where)))
    with pytest.raises(BocageError) as fault:
        minimum_pixels(1e6, "hectares", grid((100, 100)))
    assert fault.value.code == "minimum_unit_too_large"


def test_what_cannot_be_done_is_refused_and_leaves_nothing(tmp_path):
    codes = np.full((6, 6), 3, np.int32)
    path = write(tmp_path / "m.tif", codes)
    cases = {"output_is_input": RegulariseSettings(path, path),
             "maps_not_aligned": RegulariseSettings(path, str(tmp_path / "o.tif"),
                                                    mask=write(tmp_path / "k.tif", codes[:5])),
             "raster_unreadable": RegulariseSettings(str(tmp_path / "absent.tif"), str(tmp_path / "o.tif"))}
    zero = codes.copy()
    zero[0] = 0
    cases["mask_needs_nodata"] = RegulariseSettings(
        write(tmp_path / "z.tif", zero, nodata=None), str(tmp_path / "o.tif"), mask=path)
    with RasterWriter(str(tmp_path / "f.tif"), grid((6, 6)), "float32") as writer:
        writer.write(np.full((6, 6), 1.5, np.float32))
        writer.close()
    cases["map_not_classes"] = RegulariseSettings(str(tmp_path / "f.tif"), str(tmp_path / "o.tif"), 1, 4)
    before = sorted(os.listdir(tmp_path))
    for code, settings in cases.items():
        with pytest.raises(BocageError) as fault:
            regularise(settings, SilentProgress())
        assert fault.value.code == code and str(fault.value)
        assert sorted(os.listdir(tmp_path)) == before


class Stopper(SilentProgress):
    """Stops after so many questions."""

    def __init__(self, count):
        self.count = count

    def cancelled(self):
        self.count -= 1
        return self.count < 0


def test_cancel_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(code_source, "STRIP_ROWS", 4)
    rng = np.random.default_rng(1)
    path = write(tmp_path / "m.tif", rng.integers(1, 4, (30, 30)).astype(np.int32))
    for count in (0, 5, 10, 17, 22):
        with pytest.raises(Cancelled):
            regularise(RegulariseSettings(path, str(tmp_path / "o.tif"), 1, 5), Stopper(count))
        assert [p.name for p in Path(tmp_path).iterdir()] == ["m.tif"]
