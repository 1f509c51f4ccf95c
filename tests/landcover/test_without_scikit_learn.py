"""A QGIS without scikit-learn, scipy nor numba: what trains, what predicts, and the one sentence of what does not.

Each test runs in a Python of its own where these cannot be imported; the last shows that the same work without the
ban does import them, so that the ban is what is tested.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from bocage.core.landcover import training
from bocage.core.landcover.model_file import save_model
from bocage.core.landcover.predict import predictor
from landcover_models import clouds, small_forest

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("BOCAGE_BUILD", ROOT / ".build"))
#: What no QGIS has by itself, and what comes with it.
BANNED = ("sklearn", "scipy", "numba", "llvmlite", "joblib", "threadpoolctl", "pandas")
BAN = """
import sys
banned, asked = set({banned!r}), set()
class Ban:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in banned:
            asked.add(name.split(".")[0])
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
        return None
sys.meta_path.insert(0, Ban())
sys.path[:0] = [{build!r}, {here!r}]
import json
import numpy as np
answers = {{}}
"""
TRAINS = """
from bocage.core.landcover import training
from bocage.core.landcover.model_file import load_model, save_model
from bocage.core.landcover.predict import predictor
from landcover_models import clouds
x, y = clouds(900, 3, 5, spread=0.4)
for kind in ("linear_discriminant", "quadratic_discriminant", "nearest_mean", "k_nearest"):
    path = {folder!r} + "/" + kind + ".bocagemodel"
    save_model(training.train(x[:600], y[:600] + 1, kind), path)
    answers[kind] = float(np.mean(predictor(load_model(path)).classes(x[600:]) == y[600:] + 1))
"""
PREDICTS = """
from bocage.core.landcover.model_file import load_model
from bocage.core.landcover.predict import predictor
rows = np.load({folder!r} + "/rows.npy")
for kind in {kinds!r}:
    one = predictor(load_model({folder!r} + "/" + kind + ".bocagemodel"))
    np.save({folder!r} + "/" + kind + "_told.npy", one.probabilities(rows))
    answers[kind] = getattr(one, "engine", "numpy")
"""
REFUSES = """
from bocage.core.errors import BocageError
from bocage.core.landcover import scikit, training
from bocage.core.messages import sentence
from landcover_models import clouds
x, y = clouds(200, 3, 5)
for kind, settings in {settings!r}.items():
    try:
        training.train(x, y + 1, kind, settings, seed=1)
        answers[kind] = "trained"
    except BocageError as error:
        answers[kind] = [error.code, *(sentence(error.code, language, **error.fields) for language in ("en", "fr"))]
answers["available"] = scikit.available()
"""
END = """
answers["asked"] = sorted(asked)
answers["loaded"] = sorted(banned & {name.split(".")[0] for name in sys.modules})
print(json.dumps(answers))
"""
#: What scikit-learn trains, small and in one thread.
MADE_BY_SCIKIT_LEARN = {"random_forest": {"trees": 10, "threads": 1}, "extra_trees": {"trees": 10, "threads": 1},
                        "gradient_boosting": {"rounds": 5, "threads": 1}, "svm": {}}


def alone(script: str, banned: tuple[str, ...] = BANNED, **words: object) -> dict:
    """What a Python of its own answers."""
    before = BAN.format(banned=banned, build=str(BUILD), here=str(Path(__file__).parent))
    done = subprocess.run([sys.executable, "-c", before + (script.format(**words) if words else script) + END],
                          capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_numpy_classifiers_train_and_predict(tmp_path):
    found = alone(TRAINS, folder=str(tmp_path))
    assert found.pop("loaded") == []
    found.pop("asked")
    assert len(found) == 4 and min(found.values()) > 0.9, found


def test_a_saved_forest_predicts(tmp_path):
    save_model(small_forest(), str(tmp_path / "by_hand.bocagemodel"))
    np.save(tmp_path / "rows.npy", np.array([[0.5, 9.0], [0.6, 0.25], [0.6, 0.3]], np.float32))
    found = alone(PREDICTS, folder=str(tmp_path), kinds=["by_hand"])
    assert found["loaded"] == [] and found["by_hand"] == "numpy" and "numba" in found["asked"]
    # The mean of the leaf of the first tree and of the second tree's only leaf.
    assert np.load(tmp_path / "by_hand_told.npy") == pytest.approx(
        np.array([[0.75, 0.25], [0.375, 0.625], [0.25, 0.75]]), abs=1e-6)


def test_what_scikit_learn_trained_predicts_without_it_as_with_it(tmp_path):
    pytest.importorskip("sklearn", reason="scikit-learn is absent: nothing was trained by it")
    x, y = clouds(500, 3, 5)
    rows = np.ascontiguousarray(x[::3])
    np.save(tmp_path / "rows.npy", rows)
    here = {}
    for kind, settings in MADE_BY_SCIKIT_LEARN.items():
        model = training.train(x, y + 1, kind, settings, seed=1)
        save_model(model, str(tmp_path / f"{kind}.bocagemodel"))
        here[kind] = predictor(model).probabilities(rows)
    found = alone(PREDICTS, folder=str(tmp_path), kinds=list(MADE_BY_SCIKIT_LEARN))
    assert found["loaded"] == [] and found["random_forest"] == "numpy"
    for kind, expected in here.items():
        assert np.abs(np.load(tmp_path / f"{kind}_told.npy") - expected).max() < 1e-6, kind


def test_the_others_say_in_one_sentence_what_is_missing():
    found = alone(REFUSES, settings=MADE_BY_SCIKIT_LEARN)
    assert found.pop("loaded") == [] and "sklearn" in found.pop("asked") and found.pop("available") is False
    assert set(found) == set(MADE_BY_SCIKIT_LEARN)
    for kind, (code, english, french) in found.items():
        assert code == "scikit_learn_missing"
        for text in (english, french):
            assert "\n" not in text and text.startswith(kind) and "scikit-learn" in text
            # What trains all the same, and how to add what lacks.
            assert "linear_discriminant" in text and "k_nearest" in text and "{" not in text


def test_without_the_ban_the_same_work_finds_scikit_learn():
    pytest.importorskip("sklearn", reason="scikit-learn is absent: there is nothing to ban")
    found = alone(REFUSES, banned=(), settings={"random_forest": {"trees": 3, "threads": 1}})
    assert found["random_forest"] == "trained" and found["available"] is True
