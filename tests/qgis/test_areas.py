"""Areas in QGIS: the red outline, its hectares, areas of layers and of chosen features."""

from __future__ import annotations


import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDistanceArea,
    QgsFeature,
    QgsGeometry,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QColor

from bocage.core.engine.areas import wkt_of
from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import BocageError

SQUARE = "POLYGON((595000 5245000,596000 5245000,596000 5246000,595000 5246000,595000 5245000))"


@pytest.fixture()
def areas(qgis_app):
    from bocage.bridge import areas

    return areas


@pytest.fixture()
def project(qgis_app):
    return QgsProject()


def memory(kind: str = "Polygon", crs: str = "EPSG:32630", *shapes: tuple[str, str]) -> QgsVectorLayer:
    layer = QgsVectorLayer(f"{kind}?crs={crs}&field=nom:string", "parcelles", "memory")
    for name, wkt in shapes or (("La Wardine", SQUARE),):
        feature = QgsFeature(layer.fields())
        feature.setAttribute("nom", name)
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        layer.dataProvider().addFeatures([feature])
    return layer


@pytest.mark.parametrize("ellipsoid", ["EPSG:7030", "EPSG:7019"])
def test_hectares_are_those_of_qgis_on_wgs84_and_on_grs80(areas, ellipsoid):
    measure = QgsDistanceArea()
    measure.setSourceCrs(QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance().transformContext())
    assert measure.setEllipsoid(ellipsoid)
    for area in [areas.shipped_area(), *areas.layer_areas(memory())]:
        square_metres = measure.measureArea(QgsGeometry.fromWkt(wkt_of(area.footprint)))
        hectares = measure.convertAreaMeasurement(square_metres, QgsUnitTypes.AreaUnit.AreaHectares)
        assert area.hectares == pytest.approx(hectares, rel=1e-6)


def test_the_outline_is_red_without_fill_on_top_and_says_its_hectares(areas, project):
    project.addMapLayer(memory())
    area = areas.shipped_area()
    layer = areas.add_outline(area, project)
    assert layer.isValid() and layer.name() == area.name and layer.featureCount() == 1
    assert project.layerTreeRoot().children()[0].layerId() == layer.id()
    symbol = layer.renderer().symbol().symbolLayer(0)
    assert symbol.brushStyle() == Qt.BrushStyle.NoBrush and symbol.strokeWidth() == pytest.approx(0.6)
    assert symbol.strokeColor() == QColor(227, 26, 28)
    assert "1,650 ha" in layer.metadata().abstract() and "ha" in layer.mapTipTemplate()
    from qgis.core import QgsLayerTreeModel

    model = QgsLayerTreeModel(project.layerTreeRoot())
    shown = model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert "1,650 ha" in shown


def test_the_same_outline_twice_is_one_layer_brought_to_the_top(areas, project):
    area, other = areas.shipped_area(), areas.layer_areas(memory())[0]
    first = areas.add_outline(area, project)
    areas.add_outline(other, project)
    again = areas.add_outline(area, project)
    assert again.id() == first.id() and len(project.mapLayers()) == 2
    assert [child.name() for child in project.layerTreeRoot().children()] == [area.name, "La Wardine"]
    assert areas.add_outline(area, QgsProject()).id() != first.id()


def test_it_draws_red_on_the_line_and_nothing_inside(areas, project, tmp_path):
    layer = areas.add_outline(areas.layer_areas(memory())[0], project)
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32630"))
    settings.setExtent(QgsRectangle(594500, 5244500, 596500, 5246500))
    settings.setOutputSize(QSize(400, 400))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    for x, y in ((100, 200), (300, 200), (200, 100), (200, 300)):
        colour = image.pixelColor(x, y)
        assert colour.red() > 200 and colour.green() < 80, (x, y, colour.name())
    assert image.pixelColor(200, 200) == QColor("white") and image.pixelColor(50, 200) == QColor("white")


def test_an_outline_of_a_saved_project_is_found_again(areas, project, tmp_path):
    layer = areas.add_outline(areas.shipped_area(), project)
    name = layer.name()
    assert project.write(str(tmp_path / "à garder.qgz"))
    again = QgsProject()
    assert again.read(str(tmp_path / "à garder.qgz"))
    found = again.mapLayersByName(name)[0]
    assert found.isValid() and found.featureCount() == 1


def test_selected_features_else_all_of_them(areas):
    layer = memory("Polygon", "EPSG:32630", ("a", SQUARE), ("b", SQUARE.replace("5950", "5970")))
    assert [area.name for area in areas.layer_areas(layer)] == ["a", "b"]
    layer.selectByIds([2])
    assert [area.name for area in areas.layer_areas(layer)] == ["b"]
    assert [area.name for area in areas.layer_areas(layer, selected=False)] == ["a", "b"]
    area = areas.layer_areas(layer)[0]
    assert area.source == "parcelles"


@pytest.mark.parametrize(("kind", "wkt", "code"), [
    ("Point", "POINT(595000 5245000)", "area_points"), ("LineString", "LINESTRING(0 0,1 1)", "area_lines")])
def test_a_chosen_point_or_line_is_refused_with_advice(areas, kind, wkt, code):
    layer = memory(kind, "EPSG:32630", ("a", wkt))
    layer.selectAll()
    with pytest.raises(BocageError) as caught:
        areas.layer_areas(layer)
    assert caught.value.code == code
    with pytest.raises(BocageError) as caught:
        areas.layer_areas(memory(kind, "EPSG:32630"), selected=False)
    assert caught.value.code == "area_empty"


def test_a_layer_without_a_system_is_refused(areas):
    layer = memory()
    layer.setCrs(QgsCoordinateReferenceSystem())
    with pytest.raises(BocageError) as caught:
        areas.layer_areas(layer)
    assert caught.value.code == "vector_without_crs"


def test_an_address_is_fetched_through_the_transport_then_read(areas):
    from bocage.bridge.areas import SHIPPED

    class Answer:
        status, headers = 200, {}

        def chunks(self, size=65536):
            yield SHIPPED.read_bytes()

        def close(self):
            pass

    class Wire:
        def open(self, request, cancelled=None):
            return Answer()

    area, = areas.load_areas("https://www.data.gouv.fr/fr/datasets/r/zad.geojson", SilentProgress(), Wire())
    assert area.hectares == pytest.approx(1650, rel=0.01)
    assert areas.load_areas(str(SHIPPED), SilentProgress())[0].hectares == area.hectares


def test_hectares_are_written_as_people_do(areas):
    assert areas.hectares_text(1650.2, "en") == "1,650"
    assert areas.hectares_text(12.34, "fr") == "12,3" and areas.hectares_text(0.01234, "en") == "0.0123"
    # French groups by a narrow space that does not break.
    assert areas.hectares_text(1650.2, "fr").replace("\u202f", " ").replace("\xa0", " ") == "1 650"
