"""Formulas of bands: right values, and nothing but arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from bocage.core.engine import formulas
from bocage.core.errors import BocageError

#: Reflectances of a meadow, a lake and snow, roughly; the last pixel is masked.
BANDS = {role: np.array(values, dtype=np.float32) for role, values in {
    "coastal": (0.03, 0.05, 0.9, np.nan), "blue": (0.04, 0.05, 0.9, np.nan), "green": (0.08, 0.06, 0.88, np.nan),
    "red": (0.05, 0.04, 0.87, np.nan), "red_edge_1": (0.12, 0.03, 0.85, np.nan),
    "red_edge_2": (0.30, 0.025, 0.84, np.nan), "red_edge_3": (0.38, 0.02, 0.83, np.nan),
    "nir": (0.42, 0.02, 0.8, np.nan), "nir_narrow": (0.43, 0.02, 0.79, np.nan),
    "water_vapour": (0.40, 0.01, 0.7, np.nan), "cirrus": (0.001, 0.002, 0.01, np.nan),
    "swir1": (0.22, 0.01, 0.1, np.nan), "swir2": (0.12, 0.008, 0.08, np.nan)}.items()}


def first(expression: str) -> float:
    return float(formulas.evaluate(expression, BANDS)[0])


@pytest.mark.parametrize("name, expected", [
    # By hand from the papers' equations and the meadow's reflectances.
    ("NDVI", 0.37 / 0.47), ("NDWI", -0.34 / 0.50), ("NDSI", -0.14 / 0.30), ("NBR", 0.30 / 0.54),
    ("NDMI", 0.20 / 0.64), ("EVI", 2.5 * 0.37 / (0.42 + 6 * 0.05 - 7.5 * 0.04 + 1)),
    ("SAVI", 1.5 * 0.37 / (0.47 + 0.5)), ("BSI", (0.27 - 0.46) / (0.27 + 0.46)), ("MSI", 0.22 / 0.42),
    ("NDREI", 0.30 / 0.54), ("S2REP", 705 + 35 * ((0.38 + 0.05) / 2 - 0.12) / (0.30 - 0.12)),
    ("MSAVI", 0.5 * (1.84 - np.sqrt(1.84 ** 2 - 8 * 0.37)))])
def test_indices_have_the_values_of_their_equations(name, expected):
    assert first(name) == pytest.approx(expected, rel=2e-5)


def test_every_index_gives_what_python_gives():
    # An evaluator that owes nothing to ours, in float64: what remains is float32's rounding.
    wide = {role: values.astype(float) for role, values in BANDS.items()}
    assert len(formulas.indices()) > 190
    for name, index in formulas.indices().items():
        with np.errstate(all="ignore"):
            expected = eval(index.formula, {"__builtins__": {}}, wide)
        found = formulas.evaluate(name, BANDS)
        assert found.dtype == np.float32 and found.shape == (4,) and np.isnan(found[3]), name
        known = np.isfinite(expected)
        assert np.array_equal(np.isfinite(found), known), name
        # Differences of nearly equal reflectances lose digits: a share of the terms' size, not of the result.
        assert found[known] == pytest.approx(expected[known], rel=2e-3, abs=2e-4), name


@pytest.mark.parametrize("expression, expected", [
    ("-nir ** 2", -0.42 ** 2), ("2 ** -1 * nir", 0.21), ("2 ** 3 ** 0 * nir", 0.84), ("nir - red - 0.1", 0.27),
    ("nir / red / 2", 4.2), ("--nir", 0.42), ("+-+nir", -0.42), ("1.5e1*nir", 6.3), (".5*nir", 0.21),
    ("max(nir, red) - min(nir, red)", 0.37), ("sqrt(abs(red - nir))", 0.37 ** 0.5), ("exp(log(nir))", 0.42),
    ("(N - R)/(N + R)", 0.37 / 0.47), ("NIR - Red", 0.37), ("ndvi", 0.37 / 0.47)])
def test_arithmetic_is_that_of_the_books(expression, expected):
    assert first(expression) == pytest.approx(expected, rel=1e-5)


def test_what_has_no_value_is_nan_and_not_infinite():
    zero = {"nir": np.zeros((2, 3), np.float32), "red": np.zeros((2, 3), np.float32)}
    assert np.isnan(formulas.evaluate("NDVI", zero)).all()
    assert np.isnan(formulas.evaluate("1 / red", zero)).all()
    assert np.isnan(formulas.evaluate("log(red - 1)", zero)).all()
    assert np.isnan(formulas.evaluate("9 ** 9 ** 9 ** 9 + red", zero)).all()


def test_roles_come_in_the_order_of_the_formula():
    assert formulas.roles_of("NDVI") == ("nir", "red")
    assert formulas.roles_of("swir1 / blue + swir1") == ("swir1", "blue")
    assert formulas.indices()["EVI"].roles == ("nir", "red", "blue")


@pytest.mark.parametrize("hostile, code", [
    ("__import__('os').system('true')", "formula_unknown_name"), ("nir.__class__", "formula_malformed"),
    ("(lambda: nir)()", "formula_unknown_name"), ("open(nir)", "formula_unknown_name"),
    ("nir if red else blue", "formula_malformed"), ("[nir for nir in red]", "formula_malformed"),
    ("nir; red", "formula_malformed"), ("nir\n+\nred =", "formula_malformed"), ("nir red", "formula_malformed"),
    ("nir == red", "formula_malformed"), ("'nir'", "formula_malformed"), ("f(nir)", "formula_unknown_name"),
    ("nir[0]", "formula_malformed"), ("nir @ red", "formula_malformed"), ("nir // red", "formula_malformed"),
    ("(nir", "formula_malformed"), ("nir)", "formula_malformed"), ("nir +", "formula_malformed"),
    ("", "formula_malformed"), ("2 + 3", "formula_without_band"), ("sqrt(nir, red)", "formula_malformed"),
    ("min(nir)", "formula_malformed"), ("((" * 400 + "nir" + "))" * 400, "formula_too_long"),
    ("(" * 100 + "nir" + ")" * 100, "formula_too_deep"), ("N" + "**N" * 120, "formula_too_deep"),
    ("nir" + "+nir" * 5000, "formula_too_long"), ("\N{FULLWIDTH DIGIT ONE} + nir", "formula_malformed"),
    ("B8 - nir", "formula_unknown_name"), ("n\N{CYRILLIC SMALL LETTER ES}ir", "formula_unknown_name"),
    ("1_000 * nir", "formula_malformed"), ("0x10 * nir", "formula_malformed"), ("nir \0", "formula_malformed")])
def test_what_is_not_arithmetic_of_bands_is_refused(hostile, code):
    with pytest.raises(BocageError) as caught:
        formulas.roles_of(hostile)
    assert caught.value.code == code


def test_a_long_row_of_terms_is_no_deep_recursion():
    assert first("N" + "+R" * 249) == pytest.approx(0.42 + 249 * 0.05, rel=1e-4)


def test_a_band_that_is_not_there_is_named():
    with pytest.raises(BocageError) as caught:
        formulas.evaluate("NDMI", {"nir": BANDS["nir"]})
    assert caught.value.code == "formula_band_absent" and caught.value.fields["bands"] == "swir1"


def test_every_index_says_where_it_comes_from():
    for name, index in formulas.indices().items():
        assert index.title and index.reference.startswith("http"), name
        assert index.domain in ("vegetation", "water", "snow", "burn", "soil", "urban"), name
