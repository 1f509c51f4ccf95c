"""Who is credited under a picture."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bocage.core.products.credits import credit, sensor, simulated
from bocage.core.products.model import Product


def product(platform: str, year: int = 2018, **extras: str) -> Product:
    return Product("id", "sentinel2_safe", "L1C", platform, "m", datetime(year, 1, 17, tzinfo=timezone.utc), "30TWT",
                   "02.06", 137, "/a", "EPSG:32630", (), extras=extras)


@pytest.mark.parametrize("platform", ["S2A", "S2B", "S2C", "SENTINEL2A"])
def test_sentinel_is_credited_as_copernicus_asks_with_the_year(platform):
    assert credit(product(platform)) == "contains modified Copernicus Sentinel data 2018"
    assert credit(product(platform, 2024), "fr") == "contient des données Copernicus Sentinel modifiées 2024"


def test_other_satellites_and_producers():
    assert "CNES" in credit(product("VENUS")) and "U.S. Geological Survey" in credit(product("LANDSAT8"))
    assert credit(product("S2A", producer="MUSCATE")).endswith("data 2018, processed by Theia, MUSCATE")
    assert credit(product("S2A", authority="Bocage"), "fr").endswith("traitement Bocage")
    assert credit(product("UNHEARD")) == ""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_simulated_is_never_credited_to_a_satellite(language):
    made = product("S2A", datastrip="S2A_OPER_MSI_L1C_DS_SIMU_20180117T110631_S20180117T110631_N02.06")
    assert simulated(made) and simulated(product("S2A", simulated="true")) and not simulated(product("S2A"))
    assert "simul" in credit(made, language) and "Copernicus" not in credit(made, language)


@pytest.mark.parametrize(("datastrip", "said"), [("S2A_OPER_MSI_L1C_DS_SIMU_20180117T110631_N02.06", True),
                                                ("S2A_OPER_MSI_L1C_DS_SGS__20180117T132421_N02.06", False)])
def test_what_is_made_of_a_simulation_says_so_too(datastrip, said):
    """The simulator's own products are looked at in tests/chains/simulation/test_simulated_files.py."""
    from muscate_product import description, source_product

    from bocage.core.engine.xml import parse
    from bocage.core.products.muscate.metadata import metadata_text

    source = source_product(extras={"datastrip": datastrip})
    root = parse(metadata_text(description(source=source)).encode(), "MTD")
    assert (root.value("SIMULATED") == "true") is said


def test_satellites_are_written_as_people_do():
    names = ("S2A", "S2X", "SENTINEL2X", "LANDSAT8", "LANDSAT_5", "VENUS", "SPOT4")
    assert [sensor(product(name)) for name in names] == [
        "Sentinel-2A", "Sentinel-2", "Sentinel-2", "Landsat 8", "Landsat 5", "VENµS", "SPOT 4"]
