"""A tile's series: in order of date, resumed anywhere with the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
import simulated_dates as dates
from bocage.core.chains.l2aseries import run_series
from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import BocageError, Cancelled
from series_runs import Heard, composite_inputs, links, pixels, report


def visible(output: Path) -> list[str]:
    """Names that a user sees."""
    return sorted(path.name for path in output.iterdir() if not path.name.startswith("."))


def test_each_date_leans_on_all_before_it(reference):
    found = [composite_inputs(product) for product in dates.products(reference)]
    assert found == [["20180502"], ["20180502", "20180507"], ["20180502", "20180507", "20180512"]]


def test_progress_never_goes_back_and_ends_at_one(l1c, tmp_path):
    for mode in ("nominal", "backward"):
        heard = Heard()
        run_series(dates.settings(l1c, tmp_path / mode, mode=mode), heard)
        assert heard.shares == sorted(heard.shares) and heard.shares[-1] == 1.0


def test_finished_products_are_left_alone(l1c, done):
    before = {path: path.stat().st_mtime_ns for path in done.rglob("*_L2A_*") if path.is_file()}
    heard = Heard()
    result = run_series(dates.settings(l1c, done), heard)
    assert (len(result.made), len(result.kept)) == (0, 3)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert [line["status"] for line in report(done)["dates"]] == ["kept"] * 3
    # The copy lies elsewhere, and nothing of it is said: where a product lies is no parameter.
    assert heard.warnings == []


def test_a_series_that_grows_date_by_date_gives_the_same_bytes(l1c, reference, tmp_path):
    for number in range(3):
        result = run_series(dates.settings(l1c, tmp_path, end=dates.day(number)), SilentProgress())
        assert (len(result.made), len(result.kept)) == (1, number)
    assert dates.content(tmp_path) == dates.content(reference)


def test_it_goes_on_from_products_whose_inputs_are_gone(l1c, reference, tmp_path):
    for number, stamp in enumerate(("20180502", "20180507", "20180512")):
        folder = links(l1c, tmp_path / f"l1c {number}", stamp)
        run_series(dates.settings(folder, tmp_path / "out"), SilentProgress())
    assert pixels(tmp_path / "out") == pixels(reference)


def test_both_ends_are_included_and_start_leans_on_what_is_there(l1c, tmp_path):
    result = run_series(dates.settings(l1c, tmp_path, start=dates.day(1), end=dates.day(1)), SilentProgress())
    assert [Path(path).name[11:19] for path in result.made] == ["20180507"]
    run_series(dates.settings(l1c, tmp_path, start=dates.day(2)), SilentProgress())
    assert composite_inputs(dates.products(tmp_path)[-1]) == ["20180507", "20180512"]


@pytest.mark.parametrize("share", [0.1, 0.6])
def test_a_cancel_keeps_finished_products_and_the_next_run_gives_the_same_bytes(l1c, reference, tmp_path, share):
    with pytest.raises(Cancelled):
        run_series(dates.settings(l1c, tmp_path), Heard(share))
    finished = dates.products(tmp_path)
    assert len(finished) == int(share * 3)
    assert visible(tmp_path) == [*(p.name for p in finished), "series_report_T30TWT.json"]
    assert not list(tmp_path.glob(".*"))
    assert report(tmp_path)["outcome"] == "cancelled"
    assert report(tmp_path)["count"]["made"] == len(finished)
    result = run_series(dates.settings(l1c, tmp_path), SilentProgress())
    assert len(result.kept) == len(finished) and report(tmp_path)["outcome"] == "finished"
    assert dates.content(tmp_path) == dates.content(reference)


@pytest.fixture(scope="module")
def backward(l1c, tmp_path_factory) -> Path:
    """The series with a backward start."""
    output = tmp_path_factory.mktemp("rebours")
    run_series(dates.settings(l1c, output, mode="backward"), SilentProgress())
    return output


def test_a_backward_start_reads_later_dates_first_and_leaves_no_trace(backward, reference):
    first, second, _ = dates.products(backward)
    assert composite_inputs(first) == ["20180512", "20180507", "20180502"]
    assert composite_inputs(second)[-2:] == ["20180502", "20180507"]
    assert not list(backward.glob(".*"))
    assert pixels(backward) != pixels(reference)


def test_a_backward_start_stopped_while_it_reads_goes_on_and_gives_the_same_bytes(l1c, backward, tmp_path):
    with pytest.raises(Cancelled):
        run_series(dates.settings(l1c, tmp_path, mode="backward"), Heard(0.12))
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.glob(".backward_*/*.npz")}
    assert len(kept) == 1 and not dates.products(tmp_path)
    heard = Heard(0.2)
    with pytest.raises(Cancelled):
        run_series(dates.settings(l1c, tmp_path, mode="backward"), heard)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    run_series(dates.settings(l1c, tmp_path, mode="backward"), SilentProgress())
    assert dates.content(tmp_path) == dates.content(backward)


def test_a_backward_start_without_masks_is_refused_the_rest_works(l1c, tmp_path):
    with pytest.raises(BocageError) as caught:
        run_series(dates.settings(l1c, tmp_path / "a", mode="backward", masks=False), SilentProgress())
    assert caught.value.code == "backward_needs_masks" and not (tmp_path / "a").exists()
    heard = Heard()
    result = run_series(dates.settings(l1c, tmp_path / "b", masks=False, end=dates.day(1)), heard)
    assert len(result.made) == 2 and heard.warnings == []
    assert not list((tmp_path / "b").rglob("*_CMP_ALL.npz"))


def test_the_number_of_threads_changes_no_byte_of_a_raster(l1c, reference, tmp_path):
    heard = Heard()
    run_series(dates.settings(l1c, tmp_path, threads=4, end=dates.day(1)), heard)
    found, wanted = pixels(tmp_path), pixels(reference)
    assert found == {name: wanted[name] for name in found} and len(found) > 40
