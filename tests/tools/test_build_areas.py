"""The area that is shipped is what its facts say, and its file is what the tool makes."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import pytest
from bocage.core.engine.areas import read_areas

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "resources" / "areas" / "notre-dame-des-landes.geojson"


def test_it_has_the_stated_surface_and_lies_where_stated():
    area, = read_areas(str(SHIPPED))
    assert area.hectares == pytest.approx(1650.0, rel=0.01)
    ring = area.footprint[0][0]
    longitude, latitude = (sum(point[k] for point in ring[:-1]) / (len(ring) - 1) for k in (0, 1))
    assert (longitude, latitude) == pytest.approx((-1.723, 47.353), abs=1e-4)
    assert not area.repaired and len(area.footprint) == 1


def test_it_says_in_both_languages_that_it_is_not_the_legal_perimeter():
    properties = json.loads(SHIPPED.read_text(encoding="utf-8"))["features"][0]["properties"]
    assert "not the legal perimeter" in properties["note"] and "data.gouv.fr" in properties["note"]
    assert "pas le périmètre légal" in properties["remarque"] and "data.gouv.fr" in properties["remarque"]
    assert "indicative" in properties["name"] and "indicatif" in properties["nom"]


def test_the_file_is_what_the_tool_makes(tmp_path):
    sys.path.insert(0, str(ROOT / "tools"))
    importlib.import_module("build_areas").main(tmp_path)
    assert (tmp_path / SHIPPED.name).read_bytes() == SHIPPED.read_bytes()
