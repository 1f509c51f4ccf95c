"""What a study of stability found, as plain data: JSON as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ... import __version__
from ...engine.html import now
from ...validation.codes import Coder
from ...validation.disagreement import disagreement
from ...validation.stability import CHANGE, HISTORIES, IMPLAUSIBLE, ROTATION, Stability, kind_table, table_m2
from ..comparemaps.describe import names_of
from .settings import MapStabilitySettings

#: Transitions that are named, of a pair of years and in all.
_MOST = 10


def describe(settings: MapStabilitySettings, found: Stability, coder: Coder) -> dict[str, Any]:
    """Everything; classes in the order of their numbers."""
    order = sorted(range(len(coder.values)), key=lambda place: coder.values[place])
    values = [coder.values[place] for place in order]
    names = names_of(settings.classes, None, [], settings.language)
    labels = [names.map(value) for value in values]
    place = np.ix_(order, order)
    steps = [table_m2(step, len(order))[place] / 1e4 for step in found.steps]
    net, excursions = (table_m2(cross, len(order))[place] / 1e4 for cross in (found.net, found.excursions))
    found.always.grow(len(order) + 1, 1)
    always = found.always.area_m2[:, 1:, 0][:, order] / 1e4
    kinds = kind_table(values, settings.rotating, settings.implausible)[1:, 1:]
    total = np.sum(steps, axis=0)
    report: dict[str, Any] = {
        "bocage": __version__, "created": now(), "language": settings.language, "maps": list(settings.maps),
        "years": list(settings.years), "classes": labels, "values": values,
        "rotating": sorted(value for value in settings.rotating if value in values),
        "implausible_from": settings.implausible_from, "implausible_pairs": len(settings.implausible),
        "steps": [_step(settings.years[number:number + 2], step, kinds, labels) for number, step in enumerate(steps)],
        "net": _step([settings.years[0], settings.years[-1]], net, kinds, labels),
        "changed": _share(float(total[kinds >= CHANGE].sum()), float(total.sum())),
        "history": _history(found), "excursions": _excursions(excursions, total, kinds, labels),
        "implausible": _implausible(total, kinds, labels),
        "by_class": _by_class(labels, values, total, kinds, always, len(steps))}
    report["findings"] = findings(report)
    return report


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _named(area: np.ndarray, labels: Sequence[str], whole: float, most: int = _MOST) -> list[dict[str, Any]]:
    """The widest transitions of a table."""
    found = []
    for place in np.argsort(-area.ravel(), kind="stable")[:most].tolist():
        before, after = divmod(place, len(labels))
        if area[before, after] > 0:
            found.append({"before": labels[before], "after": labels[after], "hectares": float(area[before, after]),
                          "share": _share(float(area[before, after]), whole)})
    return found


def _step(years: Sequence[str], area: np.ndarray, kinds: np.ndarray, labels: Sequence[str]) -> dict[str, Any]:
    """One pair of years. Shares are of what has a class in both; parts of the disagreement sum to what differs."""
    whole = float(area.sum())
    changed = np.where(kinds >= CHANGE, area, 0.0)
    parts = disagreement(area)
    return {"before": years[0], "after": years[1], "compared_ha": whole,
            "changed": _share(float(changed.sum()), whole), "changed_ha": float(changed.sum()),
            "rotation": _share(float(area[kinds == ROTATION].sum()), whole),
            "implausible": _share(float(area[kinds == IMPLAUSIBLE].sum()), whole),
            "implausible_ha": float(area[kinds == IMPLAUSIBLE].sum()),
            "differs": _share(parts.total, whole), "quantity": _share(parts.quantity, whole),
            "exchange": _share(parts.exchange, whole), "shift": _share(parts.shift, whole),
            "matrix_ha": area.tolist(), "widest": _named(changed, labels, whole)}


def _history(found: Stability) -> dict[str, Any]:
    known = float(found.history_m2[1:].sum())
    return {name: {"pixels": int(found.history_pixels[place]), "hectares": float(found.history_m2[place]) / 1e4,
                   "share": _share(float(found.history_m2[place]), known) if place else None}
            for place, name in enumerate(HISTORIES)}


def _excursions(area: np.ndarray, total: np.ndarray, kinds: np.ndarray, labels: Sequence[str]) -> dict[str, Any]:
    """Each one is two changes: their share of all changes is twice their area over that of the changes.

    An excursion of two years running (A-B-A-B) shares its changes, so that the share is limited to one.
    """
    changes, once = float(total[kinds >= CHANGE].sum()), float(area.sum())
    share = _share(2.0 * once, changes)
    return {"hectares": once, "share_of_changes": None if share is None else min(1.0, share),
            "widest": _named(area, labels, once)}


def _implausible(total: np.ndarray, kinds: np.ndarray, labels: Sequence[str]) -> dict[str, Any]:
    wrong = np.where(kinds == IMPLAUSIBLE, total, 0.0)
    changes = float(total[kinds >= CHANGE].sum())
    return {"hectares": float(wrong.sum()), "share_of_changes": _share(float(wrong.sum()), changes),
            "widest": _named(wrong, labels, float(wrong.sum()))}


def _by_class(labels: Sequence[str], values: Sequence[int], total: np.ndarray, kinds: np.ndarray, always: np.ndarray,
              steps: int) -> list[dict[str, Any]]:
    """Persistence: of the class, what still has it the year after (all pairs of years together)."""
    rows = []
    for place, (label, value) in enumerate(zip(labels, values)):
        row, before = total[place], float(total[place].sum())
        lost = np.where(kinds[place] >= CHANGE, row, 0.0)
        order = np.argsort(-lost, kind="stable")[:3].tolist()
        rows.append({"value": value, "name": label, "mean_ha": before / steps,
                     "persistence": _share(float(row[place]), before),
                     "with_rotation": _share(before - float(lost.sum()), before),
                     "always": _share(float(always[1, place]), float(always[:, place].sum())),
                     "becomes": [{"name": labels[one], "share": _share(float(lost[one]), before)}
                                 for one in order if lost[one] > 0]})
    return rows


def findings(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a reader should know first, as sentences by kind and their fields."""
    shares = [(step["changed"], step) for step in report["steps"] if step["changed"] is not None]
    most, least = (chosen(shares, key=lambda pair: pair[0])[1] for chosen in (max, min))
    fields = {"share": report["changed"], "most": most["changed"], "most_years": _pair(most),
              "least": least["changed"], "least_years": _pair(least)}
    kind = "finding_changed" if len(shares) > 1 else "finding_changed_once"
    found: list[dict[str, Any]] = [{"kind": kind, "fields": fields}]
    if len(report["steps"]) > 1 and report["net"]["changed"] is not None:
        net, yearly = report["net"], sum(share for share, _ in shares)
        if net["changed"] < 0.9 * yearly:
            found.append({"kind": "finding_net", "fields": {"years": _pair(net), "share": net["changed"],
                                                             "yearly": yearly}})
    if report["excursions"]["share_of_changes"]:
        found.append({"kind": "finding_excursion", "fields": {
            "share": report["excursions"]["share_of_changes"],
            "ground": report["history"]["excursion"]["share"], **_first(report["excursions"]["widest"])}})
    if report["implausible"]["share_of_changes"]:
        found.append({"kind": "finding_implausible", "fields": {
            "share": report["implausible"]["share_of_changes"], **_first(report["implausible"]["widest"])}})
    small = 0.002 * sum(row["mean_ha"] for row in report["by_class"])
    classes = [row for row in report["by_class"] if row["with_rotation"] is not None and row["mean_ha"] > small]
    if len(classes) > 1:
        worst = min(classes, key=lambda row: row["with_rotation"])
        found.append({"kind": "finding_class", "fields": {"name": worst["name"], "share": worst["with_rotation"]}})
    if 0 in report["values"]:
        found.append({"kind": "finding_zero", "fields": {}})
    if len(report["classes"]) == 1:
        found.append({"kind": "finding_one_class", "fields": {"name": report["classes"][0]}})
    return found


def _pair(step: Mapping[str, Any]) -> str:
    return f"{step['before']}-{step['after']}"


def _first(widest: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"before": widest[0]["before"], "after": widest[0]["after"], "hectares": widest[0]["hectares"]}


def numbers_of(report: Mapping[str, Any]) -> dict[str, float]:
    """Main figures by the keys of the algorithm, those that there are."""
    history = report["history"]
    shares = {"CHANGED_PERCENT": report["changed"], "NET_CHANGED_PERCENT": report["net"]["changed"],
              "EXCURSION_PERCENT": report["excursions"]["share_of_changes"],
              "IMPLAUSIBLE_PERCENT": report["implausible"]["share_of_changes"],
              "STABLE_PERCENT": _sum(history["stable"]["share"], history["rotation"]["share"])}
    worst = [row["with_rotation"] for row in report["by_class"] if row["with_rotation"] is not None]
    shares["LEAST_PERSISTENCE_PERCENT"] = min(worst) if worst else None
    steps = [step["changed"] for step in report["steps"] if step["changed"] is not None]
    shares["MOST_CHANGED_PERCENT"] = max(steps) if steps else None
    found = {key: 100.0 * share for key, share in shares.items() if share is not None}
    return {**found, "YEARS": float(len(report["years"])), "IMPLAUSIBLE_HA": report["implausible"]["hectares"]}


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other
