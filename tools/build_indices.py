"""core/data/indices.json from the catalogue of PyPI spyndex: names, formulas by role, titles, references.

    .build/venv/bin/python -m pip download spyndex==0.12.0 --no-deps -d .build/spyndex
    .build/venv/bin/python tools/build_indices.py .build/spyndex/spyndex-0.12.0-py3-none-any.whl

Kept: the indices of optical bands that Sentinel-2, Landsat and VENuS have, whose constants have a default. Left out:
those of radar, temperature, kernels, and those that need a sensor's wavelengths.
"""

import json
import re
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "core" / "data" / "indices.json"
ROLES = {"A": "coastal", "B": "blue", "G": "green", "R": "red", "RE1": "red_edge_1", "RE2": "red_edge_2",
         "RE3": "red_edge_3", "N": "nir", "N2": "nir_narrow", "WV": "water_vapour", "S1": "swir1", "S2": "swir2"}
#: The soil adjustment of Huete (1988) for intermediate covers; spyndex leaves it to the user (its default is EVI's 1).
SOIL = {"SAVI": {"L": 0.5}, "GSAVI": {"L": 0.5}, "SARVI": {"L": 0.5}, "MNLI": {"L": 0.5}}
#: The name of the bare soil index in much of the literature: spyndex has it as BI.
ALIASES = {"BSI": "BI"}


def by_role(name, entry, constants):
    """Formula with roles for letters and numbers for constants, None where one has none."""
    values = {**constants, **SOIL.get(name, {})}
    lacking = []

    def word(match):
        text = match[0]
        if text in ROLES:
            return ROLES[text]
        if values.get(text) is None:
            lacking.append(text)
            return text
        return f"{float(values[text]):g}"

    formula = re.sub(r"[A-Za-z_]\w*", word, entry["formula"])
    # As if typed by one hand: spaces around + - * / where two operands meet.
    formula = re.sub(r"\s+", "", formula)
    formula = re.sub(r"(?<=[\w.)])(\*\*|[-+*/])", r" \1 ", formula)
    return None if lacking else formula


def build(wheel):
    """The table."""
    with zipfile.ZipFile(wheel) as archive:
        catalogue = json.loads(archive.read("spyndex/data/spectral-indices-dict.json"))["SpectralIndices"]
        constants = {key: entry.get("default") for key, entry in
                     json.loads(archive.read("spyndex/data/constants.json")).items()}
    constants = {key: None if key == "PAR" or key.startswith("lambda") else value
                 for key, value in constants.items()}
    table = {}
    for name, entry in sorted(catalogue.items()):
        if entry["application_domain"] in ("radar", "kernel", "clouds"):
            continue
        formula = by_role(name, entry, constants)
        if formula is not None:
            table[name] = {"formula": formula, "title": entry["long_name"], "reference": entry["reference"],
                           "domain": entry["application_domain"]}
    for name, other in ALIASES.items():
        table.setdefault(name, table[other])
    return {"source": f"{Path(wheel).name.rpartition('-py3')[0].replace('-', ' ')} (PyPI); SAVI, GSAVI, SARVI and "
                      "MNLI with L = 0.5, Huete (1988)", "indices": dict(sorted(table.items()))}


if __name__ == "__main__":
    TARGET.write_text(json.dumps(build(sys.argv[1]), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
