"""The composite of earlier dates: what is written comes back, what is damaged is one sentence."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.errors import BocageError
from bocage.core.products.composite import (
    CLEAR_ROLES,
    SURFACE_ROLES,
    Composite,
    empty,
    read_composite,
    without_later,
    write_composite,
)

CELLS = Grid("EPSG:32630", (499980.0, 120.0, 0.0, 5300040.0, 0.0, -120.0), (7, 5))


@pytest.fixture()
def composite() -> Composite:
    """One with something in every array."""
    random = np.random.default_rng(3)

    def some(count: int) -> np.ndarray:
        values = random.uniform(0, 1, (count, *CELLS.shape)).astype(np.float32)
        values[0, 0, 0] = np.nan
        return values

    def whole(dtype: type) -> np.ndarray:
        return random.integers(0, 60000, CELLS.shape).astype(dtype)

    return Composite(CELLS, "30TWT", ("S2A_élan", "S2B_b"), some(len(CLEAR_ROLES)), whole(np.int32),
                     some(len(SURFACE_ROLES)), whole(np.int32), some(1)[0], some(3), some(2), whole(np.uint16),
                     whole(np.uint16))


def same(one: Composite, other: Composite) -> bool:
    """Values and types alike."""
    def equal(a: object, b: object) -> bool:
        if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
            return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        return a == b

    return all(equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(Composite))


def test_what_is_written_comes_back_and_the_same_gives_the_same_bytes(composite, tmp_path):
    first, second = tmp_path / "été.npz", tmp_path / "b.npz"
    for path in (first, second):
        write_composite(path, composite)
    assert same(read_composite(first), composite)
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.npz", "été.npz"]


def test_one_that_has_seen_nothing_comes_back(tmp_path):
    write_composite(tmp_path / "a.npz", empty(CELLS, "30TWT"))
    found = read_composite(tmp_path / "a.npz")
    assert same(found, empty(CELLS, "30TWT")) and found.recent.shape == (0, *CELLS.shape)


def refused(path: Path) -> BocageError:
    """The one sentence of a file that is none."""
    with pytest.raises(BocageError) as caught:
        read_composite(path)
    assert caught.value.code == "composite_damaged" and path.name in str(caught.value)
    return caught.value


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.7, 0.99])
def test_a_truncated_file_is_refused_wherever_it_is_cut(composite, tmp_path, share):
    path = tmp_path / "a.npz"
    write_composite(path, composite)
    path.write_bytes(path.read_bytes()[:int(path.stat().st_size * share)])
    refused(path)


def test_every_damaged_byte_is_noticed_or_harmless(composite, tmp_path):
    path = tmp_path / "a.npz"
    write_composite(path, composite)
    whole = path.read_bytes()
    noticed = 0
    for position in range(0, len(whole), 37):
        damaged = bytearray(whole)
        damaged[position] ^= 0x5A
        path.write_bytes(damaged)
        try:
            found = read_composite(path)
        except BocageError as error:
            noticed += error.code == "composite_damaged"
            continue
        # Fields of the archive that nobody reads (times, attributes): the values must be untouched.
        assert same(found, composite), position
    assert noticed > 0.8 * len(range(0, len(whole), 37))


def contents(path: Path) -> dict[str, bytes]:
    """Members of the archive."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(path: Path, **members: np.ndarray | None) -> Path:
    """The archive with other members; None leaves one out."""
    found = contents(path)
    for name, array in members.items():
        found.pop(f"{name}.npy")
        if array is not None:
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=True)
            found[f"{name}.npy"] = buffer.getvalue()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in found.items():
            archive.writestr(name, data)
    return path


class Trap:
    """Its unpickling would leave a trace."""

    def __reduce__(self):
        return (open, ("/tmp/composite_was_unpickled", "w"))


def test_objects_are_refused_and_never_unpickled(composite, tmp_path):
    path = tmp_path / "a.npz"
    write_composite(path, composite)
    trap = np.empty(CELLS.shape, object)
    trap[0, 0] = Trap()
    rewritten(path, seen=trap)
    refused(path)
    assert not Path("/tmp/composite_was_unpickled").exists()


@pytest.mark.parametrize("members", [
    {"seen": None}, {"description": None}, {"seen": np.zeros((7, 4), np.uint16)}, {"seen": np.zeros((7, 5), np.int64)},
    {"clear": np.zeros((3, 7, 5), np.float32)}, {"clear_day": np.zeros((1, 7, 5), np.int32)},
    {"recent": np.zeros((7, 5), np.float32)}, {"surface": np.zeros((5, 7, 5), np.float64)}])
def test_arrays_of_another_shape_or_kind_are_refused(composite, tmp_path, members):
    path = tmp_path / "a.npz"
    write_composite(path, composite)
    refused(rewritten(path, **members))


@pytest.mark.parametrize("change", [{"format": 1}, {"format": 99}, {"shape": "wide"}, {"transform": None},
                                    {"inputs": 3}, {"shape": [5, 7]}])
def test_a_description_that_says_something_else_is_refused(composite, tmp_path, change):
    path = tmp_path / "a.npz"
    write_composite(path, composite)
    description = json.loads(contents(path)["description.npy"].split(b"\n", 1)[1].decode())
    text = json.dumps({**description, **change})
    refused(rewritten(path, description=np.frombuffer(text.encode(), np.uint8)))


def test_what_is_no_archive_is_refused(tmp_path):
    for name, data in (("text.npz", b"no archive"), ("empty.npz", b""), ("array.npz", None)):
        path = tmp_path / name
        if data is None:
            with open(path, "wb") as handle:
                np.save(handle, np.zeros(3))
        else:
            path.write_bytes(data)
        refused(path)
    refused(tmp_path / "absent.npz")
    (tmp_path / "zip.npz").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "zip.npz", "w") as archive:
        archive.writestr("a.txt", "text")
    refused(tmp_path / "zip.npz")


def test_a_failed_write_leaves_the_former_file(composite, tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    write_composite(path, composite)
    before = path.read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bocage.core.engine.outputs.os.fsync", fail)
    with pytest.raises(BocageError) as caught:
        write_composite(path, replace(composite, tile="30TXT"))
    assert caught.value.code == "disk_full" and path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.npz"]


def test_a_file_of_another_kind_is_refused_without_a_word_of_numpy(tmp_path):
    path = tmp_path / "texte.npz"
    path.write_text("hello", encoding="utf-8")
    assert "pickle" not in str(refused(path))


def test_what_later_dates_say_of_the_surface_is_taken_out_and_nothing_else(composite):
    day = int(np.median(composite.surface_day[composite.surface_day > 0]))
    later = composite.surface_day > day
    assert later.any() and not later.all()
    left = without_later(composite, day)
    assert np.isnan(left.surface[:, later]).all() and (left.surface_day[later] == 0).all()
    assert np.isinf(left.surface_sigma[later]).all() and np.isnan(left.directions[:, later]).all()
    assert np.array_equal(left.surface[:, ~later], composite.surface[:, ~later], equal_nan=True)
    for name in ("clear", "clear_day", "recent", "water_votes", "seen", "inputs"):
        assert getattr(left, name) is getattr(composite, name)
    assert without_later(composite, int(composite.surface_day.max())) is composite
    for name in ("surface", "surface_day", "surface_sigma", "directions"):
        assert getattr(left, name).dtype == getattr(composite, name).dtype
