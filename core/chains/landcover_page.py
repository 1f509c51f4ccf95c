"""What a training found, as JSON and as one page: how good the model was inside polygons kept apart, and from what."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from html import escape
from typing import Any

from .. import __version__
from ..engine.outputs import write_text
from ..landcover.model import LandcoverModel

_STYLE = ("body{font-family:sans-serif;margin:2em;max-width:60em;color:#222}"
          "table{border-collapse:collapse;margin:1em 0}"
          "th,td{border:1px solid #bbb;padding:.3em .6em;text-align:right}"
          "th:first-child,td:first-child{text-align:left}.r{background:#e3f1e3}.n{background:#f6f3e3;padding:.6em}")
#: Words of the page.
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"title": "Training of a classifier", "overall": "Overall accuracy", "f1": "Mean F1", "class": "Class",
           "polygons": "Polygons", "learning": "that train", "judging": "that judge", "pixels": "Pixels that train",
           "score": "F1", "users": "User's accuracy", "producers": "Producer's accuracy", "left": "low to high: 95 %",
           "matrix": "Error matrix, pixels (rows: predicted; columns: reference)", "runs": "Runs", "seed": "Seed",
           "note": "These are accuracies inside polygons kept apart, with intervals by polygon. They are not the "
                   "accuracy of the map: polygons avoid edges and mixed places, and were not drawn at random. For the "
                   "map, use bocage:samplingdesign and bocage:accuracy.",
           "nothing": "No polygon was kept apart: nothing is known of how good this model is.",
           "spread": "The spread of the runs tells how much is chance; it is no interval, since they share polygons.",
           "features": "Features", "classifier": "Classifier", "settings": "Settings", "rasters": "Rasters",
           "hash": "SHA-256 of the training polygons", "incomplete": "Pixels left out for a missing feature"},
    "fr": {"title": "Apprentissage d'un classifieur", "overall": "Précision globale", "f1": "F1 moyen",
           "class": "Classe", "polygons": "Polygones", "learning": "qui apprennent", "judging": "qui jugent",
           "pixels": "Pixels qui apprennent", "score": "F1", "users": "Précision de l'utilisateur",
           "producers": "Précision du producteur", "left": "bas à haut : 95 %",
           "matrix": "Matrice de confusion, pixels (lignes : prédit ; colonnes : référence)", "runs": "Répétitions",
           "seed": "Graine",
           "note": "Ce sont des précisions à l'intérieur de polygones gardés à part, avec des intervalles par "
                   "polygone. Ce n'est pas la précision de la carte : les polygones évitent les bords et les lieux "
                   "mêlés, et n'ont pas été tirés au hasard. Pour la carte, utilisez "
                   "bocage:samplingdesign et bocage:accuracy.",
           "nothing": "Aucun polygone n'a été gardé à part : on ne sait rien de la qualité de ce modèle.",
           "spread": "La dispersion des répétitions dit la part du hasard ; ce n'est pas un intervalle, puisqu'elles "
                     "partagent des polygones.",
           "features": "Variables", "classifier": "Classifieur", "settings": "Réglages", "rasters": "Rasters",
           "hash": "SHA-256 des polygones d'apprentissage",
           "incomplete": "Pixels laissés de côté pour une variable manquante"},
}


def write(model: LandcoverModel, html: str, json_path: str, language: str) -> None:
    """To the files that are named. Raises BocageError."""
    if html:
        write_text(html, page(model, language))
    if json_path:
        write_text(json_path, json.dumps(describe(model), ensure_ascii=False, indent=1) + "\n")


def describe(model: LandcoverModel) -> dict[str, Any]:
    """The model without its arrays, as JSON data."""
    return {"bocage": __version__, "created": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "kind": model.kind, "settings": dict(model.settings),
            "classes": [{"value": one.value, "name": one.name, "name_fr": one.name_fr} for one in model.classes],
            "features": [feature.name for feature in model.features], "regions": [one.name for one in model.regions],
            "training": dict(model.training), "validation": dict(model.validation)}


def page(model: LandcoverModel, language: str) -> str:
    """One HTML page in that language."""
    code = "fr" if language.lower().startswith("fr") else "en"
    words, judged, told = WORDS[code], model.validation, model.training
    parts = [f"<h1>{words['title']}</h1>"]
    if judged:
        parts += [f"<p><b>{words['overall']}: {_estimate(judged['overall_accuracy'])}</b>. "
                  f"{words['f1']}: {_number(judged['macro_f1'])}. {words['left']}.</p>",
                  f'<p class="n">{words["note"]}</p>']
    else:
        parts.append(f'<p class="n">{words["nothing"]}</p>')
    parts.append(_classes(model, words, code))
    if judged:
        names = [row["name"] for row in judged["classes"]]
        parts += [f"<h2>{words['matrix']}</h2>", _matrix(names, judged["matrix"])]
    if judged and len(judged.get("runs", ())) > 1:
        rows = [[str(run["seed"]), _number(run["overall_accuracy"]), _number(run["macro_f1"])]
                for run in judged["runs"]]
        parts += [f"<h2>{words['runs']}</h2>", _table([words["seed"], words["overall"], words["f1"]], rows),
                  f"<p>{words['spread']}</p>"]
    facts = {"classifier": model.kind, "settings": ", ".join(f"{k} = {v}" for k, v in model.settings.items()),
             "features": f"{len(model.features)}: {', '.join(one.name for one in model.features[:40])}"
                         + (" ..." if len(model.features) > 40 else ""),
             "rasters": ", ".join(map(str, told.get("rasters", ()))),
             "incomplete": str(told.get("incomplete_pixels", 0)), "hash": str(told.get("polygons_hash", ""))}
    items = "".join(f"<li>{words[key]}: {escape(value)}</li>" for key, value in facts.items() if value)
    return (f'<!DOCTYPE html>\n<html lang="{code}"><head><meta charset="utf-8"><title>{words["title"]}</title>'
            f"<style>{_STYLE}</style></head><body>{''.join(parts)}<ul>{items}</ul></body></html>\n")


def _classes(model: LandcoverModel, words: Mapping[str, str], code: str) -> str:
    told = model.training
    found = {row["value"]: row for row in model.validation.get("classes", ())}
    heads = [words["class"], f"{words['polygons']} {words['learning']}", words["pixels"],
             f"{words['polygons']} {words['judging']}", words["score"], words["users"], words["producers"]]
    rows = []
    for entry in model.classes:
        name = entry.name_fr if code == "fr" and entry.name_fr else entry.name
        row = found.get(entry.value)
        rows.append([f"{entry.value} {name}", str(told.get("polygons", {}).get(str(entry.value), 0)),
                     str(told.get("counts", {}).get(str(entry.value), 0)), str(row["polygons"]) if row else "",
                     *(_estimate(row[key]) if row else "" for key in ("f1", "users", "producers"))])
    return _table(heads, rows)


def _matrix(names: Sequence[str], matrix: Sequence[Sequence[int]]) -> str:
    heads = "".join(f"<th>{escape(name)}</th>" for name in ("", *names))
    rows = "".join(f"<tr><td>{escape(name)}</td>" + "".join(
        f'<td{" class=r" if place == number else ""}>{cell}</td>' for place, cell in enumerate(row)) + "</tr>"
        for number, (name, row) in enumerate(zip(names, matrix)))
    return f"<table><tr>{heads}</tr>{rows}</table>"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _estimate(estimate: Mapping[str, float | None]) -> str:
    """Value and interval, "" where no unit speaks."""
    if estimate["value"] is None:
        return ""
    if estimate["low"] is None or estimate["high"] is None:
        return _number(estimate["value"])
    return f"{_number(estimate['value'])} ({_number(estimate['low'])} - {_number(estimate['high'])})"
