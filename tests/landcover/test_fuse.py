"""Votes counted by hand, and Dempster's rule on sets, pixel by pixel."""

from __future__ import annotations

import os

import numpy as np
import pytest
from bocage.core.chains.fusion_masses import masses_of
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.errors import BocageError
from bocage.core.landcover import fuse as job
from bocage.core.landcover.fuse import FuseSettings, fuse
from bocage.core.landcover.fusion import dempster_shafer, mass_tables, vote
from fusion_by_hand import NONE, by_hand, on_sets


def write(path, values, dtype="uint8", nodata=0):
    where = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), values.shape)
    with RasterWriter(str(path), where, dtype, nodata=nodata) as writer:
        writer.write(values.astype(dtype))
        writer.close()
    return str(path)


def read(path):
    with Raster(str(path)) as raster:
        return raster.read()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("undecided", [None, 255])
def test_votes_are_those_counted_by_hand(seed, undecided):
    rng = np.random.default_rng(seed)
    codes = rng.integers(1, 5, (int(rng.integers(2, 6)), 9, 8)).astype(np.int32)
    codes[rng.random(codes.shape) < 0.2] = NONE
    weights = rng.choice([0.1, 0.2, 0.3, 1.0], codes.shape)
    found = vote(codes, weights, undecided)
    for row, column in np.ndindex(codes.shape[1:]):
        code, share = by_hand(codes[:, row, column].tolist(), weights[:, row, column].tolist(), undecided)
        assert found.codes[row, column] == code
        assert share is None or found.confidence[row, column] == pytest.approx(share)


@pytest.mark.parametrize("seed", range(6))
def test_beliefs_are_those_of_dempsters_rule_on_sets(seed):
    rng = np.random.default_rng(seed)
    codes = rng.integers(1, 5, (int(rng.integers(2, 6)), 6, 7)).astype(np.int32)
    codes[rng.random(codes.shape) < 0.2] = NONE
    masses = rng.random(codes.shape) * 0.99
    found = dempster_shafer(codes, masses, None)
    for row, column in np.ndindex(codes.shape[1:]):
        opinions = codes[:, row, column].tolist()
        if set(opinions) == {NONE}:
            assert found.codes[row, column] == NONE
            continue
        belief, conflict = on_sets(opinions, masses[:, row, column].tolist(), (1, 2, 3, 4))
        assert found.codes[row, column] == max(belief, key=belief.get)
        assert found.confidence[row, column] == pytest.approx(max(belief.values()), abs=1e-12)
        assert found.conflict[row, column] == pytest.approx(conflict, abs=1e-12)


def test_two_that_are_sure_and_disagree_still_give_numbers():
    found = dempster_shafer(np.array([[[1]], [[2]]], np.int32), np.ones((2, 1, 1)), 255)
    assert found.codes[0, 0] == 255 and 0.999 < found.conflict[0, 0] <= 1 and found.ties == 1


def test_masses_of_a_known_matrix():
    # iota2's documented example, rows reference: precision, recall, accuracy and kappa as it prints them.
    counts = np.array([[50, 78, 41], [20, 52, 31], [27, 72, 98]]).T
    assert list(mass_tables(counts, (1, 2, 3), "precision").values()) == pytest.approx(
        [.515464, .257426, .576471], abs=1e-6)
    assert list(mass_tables(counts, (1, 2, 3), "recall").values()) == pytest.approx(
        [.295858, .504854, .497462], abs=1e-6)
    assert mass_tables(counts, (1, 2, 3), "accuracy")[2] == pytest.approx(.426439, abs=1e-6)
    assert mass_tables(counts, (1, 2, 3), "kappa")[1] == pytest.approx(.154825, abs=1e-6)


def test_files_by_strips_with_confidence_and_conflict(tmp_path, monkeypatch):
    rng = np.random.default_rng(4)
    maps = [np.where(rng.random((31, 23)) < 0.1, 0, rng.integers(1, 4, (31, 23))) for _ in range(3)]
    paths = [write(tmp_path / f"carte {k} é.tif", values) for k, values in enumerate(maps)]
    trust = [write(tmp_path / f"c{k}.tif", rng.integers(0, 101, (31, 23)), nodata=255) for k in range(3)]
    monkeypatch.setattr(job, "_CHUNK", 23 * 4 * 5)
    masses = [{1: 0.9, 2: 0.6, 3: 0.3}, 0.5, {1: 0.2, 2: 0.8}]
    for method in ("voting", "dempster_shafer"):
        result = fuse(FuseSettings(paths, str(tmp_path / "o.tif"), method, (), masses, "first", 255, trust, 100.0,
                                   str(tmp_path / "s.tif"), str(tmp_path / "k.tif")), SilentProgress())
        codes = np.where(np.stack(maps) == 0, NONE, np.stack(maps)).astype(np.int32)
        shares = np.stack([read(path) for path in trust]) / 100.0
        table = np.array([[0, 0.9, 0.6, 0.3], [0, 0.5, 0.5, 0.5], [0, 0.2, 0.8, 0]])
        by_class = np.stack([table[k][maps[k]] for k in range(3)])
        expected = vote(codes, shares, None) if method == "voting" else dempster_shafer(codes, by_class * shares, None)
        assert np.array_equal(read(tmp_path / "o.tif"), np.where(expected.codes == NONE, 0, expected.codes))
        none = expected.codes == NONE
        assert none.any() or method == "voting"
        assert np.array_equal(read(tmp_path / "s.tif"), np.where(none, 255, np.rint(100 * expected.confidence)))
        assert np.array_equal(read(tmp_path / "k.tif"), np.where(none, 255, np.rint(100 * expected.conflict)))
        assert result.pixels == (~none).sum() and result.ties == expected.ties
        assert result.conflict == pytest.approx(100 * expected.conflict[~none].mean())


@pytest.mark.parametrize("nodata", [(None, None, None), (None, 9, None)])
def test_maps_that_declare_no_data_nowhere_may_have_the_class_0(tmp_path, nodata):
    values = np.array([[0, 1, 2], [0, 0, 1]])
    maps = [write(tmp_path / f"{k}.tif", values, nodata=one) for k, one in enumerate(nodata)]
    fuse(FuseSettings(maps, str(tmp_path / "o.tif")), SilentProgress())
    with Raster(str(tmp_path / "o.tif")) as raster:
        assert np.array_equal(raster.read(1), values) and raster.nodata == nodata[1]


def test_masses_from_matrices_by_number_and_by_name(tmp_path):
    values = np.ones((4, 4), int)
    paths = [write(tmp_path / f"{k}.tif", values) for k in range(2)]
    (tmp_path / "a.csv").write_text("# rows: map\nclass,1,2\n1,8,2\n2,1,9\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("# rows: map\nclass,eau,forêt\neau,5,5\nforêt,0,10\n", encoding="utf-8")
    (tmp_path / "n.csv").write_text("1;water;eau\n2;forest;forêt\n", encoding="utf-8")
    files = [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]
    found = masses_of(paths, files, "precision", str(tmp_path / "n.csv"), "map", SilentProgress())
    assert found == [{1: pytest.approx(0.8), 2: pytest.approx(0.9)}, {1: pytest.approx(0.5), 2: pytest.approx(1.0)}]
    for given, code in (((paths, files, "recall", ""), "fuse_class_unknown"),
                        ((paths, files[:1], "recall", ""), "fuse_list_length")):
        with pytest.raises(BocageError) as fault:
            masses_of(*given, "map", SilentProgress())
        assert fault.value.code == code


def test_what_cannot_be_fused_is_refused_and_leaves_nothing(tmp_path):
    values = np.full((6, 6), 7)
    one, two = write(tmp_path / "1.tif", values), write(tmp_path / "2.tif", values)
    other, zero = write(tmp_path / "3.tif", values[:5]), write(tmp_path / "0.tif", values * 0, nodata=99)
    out = str(tmp_path / "o.tif")
    cases = {"fuse_one_map": FuseSettings([one], out), "maps_not_aligned": FuseSettings([one, other], out),
             "fuse_list_length": FuseSettings([one, two], out, weights=(1.0,)),
             "fuse_weights": FuseSettings([one, two], out, weights=(0.0, 0.0)),
             "fuse_no_masses": FuseSettings([one, two], out, "dempster_shafer"),
             "undecided_taken": FuseSettings([one, two], out, undecided=7),
             "class_is_nodata": FuseSettings([one, zero], out, ties="first", weights=(0.1, 1.0))}
    before = sorted(os.listdir(tmp_path))
    for code, settings in cases.items():
        with pytest.raises(BocageError) as fault:
            fuse(settings, SilentProgress())
        assert fault.value.code == code and str(fault.value)
        assert sorted(os.listdir(tmp_path)) == before
