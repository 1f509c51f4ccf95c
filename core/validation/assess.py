"""One assessment: read, estimate, write. Nothing is left half-written."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..engine.html import write_report
from ..engine.outputs import check_apart, replace_text
from ..engine.progress import Part, Progress
from .assemble import assemble
from .confidence import sureness
from .describe import describe
from .page import page
from .settings import AccuracySettings
from .words import words
from .worst import legend, thumbnails, worst


@dataclass(frozen=True)
class AccuracyResult:
    """The report as plain data, and the numbers that a model may go on with."""

    report: Mapping[str, Any]
    numbers: Mapping[str, float]


def assess(settings: AccuracySettings, progress: Progress) -> AccuracyResult:
    """Runs an assessment. Raises BocageError in one sentence, Cancelled."""
    check_apart([settings.html, settings.json, settings.matrix_csv],
                [settings.map, settings.matrix, settings.confidence, settings.image])
    share = 0.7 if settings.confidence else 1.0
    found = assemble(settings, Part(progress, 0.0, share))
    sure = sureness(settings, found, found.crs, Part(progress, share, 1.0))
    places = worst(settings, found, None if sure is None else sure.confidence)
    report = describe(settings, found, sure, places)
    report["colours"] = {name: list(colour) for name, colour in legend(settings, found).items()}
    # The figures of the report last: a fault there leaves the numbers.
    write_report(report, "", "", settings.json)
    if settings.matrix_csv:
        replace_text(settings.matrix_csv, matrix_csv(report))
    if settings.html:
        pictures = _pictures(report, settings.language)
        if pictures is None:
            progress.warn("figures_absent")
        replace_text(settings.html, page(report, settings.language, pictures, thumbnails(settings, places),
                                         report["colours"]))
    return AccuracyResult(report, _numbers(report))


def matrix_csv(report: Mapping[str, Any]) -> str:
    """Counts as CSV that ``read_matrix`` reads back: its orientation is said on the first line."""
    buffer = io.StringIO()
    buffer.write("# rows: map; columns: reference\n")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["map \\ reference", *report["classes"]])
    for name, row in zip(report["classes"], report["counts"]):
        writer.writerow([name, *(int(cell) if cell == int(cell) else cell for cell in row)])
    return buffer.getvalue()


def _pictures(report: Mapping[str, Any], language: str) -> dict[str, str] | None:
    try:
        from . import figures
    except ImportError:
        return None
    return figures.pictures(report, words(language))


def _numbers(report: Mapping[str, Any]) -> dict[str, float]:
    """None is left out: an output that is not there is better than one that lies."""
    overall = report["overall_accuracy"]
    scores = [row["f1"]["value"] for row in report["by_class"] if row["f1"]["value"] is not None]
    numbers = {
        "OVERALL_ACCURACY": overall["value"], "OVERALL_ACCURACY_STANDARD_ERROR": overall["standard_error"],
        "OVERALL_ACCURACY_LOW": overall["low"], "OVERALL_ACCURACY_HIGH": overall["high"], "KAPPA": report["kappa"],
        "MEAN_F1": report["macro_f1"], "WORST_F1": min(scores) if scores else None,
        "QUANTITY_DISAGREEMENT": report["disagreement"]["quantity"],
        "ALLOCATION_DISAGREEMENT": report["disagreement"]["allocation"], "UNITS": report["units"],
        "UNITS_LEFT_OUT": sum(report["ignored"].values())}
    if report["calibration"]:
        numbers.update(BRIER_SCORE=report["calibration"]["brier"],
                       CALIBRATION_ERROR=report["calibration"]["expected_error"])
    if report["patches"]:
        numbers["ISOLATED_PERCENT"] = 100 * report["patches"]["isolated"]
    return {key: float(value) for key, value in numbers.items() if value is not None}
