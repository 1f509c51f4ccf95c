"""What a reader should know first of a comparison, as sentences by kind and their fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: A class under this part of what is compared is too small to be called the worst.
_SMALL = 0.002
#: Areas further apart than this are told.
_RATIO = 1.5


def findings(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """In the order of reading: kind and fields."""
    compared = report["compared_ha"]
    if not compared:
        return [{"kind": "finding_nothing", "fields": {}}]
    found: list[dict[str, Any]] = [{"kind": "finding_overall", "fields": {
        "agreement": report["agreement"], "hectares": compared, "main": report["main"]}}]
    inside, edge = report["inside"], report["edge"]
    if inside and edge and inside["agreement"] is not None and edge["agreement"] is not None:
        found.append({"kind": "finding_edge", "fields": {
            "inside": inside["agreement"], "edge": edge["agreement"], "metres": report["edge_m"],
            "share": edge["share"]}})
    found += [{"kind": "finding_pair", "fields": dict(one)} for one in report["pairs"][:3]]
    classes = [row for row in report["by_source_class"]
               if row["agreement"] is not None and row["compared_ha"] > _SMALL * compared]
    if len(classes) > 1:
        worst = min(classes, key=lambda row: row["agreement"])
        found.append({"kind": "finding_class", "fields": {"name": worst["name"], "agreement": worst["agreement"],
                                                           "hectares": worst["compared_ha"]}})
    ratios = [row for row in report["area_ratios"] if row["ratio"] and row["source_ha"] > _SMALL * compared
              and not 1 / _RATIO <= row["ratio"] <= _RATIO]
    if ratios:
        far = max(ratios, key=lambda row: max(row["ratio"], 1 / row["ratio"]))
        found.append({"kind": "finding_ratio", "fields": {"name": ", ".join(far["map_classes"]),
                                                           "ratio": far["ratio"], "map_ha": far["map_ha"],
                                                           "source_ha": far["source_ha"]}})
    return found


def warnings(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What limits the reading."""
    found: list[dict[str, Any]] = []
    states = {name: one["hectares"] for name, one in report["states"].items()}
    if states["unmatched"] > 0:
        both = states["agree"] + states["differ"] + states["unmatched"]
        found.append({"kind": "warning_unmatched", "fields": {
            "hectares": states["unmatched"], "share": states["unmatched"] / both}})
    if report["minimum_ha"]:
        found.append({"kind": "warning_minimum", "fields": {"minimum": report["minimum_ha"]}})
    if report["learnt"]:
        found.append({"kind": "warning_learnt", "fields": {}})
    for key, many in (("warning_one_class_map", report["by_map_class"]),
                      ("warning_one_class_source", report["by_source_class"])):
        if len(many) == 1:
            found.append({"kind": key, "fields": {"name": many[0]["name"]}})
    if report["zero"]:
        found.append({"kind": "warning_zero", "fields": {"hectares": report["zero"]}})
    if report["zones_left_out"]:
        found.append({"kind": "warning_zones", "fields": {"count": report["zones_left_out"]}})
    polygons = report["polygons"]
    if polygons is not None and polygons["overlap_pixels"]:
        found.append({"kind": "warning_overlap", "fields": {
            "pixels": polygons["overlap_pixels"], "hectares": polygons["overlap_ha"], "covered": polygons["covered"]}})
    left = report.get("left_out") or {}
    if any(left.values()):
        found.append({"kind": "warning_left_out", "fields": dict(left)})
    return found
