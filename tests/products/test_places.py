"""Where products lie, by names alone; then every folder of the shared data."""

from __future__ import annotations

import os

import pytest
from bocage.core.errors import BocageError
from bocage.core.products.open import open_product
from bocage.core.products.places import places

S2 = "S2A_MSIL1C_20180117T105421_N0206_R051_T30TWT_20180117T124911.SAFE"
THEIA = "SENTINEL2A_20180117-105421-457_L2A_T30TWT_C_V1-0"


@pytest.mark.parametrize(("name", "subfolders", "files", "products", "descend"), [
    (S2, ["GRANULE", "DATASTRIP"], ["MTD_MSIL1C.xml", "manifest.safe"], ("",), ()),
    # Its metadata are gone: somebody must say so.
    (S2, ["GRANULE"], [], ("",), ()),
    (THEIA, ["MASKS", "DATA"], [f"{THEIA}_MTD_ALL.xml", f"{THEIA}_FRE_B2.tif"], ("",), ()),
    (THEIA.replace("_C_", "_D_"), [THEIA], [], (), (THEIA,)),
    ("downloads", ["2018"], ["a.zip", "b.TAR", "notes.txt"], ("a.zip", "b.TAR"), ("2018",)),
    ("old", ["VE_VM01_VSC_L2VALD_ISRAW906_20180317.DBL.DIR", "other"],
     ["VE_VM01_VSC_L2VALD_ISRAW906_20180317.HDR"], ("VE_VM01_VSC_L2VALD_ISRAW906_20180317.HDR",), ("other",)),
    # A folder of data whose header is lost.
    ("old", ["VE_VM01_VSC_L2VALD_X_20180317.DBL.DIR"], [], ("VE_VM01_VSC_L2VALD_X_20180317.DBL.DIR",), ()),
    ("LC08_L2SP_047027_20201204_20210313_02_T1", [], ["X_MTL.txt", "X_MTL.xml", "X_SR_B1.TIF"], ("",), ()),
    ("flat", [], ["X_MTL.txt", "X_MTL.xml", "Y_MTL.txt"], ("X_MTL.txt", "Y_MTL.txt"), ()),
    ("scene", [], ["B02.tif", "SCL.tif", "item.json"], ("",), ()),
    ("snow", [], ["LIS_S2-SNOW-FSC_T11UNT_20170704T185934_1-10_01.tif",
                  "LIS_S2-SNOW-FSC-QCFLAGS_T11UNT_20170704T185934_1-10_01.tif"],
     ("LIS_S2-SNOW-FSC_T11UNT_20170704T185934_1-10_01.tif",), ()),
    ("photos", ["2019"], ["B02.tif", "dem.tif", "points.json.bak"], (), ("2019",))])
def test_names_tell_what_to_try(name, subfolders, files, products, descend):
    found = places(name, subfolders, files)
    assert (found.products, found.descend) == (products, descend)


def tried(root) -> list[str]:
    """Paths of everything to try below ``root``."""
    found, pending = [], [str(root)]
    while pending:
        folder = pending.pop()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        here = places(os.path.basename(folder), [entry.name for entry in entries if entry.is_dir()],
                      [entry.name for entry in entries if entry.is_file()])
        found += [os.path.join(folder, name) if name else folder for name in here.products]
        pending += [os.path.join(folder, name) for name in here.descend]
    return sorted(found)


def test_everything_shared_opens_or_says_why(shared):
    opened, refused = {}, {}
    for root in (shared / "data", shared / "formats"):
        for path in tried(root):
            try:
                opened[path] = open_product(path)
            except BocageError as error:
                assert "<" not in str(error), "the sentence has a hole"
                refused[path] = error.code
    families = sorted(product.family for product in opened.values())
    assert families.count("theia_n2a") == 4 and families.count("sentinel2_cog") == 1
    assert families.count("sentinel2_safe") >= 9 and families.count("sentinel2_aws") == 1
    assert families.count("muscate") == 1
    codes = sorted(refused.values())
    # iota2's four crops have metadata that are no XML; gdalcubes' Landsat has lost its MTL files.
    assert codes.count("xml_malformed") == 4 and codes.count("mtl_absent") == 19
    assert set(codes) <= {"xml_malformed", "mtl_absent", "images_absent", "not_a_product", "metadata_incomplete",
                          "several_products", "granule_missing"}
