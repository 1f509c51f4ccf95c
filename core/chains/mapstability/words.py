"""The words of the report and of the legends, in English and in French."""

from __future__ import annotations

from collections.abc import Mapping

_ENGLISH = {
    "title": "Stability of maps between years", "reading": "Reading", "caution":
    "A change between two maps is not a change on the ground. Two maps that are each right on 90 % of the pixels, and "
    "err independently, may differ on 19 % of them where nothing happened. Excursions, changes that nobody would "
    "believe, and a net change smaller than the yearly ones together, tell how much of it is error; none of them "
    "tells all of it.",
    "picture_title": "What happened where", "picture_note": "One pixel in {step} by {step} of the maps.",
    "how_title": "What is compared", "maps": "Maps", "rotating": "Classes that take turns in a field",
    "rotating_note": "passing from one to the other counts as rotation, not as change",
    "implausible_list": "Changes that nobody would believe", "shipped": "{count} pairs of classes, Bocage's own list",
    "own": "{count} pairs of classes, a list given", "": "no list", "none": "none",
    "steps_title": "From year to year", "years": "Years", "compared": "In both (ha)", "changed": "Changed",
    "changed_ha": "Changed (ha)", "rotation": "rotation", "implausible": "implausible", "differs": "Differs in all",
    "quantity": "Quantity", "exchange": "Exchange", "shift": "Shift", "net": "first to last",
    "steps_note": "Changed: of what has a class in both years, without rotation. What differs in all, rotation "
                  "included, is parted into quantity (areas of classes that grow or shrink), exchange (two classes "
                  "that swap places) and shift (the rest) after Pontius and Santacruz (2014): exchange and shift "
                  "between years are mostly confusion.",
    "history_title": "What pixels went through", "history": "History", "pixels": "Pixels", "hectares": "ha",
    "share": "Share", "unknown": "no two successive years", "stable": "stable", "changed_once": "changed once",
    "changed_often": "changed several times", "excursion": "excursion of a year (A-B-A)",
    "classes_title": "Persistence by class", "class": "Class", "mean_ha": "Mean area (ha)",
    "persistence": "Same a year later", "with_rotation": "Same or in rotation", "always": "Same in every year",
    "becomes": "Becomes (rotation apart)", "excursions_title": "Excursions", "before": "Before", "after": "After",
    "meanwhile": "Meanwhile", "implausible_title": "Changes that nobody would believe", "matrix_title":
    "Transitions, {years} (ha)", "matrix_corner": "rows: {before}; columns: {after}",
    "finding_changed": "{share} of the ground changes class from one year to the next, rotation apart: {least} in "
                       "{least_years}, {most} in {most_years}.",
    "finding_changed_once": "{share} of the ground has another class, rotation apart ({most_years}).",
    "finding_net": "Between the first year and the last ({years}) {share} has changed, against {yearly} for the yearly "
                   "changes added up: what comes back is mostly error.",
    "finding_excursion": "{share} of the changes belong to excursions of a year, on {ground} of the ground; first of "
                         "all {before} that is {after} for a year ({hectares} ha).",
    "finding_implausible": "{share} of the changes are such that nobody would believe them; first of all {before} that "
                           "becomes {after} ({hectares} ha).",
    "finding_class": "The least persistent class is {name}: {share} of it is the same, or in rotation, a year later.",
    "finding_zero": "The number 0 is counted as a class: declare it as no data if it is none.",
    "finding_one_class": "The maps have one class: {name}.", "made": "Made by Bocage {bocage} on {created}."}
_FRENCH = {
    "title": "Stabilité des cartes entre années", "reading": "Lecture", "caution":
    "Un changement entre deux cartes n'est pas un changement sur le terrain. Deux cartes justes chacune sur 90 % des "
    "pixels, et dont les erreurs sont indépendantes, peuvent différer sur 19 % d'entre eux sans que rien ne se soit "
    "passé. Les excursions, les changements que personne ne croirait, et un changement net plus petit que la somme "
    "des changements annuels disent combien il y a là d'erreur ; aucun ne dit tout.",
    "picture_title": "Ce qui s'est passé où", "picture_note": "Un pixel sur {step} par {step} des cartes.",
    "how_title": "Ce qui est comparé", "maps": "Cartes", "rotating": "Classes qui se succèdent dans un champ",
    "rotating_note": "passer de l'une à l'autre compte comme rotation, non comme changement",
    "implausible_list": "Changements que personne ne croirait",
    "shipped": "{count} couples de classes, liste de Bocage", "own": "{count} couples de classes, liste donnée",
    "": "pas de liste", "none": "aucune", "steps_title": "D'une année à l'autre", "years": "Années",
    "compared": "Dans les deux (ha)", "changed": "Changé", "changed_ha": "Changé (ha)", "rotation": "rotation",
    "implausible": "peu croyable", "differs": "Différence totale", "quantity": "Quantité", "exchange": "Échange",
    "shift": "Décalage", "net": "première à dernière",
    "steps_note": "Changé : de ce qui a une classe les deux années, hors rotation. La différence totale, rotation "
                  "comprise, se partage en quantité (surfaces de classes qui croissent ou décroissent), échange (deux "
                  "classes qui permutent) et décalage (le reste), d'après Pontius et Santacruz (2014) : échange et "
                  "décalage entre années sont surtout de la confusion.",
    "history_title": "Ce que les pixels ont traversé", "history": "Histoire", "pixels": "Pixels", "hectares": "ha",
    "share": "Part", "unknown": "pas deux années de suite", "stable": "stable", "changed_once": "changé une fois",
    "changed_often": "changé plusieurs fois", "excursion": "excursion d'un an (A-B-A)",
    "classes_title": "Persistance par classe", "class": "Classe", "mean_ha": "Surface moyenne (ha)",
    "persistence": "La même un an après", "with_rotation": "La même ou en rotation",
    "always": "La même toutes les années", "becomes": "Devient (hors rotation)", "excursions_title": "Excursions",
    "before": "Avant", "after": "Après", "meanwhile": "Entre-temps",
    "implausible_title": "Changements que personne ne croirait", "matrix_title": "Transitions, {years} (ha)",
    "matrix_corner": "lignes : {before} ; colonnes : {after}",
    "finding_changed": "{share} du terrain change de classe d'une année à l'autre, hors rotation : {least} en "
                       "{least_years}, {most} en {most_years}.",
    "finding_changed_once": "{share} du terrain a une autre classe, hors rotation ({most_years}).",
    "finding_net": "Entre la première année et la dernière ({years}), {share} a changé, contre {yearly} pour la somme "
                   "des changements annuels : ce qui revient est surtout de l'erreur.",
    "finding_excursion": "{share} des changements appartiennent à des excursions d'un an, sur {ground} du terrain ; "
                         "d'abord {before} qui est {after} pour un an ({hectares} ha).",
    "finding_implausible": "{share} des changements sont tels que personne ne les croirait ; d'abord {before} qui "
                           "devient {after} ({hectares} ha).",
    "finding_class": "La classe la moins persistante est {name} : {share} en est la même, ou en rotation, un an après.",
    "finding_zero": "Le numéro 0 est compté comme une classe : déclarez-le comme absence de données si ce n'en est pas "
                    "une.",
    "finding_one_class": "Les cartes n'ont qu'une classe : {name}.", "made": "Fait par Bocage {bocage} le {created}."}


def words(language: str) -> Mapping[str, str]:
    """Those of "fr", else of English."""
    return _FRENCH if language[:2].lower() == "fr" else _ENGLISH
