"""Plans of blocks run elsewhere: the same bytes as by threads, whoever computes; nothing left where it goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from bocage.core.chains import workers
from bocage.core.chains.classify import ClassifySettings, run_classify
from bocage.core.chains.gapfill import GapfillSettings, run_gapfill
from bocage.core.chains.indices import IndicesSettings, run_indices
from bocage.core.chains.pixels.plans import BlockPlan, read_plan, restored
from bocage.core.chains.synthesis import SynthesisSettings, run_synthesis
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter
from bocage.core.errors import BocageError, Cancelled
from bocage.core.landcover.model import ClassEntry, Feature
from bocage.core.landcover.model_file import save_model
from bocage.core.landcover.training import train

sys.path.insert(0, str(Path(__file__).resolve().parent))
from dated_product import CLM_CLOUD, product, square  # noqa: E402

GRID = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (700, 1100))
DAYS = [date(2018, 1, 1) + timedelta(days=30 * number) for number in range(3)]
CLASSES = (ClassEntry(11, "crops", "cultures", (255, 255, 0)), ClassEntry(31, "trees", "arbres", (0, 100, 0)))
#: A worker of its own process: core alone, QGIS refused.
WORKER = """
import json, sys
class No:
    def find_spec(self, name, *rest):
        if name.partition(".")[0] in ("qgis", "PyQt5", "PyQt6"):
            raise ImportError(name)
sys.meta_path.insert(0, No())
from bocage.core.chains.workers import run_part
for line in sys.stdin:
    told = json.loads(line)
    run_part(told["plan"], told["number"], told["path"])
    print("done", flush=True)
"""


class Elsewhere(Executor):
    """Runs each call in another process, by its plain arguments alone."""

    def __init__(self) -> None:
        root = str(Path(workers.__file__).resolve().parents[2])
        package = Path(workers.__file__).parents[3]
        self.process = subprocess.Popen([sys.executable, "-c", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, env={**os.environ, "PYTHONPATH": str(package)}, cwd=root)
        self.calls = 0

    def submit(self, function, /, text, number, path):
        assert function is workers.run_part
        future: Future = Future()
        self.process.stdin.write(json.dumps({"plan": text, "number": number, "path": path}) + "\n")
        self.process.stdin.flush()
        if self.process.stdout.readline().strip() != "done":
            raise AssertionError("the worker ended")
        self.calls += 1
        future.set_result(path)
        return future

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(20)


@pytest.fixture(scope="module")
def land(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nuée d'été")
    rng = np.random.default_rng(5)
    images = []
    for day in DAYS:
        path = str(folder / f"image {day}.tif")
        pixels = rng.integers(-9000, 9000, GRID.shape).astype(np.int16)
        pixels[rng.random(GRID.shape) < 0.2] = -10000
        with RasterWriter(path, GRID, "int16", 1, -10000, ["red"]) as writer:
            writer.write(pixels, 1)
            writer.set_scaling(1, 1e-4)
            writer.close()
        images.append(path)
    filled = str(folder / "filled.tif")
    run_gapfill(GapfillSettings(tuple(images), filled, step=0, threads=1), SilentProgress())
    features = rng.random((60, len(DAYS)))
    names = [Feature(f"{day} red", 1e-4, 0.0, -32768.0) for day in DAYS]
    model = train(features, np.repeat([11, 31], 30), "nearest_mean", classes=CLASSES,
                  names=names)
    save_model(model, str(folder / "model.bocagemodel"))
    return {"folder": folder, "images": tuple(images), "filled": filled, "model": str(folder / "model.bocagemodel")}


def gapfill(land, name, **more):
    folder = land["folder"]
    return GapfillSettings(**{"input": land["images"], "output": str(folder / f"{name}.tif"), "step": 20,
                              "validity": str(folder / f"{name} validity.tif"),
                              "distance": str(folder / f"{name} distance.tif"), "threads": 1, **more})


def classify(land, name):
    folder = land["folder"]
    return ClassifySettings((land["filled"],), land["model"], str(folder / f"{name}.tif"),
                            confidence=str(folder / f"{name} confidence.tif"), threads=1)


def indices(land, name):
    return IndicesSettings(land["filled"], str(land["folder"] / f"{name}.tif"), ("2 * red",), threads=1)


@pytest.fixture(scope="module")
def dates(tmp_path_factory):
    """Two products of 600 metres whose clouds lie apart."""
    folder = tmp_path_factory.mktemp("deux dates d'été")
    clouds = [square(slice(0, 30), slice(0, 60), CLM_CLOUD, 60), square(slice(20, 60), slice(0, 20), CLM_CLOUD, 60)]
    return tuple(product(folder, day, {"B4": 900 + 50 * number}, {"CLM": mask}, side=600)
                 for number, (day, mask) in enumerate(zip(("2018-07-12", "2018-07-18"), clouds)))


def test_another_process_composes_a_period_to_the_same_files(dates, tmp_path):
    pool = Elsewhere()
    here, there = (SynthesisSettings(dates, str(tmp_path / name), directional=False, threads=1)
                   for name in ("here", "there"))
    try:
        one = run_synthesis(here, SilentProgress())
        two = run_synthesis(there, SilentProgress(), workers.PartFiles(pool, str(tmp_path / "parts"), workers=1))
        assert pool.calls == 1
    finally:
        pool.shutdown()
    assert (one.nodata_percent, one.dates, one.skipped) == (two.nodata_percent, two.dates, two.skipped)
    files = sorted(path.relative_to(one.product) for path in Path(one.product).rglob("*.tif"))
    assert len(files) == 16 and 0 < one.nodata_percent < 50
    for file in files:
        np.testing.assert_array_equal(pixels(str(Path(one.product) / file)), pixels(str(Path(two.product) / file)))
    assert os.listdir(tmp_path / "parts") == []


def test_a_part_of_other_rasters_is_refused_and_no_product_is_left(dates, tmp_path, monkeypatch):
    def other(text, number, path):
        np.savez(path, FRC_B4=np.zeros((30, 30), np.int16))
        return path

    monkeypatch.setattr(workers, "run_part", other)
    with ThreadPoolExecutor(1) as pool, pytest.raises(BocageError) as refused:
        run_synthesis(SynthesisSettings(dates, str(tmp_path / "l3a"), threads=1, directional=False), SilentProgress(),
                      workers.PartFiles(pool, str(tmp_path / "parts"), workers=1))
    assert refused.value.code == "part_unreadable"
    assert list((tmp_path / "l3a").glob("*")) == [] and os.listdir(tmp_path / "parts") == []


def pixels(path):
    from bocage.core.engine.raster import Raster

    with Raster(path) as raster:
        return np.stack([raster.read(band) for band in range(1, raster.count + 1)])


def test_another_process_without_qgis_fills_and_classifies_to_the_same_pixels(land):
    pool = Elsewhere()
    executor = workers.PartFiles(pool, str(land["folder"] / "parts"), workers=1)
    try:
        for kind, run, outputs in ((gapfill, run_gapfill, ("output", "validity", "distance")),
                                   (classify, run_classify, ("output", "confidence")),
                                   (indices, run_indices, ("output",))):
            here, there = kind(land, f"here {kind.__name__}"), kind(land, f"there {kind.__name__}")
            one, two = run(here, SilentProgress()), run(there, SilentProgress(), executor)
            for output in outputs:
                np.testing.assert_array_equal(pixels(getattr(here, output)), pixels(getattr(there, output)))
            for told in ("nodata_percent", "counts", "extrapolated_percent", "clear_mean", "confidence_mean"):
                assert getattr(one, told, 0) == getattr(two, told, 0)
        assert pool.calls >= 4
    finally:
        pool.shutdown()
    assert os.listdir(land["folder"] / "parts") == []


def test_a_lambda_chosen_here_is_the_one_used_there(land):
    here, there = (gapfill(land, name, method="whittaker") for name in ("here smooth", "there smooth"))
    run_gapfill(here, SilentProgress())
    with ThreadPoolExecutor(2) as pool:
        run_gapfill(there, SilentProgress(), workers.PartFiles(pool, str(land["folder"] / "parts"), 2))
        [future.result() for future in [pool.submit(workers.close_workers) for _ in range(2)]]
    np.testing.assert_array_equal(pixels(here.output), pixels(there.output))


def test_a_plan_is_text_and_comes_back(land):
    settings = gapfill(land, "told", extent=(1.0, 2.0, 3.0, 4.0))
    plan = BlockPlan("gapfill", {"settings": settings.__dict__, "lam": None}, ((0, 0, 512, 512), (0, 512, 512, 88)))
    again = read_plan(plan.text())
    assert again.windows == plan.windows and restored(GapfillSettings, again.arguments["settings"]) == settings
    with pytest.raises(TypeError):
        BlockPlan("gapfill", {"pixels": np.zeros(3)}, ()).text()


def test_a_worker_of_another_version_refuses(land, tmp_path):
    told = json.loads(BlockPlan("classify", {"settings": classify(land, "old").__dict__}, ((0, 0, 9, 9),)).text())
    with pytest.raises(BocageError) as caught:
        workers.run_part(json.dumps({**told, "bocage": "0.0.1"}), 0, str(tmp_path / "part.npz"))
    assert caught.value.code == "plan_other_version" and "0.0.1" in str(caught.value)
    with pytest.raises(BocageError) as caught:
        workers.run_part(json.dumps({**told, "function": "paint"}), 0, str(tmp_path / "part.npz"))
    assert caught.value.code == "plan_unknown" and list(tmp_path.iterdir()) == []


def test_a_fault_of_a_worker_is_raised_here_and_nothing_stays(land, monkeypatch):
    real = workers.run_part

    def some(text, number, path):
        if number == 1:
            raise BocageError("raster_unreadable", file="tile", fault="gone")
        return real(text, number, path)

    monkeypatch.setattr(workers, "run_part", some)
    settings, parts = classify(land, "broken"), land["folder"] / "parts"
    with ThreadPoolExecutor(1) as pool, pytest.raises(BocageError, match="gone"):
        run_classify(settings, SilentProgress(), workers.PartFiles(pool, str(parts), 1))
    assert not os.path.exists(settings.output) and os.listdir(parts) == []


def test_half_a_part_is_one_sentence(land, monkeypatch):
    real = workers.run_part

    def half(text, number, path):
        real(text, number, path)
        os.truncate(path, os.path.getsize(path) // 2)
        return path

    monkeypatch.setattr(workers, "run_part", half)
    settings = classify(land, "half")
    with ThreadPoolExecutor(1) as pool, pytest.raises(BocageError) as caught:
        run_classify(settings, SilentProgress(), workers.PartFiles(pool, str(land["folder"] / "parts"), 1))
    assert caught.value.code == "part_unreadable" and not os.path.exists(settings.output)


@pytest.mark.parametrize("content", [{}, {"confidence": np.zeros((9, 9))}, {"array": np.zeros(3)},
                                     {"classes": np.zeros((9, 9), np.uint8), "other": np.zeros(3)}, "array", "empty"])
@pytest.mark.parametrize("kind", [classify, indices])
def test_a_part_of_another_work_is_one_sentence(land, monkeypatch, kind, content):
    def other(text, number, path):
        if isinstance(content, dict):
            np.savez(path, **(content if kind is classify or "array" not in content else {"numbers": np.zeros(3)}))
        else:
            with open(path, "wb") as handle:
                if content == "array":
                    np.save(handle, np.zeros(3))
        return path

    monkeypatch.setattr(workers, "run_part", other)
    settings, run = kind(land, "other"), run_classify if kind is classify else run_indices
    with ThreadPoolExecutor(1) as pool, pytest.raises(BocageError) as caught:
        run(settings, SilentProgress(), workers.PartFiles(pool, str(land["folder"] / "parts"), 1))
    assert caught.value.code == "part_unreadable" and not os.path.exists(settings.output)


def test_a_cancel_ends_it_and_waits_for_the_block_at_work(land, monkeypatch):
    begun, real, ended = threading.Event(), workers.run_part, []

    class Impatient(SilentProgress):
        def cancelled(self):
            return begun.is_set()

    def slow(text, number, path):
        begun.set()
        result = real(text, number, path)
        ended.append(number)
        return result

    monkeypatch.setattr(workers, "run_part", slow)
    settings, parts = classify(land, "stopped"), land["folder"] / "parts"
    with ThreadPoolExecutor(1) as pool, pytest.raises(Cancelled):
        run_classify(settings, Impatient(), workers.PartFiles(pool, str(parts), 1))
    assert ended and len(ended) < 6 and not os.path.exists(settings.output) and os.listdir(parts) == []
