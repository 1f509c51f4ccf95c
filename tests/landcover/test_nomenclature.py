"""Class tables: shipped, from a file, from numbers alone."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from bocage.core.errors import BocageError
from bocage.core.landcover.model import ClassEntry
from bocage.core.landcover.nomenclature import SHIPPED, as_csv, check, nomenclature, of_values

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name, count", [("oso_17", 17), ("oso_23", 23)])
def test_the_maps_of_france(name, count):
    classes = nomenclature(name)
    check(classes)
    assert len(classes) == count and all(entry.name_fr and len(entry.colour) == 3 for entry in classes)
    assert len({entry.colour for entry in classes}) == count


def test_numbers_of_the_2016_map():
    by_value = {entry.value: entry.name_fr for entry in nomenclature("oso_17")}
    assert by_value[51] == "Eau" and by_value[211] == "Prairies" and by_value[44] == "Surfaces routes"


def test_the_file_is_what_the_command_writes(tmp_path, monkeypatch):
    sys.path.insert(0, str(ROOT / "tools"))
    import build_nomenclatures

    monkeypatch.setattr(build_nomenclatures, "TARGET", tmp_path / "n.json")
    build_nomenclatures.main()
    shipped = ROOT / "core" / "data" / "nomenclatures.json"
    assert (tmp_path / "n.json").read_bytes() == shipped.read_bytes()
    assert set(json.loads(shipped.read_text(encoding="utf-8"))) == set(SHIPPED)


def test_a_table_of_ones_own(tmp_path):
    path = tmp_path / "classes é.csv"
    path.write_text("code;name;nom;colour\n1;Wood;Bois;#009c00\n2;Water;;\n", encoding="utf-8")
    wood, water = nomenclature(str(path))
    assert (wood.name_fr, wood.colour) == ("Bois", (0, 156, 0))
    assert (water.value, water.name_fr) == (2, "Water")


def test_a_table_written_is_read_back(tmp_path):
    path = tmp_path / "classes.csv"
    path.write_text(as_csv(nomenclature("oso_23")), encoding="utf-8")
    assert nomenclature(str(path)) == nomenclature("oso_23")
    strange = (ClassEntry(312, 'pins, "maritimes"', "pins; landes", (1, 2, 255)), ClassEntry(65_534, "été", "été"))
    path.write_text(as_csv(strange), encoding="utf-8")
    # Edited under the same name, it is read again.
    assert nomenclature(str(path)) == strange
    with pytest.raises(BocageError) as fault:
        as_csv(of_values([0, 1]))
    assert fault.value.code == "nomenclature_value"


@pytest.mark.parametrize("text, code", [
    ("1;a\n1;b\n", "nomenclature_twice"), ("1;a\n2;a\n", "nomenclature_twice"), ("0;a\n", "nomenclature_value"),
    ("65535;a\n", "nomenclature_value"), ("1;a\nx;b\n", "nomenclature_row"), ("", "nomenclature_row"),
    ("1;a;;#12\n", "nomenclature_row")])
def test_what_is_no_nomenclature_is_refused(tmp_path, text, code):
    path = tmp_path / "c.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BocageError) as refusal:
        nomenclature(str(path))
    assert refusal.value.code == code


def test_many_numbers_have_as_many_colours():
    classes = of_values(range(1, 41))
    assert len({entry.colour for entry in classes}) == 40
