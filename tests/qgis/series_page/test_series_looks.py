"""Looks of scenes, and scenes that come from elsewhere."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from four_dates import CLEAR, picked, record, wait
from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QApplication


def test_a_look_is_given_to_every_scene_in_place(page):
    before = [one.layer.id() for one in page.scenes]
    page.set_look("NDVI")
    wait(lambda: [one.look for one in page.scenes] == ["NDVI"] * 4)
    assert [one.layer.id() for one in page.scenes] == before
    assert all(one.layer.name().endswith("NDVI") and one.layer.isValid() for one in page.scenes)
    assert page.scenes[0].layer.bandCount() == 1 and page.scenes[0].layer.temporalProperties().isActive()
    page.set_look("natural")
    wait(lambda: [one.look for one in page.scenes] == ["natural"] * 4)
    assert page.scenes[0].layer.bandCount() == 3


def test_a_look_that_cannot_be_is_one_sentence(page, window):
    page.set_look("cirrus / red")
    wait(lambda: window.messageBar().currentItem() is not None)
    assert "cirrus" in window.messageBar().currentItem().text()
    assert [one.look for one in page.scenes] == ["natural"] * 4


def test_a_scene_of_a_server_that_offers_nothing_is_one_sentence(page, window, products):
    page.show_records([replace(record(products[0]), identifier="far", path="", source="earth-search")])
    wait(lambda: window.messageBar().currentItem() is not None)
    assert window.messageBar().currentItem().text().startswith("far is not on this computer")
    assert len(page.scenes) == 4


def test_scenes_of_the_catalogue_come_to_the_map(window, products):
    from bocage.ui.series_page import SeriesPage

    page = SeriesPage(window)
    page.show_records([record(path) for path in products])
    wait(lambda: len(page.scenes) == 4)
    page.show_records([record(path) for path in products])
    QApplication.processEvents()
    assert len(page.scenes) == 4
    page.close_all()


def test_a_scene_that_cannot_be_read_costs_no_other(window, products):
    from bocage.ui.series_page import SeriesPage

    page = SeriesPage(window)
    page.show_records([replace(record(products[0]), identifier="gone", path="/nowhere/gone"),
                       *[record(path) for path in products]])
    wait(lambda: len(page.scenes) == 4 and window.messageBar().currentItem() is not None)
    assert "/nowhere/gone" in window.messageBar().currentItem().text()
    page.close_all()


def test_scenes_of_a_project_whose_virtual_rasters_are_gone_come_back(page, tmp_path):
    """As on another computer, where the profile does not hold them."""
    project, path = QgsProject.instance(), str(tmp_path / "à rouvrir.qgz")
    page.set_look("NDVI")
    wait(lambda: [one.look for one in page.scenes] == ["NDVI"] * 4)
    assert project.write(path)
    sources = [Path(one.layer.source()) for one in page.scenes]
    project.clear()
    wait(lambda: page.list.topLevelItemCount() == 0)
    for source in sources:
        source.unlink()
    project.read(path)
    wait(lambda: len(page.scenes) == 4 and all(one.layer.isValid() for one in page.scenes))
    assert [one.look for one in page.scenes] == ["NDVI"] * 4 and all(source.exists() for source in sources)


def test_a_project_that_is_closed_takes_everything_with_it(page):
    page.list.setCurrentItem(page.list.topLevelItem(0))
    page.period.setValue(0.1)
    page.blink.click()
    picked(page, *CLEAR)
    QgsProject.instance().clear()
    wait(lambda: page.list.topLevelItemCount() == 0)
    assert page.comparison.mode != "blink" and not page.comparison.scenes
    for _ in range(20):
        QApplication.processEvents()
        time.sleep(0.02)


def test_what_the_catalogue_lists_is_offered_and_profiled_without_being_shown(window, products):
    from bocage.ui.series_page import SeriesPage

    page = SeriesPage(window)
    assert page.add_found.isHidden() and not page.profile.every.isEnabled()
    records = [record(path) for path in products]
    page.set_scenes([*records, replace(records[0], identifier="elsewhere", path="", source="earth-search")])
    assert not page.add_found.isHidden() and "4" in page.add_found.text()
    page.profile.add_point(-1.9921, 47.8492)
    wait(lambda: len(page.profile.points[0].values) == 4)
    page.add_found.click()
    wait(lambda: len(page.scenes) == 4)
    assert page.add_found.isHidden()
    QgsProject.instance().removeMapLayer(page.scenes[0].layer_id)
    wait(lambda: len(page.profile.records) == 3)
    page.profile.every.click()
    wait(lambda: len(page.profile.records) == 4 and len(page.profile.points[0].values) == 4)
    page.close_all()
