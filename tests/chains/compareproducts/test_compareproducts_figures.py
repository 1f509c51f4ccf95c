"""Two products whose differences are known by construction: what is told of bands, classes and masks."""

from __future__ import annotations

from dataclasses import replace

import l2a_pair as pairs
import numpy as np
import pytest
from bocage.core.chains.compareproducts.classes import NAMES, spectral_classes
from bocage.core.chains.compareproducts.statistics import BINS, Differences, Plain
from bocage.core.products.flags import SNOW, WATER
from compared import BANDS, EXACT, band, run


def test_estimators_are_those_of_vermote_and_kotchenova_whatever_the_blocks():
    random = np.random.default_rng(5)
    error = random.normal(0.01, 0.02, 5000).astype(np.float32)
    rho = random.uniform(-0.05, 1.4, 5000).astype(np.float32)
    label = random.integers(0, 3, 5000)
    found = Differences(3)
    for part in np.array_split(np.arange(5000), 7):
        found.add(error[part], rho[part], label[part])
    exact = error.astype(float)
    all_of_it = found.overall()
    assert all_of_it.pixels == 5000
    assert all_of_it.accuracy == pytest.approx(exact.mean(), abs=1e-12)
    assert all_of_it.precision == pytest.approx(exact.std(ddof=1), abs=1e-12)
    assert all_of_it.uncertainty == pytest.approx(np.sqrt((exact ** 2).mean()), abs=1e-12)
    assert all_of_it.within == pytest.approx(np.mean(np.abs(error) <= 0.05 * np.abs(rho) + 0.005), abs=1e-9)
    assert found.of_class(1).precision == pytest.approx(exact[label == 1].std(ddof=1), abs=1e-12)
    inside = (rho >= 0.10) & (rho < 0.12)
    assert found.of_bin(5).pixels == np.count_nonzero(inside)
    assert found.of_bin(5).uncertainty == pytest.approx(np.sqrt((exact[inside] ** 2).mean()), abs=1e-12)
    assert sum(found.of_bin(number).pixels for number in range(BINS)) == 5000
    # A step of the histogram.
    assert found.median() == pytest.approx(np.median(exact), abs=0.0001)


def test_estimators_of_nothing_and_of_one_pixel_do_not_invent_figures():
    found = Differences(2)
    assert found.overall().accuracy is None and found.median() is None and found.overall().pixels == 0
    one = np.full(1, 0.25, np.float32)
    found.add(one, one, np.zeros(1, int))
    assert found.overall().uncertainty == pytest.approx(0.25) and found.overall().precision is None
    # Beyond the histogram's last step there is no median to tell.
    assert found.median() is None
    assert Plain().apu().uncertainty is None


def test_classes_follow_their_documented_rules():
    spectra = {  # dense crop, dry soil, clear lake, snow, greenhouse, burnt ground, stubble, nothing read
        "blue": [0.03, 0.09, 0.05, 0.80, 0.30, 0.03, 0.06, np.nan],
        "green": [0.06, 0.11, 0.04, 0.80, 0.30, 0.04, 0.09, np.nan],
        "red": [0.04, 0.15, 0.02, 0.78, 0.30, 0.05, 0.12, np.nan],
        "nir": [0.35, 0.20, 0.01, 0.75, 0.32, 0.07, 0.23, np.nan],
        "swir1": [0.17, 0.28, 0.00, 0.10, 0.31, 0.09, 0.25, np.nan]}
    arrays = {role: np.array(values, np.float32)[None] for role, values in spectra.items()}
    flags = np.zeros((1, 8), np.uint16)
    names = [NAMES[number] for number in spectral_classes(arrays, flags)[0]]
    assert names == ["vegetation", "bare_soil", "water", "snow", "bright", "dark", "mixed", "unknown"]
    # A mask drawn on cells does not turn a crop into a lake, nor a field into snow.
    names = [NAMES[number] for number in spectral_classes(arrays, flags | np.uint16(WATER | SNOW))[0]]
    assert names[:4] == ["vegetation", "bare_soil", "water", "snow"]
    # Turbid water and no band at 1.6 um: the mask decides.
    turbid = {"green": np.full((1, 1), 0.08, np.float32), "nir": np.full((1, 1), 0.09, np.float32),
              "red": np.full((1, 1), 0.09, np.float32), "blue": np.full((1, 1), 0.05, np.float32)}
    assert NAMES[spectral_classes(turbid, np.full((1, 1), WATER, np.uint16))[0, 0]] == "water"
    assert NAMES[spectral_classes(turbid, np.zeros((1, 1), np.uint16))[0, 0]] == "dark"


def test_accuracy_precision_and_uncertainty_come_out_as_built(both):
    result, _ = both
    assert len(result.report["bands"]) == BANDS
    for one in result.report["bands"]:
        count = one["pixels"]
        assert count == (14400 if one["grid"]["transform"][1] == 10 else 3600)
        assert one["accuracy"] == pytest.approx(0.0030, abs=EXACT), one["role"]
        assert one["precision"] == pytest.approx(0.0040 * np.sqrt(count / (count - 1)), abs=EXACT)
        assert one["uncertainty"] == pytest.approx(0.0050, abs=EXACT)
    # 0.0070 is beyond 0.05 rho + 0.005 over water alone (half of the pixels there).
    assert band(result, "nir")["within"] == pytest.approx(1 - 0.25 / 2, abs=1e-9)


def test_figures_come_by_class_and_by_reflectance(both):
    result, _ = both
    red = band(result, "red")
    assert set(result.report["classes"]["names"]) == set(NAMES[1:])
    for name in ("vegetation", "bare_soil", "water", "snow"):
        assert red["classes"][name]["pixels"] == 3600, name
        assert red["classes"][name]["accuracy"] == pytest.approx(0.0030, abs=EXACT)
    assert red["classes"]["vegetation"]["mean_reference"] == pytest.approx(0.04, abs=1e-6)
    assert red["classes"]["bright"] == {"pixels": 0, "accuracy": None, "precision": None, "uncertainty": None,
                                        "mean_reference": None, "within": None}
    found = {one["from"]: one for one in red["bins"]}
    assert sum(one["pixels"] for one in red["bins"]) == 14400
    assert found[0.14]["pixels"] == 3600
    assert found[0.14]["specification"] == pytest.approx(0.05 * 0.15 + 0.005, abs=1e-6)


def test_exchanging_the_products_changes_the_sign_alone(both, shifted, reference):
    back = run(reference, shifted)
    for one in both[0].report["bands"]:
        other = band(back, one["role"])
        assert other["accuracy"] == pytest.approx(-one["accuracy"], abs=EXACT)
        assert other["precision"] == pytest.approx(one["precision"], abs=EXACT)


def test_a_product_compared_with_itself_differs_nowhere(reference):
    result = run(reference, reference)
    assert all(one["uncertainty"] == 0 and one["within"] == 1 for one in result.report["bands"])


def test_aerosols_and_water_vapour_are_compared_where_both_carry_them(both):
    found = both[0].report["atmosphere"]
    assert found["aot"]["accuracy"] == pytest.approx(0.050, abs=1e-6)
    assert found["aot"]["mean_reference"] == pytest.approx(0.123, abs=1e-6)
    assert found["water_vapour"]["accuracy"] == pytest.approx(-0.200, abs=1e-6)
    assert found["water_vapour"]["unit"] == "g/cm2"


def test_masked_pixels_of_either_product_stay_out(reference, tmp_path):
    cloud, shadow = np.zeros((120, 120), np.uint8), np.zeros((120, 120), np.uint8)
    cloud[10:20, 10:30], shadow[80:90, 80:100] = 2, 32
    damaged = pairs.plain(30, masks={"CLM": cloud | shadow, "MG2": np.zeros((120, 120), np.uint8)})
    for values in damaged.numbers.values():
        step = 120 // values.shape[0]
        values[(cloud | shadow)[::step, ::step] > 0] += 2000
    first = pairs.write_muscate(tmp_path / "a", damaged)
    result = run(first, reference)
    for one in result.report["bands"]:
        assert one["accuracy"] == pytest.approx(0.0030, abs=EXACT) and one["precision"] == pytest.approx(0, abs=EXACT)
    assert band(result, "red")["pixels"] == 14400 - 400 and band(result, "swir1")["pixels"] == 3600 - 100
    assert result.report["pixels"]["clear"] == 3500
    # The other way round too; and without the mask the same pixels would show.
    assert band(run(reference, first), "red")["pixels"] == 14000
    bare = pairs.write_muscate(tmp_path / "b", replace(damaged, masks={}))
    assert band(run(bare, reference), "red")["precision"] > 0.02


def test_pixels_without_data_stay_out_of_everything(reference, tmp_path):
    holed = pairs.plain(30)
    for values in holed.numbers.values():
        values[:values.shape[0] // 4] = -10000
    result = run(pairs.write_muscate(tmp_path, holed), reference)
    assert band(result, "red")["pixels"] == 14400 * 3 // 4
    assert band(result, "red")["accuracy"] == pytest.approx(0.0030, abs=EXACT)
    assert result.report["pixels"]["common"] == 2700
    assert result.report["masks"]["water"]["both"] + result.report["masks"]["water"]["neither"] == 2700


def test_masks_are_compared_in_both_directions(tmp_path):
    clouds = [np.zeros((120, 120), np.uint8) for _ in range(2)]
    clouds[0][:40, :20], clouds[1][:20, :20] = 2, 2
    clouds[1][100:120, 100:120] = 2
    paths = [pairs.write_muscate(tmp_path / str(number), pairs.plain(masks={"CLM": mask, "MG2": mask}))
             for number, mask in enumerate(clouds)]
    found = run(*paths).report["masks"]["cloud"]
    # On 20 m pixels: INPUT 200, REFERENCE 200, of which 100 together.
    assert (found["both"], found["input_only"], found["reference_only"], found["neither"]) == (100, 100, 100, 3300)
    assert found["agreement"] == pytest.approx(3400 / 3600) and found["confirmed"] == 0.5 and found["found"] == 0.5
    smaller = run(paths[1], paths[0]).report["masks"]["cloud"]
    assert (smaller["input_only"], smaller["reference_only"]) == (100, 100)


def test_a_mask_that_was_not_computed_is_not_called_clear(reference, tmp_path):
    absent = ("CLM", "MG2.cloud", "MG2.snow", "MG2.cloud_shadow")
    first = pairs.write_muscate(tmp_path, pairs.plain(not_computed=absent))
    result = run(first, reference)
    assert result.report["masks"]["cloud"] == {"compared": False, "not_computed_by": ["input"]}
    assert result.report["masks"]["snow"]["compared"] is False and result.report["masks"]["water"]["compared"] is True
    assert "CLOUD_AGREEMENT" not in result.numbers and "WATER_AGREEMENT" in result.numbers
