"""Which files of the layout a run writes: some always, some only with slopes or masks; never another."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.dom import minidom

import l1c_scene as scene
import numpy as np
import pytest
from bocage.core.chains.l2a import L2ASettings, run
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.products import open_product
from bocage.core.products.muscate.layout import MASK_BITS, SENTINEL2_GROUPS, layout

FIXED = L2ASettings("", "", aot_method="fixed", aot=scene.AOT, water_vapour_method="fixed",
                    water_vapour=scene.WATER, ozone=scene.OZONE, altitude_m=scene.ALTITUDE_M, threads=2)


@pytest.fixture(scope="module")
def dem(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A slope of 5 % to the south."""
    path = tmp_path_factory.mktemp("relief") / "dem.tif"
    grid = Grid("EPSG:32630", (*(scene.CORNER[:1]), 60.0, 0.0, scene.CORNER[1], 0.0, -60.0), (60, 80))
    with RasterWriter(str(path), grid, "float32") as writer:
        writer.write(np.repeat(100 + 3.0 * np.arange(60.0)[::-1, None], 80, 1).astype(np.float32))
        writer.close()
    return str(path)


def _kind(key: str) -> str:
    return key.split("_")[0] if key.startswith("FRE_") or key in ("AUN", "CMP") else "always"


@pytest.mark.parametrize(("changes", "kinds"), [
    ({"masks": False}, {"always"}),
    ({"masks": False, "slope": True}, {"always", "FRE"}),
    ({}, {"always", "CMP"}),
    ({"aot_method": "image", "slope": True}, {"always", "FRE", "AUN", "CMP"})])
def test_exactly_the_files_asked_for_are_written(l1c, dem, tmp_path, changes, kinds):
    result = run(replace(FIXED, input=l1c, output=str(tmp_path), dem=dem, **changes), SilentProgress())
    product = Path(result.product)
    written = {path.relative_to(product).as_posix() for path in product.rglob("*") if path.is_file()}
    paths = layout(product.name, SENTINEL2_GROUPS)
    assert written == {path for key, path in paths.items() if _kind(key) in kinds}
    stac = json.loads((product / paths["STAC"]).read_text(encoding="utf-8"))
    assert {asset["href"][2:] for asset in stac["assets"].values()} | {paths["STAC"], paths["RGB_STYLE"]} == written
    flat = "FRE" in kinds
    assert open_product(str(product)).extras["images"] == ("FRE" if flat else "SRE")
    told = (product / paths["MTD_ALL"]).read_text(encoding="utf-8")
    assert (paths["FRE_B2"] in told) == flat and (paths["AUN"] in told) == ("AUN" in kinds)


@pytest.fixture(scope="module")
def masked(l1c, dem, tmp_path_factory) -> Path:
    """A product with its masks computed."""
    folder = tmp_path_factory.mktemp("masks")
    return Path(run(replace(FIXED, input=l1c, output=str(folder), dem=dem), SilentProgress()).product)


@pytest.mark.parametrize(("mask", "value", "name"), [
    ("CLM", 2, "cloud"), ("CLM", 16, "extension"), ("CLM", 32, "shadow_inside"), ("CLM", 64, "shadow_outside"),
    ("CLM", 128, "cirrus"), ("MG2", 1, "water"), ("MG2", 16, "topographic_shadow"), ("MG2", 32, "hidden")])
def test_metadata_and_stac_of_a_product_name_the_bits(masked, mask, value, name):
    tree = minidom.parse(str(next(masked.glob("*_MTD_ALL.xml"))))
    table = next(e for e in tree.getElementsByTagName("Mask_Bits") if e.getAttribute("mask") == mask)
    bits = {int(e.getAttribute("value")): e for e in table.getElementsByTagName("BIT")}
    assert len(bits) == len(MASK_BITS[mask]) == 8
    assert bits[value].getAttribute("name") == name and bits[value].getAttribute("computed") == "true"
    item = json.loads(next(masked.glob("*_STAC.json")).read_text(encoding="utf-8"))
    for group in ("R1", "R2"):
        stated = {bit["value"]: bit for bit in item["assets"][f"{mask}_{group}"]["bocage:bits"]}
        assert stated[value]["name"] == name and stated[value]["computed"] is True and stated[value]["description"]


def test_masks_of_a_product_are_bytes_on_the_grids_of_its_bands(masked):
    for group, band in (("R1", "B2"), ("R2", "B11")):
        with Raster(str(next(masked.glob(f"*_SRE_{band}.tif")))) as image:
            grid = image.grid
        for mask in ("CLM", "MG2"):
            with Raster(str(next(masked.glob(f"MASKS/*_{mask}_{group}.tif")))) as raster:
                assert raster.grid == grid and raster.dtype == "Byte" and raster.count == 1
                assert np.count_nonzero(raster.read()) == 0
