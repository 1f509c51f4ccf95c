"""metadata.txt says what the plugin repository and QGIS ask for."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def metadata():
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "metadata.txt", encoding="utf-8")
    return parser["general"]


def test_every_key_that_the_repository_asks_for_is_there(metadata):
    for key in ("name", "description", "version", "qgisMinimumVersion", "author", "email", "about", "tracker",
                "repository", "homepage", "category", "icon", "tags", "hasProcessingProvider"):
        assert metadata.get(key, "").strip(), key


def test_qgis_process_will_look_for_the_provider(metadata):
    assert metadata["hasProcessingProvider"] == "yes"


def test_versions_cover_the_qgis_that_are_tested(metadata):
    assert metadata["qgisMinimumVersion"] == "3.22" and metadata["qgisMaximumVersion"] == "4.99"
    assert re.fullmatch(r"\d+\.\d+\.\d+", metadata["version"])


def test_texts_hold_no_html_and_the_category_exists(metadata):
    assert not re.search(r"<\w+", metadata["about"] + metadata["description"])
    assert metadata["category"] in ("Raster", "Vector", "Database", "Mesh", "Web")


def test_icon_and_licence_exist(metadata):
    assert (ROOT / metadata["icon"]).is_file()
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in licence and "Version 2" in licence


def test_the_version_is_the_same_everywhere(metadata):
    from bocage import core

    version = metadata["version"]
    assert core.__version__ == version
    assert f'version = "{version}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
