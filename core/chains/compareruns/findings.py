"""A plain reading of two runs side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..benchmark.settings import PIXEL

#: A change of a class' area on the map by more than this share is worth a sentence.
AREA = 0.1


def findings(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """In the order of the page: each has its sentence in ``words`` by ``kind``, and its ``fields``."""
    found: list[dict[str, Any]] = []
    for one in report["splits"]:
        # By pixel nothing is to be believed that another split tells too.
        if one["split"] != PIXEL or len(report["splits"]) == 1:
            found += _of_split(one)
    return [*found, *_of_maps(report["maps"])]


def _said(kind: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "fields": fields}


def _of_split(one: Mapping[str, Any]) -> list[dict[str, Any]]:
    split, found = one["split"], []
    for key in ("macro_f1", "overall_accuracy"):
        gap = one[key]
        if gap["value"] is None:
            continue
        if gap["beyond_chance"] is None:
            kind = "untested"
        elif gap["beyond_chance"]:
            kind = "better" if gap["value"] > 0 else "worse"
        else:
            kind = "alike"
        found.append(_said(f"{kind}_{key}", split=split, gap=gap["value"]))
    rows = [(row["class"], row["difference"]) for row in one["by_class"] if row["difference"]["beyond_chance"]]
    for kind, names in (("classes_better", [name for name, gap in rows if gap["value"] > 0]),
                        ("classes_worse", [name for name, gap in rows if gap["value"] < 0])):
        if names:
            found.append(_said(kind, split=split, classes=names))
    return found


def _of_maps(maps: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    if not maps:
        return []
    found = [_said("maps_agree", share=maps["agreement"])] if maps["agreement"] is not None else []
    for row in maps["areas"]:
        here, there = row["hectares"]
        if there > 0 and abs(here / there - 1.0) > AREA:
            found.append(_said("area", **{"class": row["class"]}, ratio=here / there))
    return found
