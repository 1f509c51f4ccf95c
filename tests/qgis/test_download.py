"""bocage:download in process and headless, from a hostile server on loopback."""

from __future__ import annotations

import csv
import hashlib
import json
import sys
import time
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsProcessingContext, QgsProcessingFeedback

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from proofs.hostile_files import Hostile, content  # noqa: E402

KEYS = ["ITEMS", "KEEP", "LEVELS", "MAX_CLOUD", "AUTH", "MAX_PARALLEL", "DEADLINE", "RETRY", "OUTPUT", "REPORT"]
OUTPUTS = {"OUTPUT", "REPORT", "DONE", "FAILED", "PARKED", "GONE", "WAITING", "BYTES"}
SIZE = 60_000


@pytest.fixture()
def algorithm(plugin, tmp_path, monkeypatch):
    """A fresh ``bocage:download`` with a queue of its own."""
    import bocage.bridge.settings as settings

    monkeypatch.setattr(settings, "jobs_path", lambda: str(tmp_path / "jobs.sqlite"))
    return QgsApplication.processingRegistry().createAlgorithmById("bocage:download")


def item(server: Hostile, name: str, assets: dict[str, str], cloud: float = 10.0) -> dict:
    return {"type": "Feature", "stac_version": "1.0.0", "id": name, "geometry": None, "collection": "sentinel-2-l1c",
            "properties": {"datetime": "2018-01-17T11:03:45Z", "platform": "sentinel-2a", "eo:cloud_cover": cloud},
            "links": [], "assets": {
                key: {"href": server.url(file), "file:size": len(content(file, 0, SIZE)), "roles": ["data"],
                      "file:checksum": "1220" + hashlib.sha256(content(file, 0, SIZE)).hexdigest()}
                for key, file in assets.items()}}


def collection(path: Path, *items: dict) -> str:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(items)}), encoding="utf-8")
    return str(path)


def sized(scripts: dict[str, list[str]] | None = None, **more) -> Hostile:
    return Hostile(scripts, sizes=lambda name: SIZE, **more)


def test_keys_are_those_published(plugin):
    algorithm = QgsApplication.processingRegistry().algorithmById("bocage:download")
    assert [definition.name() for definition in algorithm.parameterDefinitions()] == KEYS
    assert {output.name() for output in algorithm.outputDefinitions()} == OUTPUTS
    assert algorithm.groupId() == "catalogue"


def test_scenes_of_several_files_and_archives_come_with_their_report(algorithm, tmp_path):
    out = tmp_path / "scènes reçues"
    with sized({"B02.jp2.bin": ["truncate", "ok"], "b.zip": ["503", "ok"], "lost.zip": ["404"]}) as server:
        items = collection(tmp_path / "items.json", item(server, "S2A_A", {"B02": "B02.jp2.bin", "B03": "B03.bin"}),
                           item(server, "S2A_B", {"product": "b.zip", "B02": "B02.bin"}),
                           item(server, "S2A_C", {"product": "lost.zip"}),
                           item(server, "S2A_D", {"product": "cloudy.zip"}, cloud=90.0))
        results, succeeded = algorithm.run({"ITEMS": items, "OUTPUT": str(out), "MAX_CLOUD": 50,
                                            "REPORT": str(tmp_path / "r.csv")}, QgsProcessingContext(),
                                           QgsProcessingFeedback())
    assert succeeded
    assert {key: results[key] for key in ("DONE", "FAILED", "PARKED", "GONE", "WAITING")} == {
        "DONE": 3, "FAILED": 0, "PARKED": 0, "GONE": 1, "WAITING": 0}
    files = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert files == {"S2A_A/B02.jp2.bin": content("B02.jp2.bin", 0, SIZE), "S2A_A/B03.bin": content("B03.bin", 0, SIZE),
                     "b.zip": content("b.zip", 0, SIZE)}
    assert results["BYTES"] == sum(map(len, files.values()))
    rows = list(csv.DictReader((tmp_path / "r.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["state"] for row in rows] == ["done", "done", "done", "gone"] and "lost.zip" in rows[3]["reason"]


def test_cancel_keeps_the_part_and_running_again_goes_on(algorithm, tmp_path):
    class Impatient(QgsProcessingFeedback):
        def __init__(self):
            super().__init__()
            self.progressChanged.connect(lambda percent: percent > 20 and self.cancel())

    with sized(chunk_wait_s=0.3) as server:
        given = {"ITEMS": collection(tmp_path / "i.json", item(server, "S", {"product": "a.bin"})),
                 "OUTPUT": str(tmp_path / "out")}
        feedback, began = Impatient(), time.monotonic()
        results, _ = algorithm.run(given, QgsProcessingContext(), feedback)
        assert feedback.isCanceled() and "DONE" not in results and time.monotonic() - began < 5
        part, = (tmp_path / "out").iterdir()
        assert part.name == "a.bin.part" and part.stat().st_size > 0
        server.chunk_wait_s = 0.0
        results, succeeded = algorithm.create().run(given, QgsProcessingContext(), QgsProcessingFeedback())
        assert succeeded and results["DONE"] == 1 and server.requests[-1][2].startswith("bytes=")
    assert (tmp_path / "out" / "a.bin").read_bytes() == content("a.bin", 0, SIZE)


def test_a_refused_file_waits_for_its_authentication_and_then_comes(algorithm, tmp_path):
    manager = QgsApplication.authManager()
    if manager.isDisabled() or not (manager.masterPasswordIsSet() or manager.setMasterPassword("only for tests", True)):
        pytest.skip("this QGIS keeps no passwords, or the profile's master password is another one")
    configuration = QgsAuthMethodConfig("Basic")
    configuration.setName("bocage test of downloads")
    configuration.setConfig("username", "me")
    configuration.setConfig("password", "fresh")
    stored = manager.storeAuthenticationConfig(configuration)
    identifier = (stored[1] if isinstance(stored, tuple) else configuration).id() or configuration.id()
    try:
        with sized({"a.bin": ["token"]}) as server:
            given = {"ITEMS": collection(tmp_path / "i.json", item(server, "S", {"product": "a.bin"}),
                                         item(server, "T", {"product": "open.bin"})), "OUTPUT": str(tmp_path / "out")}
            results, succeeded = algorithm.run(given, QgsProcessingContext(), QgsProcessingFeedback())
            assert succeeded and (results["DONE"], results["PARKED"]) == (1, 1)
            results, succeeded = algorithm.create().run({**given, "AUTH": identifier}, QgsProcessingContext(),
                                                        QgsProcessingFeedback())
            assert succeeded and (results["DONE"], results["PARKED"]) == (2, 0), server.requests
    finally:
        manager.removeAuthenticationConfig(identifier)
    assert (tmp_path / "out" / "a.bin").read_bytes() == content("a.bin", 0, SIZE)


def test_headless_it_goes_on_where_it_was_and_answers_zero_while_one_file_is_lost(headless, tmp_path):
    with sized({"a.zip": ["truncate", "ok"], "lost.zip": ["404"]}) as server:
        (tmp_path / "liste.txt").write_text(f"# two\n{server.url('a.zip')}\n{server.url('lost.zip')}\n")
        given = {"ITEMS": str(tmp_path / "liste.txt"), "OUTPUT": str(tmp_path / "été")}
        results = headless.run("bocage:download", **given)
        assert (results["DONE"], results["GONE"]) == (1, 1)
        before = sum(name == "a.zip" for name, *_ in server.requests)
        again = headless.run("bocage:download", **given)
        assert (again["DONE"], again["GONE"]) == (1, 1)
        assert sum(name == "a.zip" for name, *_ in server.requests) == before
    assert (tmp_path / "été" / "a.zip").read_bytes() == content("a.zip", 0, SIZE)


def test_headless_a_run_that_brings_nothing_answers_one_with_a_sentence(headless, tmp_path):
    with sized({"x.zip": ["404"]}) as server:
        (tmp_path / "list.txt").write_text(server.url("x.zip"))
        answer = headless("run", "bocage:download", "--", f"ITEMS={tmp_path / 'list.txt'}", f"OUTPUT={tmp_path / 'o'}",
                          language="fr_FR.UTF-8")
    assert answer.returncode == 1 and "Aucun des 1 fichiers" in answer.stderr
    assert "Traceback" not in answer.stdout + answer.stderr


@pytest.mark.parametrize(("key", "value", "word"), [("ITEMS", "/nowhere/items.json", "nowhere"),
                                                    ("AUTH", "nobody1", "nobody1"),
                                                    ("MAX_PARALLEL", "99", "MAX_PARALLEL"),
                                                    ("MAX_CLOUD", "130", "MAX_CLOUD")])
def test_what_cannot_run_is_said_before_it_starts(algorithm, tmp_path, key, value, word):
    given = {"ITEMS": "S2A_X", "OUTPUT": str(tmp_path), key: value}
    passed, message = algorithm.checkParameterValues(given, QgsProcessingContext())
    assert not passed and word in message
