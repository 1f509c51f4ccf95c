"""A scene of a server on the map, by real servers on loopback: its picture, its thumbnail, or one sentence in time."""

from __future__ import annotations

import re
import socket
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsPointXY, QgsProject, QgsRaster

from bocage.core.catalogue.model import Asset, SceneRecord
from bocage.core.catalogue.plain_http import PlainTransport
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter, write_jpeg
from bocage.core.errors import BocageError
from bocage.core.products.mgrs import tile_grid
from bocage.core.products.preview import cog_preview

CORNER = (499980.0, 5300040.0)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Address of a server that knows Range, the folder that it serves, and what was asked of it."""
    folder = tmp_path_factory.mktemp("served")
    asked: list[tuple[str, str]] = []

    class Ranges(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            path = folder / self.path.lstrip("/")
            asked.append((self.command, self.headers.get("Range", "")))
            if not path.is_file():
                self.send_error(404)
                return
            content = path.read_bytes()
            wanted = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
            self.send_response(206 if wanted else 200)
            if wanted:
                start, stop = int(wanted[1]), min(int(wanted[2] or len(content)), len(content) - 1)
                self.send_header("Content-Range", f"bytes {start}-{stop}/{len(content)}")
                content = content[start:stop + 1]
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command == "GET":
                with suppress(OSError):
                    self.wfile.write(content)

        do_HEAD = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ranges)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", folder, asked
    server.shutdown()
    server.server_close()


@pytest.fixture()
def silent():
    """Address of a server that accepts and never answers."""
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(8)
    yield f"http://127.0.0.1:{server.getsockname()[1]}"
    server.close()


def record(assets=(), quicklook: str = "", tile: str = "30TWT") -> SceneRecord:
    return SceneRecord("S2A_30TWT_20180117_0_L2A", "earth-search", "S2A", "L2A", tile,
                       datetime(2018, 1, 17, 11, 6, tzinfo=timezone.utc), (), assets=tuple(assets), quicklook=quicklook)


def picture(path: Path, size: int = 2048) -> np.ndarray:
    """A GeoTIFF of three bands of bytes with overviews, its left quarter black: four squares of colours."""
    grid = Grid("EPSG:32630", (CORNER[0], 10.0, 0.0, CORNER[1], 0.0, -10.0), (size, size))
    colours = np.zeros((3, size, size), np.uint8)
    half = size // 2
    for band, values in enumerate(((200, 30, 90, 10), (40, 160, 90, 220), (20, 60, 90, 130))):
        for number, value in enumerate(values):
            row, column = number // 2 * half, number % 2 * half
            colours[band, row:row + half, column:column + half] = value
    colours[:, :, :size // 4] = 0
    with RasterWriter(str(path), grid, "uint8", 3) as writer:
        for band in range(3):
            writer.write(colours[band], band + 1)
        writer.close(overviews="NEAREST")
    return colours


def seen(layer, x: float, y: float) -> list[int]:
    found = layer.dataProvider().identify(QgsPointXY(x, y), QgsRaster.IdentifyFormat.IdentifyFormatValue).results()
    return [int(found[band]) for band in sorted(found)]


def test_a_cog_is_shown_from_its_overviews_in_its_place(plugin, served, tmp_path):
    from bocage.bridge import scenes

    address, folder, asked = served
    colours = picture(folder / "visual.tif")
    scene = record([Asset("visual", f"{address}/visual.tif", "image/tiff; application=geotiff")])
    prepared = scenes.prepare(scene, folder=tmp_path)
    project = QgsProject()
    layer = scenes.show(prepared, project)
    assert layer.name() == "2018-01-17 S2A T30TWT L2A (online preview)"
    assert layer.width() == 1500 and layer.crs().authid() == "EPSG:32630"
    extent = layer.extent()
    assert (extent.xMinimum(), extent.yMaximum()) == CORNER and extent.width() == pytest.approx(20480)
    for share_x, share_y, row, column in ((0.4, 0.2, 400, 800), (0.9, 0.2, 400, 1900), (0.9, 0.9, 1900, 1900)):
        x, y = CORNER[0] + share_x * 20480, CORNER[1] - share_y * 20480
        assert seen(layer, x, y) == [*colours[:, row, column].tolist(), 255]
    assert seen(layer, CORNER[0] + 500, CORNER[1] - 500)[3] == 0
    # The scene is local now: drawing it asks the server nothing.
    asked.clear()
    layer.brightnessFilter().block(1, extent, 50, 50)
    assert asked == [] and layer.temporalProperties().isActive()
    project.clear()


def test_less_is_fetched_than_the_whole_picture(served, tmp_path):
    address, folder, asked = served
    rng = np.random.default_rng(3)
    grid = Grid("EPSG:32630", (CORNER[0], 10.0, 0.0, CORNER[1], 0.0, -10.0), (2048, 2048))
    with RasterWriter(str(folder / "noise.tif"), grid, "uint8", 3) as writer:
        for band in range(3):
            writer.write(rng.integers(1, 255, grid.shape).astype(np.uint8), band + 1)
        writer.close(overviews="NEAREST")
    whole = (folder / "noise.tif").stat().st_size
    asked.clear()
    cog_preview(f"{address}/noise.tif", str(tmp_path / "p.tif"), SilentProgress(), most=300)
    got = 0
    for command, told in asked:
        if command == "GET":
            first, last = re.findall(r"\d+", told)
            got += min(int(last), whole - 1) - int(first) + 1
    assert 0 < got < whole / 4


def test_a_thumbnail_lies_on_its_tile_and_says_so(plugin, served, tmp_path):
    from bocage.bridge import remote_scene, scenes

    address, folder, _ = served
    colours = np.full((3, 343, 343), 120, np.uint8)
    colours[0, :171] = 240
    write_jpeg(str(folder / "preview.jpg"), colours)
    for scene in (record(quicklook=f"{address}/preview.jpg"),
                  record([Asset("thumbnail", f"{address}/preview.jpg", "image/jpeg", roles=("thumbnail",))])):
        shown, about = remote_scene.remote_preview(scene, tmp_path, SilentProgress(), PlainTransport())
        assert about
        project = QgsProject()
        layer = scenes.show(scenes.Prepared(scene, shown, "natural", "thumbnail, placed roughly"), project)
        extent = layer.extent()
        assert [extent.xMinimum(), extent.yMaximum(), extent.width(), extent.height()] == pytest.approx(
            [499980, 5300040, 109800, 109800])
        assert seen(layer, 550000, 5290000)[0] == pytest.approx(240, abs=4)
        assert "placed roughly" in layer.name()
        project.clear()


def test_a_server_that_never_answers_is_given_up_in_a_sentence(plugin, silent, served, tmp_path):
    from bocage.bridge import remote_scene

    begin = time.monotonic()
    with pytest.raises(BocageError) as caught:
        cog_preview(f"{silent}/visual.tif", str(tmp_path / "v.tif"), SilentProgress(), seconds=1.0)
    assert time.monotonic() - begin < 8 and caught.value.code == "raster_unreadable"
    # Nothing is left of the deadline in this thread.
    from osgeo import gdal
    assert gdal.GetThreadLocalConfigOption("GDAL_HTTP_TIMEOUT", None) is None
    address = served[0]
    with pytest.raises(BocageError) as caught:
        remote_scene.remote_preview(record(quicklook=f"{address}/absent.jpg"), tmp_path, SilentProgress(),
                                    PlainTransport())
    assert caught.value.code == "preview_not_fetched" and "404" in str(caught.value)
    with pytest.raises(BocageError) as caught:
        remote_scene.remote_preview(record(), tmp_path, SilentProgress(), PlainTransport())
    assert caught.value.code == "scene_not_here"


def test_what_is_no_picture_in_a_place_is_refused(plugin, served, tmp_path):
    address, folder, _ = served
    grid = Grid("EPSG:32630", (CORNER[0], 10.0, 0.0, CORNER[1], 0.0, -10.0), (64, 64))
    with RasterWriter(str(folder / "band.tif"), grid, "uint16") as writer:
        writer.write(np.ones((64, 64), np.uint16))
        writer.close()
    with pytest.raises(BocageError) as caught:
        cog_preview(f"{address}/band.tif", str(tmp_path / "b.tif"), SilentProgress())
    assert caught.value.code == "preview_impossible"


@pytest.mark.parametrize("tile, crs, corner", [
    # Corners of real products: the shared samples' metadata, and theia's grid.
    ("30TWT", "EPSG:32630", (499980, 5300040)), ("31TDH", "EPSG:32631", (399960, 4800000)),
    ("T56JMM", "EPSG:32756", (399960, 6700000)), ("29RKH", "EPSG:32629", (199980, 2800020)),
    ("01LAC", "EPSG:32701", (99960, 8300020)), ("33XWJ", "EPSG:32633", (499980, 8900040)),
    ("22HBD", "EPSG:32722", (199980, 5900020)), ("55JGF", "EPSG:32755", (699960, 6600040)),
    ("01CCV", "EPSG:32701", (300000, 2000020))])
def test_a_tile_is_found_by_its_name(tile, crs, corner):
    grid = tile_grid(tile, 343, 343)
    assert grid.crs == crs and (grid.transform[0], grid.transform[3]) == corner
    assert grid.dx * 343 == pytest.approx(109800)


@pytest.mark.parametrize("name", ["", "KHUMBU", "199026", "30TIT", "61TWT", "30TWW", "30AWT", "30TAA"])
def test_what_is_no_tile_has_no_place(name):
    assert tile_grid(name, 10, 10) is None


def test_a_footprint_cut_at_the_antimeridian_is_one_place(plugin):
    from bocage.bridge.remote_scene import place_of

    def square(west, east):
        return (((west, -18.0), (east, -18.0), (east, -17.0), (west, -17.0), (west, -18.0)),)

    both = replace(record(tile=""), footprint=(square(179.25, 180.0), square(-180.0, -179.5)))
    grid = place_of(both, 100, 125)
    assert grid.crs == "EPSG:4326" and grid.bounds == pytest.approx((179.25, -18.0, 180.5, -17.0))
    # Round the world is no place.
    with pytest.raises(BocageError) as caught:
        place_of(replace(both, footprint=(square(-180.0, -60.0), square(-60.0, 60.0), square(60.0, 180.0))), 10, 10)
    assert caught.value.code == "preview_without_place"
