"""Two saved runs held side by side, and written as one report."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ... import __version__
from ...engine.html import now, without_nan, write_report
from ...engine.outputs import check_writable
from ...engine.progress import Part, Progress
from ...errors import BocageError
from ..benchmark.page import drawings
from .findings import findings
from .maps import compare_maps
from .page import page, pictures
from .pairs import compared, shared_runs
from .saved import SavedRun, chosen, read_report, saved_run
from .settings import CompareRunsResult, CompareRunsSettings


def compare_runs(settings: CompareRunsSettings, progress: Progress) -> CompareRunsResult:
    """Compares, writes. Raises BocageError in one sentence, Cancelled."""
    for path in (settings.html, settings.json, settings.difference):
        if path:
            check_writable(Path(path).resolve().parent)
    if bool(settings.map) != bool(settings.reference_map):
        raise BocageError("runs_map_alone")
    progress.report(0.0, "step_judging")
    first, second = _two(settings)
    pairs = shared_runs(first, second)
    splits = [compared(first, second, split, numbers, settings.confidence_level, progress)
              for split, numbers in pairs.items()]
    progress.report(0.2)
    names = {int(entry["value"]): str(entry["name"]) for entry in first.report["samples"]["classes"]}
    maps = compare_maps(settings, names, Part(progress, 0.2, 0.95))
    report: dict[str, Any] = without_nan({
        "kind": "bocage comparison of runs", "bocage": __version__, "created": now(),
        "confidence_level": settings.confidence_level, "input": _told(first), "reference": _told(second),
        "french": {str(entry["name"]): str(entry.get("name_fr") or "")
                   for entry in first.report["samples"]["classes"]},
        "changed": changed(first, second), "splits": splits, "maps": maps})
    report["findings"] = findings(report)
    _write(report, settings, progress)
    progress.report(1.0)
    return CompareRunsResult(report, numbers_of(report))


def _two(settings: CompareRunsSettings) -> tuple[SavedRun, SavedRun]:
    reports = read_report(settings.input), read_report(settings.reference)
    same = os.path.realpath(settings.input) == os.path.realpath(settings.reference)
    names = chosen(*reports, same, (settings.classifier, settings.reference_classifier))
    if same and names[0] == names[1]:
        raise BocageError("runs_same", classifier=names[0], file=settings.input)
    return saved_run(reports[0], settings.input, names[0]), saved_run(reports[1], settings.reference, names[1])


def _told(run: SavedRun) -> dict[str, Any]:
    samples = run.report["samples"]
    return {"file": Path(run.path).name, "classifier": run.classifier, "created": run.report.get("created"),
            "bocage": run.report.get("bocage"), "samples": samples.get("samples"), "polygons": samples["polygons"],
            "samples_hash": samples["hash"]}


def changed(first: SavedRun, second: SavedRun) -> dict[str, list[Any]]:
    """What the two runs do not have in common: classifier, its settings, features, rasters, weights, versions."""
    sides = []
    for run in (first, second):
        report = run.report
        settings = report["settings"]
        told = {"classifier": run.classifier, "rasters": report["samples"].get("rasters"),
                "features": report["samples"].get("features"), "class_weight": settings.get("class_weight"),
                "resampling": settings.get("resampling")}
        told.update({f"{key}": value for key, value in settings["classifiers"][run.classifier].items()})
        told.update({f"version: {key}": value for key, value in dict(report.get("versions") or {}).items()})
        sides.append(told)
    keys = [*sides[0], *(key for key in sides[1] if key not in sides[0])]
    return {key: [side.get(key) for side in sides] for key in keys if sides[0].get(key) != sides[1].get(key)}


def _write(report: Mapping[str, Any], settings: CompareRunsSettings, progress: Progress) -> None:
    """Numbers first: they are not lost to a figure."""
    write_report(report, "", "", settings.json)
    if settings.html:
        drawn = drawings(pictures, report, settings.language, progress)
        write_report(report, page(report, settings.language, drawn), settings.html, "")


def numbers_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """What a model may go on with, of the soundest split."""
    one = report["splits"][0]
    beyond = [row["difference"] for row in one["by_class"] if row["difference"]["beyond_chance"]]
    said = {"OVERALL_ACCURACY_DIFFERENCE": one["overall_accuracy"]["value"],
            "OVERALL_ACCURACY_P": one["overall_accuracy"]["p_value"],
            "MACRO_F1_DIFFERENCE": one["macro_f1"]["value"], "MACRO_F1_P": one["macro_f1"]["p_value"],
            "CLASSES_BETTER": sum(row["value"] > 0 for row in beyond),
            "CLASSES_WORSE": sum(row["value"] < 0 for row in beyond), "RUNS": one["runs"]}
    if report["maps"] and report["maps"]["agreement"] is not None:
        said["MAP_AGREEMENT_PERCENT"] = 100 * report["maps"]["agreement"]
    return {key: value for key, value in said.items() if value is not None}
