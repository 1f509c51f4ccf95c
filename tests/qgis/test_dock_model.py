"""The table of scenes and its pictures."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from dock_window import hits, scene, until
from qgis.PyQt.QtCore import QItemSelectionModel, Qt
from qgis.PyQt.QtGui import QColor, QImage

Role = Qt.ItemDataRole


@pytest.fixture()
def model(plugin):
    from bocage.ui.scene_model import SceneModel

    return SceneModel()


def dates(model):
    from bocage.ui.scene_model import DATE

    return [model.data(model.index(row, DATE)) for row in range(model.rowCount())]


def test_newest_first_then_as_asked_and_unknown_clouds_last(model):
    from bocage.ui.scene_model import CLOUD, DATE

    model.replace(hits(10))
    assert dates(model) == sorted(dates(model), reverse=True)
    model.sort(CLOUD, Qt.SortOrder.AscendingOrder)
    shown = [model.data(model.index(row, CLOUD)) for row in range(10)]
    assert shown == ["0 %", "10 %", "20 %", "30 %", "40 %", "50 %", "70 %", "80 %", "90 %", "?"]
    model.sort(DATE, Qt.SortOrder.AscendingOrder)
    assert dates(model) == sorted(dates(model))


def test_scenes_that_come_later_keep_the_selection_and_come_once(model):
    all_hits = hits(40)
    model.replace(all_hits[:20])
    selection = QItemSelectionModel(model)
    chosen = model.hits[3]
    selection.select(model.index(3, 1), QItemSelectionModel.SelectionFlag.Select)
    model.extend(all_hits[10:40])
    assert model.rowCount() == 40
    assert model.hits[selection.selectedIndexes()[0].row()] is chosen


def test_clear_is_counted_over_the_area_and_the_producer_speaks_where_no_mask_does(model):
    from bocage.core.catalogue.model import Hit
    from bocage.ui.scene_model import CLOUD

    model.replace([Hit(scene(0, cloud_percent=80.0), 4.0, 1.0, "CLM"), Hit(scene(1, cloud_percent=4.0)),
                   Hit(scene(2, cloud_percent=4.0), 60.0, 1.0, "CLM"), Hit(scene(3))])
    assert model.clear_count() == 2
    tips = [model.data(model.index(row, CLOUD), Role.ToolTipRole) for row in range(4)]
    assert "CLM" in tips[3] and "producer" in tips[2] and "Nothing" in tips[0]


def test_five_hundred_rows_are_there_at_once_and_ask_for_no_picture(model):
    class Counting:
        asked = 0

        def pixmap(self, _scene):
            self.asked += 1

    model.pictures = Counting()
    many = hits(500)
    started = time.perf_counter()
    model.replace(many)
    assert time.perf_counter() - started < 0.1 and model.pictures.asked == 0
    model.data(model.index(7, 0), Role.DecorationRole)
    assert model.pictures.asked == 1


# -- pictures ------------------------------------------------------------------------------------------


def jpeg(path: Path, colour=(200, 30, 30), size=300) -> str:
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(QColor(*colour))
    assert image.save(str(path), "JPG")
    return str(path)


@pytest.fixture()
def thumbnails(plugin, tmp_path):
    from bocage.ui.thumbnails import Thumbnails

    made = Thumbnails(tmp_path / "caché")
    yield made
    made.stop()


def middle(pixmap):
    return QColor(pixmap.toImage().pixel(pixmap.width() // 2, pixmap.height() // 2))


def shown(thumbnails, record):
    assert thumbnails.pixmap(record) is None
    assert until(lambda: thumbnails.pixmap(record) is not None), record.quicklook
    return thumbnails.pixmap(record)


def test_a_jpeg_is_shrunk_and_kept_on_disk(thumbnails, tmp_path):
    from bocage.ui.thumbnails import SIZE, Thumbnails

    record = scene(0, quicklook=jpeg(tmp_path / "été QKL.jpg"))
    picture = shown(thumbnails, record)
    assert picture.width() == SIZE and abs(middle(picture).red() - 200) < 6
    kept = list((tmp_path / "caché" / "thumbnails").glob("*"))
    assert len(kept) == 1 and kept[0].suffix == ".png"
    # Another session reads what was kept: green now, if it does.
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor(0, 255, 0))
    image.save(str(kept[0]), "PNG")
    other = Thumbnails(tmp_path / "caché")
    assert middle(shown(other, record)).green() == 255
    other.stop()


def test_reflectances_are_stretched_as_everywhere(thumbnails, tmp_path):
    from bocage.core.engine.grid import Grid
    from bocage.core.engine.raster import RasterWriter

    path = str(tmp_path / "RGB.tif")
    with RasterWriter(path, Grid("EPSG:32630", (5e5, 10, 0, 5.2e6, 0, -10), (50, 40)), "int16", 3, -10000) as writer:
        for band, value in ((1, 3000), (2, 1500), (3, -10000)):
            writer.write(np.full((50, 40), value, "int16"), band)
    picture = shown(thumbnails, scene(1, quicklook=path))
    colour = middle(picture)
    assert (picture.width(), picture.height()) == (40, 50)
    # (0.15 / 0.30) ** 0.8 of 255, and black where there is nothing.
    assert colour.red() == 255 and abs(colour.green() - 146) <= 1 and colour.blue() == 0


def test_a_remote_picture_comes_through_the_transport_and_a_huge_one_does_not(plugin, tmp_path):
    from bocage.ui import thumbnails as room

    class Answer:
        status, headers = 200, {}

        def __init__(self, data):
            self.data = data

        def chunks(self, size=65536):
            yield self.data

        def close(self):
            closed.append(True)

    class Wire:
        def open(self, request, cancelled=None):
            asked.append(request)
            return Answer(Path(jpeg(tmp_path / "far.jpg")).read_bytes() if "small" in request.url
                          else b"\xff" * (room.LARGEST + 1))

    asked, closed = [], []
    made = room.Thumbnails(tmp_path / "c", Wire)
    picture = shown(made, scene(0, quicklook="https://server/small.jpg", source="cdse"))
    assert abs(middle(picture).red() - 200) < 6
    assert asked[0].total_s <= 60 and asked[0].inactivity_s <= 30
    huge = scene(1, quicklook="https://server/huge.jpg", source="cdse")
    made.pixmap(huge)
    assert until(lambda: len(closed) == 2) and not until(lambda: made.pixmap(huge) is not None, 0.2)
    made.stop()


def test_a_broken_picture_is_not_asked_for_again_at_once(thumbnails, tmp_path):
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"\xff\xd8 not a picture")
    record = scene(0, quicklook=str(path))
    thumbnails.pixmap(record)
    assert until(lambda: thumbnails._refused)
    thumbnails.pixmap(record)
    assert not thumbnails._asked and not thumbnails._queue


def test_what_is_looked_at_last_comes_first_and_the_queue_stays_short(thumbnails, tmp_path, monkeypatch):
    from bocage.ui import thumbnails as room

    go, order = threading.Semaphore(0), []

    def slow(record, *_):
        order.append(record.identifier)
        go.acquire(timeout=30)
        raise ValueError("no picture")

    monkeypatch.setattr(room, "load_picture", slow)
    path = jpeg(tmp_path / "a.jpg")
    records = [scene(n, quicklook=path) for n in range(500)]
    for record in records:
        thumbnails.pixmap(record)
    assert len(thumbnails._queue) <= room.WAITING
    # Every thread ends what it had begun, and takes one more: whichever speaks first, the last asked for is among them.
    assert until(lambda: len(order) == room.THREADS)
    go.release(room.THREADS)
    assert until(lambda: len(order) == 2 * room.THREADS)
    assert records[-1].identifier in order[room.THREADS:]
    go.release(500)


def test_memory_and_folder_are_bounded(thumbnails, tmp_path, monkeypatch):
    from bocage.ui import thumbnails as room

    monkeypatch.setattr(room, "IN_MEMORY", 3)
    path = jpeg(tmp_path / "a.jpg")
    for number in range(6):
        record = replace(scene(number), quicklook=path)
        shown(thumbnails, record)
    assert len(thumbnails._pictures) == 3
    files = list((tmp_path / "caché" / "thumbnails").iterdir())
    sizes = sum(file.stat().st_size for file in files)
    assert len(files) == 6 and room.prune(tmp_path / "caché", sizes // 2) >= 3
    assert sum(f.stat().st_size for f in (tmp_path / "caché" / "thumbnails").iterdir()) <= sizes // 2
