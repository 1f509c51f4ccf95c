"""Everything an assessment found, as plain data: what the JSON holds and the page shows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from .. import __version__
from ..engine.html import now, without_nan
from . import confidence, patches
from .assemble import Assembled
from .assisted import assisted_area
from .confidence import Sureness
from .disagreement import disagreement
from .estimators import Accuracy, Estimate, accuracy, area_share, overall_accuracy
from .findings import Figures, figures, findings
from .interpreters import NONE, Agreement, Labels, agreement, lenient, under_error
from .sample import Sample
from .settings import BLOCKS, MATRIX, POLYGONS, PROBABILITY, AccuracySettings
from .words import words
from .worst import Place

#: Fewest units a stratum, and groups, for which intervals hold what they say (docs/proofs.md, coverage).
FEWEST_UNITS, FEWEST_GROUPS = 50, 30


def describe(settings: AccuracySettings, found: Assembled, sure: Sureness | None = None,
             places: Sequence[Place] = ()) -> dict[str, Any]:
    """Plain data: numbers, texts, lists; None where a number is not known. places: the worst ones."""
    sample = found.sample
    estimates = accuracy(sample, settings.confidence_level)
    table = sample.proportions()
    shares = figures(table)
    parts = disagreement(table)
    met = None if found.labels is None else agreement(found.labels, len(sample.classes))
    report = {
        "bocage": __version__, "created": now(),
        "mode": found.mode, "design": _design(settings, found), "estimator": _estimator_said(found),
        "estimator_kind": _estimator(found), "ground": _ground(found),
        "confidence_level": settings.confidence_level, "map": settings.map or settings.matrix,
        "reference": settings.reference_name or settings.matrix, "rows": "map", "columns": "reference",
        "matrix_file_said": found.said, "units": sample.size, "groups": _groups(sample),
        "strata": _strata(sample, found), "ignored": dict(found.ignored),
        "classes": list(sample.classes), "only_map": list(found.only_map),
        "only_reference": list(found.only_reference), "counts": sample.matrix().tolist(),
        "proportions": table.tolist(), "overall_accuracy": _plain(estimates.overall),
        "kappa": _number(estimates.kappa), "macro_f1": _number(shares.macro_f1),
        "disagreement": {"total": parts.total, "quantity": parts.quantity, "allocation": parts.allocation,
                         "exchange": parts.exchange, "shift": parts.shift},
        "interpreters": _interpreters(settings, sample, found.labels, met) if found.labels and met else None,
        "by_class": _by_class(sample, estimates, found, shares), "warnings": _warnings(sample, found, met),
        "findings": [asdict(one) for one in findings(sample)],
        "calibration": None if sure is None else confidence.described(
            sample, sure, settings.confidence or settings.reference_name),
        "patches": None if found.spectrum is None else patches.described(found.spectrum, found.names),
        "crs": found.crs, "worst": [place.as_data(sample.classes) for place in places]}
    return without_nan(report)


def _design(settings: AccuracySettings, found: Assembled) -> str:
    return settings.design if found.mode == PROBABILITY else found.mode


def _estimator(found: Assembled) -> str:
    """Its word."""
    if found.sample.cluster is not None:
        return "estimator_groups"
    return "estimator_strata" if np.unique(found.sample.stratum).size > 1 else "estimator_simple"


def _estimator_said(found: Assembled) -> str:
    said, english = words("en")[_estimator(found)], words("en")
    return said if found.ground is None else f"{said}; {english['estimator_ground']}"


def _ground(found: Assembled) -> dict[str, float] | None:
    """Least and largest pixel of the map where they differ, and units weigh theirs."""
    return None if found.ground is None else {
        "least_pixel_m2": found.ground.least_m2, "largest_pixel_m2": found.ground.largest_m2}


def _groups(sample: Sample) -> int | None:
    return None if sample.cluster is None else int(np.unique(sample.cluster).size)


def _strata(sample: Sample, found: Assembled) -> list[dict[str, Any]]:
    size = np.bincount(sample.stratum, sample.count)
    weight = np.bincount(sample.stratum, sample.weight * sample.count)
    return [{"stratum": name, "units": int(size[k]), "share": float(weight[k] / weight.sum()),
             "without_label": found.silent.get(name, (0, 0))[0]}
            for k, name in enumerate(found.strata)]


def _plain(estimate: Estimate) -> dict[str, Any]:
    return {"value": estimate.value, "standard_error": estimate.standard_error, "low": estimate.interval.low,
            "high": estimate.interval.high, "interval": estimate.interval.method, "units": estimate.units}


def _by_class(sample: Sample, estimates: Accuracy, found: Assembled, shares: Figures) -> list[dict[str, Any]]:
    total = sum(found.mapped_m2.values())
    rows = []
    for k, name in enumerate(sample.classes):
        row: dict[str, Any] = {
            "class": name, "users_accuracy": _plain(estimates.users[k]),
            "producers_accuracy": _plain(estimates.producers[k]), "f1": _plain(estimates.f1[k]),
            "area_share": _plain(estimates.area[k]), "area_ratio": float(shares.area_ratio[k]),
            "overall_without": float(shares.overall_without[k])}
        if found.mode == PROBABILITY and total > 0:
            row.update(_areas(sample, estimates, found, k, name, total))
        rows.append(row)
    return rows


def _areas(sample: Sample, estimates: Accuracy, found: Assembled, k: int, name: str, total: float) -> dict[str, Any]:
    """Hectares on the ellipsoid: mapped, estimated, and with the map's help where the sample is simple."""
    hectares, share = total / 1e4, estimates.area[k]
    row: dict[str, Any] = {
        "mapped_ha": found.mapped_m2.get(name, 0.0) / 1e4, "area_ha": share.value * hectares,
        "area_standard_error_ha": share.standard_error * hectares, "area_low_ha": share.interval.low * hectares,
        "area_high_ha": share.interval.high * hectares}
    if np.unique(sample.stratum).size == 1 and sample.cluster is None:
        helped = assisted_area(sample, k, found.mapped_m2.get(name, 0.0) / total)
        row["assisted"] = {"area_ha": helped.share * hectares, "standard_error_ha": helped.standard_error * hectares,
                           "gain": helped.gain}
    return row


def _interpreters(settings: AccuracySettings, sample: Sample, labels: Labels, met: Agreement) -> dict[str, Any]:
    """How far the reference can be trusted, and the figures with its doubt."""
    result: dict[str, Any] = {
        "units": met.units, "agreement": met.share, "unsettled": met.unsettled, "table": met.table.tolist(),
        "by_class": met.by_class.tolist()}
    if (labels.alternate != NONE).any():
        result["overall_with_second_choice"] = _plain(overall_accuracy(lenient(sample, labels.alternate),
                                                                       settings.confidence_level))
    if met.units:
        overall, *areas = under_error(sample, labels, [lambda one: _pair(overall_accuracy(one)), *(
            _area_of(k) for k in range(len(sample.classes)))])
        result.update(overall_with_doubt=asdict(overall), area_with_doubt=[asdict(area) for area in areas])
    return result


def _area_of(index: int) -> Callable[[Sample], tuple[float, float]]:
    return lambda sample: _pair(area_share(sample, index))


def _pair(estimate: Estimate) -> tuple[float, float]:
    return estimate.value, estimate.standard_error


def _warnings(sample: Sample, found: Assembled, met: Agreement | None) -> list[dict[str, Any]]:
    """What weakens the figures: each has its sentence in ``words``."""
    result: list[dict[str, Any]] = []
    if found.mode != PROBABILITY:
        result.append({"kind": f"mode_{found.mode}"})
    if found.mode == MATRIX:
        result.append({"kind": "matrix_intervals"})
    groups = _groups(sample)
    if groups is not None and groups < FEWEST_GROUPS:
        result.append({"kind": "few_groups", "groups": groups})
    if found.mode == BLOCKS and found.unit is not None and groups == np.unique(found.unit).size:
        result.append({"kind": "blocks_apart"})
    if found.mode == MATRIX and not found.said:
        result.append({"kind": "rows_unsaid"})
    result += _silent(found)
    if len(sample.classes) == 1:
        result.append({"kind": "one_class", "class": sample.classes[0]})
    strata = _strata(sample, found)
    alone = [row["stratum"] for row in strata if row["units"] == 1]
    if alone and sample.cluster is None:
        result.append({"kind": "stratum_of_one", "strata": ", ".join(alone)})
    small = [row["stratum"] for row in strata if row["units"] < FEWEST_UNITS]
    if small:
        result.append({"kind": "few_units", "strata": ", ".join(small)})
    elif groups is None and sample.size < FEWEST_UNITS:
        result.append({"kind": "few_units_all", "units": sample.size})
    for kind, names in (("only_map", found.only_map), ("only_reference", found.only_reference)):
        if names:
            result.append({"kind": kind, "classes": ", ".join(names)})
    if met is not None and met.unsettled:
        result.append({"kind": "unsettled", "units": met.unsettled})
    rare = [name for name, count in zip(sample.classes, sample.matrix().sum(0)) if 0 < count < 2]
    if rare:
        result.append({"kind": "one_unit", "classes": ", ".join(rare)})
    scarce = [name for name, count in zip(sample.classes, sample.matrix().sum(0)) if 2 <= count < FEWEST_UNITS]
    if scarce and groups is None:
        result.append({"kind": "few_of_class", "classes": ", ".join(scarce)})
    if found.mode == POLYGONS and groups is not None and groups < 10:
        result.append({"kind": "few_polygons", "groups": groups})
    return result


def _silent(found: Assembled) -> list[dict[str, Any]]:
    """Units of the draw that have no label: the others stand for them."""
    without = {name: both for name, both in found.silent.items() if both[0]}
    if not without:
        return []
    if "" in without:
        return [{"kind": "silent_all", "without": without[""][0], "drawn": without[""][1]}]
    return [{"kind": "silent", "strata": ", ".join(f"{name} ({none}/{drawn})"
                                                   for name, (none, drawn) in without.items())}]


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
