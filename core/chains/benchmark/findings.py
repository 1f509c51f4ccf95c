"""A plain reading: what a benchmark shows, and what it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...validation.comparison import LEAST_RUNS, TRUSTED_RUNS

#: A difference of mean scores by pixels and by polygons above this is worth a sentence.
OPTIMISTIC = 0.02
#: F1 under which a class is failed; polygons under which its scores say little (Stehman and Foody 2019, RSE 231).
FAILED, FEW = 0.5, 10


def findings(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """In the order of the page: each has its sentence in ``words`` by ``kind``, and its ``fields``."""
    return [*_best(report), *_optimism(report), *_classes(report), *_curve(report), *_doubts(report)]


def _said(kind: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "fields": fields}


def _best(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    best = report["best"]
    score = report["scores"][best["split"]][best["classifier"]]["macro_f1"]
    found = [_said("best", classifier=best["classifier"], split=best["split"], score=score["mean"])]
    if score["runs"] < 2:
        return [*found, _said("one_run")]
    if best["beats"]:
        found.append(_said("beats", classifier=best["classifier"], others=list(best["beats"])))
    if best["like"]:
        found.append(_said("like", classifier=best["classifier"], others=list(best["like"])))
    if best["not_judged"]:
        found.append(_said("not_judged", classifier=best["classifier"], others=list(best["not_judged"]),
                           split=best["split"], count=score["runs"]))
    if best["by_overall_accuracy"] != best["classifier"]:
        found.append(_said("two_metrics", classifier=best["classifier"], other=best["by_overall_accuracy"]))
    return found


def _optimism(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    best, found = report["best"]["classifier"], []
    for row in report["optimism"]:
        if row["classifier"] != best:
            continue
        values = [report["scores"][kind][best]["overall_accuracy"]["mean"] for kind in ("pixel", row["against"])]
        kind = "optimistic" if row["overall_accuracy"] > OPTIMISTIC else "not_optimistic"
        found.append(_said(kind, classifier=best, against=row["against"], pixel=values[0], honest=values[1],
                           gap=row["overall_accuracy"]))
    return [*found, *([_said("not_told")] if any(one["kind"] == "optimistic" for one in found) else [])]


def _classes(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The classes that no classifier gets right, and those whose scores say little."""
    split, found = report["best"]["split"], []
    scores = report["scores"][split]
    for k, entry in enumerate(report["samples"]["classes"]):
        means = [one["by_class"][k]["f1"]["mean"] for one in scores.values()]
        known = [value for value in means if value is not None]
        if known and max(known) < FAILED:
            found.append(_said("fails", **{"class": entry["name"]}, score=max(known), polygons=entry["polygons"]))
    few = [entry["name"] for entry in report["samples"]["classes"] if entry["polygons"] < FEW]
    if few:
        found.append(_said("few", classes=few, count=FEW))
    return found


def _curve(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    for curve in report["learning_curve"]:
        if curve["classifier"] == report["best"]["classifier"] and len(curve["steps"]) > 1:
            before, last = curve["steps"][-2:]
            gain = curve["last_gain"]
            kind = "gain" if gain["p_value"] is None else "flat"
            kind = "rising" if gain["low"] is not None and gain["low"] > 0 else kind
            return [_said(kind, classifier=curve["classifier"], less=before["polygons"],
                          more=last["polygons"], gain=gain["value"])]
    return []


def _doubts(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for one in report["splits"]:
        count = len(one["runs"])
        if count < report["settings"]["runs"]:
            found.append(_said("repeated", split=one["split"], count=count, runs=report["settings"]["runs"]))
        if LEAST_RUNS <= count < TRUSTED_RUNS:
            found.append(_said("few_runs", split=one["split"], count=count))
    for one in report["splits"]:
        lacking = sorted({name for run in one["runs"] for name in run["classes_not_trained"]})
        if lacking:
            found.append(_said("not_trained", split=one["split"], classes=lacking))
    samples = report["samples"]
    if samples["samples"] == samples["polygons"] and "polygon" in report["settings"]["splits"]:
        found.append(_said("single"))
    if samples["identical"]:
        found.append(_said("identical_found", count=samples["identical"]))
    return found
