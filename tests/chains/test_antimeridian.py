"""Around 180 degrees: mosaics and extents in longitudes, which jump there; what cannot be is one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.indices import IndicesSettings, run_indices
from bocage.core.chains.mosaic import MosaicSettings, run_mosaic
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter, transform_points
from bocage.core.errors import BocageError
from bocage.core.messages import sentence

#: West of the antimeridian, 60 km of Fiji's sea to 5 km beyond; and east of it.
WEST, EAST = ("EPSG:32760", 179.9, 100), ("EPSG:32701", -179.95, 200)


def write(folder: Path, name: str, grid: Grid, value: int) -> str:
    path = str(folder / f"{name}.tif")
    with RasterWriter(path, grid, "int16", 1, -1, ["red"]) as writer:
        writer.write(np.full(grid.shape, value, np.int16))
        writer.close()
    return path


@pytest.fixture()
def sides(tmp_path) -> list[str]:
    """Two rasters of 20 km, one in either zone, whose pixels all hold 100 or 200."""
    found = []
    for crs, longitude, value in (WEST, EAST):
        x, y = (float(v[0]) for v in transform_points(np.array([longitude]), np.array([-17.0]), "EPSG:4326", crs))
        found.append(write(tmp_path, f"côté {value}", Grid(crs, (x, 100.0, 0.0, y, 0.0, -100.0), (200, 200)), value))
    return found


def mosaic(inputs, folder: Path, **changes):
    result = run_mosaic(MosaicSettings(tuple(inputs), str(folder / "mosaïque.tif"), crs="EPSG:4326", threads=1,
                                       **{"resolution": 0.01, **changes}), SilentProgress())
    with Raster(result.output) as raster:
        return raster.read(), raster.grid


def refused(code: str, work) -> None:
    with pytest.raises(BocageError) as caught:
        work()
    assert caught.value.code == code
    for language in ("en", "fr"):
        text = sentence(code, language, **caught.value.fields)
        assert "\n" not in text and text.endswith(".") and "180" in text


def test_longitudes_of_a_mosaic_run_on_beyond_180(sides, tmp_path):
    pixels, grid = mosaic(sides, tmp_path)
    assert 179.85 < grid.bounds[0] < 179.95 and 180.2 < grid.bounds[2] < 180.3 and grid.shape[1] < 40
    # Where each lies, and nowhere else: the first to 180.09, the second from 180.05.
    longitude = grid.x()
    middle = pixels[pixels.shape[0] // 2]
    assert (middle[longitude < 180.03] == 100).all() and (middle[(longitude > 180.11) & (longitude < 180.22)] == 200
                                                          ).all()
    # A hundredth of a degree is some 1.08 km: of 20 km a side, 340 pixels or so.
    assert 300 < (pixels == 100).sum() < 380 and 250 < (pixels == 200).sum() < 380


def test_the_pixel_size_in_degrees_is_told_there_too(sides, tmp_path):
    pixels, grid = mosaic(sides[:1], tmp_path, resolution=None)
    assert grid.dx == pytest.approx(100 / 111_320, rel=0.1) and (pixels == 100).mean() > 0.9


def test_an_extent_beyond_180_and_one_of_another_zone_are_understood(sides, tmp_path):
    pixels, grid = mosaic(sides, tmp_path, extent=(179.95, -17.1, 180.15, -17.05), extent_crs="EPSG:4326")
    assert grid.shape == (5, 20) and set(np.unique(pixels)) == {100, 200}
    with Raster(sides[0]) as raster:
        bounds, crs = raster.grid.bounds, raster.grid.crs
    _, grid = mosaic(sides, tmp_path, extent=bounds, extent_crs=crs)
    assert 179.85 < grid.bounds[0] < 179.95 and 180.05 < grid.bounds[2] < 180.15


def test_pixels_of_the_other_turn_are_refused_not_lost(sides, tmp_path):
    own = write(tmp_path, "degrés", Grid("EPSG:4326", (-179.95, 0.01, 0.0, -17.0, 0.0, -0.01), (10, 10)), 300)
    refused("mosaic_antimeridian", lambda: mosaic([sides[0], own], tmp_path))
    # Alone, or beside what lies on its own side, it makes its mosaic.
    assert mosaic([own], tmp_path)[1].bounds[0] == pytest.approx(-179.95)


def test_an_area_on_both_sides_cuts_both(sides, tmp_path):
    rings = [[[a, -17.1], [b, -17.1], [b, -17.05], [a, -17.05], [a, -17.1]] for a, b in ((179.95, 180), (-180, -179.9))]
    area = tmp_path / "zone.geojson"
    area.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for ring in rings]}), encoding="utf-8")
    pixels, grid = mosaic(sides, tmp_path, aoi=str(area))
    # From 179.95 to 180.10: what was drawn in two.
    assert grid.bounds == pytest.approx((179.95, -17.1, 180.1, -17.05)) and grid.shape == (5, 15)
    assert (pixels[:, :12] == 100).all() and (pixels[:, 14:] == 200).all()


def test_an_extent_across_does_not_take_a_raster_of_the_world_whole(sides, tmp_path):
    world = write(tmp_path, "monde", Grid("EPSG:4326", (-180.0, 0.5, 0.0, 90.0, 0.0, -0.5), (360, 720)), 5)
    with Raster(sides[0]) as raster:
        bounds, crs = raster.grid.bounds, raster.grid.crs
    asked = IndicesSettings(world, str(tmp_path / "o.tif"), ("red",), extent=bounds, extent_crs=crs)
    refused("extent_antimeridian", lambda: run_indices(asked, SilentProgress()))
    # The whole world is no place across the antimeridian.
    run_indices(IndicesSettings(world, str(tmp_path / "o.tif"), ("red * 2",), extent=(-180.0, -90.0, 180.0, 90.0),
                                extent_crs="EPSG:4258"), SilentProgress())
    with Raster(str(tmp_path / "o.tif")) as raster:
        assert raster.grid.shape == (360, 720)
