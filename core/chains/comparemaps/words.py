"""The words of the report, in English and in French."""

from __future__ import annotations

from collections.abc import Mapping

_ENGLISH = {
    "title": "A map compared with an independent source", "map": "Map", "source": "Source", "reading": "Reading",
    "caution": "This is agreement, not accuracy: the source is another map, with its own errors, date, definitions "
               "and least area. Where the two differ, either may be wrong. Accuracy needs a sample of places whose "
               "class is known (bocage:accuracy).",
    "picture_title": "Where they differ on the ground", "picture_note": "One pixel in {step} by {step} of the map.",
    "how_title": "What is compared with what", "table": "Correspondence", "same_codes": "equal numbers",
    "minimum_ha": "Least area of the source (ha)", "brought": "Source on the map's pixels",
    "same_pixels": "it lies on the same pixels", "nearest": "pixel of the source that holds the centre of the map's "
    "pixel (nearest)", "centre": "polygon that holds the centre of the pixel",
    "edge_m": "Near an edge: within (m) of another class of the source", "source_pixel": "Pixel of the source",
    "pixel_map": "Pixels of the map (ha on the ellipsoid, mean)", "states_title": "All of the ground",
    "state": "State", "pixels": "Pixels", "hectares": "ha", "share": "Share",
    "nothing": "neither has a class", "agree": "agree", "differ": "differ",
    "unmatched": "no counterpart in the table", "map_only": "the source says nothing",
    "source_only": "the map says nothing", "agreement": "Agreement", "main": "Main class",
    "main_note": "Agreement counts every class that the source's class admits. Main class: the share on which the map "
                 "has the class that the source's is called by, and not only one admitted besides.",
    "compared": "Compared (ha)", "inside": "Inside", "edge": "Near an edge",
    "edges_title": "Inside and near edges",
    "edges_note": "Near an edge the position of the source's limits decides as much as the classes do.",
    "part": "Part", "of_compared": "Of what is compared", "polygons_title": "By polygon of the source",
    "polygons_note": "Polygons whose commonest class on the map agrees with theirs, whatever lies inside besides: "
                     "{agree} of {compared} ({share}).",
    "source_classes": "By class of the source", "map_classes": "By class of the map", "class": "Class",
    "instead_map": "On the map instead (ha)", "instead_source": "In the source instead (ha)",
    "ratios_title": "Areas", "ratios_note": "Where both say something, of classes that mean the same. Classes that the "
    "source mixes are in no group.", "map_ha": "Map (ha)", "source_ha": "Source (ha)", "ratio": "Map / source",
    "pairs_title": "Where they differ most", "matrix_title": "Matrix (ha)",
    "matrix_corner": "rows: map; columns: source", "matrix_note": "Green: the table lets the two agree. Grey: no "
    "counterpart, or one side says nothing.", "none": "nothing", "zones_title": "By zone", "zone": "Zone",
    "largest": "Largest difference", "warnings": "Limits",
    "finding_nothing": "Nothing is compared: no place has a class on both sides that the table knows.",
    "finding_overall": "The two agree on {agreement} of the {hectares} ha that both name; on {main} by the main class.",
    "finding_edge": "Inside the source's areas, {metres} m or more from another class, they agree on {inside}; near "
                    "edges, {share} of what is compared, on {edge}.",
    "finding_pair": "{map} on the map where the source has {source}: {hectares} ha, {share} of what is compared.",
    "finding_class": "The class of the source on which they agree least: {name}, {agreement} of {hectares} ha.",
    "finding_ratio": "{name}: {map_ha} ha on the map, {source_ha} ha in the source ({ratio} times).",
    "warning_unmatched": "{hectares} ha ({share}) have a class without counterpart in the table: they are told apart, "
                         "and count neither as agreement nor as difference.",
    "warning_minimum": "The source maps nothing under {minimum} ha: what is smaller on the map differs from it and "
                       "need not be wrong. Read the figures inside and near edges.",
    "warning_learnt": "OSO maps are learnt from CORINE, BD Topo (whose vegetation is that of BD Forêt) and RPG: this "
                      "source is not wholly independent of them, and part of the agreement is built in.",
    "warning_zero": "The map has {hectares} ha of the number 0, counted as a class: declare it as no data if it is "
                    "none.",
    "warning_zones": "{count} zones are no valid polygons and are left out.",
    "warning_one_class_map": "The map has one class: {name}.",
    "warning_one_class_source": "The source has one class: {name}.",
    "warning_overlap": "{pixels} pixels ({hectares} ha) lie in several polygons of the source: the last of them "
                       "counts. Polygons wholly covered by later ones, which count nowhere: {covered}.",
    "warning_left_out": "Of the source's features {without_code} have no class and {refused} no valid polygon; "
                        "{repaired} were repaired.",
    "made": "Made by Bocage {bocage} on {created}."}
_FRENCH = {
    "title": "Une carte comparée à une source indépendante", "map": "Carte", "source": "Source", "reading": "Lecture",
    "caution": "Il s'agit d'accord, non d'exactitude : la source est une autre carte, avec ses erreurs, sa date, ses "
               "définitions et sa surface minimale. Là où les deux diffèrent, l'une ou l'autre peut avoir tort. "
               "L'exactitude demande un échantillon de lieux dont la classe est connue (bocage:accuracy).",
    "picture_title": "Où elles diffèrent sur le terrain", "picture_note": "Un pixel sur {step} par {step} de la carte.",
    "how_title": "Ce qui est comparé à quoi", "table": "Correspondance", "same_codes": "numéros égaux",
    "minimum_ha": "Surface minimale de la source (ha)", "brought": "Source sur les pixels de la carte",
    "same_pixels": "elle est sur les mêmes pixels", "nearest": "pixel de la source qui contient le centre du pixel de "
    "la carte (plus proche voisin)", "centre": "polygone qui contient le centre du pixel",
    "edge_m": "Près d'une limite : à moins de (m) d'une autre classe de la source", "source_pixel":
    "Pixel de la source", "pixel_map": "Pixels de la carte (ha sur l'ellipsoïde, moyenne)",
    "states_title": "Tout le terrain", "state": "État", "pixels": "Pixels", "hectares": "ha", "share": "Part",
    "nothing": "aucune n'a de classe", "agree": "d'accord", "differ": "en désaccord",
    "unmatched": "sans correspondance dans la table", "map_only": "la source ne dit rien",
    "source_only": "la carte ne dit rien", "agreement": "Accord", "main": "Classe principale",
    "main_note": "L'accord compte toutes les classes que la classe de la source admet. Classe principale : la part où "
                 "la carte a la classe dont celle de la source porte le nom, et non seulement une classe admise en "
                 "plus.",
    "compared": "Comparé (ha)", "inside": "À l'intérieur", "edge": "Près d'une limite",
    "edges_title": "À l'intérieur et près des limites",
    "edges_note": "Près d'une limite, la position des limites de la source décide autant que les classes.",
    "part": "Partie", "of_compared": "De ce qui est comparé", "polygons_title": "Par polygone de la source",
    "polygons_note": "Polygones dont la classe la plus fréquente sur la carte s'accorde avec la leur, quoi qu'il y ait "
                     "d'autre à l'intérieur : {agree} sur {compared} ({share}).",
    "source_classes": "Par classe de la source", "map_classes": "Par classe de la carte", "class": "Classe",
    "instead_map": "À la place sur la carte (ha)", "instead_source": "À la place dans la source (ha)",
    "ratios_title": "Surfaces", "ratios_note": "Là où les deux disent quelque chose, pour les classes de même sens. "
    "Les classes que la source mélange ne sont dans aucun groupe.", "map_ha": "Carte (ha)", "source_ha": "Source (ha)",
    "ratio": "Carte / source", "pairs_title": "Où elles diffèrent le plus", "matrix_title": "Matrice (ha)",
    "matrix_corner": "lignes : carte ; colonnes : source", "matrix_note": "Vert : la table admet l'accord. Gris : sans "
    "correspondance, ou un côté ne dit rien.", "none": "rien", "zones_title": "Par zone", "zone": "Zone",
    "largest": "Plus grande différence", "warnings": "Limites",
    "finding_nothing": "Rien n'est comparé : aucun lieu n'a des deux côtés une classe que la table connaît.",
    "finding_overall": "Les deux s'accordent sur {agreement} des {hectares} ha que les deux nomment ; sur {main} par "
                       "la classe principale.",
    "finding_edge": "À l'intérieur des surfaces de la source, à {metres} m ou plus d'une autre classe, elles "
                    "s'accordent sur {inside} ; près des limites, {share} de ce qui est comparé, sur {edge}.",
    "finding_pair": "{map} sur la carte là où la source a {source} : {hectares} ha, {share} de ce qui est comparé.",
    "finding_class": "La classe de la source sur laquelle elles s'accordent le moins : {name}, {agreement} de "
                     "{hectares} ha.",
    "finding_ratio": "{name} : {map_ha} ha sur la carte, {source_ha} ha dans la source ({ratio} fois).",
    "warning_unmatched": "{hectares} ha ({share}) ont une classe sans correspondance dans la table : ils sont mis à "
                         "part, et ne comptent ni comme accord ni comme désaccord.",
    "warning_minimum": "La source ne représente rien sous {minimum} ha : ce qui est plus petit sur la carte en diffère "
                       "sans être faux pour autant. Lisez les chiffres à l'intérieur et près des limites.",
    "warning_learnt": "Les cartes OSO sont apprises sur CORINE, la BD Topo (dont la végétation est celle de la BD "
                      "Forêt) et le RPG : cette source n'en est pas tout à fait indépendante, et une part de l'accord "
                      "est acquise d'avance.",
    "warning_zero": "La carte a {hectares} ha du numéro 0, compté comme une classe : déclarez-le comme absence de "
                    "données si ce n'en est pas une.",
    "warning_zones": "{count} zones ne sont pas des polygones valides et sont écartées.",
    "warning_one_class_map": "La carte n'a qu'une classe : {name}.",
    "warning_one_class_source": "La source n'a qu'une classe : {name}.",
    "warning_overlap": "{pixels} pixels ({hectares} ha) sont dans plusieurs polygones de la source : le dernier "
                       "compte. Polygones entièrement recouverts par de suivants, qui ne comptent nulle part : "
                       "{covered}.",
    "warning_left_out": "Parmi les entités de la source, {without_code} n'ont pas de classe et {refused} pas de "
                        "polygone valide ; {repaired} ont été réparées.",
    "made": "Fait par Bocage {bocage} le {created}."}


def words(language: str) -> Mapping[str, str]:
    """Those of "fr", else of English."""
    return _FRENCH if language[:2].lower() == "fr" else _ENGLISH
