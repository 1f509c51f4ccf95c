"""The plugin in a QGIS that has numpy and GDAL alone: it loads, trains, maps, and says what scikit-learn would add."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import bocage
from bocage.core.engine.raster import Raster

BUILD = Path(bocage.__path__[0]).parent
CHAINS = Path(__file__).resolve().parents[1] / "chains"
SCRIPT = """
import json, os, sys
banned = {{"sklearn", "scipy", "numba", "llvmlite", "joblib", "threadpoolctl", "pandas", "matplotlib"}}
class Ban:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in banned:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
        return None
sys.meta_path.insert(0, Ban())
sys.path[:0] = [{build!r}, {chains!r}]
from pathlib import Path
from qgis.core import (QgsApplication, QgsFeature, QgsGeometry, QgsProcessingContext, QgsProcessingFeedback,
                       QgsVectorLayer)
application = QgsApplication([], False)
application.initQgis()
from bocage import classFactory
plugin = classFactory(None)
plugin.initProcessing()
registry = QgsApplication.processingRegistry()
from land import reference, write_rasters
folder = Path({folder!r})
rasters = write_rasters(folder)
layer = QgsVectorLayer("MultiPolygon?crs=EPSG:32630&field=code:string", "parcels", "memory")
features = []
for item in reference():
    feature, geometry = QgsFeature(layer.fields()), QgsGeometry()
    geometry.fromWkb(item.wkb)
    geometry.convertToMultiType()
    feature.setGeometry(geometry)
    feature.setAttributes([item.label])
    features.append(feature)
layer.dataProvider().addFeatures(features)

class Feedback(QgsProcessingFeedback):
    said = ()
    def reportError(self, error, fatalError=False):
        self.said += (error,)

def run(name, **parameters):
    heard = Feedback(False)
    results, passed = registry.createAlgorithmById("bocage:" + name).run(parameters, QgsProcessingContext(), heard)
    return {{**results, "passed": passed, "said": list(heard.said)}}

given = {{"INPUT": rasters, "SAMPLES": layer, "FIELD": "code"}}
model = str(folder / "model.bocagemodel")
answers = {{
    "algorithms": len(registry.providerById("bocage").algorithms()),
    "trained": run("train", **given, CLASSIFIER="linear_discriminant", MODEL=model),
    "mapped": run("classify", INPUT=rasters, MODEL=model, OUTPUT=str(folder / "map.tif")),
    "forest": run("train", **given, CLASSIFIER="random_forest", MODEL=str(folder / "forest.bocagemodel")),
    "series": run("seriestomap", INPUT=rasters, SAMPLES=layer, FIELD="code", OUTPUT=str(folder / "no.tif"),
                  OUTPUT_HTML_FILE=str(folder / "no.html")),
    "loaded": sorted(banned & {{name.split(".")[0] for name in sys.modules}})}}
print("ANSWERS", json.dumps(answers), flush=True)
os._exit(0)
"""


def test_the_plugin_trains_and_maps_and_says_what_is_missing(plugin, tmp_path):
    done = subprocess.run([sys.executable, "-c", SCRIPT.format(build=str(BUILD), chains=str(CHAINS),
                                                               folder=str(tmp_path))],
                          capture_output=True, text=True, timeout=300, check=False)
    assert "ANSWERS " in done.stdout, done.stdout + done.stderr
    found = json.loads(done.stdout.split("ANSWERS ", 1)[1].splitlines()[0])
    assert found["loaded"] == []
    assert found["algorithms"] == len(plugin.provider.algorithms())
    assert found["trained"]["passed"] and found["trained"]["OVERALL_ACCURACY"] > 0.5
    assert found["mapped"]["passed"] and found["mapped"]["ENGINE_USED"] == "plain"
    with Raster(str(tmp_path / "map.tif")) as raster:
        assert set(raster.read(1).ravel().tolist()) == {1, 2, 3}
    # Said before any pixel is read, and nothing is left behind.
    for name in ("forest", "series"):
        assert not found[name]["passed"]
        said = found[name]["said"]
        assert len(set(said)) == 1 and "scikit-learn" in said[0] and "linear_discriminant" in said[0], said
    assert not (tmp_path / "forest.bocagemodel").exists() and not (tmp_path / "no.tif").exists()
