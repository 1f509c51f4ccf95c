"""Values that cannot be parameters: what is wrong with them, not that they are incorrect."""

from __future__ import annotations

import pytest
from osgeo import gdal
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback


def sentence(name, **parameters):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"bocage:{name}")
    good, text = algorithm.checkParameterValues(parameters, QgsProcessingContext())
    assert not good
    return text


@pytest.fixture
def product(tmp_path):
    folder = tmp_path / "S2A_x.SAFE"
    folder.mkdir()
    return str(folder)


def test_a_file_that_is_no_raster_is_told_from_one_that_is_not_there(plugin, product, tmp_path):
    damaged = tmp_path / "relief é.tif"
    damaged.write_text("hello", encoding="utf-8")
    given = {"INPUT": product, "OUTPUT": str(tmp_path / "out")}
    assert "relief é.tif, given as DEM, cannot be read as a raster" in sentence("l2a", DEM=str(damaged), **given)
    assert "does not exist" in sentence("l2a", DEM=str(tmp_path / "absent.tif"), **given)
    assert "given as PAINTED, cannot be read as a vector layer" in sentence("l2a", PAINTED=str(damaged), **given)
    assert "does not exist" in sentence("l2a", PAINTED=str(tmp_path / "absent.gpkg"), **given)


def test_of_several_rasters_the_damaged_one_is_named(plugin, tmp_path):
    model, good, empty = (tmp_path / name for name in ("m.bocagemodel", "good.tif", "empty.tif"))
    model.write_text("x", encoding="utf-8")
    gdal.GetDriverByName("GTiff").Create(str(good), 2, 2)
    empty.write_bytes(b"")
    given = {"MODEL": str(model), "OUTPUT": str(tmp_path / "map.tif")}
    assert "empty.tif, given as INPUT, cannot be" in sentence("classify", INPUT=[str(good), str(empty)], **given)
    assert "empty.tif, given as INPUT, cannot be" in sentence("classify", INPUT=str(empty), **given)
    absent = str(tmp_path / "none.tif")
    assert "none.tif does not exist" in sentence("classify", INPUT=[str(good), absent], **given)


def test_words_where_numbers_or_extents_are_wanted(plugin, product, tmp_path):
    given = {"INPUT": product, "OUTPUT": str(tmp_path / "out")}
    assert "THREADS is 'many', which is no number" in sentence("l2a", THREADS="many", **given)
    assert "EXTENT is 'a,b,c,d', which is no extent" in sentence("l2a", EXTENT="a,b,c,d", **given)


def test_tables_of_another_ending_are_told_so_and_models_may_have_any(plugin, tmp_path):
    table = tmp_path / "dates.xlsx"
    table.write_text("x", encoding="utf-8")
    text = sentence("gapfill", INPUT=[str(tmp_path)], DATES=str(table), OUTPUT=str(tmp_path / "o.tif"))
    assert "dates.xlsx does not end as DATES wants (.csv, .txt)" in text
    classify = QgsApplication.processingRegistry().createAlgorithmById("bocage:classify")
    model = classify.parameterDefinition("MODEL")
    assert model.checkValueIsAcceptable(str(tmp_path / "model.of.mine"), QgsProcessingContext())


def test_no_output_is_worked_for_that_cannot_be_written(plugin, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:accuracy")
    with pytest.raises(QgsProcessingException, match="Nothing can be written in .*file"):
        algorithm.processAlgorithm({"OUTPUT_HTML_FILE": str(tmp_path / "file" / "report.html")},
                                   QgsProcessingContext(), QgsProcessingFeedback())
