"""What bocage:l2a refuses before it starts: in one sentence that names the parameter."""

from __future__ import annotations

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback


@pytest.fixture()
def good(tmp_path):
    (tmp_path / "product.SAFE").mkdir()
    return {"INPUT": str(tmp_path / "product.SAFE"), "OUTPUT": str(tmp_path / "out")}


def test_a_folder_is_an_input_like_a_file(l2a, good, tmp_path):
    assert l2a.checkParameterValues(good, QgsProcessingContext()) == (True, "")
    (tmp_path / "été 2018").mkdir()
    good["INPUT"] = str(tmp_path / "été 2018")
    assert l2a.checkParameterValues(good, QgsProcessingContext()) == (True, "")


@pytest.mark.parametrize(("key", "value", "words"), [
    ("AOT", 1.9, "0 to 1.8"), ("AOT", -0.1, "0 to 1.8"), ("WATER_VAPOUR", 9, "0 to 8"),
    ("OZONE", 300, "0.1 to 0.6"), ("ALTITUDE", 12000, "-500 to 9000"),
    ("AOT_METHOD", "magic", "image, product, fixed"), ("SPECTRAL_RESPONSE", "v9", "v4.0"),
    ("AEROSOL_MODEL", "volcanic", "series, continental, maritime, desert, urban, product"),
    ("INPUT", "/nowhere/at all.SAFE", "/nowhere/at all.SAFE"), ("PREVIOUS", "/nowhere", "/nowhere")])
def test_a_value_that_cannot_run_is_refused_in_one_sentence(l2a, good, key, value, words):
    passed, message = l2a.checkParameterValues({**good, key: value}, QgsProcessingContext())
    assert not passed and words in message and "\n" not in message
    assert key in message or key in ("INPUT", "PREVIOUS")


def test_earlier_dates_are_a_folder_or_the_file_of_a_composite(l2a, good, tmp_path):
    (tmp_path / "composite.npz").write_bytes(b"")
    for previous in (tmp_path, tmp_path / "composite.npz"):
        assert l2a.checkParameterValues({**good, "PREVIOUS": str(previous)}, QgsProcessingContext()) == (True, "")


def test_an_aerosol_model_without_table_is_refused_by_name(l2a, good, monkeypatch):
    monkeypatch.setattr("bocage.core.atmosphere.available_models", lambda: ("continental", "maritime"))
    passed, message = l2a.checkParameterValues({**good, "AEROSOL_MODEL": "desert"}, QgsProcessingContext())
    assert not passed and "desert" in message and "continental, maritime" in message and "\n" not in message
    assert l2a.checkParameterValues({**good, "AEROSOL_MODEL": "maritime"}, QgsProcessingContext()) == (True, "")


@pytest.mark.parametrize("model", ["continental", "maritime", "desert", "urban"])
def test_every_aerosol_model_offered_has_its_table(l2a, good, model):
    assert l2a.checkParameterValues({**good, "AEROSOL_MODEL": model}, QgsProcessingContext()) == (True, "")


@pytest.mark.parametrize("key", ["ADJACENCY", "SLOPE", "MASKS", "SMOOTH_DEM"])
@pytest.mark.parametrize("value", [True, False])
def test_every_correction_may_be_asked_for_or_not(l2a, good, key, value):
    assert l2a.checkParameterValues({**good, key: value}, QgsProcessingContext()) == (True, "")


def test_a_display_layer_that_cannot_be_written_is_refused_before_the_work(l2a, good, tmp_path):
    (tmp_path / "a file").write_text("in the way")
    good["LAYER"] = str(tmp_path / "a file" / "view.tif")
    with pytest.raises(QgsProcessingException, match="a file"):
        l2a.processAlgorithm(good, QgsProcessingContext(), QgsProcessingFeedback())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("value", ["AOT=2", "AOT_METHOD=magic", "OZONE=300", "INPUT=/nowhere.SAFE"])
def test_headless_a_bad_value_gives_code_one_and_no_traceback(headless, good, value):
    key, text = value.split("=")
    arguments = {**good, key: text}
    answer = headless("run", "bocage:l2a", "--", *(f"{name}={given}" for name, given in arguments.items()))
    said = answer.stdout + answer.stderr
    assert answer.returncode == 1, said
    assert "Traceback" not in said
    assert said.count(key if key != "INPUT" else "does not exist") >= 1


def test_headless_an_empty_folder_is_one_sentence(headless, good):
    pytest.importorskip("bocage.core.chains.l2a")
    answer = headless("run", "bocage:l2a", "--", *(f"{name}={given}" for name, given in good.items()))
    said = answer.stdout + answer.stderr
    assert answer.returncode == 1 and "Traceback" not in said, said
    assert "product.SAFE" in answer.stderr
