"""Noise, edges, corners and seams of maps made by hand, and patches against brute force."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter
from bocage.core.errors import BocageError
from bocage.core.validation import geometry
from bocage.core.engine.class_raster import pixel_area_m2
from bocage.core.validation.patches import SIZES, PatchCounter


def grid(shape):
    return Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), shape)


def write(path, values, where=None):
    with RasterWriter(str(path), where or grid(values.shape), "uint8", nodata=0) as writer:
        writer.write(values.astype(np.uint8))
    return str(path)


def flood(values, known):
    """Sizes of the patches of each class, one pixel after another."""
    seen, sizes = ~known, {}
    for row, column in np.argwhere(known):
        if seen[row, column]:
            continue
        stack, size = [(row, column)], 0
        seen[row, column] = True
        while stack:
            r, c = stack.pop()
            size += 1
            for i, j in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
                if 0 <= i < values.shape[0] and 0 <= j < values.shape[1] and not seen[i, j] \
                        and values[i, j] == values[row, column]:
                    seen[i, j] = True
                    stack.append((i, j))
        sizes.setdefault(int(values[row, column]), []).append(size)
    return sizes


@pytest.mark.parametrize("seed", range(12))
def test_patches_are_those_of_a_flood_fill_however_strips_cut_them(seed):
    rng = np.random.default_rng(seed)
    shape = rng.integers(2, 30, 2)
    values = rng.integers(1, rng.integers(2, 5), shape)
    known = rng.random(shape) < rng.choice([1.0, 0.85])
    counter, step = PatchCounter(), int(rng.integers(1, 8))
    for start in range(0, shape[0], step):
        counter.add(values[start:start + step], known[start:start + step])
    found = counter.finish()
    for value, sizes in flood(values, known).items():
        place = np.searchsorted(SIZES, sizes)
        assert found.patches[value].tolist() == np.bincount(place, minlength=len(SIZES) + 1).tolist()
        assert found.pixels[value].tolist() == np.bincount(place, sizes, len(SIZES) + 1).tolist()


def test_a_square_in_a_field(tmp_path):
    values = np.ones((40, 50), int)
    values[10:20, 10:30] = 2
    found = geometry.measure(write(tmp_path / "m.tif", values), SilentProgress())
    side = np.sqrt(pixel_area_m2(grid((40, 50))))
    assert found.pixels == 2000 and found.isolated == 0.0
    assert found.edge_m_ha == pytest.approx(60 * side / found.area_ha, rel=1e-6)
    assert found.corners_ha == pytest.approx(4 / found.area_ha)
    assert found.edge_share == pytest.approx(60 / (40 * 49 + 39 * 50))
    assert sum(counts.sum() for counts in found.spectrum.patches.values()) == 2


def test_salt_and_pepper_is_seen(tmp_path):
    values = np.ones((60, 60), int)
    values[::4, ::4] = 2
    found = geometry.measure(write(tmp_path / "m.tif", values), SilentProgress())
    assert found.isolated == pytest.approx(225 / 3600)


def test_strips_do_not_change_what_is_measured(tmp_path, monkeypatch):
    rng = np.random.default_rng(2)
    path = write(tmp_path / "m.tif", rng.integers(0, 4, (90, 70)))
    other = write(tmp_path / "o.tif", rng.integers(0, 4, (90, 70)))
    whole = geometry.measure(path, SilentProgress(), other)
    monkeypatch.setattr(geometry, "STRIP_ROWS", 13)
    cut = geometry.measure(path, SilentProgress(), other)
    assert (cut.pixels, cut.isolated, cut.corners_ha) == pytest.approx((whole.pixels, whole.isolated,
                                                                       whole.corners_ha), rel=1e-6)
    assert cut.edge_m_ha == pytest.approx(whole.edge_m_ha, rel=1e-6)


def test_a_smeared_map_loses_the_corners_of_the_fine_one(tmp_path):
    """Rounded by a majority in 9 x 9 pixels: areas stay, corners go, and edges mostly stay."""
    rng = np.random.default_rng(3)
    fine = np.repeat(np.repeat(rng.integers(1, 3, (30, 30)), 4, 0), 4, 1)
    padded = np.pad(fine == 2, 4, mode="edge").astype(int)
    total = padded.cumsum(0).cumsum(1)
    total = np.pad(total, ((1, 0), (1, 0)))
    near = total[9:, 9:] - total[:-9, 9:] - total[9:, :-9] + total[:-9, :-9]
    smeared = np.where(near > 40, 2, 1)
    path, reference = write(tmp_path / "smeared.tif", smeared), write(tmp_path / "fine.tif", fine)
    kept = geometry.measure(path, SilentProgress(), reference).kept
    same = geometry.measure(reference, SilentProgress(), reference).kept
    assert (same.edges, same.corners) == (1.0, 1.0)
    assert kept.corners < 0.6 and kept.reference_corners == same.reference_corners


def test_the_seam_of_two_tiles_is_found_and_fields_are_not(tmp_path):
    rng = np.random.default_rng(4)
    # Fields with borders anywhere, then everything right of column 61 classified by another model.
    values = np.zeros((400, 130), int)
    for top in range(0, 400, 9):
        cuts = np.sort(rng.integers(1, 130, 9))
        values[top:top + 9] = 1 + (np.searchsorted(cuts, np.arange(130)) + top) % 3
    clean = geometry.measure(write(tmp_path / "clean.tif", values), SilentProgress())
    assert [seam for seam in clean.seams if seam.axis == "column"] == []
    torn = values.copy()
    other = rng.random(400) < 0.5
    torn[other, 62:] = 1 + torn[other, 62:] % 3
    found = geometry.measure(write(tmp_path / "torn.tif", torn), SilentProgress())
    assert [(seam.axis, seam.number) for seam in found.seams if seam.axis == "column"] == [("column", 61)]


def test_maps_on_other_pixels_are_refused(tmp_path):
    values = np.ones((20, 20), int)
    path = write(tmp_path / "a.tif", values)
    for shape, transform in (((20, 20), (600005.0, 10.0, 0.0, 5240000.0, 0.0, -10.0)),
                             ((20, 21), (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0))):
        other = write(tmp_path / "b.tif", np.ones(shape, int), Grid("EPSG:32630", transform, shape))
        with pytest.raises(BocageError) as refusal:
            geometry.measure(path, SilentProgress(), other)
        assert refusal.value.code == "maps_not_aligned"
    with pytest.raises(BocageError) as refusal:
        geometry.measure(write(tmp_path / "z.tif", values * 0), SilentProgress())
    assert refusal.value.code == "map_empty"


def test_borders_have_their_length_on_the_ground(tmp_path):
    # Stripes from north to south at 60 degrees: pixels half as wide as high.
    step = 0.0001
    stripes = np.ones((100, 200), np.uint8)
    stripes[:, ::20] = stripes[:, 1::20] = 2
    for values, side in ((stripes, 111412.2 * step), (stripes[:, :100].T.copy(), 55800.1 * step)):
        path = str(tmp_path / f"{values.shape[0]}.tif")
        with RasterWriter(path, Grid("EPSG:4326", (10.0, step, 0.0, 60.0, 0.0, -step), values.shape), "uint8",
                          nodata=0) as writer:
            writer.write(values)
            writer.close()
        found = geometry.measure(path, SilentProgress())
        count = int((values[:, 1:] != values[:, :-1]).sum() + (values[1:] != values[:-1]).sum())
        assert found.edge_m_ha * found.area_ha == pytest.approx(side * count, rel=1e-3)


def test_a_map_of_another_zone_with_the_same_corner_is_refused(tmp_path):
    values = np.kron(np.arange(16).reshape(4, 4) % 3 + 1, np.ones((5, 5))).astype(np.uint8)
    paths = []
    for zone in (30, 31):
        paths.append(str(tmp_path / f"{zone}.tif"))
        grid = Grid(f"EPSG:326{zone}", (300000.0, 10.0, 0.0, 4900020.0, 0.0, -10.0), values.shape)
        with RasterWriter(paths[-1], grid, "uint8", nodata=0) as writer:
            writer.write(values)
            writer.close()
    with pytest.raises(BocageError) as caught:
        geometry.measure(paths[0], SilentProgress(), paths[1])
    assert caught.value.code == "maps_not_aligned"
