"""The mean spectrum as a table of the toolbox."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))
from dated_product import CLM_CLOUD, CORNER, product, square  # noqa: E402


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> str:
    """B8 a ramp, B4 flat; a cloud over a quarter of what is looked at."""
    ramp = 1000 + np.arange(120)[:, None] * 10 + np.arange(120)[None, :]
    cloud = square(slice(20, 40), slice(20, 40), CLM_CLOUD)
    return product(tmp_path_factory.mktemp("série"), "2018-01-17", {"B8": ramp, "B4": 500}, {"CLM": cloud})


def layer() -> QgsVectorLayer:
    made = QgsVectorLayer("Polygon?crs=EPSG:32630&field=nom:string", "parcelles", "memory")
    west, north = CORNER[0] + 200, CORNER[1] - 200
    feature = QgsFeature(made.fields())
    feature.setAttribute("nom", "Les Fosses noires")
    feature.setGeometry(QgsGeometry.fromWkt(f"POLYGON(({west} {north},{west + 400} {north},{west + 400} {north - 400},"
                                            f"{west} {north - 400},{west} {north}))"))
    made.dataProvider().addFeatures([feature])
    return made


def run(parameters: dict) -> tuple[dict, QgsProcessingContext]:
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:areaspectrum")
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    fine, message = algorithm.checkParameterValues(parameters, context)
    if not fine:
        raise QgsProcessingException(message)
    results, _ = algorithm.run(parameters, context, QgsProcessingFeedback(), {}, False)
    return results, context


def test_the_keys_are_published(plugin):
    algorithm = QgsApplication.processingRegistry().algorithmById("bocage:areaspectrum")
    assert [one.name() for one in algorithm.parameterDefinitions()] == ["INPUT", "AOI", "OUTPUT"]
    assert {one.name() for one in algorithm.outputDefinitions()} == {"OUTPUT", "CLEAR_PERCENT"}


def test_one_row_a_band_with_the_clouds_left_out(plugin, scene, tmp_path):
    QgsProject.instance().addMapLayer(zones := layer(), False)
    try:
        results, _ = run({"INPUT": scene, "AOI": zones.id(), "OUTPUT": str(tmp_path / "à voir.csv")})
    finally:
        QgsProject.instance().removeAllMapLayers()
    table = QgsVectorLayer(results["OUTPUT"].split("|")[0], "t", "ogr")
    rows = {row["band"]: row for row in table.getFeatures()}
    inside = 1000 + np.arange(20, 60)[:, None] * 10 + np.arange(20, 60)[None, :]
    inside = inside.astype(float)
    inside[:20, :20] = np.nan
    assert float(rows["B8"]["mean"]) == pytest.approx(np.nanmean(inside) * 1e-4, abs=2e-6)
    assert float(rows["B8"]["std"]) == pytest.approx(np.nanstd(inside) * 1e-4, abs=2e-6)
    assert float(rows["B8"]["pixels"]) == pytest.approx(1200, rel=2e-3) and rows["B8"]["area"] == "Les Fosses noires"
    assert float(rows["B4"]["mean"]) == pytest.approx(0.05, abs=1e-6) and rows["B4"]["role"] == "red"
    assert results["CLEAR_PERCENT"] == pytest.approx(75, abs=0.2) and len(rows) == 10
    assert float(rows["B8"]["hectares"]) == pytest.approx(16.0, rel=2e-3)


def test_what_cannot_be_is_one_sentence(plugin, scene, tmp_path):
    zones = layer()
    QgsProject.instance().addMapLayer(zones, False)
    try:
        with pytest.raises(QgsProcessingException) as caught:
            run({"INPUT": str(tmp_path / "absent"), "AOI": zones.id(), "OUTPUT": "TEMPORARY_OUTPUT"})
        assert "absent" in str(caught.value)
        zones.dataProvider().changeGeometryValues({1: QgsGeometry.fromWkt("POLYGON((0 0,9 0,9 9,0 0))")})
        with pytest.raises(QgsProcessingException) as caught:
            run({"INPUT": scene, "AOI": zones.id(), "OUTPUT": "TEMPORARY_OUTPUT"})
        assert "outside" in str(caught.value) and "\n" not in str(caught.value).strip()
    finally:
        QgsProject.instance().removeAllMapLayers()
