"""The L2A product Bocage writes has a Theia product's names and structure, and says what made it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from xml.dom import minidom

import numpy as np
import pytest

from bocage.core.engine.grid import Grid
from bocage.core.engine.outputs import ProductFolder
from bocage.core.engine.raster import Raster
from bocage.core.errors import BocageError
from bocage.core.products.model import AngleGrid
from bocage.core.products.muscate.angle_grids import on_image
from bocage.core.products.muscate.description import mean_direction
from bocage.core.products.muscate.footprint import footprint
from bocage.core.products.muscate.layout import layout, mask_bits, mask_dtype, muscate_band
from bocage.core.products.muscate.metadata import metadata_text
from bocage.core.products.muscate.quicklook import stretch
from bocage.core.products.muscate.stac import stac_item, stac_text
from bocage.core.products.muscate.writer import SENTINEL2_GROUPS, L2AStatistics, product_identifier
from bocage.core.products.muscate.xml_text import Element, document

from muscate_product import GRIDS, ROLES, angle_grid, description, pixels, source_product, write_product

IDENTIFIER = "SENTINEL2A_20180117-110351-026_L2A_T30TWT_C_V1-0"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A product written in a folder with spaces and accents."""
    place = tmp_path_factory.mktemp("sorties d'été")
    with ProductFolder(place / IDENTIFIER) as folder:
        write_product(folder.path, description())
        folder.commit()
    return place / IDENTIFIER


def elements(text: str, name: str) -> list[minidom.Element]:
    """All elements of that name."""
    return list(minidom.parseString(text.encode()).getElementsByTagName(name))


def value(element: minidom.Element) -> str:
    """Text of an element."""
    return "".join(node.data for node in element.childNodes if node.nodeType == node.TEXT_NODE)


def element_paths(path: Path, root: str) -> set[str]:
    """Paths of the elements under the section ``root``."""
    found: set[str] = set()

    def walk(element: minidom.Element, above: str) -> None:
        here = f"{above}/{element.tagName}"
        found.add(here)
        for child in element.childNodes:
            if child.nodeType == child.ELEMENT_NODE:
                walk(child, here)

    for element in minidom.parse(str(path)).getElementsByTagName(root):
        walk(element, "")
    return found


def test_the_identifier_names_mission_instant_tile_and_version() -> None:
    assert product_identifier(source_product()) == IDENTIFIER
    paris = timezone(timedelta(hours=1))
    local = source_product(acquired=datetime(2018, 1, 17, 12, 3, 51, 26999, tzinfo=paris), tile="T30TWT")
    assert product_identifier(local, "V2-1") == IDENTIFIER.replace("V1-0", "V2-1")
    site = source_product(mission="VENUS-XS", tile="Vilaine 2")
    assert "_L2A_VILAINE-2_C_" in product_identifier(site)


@pytest.mark.parametrize("missing", [{"mission": ""}, {"tile": " "}])
def test_a_source_without_mission_or_tile_is_one_sentence(missing: dict[str, str]) -> None:
    with pytest.raises(BocageError, match="names no mission"):
        product_identifier(source_product(**missing))


def test_paths_inside_a_product_stay_short() -> None:
    paths = layout(product_identifier(source_product()), SENTINEL2_GROUPS)
    assert max(map(len, paths.values())) < 80
    # Bands twice (SRE, FRE), ATB, masks, what masks leave (AUN, CMP), companions.
    assert len(set(paths.values())) == len(paths) == 10 + 10 + 2 + 10 + 2 + 5
    assert paths["FRE_B8A"] == f"{IDENTIFIER}_FRE_B8A.tif" and paths["CMP"] == f"DATA/{IDENTIFIER}_CMP_ALL.npz"
    assert paths["CLM_R1"] == f"MASKS/{IDENTIFIER}_CLM_R1.tif"
    assert paths["SRE_B8A"] == f"{IDENTIFIER}_SRE_B8A.tif"


def test_band_names_and_mask_bits_follow_muscate() -> None:
    names = [muscate_band(name) for name in ("B02", "B8A", "B12", "B2", "Mnir")]
    assert names == ["B2", "B8A", "B12", "B2", "Mnir"]
    assert mask_bits("SAT", ("B2", "B8"))[1][:2] == (2, "B8")
    assert mask_dtype("SAT", tuple("abcdefghijkl")) == "uint16" and mask_dtype("CLM") == "uint8"


def only_on_request(key: str) -> bool:
    """Files of the layout that a product without slopes nor masks lacks; the chain's tests ask for them."""
    return key.startswith("FRE_") or key in ("AUN", "CMP")


def test_every_file_of_the_layout_is_written(product: Path) -> None:
    written = {path.relative_to(product).as_posix() for path in product.rglob("*") if path.is_file()}
    paths = layout(IDENTIFIER, SENTINEL2_GROUPS)
    assert written == {path for key, path in paths.items() if not only_on_request(key)}
    assert len(written) == 10 + 2 + 10 + 5


SECTIONS = ("Metadata_Identification", "Dataset_Identification", "Product_Characteristics", "Image_List",
            "Mask_List", "QUICKLOOK", "Geoposition_Informations", "Geometric_Informations",
            "Radiometric_Informations", "Quality_Informations", "Production_Informations")


@pytest.mark.parametrize("section", SECTIONS)
def test_sections_have_the_elements_of_a_real_theia_product(
        product: Path, shared: Path, section: str) -> None:
    real = next((shared / "formats" / "theia_muscate_l2a").glob("*_MTD_ALL.xml"), None)
    if real is None:
        pytest.skip("no real Theia metadata in the shared folder")
    theirs = element_paths(real, section)
    ours = element_paths(product / f"{IDENTIFIER}_MTD_ALL.xml", section)
    assert theirs - ours == set() == ours - theirs


def test_mask_natures_and_bits_are_those_of_a_real_theia_product(shared: Path) -> None:
    real = next((shared / "formats" / "theia_muscate_l2a").glob("*_MTD_ALL.xml"), None)
    if real is None:
        pytest.skip("no real Theia metadata in the shared folder")

    def table(text: str) -> list[tuple[str, str, str, str, str]]:
        rows = []
        for mask in elements(text, "Mask"):
            nature = value(mask.getElementsByTagName("NATURE")[0])
            for item in mask.getElementsByTagName("MASK_FILE"):
                rows.append((nature, item.getAttribute("group_id"), item.getAttribute("band_id"),
                             item.getAttribute("bit_number"), value(item)[-10:]))
        return sorted(rows)

    assert table(metadata_text(description())) == table(real.read_text(encoding="utf-8"))


def test_what_is_not_computed_is_never_zero(product: Path) -> None:
    text = (product / f"{IDENTIFIER}_MTD_ALL.xml").read_text(encoding="utf-8")
    quality = {item.getAttribute("name"): item for item in elements(text, "QUALITY_INDEX")}
    assert value(quality["CloudPercent"]) == "NaN"
    assert quality["CloudPercent"].getAttribute("status") == "not_computed"
    assert value(quality["MeanAOT"]) == "0.1234" and value(quality["NoDataPercent"]) == "2.5"
    status = {value(mask.getElementsByTagName("NATURE")[0]): mask.getAttribute("status")
              for mask in elements(text, "Mask")}
    assert status["Detailed_Cloud"] == status["Snow"] == "not_computed"
    assert status["Water"] == status["Edge"] == status["Saturation"] == ""
    properties = json.loads((product / f"{IDENTIFIER}_STAC.json").read_text(encoding="utf-8"))["properties"]
    assert "eo:cloud_cover" not in properties and "CLM" in properties["bocage:not_computed"]
    known = description(statistics=L2AStatistics(0.1, 1.0, None, 54.0, 0.0, 0.0))
    assert stac_item(known)["properties"]["eo:cloud_cover"] == 54.0
    assert '<QUALITY_INDEX name="CloudPercent">54</QUALITY_INDEX>' in metadata_text(known)


def test_the_metadata_say_what_made_the_product() -> None:
    text = metadata_text(description())
    parameters = {item.getAttribute("name"): value(item) for item in elements(text, "PARAMETER")}
    assert parameters == description().processing
    assert value(elements(text, "INPUT_PRODUCT")[0]).startswith("S2A_MSIL1C_20180117")
    response = elements(text, "Spectral_Response")[0]
    assert (response.getAttribute("source"), response.getAttribute("version")) == ("ESA S2-SRF", "v3.0")
    assert value(elements(text, "CENTRAL")[0]) == "492"


def test_text_is_escaped_and_control_characters_do_not_break_xml() -> None:
    awkward = 'a<b>&"c"\x00\x0bé\U0001F33F\n\tz'
    text = document(Element("A", awkward, title=awkward))
    read = minidom.parseString(text.encode()).documentElement
    assert value(read) == awkward.replace("\x00", " ").replace("\x0b", " ") == read.getAttribute("title")
    with pytest.raises(ValueError):
        Element("1 2")


def test_corners_in_degrees_match_an_independent_transverse_mercator() -> None:
    """T30TWT begins 20 m west of the central meridian (3 W): its corner lies at -3.00027, 47.8537 (1e-4)."""
    point = elements(metadata_text(description()), "Point")[0]
    longitude = float(value(point.getElementsByTagName("LON")[0]))
    latitude = float(value(point.getElementsByTagName("LAT")[0]))
    assert longitude == pytest.approx(-3 - 20 / (111320 * np.cos(np.deg2rad(latitude))), abs=1e-5)
    assert latitude == pytest.approx(meridian_latitude(5300040.0 / 0.9996), abs=1e-5)


def meridian_latitude(arc_m: float) -> float:
    """Latitude in degrees at an arc of WGS 84's meridian from the equator, by integration."""
    a, e2 = 6378137.0, 0.00669437999014
    phi = np.deg2rad(np.linspace(0, 60, 600001))
    radius = a * (1 - e2) / (1 - e2 * np.sin(phi) ** 2) ** 1.5
    arc = np.concatenate([[0], np.cumsum((radius[1:] + radius[:-1]) / 2 * np.diff(phi))])
    return float(np.rad2deg(np.interp(arc_m, arc, phi)))


def test_angle_grids_pass_unchanged_when_they_begin_at_the_image() -> None:
    grid = angle_grid(5.0, 104.0, 12)
    assert on_image(grid, GRIDS["R1"]) is grid
    text = metadata_text(description())
    band = elements(text, "Band_Viewing_Incidence_Angles_Grids_List")[0]
    detector = band.getElementsByTagName("Viewing_Incidence_Angles_Grids")[0]
    rows = [value(row) for row in detector.getElementsByTagName("VALUES")[:23]]
    read = np.array([[float(v) for v in row.split()] for row in rows])
    assert detector.getAttribute("detector_id") == "03"
    np.testing.assert_allclose(read, grid.zenith, atol=1e-6)


def test_angles_of_a_part_of_the_tile_keep_their_place() -> None:
    """A plane in zenith read 7.5 km inside the tile is right to 0.001 degree; azimuth across north too."""
    grid = angle_grid(30.0, 359.5)
    part = Grid("EPSG:32630", (499980.0 + 7500, 10.0, 0.0, 5300040.0 - 7500, 0.0, -10.0), (1500, 1500))
    moved = on_image(grid, part)
    assert moved.zenith.shape == (4, 4) and (moved.x0, moved.y0) == (507480.0, 5292540.0)
    assert moved.zenith[0, 0] == pytest.approx(30.0 + 0.015 - 0.03, abs=1e-3)
    assert moved.azimuth[0, 0] == pytest.approx(359.575, abs=1e-3)
    edge = on_image(angle_grid(5.0, 104.0, 3), part)
    assert np.isfinite(edge.zenith[:, 0]).all() and np.isnan(edge.zenith[:, 2]).all()


def test_the_mean_of_azimuths_around_north_is_north() -> None:
    grid = AngleGrid(np.full((1, 2), 10.0), np.array([[350.0, 10.0]]), 0, 0, 1, 1)
    zenith, azimuth = mean_direction([grid])  # type: ignore[misc]
    assert min(azimuth, 360 - azimuth) < 1e-9 and zenith == pytest.approx(9.85, abs=0.01)
    assert mean_direction([AngleGrid(np.full((1, 1), np.nan), np.full((1, 1), np.nan), 0, 0, 1, 1)]) is None


def test_a_product_without_angles_orbit_or_responses_is_still_described() -> None:
    source = source_product(sun=None, view={}, mean_sun=None, mean_view={}, relative_orbit=None)
    bare = description(source=source, responses={}, not_computed=())
    minidom.parseString(metadata_text(bare).encode())
    properties = stac_item(bare)["properties"]
    assert "view:sun_elevation" not in properties and "sat:relative_orbit" not in properties


def test_the_stac_item_has_the_required_fields(product: Path) -> None:
    item = json.loads((product / f"{IDENTIFIER}_STAC.json").read_text(encoding="utf-8"))
    assert (item["type"], item["stac_version"], item["id"]) == ("Feature", "1.0.0", IDENTIFIER)
    assert item["links"] == [] and item["properties"]["datetime"] == "2018-01-17T11:03:51.026Z"
    for asset in item["assets"].values():
        assert asset["roles"] and (product / asset["href"]).is_file()
    properties = item["properties"]
    assert (properties["platform"], properties["grid:code"]) == ("sentinel-2a", "MGRS-30TWT")
    assert properties["view:sun_elevation"] == pytest.approx(20.58, abs=1e-3)
    blue = item["assets"]["B2"]
    assert blue["eo:bands"][0]["common_name"] == "blue"
    assert blue["eo:bands"][0]["center_wavelength"] == pytest.approx(0.492, abs=1e-6)
    assert blue["raster:bands"][0] == {"data_type": "int16", "scale": 0.0001, "offset": 0.0, "nodata": -10000,
                                       "spatial_resolution": 10.0}
    assert blue["proj:transform"] == [10.0, 0.0, 499980.0, 0.0, -10.0, 5300040.0]
    assert item["assets"]["B11"]["proj:shape"] == [30, 30]


def signed_area(ring: list[list[float]]) -> float:
    """Positive where anticlockwise, square degrees."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:])) / 2


def test_the_footprint_is_a_valid_closed_anticlockwise_ring() -> None:
    grid = Grid("EPSG:32630", (499980.0, 10.0, 0.0, 5300040.0, 0.0, -10.0), (10980, 10980))
    geometry, bbox = footprint(grid)
    ring = geometry["coordinates"][0]
    assert ring[0] == ring[-1] and signed_area(ring) > 0
    assert bbox == [*np.min(ring, axis=0), *np.max(ring, axis=0)]
    assert bbox[0] < -1.723 < bbox[2] and bbox[1] < 47.353 < bbox[3]


def test_a_tile_over_the_antimeridian_is_cut_in_two() -> None:
    """Tile 01LAC: both parts stay within -180..180 and together cover about a square degree."""
    grid = Grid("EPSG:32701", (99960.0, 10.0, 0.0, 8200000.0, 0.0, -10.0), (10980, 10980))
    geometry, bbox = footprint(grid)
    assert geometry["type"] == "MultiPolygon" and bbox[0] > 170 and bbox[2] < -170
    rings = [polygon[0] for polygon in geometry["coordinates"]]
    assert all(ring[0] == ring[-1] and signed_area(ring) > 0 for ring in rings)
    assert all(-180 <= x <= 180 for ring in rings for x, _ in ring)
    assert sum(map(signed_area, rings)) == pytest.approx(1.03, abs=0.05)


def test_stac_is_strict_json_even_when_figures_are_not_numbers() -> None:
    text = stac_text(description(statistics=L2AStatistics(float("nan"), 1.0)))
    assert "NaN" not in text and json.loads(text)["properties"]["bocage:aot_mean"] is None


def test_the_stretch_is_fixed_and_nodata_is_black() -> None:
    values = stretch(np.array([-10000, -50, 0, 1500, 3000, 9000], dtype=np.int16))
    assert values.tolist() == [0, 1, 1, round(255 * 0.5 ** 0.8), 255, 255]


def test_the_quicklook_opens_and_nodata_is_black(product: Path) -> None:
    with Raster(str(product / f"{IDENTIFIER}_QKL_ALL.jpg")) as raster:
        assert raster.count == 3 and raster.grid.shape == (60, 60)
        assert all(raster.read(index)[50, 50] > 50 for index in (1, 2, 3))
        assert all(raster.read(index)[0, 0] < 40 for index in (1, 2, 3))


def test_the_virtual_raster_shows_red_green_blue_after_the_folder_moved(product: Path) -> None:
    with Raster(str(product / f"{IDENTIFIER}_RGB.vrt")) as raster:
        assert (raster.count, raster.dtype, raster.nodata, raster.grid) == (3, "Int16", -10000, GRIDS["R1"])
        for index, band in enumerate(("B4", "B3", "B2"), start=1):
            np.testing.assert_array_equal(raster.read(index), pixels(description(), band))
    style = (product / f"{IDENTIFIER}_RGB.qml").read_text(encoding="utf-8")
    assert [value(item) for item in elements(style, "maxValue")] == ["3000"] * 3


def test_a_sensor_without_a_red_band_is_one_sentence() -> None:
    bands = tuple(band for band in source_product().bands if band.role != "red")
    with pytest.raises(BocageError, match="has no red band"):
        metadata_text(description(source=source_product(bands=bands)))


def test_a_source_that_writes_b02_is_the_same_product() -> None:
    padded = {name: name if len(name) > 2 else f"B0{name[1]}" for name in ROLES}
    source = source_product()
    renamed = source_product(
        bands=tuple(type(band)(**{**vars(band), "name": padded[band.name]}) for band in source.bands),
        view={padded[name]: grids for name, grids in source.view.items()}, mean_view={"B02": (4.5, 105.25)},
        extras={key.replace(":B", ":B0") if len(key) == 16 else key: text
                for key, text in source.extras.items()})
    assert metadata_text(description(source=renamed)) == metadata_text(description())
