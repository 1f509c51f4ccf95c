"""What is odd or wrong in a map, a reference or a matrix is one sentence, never a NaN in silence, never a mismatch."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter, transform_points
from bocage.core.errors import BocageError
from bocage.core.validation.assess import assess
from bocage.core.validation.settings import AccuracySettings, Reference

GRID = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (60, 80))
NAMES = {1: "wood", 2: "crop", 3: "water"}


def write(path, values, grid=GRID, dtype="uint8", nodata=0):
    with RasterWriter(str(path), grid, dtype, nodata=nodata) as writer:
        writer.write(values)
    return str(path)


@pytest.fixture
def land(tmp_path):
    values = np.repeat(np.array([1, 2, 3], np.uint8), (40, 30, 10))[None].repeat(60, 0)
    return write(tmp_path / "m.tif", values)


def points(labels, columns, **fields):
    columns = np.asarray(columns)
    rows = 2 + np.arange(columns.size) % 55
    return Reference(list(labels), 600005.0 + 10 * columns, 5239995.0 - 10 * rows, **fields)


def run(path, reference, tmp_path, languages=(), **settings):
    """The report, its JSON read again with every number checked, and its page in some languages."""
    found = assess(AccuracySettings(**{"names": NAMES, "map": path, "reference": reference,
                                       "json": str(tmp_path / "r.json"), **settings}), SilentProgress())
    for language in languages:
        found = assess(AccuracySettings(**{"names": NAMES, "map": path, "reference": reference, "language": language,
                                           "html": str(tmp_path / "r.html"), **settings}), SilentProgress())
        page = re.sub(r'src="[^"]+"', "", (tmp_path / "r.html").read_text(encoding="utf-8"))
        assert not re.search(r"\b(nan|NaN|None|inf)\b", page)

    def refuse(word):
        raise AssertionError(word)

    json.loads((tmp_path / "r.json").read_text(encoding="utf-8"), parse_constant=refuse)
    assert all(np.isfinite(value) for value in found.numbers.values())
    return found, {one["kind"] for one in found.report["warnings"]}


@pytest.mark.parametrize("spelt", [
    ("Wood", "CROP", " water "), ("1", "2.0", "3"), ("Bois", "cultures", "EAU"), ("wood", "2", "Eau")])
def test_a_class_may_be_written_by_its_number_in_other_letters_or_in_french(land, tmp_path, spelt):
    labels = [spelt[k] for k in (0, 1, 2) for _ in range(40)]
    reference = points(labels, np.repeat([5, 45, 75], 40), second=labels)
    found, _ = run(land, reference, tmp_path, other_names={1: "bois", 2: "Cultures", 3: "eau"})
    assert found.numbers["OVERALL_ACCURACY"] == 1.0 and found.report["classes"] == ["wood", "crop", "water"]


def test_capitals_count_where_names_differ_by_nothing_else(land, tmp_path):
    names = {1: "Wood", 2: "wood", 3: "water"}
    found, _ = run(land, points(["Wood"] * 40 + ["wood"] * 40 + ["WATER"] * 40, np.repeat([5, 45, 75], 40)), tmp_path,
                   names=names)
    assert found.numbers["OVERALL_ACCURACY"] == 1.0 and found.report["classes"] == ["Wood", "wood", "water"]


def test_names_with_digits_are_no_numbers(land, tmp_path):
    names = {1: "1_1", 2: "11", 3: "1e1"}
    labels = ["1_1"] * 40 + ["11"] * 40 + ["1e1"] * 40
    found, _ = run(land, points(labels, np.repeat([5, 45, 75], 40)), tmp_path, names=names)
    assert found.report["classes"] == ["1_1", "11", "1e1"] and found.numbers["UNITS"] == 120


def test_one_class_alone(tmp_path):
    path = write(tmp_path / "one.tif", np.ones(GRID.shape, np.uint8))
    found, kinds = run(path, points(["wood"] * 60, np.arange(60)), tmp_path, ("en", "fr"))
    assert "one_class" in kinds and found.numbers["OVERALL_ACCURACY"] == 1.0 and "KAPPA" not in found.numbers
    # No error seen is not no error.
    assert found.numbers["OVERALL_ACCURACY_LOW"] < 1.0


def test_a_class_with_one_point(land, tmp_path):
    labels = ["wood"] * 30 + ["crop"] * 29 + ["water"]
    found, kinds = run(land, points(labels, [5] * 30 + [45] * 29 + [75]), tmp_path, ("fr",))
    assert "one_unit" in kinds
    water = found.report["by_class"][2]
    assert water["users_accuracy"]["units"] == 1 and water["users_accuracy"]["low"] < 0.05


@pytest.mark.parametrize("design", ["simple", "systematic"])
def test_strata_are_not_passed_over_in_silence(land, tmp_path, design):
    reference = points(["wood", "wood", "crop", "crop"], [5, 6, 45, 46], stratum=list("1122"))
    with pytest.raises(BocageError, match="DESIGN") as fault:
        run(land, reference, tmp_path, design=design)
    assert fault.value.code == "stratum_unused"
    # A simple sample of bocage:samplingdesign has the field, and nothing in it.
    assert run(land, points(["wood"] * 9, range(9), stratum=[""] * 9), tmp_path, design=design)


def test_a_stratum_with_one_unit_has_no_standard_error_and_says_so(land, tmp_path):
    reference = points(["wood", "wood", "crop", "crop", "water"], [5, 6, 45, 46, 75], stratum=list("11223"))
    found, kinds = run(land, reference, tmp_path, ("en", "fr"), design="stratified")
    assert "stratum_of_one" in kinds
    assert found.report["overall_accuracy"]["value"] == pytest.approx(1.0)
    assert found.report["overall_accuracy"]["standard_error"] is None
    assert "OVERALL_ACCURACY_STANDARD_ERROR" not in found.numbers


def test_an_interval_that_is_not_known_is_one_dash():
    from bocage.core.validation.page import Text, _areas, _with_error

    text = Text("en")
    unknown = {"value": 0.9, "standard_error": None, "low": None, "high": None}
    assert _with_error(unknown, text) == "0.900 ± –"
    assert _with_error({"value": 0.9, "standard_error": 0.01, "low": 0.88, "high": 0.92}, text) == \
        "0.900 ± 0.010 (0.880 – 0.920)"
    row = {"class": "a", "mapped_ha": 1.0, "area_ha": 2.0, "area_standard_error_ha": None, "area_low_ha": None,
           "area_high_ha": None}
    page = "".join(_areas({"mode": "probability", "by_class": [row]}, text))
    assert page.count("–") == 2 and "– –" not in page


@pytest.mark.parametrize("fields, settings, code", [
    ({"stratum": ["1", "", "3"]}, {"design": "stratified"}, "stratum_null"),
    ({"stratum": ["1", "2", "NULL"]}, {"design": "stratified"}, "stratum_null"),
    ({"stratum": ["1", "1", "1"]}, {"design": "stratified"}, "strata_without_units"),
    ({"stratum": ["a", "a", "b"]}, {"design": "stratified"}, "strata_sizes_absent"),
    ({"stratum": ["1", "2", "3"]}, {"design": "stratified", "strata_sizes": {"1": 5.0, "2": 3.0}},
     "strata_sizes_absent"),
    ({"stratum": ["1", "2", "3"]}, {"design": "stratified", "strata_sizes": {"1": 5.0, "2": 3.0, "3": 1.0, "4": 9.0}},
     "strata_without_units"),
    ({"weight": np.array([1.0, np.nan, 1.0])}, {}, "weights_wrong"),
    ({"weight": np.array([1.0, 0.0, 1.0])}, {}, "weights_wrong"),
    ({"weight": np.array([1.0, np.inf, 1.0])}, {}, "weights_wrong"),
    ({"cluster": ["a", "", "b"]}, {"design": "cluster"}, "cluster_null"),
    ({"cluster": ["a", "NULL", "b"]}, {"design": "cluster"}, "cluster_null")])
def test_nulls_and_strata_without_points(land, tmp_path, fields, settings, code):
    with pytest.raises(BocageError) as refusal:
        run(land, points(["wood", "crop", "water"], [5, 45, 75], **fields), tmp_path, ("en",), **settings)
    assert refusal.value.code == code
    assert not (tmp_path / "r.json").exists() and not (tmp_path / "r.html").exists()


@pytest.mark.parametrize("labels, columns, code", [
    (["", "NULL", "nan"], [5, 45, 75], "classes_unmatched"), (["wood"] * 3, [500, 501, 502], "reference_outside_map"),
    (["vines", "hops", "rice"], [5, 45, 75], "classes_unmatched")])
def test_nothing_to_compare(land, tmp_path, labels, columns, code):
    with pytest.raises(BocageError) as refusal:
        run(land, points(labels, columns), tmp_path)
    assert refusal.value.code == code


def test_a_map_of_fractions_or_of_too_many_values(tmp_path):
    values = np.linspace(0, 1, 4800, dtype=np.float32).reshape(GRID.shape)
    for name, pixels, dtype in (("f", values, "float32"), ("n", np.arange(4800, dtype=np.int16).reshape(GRID.shape),
                                                          "int16")):
        with pytest.raises(BocageError) as refusal:
            run(write(tmp_path / f"{name}.tif", pixels, dtype=dtype, nodata=None), points(["1"], [5]), tmp_path)
        assert refusal.value.code == "map_not_classes"


def test_a_transposed_matrix_is_read_by_what_it_says_and_one_that_says_nothing_is_told(tmp_path):
    table = "x,a,b\na,50,30\nb,0,20\n"
    said = {}
    for name, head in (("map", "# rows: map\n"), ("reference", "# rows: reference\n"), ("none", "")):
        path = tmp_path / f"{name}.csv"
        path.write_text(head + table, encoding="utf-8")
        for rows in ("map", "reference"):
            found, kinds = run("", None, tmp_path, matrix=str(path), matrix_rows=rows)
            said[name, rows] = found.report["counts"], "rows_unsaid" in kinds
    upright, turned = [[50, 30], [0, 20]], [[50, 0], [30, 20]]
    # What the file says is believed, whatever the caller thinks.
    assert said["map", "map"] == said["map", "reference"] == (upright, False)
    assert said["reference", "map"] == said["reference", "reference"] == (turned, False)
    assert said["none", "map"] == (upright, True) and said["none", "reference"] == (turned, True)


@pytest.mark.parametrize("matrix, code", [("x,a,b\na,1,2\nc,3,4\n", "matrix_classes_differ"),
                                          ("x,a,b\na,1,2\n", "matrix_not_square"),
                                          ("x,a,b\na,0,0\nb,0,0\n", "matrix_not_counts")])
def test_a_matrix_whose_sides_differ(tmp_path, matrix, code):
    path = tmp_path / "m.csv"
    path.write_text(matrix, encoding="utf-8")
    with pytest.raises(BocageError) as refusal:
        run("", None, tmp_path, matrix=str(path))
    assert refusal.value.code == code


def test_columns_of_a_matrix_in_another_order_follow_its_rows(tmp_path):
    path = tmp_path / "m.csv"
    path.write_text("# rows: map\nx,b,a\na,30,50\nb,20,0\n", encoding="utf-8")
    found, _ = run("", None, tmp_path, matrix=str(path))
    assert found.report["classes"] == ["a", "b"] and found.report["counts"] == [[50, 30], [0, 20]]


def flat(row):
    """Numbers of a class, -1 where there is none."""
    found = {}
    for key, value in row.items():
        parts = value.items() if isinstance(value, dict) else [("", value)]
        found.update({f"{key} {part}": -1.0 if one is None else one for part, one in parts if not isinstance(one, str)})
    return found


@pytest.mark.parametrize("seed", range(5))
def test_numbers_shuffled_with_their_names_change_nothing(tmp_path, seed):
    """The same land, its classes numbered anew and named so: every figure of every class stays."""
    rng = np.random.default_rng(seed)
    values = rng.integers(1, 5, GRID.shape).astype(np.uint8)
    names = {1: "wood", 2: "crop", 3: "water", 4: "town"}
    row, column = rng.integers(0, 60, 200), rng.integers(0, 80, 200)
    labels = [names[int(v)] if good else "vines" for v, good in zip(values[row, column], rng.random(200) < 0.8)]
    reference = Reference(labels, 600005.0 + 10 * column, 5239995.0 - 10 * row)
    order = rng.permutation(4) + 1
    fresh = order[values - 1].astype(np.uint8)
    one, _ = run(write(tmp_path / "a.tif", values), reference, tmp_path, names=names)
    other, kinds = run(write(tmp_path / "b.tif", fresh), reference, tmp_path,
                       names={int(order[k - 1]): name for k, name in names.items()})
    assert "only_reference" in kinds
    figures = [{row["class"]: row for row in found.report["by_class"]} for found in (one, other)]
    for name, row in figures[0].items():
        assert flat(row) == pytest.approx(flat(figures[1][name]), rel=1e-9)
    assert one.numbers == pytest.approx(other.numbers, rel=1e-9)


def zone_m2(south, north):
    """One degree of longitude between two parallels of WGS 84 (Snyder 1987, equation 3-12)."""
    a, f = 6378137.0, 1 / 298.257223563
    e = np.sqrt(f * (2 - f))

    def q(degrees):
        s = np.sin(np.radians(degrees))
        return s / (1 - (e * s) ** 2) + np.log((1 + e * s) / (1 - e * s)) / (2 * e)

    return np.radians(1) * (a * (1 - f)) ** 2 / 2 * (q(north) - q(south))


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:32630"])
def test_areas_of_a_report_are_those_of_the_ground(tmp_path, crs):
    """A degree by a degree, its southern third wood: parallels are straight in the first two."""
    if crs == "EPSG:32630":
        # On the central meridian lengths are those of the ground times 0.9996.
        grid = Grid(crs, (499000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (300, 200))
        whole, third = 300 * 200 * 100 / 0.9996 ** 2, 1 / 3
    else:
        x, y = transform_points(np.array([3.0, 4.0]), np.array([48.0, 47.0]), "EPSG:4326", crs)
        rows = 600
        grid = Grid(crs, (x[0], (x[1] - x[0]) / 200, 0.0, y[0], 0.0, (y[1] - y[0]) / rows), (rows, 200))
        cut = transform_points(np.array([x[0]]), np.array([y[1] + (y[0] - y[1]) / 3]), crs, "EPSG:4326")[1][0]
        whole = zone_m2(47.0, 48.0)
        third = zone_m2(47.0, float(cut)) / whole
    values = np.full(grid.shape, 2, np.uint8)
    values[grid.shape[0] * 2 // 3:] = 1
    path = write(tmp_path / "m.tif", values, grid)
    x0, dx, _, y0, _, dy = grid.transform
    rows = np.array([5, 10, grid.shape[0] - 5, grid.shape[0] - 10])
    reference = Reference(["crop", "crop", "wood", "wood"], np.full(4, x0 + 9.5 * dx), y0 + (rows + 0.5) * dy,
                          stratum=["2", "2", "1", "1"])
    found, _ = run(path, reference, tmp_path, design="stratified")
    area = {row["class"]: row for row in found.report["by_class"]}
    assert area["wood"]["mapped_ha"] == pytest.approx(whole * third / 1e4, rel=1e-4)
    # Strata that are classes weigh by their area on the ground: without errors the estimate is the map's.
    assert area["wood"]["area_ha"] == pytest.approx(whole * third / 1e4, rel=1e-4)
    assert area["crop"]["area_ha"] == pytest.approx(whole * (1 - third) / 1e4, rel=1e-4)
