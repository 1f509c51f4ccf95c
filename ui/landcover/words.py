"""What the page says of a step: its line when closed, why it waits, links to what it made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.PyQt.QtCore import QLocale

from ...bridge.language import tr, user_language
from . import recipes
from .flow import FAILED, FEATURES, MAP, ORDER, READY, SAMPLES, SERIES, STALE, TRAINING, WAITING, Flow
from .tables import interval_text


def why(flow: Flow, step: str, state: str) -> str:
    """What it waits for, why it failed, why it is out of date; "" where nothing is in the way."""
    if state == FAILED:
        return flow.faults.get(step, "")
    if state == STALE:
        return tr("Something it was made of has changed since. What it made is still there.")
    if step in flow.gone and state in (WAITING, READY):
        return tr("Its files are no longer where they were written: run it again.")
    if state != WAITING:
        return ""
    lacking = recipes.lacks(flow, step)
    if lacking:
        return lacking
    other = flow.behind(step)
    return "" if other is None else tr("Waits for step {number}, {other}.").format(
        number=ORDER.index(other) + 1, other=recipes.step_words(other))


def brief(flow: Flow, step: str) -> str:
    """One line: what came of it, else what it will do or lacks."""
    outcome = flow.outcomes.get(step)
    if outcome is None or flow.passes(step) or step in flow.gone:
        return recipes.lacks(flow, step) or recipes.will(flow, step)
    outputs, summary = outcome.outputs, outcome.summary
    if step == SERIES:
        return _series(outputs)
    if step == FEATURES:
        return tr("{count} bands of indices.").format(count=_bands(outputs))
    if step == SAMPLES:
        return samples_line(summary)
    if step == TRAINING:
        return scores_line(summary)
    return map_line(outputs)


def samples_line(summary: Mapping[str, Any]) -> str:
    """Classes, polygons of each split, poor classes, features left out."""
    classes = summary.get("classes", [])
    polygons = summary.get("all", {}).get("polygons", {})
    told = tr("{classes} classes; {train} polygons to learn from, {validation} to judge by, {test} for the end.")
    told = told.format(classes=len(classes), train=polygons.get("train", 0),
                       validation=polygons.get("validation", 0), test=polygons.get("test", 0))
    poor = sum(bool(row.get("poor")) for row in classes)
    if poor:
        told += " " + (tr("{count} of the classes are poor.").format(count=poor) if poor > 1
                       else tr("One class is poor."))
    left = sum(summary.get("left_out", {}).values())
    if left:
        told += " " + (tr("{count} features left out: the report says why.").format(count=left) if left > 1
                       else tr("One feature left out: the report says why."))
    return told


def scores_line(summary: Mapping[str, Any]) -> str:
    """Overall accuracy with its interval."""
    overall = summary.get("overall") or [None, None, None]
    if overall[0] is None:
        return tr("No polygon judged: nothing is known of how good this model is.")
    told = tr("Overall accuracy {estimate} inside {count} polygons kept apart, mean F1 {f1}.").format(
        estimate=interval_text(overall), count=summary.get("polygons", 0), f1=_number(summary.get("macro_f1")))
    runs = [value for value in summary.get("runs", []) if value is not None]
    if len(runs) > 1:
        told += " " + tr("Over {count} runs: {low} to {high}.").format(count=len(runs), low=_number(min(runs)),
                                                                       high=_number(max(runs)))
    return told


def scores_words(summary: Mapping[str, Any]) -> str:
    """The same, and what it is not."""
    return scores_line(summary) + " " + tr("This is not the accuracy of the map, which a sample of it tells.")


def map_line(outputs: Mapping[str, Any]) -> str:
    """Classes on the map, mean confidence, what has no class."""
    told = tr("{count} classes on the map.").format(count=outputs.get("CLASSES", 0))
    if outputs.get("CONFIDENCE_MEAN") is not None:
        told += " " + tr("Mean confidence {percent} %.").format(percent=_number(outputs["CONFIDENCE_MEAN"], 0))
    if float(outputs.get("NODATA_PERCENT") or 0.0) > 0:
        told += " " + tr("Without class: {percent} %.").format(percent=_number(outputs["NODATA_PERCENT"], 1))
    return told


def _series(outputs: Mapping[str, Any]) -> str:
    if outputs.get("IMAGES") is None:
        return tr("{count} bands.").format(count=_bands(outputs))
    told = tr("{images} dates used, {bands} bands written.").format(images=int(outputs["IMAGES"]),
                                                                    bands=_bands(outputs))
    if outputs.get("CLEAR_MEAN") is not None:
        told += " " + tr("{clear} clear dates a pixel on average.").format(clear=_number(outputs["CLEAR_MEAN"], 1))
    return told


def links(step: str) -> list[tuple[str, str]]:
    """Outputs that can be opened, and their words."""
    return {SERIES: [("OUTPUT", tr("series")), ("VALIDITY", tr("clear dates"))],
            FEATURES: [("OUTPUT", tr("indices"))],
            SAMPLES: [("OUTPUT_HTML_FILE", tr("report")), ("OUTPUT", tr("samples on the map"))],
            TRAINING: [("OUTPUT_HTML_FILE", tr("report")), ("MODEL", tr("folder of the model"))],
            MAP: [("OUTPUT", tr("map")), ("REGULARISE", tr("smoothed map")), ("CONFIDENCE", tr("confidence")),
                  ("VALIDITY", tr("clear dates")), ("PROBABILITIES", tr("probabilities"))]}[step]


def _bands(outputs: Mapping[str, Any]) -> int:
    return len([name for name in str(outputs.get("BAND_NAMES", "")).split(",") if name.strip()])


def _number(value: Any, decimals: int = 2) -> str:
    return "-" if value is None else str(QLocale(user_language()).toString(float(value), "f", decimals))
