"""The zip obeys the plugin repository's rules."""

from __future__ import annotations

import importlib.util
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    specification = importlib.util.spec_from_file_location("bocage_package", ROOT / "tools" / "package.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module, module.build(tmp_path_factory.mktemp("dist"))


def test_one_top_folder_with_what_qgis_needs(package):
    names = zipfile.ZipFile(package[1]).namelist()
    assert {name.split("/")[0] for name in names} == {"bocage"} and "bocage".isidentifier()
    for needed in ("__init__.py", "metadata.txt", "LICENSE", "plugin.py", "resources/icons/bocage.svg",
                   "resources/translations/bocage_fr.qm", "core/messages/fr.json", "processing/l2a.py"):
        assert f"bocage/{needed}" in names


def test_nothing_that_has_no_place_in_it(package):
    for name in zipfile.ZipFile(package[1]).namelist():
        assert not name.endswith((".pyc", ".ts", ".png", ".so", ".dll", ".exe", ".sh", ".ui.py")), name
        assert not any(part in ("__pycache__", ".git", "__MACOSX", "..", "tests", "tools", "docs", ".build")
                       for part in name.split("/")), name
        assert "\\" not in name and len(name) < 120


def test_it_is_small_enough(package):
    assert package[1].stat().st_size < 25_000_000


def test_the_same_files_give_the_same_bytes(package, tmp_path):
    module, first = package
    assert module.build(tmp_path).read_bytes() == first.read_bytes()
