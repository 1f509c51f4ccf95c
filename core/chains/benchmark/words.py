"""The words of the benchmark's report, English and French."""

from __future__ import annotations

_EN = {
    "title": "Classifiers compared", "reading": "What it shows", "samples": "Samples", "class": "Class",
    "polygons": "Polygons", "count": "Samples", "stands": "A sample stands for", "classifier": "Classifier",
    "source": "Reference data", "field": "Field of the class", "rasters": "Rasters", "features": "Features",
    "left_out": "Left out", "lone": "Classes of one polygon, left out", "same_place": "Put with another for lying in "
    "one place", "identical": "Equal to another in all features and in class", "hash": "SHA-256 of the samples",
    "splits": "Splits", "split": "Split", "units": "Units", "runs": "Runs", "train": "Units that train",
    "test": "Units that test", "factor": "Variance factor 1/k + test/train", "degrees": "Degrees of freedom",
    "method": "Runs are", "random": "draws at random", "folds": "folds: each unit tests once",
    "polygon": "by polygon", "block": "by spatial block", "pixel": "by pixel",
    "note_polygon": "Polygons stay whole: accuracy inside polygons that training did not see.",
    "note_block": "Blocks stay whole: transfer to another place.",
    "note_pixel": "Pixels of one polygon stand on both sides: shown only to tell how optimistic it is.",
    "scope": "None of these figures is the accuracy of a map: reference polygons were chosen, not drawn, and avoid "
             "edges. For the map, use bocage:samplingdesign and bocage:accuracy. What follows ± is the spread "
             "(standard deviation) over runs, which share their samples: it is no confidence interval.",
    "scores": "Scores", "overall": "Overall accuracy", "macro_f1": "Mean F1", "spread": "mean ± spread (least – "
    "greatest)", "by_class": "F1 by class", "differences": "Differences, run by run",
    "differences_note": "First less second on the same samples and splits, {level} interval of the corrected test "
                        "(Nadeau and Bengio 2003): variance times {factor}, t with {degrees} degrees of freedom. p is "
                        "made fit for {pairs} pairs (Holm 1979): an interval, which is of one pair alone, may leave "
                        "out 0 where p is not small.",
    "differences_none": "Fewer than three different runs tell nothing of chance: no difference is judged.",
    "first": "First", "second": "Second", "p": "p (Holm)", "beyond": "Beyond chance", "yes": "yes", "no": "no",
    "class_differences": "F1 by class, the best less each other",
    "optimism": "How optimistic the split by pixel is",
    "optimism_note": "Mean score by pixel less that of a sounder split.", "against": "Against",
    "curve": "Learning curve: mean F1 by polygons that train",
    "curve_note": "Each class keeps the same share of its polygons; the polygons that test stay the same.",
    "share": "Share", "cost": "Time and memory", "train_seconds": "Training (s)", "predict_seconds": "Prediction (s)",
    "speed": "Samples predicted a second", "memory": "Rise of memory (MB)",
    "cost_note": "Means over runs on this computer as it was; memory is the greatest rise of the whole process, so "
                 "memory used again does not show.",
    "not_there": "Classifiers left out", "settings": "Settings", "no_figures": "No figures: matplotlib is not "
    "installed in this Python.", "made": "Bocage {bocage}, scikit-learn {scikit}, numpy {numpy}, {created}.",
    "best": "{classifier} has the highest mean F1 {split}: {score}.",
    "one_run": "One run only: nothing is known of what chance does.",
    "beats": "{classifier} is better than {others} beyond chance.",
    "like": "The difference between {classifier} and {others} is not beyond chance: choose by cost or by the classes "
            "that matter.",
    "not_judged": "Whether the difference between {classifier} and {others} {split} is chance is not known: "
                  "{count} different runs are too few, or show no spread.",
    "repeated": "{split}, there are only {count} different draws of the {runs} that were asked for: so many runs were "
                "made.",
    "few_runs": "{split}, {count} different runs are few: do not trust what is said of chance.",
    "two_metrics": "{other} has the highest overall accuracy, {classifier} the highest mean F1: which is better "
                   "depends on what rare classes are worth.",
    "optimistic": "The split by pixel is optimistic: {classifier} has an overall accuracy of {pixel} by pixel and "
                  "{honest} {against}, {gap} less.",
    "not_told": "Figures by pixel should not be told.",
    "not_optimistic": "By pixel {classifier} has an overall accuracy of {pixel}, and {honest} {against}: the split by "
                      "pixel is hardly optimistic on these samples.",
    "fails": "{class} fails whatever the classifier: F1 {score} at best, with {polygons} polygons.",
    "few": "Fewer than {count} polygons in {classes}: their scores say little.",
    "rising": "From {less} to {more} polygons the mean F1 of {classifier} still rises by {gain}: more polygons would "
              "help.",
    "flat": "From {less} to {more} polygons the mean F1 of {classifier} changes by {gain}, which is not beyond chance.",
    "gain": "From {less} to {more} polygons the mean F1 of {classifier} changes by {gain}; nothing tells whether that "
            "is chance.",
    "not_trained": "{split}, some runs do not train {classes}: their samples count as errors there.",
    "single": "Every polygon holds one sample: the splits by polygon and by pixel are the same thing here. Only blocks "
              "tell what another place would give.",
    "identical_found": "{count} samples equal another in every feature and in class: where one trains and the other "
                       "tests, the classifier only remembers.",
    "no_class": "without a class", "class_unknown": "class not in the table", "incomplete": "a feature is missing",
    "no_place": "without a place", "none": "none", "empty": "empty geometry", "line": "line", "invalid": "invalid "
    "geometry", "duplicate": "twice in one place", "contradiction": "two classes in one place", "eroded": "eroded",
    "beyond_cap": "beyond the cap",
}
_FR = {
    "title": "Classifieurs comparés", "reading": "Ce qu'on y voit", "samples": "Échantillons", "class": "Classe",
    "polygons": "Polygones", "count": "Échantillons", "stands": "Un échantillon vaut pour", "classifier": "Classifieur",
    "source": "Données de référence", "field": "Champ de la classe", "rasters": "Rasters", "features": "Variables",
    "left_out": "Laissés de côté", "lone": "Classes d'un seul polygone, laissées de côté", "same_place": "Réunis à un "
    "autre parce qu'au même lieu", "identical": "Égaux à un autre par toutes les variables et par la classe",
    "hash": "SHA-256 des échantillons", "splits": "Partages", "split": "Partage", "units": "Unités",
    "runs": "Répétitions", "train": "Unités qui apprennent", "test": "Unités qui jugent",
    "factor": "Facteur de variance 1/k + test/apprentissage", "degrees": "Degrés de liberté",
    "method": "Les répétitions sont", "random": "des tirages au hasard", "folds": "des plis : chaque unité juge une "
    "fois", "polygon": "par polygone", "block": "par bloc spatial", "pixel": "par pixel",
    "note_polygon": "Les polygones restent entiers : précision à l'intérieur de polygones que l'apprentissage n'a pas "
                    "vus.",
    "note_block": "Les blocs restent entiers : transfert à un autre lieu.",
    "note_pixel": "Les pixels d'un polygone sont des deux côtés : montré seulement pour dire combien c'est optimiste.",
    "scope": "Aucun de ces chiffres n'est la précision d'une carte : les polygones de référence ont été choisis, non "
             "tirés, et évitent les bords. Pour la carte, utilisez bocage:samplingdesign et bocage:accuracy. Ce qui "
             "suit ± est la dispersion (écart-type) des répétitions, qui partagent leurs échantillons : ce n'est pas "
             "un intervalle de confiance.",
    "scores": "Scores", "overall": "Précision globale", "macro_f1": "F1 moyen", "spread": "moyenne ± dispersion "
    "(min – max)", "by_class": "F1 par classe", "differences": "Différences, répétition par répétition",
    "differences_note": "Premier moins second sur les mêmes échantillons et les mêmes partages, intervalle à {level} "
                        "du test corrigé (Nadeau et Bengio 2003) : variance multipliée par {factor}, t à {degrees} "
                        "degrés de liberté. p tient compte de {pairs} paires (Holm 1979) : un intervalle, qui ne "
                        "regarde qu'une paire, peut exclure 0 là où p n'est pas petit.",
    "differences_none": "Moins de trois répétitions différentes ne disent rien du hasard : aucune différence n'est "
                        "jugée.",
    "first": "Premier", "second": "Second", "p": "p (Holm)", "beyond": "Au-delà du hasard", "yes": "oui", "no": "non",
    "class_differences": "F1 par classe, le meilleur moins chaque autre",
    "optimism": "Combien le partage par pixel est optimiste",
    "optimism_note": "Score moyen par pixel moins celui d'un partage plus sain.", "against": "Comparé à",
    "curve": "Courbe d'apprentissage : F1 moyen selon les polygones qui apprennent",
    "curve_note": "Chaque classe garde la même part de ses polygones ; les polygones qui jugent restent les mêmes.",
    "share": "Part", "cost": "Temps et mémoire", "train_seconds": "Apprentissage (s)",
    "predict_seconds": "Prédiction (s)", "speed": "Échantillons prédits par seconde",
    "memory": "Hausse de la mémoire (Mo)",
    "cost_note": "Moyennes des répétitions sur cet ordinateur tel qu'il était ; la mémoire est la plus forte hausse de "
                 "tout le processus, la mémoire réemployée ne s'y voit donc pas.",
    "not_there": "Classifieurs laissés de côté", "settings": "Réglages", "no_figures": "Pas de figures : matplotlib "
    "n'est pas installé dans ce Python.", "made": "Bocage {bocage}, scikit-learn {scikit}, numpy {numpy}, {created}.",
    "best": "{classifier} a le meilleur F1 moyen {split} : {score}.",
    "one_run": "Une seule répétition : on ne sait rien de ce que fait le hasard.",
    "beats": "{classifier} est meilleur que {others} au-delà du hasard.",
    "like": "La différence entre {classifier} et {others} ne dépasse pas le hasard : choisissez selon le coût, ou "
            "selon les classes qui comptent.",
    "not_judged": "On ne sait pas si la différence entre {classifier} et {others} {split} est due au hasard : "
                  "{count} répétitions différentes, c'est trop peu, ou elles n'ont pas de dispersion.",
    "repeated": "Partage {split} : il n'y a que {count} tirages différents sur les {runs} demandés, et autant de "
                "répétitions.",
    "few_runs": "Partage {split} : {count} répétitions différentes, c'est peu ; ne vous fiez pas à ce qui est dit du "
                "hasard.",
    "two_metrics": "{other} a la meilleure précision globale, {classifier} le meilleur F1 moyen : lequel est le "
                   "meilleur dépend de ce que valent les classes rares.",
    "optimistic": "Le partage par pixel est optimiste : {classifier} a une précision globale de {pixel} par pixel et "
                  "de {honest} {against}, soit {gap} de moins.",
    "not_told": "Les chiffres par pixel ne devraient pas être donnés.",
    "not_optimistic": "Par pixel {classifier} a une précision globale de {pixel}, et de {honest} {against} : le "
                      "partage par pixel n'est guère optimiste sur ces échantillons.",
    "fails": "{class} échoue quel que soit le classifieur : F1 {score} au mieux, avec {polygons} polygones.",
    "few": "Moins de {count} polygones pour {classes} : leurs scores disent peu.",
    "rising": "De {less} à {more} polygones le F1 moyen de {classifier} monte encore de {gain} : plus de polygones "
              "aideraient.",
    "flat": "De {less} à {more} polygones le F1 moyen de {classifier} change de {gain}, ce qui ne dépasse pas le "
            "hasard.",
    "gain": "De {less} à {more} polygones le F1 moyen de {classifier} change de {gain} ; rien ne dit si c'est le "
            "hasard.",
    "not_trained": "Partage {split} : certaines répétitions n'apprennent pas {classes}, dont les échantillons y "
                   "comptent comme des erreurs.",
    "single": "Chaque polygone tient un échantillon : les partages par polygone et par pixel sont ici la même chose. "
              "Seuls les blocs disent ce que donnerait un autre lieu.",
    "identical_found": "{count} échantillons sont égaux à un autre par toutes les variables et par la classe : là où "
                       "l'un apprend et l'autre juge, le classifieur ne fait que se souvenir.",
    "no_class": "sans classe", "class_unknown": "classe absente de la table", "incomplete": "variable manquante",
    "no_place": "sans lieu", "none": "aucun", "empty": "géométrie vide", "line": "ligne", "invalid": "géométrie "
    "invalide", "duplicate": "deux fois au même lieu", "contradiction": "deux classes au même lieu",
    "eroded": "érodé", "beyond_cap": "au-delà du plafond",
}


def words(language: str) -> dict[str, str]:
    """By key, English where the language is not spoken."""
    return _FR if language[:2].lower() == "fr" else _EN
