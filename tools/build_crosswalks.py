"""Writes core/data/crosswalks.json and transitions.json from the tables below.

The first: which OSO classes a class of another source admits. The second: which changes of class from one year to the
next nobody would believe, a list of our own, and which classes only take turns in a field.

Codes and names of the sources:
- CORINE Land Cover: 44 classes, 25 ha, 100 m wide, 100 m positional accuracy (EEA, CLC technical guide, addendum 2000,
  Technical report No 40; readme of the V18.5 and V20 rasters); numbers 1 to 44 of the rasters stand for the codes in
  their order, 48 to 50 and 255 for 999, 990, 995 and 990 (clc_legend.csv of the EEA). French names: SDES.
- RPG 2: 28 groups of crops (IGN, REF_CULTURES_GROUPES_CULTURES; descriptions also at
  collections.eurodatacube.com/france-metropolitan-gsaa), drawn on images at 1:5,000.
- BD Foret 2: 32 types of vegetation, 0.5 ha, 20 m wide (IGN, "BD Foret version 2.0, descriptif de contenu", 2016).
- Urban Atlas 2012 and 2018: 27 classes, 0.25 ha in artificial surfaces and 1 ha elsewhere (EEA, Urban Atlas mapping
  guide 6.3); 20000 and 30000 of 2006.
- OSO is itself learnt from CORINE, BD Topo (whose vegetation is that of BD Foret), RPG and the Randolph Glacier
  Inventory (artificialisation.developpement-durable.gouv.fr/bases-donnees/oso-theia): said in the reports.

The correspondences are ours, by the definitions of the classes. ``main``: what the class is called in OSO, by which
areas are compared; ``also``: what its definition lets in besides (temporary grass in arable land, a house among shops).
Neither: OSO has no such class (wetlands, fallow), and the place is told apart instead of counted as a disagreement. An
annual crop without a class of its own admits every annual crop. Distances to an edge other than CORINE's are ours: a
pixel, or the least width mapped.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "core" / "data"
TARGET = DATA / "crosswalks.json"
#: Class of 23 -> those of 17. Protein crops are sown in autumn or in spring.
OF_23 = {1: (41,), 2: (42,), 3: (43,), 4: (44,), 5: (12,), 6: (12,), 7: (11, 12), 8: (11,), 9: (11,), 10: (11,),
         11: (11,), 12: (11,), 13: (211,), 14: (221,), 15: (222,), 16: (31,), 17: (32,), 18: (34,), 19: (36,),
         20: (45,), 21: (46,), 22: (53,), 23: (51,)}
CROPS = (5, 6, 7, 8, 9, 10, 11, 12)
DRY_CROPS = (5, 6, 7, 8, 9, 10, 12)
NONE: tuple[int, ...] = ()

#: code, English, French, main, also.
CORINE = (
    ("111", "Continuous urban fabric", "Tissu urbain continu", (1,), (2, 3, 4)),
    ("112", "Discontinuous urban fabric", "Tissu urbain discontinu", (2,), (1, 3, 4)),
    ("121", "Industrial or commercial units", "Zones industrielles ou commerciales", (3,), (1, 2, 4)),
    ("122", "Road and rail networks and associated land", "Réseaux routier et ferroviaire et espaces associés", (4,),
     (3,)),
    ("123", "Port areas", "Zones portuaires", (3,), (1, 4, 23)),
    ("124", "Airports", "Aéroports", NONE, (1, 3, 4, 13, 18)),
    ("131", "Mineral extraction sites", "Extraction de matériaux", NONE, (3, 20)),
    ("132", "Dump sites", "Décharges", NONE, (3, 20)),
    ("133", "Construction sites", "Chantiers", NONE, (1, 2, 3, 4, 20)),
    ("141", "Green urban areas", "Espaces verts urbains", NONE, (2, 13, 16, 17, 18)),
    ("142", "Sport and leisure facilities", "Équipements sportifs et de loisirs", NONE, (2, 3, 4, 13, 16, 17, 18)),
    ("211", "Non-irrigated arable land", "Terres arables hors périmètres d'irrigation", DRY_CROPS, (11, 13)),
    ("212", "Permanently irrigated land", "Périmètres irrigués en permanence", DRY_CROPS, (11, 13)),
    ("213", "Rice fields", "Rizières", (11,), NONE),
    ("221", "Vineyards", "Vignobles", (15,), NONE),
    ("222", "Fruit trees and berry plantations", "Vergers et petits fruits", (14,), NONE),
    ("223", "Olive groves", "Oliveraies", (14,), NONE),
    ("231", "Pastures", "Prairies", (13,), (18,)),
    ("241", "Annual crops associated with permanent crops",
     "Cultures annuelles associées aux cultures permanentes", NONE, (*CROPS, 13, 14, 15)),
    ("242", "Complex cultivation patterns", "Systèmes culturaux et parcellaires complexes", NONE,
     (*CROPS, 2, 13, 14, 15)),
    ("243", "Agriculture with significant natural vegetation",
     "Surfaces essentiellement agricoles, interrompues par des espaces naturels importants", NONE,
     (*CROPS, 13, 14, 15, 16, 17, 18, 19)),
    ("244", "Agro-forestry areas", "Territoires agroforestiers", NONE, (*CROPS, 13, 14, 16, 18)),
    ("311", "Broad-leaved forest", "Forêts de feuillus", (16,), NONE),
    ("312", "Coniferous forest", "Forêts de conifères", (17,), NONE),
    ("313", "Mixed forest", "Forêts mélangées", NONE, (16, 17)),
    ("321", "Natural grasslands", "Pelouses et pâturages naturels", (18,), (13,)),
    ("322", "Moors and heathland", "Landes et broussailles", (19,), (18,)),
    ("323", "Sclerophyllous vegetation", "Végétation sclérophylle", (19,), NONE),
    ("324", "Transitional woodland-shrub", "Forêt et végétation arbustive en mutation", NONE, (16, 17, 19)),
    ("331", "Beaches, dunes, sands", "Plages, dunes et sable", (21,), (20,)),
    ("332", "Bare rocks", "Roches nues", (20,), NONE),
    ("333", "Sparsely vegetated areas", "Végétation clairsemée", NONE, (18, 19, 20)),
    ("334", "Burnt areas", "Zones incendiées", NONE, (16, 17, 18, 19, 20)),
    ("335", "Glaciers and perpetual snow", "Glaciers et neiges éternelles", (22,), NONE),
    ("411", "Inland marshes", "Marais intérieurs", NONE, NONE),
    ("412", "Peat bogs", "Tourbières", NONE, NONE),
    ("421", "Salt marshes", "Marais maritimes", NONE, NONE),
    ("422", "Salines", "Marais salants", NONE, NONE),
    ("423", "Intertidal flats", "Zones intertidales", NONE, (20, 21, 23)),
    ("511", "Water courses", "Cours et voies d'eau", (23,), NONE),
    ("512", "Water bodies", "Plans d'eau", (23,), NONE),
    ("521", "Coastal lagoons", "Lagunes littorales", (23,), NONE),
    ("522", "Estuaries", "Estuaires", (23,), NONE),
    ("523", "Sea and ocean", "Mers et océans", (23,), NONE))
CORINE_LEVELS = {
    "1": ("Artificial surfaces", "Territoires artificialisés"), "2": ("Agricultural areas", "Territoires agricoles"),
    "3": ("Forest and semi-natural areas", "Forêts et milieux semi-naturels"), "4": ("Wetlands", "Zones humides"),
    "5": ("Water bodies", "Surfaces en eau"), "11": ("Urban fabric", "Zones urbanisées"),
    "12": ("Industrial, commercial and transport units", "Zones industrielles, commerciales et réseaux"),
    "13": ("Mine, dump and construction sites", "Mines, décharges et chantiers"),
    "14": ("Artificial vegetated areas", "Espaces verts artificialisés"), "21": ("Arable land", "Terres arables"),
    "22": ("Permanent crops", "Cultures permanentes"), "23": ("Pastures", "Prairies"),
    "24": ("Heterogeneous agricultural areas", "Zones agricoles hétérogènes"), "31": ("Forests", "Forêts"),
    "32": ("Shrub and herbaceous vegetation", "Milieux à végétation arbustive ou herbacée"),
    "33": ("Open spaces with little vegetation", "Espaces ouverts, sans ou avec peu de végétation"),
    "41": ("Inland wetlands", "Zones humides intérieures"), "42": ("Maritime wetlands", "Zones humides côtières"),
    "51": ("Inland waters", "Eaux continentales"), "52": ("Marine waters", "Eaux maritimes")}
RPG = (
    ("1", "Common wheat", "Blé tendre", (6,), NONE), ("2", "Maize", "Maïs grain et ensilage", (10,), NONE),
    ("3", "Barley", "Orge", (6,), NONE), ("4", "Other cereals", "Autres céréales", (6,), (10,)),
    ("5", "Rapeseed", "Colza", (5,), NONE), ("6", "Sunflower", "Tournesol", (9,), NONE),
    ("7", "Other oil crops", "Autres oléagineux", (8,), (5, 9)), ("8", "Protein crops", "Protéagineux", (7,), NONE),
    ("9", "Fibre plants", "Plantes à fibres", NONE, CROPS), ("10", "Seeds", "Semences", NONE, CROPS),
    ("11", "Fallow", "Gel (surfaces gelées sans production)", NONE, NONE),
    ("12", "Industrial fallow", "Gel industriel", NONE, NONE), ("13", "Other fallow", "Autres gels", NONE, NONE),
    ("14", "Rice", "Riz", (11,), NONE), ("15", "Grain legumes", "Légumineuses à grains", (7,), (8,)),
    ("16", "Fodder", "Fourrage", NONE, (7, 10, 12, 13)),
    ("17", "Summer pastures and moors", "Estives et landes", NONE, (13, 18, 19)),
    ("18", "Permanent grassland", "Prairies permanentes", (13,), (18,)),
    ("19", "Temporary grassland", "Prairies temporaires", (13,), NONE),
    ("20", "Orchards", "Vergers", (14,), NONE), ("21", "Vineyards", "Vignes", (15,), NONE),
    ("22", "Nuts", "Fruits à coque", (14,), NONE), ("23", "Olive groves", "Oliviers", (14,), NONE),
    ("24", "Other industrial crops", "Autres cultures industrielles", NONE, CROPS),
    ("25", "Vegetables or flowers", "Légumes ou fleurs", NONE, CROPS),
    ("26", "Sugar cane", "Canne à sucre", NONE, NONE), ("27", "Tree growing", "Arboriculture", NONE, (14, 16)),
    ("28", "Miscellaneous", "Divers", NONE, NONE))
BD_FORET = (
    ("FF0", "Closed forest without tree cover", "Forêt fermée sans couvert arboré", NONE, (16, 17, 18, 19)),
    ("FF1-00", "Broad-leaved in patches", "Forêt fermée de feuillus purs en îlots", (16,), NONE),
    ("FF1-00-00", "Mixed broad-leaved", "Forêt fermée à mélange de feuillus", (16,), NONE),
    ("FF1G01-01", "Deciduous oaks", "Forêt fermée de chênes décidus purs", (16,), NONE),
    ("FF1G06-06", "Evergreen oaks", "Forêt fermée de chênes sempervirents purs", (16,), NONE),
    ("FF1-09-09", "Beech", "Forêt fermée de hêtre pur", (16,), NONE),
    ("FF1-10-10", "Chestnut", "Forêt fermée de châtaignier pur", (16,), NONE),
    ("FF1-14-14", "Black locust", "Forêt fermée de robinier pur", (16,), NONE),
    ("FF1-49-49", "Another broad-leaved tree", "Forêt fermée d'un autre feuillu pur", (16,), NONE),
    ("FF2-00", "Conifers in patches", "Forêt fermée de conifères purs en îlots", (17,), NONE),
    ("FF2-00-00", "Mixed conifers", "Forêt fermée à mélange de conifères", (17,), NONE),
    ("FF2-51-51", "Maritime pine", "Forêt fermée de pin maritime pur", (17,), NONE),
    ("FF2-52-52", "Scots pine", "Forêt fermée de pin sylvestre pur", (17,), NONE),
    ("FF2G53-53", "Corsican or black pine", "Forêt fermée de pin laricio ou pin noir pur", (17,), NONE),
    ("FF2-57-57", "Aleppo pine", "Forêt fermée de pin d'Alep pur", (17,), NONE),
    ("FF2G58-58", "Mountain or Swiss pine", "Forêt fermée de pin à crochets ou pin cembro pur", (17,), NONE),
    ("FF2-80-80", "Mixed pines", "Forêt fermée à mélange de pins purs", (17,), NONE),
    ("FF2-81-81", "Another pine", "Forêt fermée d'un autre pin pur", (17,), NONE),
    ("FF2G61-61", "Fir or spruce", "Forêt fermée de sapin ou épicéa", (17,), NONE),
    ("FF2-63-63", "Larch", "Forêt fermée de mélèze pur", (17,), NONE),
    ("FF2-64-64", "Douglas fir", "Forêt fermée de douglas pur", (17,), NONE),
    ("FF2-90-90", "Mixed other conifers", "Forêt fermée à mélange d'autres conifères", (17,), NONE),
    ("FF2-91-91", "Another conifer", "Forêt fermée d'un autre conifère pur autre que pin", (17,), NONE),
    ("FF31", "Mixed, broad-leaved first", "Forêt fermée à mélange de feuillus prépondérants et conifères", NONE,
     (16, 17)),
    ("FF32", "Mixed, conifers first", "Forêt fermée à mélange de conifères prépondérants et feuillus", NONE,
     (16, 17)),
    ("FO0", "Open forest without tree cover", "Forêt ouverte sans couvert arboré", NONE, (16, 17, 18, 19)),
    ("FO1", "Open broad-leaved forest", "Forêt ouverte de feuillus purs", NONE, (16, 18, 19)),
    ("FO2", "Open coniferous forest", "Forêt ouverte de conifères purs", NONE, (17, 18, 19)),
    ("FO3", "Open mixed forest", "Forêt ouverte à mélange de feuillus et conifères", NONE, (16, 17, 18, 19)),
    ("FP", "Poplar plantation", "Peupleraie", (16,), NONE), ("LA4", "Woody moorland", "Lande", (19,), (18,)),
    ("LA6", "Herbaceous vegetation", "Formation herbacée", (18,), (13,)))
URBAN_ATLAS = (
    ("11100", "Continuous urban fabric (> 80 %)", "Tissu urbain continu (> 80 %)", (1,), (2, 3, 4)),
    ("11210", "Discontinuous dense urban fabric (50-80 %)", "Tissu urbain discontinu dense (50-80 %)", (2,), (1, 3, 4)),
    ("11220", "Discontinuous medium density urban fabric (30-50 %)",
     "Tissu urbain discontinu de densité moyenne (30-50 %)", (2,), (1, 3, 4)),
    ("11230", "Discontinuous low density urban fabric (10-30 %)",
     "Tissu urbain discontinu de faible densité (10-30 %)", (2,), (3, 4, 13, 16, 18)),
    ("11240", "Discontinuous very low density urban fabric (< 10 %)",
     "Tissu urbain discontinu de très faible densité (< 10 %)", NONE, (2, 13, 16, 17, 18)),
    ("11300", "Isolated structures", "Bâti isolé", (2,), (1, 3, 13)),
    ("12100", "Industrial, commercial, public, military and private units",
     "Zones industrielles, commerciales, publiques, militaires et privées", (3,), (1, 2, 4)),
    ("12210", "Fast transit roads and associated land", "Voies rapides et espaces associés", (4,), (3,)),
    ("12220", "Other roads and associated land", "Autres routes et espaces associés", (4,), (1, 2, 3)),
    ("12230", "Railways and associated land", "Voies ferrées et espaces associés", NONE, (3, 4, 20)),
    ("12300", "Port areas", "Zones portuaires", (3,), (1, 4, 23)),
    ("12400", "Airports", "Aéroports", NONE, (1, 3, 4, 13, 18)),
    ("13100", "Mineral extraction and dump sites", "Extraction de matériaux et décharges", NONE, (3, 20)),
    ("13300", "Construction sites", "Chantiers", NONE, (1, 2, 3, 4, 20)),
    ("13400", "Land without current use", "Terrains sans usage", NONE, (3, 13, 18, 19, 20)),
    ("14100", "Green urban areas", "Espaces verts urbains", NONE, (2, 13, 16, 17, 18)),
    ("14200", "Sports and leisure facilities", "Équipements sportifs et de loisirs", NONE,
     (2, 3, 4, 13, 16, 17, 18)),
    ("20000", "Agriculture, semi-natural areas, wetlands (2006)",
     "Espaces agricoles, semi-naturels et humides (2006)", NONE, (*CROPS, 13, 14, 15, 18, 19)),
    ("21000", "Arable land", "Terres arables", DRY_CROPS, (11, 13)),
    ("22000", "Permanent crops", "Cultures permanentes", (14, 15), NONE),
    ("23000", "Pastures", "Prairies", (13,), (18,)),
    ("24000", "Complex and mixed cultivation", "Systèmes culturaux complexes", NONE, (*CROPS, 2, 13, 14, 15)),
    ("25000", "Orchards at the fringe of urban classes", "Vergers en lisière d'espaces urbains", (14,), NONE),
    ("30000", "Forests (2006)", "Forêts (2006)", (16, 17), NONE), ("31000", "Forests", "Forêts", (16, 17), NONE),
    ("32000", "Herbaceous vegetation, moors", "Végétation herbacée, landes", (18, 19), (13,)),
    ("33000", "Open spaces with little or no vegetation", "Espaces ouverts, sans ou avec peu de végétation",
     (20, 21, 22), NONE),
    ("40000", "Wetlands", "Zones humides", NONE, NONE), ("50000", "Water", "Eau", (23,), NONE))

#: Title, French, least area (ha), distance to an edge (m), whether OSO learnt from it, codes of no data.
SOURCES: dict[str, tuple[str, str, float, float, bool, tuple[str, ...], Any]] = {
    "corine": ("CORINE Land Cover", "CORINE Land Cover", 25.0, 100.0, True, ("990", "995", "999"), CORINE),
    "rpg": ("RPG, groups of crops", "RPG, groupes de cultures", 0.0, 10.0, True, (), RPG),
    "bdforet": ("BD Forêt version 2", "BD Forêt version 2", 0.5, 20.0, True, (), BD_FORET),
    "urbanatlas": ("Urban Atlas", "Urban Atlas", 0.25, 10.0, False, ("91000", "92000"), URBAN_ATLAS)}
#: Numbers of the rasters of CORINE that are no class.
CORINE_GRID = {"48": "999", "49": "990", "50": "995", "255": "990"}
BUILT, FORESTS = (1, 2, 3, 4), (16, 17)
#: (before, after) of 23 classes, ours: what is built is not tilled, planted or flooded within a year, though it may be
#: torn down to bare ground; no forest stands within a year where there was none, and none changes its leaves; lakes and
#: glaciers are neither built on nor planted; moors, orchards and young trees pass into each other on maps.
IMPLAUSIBLE = (
    (BUILT, (*CROPS, 13, 14, 15, 16, 17, 18, 19, 21, 22, 23)),
    ((*CROPS, 13, 15, 18, 20, 21, 22, 23), FORESTS),
    ((16,), (17,)), ((17,), (16,)),
    ((22, 23), (*BUILT, *CROPS, 14, 15)), ((*CROPS, 13, 14, 15), (21, 22)))


def to_17(values: tuple[int, ...]) -> list[int]:
    """Classes of the map of 2016 and 2017 that continue those of 23."""
    return sorted({other for value in values for other in OF_23[value]})


def row(code: str, name: str, french: str, main: tuple[int, ...], also: tuple[int, ...]) -> dict[str, Any]:
    """One class of a source, what it admits in both nomenclatures."""
    in_17 = to_17(main)
    return {"code": code, "name": name, "name_fr": french, "oso_23": [sorted(main), sorted(also)],
            "oso_17": [in_17, [value for value in to_17(also) if value not in in_17]]}


def main() -> None:
    """Write the file."""
    lines = ["{"]
    for number, (key, (title, french, least, edge, learnt, empty, rows)) in enumerate(SOURCES.items()):
        head = {"title": title, "title_fr": french, "minimum_ha": least, "edge_m": edge, "learnt": learnt,
                "empty": list(empty)}
        if key == "corine":
            head["grid"] = {**{str(place): one[0] for place, one in enumerate(CORINE, 1)}, **CORINE_GRID}
            head["levels"] = {code: list(names) for code, names in CORINE_LEVELS.items()}
        body = ",\n".join("   " + json.dumps(row(*one), ensure_ascii=False) for one in rows)
        text = json.dumps(head, ensure_ascii=False)[1:-1]
        lines.append(f' "{key}": {{{text}, "classes": [\n{body}\n ]}}' + ("," if number + 1 < len(SOURCES) else ""))
    TARGET.write_text("\n".join([*lines, "}", ""]), encoding="utf-8")
    found = {"oso_23": {"rotating": list(CROPS),
                        "implausible": [[list(one), list(other)] for one, other in IMPLAUSIBLE]},
             "oso_17": {"rotating": to_17(CROPS),
                        "implausible": [[to_17(one), to_17(other)] for one, other in IMPLAUSIBLE]}}
    text = ",\n".join(f' "{name}": {json.dumps(table)}' for name, table in found.items())
    (DATA / "transitions.json").write_text(f"{{\n{text}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
