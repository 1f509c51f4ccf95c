"""bocage:zonalseries: figures worked out pixel by pixel, clear shares, tiles, zones, repairs, refusals, cancel."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.zonalseries import ZonalSettings, run_zonalseries
from bocage.core.chains.zonalseries import cover as cover_module
from bocage.core.chains.zonalseries import statistics as statistics_module
from bocage.core.chains.zonalseries.statistics import weighted_quantiles
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import transform_points
from bocage.core.engine.zones import read_zones, zones_of
from bocage.core.errors import BocageError, Cancelled
from osgeo import ogr

sys.path.insert(0, str(Path(__file__).resolve().parent))
from dated_product import CLM_CLOUD, CORNER, NODATA, product, square  # noqa: E402
from test_stack import Impatient  # noqa: E402

ROWS, COLUMNS = np.indices((120, 120))
RED = 400 + 2 * ROWS + COLUMNS
NIR = 3000 - 3 * ROWS + 2 * COLUMNS
CLOUD = (slice(10, 20), slice(10, 30))
#: Columns and rows of the corners, in pixels: inside, half a pixel, under the cloud in part, over the edge.
ZONES = {"plain": (40, 40, 50, 45), "halves": (60.5, 60.25, 64.5, 62.25), "cloudy": (5, 10, 15, 20),
         "edge": (115, 100, 125, 110), "hole": (80, 80, 90, 90), "tiny": (70.2, 30.2, 70.6, 30.7)}


def metres(points) -> list[tuple[float, float]]:
    return [(CORNER[0] + 10 * column, CORNER[1] - 10 * row) for column, row in points]


def wkb(points) -> bytes:
    text = ", ".join(f"{x!r} {y!r}" for x, y in [*points, points[0]])
    return bytes(ogr.CreateGeometryFromWkt(f"POLYGON (({text}))").ExportToWkb())


def rectangle(box) -> list[tuple[float, float]]:
    west, north, east, south = box
    return [(west, north), (east, north), (east, south), (west, south)]


def zones(crs: str = "EPSG:32630", names=tuple(ZONES)):
    items = []
    for name in names:
        points = metres(rectangle(ZONES[name]))
        if crs != "EPSG:32630":
            x, y = transform_points(*np.array(points).T, "EPSG:32630", crs)
            points = list(zip(x.tolist(), y.tolist()))
        items.append((name, wkb(points)))
    return zones_of(items, crs, "zones")


def shares(box) -> np.ndarray:
    """Area of each pixel inside a rectangle."""
    west, north, east, south = box
    across = np.clip(np.minimum(np.arange(120) + 1, east) - np.maximum(np.arange(120), west), 0, 1)
    down = np.clip(np.minimum(np.arange(120) + 1, south) - np.maximum(np.arange(120), north), 0, 1)
    return down[:, None] * across[None, :]


@pytest.fixture(scope="module")
def dates(tmp_path_factory) -> list[str]:
    folder = tmp_path_factory.mktemp("parcelles d'été")
    hole = RED.copy()
    hole[82:84, 80:90] = NODATA
    masks = {"CLM": square(*CLOUD, CLM_CLOUD), "MG2": square(*CLOUD, 2)}
    return [product(folder, "2018-02-17", {"B4": RED + 100, "B8": NIR}),
            product(folder, "2018-01-17", {"B4": hole, "B8": NIR}, masks)]


def run(inputs, some=None, progress=None, **changes):
    settings = {"input": tuple(inputs), "indices": ("red", "NDVI"), "threads": 1, **changes}
    return run_zonalseries(some or zones(), ZonalSettings(**settings), progress or SilentProgress())


def by_key(result) -> dict:
    names = [name for name, _ in result.columns()]
    return {(row["zone"], row["date"], row["variable"]): row
            for row in (dict(zip(names, values)) for values in result.rows())}


def expected(box, values, clear=None, zone_area=None) -> dict:
    """Figures of one zone by sums over all its pixels."""
    weight = shares(box) * (np.ones((120, 120)) if clear is None else clear) * np.isfinite(values)
    seen = weight > 0
    value, share = values[seen], weight[seen]
    mean = float((value * share).sum() / share.sum())
    west, north, east, south = box
    area = (east - west) * (south - north)
    return {"mean": mean, "std": float(np.sqrt((share * (value - mean) ** 2).sum() / share.sum())),
            "min": float(value.min()), "max": float(value.max()), "count": float(share.sum()),
            "pixels": int(seen.sum()), "clear": float(share.sum() / area),
            "nodata": 1 - float((shares(box) * np.isfinite(values)).sum() / area)}


@pytest.mark.parametrize("crs", ["EPSG:32630", "EPSG:4326", "EPSG:2154"])
def test_figures_are_those_of_the_pixels_whatever_the_system_of_the_zones(dates, crs):
    found = by_key(run(dates, zones(crs), statistics=("mean", "std", "min", "max")))
    red = {"2018-02-17": (RED + 100) * 1e-4, "2018-01-17": RED * 1e-4}
    red["2018-01-17"][82:84, 80:90] = np.nan
    clear = {"2018-02-17": None, "2018-01-17": 1.0 - (square(*CLOUD, 1) > 0)}
    assert len(found) == 2 * len(ZONES) * 2
    for day, values in red.items():
        for name, box in ZONES.items():
            for variable, layer in (("red", values), ("NDVI", (NIR * 1e-4 - values) / (NIR * 1e-4 + values))):
                row, truth = found[name, day, variable], expected(box, layer, clear[day])
                for key in ("mean", "std", "count", "clear", "nodata", "min", "max"):
                    # Beside rounding, the rectangle comes back from other systems to a fraction of a millimetre.
                    assert row[key] == pytest.approx(truth[key], rel=2e-4, abs=2e-4), (name, day, variable, key)
    assert found["plain", "2018-01-17", "red"]["pixels"] in range(50, 90)


def test_shares_of_cloud_and_no_data_are_told(dates):
    found = by_key(run(dates))
    row = found["cloudy", "2018-01-17", "red"]
    assert row["clear"] == pytest.approx(0.5) and row["nodata"] == 0 and row["count"] == 50
    row = found["edge", "2018-01-17", "NDVI"]
    assert row["clear"] == pytest.approx(0.5) and row["nodata"] == pytest.approx(0.5)
    row = found["hole", "2018-01-17", "red"]
    assert row["nodata"] == pytest.approx(0.2) and row["clear"] == pytest.approx(0.8) and row["pixels"] == 80
    row = found["tiny", "2018-02-17", "red"]
    assert row["count"] == pytest.approx(0.2, abs=1e-6) and row["mean"] == pytest.approx((RED[30, 70] + 100) * 1e-4)
    assert (row["platform"], row["level"], row["tile"]) == ("S2A", "L2A", "30TWT")


def test_medians_and_percentiles_are_numpy_s_where_weights_are_equal(dates):
    found = by_key(run(dates, statistics=("median", "p10", "p90")))
    values = (RED + 100)[40:45, 40:50] * 1e-4
    row = found["plain", "2018-02-17", "red"]
    assert row["median"] == pytest.approx(np.median(values), abs=1e-6)
    assert row["p10"] == pytest.approx(np.percentile(values, 10, method="hazen"), abs=1e-6)
    assert row["p90"] == pytest.approx(np.percentile(values, 90, method="hazen"), abs=1e-6)


def test_weighted_percentiles_are_those_of_repeated_values():
    rng = np.random.default_rng(2)
    values, counts = rng.uniform(size=9), rng.integers(1, 5, 9)
    found = weighted_quantiles(np.zeros(9, int), counts.astype(float), values, (0.5,))
    # A value of weight 3 is worth three of weight 1, up to the straight line between neighbours.
    repeated = np.sort(np.repeat(values, counts))
    assert repeated[max(0, len(repeated) // 2 - 4)] <= found[0, 0] <= repeated[len(repeated) // 2 + 4]
    twice = np.concatenate([values, 5 + values])
    equal = weighted_quantiles(np.repeat([0, 3], 9), np.full(18, 0.25), twice, (0.3, 0.5))
    truth = np.percentile(values, [30, 50], method="hazen")
    assert equal == pytest.approx(np.stack([truth, 5 + truth], axis=1))


def test_blocks_and_small_memory_change_nothing(dates, monkeypatch):
    words = ("mean", "median", "std", "min", "max", "p05", "p95")
    whole = list(run(dates, statistics=words).rows())
    monkeypatch.setattr(cover_module, "_SIDE", 7)
    cut = list(run(dates, statistics=words, threads=2).rows())
    monkeypatch.setattr(cover_module, "MOST_KEPT", 0)
    again = list(run(dates, statistics=words).rows())
    assert cut == again and len(cut) == len(whole)
    for one, other in zip(cut, whole):
        assert one[:8] == other[:8] and one[8:] == pytest.approx(other[8:], abs=2e-6)


def test_percentiles_of_zones_too_large_to_hold_are_counted_to_a_ten_thousandth(dates, monkeypatch):
    everywhere = zones_of([("all", wkb(metres(rectangle((0, 0, 120, 120)))))], "EPSG:32630", "zones")
    exact = by_key(run(dates, everywhere, statistics=("median", "p10")))
    monkeypatch.setattr(cover_module, "_SIDE", 32)
    monkeypatch.setattr(statistics_module, "MOST_VALUES", 2000)
    counted = by_key(run(dates, everywhere, statistics=("median", "p10")))
    for key, row in counted.items():
        assert row["median"] == pytest.approx(exact[key]["median"], abs=1.1e-4)
        assert row["p10"] == pytest.approx(exact[key]["p10"], abs=1.1e-4)


def test_the_rule_of_the_centre_takes_whole_pixels(dates):
    found = by_key(run(dates, weights="centre"))
    row = found["halves", "2018-02-17", "red"]
    # Columns 60.5 to 64.5 hold the centres of 60 or of 64, not of both; rows 60.25 to 62.25 those of 60 and 61.
    values = (RED + 100)[60:62] * 1e-4
    assert row["count"] == 8 == row["pixels"]
    assert row["mean"] in (pytest.approx(values[:, 60:64].mean()), pytest.approx(values[:, 61:65].mean()))


def test_rows_come_by_date_and_the_csv_says_the_same(dates, tmp_path):
    path = tmp_path / "séries.csv"
    result = run(dates, csv=str(path))
    with open(path, encoding="utf-8") as handle:
        lines = list(csv.DictReader(handle))
    assert len(lines) == result.count() == 2 * 2 * len(ZONES)
    assert [line["date"] for line in lines] == sorted(line["date"] for line in lines)
    assert float(lines[0]["mean"]) == pytest.approx(next(result.rows())[8])
    assert lines[0]["time"].startswith("2018-01-17T11:03:51") and lines[0]["zone"] == "plain"


def test_a_parcel_of_two_tiles_has_one_row_from_the_tile_that_saw_it(tmp_path):
    east = (CORNER[0] + 1100.0, CORNER[1])
    inputs = [product(tmp_path, "2018-01-17", {"B4": 500}, tile="30TWT"),
              product(tmp_path, "2018-01-17", {"B4": 700}, corner=east, tile="30TXT")]
    boxes = {"west": (20, 20, 30, 30), "both": (112, 20, 118, 26), "over": (105, 40, 119, 50),
             "cut": (114, 60, 126, 70)}
    some = zones_of([(name, wkb(metres(rectangle(box)))) for name, box in boxes.items()], "EPSG:32630", "zones")
    rows = [dict(zip([name for name, _ in run(inputs, some).columns()], row))
            for row in run(inputs, some, indices=("red",)).rows()]
    assert [(row["zone"], row["tile"], round(row["mean"], 4)) for row in sorted(rows, key=lambda row: row["zone"])] == [
        ("both", "30TWT", 0.05), ("cut", "30TXT", 0.07), ("over", "30TWT", 0.05), ("west", "30TWT", 0.05)]
    assert all(row["nodata"] == 0 for row in rows)
    every = list(run(inputs, some, indices=("red",), tiles="all").rows())
    assert len(every) == 4 + 3


def test_products_of_two_zones_of_projection(tmp_path):
    x, y = transform_points(np.array([CORNER[0]]), np.array([CORNER[1]]), "EPSG:32630", "EPSG:32631")
    corner = (float(x[0]), float(y[0]))
    other = product(tmp_path, "2018-03-01", {"B4": 900}, corner=corner, crs="EPSG:32631", tile="31TAA")
    here = product(tmp_path, "2018-01-17", {"B4": 500})
    found = by_key(run([other, here], zones(names=("plain",)), indices=("red",)))
    assert found["plain", "2018-01-17", "red"]["mean"] == pytest.approx(0.05)
    assert found["plain", "2018-03-01", "red"]["mean"] == pytest.approx(0.09)
    # Zone 31 is wide there: a metre on its map is less on the ground, the shares stay.
    assert found["plain", "2018-03-01", "red"]["clear"] == pytest.approx(1.0)


def test_a_share_too_small_has_no_figure(dates):
    found = by_key(run(dates, min_clear=0.6))
    assert found["cloudy", "2018-01-17", "red"]["mean"] is None
    assert found["cloudy", "2018-01-17", "red"]["clear"] == pytest.approx(0.5)
    assert found["cloudy", "2018-02-17", "red"]["mean"] is not None


def test_invalid_zones_are_repaired_or_listed(dates):
    bow = metres([(20, 20), (30, 30), (30, 20), (20, 30)])
    items = [("bow", wkb(bow)), ("line", bytes(ogr.CreateGeometryFromWkt("LINESTRING (0 0, 1 1)").ExportToWkb())),
             ("nothing", b""), ("sound", wkb(metres(rectangle(ZONES["plain"]))))]
    some = zones_of(items, "EPSG:32630", "zones")
    assert some.repaired == ("bow",) and dict(some.refused) == {"line": "not a polygon", "nothing": "empty"}
    result = run(dates, some)
    assert {row[0] for row in result.rows()} == {"bow", "sound"} and len(result.refused) == 2
    # Two triangles of 25 pixels each.
    assert by_key(result)["bow", "2018-02-17", "red"]["count"] == pytest.approx(50)


def test_zones_of_a_file_by_a_field(dates, tmp_path):
    lonlat = [list(map(float, np.ravel(transform_points(np.array([x]), np.array([y]), "EPSG:32630", "EPSG:4326"))))
              for x, y in metres(rectangle(ZONES["plain"]))]
    path = tmp_path / "parcelles été.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"code": "A7"},
         "geometry": {"type": "Polygon", "coordinates": [[*lonlat, lonlat[0]]]}}]}))
    some = read_zones(str(path), "code")
    assert some.names == ("A7",)
    assert by_key(run(dates, some))["A7", "2018-02-17", "red"]["count"] == pytest.approx(50, rel=1e-4)
    with pytest.raises(BocageError, match="code"):
        read_zones(str(path), "kode")


def test_a_bad_product_is_left_out_and_said(dates, tmp_path):
    class Hearing(SilentProgress):
        said: list = []

        def warn(self, code, **fields):
            self.said.append((code, fields.get("file")))

    (tmp_path / "broken.SAFE").mkdir()
    heard = Hearing()
    result = run([*dates, str(tmp_path / "broken.SAFE")], None, heard)
    assert len(result.dates) == 2 and heard.said == [("product_skipped", str(tmp_path / "broken.SAFE"))]
    assert [one.path for one in result.skipped] == [str(tmp_path / "broken.SAFE")]


@pytest.mark.parametrize(("changes", "words"), [
    ({"indices": ()}, "INDICES"), ({"indices": ("cirrus",)}, "cirrus"), ({"statistics": ("mode",)}, "mode"),
    ({"input": ("/nowhere/at all",)}, "/nowhere/at all")])
def test_what_cannot_be_is_refused_and_nothing_is_written(dates, tmp_path, changes, words):
    with pytest.raises(BocageError) as caught:
        run(changes.pop("input", dates), csv=str(tmp_path / "a.csv"), **changes)
    assert words in str(caught.value) and list(tmp_path.iterdir()) == []


def test_zones_elsewhere_are_refused(dates):
    away = zones_of([("away", wkb([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]))], "EPSG:4326", "zones")
    with pytest.raises(BocageError, match="None of the 1 zones"):
        run(dates, away)
    with pytest.raises(BocageError, match="no polygon"):
        zones_of([("nothing", b"")], "EPSG:4326", "zones")


@pytest.mark.parametrize("most", [0.05, 0.4, 0.899])
def test_cancel_leaves_nothing(dates, tmp_path, most):
    with pytest.raises(Cancelled):
        run(dates, None, Impatient(most), csv=str(tmp_path / "a.csv"))
    assert list(tmp_path.iterdir()) == []
