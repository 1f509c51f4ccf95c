"""bocage:l2a from end to end on a real product: headless, in French, cancelled half-way, refused."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsRasterLayer

pytest.importorskip("bocage.core.chains.l2a", reason="the chain is absent")

FIXED = {"AOT_METHOD": "fixed", "AOT": "0.1", "WATER_VAPOUR_METHOD": "fixed", "WATER_VAPOUR": "1.5",
         "THREADS": "1"}


@pytest.fixture(scope="session")
def real_product(shared: Path) -> Path:
    """A complete Sentinel-2 L1C product decimated 25 times."""
    found = next((shared / "data" / "s2_l1c_safe").glob("*T56JMM*.zip"), None)
    if found is None:
        pytest.skip("no real L1C product in the shared folder")
    return found


@pytest.fixture(scope="session")
def made(headless, real_product, tmp_path_factory):
    """Results of one headless run, with accents and spaces in the paths."""
    folder = tmp_path_factory.mktemp("l2a")
    return headless.run("bocage:l2a", INPUT=str(real_product), OUTPUT=str(folder / "été 2018"),
                        LAYER=str(folder / "natural.tif"), **FIXED)


def test_headless_run_writes_a_product_whose_bands_qgis_opens(qgis_app, made):
    product = Path(made["PRODUCT"])
    assert product.is_dir() and product.parent.name == "été 2018" and "_L2A_T56JMM_" in product.name
    assert Path(made["METADATA"]).is_file()
    bands = sorted(product.glob("*_SRE_*.tif"))
    assert len(bands) == 10
    for band in bands:
        layer = QgsRasterLayer(str(band), band.stem)
        assert layer.isValid() and layer.crs().authid() == "EPSG:32756"


def test_the_layout_of_the_open_bucket_runs_headless_too(qgis_app, headless, shared, tmp_path):
    source = next((shared / "data" / "s2_l1c_safe").glob("*AWSPDS.zip"), None)
    if source is None:
        pytest.skip("no product of the open bucket in the shared folder")
    results = headless.run("bocage:l2a", INPUT=str(source), OUTPUT=str(tmp_path), ALTITUDE="100", THREADS="2")
    bands = sorted(Path(results["PRODUCT"]).glob("*_SRE_*.tif"))
    assert len(bands) == 10 and all(QgsRasterLayer(str(band), band.stem).isValid() for band in bands)
    assert 0 < results["WATER_VAPOUR_MEAN"] < 5


def test_results_hold_what_was_computed_and_nothing_else(made):
    assert made["AOT_MEAN"] == pytest.approx(0.1, abs=1e-6)
    assert made["WATER_VAPOUR_MEAN"] == pytest.approx(1.5, abs=1e-6)
    for key in ("CLOUD_PERCENT", "SNOW_PERCENT"):
        assert key not in made or 0 <= made[key] <= 100


def test_the_layer_is_a_styled_tiled_copy_of_the_natural_colours(qgis_app, made):
    from bocage.core.engine.raster import Raster

    source = next(str(p) for p in Path(made["PRODUCT"]).glob("*_RGB.vrt"))
    with Raster(made["LAYER"]) as copy, Raster(source) as own:
        assert copy.count == 3 and copy.nodata == own.nodata and copy.grid == own.grid
        for band in (1, 2, 3):
            np.testing.assert_array_equal(copy.read(band), own.read(band))
    layer = QgsRasterLayer(made["LAYER"], "natural")
    enhancement = layer.renderer().redContrastEnhancement()
    assert (enhancement.minimumValue(), enhancement.maximumValue()) == (0, 3000)
    assert layer.brightnessFilter().gamma() == pytest.approx(1.25)


def test_a_virtual_layer_finds_its_bands_from_another_folder(qgis_app, made, tmp_path):
    from bocage.core.engine.export import export_raster
    from bocage.core.engine.progress import SilentProgress
    from bocage.core.engine.raster import Raster

    source = next(str(p) for p in Path(made["PRODUCT"]).glob("*_RGB.vrt"))
    target = str(tmp_path / "ailleurs.vrt")
    export_raster(source, target, SilentProgress())
    with Raster(source) as own, Raster(target) as copy:
        np.testing.assert_array_equal(copy.read(2), own.read(2))
    assert "_SRE_" in Path(target).read_text(encoding="utf-8")


class Impatient(QgsProcessingFeedback):
    """Cancels once a share of the work is done."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.progressChanged.connect(lambda percent: percent >= 100 * share and self.cancel())


@pytest.mark.parametrize("share", [0.05, 0.4, 0.8])
def test_a_cancelled_run_leaves_nothing(l2a, real_product, tmp_path, share):
    folder = tmp_path / "out"
    folder.mkdir()
    feedback = Impatient(share)
    given = {"INPUT": str(real_product), "OUTPUT": str(folder), "LAYER": str(tmp_path / "l.tif"), **FIXED}
    results, _ = l2a.run(given, QgsProcessingContext(), feedback)
    assert feedback.isCanceled() and not results.get("PRODUCT")
    assert [name for _, folders, files in os.walk(tmp_path) for name in files] == []
    assert os.listdir(folder) == []


def test_a_cancelled_display_layer_leaves_no_file(made, tmp_path):
    from bocage.core.engine.export import export_raster
    from bocage.core.engine.progress import SilentProgress
    from bocage.core.errors import Cancelled

    class Stopped(SilentProgress):
        def cancelled(self) -> bool:
            return True

    source = next(str(p) for p in Path(made["PRODUCT"]).glob("*_RGB.vrt"))
    with pytest.raises(Cancelled):
        export_raster(source, str(tmp_path / "l.tif"), Stopped())
    assert os.listdir(tmp_path) == []


def test_an_unreadable_product_is_one_sentence_in_the_users_language(headless, tmp_path):
    (tmp_path / "empty.SAFE").mkdir()
    arguments = [f"INPUT={tmp_path / 'empty.SAFE'}", f"OUTPUT={tmp_path / 'out'}"]
    for language, word in (("C.UTF-8", "folder"), ("fr_FR.UTF-8", "dossier")):
        answer = headless("run", "bocage:l2a", "--", *arguments, language=language)
        assert answer.returncode == 1 and "Traceback" not in answer.stdout + answer.stderr
        # QGIS repeats an exception's text to its log, its feedback and the end of the run.
        said = {line.replace("ERROR:", "").strip() for line in answer.stderr.splitlines()
                if "empty.SAFE" in line}
        assert len(said) == 1 and word in said.pop(), answer.stderr
