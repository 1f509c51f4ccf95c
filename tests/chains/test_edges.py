"""What real products do at their edges: slivers of detectors, a low sun, no bright ground, real layouts."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import l1c_scene as scene
import numpy as np
import pytest
from bocage.core.chains.l2a import L2ASettings, run
from bocage.core.chains.l2a.bands import DetectorTerms, _completed, _flags, correct_strip
from bocage.core.chains.l2a.job import check_sun
from bocage.core.chains.l2a.views import nearest_along_rows
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster
from bocage.core.errors import BocageError
from bocage.core.products import open_product
from bocage.core.products.carried import carried_flags
from bocage.core.products.flags import CLOUD, HIDDEN

GRID = Grid("EPSG:32630", (500000.0, 10.0, 0.0, 5300000.0, 0.0, -10.0), (120, 120))


def _terms(detector: int) -> DetectorTerms:
    cells = GRID.cells(120)
    terms = np.zeros((3, *cells.shape), np.float32)
    terms[0] = 1e-4
    return DetectorTerms(detector, terms, cells)


def test_a_sliver_of_a_detector_without_a_cell_keeps_its_pixels():
    pixels = np.full(GRID.shape, 1000, np.uint16)
    footprint = np.full(GRID.shape, 7, np.uint8)
    footprint[:, 60:] = 8
    footprint[:5, :5] = 9
    terms = [_terms(7), _terms(8)]
    completed = _completed(footprint, terms, None)
    assert (correct_strip(pixels, GRID, terms, completed) == 1000).all()


def test_what_a_lossy_encoder_leaves_outside_the_swath_is_nodata_but_signal_is_kept():
    pixels = np.array([[3, 700, 0, 900]], np.uint16)
    flags = _flags(pixels, 0, 65535, np.array([[0, 0, 0, 8]], np.uint8))
    assert flags.tolist() == [[1, 0, 1, 0]]


def test_zeros_of_a_footprint_take_their_neighbour_on_the_row():
    index = np.array([[0, 3, 0, 4, 0], [0, 0, 0, 0, 0]], np.uint8)
    assert nearest_along_rows(index, [5]).tolist() == [[3, 3, 3, 4, 4], [3, 3, 3, 3, 3]]


class Heard(SilentProgress):
    def __init__(self) -> None:
        self.codes: list[str] = []

    def warn(self, code, **fields):
        self.codes.append(code)


@pytest.mark.parametrize("zenith, codes", [(60.0, []), (76.0, ["sun_low"])])
def test_a_sun_beyond_the_tables_is_said(zenith, codes):
    heard = Heard()
    check_sun(_scenery(zenith), heard)
    assert heard.codes == codes


def test_a_sun_too_low_is_refused():
    with pytest.raises(BocageError, match="84.0 degrees"):
        check_sun(_scenery(84.0), Heard())


def _scenery(zenith: float):
    return SimpleNamespace(product=SimpleNamespace(sun=None, mean_sun=(zenith, 160.0), path="a.SAFE"))


@pytest.mark.parametrize("name", ["S2A_MSIL1C_20180629*.zip", "*AWSPDS.zip"])
def test_the_real_decimated_products_are_corrected_and_read_back(shared, tmp_path, name):
    source = next((shared / "data" / "s2_l1c_safe").glob(name))
    result = run(L2ASettings(str(source), str(tmp_path), altitude_m=200.0, threads=2), SilentProgress())
    product = open_product(result.product)
    assert product.level == "L2A" and len(product.bands) == 10
    for role, low, high in (("blue", 0.0, 0.5), ("nir", 0.1, 0.6)):
        band = product.role(role)
        with Raster(band.path) as raster:
            values = raster.read()
        assert low < np.median(values[values > -10000]) / 10000 < high
    assert 0 <= result.aot_mean <= 1.8 and 0.1 < result.water_vapour_mean < 4


def test_sea_alone_says_that_its_water_vapour_is_a_guess(l1c, tmp_path):
    import l1c_scene as scene

    x, y = scene.CORNER
    heard = Heard()
    settings = replace(L2ASettings(l1c, str(tmp_path)), altitude_m=0.0, aot_method="fixed",
                       extent=(x, y - 60, x + 60, y), extent_crs="EPSG:32630")
    run(settings, heard)
    assert "water_no_target" in heard.codes


def test_an_extent_of_one_cell_is_a_product_like_another(l1c, tmp_path):
    """A point clicked on the map: too small for a window of aerosols, which once ended the run."""
    x, y = scene.CORNER
    heard = Heard()
    result = run(L2ASettings(l1c, str(tmp_path), extent=(x + 1201.0, y - 1202.0, x + 1202.0, y - 1201.0),
                             altitude_m=0.0, adjacency=True, threads=1), heard)
    assert "aot_no_dark_target" in heard.codes and result.cloud_percent is not None
    with Raster(str(next(Path(result.product).glob("*_SRE_B2.tif")))) as raster:
        assert raster.grid.shape == (12, 12) and (raster.read() > 0).all()


def test_a_part_that_was_not_seen_is_said_and_is_no_clear_sky(tmp_path):
    heard = Heard()
    result = run(L2ASettings(scene.write(str(tmp_path / "l1c"), seen=False), str(tmp_path / "out"), altitude_m=0.0,
                             threads=1), heard)
    assert "nothing_seen" in heard.codes
    assert result.cloud_percent is None and result.snow_percent is None
    item = json.loads(next(Path(result.product).glob("*_STAC.json")).read_text(encoding="utf-8"))
    assert "eo:cloud_cover" not in item["properties"] and item["properties"]["bocage:nodata_percent"] == 100


def test_mean_angles_that_stand_for_grids_are_said_once(l1c, tmp_path):
    folder = tmp_path / Path(l1c).name
    shutil.copytree(l1c, folder)
    tile = next(folder.glob("GRANULE/*/MTD_TL.xml"))
    text = tile.read_text(encoding="utf-8")
    for name in ("Sun_Angles_Grid", "Viewing_Incidence_Angles_Grids"):
        text = re.sub(rf"<{name}[ >].*?</{name}>", "", text, flags=re.DOTALL)
    tile.write_text(text, encoding="utf-8")
    heard = Heard()
    run(L2ASettings(str(folder), str(tmp_path / "out"), altitude_m=0.0, aot_method="fixed", threads=1,
                    water_vapour_method="fixed", masks=False), heard)
    assert heard.codes == ["sun_angles_missing", "view_angles_missing"]


def test_bits_that_nothing_could_find_are_declared(l1c, tmp_path):
    """Without earlier dates nor elevation, zero is not "none"."""
    result = run(L2ASettings(l1c, str(tmp_path), altitude_m=0.0, threads=1), SilentProgress())
    item = json.loads(next(Path(result.product).glob("*_STAC.json")).read_text(encoding="utf-8"))
    relief = ["MG2.topographic_shadow", "MG2.hidden", "MG2.sun_too_low", "MG2.tangent_sun"]
    assert item["properties"]["bocage:not_computed"] == ["CLM.multi_temporal", *relief]
    bits = {bit["name"]: bit["computed"] for bit in item["assets"]["MG2_R1"]["bocage:bits"]}
    assert not bits["hidden"] and bits["cloud"]
    assert carried_flags(open_product(result.product)) & (HIDDEN | CLOUD) == CLOUD


def test_outlines_of_another_date_are_said(l1c, tmp_path):
    ring = [[-3.0, 47.85], [-2.99, 47.85], [-2.99, 47.84], [-3.0, 47.85]]
    path = tmp_path / "nuages.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"date": "2018-01-18"}, "geometry": {
            "type": "Polygon", "coordinates": [ring]}}]}), encoding="utf-8")
    heard = Heard()
    x, y = scene.CORNER
    run(L2ASettings(l1c, str(tmp_path / "out"), altitude_m=0.0, threads=1, painted=str(path), aot_method="fixed",
                    extent=(x, y - 600, x + 600, y)), heard)
    assert "painted_outside" in heard.codes


def test_a_date_is_not_compared_with_itself(l1c, tmp_path):
    x, y = scene.CORNER
    settings = L2ASettings(l1c, str(tmp_path), altitude_m=0.0, threads=1, extent=(x, y - 600, x + 600, y))
    made = run(settings, SilentProgress())
    with pytest.raises(BocageError) as refused:
        run(replace(settings, previous=made.composite), SilentProgress())
    assert refused.value.code == "composite_of_this_date"
