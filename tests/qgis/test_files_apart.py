"""No algorithm writes over what it reads: told before anything starts."""

from __future__ import annotations

import pytest
from osgeo import ogr, osr
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsVectorLayer,
)


def checked(name, parameters, project=None):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"bocage:{name}")
    context = QgsProcessingContext()
    if project is not None:
        context.setProject(project)
    return algorithm.checkParameterValues(parameters, context)


@pytest.fixture
def polygons(tmp_path):
    path = str(tmp_path / "référence (1).gpkg")
    data = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32630)
    layer = data.CreateLayer("parcels", crs, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("code", ogr.OFTString))
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt("POLYGON((600000 5200000,600100 5200000,600100 5200100,"
                                                  "600000 5200000))"))
    layer.CreateFeature(feature)
    return path


def test_reference_polygons_are_not_written_over(plugin, polygons, tmp_path):
    layer = QgsVectorLayer(f"{polygons}|layername=parcels", "parcels", "ogr")
    project = QgsProject()
    project.addMapLayer(layer)
    definition = QgsProcessingOutputLayerDefinition(polygons)
    for source in (polygons, f"{polygons}|layername=parcels", layer, layer.id(),
                   QgsProcessingFeatureSourceDefinition(layer.id())):
        for output in (polygons, definition):
            good, sentence = checked("splitsamples", {"INPUT": source, "FIELD": "code", "OUTPUT": output}, project)
            assert not good and "référence (1).gpkg" in sentence and "another name" in sentence
    for output in (str(tmp_path / "other.gpkg"), "TEMPORARY_OUTPUT", "memory:",
                   f'ogr:dbname=\'{polygons}\' table="samples" (geom)'):
        assert checked("splitsamples", {"INPUT": layer, "FIELD": "code", "OUTPUT": output}, project)[0]


def test_neither_runs_nor_tables_are_and_no_two_outputs_are_one_file(plugin, tmp_path):
    run, table = tmp_path / "run.json", tmp_path / "samples.csv"
    run.write_text("{}", encoding="utf-8")
    table.write_text("label,a\n1,2\n", encoding="utf-8")
    good, sentence = checked("compareruns", {"INPUT": str(run), "REFERENCE": str(run), "OUTPUT_JSON": str(run)})
    assert not good and "run.json" in sentence
    good, sentence = checked("benchmark", {"SAMPLES": str(table), "FIELD": "label", "FEATURES": ["a"],
                                           "OUTPUT_CSV": str(table)})
    assert not good and "samples.csv" in sentence
    both = str(tmp_path / "report.html")
    given = {"SAMPLES": str(table), "FIELD": "label", "FEATURES": ["a"]}
    assert not checked("benchmark", {**given, "OUTPUT_HTML_FILE": both, "OUTPUT_JSON": both})[0]
    assert checked("benchmark", {**given, "OUTPUT_HTML_FILE": both, "OUTPUT_JSON": str(tmp_path / "report.json")})[0]
