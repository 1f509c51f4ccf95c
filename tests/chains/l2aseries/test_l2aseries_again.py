"""Dates that come late, dates made again, and what then no longer fits."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import simulated_dates as dates
from bocage.core.chains.l2aseries import job as series_job
from bocage.core.chains.l2aseries import run_series
from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import BocageError, Cancelled
from bocage.core.products.composite import read_composite, write_composite
from series_runs import Heard, composite_inputs, copied, cut_image, links, pixels, report


def test_other_parameters_are_said_by_their_names_and_nothing_is_made_again(l1c, done):
    heard = Heard()
    result = run_series(dates.settings(l1c, done, ozone=0.31, aot=0.3), heard)
    assert len(result.kept) == 3 and heard.codes == ["series_other_parameters"] * 3
    assert heard.warnings[1][1]["parameters"] == "AOT, OZONE" and heard.warnings[1][1]["date"] == "2018-05-07"


def test_a_date_that_comes_late_is_made_and_its_successors_are_said_to_be_outdated(l1c, reference, tmp_path):
    folder = links(l1c, tmp_path / "l1c", "20180502", "20180512")
    settings = dates.settings(folder, tmp_path / "out")
    run_series(settings, SilentProgress())
    links(l1c, folder, "20180507")
    heard = Heard()
    result = run_series(settings, heard)
    assert (len(result.made), len(result.kept), heard.codes) == (1, 2, ["series_outdated"])
    assert heard.warnings[0][1] == {"identifier": dates.products(tmp_path / "out")[2].name, "date": "2018-05-12"}
    heard = Heard()
    result = run_series(replace(settings, redo_from=dates.day(2)), heard)
    assert (len(result.made), len(result.kept), heard.codes) == (1, 2, [])
    assert pixels(tmp_path / "out") == pixels(reference)
    assert run_series(settings, heard).made == () and heard.codes == []


def test_a_date_made_again_gives_the_same_bytes_and_is_in_its_place_until_then(l1c, done, reference, monkeypatch):
    seen = []

    def run(settings, progress):
        seen.append(len(dates.products(done)))
        return series_run(settings, progress)

    series_run = series_job.run
    monkeypatch.setattr(series_job, "run", run)
    result = run_series(dates.settings(l1c, done, redo_from=dates.day(1)), SilentProgress())
    assert (len(result.made), len(result.kept), seen) == (2, 1, [3, 3])
    assert dates.content(done, reference) == dates.content(reference)


def test_nothing_is_lost_where_a_date_cannot_be_made_again_and_nothing_leans_on_it(l1c, done, reference, tmp_path):
    folder = links(l1c, tmp_path / "l1c", "20180502", "20180512")
    cut_image(copied(l1c, folder))
    heard = Heard()
    result = run_series(dates.settings(folder, done, redo_from=dates.day(1)), heard)
    assert len(result.made) == 1 and heard.codes == ["series_skipped", "series_former_stays"]
    second, third = dates.products(done)[1:]
    kept, former = dates.content(done, reference), dates.content(reference)
    assert {name for name in former if kept[name] == former[name]} >= {
        name for name in former if name.startswith((dates.products(done)[0].name, second.name))}
    assert composite_inputs(third) == ["20180502", "20180512"]
    assert not list(done.glob(".*")) and report(done)["dates"][1]["former_product"] == str(second)


def test_making_again_goes_on_where_it_was_stopped_with_or_without_the_request(l1c, done, reference):
    asked = dates.settings(l1c, done, redo_from=dates.day(0), ozone=0.31)
    with pytest.raises(Cancelled):
        run_series(asked, Heard(0.5))
    assert len(dates.products(done)) == 3 and [path.name for path in done.glob(".*")] == [".redo_T30TWT.json"]
    first = dates.products(done)[0].stat().st_mtime_ns
    with pytest.raises(Cancelled):
        run_series(asked, Heard(0.75))
    assert dates.products(done)[0].stat().st_mtime_ns == first
    heard = Heard()
    result = run_series(replace(asked, redo_from=None), heard)
    assert (len(result.made), len(result.kept), heard.warnings) == (1, 2, []) and "series_redo_goes_on" in heard.lines
    assert not list(done.glob(".*"))
    whole = done.parent / "whole"
    run_series(replace(asked, l2a=replace(asked.l2a, output=str(whole)), redo_from=None), SilentProgress())
    assert dates.content(done) == dates.content(whole) != dates.content(reference)


def test_a_first_run_that_asks_to_make_again_does_not_make_its_own_products_twice(l1c, tmp_path):
    asked = dates.settings(l1c, tmp_path, redo_from=dates.day(0), end=dates.day(1))
    with pytest.raises(Cancelled):
        run_series(asked, Heard(0.7))
    result = run_series(asked, SilentProgress())
    assert (len(result.made), len(result.kept)) == (1, 1) and not list(tmp_path.glob(".*"))


def test_another_request_starts_over(l1c, done):
    asked = dates.settings(l1c, done, redo_from=dates.day(1), ozone=0.31)
    with pytest.raises(Cancelled):
        run_series(asked, Heard(0.75))
    result = run_series(replace(asked, l2a=replace(asked.l2a, ozone=0.33)), SilentProgress())
    assert (len(result.made), len(result.kept)) == (2, 1)


def test_a_damaged_composite_is_said_and_an_older_one_is_leaned_on(l1c, done):
    first, second, third = dates.products(done)
    composite = next(second.glob("DATA/*_CMP_ALL.npz"))
    composite.write_bytes(composite.read_bytes()[:1000])
    shutil.rmtree(third)
    heard = Heard()
    run_series(dates.settings(l1c, done), heard)
    assert heard.codes == ["series_past_damaged"] and heard.warnings[0][1]["identifier"] == second.name
    assert heard.shares == sorted(heard.shares)
    assert composite_inputs(third) == ["20180502", "20180512"]


def test_products_on_other_cells_are_tried_once_and_the_date_is_made_without_a_past(l1c, done, monkeypatch):
    tried = []

    def run(settings, progress):
        tried.append(settings.previous)
        return series_run(settings, progress)

    series_run = series_job.run
    monkeypatch.setattr(series_job, "run", run)
    first, second, third = dates.products(done)
    for product in (first, second):
        path = next(product.glob("DATA/*_CMP_ALL.npz"))
        composite = read_composite(path)
        x0, dx, _, y0, _, dy = composite.cells.transform
        cells = replace(composite.cells, transform=(x0 + 50.0, dx, 0.0, y0, 0.0, dy))
        write_composite(path, replace(composite, cells=cells))
    shutil.rmtree(third)
    heard = Heard()
    run_series(dates.settings(l1c, done), heard)
    assert len(tried) == 2 and tried[1] is None
    # The second date leans on what its first is no more: said too.
    assert heard.codes == ["series_outdated", "series_past_damaged"]
    assert composite_inputs(third) == ["20180512"]


def outlines(path: Path, *days: str) -> str:
    """A GeoJSON of one square of 240 m a date, in the middle of the scene."""
    square = [[-1.8153 + dx, 47.3905 + dy] for dx, dy in ((0, 0), (0.004, 0), (0.004, 0.003), (0, 0.003), (0, 0))]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"date": day} if day else {}, "geometry": {
            "type": "Polygon", "coordinates": [square]}} for day in days]}), encoding="utf-8")
    return str(path)


def test_an_outline_that_a_kept_product_lacks_is_said_until_it_is_made_again(l1c, done, tmp_path):
    painted = outlines(tmp_path / "nuages.geojson", "2018-05-07", "2018-06-30")
    asked = dates.settings(l1c, done, painted=painted)
    heard = Heard()
    result = run_series(asked, heard)
    assert len(result.kept) == 3 and heard.codes == ["painted_strays", "series_outlines"]
    assert heard.warnings[0][1]["dates"] == "2018-06-30" and heard.warnings[1][1]["date"] == "2018-05-07"
    assert len(run_series(replace(asked, redo_from=dates.day(1)), SilentProgress()).made) == 2
    heard = Heard()
    assert run_series(asked, heard).made == () and heard.codes == ["painted_strays"]


def test_outlines_without_a_date_are_of_the_first_date_made_again_or_refused(l1c, done, tmp_path):
    painted = outlines(tmp_path / "nuages.geojson", "")
    with pytest.raises(BocageError) as caught:
        run_series(dates.settings(l1c, done, painted=painted), SilentProgress())
    assert caught.value.code == "painted_undated"
    run_series(dates.settings(l1c, done, painted=painted, redo_from=dates.day(1).replace(day=5)), SilentProgress())
    said = [json.loads(next(product.glob("*_STAC.json")).read_text(encoding="utf-8"))["properties"][
        "bocage:processing"] for product in dates.products(done)]
    assert ["painted_sha256" in one for one in said] == [False, True, False]
