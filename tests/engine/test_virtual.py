"""Virtual rasters show the reflectance and the formulas that are computed elsewhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bocage.core.engine.formulas import LETTERS, evaluate, indices, read_formula
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster, RasterWriter, build_overviews
from bocage.core.engine.virtual import Source, formula_vrt, reflectance_vrt

GRID = Grid("EPSG:32630", (500000.0, 10.0, 0.0, 5300000.0, 0.0, -10.0), (24, 32))
#: 20 m under the same corner: each of its pixels shows twice a side.
COARSE = Grid("EPSG:32630", (500000.0, 20.0, 0.0, 5300000.0, 0.0, -20.0), (12, 16))


@pytest.fixture(scope="module")
def bands(tmp_path_factory):
    """Sources by role (scale 1/10000, offset -1000, 0 for nothing) and their reflectance on GRID."""
    folder = tmp_path_factory.mktemp("l'été & <l'hiver>")
    rng = np.random.default_rng(1)
    sources, values = {}, {}
    for role in (*LETTERS.values(), "cirrus"):
        grid = COARSE if role.startswith(("red_edge", "swir")) else GRID
        numbers = rng.integers(1200, 6000, grid.shape).astype(np.uint16)
        numbers[:2] = 0
        path = str(folder / f"{role}.tif")
        with RasterWriter(path, grid, "uint16") as writer:
            writer.write(numbers)
            writer.close()
        sources[role] = Source(path, 1, grid.shape, "UInt16", (512, 512), 1e-4, -1000.0, 0)
        reflectance = np.where(numbers == 0, np.nan, (numbers.astype(np.float32) - 1000) * np.float32(1e-4))
        values[role] = np.kron(reflectance, np.ones((2, 2), np.float32)) if grid is COARSE else reflectance
    return sources, values


def pixels(text: str, folder: Path, index: int = 1) -> np.ndarray:
    path = folder / "shown.vrt"
    path.write_text(text, encoding="utf-8")
    with Raster(str(path)) as raster:
        assert raster.grid == GRID and raster.dtype == "Float32"
        return raster.read(index)


def test_bands_of_several_resolutions_are_reflectance_on_the_finest(bands, tmp_path):
    sources, values = bands
    text = reflectance_vrt(GRID, [(role, sources[role]) for role in ("red", "swir1")])
    for number, role in enumerate(("red", "swir1"), start=1):
        found = pixels(text, tmp_path, number)
        assert np.array_equal(np.isnan(found), np.isnan(values[role]))
        assert found[4:] == pytest.approx(values[role][4:], abs=1e-7)


def test_every_index_is_what_numpy_makes_of_it(bands, tmp_path):
    """Two independent ways: GDAL's pixel functions, and the evaluator of the series."""
    sources, values = bands
    worst = {}
    for name, index in indices().items():
        found = pixels(formula_vrt(GRID, read_formula(index.formula), sources, name), tmp_path)
        expected = evaluate(name, values)
        assert np.array_equal(np.isfinite(found), np.isfinite(expected)), name
        known = np.isfinite(expected)
        error = np.abs(found - expected)[known] / np.maximum(1.0, np.abs(expected[known]))
        worst[name] = float(np.quantile(error, 0.98))
    # Near a division by zero float32 has no digits left: hence a quantile, and not the largest.
    assert {name: error for name, error in worst.items() if error > 1e-4} == {}


@pytest.mark.parametrize("formula", [
    "log(nir)", "log(nir - red)", "max(nir, red)", "min(nir, 0.2)", "abs(red - nir)", "2 * exp(nir)", "nir ** red",
    "2 ** nir", "sqrt(nir - red)", "1 / nir", "3 / 4 * nir / 2", "-nir", "(2 + 3) * nir - 4 ** 2", "nir", "1 - nir",
    "cirrus / (-2)", "nir ** 3 - red ** -1", "nir / 0", "sqrt(2 - 3) * nir"])
def test_every_operation_is_numpys(bands, tmp_path, formula):
    sources, values = bands
    found = pixels(formula_vrt(GRID, read_formula(formula), sources, formula), tmp_path)
    expected = evaluate(formula, values)
    assert np.array_equal(np.isfinite(found), np.isfinite(expected))
    # Where the evaluator says nothing GDAL may say infinite, which a map draws as nothing.
    known = np.isfinite(expected)
    assert found[known] == pytest.approx(expected[known], rel=2e-4, abs=2e-4)


def test_coarser_levels_lie_beside_the_virtual_raster_and_can_be_stopped(bands, tmp_path):
    sources, values = bands
    path = tmp_path / "vu d'été.vrt"
    path.write_text(reflectance_vrt(GRID, [("red", sources["red"])]), encoding="utf-8")
    assert not build_overviews(str(path), [2, 4], lambda share: False)
    assert not (tmp_path / "vu d'été.vrt.ovr").exists()
    assert build_overviews(str(path), [2, 4], lambda share: True)
    with Raster(str(path)) as raster:
        assert raster.overview_count() == 2
        half = raster.read(shape=(12, 16))
    mean = values["red"].reshape(12, 2, 16, 2).mean(axis=(1, 3))
    assert half[2:] == pytest.approx(mean[2:], abs=1e-6)
