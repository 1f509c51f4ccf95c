"""bocage:indices: values known by hand, dates kept, rasters named in several ways, refusals."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.indices import IndicesSettings, run_indices
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.errors import BocageError

sys.path.insert(0, str(Path(__file__).resolve().parent))
from dated_product import CLM_CLOUD, product, square  # noqa: E402

GRID = Grid("EPSG:32630", (500000.0, 10.0, 0.0, 5300000.0, 0.0, -10.0), (6, 7))


def raster(path: Path, names, values, nodata=-1) -> str:
    with RasterWriter(str(path), GRID, "int16", len(names), nodata, names) as writer:
        for number, value in enumerate(values, start=1):
            pixels = np.full(GRID.shape, value, np.int16)
            pixels[0, 0] = nodata if number == 1 else value
            writer.write(pixels, number)
            writer.set_scaling(number, 1e-4)
        writer.close()
    return str(path)


def run(path: str, folder: Path, **changes):
    result = run_indices(IndicesSettings(path, str(folder / "o é.tif"), **{"threads": 1, **changes}), SilentProgress())
    with Raster(result.output) as found:
        values = [found.read(band) for band in range(1, found.count + 1)]
        items = [found.metadata(band) for band in range(1, found.count + 1)]
    return result, values, items


@pytest.mark.parametrize("names", [["red", "nir"], ["B4 (red)", "B8 (nir)"], ["B04", "B08"]])
def test_bands_are_known_by_role_label_or_code(tmp_path, names):
    result, (ndvi, own), items = run(raster(tmp_path / "image.tif", names, (500, 3000)), tmp_path,
                                     indices=("ndvi", "N - R"))
    assert result.bands == ("NDVI", "N - R") and result.dates == 1
    assert ndvi[0, 0] == -32768 and (ndvi.ravel()[1:] == round(2500 / 3500 * 1e4)).all()
    assert (own.ravel()[1:] == 2500).all() and items[0]["FORMULA"] == "(nir - red) / (nir + red)"


def test_dates_of_a_stack_are_kept_in_order(tmp_path):
    path = raster(tmp_path / "s.tif", ["2018-03-01 nir", "2018-03-01 red", "2018-01-17 nir", "2018-01-17 red"],
                  (4000, 1000, 3000, 500))
    result, values, items = run(path, tmp_path, type="float32")
    assert result.bands == ("2018-01-17 NDVI", "2018-03-01 NDVI") and items[1]["DATE"] == "2018-03-01"
    assert values[0][1, 1] == pytest.approx(2500 / 3500, abs=1e-6) and values[1][1, 1] == pytest.approx(0.6, abs=1e-6)
    one = raster(tmp_path / "one.tif", ["2018-03-01 nir", "2018-03-01 red"], (4000, 1000))
    assert run(one, tmp_path)[0].bands == ("2018-03-01 NDVI",)


def test_a_product_gives_its_indices_without_what_its_flags_hide(tmp_path):
    masks = {"CLM": square(slice(0, 20), slice(0, 20), CLM_CLOUD), "MG2": square(slice(0, 20), slice(0, 20), 2)}
    path = product(tmp_path, "2018-01-17", {"B4": 500, "B8": 3000}, masks)
    result, (ndvi,), _ = run(path, tmp_path, flags=("cloud",))
    assert (ndvi[:20, :20] == -32768).all() and (ndvi[20:] == 7143).all()
    assert result.acquired is not None and result.nodata_percent == pytest.approx(100 * 400 / 14400)


@pytest.mark.parametrize(("indices", "code"), [((), "indices_none"), (("nir /",), "formula_malformed"),
                                               (("NDWI",), "band_absent"), (("nonsense",), "formula_unknown_name")])
def test_what_cannot_be_computed_is_refused_in_a_sentence(tmp_path, indices, code):
    path = raster(tmp_path / "image.tif", ["red", "nir"], (500, 3000))
    with pytest.raises(BocageError) as fault:
        run(path, tmp_path, indices=indices)
    assert fault.value.code == code and str(fault.value) and not (tmp_path / "o é.tif").exists()


@pytest.mark.parametrize("scaled", [True, False])
def test_what_is_computed_of_plain_numbers_is_not_cut_at_what_int16_holds(tmp_path, scaled):
    path = raster(tmp_path / "image.tif", ["red", "nir"], (500, 3000))
    if not scaled:
        with RasterWriter(path, GRID, "float32", 2, None, ["red", "nir"]) as writer:
            for number, value in enumerate((500.0, 3000.0), start=1):
                writer.write(np.full(GRID.shape, value, np.float32), number)
            writer.close()
    result, values, _ = run(path, tmp_path, indices=("N - R", "NDVI"), type="auto")
    assert values[0].dtype == (np.int16 if scaled else np.float32)
    assert values[0][2, 2] == 2500 and values[1][2, 2] == pytest.approx(7143 if scaled else 2500 / 3500)
    with Raster(result.output) as found:
        assert found.scaling(1)[0] in (1e-4, pytest.approx(1e-4)) if scaled else found.scaling(1)[0] in (None, 1.0)
