"""What came of a split, as plain data and as a page: counts and areas by class and split, and what was left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from html import escape
from typing import Any

from .. import __version__
from ..engine.outputs import write_text
from .samples import REASONS, SplitResult
from .splits import SPLITS

_STYLE = ("body{font-family:sans-serif;margin:2em;max-width:60em;color:#222}"
          "table{border-collapse:collapse;margin:1em 0}"
          "th,td{border:1px solid #bbb;padding:.3em .6em;text-align:right}"
          "th:first-child,td:first-child{text-align:left}"
          ".k{display:inline-block;width:.9em;height:.9em;margin-right:.4em;border:1px solid #777}.w{color:#a33}")
#: Words of the page.
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"title": "Split of reference data", "train": "training", "validation": "validation", "test": "test",
           "class": "Class", "polygons": "polygons", "hectares": "ha", "all": "All", "region": "Region",
           "left": "Left out", "count": "Features", "reason": "Reason",
           "empty": "no geometry", "line": "neither points nor polygons", "invalid": "a geometry beyond repair",
           "no_class": "no class", "class_unknown": "a class that the table has not",
           "no_place": "no place in the target coordinate system", "duplicate": "drawn twice",
           "contradiction": "drawn twice with different classes", "eroded": "nothing left without the border",
           "beyond_cap": "more than the class may have",
           "lacking": "No polygon in: ", "repaired": "Geometries repaired",
           "overlaps": "Pairs that overlap, kept in one split", "touches": "Pairs that touch",
           "hash": "SHA-256 of the training polygons", "seed": "Seed",
           "erosion": "Border cut (m)", "areas": "Areas on the ellipsoid."},
    "fr": {"title": "Partage des données de référence", "train": "apprentissage", "validation": "validation",
           "test": "test", "class": "Classe", "polygons": "polygones", "hectares": "ha", "all": "Ensemble",
           "region": "Région", "left": "Laissées de côté", "count": "Entités", "reason": "Raison",
           "empty": "aucune géométrie", "line": "ni points ni polygones", "invalid": "géométrie irréparable",
           "no_class": "aucune classe", "class_unknown": "classe absente de la table",
           "no_place": "sans place dans le système de coordonnées voulu", "duplicate": "dessinées deux fois",
           "contradiction": "dessinées deux fois avec des classes différentes",
           "eroded": "plus rien une fois le bord ôté", "beyond_cap": "au-delà de ce que la classe peut avoir",
           "lacking": "Aucun polygone en : ", "repaired": "Géométries réparées",
           "overlaps": "Paires qui se recouvrent, gardées dans un même lot", "touches": "Paires qui se touchent",
           "hash": "SHA-256 des polygones d'apprentissage", "seed": "Graine", "erosion": "Bord ôté (m)",
           "areas": "Surfaces sur l'ellipsoïde."},
}


def describe(result: SplitResult) -> dict[str, Any]:
    """The split as JSON data; areas in hectares on the ellipsoid."""
    used = [entry for entry in result.classes if any(one.value == entry.value for one in result.samples)]
    regions = sorted({one.region for one in result.samples if one.region})
    reasons = [reason for _, reason in result.refused]
    settings = result.settings
    return {
        "bocage": __version__, "created": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "source": settings.source, "crs": result.crs, "seed": settings.seed, "cap": settings.cap,
        "shares": dict(zip(SPLITS, settings.shares)), "erosion_m": settings.erosion,
        "classes": [{"value": entry.value, "name": entry.name, "name_fr": entry.name_fr, "colour": list(entry.colour),
                     **_numbers(result, value=entry.value)} for entry in used],
        "regions": [{"name": name, **_numbers(result, region=name)} for name in regions],
        "all": _numbers(result),
        "left_out": {reason: reasons.count(reason) for reason in REASONS if reason in reasons},
        "repaired": sum(one.repaired for one in result.samples), "overlaps": result.overlaps,
        "touches": result.touches, "training_hash": result.training_hash}


def lacking(report: Mapping[str, Any]) -> dict[str, list[str]]:
    """By class, splits that have a share and no polygon of it."""
    wanted = [name for name in SPLITS if report["shares"][name] > 0]
    found = {row["name"]: [name for name in wanted if row[name]["polygons"] == 0] for row in report["classes"]}
    return {name: splits for name, splits in found.items() if splits}


def _numbers(result: SplitResult, value: int | None = None, region: str | None = None) -> dict[str, Any]:
    chosen = [one for one in result.samples if value in (None, one.value) and region in (None, one.region)]
    return {name: {"polygons": sum(one.split == name for one in chosen),
                   "hectares": round(sum(one.hectares for one in chosen if one.split == name), 4)} for name in SPLITS}


def write(report: Mapping[str, Any], html: str, json_path: str, language: str) -> None:
    """To the files that are named. Raises BocageError."""
    if html:
        write_text(html, page(report, language))
    if json_path:
        write_text(json_path, json.dumps(report, ensure_ascii=False, indent=1) + "\n")


def page(report: Mapping[str, Any], language: str) -> str:
    """One HTML page in that language."""
    code = "fr" if language.lower().startswith("fr") else "en"
    words = WORDS[code]
    missing = lacking(report)
    rows = []
    for row in report["classes"]:
        name = row["name_fr"] if code == "fr" and row["name_fr"] else row["name"]
        red, green, blue = row["colour"]
        key = f'<span class="k" style="background:rgb({red},{green},{blue})"></span>{row["value"]} {escape(name)}'
        note = ", ".join(words[split] for split in missing.get(row["name"], []))
        rows.append(_row(key, row, f'<span class="w">{words["lacking"]}{note}</span>' if note else ""))
    rows += [_row(f'<i>{words["region"]} {escape(row["name"])}</i>', row) for row in report["regions"]]
    rows.append(_row(f'<b>{words["all"]}</b>', report["all"]))
    heads = "".join(f'<th>{words[name]}, {words[unit]}</th>' for name in SPLITS for unit in ("polygons", "hectares"))
    left = "".join(f"<tr><td>{words[reason]}</td><td>{count}</td></tr>"
                   for reason, count in report["left_out"].items())
    facts = "".join(f"<li>{words[key]}: {escape(str(value))}</li>" for key, value in (
        ("seed", report["seed"]), ("erosion", f"{report['erosion_m']:g}"), ("repaired", report["repaired"]),
        ("overlaps", report["overlaps"]), ("touches", report["touches"]), ("hash", report["training_hash"])))
    return (f'<!DOCTYPE html>\n<html lang="{code}"><head><meta charset="utf-8"><title>{words["title"]}</title>'
            f"<style>{_STYLE}</style></head><body><h1>{words['title']}</h1><p>{escape(report['source'])}</p>"
            f"<table><tr><th>{words['class']}</th>{heads}<th></th></tr>{''.join(rows)}</table><p>{words['areas']}</p>"
            + (f"<h2>{words['left']}</h2><table><tr><th>{words['reason']}</th><th>{words['count']}</th></tr>{left}"
               "</table>" if left else "") + f"<ul>{facts}</ul></body></html>\n")


def _row(name: str, numbers: Mapping[str, Any], note: str = "") -> str:
    cells = "".join(f"<td>{numbers[split]['polygons']}</td><td>{numbers[split]['hectares']:.2f}</td>"
                    for split in SPLITS)
    return f"<tr><td>{name}</td>{cells}<td>{note}</td></tr>"
