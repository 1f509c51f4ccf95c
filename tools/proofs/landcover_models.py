"""Classifiers and model files: what they say beside scikit-learn, splits by polygon, and files made to harm."""

from __future__ import annotations

import importlib
import io
import resource
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from . import Figure, NotReady, Result

NAME = "landcover_models"
TITLE = "Classifiers beside scikit-learn, splits by polygon, hostile model files"
CLASSES, FEATURES, SAMPLES, PIXELS = 17, 40, 6000, 60_000
SPLITS, HOSTILE = 1000, 4000
REMARKS = [
    "Ensembles have 100 trees (depth 25) or 100 rounds, trained by scikit-learn, saved, read back and walked by numpy; "
    "half of the pixels lie exactly on a threshold of a tree in one feature, or one float32 to either side.",
    "A split is that of bocage:splitsamples on 60 polygons of which some overlap and some share a group.",
    "A hostile file is a good one whose bytes are changed, cut, doubled or moved at random, in the file itself or "
    "inside an entry that is packed again, so that no checksum tells. What still opens predicts once."]


def clouds(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Overlapping normal classes, covariances of their own; the first ten features are whole numbers."""
    shape = np.random.default_rng(1)
    mixing = shape.normal(size=(CLASSES, FEATURES, FEATURES)) * 0.08 + np.eye(FEATURES)
    centres = shape.normal(size=(CLASSES, FEATURES))
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, CLASSES, count)
    rows = np.einsum("nf,nfg->ng", rng.normal(size=(count, FEATURES)), mixing[labels]) + centres[labels]
    rows[:, :10] = np.round(rows[:, :10] * 20)
    return rows.astype(np.float32), labels


def at_thresholds(arrays: Any, pixels: np.ndarray) -> np.ndarray:
    """Half of the pixels moved onto thresholds, a third of these exactly."""
    rng = np.random.default_rng(3)
    moved = pixels.copy()
    rows = np.arange(0, len(moved), 2)
    node = rng.choice(np.flatnonzero(arrays["feature"] >= 0), rows.size)
    value, side = arrays["threshold"][node], rng.integers(0, 3, rows.size)
    value = np.where(side == 1, np.nextafter(value, np.float32(np.inf)), value)
    value = np.where(side == 2, np.nextafter(value, np.float32(-np.inf)), value)
    moved[rows, arrays["feature"][node]] = value
    return moved


def compared(work: Path) -> list[Figure]:
    """Greatest differences of probabilities, and classes that differ, by classifier."""
    training = importlib.import_module("bocage.core.landcover.training")
    files = importlib.import_module("bocage.core.landcover.model_file")
    predict = importlib.import_module("bocage.core.landcover.classifiers").predictor_of
    ensemble = importlib.import_module("sklearn.ensemble")
    discriminant = importlib.import_module("sklearn.discriminant_analysis")
    neighbours = importlib.import_module("sklearn.neighbors")
    limits = importlib.import_module("threadpoolctl").threadpool_limits
    x, y = clouds(SAMPLES, 2)
    pixels, _ = clouds(PIXELS, 4)
    peers = {
        "random_forest": (ensemble.RandomForestClassifier(100, max_depth=25, random_state=1), {}),
        "extra_trees": (ensemble.ExtraTreesClassifier(100, max_depth=25, random_state=1), {}),
        "gradient_boosting": (ensemble.HistGradientBoostingClassifier(early_stopping=False, random_state=1),
                              {"threads": 1}),
        "linear_discriminant": (discriminant.LinearDiscriminantAnalysis(), {}),
        "quadratic_discriminant": (discriminant.QuadraticDiscriminantAnalysis(), {}),
        "k_nearest": (neighbours.KNeighborsClassifier(7), {"neighbours": 7, "standardise": False})}
    figures = []
    for kind, (peer, settings) in peers.items():
        path = work / f"{kind}.bocagemodel"
        files.save_model(training.train(x, y, kind, settings, seed=1), str(path))
        model = files.load_model(str(path))
        chosen = at_thresholds(model.arrays, pixels) if "feature" in model.arrays else pixels[:10_000]
        wide = chosen if "feature" in model.arrays or kind == "k_nearest" else chosen.astype(float)
        # OpenMP that waits for cores which others use takes minutes.
        with limits(1, "openmp"):
            peer.fit(x if wide is chosen else x.astype(float), y)
            theirs, classes = peer.predict_proba(wide), peer.predict(wide)
        ours = predict(model)
        greatest = float(np.abs(ours.probabilities(chosen) - theirs).max())
        differ = int((ours.classes(chosen) != classes).sum())
        figures += [
            Figure(f"{kind}: greatest difference of a probability", greatest, "", 1e-6),
            Figure(f"{kind}: classes that differ", differ, "pixels", 0),
            Figure(f"{kind}: pixels compared", len(chosen)),
            Figure(f"{kind}: file", path.stat().st_size / 1e6, "MB")]
    return figures


def splits() -> list[Figure]:
    """Polygons, or ground, that two splits share over many splits."""
    samples = importlib.import_module("bocage.core.landcover.samples")
    silent = importlib.import_module("bocage.core.engine.progress").SilentProgress()
    ogr = importlib.import_module("osgeo.ogr")
    rng = np.random.default_rng(7)
    apart, lost, seen = 0, 0, set()
    for seed in range(SPLITS):
        items, boxes = [], []
        for number in range(60):
            x, y = (number % 10) * 100.0 + rng.uniform(0, 40), number // 10 * 100.0 + rng.uniform(0, 40)
            side = float(rng.uniform(30, 90))
            ring = ", ".join(f"{x + a * side} {y + b * side}" for a, b in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)))
            boxes.append(ogr.CreateGeometryFromWkt(f"POLYGON(({ring}))"))
            group = f"g{rng.integers(0, 10)}" if rng.random() < 0.2 else ""
            items.append(samples.Item(bytes(boxes[-1].ExportToWkb()), str(rng.integers(1, 5)), f"r{number % 2}", group))
        found = samples.split(items, samples.SplitSettings("EPSG:32630", "proof", seed=seed), silent)
        of = {one.index: one.split for one in found.samples}
        lost += 60 - len(of) - len(found.refused) + len(found.samples) - len(of)
        for one in range(60):
            for two in range(one + 1, 60):
                if of[one] == of[two]:
                    continue
                same = items[one].group and items[one].group == items[two].group
                near = abs(one % 10 - two % 10) <= 1 and abs(one // 10 - two // 10) <= 1
                shares = near and boxes[one].Intersection(boxes[two]).GetArea() > 0.01 * min(
                    boxes[one].GetArea(), boxes[two].GetArea())
                apart += bool(same or shares)
        seen.add(tuple(sorted(of.items())))
    return [Figure("splits made", SPLITS), Figure("splits that differ", len(seen), "", SPLITS - 1, "at least"),
            Figure("pairs of one group, or that share ground, in two splits", apart, "", 0),
            Figure("polygons lost or told twice", lost, "", 0)]


def harmed(content: bytes, rng: np.random.Generator) -> bytes:
    """Bytes changed, cut, doubled or moved."""
    how, place = int(rng.integers(0, 5)), int(rng.integers(0, max(1, len(content))))
    if how == 0:
        return content[:place]
    if how == 1:
        return content[:place] + content[place // 2:]
    changed = bytearray(content)
    for _ in range(int(rng.integers(1, 8))):
        if changed:
            changed[int(rng.integers(0, len(changed)))] = int(rng.choice([0, 1, 127, 128, 255, rng.integers(0, 256)]))
    if how == 2 and len(changed) > 8:
        number = int(rng.choice([2**31 - 1, -2**31, -1, 0, 10**6]))
        spot = place // 4 * 4 % (len(changed) - 4)
        changed[spot:spot + 4] = number.to_bytes(4, "little", signed=True)
    return bytes(changed)


def hostile(work: Path) -> list[Figure]:
    """Model files made to harm, by the thousand."""
    files = importlib.import_module("bocage.core.landcover.model_file")
    predict = importlib.import_module("bocage.core.landcover.classifiers").predictor_of
    errors = importlib.import_module("bocage.core.errors")
    training = importlib.import_module("bocage.core.landcover.training")
    x, y = clouds(300, 5)
    good = []
    for kind, settings in (("random_forest", {"trees": 5}), ("gradient_boosting", {"rounds": 3}), ("svm", {}),
                           ("linear_discriminant", {}), ("k_nearest", {}), ("nearest_mean", {})):
        path = work / f"good_{kind}.bocagemodel"
        files.save_model(training.train(x, y, kind, settings, seed=1), str(path))
        good.append(path.read_bytes())
    rng = np.random.default_rng(11)
    path = work / "hostile.bocagemodel"
    refused = opened = other = 0
    worst = 0.0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(HOSTILE):
        whole = good[number % len(good)]
        if number % 2:
            with zipfile.ZipFile(io.BytesIO(whole)) as archive:
                entries = {name: archive.read(name) for name in archive.namelist()}
            victim = sorted(entries)[int(rng.integers(0, len(entries)))]
            entries[victim] = harmed(entries[victim], rng)
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in entries.items():
                    archive.writestr(name, content)
            path.write_bytes(buffer.getvalue())
        else:
            path.write_bytes(harmed(whole, rng))
        begun = time.monotonic()
        try:
            model = files.load_model(str(path))
            with np.errstate(all="ignore"):
                predict(model).probabilities(np.zeros((50, len(model.features)), np.float32))
            opened += 1
        except errors.BocageError:
            refused += 1
        except Exception as fault:  # noqa: BLE001 - what a user would see as a fault of the program
            other += 1
            print(f"{number}: {type(fault).__name__}: {fault}", file=sys.stderr)
        worst = max(worst, time.monotonic() - begun)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e3
    return [Figure("hostile files", HOSTILE), Figure("refused in a sentence", refused, "", HOSTILE // 2, "at least"),
            Figure("harmless: opened and predicted", opened),
            Figure("anything else", other, "", 0), Figure("longest look at one", worst, "s", 2.0),
            Figure("memory grown meanwhile", grown, "MB", 300)]


def prove(work: Path) -> Result:
    """All three."""
    try:
        version = importlib.import_module("sklearn").__version__
    except ImportError:
        raise NotReady("scikit-learn is absent: run tools/prove.sh, which installs it") from None
    folder = work / NAME
    folder.mkdir(parents=True, exist_ok=True)
    inputs = {"scikit-learn": version, "classes": CLASSES, "features": FEATURES, "samples": SAMPLES}
    # The hostile ones first: the memory of a process is told by its highest point so far.
    return Result([*hostile(folder), *compared(folder), *splits()], inputs, REMARKS)
