"""Artefacts planted in maps are found, and maps without any have none: borders of strata, lines of tiles, smearing."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter
from bocage.core.errors import BocageError
from bocage.core.validation import artefacts, geometry, geometry_page
from bocage.core.validation.artefacts import Stratum

SIDE = 300


def grid(shape=(SIDE, SIDE)):
    return Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), shape)


def write(path, values):
    with RasterWriter(str(path), grid(values.shape), "uint8", nodata=0) as writer:
        writer.write(values.astype(np.uint8))
    return str(path)


def fields(rng, classes=4, size=12):
    """A land of patches whose borders lie anywhere: the nearest of random seeds has each pixel."""
    count = (SIDE // size) ** 2
    row, column = rng.integers(0, SIDE, (2, count))
    values, far = np.zeros((SIDE, SIDE), int), np.full((SIDE, SIDE), np.inf)
    at = np.indices((SIDE, SIDE))
    for r, c, value in zip(row, column, rng.integers(1, classes + 1, count)):
        top, left = max(0, r - 40), max(0, c - 40)
        part = (slice(top, r + 41), slice(left, c + 41))
        distance = (at[0][part] - r) ** 2 + (at[1][part] - c) ** 2
        near = distance < far[part]
        far[part][near], values[part][near] = distance[near], value
    return np.maximum(values, 1)


def slanted(k=0):
    """Two strata whose border crosses the map from (110 + k, 0) to (190 + k, 300), columns and rows alike."""
    x0, y0, width = 600000.0, 5240000.0, 10.0 * SIDE
    left, right = y0 - 10 * (110 + k), y0 - 10 * (190 + k)
    upper = np.array([(x0, y0), (x0 + width, y0), (x0 + width, right), (x0, left)])
    lower = np.array([(x0, left), (x0 + width, right), (x0 + width, y0 - width), (x0, y0 - width)])
    return [Stratum("hills", [[upper]]), Stratum("plain", [[lower]])]


def below():
    """Pixels of the plain by their centres."""
    row, column = np.indices((SIDE, SIDE)) + 0.5
    return row > 110 + 80 * column / SIDE


@pytest.mark.parametrize("strip", [512, 37])
def test_strata_classified_apart_leave_a_border_and_the_ground_does_not(tmp_path, monkeypatch, strip):
    monkeypatch.setattr(artefacts, "_ROWS", strip)
    rng = np.random.default_rng(2)
    values = fields(rng, size=6)
    clean = artefacts.borders(write(tmp_path / "clean.tif", values), slanted(), SilentProgress())
    assert [(one.first, one.second) for one in clean] == [("", ""), ("hills", "plain")]
    assert not any(one.artefact for one in clean) and 0.7 < clean[0].ratio < 1.3
    # Another model in the plain calls a third of the fields something else.
    torn = np.where(below() & (rng.random((SIDE, SIDE)) < 0.3), 1 + values % 4, values)
    smooth = values.copy()
    renamed = rng.random(5) < 0.5
    smooth[below()] = np.where(renamed[values[below()]], 1 + values[below()] % 4, values[below()])
    found = artefacts.borders(write(tmp_path / "apart.tif", smooth), slanted(), SilentProgress())
    assert found[1].artefact and found[1].ratio > 1.5 and found[0].share == found[1].share
    # Its border elsewhere than the strata's is none of theirs.
    other = artefacts.borders(write(tmp_path / "other.tif", smooth), slanted(60), SilentProgress())
    assert not other[1].artefact
    # A noisier half changes as much beside the border as across it.
    noisy = artefacts.borders(write(tmp_path / "noisy.tif", torn), slanted(), SilentProgress())
    assert noisy[0].pairs == found[0].pairs


def test_pairs_of_a_border_are_counted_one_by_one(tmp_path):
    rng = np.random.default_rng(3)
    values = rng.integers(1, 4, (SIDE, SIDE))
    found = artefacts.borders(write(tmp_path / "m.tif", values), slanted(), SilentProgress())[1]
    side = below()
    pairs = changes = 0
    for one, two in (((slice(None, -1), slice(None)), (slice(1, None), slice(None))),
                     ((slice(None), slice(None, -1)), (slice(None), slice(1, None)))):
        across = side[one] != side[two]
        pairs += int(across.sum())
        changes += int((across & (values[one] != values[two])).sum())
    # Rasterising may give a centre on the border to either side.
    assert found.pairs == pytest.approx(pairs, rel=0.02)
    assert found.share == pytest.approx(changes / pairs, abs=0.03) and found.beside == pytest.approx(2 / 3, abs=0.03)


def test_faint_lines_of_tiles_show_together(tmp_path):
    """One field in twelve changes at the border of its tile: no line alone is a seam, all of them are."""
    rng = np.random.default_rng(4)
    values = fields(rng)
    clean = geometry.measure(write(tmp_path / "clean.tif", values), SilentProgress(), tile=50).tiles
    assert clean.lines == 10 and not clean.artefact
    torn = values.copy()
    for r in range(0, SIDE, 50):
        for c in range(0, SIDE, 50):
            part = torn[r:r + 50, c:c + 50]
            part[part == rng.integers(1, 5)] = rng.integers(1, 5)
    found = geometry.measure(write(tmp_path / "torn.tif", torn), SilentProgress(), tile=50)
    assert found.tiles.artefact and found.tiles.share > 1.3 * found.tiles.beside
    elsewhere = geometry.measure(write(tmp_path / "torn.tif", torn), SilentProgress(), tile=47).tiles
    assert not elsewhere.artefact
    with pytest.raises(BocageError) as refusal:
        geometry.measure(write(tmp_path / "torn.tif", torn), SilentProgress(), tile=299)
    assert refusal.value.code == "tiles_too_few"


def test_noise_that_a_smooth_map_loses_is_told_from_the_corners_it_should_keep(tmp_path):
    """Two maps of a fine one: without its single pixels, and smeared. The first keeps every corner of a patch."""
    fine = np.kron(np.random.default_rng(5).integers(1, 3, (40, 40)), np.ones((5, 5), int))
    noisy = fine.copy()
    noisy[2::10, 7::10] = 3
    reference = write(tmp_path / "fine.tif", noisy)
    clean = geometry.measure(write(tmp_path / "clean.tif", fine), SilentProgress(), reference).kept
    assert clean.reference_isolated == pytest.approx(0.01) and clean.shapes == 1.0
    assert clean.corners < 0.5 and clean.reference_corners == clean.reference_shapes + 4 * 400
    padded = np.pad(fine == 2, 5, mode="edge").astype(int)
    total = np.pad(padded.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    near = total[11:, 11:] - total[:-11, 11:] - total[11:, :-11] + total[:-11, :-11]
    smeared = geometry.measure(write(tmp_path / "smeared.tif", np.where(near > 60, 2, 1)), SilentProgress(), reference)
    assert smeared.kept.shapes < 0.7 and smeared.kept.edges > smeared.kept.shapes


def test_strips_do_not_change_what_is_kept(tmp_path, monkeypatch):
    rng = np.random.default_rng(6)
    path, reference = (write(tmp_path / f"{k}.tif", np.kron(rng.integers(1, 4, (30, 25)), np.ones((3, 3), int)))
                       for k in range(2))
    whole = geometry.measure(path, SilentProgress(), reference).kept
    for rows in (1, 7, 13):
        monkeypatch.setattr(geometry, "STRIP_ROWS", rows)
        assert geometry.measure(path, SilentProgress(), reference).kept == whole


def test_the_page_shows_them_in_both_languages(tmp_path):
    values = fields(np.random.default_rng(7))
    path = write(tmp_path / "m.tif", values)
    found = geometry.measure(path, SilentProgress(), path, slanted(), 50)
    report = geometry_page.describe(found, path, path)
    assert report["borders"][1]["first"] == "hills" and report["tiles"]["size"] == 50
    for language, words in (("en", ["Borders of strata", "hills | plain", "Tiles of the computation"]),
                            ("fr", ["Bords des strates", "hills | plain", "Tuiles du calcul"])):
        page = geometry_page.page(report, language)
        assert all(word in page for word in words) and ">nan<" not in page.lower()


def test_strata_that_cannot_be_compared_are_refused(tmp_path):
    path = write(tmp_path / "m.tif", np.ones((SIDE, SIDE), int))
    ring = np.array([(600100.0, 5239900.0), (600300.0, 5239900.0), (600300.0, 5239700.0), (600100.0, 5239700.0)])
    for strata, code in (([Stratum("a", [[ring]]), Stratum("b", [[ring + 900.0]])], "strata_apart"),
                         ([Stratum(str(k), [[ring]]) for k in range(256)], "strata_too_many")):
        with pytest.raises(BocageError) as refusal:
            artefacts.borders(path, strata, SilentProgress())
        assert refusal.value.code == code
