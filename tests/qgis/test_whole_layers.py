"""Layers of features appear whole, or not at all: what stood under their name stays."""

from __future__ import annotations

import os

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterFeatureSink,
    QgsProject,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant


def writer(fault: BaseException | None = None, count: int = 2):
    """An algorithm that writes two points, then does what it is told."""
    from bocage.processing.base import BocageAlgorithm

    class Points(BocageAlgorithm):
        NAME = "points"

        def label(self):
            return "Points"

        def summary(self):
            return "Two of them."

        def initAlgorithm(self, configuration=None):
            self.add(QgsProcessingParameterFeatureSink("OUTPUT", "Points", QgsProcessing.SourceType.TypeVectorPoint),
                     "Where the two points go.")

        def execute(self, parameters, context, progress):
            fields = QgsFields()
            fields.append(QgsField("number", QVariant.Type.Int))
            sink, target = self.sink(parameters, "OUTPUT", context, fields, QgsWkbTypes.Type.Point,
                                     QgsCoordinateReferenceSystem("EPSG:32630"))
            for number in range(count):
                feature = QgsFeature(fields)
                feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(number, number)))
                feature.setAttributes([number])
                if not sink.addFeature(feature):
                    raise QgsProcessingException(self.writeFeatureError(sink, parameters, "OUTPUT"))
            if fault is not None:
                raise fault
            return {"OUTPUT": target, "COUNT": 2}

    algorithm = Points()
    algorithm.initAlgorithm()
    return algorithm


@pytest.mark.parametrize("ending", ["gpkg", "shp", "geojson"])
def test_a_layer_bears_its_file_s_name_and_replaces_the_former_one(plugin, tmp_path, ending):
    path = tmp_path / "nouveau dossier" / f"points é.{ending}"
    for _ in range(2):
        results = writer().processAlgorithm({"OUTPUT": str(path)}, QgsProcessingContext(), QgsProcessingFeedback())
    assert results == {"OUTPUT": str(path), "COUNT": 2}
    layer = QgsVectorLayer(str(path), "read", "ogr")
    assert layer.featureCount() == 2 and layer.fields().names()[-1] == "number"
    if ending == "gpkg":
        assert layer.dataProvider().subLayers()[0].split("!!::!!")[1] == "points é"
    assert {name.split(".")[0] for name in os.listdir(path.parent)} == {"points é"}


def test_what_fails_leaves_the_former_layer_and_nothing_beside(plugin, tmp_path):
    from bocage.core.errors import BocageError, Cancelled

    path = tmp_path / "points.gpkg"
    fault = BocageError("path_absent", file="x")
    with pytest.raises(QgsProcessingException):
        writer(fault).processAlgorithm({"OUTPUT": str(path)}, QgsProcessingContext(), QgsProcessingFeedback())
    assert os.listdir(tmp_path) == []
    path.write_bytes(b"of before")
    with pytest.raises(QgsProcessingException):
        writer(fault).processAlgorithm({"OUTPUT": str(path)}, QgsProcessingContext(), QgsProcessingFeedback())
    assert writer(Cancelled()).processAlgorithm({"OUTPUT": str(path)}, QgsProcessingContext(),
                                                QgsProcessingFeedback()) == {}
    assert os.listdir(tmp_path) == ["points.gpkg"] and path.read_bytes() == b"of before"


def test_what_qgis_loads_at_the_end_is_the_file_in_its_place(plugin, tmp_path):
    path, context, project = str(tmp_path / "points.gpkg"), QgsProcessingContext(), QgsProject()
    context.setProject(project)
    definition = QgsProcessingOutputLayerDefinition(path, project)
    results = writer().processAlgorithm({"OUTPUT": definition}, context, QgsProcessingFeedback())
    assert results["OUTPUT"] == path and list(context.layersToLoadOnCompletion()) == [path]
    assert QgsVectorLayer(path, "read", "ogr").featureCount() == 2


def test_memory_and_data_bases_are_none_of_its_business(plugin, tmp_path):
    from bocage.processing.sinks import _file

    for value in ("memory:", "TEMPORARY_OUTPUT", f"ogr:dbname='{tmp_path}/a.gpkg' table=\"b\" (geom)", "postgres://x.y",
                  str(tmp_path), None, 3):
        assert _file(value) == ""
    context = QgsProcessingContext()
    results = writer().processAlgorithm({"OUTPUT": "memory:"}, context, QgsProcessingFeedback())
    assert context.getMapLayer(results["OUTPUT"]).featureCount() == 2


def test_a_disk_that_fills_is_noticed_whoever_fails_to_say_so(plugin, tiny_disk, tmp_path):
    """QGIS closes a GeoPackage whose last transaction failed without a word."""
    left = os.statvfs(tiny_disk)
    (tiny_disk / "fill").write_bytes(bytes(left.f_bavail * left.f_frsize - 110_000))
    path = tiny_disk / "points.gpkg"
    with pytest.raises(QgsProcessingException, match="is full"):
        writer(count=3000).processAlgorithm({"OUTPUT": str(path)}, QgsProcessingContext(), QgsProcessingFeedback())
    assert os.listdir(tiny_disk) == ["fill"]
