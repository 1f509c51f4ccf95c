"""The report beyond its matrix: how sure the map may be, its patches, its worst places, its figures."""

from __future__ import annotations

import base64
import json
import re
import zlib

import numpy as np
import pytest
from bocage.core.engine.colours import distinct, png
from bocage.core.engine.grid import Grid
from bocage.core.engine.points import values_at
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter, transform_points
from bocage.core.errors import BocageError
from bocage.core.validation import worst as places
from bocage.core.validation.assess import assess
from bocage.core.validation.settings import AccuracySettings, Reference

GRID = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (100, 100))
NAMES = {1: "wood", 2: "crop"}


def write(path, bands, dtype="uint8", nodata=None, grid=GRID, names=(), scale=1.0):
    bands = bands if bands.ndim == 3 else bands[None]
    with RasterWriter(str(path), grid, dtype, len(bands), nodata, names) as writer:
        for number, band in enumerate(bands, start=1):
            writer.write(band, number)
            if scale != 1.0:
                writer.set_scaling(number, scale)
    return str(path)


@pytest.fixture
def land(tmp_path):
    """A map of halves, points all over it, and how sure it is: 0.9 where it is right three times in four."""
    rng = np.random.default_rng(3)
    values = np.repeat(np.array([1, 2], np.uint8), 50)[None].repeat(100, 0)
    row, column = (part.ravel() for part in np.meshgrid(np.arange(0, 100, 2), np.arange(0, 100, 5), indexing="ij"))
    sure = np.where(rng.random(row.size) < 0.5, 0.9, 0.5)
    right = rng.random(row.size) < np.where(sure > 0.6, 0.75, 0.5)
    labels = [NAMES[int(v if r else 3 - v)] for v, r in zip(values[row, column], right)]
    x, y = 600005.0 + 10 * column, 5239995.0 - 10 * row
    confidence = np.full((100, 100), 255, np.uint8)
    confidence[row, column] = np.rint(100 * sure)
    return write(tmp_path / "carte é.tif", values, nodata=0), (labels, x, y), confidence, sure, right, (row, column)


def run(path, reference, **settings):
    return assess(AccuracySettings(map=path, reference=Reference(*reference), reference_name="points", names=NAMES,
                                   **settings), SilentProgress())


def test_percent_and_shares_and_a_field_say_the_same(tmp_path, land):
    path, reference, confidence, sure, right, _ = land
    one = run(path, reference, confidence=write(tmp_path / "c.tif", confidence, nodata=255)).report["calibration"]
    share = np.where(confidence == 255, np.nan, confidence / 100.0).astype(np.float32)
    other = run(path, reference, confidence=write(tmp_path / "s.tif", share, "float32")).report["calibration"]
    settings = AccuracySettings(map=path, reference=Reference(*reference, confidence=sure), names=NAMES)
    field = assess(settings, SilentProgress()).report["calibration"]
    assert one["units"] == 1000 and one["without"] == 0 and one["brier_of"] == "event"
    for key in ("mean", "right", "brier", "expected_error", "largest_error", "where_right", "where_wrong"):
        assert other[key] == pytest.approx(one[key], abs=1e-6) and field[key] == pytest.approx(one[key], abs=1e-9)
    # By hand: two levels of confidence.
    gap = sum((sure == level).mean() * abs(right[sure == level].mean() - level) for level in (0.5, 0.9))
    assert one["expected_error"] == pytest.approx(gap, abs=1e-9) and gap > 0.05
    assert one["brier"] == pytest.approx(((sure - right) ** 2).mean())


def test_calibration_is_that_of_the_map_not_of_the_sample(tmp_path, land):
    """A stratum drawn nine times as densely counts for its size: weights of the design."""
    path, (labels, x, y), _, sure, right, (row, column) = land
    weight = np.where(column < 50, 9.0, 1.0)
    reference = Reference(labels, x, y, weight=weight, confidence=sure)
    found = assess(AccuracySettings(map=path, reference=reference, names=NAMES), SilentProgress()).report["calibration"]
    assert found["right"] == pytest.approx(np.average(right, weights=weight))
    assert found["brier"] == pytest.approx(np.average((sure - right) ** 2, weights=weight))


def test_probabilities_of_every_class_by_the_names_of_their_bands(tmp_path, land):
    path, reference, _, sure, right, (row, column) = land
    wood = np.full((100, 100), -1, np.int16)
    p = np.where(column < 50, sure, 1 - sure)
    wood[row, column] = np.rint(10_000 * p)
    crop = np.where(wood < 0, -1, 10_000 - wood).astype(np.int16)
    # In the other order than the classes: bands go by their names, or by numbers of classes.
    for names in (("crop", "wood"), ("2", "1")):
        raster = write(tmp_path / f"p{names[0]}.tif", np.stack([crop, wood]), "int16", -1, names=names, scale=1e-4)
        found = run(path, reference, confidence=raster).report["calibration"]
        assert found["brier_of"] == "classes" and found["mean"] == pytest.approx(sure.mean(), abs=1e-4)
        assert found["brier"] == pytest.approx(2 * ((sure - right) ** 2).mean(), abs=1e-3)
    with pytest.raises(BocageError) as refusal:
        run(path, reference, confidence=write(tmp_path / "n.tif", np.stack([crop, wood]), "int16", -1,
                                              names=("a", "b"), scale=1e-4))
    assert refusal.value.code == "confidence_classes" and "wood" in str(refusal.value.fields)


@pytest.mark.parametrize("values, code", [(300, "confidence_range"), (255, "confidence_nothing")])
def test_what_is_no_confidence_is_refused(tmp_path, land, values, code):
    raster = write(tmp_path / "c.tif", np.full((100, 100), values, np.uint16), "uint16", 255)
    with pytest.raises(BocageError) as refusal:
        run(land[0], land[1], confidence=raster)
    assert refusal.value.code == code


def test_polygons_have_no_one_confidence(tmp_path, land):
    ring = np.array([[600100.0, 5239900.0], [600200.0, 5239900.0], [600200.0, 5239800.0], [600100.0, 5239800.0]])
    reference = Reference(["wood"], rings=[[[ring]]])
    with pytest.raises(BocageError) as refusal:
        assess(AccuracySettings(map=land[0], reference=reference, names=NAMES, confidence=land[0]), SilentProgress())
    assert refusal.value.code == "confidence_needs_points"


def test_values_at_points_of_another_coordinate_system(tmp_path):
    values = np.arange(10_000, dtype=np.int16).reshape(100, 100)
    raster = write(tmp_path / "v.tif", np.stack([values, values + 1]), "int16", 7, scale=0.5)
    row, column = np.array([3, 99, 0]), np.array([40, 2, 7])
    lon, lat = transform_points(600005.0 + 10 * column, 5239995.0 - 10 * row, "EPSG:32630", "EPSG:4326")
    found = values_at(raster, np.append(lon, 10.0), np.append(lat, 10.0), "EPSG:4326", SilentProgress())
    assert found[:3, 1] == pytest.approx([0.5 * 341, 0.5 * 9903, 0.5 * 8])
    assert np.isnan(found[2, 0]) and np.isnan(found[3]).all()


def pixels_of(address):
    """Rows of a PNG of ours."""
    data = base64.b64decode(address.split(",")[1])
    columns, rows = (int.from_bytes(data[k:k + 4], "big") for k in (16, 20))
    size = int.from_bytes(data[33:37], "big")
    lines = np.frombuffer(zlib.decompress(data[41:41 + size]), np.uint8).reshape(rows, -1)
    return lines[:, 1:].reshape(rows, columns, 3)


def test_colours_are_told_apart():
    """No grey, no two alike among the twenty first classes."""
    colours = np.array([distinct(k) for k in range(20)], float)
    assert (np.ptp(colours, axis=1) > 80).all() and distinct(0) == (229, 63, 63)
    apart = np.abs(colours[:, None] - colours[None]).sum(-1) + 999 * np.eye(20)
    assert apart.min() > 25


def test_a_png_holds_its_pixels(tmp_path):
    from osgeo import gdal

    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3)).astype(np.uint8)
    path = tmp_path / "a.png"
    path.write_bytes(png(pixels))
    assert np.array_equal(gdal.Open(str(path)).ReadAsArray().transpose(1, 2, 0), pixels)


def test_the_worst_places_are_those_of_which_the_map_is_surest(tmp_path, land):
    path, (labels, x, y), _, sure, right, _ = land
    found = run(path, (labels, x, y), html=str(tmp_path / "r.html")).report["worst"]
    assert len(found) == 2 * places.OF_A_PAIR and all(one["map"] != one["reference"] for one in found)
    wrong = {(float(a), float(b)): float(s) for a, b, s, r in zip(x, y, sure, right) if not r}
    settings = AccuracySettings(map=path, reference=Reference(labels, x, y, confidence=sure), names=NAMES)
    surest = assess(settings, SilentProgress()).report["worst"]
    assert [one["confidence"] for one in surest] == [0.9] * 6
    assert all(wrong[one["x"], one["y"]] == 0.9 for one in surest)


def test_crops_show_the_map_and_the_ground_around_the_unit(tmp_path):
    """One wrong unit near a corner: the map's own colours, an image twice as fine in another coordinate system."""
    values = np.repeat(np.array([1, 2], np.uint8), 50)[None].repeat(100, 0)
    path = write(tmp_path / "m.tif", values, nodata=0)
    x, y = np.array([600495.0, 600505.0]), np.array([5239985.0, 5239985.0])
    east, north = transform_points(np.array([600000.0, 601000.0]), np.array([5240000.0, 5239000.0]), "EPSG:32630",
                                   "EPSG:4326")
    fine = Grid("EPSG:4326", (east[0], (east[1] - east[0]) / 200, 0.0, north[0], 0.0, (north[1] - north[0]) / 200),
                (200, 200))
    red = np.repeat(np.array([100, 3000], np.int16), 100)[None].repeat(200, 0)
    image = write(tmp_path / "i.tif", np.stack([red * 0, red * 0, red, red * 0]), "int16", -1, fine,
                  ("B2", "B3", "B4", "B8"))
    report = tmp_path / "r.html"
    run(path, (["wood", "wood"], x, y), html=str(report), image=image)
    shown = [pixels_of(one) for one in re.findall(r'src="(data:image/png[^"]+)"', report.read_text(encoding="utf-8"))]
    assert len(shown) == 2
    ground, mapped = shown
    assert mapped.shape == (places.SIDE, places.SIDE, 3)
    # The unit lies in the second row: 29 rows of its crop are beyond the map; its frame is in the middle.
    assert (mapped[:29, :20] == places._EMPTY).all() and tuple(mapped[30, 30 - 3]) == (0, 0, 0)
    assert tuple(mapped[40, 5]) == distinct(1) and tuple(mapped[40, 55]) == distinct(2)
    # Red where B4 is high, on the right; nothing in the other bands.
    assert tuple(ground[-5, -5]) == (255, 0, 0) and tuple(ground[-5, 5]) == (0, 0, 0)


def test_patches_of_the_map_come_with_its_report(tmp_path):
    values = np.ones((100, 100), np.uint8)
    values[20:40, 20:40] = 2
    values[5, 5] = values[50, 70] = 2
    found = run(write(tmp_path / "m.tif", values, nodata=0), (["wood", "crop"], np.array([600105.0, 600255.0]),
                                                             np.array([5239005.0, 5239755.0])), patches=True,
                html=str(tmp_path / "r.html"), json=str(tmp_path / "r.json"))
    assert found.numbers["ISOLATED_PERCENT"] == pytest.approx(0.02)
    again = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["patches"]
    assert [row["class"] for row in again["spectrum"]] == ["wood", "crop"] and again["patches"] == 4
    assert again["spectrum"][1]["patches"][0] == 2
    assert "Patches by size" not in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Pixels by size of their patch" in (tmp_path / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language, words", [
    ("en", ["Confusions", "Reliability", "surer than it is right", "Where they disagree most"]),
    ("fr", ["Confusions", "Fiabilité", "plus sûre qu&#x27;elle n&#x27;a raison", "Les pires désaccords",
            "échantillon aléatoire simple"])])
def test_the_whole_report_in_both_languages(tmp_path, land, language, words):
    pytest.importorskip("matplotlib")
    path, (labels, x, y), _, sure, _, _ = land
    assess(AccuracySettings(map=path, reference=Reference(labels, x, y, confidence=np.minimum(1.0, sure + 0.1)),
                            names=NAMES, patches=True, html=str(tmp_path / "r.html"), language=language),
           SilentProgress())
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert all(one in page for one in words) and page.count("data:image/svg+xml") == 5
    assert ">nan<" not in page.lower() and "None" not in re.sub(r'src="[^"]+"', "", page)


def test_ribbons_are_as_wide_as_the_errors():
    """Every bar is filled: what leaves a class of the reference is what arrives on the map."""
    pytest.importorskip("matplotlib")
    from bocage.core.validation import figures
    from bocage.core.validation.words import words

    table = np.array([[0.3, 0.05, 0.02], [0.0, 0.4, 0.03], [0.1, 0.0, 0.1]])
    drawn = figures.flows({"proportions": table.tolist(), "classes": ["a", "b", "c"]}, words("en"))
    ribbons = drawn.axes[0].patches
    widths = sorted(float(np.ptp(one.get_path().vertices[[0, 7], 1])) for one in ribbons)
    assert widths == pytest.approx(sorted(np.array([0.05, 0.02, 0.03, 0.1]) / 0.2))
    none = figures.flows({"proportions": np.eye(2).tolist(), "classes": ["a", "b"]}, words("en"))
    assert not none.axes[0].patches and none.axes[0].texts[0].get_text() == "No error was seen."


def test_the_two_languages_have_the_same_words():
    from bocage.core.validation.words import words

    english, french = words("en"), words("fr")
    assert set(english) == set(french)
    fields = {key: set(re.findall(r"{(\w+)}", text)) for key, text in english.items()}
    assert fields == {key: set(re.findall(r"{(\w+)}", text)) for key, text in french.items()}
