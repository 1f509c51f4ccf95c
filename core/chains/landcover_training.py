"""From rasters and reference polygons to a model file that says how good it was on polygons kept apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..engine.outputs import check_writable, human_bytes
from ..engine.progress import Part, Progress
from ..errors import BocageError
from ..landcover import scikit
from ..landcover.classifiers import predictor_of
from ..landcover.extract import Draw, PixelSamples, extract
from ..landcover.features import FeatureStack
from ..landcover.model import ALWAYS, ClassEntry, LandcoverModel, Region
from ..landcover.model_file import save_model
from ..landcover.polygons import holders, rings_of
from ..landcover.regions import BLEND, blended
from ..landcover.samples import Item, SplitResult, SplitSample, SplitSettings, split, training_hash
from ..landcover.splits import SPLITS, run_seed
from ..landcover.training import settings_of, train
from ..validation.estimators import accuracy
from ..validation.sample import clustered, simple
from .training_run import saved_form

#: Fewer polygons of a class than this do not tell its accuracy (reference: Stehman and Foody 2019, RSE 231, 111199).
FEW_POLYGONS = 10
_DATE = re.compile(r"\b(?:19|20)\d\d-[01]\d-[0-3]\d\b")


@dataclass(frozen=True)
class Outlines:
    """Regions: names and polygons as WKB, of one CRS."""

    names: tuple[str, ...] = ()
    wkb: tuple[bytes, ...] = ()
    crs: str = ""
    #: Metres on either side of a border over which two models are blended.
    blend: float = 0.0


@dataclass(frozen=True)
class TrainingSettings:
    """Everything a training needs."""

    rasters: tuple[str, ...]
    items: tuple[Item, ...]
    crs: str
    #: Name of the layer of samples, for messages.
    source: str
    model: str
    classifier: str = "random_forest"
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 1
    classes: tuple[ClassEntry, ...] = ()
    class_weight: str = "none"
    #: By item, the split that a field says; empty for a split by ``validation``.
    splits: tuple[str, ...] = ()
    split_field: str = ""
    #: Share of polygons kept apart to judge by, 0 to 0.9.
    validation: float = 0.3
    runs: int = 1
    draw: Draw = field(default_factory=Draw)
    regions: Outlines = field(default_factory=Outlines)
    resampling: str = "bilinear"
    #: Also tell what was said of each polygon kept apart, for ``compareruns``.
    keep_run: bool = False


@dataclass(frozen=True)
class TrainingResult:
    """The model as it was written, and features left out with the reason of each."""

    model: LandcoverModel
    refused: tuple[tuple[int, str], ...]
    #: What ``compareruns`` reads, where it was asked for and polygons are kept apart.
    run: Mapping[str, Any] | None = None


def train_model(settings: TrainingSettings, progress: Progress) -> TrainingResult:
    """Trains, judges by polygons kept apart, writes. Raises BocageError in one sentence, Cancelled."""
    chosen = settings_of(settings.classifier, settings.settings)
    if settings.classifier not in ALWAYS:
        # Better said now than after the pixels are read.
        scikit.module("ensemble", settings.classifier)
    check_writable(Path(settings.model).resolve().parent)
    progress.report(0.0, "step_samples")
    split_one = _split(settings, 0, Part(progress, 0.0, 0.05))
    samples = split_one.samples
    values = np.array([one.value for one in samples])
    with FeatureStack(settings.rasters, settings.resampling) as stack:
        pixels = extract(stack, [one.wkb for one in samples], split_one.crs, values,
                         replace(settings.draw, seed=settings.seed), Part(progress, 0.05, 0.4), settings.source)
        names = stack.features
        grid = stack.grid
    progress.info("training_size", samples=len(pixels.row), polygons=len(np.unique(pixels.polygon)),
                  features=len(names), size=human_bytes(pixels.features.nbytes))
    where = _regions(settings, samples, split_one.crs, progress)
    done, drawn = [], []
    for run in range(max(1, settings.runs)):
        part = Part(progress, 0.4 + 0.6 * run / max(1, settings.runs), 0.4 + 0.6 * (run + 1) / max(1, settings.runs))
        again = split_one if run == 0 else _split(settings, run, part)
        drawn.append(again.samples)
        told = {**_told(settings, again.samples, pixels, grid), "features_left_out": len(again.refused),
                "calendar": calendar_of([feature.name for feature in names])}
        part.report(0.0, "step_training")
        model = _trained(settings, chosen, again.samples, pixels, names, split_one.classes, where, run, told,
                         Part(part, 0.0, 0.9))
        part.report(0.9, "step_judging")
        done.append(replace(model, validation=_judged(model, again.samples, pixels, split_one.classes, where)))
    # The model that is written is the one that its own figures speak of; the others tell how much chance does.
    runs = [{"seed": run_seed(settings.seed, number), "overall_accuracy": one.validation["overall_accuracy"]["value"],
             "macro_f1": one.validation["macro_f1"]} for number, one in enumerate(done) if one.validation]
    model = replace(done[0], validation={**done[0].validation, "runs": runs} if runs else {})
    _warn(model, settings, progress)
    save_model(model, settings.model)
    progress.report(1.0)
    if not settings.keep_run:
        return TrainingResult(model, split_one.refused)
    place = where[pixels.polygon]
    kept = saved_form(settings, chosen, split_one.classes, pixels, place >= 0, list(zip(drawn, done)),
                      lambda trained, rows: _predicted(trained, pixels.features[rows], place[rows]))
    return TrainingResult(model, split_one.refused, kept)


def _split(settings: TrainingSettings, run: int, progress: Progress) -> SplitResult:
    """Polygons made ready, with the splits of a field, or drawn with the seed of this run."""
    share = 0.0 if settings.splits else settings.validation
    found = split(settings.items, SplitSettings(settings.crs, settings.source, (1.0 - share, share, 0.0),
                                                run_seed(settings.seed, run), classes=settings.classes), progress)
    if not settings.splits:
        return found
    told = tuple(replace(one, split=settings.splits[one.index].strip().lower()) for one in found.samples)
    # Those of the test are of no use here: neither to learn from nor to choose by.
    kept = tuple(one for one in told if one.split in SPLITS[:2])
    if not any(one.split == SPLITS[0] for one in kept):
        raise BocageError("split_field_empty", file=settings.source, word=SPLITS[0], field=settings.split_field)
    return replace(found, samples=kept, training_hash=training_hash(kept))


def _regions(settings: TrainingSettings, samples: Sequence[SplitSample], crs: str,
             progress: Progress) -> np.ndarray:
    """Region of each sample (samples,): all 0 without regions, -1 in none."""
    if not settings.regions.names:
        return np.zeros(len(samples), np.int64)
    found = holders([one.wkb for one in samples], crs, settings.regions.wkb, settings.regions.crs)
    if (found < 0).any():
        progress.warn("training_outside_regions", count=int((found < 0).sum()))
    return found


def _trained(settings: TrainingSettings, chosen: Mapping[str, Any], samples: Sequence[SplitSample],
             pixels: PixelSamples, names: Any, classes: Sequence[ClassEntry], where: np.ndarray, run: int,
             told: Mapping[str, Any], progress: Progress) -> LandcoverModel:
    learns = np.array([one.split == SPLITS[0] for one in samples])[pixels.polygon]
    labels = np.array([one.value for one in samples])[pixels.polygon]
    groups = np.array([one.group for one in samples])[pixels.polygon]
    regions = settings.regions.names or ("",)
    models = []
    for number, name in enumerate(regions):
        rows = learns & (where[pixels.polygon] == number)
        if np.unique(labels[rows]).size < 2 and settings.regions.names:
            raise BocageError("training_region", region=name, count=int(np.unique(labels[rows]).size))
        models.append(train(pixels.features[rows], labels[rows], settings.classifier, chosen,
                            run_seed(settings.seed, run), classes, names, None, settings.class_weight, groups[rows],
                            told, Part(progress, number / len(regions), (number + 1) / len(regions))))
    if not settings.regions.names:
        return models[0]
    known = {entry.value: entry for model in models for entry in model.classes}
    parts = tuple(Region(name, settings.regions.crs, tuple(rings_of(wkb, settings.regions.crs, name)), model)
                  for name, wkb, model in zip(regions, settings.regions.wkb, models))
    counts: dict[str, int] = {}
    for model in models:
        for value, count in model.training["counts"].items():
            counts[value] = counts.get(value, 0) + count
    whole = {**models[0].training, "counts": counts, "samples": sum(counts.values())}
    return LandcoverModel(settings.classifier, tuple(known[value] for value in sorted(known)), tuple(names), {},
                          {**chosen, BLEND: float(settings.regions.blend)}, whole, {}, parts)


def _told(settings: TrainingSettings, samples: Sequence[SplitSample], pixels: PixelSamples,
          grid: Any) -> dict[str, Any]:
    """What the model file keeps of its samples. Names of files without their folders: these may name people."""
    learning = [one for one in samples if one.split == SPLITS[0]]
    counts = {str(value): sum(one.value == value for one in learning) for value in {one.value for one in learning}}
    return {"polygons_hash": training_hash(samples), "polygons": counts, "layer": Path(settings.source).name,
            "rasters": [Path(path).name for path in settings.rasters], "crs": grid.crs,
            "pixel": [grid.dx, grid.dy], "resampling": settings.resampling,
            "available_pixels": {str(value): count for value, count in sorted(pixels.available.items())},
            "incomplete_pixels": pixels.incomplete,
            "per_class": settings.draw.per_class, "per_polygon": settings.draw.per_polygon,
            "fraction": settings.draw.fraction}


def _judged(model: LandcoverModel, samples: Sequence[SplitSample], pixels: PixelSamples,
            classes: Sequence[ClassEntry], where: np.ndarray) -> dict[str, Any]:
    """Accuracies inside the polygons kept apart, units of one group as a cluster; nothing without such polygons.

    A cap draws fewer pixels of large classes: each pixel counts for those that it stands for.
    """
    inside = where[pixels.polygon] >= 0
    rows = np.flatnonzero(np.array([one.split == SPLITS[1] for one in samples])[pixels.polygon] & inside)
    if not rows.size:
        return {}
    labels = np.array([one.value for one in samples])[pixels.polygon[rows]]
    groups = np.array([one.group for one in samples])[pixels.polygon[rows]]
    mapped = _predicted(model, pixels.features[rows], where[pixels.polygon[rows]])
    values = sorted({*labels.tolist(), *(entry.value for entry in model.classes)})
    name_of = {entry.value: entry for entry in (*model.classes, *reversed(classes))}
    place = {value: number for number, value in enumerate(values)}
    drawn = np.bincount(np.array([place[one.value] for one in samples])[pixels.polygon], minlength=len(values)) \
        if all(one.value in place for one in samples) else None
    stands = np.array([pixels.available.get(value, 0) for value in values], float)
    weight = np.ones(rows.size) if drawn is None else (stands / np.maximum(drawn, 1))[
        np.array([place[value] for value in labels.tolist()])]
    reference = np.array([place[value] for value in labels.tolist()])
    sample = simple(np.array([place[value] for value in mapped.tolist()]), reference,
                    [name_of[value].name for value in values])
    sample = clustered(replace(sample, weight=weight), groups)
    found = accuracy(sample)
    scores = [one.value for one in found.f1 if np.isfinite(one.value)]
    of_class = [int(np.unique(groups[labels == value]).size) for value in values]
    return {
        "mode": "polygons", "pixels": int(rows.size), "polygons": int(np.unique(groups).size),
        "overall_accuracy": _estimate(found.overall), "macro_f1": float(np.mean(scores)) if scores else None,
        "kappa": found.kappa, "matrix_rows": "map", "matrix": sample.matrix().astype(int).tolist(),
        "classes": [{"value": value, "name": name_of[value].name, "polygons": of_class[number],
                     "f1": _estimate(found.f1[number]), "users": _estimate(found.users[number]),
                     "producers": _estimate(found.producers[number])} for number, value in enumerate(values)]}


def _predicted(model: LandcoverModel, features: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Class on the map of each pixel; that of its region alone where there are several."""
    if not model.regions:
        return predictor_of(model).classes(features)
    weights = (where[None] == np.arange(len(model.regions))[:, None]).astype(np.float32)
    shares = blended(model, [predictor_of(region.model) for region in model.regions], weights, features)
    return np.array([entry.value for entry in model.classes])[shares.argmax(axis=1)]


def _estimate(estimate: Any) -> dict[str, Any]:
    numbers = {"value": estimate.value, "standard_error": estimate.standard_error, "low": estimate.interval.low,
               "high": estimate.interval.high}
    return {key: float(value) if np.isfinite(value) else None for key, value in numbers.items()}


def _warn(model: LandcoverModel, settings: TrainingSettings, progress: Progress) -> None:
    if not model.validation:
        progress.warn("training_no_validation")
        return
    few = [row["name"] for row in model.validation["classes"] if row["polygons"] < FEW_POLYGONS]
    if few:
        progress.warn("training_few_polygons", count=FEW_POLYGONS, classes=", ".join(few))


def calendar_of(names: Sequence[str]) -> list[str]:
    """Dates that names of features tell, ascending."""
    return sorted({date for name in names for date in _DATE.findall(name)})
