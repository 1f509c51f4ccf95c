"""Everything real that lies in the shared folder opens, with values that can be, or says in one sentence why not."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.errors import BocageError
from bocage.core.products.open import open_product
from bocage.core.products.scene import Scene
from bocage.core.products.summary import cloud_percent, footprint_lonlat, quicklook_path

#: Pattern below the shared folder, how many, family, level: what opens.
OPENS = [
    ("data/s2_l1c_safe/S2A_*.zip", 2, "sentinel2_safe", "L1C"),
    ("data/s2_l1c_safe/*AWSPDS.zip", 1, "sentinel2_aws", "L1C"),
    ("data/s2_l2a_cog_29RKH", 1, "sentinel2_cog", "L2A"),
    ("data/theia_muscate_pixels/L8_50x50/*/*", 4, "theia_n2a", "L2A"),
    ("formats/s2_l1c_safe/*.SAFE", 2, "sentinel2_safe", "L1C"),
    ("formats/s2_l2a_safe/*.SAFE", 4, "sentinel2_safe", "L2A"),
    ("formats/theia_muscate_l2a", 1, "muscate", "L2A")]
#: Pattern, how many, code: what does not, and why.
REFUSED = [
    ("data/theia_muscate_pixels/T38K_S2/*/*", 4, "xml_malformed"),
    ("data/theia_muscate_pixels/T38K_S2/*/*/*_MTD_ALL.xml", 4, "xml_malformed"),
    ("data/theia_muscate_pixels/T38K_S2/*/*/*_FRE_STACK.tif", 4, "xml_malformed"),
    ("data/landsat8_series_gdalcubes/L8NY18/*", 19, "mtl_absent"),
    ("data/s2_l1c_previews_19UDP", 1, "not_a_product"),
    ("data/s2_l1c_slovenia_5dates", 1, "not_a_product"),
    ("data/s2_l1c_dsen2", 1, "not_a_product"),
    ("data/s2_l1c_eurosat", 1, "not_a_product"),
    ("data/rstoolbox_sen2/sen2.tif", 1, "not_a_product"),
    ("data/dem/*.tif", 1, "not_a_product"),
    ("data/theia_grids/theia_s2.gpkg", 1, "not_a_product"),
    ("formats/theia_old/*.HDR", 1, "images_absent"),
    ("formats/theia_old/*.xml", 1, "images_absent"),
    ("formats/maja_templates/*.xml", 4, "metadata_incomplete"),
    ("formats/s2_l1c_safe/*_MTD_MSIL1C*.xml", 2, "granule_missing")]


def paths(shared, pattern, count):
    found = sorted(shared.glob(pattern))
    if not found:
        pytest.skip(f"{pattern} is absent")
    assert len(found) == count
    return found


@pytest.mark.parametrize(("pattern", "count", "family", "level"), OPENS)
def test_what_opens_has_its_place_its_day_and_reflectances(shared, pattern, count, family, level):
    for path in paths(shared, pattern, count):
        product = open_product(str(path))
        assert (product.family, product.level) == (family, level) and product.identifier and product.tile
        assert 2015 < product.acquired.year < 2024 and product.acquired.tzinfo is not None
        outline = footprint_lonlat(product)
        assert outline and all(ring[0] == ring[-1] and len(ring) > 3 for polygon in outline for ring in polygon)
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for polygon in outline for ring in polygon for x, y in ring)
        cloud = cloud_percent(product)
        assert cloud is None or 0 <= cloud <= 100
        assert isinstance(quicklook_path(product), str)
        present = [band for band in product.bands if band.path is not None and band.role]
        for band in present[:2]:
            scene = Scene(product)
            grid = scene.grid(band.name)
            cells = Grid(grid.crs, grid.transform, (min(40, grid.shape[0]), min(40, grid.shape[1])))
            values = scene.read([band.name], cells, "nearest")
            known = values[np.isfinite(values)]
            assert not known.size or (-0.2 < known.min() and known.max() < 2.0)


@pytest.mark.parametrize(("pattern", "count", "code"), REFUSED)
def test_what_does_not_says_why_in_one_sentence(shared, pattern, count, code):
    for path in paths(shared, pattern, count):
        with pytest.raises(BocageError) as error:
            open_product(str(path))
        sentence = str(error.value)
        assert error.value.code == code and path.name[:20] in sentence
        assert "<" not in sentence and "\n" not in sentence
