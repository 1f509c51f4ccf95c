"""The words of the report on two runs, English and French; those of benchmarks serve too."""

from __future__ import annotations

from ..benchmark.words import words as shared

_EN = {
    "title": "Two runs compared", "run": "Run", "input": "First", "reference": "Reference", "file": "File",
    "created": "Made", "changed": "What differs between them", "none_changed": "Nothing but the file.",
    "scope": "First less reference, on the same samples and the same splits. None of these figures is the accuracy of "
             "a map.", "difference": "First less reference",
    "test_resampled": "{runs} runs; corrected test (Nadeau and Bengio 2003): variance times {factor}, t with {degrees} "
                      "degrees of freedom.",
    "test_polygons": "One run: differences of ratios whose units are the polygons that test (Stehman 2014). The mean "
                     "F1 has no test.",
    "test_blocks": "One run: differences of ratios whose units are the blocks that test (Stehman 2014): polygons of "
                   "one place are right and wrong together. The mean F1 has no test.",
    "test_none": "{runs} run(s): no test fits, and nothing is said of chance. Compare three runs or more.",
    "test_few": "So few runs are not to be trusted on what is chance.",
    "holm_note": "p of classes are made fit for their number (Holm 1979).", "p_value": "p", "f1_first": "F1, first",
    "f1_reference": "F1, reference", "size": "Predicted / reference samples", "moves": "Polygons that the first gets "
    "more right: {better}; less right: {worse}; as right: {same}, over all runs.",
    "maps": "The two maps", "areas": "Area (ha)", "change": "Change", "geometry": "Geometry",
    "edge_m_ha": "Borders between classes (m/ha)", "corners_ha": "Corners (per ha)",
    "isolated": "Pixels alone in their class (%)", "patches": "Patches",
    "better_macro_f1": "{split}, the first is better in mean F1 by {gap}, beyond chance.",
    "worse_macro_f1": "{split}, the first is worse in mean F1 by {gap}, beyond chance.",
    "alike_macro_f1": "{split}, the mean F1 differs by {gap}, which is not beyond chance.",
    "untested_macro_f1": "{split}, the mean F1 differs by {gap}; nothing tells whether that is chance.",
    "better_overall_accuracy": "{split}, the first is better in overall accuracy by {gap}, beyond chance.",
    "worse_overall_accuracy": "{split}, the first is worse in overall accuracy by {gap}, beyond chance.",
    "alike_overall_accuracy": "{split}, the overall accuracy differs by {gap}, which is not beyond chance.",
    "untested_overall_accuracy": "{split}, the overall accuracy differs by {gap}; nothing tells whether that is "
                                 "chance.",
    "classes_better": "{split}, better beyond chance: {classes}.",
    "classes_worse": "{split}, worse beyond chance: {classes}.",
    "maps_agree": "The two maps agree on {share} of the area.",
    "area": "The first map has {ratio} times the area of {class}.",
    "made_runs": "Bocage {bocage}, {created}.",
}
_FR = {
    "title": "Deux résultats comparés", "run": "Résultat", "input": "Premier", "reference": "Référence",
    "file": "Fichier", "created": "Fait le", "changed": "Ce qui les distingue", "none_changed": "Rien, hors le "
    "fichier.",
    "scope": "Premier moins référence, sur les mêmes échantillons et les mêmes partages. Aucun de ces chiffres n'est "
             "la précision d'une carte.", "difference": "Premier moins référence",
    "test_resampled": "{runs} répétitions ; test corrigé (Nadeau et Bengio 2003) : variance multipliée par {factor}, t "
                      "à {degrees} degrés de liberté.",
    "test_polygons": "Une répétition : différences de rapports dont les unités sont les polygones qui jugent (Stehman "
                     "2014). Le F1 moyen n'a pas de test.",
    "test_blocks": "Une répétition : différences de rapports dont les unités sont les blocs qui jugent (Stehman 2014) "
                   ": les polygones d'un même lieu sont justes et faux ensemble. Le F1 moyen n'a pas de test.",
    "test_none": "{runs} répétition(s) : aucun test ne convient, et rien n'est dit du hasard. Comparez-en trois ou "
                 "plus.",
    "test_few": "Si peu de répétitions ne sont pas fiables sur ce qui est dû au hasard.",
    "holm_note": "Les p des classes tiennent compte de leur nombre (Holm 1979).", "p_value": "p",
    "f1_first": "F1, premier", "f1_reference": "F1, référence", "size": "Échantillons prédits / de référence",
    "moves": "Polygones que le premier réussit mieux : {better} ; moins bien : {worse} ; autant : {same}, sur toutes "
             "les répétitions.",
    "maps": "Les deux cartes", "areas": "Surface (ha)", "change": "Changement", "geometry": "Géométrie",
    "edge_m_ha": "Limites entre classes (m/ha)", "corners_ha": "Coins (par ha)",
    "isolated": "Pixels seuls de leur classe (%)", "patches": "Taches",
    "better_macro_f1": "{split}, le premier a un F1 moyen meilleur de {gap}, au-delà du hasard.",
    "worse_macro_f1": "{split}, le premier a un F1 moyen moins bon de {gap}, au-delà du hasard.",
    "alike_macro_f1": "{split}, le F1 moyen diffère de {gap}, ce qui ne dépasse pas le hasard.",
    "untested_macro_f1": "{split}, le F1 moyen diffère de {gap} ; rien ne dit si c'est le hasard.",
    "better_overall_accuracy": "{split}, le premier a une précision globale meilleure de {gap}, au-delà du hasard.",
    "worse_overall_accuracy": "{split}, le premier a une précision globale moins bonne de {gap}, au-delà du hasard.",
    "alike_overall_accuracy": "{split}, la précision globale diffère de {gap}, ce qui ne dépasse pas le hasard.",
    "untested_overall_accuracy": "{split}, la précision globale diffère de {gap} ; rien ne dit si c'est le hasard.",
    "classes_better": "{split}, meilleures au-delà du hasard : {classes}.",
    "classes_worse": "{split}, moins bonnes au-delà du hasard : {classes}.",
    "maps_agree": "Les deux cartes s'accordent sur {share} de la surface.",
    "area": "La première carte a {ratio} fois la surface de {class}.",
    "made_runs": "Bocage {bocage}, {created}.",
}


def words(language: str) -> dict[str, str]:
    """By key, English where the language is not spoken."""
    own = _FR if language[:2].lower() == "fr" else _EN
    return {**shared(language), **own}
