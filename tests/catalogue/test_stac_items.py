"""Items of every provider as records: what they say, however they write it."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bocage.core.catalogue.model import REMOTE
from bocage.core.catalogue.providers import provider_at, providers
from bocage.core.catalogue.stac.items import NoItem, found_item, item_footprint, read_time
from bocage.core.catalogue.stac.names import level_word, platform_word, read_name, tile_word

ANY = provider_at("https://stac.example.org")
SQUARE = {"type": "Polygon", "coordinates": [[[0, 45], [1, 45], [1, 46], [0, 46], [0, 45]]]}
CDSE = {
    "type": "Feature", "stac_version": "1.1.0", "collection": "sentinel-2-l2a",
    "id": "S2B_MSIL2A_20240115T105309_N0510_R051_T31TCJ_20240115T124021", "geometry": SQUARE, "bbox": [0, 45, 1, 46],
    "properties": {"datetime": "2024-01-15T10:53:09.024Z", "platform": "sentinel-2b", "eo:cloud_cover": 12.34,
                   "grid:code": "MGRS-31TCJ", "sat:relative_orbit": 51, "processing:level": "L2",
                   "product:type": "S2MSI2A", "processing:version": "05.10", "sat:orbit_state": "descending"},
    "links": [{"rel": "self", "href": "https://stac.dataspace.copernicus.eu/v1/collections/sentinel-2-l2a/items/x"}],
    "assets": {
        "B04_10m": {"href": "s3://eodata/B04.jp2", "type": "image/jp2", "roles": ["data"],
                    "alternate": {"https": {"href": "https://download.dataspace.copernicus.eu/B04.jp2"}}},
        "thumbnail": {"href": "../../../thumb/x.jpg", "type": "image/jpeg", "roles": ["thumbnail"]},
        "Product": {"href": "https://download.dataspace.copernicus.eu/odata/v1/Products(1)/$value", "file:size": 1234,
                    "type": "application/zip", "file:checksum": "D50110" + "AB" * 16, "auth:refs": ["oidc"],
                    "roles": ["data", "metadata", "archive"]}}}
GEODES = {
    "type": "Feature", "stac_version": "1.0.0", "collection": "THEIA_REFLECTANCE_SENTINEL2_L2A",
    "id": "0d3bbb86-6c8c-5e2f-9ad0-2f9ad0f3a111", "geometry": SQUARE,
    "properties": {"datetime": "2025-06-01T00:00:00Z", "start_datetime": "2018-01-17T11:14:18.463Z",
                   "end_datetime": "2018-01-17T11:14:18.463Z", "eo:cloud_cover": 7, "platform": "SENTINEL-2A",
                   "identifier": "SENTINEL2A_20180117-111418-463_L2A_T30TWT_C_V1-0", "grid:code": "T30TWT"},
    "assets": {
        "quicklook.jpg": {"href": "https://geodes-portal.cnes.fr/q.jpg", "type": "image/jpeg", "roles": ["overview"]},
        "p.zip": {"href": "https://geodes-portal.cnes.fr/p.zip", "type": "application/zip", "roles": ["data"],
                  "description": "File size: 1500 bytes, Is online: false, "
                                 "Checksum MD5: 0123456789abcdef0123456789ABCDEF"}}}


def test_cdse_says_all_there_is_to_say():
    record = found_item(CDSE, providers()["cdse"], "https://stac.dataspace.copernicus.eu/v1/search").record
    assert (record.identifier, record.source, record.state) == (CDSE["id"], "cdse", REMOTE)
    assert (record.platform, record.level, record.tile, record.relative_orbit) == ("S2B", "L2A", "31TCJ", 51)
    assert record.acquired == datetime(2024, 1, 15, 10, 53, 9, 24000, tzinfo=timezone.utc)
    assert (record.cloud_percent, record.baseline, record.collection) == (12.34, "05.10", "sentinel-2-l2a")
    assert record.footprint == ((((0, 45), (1, 45), (1, 46), (0, 46), (0, 45)),),)
    product, band, thumbnail = record.assets
    assert (product.key, product.size) == ("Product", 1234)
    assert product.checksum == "multihash:d50110" + "ab" * 16
    assert band.href == "https://download.dataspace.copernicus.eu/B04.jp2"
    assert record.quicklook == thumbnail.href == \
        "https://stac.dataspace.copernicus.eu/v1/thumb/x.jpg"
    assert record.extras["auth"] == "oidc" and record.extras["sat:orbit_state"] == "descending"


def test_geodes_has_its_own_name_date_checksum_and_quicklook():
    record = found_item(GEODES, providers()["geodes"], "https://geodes-portal.cnes.fr/api/stac/search").record
    assert record.identifier == "SENTINEL2A_20180117-111418-463_L2A_T30TWT_C_V1-0"
    assert record.acquired == datetime(2018, 1, 17, 11, 14, 18, 463000, tzinfo=timezone.utc)
    assert (record.platform, record.level, record.tile, record.baseline) == ("S2A", "L2A", "30TWT", "1.0")
    assert record.assets[0].checksum == "md5:0123456789abcdef0123456789abcdef"
    assert record.assets[0].size == 1500
    assert record.quicklook == "https://geodes-portal.cnes.fr/q.jpg?scope=gdh"
    assert record.extras["online"] == "false"
    assert record.extras["stac_id"] == GEODES["id"]


def test_earth_search_has_short_names_and_mgrs_in_three_pieces():
    item = {"type": "Feature", "id": "S2A_31TCJ_20200101_0_L2A", "collection": "sentinel-2-l2a", "geometry": SQUARE,
            "properties": {"datetime": "2020-01-01T10:00:00Z", "mgrs:utm_zone": 31, "mgrs:latitude_band": "T",
                           "mgrs:grid_square": "CJ", "s2:processing_baseline": "02.13",
                           "earthsearch:boa_offset_applied": False,
                           "s2:product_uri": "S2A_MSIL2A_20200101T105441_N0213_R051_T31TCJ_20200101T121212.SAFE"},
            "assets": {"red": {"href": "https://sentinel-cogs.example.org/B04.tif", "roles": ["data", "reflectance"]}}}
    record = found_item(item, providers()["earth_search"], "").record
    assert (record.platform, record.level, record.tile, record.baseline) == ("S2A", "L2A", "31TCJ", "02.13")
    assert record.identifier == "S2A_MSIL2A_20200101T105441_N0213_R051_T31TCJ_20200101T121212"
    assert (record.extras["stac_id"], record.relative_orbit) == ("S2A_31TCJ_20200101_0_L2A", 51)
    short = {**item, "properties": {**item["properties"], "s2:product_uri": None}}
    assert found_item(short, providers()["earth_search"], "").record.identifier == "S2A_31TCJ_20200101_0_L2A"
    assert record.extras["earthsearch:boa_offset_applied"] == "False"


@pytest.mark.parametrize("change", [
    {"id": None}, {"id": ""}, {"properties": None}, {"properties": []}, {"properties": {"datetime": None}},
    {"properties": {"datetime": "yesterday"}}])
def test_what_is_no_item_is_refused(change):
    with pytest.raises(NoItem):
        found_item({**CDSE, **change}, ANY, "")


@pytest.mark.parametrize("change", [
    {"assets": None}, {"assets": [1, 2]}, {"links": {"a": 1}}, {"geometry": "here"}, {"bbox": ["a"]},
    {"assets": {"x": {"href": None}, "y": 3, "z": {"href": "z.tif", "roles": "data", "file:size": "big"}}},
    {"properties": {"datetime": "2020-01-01T00:00:00Z", "eo:cloud_cover": "cloudy", "platform": 12, "grid:code": []}},
    {"properties": {"datetime": "2020-01-01T00:00:00Z", "eo:cloud_cover": float("nan"), "sat:relative_orbit": True}},
    {"properties": {"datetime": "2020-01-01T00:00:00Z", "eo:cloud_cover": 250}}])
def test_what_is_odd_is_left_empty(change):
    record = found_item({**CDSE, **change}, ANY, "https://stac.example.org/search").record
    if "properties" in change:
        assert record.cloud_percent is None


def test_this_computers_files_are_no_business_of_a_server():
    item = {**CDSE, "assets": {
        "a": {"href": "file:///etc/passwd", "type": "image/png", "roles": ["thumbnail"]},
        "b": {"href": "/etc/passwd"}, "c": {"href": "s3://eodata/x.tif", "type": "image/png", "roles": ["thumbnail"]}}}
    record = found_item(item, ANY, "https://stac.example.org/search").record
    assert [asset.href for asset in record.assets] == [
        "https://stac.dataspace.copernicus.eu/etc/passwd", "s3://eodata/x.tif"]
    assert record.quicklook == ""


def test_a_footprint_across_the_antimeridian_is_split():
    for ring in ([[179, 10], [-179, 10], [-179, 11], [179, 11], [179, 10]],
                 [[179, 10], [181, 10], [181, 11], [179, 11], [179, 10]]):
        pieces = item_footprint({"geometry": {"type": "Polygon", "coordinates": [ring]}})
        spans = sorted((min(x for x, _ in piece[0]), max(x for x, _ in piece[0])) for piece in pieces)
        assert spans == [(-180, -179), (179, 180)]
    split = {"type": "MultiPolygon", "coordinates": [
        [[[179, 10], [180, 10], [180, 11], [179, 11], [179, 10]]],
        [[[-180, 10], [-179, 10], [-179, 11], [-180, 11], [-180, 10]]]]}
    assert len(item_footprint({"geometry": split})) == 2


def test_a_box_stands_in_for_a_missing_geometry_with_or_without_heights():
    for bbox in ([0, 45, 1, 46], [0, 45, -10, 1, 46, 3000]):
        (ring,), = item_footprint({"geometry": None, "bbox": bbox})
        assert (min(ring), max(ring)) == ((0, 45), (1, 46))
    assert len(item_footprint({"bbox": [179, 10, -179, 11]})) == 2
    assert item_footprint({"geometry": None}) == ()


def test_holes_stay_holes():
    hole = [[0.2, 45.2], [0.2, 45.4], [0.4, 45.4], [0.2, 45.2]]
    geometry = {"type": "Polygon", "coordinates": [SQUARE["coordinates"][0], hole]}
    (polygon,) = item_footprint({"geometry": geometry})
    assert len(polygon) == 2


@pytest.mark.parametrize(("text", "moment"), [
    ("2018-01-17T11:14:18Z", datetime(2018, 1, 17, 11, 14, 18)),
    ("2018-01-17T11:14:18.4631234567Z", datetime(2018, 1, 17, 11, 14, 18, 463123)),
    ("2018-01-17T12:14:18+01:00", datetime(2018, 1, 17, 11, 14, 18)),
    ("2018-01-17t11:14:18.5-0330", datetime(2018, 1, 17, 14, 44, 18, 500000)),
    ("2018-01-17 11:14:18", datetime(2018, 1, 17, 11, 14, 18)), ("2018-01-17", datetime(2018, 1, 17)),
    ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59))])
def test_dates_are_read_however_they_are_written(text, moment):
    assert read_time(text) == moment.replace(tzinfo=timezone.utc)


@pytest.mark.parametrize("text", ["", "2018-13-01", "2018-01-17T25:00:00Z", "17/01/2018", "null"])
def test_what_is_no_date_is_none(text):
    assert read_time(text) is None


def test_names_say_what_they_say():
    safe = read_name("S2C_MSIL1C_20250101T105441_N0511_R051_T31TDH_20250101T124021")
    assert (safe.platform, safe.level, safe.tile, safe.orbit, safe.baseline) == ("S2C", "L1C", "31TDH", 51, "05.11")
    muscate = read_name("SENTINEL2X_20190415-000000-000_L3A_T31UFR_C_V1-1")
    assert (muscate.platform, muscate.level, muscate.tile) == ("S2X", "L3A", "31UFR")
    venus = read_name("VENUS-XS_20230116-112657-000_L1C_VILAINE_C_V3-1")
    assert (venus.platform, venus.level, venus.tile) == ("VENUS", "L1C", "VILAINE")
    snow = read_name("LIS_S2-SNOW-FSC_T11UNT_20170704T185934_1-10_01")
    assert (snow.level, snow.tile) == ("SNOW", "11UNT")
    assert read_name("LC08_L2SP_199026_20200101_20200823_02_T1").platform == "LANDSAT8"
    assert read_name("holiday.jpg") == read_name("")


def test_words_of_catalogues_are_one_word_here():
    assert {platform_word(word) for word in ("sentinel-2a", "Sentinel-2A", "SENTINEL2A", "S2A")} == {"S2A"}
    assert {platform_word(word) for word in ("landsat-8", "LANDSAT_8", "LANDSAT8")} == {"LANDSAT8"}
    assert {platform_word(word) for word in ("venus", "VENuS", "VENµS", "VENUS")} == {"VENUS"}
    assert {level_word(word) for word in ("L2A", "Level-2A", "LEVEL2A", "S2MSI2A", "LEVEL_2A")} == {"L2A"}
    assert level_word("L2") == ""
    assert {tile_word(word) for word in ("MGRS-31TCJ", "T31TCJ", "31TCJ", "MGRS-T31TCJ")} == {"31TCJ"}
    assert (tile_word("MGRS-1CCV"), tile_word("WRS2-199026"), tile_word("nowhere")) == ("01CCV", "199026", "")
