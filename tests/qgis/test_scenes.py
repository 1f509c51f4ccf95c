"""A scene on the map: its reflectance, stretch, name, place, day; masks with their legend."""

from __future__ import annotations

import shutil
import sys
import time
import zipfile
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsPointXY, QgsProject, QgsRaster, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QColor

ROOT = Path(__file__).resolve().parents[1]
for room in ("chains", "products"):
    sys.path.insert(0, str(ROOT / room))

import dated_product  # noqa: E402
import l1c_scene  # noqa: E402

from bocage.core.catalogue.model import LOCAL, SceneRecord  # noqa: E402
from bocage.core.engine.formulas import evaluate, roles_of  # noqa: E402
from bocage.core.products import Scene, open_product  # noqa: E402
from bocage.core.products.flags import NODATA, SATURATED  # noqa: E402
from bocage.core.products.muscate.quicklook import GAMMA, WHITE  # noqa: E402

SIDE = 1200


@pytest.fixture(scope="module")
def scenes(plugin):
    from bocage.bridge import scenes

    return scenes


@pytest.fixture()
def project(qgis_app):
    project = QgsProject()
    yield project
    project.clear()


@pytest.fixture(scope="module")
def products(tmp_path_factory) -> dict[str, str]:
    """L1C of two baselines, the later one zipped too; L2A in MUSCATE's layout, one in thousandths, one far larger."""
    folder = tmp_path_factory.mktemp("produits à voir")
    found = {"old": l1c_scene.write(str(folder / "old"))}
    found["new"] = l1c_scene.write(str(folder / "new"), offset=-1000, baseline="04.00")
    archive = folder / "archivé.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for path in sorted(Path(found["new"]).rglob("*")):
            target.write(path, Path(found["new"]).name / path.relative_to(found["new"]))
    found["zip"] = str(archive)
    rng = np.random.default_rng(4)
    values = {band: rng.integers(50, 3500, (120, 120) if band in ("B2", "B3", "B4", "B8") else (60, 60))
              for band in ("B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B11", "B12")}
    values["B4"][:10] = dated_product.NODATA
    clouds = dated_product.square(slice(20, 40), slice(0, 30), dated_product.CLM_CLOUD)
    clouds[60:80, 60:100] = dated_product.CLM_SHADOW
    water = dated_product.square(slice(70, 90), slice(60, 100), dated_product.MG2_WATER)
    found["muscate"] = dated_product.product(folder, "2018-01-17", values, {"CLM": clouds, "MG2": water}, side=SIDE)
    thousandths = folder / "ailleurs" / Path(found["muscate"]).name
    shutil.copytree(found["muscate"], thousandths)
    metadata = next(thousandths.glob("*_MTD_ALL.xml"))
    text = metadata.read_text(encoding="utf-8")
    assert ">10000</REFLECTANCE_QUANTIFICATION_VALUE>" in text
    metadata.write_text(text.replace(">10000</REFLECTANCE_Q", ">1000</REFLECTANCE_Q"), encoding="utf-8")
    found["thousandths"] = str(thousandths)
    return found


def record(scenes, path: str) -> SceneRecord:
    return scenes.record_of(open_product(path))


def identified(layer: QgsRasterLayer, x: float, y: float) -> list[float]:
    found = layer.dataProvider().identify(QgsPointXY(x, y), QgsRaster.IdentifyFormat.IdentifyFormatValue).results()
    return [np.nan if found[band] is None else float(found[band]) for band in sorted(found)]


def colours(layer: QgsRasterLayer, rows: int, columns: int) -> np.ndarray:
    """Colours as drawn (row, column, 4): red, green, blue, alpha."""
    layer.pipe()
    block = layer.brightnessFilter().block(1, layer.extent(), columns, rows)
    return np.array([[QColor.fromRgba(block.color(row, column)).getRgb() for column in range(columns)]
                     for row in range(rows)])


@pytest.mark.parametrize("kind", ["old", "new", "zip", "muscate", "thousandths"])
@pytest.mark.parametrize("look, roles", [("natural", ("red", "green", "blue")), ("swir", ("swir1", "nir", "red"))])
def test_a_pixel_identified_is_the_reflectance_of_the_scene(scenes, project, products, kind, look, roles):
    product = open_product(products[kind])
    layer = scenes.add_scene(record(scenes, products[kind]), look, project)
    scene = Scene(product)
    grid = scene.grid("red")
    expected = scene.read(roles, grid, "nearest")
    places = [(3, 5), (55, 7), (grid.shape[0] - 2, grid.shape[1] - 3), (40, 91)]
    for row, column in places:
        x, y = grid.x()[column], grid.y()[row]
        assert identified(layer, x, y) == pytest.approx(expected[:, row, column].tolist(), rel=3e-7, abs=2e-7,
                                                         nan_ok=True)
    assert layer.crs().authid() == "EPSG:32630" and layer.rasterUnitsPerPixelX() == 10.0
    assert (layer.width(), layer.height()) == (grid.shape[1], grid.shape[0])


def test_the_scales_are_those_of_the_metadata(scenes, products):
    """The same pixels, told in thousandths: ten times the reflectance."""
    whole, thousandths = (Scene(open_product(products[kind])) for kind in ("muscate", "thousandths"))
    grid = whole.grid("red").window(50, 50, 3, 3)
    assert thousandths.read(["red"], grid) == pytest.approx(10 * whole.read(["red"], grid), rel=1e-6)


@pytest.mark.parametrize("kind", ["new", "muscate"])
def test_the_stretch_is_the_documented_one_and_nothing_is_where_there_is_nothing(scenes, project, products, kind):
    layer = scenes.add_scene(record(scenes, products[kind]), project=project)
    scene = Scene(open_product(products[kind]))
    grid = scene.grid("red").window(0, 0, 120, 100)
    reflectance = scene.read(("red", "green", "blue"), grid, "nearest")
    rows, columns = layer.height(), layer.width()
    drawn = colours(layer, rows, columns)[:120, :100]
    known = np.isfinite(reflectance).all(axis=0)
    # QGIS drops decimals twice, after the stretch and after the power: at the dark end that costs up to 3 levels.
    share = np.moveaxis(np.clip(reflectance / WHITE, 0, 1), 0, -1)[known]
    assert np.abs(drawn[..., :3][known] - np.floor(255 * (np.floor(255 * share) / 255) ** GAMMA)).max() <= 1
    assert np.abs(drawn[..., :3][known] - 255 * share ** GAMMA).max() <= 4
    flags = scene.mask(grid, ("red", "green", "blue"))
    assert (drawn[..., 3][known] == 255).all() and (drawn[..., 3][(flags & NODATA) != 0] == 0).all()
    # What saturated is at full brightness, not a hole.
    full = np.moveaxis(np.isnan(reflectance) & ((flags & NODATA) == 0), 0, -1)
    assert (drawn[..., :3][full] == 255).all() and full.any() == ((flags & SATURATED) != 0).any()
    if kind == "muscate":
        assert not known.all()


@pytest.mark.parametrize("look", ["NDVI", "NDMI", "EVI", "S2REP", "(nir - swir1) / (red + 0.1)"])
@pytest.mark.parametrize("kind", ["new", "muscate"])
def test_an_index_on_the_map_is_the_index_computed(scenes, project, products, kind, look):
    layer = scenes.add_scene(record(scenes, products[kind]), look, project)
    scene = Scene(open_product(products[kind]))
    grid = scene.grid("red") if "red" in roles_of(look) or "nir" in roles_of(look) else scene.grid("red_edge_1")
    bands = dict(zip(roles_of(look), scene.read(roles_of(look), grid, "nearest")))
    expected = evaluate(look, bands)
    for row, column in [(12, 9), (70, 33), (2, 2), (99, 101)]:
        found = identified(layer, grid.x()[column], grid.y()[row])
        assert found == pytest.approx([float(expected[row, column])], rel=1e-4, abs=1e-5, nan_ok=True)


def test_the_name_the_day_and_the_group_are_right(scenes, project, products):
    layer = scenes.add_scene(record(scenes, products["new"]), project=project)
    assert layer.name() == "2018-01-17 S2A T30TWT L1C"
    masked = scenes.add_scene(record(scenes, products["new"]), "NDVI", project)
    assert masked.name() == "2018-01-17 S2A T30TWT L1C NDVI"
    period = layer.temporalProperties().fixedTemporalRange()
    assert layer.temporalProperties().isActive() and not period.includeEnd()
    assert period.begin().toString("yyyy-MM-dd HH:mm") == "2018-01-17 00:00"
    assert period.end().toString("yyyy-MM-dd HH:mm") == "2018-01-18 00:00"
    groups = project.layerTreeRoot().findGroups()
    assert [group.name() for group in groups] == ["T30TWT"]
    assert {node.layerId() for node in groups[0].findLayers()} == {layer.id(), masked.id()}


def test_newer_scenes_lie_on_older_ones_and_outlines_on_scenes(scenes, project, products, tmp_path):
    from qgis.core import QgsVectorLayer

    outline = QgsVectorLayer("Polygon?crs=EPSG:4326", "outline", "memory")
    project.addMapLayer(outline)
    values = dict.fromkeys(("B2", "B3", "B4", "B8"), 900)
    paths = [dated_product.product(tmp_path, day, values) for day in ("2018-02-01", "2018-03-01", "2018-01-01")]
    for path in paths:
        scenes.add_scene(record(scenes, path), project=project)
    names = [layer.name()[:10] for layer in project.layerTreeRoot().layerOrder()]
    assert names == ["outline", "2018-03-01", "2018-02-01", "2018-01-01"]
    listed = scenes.scene_layers(project.mapLayers().values())
    assert [one.acquired.month for one in listed] == [1, 2, 3] and listed[0].tile == "30TWT"
    assert listed[0].acquired.tzinfo is not None and listed[0].path == paths[2] and listed[0].look == "natural"


def test_what_a_layer_says_of_its_scene_is_kept_in_the_project(scenes, project, products, tmp_path):
    scenes.add_scene(record(scenes, products["muscate"]), project=project)
    path = str(tmp_path / "projet d'été.qgz")
    assert project.write(path)
    again = QgsProject()
    assert again.read(path)
    found = scenes.scene_layers(again.mapLayers().values())
    assert [one.identifier for one in found] == [open_product(products["muscate"]).identifier]
    assert found[0].layer.isValid() and found[0].layer.temporalProperties().isActive()
    assert colours(found[0].layer, 12, 12).max() > 0
    again.clear()


def test_the_same_scene_shown_twice_is_one_file_and_a_changed_one_another(scenes, products, tmp_path):
    first = scenes.prepare(record(scenes, products["new"]), "natural", folder=tmp_path)
    second = scenes.prepare(record(scenes, products["new"]), "natural", folder=tmp_path)
    other = scenes.prepare(record(scenes, products["old"]), "natural", folder=tmp_path)
    assert first.shown.path == second.shown.path != other.shown.path
    assert len(list(tmp_path.glob("*.vrt"))) == 2


def test_masks_come_as_flags_with_a_legend(scenes, project, products):
    from bocage.core.products.flags import CLOUD, SHADOW, WATER

    layer = scenes.add_masks(record(scenes, products["muscate"]), project)
    legend = {entry.value: entry for entry in layer.renderer().classes()}
    scene = Scene(open_product(products["muscate"]))
    # The map has the 20 m pixels of the masks.
    grid = scene.grid("swir1")
    truth = scene.mask(grid, ["swir1"])
    assert set(legend) == set(np.unique(truth).tolist()) >= {0, CLOUD, SHADOW, SHADOW | WATER}
    assert legend[SHADOW | WATER].label.startswith("Shadow of a cloud + Water (")
    assert legend[CLOUD].label.startswith("Cloud (") and legend[0].color.alpha() == 0
    share = float(legend[CLOUD].label.split("(")[1].split(" ")[0])
    assert share == pytest.approx(100 * np.mean(truth == CLOUD), abs=0.051)
    for row, column in [(12, 3), (33, 33), (36, 35), (55, 50)]:
        assert identified(layer, grid.x()[column], grid.y()[row]) == [float(truth[row, column])]
    assert layer.name().endswith("masks")
    assert scenes.scene_layers(project.mapLayers().values()) == []
    assert len(scenes.scene_layers(project.mapLayers().values(), "masks")) == 1


def test_every_flag_has_its_word_and_its_colour():
    from bocage.bridge.scene_style import FLAG_COLOURS, flag_word
    from bocage.core.products.flag_map import ORDER
    from bocage.core.products.flags import NAMES

    assert set(FLAG_COLOURS) == set(NAMES) and len({flag_word(name) for name in NAMES}) == len(NAMES)
    assert sorted(ORDER) == sorted(NAMES.values()) and len(set(FLAG_COLOURS.values())) == len(NAMES)


def test_a_look_that_the_sensor_cannot_give_is_refused_in_a_sentence(scenes, project, products, tmp_path):
    from bocage.core.errors import BocageError

    for look, code in (("CCI", "formula_unknown_name"), ("cirrus / red", "look_impossible"),
                       ("nir +", "formula_malformed")):
        with pytest.raises(BocageError) as caught:
            scenes.add_scene(record(scenes, products["muscate"]), look, project)
        assert caught.value.code == code
    lost = SceneRecord("lost", LOCAL, "S2A", "L1C", "30TWT", datetime(2018, 1, 1, tzinfo=timezone.utc), (),
                       path=str(tmp_path / "nowhere.SAFE"))
    with pytest.raises(BocageError) as caught:
        scenes.add_scene(lost, project=project)
    assert caught.value.code == "path_absent" and not project.mapLayers()


def test_looks_offered_are_those_that_work(products, tmp_path):
    from bocage.core.products.display import display, possible_looks

    product = open_product(products["muscate"])
    looks = possible_looks(product)
    assert looks[:3] == ["natural", "false_colour", "swir"] and "NDVI" in looks and len(looks) > 150
    for look in looks[::17]:
        assert Path(display(product, look, tmp_path).path).exists()


def test_a_layer_is_made_in_less_than_a_fifth_of_a_second(scenes, project, products):
    from time import perf_counter

    taken = []
    for look in ("natural", "NDVI", "swir"):
        prepared = scenes.prepare(record(scenes, products["zip"]), look)
        start = perf_counter()
        scenes.show(prepared, project)
        taken.append(perf_counter() - start)
    assert min(taken) < 0.2


def test_a_large_image_without_levels_gets_some_once_it_is_shown(scenes, project, products, monkeypatch, tmp_path):
    """And the layer reads them; here a product of 120 pixels counts as large."""
    from bocage.bridge import scene_levels
    from bocage.core.products import display

    monkeypatch.setattr(display, "_LARGE", 100)
    monkeypatch.setattr(display, "_FIRST_LEVEL", 2)
    monkeypatch.setattr(display, "_SMALLEST_LEVEL", 20)
    prepared = scenes.prepare(record(scenes, products["thousandths"]), folder=tmp_path)
    assert prepared.shown.slow
    layer = scenes.show(prepared, project)
    end = time.monotonic() + 20
    while scene_levels._running:
        assert time.monotonic() < end
        QCoreApplication.processEvents()
    assert Path(f"{prepared.shown.path}.ovr").exists()
    assert [pyramid.exists for pyramid in layer.dataProvider().buildPyramidList()][0]
    assert colours(layer, 12, 12).max() > 0
    # An image that has its own levels needs none: JPEG 2000.
    assert not scenes.prepare(record(scenes, products["new"]), folder=tmp_path).shown.slow


def test_a_product_without_reflectance_is_shown_by_its_masks(scenes, project, products, tmp_path):
    """Snow products, and what is left where bands were not copied."""
    bare = tmp_path / Path(products["muscate"]).name
    shutil.copytree(products["muscate"], bare, ignore=shutil.ignore_patterns("*_SRE_B*", "*_FRE_B*"))
    layer = scenes.add_scene(record(scenes, str(bare)), project=project)
    assert "masks" in layer.name() and {entry.label.split(" (")[0] for entry in layer.renderer().classes()} >= {
        "Clear", "Cloud", "Shadow of a cloud"}
