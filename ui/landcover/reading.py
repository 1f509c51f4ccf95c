"""What the tables show, read from the files that algorithms wrote: plain rows. Reads the disk: in the background."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

#: Splits, in the order of the columns.
SPLITS = ("train", "validation", "test")
#: Polygons of a class: fewer to learn from are few, fewer to judge by leave wide intervals (bocage:train warns too).
FEW_TO_LEARN, FEW_TO_JUDGE = 5, 10
#: Why a class is poor, the worst first.
NOTHING_TO_LEARN, NOTHING_TO_JUDGE, LITTLE_TO_LEARN, LITTLE_TO_JUDGE = "none", "unjudged", "learns", "judged"
#: Largest report that is read, bytes.
MOST = 20_000_000


def summary_of(step: str, outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Rows and figures of a step whose algorithm wrote OUTPUT_JSON, {} of the others."""
    report = _report(str(outputs.get("OUTPUT_JSON", "") or ""))
    if not report:
        return {}
    if step == "samples":
        return {"classes": [sample_row(row, report.get("shares", {})) for row in report.get("classes", [])],
                "all": _counts(report.get("all", {})), "left_out": dict(report.get("left_out", {}))}
    if step == "training":
        return scores(report)
    return {}


def sample_row(row: Mapping[str, Any], shares: Mapping[str, float]) -> dict[str, Any]:
    """Number, names, colour, polygons and hectares of a class, and why it is poor ("" where it is not)."""
    return {"value": int(row["value"]), "name": str(row["name"]), "name_fr": str(row.get("name_fr") or row["name"]),
            "colour": [int(part) for part in row.get("colour", (128, 128, 128))][:3], **_counts(row),
            "poor": poverty(_counts(row)["polygons"], shares)}


def poverty(polygons: Mapping[str, int], shares: Mapping[str, float]) -> str:
    """The worst that can be said of the polygons of a class; "" where they are enough."""
    judges = float(shares.get("validation", 1)) > 0
    if polygons["train"] == 0:
        return NOTHING_TO_LEARN
    if judges and polygons["validation"] == 0:
        return NOTHING_TO_JUDGE
    if polygons["train"] < FEW_TO_LEARN:
        return LITTLE_TO_LEARN
    return LITTLE_TO_JUDGE if judges and polygons["validation"] < FEW_TO_JUDGE else ""


def scores(report: Mapping[str, Any]) -> dict[str, Any]:
    """Of a training: by class what was learned from and how good it was, with intervals; no row is invented."""
    judged, told = report.get("validation") or {}, report.get("training") or {}
    found = {row["value"]: row for row in judged.get("classes", [])}
    rows = []
    for entry in report.get("classes", []):
        row = found.get(entry["value"], {})
        rows.append({"value": int(entry["value"]), "name": str(entry["name"]),
                     "name_fr": str(entry.get("name_fr") or entry["name"]),
                     "pixels": int(told.get("counts", {}).get(str(entry["value"]), 0)),
                     "polygons": int(row.get("polygons", 0)),
                     **{key: _estimate(row.get(key)) for key in ("f1", "users", "producers")}})
    return {"classes": rows, "overall": _estimate(judged.get("overall_accuracy")), "macro_f1": judged.get("macro_f1"),
            "polygons": int(judged.get("polygons", 0)), "features": len(report.get("features", [])),
            "runs": [run.get("overall_accuracy") for run in judged.get("runs", [])]}


def missing(outputs: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    """Files among the outputs that are no longer there."""
    return [str(outputs[key]) for key in keys if outputs.get(key) and not os.path.exists(str(outputs[key]))]


def _report(path: str) -> dict[str, Any]:
    try:
        if not path or os.path.getsize(path) > MOST:
            return {}
        with open(path, encoding="utf-8") as handle:
            found = json.load(handle)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _counts(row: Mapping[str, Any]) -> dict[str, Any]:
    parts = {name: row.get(name) or {} for name in SPLITS}
    return {"polygons": {name: int(part.get("polygons", 0)) for name, part in parts.items()},
            "hectares": {name: float(part.get("hectares", 0.0)) for name, part in parts.items()}}


def _estimate(told: Any) -> list[Any]:
    """Value, low, high; None for what nothing tells."""
    return [told.get(key) for key in ("value", "low", "high")] if isinstance(told, dict) else [None, None, None]
