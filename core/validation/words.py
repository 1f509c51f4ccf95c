"""The words of the accuracy report, English and French."""

from __future__ import annotations

_EN = {
    "title": "Accuracy assessment", "design_title": "Design and estimator", "mode": "What is assessed",
    "mode_probability": "Accuracy of the map, from a probability sample: it speaks for every pixel.",
    "mode_polygons": "Accuracy inside the reference polygons. This is not the accuracy of the map: edges are left out, "
                     "and the polygons were chosen, not drawn.",
    "mode_blocks": "Transfer to places that training did not see, by spatial blocks. This is not the accuracy of the "
                   "map.",
    "mode_matrix": "Figures of a matrix alone: how its units were drawn is not known, so nothing here is printed as "
                   "the accuracy of a map.",
    "design": "Design", "simple": "simple random", "stratified": "stratified random", "systematic": "systematic, taken "
    "for simple: standard errors are conservative", "cluster": "cluster", "polygons": "polygons",
    "blocks": "blocks", "matrix": "matrix", "estimator": "Estimator", "level": "Confidence level", "map": "Map",
    "reference": "Reference", "units": "Units", "groups": "Groups (polygons, clusters)", "ignored": "Left out",
    "outside": "outside the map or without data", "unlabelled": "without a label", "strata": "Strata",
    "stratum": "Stratum", "share": "Share", "matrix_counts": "Error matrix, counts",
    "matrix_shares": "Error matrix, estimated shares (%)", "axes": "Rows: map. Columns: reference.",
    "total": "Total", "overall": "Overall accuracy", "kappa": "Kappa (only to compare with old reports)",
    "macro_f1": "Mean F1", "quantity": "Quantity disagreement", "allocation": "Allocation disagreement",
    "exchange": "of which exchange", "shift": "of which shift", "class": "Class", "users": "User's accuracy",
    "producers": "Producer's accuracy", "f1": "F1", "without": "Overall accuracy without it",
    "ratio": "Mapped / reference area", "classes_title": "By class", "areas_title": "Areas (ha, on the ellipsoid)",
    "mapped": "Mapped", "estimated": "Estimated", "error": "Standard error", "interval": "Interval",
    "assisted": "With the map's help", "gain": "Gain in standard error", "reading": "What to look at first",
    "summary": "Summary", "warnings": "What weakens these figures", "no_figures": "No figures: matplotlib is not "
    "installed in this Python.", "pictures": "Figures", "made": "Bocage {bocage}, {created}. Intervals: Wilson's or "
    "Clopper-Pearson's with the effective number of units (Korn and Graubard 1998).",
    "class_fails": "{class} fails: F1 {f1}. The map finds {producers} of it and covers {area_ratio} times its area; it "
                   "is mostly taken for {taken_for}.",
    "class_sized": "{class} has the wrong size: the map has {area_ratio} times its area.",
    "class_carries": "{class} makes {share} of the reference and carries the score: without it overall accuracy is "
                     "{overall_without}, not {overall}.",
    "pair_confused": "{class} and {other} taken for each other make {share_of_errors} of all errors.",
    "no_finding": "No class fails and none is wrongly sized.",
    "matrix_intervals": "Standard errors and intervals hold only if the units were drawn one by one at random: not for "
                        "the pixels of polygons.",
    "few_groups": "{groups} groups only: with fewer than 30, intervals may be too narrow.",
    "few_polygons": "Fewer than ten polygons: no interval should be read from them.",
    "blocks_apart": "Nothing tells in which block a unit lies (CLUSTER): each is taken for one, and intervals may be "
                    "too narrow.",
    "few_units": "Fewer than 50 units in the strata {strata}: intervals of areas may be too narrow.",
    "few_units_all": "{units} units only: with fewer than 50, exact intervals are wide and areas are little known.",
    "few_of_class": "Fewer than 50 units of reference of {classes}: intervals of their producer's accuracies and areas "
                    "may be too narrow.",
    "only_map": "On the map and never in the reference: {classes}.",
    "only_reference": "In the reference and never on the map: {classes}.",
    "silent": "Units without a label, of those drawn: {strata}. The others of their stratum stand for them, as if "
              "labels lacked at random there; where what is hard was left unlabelled, the figures are too good.",
    "silent_all": "{without} of {drawn} units drawn have no label. The others stand for them, as if labels lacked at "
                  "random; where what is hard was left unlabelled, the figures are too good.",
    "rows_unsaid": "The file of the matrix does not say what its rows are: they are read as the parameter says.",
    "one_class": "Map and reference hold one class alone, {class}: nothing could be confused, and there is no kappa.",
    "stratum_of_one": "One unit alone in the strata {strata}: no standard error can be told, here or for the whole.",
    "one_unit": "Classes with one unit of reference: {classes}.",
    "interpreters": "How sure the reference is", "twice": "Units labelled by two people", "agree": "They agree",
    "open": "Differ and not settled", "lenient": "Overall accuracy, second choices counted right",
    "with_doubt": "Overall accuracy under the labelling error", "sampling": "sampling", "labelling": "labels",
    "doubt_note": "Labels are drawn as they could have been, as often as two people differ; the spread joins the "
                  "standard error (Rubin 1987).", "one_two": "First \\ second",
    "unsettled": "Units on which two people differ and which are not settled: {units}. Fill the adjudicated class.",
    "geometry_title": "Geometry of a map", "pixels": "Pixels with a class", "area_ha": "Area (ha)",
    "edge_m_ha": "Borders between classes (m/ha)", "corners_ha": "Corners (per ha)",
    "edge_share": "Neighbouring pixels of different classes", "isolated": "Pixels alone in their class",
    "patches": "Patches", "spectrum_patches": "Patches by size (pixels)",
    "spectrum_pixels": "Pixels by size of their patch", "kept_title": "What of the reference is found again",
    "kept_note": "A map smeared by context keeps its areas and loses corners first.", "edges_kept": "Edges found "
    "again, at most a pixel away", "corners_kept": "Corners found again, at most a pixel away",
    "in_reference": "In the reference", "seams_title": "Straight seams",
    "seams_note": "Lines across which classes change too often, beside the eight lines on each side: borders of tiles, "
                  "of swaths, of strata.", "no_seam": "None found along rows or columns.",
    "seam_column": "After column", "seam_row": "After row", "line": "Number", "beside": "Beside",
    "made_plain": "Bocage {bocage}, {created}.",
    "calibration_title": "How sure the map may be", "confidence_source": "Confidence read from",
    "confidence_without": "Units without it", "confidence_mean": "Confidence", "confidence_right": "Share right",
    "where_right": "Mean confidence where right", "where_wrong": "Mean confidence where wrong",
    "brier_event": "Brier score of being right (0 to 1, 0 the best)",
    "brier_classes": "Brier score of all classes (0 to 2, 0 the best)",
    "expected_error": "Expected calibration error", "largest_error": "Largest calibration error",
    "overconfident": "The map is surer than it is right: its confidence is no probability.",
    "underconfident": "The map is right more often than it is sure: its confidence is no probability.",
    "calibrated": "The map is as sure as it is right.",
    "calibrated_on_mean": "On the mean the map is as sure as it is right, but not at every level: see the diagram.",
    "worst_title": "Where they disagree most",
    "worst_note": "Wrong units of which the map is surest, or of the largest confusions; at most three of a pair of "
                  "classes. The frame is on the unit.",
    "reliability": "Reliability: a map as sure as it is right lies on the diagonal",
    "flows": "Confusions: what the reference loses (left) and what the map makes of it (right)",
    "shapes_kept": "Corners of patches of several pixels found again",
    "tiles_title": "Tiles of the computation", "tile_size": "Side of a tile (pixels)", "tile_lines": "Lines of tiles",
    "across": "Classes change across it", "tiles_show": "Classes change more often across the lines of tiles than "
    "beside them: the tiles show on the map.",
    "tiles_hidden": "The lines of tiles do not show.", "borders_title": "Borders of strata",
    "borders_note": "How often classes change across the border of two strata, and across lines parallel to it 3 to 10 "
                    "pixels away: strata classified apart leave a border that the ground does not have.",
    "border": "Border", "borders_all": "all together", "pairs": "Pairs of pixels", "ratio_beside": "Ratio",
    "border_shows": "shows on the map",
    "estimator_groups": "ratio of totals, variance between groups (Stehman 2014; Lohr 2010)",
    "estimator_strata": "stratified ratio of totals (Stehman 2014; Olofsson et al. 2014)",
    "estimator_simple": "simple random sample (Olofsson et al. 2014)",
    "estimator_ground": "pixels of this map differ in area: units, drawn by pixel, weigh the area of theirs on the "
                        "ellipsoid",
    "no_error": "No error was seen.", "patch_share": "Share of the pixels of the class",
}
_FR = {
    "title": "Évaluation de la précision", "design_title": "Plan d'échantillonnage et estimateur",
    "mode": "Ce qui est évalué",
    "mode_probability": "Précision de la carte, par un échantillon probabiliste : elle vaut pour tous les pixels.",
    "mode_polygons": "Précision à l'intérieur des polygones de référence. Ce n'est pas la précision de la carte : les "
                     "bords sont exclus et les polygones ont été choisis, non tirés.",
    "mode_blocks": "Transfert à des lieux que l'apprentissage n'a pas vus, par blocs. Ce n'est pas la précision de la "
                   "carte.",
    "mode_matrix": "Chiffres d'une matrice seule : on ne sait pas comment ses unités ont été tirées, rien ici n'est "
                   "donc donné comme la précision d'une carte.",
    "design": "Plan", "simple": "aléatoire simple", "stratified": "aléatoire stratifié", "systematic": "systématique, "
    "traité comme simple : les erreurs types sont prudentes", "cluster": "en grappes", "polygons": "polygones",
    "blocks": "blocs", "matrix": "matrice", "estimator": "Estimateur", "level": "Niveau de confiance", "map": "Carte",
    "reference": "Référence", "units": "Unités", "groups": "Groupes (polygones, grappes)", "ignored": "Écartées",
    "outside": "hors de la carte ou sans donnée", "unlabelled": "sans étiquette", "strata": "Strates",
    "stratum": "Strate", "share": "Part", "matrix_counts": "Matrice de confusion, effectifs",
    "matrix_shares": "Matrice de confusion, parts estimées (%)", "axes": "Lignes : carte. Colonnes : référence.",
    "total": "Total", "overall": "Précision globale", "kappa": "Kappa (seulement pour comparer à d'anciens rapports)",
    "macro_f1": "F1 moyen", "quantity": "Désaccord de quantité", "allocation": "Désaccord d'allocation",
    "exchange": "dont échange", "shift": "dont décalage", "class": "Classe",
    "users": "Précision de l'utilisateur", "producers": "Précision du producteur", "f1": "F1",
    "without": "Précision globale sans elle", "ratio": "Surface carte / référence", "classes_title": "Par classe",
    "areas_title": "Surfaces (ha, sur l'ellipsoïde)", "mapped": "Cartographiée", "estimated": "Estimée",
    "error": "Erreur type", "interval": "Intervalle", "assisted": "Avec l'aide de la carte",
    "gain": "Gain en erreur type", "reading": "À regarder d'abord", "summary": "Résumé",
    "warnings": "Ce qui affaiblit ces chiffres", "no_figures": "Pas de figures : matplotlib n'est pas installé dans ce "
    "Python.", "pictures": "Figures", "made": "Bocage {bocage}, {created}. Intervalles de Wilson ou de Clopper-Pearson "
    "au nombre effectif d'unités (Korn et Graubard 1998).",
    "class_fails": "{class} échoue : F1 {f1}. La carte en trouve {producers} et couvre {area_ratio} fois sa surface ; "
                   "elle est surtout prise pour {taken_for}.",
    "class_sized": "{class} n'a pas la bonne taille : la carte en a {area_ratio} fois la surface.",
    "class_carries": "{class} fait {share} de la référence et porte le score : sans elle, la précision globale est "
                     "{overall_without} au lieu de {overall}.",
    "pair_confused": "{class} et {other} pris l'un pour l'autre font {share_of_errors} des erreurs.",
    "no_finding": "Aucune classe n'échoue ni n'a une mauvaise taille.",
    "matrix_intervals": "Erreurs types et intervalles ne valent que si les unités ont été tirées une à une au hasard : "
                        "pas pour les pixels de polygones.",
    "few_groups": "{groups} groupes seulement : à moins de 30, les intervalles peuvent être trop étroits.",
    "few_polygons": "Moins de dix polygones : aucun intervalle ne devrait en être lu.",
    "blocks_apart": "Rien ne dit dans quel bloc se trouve une unité (CLUSTER) : chacune est prise pour un bloc, et les "
                    "intervalles peuvent être trop étroits.",
    "few_units": "Moins de 50 unités dans les strates {strata} : les intervalles des surfaces peuvent être trop "
                 "étroits.",
    "few_units_all": "{units} unités seulement : à moins de 50, les intervalles exacts sont larges et les surfaces mal "
                     "connues.",
    "few_of_class": "Moins de 50 unités de référence de {classes} : les intervalles de leur précision du producteur et "
                    "de leur surface peuvent être trop étroits.",
    "only_map": "Sur la carte et jamais dans la référence : {classes}.",
    "only_reference": "Dans la référence et jamais sur la carte : {classes}.",
    "silent": "Unités sans étiquette, sur celles tirées : {strata}. Les autres de leur strate en tiennent lieu, comme "
              "si les étiquettes y manquaient au hasard ; si ce qui est difficile est resté sans étiquette, les "
              "chiffres sont trop bons.",
    "silent_all": "{without} unités sur {drawn} n'ont pas d'étiquette. Les autres en tiennent lieu, comme si les "
                  "étiquettes manquaient au hasard ; si ce qui est difficile est resté sans étiquette, les chiffres "
                  "sont trop bons.",
    "rows_unsaid": "Le fichier de la matrice ne dit pas ce que sont ses lignes : elles sont lues comme le paramètre le "
                   "dit.",
    "one_class": "Carte et référence n'ont qu'une classe, {class} : rien ne pouvait être confondu, et il n'y a pas de "
                 "kappa.",
    "stratum_of_one": "Une seule unité dans les strates {strata} : aucune erreur type ne peut être dite, ici ni pour "
                      "l'ensemble.",
    "one_unit": "Classes d'une seule unité de référence : {classes}.",
    "interpreters": "Ce que vaut la référence", "twice": "Unités étiquetées par deux personnes",
    "agree": "Elles sont d'accord", "open": "Désaccords non tranchés",
    "lenient": "Précision globale, seconds choix comptés justes",
    "with_doubt": "Précision globale avec l'erreur d'étiquetage", "sampling": "tirage", "labelling": "étiquettes",
    "doubt_note": "Les étiquettes sont tirées comme elles auraient pu l'être, aussi souvent que deux personnes "
                  "diffèrent ; la dispersion rejoint l'erreur type (Rubin 1987).", "one_two": "Première \\ seconde",
    "unsettled": "Unités sur lesquelles deux personnes diffèrent et qui ne sont pas tranchées : {units}. Remplissez la "
                 "classe retenue.",
    "geometry_title": "Géométrie d'une carte", "pixels": "Pixels avec une classe", "area_ha": "Surface (ha)",
    "edge_m_ha": "Limites entre classes (m/ha)", "corners_ha": "Coins (par ha)",
    "edge_share": "Pixels voisins de classes différentes", "isolated": "Pixels seuls de leur classe",
    "patches": "Taches", "spectrum_patches": "Taches par taille (pixels)",
    "spectrum_pixels": "Pixels par taille de leur tache", "kept_title": "Ce qui est retrouvé de la référence",
    "kept_note": "Une carte lissée par le contexte garde ses surfaces et perd d'abord ses coins.",
    "edges_kept": "Limites retrouvées, à un pixel près", "corners_kept": "Coins retrouvés, à un pixel près",
    "in_reference": "Dans la référence", "seams_title": "Coutures droites",
    "seams_note": "Lignes à travers lesquelles les classes changent trop souvent, au regard des huit lignes de chaque "
                  "côté : bords de tuiles, de fauchées, de strates.", "no_seam": "Aucune le long des lignes ou des "
    "colonnes.", "seam_column": "Après la colonne", "seam_row": "Après la ligne", "line": "Numéro",
    "beside": "À côté", "made_plain": "Bocage {bocage}, {created}.",
    "calibration_title": "Ce que la carte peut dire de sa confiance", "confidence_source": "Confiance lue dans",
    "confidence_without": "Unités qui n'en ont pas", "confidence_mean": "Confiance", "confidence_right": "Part juste",
    "where_right": "Confiance moyenne où c'est juste", "where_wrong": "Confiance moyenne où c'est faux",
    "brier_event": "Score de Brier d'avoir raison (0 à 1, 0 le meilleur)",
    "brier_classes": "Score de Brier de toutes les classes (0 à 2, 0 le meilleur)",
    "expected_error": "Erreur de calibration attendue", "largest_error": "Plus grande erreur de calibration",
    "overconfident": "La carte est plus sûre qu'elle n'a raison : sa confiance n'est pas une probabilité.",
    "underconfident": "La carte a plus souvent raison qu'elle n'est sûre : sa confiance n'est pas une probabilité.",
    "calibrated": "La carte est aussi sûre qu'elle a raison.",
    "calibrated_on_mean": "En moyenne la carte est aussi sûre qu'elle a raison, mais pas à tous les niveaux : voir le "
                          "diagramme.",
    "worst_title": "Les pires désaccords", "worst_note": "Unités fausses dont la carte est la plus sûre, ou des plus "
    "grandes confusions ; au plus trois d'un couple de classes. Le cadre est sur l'unité.",
    "reliability": "Fiabilité : une carte aussi sûre qu'elle a raison est sur la diagonale",
    "flows": "Confusions : ce que la référence perd (à gauche) et ce que la carte en fait (à droite)",
    "shapes_kept": "Coins des taches de plusieurs pixels retrouvés",
    "tiles_title": "Tuiles du calcul", "tile_size": "Côté d'une tuile (pixels)", "tile_lines": "Lignes de tuiles",
    "across": "Les classes changent à travers",
    "tiles_show": "Les classes changent plus souvent à travers les lignes de tuiles qu'à côté : les tuiles se voient "
                  "sur la carte.",
    "tiles_hidden": "Les lignes de tuiles ne se voient pas.", "borders_title": "Bords des strates",
    "borders_note": "Fréquence des changements de classe à travers le bord de deux strates, et à travers des "
                    "parallèles à 3 à 10 pixels : des strates classées à part laissent un bord que le terrain n'a pas.",
    "border": "Bord", "borders_all": "tous ensemble", "pairs": "Couples de pixels", "ratio_beside": "Rapport",
    "border_shows": "se voit sur la carte",
    "estimator_groups": "rapport de totaux, variance entre groupes (Stehman 2014 ; Lohr 2010)",
    "estimator_strata": "rapport de totaux stratifié (Stehman 2014 ; Olofsson et al. 2014)",
    "estimator_simple": "échantillon aléatoire simple (Olofsson et al. 2014)",
    "estimator_ground": "les pixels de cette carte n'ont pas tous la même surface : les unités, tirées par pixel, "
                        "pèsent celle du leur sur l'ellipsoïde",
    "no_error": "Aucune erreur n'a été vue.",
    "patch_share": "Part des pixels de la classe",
}


def words(language: str) -> dict[str, str]:
    """By key, English where the language is not spoken."""
    return _FR if language[:2].lower() == "fr" else _EN
