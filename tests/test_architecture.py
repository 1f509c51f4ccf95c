"""The arrows between rooms run one way, and what may not be called is not called."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
#: Rooms of core, the ground first. Those of one rank do not know each other, save chains.
RANKS = {"errors": 0, "messages": 0, "engine": 1, "products": 2, "atmosphere": 3, "masks": 3, "series": 3,
         "landcover": 3, "validation": 3, "catalogue": 3, "chains": 4}
#: What each part of the plugin may reach inside it.
REACH = {"core": {"core"}, "bridge": {"bridge", "core"}, "processing": {"processing", "bridge", "core"},
         "ui": {"ui", "bridge", "core"}}
SCIENCE = {"scipy", "sklearn", "pandas", "shapely", "rasterio"}
BANNED_MODULES = {"xml.etree", "pickle", "multiprocessing", "joblib", "random", "tempfile.mktemp", "pip",
                  "ensurepip"}
BANNED_CALLS = {"eval", "exec", "print", "compile", "__import__"}


def sources(*parts: str) -> list[Path]:
    places = parts or (*REACH, "plugin.py", "__init__.py")
    found: list[Path] = []
    for part in places:
        place = ROOT / part
        found += sorted(place.rglob("*.py")) if place.is_dir() else [place]
    return [path for path in found if path.exists() and "__pycache__" not in path.parts]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and module of every import: ``core.engine.raster`` inside the plugin, ``numpy`` outside."""
    package = list(path.relative_to(ROOT).parts[:-1])
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                home = package[:len(package) - node.level + 1]
                base = ".".join(["<plugin>", *home, *([node.module] if node.module else [])])
            for name in node.names:
                yield node.lineno, f"{base}.{name.name}"


def outside(path: Path) -> Iterator[tuple[int, str]]:
    return ((line, name) for line, name in imports(path) if not name.startswith("<plugin>"))


def inside(path: Path) -> Iterator[tuple[int, list[str]]]:
    return ((line, name.split(".")[1:]) for line, name in imports(path) if name.startswith("<plugin>"))


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT).as_posix()}:{line}"


def is_banned(name: str, banned: set[str]) -> bool:
    return any(name == item or name.startswith(item + ".") for item in banned)


def test_core_knows_neither_qgis_nor_qt_nor_what_qgis_does_not_ship():
    banned = {"qgis", "PyQt5", "PyQt6"} | SCIENCE
    assert [where(path, line) for path in sources("core") for line, name in outside(path)
            if is_banned(name, banned)] == []


def test_the_plugin_never_imports_itself_by_name():
    assert [where(path, line) for path in sources() for line, name in outside(path)
            if is_banned(name, {"bocage", *REACH})] == []


def test_rooms_of_core_look_down_only():
    wrong = []
    for path in sources("core"):
        parts = path.relative_to(ROOT / "core").parts
        room = parts[0].removesuffix(".py") if len(parts) == 1 else parts[0]
        for line, target in inside(path):
            if room == "__init__" or len(target) < 2 or target[1] == room:
                continue
            # errors and messages serve everybody; the version stands in core itself.
            if target[1] not in RANKS:
                continue
            if RANKS[target[1]] >= RANKS[room] and RANKS[target[1]] > 0:
                wrong.append(f"{where(path, line)} {room} -> {target[1]}")
    assert wrong == []


def test_every_room_of_core_has_a_rank():
    rooms = {path.name for path in (ROOT / "core").iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert rooms - set(RANKS) == set()


@pytest.mark.parametrize("part", sorted(REACH))
def test_parts_of_the_plugin_reach_only_what_they_may(part):
    assert [f"{where(path, line)} -> {target[0]}" for path in sources(part) for line, target in inside(path)
            if target and target[0] in REACH and target[0] not in REACH[part]] == []


def test_matplotlib_is_imported_only_where_figures_are_drawn_and_never_pyplot():
    wrong = []
    for path in sources():
        drawing = path.name == "figures.py" or "ui" in path.relative_to(ROOT).parts[:1]
        wrong += [where(path, line) for line, name in outside(path)
                  if is_banned(name, {"matplotlib"}) and (not drawing or "pyplot" in name)]
    assert wrong == []


def test_one_room_alone_opens_datasets():
    opening = {"Open", "OpenEx", "OpenShared", "Warp", "Translate", "BuildVRT", "Create", "CreateCopy",
               "Rasterize"}
    wrong = []
    for path in sources():
        if path.parent == ROOT / "core" / "engine" / "raster":
            continue
        wrong += [where(path, line) for line, name in outside(path) if is_banned(name, {"osgeo.gdal_array"})]
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in opening and isinstance(node.value, ast.Name) \
                    and node.value.id in ("gdal", "ogr"):
                wrong.append(where(path, node.lineno))
    assert wrong == []


def test_nothing_changes_gdal_for_the_whole_process():
    shared = {"UseExceptions", "DontUseExceptions", "SetConfigOption", "SetCacheMax", "AllRegister"}
    assert [where(path, node.lineno) for path in sources() for node in ast.walk(tree(path))
            if isinstance(node, ast.Attribute) and node.attr in shared] == []


def test_nothing_that_the_plugin_repository_refuses_or_qgis_suffers_from():
    wrong = []
    for path in sources():
        wrong += [f"{where(path, line)} {name}" for line, name in outside(path)
                  if is_banned(name, BANNED_MODULES)]
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Assert):
                wrong.append(f"{where(path, node.lineno)} assert")
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in BANNED_CALLS:
                wrong.append(f"{where(path, node.lineno)} {node.func.id}")
            elif isinstance(node, ast.Attribute) and node.attr in ("pushError", "exec_"):
                wrong.append(f"{where(path, node.lineno)} {node.attr}")
    assert wrong == []


def test_files_stay_short_enough_to_read():
    # The house says about 350 lines.
    long = {path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
            for path in sources()}
    assert {name: lines for name, lines in long.items()
            if lines > 400} == {}
