"""What came of a split, as plain data and as a page: counts and areas by class and split, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from .. import __version__
from ..engine.html import Text, colour_key, language_of, now, table, whole_page, write_report
from .samples import REASONS, SplitResult
from .splits import SPLITS

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
        "bocage": __version__, "created": now(),
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
    write_report(report, page(report, language) if html else "", html, json_path)


def page(report: Mapping[str, Any], language: str) -> str:
    """One HTML page in that language."""
    text = Text(WORDS[language_of(language)], language)
    heads = [f"{text[name]}, {text[unit]}" for name in SPLITS for unit in ("polygons", "hectares")]
    parts = [f"<h1>{text['title']}</h1><p>{escape(report['source'])}</p>",
             table([text["class"], *heads, ""], _rows(report, text)), f"<p>{text['areas']}</p>"]
    left = [[text[reason], str(count)] for reason, count in report["left_out"].items()]
    if left:
        parts += [f"<h2>{text['left']}</h2>", table([text["reason"], text["count"]], left)]
    facts = "".join(f"<li>{text[key]}: {escape(str(value))}</li>" for key, value in (
        ("seed", report["seed"]), ("erosion", f"{report['erosion_m']:g}"), ("repaired", report["repaired"]),
        ("overlaps", report["overlaps"]), ("touches", report["touches"]), ("hash", report["training_hash"])))
    return whole_page(text["title"], [*parts, f"<ul>{facts}</ul>"], text.language)


def _rows(report: Mapping[str, Any], text: Text) -> list[list[str]]:
    """By class, then by region, then all."""
    missing, rows = lacking(report), []
    for row in report["classes"]:
        name = row["name_fr"] if text.language == "fr" and row["name_fr"] else row["name"]
        note = ", ".join(text[split] for split in missing.get(row["name"], []))
        rows.append(_row(f"{colour_key(row['colour'])}{row['value']} {escape(name)}", row, text,
                         f'<span class="warning">{text["lacking"]}{note}</span>' if note else ""))
    rows += [_row(f"<i>{text['region']} {escape(row['name'])}</i>", row, text) for row in report["regions"]]
    return [*rows, _row(f"<b>{text['all']}</b>", report["all"], text)]


def _row(name: str, numbers: Mapping[str, Any], text: Text, note: str = "") -> list[str]:
    cells = [cell for split in SPLITS for cell in (text.number(numbers[split]["polygons"], 0),
                                                   text.number(numbers[split]["hectares"], 2))]
    return [name, *cells, note]
