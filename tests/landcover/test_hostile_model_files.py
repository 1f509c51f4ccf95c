"""Model files made to harm: each is refused in a sentence, at once, and nothing of it runs."""

from __future__ import annotations

import io
import json
import pickle
import time
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from bocage.core.errors import BocageError
from bocage.core.landcover import model_archive
from bocage.core.landcover.classifiers import TRAINERS
from bocage.core.landcover.model import ClassEntry, Feature, LandcoverModel, Region
from bocage.core.landcover.model_file import load_model, save_model
from landcover_models import clouds, model_of, small_forest

RAN = []


def run(word):
    RAN.append(word)


class Bomb:
    def __reduce__(self):
        return (run, ("ran",))


def npy(array, **options):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asarray(array), version=(1, 0), **options)
    return buffer.getvalue()


def header(text, data=b"", magic=b"\x93NUMPY\x01\x00"):
    return magic + len(text).to_bytes(2, "little") + text + data


@pytest.fixture()
def entries(tmp_path):
    """Content by name of a good model file."""
    path = tmp_path / "good.bocagemodel"
    save_model(small_forest(), str(path))
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(path, entries, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in (entries.items() if isinstance(entries, dict) else entries):
            archive.writestr(name, content)
    return str(path)


def refused(path, code="model_damaged"):
    """The sentence of the refusal, which comes at once."""
    begun = time.monotonic()
    with pytest.raises(BocageError) as caught:
        load_model(path)
    assert time.monotonic() - begun < 5.0
    assert caught.value.code == code and RAN == []
    sentence = str(caught.value)
    assert str(path) in sentence and "\n" not in sentence and sentence.endswith(".")
    return sentence


def test_what_is_written_is_read_back(tmp_path):
    model = replace(small_forest(), features=(Feature("2018-01-17 NDVI", 1e-4, -0.1, -10000.0),
                                              Feature("élévation", nodata=float("nan"))),
                    training={"hash": "ab", "deep": [1, 2.5, None, {"x": np.float32(0.5)}]}, validation={"f": 0.25})
    path = str(tmp_path / "un modèle d'été.bocagemodel")
    save_model(model, path)
    back = load_model(path)
    assert (back.kind, back.classes, back.settings) == (model.kind, model.classes, model.settings)
    assert back.features[0] == model.features[0] and np.isnan(back.features[1].nodata)
    assert back.training == {"hash": "ab", "deep": [1, 2.5, None, {"x": 0.5}]} and back.validation == {"f": 0.25}
    for name, array in model.arrays.items():
        assert back.arrays[name].dtype == array.dtype and (back.arrays[name] == array).all()
    with zipfile.ZipFile(path) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_DEFLATED}


def test_regions_come_back_with_their_outlines(tmp_path):
    part = small_forest()
    ring = np.array([[0, 0], [10, 0], [10, 10], [0, 0.0]])
    whole = LandcoverModel("random_forest", part.classes, part.features, {}, regions=(
        Region("plaine", "EPSG:2154", (ring, ring[::-1] / 2), part), Region("mont", "EPSG:2154", (ring + 5,), part)))
    save_model(whole, str(tmp_path / "r.bocagemodel"))
    back = load_model(str(tmp_path / "r.bocagemodel"))
    assert [region.name for region in back.regions] == ["plaine", "mont"]
    assert (back.regions[0].rings[1] == ring[::-1] / 2).all() and (back.regions[1].rings[0] == ring + 5).all()
    assert (back.regions[1].model.arrays["values"] == part.arrays["values"]).all()


def test_a_file_cut_anywhere_is_refused(tmp_path):
    path = tmp_path / "m.bocagemodel"
    save_model(small_forest(), str(path))
    whole = path.read_bytes()
    for length in [*range(0, len(whole), 97), len(whole) - 1]:
        path.write_bytes(whole[:length])
        refused(str(path))


def test_a_byte_changed_anywhere_never_does_anything_but_refuse(tmp_path):
    path = tmp_path / "m.bocagemodel"
    save_model(small_forest(), str(path))
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    accepted = 0
    for place in rng.choice(len(whole), 400, replace=False):
        changed = bytearray(whole)
        changed[place] ^= int(rng.integers(1, 256))
        path.write_bytes(bytes(changed))
        try:
            load_model(str(path))
            accepted += 1
        except BocageError as fault:
            assert fault.code in ("model_damaged", "model_version"), fault
    # Times, rights and comments of a zip may change without harm; what is checked by a sum may not.
    assert accepted < 200


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04" + b"\0" * 200, b"\x80\x04\x95model", b"{}" * 99])
def test_what_is_no_model_says_so(tmp_path, content):
    path = tmp_path / "m.bocagemodel"
    path.write_bytes(content)
    refused(str(path))
    refused(str(tmp_path / "absent"), "model_unreadable")


def test_pickles_are_never_opened(tmp_path, entries):
    path = tmp_path / "m.bocagemodel"
    path.write_bytes(pickle.dumps(Bomb()))
    refused(str(path))
    objects = npy(np.array([Bomb(), Bomb()], object), allow_pickle=True)
    assert "no plain array" in refused(written(path, {**entries, "left.npy": objects}))
    assert RAN == []
    # The array would do it if anybody read it as numpy once did.
    np.load(io.BytesIO(objects), allow_pickle=True)
    assert RAN != []
    RAN.clear()


@pytest.mark.parametrize("text", [
    b"{'descr': '<i4', 'fortran_order': False, 'shape': (999999999999,), }\n",
    b"{'descr': '<i4', 'fortran_order': False, 'shape': (999999999999, 999999999999, 999999999999), }\n",
    b"{'descr': '<i4', 'fortran_order': False, 'shape': (7,), }\n",
    b"{'descr': '<i4', 'fortran_order': False, 'shape': (), }\n",
    b"{'descr': '<i4', 'fortran_order': False, 'shape': (-6,), }\n",
    b"{'descr': '<i4', 'fortran_order': True, 'shape': (6,), }\n",
    b"{'descr': '|O', 'fortran_order': False, 'shape': (6,), }\n",
    b"{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (6,), }\n",
    b"{'descr': '<i4', 'fortran_order': False, 'shape': (6,), 'x': __import__('os'), }\n",
    b"(" * 1000 + b")" * 1000 + b"\n", b"\xff" * 60000])
def test_headers_that_claim_what_is_not_there(tmp_path, entries, text):
    data = np.array([1, -1, 3, -1, -1, -1], np.int32).tobytes()
    refused(written(tmp_path / "m.bocagemodel", {**entries, "left.npy": header(text, data)}))
    for magic in (b"\x93NUMPY\x02\x00", b"\x93NUMPY\x03\x00", b"NUMPY!\x01\x00"):
        refused(written(tmp_path / "m.bocagemodel", {**entries, "left.npy": header(text, data, magic)}))


def test_a_zip_bomb_is_not_unpacked(tmp_path, entries):
    zeros = 100 << 20
    text = b"{'descr': '<f4', 'fortran_order': False, 'shape': (%d, 2), }\n" % (zeros // 8)
    path = tmp_path / "m.bocagemodel"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            if name != "values.npy":
                archive.writestr(name, content)
        with archive.open("values.npy", "w") as handle:
            handle.write(header(text))
            for _ in range(100):
                handle.write(bytes(1 << 20))
    assert path.stat().st_size < 200_000
    assert "unpack" in refused(str(path))


def test_more_than_a_model_takes_is_refused(tmp_path, entries, monkeypatch):
    path = written(tmp_path / "m.bocagemodel", entries)
    monkeypatch.setattr(model_archive, "MOST_BYTES", 4000)
    monkeypatch.setattr(model_archive, "MOST_TEXT", 100)
    refused(path)
    monkeypatch.undo()
    many = [*entries.items(), *((f"x{number}", b"") for number in range(9000))]
    assert "longer" in refused(written(tmp_path / "m.bocagemodel", many))


@pytest.mark.parametrize("name", ["../../evil.npy", "/etc/evil.npy", "..\\evil.npy", "C:\\evil.npy", "évil.npy",
                                  "regions/0/../left.npy", "a\0b.npy", "left.npy/", "model.json ", "setup.py"])
def test_names_that_no_model_has(tmp_path, entries, name):
    refused(written(tmp_path / "m.bocagemodel", [*entries.items(), (name, entries["left.npy"])]))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_told_twice(tmp_path, entries):
    assert "twice" in refused(written(tmp_path / "m.bocagemodel", [*entries.items(), ("left.npy", b"x")]))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing(tmp_path, entries, compression):
    assert "packed" in refused(written(tmp_path / "m.bocagemodel", entries, compression))


def test_an_array_too_many_or_too_few(tmp_path, entries):
    refused(written(tmp_path / "m.bocagemodel", {**entries, "more.npy": entries["left.npy"]}))
    for name in [*entries]:
        less = {key: value for key, value in entries.items() if key != name}
        assert name[:-5] in refused(written(tmp_path / "m.bocagemodel", less))


def node(name, index, value):
    def change(arrays):
        arrays[name] = arrays[name].copy()
        arrays[name][index] = value
    return change


def put(name, array):
    def change(arrays):
        arrays[name] = np.asarray(array)
    return change


@pytest.mark.parametrize("change, words", [
    (node("left", 0, 0), "before its parent"),                    # its own child: a cycle of one
    (node("left", 2, 1), "before its parent"),                    # an earlier node
    (node("right", 2, 0), "before its parent"),                   # back to the root
    (node("left", 0, 5), "out of its tree"),                      # into the next tree
    (node("right", 0, 2_000_000_000), "out of its tree"),
    (node("right", 0, -2), "before its parent"),
    (node("left", 0, 2), "parent"),                               # two forks share a child
    (node("right", 1, 3), "neither"),
    (node("feature", 0, 2), "feature"), (node("feature", 0, -1), "neither"), (node("feature", 0, -5), "feature"),
    (node("leaf", 1, 4), "row"), (node("leaf", 1, -1), "neither"), (node("leaf", 0, 0), "neither"),
    (node("threshold", 0, np.nan), "no number"), (node("threshold", 0, np.inf), "no number"),
    (node("values", (0, 0), np.nan), "no number"), (node("values", (0, 0), 2.0), "sum"),
    (node("values", (0,), (-1.0, 2.0)), "sum"), (node("tree_start", 1, 6), "trees"),
    (node("tree_start", 1, 0), "trees"), (node("tree_start", 2, 9), "trees"), (node("tree_start", 0, -1), "trees"),
    (put("values", np.ones((4, 1), np.float32)), "shape"), (put("left", np.zeros(0, np.int32)), "shape"),
    (put("values", np.zeros((0, 2), np.float32)), "row"), (put("left", np.array([1, -1], np.int64)), "plain"),
    (put("left", np.array([[1, -1, 3, -1, -1, -1]], np.int32)), "dimensions"),
    (put("values", np.ones((4, 2), np.float64) / 2), "float64")])
def test_trees_that_are_none(tmp_path, entries, change, words):
    arrays = dict(small_forest().arrays)
    change(arrays)
    content = {"model.json": entries["model.json"], **{f"{name}.npy": npy(array) for name, array in arrays.items()}}
    assert words in refused(written(tmp_path / "m.bocagemodel", content))


def test_a_tree_of_a_thousand_levels_is_refused_at_once(tmp_path, entries):
    forks = 200_000
    left = np.where(np.arange(2 * forks + 1) % 2, -1, np.arange(2 * forks + 1) + 1)
    left[-1] = -1
    right = np.where(left >= 0, left + 1, -1)
    inner = left >= 0
    arrays = {"tree_start": np.array([0, left.size], np.int32), "left": left.astype(np.int32),
              "right": right.astype(np.int32), "feature": np.where(inner, 0, -1).astype(np.int16),
              "threshold": np.zeros(left.size, np.float32), "leaf": np.where(inner, -1, 0).astype(np.int32),
              "values": np.array([[1, 0]], np.float32)}
    content = {"model.json": entries["model.json"], **{f"{name}.npy": npy(array) for name, array in arrays.items()}}
    assert "levels" in refused(written(tmp_path / "m.bocagemodel", content))


def told(key, value):
    return lambda document: document.update({key: value})


@pytest.mark.parametrize("change", [
    told("format", "other"), told("kind", "pickle"), told("kind", "svm"), told("kind", ["random_forest"]),
    told("classes", []), told("classes", "ab"), told("classes", [{"value": 1}]), told("features", []),
    told("features", [{"name": "x", "scale": 1, "offset": 0}] * 2),
    told("features", [{"name": "x", "scale": "1", "offset": 0}, {"name": "y", "scale": 1, "offset": 0}]),
    told("features", [{"name": "x", "scale": 10 ** 400, "offset": 0}, {"name": "y", "scale": 1, "offset": 0}]),
    told("settings", None), told("training", []), told("validation", "good"), told("regions", {}),
    told("regions", [{"kind": "random_forest"}]), told("regions", ["x"]),
    lambda document: document["classes"][0].update(value=21), lambda document: document["classes"][0].update(value=-1),
    lambda document: document["classes"][0].update(value=True), lambda document: document["classes"][0].update(name=7),
    lambda document: document["classes"][0].update(colour=[1, 2]),
    lambda document: document["classes"][0].update(colour=[1, 2, 256]),
    lambda document: document["classes"].append(document["classes"][0])])
def test_documents_that_are_none(tmp_path, entries, change):
    document = json.loads(entries["model.json"])
    change(document)
    refused(written(tmp_path / "m.bocagemodel", {**entries, "model.json": json.dumps(document)}))


@pytest.mark.parametrize("text", [
    "", "[]", "null", "{", "\ufeff{}", "[" * 100_000, '{"a": ' * 50_000, '{"a": NaN}', '{"a": Infinity}',
    '{"a": 1, "a": 2}', '{"a": ' + "9" * 100_000 + "}", "\0" * 50])
def test_texts_that_are_no_document(tmp_path, entries, text):
    refused(written(tmp_path / "m.bocagemodel", {**entries, "model.json": text}))
    refused(written(tmp_path / "m.bocagemodel", {**entries, "model.json": b"\xff\xfe" + text.encode()}))


@pytest.mark.parametrize("version", [0, 2, 99, "1", None, True, 1.5, [1]])
def test_a_later_format_is_said(tmp_path, entries, version):
    document = {**json.loads(entries["model.json"]), "format_version": version}
    path = written(tmp_path / "m.bocagemodel", {**entries, "model.json": json.dumps(document)})
    assert "format" in refused(path, "model_version")


@pytest.mark.parametrize("kind", sorted(TRAINERS))
def test_arrays_of_each_numpy_classifier_are_checked(tmp_path, kind):
    x, y = clouds(60, 3)
    arrays = TRAINERS[kind](x, y, 3, {"neighbours": 5, "regularisation": 0.2}, None)
    save_model(model_of(kind, arrays, 3, 7), str(tmp_path / "good.bocagemodel"))
    document = zipfile.ZipFile(tmp_path / "good.bocagemodel").read("model.json")
    for name, array in arrays.items():
        bad = [array[:-1], array.astype(np.int64), array[None]]
        if array.dtype.kind == "f":
            bad.append(np.full_like(array, np.nan))
        if name in ("label", "neighbours"):
            bad += [np.full_like(array, -1), np.full_like(array, 1000)]
        for wrong in bad:
            content = {f"{key}.npy": npy(wrong if key == name else value) for key, value in arrays.items()}
            refused(written(tmp_path / "m.bocagemodel", {"model.json": document, **content}))


def test_a_model_that_could_not_be_read_is_not_written(tmp_path):
    good = tmp_path / "m.bocagemodel"
    save_model(small_forest(), str(good))
    before = good.read_bytes()
    broken = replace(small_forest(), classes=(ClassEntry(1, "a"),))
    with pytest.raises(BocageError):
        save_model(broken, str(good))
    assert good.read_bytes() == before and [path.name for path in tmp_path.iterdir()] == ["m.bocagemodel"]


def test_a_full_disk_leaves_the_former_model(tiny_disk):
    path = tiny_disk / "m.bocagemodel"
    save_model(small_forest(), str(path))
    before = path.read_bytes()
    noise = np.random.default_rng(0).normal(size=(60_000, 7)).astype(np.float32)
    arrays = TRAINERS["k_nearest"](noise, np.arange(60_000) % 3, 3, {}, None)
    with pytest.raises(BocageError) as caught:
        save_model(model_of("k_nearest", arrays, 3, 7), str(path))
    assert caught.value.code == "disk_full"
    assert path.read_bytes() == before and len(list(tiny_disk.iterdir())) == 1
