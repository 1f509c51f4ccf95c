"""Everything a benchmark found, as plain data: what the JSON holds and the page shows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import __version__
from ...engine.html import now, without_nan
from ...landcover.training import versions
from ...messages import sentence
from ...validation.comparison import LEAST_RUNS, Difference
from ...validation.resamples import Scores, holm, paired, scores, spread, units_ratio
from .findings import findings
from .plan import Split, absent
from .samples import SampleTable
from .settings import BenchmarkSettings
from .tallies import written
from .trial import Trial

if TYPE_CHECKING:
    from .job import Trials

#: What the file is, so that another run can be held beside it.
KIND, FORMAT = "bocage benchmark", 1


def describe(settings: BenchmarkSettings, chosen: Mapping[str, Mapping[str, Any]], table: SampleTable,
             splits: Sequence[Split], tried: "Trials") -> dict[str, Any]:
    """Plain data: numbers, texts, lists; None where a number is not known. What is measured on the clock stands under
    ``cost`` alone: the rest of two equal benchmarks is equal.
    """
    names = [name for name in settings.classifiers if name not in tried.failed]
    of = {(one.kind, name): [scores(trial.matrix(table.weight)) for trial in _of(tried.whole, one.kind, name)]
          for one in splits for name in names}
    report: dict[str, Any] = {
        "kind": KIND, "format": FORMAT, "bocage": __version__, "created": now(), "versions": versions(),
        "samples": _samples(settings, table), "settings": _settings(settings, chosen),
        "splits": [_split(one, table, settings) for one in splits],
        "left_out": [{"classifier": name, "code": why.code, "why": str(why),
                      "why_fr": sentence(why.code, "fr", **why.fields)} for name, why in tried.failed.items()],
        "classifiers": names,
        "scores": {one.kind: {name: _spreads(of[one.kind, name], table) for name in names} for one in splits},
        "differences": {one.kind: _differences(one, of, names, table, settings) for one in splits},
        "optimism": _optimism(splits, of, names),
        "learning_curve": _curve(splits[0], tried, of, names, table, settings),
        "trials": [_trial(one, table) for one in tried.whole],
        "cost": {name: _cost([one for one in tried.whole if one.classifier == name]) for name in names}}
    report["best"] = _best(report, splits[0].kind)
    plain: dict[str, Any] = without_nan(report)
    plain["findings"] = findings(plain)
    return plain


def _of(trials: Sequence[Trial], kind: str, name: str) -> list[Trial]:
    return [one for one in trials if one.split == kind and one.classifier == name]


def _samples(settings: BenchmarkSettings, table: SampleTable) -> dict[str, Any]:
    side = len(table.classes)
    pairs = np.unique(np.stack([table.label, table.group]), axis=1)
    polygons, count = np.bincount(pairs[0], minlength=side), np.bincount(table.label, minlength=side)
    # Names of files without their folders: these may name people.
    return {"source": Path(settings.source).name, "field": settings.class_field,
            "rasters": [Path(path).name for path in settings.rasters], "samples": int(table.label.size),
            "polygons": int(table.group.max()) + 1, "features": list(table.names), "hash": table.hash,
            "classes": [{"value": entry.value, "name": entry.name, "name_fr": entry.name_fr,
                         "samples": int(count[k]), "polygons": int(polygons[k]), "stands_for": float(table.weight[k])}
                        for k, entry in enumerate(table.classes)],
            "left_out": dict(table.left_out), "lone_classes": list(table.lone), "same_place": table.same_place,
            "identical": table.identical, "placed": table.place is not None}


def _settings(settings: BenchmarkSettings, chosen: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {"classifiers": {name: dict(one) for name, one in chosen.items()}, "splits": list(settings.splits),
            "method": settings.method, "runs": settings.runs, "test": settings.test, "seed": settings.seed,
            "blocks": settings.blocks, "block_size": settings.block_size, "class_weight": settings.class_weight,
            "per_class": settings.draw.per_class, "per_polygon": settings.draw.per_polygon,
            # Nothing is read from rasters under rows of a table.
            "fraction": None if settings.rows else settings.draw.fraction,
            "resampling": None if settings.rows else settings.resampling,
            "confidence_level": settings.confidence_level}


def _split(one: Split, table: SampleTable, settings: BenchmarkSettings) -> dict[str, Any]:
    share = units_ratio([run.train_units for run in one.runs], [run.test_units for run in one.runs])
    runs = []
    for number, run in enumerate(one.runs):
        lacking, unseen = absent(table, run)
        runs.append({"run": number, "train_samples": int((~run.test).sum()), "test_samples": int(run.test.sum()),
                     "train_units": run.train_units, "test_units": run.test_units, "hash": run.hash,
                     "classes_not_trained": [table.classes[k].name for k in lacking],
                     "classes_not_tested": [table.classes[k].name for k in unseen]})
    told = {"split": one.kind, "units": one.units, "method": settings.method, "test_over_train": share,
            "variance_factor": 1.0 / len(one.runs) + share, "degrees_of_freedom": len(one.runs) - 1,
            "judged": len(one.runs) >= LEAST_RUNS, "runs": runs}
    # What is drawn together is judged together: a run alone is compared by its blocks.
    return told if one.block is None else {**told, "blocks": " ".join(map(str, one.block.tolist()))}


def _trial(one: Trial, table: SampleTable) -> dict[str, Any]:
    found = scores(one.matrix(table.weight))
    return {"split": one.split, "run": one.run, "classifier": one.classifier, "overall_accuracy": found.overall,
            "macro_f1": found.macro_f1, "f1": found.f1.tolist(), "users": found.users.tolist(),
            "producers": found.producers.tolist(), "size_ratio": found.size_ratio.tolist(),
            "tally": written(one.unit, one.reference, one.predicted, one.count)}


def _spreads(found: Sequence[Scores], table: SampleTable) -> dict[str, Any]:
    by_class = []
    for k, entry in enumerate(table.classes):
        row: dict[str, Any] = {"class": entry.name}
        for key in ("f1", "users", "producers", "size_ratio"):
            row[key] = asdict(spread([getattr(one, key)[k] for one in found]))
        by_class.append(row)
    return {"overall_accuracy": asdict(spread([one.overall for one in found])),
            "macro_f1": asdict(spread([one.macro_f1 for one in found])), "by_class": by_class}


def _differences(one: Split, of: Mapping[tuple[str, str], Sequence[Scores]], names: Sequence[str],
                 table: SampleTable, settings: BenchmarkSettings) -> list[dict[str, Any]]:
    """Every pair, better mean F1 first; p values made fit for the number of pairs, those of classes for theirs."""
    share = units_ratio([run.train_units for run in one.runs], [run.test_units for run in one.runs])
    level = settings.confidence_level
    order = sorted(names, key=lambda name: -spread([two.macro_f1 for two in of[one.kind, name]]).mean)
    rows: list[dict[str, Any]] = []
    for first, second in combinations(order, 2):
        here, there = of[one.kind, first], of[one.kind, second]
        classes = [plain(paired([two.f1[k] for two in here], [two.f1[k] for two in there], share, level))
                   for k in range(len(table.classes))]
        _judge(classes, level)
        rows.append({
            "first": first, "second": second,
            "overall_accuracy": plain(paired([two.overall for two in here], [two.overall for two in there], share,
                                             level)),
            "macro_f1": plain(paired([two.macro_f1 for two in here], [two.macro_f1 for two in there], share, level)),
            "by_class": [{"class": entry.name, **found} for entry, found in zip(table.classes, classes)]})
    for key in ("overall_accuracy", "macro_f1"):
        _judge([row[key] for row in rows], level)
    return rows


def plain(found: Difference) -> dict[str, Any]:
    """A difference as data."""
    return {"value": found.value, "standard_error": found.standard_error, "low": found.interval.low,
            "high": found.interval.high, "p_value": found.p_value}


def _judge(found: Sequence[dict[str, Any]], level: float) -> None:
    """Adds p values made fit for their number, and whether they are beyond chance; None where there is no test."""
    for one, p_value in zip(found, holm([one["p_value"] for one in found])):
        one["p_holm"] = p_value
        one["beyond_chance"] = p_value < 1.0 - level if math.isfinite(p_value) else None


def _optimism(splits: Sequence[Split], of: Mapping[tuple[str, str], Sequence[Scores]],
              names: Sequence[str]) -> list[dict[str, Any]]:
    """Mean score by pixels less that by polygons, or by blocks: what the easier split promises too much."""
    kinds = [one.kind for one in splits]
    result = []
    for against in (kind for kind in kinds[:-1] if kinds[-1] == "pixel"):
        for name in names:
            row: dict[str, Any] = {"classifier": name, "against": against}
            for key in ("overall", "macro_f1"):
                means = [spread([getattr(one, key) for one in of[kind, name]]).mean for kind in ("pixel", against)]
                row["overall_accuracy" if key == "overall" else key] = means[0] - means[1]
            result.append(row)
    return result


def _curve(one: Split, tried: "Trials", of: Mapping[tuple[str, str], Sequence[Scores]], names: Sequence[str],
           table: SampleTable, settings: BenchmarkSettings) -> list[dict[str, Any]]:
    """Scores by share of the polygons that train, the whole last; and what the last step brought, run by run."""
    if not tried.curve:
        return []
    share = units_ratio([run.train_units for run in one.runs], [run.test_units for run in one.runs])
    whole = [len(np.unique(table.group[~run.test])) for run in one.runs]
    result = []
    for name in names:
        mine = [(part, polygons, trial.run, scores(trial.matrix(table.weight)))
                for part, polygons, trial in tried.curve if trial.classifier == name]
        steps = []
        for part in sorted({row[0] for row in mine}):
            rows = [row for row in mine if row[0] == part]
            steps.append(_step(part, [row[1] for row in rows], [row[3] for row in rows], table))
        steps.append(_step(1.0, whole, of[one.kind, name], table))
        last = {row[2]: row[3].macro_f1 for row in mine if row[0] == max(part for part, *_ in mine)} if mine else {}
        runs = sorted(last)
        gain = paired([of[one.kind, name][run].macro_f1 for run in runs], [last[run] for run in runs], share,
                      settings.confidence_level)
        result.append({"classifier": name, "split": one.kind, "steps": steps, "last_gain": plain(gain)})
    return result


def _step(share: float, polygons: Sequence[int], found: Sequence[Scores], table: SampleTable) -> dict[str, Any]:
    return {"share": share, "polygons": float(np.mean(polygons)),
            "overall_accuracy": asdict(spread([one.overall for one in found])),
            "macro_f1": asdict(spread([one.macro_f1 for one in found])),
            "f1": [spread([one.f1[k] for one in found]).mean for k in range(len(table.classes))]}


def _cost(trials: Sequence[Trial]) -> dict[str, Any]:
    """Means over all runs; the greatest rise of memory."""
    predicted, seconds = sum(one.predicted_samples for one in trials), sum(one.predict_seconds for one in trials)
    rises = [one.memory for one in trials if one.memory is not None]
    return {"train_seconds": float(np.mean([one.train_seconds for one in trials])),
            "predict_seconds": float(np.mean([one.predict_seconds for one in trials])),
            "samples_a_second": predicted / seconds if seconds > 0 else math.nan,
            "memory_rise_bytes": max(rises) if rises else math.nan}


def _best(report: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Of the soundest split, by mean F1; what it beats beyond chance and what not."""
    found = report["scores"][kind]
    order = sorted(report["classifiers"], key=lambda name: -found[name]["macro_f1"]["mean"])
    best = order[0]
    pairs = [row for row in report["differences"][kind] if row["first"] == best]
    return {"split": kind, "classifier": best,
            "by_overall_accuracy": max(order, key=lambda name: found[name]["overall_accuracy"]["mean"]),
            "beats": [row["second"] for row in pairs if row["macro_f1"]["beyond_chance"]],
            "like": [row["second"] for row in pairs if row["macro_f1"]["beyond_chance"] is False],
            "not_judged": [row["second"] for row in pairs if row["macro_f1"]["beyond_chance"] is None]}


def numbers(report: Mapping[str, Any]) -> dict[str, Any]:
    """What a model may go on with; what is not known is left out: better not there than lying."""
    best = report["best"]
    found = report["scores"][best["split"]][best["classifier"]]
    said = {"BEST_CLASSIFIER": best["classifier"], "BEST_MACRO_F1": found["macro_f1"]["mean"],
            "BEST_OVERALL_ACCURACY": found["overall_accuracy"]["mean"], "BEATEN": len(best["beats"]),
            "CLASSIFIERS": len(report["classifiers"]), "LEFT_OUT": sum(report["samples"]["left_out"].values()),
            "SAMPLES": report["samples"]["samples"], "POLYGONS": report["samples"]["polygons"]}
    for row in report["optimism"]:
        if row["classifier"] == best["classifier"]:
            said[f"OPTIMISM_{row['against'].upper()}"] = row["overall_accuracy"]
    return {key: value for key, value in said.items() if value is not None}
