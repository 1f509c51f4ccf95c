"""What a training found, as JSON and as one page: how good the model was inside polygons kept apart, and from what."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from .. import __version__
from ..engine.html import Text, language_of, matrix, now, table, whole_page, write_report
from ..landcover.model import LandcoverModel

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


def write(model: LandcoverModel, html: str, json_path: str, language: str,
          run: Mapping[str, Any] | None = None) -> None:
    """To the files that are named; ``run`` goes into the JSON, for ``compareruns``. Raises BocageError."""
    report = {**describe(model), **({"run": run} if run else {})}
    write_report(report, page(model, language) if html else "", html, json_path)


def describe(model: LandcoverModel) -> dict[str, Any]:
    """The model without its arrays, as JSON data."""
    return {"bocage": __version__, "created": now(),
            "kind": model.kind, "settings": dict(model.settings),
            "classes": [{"value": one.value, "name": one.name, "name_fr": one.name_fr} for one in model.classes],
            "features": [feature.name for feature in model.features], "regions": [one.name for one in model.regions],
            "training": dict(model.training), "validation": dict(model.validation)}


def page(model: LandcoverModel, language: str) -> str:
    """One HTML page in that language."""
    text = Text(WORDS[language_of(language)], language)
    judged = model.validation
    parts = [f"<h1>{text['title']}</h1>"]
    if judged:
        parts += [f"<p><b>{text['overall']}: {_estimate(judged['overall_accuracy'], text)}</b>. "
                  f"{text['f1']}: {_number(judged['macro_f1'], text)}. {text['left']}.</p>",
                  f'<p class="note">{text["note"]}</p>']
    else:
        parts.append(f'<p class="note">{text["nothing"]}</p>')
    parts.append(_classes(model, text))
    if judged:
        names = [escape(row["name"]) for row in judged["classes"]]
        cells = [[str(cell) for cell in row] for row in judged["matrix"]]
        parts += [f"<h2>{text['matrix']}</h2>", matrix("", names, cells)]
    if judged and len(judged.get("runs", ())) > 1:
        rows = [[str(run["seed"]), _number(run["overall_accuracy"], text), _number(run["macro_f1"], text)]
                for run in judged["runs"]]
        parts += [f"<h2>{text['runs']}</h2>", table([text["seed"], text["overall"], text["f1"]], rows),
                  f"<p>{text['spread']}</p>"]
    items = "".join(f"<li>{text[key]}: {escape(value)}</li>" for key, value in _facts(model).items() if value)
    return whole_page(text["title"], [*parts, f"<ul>{items}</ul>"], text.language)


def _facts(model: LandcoverModel) -> dict[str, str]:
    """What it was made of, by the key of its word."""
    told = model.training
    names = ", ".join(one.name for one in model.features[:40]) + (" ..." if len(model.features) > 40 else "")
    return {"classifier": model.kind, "settings": ", ".join(f"{k} = {v}" for k, v in model.settings.items()),
            "features": f"{len(model.features)}: {names}", "rasters": ", ".join(map(str, told.get("rasters", ()))),
            "incomplete": str(told.get("incomplete_pixels", 0)), "hash": str(told.get("polygons_hash", ""))}


def _classes(model: LandcoverModel, text: Text) -> str:
    told = model.training
    found = {row["value"]: row for row in model.validation.get("classes", ())}
    heads = [text["class"], f"{text['polygons']} {text['learning']}", text["pixels"],
             f"{text['polygons']} {text['judging']}", text["score"], text["users"], text["producers"]]
    rows = []
    for entry in model.classes:
        name = entry.name_fr if text.language == "fr" and entry.name_fr else entry.name
        row = found.get(entry.value)
        rows.append([escape(f"{entry.value} {name}"), str(told.get("polygons", {}).get(str(entry.value), 0)),
                     str(told.get("counts", {}).get(str(entry.value), 0)), str(row["polygons"]) if row else "",
                     *(_estimate(row[key], text) if row else "" for key in ("f1", "users", "producers"))])
    return table(heads, rows)


def _number(value: float | None, text: Text) -> str:
    return "" if value is None else text.number(value)


def _estimate(estimate: Mapping[str, float | None], text: Text) -> str:
    """Value and interval, "" where no unit speaks."""
    if estimate["value"] is None:
        return ""
    if estimate["low"] is None or estimate["high"] is None:
        return text.number(estimate["value"])
    return f"{text.number(estimate['value'])} ({text.number(estimate['low'])} – {text.number(estimate['high'])})"
