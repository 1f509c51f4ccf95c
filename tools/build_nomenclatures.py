"""Writes core/data/nomenclatures.json from the tables below.

Numbers and French names: those of the OSO products of Theia (17 classes of 2016 and 2017, 23 since 2018). Colours of
the 23 classes: the style that Theia distributes with the product; the 17 take those of the class that continues them,
and summer and winter crops, which none continues, those of maize and of straw cereals. English names are ours.
"""

from __future__ import annotations

import json
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "core" / "data" / "nomenclatures.json"

#: number, English, French, colour.
OSO_23 = (
    (1, "Dense built-up", "Bâti dense", "ff00ff"), (2, "Diffuse built-up", "Bâti diffus", "ff55ff"),
    (3, "Industrial and commercial areas", "Zones industrielles et commerciales", "ffaaff"),
    (4, "Roads", "Surfaces routes", "00ffff"), (5, "Rapeseed", "Colza", "ffff00"),
    (6, "Straw cereals", "Céréales à pailles", "d0ff00"), (7, "Protein crops", "Protéagineux", "a1d600"),
    (8, "Soy", "Soja", "ffab44"), (9, "Sunflower", "Tournesol", "d6d600"), (10, "Maize", "Maïs", "ff5500"),
    (11, "Rice", "Riz", "c5ffff"), (12, "Tubers and roots", "Tubercules et racines", "aaaa61"),
    (13, "Grassland", "Prairies", "aaaa00"), (14, "Orchards", "Vergers", "aaaaff"),
    (15, "Vineyards", "Vignes", "550000"),
    (16, "Broad-leaved forest", "Forêts de feuillus", "009c00"),
    (17, "Coniferous forest", "Forêts de conifères", "003200"), (18, "Natural grassland", "Pelouses", "aaff00"),
    (19, "Woody moorland", "Landes ligneuses", "55aa7f"), (20, "Mineral surfaces", "Surfaces minérales", "ff0000"),
    (21, "Beaches and dunes", "Plages et dunes", "ffb802"),
    (22, "Glaciers and snow", "Glaciers ou neiges", "bebebe"), (23, "Water", "Eau", "0000ff"))
OSO_17 = (
    (11, "Summer crops", "Cultures d'été", "ff5500"), (12, "Winter crops", "Cultures d'hiver", "d0ff00"),
    (31, "Broad-leaved forest", "Forêts de feuillus", "009c00"),
    (32, "Coniferous forest", "Forêts de conifères", "003200"), (34, "Natural grassland", "Pelouses", "aaff00"),
    (36, "Woody moorland", "Landes ligneuses", "55aa7f"), (41, "Dense built-up", "Bâti dense", "ff00ff"),
    (42, "Diffuse built-up", "Bâti diffus", "ff55ff"),
    (43, "Industrial and commercial areas", "Zones industrielles et commerciales", "ffaaff"),
    (44, "Roads", "Surfaces routes", "00ffff"), (45, "Mineral surfaces", "Surfaces minérales", "ff0000"),
    (46, "Beaches and dunes", "Plages et dunes", "ffb802"), (51, "Water", "Eau", "0000ff"),
    (53, "Glaciers and snow", "Glaciers ou neiges", "bebebe"), (211, "Grassland", "Prairies", "aaaa00"),
    (221, "Orchards", "Vergers", "aaaaff"), (222, "Vineyards", "Vignes", "550000"))


def main() -> None:
    """Write the file."""
    tables = {name: [{"value": value, "name": name_en, "name_fr": name_fr,
                      "colour": [int(colour[k:k + 2], 16) for k in (0, 2, 4)]}
                     for value, name_en, name_fr, colour in rows]
              for name, rows in (("oso_17", OSO_17), ("oso_23", OSO_23))}
    lines = ["{"]
    for number, (name, rows) in enumerate(tables.items()):
        body = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
        lines.append(f' "{name}": [\n{body}\n ]' + ("," if number + 1 < len(tables) else ""))
    TARGET.write_text("\n".join([*lines, "}", ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
