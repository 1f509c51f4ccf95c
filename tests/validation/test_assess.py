"""From a map on disk and its reference to a report: areas, mismatches, what is left out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter, transform_points
from bocage.core.errors import BocageError, Cancelled
from bocage.core.validation.assess import assess
from bocage.core.engine.class_raster import pixel_area_m2
from bocage.core.validation.class_map import NOTHING, RingPolygon, read_map
from bocage.core.validation.matrix_file import read_matrix
from bocage.core.validation.settings import AccuracySettings, Reference

UTM = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (60, 80))
NAMES = {1: "wood", 2: "crop", 3: "water"}


def write(path, values, grid=UTM, dtype="uint8", nodata=0):
    with RasterWriter(str(path), grid, dtype, nodata=nodata) as writer:
        writer.write(values)
    return str(path)


@pytest.fixture
def classes():
    """Columns of wood, crop and water, a corner without data."""
    values = np.repeat(np.array([1, 2, 3], np.uint8), (40, 30, 10))[None].repeat(60, 0)
    values[:5, :5] = 0
    return values


def at(rows, columns, grid=UTM):
    x0, dx, _, y0, _, dy = grid.transform
    return x0 + (np.asarray(columns) + 0.5) * dx, y0 + (np.asarray(rows) + 0.5) * dy


def points(labels, rows, columns, **fields):
    x, y = at(rows, columns)
    return Reference(list(labels), x, y, **fields)


def run(path, reference, **settings):
    return assess(AccuracySettings(map=path, reference=reference, reference_name="points", **settings),
                  SilentProgress())


def name_classes(path, names):
    """Names of the values 0, 1... in the file that GDAL reads beside the raster."""
    listed = "".join(f"<Category>{name}</Category>" for name in names)
    Path(f"{path}.aux.xml").write_text(f"<PAMDataset><PAMRasterBand band=\"1\"><CategoryNames>{listed}</CategoryNames>"
                                       "</PAMRasterBand></PAMDataset>", encoding="utf-8")


def test_names_that_the_map_bears_are_those_of_its_classes(tmp_path, classes):
    path = write(tmp_path / "carte.tif", classes)
    rows, columns = [10, 20, 30, 40, 50], [10, 20, 45, 60, 75]
    said = ["Wood", "crop", "2", "crop", "water"]
    with pytest.raises(BocageError) as refusal:
        run(path, points(["wood", "wood", "crop", "crop", "water"], rows, columns))
    assert refusal.value.code == "classes_unmatched"
    name_classes(path, ["", "wood", "crop", "water", "moor"])
    report = run(path, points(said, rows, columns)).report
    assert report["classes"] == ["wood", "crop", "water"] and report["overall_accuracy"]["value"] == pytest.approx(0.8)
    # A table says otherwise: it is believed.
    report = run(path, points(["forest", "field", "field", "field", "lake"], rows, columns),
                 names={1: "forest", 2: "field", 3: "lake"}).report
    assert report["classes"] == ["forest", "field", "lake"]
    # A class without a name keeps its number.
    name_classes(path, ["", "wood", "", "water"])
    report = run(path, points(["wood", "2", "2", "2", "water"], rows, columns)).report
    assert report["classes"] == ["wood", "2", "water"]


def zone_m2(south, north):
    """One degree of longitude between two parallels of WGS 84, closed form (Snyder 1987, equation 3-12)."""
    a, f = 6378137.0, 1 / 298.257223563
    e = np.sqrt(f * (2 - f))

    def q(degrees):
        s = np.sin(np.radians(degrees))
        return s / (1 - (e * s) ** 2) + np.log((1 + e * s) / (1 - e * s)) / (2 * e)

    return np.radians(1) * (a * (1 - f)) ** 2 / 2 * (q(north) - q(south))


@pytest.mark.parametrize("south", [0.0, 47.0, 60.0])
def test_area_of_a_degree_cell(south):
    cell = Grid("EPSG:4326", (5.0, 1.0, 0.0, south + 1, 0.0, -1.0), (1, 1))
    assert pixel_area_m2(cell) == pytest.approx(zone_m2(south, south + 1), rel=1e-9)


def test_the_same_ground_has_the_same_area_in_any_projection():
    x, y = at([0, 60], [0, 80])
    areas = []
    for crs in ("EPSG:32630", "EPSG:4326", "EPSG:3857"):
        east, north = transform_points(x - 5, y + 5, "EPSG:32630", crs)
        size = (east[1] - east[0]) / 80, (north[1] - north[0]) / 60
        grid = Grid(crs, (east[0], size[0], 0.0, north[0], 0.0, size[1]), (60, 80))
        areas.append(pixel_area_m2(grid) * 4800)
    # The three rectangles are turned against each other by the convergence of meridians, 0.9 degrees here.
    assert areas[1] == pytest.approx(areas[2], rel=1e-4)
    assert areas[0] == pytest.approx(areas[1], rel=0.04)
    # UTM: 10 m on the map are 10 / k metres on the ground, k = 0.9996 / cos at the central meridian's side.
    assert areas[0] / 4800 == pytest.approx(100 / 0.99977 ** 2, rel=2e-4)


def test_counts_and_areas_of_a_map(tmp_path, classes):
    content, found, _ = read_map(write(tmp_path / "map.tif", classes), *at([10, 0, 70], [50, 0, 3]), [],
                                 SilentProgress())
    assert content.pixels == {1: 40 * 60 - 25, 2: 1800, 3: 600} and content.nodata == 25
    assert content.area_m2[2] == pytest.approx(1800 * pixel_area_m2(UTM), rel=1e-6)
    assert found.tolist() == [2, NOTHING, NOTHING]


def test_pixels_under_polygons_however_strips_cut_them(tmp_path, monkeypatch, classes):
    from bocage.core.validation import class_map

    path = write(tmp_path / "map.tif", classes)
    x, y = at([20, 39], [35, 44])
    ring = np.array([[x[0] - 5, y[0] + 5], [x[1] + 5, y[0] + 5], [x[1] + 5, y[1] - 5], [x[0] - 5, y[1] - 5]])
    whole = read_map(path, np.zeros(0), np.zeros(0), [RingPolygon(7, [ring])], SilentProgress())[2]
    assert (whole.polygon.tolist(), whole.map_class.tolist(), whole.pixels.tolist()) == ([7, 7], [1, 2], [100, 100])
    monkeypatch.setattr(class_map, "STRIP_ROWS", 7)
    cut = read_map(path, np.zeros(0), np.zeros(0), [RingPolygon(7, [ring])], SilentProgress())[2]
    assert cut.pixels.tolist() == [100, 100]


def test_a_simple_sample_and_the_numbers_that_go_on(tmp_path, classes):
    path = write(tmp_path / "map.tif", classes)
    rows, columns = np.repeat(np.arange(10, 50), 4), np.tile([5, 20, 45, 75], 40)
    truth = np.array(["wood", "crop", "crop", "water"] * 40)
    found = run(path, points(truth, rows, columns), names=NAMES, json=str(tmp_path / "r.json"),
                html=str(tmp_path / "r.html"), matrix_csv=str(tmp_path / "m.csv"))
    assert found.numbers["OVERALL_ACCURACY"] == 0.75
    assert found.report["mode"] == "probability" and found.report["classes"] == ["wood", "crop", "water"]
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["units"] == 160
    again = read_matrix(str(tmp_path / "m.csv"), "reference")
    assert again.said == "map" and again.counts.tolist() == [[40, 40, 0], [0, 40, 0], [0, 0, 40]]
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Rows: map. Columns: reference." in page and "nan" not in page.lower().replace("finance", "")
    crop = found.report["by_class"][1]
    assert crop["area_ha"] == pytest.approx(0.5 * sum(row["mapped_ha"] for row in found.report["by_class"]))


def test_strata_of_the_map_take_its_areas(tmp_path, classes):
    path = write(tmp_path / "map.tif", classes)
    rows, columns = np.tile(np.arange(5, 55), 3), np.repeat([5, 45, 75], 50)
    labels = ["wood"] * 50 + ["crop"] * 40 + ["wood"] * 10 + ["water"] * 50
    strata = ["1"] * 50 + ["2"] * 50 + ["3"] * 50
    found = run(path, points(labels, rows, columns, stratum=strata), design="stratified", names=NAMES)
    shares = np.array([2375, 1800, 600]) / 4775
    assert found.numbers["OVERALL_ACCURACY"] == pytest.approx(shares @ [1, 0.8, 1], rel=1e-4)
    # Names that are the numbers of other classes: strata are the numbers still, and no area counts twice.
    called = {"wood": "3", "crop": "1", "water": "2"}
    found = run(path, points([called[name] for name in labels], rows, columns, stratum=strata), design="stratified",
                names={1: "3", 2: "1", 3: "2"})
    assert found.numbers["OVERALL_ACCURACY"] == pytest.approx(shares @ [1, 0.8, 1], rel=1e-4)
    # And two numbers of one name are two strata.
    found = run(path, points(labels, rows, columns, stratum=strata), design="stratified",
                names={1: "wood", 2: "wood", 3: "water"})
    assert found.numbers["OVERALL_ACCURACY"] == pytest.approx(shares @ [1, 0.2, 1], rel=1e-4)
    with pytest.raises(BocageError) as refusal:
        run(path, points(labels[:100], rows[:100], columns[:100], stratum=strata[:100]), design="stratified",
            names=NAMES)
    assert refusal.value.code == "strata_without_units"


def test_permuted_names_are_matched_by_name_never_by_place(tmp_path, classes):
    """Numbers that mean other classes: names decide, and numbers that meet by chance do not."""
    path = write(tmp_path / "map.tif", classes)
    truth = np.array(["wood", "crop", "water"] * 10)
    reference = points(truth, np.repeat(np.arange(10, 20), 3), np.tile([5, 45, 75], 10))
    assert run(path, reference, names=NAMES).numbers["OVERALL_ACCURACY"] == 1.0
    turned = run(path, reference, names={1: "water", 2: "wood", 3: "crop"})
    assert turned.numbers["OVERALL_ACCURACY"] == 0.0
    with pytest.raises(BocageError) as refusal:
        run(path, reference)
    assert refusal.value.code == "classes_unmatched"


def test_classes_of_one_side_are_kept_and_said(tmp_path, classes):
    path = write(tmp_path / "map.tif", classes)
    found = run(path, points(["wood", "vines", "wood", "crop"], [10, 11, 12, 13], [5, 6, 7, 45]), names=NAMES)
    assert found.report["only_map"] == ["water"] and found.report["only_reference"] == ["vines"]
    assert found.numbers["OVERALL_ACCURACY"] == 0.75
    kinds = {one["kind"] for one in found.report["warnings"]}
    assert {"only_map", "only_reference", "one_unit"} <= kinds


def test_units_that_cannot_speak_are_counted(tmp_path, classes):
    path = write(tmp_path / "map.tif", classes)
    labels = ["1", "1.0", "", "NULL", "2", "1"]
    found = run(path, points(labels, [10, 11, 12, 13, 500, 0], [5, 5, 5, 5, 5, 0]))
    assert found.report["ignored"] == {"outside": 2, "unlabelled": 2} and found.report["units"] == 2


def test_polygons_are_never_the_accuracy_of_the_map(tmp_path, classes):
    path = write(tmp_path / "map.tif", classes)
    rings = []
    for k in range(12):
        x, y = at([4 * k + 8, 4 * k + 10], [38, 43])
        rings.append([[np.array([[x[0] - 5, y[0] + 5], [x[1] + 5, y[0] + 5], [x[1] + 5, y[1] - 5],
                                 [x[0] - 5, y[1] - 5]])]])
    found = run(path, Reference(["wood"] * 12, rings=rings), names=NAMES)
    assert found.report["mode"] == "polygons" and found.report["groups"] == 12
    assert found.numbers["OVERALL_ACCURACY"] == pytest.approx(1 / 3)
    assert "mode_polygons" in [one["kind"] for one in found.report["warnings"]]
    assert "area_ha" not in found.report["by_class"][0]


@pytest.mark.parametrize("change, code", [
    ({"design": "stratified"}, "stratum_field_absent"), ({"design": "cluster"}, "cluster_field_absent")])
def test_a_design_needs_its_field(tmp_path, classes, change, code):
    with pytest.raises(BocageError) as refusal:
        run(write(tmp_path / "map.tif", classes), points(["1", "2"], [10, 10], [5, 45]), **change)
    assert refusal.value.code == code


def test_what_is_no_map_is_refused(tmp_path, classes):
    reference = points(["1"], [10], [5])
    for name, values, dtype, code in (("f", classes + np.float32(0.5), "float32", "map_not_classes"),
                                      ("z", np.zeros_like(classes), "uint8", "map_empty")):
        with pytest.raises(BocageError) as refusal:
            run(write(tmp_path / f"{name}.tif", values, dtype=dtype), reference)
        assert refusal.value.code == code
    with pytest.raises(BocageError) as refusal:
        run(write(tmp_path / "m.tif", classes), points(["1"], [900], [5]))
    assert refusal.value.code == "reference_outside_map"
    with pytest.raises(BocageError) as refusal:
        assess(AccuracySettings(), SilentProgress())
    assert refusal.value.code == "accuracy_nothing"


def test_whole_numbers_in_a_float_file_are_classes(tmp_path, classes):
    values = classes.astype(np.float32)
    values[values == 0] = np.nan
    found = run(write(tmp_path / "f.tif", values, dtype="float32", nodata=None), points(["1", "2"], [10, 10], [5, 45]))
    assert found.numbers["OVERALL_ACCURACY"] == 1.0


def test_cancel_leaves_nothing(tmp_path, classes):
    class Stop(SilentProgress):
        def cancelled(self):
            return True

    with pytest.raises(Cancelled):
        assess(AccuracySettings(map=write(tmp_path / "m.tif", classes), reference=points(["1"], [10], [5]),
                                html=str(tmp_path / "r.html")), Stop())
    assert not (tmp_path / "r.html").exists()


def test_the_report_speaks_french(tmp_path, classes):
    run(write(tmp_path / "m.tif", classes), points(["1", "2", "1"], [10, 10, 11], [5, 45, 45]), language="fr",
        html=str(tmp_path / "r.html"))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Lignes : carte. Colonnes : référence." in page and 'lang="fr"' in page


def test_two_interpreters_and_their_doubt(tmp_path, classes):
    path = write(tmp_path / "map.tif", classes)
    rows, columns = np.repeat(np.arange(10, 50), 3), np.tile([5, 45, 75], 40)
    first = ["wood", "crop", "water"] * 40
    second = [*first[:60], *["crop"] * 20, *[""] * 40]
    settled = [*[""] * 60, *first[60:70], *[""] * 50]
    found = run(path, points(first, rows, columns, second=second, settled=settled,
                             alternate=["crop"] * 120), names=NAMES, html=str(tmp_path / "r.html"))
    met = found.report["interpreters"]
    assert met["units"] == 80 and 0 < met["unsettled"] <= 10
    assert met["agreement"] == pytest.approx(np.mean([a == b for a, b in zip(first[:80], second[:80])]))
    assert met["overall_with_doubt"]["labelling"] > 0
    assert met["overall_with_doubt"]["value"] < found.numbers["OVERALL_ACCURACY"] == 1.0
    assert "How sure the reference is" in (tmp_path / "r.html").read_text(encoding="utf-8")


def kinds(found):
    return {one["kind"]: one for one in found.report["warnings"]}


def test_a_small_sample_is_said_to_be_small(tmp_path, classes):
    """Where coverage is only published (docs/proofs.md), the report warns; where it is proved, it does not."""
    path = write(tmp_path / "map.tif", classes)

    def sample(times, **fields):
        rows, columns = np.repeat(np.arange(5, 5 + times), 3), np.tile([5, 45, 75], times)
        return points(["wood", "crop", "water"] * times, rows, columns, **fields)

    few = kinds(run(path, sample(12), names=NAMES))
    assert few["few_units_all"]["units"] == 36 and few["few_of_class"]["classes"] == "wood, crop, water"
    enough = kinds(run(path, sample(50), names=NAMES))
    assert not {"few_units_all", "few_units", "few_of_class", "few_groups"} & set(enough)
    strata = kinds(run(path, sample(49, stratum=["1", "2", "3"] * 49), names=NAMES, design="stratified"))
    assert strata["few_units"]["strata"] == "1, 2, 3"
    groups = [str(k) for k in np.repeat(np.arange(29), 3)]
    assert "blocks_apart" in kinds(run(path, sample(29), names=NAMES, mode="blocks"))
    assert "blocks_apart" not in kinds(run(path, sample(29, cluster=groups), names=NAMES, mode="blocks"))
    clustered = kinds(run(path, sample(29, cluster=groups), names=NAMES, design="cluster"))
    assert clustered["few_groups"]["groups"] == 29 and "few_of_class" not in clustered
