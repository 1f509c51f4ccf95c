"""Old N2A with and without XML, snow, COG scenes: real pixels where there are some."""

from __future__ import annotations

import json
import re
import shutil
import zipfile

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster
from bocage.core.errors import BocageError
from bocage.core.products.carried import carried_flags
from bocage.core.products.flags import (
    CIRRUS,
    CLOUD,
    NODATA,
    SATURATED,
    SHADOW,
    SNOW,
    SUN_TOO_LOW,
    TOPOGRAPHIC_SHADOW,
    WATER,
)
from bocage.core.products.layers import read_layer
from bocage.core.products.open import open_product
from bocage.core.products.quality import quality_flags
from bocage.core.products.scene import Scene
from bocage.core.products.summary import cloud_percent, footprint_lonlat, quicklook_path
from other_missions import BITS, image, set_field, template

GRID = Grid("EPSG:32629", (199980.0, 100.0, 0.0, 2800020.0, 0.0, -100.0), (4, 4))
SPOT = "SPOT4_HRVIR1_XS_20130318_N2A_EBelgiumD0000B0000"


def fault(path, **options) -> BocageError:
    with pytest.raises(BocageError) as error:
        open_product(str(path), **options)
    assert "<" not in str(error.value), "the sentence has a hole"
    return error.value


def real_n2a(shared, tile="D0005H0003"):
    name = f"LANDSAT8_OLITIRS_XS_20160415_N2A_France-Metropole{tile}"
    return shared / "data" / "theia_muscate_pixels" / "L8_50x50" / tile / name


def test_real_n2a_of_landsat_8(shared):
    for tile, shape in (("D0005H0002", (50, 50)), ("D0005H0003", (49, 56))):
        path = real_n2a(shared, tile)
        product = open_product(str(path))
        assert (product.identifier, product.family, product.level, product.platform) == (
            path.name, "theia_n2a", "L2A", "LANDSAT8")
        assert product.crs == "EPSG:2154" and product.acquired.date().isoformat() == "2016-04-15"
        # Several bands in one image, of thousandths.
        assert {band.path for band in product.bands} == {product.bands[0].path}
        scene = Scene(product)
        grid = scene.grid("red")
        assert grid.shape == shape and grid.dx == pytest.approx(30, abs=0.01)
        with Raster(product.bands[0].path) as raster:
            np.testing.assert_allclose(scene.read(["red", "nir"], grid, "nearest"),
                                       np.stack([raster.read(4), raster.read(5)]) / 1000, atol=1e-6)
        assert not quality_flags(product, grid).any()
        assert carried_flags(product) == NODATA | CLOUD | CIRRUS | SHADOW | WATER | SNOW | SUN_TOO_LOW | SATURATED
        (ring,), = footprint_lonlat(product)
        assert len(ring) == 17 and 0 < min(x for x, _ in ring) < 5 and 42 < min(y for _, y in ring) < 51
        assert cloud_percent(product) is None and "time" in product.extras


def spot(shared, folder):
    """SPOT4 (Take5) with its real XML."""
    root = folder / SPOT
    grid = Grid("EPSG:32631", (595000.0, 20.0, 0.0, 5650000.0, 0.0, -20.0), (2, 8))
    numbers = np.stack([np.full(grid.shape, 100 * number) for number in range(1, 5)])
    numbers[:, 1, :] = -10_000
    for kind, more in (("PENTE", 5), ("ENV", 0)):
        image(root / f"SPOT4_HRVIR1_XS_20130318_N2A_ORTHO_SURF_CORR_{kind}_EBelgiumD0000B0000.TIF",
              np.where(numbers < 0, numbers, numbers + more), "int16", grid)
    image(root / "MASK" / f"{SPOT}_NUA.TIF", [[*BITS[:7], 128 + 1]], "uint8", grid)
    image(root / "MASK" / f"{SPOT}_DIV.TIF", [[0, 0, 0, 0, 1, 2, 4, 8]], "uint8", grid)
    image(root / "MASK" / f"{SPOT}_SAT.TIF", [[0, 0, 0, 8, 0, 0, 0, 0]], "uint8", grid)
    shutil.copy(shared / "formats" / "theia_old" / f"{SPOT}.xml", root)
    return root, grid


def test_spot4_with_its_real_metadata(shared, tmp_path):
    root, grid = spot(shared, tmp_path)
    product = open_product(str(root))
    assert (product.identifier, product.platform, product.tile, product.baseline) == (
        SPOT, "SPOT4", "EBelgiumD0000B0000", "2.0")
    assert product.acquired.isoformat() == "2013-03-18T09:54:26+00:00"
    assert product.mean_sun == pytest.approx((57.472591328, 145.43902353))
    assert [(band.name, band.role, band.index) for band in product.bands] == [
        ("XS1", "green", 1), ("XS2", "red", 2), ("XS3", "nir", 3), ("SWIR", "swir1", 4)]
    values = Scene(product).read(["red", "nir"], grid, "nearest")
    assert values[:, 0, 0] == pytest.approx([0.205, 0.305]) and np.isnan(values[:, 1]).all()
    assert Scene(open_product(str(root), images="SRE")).read(["red"], grid)[0, 0, 0] == pytest.approx(0.2)
    # NUA: 1 sums up, and counts alone where nothing else is told; 2 cloud, 16 thin, 32 high, 64 and 128 shadows.
    assert quality_flags(product, grid)[0].tolist() == [
        0, CLOUD, CLOUD, SATURATED, NODATA, CIRRUS | WATER, CIRRUS | SNOW, SHADOW | SUN_TOO_LOW]
    assert footprint_lonlat(product)[0][0][0] == (4.35370631912, 50.9937317946)
    # The image itself, or its XML, is the same product.
    for name in (f"{SPOT}.xml", "SPOT4_HRVIR1_XS_20130318_N2A_ORTHO_SURF_CORR_PENTE_EBelgiumD0000B0000.TIF"):
        assert open_product(str(root / name)).tile == product.tile
    assert fault(root, images="REF").code == "images_absent"


def test_n2a_damaged(shared, tmp_path):
    root, _ = spot(shared, tmp_path)
    metadata = root / f"{SPOT}.xml"
    text = metadata.read_text("utf-8")
    metadata.write_text(text.replace("XS1;XS2;XS3;SWIR", "XS1;XS2"), "utf-8")
    # As many names as bands: those of the mission then.
    assert [band.name for band in open_product(str(root)).bands] == ["XS1", "XS2", "XS3", "SWIR"]
    metadata.write_text(text.replace("2013-03-18 09:54:26", "18 mars"), "utf-8")
    assert fault(root).fields["field"] == "DATE_PDV"
    metadata.write_text(text, "utf-8")
    for path in root.glob("*.TIF"):
        path.write_bytes(path.read_bytes()[:50])
    assert fault(root).code == "raster_unreadable"


LIS = "LIS_S2-SNOW-FSC_T11UNT_20170704T185934_1-10_01"
SNW = "SENTINEL2A_20180117-105421-457_L2B-SNOW_T31TCH_C_V1-0"
TOP = Grid("EPSG:32631", (600000.0, 20.0, 0.0, 4900020.0, 0.0, -20.0), (2, 6))


def test_fraction_of_snow_of_lis(tmp_path):
    path = image(tmp_path / f"{LIS}.tif", [[0, 1, 100, 205, 254, 255]], "uint8", TOP)
    image(tmp_path / f"{LIS.replace('FSC', 'QCFLAGS')}.tif", [[0, 0, 0, 0, 4, 16]], "uint8", TOP)
    for place in (path, tmp_path):
        product = open_product(str(place))
        assert (product.identifier, product.family, product.level, product.platform, product.tile) == (
            LIS, "snow", "SNOW", "S2", "11UNT")
        assert product.acquired.isoformat() == "2017-07-04T18:59:34+00:00" and product.crs == "EPSG:32631"
        values = Scene(product).read(["FSC"], TOP, "nearest")[0, 0]
        assert values[:3] == pytest.approx([0, 0.01, 1.0]) and np.isnan(values[3:]).all()
        assert quality_flags(product, TOP)[0].tolist() == [0, SNOW, SNOW, CLOUD, NODATA | WATER, NODATA | CIRRUS]
        assert len(footprint_lonlat(product)) == 1
    # Codes are not averaged with percentages.
    coarse = Grid(TOP.crs, (600000.0, 120.0, 0.0, 4900020.0, 0.0, -40.0), (1, 1))
    assert Scene(product).read(["FSC"], coarse, "average")[0, 0, 0] == pytest.approx(1.01 / 3)


def test_theias_snow_with_its_metadata(shared, tmp_path):
    root = tmp_path / SNW
    text = re.sub(r"<Image_List>.*</Mask_List>", "<Image_List></Image_List>", template(shared, "SENTINEL2"),
                  flags=re.DOTALL)
    for name, value in (("PRODUCT_ID", SNW), ("PRODUCT_LEVEL", "L2B-SNOW"), ("GEOGRAPHICAL_ZONE", "T31TCH"),
                        ("ACQUISITION_DATE", "2018-01-17T10:54:21.457Z")):
        text = set_field(text, name, value)
    image(root / f"{SNW}_SNW_R2.tif", [[0, 100, 205, 254, 0, 0]], "uint8", TOP)
    (root / f"{SNW}_MTD_ALL.xml").write_text(text, "utf-8")
    product = open_product(str(root))
    assert (product.level, product.platform, product.tile) == ("SNOW", "S2A", "31TCH")
    assert quality_flags(product, TOP)[0, :4].tolist() == [0, SNOW, CLOUD, NODATA]
    values = Scene(product).read(["SNW"], TOP, "nearest")[0, 0]
    assert values[:2].tolist() == [0, 1] and np.isnan(values[2:4]).all()
    # Without its metadata, the image still tells its day.
    (root / f"{SNW}_MTD_ALL.xml").unlink()
    bare = open_product(str(root))
    assert (bare.family, bare.platform, bare.tile, bare.acquired.date().isoformat()) == (
        "snow", "S2A", "31TCH", "2018-01-17")


def test_snow_by_name_alone_is_refused(tmp_path):
    path = image(tmp_path / f"{LIS}.tif", np.zeros((3, *TOP.shape)), "uint8", TOP)
    assert fault(path).code == "not_a_product"
    other = image(tmp_path / "LIS_S2-SNOW-FSC_T11UNT_20171304T185934_1-10_01.tif", 0, "uint8", TOP)
    assert fault(other).code == "metadata_incomplete"
    assert fault(image(tmp_path / "dem.tif", 0, "int16", TOP)).code == "not_a_product"


def test_the_real_cog_scene(shared):
    product = open_product(str(shared / "data" / "s2_l2a_cog_29RKH"))
    assert (product.identifier, product.family, product.level, product.platform, product.tile, product.baseline) == (
        "S2A_MSIL2A_20200219T112111_N0214_R037_T29RKH_20200219T123947", "sentinel2_cog", "L2A", "S2A", "29RKH", "02.14")
    assert product.acquired.isoformat() == "2020-02-19T11:34:25.405000+00:00" and product.relative_orbit == 37
    assert len(product.bands) == 12 and product.mean_sun == pytest.approx((41.70675, 147.67104), abs=1e-5)
    scene = Scene(product)
    grid = scene.grid("red")
    with Raster(product.role("red").path) as raster:
        numbers = raster.read()
        np.testing.assert_allclose(scene.read(["red"], grid, "nearest")[0],
                                   np.where(numbers == 0, np.nan, numbers / 10_000), atol=1e-6)
    with Raster(product.mask_files["scene_classification"][""]) as raster:
        classes, own = raster.read(), raster.grid
    flags = quality_flags(product, own)
    assert ((flags & CLOUD) != 0).sum() == np.isin(classes, (8, 9)).sum() > 100
    assert ((flags & TOPOGRAPHIC_SHADOW) != 0).sum() == (classes == 2).sum()
    assert 0.02 < np.nanmean(read_layer(product, "aot", own)) < 0.6
    assert cloud_percent(product) == 4.051854 and quicklook_path(product).endswith("L2A_PVI.tif")
    assert footprint_lonlat(product)[0][0][0] == (-11.97923472537954, 25.286618366521218)


@pytest.mark.parametrize(("baseline", "applied", "stated", "offset"), [
    ("02.14", None, 0, 0.0), ("04.00", True, -0.1, 0.0), ("05.09", False, 0, -1000.0), ("05.09", None, -0.1, -1000.0),
    ("05.09", None, 0, None)])
def test_the_cogs_offset(shared, tmp_path, baseline, applied, stated, offset):
    source = shared / "data" / "s2_l2a_cog_29RKH"
    item = json.loads((source / "S2A_29RKH_20200219_0_L2A.json").read_text())
    item["properties"]["s2:processing_baseline"] = baseline
    item["properties"].pop("earthsearch:boa_offset_applied")
    if applied is not None:
        item["properties"]["earthsearch:boa_offset_applied"] = applied
    for asset in item["assets"].values():
        for band in asset.get("raster:bands", []):
            band["offset"] = stated
    (tmp_path / "item.json").write_text(json.dumps(item))
    shutil.copy(source / "B04.tif", tmp_path)
    if offset is None:
        assert fault(tmp_path).code == "offset_unknown"
    else:
        assert open_product(str(tmp_path)).role("red").offset == offset


def test_l2a_without_its_scene_classification_is_no_clear_ground(shared, tmp_path):
    """Bands alone, as a download of B04 leaves them; the metadata alone of a SAFE."""
    source = shared / "data" / "s2_l2a_cog_29RKH"
    shutil.copy(source / "S2A_29RKH_20200219_0_L2A.json", tmp_path)
    shutil.copy(source / "B04.tif", tmp_path)
    safe = next((shared / "formats" / "s2_l2a_safe").glob("S2A_MSIL2A_20230821T221941*"))
    for path in (tmp_path, safe):
        product = open_product(str(path))
        with pytest.raises(BocageError, match="SCL") as refused:
            quality_flags(product, GRID)
        assert refused.value.code == "cloud_masks_gone"
    assert not quality_flags(product, GRID, wanted=SNOW).any()


def test_a_damaged_item_is_no_product(shared, tmp_path):
    source = shared / "data" / "s2_l2a_cog_29RKH"
    shutil.copy(source / "B04.tif", tmp_path)
    text = (source / "S2A_29RKH_20200219_0_L2A.json").read_text()
    (tmp_path / "item.json").write_text(text[:2000])
    assert fault(tmp_path).code == "not_a_product"
    item = json.loads(text)
    item["properties"]["datetime"] = None
    (tmp_path / "item.json").write_text(json.dumps(item))
    assert fault(tmp_path).code == "metadata_incomplete"


def test_an_n2a_in_a_zip(shared, tmp_path):
    root, grid = spot(shared, tmp_path)
    target = tmp_path / "spot.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(root.rglob("*")):
            archive.write(path, path.relative_to(tmp_path).as_posix())
    product = open_product(str(target))
    assert product.identifier == SPOT and Scene(product).read(["red"], grid)[0, 0, 0] == pytest.approx(0.205)
    assert quality_flags(product, grid)[0, 1] == CLOUD
